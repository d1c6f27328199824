/* What the fuzz targets share: a machine with a small heap and little fuel, whose
 * console is in memory.  A broken promise aborts. */
#ifndef BATON_FUZZ_H
#define BATON_FUZZ_H

#include "baton.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Console {
  const uint8_t *input;
  size_t left;
  uint8_t *output;
  size_t written, room;
  char problem[200]; /* the last that was reported */
} Console;

static inline size_t console_input(void *context, uint8_t *bytes, size_t size) {
  Console *c = context;
  size_t count = c->left < size ? c->left : size;
  if (count) memcpy(bytes, c->input, count);
  c->input += count;
  c->left -= count;
  return count;
}
static inline void console_output(void *context, const uint8_t *bytes,
                                  size_t size) {
  Console *c = context;
  if (c->written + size > c->room) {
    c->room = (c->written + size) * 2;
    c->output = realloc(c->output, c->room);
    if (!c->output) abort();
  }
  memcpy(c->output + c->written, bytes, size);
  c->written += size;
}
static inline void console_report(void *context, const BatonReport *report) {
  Console *c = context;
  if (!report->message || !*report->message) abort();
  snprintf(c->problem, sizeof c->problem, "%s", report->message);
}

static inline BatonMachine *machine_make(Console *console, bool counted) {
  BatonOptions options = {
      .heap = 20000, .fuel = 10000, .counted = counted, .clock = true,
      .random = true, .timer = true, .report = console_report,
      .input = console_input, .output = console_output, .context = console};
  BatonMachine *m = baton_create(&options);
  if (!m) abort();
  return m;
}

/* Runs what was loaded to its end, looks at it, and ends it. */
static inline void machine_run(BatonMachine *m, bool counted) {
  uint8_t registers[256];
  BatonReport place;
  for (int i = 0; i < 3 && counted; i++) {
    baton_instruction(m);
    baton_place(m, &place);
    for (size_t n = baton_live(m, registers); n-- > 0;) {
      baton_name(m, registers[n]);
      baton_value(m, registers[n]);
    }
    baton_step(m);
  }
  BatonState state = baton_run(m);
  if (state != BATON_HALTED && state != BATON_FAULTED && state != BATON_SPENT)
    abort();
  baton_answer(m);
  if (state == BATON_FAULTED &&
      (!baton_fault_report(m, false) || !baton_fault_report(m, true)))
    abort();
  baton_place(m, &place);
  baton_finish(m);
}

#endif
