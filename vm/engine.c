/* The engine: runs lowered code.  `goto` and `switch`, and what steps.
 *
 * An interpreter fetches an instruction, finds out what it is, and does it.
 * Lowered code (engines/units.h) has made the first two cheap: an instruction
 * begins with a handler's number, and its operands are slots of the register
 * file.  What is left is how to get from one handler to the next.
 *
 * All handlers are parts of one function here, so pc and fuel stay in the
 * processor's registers.  As a `switch` in a loop there is one jump for all
 * handlers, behind a check of its range.  With labels as values (gcc, clang),
 * each handler ends in a jump of its own, `goto *label[*pc]`: shorter, and the
 * processor remembers for each handler what tends to follow it.  This is
 * called threaded code.
 *
 * The bodies are not written here: those of instructions are generated from the
 * specification (generated/bodies.h), those of transfers stand in
 * engines/transfers.h.  What stands here is the page of macros that makes an
 * engine of them, and the ways out of an instruction that are seldom taken.
 *
 * Compiled four times: as it is, the engine `goto` where the compiler has
 * labels as values; with BATON_SWITCH; with BATON_COUNTED, as a `switch` that
 * does one instruction and keeps counts; and, for the tracer alone, with
 * BATON_UNTIL: as it is, but it counts what it does, and stops at the first
 * transfer at or past a goal.
 */
#ifndef BATON_COUNTED
#define BATON_UNCOUNTED /* cells come and go without a count */
#endif
#if defined __GNUC__ && !defined BATON_COUNTED && !defined BATON_SWITCH
#define THREADED
#endif
/* A slice has no engine that steps. */
#if defined BATON_COUNTED || defined BATON_SLICE
#define ALONE
#else
#define LEAVE() goto aside
#endif
#include "engines/units.h"
#include "engines/ways.h"
#include "generated/families.h"

#define SAVE() (m->pc = pc, m->fuel = fuel, NOTE_STEPS())
#define LOAD() (fuel = m->fuel, LOAD_STEPS())
#ifdef BATON_COUNTED
#define ENGINE baton_engine_step(Machine *m)
#define COUNT(what) m->counts.what++
#define DISPATCH() goto done
#else
#define COUNT(what) (void)0
#define DISPATCH() AGAIN()
#endif
#ifdef BATON_UNTIL
#include "trace/until.h"
#define ENGINE baton_engine_until(Machine *m, uint64_t goal)
#define PASS() (void)steps++ /* one instruction is done */
#define NOTE_STEPS() (m->counts.instructions = steps)
#define LOAD_STEPS() (steps = m->counts.instructions)
#define STOP_AT_GOAL()                                                         \
  if (UNLIKELY(steps >= goal)) goto reached
/* The engine that steps counts transfers, this one none. */
#define STOP_IF_ENTERED()                                                      \
  do {                                                                         \
    if (m->counts.transfers != transfers) STOP_AT_GOAL();                      \
    transfers = m->counts.transfers;                                           \
  } while (0)
#else
#define PASS() (void)0
#define NOTE_STEPS() (void)0
#define LOAD_STEPS() (void)0
#define STOP_AT_GOAL() (void)0
#define STOP_IF_ENTERED() (void)0
#endif
#ifndef ENGINE
#define ENGINE baton_engine_run(Machine *m)
#endif
#ifdef THREADED
#define BODY(name) L_##name:
#define AGAIN() goto *label[*pc]
#define GENERALLY(name) goto L_##name
#else
#define BODY(name) case HANDLE_##name:
#define AGAIN() goto again
#define GENERALLY(name)                                                        \
  do {                                                                         \
    handler = HANDLE_##name;                                                   \
    goto chosen;                                                               \
  } while (0)
#endif

#define NEXT(n)                                                                \
  do {                                                                         \
    pc += (n);                                                                 \
    PASS();                                                                    \
    DISPATCH();                                                                \
  } while (0)
