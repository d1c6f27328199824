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
#include <stdlib.h>
#include <string.h>

/* Integers */

static Fault integer(Machine *m, Integer n) {
  if (n < INTEGER_MIN || n > INTEGER_MAX) return FAULT_OVERFLOW;
  m->x[0] = value_of_int(n);
  return FAULT_NONE;
}

static Fault multiply(Machine *m, Integer a, Integer b) {
  Integer n = (Integer)((uintptr_t)a * (uintptr_t)b);
  return b && n / b != a ? FAULT_OVERFLOW : integer(m, n);
}

static Fault divide(Machine *m, Integer a, Integer b, bool remainder) {
  if (!b) return FAULT_DIVIDE;
  return integer(m, remainder ? a % b : a / b);
}

/* a * 2^n, towards minus infinity. */
static Fault shift(Machine *m, Integer a, Integer n) {
  if (n <= 0) {
    int by = -n < WORD_BITS - 1 ? (int)-n : WORD_BITS - 1;
    return integer(m, a < 0 ? ~(~a >> by) : a >> by);
  }
  if (a && (n > WORD_BITS - 3 || a > INTEGER_MAX >> n ||
            a < -(INTEGER_MAX >> n) - 1))
    return FAULT_OVERFLOW;
  return integer(m, a ? (Integer)((uintptr_t)a << n) : 0);
}

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

static Fault close(Machine *m) {
  if (m->operands == 1) {
    m->x[0] = m->v[0];
    return FAULT_NONE;
  }
  Fault fault = collect(m, KIND_CLOSURE);
  if (!fault) value_cell(m->x[0])->field[0] = (Value)closure_block(m->v[0]);
  return fault;
}

static Fault filled(Machine *m, Kind kind) {
  Integer size = value_int(m->v[0]);
  Cell *cell;
  if (size < 0 || size > SIZE_MAX_ELEMENTS ||
      (kind == KIND_BYTES && m->v[1] > value_of_int(255)))
    return FAULT_BOUNDS;
  if (cell_make(m, kind, (uint32_t)size, &cell)) return FAULT_MEMORY;
  for (Integer i = 0; i < size; i++) {
    if (kind == KIND_BYTES) cell_bytes(cell)[i] = (uint8_t)value_int(m->v[1]);
    else if (kind == KIND_STRING) cell_chars(cell)[i] = value_payload(m->v[1]);
    else cell->field[i] = retain(m, m->v[1]);
  }
  return FAULT_NONE;
}

static Fault part(Machine *m, uint32_t i) {
  m->x[0] = retain(m, value_cell(m->v[0])->field[i]);
  return FAULT_NONE;
}

static Fault part_set(Machine *m, uint32_t i, Value x) {
  m->old = value_cell(m->v[0])->field[i];
  value_cell(m->v[0])->field[i] = x;
  return FAULT_NONE;
}

static Fault parts(Machine *m) {
  m->x[1] = retain(m, value_cell(m->v[0])->field[1]);
  return part(m, 0);
}

/* A record's tag is not counted. */
static uint32_t elements_from(Kind kind) { return kind == KIND_RECORD; }

static Fault size(Machine *m, Kind kind) {
  return integer(m, cell_size(value_cell(m->v[0])) - elements_from(kind));
}

/* Which field does the second operand, an index, mean? */
static Fault element(Machine *m, Kind kind, uint32_t *at) {
  Integer i = value_int(m->v[1]) - 1, from = elements_from(kind);
  if (i < 0 || i >= cell_size(value_cell(m->v[0])) - from) return FAULT_BOUNDS;
  *at = (uint32_t)(i + from);
  return FAULT_NONE;
}

static Fault ref(Machine *m, Kind kind) {
  Cell *cell = value_cell(m->v[0]);
  uint32_t at;
  if (element(m, kind, &at)) return FAULT_BOUNDS;
  if (kind == KIND_BYTES) m->x[0] = value_of_int(cell_bytes(cell)[at]);
  else if (kind == KIND_STRING) m->x[0] = value_of_char(cell_chars(cell)[at]);
  else return part(m, at);
  return FAULT_NONE;
}

static Fault set(Machine *m, Kind kind) {
  Cell *cell = value_cell(m->v[0]);
  Value x = m->v[2];
  uint32_t at;
  if (element(m, kind, &at) || (kind == KIND_BYTES && x > value_of_int(255)))
    return FAULT_BOUNDS;
  if (kind == KIND_BYTES) cell_bytes(cell)[at] = (uint8_t)value_int(x);
  else if (kind == KIND_STRING) cell_chars(cell)[at] = value_payload(x);
  else return part_set(m, at, x);
  return FAULT_NONE;
}

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

static Fault character(Machine *m, Integer n) {
  if (n < 0 || n > 0x10ffff || (n >= 0xd800 && n < 0xe000)) return FAULT_BOUNDS;
  m->x[0] = value_of_char((uint32_t)n);
  return FAULT_NONE;
}

static Fault name(Machine *m) {
  const Symbol *s = &m->symbol[value_payload(m->v[0])];
  return string_make(m, s->name, s->length, &m->x[0]) ? FAULT_NONE
                                                      : FAULT_MEMORY;
}

static Fault intern(Machine *m) {
  Cell *cell = value_cell(m->v[0]);
  char *text;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  if (!out) return FAULT_MEMORY;
  for (uint32_t i = 0; i < cell_size(cell); i++)
    utf8_put(cell_chars(cell)[i], out);
  fclose(out);
  m->x[0] = symbol_of(m, text, length);
  free(text);
  return FAULT_NONE;
}

/* Services */

