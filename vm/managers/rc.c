/* The manager `rc`: freeing, the search for room, and the backup trace.
 *
 * Relies on the heap being one region of cells that lie side by side, so that
 * it can be walked.  No function here recurses: dying cells and cells to be
 * traced are linked through their own `count`, as distances from the base (the
 * heap has less than 2^32 words, so they fit, and no count can overflow).
 */
#include "../memory.h"
#include "../devices.h"

static uint32_t cell_link(const Machine *m, const Cell *cell) {
  return cell ? (uint32_t)((const Value *)(const void *)cell - m->base) + 1 : 0;
}
static Cell *link_cell(const Machine *m, uint32_t link) {
  return link ? (Cell *)(void *)(m->base + link - 1) : NULL;
}

static void free_list_add(Machine *m, Cell *cell, uint64_t words) {
  uint32_t list = list_of(words);
  cell->count = 0;
  cell->field[0] = (Value)m->free[list];
  m->free[list] = cell;
}

/* Cells whose count has come to 0 wait, linked to each other. */
void baton_cell_free(Machine *m, Cell *cell) {
  uint64_t freed = 1;
  for (Cell *next = NULL;; next = link_cell(m, next->count)) {
    uint32_t values = cell_values(cell), words = values;
    if (UNLIKELY(!values)) words = cell_words(cell);
    for (uint32_t i = values; i-- > 0;) {
      Value v = cell->field[i];
      if (!value_is_counted(v)) continue;
      Cell *child = value_counted_cell(v);
      if (--child->count) continue;
      child->count = cell_link(m, next);
      next = child;
    }
    if (UNLIKELY(cell_kind(cell) == KIND_DEVICE)) baton_device_close(m, cell);
#ifdef BATON_POISON
    memset(cell->field, 0xdd, words * sizeof(Value));
#endif
    free_list_add(m, cell, words);
    m->live_words -= words + CELL_HEAD;
    if (!next) break;
    cell = next;
    freed++;
  }
  m->counts.frees += freed;
  if (freed > m->counts.longest_release) m->counts.longest_release = freed;
}

/* Takes over the cells that compiled code has kept.  Each is walked over once.
 */
static void kept_take(Machine *m) {
  for (uint32_t words = 0; words < KEPT; words++)
    for (Cell *cell; (cell = m->kept[words]);) {
      m->kept[words] = (Cell *)cell->field[0];
      free_list_add(m, cell, words);
    }
}

/* Walking. */

void baton_manager_walk(Machine *m) {
  kept_take(m);
  for (int i = 0; i < CLASSES; i++)
    for (Cell *c = m->free[i]; c; c = (Cell *)c->field[0]) c->count = 0;
}

/* Room. */

/* Makes a free cell of the `words` behind the head at `at`. */
static void cell_carve(Machine *m, Value *at, uint64_t words) {
  Cell *cell = (Cell *)(void *)at;
  cell->shape = (uint32_t)words << 4 | KIND_VECTOR;
  free_list_add(m, cell, words);
}

/* Takes a cell of `words` out of the list at `link`, or splits a larger one. */
static Cell *cell_take(Machine *m, Cell **link, uint32_t words) {
  for (Cell *cell; (cell = *link); link = (Cell **)(void *)&cell->field[0]) {
    uint32_t has = cell_words(cell);
    if (has != words && has < words + CELL_HEAD + 1) continue;
    *link = (Cell *)cell->field[0];
    if (has > words)
      cell_carve(m, (Value *)(void *)cell + CELL_HEAD + words,
                 has - words - CELL_HEAD);
    return cell;
  }
  return NULL;
}

Cell *baton_cell_large(Machine *m, uint32_t words) {
  Cell *cell = m->free[0];
  return cell && cell_words(cell) == words ? cell : NULL;
}

/* Makes a free cell of `words` of a larger one, or of a large one as it is. */
static bool cell_find(Machine *m, uint32_t words) {
  Cell *cell = NULL;
  uint32_t from = words < CLASSES ? words + CELL_HEAD + 1 : CLASSES;
  for (; !cell && from < CLASSES; from++)
    cell = cell_take(m, &m->free[from], words);
  if (!cell) cell = cell_take(m, &m->free[0], words);
  if (cell) cell_carve(m, (Value *)(void *)cell, words);
  return cell;
}

/* Makes free cells of `words`, at most `count`, at the frontier; returns how
 * many.  Of small ones some more, if there is plenty of room. */
static uint64_t frontier_carve(Machine *m, uint64_t count, uint64_t words) {
  enum { CELLS = 32, PLENTY = 1 << 16 };
  uint64_t step = words + CELL_HEAD, room = (uint64_t)(m->limit - m->frontier);
  if (room > PLENTY && words < CLASSES && count < CELLS) count = CELLS;
  if (count > room / step) count = room / step;
  /* The first one in memory will be the first one used. */
  for (uint64_t i = count; i-- > 0;)
    cell_carve(m, m->frontier + i * step, words);
  m->frontier += count * step;
  return count;
}

