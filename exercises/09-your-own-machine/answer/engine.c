/* The engine: does one step after the other.
 *
 * A step (1) reads its operands, (2) checks their types, then what its own
 * effect asks for, (3) reserves memory, (4) acts, (5) takes, and its results
 * are born.  What fails in 2 or 3 is a fault, and leaves everything as it was.
 * Relies on image.c for code that is right: so liveness is never tested here.
 */
#define _POSIX_C_SOURCE 200809L
#include "small.h"
#include <stdlib.h>
#include <string.h>

/* A block's registers, or what a resume closure has captured. */
enum { NEXT = REGISTERS + 2 };

/* Operands and lifetimes */

static void operands_read(Machine *m, const Step *s) {
  m->operands = s->count;
  for (uint32_t i = 0; i < s->count; i++) {
    const Operand *operand = &s->operand[i];
    m->v[i] = operand->mode == MODE_CONSTANT ? operand->constant
                                             : m->r[operand->number];
  }
}

/* Operand `i` in the table; the operands of a rest are all alike. */
static int in_table(const Step *s, uint32_t i) {
  return i < s->info->operands ? (int)i : s->info->operands - 1;
}

static Fault types_check(const Machine *m, const Step *s) {
  for (uint32_t i = 0; i < s->count; i++) {
    if (s->info->operand[in_table(s, i)].class > OPERAND_REST) continue;
    const Type *type = &m->type[s->info->opcode][in_table(s, i)];
    if (!type->any && !(type->changed ? value_is_mutable(m->v[i], type->kind)
                                      : value_is(m->v[i], type->kind)))
      return FAULT_TYPE;
  }
  return FAULT_NONE;
}

/* What the modes and roles of the operands ask for, now that the step has
 * acted: a copy that is kept is one reference more, a value that is taken and
 * not kept is one less. */
static void settle(Machine *m, const Step *s) {
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_COPY &&
        s->info->operand[in_table(s, i)].role == ROLE_STORE)
      retain(m, m->v[i]);
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_TAKE)
      m->r[s->operand[i].number] = VALUE_VOID;
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_TAKE &&
        s->info->operand[in_table(s, i)].role != ROLE_STORE)
      release(m, m->v[i]);
  m->operands = 0;
}

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

