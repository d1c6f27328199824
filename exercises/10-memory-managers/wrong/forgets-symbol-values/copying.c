/* Copying: what the roots reach moves to a new space, the rest is forgotten.
 *
 * Cheney's algorithm.  A cell that has moved leaves its new address in its
 * first field.  The new space is its own queue: behind `scanned` are the cells
 * whose fields still refer to the old space.  So it needs no stack, and nothing
 * of what has ended is ever looked at; circles end like everything else.
 */
#include "small.h"
#include <stdlib.h>
#include <string.h>

enum { MOVED = 15 }; /* the kind of a cell that has moved */

typedef struct Space {
  Value *start, *free; /* behind `free` nothing is used */
} Space;

static uint32_t cell_words(const Cell *cell) {
  return CELL_HEAD + words_of(cell_kind(cell), cell_size(cell));
}

static bool space_make(const Machine *m, Space *space) {
  space->start = malloc((m->heap + 1) * sizeof(Value));
  space->free = space->start;
  return space->start;
}

static bool begin(Machine *m) {
  m->memory = calloc(1, sizeof(Space));
  return m->memory && space_make(m, m->memory);
}

/* Makes `v` refer to the new space, where its cell may have to move first. */
static void forward(Machine *m, Value *v) {
  Space *to = m->memory;
  if (!value_is_counted(*v)) return;
  Cell *cell = value_cell(*v);
  if ((cell->shape & 15) != MOVED) {
    uint32_t words = cell_words(cell);
    memcpy(to->free, cell, words * sizeof(Value));
    cell->shape = MOVED;
    cell->field[0] = value_of_cell((Cell *)(void *)to->free);
    to->free += words;
    m->cells++;
  }
  *v = cell->field[0];
}

static void roots_forward(Machine *m) {
  Value *root[] = {&m->handler, &m->timer, &m->reserve, &m->answer};
  for (size_t i = 0; i < sizeof root / sizeof *root; i++) forward(m, root[i]);
  for (uint32_t i = 0; i < REGISTERS; i++) forward(m, &m->r[i]);
  for (uint32_t i = 0; i < m->operands; i++) forward(m, &m->v[i]);
}

/* False: there is no memory for a second space. */
static bool collect(Machine *m) {
  Space old = *(Space *)m->memory, *to = m->memory;
  if (!space_make(m, to)) {
    *to = old;
    return false;
  }
  m->cells = 0;
  roots_forward(m);
  for (Value *scanned = to->start; scanned < to->free;) {
    Cell *cell = (Cell *)(void *)scanned;
    for (uint32_t i = 0; i < cell_values(cell); i++)
      forward(m, &cell->field[i]);
    scanned += cell_words(cell);
  }
  m->words = (uint64_t)(to->free - to->start);
  free(old.start);
  return true;
}

static bool has_room(const Machine *m, uint64_t cells, uint64_t words) {
  return cells <= (m->heap - m->words) / (CELL_HEAD + words);
}

static bool reserve(Machine *m, uint64_t cells, uint64_t words) {
  if (m->stress || !has_room(m, cells, words)) collect(m);
  return has_room(m, cells, words);
}

static Cell *allocate(Machine *m, Kind kind, uint32_t size) {
  Space *space = m->memory;
  Cell *cell = (Cell *)(void *)space->free;
  cell->shape = size << 4 | kind;
  space->free += cell_words(cell);
  cell_born(m, cell_words(cell));
  return cell;
}

/* Nothing is counted. */
static void ignore(Machine *m, Cell *cell) { (void)m, (void)cell; }

/* No root is left, so what a collection finds is what somebody forgot. */
static void finish(Machine *m) { collect(m); }

static void end(Machine *m) {
  if (!m->memory) return;
  free(((Space *)m->memory)->start);
  free(m->memory);
}

const Manager copying = {"copying", begin,  reserve, allocate,
                         ignore,    ignore, finish,  end};
