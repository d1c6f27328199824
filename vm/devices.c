/* Devices: see devices.h.
 *
 * A stream is the console or a file: bytes with a buffer on each side.  What
 * comes in from outside passes one gate as an event.  The log of a recorded run
 * is the sequence of these, each a line `what length`, the bytes, and a line
 * end; a replay hands out the same bytes at the same points.
 */
#define _POSIX_C_SOURCE 200809L
#include "devices.h"
#include "memory.h"
#include "plot.h"
#include "print.h"
#include "read.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STREAM_BYTES = 4096, OUT_KEPT = 1 << 16, EVENT_LONGEST = 1 << 30 };

typedef struct Stream Stream;
struct Stream {
  Source source; /* first: a refill gets at the stream through it */
  Stream *next;
  Machine *m;
  FILE *file; /* NULL: the console, or a replay */
  bool console, reads, broken, reached;
  Buffer out;
  uint8_t bytes[STREAM_BYTES];
};

struct Devices {
  Stream *streams, *console; /* all of them; the one that is always there */
  FILE *record, *replay;
  Buffer event; /* what came in last, and behind it a 0 */
  void *file;   /* that was opened by it */
  bool broken;  /* the recording is of another run */
  int status, argument;
  uint64_t random;
  Value answer; /* of the files */
  Plot plot;
  Buffer shown;
};

static const char names[DEVICE_CLASSES][8] = {
    "world", "console", "args",  "status",  "files",
    "clock", "random",  "timer", "plotter", "file"};

const char *baton_device_name(const Cell *cell) {
  return names[value_int(cell->field[0])];
}

static DeviceClass class_of(Value device) {
  return (DeviceClass)value_int(value_cell(device)->field[0]);
}
bool baton_device_is(Value v, DeviceClass class) {
  return value_is(v, KIND_DEVICE) && class_of(v) == class;
}

static Fault refuse_device(Machine *m, Value device, const char *what) {
  char text[80];
  snprintf(text, sizeof text, "the device %s %s",
           baton_device_name(value_cell(device)), what);
  return baton_detail(m, FAULT_DEVICE, text);
}

static void complain(Machine *m, const char *file, const char *message,
                     const char *advice) {
  baton_report(
      m, &(BatonReport){.file = file, .message = message, .advice = advice});
}

int baton_request(Machine *m, Value request, const char *verbs,
                  Value argument[REQUEST_MOST], int *arguments) {
  if (!value_is(request, KIND_PAIR)) return -1;
  Value name = value_cell(request)->field[0];
  Value rest = value_cell(request)->field[1];
  for (*arguments = 0; *arguments < REQUEST_MOST && value_is(rest, KIND_PAIR);
       rest = value_cell(rest)->field[1])
    argument[(*arguments)++] = value_cell(rest)->field[0];
  if (!value_is(name, KIND_SYMBOL) || rest != VALUE_NULL) return -1;
  for (int verb = 0; *verbs; verb++, verbs += strlen(verbs) + 1)
    if (baton_symbol_is(m, name, verbs)) return verb;
  return -1;
}

/* The gate of all input: an event comes from the journal, where it has happened
 * before, from the recording, or from `get`, which appends it to d->event.
 * False: no memory, or no such recording.  A file that `get` opens, d->file,
 * goes with its event. */

static void event_replay(Devices *d, const char *what) {
  char name[16];
  size_t length;
  void *to = NULL;
  d->broken = fscanf(d->replay, "%15s %zu", name, &length) != 2 ||
              strcmp(name, what) || fgetc(d->replay) != '\n' ||
              length > EVENT_LONGEST ||
              (length && !(to = buffer_extend(&d->event, length))) ||
              (to && fread(to, 1, length, d->replay) != length) ||
              fgetc(d->replay) != '\n';
  if (d->broken) d->event.length = 0;
}

static bool recall(Machine *m, const char *what, const uint8_t **bytes,
                   size_t *size, void **handle) {
  const BatonJournal *journal = m->options.journal;
  return BATON_HAS(JOURNAL) && journal &&
         journal->recall(journal->context, what, bytes, size, handle);
}

static void remember(Machine *m, const char *what, const uint8_t *bytes,
                     size_t size, void *handle) {
  const BatonJournal *journal = m->options.journal;
  if (BATON_HAS(JOURNAL) && journal)
    journal->remember(journal->context, what, bytes, size, handle);
}

