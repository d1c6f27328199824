/* The command `baton`: run, check, asm, dis (spec/machine.md, Ends).
 *
 * Relies on the library; what it adds is options, files, and how reports look.
 */
#define _POSIX_C_SOURCE 200809L
#include "baton.h"
#include "print.h"
#include "trace.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEAKS_SHOWN = 8 };
enum { EXIT_USAGE = 64, EXIT_DATA = 65, EXIT_NO_INPUT = 66, EXIT_IO = 74 };

typedef struct Command {
  BatonOptions options;
  TraceKind trace;
  const char *file, *output, *trace_file;
  bool stats, json, strip;
  uint8_t *bytes; /* of the file */
  size_t size;
} Command;

static const char usage[] =
    "usage: baton run [OPTION …] FILE [ARG …]   run a program, text or image\n"
    "       baton check FILE                    read and verify only\n"
    "       baton asm FILE -o IMAGE [--strip]   text to image\n"
    "       baton dis IMAGE                     image to text\n"
    "options of run:\n"
    "  --fuel N           end after N transfers\n"
    "  --heap WORDS       size of the heap (134217728)\n"
    "  --grant DEVICE     clock, random, timer, files=DIR or plotter=FILE\n"
    "  --seed N           of the device random (1)\n"
    "  --record FILE      log all input      --replay FILE  repeat it\n"
    "  --stats            counts, when the program has ended\n"
    "  --trace=KIND       text, json or transfers    --trace-file FILE\n"
    "  --json             reports in machine-readable form\n";

static int wrong_usage(const char *what, const char *about) {
  fprintf(stderr, "baton: %s%s%s\n%s", what, about ? ": " : "",
          about ? about : "", usage);
  return EXIT_USAGE;
}

/* Reports. */

/* The line with a caret under the column; of a long line, the part around. */
static void excerpt_print(const BatonReport *r) {
  const char *at = r->line_text, *end = at + r->line_length;
  uint32_t column = 1, length = 0;
  for (const char *c = at; c < end; c++) length += (*c & 0xc0) != 0x80;
  uint32_t from = length > 100 && r->column > 51 ? r->column - 51 : 0;
  uint32_t to = length > 100 ? from + 100 : length;
  Buffer caret = {.memory = &(BatonMemory){NULL, NULL}};
  char marks[512];
  caret.data = (uint8_t *)marks;
  caret.capacity = sizeof marks;
  for (uint32_t i = 0; at < end; i++, column++) {
    const char *start = at++;
    while (at < end && (*at & 0xc0) == 0x80) at++;
    if (i < from || i >= to) continue;
    fwrite(start, 1, (size_t)(at - start), stderr);
    if (column < r->column && caret.length < sizeof marks - 2)
      marks[caret.length++] = *start == '\t' ? '\t' : ' ';
  }
  fprintf(stderr, "\n%.*s^\n", (int)caret.length, marks);
}

static void json_string(const char *key, const char *text, size_t length) {
  char room[4096];
  Buffer out = {.memory = &(BatonMemory){NULL, NULL},
                .data = (uint8_t *)room,
                .capacity = sizeof room};
  baton_print_json(&out, text, length < 600 ? length : 600);
  fprintf(stderr, ",\"%s\":%.*s", key, (int)out.length, room);
}

static void report(void *context, const BatonReport *r) {
  Command *command = context;
  fflush(stdout);
  if (command->json) {
    fprintf(stderr, "{\"line\":%u,\"column\":%u", r->line, r->column);
    if (r->file) json_string("file", r->file, strlen(r->file));
    json_string("message", r->message, strlen(r->message));
    if (r->advice) json_string("advice", r->advice, strlen(r->advice));
    fprintf(stderr, "}\n");
    return;
  }
  fprintf(stderr, "%s:", r->file ? r->file : "baton");
  if (r->line) fprintf(stderr, "%u:%u:", r->line, r->column);
  fprintf(stderr, " %s\n", r->message);
  if (r->line_text) excerpt_print(r);
  if (r->advice && *r->advice) fprintf(stderr, "%s\n", r->advice);
}

/* Files. */

