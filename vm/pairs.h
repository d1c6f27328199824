/* Pairs: which handlers follow which others, how often (`run --stats=pairs`).
 *
 * Steps through a program and counts each two handlers that were executed one
 * right after the other on one way through a block.  vm/fusions.scm is chosen
 * from such counts.
 */
#ifndef BATON_PAIRS_H
#define BATON_PAIRS_H

#include "machine.h"
#include <stdio.h>

/* Of a run: a count for each pair that there was. */
typedef struct Pairs {
  Buffer counts; /* of PairCount */
  Map numbers;   /* where in `counts` a pair is */
} Pairs;

/* Runs the machine to its end and counts; returns its state then. */
BatonState baton_pairs_run(BatonMachine *m, Pairs *pairs);
/* Prints the counts, the highest first, and frees them. */
void baton_pairs_print(Pairs *pairs, bool json, FILE *to);

#endif
