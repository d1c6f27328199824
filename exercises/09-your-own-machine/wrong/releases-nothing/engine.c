/* The engine: does one step after the other.
 *
 * A step (1) reads its operands, (2) checks their types, then what its own
 * effect asks for, (3) reserves memory, (4) acts, (5) takes, and its results
 * are born.  What fails in 2 or 3 is a fault, and leaves everything as it was.
 * Relies on image.c for code that is right: liveness is never tested here.
 */
#include "small.h"

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
void settle(Machine *m, const Step *s) {
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_COPY &&
        s->info->operand[in_table(s, i)].role == ROLE_STORE)
      retain(m, m->v[i]);
  for (uint32_t i = 0; i < s->count; i++)
    if (s->operand[i].mode == MODE_TAKE)
      m->r[s->operand[i].number] = VALUE_VOID;
  m->operands = 0;
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
