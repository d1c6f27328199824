/* The command `baton diff': where two traces first differ, and why.
 *
 * Two streams of lines are compared as they come, in constant memory.  MINE is
 * what is taken to be right: the first file, or this machine; YOURS is the
 * other.  Exit status: 0 the same, 1 different, 64 usage, 65 no trace or a bad
 * program, 66 no such file.
 */
#define _POSIX_C_SOURCE 200809L
#include "diff.h"
#include "command.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE = 60 /* seconds */, WORDS_MOST = 1024 };

static const char usage[] =
    "usage: baton diff [--json] A B      two traces; - is standard input\n"
    "       baton diff [OPTION …] --machine PATH FILE [ARG …]\n"
    "                                    this machine and PATH, on a program\n"
    "options:\n"
    "  --program FILE     of the two traces: then the instructions are told\n"
    "  --reference PATH   compare with this machine instead\n"
    "  --fuel N  --heap WORDS  --seed N  --grant random  --grant timer\n"
    "                     for both machines, as with baton run\n"
    "  --input FILE       what the program reads\n"
    "  --without live     do not compare the cells left alive\n"
    "  --limit SECONDS    for a machine to go on (60; 0: no limit)\n"
    "  --json             the result in machine-readable form\n";

static int wrong_usage(const char *what, const char *about) {
  fprintf(stderr, "baton diff: %s%s%s\n%s", what, about ? ": " : "",
          about ? about : "", usage);
  return EXIT_USAGE;
}

/* Files. */

static int side_open(Diff *d, Side *side) {
  bool standard = !strcmp(side->name, "-");
  int fd = standard ? 0 : open(side->name, O_RDONLY | O_CLOEXEC);
  if (standard) side->name = "standard input";
  if (fd < 0)
    return diff_impossible(d, side, EXIT_NO_INPUT, strerror(errno),
                           "check the path and its rights");
  if (lines_open(&side->lines, fd, -1)) return 0;
  fprintf(stderr, "baton diff: there is no memory left\n");
  return EXIT_NO_INPUT;
}

static int files_compare(Diff *d) {
  int status = side_open(d, &d->mine);
  if (!status) status = side_open(d, &d->yours);
  if (!status) status = diff_compare(d);
  if (status == EXIT_SAME) diff_same(d);
  return status;
}

/* Machines. */

/* Starts a machine on the program; an exit status. */
static int machine_start(Diff *d, Side *side) {
  char *words[WORDS_MOST];
  int n = 0;
  words[n++] = (char *)side->name;
  words[n++] = "run";
  words[n++] = "--trace=transfers";
  words[n++] = "--trace-file";
  words[n++] = (char *)live_trace_path();
  if (d->counts_cells) words[n++] = "--stats";
  for (int i = 0; i < d->option_count; i++) words[n++] = d->option[i];
  words[n++] = (char *)d->program;
  if (d->argument_count + n >= WORDS_MOST)
    return wrong_usage("there are too many arguments", NULL);
  for (int i = 0; i < d->argument_count; i++) words[n++] = d->argument[i];
  words[n] = NULL;
  int problem = live_start(&side->process, words, d->input);
  side->live = true;
  if (problem)
    return diff_impossible(d, side, EXIT_NO_INPUT, strerror(problem),
                           "is this the path of a machine, and may it be run?");
  if (lines_open(&side->lines, side->process.trace, d->patience)) return 0;
  fprintf(stderr, "baton diff: there is no memory left\n");
  return EXIT_NO_INPUT;
}

/* The cells left alive that the machine's counts tell, or -1. */
static long long cells_left(Side *side) {
  static const char head[] = "live cells at halt: ";
  char line[256];
  rewind(side->process.messages);
  while (fgets(line, sizeof line, side->process.messages))
    if (!strncmp(line, head, sizeof head - 1))
      return strtoll(line + sizeof head - 1, NULL, 10);
  return -1;
}

