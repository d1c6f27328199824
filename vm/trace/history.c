/* History: see history.h.
 *
 * What must go back with the run stands in the arena, beside the machine: the
 * Place.  What has happened, and happens once, stands outside: the journal, and
 * the output in a file without a name.
 */
#define _GNU_SOURCE
#include "history.h"
#include "arena.h"
#include "until.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  INTERVAL = 1 << 20, /* steps between checkpoints, at first */
  PER_PAGE = 256,     /* steps at least for each page in use */
  CHECKPOINTS = 256,  /* at most */
  ALLOWED = 64 << 20, /* bytes beyond twice the machine's own peak */
  STRETCH = 1 << 22,  /* steps that are done without a look at interrupts */
  SHORT = 1 << 10,    /* steps that a search back looks at first */
  MARGIN_LEAST = 64,  /* steps that are done singly before a goal */
};

typedef struct Entry {
  char what[12];
  uint8_t *bytes;
  size_t size;
  void *handle;
} Entry;

/* Where the run is, in the arena. */
typedef struct Place {
  uint64_t position;
  size_t journal;  /* entries that have been met */
  uint64_t output; /* bytes that the machine has written */
} Place;

struct History {
  Arena *arena;
  BatonMachine *machine;
  Place *place;
  BatonOptions options; /* the caller's */
  BatonJournal journal;
  Entry *entry;
  size_t entries, entries_room;
  FILE *output;
  uint64_t written; /* bytes in `output` */
  uint64_t reached, newest, interval, margin;
  bool ended, broken; /* broken: a run was not as it had been */
  volatile sig_atomic_t interrupted;
  HistoryStep step; /* that led to `step_at`, or to nowhere: 0 */
  uint64_t step_at;
  char *text[5]; /* of the step; owned */
};

/* The machine's callbacks. */

static bool recall(void *context, const char *what, const uint8_t **bytes,
                   size_t *size, void **handle) {
  History *h = context;
  if (h->place->journal == h->entries) return false;
  const Entry *entry = &h->entry[h->place->journal];
  if (strcmp(entry->what, what)) {
    h->broken = true;
    return false;
  }
  h->place->journal++;
  *bytes = entry->bytes;
  *size = entry->size;
  *handle = entry->handle;
  return true;
}

static void remember(void *context, const char *what, const uint8_t *bytes,
                     size_t size, void *handle) {
  History *h = context;
  if (h->broken) return;
  if (h->entries == h->entries_room) {
    size_t room = h->entries_room * 2 + 16;
    Entry *more = realloc(h->entry, room * sizeof *more);
    if (!more) {
      h->broken = true;
      return;
    }
    h->entry = more;
    h->entries_room = room;
  }
  Entry *entry = &h->entry[h->entries];
  *entry = (Entry){
      .bytes = malloc(size ? size : 1), .size = size, .handle = handle};
  h->broken = !entry->bytes;
  if (h->broken) return;
  memcpy(entry->bytes, bytes, size);
  snprintf(entry->what, sizeof entry->what, "%s", what);
  h->place->journal = ++h->entries;
}

static void output(void *context, const uint8_t *bytes, size_t size) {
  History *h = context;
  uint64_t from = h->place->output;
  h->place->output += size;
  if (h->place->output <= h->written) return;
  size_t known = (size_t)(h->written - from);
  if (pwrite(fileno(h->output), bytes + known, size - known,
             (off_t)h->written) == (ssize_t)(size - known))
    h->written = h->place->output;
}

static size_t input(void *context, uint8_t *bytes, size_t size) {
  History *h = context;
  ssize_t got;
  if (h->options.input)
    return h->options.input(h->options.context, bytes, size);
  do got = read(0, bytes, size);
  while (got < 0 && errno == EINTR && !h->interrupted);
  return got > 0 ? (size_t)got : 0;
}

static void report(void *context, const BatonReport *it) {
  History *h = context;
  if (h->options.report) h->options.report(h->options.context, it);
}

/* Life. */

/* The longest way through a block bounds how far the engine may overshoot. */
static uint64_t longest_block(BatonMachine *m) {
  uint64_t longest = MARGIN_LEAST;
  const char *name;
  uint32_t count;
  for (uint32_t i = 0; baton_block_at(m, i, &name, &count); i++)
    if (count > longest) longest = count;
  return longest;
}

static bool start(History *h) {
  uint64_t heap = h->options.heap ? h->options.heap : (uint64_t)1 << 27;
  h->arena = arena_create(heap * 2 * sizeof(uint64_t) + ((size_t)1 << 32));
  h->output = tmpfile();
  if (!h->arena || !h->output) return false;
  h->place = arena_resize(h->arena, NULL, sizeof *h->place);
  *h->place = (Place){0};
  h->journal = (BatonJournal){recall, remember, h};
  BatonOptions options = h->options;
  options.memory = (BatonMemory){arena_resize, h->arena};
  options.counted = false;
  options.journal = &h->journal;
  options.report = report;
  options.input = input;
  options.output = output;
  options.context = h;
  return (h->machine = baton_create(&options));
}

