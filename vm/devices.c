/* Devices: see devices.h.
 *
 * A stream is the console or a file: bytes with a buffer on each side.  The log
 * of a recorded run is a sequence of events, each a line `what length`, the
 * bytes, and a line end; a replay hands out the same bytes at the same points.
 */
#define _POSIX_C_SOURCE 200809L
#include "devices.h"
#include "memory.h"
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

typedef struct Stream {
  Source source; /* first: a refill gets at the stream through it */
  Machine *m;
  FILE *file; /* NULL: the console, or a replay */
  bool reads, open, console, broken;
  Buffer out;
  uint8_t bytes[4096];
} Stream;

struct Devices {
  Buffer streams; /* of Stream *; number 0 is the console */
  FILE *record, *replay;
  bool broken; /* the recording */
  int status, argument;
  uint64_t random;
  Value answer; /* of the files */
  Buffer drawing, shown, event;
  Integer x, y, left, top, right, bottom, width;
  bool drawn;
  char color[64];
};

static const char *const names[DEVICE_CLASSES] = {
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

static Fault refuse(Machine *m, const char *what) {
  return baton_detail(m, FAULT_DEVICE, what);
}
static Fault refuse_device(Machine *m, Value device, const char *what) {
  char text[80];
  snprintf(text, sizeof text, "the device %s %s",
           baton_device_name(value_cell(device)), what);
  return refuse(m, text);
}

/* The gate of all input. */

static void event_record(Machine *m, const char *what) {
  Devices *d = m->devices;
  if (!d->record) return;
  fprintf(d->record, "%s %zu\n", what, d->event.length);
  fwrite(d->event.data, 1, d->event.length, d->record);
  fputc('\n', d->record);
}

/* Where the run is replayed, gets the next event into d->event. */
static bool event_replay(Machine *m, const char *what) {
  Devices *d = m->devices;
  char name[16];
  size_t length;
  d->event.length = 0;
  if (fscanf(d->replay, "%15s %zu", name, &length) == 2 &&
      !strcmp(name, what) && fgetc(d->replay) == '\n' &&
      length <= (size_t)1 << 30) {
    void *to = length ? buffer_extend(&d->event, length) : NULL;
    if ((!length || (to && fread(to, 1, length, d->replay) == length)) &&
        fgetc(d->replay) == '\n')
      return true;
  }
  d->event.length = 0;
  d->broken = true;
  return false;
}

/* Streams. */

static Stream *stream_at(Machine *m, uint32_t number) {
  return ((Stream **)(void *)m->devices->streams.data)[number];
}
static Stream *stream_of(Machine *m, Value device) {
  Value number = value_cell(device)->field[1];
  return stream_at(m, (uint32_t)value_int(number));
}

static void stream_flush(Stream *s) {
  Machine *m = s->m;
  if (s->out.length) {
    if (s->console && m->options.output)
      m->options.output(m->options.context, s->out.data, s->out.length);
    else if (s->console || s->file) {
      FILE *to = s->console ? stdout : s->file;
      if (fwrite(s->out.data, 1, s->out.length, to) != s->out.length ||
          fflush(to))
        s->broken = true;
    }
  }
  s->out.length = 0;
}

static bool stream_refill(Source *source) {
  Stream *s = (Stream *)(void *)source;
  Machine *m = s->m;
  Devices *d = m->devices;
  size_t count = 0;
  if (s->console) stream_flush(s);
  if (d->replay) {
    event_replay(m, "bytes");
    count = d->event.length < sizeof s->bytes ? d->event.length
                                              : sizeof s->bytes;
    if (count) memcpy(s->bytes, d->event.data, count);
  } else {
    if (s->console && m->options.input) {
      count = m->options.input(m->options.context, s->bytes, sizeof s->bytes);
    } else {
      ssize_t got;
      do
        got = read(s->console ? 0 : fileno(s->file), s->bytes, sizeof s->bytes);
      while (got < 0 && errno == EINTR);
      count = got > 0 ? (size_t)got : 0;
    }
    d->event.length = 0;
    buffer_bytes(&d->event, s->bytes, count);
    event_record(m, "bytes");
  }
  source->at = s->bytes;
  source->end = s->bytes + count;
  return count;
}

/* Makes a stream; returns its number, or -1 where memory is short. */
static int stream_add(Machine *m, FILE *file, bool reads) {
  Buffer *streams = &m->devices->streams;
  Stream *s = memory_resize(&m->memory, NULL, sizeof *s);
  uint32_t number = 0, count = (uint32_t)BUFFER_COUNT(streams, Stream *);
  while (s && number < count && stream_at(m, number)) number++;
  if (!s || (number == count && !buffer_extend(streams, sizeof s))) {
    streams->failed = false;
    memory_resize(&m->memory, s, 0);
    return -1;
  }
  memset(s, 0, sizeof *s);
  s->m = m;
  s->file = file;
  s->reads = reads;
  s->source = (Source){s->bytes, s->bytes, stream_refill, 0, 0};
  s->out = machine_buffer(m);
  ((Stream **)(void *)streams->data)[number] = s;
  return (int)number;
}

static void stream_close(Machine *m, uint32_t number) {
  Stream *s = stream_at(m, number);
  if (!s) return;
  stream_flush(s);
  if (s->file && fclose(s->file)) s->broken = true;
  if (s->broken)
    baton_report(m, &(BatonReport){.message = "a file could not be written",
                                   .advice = "is the disk full?"});
  buffer_free(&s->out);
  memory_resize(&m->memory, s, 0);
  ((Stream **)(void *)m->devices->streams.data)[number] = NULL;
}

void baton_device_close(Machine *m, Cell *cell) {
  if (value_int(cell->field[0]) == DEVICE_FILE && m->devices)
    stream_close(m, (uint32_t)value_int(cell->field[1]));
}

/* A new device cell. */
static Fault device_make(Machine *m, DeviceClass class, Integer number,
                         Value *out) {
  if (!baton_memory_reserve(m, 1, 2)) return FAULT_MEMORY;
  Cell *cell = cell_allocate(m, KIND_DEVICE, 2, 2);
  cell->field[0] = value_of_int(class);
  cell->field[1] = value_of_int(number);
  *out = value_of_cell(cell);
  return FAULT_NONE;
}

bool baton_devices_world(Machine *m, Value *world) {
  const BatonOptions *o = &m->options;
  bool granted[DEVICE_CLASSES] = {
      [DEVICE_CONSOLE] = true,   [DEVICE_ARGS] = true,
      [DEVICE_STATUS] = true,    [DEVICE_FILES] = o->files,
      [DEVICE_CLOCK] = o->clock, [DEVICE_RANDOM] = o->random,
      [DEVICE_TIMER] = o->timer, [DEVICE_PLOTTER] = o->plotter};
  /* Room for all at once: nothing here is a root yet. */
  if (!baton_memory_reserve(m, 1, DEVICE_FILE * (2 + CELL_HEAD) + DEVICE_FILE))
    return false;
  Cell *cell = cell_allocate(m, KIND_DEVICE, DEVICE_FILE, DEVICE_FILE);
  cell->field[0] = value_of_int(DEVICE_WORLD);
  for (int i = 1; i < DEVICE_FILE; i++) cell->field[i] = VALUE_FALSE;
  *world = value_of_cell(cell);
  for (int i = 1; i < DEVICE_FILE; i++)
    if (granted[i] && device_make(m, (DeviceClass)i, 0, &cell->field[i]))
      return false;
  return true;
}

Fault baton_service_port(Machine *m, Value world, uint32_t name, Value *x) {
  Value symbol = machine_variable(m, name)->symbol;
  if (!baton_device_is(world, DEVICE_WORLD))
    return refuse(m, "port selects from the world only");
  for (int i = 1; i < DEVICE_FILE; i++)
    if (baton_symbol_is(m, symbol, names[i]) &&
        value_cell(world)->field[i] != VALUE_FALSE) {
      *x = value_retain(value_cell(world)->field[i]);
      return FAULT_NONE;
    }
  char what[80];
  snprintf(what, sizeof what, "no device %.30s was granted",
           machine_symbol(m, symbol)->text);
  return refuse(m, what);
}

static uint64_t random_bits(Machine *m, int bits) {
  uint64_t *s = &m->devices->random;
  *s ^= *s >> 12;
  *s ^= *s << 25;
  *s ^= *s >> 27;
  return *s * 0x2545f4914f6cdd1du >> (64 - bits);
}

static bool is_stream(Value device) {
  return class_of(device) == DEVICE_CONSOLE || class_of(device) == DEVICE_FILE;
}

Fault baton_service_in(Machine *m, Value device, Value *x) {
  if (class_of(device) == DEVICE_RANDOM) {
    *x = value_of_int((Integer)random_bits(m, 8));
    return FAULT_NONE;
  }
  if (!is_stream(device) || !stream_of(m, device)->reads)
    return refuse_device(m, device, "gives no bytes");
  Source *source = &stream_of(m, device)->source;
  if (source->at == source->end && !stream_refill(source)) *x = VALUE_EOF;
  else *x = value_of_int(source_take(source));
  return m->devices->broken ? refuse(m, "the recording is of another run")
                            : FAULT_NONE;
}

static Fault set_status(Machine *m, Value x) {
  if (!value_is_int(x)) return FAULT_TYPE;
  if (x > value_of_int(255)) return FAULT_BOUNDS;
  m->devices->status = (int)value_int(x);
  return FAULT_NONE;
}

/* Sends bytes to a stream; long output does not wait for the end. */
static Fault stream_sent(Machine *m, Stream *s) {
  if (s->out.failed) {
    s->out.failed = false;
    return FAULT_MEMORY;
  }
  if (s->out.length > 1 << 16) stream_flush(s);
  return s->broken ? refuse(m, "the output cannot be written") : FAULT_NONE;
}

static void show(Machine *m, Stream *s, size_t from) {
  if (s->console && m->options.counted && s->out.length > from)
    buffer_bytes(&m->devices->shown, s->out.data + from, s->out.length - from);
}

Fault baton_service_out(Machine *m, Value device, Value x) {
  if (class_of(device) == DEVICE_STATUS) return set_status(m, x);
  if (!is_stream(device) ||
      (class_of(device) == DEVICE_FILE && stream_of(m, device)->reads))
    return refuse_device(m, device, "takes no bytes");
  Stream *s = stream_of(m, device);
  size_t from = s->out.length;
  if (value_is_int(x)) {
    if (x > value_of_int(255)) return FAULT_BOUNDS;
    buffer_byte(&s->out, (uint8_t)value_int(x));
  } else if (value_is(x, KIND_STRING)) {
    Cell *cell = value_cell(x);
    for (uint32_t i = 0; i < cell_size(cell); i++)
      buffer_utf8(&s->out, cell_chars(cell)[i]);
  } else {
    return FAULT_TYPE;
  }
  show(m, s, from);
  return stream_sent(m, s);
}

static Fault list_of(Machine *m, int count, const Integer *n, Value *x) {
  if (!baton_memory_reserve(m, (uint64_t)count, 2)) return FAULT_MEMORY;
  Value list = VALUE_NULL;
  while (count-- > 0) {
    Cell *pair = cell_allocate(m, KIND_PAIR, 2, 2);
    pair->field[0] = value_of_int(n[count]);
    pair->field[1] = list;
    list = value_of_cell(pair);
  }
  *x = list;
  return FAULT_NONE;
}

static Fault read_clock(Machine *m, Value *x) {
  Devices *d = m->devices;
  long long n[3] = {0};
  if (d->replay) {
    buffer_byte(&d->event, 0);
    if (!event_replay(m, "clock"))
      return refuse(m, "the recording is of "
                       "another run");
    buffer_byte(&d->event, 0);
    sscanf((char *)d->event.data, "%lld %lld %lld", &n[0], &n[1], &n[2]);
  } else {
    struct timespec now;
    char text[80];
    clock_gettime(CLOCK_REALTIME, &now);
    n[0] = now.tv_sec / 86400;
    n[1] = now.tv_sec % 86400;
    n[2] = now.tv_nsec / 1000;
    snprintf(text, sizeof text, "%lld %lld %lld", n[0], n[1], n[2]);
    d->event.length = 0;
    buffer_text(&d->event, text);
    event_record(m, "clock");
  }
  Integer parts[3] = {(Integer)n[0], (Integer)n[1], (Integer)n[2]};
  return list_of(m, 3, parts, x);
}

static Fault read_datum(Machine *m, Value device, Value *x) {
  Stream *s = stream_of(m, device);
  if (!s->reads) return refuse_device(m, device, "gives no data");
  Problems problems = baton_problems(m, NULL, NULL, 0);
  ReadState state = baton_read(m, &s->source, &problems, x);
  Fault fault = FAULT_NONE;
  if (state == READ_END) *x = VALUE_EOF;
  if (state == READ_WRONG) fault = refuse(m, baton_problems_first(&problems));
  if (state == READ_MEMORY) fault = FAULT_MEMORY;
  baton_problems_free(&problems);
  return m->devices->broken ? refuse(m, "the recording is of another run")
                            : fault;
}

Fault baton_service_read(Machine *m, Value device, Value *x) {
  Devices *d = m->devices;
  switch (class_of(device)) {
  case DEVICE_CONSOLE:
  case DEVICE_FILE: return read_datum(m, device, x);
  case DEVICE_CLOCK: return read_clock(m, x);
  case DEVICE_RANDOM:
    *x = value_of_int((Integer)random_bits(m, 29));
    return FAULT_NONE;
  case DEVICE_FILES:
    *x = d->answer;
    d->answer = VALUE_FALSE;
    return FAULT_NONE;
  case DEVICE_ARGS:
    if (d->replay) {
      if (!event_replay(m, "argument"))
        return refuse(m, "the recording is of another run");
    } else {
      d->event.length = 0;
      if (d->argument < m->options.argument_count) {
        buffer_byte(&d->event, '=');
        buffer_text(&d->event, m->options.arguments[d->argument++]);
      }
      event_record(m, "argument");
    }
    *x = VALUE_EOF;
    if (!d->event.length) return FAULT_NONE;
    const uint8_t *at = d->event.data + 1, *end = at + d->event.length - 1;
    while (at < end)
      if (baton_utf8_next(&at, end) == UTF8_WRONG)
        return refuse(m, "an argument is not UTF-8");
    return baton_string_make(m, (char *)d->event.data + 1, d->event.length - 1,
                             x);
  case DEVICE_WORLD:
  case DEVICE_STATUS:
  case DEVICE_TIMER:
  case DEVICE_PLOTTER:
  case DEVICE_CLASSES: break;
  }
  return refuse_device(m, device, "gives no data");
}

/* Files.  A request is a list: what to do, and the name of a file. */

static bool file_name(Value request, char name[256]) {
  Value rest = value_cell(request)->field[1];
  if (!value_is(rest, KIND_PAIR) || value_cell(rest)->field[1] != VALUE_NULL ||
      !value_is(value_cell(rest)->field[0], KIND_STRING))
    return false;
  Cell *cell = value_cell(value_cell(rest)->field[0]);
  size_t at = 0;
  for (uint32_t i = 0; i < cell_size(cell); i++) {
    uint32_t c = cell_chars(cell)[i];
    uint8_t bytes[8];
    BatonMemory none = {NULL, NULL};
    Buffer one = {.memory = &none, .data = bytes, .capacity = sizeof bytes};
    buffer_utf8(&one, c);
    if (!c || c == '/' || at + one.length > 255) return false;
    memcpy(name + at, bytes, one.length);
    at += one.length;
  }
  name[at] = 0;
  return at && strcmp(name, ".") && strcmp(name, "..");
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in the granted directory, sorted, each ended by 0, into d->event.
 */
static void names_list(Machine *m, int directory) {
  Devices *d = m->devices;
  int copy = dup(directory);
  DIR *dir = copy < 0 ? NULL : fdopendir(copy);
  if (!dir) {
    if (copy >= 0) close(copy);
    return;
  }
  Buffer names = machine_buffer(m);
  rewinddir(dir);
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    char *name = strdup(entry->d_name);
    if (name) buffer_bytes(&names, &name, sizeof name);
  }
  closedir(dir);
  size_t count = BUFFER_COUNT(&names, char *);
  char **name = (char **)(void *)names.data;
  if (count) qsort(name, count, sizeof *name, by_name);
  for (size_t i = 0; i < count; i++) {
    buffer_bytes(&d->event, name[i], strlen(name[i]) + 1);
    free(name[i]);
  }
  buffer_free(&names);
}

/* The list of the names in d->event, behind its first byte. */
static Fault names_answer(Machine *m, Value *out) {
  Devices *d = m->devices;
  Value list = VALUE_NULL;
  for (size_t end = d->event.length; end > 1;) {
    size_t start = --end;
    while (start > 1 && d->event.data[start - 1]) start--;
    const uint8_t *at = d->event.data + start, *stop = d->event.data + end;
    bool fine = true;
    while (at < stop) fine = baton_utf8_next(&at, stop) != UTF8_WRONG && fine;
    Value name;
    d->answer = list; /* a root while memory is reserved */
    if (fine) {
      bool room = baton_memory_reserve(m, 1, 2);
      if (room) {
        Cell *pair = cell_allocate(m, KIND_PAIR, 2, 2);
        pair->field[0] = VALUE_VOID;
        pair->field[1] = list;
        d->answer = list = value_of_cell(pair);
      }
      if (!room || baton_string_make(m, (char *)d->event.data + start,
                                     end - start, &name)) {
        *out = list;
        return FAULT_MEMORY;
      }
      value_cell(list)->field[0] = name;
    }
    end = start;
  }
  *out = list;
  return FAULT_NONE;
}

/* Does what was asked: '+' for yes, and names, into d->event. */
static FILE *file_do(Machine *m, const char *what, const char *name) {
  Devices *d = m->devices;
  FILE *file = NULL;
  int directory = open(m->options.files, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  d->event.length = 0;
  if (directory < 0) return NULL;
  if (!strcmp(what, "delete")) {
    if (!unlinkat(directory, name, 0)) buffer_byte(&d->event, '+');
  } else if (!strcmp(what, "list")) {
    buffer_byte(&d->event, '+');
    names_list(m, directory);
  } else {
    bool input = !strcmp(what, "input");
    int flags = input ? O_RDONLY
                      : O_WRONLY | O_CREAT |
                            (strcmp(what, "append") ? O_TRUNC : O_APPEND);
    int opened = openat(directory, name,
                        flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    struct stat status;
    if (opened >= 0 && (fstat(opened, &status) || !S_ISREG(status.st_mode)))
      close(opened), opened = -1;
    if (opened >= 0) file = fdopen(opened, input ? "rb" : "wb");
    if (opened >= 0 && !file) close(opened);
    if (file) buffer_byte(&d->event, '+');
  }
  close(directory);
  return file;
}

static Fault files_write(Machine *m, Value request) {
  static const char *const verbs[] = {"input", "output", "append", "delete",
                                      "list"};
  Devices *d = m->devices;
  char name[256] = "";
  const char *what = NULL;
  Value verb = value_is(request, KIND_PAIR) ? value_cell(request)->field[0]
                                            : VALUE_VOID;
  for (int i = 0; value_is(verb, KIND_SYMBOL) && i < 5; i++)
    if (baton_symbol_is(m, verb, verbs[i])) what = verbs[i];
  if (!what ||
      (strcmp(what, "list") ? !file_name(request, name)
                            : value_cell(request)->field[1] != VALUE_NULL))
    return refuse(m, "a request is (input NAME), (output NAME), (append NAME),"
                     " (delete NAME) or (list), NAME a string without /");
  FILE *file = NULL;
  if (d->replay) {
    if (!event_replay(m, "answer"))
      return refuse(m, "the recording is of another run");
  } else {
    file = file_do(m, what, name);
    event_record(m, "answer");
  }
  Value answer = VALUE_FALSE;
  Fault fault = FAULT_NONE;
  value_release(m, d->answer);
  d->answer = VALUE_FALSE;
  if (d->event.length && !strcmp(what, "list")) {
    fault = names_answer(m, &answer);
  } else if (d->event.length && !strcmp(what, "delete")) {
    answer = VALUE_TRUE;
  } else if (d->event.length) {
    int number = stream_add(m, file, !strcmp(what, "input"));
    fault = number < 0 ? FAULT_MEMORY
                       : device_make(m, DEVICE_FILE, number, &answer);
    if (number < 0 && file) fclose(file);
    if (number >= 0 && fault) stream_close(m, (uint32_t)number);
  }
  d->answer = answer;
  return fault;
}

/* The plotter. */

static bool plot_numbers(Value at, int count, Integer *n) {
  for (; count-- > 0; at = value_cell(at)->field[1]) {
    if (!value_is(at, KIND_PAIR) || !value_is_int(value_cell(at)->field[0]))
      return false;
    *n = value_int(value_cell(at)->field[0]);
    if (*n > 1000000 || *n < -1000000) return false;
    n++;
  }
  return at == VALUE_NULL;
}

static void plot_reach(Devices *d, Integer x, Integer y, Integer by) {
  if (!d->drawn || x - by < d->left) d->left = x - by;
  if (!d->drawn || x + by > d->right) d->right = x + by;
  if (!d->drawn || y - by < d->top) d->top = y - by;
  if (!d->drawn || y + by > d->bottom) d->bottom = y + by;
  d->drawn = true;
}

static void plot_text(Machine *m, Cell *string, Buffer *out) {
  (void)m;
  for (uint32_t i = 0; i < cell_size(string); i++) {
    uint32_t c = cell_chars(string)[i];
    if (c == '<' || c == '&' || c == '"')
      buffer_text(out, c == '<' ? "&lt;" : c == '&' ? "&amp;" : "&quot;");
    else if (c >= ' ') buffer_utf8(out, c);
  }
}

static Fault plotter_write(Machine *m, Value command) {
  Devices *d = m->devices;
  Integer n[2];
  char text[256];
  const char *verb =
      value_is(command, KIND_PAIR) &&
              value_is(value_cell(command)->field[0], KIND_SYMBOL)
          ? machine_symbol(m, value_cell(command)->field[0])->text
          : "";
  Value rest = *verb ? value_cell(command)->field[1] : VALUE_NULL;
  Value string = value_is(rest, KIND_PAIR) ? value_cell(rest)->field[0]
                                           : VALUE_NULL;
  bool is_text = value_is(string, KIND_STRING) &&
                 value_cell(rest)->field[1] == VALUE_NULL;
  text[0] = 0;
  if (!strcmp(verb, "move") && plot_numbers(rest, 2, n)) {
    d->x = n[0], d->y = n[1];
  } else if (!strcmp(verb, "line") && plot_numbers(rest, 2, n)) {
    snprintf(text, sizeof text,
             "<line x1=\"%ld\" y1=\"%ld\" x2=\"%ld\" y2=\"%ld\" stroke=\"%s\" "
             "stroke-width=\"%ld\" stroke-linecap=\"round\"/>\n",
             (long)d->x, (long)d->y, (long)n[0], (long)n[1], d->color,
             (long)d->width);
    plot_reach(d, d->x, d->y, d->width);
    d->x = n[0], d->y = n[1];
    plot_reach(d, d->x, d->y, d->width);
  } else if (!strcmp(verb, "circle") && plot_numbers(rest, 1, n) && *n >= 0) {
    snprintf(text, sizeof text,
             "<circle cx=\"%ld\" cy=\"%ld\" r=\"%ld\" fill=\"none\" "
             "stroke=\"%s\" stroke-width=\"%ld\"/>\n",
             (long)d->x, (long)d->y, (long)n[0], d->color, (long)d->width);
    plot_reach(d, d->x, d->y, n[0] + d->width);
  } else if (!strcmp(verb, "width") && plot_numbers(rest, 1, n) && *n >= 0) {
    d->width = n[0];
  } else if (!strcmp(verb, "color") && is_text) {
    Buffer color = machine_buffer(m);
    plot_text(m, value_cell(string), &color);
    size_t length = color.length < 63 ? color.length : 63;
    if (length) memcpy(d->color, color.data, length);
    d->color[length] = 0;
    buffer_free(&color);
  } else if (!strcmp(verb, "text") && is_text) {
    snprintf(text, sizeof text, "<text x=\"%ld\" y=\"%ld\" fill=\"%s\">",
             (long)d->x, (long)d->y, d->color);
    buffer_text(&d->drawing, text);
    plot_text(m, value_cell(string), &d->drawing);
    snprintf(text, sizeof text, "</text>\n");
    plot_reach(d, d->x, d->y, 10);
  } else {
    return refuse(m, "a command is (move X Y), (line X Y), (circle R), "
                     "(color STRING), (width N) or (text STRING)");
  }
  buffer_text(&d->drawing, text);
  return d->drawing.failed ? FAULT_MEMORY : FAULT_NONE;
}

static bool drawing_write(Machine *m) {
  Devices *d = m->devices;
  if (!m->options.plotter || d->replay || !d->drawn) return true;
  FILE *file = fopen(m->options.plotter, "wb");
  if (!file) return false;
  fprintf(file,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" "
          "viewBox=\"%ld %ld %ld %ld\">\n",
          (long)d->left - 10, (long)d->top - 10,
          (long)(d->right - d->left) + 20, (long)(d->bottom - d->top) + 20);
  fwrite(d->drawing.data, 1, d->drawing.length, file);
  fprintf(file, "</svg>\n");
  bool fine = !ferror(file);
  return !fclose(file) && fine;
}

Fault baton_service_write(Machine *m, Value device, Value x) {
  switch (class_of(device)) {
  case DEVICE_STATUS: return set_status(m, x);
  case DEVICE_FILES: return files_write(m, x);
  case DEVICE_PLOTTER: return plotter_write(m, x);
  case DEVICE_CONSOLE:
  case DEVICE_FILE: {
    Stream *s = stream_of(m, device);
    size_t from = s->out.length;
    if (class_of(device) == DEVICE_FILE && s->reads) break;
    baton_print(m, x, &s->out);
    if (s->out.failed) s->out.length = from;
    show(m, s, from);
    return stream_sent(m, s);
  }
  case DEVICE_WORLD:
  case DEVICE_ARGS:
  case DEVICE_CLOCK:
  case DEVICE_RANDOM:
  case DEVICE_TIMER:
  case DEVICE_CLASSES: break;
  }
  return refuse_device(m, device, "takes no data");
}

/* Life. */

static bool log_open(Machine *m, const char *path, const char *mode,
                     FILE **file) {
  if (!path) return true;
  *file = fopen(path, mode);
  if (*file) return true;
  baton_report(m, &(BatonReport){.file = path,
                                 .message = "cannot be opened",
                                 .advice = "check the path and its rights"});
  return false;
}

bool baton_devices_create(Machine *m) {
  Devices *d = memory_resize(&m->memory, NULL, sizeof *d);
  if (!d) return false;
  memset(d, 0, sizeof *d);
  m->devices = d;
  d->streams = d->drawing = d->shown = d->event = machine_buffer(m);
  d->answer = VALUE_FALSE;
  d->random = m->options.seed ? m->options.seed : 1;
  d->width = 1;
  snprintf(d->color, sizeof d->color, "black");
  if (stream_add(m, NULL, true) < 0) return false;
  stream_at(m, 0)->console = true;
  if (!log_open(m, m->options.replay, "rb", &d->replay) ||
      !log_open(m, m->options.record, "wb", &d->record))
    return false;
  char seed[32];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)d->random);
  if (d->replay) {
    if (event_replay(m, "seed")) {
      buffer_byte(&d->event, 0);
      d->random = strtoull((char *)d->event.data, NULL, 10);
    } else {
      baton_report(m, &(BatonReport){.file = m->options.replay,
                                     .message = "this is no recording",
                                     .advice = "make one with --record"});
      return false;
    }
  }
  d->event.length = 0;
  buffer_text(&d->event, seed);
  event_record(m, "seed");
  return true;
}

bool baton_devices_finish(Machine *m) {
  Devices *d = m->devices;
  value_release(m, d->answer);
  d->answer = VALUE_FALSE;
  stream_flush(stream_at(m, 0));
  bool fine = drawing_write(m) && !stream_at(m, 0)->broken;
  if (d->record && fclose(d->record)) fine = false;
  d->record = NULL;
  if (!fine)
    baton_report(m, &(BatonReport){.message = "not all output could be written",
                                   .advice = "is the disk full?"});
  return fine;
}

void baton_devices_destroy(Machine *m) {
  Devices *d = m->devices;
  if (!d) return;
  for (uint32_t i = 0; i < BUFFER_COUNT(&d->streams, Stream *); i++)
    stream_close(m, i);
  if (d->record) fclose(d->record);
  if (d->replay) fclose(d->replay);
  buffer_free(&d->streams);
  buffer_free(&d->drawing);
  buffer_free(&d->shown);
  buffer_free(&d->event);
  memory_resize(&m->memory, d, 0);
  m->devices = NULL;
}

void baton_devices_roots(Machine *m, void visit(Machine *, Value)) {
  if (m->devices) visit(m, m->devices->answer);
}
int baton_devices_status(const Machine *m) { return m->devices->status; }
Buffer *baton_devices_shown(Machine *m) { return &m->devices->shown; }
