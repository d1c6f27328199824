/* The tracer's engine: vm/engine.c built with BATON_UNTIL, an object of its own
 * that only the tracer links.
 *
 * Runs a machine that is ready as baton_run does, until the first transfer at
 * which `goal` instructions or more are done since it was loaded, or to the
 * end; returns the state then.  baton_progress tells the count, which does not
 * include an instruction that ends the run by a fault.
 */
#ifndef BATON_UNTIL_H
#define BATON_UNTIL_H

#include "baton.h"

BatonState baton_engine_until(BatonMachine *machine, uint64_t goal);

#endif
