/* The engine `bytes`: runs an image's bytes as they are.
 *
 * The other engines spend time when a program is loaded, to save some each time
 * an instruction runs: they lower its bytes to units.  This one keeps nothing
 * but the image.  Each instruction is taken apart when its turn comes: opcode,
 * then numbers of one byte or more, each an index and a mode.  It is laid out
 * like lowered code (layout.h), in a frame that lasts for this one instruction,
 * so the bodies are those of all engines.  Two things are done here at each
 * step that lowering does once: choosing the handler by the operands' modes,
 * and turning constants into slots.  In exchange there are no lowering, no
 * specialised or fused handlers, and no second engine for single steps: the
 * machine is the smallest of all, and loads a program soonest.
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
  Machine *m;
  const Program *program;
  Names names;
  const uint8_t *next, *otherwise; /* behind it; where `else` begins, or NULL */
  bool failed;
  uint16_t *end; /* of the units */
  uint16_t slot[OPERANDS];
  Code code;
  uint16_t unit[6 * OPERANDS];
} Fetched;

static const uint16_t *address(const uint8_t *at) {
  return (const uint16_t *)(const void *)at;
}

static inline void emit(Fetched *f, uint32_t unit) {
  *f->end++ = (uint16_t)unit;
}
static inline void emit_raw(Fetched *f, const void *bytes, size_t size) {
  memcpy(f->end, bytes, size);
  f->end += size / sizeof *f->end;
}
static inline void emit_entry(Fetched *f, const Block *block) {
  emit_raw(f, &block->entry, sizeof block->entry);
}
/* Through scratch slots, so that each move can be done at once. */
static uint32_t moves_order(Fetched *f, uint32_t from, uint16_t *move) {
  uint32_t count = f->code.count - from;
  for (uint32_t i = 0; i < count; i++) {
    uint16_t *to = move + 2 * i, *then = to + 2 * count;
    to[0] = then[1] = (uint16_t)(SCRATCH + i);
    to[1] = f->slot[from + i];
    then[0] = (uint16_t)i;
  }
  return 2 * count;
}
#define Layout Fetched
#include "layout.h"

/* Takes an operand apart; a constant goes to a scratch slot of its own. */
static inline void operand_fetch(Fetched *f, OperandClass class,
                                 const uint8_t **at) {
  const uint8_t *place = *at;
  uint32_t i = f->code.count++;
  uint64_t n = number_read(at);
  Operand *operand = &f->code.operand[i];
  (void)place;
  if (class == OPERAND_BLOCK || class == OPERAND_SYMBOL) {
    *operand = (Operand){class == OPERAND_BLOCK ? MODE_BLOCK : MODE_SYMBOL, n};
    return;
  }
  *operand = (Operand){(Mode)(n & 3), n >> 2};
  uint32_t slot = SCRATCH + i;
  if (operand->mode <= MODE_TAKE)
    slot = (uint32_t)VARIABLE(&f->names, f->program, place, n >> 2);
  if (operand->mode == MODE_TAKE) TAKEN(&f->names, (uint16_t)slot);
  if (operand->mode == MODE_CONSTANT)
    f->m->r[slot] = f->program->constant[n >> 2];
  if (operand->mode == MODE_SMALL)
    f->m->r[slot] = value_of_int((Integer)unzigzag(n >> 2));
  f->slot[i] = (uint16_t)slot;
}

static void fetch(Fetched *f, const uint8_t *at) {
  const Instruction *info = instruction_of(*at++);
  bool tree = info->class == CLASS_TREE;
  uint64_t length = tree ? number_read(&at) : 0;
  if (tree) info = instruction_of(*at++);
  f->code.info = info;
  f->code.count = 0;
  f->end = f->unit;
  FRESH(&f->names);
  for (uint32_t i = 0; i < info->operands; i++) {
    OperandClass class = (OperandClass)info->operand[i].class;
    uint64_t repeat = class == OPERAND_REST ? number_read(&at) : 1;
    while (repeat--) operand_fetch(f, class, &at);
  }
  for (uint32_t i = 0; i < info->results; i++) {
    const uint8_t *place = at;
    f->code.result[i] = (uint8_t)number_read(&at);
    BORN(&f->names, f->program, place, f->code.result[i]);
    (void)place;
  }
  layout(f);
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
  fetched.m = m;
  BEGUN(&fetched.names, program, block, at);
  if (m->pending) FAULT(m->pending);
again:
  fetched.program = program;
  fetch(&fetched, at);
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
  if (m->pending && !once) FAULT(m->pending);
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
