/* The manager `rc`: a count in each cell, released at once.
 *
 * Free cells wait in lists, one for each size; the last one freed is used
 * first, while it is still in the cache.  A trace finds cycles when memory runs
 * out.
 */
#ifndef BATON_RC_H
#define BATON_RC_H

#define MANAGER_NAME "rc"
#define MANAGER_COLLECTS 1
#define MANAGER_SPACES 1

/* Frees a cell whose count has come to 0, and what it alone refers to. */
void baton_cell_free(Machine *m, Cell *cell);

/* Which of the lists of free cells is that of `words`. */
static inline uint32_t list_of(uint64_t words) {
  return words < CLASSES ? (uint32_t)words : 0;
}

/* The first of the large free cells, if it has just as many words, or NULL. */
Cell *baton_cell_large(Machine *m, uint32_t words);

/* What baton_memory_reserve has made ready stands first in its list. */
static inline Cell *cell_allocate(Machine *m, Kind kind, uint32_t size,
                                  uint32_t words) {
  Cell *cell = words < CLASSES ? m->free[words] : baton_cell_large(m, words);
  if (UNLIKELY(!cell)) return NULL;
  m->free[list_of(words)] = (Cell *)cell->field[0];
  return cell_begin(m, cell, kind, size, words);
}

/* The count stays as it is: a walk over the heap marks the free cells first. */
static inline void cell_recycle(Machine *m, Cell *cell, uint32_t words) {
  uint32_t list = list_of(words);
  cell->field[0] = (Value)m->free[list];
  m->free[list] = cell;
#ifndef BATON_UNCOUNTED
  m->counts.frees++;
  m->live_words -= words + CELL_HEAD;
#endif
}

ALWAYS_INLINE Cell *cell_allocate_kept(Machine *m, Cell **kept, Kind kind,
                                       uint32_t size, uint32_t words) {
  Cell *cell = kept ? kept[words] : NULL;
  if (UNLIKELY(!cell)) return cell_allocate(m, kind, size, words);
  kept[words] = (Cell *)cell->field[0];
  return cell_begin(m, cell, kind, size, words);
}
ALWAYS_INLINE void cell_recycle_kept(Machine *m, Cell **kept, Cell *cell,
                                     uint32_t words) {
  if (!kept) {
    cell_recycle(m, cell, words);
    return;
  }
  cell->field[0] = (Value)kept[words];
  kept[words] = cell;
}

static inline bool cell_opens(const Cell *cell) { return cell->count == 1; }
/* As one comparison, where the shape follows the count in a word. */
static inline bool cell_opens_as(const Cell *cell, Kind kind) {
#if defined __x86_64__ || defined __aarch64_el__
  enum { SIZE_BITS = 28 };
  uint64_t head;
  memcpy(&head, cell, sizeof head);
  return head << SIZE_BITS == ((uint64_t)kind << 32 | 1) << SIZE_BITS;
#else
  return cell->count == 1 && cell_kind(cell) == kind;
#endif
}

static inline void value_retain_times(Machine *m, Value v, uint32_t times) {
  (void)m;
  if (!value_is_counted(v)) return;
  value_counted_cell(v)->count += times;
  MEMORY_COUNT(retains, times);
}
static inline Value value_retain(Machine *m, Value v) {
  value_retain_times(m, v, 1);
  return v;
}

static inline void value_release(Machine *m, Value v) {
  if (!value_is_counted(v)) return;
  Cell *cell = value_counted_cell(v);
  MEMORY_COUNT(releases, 1);
  if (--cell->count == 0) baton_cell_free(m, cell);
}

#endif
