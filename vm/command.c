/* Commands: see command.h. */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "print.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEAKS_SHOWN = 8 };
#define HEAP_MOST (((uint64_t)1 << 32) - (1 << 20))

const char baton_run_usage[] = BATON_RUN_USAGE("transfers", "134217728");

static void usage_print(const Command *command, FILE *to) {
  const char *of_run = command->run_usage ? command->run_usage
                                          : baton_run_usage;
  fprintf(to, "%s%s%s", command->usage, *of_run ? "options of run:\n" : "",
          of_run);
}

int baton_command_help(const Command *command, const char *argument) {
  if (!argument || baton_word("--help\0-h\0", argument) < 0) return -1;
  usage_print(command, stdout);
  return fflush(stdout) ? EXIT_IO : 0;
}

int baton_command_misused(const Command *command, const char *what,
                          const char *about) {
  fprintf(stderr, "%s: %s%s%s\n", command->name, what, about ? ": " : "",
          about ? about : "");
  usage_print(command, stderr);
  return EXIT_USAGE;
}

/* Reports. */

/* Prints the columns of a line from `from` to before `to`, or what is as wide;
 * returns how many the line has. */
static uint32_t columns_print(const BatonReport *r, uint32_t from, uint32_t to,
                              bool blank) {
  uint32_t column = 0;
  for (size_t i = 0; i < r->line_length; i++) {
    char c = r->line_text[i];
    bool begins = (c & 0xc0) != 0x80;
    column += begins;
    if (column < from || column >= to || (blank && !begins)) continue;
    putc(blank && c != '\t' ? ' ' : c, stderr);
  }
  return column;
}

/* The line with a caret under the column; of a long line, the part around. */
static void excerpt_print(const BatonReport *r) {
  enum { LONGEST = 100, HALF = LONGEST / 2 };
  bool whole = columns_print(r, 0, 0, false) <= LONGEST;
  uint32_t from = whole || r->column <= HALF ? 1 : r->column - HALF;
  columns_print(r, from, whole ? UINT32_MAX : from + LONGEST, false);
  putc('\n', stderr);
  columns_print(r, from, r->column, true);
  fputs("^\n", stderr);
}

static void json_string(const char *key, const char *text) {
  char room[4096];
  Buffer out = {.memory = &(BatonMemory){NULL, NULL},
                .data = (uint8_t *)room,
                .capacity = sizeof room};
  if (!text) return;
  baton_print_json(&out, text, strnlen(text, 600));
  fprintf(stderr, ",\"%s\":%.*s", key, (int)out.length, room);
}

void baton_command_report(void *context, const BatonReport *r) {
  Command *command = context;
  fflush(stdout);
  if (command->json) {
    fprintf(stderr, "{\"line\":%u,\"column\":%u", r->line, r->column);
    json_string("file", r->file);
    json_string("message", r->message);
    json_string("advice", r->advice);
    fprintf(stderr, "}\n");
    return;
  }
  fprintf(stderr, "%s:", r->file ? r->file : command->name);
  if (r->line) fprintf(stderr, "%u:%u:", r->line, r->column);
  fprintf(stderr, " %s\n", r->message);
  if (r->line_text) excerpt_print(r);
  if (r->advice && *r->advice) fprintf(stderr, "%s\n", r->advice);
}

int baton_command_complain(Command *command, const char *file,
                           const char *message, const char *advice,
                           int status) {
  baton_command_report(
      command,
      &(BatonReport){.file = file, .message = message, .advice = advice});
  return status;
}

/* Files. */

int baton_file_read(const char *path, uint8_t **bytes, size_t *size) {
  enum { PIECE = 1 << 16 };
  FILE *file = fopen(path, "rb");
  uint8_t *content = NULL, *more;
  size_t length = 0, room = 0, got = 1;
  if (!file) return errno;
  errno = 0;
  while (got) {
    if (length == room) {
      room += room + PIECE;
      if (!(more = realloc(content, room))) break;
      content = more;
    }
    got = fread(content + length, 1, room - length, file);
    length += got;
  }
  int problem = !got && !ferror(file) ? 0 : errno ? errno : EIO;
  fclose(file);
  if (problem) {
    free(content);
    content = NULL;
  }
  *bytes = content;
  *size = length;
  return problem;
}

int baton_command_input(Command *command) {
  int problem = baton_file_read(command->file, &command->bytes, &command->size);
  if (!problem) return 0;
  return baton_command_complain(command, command->file, strerror(problem),
                                "check the path and its rights", EXIT_NO_INPUT);
}