static bool event(Machine *m, const char *what, void get(Machine *, void *),
                  void *about) {
  Devices *d = m->devices;
  const uint8_t *bytes;
  size_t size;
  d->event.length = 0;
  d->event.failed = false;
  d->file = NULL;
  bool known = recall(m, what, &bytes, &size, &d->file);
  if (known) buffer_bytes(&d->event, bytes, size);
  else if (BATON_HAS(JOURNAL) && d->replay) event_replay(d, what);
  else get(m, about);
  buffer_byte(&d->event, 0);
  if (d->event.failed || d->broken) return false;
  d->event.length--;
  if (known) return true;
  remember(m, what, d->event.data, d->event.length, d->file);
  if (BATON_HAS(JOURNAL) && d->record && !d->replay) {
    fprintf(d->record, "%s %zu\n", what, d->event.length);
    fwrite(d->event.data, 1, d->event.length, d->record);
    fputc('\n', d->record);
  }
  return true;
}

/* A change of a file, which a journal sees to be made once: writes the bytes,
 * or closes it (NULL).  False: it failed. */
static bool file_change(Machine *m, FILE *file, const Buffer *bytes) {
  const uint8_t *none;
  size_t size;
  void *handle;
  if (recall(m, "change", &none, &size, &handle)) return !size;
  bool fine = bytes ? fwrite(bytes->data, 1, bytes->length, file) ==
                              bytes->length &&
                          !fflush(file)
                    : !fclose(file);
  remember(m, "change", (const uint8_t *)"-", !fine, NULL);
  return fine;
}

/* The outcome of a service that may have asked for an event: `*x`, owned where
 * there is no fault, is not what the recording's run got. */
static Fault outcome(Machine *m, Fault fault, Value *x) {
  if (!m->devices->broken) return fault;
  if (!fault) value_release(m, *x);
  return baton_detail(m, FAULT_DEVICE, "the recording is of another run");
}

/* Streams. */

/* The stream that a device cell of the class DEVICE_FILE stands for. */
static Stream *file_stream(const Cell *cell) {
  return (Stream *)(void *)cell->field[1];
}

/* The stream of a device, where it is one that reads, or else takes bytes. */
static Stream *stream_of(Machine *m, Value device, bool reads) {
  if (class_of(device) == DEVICE_CONSOLE) return m->devices->console;
  if (class_of(device) != DEVICE_FILE) return NULL;
  Stream *s = file_stream(value_cell(device));
  return s->reads == reads ? s : NULL;
}

static void stream_flush(Stream *s) {
  Machine *m = s->m;
  FILE *to = s->console ? stdout : s->file;
  if (!s->out.length) return;
  if (s->console && m->options.output)
    m->options.output(m->options.context, s->out.data, s->out.length);
  else if (to && !file_change(m, to, &s->out)) s->broken = true;
  s->out.length = 0;
}

static void bytes_get(Machine *m, void *stream) {
  Stream *s = stream;
  Buffer *to = &m->devices->event;
  ssize_t got;
  if (s->console && m->options.input) {
    to->length = m->options.input(m->options.context, to->data, STREAM_BYTES);
    return;
  }
  do got = read(s->console ? 0 : fileno(s->file), to->data, STREAM_BYTES);
  while (got < 0 && errno == EINTR);
  if (got > 0) to->length = (size_t)got;
}

static bool stream_refill(Source *source) {
  Stream *s = (Stream *)(void *)source;
  const Buffer *from = &s->m->devices->event;
  if (s->console) stream_flush(s);
  size_t count = event(s->m, "bytes", bytes_get, s) ? from->length : 0;
  if (count > STREAM_BYTES) count = STREAM_BYTES;
  memcpy(s->bytes, from->data, count);
  source->at = s->bytes;
  source->end = s->bytes + count;
  return count;
}

/* Makes a stream, of the console where there is none; NULL: no memory. */
static Stream *stream_add(Machine *m, FILE *file, bool reads) {
  Devices *d = m->devices;
  Stream *s = memory_resize(&m->memory, NULL, sizeof *s);
  if (!s) return NULL;
  *s = (Stream){.source = {s->bytes, s->bytes, stream_refill, {1, 1}},
                .next = d->streams,
                .m = m,
                .file = file,
                .console = !d->streams,
                .reads = reads,
                .out = machine_buffer(m)};
  return d->streams = s;
}

