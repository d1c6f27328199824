/* Transfers, and the fuel that they take.
 *
 * Arguments are read from the registers of now and written to those of next;
 * when all is there, next becomes now.  A transfer that rings the timer has a
 * closure made of its target and all its registers: there is no other state.
 */
#include "small.h"
#include <string.h>

/* A transfer to m->block, whose registers are set, is about to happen. */
static void arrive(Machine *m) {
  m->pc = m->block->code;
  /* TODO, stage 5: fuel and the timer. */
  m->transfers++;
  trace_transfer(m);
}

/* Puts what `closure` captured behind the arguments in next. */
static void captures_add(Machine *m, Value closure, Value *next) {
  const Cell *cell = value_cell(closure);
  Value *to = next + closure_block(closure)->parameters;
  for (uint32_t i = 1; i < cell_size(cell); i++)
    *to++ = retain(m, cell->field[i]);
}

/* All is read and taken: next becomes now. */
static void go(Machine *m, const Block *block, uint32_t count, Value *next) {
  m->block = block;
  /* TODO, stage 5: a resume closure. */
  memcpy(m->r, next, count * sizeof *next);
  arrive(m);
}

void call_owned(Machine *m, Value closure, uint32_t count, Value *next) {
  captures_add(m, closure, next);
  count += cell_size(value_cell(closure)) - 1;
  const Block *block = closure_block(closure);
  release(m, closure);
  go(m, block, count, next);
}

/* jump, call, apply: the first operand is the closure, and for apply the last a
 * list of arguments. */
static Fault enter(Machine *m, const Step *s, bool has_list) {
  /* TODO, stage 2: is the number of arguments right?  Is there room for the
   * rest list?  Then write all to next, settle, and go. */
  (void)s, (void)has_list, (void)go;
  m->detail = "transfers are not written yet";
  return FAULT_PROGRAM;
}

Fault transfer(Machine *m, const Step *s) {
  switch (s->info->opcode) {
  case OP_HALT:
    m->answer = m->v[0];
    settle(m, s);
    m->state = HALTED;
    return FAULT_NONE;
  case OP_RAISE: return FAULT_RAISED;
  default: return enter(m, s, s->info->opcode == OP_APPLY);
  }
}

/* The timer */

Fault set_timer(Machine *m) {
  m->detail = "the timer is not written yet"; /* TODO, stage 5 */
  return FAULT_DEVICE;
}
