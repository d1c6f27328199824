/* Reference counts, with lists of free cells.
 *
 * As in exercise 10: a cell ends when nobody refers to it any more, and what has
 * ended waits in a list, so that the C stack is not needed.  But a small cell is
 * not given back to malloc: it waits in a list of its size for the next one.
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

/* Cells of up to so many words have a list of free ones, in m->memory. */
enum { SIZES = 12 };

static bool begin(Machine *m) {
  m->memory = calloc(SIZES, sizeof(Link *));
  return m->memory;
}

static void end(Machine *m) {
  Link **lists = m->memory;
  for (int i = 0; i < SIZES; i++)
    for (Link *link = lists[i], *next; link; link = next) {
      next = link->next;
      free(link);
    }
  free(lists);
}

static bool reserve(Machine *m, uint64_t cells, uint64_t words) {
  uint64_t room = m->heap > m->words ? m->heap - m->words : 0;
  return cells <= room / (CELL_HEAD + words);
}

static Cell *allocate(Machine *m, Kind kind, uint32_t size) {
  size_t words = CELL_HEAD + words_of(kind, size);
  Link **list = words < SIZES ? (Link **)m->memory + words : NULL, *link;
  if (list && *list) {
    link = *list;
    *list = link->next;
  } else {
    link = malloc(sizeof *link + words * sizeof(Value));
    if (!link) abort();
  }
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
    for (uint32_t i = 0; i < cell_values(cell); i++)
      if (value_is_counted(cell->field[i]))
        count_down(value_cell(cell->field[i]), &ended);
    m->cells--;
    uint32_t words = words_taken(cell);
    m->words -= words;
    if (words < SIZES) {
      Link **list = (Link **)m->memory + words;
      link->next = *list;
      *list = link;
    } else {
      free(link);
    }
  }
}

/* Whatever could end has ended already. */
static void nothing(Machine *m) { (void)m; }

const Manager counting = {"counting", begin,        reserve, allocate,
                          count_up,   release_cell, nothing, end};