static void stream_close(Machine *m, Stream *s) {
  Stream **link = &m->devices->streams;
  while (*link != s) link = &(*link)->next;
  *link = s->next;
  stream_flush(s);
  if (BATON_HAS(FILES) && s->file && !file_change(m, s->file, NULL))
    s->broken = true;
  if (s->broken)
    complain(m, NULL, "a file could not be written", "is the disk full?");
  buffer_free(&s->out);
  memory_resize(&m->memory, s, 0);
}

void baton_device_close(Machine *m, Cell *cell) {
  if (BATON_HAS(FILES) && m->devices &&
      value_int(cell->field[0]) == DEVICE_FILE)
    stream_close(m, file_stream(cell));
}

/* After bytes were added behind `from`: long output does not wait for the end.
 */
static Fault stream_sent(Machine *m, Stream *s, size_t from) {
  Buffer *out = &s->out;
  bool failed = out->failed;
  out->failed = false;
  if (failed) out->length = from;
  if (s->console && m->options.counted && out->length > from)
    buffer_bytes(&m->devices->shown, out->data + from, out->length - from);
  if (out->length > OUT_KEPT) stream_flush(s);
  if (s->broken)
    return baton_detail(m, FAULT_DEVICE, "the output cannot be written");
  return failed ? FAULT_MEMORY : FAULT_NONE;
}

/* A new device cell; memory for it has been reserved.  A stream looks like an
 * integer there, as it is aligned to 4 bytes. */
static Value device_make(Machine *m, DeviceClass class, Stream *stream) {
  Cell *cell = cell_allocate(m, KIND_DEVICE, 2, 2);
  cell->field[0] = value_of_int(class);
  cell->field[1] = (Value)stream;
  return value_of_cell(cell);
}

bool baton_devices_world(Machine *m, Value *world) {
  const BatonOptions *o = &m->options;
  bool granted[DEVICE_CLASSES] = {
      [DEVICE_CONSOLE] = true,   [DEVICE_ARGS] = true,
      [DEVICE_STATUS] = true,    [DEVICE_FILES] = o->files,
      [DEVICE_CLOCK] = o->clock, [DEVICE_RANDOM] = o->random,
      [DEVICE_TIMER] = o->timer, [DEVICE_PLOTTER] = o->plotter};
  Cell *cell = baton_cell_make(m, KIND_DEVICE, DEVICE_FILE, NULL);
  if (!cell) return false;
  cell->field[0] = value_of_int(DEVICE_WORLD);
  for (int i = 1; i < DEVICE_FILE; i++) cell->field[i] = VALUE_FALSE;
  m->devices->answer = value_of_cell(cell); /* a root */
  for (int i = 1; i < DEVICE_FILE; i++) {
    if (!granted[i]) continue;
    if (!baton_memory_reserve(m, 1, 2, NULL)) return false;
    Value device = device_make(m, (DeviceClass)i, NULL);
    value_cell(m->devices->answer)->field[i] = device;
  }
  *world = m->devices->answer;
  m->devices->answer = VALUE_FALSE;
  return true;
}

/* Services. */

Fault baton_service_port(Machine *m, Value world, uint32_t name, Value *x) {
  Value symbol = machine_variable(m, name)->symbol;
  if (!baton_device_is(world, DEVICE_WORLD))
    return baton_detail(m, FAULT_DEVICE, "port selects from the world only");
  for (int i = 1; i < DEVICE_FILE; i++)
    if (baton_symbol_is(m, symbol, names[i]) &&
        value_cell(world)->field[i] != VALUE_FALSE) {
      *x = value_retain(m, value_cell(world)->field[i]);
      return FAULT_NONE;
    }
  char what[80];
  snprintf(what, sizeof what, "no device %.30s was granted",
           machine_symbol(m, symbol)->text);
  return baton_detail(m, FAULT_DEVICE, what);
}

static Value random_bits(Machine *m, int bits) {
  uint64_t *s = &m->devices->random;
  *s ^= *s >> 12;
  *s ^= *s << 25;
  *s ^= *s >> 27;
  return value_of_int((Integer)(*s * 0x2545f4914f6cdd1du >> (64 - bits)));
}

