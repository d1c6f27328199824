/* Waiting for the call of a closure: what a session's `finish` and an editor's
 * steps over and out share.
 *
 * A closure is known by its cell.  The cell can end without a call, and another
 * one begin in its place; so every step is looked at, and the wait ends as soon
 * as the cell is free.
 */
#ifndef BATON_AWAIT_H
#define BATON_AWAIT_H

#include "history.h"
#include "spots.h"

typedef struct Await {
  BatonValue closure;
  char block[128];    /* its name */
  bool called, ended; /* ended: it was freed, and nothing calls it any more */
  bool calls, handles, times; /* the coming step calls it: so, or by a fault,
                               * or by the timer */
  uint64_t faults, freed, collections; /* until now */
  Spots spots; /* whether an instruction calls, and what register */
} Await;

/* Waits for the continuation that lives here (baton_continuation); false: there
 * is none. */
bool await_begin(Await *await, History *history);
void await_end(Await *await);
/* Has it been called, or ended, by the step that led here?  To be asked at each
 * position, in order. */
bool await_over(Await *await, History *history);

#endif
