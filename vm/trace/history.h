/* History: a run that can be taken to any of its steps.
 *
 * A step is one instruction, numbered as in spec/trace.md; the position is the
 * number of steps done, so 0 is the start, and at position n the last line of a
 * text trace would be that of step n.  The machine's memory is an arena
 * (arena.h), of which checkpoints are kept as the run goes on; a position is
 * reached from the checkpoint before it, by the tracer's engine (until.h) and
 * then by single steps.  A run is the same each time, for all that comes from
 * outside is kept in a journal, as are changes of granted files: these are made
 * once, when a step is reached for the first time.  What the program prints is
 * collected and goes nowhere else.
 *
 * Checkpoints take at most twice what the machine itself has used at most, and
 * 64 MB; they are thinned out as the run gets longer.
 */
#ifndef BATON_HISTORY_H
#define BATON_HISTORY_H

#include "baton.h"

typedef struct History History;

/* Opens a program, text or image.  Of `options`, borrowed as long as the
 * history lives, `memory`, `output`, `journal` and `counted` are not used;
 * `input` is asked for each input once (NULL: standard input is read).  Errors
 * in the program are reported, and the state is BATON_EMPTY then.  NULL: no
 * memory, or what was reported. */
History *history_open(const BatonOptions *options, const char *name,
                      const uint8_t *bytes, size_t size);
/* Ends the run.  Where files or the plotter were granted, it goes to the last
 * step that was reached first, so that they are whole. */
void history_close(History *history);

/* The machine as it is at this position: for looking at, not to be run. */
BatonMachine *history_machine(History *history);

uint64_t history_position(const History *history);
BatonState history_state(const History *history);
/* The furthest position so far; is it the end of the run? */
uint64_t history_reached(const History *history, bool *end);

/* Goes to a position, or to the end where the run is shorter.  False: not
 * there, for that or because of history_interrupt. */
bool history_goto(History *history, uint64_t position);
/* Goes back, or on again, to a position that was reached, whatever interrupts.
 */
void history_return(History *history, uint64_t position);

/* What a search looks at: each position, or those behind a transfer alone,
 * which is much faster. */
typedef enum HistoryGrain { HISTORY_STEPS, HISTORY_TRANSFERS } HistoryGrain;
/* Is this position the one?  It may look at the machine and the position.  It
 * is asked in the order of the run, but a search back begins anew at earlier
 * ones.
 */
typedef bool HistoryTest(History *history, void *context);

/* Goes on to the next position that passes the test (NULL: none does), or to
 * the end.  True: it passed. */
bool history_run(History *history, HistoryGrain grain, HistoryTest *test,
                 void *context);
/* Goes back to the last earlier position that passes the test, or to the start.
 * True: it passed. */
bool history_run_back(History *history, HistoryGrain grain, HistoryTest *test,
                      void *context);
/* Makes what is going on stop soon, and lets nothing else begin; may be called
 * by a signal's handler. */
void history_interrupt(History *history);
bool history_interrupted(const History *history);
/* Lets walks go on again. */
void history_resume(History *history);

/* What the step that led to this position did.  Texts are borrowed until the
 * position changes. */
typedef struct HistoryStep {
  const char *block, *instruction;
  uint32_t index;
  BatonOperation operation;
  const char *born[2];       /* names, as many as the operation has births */
  bool faulted;              /* then nothing was born or ended */
  bool transferred;          /* another block was entered, or the same anew */
  const char *fault;         /* its kind, or "" */
  uint64_t allocated, freed; /* cells */
  uint64_t output;           /* bytes that were printed before it */
} HistoryStep;
/* NULL at position 0, and where there is no memory. */
const HistoryStep *history_step(History *history);

/* What the program has printed: its length in bytes, and a copy of some of it,
 * whose size is returned. */
uint64_t history_output_length(const History *history);
size_t history_output(History *history, uint64_t from, uint8_t *bytes,
                      size_t size);

/* How many steps are between checkpoints at first (1048576). */
void history_interval(History *history, uint64_t steps);

/* Figures of what is kept: checkpoints, their bytes, and the bytes that the
 * machine itself used at most. */
typedef struct HistoryFigures {
  size_t checkpoints, bytes, peak;
} HistoryFigures;
HistoryFigures history_figures(const History *history);

#endif