Fault baton_service_in(Machine *m, Value device, Value *x) {
  Stream *s = stream_of(m, device, true);
  if (BATON_HAS(RANDOM) && class_of(device) == DEVICE_RANDOM)
    *x = random_bits(m, 8);
  else if (!s) return refuse_device(m, device, "gives no bytes");
  else if (s->source.at == s->source.end && !stream_refill(&s->source))
    *x = VALUE_EOF;
  else *x = value_of_int(source_take(&s->source));
  return outcome(m, FAULT_NONE, x);
}

static Fault set_status(Machine *m, Value x) {
  if (!value_is_int(x)) return FAULT_TYPE;
  if (x > value_of_int(255)) return FAULT_BOUNDS;
  m->devices->status = (int)value_int(x);
  return FAULT_NONE;
}

Fault baton_service_out(Machine *m, Value device, Value x) {
  Stream *s = stream_of(m, device, false);
  if (class_of(device) == DEVICE_STATUS) return set_status(m, x);
  if (!s) return refuse_device(m, device, "takes no bytes");
  size_t from = s->out.length;
  if (value_is(x, KIND_STRING)) baton_string_put(&s->out, value_cell(x));
  else if (!value_is_int(x)) return FAULT_TYPE;
  else if (x > value_of_int(255)) return FAULT_BOUNDS;
  else buffer_byte(&s->out, (uint8_t)value_int(x));
  return stream_sent(m, s, from);
}

/* Reads a datum from a stream or from the text of an event. */
static Fault read_datum(Machine *m, Source *source, Value *x) {
  Problems problems = baton_problems(m, NULL, NULL, 0);
  ReadState state = baton_read(m, source, &problems, x);
  Fault fault = state == READ_MEMORY ? FAULT_MEMORY : FAULT_NONE;
  if (state == READ_END) *x = VALUE_EOF;
  if (state == READ_WRONG)
    fault = baton_detail(m, FAULT_DEVICE, baton_problems_first(&problems));
  baton_problems_free(&problems);
  return fault;
}

static bool no_more(Source *source) {
  (void)source;
  return false;
}

/* Reads the datum that is the event; `got`: there is one. */
static Fault read_event(Machine *m, bool got, Value *x) {
  const Buffer *from = &m->devices->event;
  Source source = {from->data, from->data + from->length, no_more, {1, 1}};
  return got ? read_datum(m, &source, x) : FAULT_MEMORY;
}

static void clock_get(Machine *m, void *about) {
  struct timespec now;
  (void)about;
  clock_gettime(CLOCK_REALTIME, &now);
  buffer_format(
      &m->devices->event, "(%lld %lld %lld)", (long long)(now.tv_sec / 86400),
      (long long)(now.tv_sec % 86400), (long long)(now.tv_nsec / 1000));
}

/* `=` and the next argument; nothing behind the last. */
static void argument_get(Machine *m, void *about) {
  Devices *d = m->devices;
  (void)about;
  if (d->argument == m->options.argument_count) return;
  buffer_byte(&d->event, '=');
  buffer_text(&d->event, m->options.arguments[d->argument++]);
}

static Fault read_argument(Machine *m, Value *x) {
  const Buffer *from = &m->devices->event;
  if (!event(m, "argument", argument_get, NULL)) return FAULT_MEMORY;
  *x = VALUE_EOF;
  if (!from->length) return FAULT_NONE;
  const uint8_t *end = from->data + from->length;
  if (baton_utf8_end(from->data + 1, end) != end)
    return baton_detail(m, FAULT_DEVICE, "an argument is not UTF-8");
  return baton_string_make(m, (char *)from->data + 1, from->length - 1, x);
}

Fault baton_service_read(Machine *m, Value device, Value *x) {
  Devices *d = m->devices;
  Stream *s = stream_of(m, device, true);
  Fault fault = FAULT_NONE;
  switch (class_of(device)) {
  case DEVICE_CLOCK:
    fault = read_event(m, event(m, "clock", clock_get, NULL), x);
    break;
  case DEVICE_ARGS: fault = read_argument(m, x); break;
  case DEVICE_RANDOM: *x = random_bits(m, 29); break;
  case DEVICE_FILES:
    *x = d->answer;
    d->answer = VALUE_FALSE;
    break;
  default:
    if (!s) return refuse_device(m, device, "gives no data");
    fault = read_datum(m, &s->source, x);
  }
  return outcome(m, fault, x);
}

/* Files. */

enum { INPUT, OUTPUT, APPEND, DELETE, LIST };

typedef struct Request {
  int verb;
  Buffer path; /* of the file, ended by 0 */
} Request;