static int file_read(const char *path, uint8_t **bytes, size_t *size) {
  FILE *file = fopen(path, "rb");
  uint8_t *content = NULL;
  size_t capacity = 0, length = 0, got;
  int problem = 0;
  if (!file) return errno;
  do {
    if (length == capacity) {
      void *more = realloc(content, capacity = capacity * 2 + 65536);
      if (!more) {
        problem = ENOMEM;
        break;
      }
      content = more;
    }
    errno = 0;
    got = fread(content + length, 1, capacity - length, file);
    length += got;
  } while (got);
  if (ferror(file)) problem = errno ? errno : EIO;
  fclose(file);
  if (problem) {
    free(content);
    content = NULL;
  }
  *bytes = content;
  *size = length;
  return problem;
}

static int input_read(Command *command) {
  int problem = file_read(command->file, &command->bytes, &command->size);
  if (!problem) return 0;
  BatonReport r = {.file = command->file,
                   .message = strerror(problem),
                   .advice = "check the path and its rights"};
  report(command, &r);
  return EXIT_NO_INPUT;
}

/* Writes a file whole or not at all. */
static bool file_write(const char *path, const uint8_t *bytes, size_t size) {
  size_t length = strlen(path);
  char *part = malloc(length + 6);
  if (!part) return false;
  memcpy(part, path, length);
  memcpy(part + length, ".part", 6);
  FILE *file = fopen(part, "wb");
  bool fine = file && fwrite(bytes, 1, size, file) == size;
  if (file && fclose(file)) fine = false;
  if (fine && rename(part, path)) fine = false;
  if (file && !fine) remove(part);
  free(part);
  return fine;
}

/* Options. */

static bool number_parse(const char *text, uint64_t most, uint64_t *n) {
  *n = 0;
  if (!*text) return false;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return false;
    uint64_t digit = (uint64_t)(*text - '0');
    if (*n > (most - digit) / 10) return false;
    *n = *n * 10 + digit;
  }
  return true;
}

static bool grant(BatonOptions *o, const char *what) {
  if (!strcmp(what, "clock")) return (o->clock = true);
  if (!strcmp(what, "random")) return (o->random = true);
  if (!strcmp(what, "timer")) return (o->timer = true);
  if (!strncmp(what, "files=", 6) && what[6]) return (o->files = what + 6);
  if (!strncmp(what, "plotter=", 8) && what[8]) return (o->plotter = what + 8);
  return !strcmp(what, "console") || !strcmp(what, "args") ||
         !strcmp(what, "status");
}

static bool trace_kind(Command *command, const char *kind) {
  if (!strcmp(kind, "text")) command->trace = TRACE_TEXT;
  else if (!strcmp(kind, "json")) command->trace = TRACE_JSON;
  else if (!strcmp(kind, "transfers")) command->trace = TRACE_TRANSFERS;
  else return false;
  return true;
}

/* The value of option `name` at *i: `--name=value` or the next argument. */
static const char *option(const char *name, int count, char **argument,
                          int *i) {
  size_t length = strlen(name);
  if (strncmp(argument[*i], name, length)) return NULL;
  if (argument[*i][length] == '=') return argument[*i] + length + 1;
  if (argument[*i][length] || *i + 1 == count) return NULL;
  return argument[++*i];
}

/* Reads the options of `run`; 0, or an exit status. */
static int run_options(Command *command, int count, char **argument) {
  BatonOptions *o = &command->options;
  int i = 0;
  for (; i < count && argument[i][0] == '-' && argument[i][1]; i++) {
    const char *text = argument[i], *value;
    if (!strcmp(text, "--")) {
      i++;
      break;
    }
    if (!strcmp(text, "--stats")) command->stats = true;
    else if (!strcmp(text, "--json")) command->json = true;
    else if ((value = option("--fuel", count, argument, &i))) {
      if (!number_parse(value, INT64_MAX, &o->fuel))
        return wrong_usage("--fuel needs a whole number", value);
      o->bounded = true;
    } else if ((value = option("--heap", count, argument, &i))) {
      if (!number_parse(value, ((uint64_t)1 << 32) - (1 << 20), &o->heap) ||
          !o->heap)
        return wrong_usage("--heap needs a number of words, 1 to 4293918720",
                           value);
    } else if ((value = option("--seed", count, argument, &i))) {
      if (!number_parse(value, UINT64_MAX, &o->seed))
        return wrong_usage("--seed needs a whole number", value);
    } else if ((value = option("--grant", count, argument, &i))) {
      if (!grant(o, value)) return wrong_usage("there is no device", value);
    } else if ((value = option("--record", count, argument, &i)))
      o->record = value;
    else if ((value = option("--replay", count, argument, &i)))
      o->replay = value;
    else if ((value = option("--trace-file", count, argument, &i)))
      command->trace_file = value;
    else if ((value = option("--trace", count, argument, &i))) {
      if (!trace_kind(command, value))
        return wrong_usage("--trace is text, json or transfers", value);
    } else
      return wrong_usage("there is no such option, or its value is missing",
                         text);
  }
  if (i == count) return wrong_usage("which FILE?", NULL);
  command->file = argument[i++];
  o->argument_count = count - i;
  o->arguments = argument + i;
  o->counted = command->stats || command->trace;
  return 0;
}

