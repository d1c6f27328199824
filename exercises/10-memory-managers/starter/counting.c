/* Reference counts: a cell ends when nobody refers to it any more.
 *
 * Each cell is a block of malloc.  In front of it is room for a link, with
 * which you can make a list of cells: a structure of any depth has to be freed
 * without the C stack.
 */
#include "small.h"
#include <stdlib.h>

/* What malloc gives: a link, then the cell. */
typedef struct Link {
  struct Link *next;
} Link;

static Cell *cell_of(Link *link) { return (Cell *)(void *)(link + 1); }
static Link *link_of(Cell *cell) { return (Link *)(void *)cell - 1; }

static uint32_t words_taken(const Cell *cell) {
  return CELL_HEAD + words_of(cell_kind(cell), cell_size(cell));
}

static bool begin(Machine *m) {
  (void)m;
  return true;
}

/* Is there room for so many cells, each with so many words of fields? */
static bool reserve(Machine *m, uint64_t cells, uint64_t words) {
  (void)m, (void)cells,
      (void)words; /* TODO: m->heap is the bound of m->words */
  return true;
}

/* A new cell, with one reference to it; its fields are not set. */
static Cell *allocate(Machine *m, Kind kind, uint32_t size) {
  size_t words = CELL_HEAD + words_of(kind, size);
  Link *link = malloc(sizeof *link + words * sizeof(Value));
  if (!link) abort();
  Cell *cell = cell_of(link);
  cell->shape = size << 4 | kind;
  cell_born(m, words);
  /* TODO: the count. */
  return cell;
}

/* One reference more. */
static void count_up(Machine *m, Cell *cell) { (void)m, (void)cell; /* TODO */ }

/* One reference less.  The last one frees the cell, and what it refers to has a
 * reference less; and so on. */
static void release_cell(Machine *m, Cell *cell) {
  (void)m, (void)cell; /* TODO */
  (void)link_of, (void)words_taken;
}

/* Whatever could end has ended already. */
static void nothing(Machine *m) { (void)m; }

const Manager counting = {"counting", begin,        reserve, allocate,
                          count_up,   release_cell, nothing, nothing};
