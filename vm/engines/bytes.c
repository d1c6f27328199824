/* The engine `bytes`: runs an image's bytes as they are.
 *
 * The other engines spend time when a program is loaded, to save some each time
 * an instruction runs: they lower its bytes to units.  This one keeps nothing
 * but the image.  Each instruction is taken apart when its turn comes: opcode,
 * then numbers of one byte or more, each an index and a mode.  It is laid out
 * like lowered code, in a frame that lasts for this one instruction, so the
 * bodies are those of all engines.  Two things are done here at each step that
 * lowering does once: choosing the handler by the operands' modes, and turning
 * constants into slots.  In exchange there are no lowering, no specialised or
 * fused handlers, and no second engine for single steps: the machine is the
 * smallest of all, and loads a program soonest.
 *
 * The machine knows a place in the code by an address that it does not read
 * through: here the address of a byte of the image.  A block's entry is its
 * head (ENTRY_HEAD), with no code behind it.
 */
#include "units.h"
#include "ways.h"
#include "../verify.h"

/* A number in ULEB128; the verifier has seen that it is right. */
static inline uint64_t number_read(const uint8_t **at) {
  uint64_t n = *(*at)++;
  if (LIKELY(n < 128)) return n;
  n &= 127;
  for (unsigned shift = 7;; shift += 7) {
    uint64_t byte = *(*at)++;
    n |= (byte & 127) << shift;
    if (byte < 128) return n;
  }
}

/* What the engine `names` adds: here, a variable is its register. */
#ifdef BATON_NAMES
#include "names.h"
#else
typedef struct Names {
  bool none;
} Names;
#define VARIABLE(names, program, place, number) (number)
#define TAKEN(names, slot) (void)0
#define BORN(names, program, place, slot) (void)0
#define PASSED(names) (void)0
#define ENTERED(names, block) (void)0
#define BEGUN(names, program, block, at) (void)0
#define PROGRAM_NAMED(m, program) true
#define FRESH(names) (void)0
#define NAME_UNITS(program) 0
#endif

/* An instruction taken apart. */
typedef struct Fetched {
  Names names;
  const uint8_t *next, *otherwise; /* behind it; where `else` begins, or NULL */
  uint16_t *end;                   /* of the units */
  uint16_t unit[6 * OPERANDS];
} Fetched;

static const uint16_t *address(const uint8_t *at) {
  return (const uint16_t *)(const void *)at;
}

static inline void put(Fetched *f, uint32_t unit) {
  *f->end++ = (uint16_t)unit;
}
static inline void put_raw(Fetched *f, const void *bytes, size_t size) {
  memcpy(f->end, bytes, size);
  f->end += size / sizeof *f->end;
}

/* Reads operand `i`; a constant goes to a scratch slot of its own. */
static inline Mode slot_read(Machine *m, const Program *program,
                             const uint8_t **at, uint32_t i, uint16_t *slot,
                             Fetched *f) {
  const uint8_t *place = *at;
  uint64_t n = number_read(at);
  Mode mode = (Mode)(n & 3);
  *slot = (uint16_t)(SCRATCH + i);
  if (mode <= MODE_TAKE)
    *slot = (uint16_t)VARIABLE(&f->names, program, place, n >> 2);
  if (mode == MODE_TAKE) TAKEN(&f->names, *slot);
  (void)place, (void)f;
  if (mode == MODE_CONSTANT) m->r[*slot] = program->constant[n >> 2];
  if (mode == MODE_SMALL) m->r[*slot] = value_of_int((Integer)unzigzag(n >> 2));
  return mode;
}

/* Reads `count` operands; leaves their slots, then a count and the slots of
 * those that have `mode`. */
static void rest_read(Machine *m, const Program *program, const uint8_t **at,
                      uint32_t first, uint32_t count, Mode mode, Fetched *f) {
  uint16_t *slot = f->end, *due = slot + count;
  *due = 0;
  for (uint32_t i = 0; i < count; i++)
    if (slot_read(m, program, at, first + i, &slot[i], f) == mode)
      due[++*due] = slot[i];
  f->end = due + 1 + *due;
}

/* Reads `count` arguments; leaves the copied ones and the moves that bring all
 * to r0 and on: through scratch slots, in whose order each can be done at once.
 */
