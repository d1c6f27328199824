/* Lowering: verified code to the units that the engine runs.
 *
 * One pass over each block's bytes.  Constants that are immediate get slots
 * beside the registers, so the engine need not tell them apart; others are
 * fetched into a scratch slot ahead of the instruction.  The arguments of a
 * transfer become moves in an order in which each can be done at once; an
 * argument that is in its place already costs nothing.  Where engines/layout.h
 * has the plain layout of an instruction, closures, jumps and calls of few
 * operands get that of a handler of their own (engines/units.h).
 */
#include "handlers.h"
#include "generated/families.h"
#include "micro.h"
#include "table.h"
#include "verify.h"

typedef struct Lowering {
  Machine *m;
  Program *program;
  Buffer units, places;
  Buffer entries;  /* of positions whose blocks become their entries */
  Buffer branches; /* of positions whose numbers become pointers to `else` */
  Buffer ways;     /* of Way: `else` still to come */
  bool failed;     /* there is no memory for a symbol's value */
  uint32_t last;   /* where the handler before stands, on the same way; or 0 */
  const void **label; /* where compiled blocks begin; or NULL */
  uint16_t slot[OPERANDS];
  Code code;
} Lowering;

typedef struct Way {
  uint32_t otherwise; /* offset in the image */
  uint32_t position;  /* of the pointer to fill in, or the number of a Place */
  uint8_t tree;
} Way;

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
    Value v = VALUE_FALSE;
    if (operand->mode == MODE_CONSTANT)
      v = l->program->constant[operand->index];
    if (operand->mode == MODE_SMALL)
      v = value_of_int((Integer)unzigzag(operand->index));
    bool fixed = operand->mode == MODE_CONSTANT || operand->mode == MODE_SMALL;
    l->slot[i] = (uint16_t)operand->index;
    if (!fixed) continue;
    l->slot[i] = value_is_cell(v) ? 0 : slot_of(l, v);
    if (l->slot[i]) continue;
    l->slot[i] = (uint16_t)(SCRATCH + i);
    emit(l, HANDLE_fetch);
    emit(l, l->slot[i]);
    emit_raw(l, &v, sizeof v);
  }
}

/* Orders the moves that bring slots `from`... to r0...; returns their number.
 * Moves whose goal nobody still reads come first; a cycle is opened through a
 * scratch slot. */
static uint32_t moves_order(Lowering *l, uint32_t from,
                            uint16_t move[2 * REGISTERS + REGISTERS]) {
  uint32_t count = l->code.count - from, made = 0, ready = 0;
  uint16_t source[REGISTERS], stack[REGISTERS], readers[REGISTERS];
  bool pending[REGISTERS];
  for (uint32_t i = 0; i < count; i++) readers[i] = 0;
  for (uint32_t i = 0; i < count; i++) {
    source[i] = l->slot[from + i];
    pending[i] = source[i] != i;
    if (pending[i] && source[i] < count) readers[source[i]]++;
  }
  for (uint32_t i = 0; i < count; i++)
    if (pending[i] && !readers[i]) stack[ready++] = (uint16_t)i;
  for (uint32_t next = 0;;) {
    while (ready) {
      uint16_t goal = stack[--ready], s = source[goal];
      move[2 * made] = goal;
      move[2 * made++ + 1] = s;
      pending[goal] = false;
      if (s < count && !--readers[s] && pending[s]) stack[ready++] = s;
    }
    while (next < count && !pending[next]) next++;
    if (next == count) return made;
    move[2 * made] = SCRATCH + REGISTERS - 1;
    move[2 * made++ + 1] = (uint16_t)next;
    for (uint32_t i = 0; i < count; i++)
      if (pending[i] && source[i] == next) source[i] = SCRATCH + REGISTERS - 1;
    readers[next] = 0;
    stack[ready++] = (uint16_t)next;
  }
}

/* A pointer to a block's entry, filled in when all blocks are placed. */
static void emit_entry(Lowering *l, const Block *block) {
  uint32_t at = position(l);
  buffer_bytes(&l->entries, &at, sizeof at);
  emit_raw(l, &block, sizeof block);
}

