/* The engine: runs lowered code.
 *
 * Lowered code is a stream of 16-bit units.  The first of an instruction is its
 * handler; then come slots (registers, or constants beside them), in the layout
 * that lower.c writes.  The bodies are generated from the specification
 * (generated/bodies.h); what stands here is the page of macros that makes an
 * engine of them, and the transfers.
 *
 * Compiled twice: as it is, with computed goto where the compiler has it; and
 * with BATON_COUNTED, as a `switch` that does one instruction and keeps counts.
 */
#ifndef BATON_COUNTED
#define BATON_UNCOUNTED /* cells come and go without a count */
#endif
#include "handlers.h"
#include "micro.h"
#include "table.h"

#if defined __GNUC__ && !defined BATON_COUNTED && !defined BATON_SWITCH
#define THREADED
#endif

#define R(i) m->r[pc[i]]
#define SET(i, v) (m->r[pc[i]] = (v))
#define BLOCK(i) ((Block *)load_pointer(pc + (i)))
#define SAVE() (m->pc = pc, m->fuel = fuel)
#define LOAD() (fuel = m->fuel)
#define FAULT(kind)                                                            \
  do {                                                                         \
    fault = (kind);                                                            \
    goto faulted;                                                              \
  } while (0)
#define FULL(words)                                                            \
  do {                                                                         \
    need = (words);                                                            \
    goto full;                                                                 \
  } while (0)

#ifdef BATON_COUNTED
#define ENGINE baton_engine_step
#define COUNT(what) m->counts.what++
#define DISPATCH() goto done
#else
#define ENGINE baton_engine_run
#define COUNT(what) (void)0
#define DISPATCH() AGAIN()
#endif
#ifdef THREADED
#define BODY(name) L_##name:
#define AGAIN() goto *label[*pc]
#else
#define BODY(name) case HANDLE_##name:
#define AGAIN() goto again
#endif

#define NEXT(n)                                                                \
  do {                                                                         \
    pc += (n);                                                                 \
    DISPATCH();                                                                \
  } while (0)
/* Between the parts of a fused handler.  The counted engine does their first
 * part alone: the handlers of the others stand in their places in the code. */
#define THEN(n) pc += (n)
/* Between the parts of one instruction. */
#define WITH(n) pc += (n)
/* What a test does: goes on behind it with GO, or where `else` begins. */
#define BRANCH(at, holds, GO)                                                  \
  if (!(holds)) {                                                              \
    pc = load_pointer(pc + (at));                                              \
    DISPATCH();                                                                \
  }                                                                            \
  GO((at) + POINTER_UNITS)
#define ENTER(entry)                                                           \
  do {                                                                         \
    pc = (entry);                                                              \
    if (UNLIKELY(--fuel < 0)) goto spent;                                      \
    COUNT(transfers);                                                          \
    DISPATCH();                                                                \
  } while (0)

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
  for (uint32_t i = 1; i <= due[0]; i++) value_retain(m->r[due[i]]);
  return due + 1 + due[0];
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
    for (uint32_t i = 1; i < size; i++) to[i - 1] = cell->field[i];
    cell_recycle(m, cell, size);
  }
}

/* The values in k slots from `at` are held once more. */
#define RETAIN(k, at)                                                          \
  for (int i = 0; i < (int)(k); i++) value_retain(R((at) + (unsigned)i))

/* pc + 1: the block's entry (a pointer), n slots, the result, k slots that are
 * copied.  These are retained before the result may take the place of one. */
#define CLOSE(n, k, GO)                                                        \
  Cell *cell = cell_allocate(m, KIND_CLOSURE, (n) + 1, (n) + 1);               \
  if (UNLIKELY(!cell)) FULL((n) + 1);                                          \
  cell->field[0] = (Value)load_pointer(pc + 1);                                \
  for (uint32_t i = 0; i < (n); i++)                                           \
    cell->field[i + 1] = R(1 + POINTER_UNITS + i);                             \
  RETAIN(k, 2 + POINTER_UNITS + (n));                                          \
  SET(1 + POINTER_UNITS + (n), value_of_cell(cell));                           \
  GO(2 + POINTER_UNITS + (n) + (k))