static void arguments_read(Machine *m, const Program *program,
                           const uint8_t **at, uint32_t count, Fetched *f) {
  uint16_t slot[REGISTERS], *due = f->end;
  *due = 0;
  for (uint32_t i = 0; i < count; i++)
    if (slot_read(m, program, at, i + 1, &slot[i], f) == MODE_COPY)
      due[++*due] = slot[i];
  f->end = due + 1 + *due;
  put(f, 2 * count);
  for (uint32_t i = 0; i < count; i++) put(f, SCRATCH + i), put(f, slot[i]);
  for (uint32_t i = 0; i < count; i++) put(f, i), put(f, SCRATCH + i);
}

static void jump_fetch(Machine *m, const Program *program, const uint8_t **at,
                       Fetched *f) {
  const Block *block = &program->block[number_read(at)];
  uint32_t count = (uint32_t)number_read(at);
  if (block->arity & REST) {
    put(f, HANDLE_jump_rest);
    put_raw(f, &block, sizeof block);
    put(f, count);
  } else {
    put(f, HANDLE_jump);
    put_raw(f, &block->entry, sizeof block->entry);
  }
  arguments_read(m, program, at, count, f);
}

static void call_fetch(Machine *m, const Program *program, const uint8_t **at,
                       bool apply, Fetched *f) {
  uint16_t slot;
  Mode mode = slot_read(m, program, at, 0, &slot, f);
  uint32_t count = (uint32_t)number_read(at) - apply;
  put(f, apply ? HANDLE_apply : HANDLE_call);
  put(f, slot), put(f, mode != MODE_COPY), put(f, count);
  uint16_t *list = f->end;
  if (apply) f->end += 2;
  arguments_read(m, program, at, count, f);
  if (apply) {
    mode = slot_read(m, program, at, count + 1, &list[0], f);
    list[1] = mode == MODE_TAKE;
  }
}

static void drop_fetch(Machine *m, const Program *program, const uint8_t **at,
                       Fetched *f) {
  uint32_t count = (uint32_t)number_read(at);
  put(f, HANDLE_drop), put(f, count);
  for (uint32_t i = 0; i < count; i++)
    slot_read(m, program, at, i, f->end++, f);
}

/* Reads the register of a result. */
static void result_read(const Program *program, const uint8_t **at,
                        Fetched *f) {
  const uint8_t *place = *at;
  put(f, (uint32_t)number_read(at));
  BORN(&f->names, program, place, f->end[-1]);
  (void)program, (void)place;
}

static void end_fetch(Machine *m, const Program *program, const uint8_t **at,
                      uint32_t taken, uint32_t copied, Fetched *f) {
  uint16_t slot;
  Mode mode = slot_read(m, program, at, 0, &slot, f);
  put(f, mode == MODE_COPY ? copied : taken), put(f, slot);
}

/* An instruction with a generated body, as lower.c lays it out. */
static void data_fetch(Machine *m, const Program *program, const uint8_t **at,
                       const Instruction *info, Fetched *f) {
  uint32_t modes = 0, taken = 0, copied = 0, bit = 1;
  put(f, 0);
  for (uint32_t i = 0; i < info->operands; i++) {
    switch ((OperandClass)info->operand[i].class) {
    case OPERAND_VALUE: {
      Mode mode = slot_read(m, program, at, i, f->end++, f);
      if (info->operand[i].plain) break;
      taken += mode == MODE_TAKE;
      copied += mode == MODE_COPY;
      if (mode == MODE_COPY) modes |= bit;
      bit <<= 1;
      break;
    }
    case OPERAND_BLOCK: {
      const Block *block = &program->block[number_read(at)];
      put_raw(f, &block, sizeof block);
      break;
    }
    case OPERAND_SYMBOL: {
      uint32_t number = 0;
      Value symbol = program->constant[number_read(at)];
      baton_variable_intern(m, program->environment, symbol, &number);
      put_raw(f, &number, sizeof number);
      break;
    }
    case OPERAND_REST: {
      uint32_t count = (uint32_t)number_read(at);
      put(f, count);
      rest_read(m, program, at, i, count,
                info->operand[i].role == ROLE_STORE ? MODE_COPY : MODE_TAKE, f);
      break;
    }
    }
  }
  uint32_t variant = !copied ? 0 : !taken ? 1 : 2;
  f->unit[0] = info->handler[variant];
  if (variant == 2) put(f, modes);
  for (uint32_t i = 0; i < info->results; i++) result_read(program, at, f);
}

