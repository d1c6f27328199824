/* Lowering: verified code to the units that the engine runs.
 *
 * One pass over each block's bytes.  Constants that are immediate get slots
 * beside the registers, so the engine need not tell them apart; others are
 * fetched into a scratch slot ahead of the instruction.  The arguments of a
 * transfer become moves in an order in which each can be done at once; an
 * argument that is in its place already costs nothing.  What stands in the
 * units says engines/layout.h; here an instruction then gets a special handler,
 * for units that are known, or one that does the instruction before it as well.
 */
#include "handlers.h"
#include "generated/families.h"
#include "micro.h"
#include "table.h"
#include "verify.h"

/* Handlers that follow each other on one way; a fused one may begin so. */
typedef struct Run {
  uint32_t at;    /* of the first */
  uint16_t fused; /* what baton_fused returned, or the first */
} Run;

typedef struct Lowering {
  Machine *m;
  Program *program;
  Buffer units, places;
  Buffer entries; /* of positions whose blocks become their entries */
  bool failed;    /* there is no memory for a symbol's value */
  uint32_t runs;  /* that are still open */
  Run run[FUSED_MOST];
  const void **label; /* where compiled blocks begin; or NULL */
  uint16_t slot[OPERANDS];
  Code code;
} Lowering;

static void emit(Lowering *l, uint32_t unit) {
  uint16_t *to = buffer_extend(&l->units, sizeof *to);
  if (to) *to = (uint16_t)unit;
}
static void emit_raw(Lowering *l, const void *bytes, size_t size) {
  buffer_bytes(&l->units, bytes, size);
}
static uint32_t position(const Lowering *l) {
  return (uint32_t)(l->units.length / sizeof(uint16_t));
}

/* The slot that holds an immediate, or 0. */
static uint16_t slot_of(Lowering *l, Value v) {
  Machine *m = l->m;
  uint32_t *known = map_find(&m->slots, v);
  if (known) return (uint16_t)*known;
  if (m->slot_count == SLOTS || !map_put(&m->slots, v, m->slot_count)) return 0;
  m->r[m->slot_count] = v;
  return (uint16_t)m->slot_count++;
}

/* Finds the slots of all operands; what needs it is fetched first. */
static void operands_place(Lowering *l) {
  for (uint32_t i = 0; i < l->code.count; i++) {
    const Operand *operand = &l->code.operand[i];
    l->slot[i] = (uint16_t)operand->index;
    if (operand->mode != MODE_CONSTANT && operand->mode != MODE_SMALL) continue;
    Value v = operand->mode == MODE_CONSTANT
                  ? l->program->constant[operand->index]
                  : value_of_int((Integer)unzigzag(operand->index));
    l->slot[i] = value_is_cell(v) ? 0 : slot_of(l, v);
    if (l->slot[i]) continue;
    l->slot[i] = (uint16_t)(SCRATCH + i);
    emit(l, HANDLE_fetch);
    emit(l, l->slot[i]);
    emit_raw(l, &v, sizeof v);
  }
}

/* Orders the moves that bring slots `from`... to r0...; returns their number.
 * A move is done when nobody still reads its goal, and then the move to where
 * it came from may be.  What is left are cycles: each is opened through a
 * scratch slot, which its last move reads. */
static uint32_t moves_order(Lowering *l, uint32_t from,
                            uint16_t move[3 * REGISTERS]) {
  uint32_t count = l->code.count - from, made = 0;
  uint16_t source[REGISTERS], readers[REGISTERS];
  memset(readers, 0, count * sizeof *readers);
  for (uint32_t i = 0; i < count; i++) {
    source[i] = l->slot[from + i];
    if (source[i] != i && source[i] < count) readers[source[i]]++;
  }
  for (uint32_t i = 0; i < 2 * count; i++) {
    uint32_t goal = i % count, saved = REGISTERS, next;
    if (i >= count && source[goal] != goal) {
      move[2 * made] = SCRATCH + REGISTERS - 1;
      move[2 * made++ + 1] = (uint16_t)(saved = goal);
      readers[goal] = 0;
    }
    for (; goal < count && source[goal] != goal && !readers[goal];
         goal = next) {
      next = source[goal];
      move[2 * made] = (uint16_t)goal;
      move[2 * made++ + 1] = (uint16_t)(next == saved ? SCRATCH + REGISTERS - 1
                                                      : next);
      source[goal] = (uint16_t)goal;
      if (next < count && next != saved) readers[next]--;
    }
  }
  return made;
}

