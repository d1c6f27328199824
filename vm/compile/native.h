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

#ifdef __OPTIMIZE__
#define EFFECT static inline __attribute__((always_inline)) Fault
#else
#define EFFECT static inline Fault
#endif
#define UNROLL _Pragma("GCC unroll 255")
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
/* A copy of a closure that is called and stays; or NULL, without memory. */
Cell *baton_native_copy(Machine *m, Cell *closure);
/* The `main` of a compiled program; returns the exit status. */
int baton_native_main(const Native *native, int count, char **argument);

/* What stands before an entry, as one word. */
static inline uint32_t native_head(uint16_t chunk, uint16_t arguments) {
  const uint16_t head[2] = {chunk, arguments};
  uint32_t word;
  memcpy(&word, head, sizeof word);
  return word;
}
/* Is `f` a closure of a block in this chunk that takes just these arguments? */
static inline bool native_is_near(Value f, uint32_t head) {
  if (!value_is(f, KIND_CLOSURE)) return false;
  uint32_t has;
  memcpy(&has, closure_entry(value_cell(f)) - 2, sizeof has);
  return has == head;
}
static inline const void *native_label(const Cell *closure) {
  const void *label;
  memcpy(&label, closure_entry(closure) + 1 + POINTER_UNITS, sizeof label);
  return label;
}

/* What follows stands in chunks.  `keep` is statements that put what lives into
 * the registers, `load` some that bring it back. */

#define R(i) machine->r[i]
#define INT(n) value_of_int(n)
#define LEAVE(number, keep)                                                    \
  do {                                                                         \
    keep;                                                                      \
    place = (number);                                                          \
    goto leave;                                                                \
  } while (0)

#define CHUNK_BEGIN                                                            \
  const Program *const program = entry_block(pc)->program;                     \
  const Block *const block = program->block;                                   \
  const Value *const constant = program->constant;                             \
  int64_t fuel = machine->fuel;                                                \
  uint32_t place;                                                              \
  Fault fault;                                                                 \
  bool holds;                                                                  \
  Cell *self = NULL;                                                           \
  (void)block, (void)constant, (void)fault, (void)holds, (void)self

#define CHUNK_END                                                              \
  leave:                                                                       \
  machine->fuel = fuel;                                                        \
  return baton_native_place(program, place);                                   \
  away:                                                                        \
  machine->fuel = fuel;                                                        \
  return pc;                                                                   \
  shared:                                                                      \
  machine->fuel = fuel;                                                        \
  return baton_enter(machine, value_of_cell(self),                             \
                     closure_block(self)->parameters, VALUE_NULL);             \
  elsewhere:                                                                   \
  return machine->state == BATON_READY ? machine->pc : NULL

/* A closure of a block that captures nothing. */
#define CLOSED(number) value_of_constant(block[number].self)
/* An instruction that can fault; a test; one of a `try`. */
#define DO(number, effect, keep)                                               \
  do {                                                                         \
    fault = (effect);                                                          \
    if (UNLIKELY(fault)) LEAVE(number, keep);                                  \
  } while (0)
#define DO_IF(number, effect, keep, otherwise)                                 \
  do {                                                                         \
    fault = (effect);                                                          \
    if (UNLIKELY(fault)) LEAVE(number, keep);                                  \
    if (!holds) goto otherwise;                                                \
  } while (0)
#define DO_TRY(number, effect, keep, otherwise)                                \
  do {                                                                         \
    fault = (effect);                                                          \
    if (UNLIKELY(fault == FAULT_MEMORY)) LEAVE(number, keep);                  \
    if (UNLIKELY(fault)) goto otherwise;                                       \
  } while (0)
/* One that the engine does. */
#define STEP(number, keep, load)                                               \
  do {                                                                         \
    keep;                                                                      \
    machine->fuel = fuel;                                                      \
    if (UNLIKELY(baton_native_step(machine, program, number) != STEP_BEHIND))  \
      goto elsewhere;                                                          \
    fuel = machine->fuel;                                                      \
    load;                                                                      \
  } while (0)
#define STEP_TRY(number, keep, load, load_otherwise, otherwise)                \
  do {                                                                         \
    keep;                                                                      \
    machine->fuel = fuel;                                                      \
    Step step = baton_native_step(machine, program, number);                   \
    fuel = machine->fuel;                                                      \
    if (step == STEP_OTHERWISE) {                                              \
      load_otherwise;                                                          \
      goto otherwise;                                                          \
    }                                                                          \
    if (step != STEP_BEHIND) goto elsewhere;                                   \
    load;                                                                      \
  } while (0)

/* Transfers.  CHARGE comes before anything has happened. */
#define CHARGE(number, keep)                                                   \
  do {                                                                         \
    if (UNLIKELY(--fuel < 0)) {                                                \
      fuel = 0;                                                                \
      LEAVE(number, keep);                                                     \
    }                                                                          \
  } while (0)
#define RETAIN(x) value_retain(machine, x)
#define RELEASE(x) value_release(machine, x)
/* To a block in another chunk; its arguments are in the registers. */
#define AWAY(number)                                                           \
  do {                                                                         \
    pc = block[number].entry;                                                  \
    goto away;                                                                 \
  } while (0)
#define CHECK_CALL(number, f, arguments, keep)                                 \
  do {                                                                         \
    if (UNLIKELY(!native_is_near(f, native_head(CHUNK, arguments))))           \
      LEAVE(number, keep);                                                     \
    CHARGE(number, keep);                                                      \
  } while (0)
#define CALL(f)                                                                \
  do {                                                                         \
    self = value_cell(f);                                                      \
    goto *native_label(self);                                                  \
  } while (0)
/* A closure has been called: makes sure that nobody else holds it, so that its
 * captured values can be moved out and the cell be used again. */
#define OPEN(keep)                                                             \
  do {                                                                         \
    if (LIKELY(cell_opens(self))) break;                                       \
    Cell *copy = baton_native_copy(machine, self);                             \
    if (UNLIKELY(!copy)) {                                                     \
      keep;                                                                    \
      goto shared;                                                             \
    }                                                                          \
    self = copy;                                                               \
  } while (0)
#define CAPTURED(n) cell_recycle(machine, self, (n) + 1)

#endif
