/* Effects: what each instruction does that is no transfer.
 *
 * The operands are in m->v, and are of the right types.  A result goes to m->x,
 * owned; what a setter replaces to m->old.  Conditions come first, then the
 * memory that is needed, then the effect: a fault leaves everything as it was.
 * What is kept is not retained here: `settle` does that for all instructions.
 * Memory that is reserved may move every cell, so m->v is read again behind it.
 */
#define _POSIX_C_SOURCE 200809L
#include "small.h"
#include <string.h>

/* Integers */

static Fault integer(Machine *m, Integer n) {
  if (n < INTEGER_MIN || n > INTEGER_MAX) return FAULT_OVERFLOW;
  m->x[0] = value_of_int(n);
  return FAULT_NONE;
}

/* TODO, stage 1: the other integer instructions. */

/* Cells */

Fault cell_make(Machine *m, Kind kind, uint32_t size, Cell **cell) {
  if (!m->manager->reserve(m, 1, words_of(kind, size))) return FAULT_MEMORY;
  *cell = m->manager->allocate(m, kind, size);
  m->x[0] = value_of_cell(*cell);
  return FAULT_NONE;
}

/* A cell of all operands. */
static Fault collect(Machine *m, Kind kind) {
  Cell *cell;
  if (cell_make(m, kind, m->operands, &cell)) return FAULT_MEMORY;
  memcpy(cell->field, m->v, m->operands * sizeof(Value));
  return FAULT_NONE;
}

/* TODO, stage 2: closures. */

static Fault part(Machine *m, uint32_t i) {
  m->x[0] = retain(m, value_cell(m->v[0])->field[i]);
  return FAULT_NONE;
}

/* TODO, stage 2: the other instructions for pairs.  Stage 3: vectors, records,
 * byte strings, strings. */

/* Characters, strings, symbols */

bool string_make(Machine *m, const char *text, size_t length, Value *x) {
  const uint8_t *at = (const uint8_t *)text, *end = at + length;
  uint32_t size = 0;
  Cell *cell;
  for (; at < end; size++) utf8_next(&at, end);
  if (cell_make(m, KIND_STRING, size, &cell)) return false;
  at = (const uint8_t *)text;
  for (uint32_t i = 0; i < size; i++) {
    uint32_t c = utf8_next(&at, end);
    cell_chars(cell)[i] = c == UTF8_WRONG ? '?' : c;
  }
  *x = value_of_cell(cell);
  return true;
}

/* TODO, stage 3: characters and symbols.  Stage 5: get and put. */

/* What an instruction does that is no transfer.  Its results are owned, in
 * m->x; what it has replaced is in m->old. */

static Fault holds(Machine *m, bool outcome) {
  m->holds = outcome;
  return FAULT_NONE;
}

static Fault result(Machine *m, Value x) {
  m->x[0] = x;
  return FAULT_NONE;
}

Fault perform(Machine *m, const Step *s) {
  const Value *v = m->v;
  Integer a = (Integer)v[0] >> 2, b = (Integer)v[1] >> 2;
  switch (s->info->opcode) {
  case OP_LET: return result(m, v[0]);
  case OP_DROP: return FAULT_NONE;

  case OP_ADD: return integer(m, a + b);
  case OP_LT: return holds(m, a < b);
  case OP_CONS: return collect(m, KIND_PAIR);
  case OP_CAR: return part(m, 0);

  case OP_PORT: return device_port(m, v[0], v[1], &m->x[0]);
  case OP_IN: return device_in(m, v[0], &m->x[0]);
  case OP_OUT: return device_out(m, v[0], v[1]);
  case OP_READ: return device_read(m, v[0], &m->x[0]);
  case OP_WRITE: return device_write(m, v[0], v[1]);
  case OP_SET_HANDLER: return set_handler(m);
  case OP_SET_TIMER: return set_timer(m);
  default: break; /* TODO: all others */
  }
  m->detail = "this instruction is not written yet";
  return FAULT_PROGRAM;
}
