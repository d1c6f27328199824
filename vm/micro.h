/* Micro-operations: the vocabulary of the formulas in spec/instructions.scm.
 *
 * Each is declared there with its faults and its kind of result, and has a twin
 * in asm/baton/micro.scm.  Operands have been checked for their types.  Those
 * that make a value or end one take the machine. `borrowed` results are
 * retained by the body around; values that are stored come owned, or are
 * retained by the body afterwards.  A fault leaves everything as it was.
 */
#ifndef BATON_MICRO_H
#define BATON_MICRO_H

#include "memory.h"

Fault baton_micro_filled(Machine *m, Kind kind, Value n, Value x, Value *out);
Fault baton_micro_name(Machine *m, Value symbol, Value *out);
Fault baton_micro_intern(Machine *m, Value string, Value *out);

/* Integers carry their tag of two zero bits through additions. */

static inline Fault integer_result(intmax_t n, Value *x) {
  if (n < INTEGER_MIN || n > INTEGER_MAX) return FAULT_OVERFLOW;
  *x = value_of_int((Integer)n);
  return FAULT_NONE;
}

static inline Fault micro_add(Value a, Value b, Value *x) {
#ifdef __GNUC__
  return __builtin_add_overflow((Integer)a, (Integer)b, (Integer *)x)
             ? FAULT_OVERFLOW
             : FAULT_NONE;
#else
  return integer_result((intmax_t)value_int(a) + value_int(b), x);
#endif
}

static inline Fault micro_sub(Value a, Value b, Value *x) {
#ifdef __GNUC__
  return __builtin_sub_overflow((Integer)a, (Integer)b, (Integer *)x)
             ? FAULT_OVERFLOW
             : FAULT_NONE;
#else
  return integer_result((intmax_t)value_int(a) - value_int(b), x);
#endif
}

static inline Fault micro_mul(Value a, Value b, Value *x) {
#ifdef __GNUC__
  return __builtin_mul_overflow((Integer)a, value_int(b), (Integer *)x)
             ? FAULT_OVERFLOW
             : FAULT_NONE;
#else
  Integer i = value_int(a), j = value_int(b);
  if (i && j) {
    Integer limit = (i < 0) == (j < 0) ? INTEGER_MAX : INTEGER_MIN;
    if (j == -1 ? i == INTEGER_MIN
        : j > 0 ? (i > 0 ? i > limit / j : i < limit / j)
                : (i > 0 ? i > limit / j : i < limit / j))
      return FAULT_OVERFLOW;
  }
  *x = value_of_int(i * j);
  return FAULT_NONE;
#endif
}

static inline Fault micro_quo(Value a, Value b, Value *x) {
  if (!b) return FAULT_DIVIDE;
  if (value_int(b) == -1 && value_int(a) == INTEGER_MIN) return FAULT_OVERFLOW;
  *x = value_of_int(value_int(a) / value_int(b));
  return FAULT_NONE;
}

static inline Fault micro_rem(Value a, Value b, Value *x) {
  if (!b) return FAULT_DIVIDE;
  *x = value_of_int(value_int(a) % value_int(b));
  return FAULT_NONE;
}

static inline Value micro_and(Value a, Value b) { return a & b; }
static inline Value micro_or(Value a, Value b) { return a | b; }
static inline Value micro_xor(Value a, Value b) { return a ^ b; }
static inline Value micro_not(Value a) { return ~a & ~(Value)3; }

static inline Fault integer_shift(Integer a, Integer n, Value *x) {
  if (n <= 0) {
    int by = -n < WORD_BITS - 1 ? (int)-n : WORD_BITS - 1;
    *x = value_of_int(a < 0 ? ~(~a >> by) : a >> by);
    return FAULT_NONE;
  }
  if (a && (n > WORD_BITS - 3 || a > INTEGER_MAX >> n ||
            a < -(INTEGER_MAX >> n) - 1))
    return FAULT_OVERFLOW;
  *x = a ? value_of_int(a) << n : 0;
  return FAULT_NONE;
}
static inline Fault micro_shift(Value a, Value n, Value *x) {
  return integer_shift(value_int(a), value_int(n), x);
}
static inline Fault micro_shift_back(Value a, Value n, Value *x) {
  return integer_shift(value_int(a), -value_int(n), x);
}

static inline bool micro_same(Value a, Value b) { return a == b; }
static inline bool micro_less(Value a, Value b) {
  return (Integer)a < (Integer)b;
}
static inline bool micro_at_most(Value a, Value b) {
  return (Integer)a <= (Integer)b;
}
static inline bool micro_truth(Value a) { return a != VALUE_FALSE; }
static inline bool micro_is(Value a, Kind kind) { return value_is(a, kind); }

