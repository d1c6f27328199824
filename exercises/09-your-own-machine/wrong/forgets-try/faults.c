/* Faults, and the handler that takes them.
 *
 * The call of a handler needs memory at a moment when there may be none.  So
 * `set-handler` puts pairs aside, as many as a fault can need.
 */
#include "small.h"
#include <string.h>

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
  Fault fault = callable(m->v[0], 3);
  if (fault) return fault;
  if (m->v[0] == VALUE_FALSE) {
    reserve_drop(m);
  } else if (m->reserve == VALUE_NULL) {
    if (!m->manager->reserve(m, RESERVE, 2)) return FAULT_MEMORY;
    reserve_fill(m);
  }
  m->x[0] = m->handler;
  m->handler = m->v[0];
  return FAULT_NONE;
}

/* Faults */

/* The list of what the fault is about, retained, out of the reserve. */
static Value irritants(Machine *m, Fault fault) {
  Value list = VALUE_NULL, text;
  uint32_t count = m->operands < 8 ? m->operands : 8;
  if (fault == FAULT_MEMORY) return list;
  if (fault == FAULT_DEVICE || fault == FAULT_PROGRAM)
    return string_make(m, m->detail, strlen(m->detail), &text)
               ? reserve_pair(m, text, list)
               : list;
  while (count-- > 0) list = reserve_pair(m, retain(m, m->v[count]), list);
  return list;
}

static void registers_drop(Machine *m) {
  for (uint32_t i = 0; i < m->block->registers; i++) {
    release(m, m->r[i]);
    m->r[i] = VALUE_VOID;
  }
}

void fault_take(Machine *m, const Step *s, Fault fault) {
  m->pc = s;
  m->fault = fault;
  if (m->handler == VALUE_FALSE) {
    m->state = FAULTED;
    return;
  }
  const char *kind = baton_fault_names[fault];
  Value next[NEXT];
  next[0] = symbol_of(m, kind, strlen(kind));
  next[1] = irritants(m, fault);
  next[2] = reserve_pair(m, m->block->name, value_of_int(s - m->block->code));
  m->operands = 0;
  registers_drop(m);
  reserve_drop(m);
  Value handler = m->handler;
  m->handler = VALUE_FALSE;
  call_owned(m, handler, 3, next);
}