/* The number of the first line in which the outputs differ, or 0. */
static unsigned long long outputs_differ(Diff *d) {
  FILE *a = d->mine.process.output, *b = d->yours.process.output;
  unsigned long long line = 1;
  int c;
  rewind(a);
  rewind(b);
  while ((c = getc_unlocked(a)) == getc_unlocked(b) && c != EOF)
    line += c == '\n';
  return c == EOF && getc_unlocked(b) == EOF ? 0 : line;
}

/* The traces are the same: so should be what the machines left behind. */
static int ends_compare(Diff *d) {
  Side *side[] = {&d->mine, &d->yours};
  char text[200];
  for (int i = 0; i < 2; i++)
    if (!live_wait(&side[i]->process, d->patience))
      return diff_silent(d, side[i]);
  int mine = live_exit_status(&d->mine.process);
  int yours = live_exit_status(&d->yours.process);
  long long left = cells_left(&d->mine), leaked = cells_left(&d->yours);
  unsigned long long line = outputs_differ(d);
  if (mine != yours) {
    snprintf(text, sizeof text, "%d instead of %d", yours, mine);
    diff_because(d, yours > 128 ? "crash" : "status",
                 "the traces are the same, but YOURS ends with exit status %s",
                 text);
  } else if (line) {
    snprintf(text, sizeof text, "%llu", line);
    diff_because(d, "output",
                 "the traces are the same, but the output differs, in line %s",
                 text);
  } else if (d->counts_cells && leaked >= 0 && left != leaked) {
    snprintf(text, sizeof text, "%lld cells at the end instead of %lld", leaked,
             left);
    diff_because(d, leaked > left ? "leaked" : "released",
                 leaked > left
                     ? "leaked: the traces are the same, but YOURS keeps %s"
                     : "the traces are the same, but YOURS keeps %s",
                 text);
  } else {
    return EXIT_SAME;
  }
  return diff_report(d);
}

static int machines_compare(Diff *d) {
  char own[PATH_MAX + 8];
  d->mine.name = d->reference;
  d->yours.name = d->machine;
  if (!d->reference) {
    ssize_t length = readlink("/proc/self/exe", own, PATH_MAX);
    if (length < 0) length = 0;
    while (length && own[length - 1] != '/') length--;
    memcpy(own + length, "baton", 6);
    d->mine.name = own;
  }
  Side program = {.name = d->program};
  if (access(d->program, R_OK))
    return diff_impossible(d, &program, EXIT_NO_INPUT, strerror(errno),
                           "check the path and its rights");
  int status = machine_start(d, &d->mine);
  if (!status) status = machine_start(d, &d->yours);
  if (status) return status;
  status = diff_compare(d);
  if (status == EXIT_SAME) status = ends_compare(d);
  if (status == EXIT_SAME) diff_same(d);
  return status;
}

/* The program's story. */

static size_t input_give(void *context, uint8_t *bytes, size_t size) {
  return fread(bytes, 1, size, context);
}

static bool is_known(const Diff *d) {
  return d->program && !d->reference && d->kind != SAYS_STEP;
}

void diff_story(Diff *d) {
  const TraceLine *line = &d->mine.line;
  BatonOptions options = {.input = input_give};
  if (!is_known(d)) return;
  for (int i = 0; i + 1 < d->option_count; i += 2) {
    const char *name = d->option[i], *value = d->option[i + 1];
    uint64_t n = strtoull(value, NULL, 10);
    if (!strcmp(name, "--fuel")) options.fuel = n, options.bounded = true;
    else if (!strcmp(name, "--heap")) options.heap = n;
    else if (!strcmp(name, "--seed")) options.seed = n;
    else *(strcmp(value, "timer") ? &options.random : &options.timer) = true;
  }
  options.argument_count = d->argument_count;
  options.arguments = d->argument;
  options.context = fopen(d->input, "rb");
  if (!options.context) return;
  char *target = line->kind == SAYS_TRANSFER && line->count > 1
                     ? strndup(line->text + line->field[1].start,
                               line->field[1].length)
                     : NULL;
  story_read(&d->story, &options, d->program,
             target ? line->number : d->number + 1, target);
  free(target);
  fclose(options.context);
}

/* Options. */

static bool is_number(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return digits && digits < 20 && !text[digits];
}

