/* Pictures and pages of a run: `baton trace --dot N`, `--svg N` and `--html
 * FILE`.
 *
 * Reads options and program, steps to the moment that is wanted, and hands over
 * to picture.c or page.c.  What is written goes to a file whole or not at all.
 * Graphviz is a program that is called.
 */
#define _POSIX_C_SOURCE 200809L
#include "views.h"
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { CELLS_DRAWN = 500, CELLS_KEPT = 2000, STEPS_KEPT = 5000 };
/* Milliseconds of processor time for Graphviz: at first, and where there is
 * nothing left but to draw less. */
enum { PATIENCE = 400, PATIENCE_LAST = 2000 };

static const char usage[] =
    "usage: baton trace --dot N [OPTION …] FILE [ARG …]\n"
    "                            the state after N steps, for Graphviz\n"
    "       baton trace --svg N [OPTION …] FILE [ARG …]\n"
    "                            the same, drawn\n"
    "       baton trace --html PAGE [OPTION …] FILE [ARG …]\n"
    "                            the run, as a page to step through\n"
    "options:\n"
    "  -o PICTURE         write it to this file\n"
    "  --cells N          at most so many cells (500; in a page 2000)\n"
    "  --from N --steps N the part of the run that the page holds (5000 "
    "steps)\n"
    "and those of baton run:\n";

typedef struct Wanted {
  const char *dot, *svg, *html, *output, *cells, *from, *steps;
} Wanted;

static int misused(const char *what, const char *about) {
  fprintf(stderr, "baton trace: %s%s%s\n%s%s", what, about ? ": " : "",
          about ? about : "", usage, baton_run_usage);
  return EXIT_USAGE;
}

static int say(const Views *v, const char *what, const char *advice,
               int status) {
  fprintf(stderr, "%s: %s\n%s\n",
          v->command.file ? v->command.file : "baton trace", what, advice);
  return status;
}

/* Sets what the option is for; 0: it is another's; else how many words it took.
 */
static int own_option(Wanted *w, int count, char **argument, int i) {
  const struct {
    const char *name, **value;
  } options[] = {{"--dot", &w->dot},     {"--svg", &w->svg},
                 {"--html", &w->html},   {"-o", &w->output},
                 {"--cells", &w->cells}, {"--from", &w->from},
                 {"--steps", &w->steps}};
  for (size_t n = 0; n < sizeof options / sizeof *options; n++) {
    size_t length = strlen(options[n].name);
    if (strncmp(argument[i], options[n].name, length)) continue;
    if (argument[i][length] == '=') {
      *options[n].value = argument[i] + length + 1;
      return 1;
    }
    if (argument[i][length]) continue;
    if (i + 1 == count) return -1;
    *options[n].value = argument[i + 1];
    return 2;
  }
  return 0;
}

/* Parts the options from those of `run`, which go to `rest`. */
static int options_part(Wanted *w, int count, char **argument, char **rest,
                        int *rest_count) {
  int i = 0;
  while (i < count && argument[i][0] == '-' && argument[i][1]) {
    int took = own_option(w, count, argument, i);
    if (took < 0) return misused("the value is missing", argument[i]);
    i += took;
    if (took) continue;
    bool flag = !strcmp(argument[i], "--stats") ||
                !strcmp(argument[i], "--json") || strchr(argument[i], '=');
    bool end = !strcmp(argument[i], "--");
    rest[(*rest_count)++] = argument[i++];
    if (end) break;
    if (!flag && i < count) rest[(*rest_count)++] = argument[i++];
  }
  while (i < count) rest[(*rest_count)++] = argument[i++];
  return 0;
}

static bool number_read(const char *text, uint64_t most, uint64_t *n) {
  char *end;
  errno = 0;
  *n = strtoull(text, &end, 10);
  return *text >= '0' && *text <= '9' && !*end && !errno && *n <= most;
}

static int numbers_read(Views *v, const Wanted *w) {
  const char *step = w->dot ? w->dot : w->svg ? w->svg : w->from;
  uint64_t cells = w->html ? CELLS_KEPT : CELLS_DRAWN;
  v->steps = STEPS_KEPT;
  if (step && !number_read(step, INT64_MAX, &v->step))
    return misused("this is no step", step);
  if (w->steps && !number_read(w->steps, 10000000, &v->steps))
    return misused("--steps needs a number up to 10000000", w->steps);
  if (w->cells && !number_read(w->cells, 1000000, &cells))
    return misused("--cells needs a number up to 1000000", w->cells);
  v->cells = cells;
  return 0;
}

/* The program's text: that of an image is made from it, and then runs. */
static int program_load(Views *v) {
  Command *c = &v->command;
  bool image = c->size && *c->bytes == 0x8b;
  if (image) {
    char *text = NULL;
    size_t size;
    BatonMachine *m = baton_command_machine(c);
    bool fine = m && baton_load(m, c->file, c->bytes, c->size) &&
                baton_disassemble(m, &text, &size);
    baton_destroy(m);
    if (!fine) return m ? EXIT_DATA : EXIT_IO;
    free(c->bytes);
    c->bytes = (uint8_t *)text;
    c->size = size;
    v->from_image = true;
  }
  v->history = history_open(&c->options, c->file, c->bytes, c->size);
  if (!v->history) return EXIT_IO;
  if (history_state(v->history) == BATON_EMPTY) return EXIT_DATA;
  v->program = strndup((char *)c->bytes, c->size);
  const char *slash = strrchr(c->file, '/');
  v->name = slash ? slash + 1 : c->file;
  return v->program ? 0 : EXIT_IO;
}