/* A pointer to a block's entry, filled in when all blocks are placed. */
static void emit_entry(Lowering *l, const Block *block) {
  uint32_t at = position(l);
  buffer_bytes(&l->entries, &at, sizeof at);
  emit_raw(l, &block, sizeof block);
}

#define Layout Lowering
#include "engines/layout.h"

/* The handler of `unit`, an instruction, that is special for what its first
 * units are; or 0. */
static uint16_t special(const uint16_t *unit) {
  const uint16_t *behind = unit + 1 + POINTER_UNITS; /* an entry */
  if (*unit == HANDLE_drop && unit[1] <= 2)
    return unit[1] == 1 ? HANDLE_drop_one : HANDLE_drop_two;
  if (*unit == HANDLE_close) return family_close(*behind, behind[*behind + 1]);
  if (*unit == HANDLE_jump && !behind[1]) return family_jump(behind[2], 0);
  if (*unit != HANDLE_call || !unit[2] || unit[4]) return 0;
  uint16_t handler = family_call_register(unit[5], unit[1]);
  return handler ? handler : family_call(unit[5], 0);
}

/* Chooses the handler for the instruction at `at`: a special one, if there is
 * one; and for each run that it goes on, which is fused if that has a handler.
 * The units stay. */
static void handler_choose(Lowering *l, uint32_t at) {
  uint16_t *units = (uint16_t *)(void *)l->units.data, handler;
  uint32_t open = 0;
  if (!BATON_HAS(FAMILIES) || l->units.failed) return;
  if ((handler = special(units + at))) units[at] = handler;
  for (uint32_t i = 0; i < l->runs; i++) {
    Run run = {l->run[i].at, baton_fused(l->run[i].fused, units[at])};
    if (!run.fused) continue;
    if (run.fused < HANDLERS) units[run.at] = run.fused;
    l->run[open++] = run;
  }
  l->run[open++] = (Run){at, units[at]};
  l->runs = open;
}

static void instruction_lower(Lowering *l) {
  Place place = {position(l), l->code.at, l->code.otherwise};
  buffer_bytes(&l->places, &place, sizeof place);
  operands_place(l);
  uint32_t start = position(l);
  if (start != place.pc) l->runs = 0; /* something is fetched */
  layout(l);
  handler_choose(l, start);
  if (l->code.tree == OP_IF) emit_raw(l, &(void *){NULL}, sizeof(void *));
  if (l->code.info->class == CLASS_TRANSFER) l->runs = 0;
}

/* What stands at the entry of a block that has been compiled to C: its chunk,
 * and where it begins when a closure of it is called. */
static void emit_native(Lowering *l, const Native *native, uint32_t number) {
  Chunk *chunk = native->chunk[native->chunk_of[number] - 1];
  emit(l, HANDLE_native);
  emit_raw(l, &chunk, sizeof chunk);
  emit_raw(l, &l->label[number], sizeof *l->label);
}

static void block_lower(Lowering *l, Block *block) {
  uint16_t head[ENTRY_HEAD];
  const Native *native = BATON_HAS(NATIVE) ? l->program->native : NULL;
  if (position(l) & 1) emit(l, 0);
  entry_head(head, block, native ? native->chunk_of[block->number] : 0);
  emit_raw(l, head, sizeof head);
  block->entry = (const uint16_t *)(uintptr_t)position(l);
  if (native) emit_native(l, native, block->number);
  size_t first = BUFFER_COUNT(&l->places, Place);
  l->runs = 0;
  for (uint32_t at = block->at; at < block->end; at = l->code.next) {
    baton_code_read(l->program, at, block->end, &l->code);
    instruction_lower(l);
  }
  if (native && !l->places.failed) /* its first place begins at the entry */
    ((Place *)(void *)l->places.data)[first].pc -= NATIVE_UNITS;
}

