/* The command `baton trace`: see tracer.h.
 *
 * With --batch, commands are read from standard input, or from a script; each
 * answer is a line.  What the program reads comes from --input, or from
 * standard input where the commands come from a script.
 */
#define _GNU_SOURCE
#include "tracer.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: baton trace [OPTION …] FILE [ARG …]\n"
    "  --batch            commands from standard input, a line each; an "
    "answer\n"
    "                     is a line of text\n"
    "  --batch=SCRIPT     commands from a file\n"
    "  --json             with --batch: an answer is a JSON object\n"
    "  --input FILE       what the program reads from the console\n"
    "  --dot STEP, --svg STEP, --html FILE   pictures: see --help=pictures\n"
    "and the options of baton run.  The command `help` lists the commands.\n";

typedef struct Trace {
  Command command; /* first: reports get it */
  bool batch;
  const char *script, *input;
  FILE *commands, *read;
} Trace;

static Session *running; /* for the interrupt key */

static void interrupt(int signal) {
  (void)signal;
  if (running) history_interrupt(session_history(running));
}

/* Takes our own options out of the words; 0, or an exit status. */
static int options(Trace *t, int *count, char **argument) {
  int kept = 0;
  bool ours = true;
  for (int i = 0; i < *count; i++) {
    char *word = argument[i];
    if (*word != '-' || !strcmp(word, "--")) ours = false;
    if (ours && !strcmp(word, "--batch")) t->batch = true;
    else if (ours && !strncmp(word, "--batch=", 8)) {
      t->batch = true;
      t->script = word + 8;
    } else if (ours && !strncmp(word, "--input=", 8)) t->input = word + 8;
    else if (ours && !strcmp(word, "--input") && i + 1 < *count)
      t->input = argument[++i];
    else {
      argument[kept++] = word;
      /* The value of an option of `run` is not the file. */
      static const char *const valued[] = {"--fuel", "--heap",   "--grant",
                                           "--seed", "--record", "--replay"};
      for (size_t v = 0; ours && v < sizeof valued / sizeof *valued; v++)
        if (!strcmp(word, valued[v]) && i + 1 < *count) {
          argument[kept++] = argument[++i];
          break;
        }
    }
  }
  *count = kept;
  return 0;
}

static int file_open(Trace *t, const char *path, FILE **file) {
  *file = fopen(path, "rb");
  if (*file) return 0;
  BatonReport r = {.file = path,
                   .message = strerror(errno),
                   .advice = "check the path and its rights"};
  baton_command_report(&t->command, &r);
  return EXIT_NO_INPUT;
}

static size_t read_file(void *context, uint8_t *bytes, size_t size) {
  return fread(bytes, 1, size, context);
}

static void answer_print(const Trace *t, const Answer *answer) {
  if (t->command.json) {
    char *text = json_dumps(answer->json, JSON_COMPACT);
    puts(text ? text : "{}");
    free(text);
  } else {
    printf("%s%s\n", answer->wrong ? "error: " : "", answer->text);
  }
  fflush(stdout);
}

static int batch(Trace *t, Session *session) {
  char *line = NULL;
  size_t room = 0;
  bool wrong = false, refused = json_array_size(session_errors(session)),
       quit = false;
  if (refused) {
    Answer answer = session_do(session, "where");
    answer_print(t, &answer);
    answer_free(&answer);
  }
  while (!quit && getline(&line, &room, t->commands) > 0) {
    if (line[strspn(line, " \t\r\n")] == 0 || *line == '#') continue;
    history_resume(session_history(session));
    Answer answer = session_do(session, line);
    answer_print(t, &answer);
    if (answer.wrong) wrong = true;
    quit = answer.quit;
    answer_free(&answer);
  }
  free(line);
  if (ferror(stdout)) return EXIT_IO;
  return refused ? EXIT_DATA : wrong ? EXIT_USAGE : 0;
}

static int trace(Trace *t) {
  int status = baton_command_input(&t->command);
  t->commands = stdin;
  if (!status && t->script) status = file_open(t, t->script, &t->commands);
  if (!status && t->input) status = file_open(t, t->input, &t->read);
  if (!status && !t->read && t->script) t->read = stdin;
  if (status) return status;
  SessionAsk *ask = t->read ? read_file : t->batch ? NULL : terminal_ask;
  Session *session = session_open(&t->command, ask, t->read);
  if (!session) {
    BatonReport r = {.file = t->command.file,
                     .message = "the tracer cannot start",
                     .advice = "check --record, --replay, and that there is "
                               "memory for --heap"};
    baton_command_report(&t->command, &r);
    return EXIT_IO;
  }
  running = session;
  struct sigaction action = {.sa_handler = interrupt};
  sigaction(SIGINT, &action, NULL);
  status = t->batch ? batch(t, session)
                    : terminal_run(session, t->command.file);
  signal(SIGINT, SIG_IGN);
  running = NULL;
  session_close(session);
  return status;
}

int tracer_command(int count, char **argument) {
  Trace t = {.command = {.name = "trace",
                         .usage = usage,
                         .options = {.report = baton_command_report}}};
  t.command.options.context = &t.command;
  int helped = baton_command_help(&t.command, *argument);
  if (helped >= 0) return helped;
  if (count && !strcmp(argument[0], "--commands")) {
    session_document(stdout);
    return 0;
  }
  int status = options(&t, &count, argument);
  if (!status) status = baton_run_options(&t.command, true, count, argument);
  if (!status && (t.command.stats || t.command.trace))
    return baton_command_misused(
        &t.command, "--stats and --trace belong to baton run", NULL);
  if (!status && !t.batch && (!isatty(0) || !isatty(1))) {
    return baton_command_misused(
        &t.command, "this is no terminal; for scripts there is --batch", NULL);
  }
  if (!status) status = trace(&t);
  if (t.commands && t.commands != stdin) fclose(t.commands);
  if (t.read && t.read != stdin) fclose(t.read);
  free(t.command.bytes);
  return status;
}