/* pc + 1: a slot, a value. */
#define CONSTANT(GO)                                                           \
  m->r[pc[1]] = (Value)load_pointer(pc + 2);                                   \
  GO(2 + POINTER_UNITS)

/* pc + 1: a slot. */
#define DROP(GO)                                                               \
  value_release(m, R(1));                                                      \
  GO(2)

/* pc + 1: the block's entry (a pointer), k slots that are copied, n moves. */
#define JUMP(n, k)                                                             \
  const uint16_t *to = load_pointer(pc + 1);                                   \
  RETAIN(k, 1 + POINTER_UNITS);                                                \
  moves_make(m, pc + 1 + POINTER_UNITS + (k), n);                              \
  ENTER(to)

/* Is this a closure that nobody else holds? */
static inline bool is_own_closure(const Cell *cell) {
  return cell->count == 1 && cell_kind(cell) == KIND_CLOSURE;
}

/* pc + 1: the closure, taken; the number of arguments; n moves.  `closure` is
 * its value: a handler that knows its register need not wait for the slot. */
#define CALL(n, closure)                                                       \
  f = (closure);                                                               \
  Cell *cell = value_cell(f);                                                  \
  if (LIKELY(value_is_counted(f) && is_own_closure(cell))) {                   \
    const uint16_t *entry = closure_entry(cell);                               \
    if (LIKELY(entry[-1] == pc[2])) {                                          \
      Value *to = m->r + pc[2];                                                \
      moves_make(m, pc + 3, n);                                                \
      pc = entry;                                                              \
      own = cell;                                                              \
      base = to;                                                               \
      goto unpack;                                                             \
    }                                                                          \
  }                                                                            \
  arguments = pc[2];                                                           \
  taken = true;                                                                \
  due = &no_due;                                                               \
  move = pc + 3;                                                               \
  moves = (n);                                                                 \
  goto seldom

