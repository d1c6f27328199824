/* Kinds: see kinds.h.
 *
 * A set only grows, and a block is gone through again when one of its own has,
 * so this takes time as the program's size, times a few.
 */
#include "kinds.h"
#include "../table.h"

typedef struct Change { /* of a register: what it was before */
  uint32_t number;
  KindSet kinds;
} Change;
typedef struct Way { /* an `else` that waits */
  uint32_t otherwise, trail;
  bool told;
  KindsNews news;
} Way;

typedef struct Search {
  Kinds *kinds;
  Buffer waiting; /* of uint32_t: blocks to go through */
  Buffer states;  /* of uint8_t: for each block, what is below */
  Buffer trail, ways;
  KindsHere here;
  Code code;
} Search;
enum { REACHED = 1, WAITING = 2 };

static KindSet *sets_of(const Kinds *kinds, const Block *block) {
  uint32_t first = ((uint32_t *)(void *)kinds->first.data)[block->number];
  return (KindSet *)(void *)kinds->sets.data + first;
}

void baton_kinds_enter(const Kinds *kinds, const Block *block,
                       KindsHere *here) {
  uint32_t count = block->parameters + block->captures;
  memcpy(here->of, sets_of(kinds, block), count * sizeof(KindSet));
}

static KindSet kinds_of_value(Value v) {
  if (value_is_cell(v)) return KINDS_OF(cell_kind(value_cell(v)));
  for (Kind kind = KIND_INT; kind < KIND_PAIR; kind++)
    if (value_is(v, kind)) return KINDS_OF(kind);
  return KINDS_ALL;
}

KindSet baton_kinds_operand(const Program *program, const KindsHere *here,
                            const Operand *operand) {
  switch (operand->mode) {
  case MODE_COPY:
  case MODE_TAKE: return here->of[operand->index];
  case MODE_SMALL: return KINDS_OF(KIND_INT);
  case MODE_CONSTANT: return kinds_of_value(program->constant[operand->index]);
  case MODE_SYMBOL: return KINDS_OF(KIND_SYMBOL);
  case MODE_BLOCK: break;
  }
  return KINDS_ALL;
}

bool baton_kinds_fits(const Program *program, const KindsHere *here,
                      const Code *code, uint32_t i) {
  KindSet asked = baton_kinds_told[code->info->opcode].operand[i];
  return !(baton_kinds_operand(program, here, &code->operand[i]) & ~asked);
}

uint32_t baton_kinds_news(const Program *program, const KindsHere *here,
                          const Code *code, KindsNews news[5]) {
  const KindsTold *told = &baton_kinds_told[code->info->opcode];
  uint32_t count = 0;
  for (uint32_t i = 0; i < code->info->operands; i++) {
    const Operand *operand = &code->operand[i];
    if (code->info->operand[i].class != OPERAND_VALUE ||
        operand->mode != MODE_COPY || told->operand[i] == KINDS_ALL)
      continue;
    KindSet kinds = here->of[operand->index] & told->operand[i];
    news[count++] = (KindsNews){(uint32_t)operand->index, kinds};
  }
  for (uint32_t i = 0; i < code->info->results; i++) {
    KindSet kinds = told->result
                        ? told->result
                        : baton_kinds_operand(program, here, &code->operand[0]);
    news[count++] = (KindsNews){code->result[i], kinds};
  }
  return count;
}

bool baton_kinds_tested(const KindsHere *here, const Code *code, bool holds,
                        KindsNews *news) {
  KindSet tested = baton_kinds_told[code->info->opcode].tested;
  if (!tested || code->operand[0].mode != MODE_COPY) return false;
  uint32_t number = (uint32_t)code->operand[0].index;
  KindSet kinds = here->of[number] & (holds ? tested : (KindSet)~tested);
  *news = (KindsNews){number, kinds};
  return true;
}

/* Going through a block. */

static void learn(Search *s, KindsNews news) {
  Change change = {news.number, s->here.of[news.number]};
  if (s->ways.length) buffer_bytes(&s->trail, &change, sizeof change);
  s->here.of[news.number] = news.kinds;
}

static void way_close(Search *s, uint32_t at) {
  if (!s->ways.length || BUFFER_TOP(&s->ways, Way)->otherwise != at) return;
  Way way = *BUFFER_POP(&s->ways, Way);
  while (s->trail.length > way.trail) {
    Change change = *BUFFER_POP(&s->trail, Change);
    s->here.of[change.number] = change.kinds;
  }
  if (way.told) learn(s, way.news);
}

