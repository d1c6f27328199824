/* Waiting for the call of a closure: see await.h. */
#define _POSIX_C_SOURCE 200809L
#include "await.h"
#include <stdio.h>
#include <string.h>

static bool root_is(BatonMachine *m, BatonRoot root, BatonValue closure) {
  BatonValue value;
  return baton_root(m, root, &value) && value == closure;
}

/* The register, plus 2, whose closure the coming instruction calls; 1: none. */
static uint16_t callee_find(BatonMachine *m) {
  BatonOperation o;
  bool calls = baton_operation(m, &o) && o.uses && !o.use[0].operand &&
               (!strcmp(o.name, "call") || !strcmp(o.name, "apply"));
  return calls ? o.use[0].number + 2 : 1;
}

static bool calls(Await *a, BatonMachine *m) {
  uint16_t *known = spots_here(&a->spots, m), callee = known ? *known : 0;
  if (!callee) callee = callee_find(m);
  if (known) *known = callee;
  return callee > 1 && baton_held(m, (uint8_t)(callee - 2)) == a->closure;
}

/* Notes what the coming step may do, and what was done until now. */
static void note(Await *a, BatonMachine *m) {
  BatonProgress progress = baton_progress(m);
  a->calls = calls(a, m);
  a->handles = root_is(m, BATON_HANDLER, a->closure);
  a->times = root_is(m, BATON_TIMER, a->closure);
  a->faults = progress.faults;
  if (a->freed != progress.freed) a->collections = baton_counts(m).collections;
  a->freed = progress.freed;
}

/* Is the closure's cell no more?  One that was freed has no references until
 * its place is used again, and that takes another step; a collection leaves
 * nothing to go by, but a walk finds all that lives. */
static bool is_free(const Await *a, BatonMachine *m) {
  BatonCell cell;
  BatonValue at;
  if (!baton_cell(m, a->closure, &cell)) return false; /* a constant */
  if (!cell.references || strcmp(cell.kind, "closure")) return true;
  if (baton_counts(m).collections == a->collections) return false;
  for (bool first = true; baton_cell_walk(m, first, &at); first = false)
    if (at == a->closure) return false;
  return true;
}

bool await_begin(Await *a, History *h) {
  BatonMachine *m = history_machine(h);
  *a = (Await){.freed = UINT64_MAX};
  if (!baton_continuation(m, &a->closure)) return false;
  snprintf(a->block, sizeof a->block, "%s", baton_closure_block(m, a->closure));
  note(a, m);
  return true;
}

void await_end(Await *a) { spots_free(&a->spots); }

bool await_over(Await *a, History *h) {
  BatonMachine *m = history_machine(h);
  bool faulted = baton_progress(m).faults != a->faults;
  bool ready = history_state(h) == BATON_READY;
  a->called = (a->calls && !faulted) || (a->handles && faulted && ready) ||
              (a->times && !root_is(m, BATON_TIMER, a->closure) &&
               !baton_index(m));
  a->ended = !a->called && baton_progress(m).freed != a->freed && is_free(a, m);
  if (ready && !a->called && !a->ended) note(a, m);
  return a->called || a->ended;
}
