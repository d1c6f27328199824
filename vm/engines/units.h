/* Lowered code, as the engines that run it see it.
 *
 * A stream of 16-bit units.  The first of an instruction is its handler; then
 * come slots (registers, or constants beside them), in the layout that lower.c
 * writes.  Here are the macros by which bodies read it, and the bodies of what
 * stands in families (closures, jumps, calls by their numbers of moves).
 *
 * Relies on the engine's own macros, defined before: NEXT(n) goes on n units
 * behind; ENTER(pc) charges for a transfer and goes on at a block's entry;
 * FAULT(kind) and FULL(words) leave the instruction as if it had not begun;
 * UNPACK(pc, closure, to) enters a closure that nobody else holds;
 * GENERALLY(name) leaves it to the handler that this one is a special
 * case of; SAVE() and LOAD() exchange pc and fuel with the machine.  In
 * generated/plain.h, `handler` is the number of the one at work.
 */
#ifndef BATON_UNITS_H
#define BATON_UNITS_H

#include "../handlers.h"
#include "../micro.h"
#include "../table.h"

#define R(i) m->r[pc[i]]
#define SET(i, v) (m->r[pc[i]] = (v))
/* Of a body for all handlers of an instruction: how far the one at work is from
 * the first. */
#define VARIANT(name) (handler - HANDLE_##name)
/* Between the parts of one instruction. */
#define WITH(n) pc += (n)

/* Of functions that an engine with many handlers wants just once. */
#ifndef SELDOM
#define SELDOM static inline
#endif

static inline uint32_t load32(const uint16_t *units) {
  uint32_t n;
  memcpy(&n, units, sizeof n);
  return n;
}
static inline void *load_pointer(const uint16_t *units) {
  void *pointer;
  memcpy(&pointer, units, sizeof pointer);
  return pointer;
}

static inline void moves_make(Machine *m, const uint16_t *move, uint32_t n) {
  for (; n-- > 0; move += 2) m->r[move[0]] = m->r[move[1]];
}
/* `due` is a count and as many slots. */
static inline const uint16_t *due_retain(Machine *m, const uint16_t *due) {
  for (uint32_t i = 1; i <= due[0]; i++) value_retain(m, m->r[due[i]]);
  return due + 1 + due[0];
}

SELDOM void captures_move_many(Machine *m, Cell *cell, Value *to) {
  uint32_t size = cell_size(cell);
  for (uint32_t i = 1; i < size; i++) to[i - 1] = cell->field[i];
  cell_recycle(m, cell, size);
}
/* Moves the captured values out of a closure that nobody else holds. */
static inline void captures_move(Machine *m, Cell *cell, Value *to) {
  uint32_t size = cell_size(cell);
  if (LIKELY(size == 3)) {
    to[0] = cell->field[1];
    to[1] = cell->field[2];
    cell_recycle(m, cell, 3);
  } else if (LIKELY(size == 2)) {
    to[0] = cell->field[1];
    cell_recycle(m, cell, 2);
  } else {
    captures_move_many(m, cell, to);
  }
}

/* The values in k slots from `at` are held once more. */
#define RETAIN(k, at)                                                          \
  for (int i = 0; i < (int)(k); i++) value_retain(m, R((at) + (unsigned)i))

/* pc + 1: the block's entry (a pointer), n, n slots, k, k of them that are
 * copied, the result.  These are retained before the result may take the place
 * of one. */
#define CLOSE(n, k, GO)                                                        \
  Cell *cell = cell_allocate(m, KIND_CLOSURE, (n) + 1, (n) + 1);               \
  if (UNLIKELY(!cell)) FULL((n) + 1);                                          \
  cell->field[0] = (Value)load_pointer(pc + 1);                                \
  for (uint32_t i = 0; i < (n); i++)                                           \
    cell->field[i + 1] = R(2 + POINTER_UNITS + i);                             \
  RETAIN(k, 3 + POINTER_UNITS + (n));                                          \
  SET(3 + POINTER_UNITS + (n) + (k), value_of_cell(cell));                     \
  GO(4 + POINTER_UNITS + (n) + (k))