static Fault cell_make(Machine *m, Kind kind, uint32_t size, Cell **cell) {
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
  Integer i = value_int(m->v[1]), from = elements_from(kind);
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

/* The reserve: pairs that the call of a handler is made of. */

static void reserve_fill(Machine *m) {
  for (int i = 0; i < RESERVE; i++) {
    Cell *pair = m->manager->allocate(m, KIND_PAIR, 2);
    pair->field[0] = VALUE_VOID;
    pair->field[1] = m->reserve;
    m->reserve = value_of_cell(pair);
  }
}

static void reserve_drop(Machine *m) {
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

/* Is `f` #f, or a closure that takes just `n` arguments? */
static Fault callable(Value f, uint32_t n) {
  if (f == VALUE_FALSE) return FAULT_NONE;
  if (!value_is(f, KIND_CLOSURE)) return FAULT_TYPE;
  const Block *b = closure_block(f);
  return b->fixed == n && b->parameters == n ? FAULT_NONE : FAULT_ARITY;
}

static Fault set_handler(Machine *m) {
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

static Fault set_timer(Machine *m) {
  if (!device_is_timer(m->v[0])) {
    m->detail = "set-timer needs the device timer";
    return FAULT_DEVICE;
  }
  if (value_int(m->v[1]) < 0) return FAULT_BOUNDS;
  Fault fault = callable(m->v[2], 1);
  if (fault) return fault;
  m->old = m->timer;
  m->timer = m->v[2];
  m->slice = (uint64_t)value_int(m->v[1]);
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

static Fault perform(Machine *m, const Step *s) {
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

/* Transfers.  Arguments are read from the registers of now, written to those of
 * next; when all is there, next becomes now. */

static void fault_take(Machine *m, const Step *s, Fault fault);
static void ring(Machine *m);

/* A transfer to m->block, whose registers are set, is about to happen. */
static void arrive(Machine *m) {
  m->pc = m->block->code;
  if (!m->budget) {
    m->state = SPENT;
  } else if (m->timer != VALUE_FALSE && !m->slice) {
    ring(m);
  } else {
    m->budget--;
    if (m->timer != VALUE_FALSE) m->slice--;
    m->transfers++;
    trace_transfer(m);
  }
}

/* Puts what `closure` captured behind the arguments in next. */
static void captures_add(Machine *m, Value closure, Value *next) {
  const Cell *cell = value_cell(closure);
  Value *to = next + closure_block(closure)->parameters;
  for (uint32_t i = 1; i < cell_size(cell); i++)
    *to++ = retain(m, cell->field[i]);
}

/* What a resume closure captured, its handler, target and the target's
 * registers, is in next: goes there.  Room for a reserve was made. */
static void resume(Machine *m, uint32_t count, Value *next) {
  release(m, m->handler);
  m->handler = next[0];
  if (m->handler == VALUE_FALSE) reserve_drop(m);
  else if (m->reserve == VALUE_NULL) reserve_fill(m);
  m->block = closure_block(next[1]);
  memmove(next, next + 2, (count - 2) * sizeof *next);
}

/* All is read and taken: next becomes now. */
static void go(Machine *m, const Block *block, uint32_t count, Value *next) {
  m->block = block;
  if (block == &m->resume) {
    resume(m, count, next);
    count -= 2;
  }
  memcpy(m->r, next, count * sizeof *next);
  arrive(m);
}

/* Calls `closure` with `count` arguments in `next`, as many as it has
 * parameters, where no register lives.  Takes all of them. */
static void call_owned(Machine *m, Value closure, uint32_t count, Value *next) {
  captures_add(m, closure, next);
  count += cell_size(value_cell(closure)) - 1;
  const Block *block = closure_block(closure);
  release(m, closure);
  go(m, block, count, next);
}

/* The slice is spent: calls the timer's closure instead of m->block, with a
 * closure of all that there is. */
static void ring(Machine *m) {
  const Block *target = m->block;
  uint32_t live = target->parameters + target->captures;
  Value timer, next[NEXT];
  Cell *cell;
  Fault fault = cell_make(m, KIND_CLOSURE, live + 3, &cell);
  timer = m->timer;
  m->timer = VALUE_FALSE;
  if (fault) {
    release(m, timer);
    m->budget--;
    fault_take(m, target->code, fault);
    return;
  }
  cell->field[0] = (Value)&m->resume;
  cell->field[1] = m->handler;
  cell->field[2] = target->closure;
  for (uint32_t i = 0; i < live; i++) {
    cell->field[3 + i] = m->r[i];
    m->r[i] = VALUE_VOID;
  }
  m->handler = VALUE_FALSE;
  reserve_drop(m);
  next[0] = m->x[0];
  call_owned(m, timer, 1, next);
}

/* The length of a proper, finite list, or -1. */
static int64_t list_length(Value list) {
  int64_t length = 0, lap = 1;
  Value mark = list; /* waits for us to come round */
  for (; value_is(list, KIND_PAIR); length++) {
    list = value_cell(list)->field[1];
    if (list == mark) return -1;
    if (length == lap) mark = list, lap *= 2;
  }
  return list == VALUE_NULL ? length : -1;
}

/* Argument i of the transfer, owned by what comes: an operand (settle retains
 * it), or else the next element of the list. */
static Value argument(Machine *m, uint32_t i, uint32_t plain, Value *list) {
  if (i < plain) return m->v[1 + i];
  Cell *pair = value_cell(*list);
  *list = pair->field[1];
  return retain(m, pair->field[0]);
}

static Value rest_list(Machine *m, uint32_t from, uint64_t to, uint32_t plain,
                       Value *list) {
  Value rest = VALUE_NULL, *end = &rest;
  for (uint64_t i = from; i < to; i++) {
    Cell *pair = m->manager->allocate(m, KIND_PAIR, 2);
    pair->field[0] = argument(m, (uint32_t)i, plain, list);
    pair->field[1] = VALUE_NULL;
    *end = value_of_cell(pair);
    end = &pair->field[1];
  }
  return rest;
}

/* Is there room for what `count` arguments of the closure need? */
static bool room(Machine *m, uint64_t count) {
  const Block *b = closure_block(m->v[0]);
  if (b == &m->resume && value_cell(m->v[0])->field[1] != VALUE_FALSE &&
      m->reserve == VALUE_NULL)
    return m->manager->reserve(m, RESERVE, 2);
  return count <= b->fixed || m->manager->reserve(m, count - b->fixed, 2);
}

/* jump, call, apply: the first operand is the closure, and for apply the last a
 * list of arguments. */
static Fault enter(Machine *m, const Step *s, bool has_list) {
  const Block *b = closure_block(m->v[0]);
  uint32_t plain = s->count - 1u - has_list;
  int64_t length = has_list ? list_length(m->v[s->count - 1u]) : 0;
  uint64_t count = plain + (uint64_t)length;
  bool has_rest = b->parameters > b->fixed;
  if (length < 0) return FAULT_TYPE;
  if (count < b->fixed || (count > b->fixed && !has_rest)) return FAULT_ARITY;
  if (!room(m, count)) return FAULT_MEMORY;

  Value next[NEXT], list = has_list ? m->v[s->count - 1u] : VALUE_NULL;
  Value whole = list;
  for (uint32_t i = 0; i < b->fixed; i++)
    next[i] = argument(m, i, plain, &list);
  if (has_rest) next[b->fixed] = rest_list(m, b->fixed, count, plain, &list);
  uint32_t captured = cell_size(value_cell(m->v[0])) - 1;
  captures_add(m, m->v[0], next);
  settle(m, s);
  release(m, whole);
  go(m, b, b->parameters + captured, next);
  return FAULT_NONE;
}

static Fault transfer(Machine *m, const Step *s) {
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

static void fault_take(Machine *m, const Step *s, Fault fault) {
  if (s->tree == OP_TRY) {
    m->pc = m->block->code + s->otherwise;
    return;
  }
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

/* Steps */

static void births(Machine *m, const Step *s) {
  for (int i = 0; i < s->info->results; i++) m->r[s->result[i]] = m->x[i];
}

static void step(Machine *m) {
  const Step *s = m->pc;
  bool leaves = s->info->class == CLASS_TRANSFER;
  m->instructions++;
  operands_read(m, s);
  m->old = VALUE_VOID;
  Fault fault = types_check(m, s);
  if (!fault) fault = leaves ? transfer(m, s) : perform(m, s);
  if (fault) {
    fault_take(m, s, fault);
  } else if (!leaves) {
    settle(m, s);
    release(m, m->old);
    births(m, s);
    m->pc = s->tree == OP_IF && !m->holds ? m->block->code + s->otherwise
                                          : s + 1;
  }
}

void machine_run(Machine *m, Value world) {
  m->block = m->main;
  m->pc = m->main->code;
  m->r[0] = m->halt.closure;
  m->r[1] = world;
  trace_transfer(m);
  while (m->state == RUNNING) step(m);
}

/* The transfer trace (spec/trace.md) */

void trace_transfer(Machine *m) {
  if (!m->trace) return;
  fprintf(m->trace, "%llu ", (unsigned long long)m->transfers);
  print_name(m, m->block->name, m->trace);
  for (uint32_t i = 0; i < m->block->parameters; i++) {
    putc(' ', m->trace);
    print_brief(m, m->r[i], m->trace);
  }
  putc('\n', m->trace);
}

void trace_end(Machine *m) {
  if (!m->trace) return;
  if (m->state == SPENT) fputs("fuel", m->trace);
  if (m->state == FAULTED)
    fprintf(m->trace, "fault %s", baton_fault_names[m->fault]);
  if (m->state == HALTED) {
    fputs("halt ", m->trace);
    print_brief(m, m->answer, m->trace);
  }
  putc('\n', m->trace);
}
