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

/* Commands that are programs of their own, beside this one. */
static const char *const others[] = {"compile", "slice", "trace",
                                     "diff",    "dap",   "pairs"};

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

static int run(Command *command, BatonMachine *m) {
  return baton_command_load(command, m) ? baton_command_run(command, m)
                                        : EXIT_DATA;
}

static int check(Command *command, BatonMachine *m) {
  return baton_command_load(command, m) ? 0 : EXIT_DATA;
}

static int disassemble(Command *command, BatonMachine *m) {
  char *text = NULL;
  size_t size = 0;
  if (!baton_command_load(command, m) || !baton_disassemble(m, &text, &size))
    return EXIT_DATA;
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
  bool written = baton_file_write(command->output, image, size);
  if (!written)
    baton_command_report(command,
                         &(BatonReport){.file = command->output,
                                        .message = strerror(errno),
                                        .advice = "nothing was written"});
  free(image);
  return written ? 0 : EXIT_IO;
}

int main(int count, char **argument) {
  baton_streams_hold();
  Command command = {.name = "baton",
                     .usage = usage,
                     .options = {.report = baton_command_report}};
  command.options.context = &command;
  const char *verb = count > 1 ? argument[1] : "";
  if (!strcmp(verb, "--help") || !strcmp(verb, "help")) {
    printf("%soptions of run:\n%s", usage, baton_run_usage);
    return fflush(stdout) ? EXIT_IO : 0;
  }
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (!strcmp(verb, others[i])) return become(verb, argument);
  if (!strcmp(verb, "run")) {
    int problem = baton_run_options(&command, true, count - 2, argument + 2);
    return problem         ? problem
           : command.pairs ? become("pairs", argument)
                           : baton_command_act(&command, run);
  }
  bool is_asm = !strcmp(verb, "asm"), is_dis = !strcmp(verb, "dis");
  if (!is_asm && !is_dis && strcmp(verb, "check"))
    return baton_command_misused(
        &command, *verb ? "there is no command" : "which command?",
        *verb ? verb : NULL);
  for (int i = 2; i < count; i++) {
    if (!strcmp(argument[i], "--json")) command.json = true;
    else if (is_asm && !strcmp(argument[i], "--strip")) command.strip = true;
    else if (is_asm && !strcmp(argument[i], "-o") && i + 1 < count)
      command.output = argument[++i];
    else if (argument[i][0] == '-' || command.file)
      return baton_command_misused(&command, "this cannot stand here",
                                   argument[i]);
    else command.file = argument[i];
  }
  if (!command.file)
    return baton_command_misused(&command, "which FILE?", NULL);
  if (is_asm && !command.output)
    return baton_command_misused(&command, "-o IMAGE is missing", NULL);
  return baton_command_act(&command, is_asm   ? assemble
                                     : is_dis ? disassemble
                                              : check);
}
