/* The engine, with a quick way for tests.
 *
 * A quick step does one instruction straight from its operands, or nothing at
 * all: where a type is wrong, an integer overflows, memory or fuel is short, it
 * leaves everything as it was, and the slow way, that of exercise 9, does the
 * step and finds the fault.  So there is one place for what goes wrong.
 */
#include "quick.h"

/* The slow way: for each operand the same, whatever the instruction is. */

static void operands_read(Machine *m, const Step *s) {
  m->operands = s->count;
  for (uint32_t i = 0; i < s->count; i++)
    m->v[i] = value_read(m, &s->operand[i]);
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

void settle(Machine *m, const Step *s) {
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_COPY &&
        s->info->operand[in_table(s, i)].role == ROLE_STORE)
      reference_add(m, m->v[i]);
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_TAKE)
      m->r[s->operand[i].number] = VALUE_VOID;
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_TAKE &&
        s->info->operand[in_table(s, i)].role != ROLE_STORE)
      reference_end(m, m->v[i]);
  m->operands = 0;
}

static void slow(Machine *m) {
  const Step *s = m->pc;
  bool leaves = s->info->class == CLASS_TRANSFER;
  operands_read(m, s);
  m->old = VALUE_VOID;
  Fault fault = types_check(m, s);
  if (!fault) fault = leaves ? transfer(m, s) : perform(m, s);
  if (fault) {
    fault_take(m, s, fault);
  } else if (!leaves) {
    settle(m, s);
    reference_end(m, m->old);
    for (int i = 0; i < s->info->results; i++) m->r[s->result[i]] = m->x[i];
    m->pc = s->tree == OP_IF && !m->holds ? m->block->code + s->otherwise
                                          : s + 1;
  }
}

/* The quick way */

/* Step s is an `if` whose test holds, or does not. */
static inline bool branch(Machine *m, const Step *s, bool holds) {
  m->pc = holds ? s + 1 : m->block->code + s->otherwise;
  return true;
}

/* Does step s, where it is one for the quick way. */
static inline bool quick(Machine *m, const Step *s) {
  const Operand *o = s->operand;
  Value a, b;
  bool holds;
  switch (s->info->opcode) {
  case OP_LT:
    a = value_read(m, o), b = value_read(m, o + 1);
    return integers_both(a, b) && branch(m, s, (Integer)a < (Integer)b);
  case OP_LE:
    a = value_read(m, o), b = value_read(m, o + 1);
    return integers_both(a, b) && branch(m, s, (Integer)a <= (Integer)b);

  case OP_EQ:
    a = value_read(m, o), b = value_read(m, o + 1);
    holds = a == b;
    value_end(m, o, a);
    value_end(m, o + 1, b);
    return branch(m, s, holds);
  case OP_NULL_P:
    a = value_read(m, o);
    value_end(m, o, a);
    return branch(m, s, a == VALUE_NULL);
  case OP_PAIR_P:
    a = value_read(m, o);
    holds = is_pair(a);
    value_end(m, o, a);
    return branch(m, s, holds);

  default: return false;
  }
}

void machine_run(Machine *m, Value world) {
  m->block = m->main;
  m->pc = m->main->code;
  m->r[0] = m->halt.closure;
  m->r[1] = world;
  trace_transfer(m);
  while (m->state == RUNNING) {
    m->instructions++;
    if (!quick(m, m->pc)) slow(m);
  }
}
