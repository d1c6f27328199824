/* Reference counts: a cell ends when nobody refers to it any more.
 *
 * Each cell is a block of malloc, in a list of all, so that what leaks can be
 * given back.  What has to be freed waits in a list through the cells' first
 * fields: a structure of any depth is freed without the C stack.  Cells that
 * refer to each other in a circle never reach the count 0.
 */
#include "small.h"
#include <stdlib.h>

/* What malloc gives: the cell, with links to the cells around it. */
typedef struct Node {
  struct Node *before, *after;
  Cell cell;
} Node;

static Node *node_of(Cell *cell) {
  return (Node *)(void *)((char *)cell - offsetof(Node, cell));
}

static bool begin(Machine *m) {
  Node *all = calloc(1, sizeof *all + sizeof(Value));
  if (!all) return false;
  all->before = all->after = all;
  m->memory = all;
  return true;
}

static bool reserve(Machine *m, uint64_t cells, uint64_t words) {
  uint64_t room = m->heap > m->words ? m->heap - m->words : 0;
  return cells <= room / (CELL_HEAD + words);
}

static Cell *allocate(Machine *m, Kind kind, uint32_t size) {
  uint32_t words = words_of(kind, size);
  Node *all = m->memory, *node = malloc(sizeof *node + words * sizeof(Value));
  if (!node) abort();
  *node = (Node){.before = all, .after = all->after};
  node->after->before = all->after = node;
  node->cell.count = 1;
  node->cell.shape = size << 4 | kind;
  m->cells++;
  m->allocations++;
  m->words += CELL_HEAD + words;
  if (m->words > m->peak) m->peak = m->words;
  return &node->cell;
}

static void retain_cell(Machine *m, Cell *cell) {
  (void)m;
  cell->count++;
}

static void node_free(Machine *m, Node *node) {
  node->before->after = node->after;
  node->after->before = node->before;
  m->words -= CELL_HEAD +
              words_of(cell_kind(&node->cell), cell_size(&node->cell));
  m->cells--;
  free(node);
}

/* One reference less.  A cell that nobody refers to any more waits at the front
 * of `waiting`, a list through `before`. */
static void unlink_cell(Cell *cell, Node **waiting) {
  if (--cell->count) return;
  Node *node = node_of(cell);
  node->before->after = node->after;
  node->after->before = node->before;
  node->after = *waiting;
  *waiting = node;
}

static void release_cell(Machine *m, Cell *cell) {
  Node *waiting = NULL;
  unlink_cell(cell, &waiting);
  while (waiting) {
    Node *node = waiting;
    waiting = node->after;
    for (uint32_t i = 0; i < cell_values(&node->cell); i++)
      if (value_is_counted(node->cell.field[i]))
        unlink_cell(value_cell(node->cell.field[i]), &waiting);
    node->before = node->after = node;
    node_free(m, node);
  }
}

/* All has been released already. */
static void finish(Machine *m) { (void)m; }

static void end(Machine *m) {
  Node *all = m->memory;
  while (all && all->after != all) node_free(m, all->after);
  free(all);
}

const Manager counting = {"counting",  begin,        reserve, allocate,
                          retain_cell, release_cell, finish,  end};