/* A closure that captures nothing is a constant of its block. */
static bool close_fetch(const Program *program, const uint8_t **at,
                        Fetched *f) {
  const uint8_t *here = *at;
  const Block *block = &program->block[number_read(&here)];
  Value self = value_of_constant(block->self);
  if (number_read(&here)) return false;
  put(f, HANDLE_constant);
  result_read(program, &here, f);
  put_raw(f, &self, sizeof self);
  *at = here;
  return true;
}

static void fetch(Machine *m, const Program *program, const uint8_t *at,
                  Fetched *f) {
  const Instruction *info = instruction_of(*at++);
  bool tree = info->class == CLASS_TREE;
  uint64_t length = tree ? number_read(&at) : 0;
  if (tree) info = instruction_of(*at++);
  f->end = f->unit;
  FRESH(&f->names);
  switch (info->opcode) {
  case OP_JUMP: jump_fetch(m, program, &at, f); break;
  case OP_CALL:
  case OP_APPLY:
    call_fetch(m, program, &at, info->opcode == OP_APPLY, f);
    break;
  case OP_HALT:
    end_fetch(m, program, &at, HANDLE_halt_take, HANDLE_halt_copy, f);
    break;
  case OP_RAISE:
    end_fetch(m, program, &at, HANDLE_raise_take, HANDLE_raise_copy, f);
    break;
  case OP_DROP: drop_fetch(m, program, &at, f); break;
  case OP_CLOSE:
    if (close_fetch(program, &at, f)) break;
    data_fetch(m, program, &at, info, f);
    break;
  default: data_fetch(m, program, &at, info, f);
  }
  f->next = at;
  f->otherwise = tree ? at + length : NULL;
}

#define COUNT(what) m->counts.what++
#define SAVE() (m->pc = address(at), m->fuel = fuel)
#define LOAD() (fuel = m->fuel)
#define BODY(name) case HANDLE_##name:
#define AGAIN() goto again
#define DISPATCH() goto next
#define NEXT(n)                                                                \
  do {                                                                         \
    at = fetched.next;                                                         \
    PASSED(&fetched.names);                                                    \
    goto next;                                                                 \
  } while (0)
#define BRANCH(n, holds, GO)                                                   \
  do {                                                                         \
    at = (holds) ? fetched.next : fetched.otherwise;                           \
    PASSED(&fetched.names);                                                    \
    goto next;                                                                 \
  } while (0)
#define ENTER(to)                                                              \
  do {                                                                         \
    entry = (to);                                                              \
    goto enter;                                                                \
  } while (0)
#define TRANSFER(closure, count, taken, due, move, moves)                      \
  do {                                                                         \
    SAVE();                                                                    \
    problem = closure_transfer(m, closure, count, taken, due, move, moves,     \
                               &entry);                                        \
    if (problem) goto faulted;                                                 \
    goto enter;                                                                \
  } while (0)

/* The handlers of compiled programs, families and fusions are of no use here.
 */
#define BATON_COUNTED

/* Where `pc` is: in an image, or at a block's entry. */
static const uint8_t *locate(const Machine *m, const uint16_t *pc,
                             const Block **block) {
  Program **all = (Program **)(void *)m->programs.data;
  const uint8_t *at = (const uint8_t *)pc;
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++) {
    const Program *p = all[i];
    if (p && pc >= p->units && pc < p->units + p->unit_count) {
      *block = entry_block(pc);
      return p->image + (*block)->at;
    }
    if (!p || at < p->image || at >= p->image + p->size) continue;
    uint32_t first = 0, last = p->blocks;
    while (last - first > 1) {
      uint32_t middle = first + (last - first) / 2;
      if (p->image + p->block[middle].at <= at) first = middle;
      else last = middle;
    }
    *block = &p->block[first];
    return at;
  }
  return NULL;
}