BatonState ENGINE(Machine *m) {
  static const uint16_t no_due = 0;
  const uint16_t *pc = m->pc, *due, *move;
  int64_t fuel = m->fuel;
  uint32_t need, arguments, moves;
  Value f, list, *base;
  Cell *own;
  Fault fault;
  bool taken, transfer;
  if (m->state != BATON_READY) return m->state;
#ifdef THREADED
  static const void *const label[] = {
#define HANDLER(name) &&L_##name,
      OWN_HANDLERS(HANDLER)
#include "generated/handlers.h"
#undef HANDLER
  };
  AGAIN();
  {
#else
#ifdef BATON_COUNTED
#define HANDLER_HERE() baton_first_part(*pc)
#else
#define HANDLER_HERE() *pc
#endif
again:
  switch (HANDLER_HERE()) {
#endif
#include "generated/bodies.h"

    BODY(fetch) { /* a scratch slot, a value: not an instruction by itself */
      m->r[pc[1]] = (Value)load_pointer(pc + 2);
      pc += 2 + POINTER_UNITS;
      AGAIN();
    }
    BODY(drop) { /* a count, slots */
      for (uint32_t i = 0; i < pc[1]; i++) value_release(m, R(2 + i));
      NEXT(2 + pc[1]);
    }
    BODY(jump) { /* an entry, copied slots, a count of moves, moves */
      const uint16_t *to = load_pointer(pc + 1);
      move = due_retain(m, pc + 1 + POINTER_UNITS);
      moves_make(m, move + 1, move[0]);
      ENTER(to);
    }
    BODY(
        jump_rest) { /* the block, arguments, copied, a count of moves, moves */
      f = value_of_constant(BLOCK(1)->self);
      arguments = pc[1 + POINTER_UNITS];
      taken = true;
      due = pc + 2 + POINTER_UNITS;
      move = due + due[0] + 2;
      moves = move[-1];
      goto seldom;
    }
    BODY(call) { /* closure, taken?, arguments, copied, a count of moves, moves
                  */
      f = R(1);
      taken = pc[2];
      arguments = pc[3];
      due = pc + 4;
      move = due + due[0] + 2;
      moves = move[-1];
      goto seldom;
    }
    BODY(
        apply) { /* closure, taken?, arguments, list, taken?, then as in call */
      f = R(1);
      list = R(4);
      if (!value_is(f, KIND_CLOSURE)) FAULT(FAULT_TYPE);
      SAVE();
      fault = baton_apply_check(m, f, pc[3], list);
      if (fault) FAULT(fault);
      due = pc + 6;
      move = due_retain(m, due);
      if (!pc[2]) value_retain(f);
      taken = pc[5];
      arguments = pc[3];
      moves_make(m, move + 1, move[0]);
      pc = baton_enter(m, f, arguments, list);
      if (taken) value_release(m, list);
      ENTER(pc);
    }
    BODY(halt_copy) {
      value_retain(R(1));
      goto halted;
    }
    BODY(halt_take) {
    halted:
      COUNT(instructions);
      m->answer = R(1);
      SAVE();
      return m->state = BATON_HALTED;
    }
    BODY(raise_take) { FAULT(FAULT_RAISED); }
    BODY(raise_copy) { FAULT(FAULT_RAISED); }
#ifdef BATON_COUNTED
  default: { /* a family; its numbers follow from the handler's */
    uint32_t handler = baton_first_part(*pc);
    if (handler >= HANDLE_call_0) {
      CALL(handler - HANDLE_call_0, R(1));
    } else if (handler >= HANDLE_call_0_r0) {
      CALL((handler - HANDLE_call_0_r0) / 4, R(1));
    } else if (handler >= HANDLE_jump_0_0) {
      handler -= HANDLE_jump_0_0;
      JUMP(handler / 3, handler % 3);
    } else {
      handler -= HANDLE_close_1_0;
      CLOSE(handler / 4 + 1, handler % 4, NEXT);
    }
  }
#endif
  }

  return m->state;
unpack: /* pc is where the closure `own` goes on; its captures go to `base` */
  captures_move(m, own, base);
  ENTER(pc);
seldom : { /* any transfer to a closure with arguments that may have a rest */
  if (UNLIKELY(!value_is(f, KIND_CLOSURE))) FAULT(FAULT_TYPE);
  Block *block = closure_block(value_cell(f));
  if (UNLIKELY(!block_accepts(block, arguments))) FAULT(FAULT_ARITY);
  if (UNLIKELY(block->arity & (REST | ARITY_RESUME))) {
    SAVE();
    if (!baton_enter_room(m, f, arguments, taken)) FAULT(FAULT_MEMORY);
  }
  due_retain(m, due);
  if (!taken) value_retain(f);
  moves_make(m, move, moves);
  pc = baton_enter(m, f, arguments, VALUE_NULL);
  ENTER(pc);
}
full:
  SAVE();
  if (baton_memory_reserve(m, 1, need)) AGAIN();
  fault = FAULT_MEMORY;
faulted:
  SAVE();
  pc = baton_fault_take(m, pc, fault, &transfer);
  if (!pc) return m->state;
  if (transfer) ENTER(pc);
  DISPATCH();
spent:
  m->fuel = 0;
  pc = baton_fuel_end(m, pc, &transfer);
  LOAD();
  if (!pc) return m->state;
  COUNT(transfers);
  if (transfer) ENTER(pc); /* to the handler: making `resume` failed */
  DISPATCH();
#ifdef BATON_COUNTED
done:
  COUNT(instructions);
  SAVE();
  return m->state;
#endif
}
