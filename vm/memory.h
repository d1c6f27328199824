/* Memory: cells, and who ends them.
 *
 * A memory manager is one of managers/: `rc` counts references and releases at
 * once, `copying` moves what is reachable into a second space, `arena` never
 * frees.  It is chosen when the machine is built; what stands in this header is
 * all that the rest of the machine knows of it.  Code is written for the
 * strictest of each: every new reference is retained, every one that ends is
 * released, and a value that is kept across a function that can collect is a
 * root or is read again, because its cell may have moved.  Roots are the live
 * registers (the verifier's walk tells which), the machine's own values, and
 * the reader's stack.  A function that can collect is called with m->pc set and
 * with all operands of the instruction still in their registers.
 */
#ifndef BATON_MEMORY_H
#define BATON_MEMORY_H

#include "machine.h"

#ifdef __OPTIMIZE__
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE static inline
#endif
#ifdef __GNUC__
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#endif

/* The engine that counts nothing leaves these out. */
#ifdef BATON_UNCOUNTED
#define MEMORY_COUNT(what, n) (void)0
#else
#define MEMORY_COUNT(what, n) (m->counts.what += (n))
#endif

/* What a manager gives, inline where it is needed at each instruction.
 *
 * cell_allocate returns an owned cell, its fields not set, or NULL: then
 * baton_memory_reserve, and the same again. */
static inline Cell *cell_allocate(Machine *m, Kind kind, uint32_t size,
                                  uint32_t words);
/* One more reference; returns v. */
static inline Value value_retain(Machine *m, Value v);
static inline void value_retain_times(Machine *m, Value v, uint32_t times);
/* Takes v. */
static inline void value_release(Machine *m, Value v);
/* May the fields of a cell that is taken be moved out of it, without a retain?
 * The cell is given back with cell_recycle then. */
static inline bool cell_opens(const Cell *cell);
/* ... and is it of this kind? */
static inline bool cell_opens_as(const Cell *cell, Kind kind);
static inline void cell_recycle(Machine *m, Cell *cell, uint32_t words);
/* The same for compiled code, with lists of free cells that it has in variables
 * of its own as long as it runs, or NULL.  A list in memory would make each
 * allocation wait for the cell that was given back before. */
ALWAYS_INLINE Cell *cell_allocate_kept(Machine *m, Cell **kept, Kind kind,
                                       uint32_t size, uint32_t words);
ALWAYS_INLINE void cell_recycle_kept(Machine *m, Cell **kept, Cell *cell,
                                     uint32_t words);

/* Allocates the heap; false: no memory.  Gives it back. */
bool baton_memory_create(Machine *m);
void baton_memory_destroy(Machine *m);

/* Makes sure that the next `count` allocations of `words` each succeed; may
 * collect.  False: the heap is full.  `held`: a value in a live register whose
 * copy in a C variable is needed afterwards, or NULL. */
bool baton_memory_reserve(Machine *m, uint64_t count, uint64_t words,
                          Value *held);

/* A new cell, owned, its fields not set, or NULL; may collect. */
Cell *baton_cell_make(Machine *m, Kind kind, uint64_t size, Value *held);

/* Frees what no root reaches, also programs. */
void baton_memory_collect(Machine *m);

/* All roots have ended: frees what the manager would have freed by now. */
void baton_memory_end(Machine *m);

/* Walks all cells that are not free.  The first call prepares it. */
Cell *baton_cell_first(Machine *m);
Cell *baton_cell_next(Machine *m, Cell *cell);

/* Where the heap ends, with the code beside it. */
static inline Value *heap_end(const Machine *m) {
  return m->base +
         (m->code_words < m->heap_words ? m->heap_words - m->code_words : 0);
}
/* Sets how far the heap may grow, after a change of the program's size.  False:
 * it is larger already. */
bool baton_memory_limit(Machine *m);

/* Where code and symbols have grown from `before` words: is there still room
 * for them?  May collect. */
bool baton_memory_fits(Machine *m, uint64_t before);

/* What a collection is made of.  memory.c begins one, hands over each place
 * that holds a root (baton_manager_reach), lets the manager follow what it has
 * reached (baton_manager_work; false: there was nothing), and at last lets it
 * free the rest.  The manager tells of each closure and constant that it
 * reaches with baton_program_reach, so that programs live as long as they. */
void baton_manager_begin(Machine *m);
void baton_manager_reach(Machine *m, Value *v);
bool baton_manager_work(Machine *m);
void baton_manager_sweep(Machine *m);
/* Gives all free cells the count 0, by which a walk tells them. */
void baton_manager_walk(Machine *m);
void baton_program_reach(Machine *m, Value v);
/* Calls `visit` with each root; symbols' values are those of environments that
 * live. */
void baton_roots_visit(Machine *m, void visit(Machine *, Value *));
void baton_variables_visit(Machine *m, void visit(Machine *, Value *));

static inline uint32_t cell_words(const Cell *cell) {
  return words_of(cell_kind(cell), cell_size(cell));
}
/* How many of the fields are values. */
static inline uint32_t cell_values(const Cell *cell) {
  return cell_is_raw(cell) ? 0 : cell_size(cell);
}
/* Writes the head of a new cell. */
static inline Cell *cell_begin(Machine *m, Cell *cell, Kind kind, uint32_t size,
                               uint32_t words) {
  (void)m, (void)words;
  cell->count = 1;
  cell->shape = size << 4 | kind;
#ifndef BATON_UNCOUNTED
  m->counts.allocations++;
  m->counts.allocated_words += words + CELL_HEAD;
  m->live_words += words + CELL_HEAD;
  if (m->live_words > m->counts.peak_words)
    m->counts.peak_words = m->live_words;
  if (m->counts.allocations - m->counts.frees > m->counts.peak_cells)
    m->counts.peak_cells = m->counts.allocations - m->counts.frees;
#endif
  return cell;
}

#ifndef BATON_MANAGER
#define BATON_MANAGER "managers/rc.h"
#endif
#include BATON_MANAGER

#endif
