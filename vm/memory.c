/* Memory: freeing, the backup trace, and the search for room.
 *
 * Relies on the heap being one region of cells that lie side by side, so that
 * it can be walked.  No function here recurses: dying cells and cells to be
 * traced are linked through their own `count`, as distances from the base (the
 * heap has less than 2^32 words, so they fit, and no count can overflow).
 */
#include "memory.h"
#include "devices.h"
#include "read.h"
#include "verify.h"

#define MARK 0x80000000u

static uint32_t cell_link(const Machine *m, const Cell *cell) {
  return cell ? (uint32_t)((const Value *)(const void *)cell - m->base) + 1 : 0;
}
static Cell *link_cell(const Machine *m, uint32_t link) {
  return link ? (Cell *)(void *)(m->base + link - 1) : NULL;
}
static uint32_t cell_words(const Cell *cell) {
  return words_of(cell_kind(cell), cell_size(cell) & ((MARK >> 4) - 1));
}
static uint32_t cell_values(const Cell *cell) {
  return cell_is_raw(cell) ? 0 : cell_size(cell) & ((MARK >> 4) - 1);
}

void baton_cell_free(Machine *m, Cell *cell) {
  cell->count = 0;
  for (Cell *next; cell; cell = next) {
    next = link_cell(m, cell->count);
    for (uint32_t i = cell_values(cell); i-- > 0;) {
      Value v = cell->field[i];
      if (!value_is_counted(v) || --value_cell(v)->count) continue;
      value_cell(v)->count = cell_link(m, next);
      next = value_cell(v);
    }
    if (cell_kind(cell) == KIND_DEVICE) baton_device_close(m, cell);
    uint32_t words = cell_words(cell), class = words < CLASSES ? words : 0;
    cell->count = 0;
#ifdef BATON_POISON
    memset(cell->field, 0xdd, words * sizeof(Value));
#endif
    cell->field[0] = (Value)m->free[class];
    m->free[class] = cell;
    m->counts.frees++;
    m->live_words -= words + CELL_HEAD;
  }
}

static Cell *cell_after(Machine *m, Cell *cell) {
  Value *end = (Value *)(void *)cell + CELL_HEAD + cell_words(cell);
  return end < m->frontier ? (Cell *)(void *)end : NULL;
}
Cell *baton_cell_next(Machine *m, Cell *cell) {
  do cell = cell_after(m, cell);
  while (cell && !cell->count);
  return cell;
}
/* Gives all free cells the count 0, by which a walk tells them. */
static void free_mark(Machine *m) {
  for (int i = 0; i < CLASSES; i++)
    for (Cell *c = m->free[i]; c; c = (Cell *)c->field[0]) c->count = 0;
}

Cell *baton_cell_first(Machine *m) {
  free_mark(m);
  if (m->frontier == m->base) return NULL;
  Cell *cell = (Cell *)(void *)m->base;
  return cell->count ? cell : baton_cell_next(m, cell);
}

/* Makes a free cell of the `words` behind the head at `at`. */
static Cell *cell_carve(Machine *m, Value *at, uint64_t words) {
  Cell *cell = (Cell *)(void *)at;
  uint32_t class = words < CLASSES ? (uint32_t)words : 0;
  cell->count = 0;
  cell->shape = (uint32_t)words << 4 | KIND_VECTOR;
  cell->field[0] = (Value)m->free[class];
  m->free[class] = cell;
  return cell;
}

/* Takes a cell of `words` out of the list at `link`, or splits a larger one. */
static Cell *cell_take(Machine *m, Cell **link, uint32_t words) {
  for (Cell *cell; (cell = *link); link = (Cell **)(void *)&cell->field[0]) {
    uint32_t has = cell_words(cell);
    if (has != words && has < words + CELL_HEAD + 1) continue;
    *link = (Cell *)cell->field[0];
    if (has > words)
      cell_carve(m, (Value *)(void *)cell + CELL_HEAD + words,
                 has - words - CELL_HEAD);
    return cell;
  }
  return NULL;
}

Cell *baton_cell_new(Machine *m, uint32_t words) {
  Cell *cell = words < CLASSES ? NULL : cell_take(m, &m->free[0], words);
  if (cell) return cell;
  if (m->limit - m->frontier < (ptrdiff_t)words + CELL_HEAD) return NULL;
  cell = (Cell *)(void *)m->frontier;
  m->frontier += words + CELL_HEAD;
  return cell;
}

/* Is there room for `count` cells of `words`?  Splits larger cells for it. */
static bool room_find(Machine *m, uint64_t count, uint64_t words) {
  if (words > SIZE_MAX_ELEMENTS) return false;
  uint64_t have = (uint64_t)(m->limit - m->frontier) / (words + CELL_HEAD);
  if (m->frontier > m->limit) have = 0;
  uint32_t class = words < CLASSES ? (uint32_t)words : 0;
  for (Cell *c = m->free[class]; c && have < count; c = (Cell *)c->field[0])
    have += cell_words(c) == words;
  while (have < count) {
    Cell *cell = NULL;
    uint32_t from = class ? class + CELL_HEAD + 1 : CLASSES;
    for (; !cell && from < CLASSES; from++)
      cell = cell_take(m, &m->free[from], (uint32_t)words);
    if (!class && count > 1) return false; /* nobody asks for two large ones */
    if (!cell) cell = cell_take(m, &m->free[0], (uint32_t)words);
    if (!cell) return false;
    cell_carve(m, (Value *)(void *)cell, words);
    have++;
  }
  return true;
}

bool baton_memory_reserve(Machine *m, uint64_t count, uint64_t words) {
  if (room_find(m, count, words)) return true;
  baton_memory_collect(m);
  return room_find(m, count, words);
}