/* An option that both machines get: true where it is one. */
static bool pass_on(Diff *d, int count, char **argument, int *i, int *status) {
  static char *const names[] = {"--fuel", "--heap", "--seed", "--grant"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    char *value = baton_option_value(names[n], count, argument, i);
    if (!value) continue;
    if (n < 3 && !is_number(value))
      *status = wrong_usage("this option needs a whole number", names[n]);
    if (n == 3 && strcmp(value, "random") && strcmp(value, "timer"))
      *status = wrong_usage("only random and timer can be granted here: other "
                            "devices differ from run to run",
                            value);
    d->option[d->option_count++] = names[n];
    d->option[d->option_count++] = value;
    return true;
  }
  return false;
}

static int options_read(Diff *d, int count, char **argument) {
  int i = 0, status = 0;
  for (; i < count && argument[i][0] == '-' && argument[i][1]; i++) {
    const char *text = argument[i], *value;
    if (!strcmp(text, "--")) {
      i++;
      break;
    }
    if (!strcmp(text, "--json")) d->json = true;
    else if ((value = baton_option_value("--machine", count, argument, &i)))
      d->machine = value;
    else if ((value = baton_option_value("--reference", count, argument, &i)))
      d->reference = value;
    else if ((value = baton_option_value("--program", count, argument, &i)))
      d->program = value;
    else if ((value = baton_option_value("--input", count, argument, &i)))
      d->input = value;
    else if ((value = baton_option_value("--without", count, argument, &i))) {
      if (strcmp(value, "live"))
        return wrong_usage("--without knows live only", value);
      d->counts_cells = false;
    } else if ((value = baton_option_value("--limit", count, argument, &i))) {
      if (!is_number(value) || strlen(value) > 6)
        return wrong_usage("--limit needs a number of seconds", value);
      d->patience = atoi(value) ? atoi(value) * 1000 : -1;
    } else if (!pass_on(d, count, argument, &i, &status))
      return wrong_usage("there is no such option, or its value is missing",
                         text);
    if (status) return status;
  }
  if (!d->machine &&
      (d->reference || (!d->program && (d->option_count || d->input))))
    return wrong_usage("this needs --machine PATH", NULL);
  if (d->machine) {
    if (i == count) return wrong_usage("which FILE?", NULL);
    d->program = argument[i++];
    d->argument = argument + i;
    d->argument_count = count - i;
    return 0;
  }
  if (count - i != 2) return wrong_usage("which two traces?", NULL);
  d->mine.name = argument[i];
  d->yours.name = argument[i + 1];
  if (!strcmp(d->mine.name, "-") && !strcmp(d->yours.name, "-"))
    return wrong_usage("only one of them can be standard input", NULL);
  return 0;
}

static void side_close(Side *side) {
  if (!side->live && side->lines.data && side->lines.fd) close(side->lines.fd);
  lines_close(&side->lines);
  live_close(&side->process);
  free(side->text);
}

int main(int count, char **argument) {
  baton_streams_hold();
  if (count == 2 && !strcmp(argument[1], "--help"))
    return fputs(usage, stdout) < 0 || fflush(stdout) ? EXIT_IO : 0;
  Diff d = {.mine = {.label = "MINE", .process = {.trace = -1}},
            .yours = {.label = "YOURS", .process = {.trace = -1}},
            .patience = PATIENCE * 1000,
            .counts_cells = true,
            .option = calloc((size_t)count * 2, sizeof(char *))};
  const char *no_color = getenv("NO_COLOR");
  d.color = isatty(1) && !(no_color && *no_color);
  int status = d.option ? options_read(&d, count - 1, argument + 1) : EXIT_IO;
  if (!status) {
    if (!d.input) d.input = "/dev/null";
    status = d.machine ? machines_compare(&d) : files_compare(&d);
  }
  side_close(&d.mine);
  side_close(&d.yours);
  story_free(&d.story);
  free(d.before);
  free(d.option);
  if ((fflush(stdout) || ferror(stdout)) && status <= EXIT_DIFFERENT)
    status = EXIT_IO;
  return status;
}
