/* Programs as C: what the C that `baton compile` writes consists of.
 *
 * A chunk is a function with some of the program's blocks as labels and their
 * variables as C variables.  What an instruction does is a function of
 * generated/effects.h, made from the specification as the engines' bodies are.
 * A chunk does what goes well.  All else it leaves to the engine, at the
 * instruction that it could not do and before anything of it has happened: it
 * keeps its variables in the machine's registers and returns the place.  So
 * faults, collections, the end of fuel and transfers of a rarer kind need no C
 * of their own.  Relies on labels as values (gcc, clang, tcc).
 */
#ifndef BATON_NATIVE_H
#define BATON_NATIVE_H

#define BATON_UNCOUNTED /* cells come and go without a count */
#include "../micro.h"

#define EFFECT ALWAYS_INLINE Fault
/* What takes part in a check of integers: 0 where it is known to be one. */
#define UNSURE(bit, x) (modes & (bit) ? 0 : (x))
#define FAULT(kind) return (kind)
#define FULL(words) return FAULT_MEMORY
#include "../generated/effects.h"
#undef FAULT
#undef FULL

/* Where the engine goes on with instruction `number` of the program. */
const uint16_t *baton_native_place(const Program *program, uint32_t number);
/* Lets the engine do instruction `number`, whose operands are in the registers.
 * Where it goes on: behind it, or with the `else` of its `try`; or elsewhere,
 * which m->pc and m->state tell. */
typedef enum Step { STEP_BEHIND, STEP_OTHERWISE, STEP_ELSEWHERE } Step;
Step baton_native_step(Machine *m, const Program *program, uint32_t number);
/* What native_called does for a closure that stays, because somebody else holds
 * it or because it is not taken: a copy, unless it captures nothing. */
Cell *baton_native_open(Machine *m, Value f, bool taken, uint32_t head,
                        int64_t fuel);
/* The `main` of a compiled program; returns the exit status. */
int baton_native_main(const Native *native, int count, char **argument);

/* What stands before an entry, as one word. */
static inline uint32_t native_head(uint16_t chunk, uint16_t arguments) {
  const uint16_t head[2] = {chunk, arguments};
  uint32_t word;
  memcpy(&word, head, sizeof word);
  return word;
}
/* Is this closure's block in this chunk, and takes just these arguments? */
static inline bool native_is_near(const Cell *closure, uint32_t head) {
  uint32_t has;
  memcpy(&has, closure_entry(closure) - 2, sizeof has);
  return has == head;
}
/* The closure that is called, if it is such a one, and there is fuel: one that
 * nobody else holds, so that its captured values can be moved out and the cell
 * be used again; or one that captures nothing.  NULL: this is for the engine to
 * do, and nothing has happened.  `known`: f is a closure for sure. */
ALWAYS_INLINE Cell *native_called(Machine *m, Value f, bool known,
                                  uint32_t head, int64_t fuel) {
  if (!known && UNLIKELY(!value_is_cell(f))) return NULL;
  Cell *closure = value_cell(f);
  if (UNLIKELY(known ? !cell_opens(closure)
                     : !cell_opens_as(closure, KIND_CLOSURE)))
    return baton_native_open(m, f, true, head, fuel);
  return LIKELY(native_is_near(closure, head)) ? closure : NULL;
}
static inline const void *native_label(const Cell *closure) {
  const void *label;
  memcpy(&label, closure_entry(closure) + 1 + POINTER_UNITS, sizeof label);
  return label;
}

/* What follows stands in chunks.  `keep` is statements that put what lives into
 * the registers, `load` some that bring it back; at the label `away` is what
 * leaves the instruction to the engine. */

#define R(i) machine->r[i]
#define INT(n) value_of_int(n)
#define LEAVE(number, keep)                                                    \
  do {                                                                         \
    keep;                                                                      \
    place = (number);                                                          \
    goto leave;                                                                \
  } while (0)

/* Fuel and lists of free cells are in variables, so in the processor's
 * registers as far as there are any. */
#define SAVE_KEPT(n) machine->kept[n] = kept[n];
#define LOAD_KEPT(n) kept[n] = machine->kept[n];
#define SAVE()                                                                 \
  do {                                                                         \
    machine->fuel = fuel;                                                      \
    KEPT_CLASSES(SAVE_KEPT)                                                    \
  } while (0)