/* Goes to the first state that is wanted. */
static int step_to(Views *v) {
  char text[100];
  if (history_goto(v->history, v->step)) return 0;
  snprintf(text, sizeof text, "there is no step %llu: the run ends after %llu",
           (unsigned long long)v->step,
           (unsigned long long)history_position(v->history));
  return say(v, text, "ask for an earlier one", EXIT_USAGE);
}

/* The processor time that a process has used, in milliseconds. */
static int used_by(pid_t process) {
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(process, &clock) || clock_gettime(clock, &used))
    return 0;
  return (int)(used.tv_sec * 1000 + used.tv_nsec / 1000000);
}

/* Waits for a process, and ends it where it takes too long: false. */
static bool wait_for(pid_t process, int patience, int *status) {
  const struct timespec nap = {0, 5 * 1000000};
  while (used_by(process) < patience) {
    pid_t ended = waitpid(process, status, WNOHANG);
    if (ended == process || (ended < 0 && errno != EINTR)) return true;
    nanosleep(&nap, NULL);
  }
  kill(process, SIGKILL);
  while (waitpid(process, status, 0) < 0 && errno == EINTR) {}
  return false;
}

/* Has Graphviz draw what is in `graph`; an exit status.  `late`: it took too
 * long. */
static int graphviz(Views *v, FILE *graph, FILE *picture, bool *late) {
  char *words[] = {"dot", "-Tsvg", NULL};
  posix_spawn_file_actions_t files;
  pid_t process;
  int status = 0;
  rewind(graph);
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, fileno(graph), 0);
  posix_spawn_file_actions_adddup2(&files, fileno(picture), 1);
  int problem = posix_spawnp(&process, "dot", &files, NULL, words, environ);
  posix_spawn_file_actions_destroy(&files);
  if (problem)
    return say(v, "Graphviz, which draws, is not there: no command dot",
               "install it (Debian: apt-get install graphviz), or have --dot N "
               "and draw it elsewhere",
               EXIT_UNAVAILABLE);
  *late = !wait_for(process, v->tangled ? PATIENCE_LAST : PATIENCE, &status);
  if (*late || (WIFEXITED(status) && !WEXITSTATUS(status))) return 0;
  return say(v, "Graphviz could not draw this",
             "--dot N shows what it was given", EXIT_UNAVAILABLE);
}

/* A picture as SVG.  Where Graphviz takes long, because much refers to much,
 * only the first reference to each cell is an arrow; if that is not enough, the
 * cells that are furthest away are left out. */
static int draw(Views *v, FILE *graph, FILE *picture) {
  bool late = false;
  for (;;) {
    rewind(graph);
    if (ftruncate(fileno(graph), 0) || !picture_write(v, graph) ||
        fflush(graph))
      return EXIT_IO;
    int status = graphviz(v, graph, picture, &late);
    if (status || !late) return status;
    if (v->tangled) {
      v->cells /= 2;
      fprintf(stderr, "%s: drawn with %zu cells: all would take too long\n",
              v->command.file, v->cells);
    }
    v->tangled = true;
    rewind(picture);
    if (ftruncate(fileno(picture), 0)) return EXIT_IO;
  }
}

/* Copies what was written, from its beginning, to a file or standard output. */
static int deliver(FILE *from, const char *path) {
  long size = ftell(from);
  char *bytes = size < 0 ? NULL : malloc((size_t)size + 1);
  rewind(from);
  bool fine = bytes && fread(bytes, 1, (size_t)size, from) == (size_t)size;
  if (fine && path && strcmp(path, "-"))
    fine = baton_file_write(path, (uint8_t *)bytes, (size_t)size);
  else if (fine)
    fine = fwrite(bytes, 1, (size_t)size, stdout) == (size_t)size &&
           !fflush(stdout);
  int problem = errno;
  free(bytes);
  if (fine) return 0;
  fprintf(stderr, "%s: %s\nnothing was written\n",
          path ? path : "standard output", strerror(problem));
  return EXIT_CREATE;
}

static int show(Views *v, const Wanted *w) {
  FILE *written = tmpfile(), *graph = w->svg ? tmpfile() : NULL;
  int status = EXIT_IO;
  if (written && graph) status = draw(v, graph, written);
  else if (written && !w->svg &&
           (w->html ? page_write(v, written) : picture_write(v, written)))
    status = 0;
  if (!status && (fseek(written, 0, SEEK_END) || ferror(written)))
    status = EXIT_IO;
  if (status == EXIT_IO)
    say(v, "there is no room for this", "ask for less", status);
  if (!status) status = deliver(written, w->html ? w->html : w->output);
  if (written) fclose(written);
  if (graph) fclose(graph);
  return status;
}

int views_command(int count, char **argument) {
  Views v = {.command = {.name = "baton trace",
                         .usage = usage,
                         .options = {.report = baton_command_report}}};
  Wanted w = {0};
  char **rest = calloc((size_t)count + 1, sizeof *rest);
  int rest_count = 0;
  v.command.options.context = &v;
  int status = rest ? options_part(&w, count, argument, rest, &rest_count)
                    : EXIT_IO;
  if (!status && !w.dot + !w.svg + !w.html != 2)
    status = misused("one of --dot N, --svg N and --html PAGE", NULL);
  if (!status) status = numbers_read(&v, &w);
  if (!status) status = baton_run_options(&v.command, true, rest_count, rest);
  v.command.options.counted = false;
  if (!status) status = baton_command_input(&v.command);
  if (!status) status = program_load(&v);
  if (!status) status = step_to(&v);
  if (!status) status = show(&v, &w);
  if (v.history) history_close(v.history);
  free((char *)v.program);
  free(v.command.bytes);
  free(rest);
  return status;
}
