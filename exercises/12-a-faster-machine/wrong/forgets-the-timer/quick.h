/* What a quick step is made of: operands, references, integers, fuel.
 *
 * Each of these does what the machine does elsewhere for all instructions, but
 * for one operand whose role is known.  Relies on values being right already:
 * a quick step tests first, and changes nothing before it knows that it will
 * not fault.
 */
#ifndef QUICK_H
#define QUICK_H

#include "small.h"

static inline Value value_read(const Machine *m, const Operand *o) {
  return o->mode == MODE_CONSTANT ? o->constant : m->r[o->number];
}

/* One reference more or less; only the last one needs the manager. */
static inline Value reference_add(Machine *m, Value v) {
  if (value_is_counted(v)) {
    if (m->manager == &counting) value_cell(v)->count++;
    else m->manager->retain(m, value_cell(v));
  }
  return v;
}
static inline void reference_end(Machine *m, Value v) {
  if (!value_is_counted(v)) return;
  if (m->manager == &counting && value_cell(v)->count > 1)
    value_cell(v)->count--;
  else m->manager->release(m, value_cell(v));
}

/* The value of an operand that is stored.  What is taken ends later, by
 * value_taken: first all copies are read, `(cons !x x)` has two. */
static inline Value value_own(Machine *m, const Operand *o) {
  Value v = value_read(m, o);
  return o->mode == MODE_COPY ? reference_add(m, v) : v;
}
static inline void value_taken(Machine *m, const Operand *o) {
  if (o->mode == MODE_TAKE) m->r[o->number] = VALUE_VOID;
}
/* Ends an operand of the value `v` that was only read. */
static inline void value_end(Machine *m, const Operand *o, Value v) {
  if (o->mode != MODE_TAKE) return;
  m->r[o->number] = VALUE_VOID;
  reference_end(m, v);
}

static inline bool integers_both(Value a, Value b) { return !((a | b) & 3); }

/* The sum of two integers, still shifted as values are: so its overflow is that
 * of a word. */
static inline bool integer_add(Value a, Value b, Value *x) {
  return !__builtin_add_overflow((Integer)a, (Integer)b, (Integer *)x);
}
static inline bool integer_sub(Value a, Value b, Value *x) {
  return !__builtin_sub_overflow((Integer)a, (Integer)b, (Integer *)x);
}

static inline bool is_pair(Value v) {
  return value_is_cell(v) && cell_kind(value_cell(v)) == KIND_PAIR;
}
static inline bool is_closure(Value v) {
  return value_is_cell(v) && cell_kind(value_cell(v)) == KIND_CLOSURE;
}

/* May a transfer happen with no more ado? */
static inline bool fuel_flows(const Machine *m) {
  return m->budget;
}
/* Goes to the block, whose registers are set. */
static inline void fuel_burn(Machine *m, const Block *block) {
  m->block = block;
  m->pc = block->code;
  m->budget--;
  m->transfers++;
  if (m->trace) trace_transfer(m);
}

#endif