static uint32_t count_copied(const Lowering *l, uint32_t from) {
  uint32_t count = 0;
  for (uint32_t i = from; i < l->code.count; i++)
    count += l->code.operand[i].mode == MODE_COPY;
  return count;
}
static void emit_copied(Lowering *l, uint32_t from) {
  for (uint32_t i = from; i < l->code.count; i++)
    if (l->code.operand[i].mode == MODE_COPY) emit(l, l->slot[i]);
}

#define Layout Lowering
#include "engines/layout.h"

/* Handlers of families: closures, jumps and calls of few operands.  Each
 * returns whether there was one. */

static bool family_close_lower(Lowering *l) {
  const Code *code = &l->code;
  uint16_t handler = family_close(code->count - 1, count_copied(l, 1));
  if (!handler) return false;
  emit(l, handler);
  emit_entry(l, &l->program->block[code->operand[0].index]);
  for (uint32_t i = 1; i < code->count; i++) emit(l, l->slot[i]);
  emit(l, code->result[0]);
  emit_copied(l, 1);
  return true;
}

static bool family_jump_lower(Lowering *l) {
  uint16_t move[3 * REGISTERS];
  const Block *block = &l->program->block[l->code.operand[0].index];
  uint32_t count = moves_order(l, 1, move), copied = count_copied(l, 1);
  uint16_t handler = family_jump(count, copied);
  if (!handler || block->arity & REST) return false;
  emit(l, handler);
  emit_entry(l, block);
  emit_raw(l, move, count * 2 * sizeof *move);
  return true;
}

static bool family_call_lower(Lowering *l) {
  uint16_t move[3 * REGISTERS];
  uint32_t count = moves_order(l, 1, move);
  uint16_t handler = family_call_register(count, l->slot[0]);
  if (!handler) handler = family_call(count, 0);
  if (!handler || l->code.operand[0].mode == MODE_COPY || count_copied(l, 1))
    return false;
  emit(l, handler);
  emit(l, l->slot[0]);
  emit(l, l->code.count - 1);
  emit_raw(l, move, count * 2 * sizeof *move);
  return true;
}

static bool family_drop_lower(Lowering *l) {
  if (l->code.count > 2) return false;
  emit(l, l->code.count == 1 ? HANDLE_drop_one : HANDLE_drop_two);
  for (uint32_t i = 0; i < l->code.count; i++) emit(l, l->slot[i]);
  return true;
}

static bool family_lower(Lowering *l) {
  switch (l->code.info->opcode) {
  case OP_JUMP: return family_jump_lower(l);
  case OP_CALL: return family_call_lower(l);
  case OP_DROP: return family_drop_lower(l);
  case OP_CLOSE: return l->code.count > 1 && family_close_lower(l);
  default: return false;
  }
}

static void way_open(Lowering *l, uint32_t position) {
  Way way = {l->code.otherwise, position, l->code.tree};
  buffer_bytes(&l->ways, &way, sizeof way);
}

/* Where an `else` begins at `at`, fills in how to get there. */
static void way_close(Lowering *l, uint32_t at) {
  if (!l->ways.length || BUFFER_TOP(&l->ways, Way)->otherwise != at) return;
  Way way = *BUFFER_POP(&l->ways, Way);
  uintptr_t here = position(l);
  l->last = 0;
  if (l->units.failed || l->places.failed) return;
  if (way.tree == OP_TRY)
    ((Place *)(void *)l->places.data)[way.position].otherwise = position(l);
  else
    memcpy(l->units.data + way.position * sizeof(uint16_t), &here, sizeof here);
}

/* Joins the handler at `at` to the one before on the same way, where there is a
 * fused handler for both.  Code and layout stay as they are. */
static void fuse(Lowering *l, uint32_t at) {
  uint16_t *units = (uint16_t *)(void *)l->units.data;
  if (l->units.failed) return;
  if (l->last) {
    uint16_t fused = baton_fused(units[l->last], units[at]);
    if (fused) {
      units[l->last] = fused;
      return;
    }
  }
  l->last = at;
}