static void block_reach(Search *s, const Block *block, bool news) {
  uint8_t *state = &s->states.data[block->number];
  if (*state == (REACHED | WAITING) || (*state && !news)) return;
  *state = REACHED | WAITING;
  buffer_bytes(&s->waiting, &block->number, sizeof block->number);
}

static bool set_add(KindSet *set, KindSet kinds) {
  bool news = kinds & ~*set;
  *set |= kinds;
  return news;
}

/* The instruction hands values to a block: to its parameters, or to a closure
 * of it, whose parameters may be anything. */
static void block_give(Search *s) {
  const Program *program = s->kinds->program;
  const Block *block = &program->block[s->code.operand[0].index];
  KindSet *set = sets_of(s->kinds, block);
  bool close = s->code.info->opcode == OP_CLOSE, news = false;
  for (uint32_t i = 0; i < block->parameters; i++)
    if (close || block->arity & REST) news |= set_add(&set[i], KINDS_ALL);
  if (close) set += block->parameters;
  for (uint32_t i = 1; i < s->code.count; i++)
    if (close || !(block->arity & REST))
      news |= set_add(&set[i - 1], baton_kinds_operand(program, &s->here,
                                                       &s->code.operand[i]));
  block_reach(s, block, news);
}

static void instruction(Search *s) {
  KindsNews news[5];
  const Program *program = s->kinds->program;
  uint8_t opcode = s->code.info->opcode;
  if (opcode == OP_JUMP || opcode == OP_CLOSE) block_give(s);
  uint32_t count = baton_kinds_news(program, &s->here, &s->code, news);
  Way way = {s->code.otherwise, (uint32_t)s->trail.length, false, {0, 0}};
  if (s->code.tree == OP_TRY) buffer_bytes(&s->ways, &way, sizeof way);
  for (uint32_t i = 0; i < count; i++) learn(s, news[i]);
  if (s->code.tree != OP_IF) return;
  way.trail = (uint32_t)s->trail.length;
  way.told = baton_kinds_tested(&s->here, &s->code, false, &way.news);
  buffer_bytes(&s->ways, &way, sizeof way);
  if (baton_kinds_tested(&s->here, &s->code, true, &news[0])) learn(s, news[0]);
}

static void block_search(Search *s, const Block *block) {
  baton_kinds_enter(s->kinds, block, &s->here);
  s->trail.length = s->ways.length = 0;
  for (uint32_t at = block->at; at < block->end; at = s->code.next) {
    way_close(s, at);
    baton_code_read(s->kinds->program, at, block->end, &s->code);
    instruction(s);
  }
}

static bool sets_make(Kinds *kinds, Search *s) {
  for (uint32_t i = 0; i < kinds->program->blocks; i++) {
    const Block *block = &kinds->program->block[i];
    uint32_t first = (uint32_t)BUFFER_COUNT(&kinds->sets, KindSet);
    buffer_bytes(&kinds->first, &first, sizeof first);
    for (uint32_t j = 0; j < (uint32_t)block->parameters + block->captures; j++)
      buffer_bytes(&kinds->sets, &(KindSet){0}, sizeof(KindSet));
    buffer_byte(&s->states, 0);
  }
  return !kinds->first.failed && !kinds->sets.failed && !s->states.failed;
}

bool baton_kinds_find(Machine *m, const Program *program, Kinds *kinds) {
  Search *s = memory_resize(&m->memory, NULL, sizeof *s);
  *kinds = (Kinds){program, machine_buffer(m), machine_buffer(m)};
  if (!s) return false;
  *s = (Search){.kinds = kinds};
  s->waiting = s->states = s->trail = s->ways = machine_buffer(m);
  bool fine = sets_make(kinds, s);
  if (fine) { /* the machine calls main itself */
    const Block *main = program->main;
    for (uint32_t i = 0; i < main->parameters; i++)
      sets_of(kinds, main)[i] = KINDS_ALL;
    if (main->parameters) sets_of(kinds, main)[0] = KINDS_OF(KIND_CLOSURE);
    block_reach(s, main, true);
  }
  while (fine && s->waiting.length) {
    uint32_t number = *BUFFER_POP(&s->waiting, uint32_t);
    s->states.data[number] = REACHED;
    block_search(s, &program->block[number]);
    fine = !s->waiting.failed && !s->trail.failed && !s->ways.failed;
  }
  buffer_free(&s->waiting);
  buffer_free(&s->states);
  buffer_free(&s->trail);
  buffer_free(&s->ways);
  memory_resize(&m->memory, s, 0);
  return fine;
}

void baton_kinds_free(Kinds *kinds) {
  buffer_free(&kinds->first);
  buffer_free(&kinds->sets);
}
