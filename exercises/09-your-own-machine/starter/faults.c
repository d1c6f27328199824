/* Faults, and the handler that takes them.
 *
 * The call of a handler needs memory at a moment when there may be none.  So
 * `set-handler` puts pairs aside, as many as a fault can need.
 */
#include "small.h"

/* The reserve: pairs that the call of a handler is made of. */

void reserve_fill(Machine *m) {
  for (int i = 0; i < RESERVE; i++) {
    Cell *pair = m->manager->allocate(m, KIND_PAIR, 2);
    pair->field[0] = VALUE_VOID;
    pair->field[1] = m->reserve;
    m->reserve = value_of_cell(pair);
  }
}

void reserve_drop(Machine *m) {
  release(m, m->reserve);
  m->reserve = VALUE_NULL;
}

/* A pair out of the reserve. */
static Value reserve_pair(Machine *m, Value a, Value d) {
  Value pair = m->reserve;
  m->reserve = value_cell(pair)->field[1];
  value_cell(pair)->field[0] = a;
  value_cell(pair)->field[1] = d;
  return pair;
}

Fault callable(Value f, uint32_t n) {
  if (f == VALUE_FALSE) return FAULT_NONE;
  if (!value_is(f, KIND_CLOSURE)) return FAULT_TYPE;
  const Block *b = closure_block(f);
  return b->fixed == n && b->parameters == n ? FAULT_NONE : FAULT_ARITY;
}

Fault set_handler(Machine *m) {
  m->detail = "handlers are not written yet"; /* TODO, stage 5 */
  return FAULT_PROGRAM;
}

/* Faults */

void fault_take(Machine *m, const Step *s, Fault fault) {
  /* TODO, stage 5: `try` goes on with its `else`; a handler is called, with the
   * kind, the irritants and the place. */
  (void)reserve_pair;
  m->pc = s;
  m->fault = fault;
  m->state = FAULTED;
}