/* Is the string the name of a file?  Writes its path. */
static bool path_put(Machine *m, Value string, Buffer *path) {
  enum { LONGEST = 255 };
  if (!value_is(string, KIND_STRING)) return false;
  buffer_text(path, m->options.files);
  buffer_byte(path, '/');
  size_t before = path->length;
  baton_string_put(path, value_cell(string));
  size_t length = path->length - before;
  buffer_byte(path, 0);
  const char *name = (const char *)path->data + before;
  return !path->failed && length && length <= LONGEST &&
         strlen(name) == length && !strchr(name, '/') && strcmp(name, ".") &&
         strcmp(name, "..");
}

static int is_name(const struct dirent *entry) {
  const uint8_t *name = (const uint8_t *)entry->d_name;
  const uint8_t *end = name + strlen(entry->d_name);
  return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
         baton_utf8_end(name, end) == end;
}
static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* The list of the names in a directory, those that are UTF-8, sorted; or #f. */
static void names_get(const char *directory, Buffer *to) {
  struct dirent **entry;
  errno = 0;
  int count = scandir(directory, &entry, is_name, by_name);
  if (count < 0 && errno == ENOMEM) to->failed = true;
  buffer_text(to, count < 0 ? "#f" : "(");
  for (int i = 0; i < count; i++) {
    baton_print_quoted(to, entry[i]->d_name, strlen(entry[i]->d_name));
    free(entry[i]);
  }
  if (count < 0) return;
  buffer_byte(to, ')');
  free(entry);
}

/* Opens a file, a regular one; or returns NULL. */
static FILE *file_open(const char *path, int verb) {
  static const int flags[] = {[INPUT] = O_RDONLY,
                              [OUTPUT] = O_WRONLY | O_CREAT | O_TRUNC,
                              [APPEND] = O_WRONLY | O_CREAT | O_APPEND};
  FILE *file = NULL;
  struct stat status;
  int number = open(path, flags[verb] | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                    0666);
  if (number >= 0 && !fstat(number, &status) && S_ISREG(status.st_mode))
    file = fdopen(number, verb == INPUT ? "rb" : "wb");
  if (number >= 0 && !file) close(number);
  return file;
}

/* Does what was asked: a list of names, or whether it could be done. */
static void answer_get(Machine *m, void *about) {
  const Request *request = about;
  const char *path = (const char *)request->path.data;
  Devices *d = m->devices;
  bool done = false;
  if (request->verb == DELETE) done = !unlink(path);
  else if (request->verb != LIST)
    done = (d->file = file_open(path, request->verb));
  if (request->verb == LIST) names_get(m->options.files, &d->event);
  else buffer_text(&d->event, done ? "#t" : "#f");
}

/* Makes d->answer, a root, out of the event. */
static Fault answer_make(Machine *m, Devices *d, int verb, bool got) {
  Fault fault = read_event(m, got, &d->answer);
  if (fault || verb >= DELETE || d->answer != VALUE_TRUE) return fault;
  d->answer = VALUE_FALSE;
  if (!baton_memory_reserve(m, 1, 2, NULL)) return FAULT_MEMORY;
  Stream *s = stream_add(m, d->file, verb == INPUT);
  if (!s) return FAULT_MEMORY;
  d->file = NULL;
  d->answer = device_make(m, DEVICE_FILE, s);
  return FAULT_NONE;
}

static Fault files_write(Machine *m, Value asked) {
  Devices *d = m->devices;
  Value argument[REQUEST_MOST];
  int count;
  Request request = {
      .verb = baton_request(m, asked, "input\0output\0append\0delete\0list\0",
                            argument, &count),
      .path = machine_buffer(m)};
  /* What was written is in the files, whenever their devices end. */
  for (Stream *s = d->streams; s; s = s->next)
    if (!s->console) stream_flush(s);
  Fault fault = FAULT_MEMORY;
  bool right = request.verb >= 0 && count == (request.verb != LIST) &&
               (!count || path_put(m, *argument, &request.path));
  d->file = NULL;
  if (!right && !request.path.failed) {
    fault = baton_detail(
        m, FAULT_DEVICE,
        "a request is (input NAME), (output NAME), (append NAME),"
        " (delete NAME) or (list), NAME a string without /");
  } else if (right) {
    value_release(m, d->answer);
    d->answer = VALUE_FALSE;
    bool got = event(m, "answer", answer_get, &request);
    fault = answer_make(m, d, request.verb, got);
    if (fault) d->answer = VALUE_FALSE;
  }
  if (d->file) file_change(m, d->file, NULL);
  buffer_free(&request.path);
  return outcome(m, fault, &(Value){VALUE_VOID});
}

