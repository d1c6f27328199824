/* Reference counts: a cell ends when nobody refers to it any more.
 *
 * Each cell is a block of malloc.  In front of it is room for a link: cells
 * that have ended wait in a list until they are freed, so that a structure of
 * any depth is freed without the C stack.  Cells that refer to each other in a
 * circle never reach the count 0: they stay.
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

static bool reserve(Machine *m, uint64_t cells, uint64_t words) {
  uint64_t room = m->heap > m->words ? m->heap - m->words : 0;
  return cells <= room / (CELL_HEAD + words);
}

static Cell *allocate(Machine *m, Kind kind, uint32_t size) {
  size_t words = CELL_HEAD + words_of(kind, size);
  Link *link = malloc(sizeof *link + words * sizeof(Value));
  if (!link) abort();
  Cell *cell = cell_of(link);
  cell->count = 1;
  cell->shape = size << 4 | kind;
  cell_born(m, words);
  return cell;
}

static void count_up(Machine *m, Cell *cell) {
  (void)m;
  cell->count++;
}

/* One reference less; the last one puts the cell into the list `ended`. */
static void count_down(Cell *cell, Link **ended) {
  if (--cell->count) return;
  link_of(cell)->next = *ended;
  *ended = link_of(cell);
}

static void release_cell(Machine *m, Cell *cell) {
  Link *ended = NULL;
  count_down(cell, &ended);
  while (ended) {
    Link *link = ended;
    cell = cell_of(link);
    ended = link->next;
    m->cells--;
    m->words -= words_taken(cell);
    free(link);
  }
}

/* Whatever could end has ended already. */
static void nothing(Machine *m) { (void)m; }

const Manager counting = {"counting", begin,        reserve, allocate,
                          count_up,   release_cell, nothing, nothing};
