/* Memory: cells, counted.
 *
 * The manager `rc`: a count in each cell, released at once, last freed first
 * reused; a backup trace finds cycles when memory runs out.  Roots are the live
 * registers (the verifier's walk tells which), the machine's own values, and
 * the reader's stack.  A function that can collect is called with m->pc set and
 * with all operands of the instruction still in their registers.
 */
#ifndef BATON_MEMORY_H
#define BATON_MEMORY_H

#include "machine.h"

#ifdef __GNUC__
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#endif

/* Frees a cell whose count has come to 0, and what it alone refers to. */
void baton_cell_free(Machine *m, Cell *cell);

/* Makes sure that the next `count` allocations of `words` each succeed; may
 * collect.  False: the heap is full. */
bool baton_memory_reserve(Machine *m, uint64_t count, uint64_t words);

/* The backup trace: frees what no root reaches, also programs. */
void baton_memory_collect(Machine *m);

/* Walks all cells that are not free.  The first call marks the free ones. */
Cell *baton_cell_first(Machine *m);
Cell *baton_cell_next(Machine *m, Cell *cell);

/* A cell that no free list has ready, its head not set; or NULL. */
Cell *baton_cell_new(Machine *m, uint32_t words);

/* Sets where the frontier must stop, after a change of the program's size. */
bool baton_memory_limit(Machine *m);

/* Where code and symbols have grown from `before` words: is there still room
 * for them?  May collect. */
bool baton_memory_fits(Machine *m, uint64_t before);

/* Returns an owned cell, its fields not set, or NULL: then
 * baton_memory_reserve, and the same again. */
static inline Cell *cell_allocate(Machine *m, Kind kind, uint32_t size,
                                  uint32_t words) {
  Cell *cell;
  if (words < CLASSES && LIKELY(m->free[words])) {
    cell = m->free[words];
    m->free[words] = (Cell *)cell->field[0];
  } else if (!(cell = baton_cell_new(m, words))) {
    return NULL;
  }
  cell->count = 1;
  cell->shape = size << 4 | kind;
#ifndef BATON_UNCOUNTED
  m->counts.allocations++;
  m->live_words += words + CELL_HEAD;
  if (m->live_words > m->counts.peak_words)
    m->counts.peak_words = m->live_words;
#endif
  return cell;
}

/* Gives back a cell whose fields have been moved out of it.  Its count stays as
 * it is: a walk over the heap marks the free cells first. */
static inline void cell_recycle(Machine *m, Cell *cell, uint32_t words) {
  uint32_t class = words < CLASSES ? words : 0;
  cell->field[0] = (Value)m->free[class];
  m->free[class] = cell;
#ifndef BATON_UNCOUNTED
  m->counts.frees++;
  m->live_words -= words + CELL_HEAD;
#endif
}

static inline Value value_retain(Value v) {
  if (value_is_counted(v)) value_cell(v)->count++;
  return v;
}

/* Takes v. */
static inline void value_release(Machine *m, Value v) {
  if (value_is_counted(v)) {
    Cell *cell = value_cell(v);
    if (--cell->count == 0) baton_cell_free(m, cell);
  }
}

#endif