Fault baton_service_write(Machine *m, Value device, Value x) {
  Stream *s = stream_of(m, device, false);
  switch (class_of(device)) {
  case DEVICE_STATUS: return set_status(m, x);
  case DEVICE_FILES: return files_write(m, x);
  case DEVICE_PLOTTER: return baton_plot_write(m, &m->devices->plot, x);
  default: break;
  }
  if (!s) return refuse_device(m, device, "takes no data");
  size_t from = s->out.length;
  baton_print(m, x, &s->out);
  return stream_sent(m, s, from);
}

/* Life. */

static bool log_open(Machine *m, const char *path, const char *mode,
                     FILE **file) {
  if (path && !(*file = fopen(path, mode)))
    complain(m, path, "cannot be opened", "check the path and its rights");
  return !path || *file;
}

static void seed_get(Machine *m, void *about) {
  (void)about;
  buffer_format(&m->devices->event, "%llu",
                (unsigned long long)(m->options.seed ? m->options.seed : 1));
}

bool baton_devices_create(Machine *m) {
  Devices *d = memory_resize(&m->memory, NULL, sizeof *d);
  if (!d) return false;
  *d = (Devices){.answer = VALUE_FALSE};
  m->devices = d;
  d->shown = d->event = machine_buffer(m);
  if (BATON_HAS(PLOTTER)) baton_plot_start(m, &d->plot);
  d->console = stream_add(m, NULL, true);
  if (!buffer_extend(&d->event, STREAM_BYTES + 1) || d->plot.color.failed ||
      !d->console ||
      (BATON_HAS(JOURNAL) &&
       (!log_open(m, m->options.replay, "rb", &d->replay) ||
        !log_open(m, m->options.record, "wb", &d->record))))
    return false;
  if (!BATON_HAS(JOURNAL) && !BATON_HAS(RANDOM)) return true;
  bool seeded = event(m, "seed", seed_get, NULL);
  if (seeded) d->random = strtoull((char *)d->event.data, NULL, 10);
  else
    complain(m, m->options.replay, "this is no recording",
             "make one with --record");
  return seeded;
}

bool baton_devices_finish(Machine *m) {
  Devices *d = m->devices;
  value_release(m, d->answer);
  d->answer = VALUE_FALSE;
  stream_flush(d->console);
  bool fine = !BATON_HAS(PLOTTER) || d->replay ||
              baton_plot_finish(&d->plot, m->options.plotter);
  if (d->console->broken) fine = false;
  if (BATON_HAS(JOURNAL) && d->record) {
    if (ferror(d->record)) fine = false;
    if (fclose(d->record)) fine = false;
  }
  d->record = NULL;
  if (!fine)
    complain(m, NULL, "not all output could be written", "is the disk full?");
  return fine;
}

void baton_devices_destroy(Machine *m) {
  Devices *d = m->devices;
  if (!d) return;
  while (d->streams) stream_close(m, d->streams);
  if (BATON_HAS(JOURNAL) && d->record) fclose(d->record);
  if (BATON_HAS(JOURNAL) && d->replay) fclose(d->replay);
  buffer_free(&d->shown);
  buffer_free(&d->event);
  if (BATON_HAS(PLOTTER)) baton_plot_free(&d->plot);
  memory_resize(&m->memory, d, 0);
  m->devices = NULL;
}

void baton_device_reach(const Cell *cell) {
  if (BATON_HAS(FILES) && value_int(cell->field[0]) == DEVICE_FILE)
    file_stream(cell)->reached = true;
}
void baton_devices_sweep(Machine *m) {
  for (Stream *s = m->devices->streams, *next; s; s = next) {
    next = s->next;
    if (!s->reached && !s->console) stream_close(m, s);
    else s->reached = false;
  }
}

void baton_devices_roots(Machine *m, void visit(Machine *, Value *)) {
  if (m->devices) visit(m, &m->devices->answer);
}
int baton_devices_status(const Machine *m) { return m->devices->status; }
Buffer *baton_devices_shown(Machine *m) { return &m->devices->shown; }
Buffer *baton_devices_held(Machine *m) { return &m->devices->console->out; }
