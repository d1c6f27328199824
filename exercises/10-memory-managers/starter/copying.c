/* Copying: what the roots reach moves to a new space, the rest is forgotten.
 *
 * Cheney's algorithm needs no stack: the new space is its own queue.  This file
 * has one space, and never collects: begin with `collect`.
 */
#include "small.h"
#include <stdlib.h>
#include <string.h>

enum { MOVED = 15 }; /* the kind of a cell that has moved, and says where to */

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

/* Moves all that lives to a new space, and sets m->cells and m->words. */
static void collect(Machine *m) {
  (void)m; /* TODO: move what the roots refer to; which are they? see small.h */
  (void)MOVED;
}

static bool has_room(const Machine *m, uint64_t cells, uint64_t words) {
  return cells <= (m->heap - m->words) / (CELL_HEAD + words);
}

/* Is there room for so many cells, each with so many words of fields?  Collects
 * where there is none, or where m->stress asks for it each time. */
static bool reserve(Machine *m, uint64_t cells, uint64_t words) {
  return has_room(m, cells, words); /* TODO */
}

/* A new cell, its fields not set; there is room for it. */
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
