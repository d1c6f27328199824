/* The manager `arena`: the frontier, and nothing else. */
#include "../memory.h"

bool baton_memory_limit(Machine *m) {
  m->limit = heap_end(m);
  if (m->frontier <= m->limit) return true;
  m->limit = m->frontier; /* an allocation compares the two */
  return false;
}

bool baton_memory_reserve(Machine *m, uint64_t count, uint64_t words,
                          Value *held) {
  (void)held; /* nothing moves */
  return words <= SIZE_MAX_ELEMENTS &&
         (uint64_t)(m->limit - m->frontier) / (words + CELL_HEAD) >= count;
}

void baton_manager_walk(Machine *m) { (void)m; }

/* There is no collection to take part in. */
void baton_manager_begin(Machine *m) { (void)m; }
void baton_manager_reach(Machine *m, Value *v) { (void)m, (void)v; }
bool baton_manager_work(Machine *m) { return (void)m, false; }
void baton_manager_sweep(Machine *m) { (void)m; }

void baton_memory_end(Machine *m) { m->frontier = m->base; }