static Fault get(Machine *m) {
  Value value = m->symbol[value_payload(m->v[0])].value;
  if (value == VALUE_UNBOUND) return FAULT_UNBOUND;
  m->x[0] = retain(m, value);
  return FAULT_NONE;
}

static Fault put(Machine *m) {
  Symbol *s = &m->symbol[value_payload(m->v[0])];
  if (s->value != VALUE_UNBOUND) m->old = s->value;
  s->value = m->v[1];
  return FAULT_NONE;
}

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
  switch ((Opcode)s->info->opcode) {
  case OP_LET: return result(m, v[0]);
  case OP_DROP: return FAULT_NONE;

  case OP_ADD: return integer(m, a + b);
  case OP_SUB: return integer(m, a - b);
  case OP_MUL: return multiply(m, a, b);
  case OP_QUO: return divide(m, a, b, false);
  case OP_REM: return divide(m, a, b, true);
  case OP_AND: return integer(m, a & b);
  case OP_OR: return integer(m, a | b);
  case OP_XOR: return integer(m, a ^ b);
  case OP_NOT: return integer(m, ~a);
  case OP_SHL: return shift(m, a, b);
  case OP_SHR: return shift(m, a, -b);

  case OP_EQ: return holds(m, v[0] == v[1]);
  case OP_LT: return holds(m, a < b);
  case OP_LE: return holds(m, a <= b);
  case OP_TRUE: return holds(m, v[0] != VALUE_FALSE);
  case OP_INT_P: return holds(m, value_is(v[0], KIND_INT));
  case OP_BOOL_P: return holds(m, value_is(v[0], KIND_BOOL));
  case OP_NULL_P: return holds(m, value_is(v[0], KIND_NULL));
  case OP_VOID_P: return holds(m, value_is(v[0], KIND_VOID));
  case OP_EOF_P: return holds(m, value_is(v[0], KIND_EOF));
  case OP_PAIR_P: return holds(m, value_is(v[0], KIND_PAIR));
  case OP_CLOSURE_P: return holds(m, value_is(v[0], KIND_CLOSURE));
  case OP_DEVICE_P: return holds(m, value_is(v[0], KIND_DEVICE));
  case OP_CHAR_P: return holds(m, value_is(v[0], KIND_CHAR));
  case OP_SYMBOL_P: return holds(m, value_is(v[0], KIND_SYMBOL));
  case OP_BOX_P: return holds(m, value_is(v[0], KIND_BOX));
  case OP_VECTOR_P: return holds(m, value_is(v[0], KIND_VECTOR));
  case OP_RECORD_P: return holds(m, value_is(v[0], KIND_RECORD));
  case OP_BYTES_P: return holds(m, value_is(v[0], KIND_BYTES));
  case OP_STRING_P: return holds(m, value_is(v[0], KIND_STRING));

  case OP_CONS: return collect(m, KIND_PAIR);
  case OP_CAR: return part(m, 0);
  case OP_CDR: return part(m, 1);
  case OP_SET_CAR: return part_set(m, 0, v[1]);
  case OP_SET_CDR: return part_set(m, 1, v[1]);
  case OP_UNCONS: return parts(m);
  case OP_CLOSE: return close(m);

  case OP_BOX: return collect(m, KIND_BOX);
  case OP_UNBOX: return part(m, 0);
  case OP_SET_BOX: return part_set(m, 0, v[1]);
  case OP_VECTOR: return collect(m, KIND_VECTOR);
  case OP_MAKE_VECTOR: return filled(m, KIND_VECTOR);
  case OP_VREF: return ref(m, KIND_VECTOR);
  case OP_VSET: return set(m, KIND_VECTOR);
  case OP_VLEN: return size(m, KIND_VECTOR);
  case OP_RECORD: return collect(m, KIND_RECORD);
  case OP_RTAG: return part(m, 0);
  case OP_RREF: return ref(m, KIND_RECORD);
  case OP_RSET: return set(m, KIND_RECORD);
  case OP_RLEN: return size(m, KIND_RECORD);
  case OP_MAKE_BYTES: return filled(m, KIND_BYTES);
  case OP_BREF: return ref(m, KIND_BYTES);
  case OP_BSET: return set(m, KIND_BYTES);
  case OP_BLEN: return size(m, KIND_BYTES);
  case OP_MAKE_STRING: return filled(m, KIND_STRING);
  case OP_SREF: return ref(m, KIND_STRING);
  case OP_SSET: return set(m, KIND_STRING);
  case OP_SLEN: return size(m, KIND_STRING);
  case OP_CHAR_TO_INT: return integer(m, value_payload(v[0]));
  case OP_INT_TO_CHAR: return character(m, a);
  case OP_SYMBOL_TO_STRING: return name(m);
  case OP_STRING_TO_SYMBOL: return intern(m);

  case OP_PORT: return device_port(m, v[0], v[1], &m->x[0]);
  case OP_IN: return device_in(m, v[0], &m->x[0]);
  case OP_OUT: return device_out(m, v[0], v[1]);
  case OP_READ: return device_read(m, v[0], &m->x[0]);
  case OP_WRITE: return device_write(m, v[0], v[1]);
  case OP_GET: return get(m);
  case OP_PUT: return put(m);
  case OP_SET_HANDLER: return set_handler(m);
  case OP_SET_TIMER: return set_timer(m);

  case OP_ASSEMBLE: /* not here */
    m->detail = "this machine has no assembler";
    return FAULT_PROGRAM;
  case OP_IF:
  case OP_TRY:
  case OP_JUMP:
  case OP_CALL:
  case OP_APPLY:
  case OP_HALT:
  case OP_RAISE: break; /* trees and transfers come another way */
  }
  return FAULT_PROGRAM;
}