bool baton_file_write(const char *path, const uint8_t *bytes, size_t size) {
  char part[4096];
  errno = ENAMETOOLONG;
  if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
    return false;
  FILE *file = fopen(part, "wb");
  bool fine = file && fwrite(bytes, 1, size, file) == size;
  if (file && fclose(file)) fine = false;
  if (fine && rename(part, path)) fine = false;
  if (file && !fine) remove(part);
  return fine;
}

/* Options. */

static bool number_parse(const char *text, uint64_t most, uint64_t *n) {
  size_t digits = strspn(text, "0123456789");
  errno = 0;
  *n = strtoull(text, NULL, 10);
  return digits && !text[digits] && !errno && *n <= most;
}

int baton_word(const char *words, const char *word) {
  for (int n = 0; *words; n++, words += strlen(words) + 1)
    if (!strcmp(words, word)) return n;
  return -1;
}

bool baton_option_grant(BatonOptions *o, const char *device) {
  if (!strcmp(device, "clock")) return (o->clock = true);
  if (!strcmp(device, "random")) return (o->random = true);
  if (!strcmp(device, "timer")) return (o->timer = true);
  if (!strncmp(device, "files=", 6) && device[6])
    return (o->files = device + 6);
  if (!strncmp(device, "plotter=", 8) && device[8])
    return (o->plotter = device + 8);
  return baton_word("console\0args\0status\0", device) >= 0;
}

char *baton_option_value(const char *name, int count, char **argument, int *i) {
  size_t length = strlen(name);
  if (strncmp(argument[*i], name, length)) return NULL;
  if (argument[*i][length] == '=') return argument[*i] + length + 1;
  if (argument[*i][length] || *i + 1 == count) return NULL;
  return argument[++*i];
}

/* The options of a run, each with what is wrong where its value is; from RECORD
 * on they have one. */
enum { STATS, PAIRS, JSON, RECORD, REPLAY, TO, HEAP, FUEL, SEED, GRANT, TRACE };
static const char run_options[] =
    "--stats\0\0--stats=pairs\0\0--json\0\0"
    "--record\0\0--replay\0\0--trace-file\0\0"
    "--heap\0--heap needs a number of words, 1 to 4293918720\0"
    "--fuel\0--fuel needs a whole number\0"
    "--seed\0--seed needs a whole number\0"
    "--grant\0there is no device\0"
    "--trace\0--trace is text, json or transfers\0";

/* Sets an option; false: its value is wrong. */
static bool option_set(Command *command, int option, char *value) {
  BatonOptions *o = &command->options;
  switch (option) {
  case STATS: return (command->stats = true);
  case PAIRS: return (command->pairs = true);
  case JSON: return (command->json = true);
  case RECORD: return (o->record = value);
  case REPLAY: return (o->replay = value);
  case TO: return (command->trace_file = value);
  case HEAP: return number_parse(value, HEAP_MOST, &o->heap) && o->heap;
  case FUEL: o->bounded = true; return number_parse(value, INT64_MAX, &o->fuel);
  case SEED: return number_parse(value, UINT64_MAX, &o->seed);
  case GRANT: return baton_option_grant(o, value);
  }
  int kind = baton_word("text\0json\0transfers\0", value);
  command->trace = (TraceKind)(kind + 1);
  return command->trace;
}

/* Reads the option at *i; 0, or an exit status. */
static int option_read(Command *command, int count, char **argument, int *i) {
  const char *name = run_options;
  char *text = argument[*i];
  for (int option = STATS; *name; option++) {
    const char *wrong = name + strlen(name) + 1;
    char *value = option >= RECORD
                      ? baton_option_value(name, count, argument, i)
                  : strcmp(name, text) ? NULL
                                       : text;
    if (value && option_set(command, option, value)) return 0;
    if (value) return baton_command_misused(command, wrong, value);
    name = wrong + strlen(wrong) + 1;
  }
  return baton_command_misused(
      command, "there is no such option, or its value is missing", text);
}

int baton_run_options(Command *command, bool whole, int count,
                      char **argument) {
  BatonOptions *o = &command->options;
  int i = 0, status = 0;
  for (; i < count && argument[i][0] == '-' && argument[i][1]; i++) {
    if (!strcmp(argument[i], "--")) {
      i++;
      break;
    }
    status = option_read(command, count, argument, &i);
    if (status) return status;
  }
  if (command->pairs && !whole)
    return baton_command_misused(command, "only baton run counts pairs", NULL);
  if (whole && i == count)
    return baton_command_misused(command, "which FILE?", NULL);
  if (whole) command->file = argument[i++];
  o->argument_count = count - i;
  o->arguments = argument + i;
  o->counted = command->stats || command->trace;
  return 0;
}

