/* Devices: what a program reaches through its world (spec/machine.md,
 * Services).
 *
 * A device is a cell with its class and a number; the world has one for each
 * class that is granted.  There is the console, the arguments, the exit status,
 * the clock, random numbers and the timer; no files, and `read` gives no data.
 */
#define _POSIX_C_SOURCE 200809L
#include "small.h"
#include <string.h>
#include <time.h>

typedef enum Class {
  WORLD,
  CONSOLE,
  ARGS,
  STATUS,
  FILES,
  CLOCK,
  RANDOM,
  TIMER,
  PLOTTER,
  CLASSES
} Class;

static const char *const names[] = {"world",  "console", "args",
                                    "status", "files",   "clock",
                                    "random", "timer",   "plotter"};

static Class class_of(Value device) {
  return (Class)value_int(value_cell(device)->field[0]);
}
const char *device_name(Value device) { return names[class_of(device)]; }
bool device_is_timer(Value device) { return class_of(device) == TIMER; }

static Fault refuse(Machine *m, const char *what) {
  m->detail = what;
  return FAULT_DEVICE;
}

bool world_make(Machine *m, Value *world) {
  const bool granted[CLASSES] = {[CONSOLE] = true,
                                 [ARGS] = true,
                                 [STATUS] = true,
                                 [CLOCK] = m->grant_clock,
                                 [RANDOM] = m->grant_random,
                                 [TIMER] = m->grant_timer};
  if (!m->manager->reserve(m, CLASSES, CLASSES)) return false;
  Cell *cell = m->manager->allocate(m, KIND_DEVICE, CLASSES);
  *world = value_of_cell(cell);
  cell->field[0] = value_of_int(WORLD);
  for (int i = 1; i < CLASSES; i++) {
    cell->field[i] = VALUE_FALSE;
    if (!granted[i]) continue;
    Cell *device = m->manager->allocate(m, KIND_DEVICE, 2);
    device->field[0] = value_of_int(i);
    device->field[1] = value_of_int(0);
    cell->field[i] = value_of_cell(device);
  }
  return true;
}

Fault device_port(Machine *m, Value world, Value name, Value *x) {
  const Symbol *s = &m->symbol[value_payload(name)];
  if (class_of(world) != WORLD)
    return refuse(m, "port selects from the world only");
  for (int i = 1; i < CLASSES; i++)
    if (!strcmp(names[i], s->name) &&
        value_cell(world)->field[i] != VALUE_FALSE) {
      *x = retain(m, value_cell(world)->field[i]);
      return FAULT_NONE;
    }
  return refuse(m, "this device was not granted");
}

/* The next BITS random bits: xorshift64*. */
static Value random_bits(Machine *m, int bits) {
  m->random ^= m->random >> 12;
  m->random ^= m->random << 25;
  m->random ^= m->random >> 27;
  return value_of_int(
      (Integer)(m->random * 0x2545f4914f6cdd1du >> (64 - bits)));
}

Fault device_in(Machine *m, Value device, Value *x) {
  switch (class_of(device)) {
  case RANDOM: *x = random_bits(m, 8); return FAULT_NONE;
  case CONSOLE: {
    fflush(stdout);
    int c = getchar();
    *x = c == EOF ? VALUE_EOF : value_of_int(c);
    return FAULT_NONE;
  }
  default: return refuse(m, "this device gives no bytes");
  }
}

static Fault status_set(Machine *m, Value x) {
  if (!value_is_int(x)) return FAULT_TYPE;
  if (value_int(x) < 0 || value_int(x) > 255) return FAULT_BOUNDS;
  m->status = (int)value_int(x);
  return FAULT_NONE;
}

Fault device_out(Machine *m, Value device, Value x) {
  if (class_of(device) == STATUS) return status_set(m, x);
  if (class_of(device) != CONSOLE)
    return refuse(m, "this device takes no bytes");
  if (value_is(x, KIND_STRING)) {
    for (uint32_t i = 0; i < cell_size(value_cell(x)); i++)
      utf8_put(cell_chars(value_cell(x))[i], stdout);
    return FAULT_NONE;
  }
  if (!value_is_int(x)) return FAULT_TYPE;
  if (value_int(x) < 0 || value_int(x) > 255) return FAULT_BOUNDS;
  putchar((int)value_int(x));
  return FAULT_NONE;
}

/* The list of day, second of the day, microsecond. */
static Fault clock_read(Machine *m, Value *x) {
  enum { DAY = 86400 };
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  Integer part[] = {(Integer)(now.tv_sec / DAY), (Integer)(now.tv_sec % DAY),
                    (Integer)(now.tv_nsec / 1000)};
  if (!m->manager->reserve(m, 3, 2)) return FAULT_MEMORY;
  *x = VALUE_NULL;
  for (int i = 3; i-- > 0;) {
    Cell *pair = m->manager->allocate(m, KIND_PAIR, 2);
    pair->field[0] = value_of_int(part[i]);
    pair->field[1] = *x;
    *x = value_of_cell(pair);
  }
  return FAULT_NONE;
}

Fault device_read(Machine *m, Value device, Value *x) {
  *x = VALUE_EOF;
  switch (class_of(device)) {
  case RANDOM: *x = random_bits(m, 29); return FAULT_NONE;
  case CLOCK: return clock_read(m, x);
  case ARGS:
    if (!*m->arguments) return FAULT_NONE;
    if (!string_make(m, *m->arguments, strlen(*m->arguments), x))
      return FAULT_MEMORY;
    m->arguments++;
    return FAULT_NONE;
  default: return refuse(m, "this device gives no data here");
  }
}

Fault device_write(Machine *m, Value device, Value x) {
  if (class_of(device) == STATUS) return status_set(m, x);
  if (class_of(device) != CONSOLE)
    return refuse(m, "this device takes no data");
  print(m, x, stdout);
  return FAULT_NONE;
}