static inline Value micro_part(Value c, uint32_t i) {
  return value_cell(c)->field[i];
}

/* The same of a cell of n fields that is taken, which ends: where nobody else
 * holds it, the field is moved out of it. */
static inline Value micro_part_out(Machine *m, Value c, uint32_t i,
                                   uint32_t n) {
  Cell *cell = value_cell(c);
  Value x = cell->field[i];
  if (value_is_counted(c) && cell_opens(cell)) {
    for (uint32_t j = 0; j < n; j++)
      if (j != i) value_release(m, cell->field[j]);
    cell_recycle(m, cell, n);
    return x;
  }
  value_retain(m, x);
  value_release(m, c);
  return x;
}

static inline void micro_set_part(Machine *m, Value c, uint32_t i, Value x) {
  Value old = value_cell(c)->field[i];
  value_cell(c)->field[i] = x;
  value_release(m, old);
}

/* A taken pair that nobody else holds is emptied; else its fields are shared.
 */
static inline void micro_parts(Machine *m, Value c, bool taken, Value *a,
                               Value *d) {
  Cell *cell = value_cell(c);
  *a = cell->field[0];
  *d = cell->field[1];
  if (taken && value_is_counted(c) && cell_opens(cell)) {
    cell_recycle(m, cell, words_of(KIND_PAIR, cell_size(cell)));
    return;
  }
  value_retain(m, *a);
  value_retain(m, *d);
  if (taken) value_release(m, c);
}

/* Fields before the elements that an index counts. */
static inline uint32_t elements_from(Kind kind) { return kind == KIND_RECORD; }

static inline Value micro_size(Kind kind, Value c) {
  return value_of_int(cell_size(value_cell(c)) - elements_from(kind));
}

static inline Fault micro_ref(Kind kind, Value c, Value i, Value *x) {
  Cell *cell = value_cell(c);
  uint32_t from = elements_from(kind);
  if (i >= value_of_int(cell_size(cell) - from)) return FAULT_BOUNDS;
  size_t at = (size_t)value_int(i);
  *x = kind == KIND_BYTES    ? value_of_int(cell_bytes(cell)[at])
       : kind == KIND_STRING ? value_of_char(cell_chars(cell)[at])
                             : cell->field[at + from];
  return FAULT_NONE;
}

static inline Fault micro_set(Machine *m, Kind kind, Value c, Value i,
                              Value x) {
  Cell *cell = value_cell(c);
  uint32_t from = elements_from(kind);
  if (i >= value_of_int(cell_size(cell) - from)) return FAULT_BOUNDS;
  uint32_t at = (uint32_t)value_int(i);
  if (kind == KIND_BYTES) {
    if (x > value_of_int(255)) return FAULT_BOUNDS;
    cell_bytes(cell)[at] = (uint8_t)value_int(x);
  } else if (kind == KIND_STRING) {
    cell_chars(cell)[at] = value_payload(x);
  } else {
    micro_set_part(m, c, at + from, x);
  }
  return FAULT_NONE;
}

static inline Value micro_code_point(Value c) {
  return value_of_int(value_payload(c));
}

static inline Fault micro_character(Value n, Value *x) {
  Integer i = value_int(n);
  if (i < 0 || i > 0x10ffff || (i >= 0xd800 && i < 0xe000)) return FAULT_BOUNDS;
  *x = value_of_char((uint32_t)i);
  return FAULT_NONE;
}

static inline Fault micro_filled(Machine *m, Kind kind, Value n, Value x,
                                 Value *out) {
  return baton_micro_filled(m, kind, n, x, out);
}
static inline Fault micro_name(Machine *m, Value symbol, Value *out) {
  return baton_micro_name(m, symbol, out);
}
static inline Fault micro_intern(Machine *m, Value string, Value *out) {
  return baton_micro_intern(m, string, out);
}

static inline Fault baton_service_get(Machine *m, uint32_t number, Value *x) {
  *x = machine_variable(m, number)->value;
  if (*x == VALUE_UNBOUND) return FAULT_UNBOUND;
  value_retain(m, *x);
  return FAULT_NONE;
}
static inline Fault baton_service_put(Machine *m, uint32_t number, Value x) {
  Value old = machine_variable(m, number)->value;
  machine_variable(m, number)->value = x;
  value_release(m, old);
  return FAULT_NONE;
}

#endif