static BatonState engine(Machine *m, bool once) {
  Fetched fetched;
  const Block *block;
  if (m->state != BATON_READY) return m->state;
  const uint8_t *at = locate(m, m->pc, &block);
  const Program *program = block->program;
  const uint16_t *pc, *entry;
  int64_t fuel = m->fuel;
  uint32_t need, handler;
  Fault problem;
  bool handled;
  BEGUN(&fetched.names, program, block, at);
  if (m->starved) goto starved;
again:
  fetch(m, program, at, &fetched);
  pc = fetched.unit;
  handler = *pc;
  switch (handler) {
#include "../generated/plain.h"
#include "transfers.h"
  }
  return m->state;
enter:
  block = entry_block(entry);
  program = block->program;
  at = program->image + block->at;
  if (UNLIKELY(--fuel < 0)) goto spent;
  COUNT(transfers);
  ENTERED(&fetched.names, block);
next:
  COUNT(instructions);
  if (!once) goto again;
  SAVE();
  return m->state;
full:
  SAVE();
  if (baton_memory_reserve(m, 1, need, NULL)) goto again;
starved: /* or there was no memory for what the timer calls */
  m->starved = false;
  problem = FAULT_MEMORY;
faulted:
  SAVE();
  entry = baton_fault_take(m, address(at), problem, &handled);
  if (!entry) return m->state;
  if (handled) goto enter;
  at = (const uint8_t *)entry; /* of `else` */
  goto next;
spent:
  m->fuel = 0;
  entry = baton_fuel_end(m, entry);
  LOAD();
  if (!entry) return m->state;
  block = entry_block(entry);
  program = block->program;
  at = program->image + block->at;
  COUNT(transfers);
  ENTERED(&fetched.names, block);
  if (m->starved && !once) goto starved;
  goto next;
}

BatonState baton_engine_run(Machine *m) { return engine(m, false); }
BatonState baton_engine_step(Machine *m) { return engine(m, true); }

/* Loading: a head for each block (one more unit, so that the last entry is in
 * the same array), and one Place, which is filled when one is asked for. */
static bool heads_make(Machine *m, Program *program) {
  program->unit_count = (size_t)program->blocks * ENTRY_HEAD + 1;
  size_t units = program->unit_count + NAME_UNITS(program);
  program->units = memory_resize(&m->memory, NULL, units * sizeof(uint16_t));
  program->place = memory_resize(&m->memory, NULL, sizeof *program->place);
  if (!program->units || !program->place) return false;
  program->places = 1;
  for (uint32_t i = 0; i < program->blocks; i++) {
    Block *block = &program->block[i];
    uint16_t *head = program->units + (size_t)i * ENTRY_HEAD;
    entry_head(head, block, 0);
    block->entry = head + ENTRY_HEAD;
    ((Cell *)(void *)block->self)->field[0] = (Value)block->entry;
  }
  return true;
}

/* Gives the symbols in the block's code their variables. */
static bool variables_make(Machine *m, Program *program, const Block *block) {
  Code code;
  for (uint32_t at = block->at; at < block->end; at = code.next) {
    baton_code_read(program, at, block->end, &code);
    for (uint32_t i = 0, number; i < code.count; i++)
      if (code.operand[i].mode == MODE_SYMBOL &&
          !baton_variable_intern(m, program->environment,
                                 program->constant[code.operand[i].index],
                                 &number))
        return false;
  }
  return true;
}

bool baton_program_lower(Machine *m, Program *program) {
  if (!heads_make(m, program)) return false;
  for (uint32_t i = 0; i < program->blocks; i++)
    if (!variables_make(m, program, &program->block[i])) return false;
  return PROGRAM_NAMED(m, program);
}

Place *baton_place_find(const Machine *m, const uint16_t *pc,
                        const Block **block) {
  const uint8_t *at = locate(m, pc, block);
  if (!at) return NULL;
  const Program *program = (*block)->program;
  Code code;
  Place *place = program->place;
  *place = (Place){.at = (uint32_t)(at - program->image)};
  baton_code_read(program, place->at, (*block)->end, &code);
  if (code.tree == OP_TRY) place->otherwise = code.otherwise;
  return place;
}

const uint16_t *baton_place_otherwise(const Program *program,
                                      const Place *place) {
  return address(program->image + place->otherwise);
}