/* Commands. */

static BatonMachine *machine_create(Command *command) {
  BatonMachine *m = baton_create(&command->options);
  if (!m)
    report(command,
           &(BatonReport){.message = "the machine cannot start",
                          .advice = "check --record, --replay, and that there "
                                    "is memory for --heap"});
  return m;
}

static void stats_print(Command *command, BatonMachine *m, BatonCounts counts,
                        uint64_t live_cells) {
  const struct {
    const char *name;
    uint64_t value;
  } rows[] = {{"instructions", counts.instructions},
              {"transfers", counts.transfers},
              {"allocations", counts.allocations},
              {"copies", counts.copies},
              {"takes", counts.takes},
              {"peak live words", counts.peak_words},
              {"backup traces", counts.collections},
              {"live cells at halt", live_cells}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (command->json)
      fprintf(stderr, "%s\"%s\":%llu%s", i ? "," : "{", rows[i].name,
              (unsigned long long)rows[i].value,
              i + 1 == sizeof rows / sizeof *rows ? "}\n" : "");
    else
      fprintf(stderr, "%s: %llu\n", rows[i].name,
              (unsigned long long)rows[i].value);
  const char *leaked;
  for (uint64_t i = 0; !command->json && i < LEAKS_SHOWN; i++)
    if ((leaked = baton_leaked(m, i))) fprintf(stderr, "leaked: %s\n", leaked);
}

/* Is it a file as others?  A report waits for no pipe and reads no device. */
static bool is_regular(const char *path) {
  struct stat status;
  return !stat(path, &status) && S_ISREG(status.st_mode);
}

/* Adds the source line to a report, from the file just read or named in it. */
static void place_complete(Command *command, BatonReport *place,
                           uint8_t **source) {
  size_t size = command->size;
  const uint8_t *at = command->bytes;
  *source = NULL;
  if (strcmp(place->file, command->file)) {
    if (!is_regular(place->file) || file_read(place->file, source, &size))
      return;
    at = *source;
  }
  const uint8_t *end = at + size;
  for (uint32_t line = 1; at < end && line < place->line; at++)
    line += *at == '\n';
  const uint8_t *stop = at;
  while (stop < end && *stop != '\n') stop++;
  place->line_text = (const char *)at;
  place->line_length = (size_t)(stop - at);
}

static void fault_print(Command *command, BatonMachine *m) {
  BatonReport place;
  fflush(stdout);
  if (command->json) {
    fprintf(stderr, "%s\n", baton_fault_report(m, true));
    return;
  }
  const char *text = baton_fault_report(m, false), *end = strchr(text, '\n');
  fprintf(stderr, "%.*s\n", (int)(end - text), text);
  if (baton_place(m, &place)) {
    uint8_t *source;
    place_complete(command, &place, &source);
    fprintf(stderr, "%s:%u:%u:\n", place.file, place.line, place.column);
    if (place.line_text) excerpt_print(&place);
    free(source);
  }
  text = baton_fault_report(m, false);
  fprintf(stderr, "%s", strchr(text, '\n') + 1);
}

static int finish(Command *command, BatonMachine *m, BatonState state) {
  const char *answer = state == BATON_HALTED ? baton_answer(m) : "";
  char *kept = strlen(answer) ? strdup(answer) : NULL;
  BatonCounts counts = baton_counts(m);
  if (state == BATON_FAULTED) fault_print(command, m);
  if (state == BATON_SPENT)
    report(command,
           &(BatonReport){.file = command->file,
                          .message = "the fuel is used up",
                          .advice = "give the program more with --fuel"});
  uint64_t live = baton_finish(m);
  if (kept) printf("%s\n", kept);
  free(kept);
  if (command->stats) stats_print(command, m, counts, live);
  int status = baton_exit_status(m);
  if ((fflush(stdout) || ferror(stdout)) && !status) status = EXIT_IO;
  return status;
}

static int run(Command *command) {
  int problem = input_read(command);
  if (problem) return problem;
  FILE *to = stderr;
  if (command->trace_file && !(to = fopen(command->trace_file, "wb"))) {
    report(command, &(BatonReport){.file = command->trace_file,
                                   .message = strerror(errno)});
    free(command->bytes);
    return EXIT_IO;
  }
  BatonMachine *m = machine_create(command);
  int status = m ? EXIT_DATA : EXIT_IO;
  if (m && baton_load(m, command->file, command->bytes, command->size)) {
    BatonState state = command->trace ? baton_trace_run(m, command->trace, to)
                                      : baton_run(m);
    status = finish(command, m, state);
  }
  baton_destroy(m);
  if (to != stderr && fclose(to) && !status) status = EXIT_IO;
  free(command->bytes);
  return status;
}

/* check and dis. */
static int look(Command *command, bool text) {
  int problem = input_read(command);
  if (problem) return problem;
  char *out = NULL;
  size_t size = 0;
  BatonMachine *m = machine_create(command);
  int status = m ? EXIT_DATA : EXIT_IO;
  bool fine = m && baton_load(m, command->file, command->bytes, command->size);
  if (fine && text) fine = baton_disassemble(m, &out, &size);
  if (out) fwrite(out, 1, size, stdout);
  free(out);
  baton_destroy(m);
  free(command->bytes);
  if (fflush(stdout) || ferror(stdout)) return EXIT_IO;
  return fine ? 0 : status;
}

static int assemble(Command *command) {
  int problem = input_read(command);
  if (problem) return problem;
  uint8_t *image = NULL;
  size_t size = 0;
  BatonMachine *m = machine_create(command);
  int status = m ? EXIT_DATA : EXIT_IO;
  if (m && baton_assemble(m, command->file, command->bytes, command->size,
                          command->strip, &image, &size))
    status = 0;
  if (!status && !file_write(command->output, image, size)) {
    report(command, &(BatonReport){.file = command->output,
                                   .message = strerror(errno),
                                   .advice = "nothing was written"});
    status = EXIT_IO;
  }
  free(image);
  baton_destroy(m);
  free(command->bytes);
  return status;
}

/* Where a standard stream is closed, the next file that is opened would take
 * its place, and get its bytes.  What is opened here fails when it is used. */
static void streams_hold(void) {
  int file;
  do file = open("/dev/null", O_WRONLY);
  while (file == 0);
  if (file > 0 && file < 3) {
    close(file);
    do file = open("/dev/null", O_RDONLY);
    while (file >= 0 && file < 3);
  }
  if (file > 2) close(file);
}

int main(int count, char **argument) {
  streams_hold();
  Command command = {.options = {.report = report}};
  command.options.context = &command;
  const char *verb = count > 1 ? argument[1] : "";
  if (!strcmp(verb, "--help") || !strcmp(verb, "help")) {
    fputs(usage, stdout);
    return fflush(stdout) ? EXIT_IO : 0;
  }
  if (!strcmp(verb, "run")) {
    int problem = run_options(&command, count - 2, argument + 2);
    return problem ? problem : run(&command);
  }
  bool is_asm = !strcmp(verb, "asm"), is_dis = !strcmp(verb, "dis");
  if (!is_asm && !is_dis && strcmp(verb, "check"))
    return wrong_usage(*verb ? "there is no command" : "which command?",
                       *verb ? verb : NULL);
  for (int i = 2; i < count; i++) {
    if (!strcmp(argument[i], "--json")) command.json = true;
    else if (is_asm && !strcmp(argument[i], "--strip")) command.strip = true;
    else if (is_asm && !strcmp(argument[i], "-o") && i + 1 < count)
      command.output = argument[++i];
    else if (argument[i][0] == '-' || command.file)
      return wrong_usage("this cannot stand here", argument[i]);
    else command.file = argument[i];
  }
  if (!command.file) return wrong_usage("which FILE?", NULL);
  if (is_asm && !command.output)
    return wrong_usage("-o IMAGE is missing", NULL);
  return is_asm ? assemble(&command) : look(&command, is_dis);
}
