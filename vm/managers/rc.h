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

/* A cell from wherever there is one, its head not set; or NULL. */
Cell *baton_cell_new(Machine *m, uint32_t words);

/* No free cell of the size: leaves it to baton_memory_stock, which makes some
 * at once, so that engines have one place for this and not one in each body. */
static inline Cell *cell_allocate_ready(Machine *m, Kind kind, uint32_t size,
                                        uint32_t words) {
  Cell *cell = m->free[words];
  if (UNLIKELY(!cell)) return NULL;
  m->free[words] = (Cell *)cell->field[0];
  return cell_begin(m, cell, kind, size, words);
}

static inline Cell *cell_allocate(Machine *m, Kind kind, uint32_t size,
                                  uint32_t words) {
  if (words < CLASSES && LIKELY(m->free[words]))
    return cell_allocate_ready(m, kind, size, words);
  Cell *cell = baton_cell_new(m, words);
  return cell ? cell_begin(m, cell, kind, size, words) : NULL;
}

/* The count stays as it is: a walk over the heap marks the free cells first. */
static inline void cell_recycle(Machine *m, Cell *cell, uint32_t words) {
  uint32_t class = words < CLASSES ? words : 0;
  cell->field[0] = (Value)m->free[class];
  m->free[class] = cell;
#ifndef BATON_UNCOUNTED
  m->counts.frees++;
  m->live_words -= words + CELL_HEAD;
#endif
}

ALWAYS_INLINE Cell *cell_allocate_kept(Machine *m, Cell **kept, Kind kind,
                                       uint32_t size, uint32_t words) {
  Cell *cell = kept ? kept[words] : words < CLASSES ? m->free[words] : NULL;
  if (UNLIKELY(!cell)) {
    cell = baton_cell_new(m, words);
    if (!cell) return NULL;
  } else if (kept) {
    kept[words] = (Cell *)cell->field[0];
  } else {
    m->free[words] = (Cell *)cell->field[0];
  }
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

static inline bool cell_is_alone(const Cell *cell) { return cell->count == 1; }
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
