/* Memory: what all managers share.
 *
 * A collection: its roots, what keeps programs alive, and its
 * order.  What it does with the cells is the manager's (managers/).
 */
#include "memory.h"
#include "devices.h"
#include "read.h"
#include "verify.h"
#include <time.h>

enum { SPARE = 64 }; /* words behind the heap, for the first program */

bool baton_memory_create(Machine *m) {
  size_t bytes = (m->heap_words + SPARE) * sizeof(Value);
  m->base = memory_resize(&m->memory, NULL, bytes);
  if (MANAGER_SPACES == 2) m->other = memory_resize(&m->memory, NULL, bytes);
  m->frontier = m->base;
  m->limit = m->base ? m->base + m->heap_words : NULL;
  return m->base && (m->other || MANAGER_SPACES == 1);
}
void baton_memory_destroy(Machine *m) {
  memory_resize(&m->memory, m->base, 0);
  memory_resize(&m->memory, m->other, 0);
}

Cell *baton_cell_make(Machine *m, Kind kind, uint64_t size, Value *held) {
  if (size > SIZE_MAX_ELEMENTS) return NULL;
  uint32_t words = words_of(kind, (uint32_t)size);
  if (!baton_memory_reserve(m, 1, words, held)) return NULL;
  return cell_allocate(m, kind, (uint32_t)size, words);
}

/* The cell at `at`, or the first behind it, that is not free. */
static Cell *cell_from(const Machine *m, Value *at) {
  while (at < m->frontier) {
    Cell *cell = (Cell *)(void *)at;
    if (cell->count) return cell;
    at += CELL_HEAD + cell_words(cell);
  }
  return NULL;
}
Cell *baton_cell_first(Machine *m) {
  baton_manager_walk(m);
  return cell_from(m, m->base);
}
Cell *baton_cell_next(Machine *m, Cell *cell) {
  return cell_from(m, (Value *)(void *)cell + CELL_HEAD + cell_words(cell));
}

static Program *program_at(Machine *m, uint32_t number) {
  return ((Program **)(void *)m->programs.data)[number];
}

static void program_mark(Machine *m, Program *program) {
  if (!program) return;
  program->marked = program_at(m, program->environment)->marked = true;
}

void baton_program_reach(Machine *m, Value v) {
  Cell *cell = value_cell(v);
  if (cell_kind(cell) == KIND_CLOSURE)
    program_mark(m, closure_block(cell)->program);
  else if (!value_is_counted(v)) program_mark(m, program_at(m, cell->count));
}

void baton_roots_visit(Machine *m, void visit(Machine *, Value *)) {
  const Walk *walk = baton_here(m);
  Value self = walk ? value_of_constant(walk->block->self) : VALUE_FALSE;
  visit(m, &self);
  for (uint32_t i = 0; walk && i < REGISTERS; i++)
    if (walk->live[i]) visit(m, &m->r[i]);
  visit(m, &m->timer);
  visit(m, &m->handler);
  visit(m, &m->answer);
  visit(m, &m->reserve);
  if (m->reader) baton_reader_roots(m, m->reader, visit);
  baton_devices_roots(m, visit);
}

void baton_variables_visit(Machine *m, void visit(Machine *, Value *)) {
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->variables, Variable); i++) {
    Variable *variable = machine_variable(m, i);
    if (variable->value != VALUE_UNBOUND &&
        program_at(m, variable->environment)->marked)
      visit(m, &variable->value);
  }
}

static void programs_sweep(Machine *m) {
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++) {
    Program *program = program_at(m, i);
    if (program && !program->marked) baton_program_free(m, program);
  }
}

static uint64_t nanoseconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void baton_memory_collect(Machine *m) {
  if (!MANAGER_COLLECTS) return;
  uint64_t start = nanoseconds();
  m->counts.collections++;
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++)
    if (program_at(m, i)) program_at(m, i)->marked = false;
  program_mark(m, m->start);
  program_mark(m, m->main);
  program_mark(m, m->loading);
  baton_manager_begin(m);
  baton_roots_visit(m, baton_manager_reach);
  baton_manager_work(m);
  /* A value may bring a further program's variables to life. */
  do baton_variables_visit(m, baton_manager_reach);
  while (baton_manager_work(m));
  baton_manager_sweep(m);
  if (BATON_HAS(TEXT)) programs_sweep(m);
  baton_memory_limit(m);
  uint64_t pause = nanoseconds() - start;
  if (pause > m->counts.longest_pause) m->counts.longest_pause = pause;
}

bool baton_memory_fits(Machine *m, uint64_t before) {
  if (m->code_words == before || baton_memory_limit(m)) return true;
  baton_memory_collect(m);
  return baton_memory_limit(m);
}