/* pc + 1: a slot, a value. */
#define CONSTANT(GO)                                                           \
  m->r[pc[1]] = (Value)load_pointer(pc + 2);                                   \
  GO(2 + POINTER_UNITS)

/* pc + 1: 1, a slot. */
#define DROP(GO)                                                               \
  value_release(m, R(2));                                                      \
  GO(3)

/* pc + 1: the block's entry (a pointer), the number of arguments, 0, n, n
 * moves.
 */
#define JUMP(n)                                                                \
  const uint16_t *to = load_pointer(pc + 1);                                   \
  moves_make(m, pc + 4 + POINTER_UNITS, n);                                    \
  ENTER(to)

/* pc + 1: the closure, 1, the number of arguments, 0, n, n moves.  `closure` is
 * its value: a handler that knows its register need not wait for the slot. */
#define CALL(n, closure)                                                       \
  Value called = (closure);                                                    \
  Cell *cell = value_counted_cell(called);                                     \
  if (LIKELY(value_is_counted(called) && cell_opens_as(cell, KIND_CLOSURE))) { \
    const uint16_t *entry = closure_entry(cell);                               \
    if (LIKELY(entry[-1] == pc[3])) {                                          \
      Value *to = m->r + pc[3];                                                \
      moves_make(m, pc + 6, n);                                                \
      UNPACK(entry, cell, to);                                                 \
    }                                                                          \
  }                                                                            \
  GENERALLY(call)

/* Moves the arguments, and copies the captured values of a closure that takes
 * just as many, which may be held elsewhere, too.  Returns where it goes on. */
static inline const uint16_t *closure_share(Machine *m, Value f, uint32_t count,
                                            bool taken, const uint16_t *move,
                                            uint32_t moves) {
  Cell *cell = value_cell(f);
  const uint16_t *entry = closure_entry(cell);
  moves_make(m, move, moves);
  if (value_is_counted(f)) {
    uint32_t captures = cell_size(cell) - 1;
    for (uint32_t i = 0; i < captures; i++)
      m->r[count + i] = value_retain(m, cell->field[i + 1]);
    if (taken) value_release(m, f);
  }
  return entry;
}

/* Any transfer to a closure, which may collect arguments or resume: `count`
 * arguments; `due` and moves as in lowered code.  `to`: where it goes on. */
SELDOM Fault closure_transfer(Machine *m, Value f, uint32_t count, bool taken,
                              const uint16_t *due, const uint16_t *move,
                              uint32_t moves, const uint16_t **to) {
  if (UNLIKELY(!value_is(f, KIND_CLOSURE))) return FAULT_TYPE;
  if (LIKELY(closure_entry(value_cell(f))[-1] == count)) {
    due_retain(m, due);
    *to = closure_share(m, f, count, taken, move, moves);
    return FAULT_NONE;
  }
#ifdef LEAVE
  return FAULT_ARITY; /* or none: the engine that steps will see */
#else
  Block *block = closure_block(value_cell(f));
  if (UNLIKELY(!block_accepts(block, count))) return FAULT_ARITY;
  if (UNLIKELY(block->arity & (REST | ARITY_RESUME)) &&
      !baton_enter_room(m, &f, count))
    return FAULT_MEMORY;
  due_retain(m, due);
  if (!taken) value_retain(m, f);
  moves_make(m, move, moves);
  *to = baton_enter(m, f, count, VALUE_NULL);
  return FAULT_NONE;
#endif
}

#define TRANSFER(closure, count, taken, due, move, moves)                      \
  do {                                                                         \
    const uint16_t *to;                                                        \
    SAVE();                                                                    \
    Fault fault = closure_transfer(m, closure, count, taken, due, move, moves, \
                                   &to);                                       \
    if (UNLIKELY(fault)) FAULT(fault);                                         \
    ENTER(to);                                                                 \
  } while (0)

#endif
