/* The manager `copying`: moving what is reachable into the other space.
 *
 * The queue of cells whose fields are still to be visited is the new space
 * itself, from `scan` to the frontier, so nothing recurses.  A cell that has
 * moved has the count 0, and in its first field where it is now.  `--heap`
 * bounds what is live, as it does for the other managers; each space is that
 * large, but the program uses no more of it than a few times what lived after
 * the last collection.  Built with BATON_STRESS, it collects at
 * each allocation while little lives.
 */
#include "../memory.h"
#include "../devices.h"

/* Is this a test that lets nothing lie where it was? */
#ifdef BATON_STRESS
#define STRESSED(m) ((m)->frontier - (m)->base < 1 << 12)
#else
#define STRESSED(m) false
#endif

enum { LEAST = 1 << 16 }; /* words of a space in use at first */

void baton_manager_walk(Machine *m) { (void)m; }

bool baton_memory_limit(Machine *m) {
  m->limit = m->frontier + (m->frontier - m->base) + LEAST;
  if (STRESSED(m)) m->limit = m->frontier;
  if (m->limit > heap_end(m)) m->limit = heap_end(m);
  if (m->frontier <= m->limit) return true;
  m->limit = m->frontier; /* an allocation compares the two */
  return false;
}

bool baton_memory_reserve(Machine *m, uint64_t count, uint64_t words,
                          Value *held) {
  if (words > SIZE_MAX_ELEMENTS || count > UINT32_MAX) return false;
  uint64_t need = count * (words + CELL_HEAD);
  if ((uint64_t)(m->limit - m->frontier) >= need && !STRESSED(m)) return true;
  m->held = held;
  baton_memory_collect(m);
  m->held = NULL;
  if (heap_end(m) - m->frontier < (int64_t)need) return false;
  if ((uint64_t)(m->limit - m->frontier) < need) m->limit = m->frontier + need;
  return true;
}

void baton_memory_end(Machine *m) { baton_memory_collect(m); }

void baton_manager_begin(Machine *m) {
  Value *empty = m->other;
  m->other = m->base;
  m->full = m->frontier;
  m->base = m->frontier = m->scan = empty;
  m->work = 0;
  m->live_words = 0;
}

/* A root may be handed over twice: only what lies in the old space moves. */
void baton_manager_reach(Machine *m, Value *v) {
  if (!value_is_cell(*v)) return;
  Cell *cell = value_cell(*v);
  if (!value_is_counted(*v)) {
    baton_program_reach(m, *v);
    return;
  }
  Value *at = (Value *)(void *)cell;
  if (at < m->other || at >= m->full) return;
  if (cell->count) {
    uint32_t words = cell_words(cell) + CELL_HEAD;
    baton_program_reach(m, *v);
    if (cell_kind(cell) == KIND_DEVICE) baton_device_reach(cell);
    memcpy(m->frontier, cell, words * sizeof(Value));
    cell->count = 0;
    cell->field[0] = value_of_cell((Cell *)(void *)m->frontier);
    m->frontier += words;
    m->live_words += words;
    m->work++;
  }
  *v = cell->field[0];
}

bool baton_manager_work(Machine *m) {
  bool any = m->scan < m->frontier;
  while (m->scan < m->frontier) {
    Cell *cell = (Cell *)(void *)m->scan;
    for (uint32_t i = 0; i < cell_values(cell); i++)
      baton_manager_reach(m, &cell->field[i]);
    m->scan += cell_words(cell) + CELL_HEAD;
  }
  return any;
}

void baton_manager_sweep(Machine *m) {
  if (m->held) baton_manager_reach(m, m->held); /* it lives in a register too */
  baton_devices_sweep(m);
  m->counts.frees = m->counts.allocations - m->work;
#ifdef BATON_POISON
  memset(m->other, 0xdd, (size_t)((char *)m->full - (char *)m->other));
#endif
}