/* Running. */

BatonMachine *baton_command_machine(Command *command) {
  BatonOptions *o = &command->options;
  if (!o->report) o->report = baton_command_report, o->context = command;
  BatonMachine *m = baton_create(o);
  if (!m)
    baton_command_complain(command, NULL, "the machine cannot start",
                           "check --record, --replay, and that there is "
                           "memory for --heap",
                           EXIT_IO);
  return m;
}

int baton_command_act(Command *command, bool loads, CommandAct *act) {
  int status = baton_command_input(command);
  if (status) return status;
  BatonMachine *m = baton_command_machine(command);
  if (!m) status = EXIT_IO;
  else if (loads &&
           !baton_load(m, command->file, command->bytes, command->size))
    status = EXIT_DATA;
  else if (act) status = act(command, m);
  baton_destroy(m);
  free(command->bytes);
  return status;
}

/* What `--stats` tells, in the order of BatonCounts up to its live cells; `.`:
 * known without counting, too; and empty where it is not told. */
static const char counted[] =
    "instructions\0.transfers\0allocations\0\0allocated words\0copies\0"
    "takes\0retains\0releases\0moves that needed neither\0peak live cells\0"
    "peak live words\0.collections\0.longest collection, ns\0"
    ".most cells freed at once\0.live cells at halt";

static void stats_print(Command *command, BatonMachine *m,
                        const BatonCounts *counts) {
  bool json = command->json;
  fprintf(stderr, json ? "{\"memory manager\":\"%s\"" : "memory manager: %s\n",
          baton_manager());
  const char *name = counted;
  for (const uint64_t *n = &counts->instructions; n <= &counts->live_cells;
       n++) {
    bool always = *name == '.';
    name += always;
    if (*name && (always || command->options.counted))
      fprintf(stderr, json ? ",\"%s\":%" PRIu64 : "%s: %" PRIu64 "\n", name,
              *n);
    name += strlen(name) + 1;
  }
  if (json) fputs("}\n", stderr);
  const char *leaked;
  for (uint64_t i = 0; !json && i < LEAKS_SHOWN; i++)
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
  if (!at || strcmp(place->file, command->file)) {
    if (!is_regular(place->file) || baton_file_read(place->file, source, &size))
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
  const char *text = baton_fault_report(m, command->json);
  if (!text || !*text) {
    baton_command_complain(command, command->file,
                           "a fault, and no memory to say which", NULL, 70);
    return;
  }
  fprintf(stderr, "%.*s\n", (int)strcspn(text, "\n"), text);
  if (command->json) return;
  if (baton_place(m, &place)) {
    uint8_t *source;
    place_complete(command, &place, &source);
    fprintf(stderr, "%s:%u:%u:\n", place.file, place.line, place.column);
    if (place.line_text) excerpt_print(&place);
    free(source);
  }
  text = baton_fault_report(m, false);
  const char *rest = text ? strchr(text, '\n') : NULL;
  if (rest) fputs(rest + 1, stderr);
}

int baton_command_finish(Command *command, BatonMachine *m, BatonState state) {
  const char *answer = state == BATON_HALTED ? baton_answer(m) : "";
  char *kept = strlen(answer) ? strdup(answer) : NULL;
  BatonCounts counts = baton_counts(m);
  if (state == BATON_FAULTED) fault_print(command, m);
  if (state == BATON_SPENT)
    baton_command_complain(command, command->file, "the fuel is used up",
                           "give the program more with --fuel", 124);
  counts.live_cells = baton_finish(m);
  if (kept) printf("%s\n", kept);
  free(kept);
  if (command->stats) stats_print(command, m, &counts);
  int status = baton_exit_status(m);
  if ((fflush(stdout) || ferror(stdout)) && !status) status = EXIT_IO;
  return status;
}

int baton_command_run(Command *command, BatonMachine *m) {
  FILE *to = stderr;
  if (command->trace_file && !(to = fopen(command->trace_file, "wb")))
    return baton_command_complain(command, command->trace_file, strerror(errno),
                                  NULL, EXIT_IO);
  BatonState state = command->trace ? baton_trace_run(m, command->trace, to)
                                    : baton_run(m);
  int status = baton_command_finish(command, m, state);
  if (to != stderr && fclose(to) && !status) status = EXIT_IO;
  return status;
}

void baton_streams_hold(void) {
  for (int stream = 0; stream < 3; stream++)
    if (fcntl(stream, F_GETFD) < 0)
      open("/dev/null", stream ? O_RDONLY : O_WRONLY);
}