#define LOAD()                                                                 \
  do {                                                                         \
    fuel = machine->fuel;                                                      \
    KEPT_CLASSES(LOAD_KEPT)                                                    \
  } while (0)

#define CHUNK_BEGIN                                                            \
  const Program *const program = entry_block(pc)->program;                     \
  const Block *const block = program->block;                                   \
  const Value *const constant = program->constant;                             \
  int64_t fuel;                                                                \
  Cell *kept[KEPT] = {NULL};                                                   \
  uint32_t place;                                                              \
  Fault fault;                                                                 \
  bool holds;                                                                  \
  Cell *self = NULL;                                                           \
  LOAD();                                                                      \
  (void)block, (void)constant, (void)fault, (void)holds, (void)self

#define CHUNK_END                                                              \
  leave:                                                                       \
  if (fuel < 0) fuel = 0;                                                      \
  SAVE();                                                                      \
  return baton_native_place(program, place);                                   \
  away:                                                                        \
  SAVE();                                                                      \
  return pc;                                                                   \
  elsewhere:                                                                   \
  return machine->state == BATON_READY ? machine->pc : NULL

/* A closure of a block that captures nothing. */
#define CLOSED(number) value_of_constant(block[number].self)
/* An instruction that can fault; a test; one of a `try`. */
#define DO(effect, away)                                                       \
  do {                                                                         \
    if (UNLIKELY(effect)) goto away;                                           \
  } while (0)
#define DO_IF(effect, away, otherwise)                                         \
  do {                                                                         \
    if (UNLIKELY(effect)) goto away;                                           \
    if (!holds) goto otherwise;                                                \
  } while (0)
#define DO_TRY(effect, away, otherwise)                                        \
  do {                                                                         \
    fault = (effect);                                                          \
    if (UNLIKELY(fault == FAULT_MEMORY)) goto away;                            \
    if (UNLIKELY(fault)) goto otherwise;                                       \
  } while (0)
/* One that the engine does. */
#define STEP(number, keep, load)                                               \
  do {                                                                         \
    keep;                                                                      \
    SAVE();                                                                    \
    if (UNLIKELY(baton_native_step(machine, program, number) != STEP_BEHIND))  \
      goto elsewhere;                                                          \
    LOAD();                                                                    \
    load;                                                                      \
  } while (0)
#define STEP_TRY(number, keep, load, load_otherwise, otherwise)                \
  do {                                                                         \
    keep;                                                                      \
    SAVE();                                                                    \
    Step step = baton_native_step(machine, program, number);                   \
    LOAD();                                                                    \
    if (step == STEP_OTHERWISE) {                                              \
      load_otherwise;                                                          \
      goto otherwise;                                                          \
    }                                                                          \
    if (step != STEP_BEHIND) goto elsewhere;                                   \
    load;                                                                      \
  } while (0)

/* Transfers.  CHARGE comes before anything has happened. */
#define CHARGE(away)                                                           \
  do {                                                                         \
    if (UNLIKELY(--fuel < 0)) goto away;                                       \
  } while (0)
#define RETAIN(x) value_retain(machine, x)
#define RELEASE(x) value_release(machine, x)
/* To a block in another chunk; its arguments are in the registers. */
#define AWAY(number)                                                           \
  do {                                                                         \
    pc = block[number].entry;                                                  \
    goto away;                                                                 \
  } while (0)
#define CHECK(closure, away)                                                   \
  do {                                                                         \
    self = (closure);                                                          \
    if (UNLIKELY(!self)) goto away;                                            \
    CHARGE(away);                                                              \
  } while (0)
#define CHECK_CALL(f, arguments, away)                                         \
  CHECK(native_called(machine, f, false, native_head(CHUNK, arguments), fuel), \
        away)
#define CHECK_CALL_CLOSURE(f, arguments, away)                                 \
  CHECK(native_called(machine, f, true, native_head(CHUNK, arguments), fuel),  \
        away)
/* Of a closure that is passed on by the same call. */
#define CHECK_CALL_COPY(f, arguments, away)                                    \
  CHECK(baton_native_open(machine, f, false, native_head(CHUNK, arguments),    \
                          fuel),                                               \
        away)
#define CALL goto *native_label(self)
#define CAPTURED(n, kept) cell_recycle_kept(machine, kept, self, (n) + 1)

#endif