/* Words of the heap that are not free, heads included. */
static uint64_t words_used(const Machine *m) {
  uint64_t used = (uint64_t)(m->frontier - m->base);
  for (int i = 0; i < CLASSES; i++)
    for (const Cell *c = m->free[i]; c; c = (const Cell *)c->field[0])
      used -= cell_words(c) + CELL_HEAD;
  return used;
}

bool baton_memory_fits(Machine *m, uint64_t before) {
  if (m->code_words == before || baton_memory_limit(m)) return true;
  baton_memory_collect(m);
  return baton_memory_limit(m);
}

bool baton_memory_limit(Machine *m) {
  uint64_t words = m->heap_words;
  words = m->code_words < words ? words - m->code_words : 0;
  m->limit = m->base + words;
  if (m->frontier <= m->limit) return true;
  m->limit = m->frontier; /* an allocation compares the two */
  return words_used(m) <= words;
}

/* The backup trace.  First the cells that roots reach get MARK, and their
 * counts serve as links of the work list; then one walk frees the others and
 * joins free neighbours; a second one counts all references anew. */

static Environment *environment_of(Machine *m, uint32_t number) {
  return (Environment *)(void *)m->environments.data + number;
}

static void program_mark(Machine *m, Program *program) {
  program->marked = true;
  environment_of(m, program->environment)->alive = true;
}

static void value_mark(Machine *m, Value v) {
  if (!value_is_cell(v)) return;
  Cell *cell = value_cell(v);
  if (cell_kind(cell) == KIND_CLOSURE && closure_block(cell)->program)
    program_mark(m, closure_block(cell)->program);
  else if (!value_is_counted(v))
    program_mark(m, ((Program **)(void *)m->programs.data)[cell->count]);
  if (!value_is_counted(v) || cell->shape & MARK) return;
  cell->shape |= MARK;
  cell->count = m->work;
  m->work = cell_link(m, cell);
}

static void value_count(Machine *m, Value v) {
  (void)m;
  if (value_is_counted(v)) value_cell(v)->count++;
}

/* Visits the roots but for the symbols' values. */
static void roots_visit(Machine *m, void visit(Machine *, Value)) {
  Walk walk;
  const Block *block;
  if (m->pc && baton_place_find(m, m->pc, &block)) {
    baton_walk_to_pc(m, m->pc, &walk);
    visit(m, value_of_constant(block->self));
    for (uint32_t i = 0; i < REGISTERS; i++)
      if (walk.live[i]) visit(m, m->r[i]);
  }
  visit(m, m->timer);
  visit(m, m->handler);
  visit(m, m->answer);
  visit(m, m->reserve);
  if (m->reader) baton_reader_roots(m, m->reader, visit);
  baton_devices_roots(m, visit);
}

static void work_finish(Machine *m) {
  while (m->work) {
    Cell *cell = link_cell(m, m->work);
    m->work = cell->count;
    for (uint32_t i = 0; i < cell_values(cell); i++)
      value_mark(m, cell->field[i]);
  }
}

/* Visits the symbols' values, of environments that are alive. */
static void variables_visit(Machine *m, void visit(Machine *, Value)) {
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->variables, Variable); i++) {
    Variable *variable = machine_variable(m, i);
    if (environment_of(m, variable->environment)->alive)
      visit(m, variable->value);
  }
}

static void programs_sweep(Machine *m) {
  Program **program = (Program **)(void *)m->programs.data;
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++)
    if (program[i] && !program[i]->marked) baton_program_free(m, program[i]);
}

/* Frees the cells that have no MARK; joins what is free side by side. */
static void cells_sweep(Machine *m) {
  free_mark(m);
  memset(m->free, 0, sizeof m->free);
  Value *hole = NULL;
  Value *at = m->base;
  while (at < m->frontier) {
    Cell *cell = (Cell *)(void *)at;
    uint32_t words = cell_words(cell);
    bool marked = cell->shape & MARK;
    if (!marked && cell->count) {
      if (cell_kind(cell) == KIND_DEVICE) baton_device_close(m, cell);
      m->counts.frees++;
      m->live_words -= words + CELL_HEAD;
    }
    bool large = hole && (uint64_t)(at - hole) + words > SIZE_MAX_ELEMENTS;
    if (hole && (marked || large)) {
      cell_carve(m, hole, (uint64_t)(at - hole) - CELL_HEAD);
      hole = NULL;
    }
    if (!marked && !hole) hole = at;
    at += words + CELL_HEAD;
    cell->count = 0;
  }
  if (hole) m->frontier = hole;
}

static void cells_recount(Machine *m) {
  for (Value *at = m->base; at < m->frontier;) {
    Cell *cell = (Cell *)(void *)at;
    at += cell_words(cell) + CELL_HEAD;
    if (!(cell->shape & MARK)) continue;
    cell->shape &= ~MARK;
    for (uint32_t i = 0; i < cell_values(cell); i++)
      value_count(m, cell->field[i]);
  }
}

void baton_memory_collect(Machine *m) {
  m->counts.collections++;
  m->work = 0;
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->environments, Environment); i++)
    environment_of(m, i)->alive = false;
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++) {
    Program *program = ((Program **)(void *)m->programs.data)[i];
    if (program) program->marked = false;
  }
  program_mark(m, m->start);
  if (m->main) program_mark(m, m->main);
  if (m->loading) program_mark(m, m->loading);
  roots_visit(m, value_mark);
  work_finish(m);
  /* A value may bring a further environment to life. */
  for (bool more = true; more;) {
    variables_visit(m, value_mark);
    more = m->work;
    work_finish(m);
  }
  cells_sweep(m);
  programs_sweep(m);
  cells_recount(m);
  roots_visit(m, value_count);
  variables_visit(m, value_count);
  baton_memory_limit(m);
}
