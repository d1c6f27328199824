/* The command `baton`: run, check, asm, dis (spec/machine.md, Ends).
 *
 * Relies on the library, and on command.c for options, files and reports.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: baton run [OPTION …] FILE [ARG …]   run a program, text or image\n"
    "       baton check FILE                    read and verify only\n"
    "       baton asm FILE -o IMAGE [--strip]   text to image\n"
    "       baton dis IMAGE                     image to text\n"
    "       baton compile FILE -o PROGRAM       to C and to an executable\n"
    "       baton slice FILE -o PROGRAM         with just the machine it "
    "needs\n"
    "       baton trace [OPTION …] FILE [ARG …] step through it, forth and "
    "back\n"
    "       baton diff MINE YOURS               where two traces differ\n"
    "       baton pairs [OPTION …] FILE [ARG …] which handlers follow each "
    "other\n";

/* The commands; from COMPILE on they are programs of their own, beside this
 * one. */
enum { HELP, VERSION, RUN, CHECK, ASM, DIS, COMPILE };
static const char verbs[] = "help\0--version\0run\0check\0asm\0dis\0"
                            "compile\0slice\0trace\0diff\0dap\0pairs\0";

/* Becomes the program `baton-VERB` in this one's folder. */
static int become(const char *verb, char **argument) {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
  if (length < 0) {
    snprintf(path, sizeof path - 64, "%s", argument[0]);
    length = (ssize_t)strlen(path);
  }
  while (length && path[length - 1] != '/') length--;
  snprintf(path + length, sizeof path - (size_t)length, "baton-%s", verb);
  execv(path, argument + 1);
  fprintf(stderr,
          "baton: %s: %s\nthe command %s is a program of its own: is "
          "it built and installed?\n",
          path, strerror(errno), verb);
  return EXIT_UNAVAILABLE;
}

static int disassemble(Command *command, BatonMachine *m) {
  char *text = NULL;
  size_t size = 0;
  (void)command;
  if (!baton_disassemble(m, &text, &size)) return EXIT_DATA;
  fwrite(text, 1, size, stdout);
  free(text);
  return fflush(stdout) || ferror(stdout) ? EXIT_IO : 0;
}

static int assemble(Command *command, BatonMachine *m) {
  uint8_t *image = NULL;
  size_t size = 0;
  if (!baton_assemble(m, command->file, command->bytes, command->size,
                      command->strip, &image, &size))
    return EXIT_DATA;
  int status = baton_file_write(command->output, image, size)
                   ? 0
                   : baton_command_complain(command, command->output,
                                            strerror(errno),
                                            "nothing was written", EXIT_IO);
  free(image);
  return status;
}

/* Reads the options of `check`, `asm` and `dis`; 0, or an exit status. */
static int options_read(Command *command, bool is_asm, char **argument) {
  for (; *argument; argument++) {
    if (!strcmp(*argument, "--json")) command->json = true;
    else if (is_asm && !strcmp(*argument, "--strip")) command->strip = true;
    else if (is_asm && !strcmp(*argument, "-o") && argument[1])
      command->output = *++argument;
    else if (**argument == '-' || command->file)
      return baton_command_misused(command, "this cannot stand here",
                                   *argument);
    else command->file = *argument;
  }
  if (!command->file)
    return baton_command_misused(command, "which FILE?", NULL);
  if (is_asm && !command->output)
    return baton_command_misused(command, "-o IMAGE is missing", NULL);
  return 0;
}

int main(int count, char **argument) {
  baton_streams_hold();
  Command command = {.name = "baton", .usage = usage};
  if (count < 2) return baton_command_misused(&command, "which command?", NULL);
  int verb = baton_word(verbs, argument[1]);
  int helped = baton_command_help(
      &command,
      verb == HELP ? "--help" : argument[verb >= 0 && verb < COMPILE ? 2 : 1]);
  if (helped >= 0) return helped;
  if (verb < 0)
    return baton_command_misused(&command, "there is no command", argument[1]);
  if (verb == VERSION)
    return puts("baton " BATON_VERSION) < 0 || fflush(stdout) ? EXIT_IO : 0;
  if (verb >= COMPILE) return become(argument[1], argument);
  int problem = verb == RUN
                    ? baton_run_options(&command, true, count - 2, argument + 2)
                    : options_read(&command, verb == ASM, argument + 2);
  if (problem) return problem;
  if (command.pairs) return become("pairs", argument);
  return baton_command_act(&command, verb != ASM,
                           verb == RUN   ? baton_command_run
                           : verb == ASM ? assemble
                           : verb == DIS ? disassemble
                                         : NULL);
}
