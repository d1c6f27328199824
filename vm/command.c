/* Commands: see command.h. */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "print.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEAKS_SHOWN = 8 };

const char baton_run_usage[] = BATON_RUN_USAGE("transfers", "134217728");

int baton_command_misused(const Command *command, const char *what,
                          const char *about) {
  fprintf(stderr, "%s: %s%s%s\n%soptions of run:\n%s", command->name, what,
          about ? ": " : "", about ? about : "", command->usage,
          command->run_usage ? command->run_usage : baton_run_usage);
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

void baton_command_report(void *context, const BatonReport *r) {
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
  fprintf(stderr, "%s:", r->file ? r->file : command->name);
  if (r->line) fprintf(stderr, "%u:%u:", r->line, r->column);
  fprintf(stderr, " %s\n", r->message);
  if (r->line_text) excerpt_print(r);
  if (r->advice && *r->advice) fprintf(stderr, "%s\n", r->advice);
}

/* Files. */

int baton_file_read(const char *path, uint8_t **bytes, size_t *size) {
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

int baton_command_input(Command *command) {
  int problem = baton_file_read(command->file, &command->bytes, &command->size);
  if (!problem) return 0;
  BatonReport r = {.file = command->file,
                   .message = strerror(problem),
                   .advice = "check the path and its rights"};
  baton_command_report(command, &r);
  return EXIT_NO_INPUT;
}

bool baton_file_write(const char *path, const uint8_t *bytes, size_t size) {
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

bool baton_option_grant(BatonOptions *o, const char *device) {
  if (!strcmp(device, "clock")) return (o->clock = true);
  if (!strcmp(device, "random")) return (o->random = true);
  if (!strcmp(device, "timer")) return (o->timer = true);
  if (!strncmp(device, "files=", 6) && device[6])
    return (o->files = device + 6);
  if (!strncmp(device, "plotter=", 8) && device[8])
    return (o->plotter = device + 8);
  return false;
}

static bool grant(BatonOptions *o, const char *device) {
  return baton_option_grant(o, device) || !strcmp(device, "console") ||
         !strcmp(device, "args") || !strcmp(device, "status");
}

static bool trace_kind(Command *command, const char *kind) {
  if (!strcmp(kind, "text")) command->trace = TRACE_TEXT;
  else if (!strcmp(kind, "json")) command->trace = TRACE_JSON;
  else if (!strcmp(kind, "transfers")) command->trace = TRACE_TRANSFERS;
  else return false;
  return true;
}

char *baton_option_value(const char *name, int count, char **argument, int *i) {
  size_t length = strlen(name);
  if (strncmp(argument[*i], name, length)) return NULL;
  if (argument[*i][length] == '=') return argument[*i] + length + 1;
  if (argument[*i][length] || *i + 1 == count) return NULL;
  return argument[++*i];
}

int baton_run_options(Command *command, bool whole, int count,
                      char **argument) {
  BatonOptions *o = &command->options;
  int i = 0;
  for (; i < count && argument[i][0] == '-' && argument[i][1]; i++) {
    const char *text = argument[i], *value;
    if (!strcmp(text, "--")) {
      i++;
      break;
    }
    if (!strcmp(text, "--stats")) command->stats = true;
    else if (whole && !strcmp(text, "--stats=pairs")) command->pairs = true;
    else if (!strcmp(text, "--json")) command->json = true;
    else if ((value = baton_option_value("--fuel", count, argument, &i))) {
      if (!number_parse(value, INT64_MAX, &o->fuel))
        return baton_command_misused(command, "--fuel needs a whole number",
                                     value);
      o->bounded = true;
    } else if ((value = baton_option_value("--heap", count, argument, &i))) {
      if (!number_parse(value, ((uint64_t)1 << 32) - (1 << 20), &o->heap) ||
          !o->heap)
        return baton_command_misused(
            command, "--heap needs a number of words, 1 to 4293918720", value);
    } else if ((value = baton_option_value("--seed", count, argument, &i))) {
      if (!number_parse(value, UINT64_MAX, &o->seed))
        return baton_command_misused(command, "--seed needs a whole number",
                                     value);
    } else if ((value = baton_option_value("--grant", count, argument, &i))) {
      if (!grant(o, value))
        return baton_command_misused(command, "there is no device", value);
    } else if ((value = baton_option_value("--record", count, argument, &i)))
      o->record = value;
    else if ((value = baton_option_value("--replay", count, argument, &i)))
      o->replay = value;
    else if ((value = baton_option_value("--trace-file", count, argument, &i)))
      command->trace_file = value;
    else if ((value = baton_option_value("--trace", count, argument, &i))) {
      if (!trace_kind(command, value))
        return baton_command_misused(
            command, "--trace is text, json or transfers", value);
    } else
      return baton_command_misused(
          command, "there is no such option, or its value is missing", text);
  }
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
  BatonMachine *m = baton_create(&command->options);
  if (!m)
    baton_command_report(
        command,
        &(BatonReport){.message = "the machine cannot start",
                       .advice = "check --record, --replay, and that there "
                                 "is memory for --heap"});
  return m;
}

int baton_command_act(Command *command,
                      int (*act)(Command *command, BatonMachine *m)) {
  int problem = baton_command_input(command);
  if (problem) return problem;
  BatonMachine *m = baton_command_machine(command);
  int status = m ? act(command, m) : EXIT_IO;
  baton_destroy(m);
  free(command->bytes);
  return status;
}

bool baton_command_load(Command *command, BatonMachine *m) {
  return baton_load(m, command->file, command->bytes, command->size);
}

static void stats_print(Command *command, BatonMachine *m, BatonCounts counts,
                        uint64_t live_cells) {
  const struct {
    const char *name;
    uint64_t value;
    bool always; /* known without counting, too */
  } rows[] = {{"instructions", counts.instructions, false},
              {"transfers", counts.transfers, true},
              {"allocations", counts.allocations, false},
              {"allocated words", counts.allocated_words, false},
              {"copies", counts.copies, false},
              {"takes", counts.takes, false},
              {"retains", counts.retains, false},
              {"releases", counts.releases, false},
              {"moves that needed neither", counts.moves, false},
              {"peak live cells", counts.peak_cells, false},
              {"peak live words", counts.peak_words, false},
              {"collections", counts.collections, true},
              {"longest collection, ns", counts.longest_pause, true},
              {"most cells freed at once", counts.longest_release, true},
              {"live cells at halt", live_cells, true}};
  fprintf(stderr,
          command->json ? "{\"memory manager\":\"%s\"" : "memory manager: %s\n",
          baton_manager());
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (!command->options.counted && !rows[i].always) continue;
    if (command->json)
      fprintf(stderr, ",\"%s\":%llu%s", rows[i].name,
              (unsigned long long)rows[i].value,
              i + 1 == sizeof rows / sizeof *rows ? "}\n" : "");
    else
      fprintf(stderr, "%s: %llu\n", rows[i].name,
              (unsigned long long)rows[i].value);
  }
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
    baton_command_report(
        command, &(BatonReport){.file = command->file,
                                .message = "a fault, and no memory to say "
                                           "which"});
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
    baton_command_report(
        command, &(BatonReport){.file = command->file,
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

int baton_command_run(Command *command, BatonMachine *m) {
  FILE *to = stderr;
  if (command->trace_file && !(to = fopen(command->trace_file, "wb"))) {
    baton_command_report(command, &(BatonReport){.file = command->trace_file,
                                                 .message = strerror(errno)});
    return EXIT_IO;
  }
  BatonState state = command->trace ? baton_trace_run(m, command->trace, to)
                                    : baton_run(m);
  int status = baton_command_finish(command, m, state);
  if (to != stderr && fclose(to) && !status) status = EXIT_IO;
  return status;
}

void baton_streams_hold(void) {
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
