/* Transfers, and the fuel that they take.
 *
 * Arguments are read from the registers of now and written to those of next;
 * when all is there, next becomes now.  A transfer that rings the timer has a
 * closure made of its target and all its registers: there is no other state.
 */
#include "small.h"
#include <string.h>

static void ring(Machine *m);

/* The transfer to m->block happens. */
static void count(Machine *m) {
  m->budget--;
  if (m->timer != VALUE_FALSE) m->slice--;
  m->transfers++;
  trace_transfer(m);
}

/* A transfer to m->block, whose registers are set, is about to happen. */
static void arrive(Machine *m) {
  m->pc = m->block->code;
  if (!m->budget) {
    m->state = SPENT;
  } else if (m->timer != VALUE_FALSE && !m->slice) {
    ring(m);
  } else {
    count(m);
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

void call_owned(Machine *m, Value closure, uint32_t count, Value *next) {
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
    count(m);
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

Fault transfer(Machine *m, const Step *s) {
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

/* The timer */

Fault set_timer(Machine *m) {
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