/* Lets each chunk tell its labels; false: no memory. */
static bool labels_ask(Lowering *l, const Native *native) {
  l->label = memory_resize(&l->m->memory, NULL,
                           native->blocks * sizeof *l->label);
  if (!l->label) return false;
  for (uint32_t i = 0; i < native->blocks; i++) l->label[i] = NULL;
  for (uint32_t i = 0, last = 0; i < native->blocks; i++) {
    uint32_t chunk = native->chunk_of[i];
    if (chunk > last) native->chunk[chunk - 1](NULL, NULL, l->label);
    if (chunk > last) last = chunk;
  }
  return true;
}

/* The number of the last of `count` things of `size` bytes whose offset, at
 * `first` in the first of them, is at most `offset`; they are in order. */
static size_t find(const uint32_t *first, size_t count, size_t size,
                   uint32_t offset) {
  size_t low = 0;
  while (count - low > 1) {
    size_t middle = low + (count - low) / 2;
    if (*(const uint32_t *)(const void *)((const char *)first +
                                          middle * size) <= offset)
      low = middle;
    else count = middle;
  }
  return low;
}

/* Where `else` begins was an offset in the image: for `try` it becomes one in
 * the units; `if` gets a pointer behind its test, before the next place. */
static void otherwise_resolve(Program *p) {
  for (Place *place = p->place; place < p->place + p->places; place++) {
    if (!place->otherwise) continue;
    place->otherwise = p->place[find(&p->place->at, p->places, sizeof *place,
                                     place->otherwise)]
                           .pc;
    if (p->image[place->at] == OP_TRY) continue;
    const uint16_t *to = baton_place_otherwise(p, place);
    memcpy(p->units + place[1].pc - POINTER_UNITS, &to, sizeof to);
    place->otherwise = 0;
  }
}

/* Lets pointers stand where lowering left numbers, when all is in its place. */
static void program_resolve(Program *p, Buffer *entries) {
  for (uint32_t i = 0; i < p->blocks; i++) {
    Block *block = &p->block[i];
    block->entry = p->units + (uintptr_t)block->entry;
    ((Cell *)(void *)block->self)->field[0] = (Value)block->entry;
  }
  while (entries->length) {
    uint16_t *at = p->units + *BUFFER_POP(entries, uint32_t);
    Block *block;
    memcpy(&block, at, sizeof block);
    memcpy(at, &block->entry, sizeof block->entry);
  }
  otherwise_resolve(p);
}

bool baton_program_lower(Machine *m, Program *program) {
  Lowering *l = memory_resize(&m->memory, NULL, sizeof *l);
  if (!l) return false;
  *l = (Lowering){.m = m, .program = program};
  l->units = l->places = l->entries = machine_buffer(m);
  bool fine = !BATON_HAS(NATIVE) || !program->native ||
              labels_ask(l, program->native);
  for (uint32_t i = 0; fine && i < program->blocks; i++)
    block_lower(l, &program->block[i]);
  program->units = (uint16_t *)(void *)l->units.data;
  program->unit_count = position(l);
  program->place = (Place *)(void *)l->places.data;
  program->places = BUFFER_COUNT(&l->places, Place);
  fine = fine && !l->failed && !l->units.failed && !l->places.failed &&
         !l->entries.failed && l->units.length < UINT32_MAX;
  if (fine) program_resolve(program, &l->entries);
  buffer_free(&l->entries);
  memory_resize(&m->memory, (void *)l->label, 0);
  memory_resize(&m->memory, l, 0);
  return fine;
}

/* The way back: from lowered code to the image. */

Place *baton_place_find(const Machine *m, const uint16_t *pc,
                        const Block **block) {
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++) {
    const Program *p = *BUFFER_AT(&m->programs, Program *, i);
    if (!p || pc < p->units || pc >= p->units + p->unit_count) continue;
    Place *place = &p->place[find(&p->place->pc, p->places, sizeof *place,
                                  (uint32_t)(pc - p->units))];
    *block =
        &p->block[find(&p->block->at, p->blocks, sizeof **block, place->at)];
    return place;
  }
  return NULL;
}

const uint16_t *baton_place_otherwise(const Program *program,
                                      const Place *place) {
  return program->units + place->otherwise;
}