History *history_open(const BatonOptions *options, const char *name,
                      const uint8_t *bytes, size_t size) {
  History *h = calloc(1, sizeof *h);
  if (!h) return NULL;
  h->options = *options;
  h->interval = INTERVAL;
  if (!start(h)) {
    history_close(h);
    return NULL;
  }
  if (baton_load(h->machine, name, bytes, size)) {
    h->margin = longest_block(h->machine);
    if (!arena_keep(h->arena, 0)) {
      history_close(h);
      return NULL;
    }
  }
  return h;
}

void history_close(History *h) {
  if (!h) return;
  if (h->machine) {
    bool outside = h->options.files || h->options.plotter;
    if (outside) history_return(h, h->reached);
    if (outside && history_state(h) != BATON_READY) baton_finish(h->machine);
    baton_destroy(h->machine);
  }
  for (size_t i = 0; i < h->entries; i++) free(h->entry[i].bytes);
  for (size_t i = 0; i < sizeof h->text / sizeof *h->text; i++)
    free(h->text[i]);
  free(h->entry);
  if (h->output) fclose(h->output);
  arena_destroy(h->arena);
  free(h);
}

BatonMachine *history_machine(History *h) { return h->machine; }
uint64_t history_position(const History *h) { return h->place->position; }
BatonState history_state(const History *h) { return baton_state(h->machine); }
uint64_t history_reached(const History *h, bool *end) {
  if (end) *end = h->ended;
  return h->reached;
}
void history_interrupt(History *h) { h->interrupted = 1; }
bool history_interrupted(const History *h) { return h->interrupted; }
void history_resume(History *h) { h->interrupted = 0; }

void history_interval(History *h, uint64_t steps) { h->interval = steps; }

HistoryFigures history_figures(const History *h) {
  return (HistoryFigures){arena_keys(h->arena), arena_stored(h->arena),
                          arena_peak(h->arena)};
}

/* Going on. */

static bool is_ready(const History *h) {
  return history_state(h) == BATON_READY;
}

/* The machine has moved: notes how far. */
static void note(History *h) {
  uint64_t position = h->place->position;
  if (position > h->reached) h->reached = position;
  if (!is_ready(h)) h->ended = true;
}

/* A checkpoint here; what the run shows does not depend on one, so it may fail.
 */
static void keep(History *h) {
  size_t allowed = 2 * arena_peak(h->arena) + ALLOWED;
  while (arena_keys(h->arena) > 2 &&
         (arena_keys(h->arena) >= CHECKPOINTS ||
          arena_stored(h->arena) + arena_used(h->arena) > allowed)) {
    arena_thin(h->arena);
    h->interval *= 2;
  }
  if (!arena_keep(h->arena, h->place->position)) return;
  h->newest = h->place->position;
  uint64_t least = arena_used(h->arena) / 4096 * PER_PAGE;
  if (h->interval > INTERVAL / 2 && h->interval < least) h->interval = least;
}

static void single(History *h) {
  baton_step(h->machine);
  h->place->position++;
}

/* To the first transfer at or past `goal`, or to the end. */
static void leap(History *h, uint64_t goal) {
  BatonState state = baton_engine_until(h->machine, goal);
  h->place->position = baton_progress(h->machine).instructions +
                       (state == BATON_FAULTED);
}

/* Goes on to `goal` just, or to the end.  False: it went past the goal, since
 * a block is longer than was thought. */
static bool forward(History *h, uint64_t goal) {
  while (is_ready(h) && h->place->position < goal && !h->interrupted) {
    uint64_t at = h->place->position, due = h->newest + h->interval;
    uint64_t to = at + STRETCH;
    if (due > at && due < to) to = due;
    if (to + h->margin > goal) to = goal > h->margin ? goal - h->margin : 0;
    bool leaps = to > at;
    if (leaps) leap(h, to);
    else single(h);
    note(h);
    if (leaps && is_ready(h) && h->place->position >= due &&
        h->place->position <= goal)
      keep(h);
  }
  return h->place->position <= goal;
}

static void go(History *h, uint64_t position) {
  for (;; h->margin *= 8) {
    uint64_t at = h->place->position, found;
    if (arena_find(h->arena, position, &found) && (found > at || at > position))
      arena_restore(h->arena, found);
    if (forward(h, position)) return;
  }
}

/* The same, whatever interrupts; the position was reached before. */
static void go_surely(History *h, uint64_t position) {
  sig_atomic_t interrupted = h->interrupted;
  do {
    h->interrupted = 0;
    go(h, position);
    if (h->interrupted) interrupted = 1;
  } while (h->place->position != position && h->interrupted);
  h->interrupted = interrupted;
}