static void instruction_lower(Lowering *l) {
  Place *place = buffer_extend(&l->places, sizeof *place);
  if (place) *place = (Place){position(l), l->code.at, 0};
  operands_place(l);
  uint32_t start = position(l);
  if (place && start != place->pc) l->last = 0; /* something is fetched */
  if (!BATON_HAS(FAMILIES) || !family_lower(l)) layout(l);
  fuse(l, start);
  if (l->code.tree == OP_IF) {
    uint32_t at = position(l);
    way_open(l, at);
    buffer_bytes(&l->branches, &at, sizeof at);
    emit_raw(l, &(uintptr_t){0}, sizeof(uintptr_t));
  }
  if (l->code.tree == OP_TRY)
    way_open(l, (uint32_t)BUFFER_COUNT(&l->places, Place) - 1);
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
  l->last = 0;
  for (uint32_t at = block->at; at < block->end; at = l->code.next) {
    way_close(l, at);
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

bool baton_program_lower(Machine *m, Program *program) {
  Lowering *l = memory_resize(&m->memory, NULL, sizeof *l);
  if (!l) return false;
  *l = (Lowering){.m = m, .program = program};
  l->units = l->places = l->entries = l->branches = l->ways = machine_buffer(m);
  bool told = !BATON_HAS(NATIVE) || !program->native ||
              labels_ask(l, program->native);
  for (uint32_t i = 0; told && i < program->blocks; i++)
    block_lower(l, &program->block[i]);
  memory_resize(&m->memory, (void *)l->label, 0);
  bool fine = told && !l->failed && !l->units.failed && !l->places.failed &&
              !l->entries.failed && !l->branches.failed && !l->ways.failed &&
              l->units.length < UINT32_MAX;
  program->units = (uint16_t *)(void *)l->units.data;
  program->unit_count = position(l);
  program->place = (Place *)(void *)l->places.data;
  program->places = BUFFER_COUNT(&l->places, Place);
  for (uint32_t i = 0; fine && i < program->blocks; i++) {
    Block *block = &program->block[i];
    block->entry = program->units + (uintptr_t)block->entry;
    ((Cell *)(void *)block->self)->field[0] = (Value)block->entry;
  }
  while (fine && l->entries.length) {
    uint16_t *at = program->units + *BUFFER_POP(&l->entries, uint32_t);
    Block *block;
    memcpy(&block, at, sizeof block);
    memcpy(at, &block->entry, sizeof block->entry);
  }
  while (fine && l->branches.length) {
    uint16_t *at = program->units + *BUFFER_POP(&l->branches, uint32_t);
    uintptr_t number;
    memcpy(&number, at, sizeof number);
    memcpy(at, &(const uint16_t *){program->units + number}, sizeof number);
  }
  buffer_free(&l->entries);
  buffer_free(&l->branches);
  buffer_free(&l->ways);
  memory_resize(&m->memory, l, 0);
  return fine;
}

/* The way back: from lowered code to the image. */

Place *baton_place_find(const Machine *m, const uint16_t *pc,
                        const Block **block) {
  const Program *program = NULL;
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++) {
    program = *BUFFER_AT(&m->programs, Program *, i);
    if (program && pc >= program->units &&
        pc < program->units + program->unit_count)
      break;
    program = NULL;
  }
  if (!program) return NULL;
  uint32_t at = (uint32_t)(pc - program->units);
  size_t low = 0, high = program->places;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (program->place[middle].pc <= at) low = middle;
    else high = middle;
  }
  uint32_t first = 0, last = program->blocks;
  while (last - first > 1) {
    uint32_t middle = first + (last - first) / 2;
    if (program->block[middle].entry <= pc) first = middle;
    else last = middle;
  }
  *block = &program->block[first];
  return &program->place[low];
}

const uint16_t *baton_place_otherwise(const Program *program,
                                      const Place *place) {
  return program->units + place->otherwise;
}
