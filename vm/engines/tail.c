/* The engine `tail`: one function for each handler.
 *
 * Handlers that are parts of one large function (engine.c) share the compiler's
 * one allocation of processor registers: a rare handler that needs many of them
 * can push pc or fuel into memory for all.  Here each handler is a function of
 * its own, small enough to be compiled well.  What the engine keeps in hand
 * (the machine, pc, fuel) is handed on as arguments, which travel in registers,
 * and a handler ends by calling the next one.  Such a call must not grow the
 * stack, or a long program would exhaust it.  It is in tail position, so it can
 * be a jump, and `musttail` makes the compiler keep that promise: just as a
 * Baton program never returns, these functions do not either, until the end.
 *
 * `preserve_none`, where there is one, goes a step further: a function may use
 * all registers without saving them first, since nobody comes back for them.
 *
 * Relies on a compiler with `musttail`: clang 13 or gcc 15.
 */
#define BATON_UNCOUNTED /* cells come and go without a count */
#define SELDOM static __attribute__((noinline))
#define LEAVE() JUMP_TO(aside, pc, fuel)
#include "units.h"

#ifdef __has_attribute
#if __has_attribute(musttail)
#define JUMP_TO(function, ...)                                                 \
  __attribute__((musttail)) return function(m, __VA_ARGS__)
#endif
#if __has_attribute(preserve_none)
#define CONVENTION __attribute__((preserve_none))
#endif
#endif
#ifndef JUMP_TO
#error "This compiler has no musttail: take clang, or gcc from version 15 on."
#endif
#ifndef CONVENTION
#define CONVENTION
#endif

#define STATE Machine *m, const uint16_t *pc, int64_t fuel
typedef CONVENTION BatonState Handler(STATE);

#define HANDLER(name) static Handler handler_##name;
OWN_HANDLERS(HANDLER)
#include "../generated/handlers.h"
#undef HANDLER
static Handler spent, aside; /* seldom ways out of an instruction */

static Handler *const label[] = {
#define HANDLER(name) handler_##name,
    OWN_HANDLERS(HANDLER)
#include "../generated/handlers.h"
#undef HANDLER
};

#define BODY(name) static CONVENTION BatonState handler_##name(STATE)
#define SAVE() (m->pc = pc, m->fuel = fuel)
#define LOAD() (fuel = m->fuel)
#define AGAIN() JUMP_TO(label[*pc], pc, fuel)
#define DISPATCH() AGAIN()
#define GENERALLY(name) JUMP_TO(handler_##name, pc, fuel)
#define NEXT(n)                                                                \
  do {                                                                         \
    pc += (n);                                                                 \
    AGAIN();                                                                   \
  } while (0)
#define THEN(n) pc += (n)
/* What a test does: goes on behind it with GO, or where `else` begins. */
#define BRANCH(at, holds, GO)                                                  \
  if (!(holds)) {                                                              \
    pc = load_pointer(pc + (at));                                              \
    AGAIN();                                                                   \
  }                                                                            \
  GO((at) + POINTER_UNITS)
#define ENTER(entry)                                                           \
  do {                                                                         \
    pc = (entry);                                                              \
    if (UNLIKELY(--fuel < 0)) JUMP_TO(spent, pc, fuel);                        \
    AGAIN();                                                                   \
  } while (0)
#define UNPACK(entry, closure, to)                                             \
  do {                                                                         \
    captures_move(m, closure, to);                                             \
    ENTER(entry);                                                              \
  } while (0)
#include "ways.h"

#include "../generated/bodies.h"
#include "transfers.h"

static CONVENTION BatonState spent(STATE) {
  fuel = 0;
  SAVE();
  pc = baton_fuel_end(m, pc);
  LOAD();
  if (!pc) return m->state;
  if (UNLIKELY(m->pending)) LEAVE();
  AGAIN();
}

static CONVENTION BatonState aside(STATE) {
  SAVE();
  if (baton_engine_step(m) != BATON_READY) return m->state;
  pc = m->pc;
  LOAD();
  if (UNLIKELY(m->pending)) LEAVE();
  AGAIN();
}

BatonState baton_engine_run(Machine *m) {
  if (m->state != BATON_READY) return m->state;
  return m->pending ? aside(m, m->pc, m->fuel)
                    : label[*m->pc](m, m->pc, m->fuel);
}