/* What the coming step does, and then the step. */
static void describe(History *h) {
  BatonMachine *m = h->machine;
  HistoryStep *s = &h->step;
  char **text = h->text;
  for (size_t i = 0; i < sizeof h->text / sizeof *text; i++) {
    free(text[i]);
    text[i] = NULL;
  }
  *s = (HistoryStep){.output = history_output_length(h)};
  baton_operation(m, &s->operation);
  s->index = baton_index(m);
  s->block = text[0] = strdup(baton_block(m));
  s->instruction = text[1] = strdup(baton_instruction(m));
  for (uint32_t i = 0; i < s->operation.births; i++)
    s->born[i] = text[2 + i] = strdup(baton_born_name(m, i));
  BatonProgress before = baton_progress(m);
  uint64_t transfers = baton_fuel(m).transfers;
  single(h);
  note(h);
  BatonProgress after = baton_progress(m);
  s->faulted = after.faults != before.faults;
  s->fault = s->faulted ? after.fault : "";
  s->transferred = baton_fuel(m).transfers != transfers;
  s->allocated = after.allocated - before.allocated;
  s->freed = after.freed - before.freed;
  h->step_at = h->place->position;
}

const HistoryStep *history_step(History *h) {
  uint64_t position = h->place->position;
  if (!position) return NULL;
  if (h->step_at != position) {
    go_surely(h, position - 1);
    describe(h);
  }
  return h->text[0] && h->text[1] ? &h->step : NULL;
}

bool history_goto(History *h, uint64_t position) {
  if (history_state(h) == BATON_EMPTY) return false;
  if (h->ended && position > h->reached) {
    go(h, h->reached);
    return false;
  }
  if (position == h->place->position) return true;
  if (h->interrupted) return false;
  /* The last step is done apart, so that it is known what it did. */
  go(h, position ? position - 1 : 0);
  if (position && h->place->position + 1 == position && is_ready(h) &&
      !h->interrupted)
    describe(h);
  return h->place->position == position;
}

void history_return(History *h, uint64_t position) {
  if (position != h->place->position) go_surely(h, position);
}

/* Searching. */

/* To the next position of this grain; keeps a checkpoint where one is due. */
static void advance(History *h, HistoryGrain grain) {
  uint64_t transfers = baton_fuel(h->machine).transfers;
  if (grain == HISTORY_STEPS) single(h);
  else leap(h, 0);
  note(h);
  /* Checkpoints stand behind transfers, so that they are of either grain. */
  if (is_ready(h) && h->place->position >= h->newest + h->interval &&
      baton_fuel(h->machine).transfers != transfers)
    keep(h);
}

bool history_run(History *h, HistoryGrain grain, HistoryTest *test,
                 void *context) {
  if (!test && history_state(h) != BATON_EMPTY) go(h, UINT64_MAX);
  while (test && is_ready(h) && !h->interrupted) {
    advance(h, grain);
    if (test(h, context)) return true;
  }
  return false;
}

/* The last position behind `from`, at most `to`, that passes; UINT64_MAX: none.
 * The run is at `from`, which is looked at too: what a test finds may depend on
 * the position before. */
static uint64_t last_found(History *h, HistoryGrain grain, uint64_t to,
                           HistoryTest *test, void *context) {
  uint64_t last = UINT64_MAX, from = h->place->position;
  if (test(h, context) && !from) last = 0;
  while (h->place->position < to && is_ready(h) && !h->interrupted) {
    advance(h, grain);
    if (h->place->position <= to && test(h, context)) last = h->place->position;
  }
  return last;
}

bool history_run_back(History *h, HistoryGrain grain, HistoryTest *test,
                      void *context) {
  uint64_t origin = h->place->position, end = origin, last = UINT64_MAX;
  if (history_state(h) == BATON_EMPTY) return false;
  /* What is near is found soon: stretches begin short. */
  uint64_t length = SHORT;
  while (test && end && last == UINT64_MAX) {
    uint64_t from = end > length ? end - length : 0;
    go(h, from);
    last = last_found(h, grain, end < origin ? end : origin - 1, test, context);
    end = from;
    if (length < STRETCH) length *= 4;
    if (h->interrupted) {
      go_surely(h, origin);
      return false;
    }
  }
  go_surely(h, last == UINT64_MAX ? 0 : last);
  return last != UINT64_MAX;
}

/* Output. */

uint64_t history_output_length(const History *h) {
  size_t held;
  baton_output_held(h->machine, &held);
  return h->place->output + held;
}

size_t history_output(History *h, uint64_t from, uint8_t *bytes, size_t size) {
  size_t held, done = 0;
  const uint8_t *rest = baton_output_held(h->machine, &held);
  uint64_t sent = h->place->output;
  if (from < sent) {
    size_t want = sent - from < size ? (size_t)(sent - from) : size;
    ssize_t got = pread(fileno(h->output), bytes, want, (off_t)from);
    if (got < (ssize_t)want) return got > 0 ? (size_t)got : 0;
    done = want;
  }
  size_t skip = from > sent ? (size_t)(from - sent) : 0;
  if (skip >= held) return done;
  size_t more = held - skip < size - done ? held - skip : size - done;
  memcpy(bytes + done, rest + skip, more);
  return done + more;
}
