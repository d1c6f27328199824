/* What `copying` and `arena` have in common: no count of references.
 *
 * A cell lies at the frontier.  The fields of a cell may always be moved out of
 * it, since nobody counts how often they are referred to; whether somebody else
 * refers to it is never known.
 */
#ifndef BATON_UNCOUNTED_H
#define BATON_UNCOUNTED_H

static inline Cell *cell_allocate(Machine *m, Kind kind, uint32_t size,
                                  uint32_t words) {
  Value *at = m->frontier;
  if (UNLIKELY(m->limit - at < (ptrdiff_t)words + CELL_HEAD)) return NULL;
  m->frontier = at + words + CELL_HEAD;
  return cell_begin(m, (Cell *)(void *)at, kind, size, words);
}

static inline void cell_recycle(Machine *m, Cell *cell, uint32_t words) {
  (void)m, (void)cell, (void)words;
}
ALWAYS_INLINE Cell *cell_allocate_kept(Machine *m, Cell **kept, Kind kind,
                                       uint32_t size, uint32_t words) {
  (void)kept;
  return cell_allocate(m, kind, size, words);
}
ALWAYS_INLINE void cell_recycle_kept(Machine *m, Cell **kept, Cell *cell,
                                     uint32_t words) {
  (void)m, (void)kept, (void)cell, (void)words;
}
static inline bool cell_opens(const Cell *cell) {
  (void)cell;
  return true;
}
static inline bool cell_opens_as(const Cell *cell, Kind kind) {
  return cell_kind(cell) == kind;
}
static inline void value_retain_times(Machine *m, Value v, uint32_t times) {
  (void)m, (void)v, (void)times;
}
static inline Value value_retain(Machine *m, Value v) {
  (void)m;
  return v;
}
static inline void value_release(Machine *m, Value v) { (void)m, (void)v; }

#endif