/* Makes `count` cells of `words` ready, at the beginning of their list; nobody
 * asks for two large ones. */
static bool room_find(Machine *m, uint64_t count, uint64_t words) {
  if (words > SIZE_MAX_ELEMENTS) return false;
  kept_take(m);
  uint64_t have = 0;
  if (words < CLASSES)
    for (Cell *c = m->free[words]; c && have < count; c = (Cell *)c->field[0])
      have++;
  else if (cell_find(m, (uint32_t)words)) return true;
  if (have < count) have += frontier_carve(m, count - have, words);
  while (have < count && cell_find(m, (uint32_t)words)) have++;
  return have >= count;
}

bool baton_memory_reserve(Machine *m, uint64_t count, uint64_t words,
                          Value *held) {
  (void)held; /* nothing moves */
  if (room_find(m, count, words)) return true;
  baton_memory_collect(m);
  return room_find(m, count, words);
}

/* Words of the heap that are not free, heads included. */
static uint64_t words_used(Machine *m) {
  kept_take(m);
  uint64_t used = (uint64_t)(m->frontier - m->base);
  for (int i = 0; i < CLASSES; i++)
    for (const Cell *c = m->free[i]; c; c = (const Cell *)c->field[0])
      used -= cell_words(c) + CELL_HEAD;
  return used;
}

bool baton_memory_limit(Machine *m) {
  m->limit = heap_end(m);
  if (m->frontier <= m->limit) return true;
  m->limit = m->frontier; /* an allocation compares the two */
  return words_used(m) <= (uint64_t)(heap_end(m) - m->base);
}

void baton_memory_end(Machine *m) { (void)m; /* what lives now has leaked */ }

/* The backup trace.  Cells that roots reach get MARK in their shape, and their
 * counts serve as links of the work list; the others are freed, free neighbours
 * joined; and all references are counted anew. */

#define MARK 0x80000000u

void baton_manager_begin(Machine *m) { m->work = 0; }

void baton_manager_reach(Machine *m, Value *v) {
  if (!value_is_cell(*v)) return;
  Cell *cell = value_cell(*v);
  if (value_is_counted(*v) && cell->shape & MARK) return;
  baton_program_reach(m, *v);
  if (!value_is_counted(*v)) return;
  cell->shape |= MARK;
  cell->count = m->work;
  m->work = cell_link(m, cell);
}

/* Takes the mark off; was it there? */
static bool unmark(Cell *cell) {
  bool marked = cell->shape & MARK;
  cell->shape &= ~MARK;
  return marked;
}

bool baton_manager_work(Machine *m) {
  bool any = m->work;
  while (m->work) {
    Cell *cell = link_cell(m, m->work), plain = *cell;
    m->work = cell->count;
    unmark(&plain);
    for (uint32_t i = 0; i < cell_values(&plain); i++)
      baton_manager_reach(m, &cell->field[i]);
  }
  return any;
}

/* Frees the cells that have no mark.  All counts become 0. */
static void cells_sweep(Machine *m) {
  baton_manager_walk(m);
  memset(m->free, 0, sizeof m->free);
  Value *hole = NULL;
  for (Value *at = m->base; at < m->frontier;) {
    Cell *cell = (Cell *)(void *)at;
    bool marked = unmark(cell);
    uint32_t words = cell_words(cell);
    if (!marked && cell->count) {
      if (cell_kind(cell) == KIND_DEVICE) baton_device_close(m, cell);
      m->counts.frees++;
      m->live_words -= words + CELL_HEAD;
    }
    bool large = hole && (uint64_t)(at - hole) + words > SIZE_MAX_ELEMENTS;
    if (hole && (marked || large)) {
      cell_carve(m, hole, (uint64_t)(at - hole) - CELL_HEAD);
      hole = NULL;
    }
    if (!marked && !hole) hole = at;
    at += words + CELL_HEAD;
    cell->count = 0;
    if (marked) cell->shape |= MARK;
  }
  if (hole) m->frontier = hole;
}

static void reference_count(Machine *m, Value *v) {
  (void)m;
  if (value_is_counted(*v)) value_cell(*v)->count++;
}

void baton_manager_sweep(Machine *m) {
  cells_sweep(m);
  for (Value *at = m->base; at < m->frontier;) {
    Cell *cell = (Cell *)(void *)at;
    uint32_t values = unmark(cell) ? cell_values(cell) : 0;
    for (uint32_t i = 0; i < values; i++) reference_count(m, &cell->field[i]);
    at += CELL_HEAD + cell_words(cell);
  }
  baton_roots_visit(m, reference_count);
  baton_variables_visit(m, reference_count);
}
