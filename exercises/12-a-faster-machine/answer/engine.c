/* The engine, with a quick way for what programs do most.
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

/* The one result of step s is x. */
static inline bool born(Machine *m, const Step *s, Value x) {
  m->r[s->result[0]] = x;
  m->pc = s + 1;
  return true;
}

/* Step s is an `if` whose test holds, or does not. */
static inline bool branch(Machine *m, const Step *s, bool holds) {
  m->pc = holds ? s + 1 : m->block->code + s->otherwise;
  return true;
}

static inline bool part(Machine *m, const Step *s, uint32_t i) {
  const Operand *o = s->operand;
  Value pair = value_read(m, o);
  if (!is_pair(pair)) return false;
  Value x = reference_add(m, value_cell(pair)->field[i]);
  value_end(m, o, pair);
  return born(m, s, x);
}

static bool uncons(Machine *m, const Step *s) {
  const Operand *o = s->operand;
  Value pair = value_read(m, o);
  if (!is_pair(pair)) return false;
  Value a = reference_add(m, value_cell(pair)->field[0]);
  Value d = reference_add(m, value_cell(pair)->field[1]);
  value_end(m, o, pair);
  m->r[s->result[1]] = d;
  return born(m, s, a);
}

/* A new cell of the operands from `first` on, field for field. */
static bool cell(Machine *m, const Step *s, Kind kind, uint32_t first) {
  const Manager *manager = m->manager;
  if (!manager->reserve(m, 1, words_of(kind, s->count))) return false;
  Cell *cell = manager->allocate(m, kind, s->count);
  for (uint32_t i = first; i < s->count; i++)
    cell->field[i] = value_own(m, &s->operand[i]);
  for (uint32_t i = first; i < s->count; i++) value_taken(m, &s->operand[i]);
  if (first) cell->field[0] = (Value)closure_block(s->operand[0].constant);
  return born(m, s, value_of_cell(cell));
}

/* Goes to a block that takes just as many arguments as s has operands behind
 * the first; what `closure` captured comes behind them. */
static bool enter(Machine *m, const Step *s, Value closure) {
  const Cell *from = value_cell(closure);
  const Block *block = closure_block(closure);
  uint32_t count = s->count - 1u, captured = cell_size(from) - 1;
  if (block->parameters != count || block->fixed != count ||
      block == &m->resume || !fuel_flows(m))
    return false;
  Value next[NEXT];
  for (uint32_t i = 0; i < count; i++)
    next[i] = value_own(m, &s->operand[1 + i]);
  for (uint32_t i = 0; i < captured; i++)
    next[count + i] = reference_add(m, from->field[1 + i]);
  for (uint32_t i = 1; i <= count; i++) value_taken(m, &s->operand[i]);
  value_end(m, &s->operand[0], closure);
  for (uint32_t i = 0; i < count + captured; i++) m->r[i] = next[i];
  fuel_burn(m, block);
  return true;
}

/* Does step s, where it is one for the quick way. */
static inline bool quick(Machine *m, const Step *s) {
  const Operand *o = s->operand;
  Value a, b, x;
  bool holds;
  switch (s->info->opcode) {
  case OP_LET:
    a = value_own(m, o);
    value_taken(m, o);
    return born(m, s, a);
  case OP_DROP:
    for (uint32_t i = 0; i < s->count; i++)
      value_end(m, &o[i], m->r[o[i].number]);
    m->pc = s + 1;
    return true;

  case OP_ADD:
    a = value_read(m, o), b = value_read(m, o + 1);
    return integers_both(a, b) && integer_add(a, b, &x) && born(m, s, x);
  case OP_SUB:
    a = value_read(m, o), b = value_read(m, o + 1);
    return integers_both(a, b) && integer_sub(a, b, &x) && born(m, s, x);
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

  case OP_CONS: return cell(m, s, KIND_PAIR, 0);
  case OP_CAR: return part(m, s, 0);
  case OP_CDR: return part(m, s, 1);
  case OP_UNCONS: return uncons(m, s);
  case OP_CLOSE:
    if (s->count > 1) return cell(m, s, KIND_CLOSURE, 1);
    return born(m, s, o->constant);

  case OP_JUMP: return enter(m, s, o->constant);
  case OP_CALL:
    a = value_read(m, o);
    return is_closure(a) && enter(m, s, a);
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