/* Between the parts of a fused handler.  The counted engine does their first
 * part alone: the handlers of the others stand in their places in the code.
 * The sum is not made of `pc` itself: what a computed goto carries over, gcc
 * does not put into the addresses behind, and the next pc would wait for the
 * sum. */
#define THEN(n)                                                                \
  do {                                                                         \
    const uint16_t *before = pc;                                               \
    pc = before + (n);                                                         \
    PASS();                                                                    \
  } while (0)
/* What a test does: goes on behind it with GO, or where `else` begins. */
#define BRANCH(at, holds, GO)                                                  \
  if (!(holds)) {                                                              \
    pc = load_pointer(pc + (at));                                              \
    PASS();                                                                    \
    DISPATCH();                                                                \
  }                                                                            \
  GO((at) + POINTER_UNITS)
#define ARRIVE(entry)                                                          \
  do {                                                                         \
    pc = (entry);                                                              \
    if (UNLIKELY(--fuel < 0)) goto spent;                                      \
    COUNT(transfers);                                                          \
    STOP_AT_GOAL();                                                            \
    DISPATCH();                                                                \
  } while (0)
#define ENTER(entry)                                                           \
  do {                                                                         \
    PASS();                                                                    \
    ARRIVE(entry);                                                             \
  } while (0)

/* To a closure that nobody else holds. */
#define UNPACK(entry, closure, to)                                             \
  do {                                                                         \
    pc = (entry);                                                              \
    own = (closure);                                                           \
    base = (to);                                                               \
    goto unpack;                                                               \
  } while (0)

BatonState ENGINE {
  const uint16_t *pc;
  int64_t fuel;
#ifndef BATON_COUNTED
  Cell *own;
  Value *base;
#endif
#ifdef ALONE
  uint32_t need;
  Fault problem;
  bool handled;
#endif
#ifdef BATON_UNTIL
  uint64_t steps, transfers = m->counts.transfers;
#endif
#ifdef THREADED
  static const void *const label[] = {
#define HANDLER(name) &&L_##name,
      OWN_HANDLERS(HANDLER)
#include "generated/handlers.h"
#undef HANDLER
  };
#else
  uint32_t handler;
#endif
resume:
  if (m->state != BATON_READY) return m->state;
  pc = m->pc;
  LOAD();
  STOP_IF_ENTERED();
  if (UNLIKELY(m->pending)) FAULT(m->pending);
#ifdef THREADED
  AGAIN();
  {
#else
again:
#ifdef BATON_COUNTED
  handler = family_plain(baton_first_part(*pc));
#else
  handler = *pc;
chosen:
#endif
  switch (handler) {
#endif
#include "engines/transfers.h"
#ifdef BATON_COUNTED
#include "generated/plain.h"
#else
#include "generated/bodies.h"
#endif
  }

  return m->state;
#ifndef BATON_COUNTED
unpack: /* pc is where the closure `own` goes on; its captures go to `base` */
  captures_move(m, own, base);
  ENTER(pc);
#endif
spent:
  fuel = 0;
  SAVE();
  pc = baton_fuel_end(m, pc);
  LOAD();
  if (!pc) return m->state;
  COUNT(transfers);
#ifdef BATON_COUNTED
  DISPATCH();
#else
  SAVE();
  STOP_AT_GOAL();
  goto resume;
#endif
#ifdef ALONE
full:
  SAVE();
  if (baton_memory_reserve(m, 1, need, NULL)) goto resume;
  problem = FAULT_MEMORY;
faulted:
  SAVE();
  pc = baton_fault_take(m, pc, problem, &handled);
  if (!pc) return m->state;
  if (handled) ENTER(pc);
  PASS();
  DISPATCH();
#else
aside:
  SAVE();
  baton_engine_step(m);
  goto resume;
#endif
#ifdef BATON_UNTIL
reached:
  SAVE();
  return m->state;
#endif
#ifdef BATON_COUNTED
done:
  COUNT(instructions);
  SAVE();
  return m->state;
#endif
}
