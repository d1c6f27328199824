/* Breakpoints: what the session's `break` and an editor's breakpoints share.
 *
 * A breakpoint is a place, a condition, or both.  It may stop at one of its
 * hits alone: these are counted from the start of the run, so that going back
 * finds what going on has found.  One with a message says it and stops nowhere.
 *
 * What depends on the instruction alone (is it the place, which register is the
 * variable) is kept for each, so that a run can look at every step.
 */
#ifndef BATON_BREAKS_H
#define BATON_BREAKS_H

#include "history.h"
#include "spots.h"

typedef struct Break {
  char block[128];   /* or "": any */
  int64_t index;     /* in the block, or -1: any */
  char variable[64]; /* of the condition, or "" */
  char relation[3];  /* "": the variable alone, which must not be #f */
  char literal[64];
  uint64_t hit;      /* the one that counts, or 0: each */
  uint64_t hits;     /* so far */
  char message[256]; /* or "" */
  Spots spots;       /* see breaks.c */
} Break;

void break_free(Break *place);

/* Reads a condition: `n = 3`, `n!=3`, `n < 10`, `n`.  False: it is none. */
bool break_condition(Break *place, const char *text);
/* Is the condition on the variable's value, of what holds it here, fulfilled?
 * False as well where it does not live. */
bool break_holds(Break *place, BatonMachine *machine);
/* What the variable holds here; false: it does not live. */
bool break_value(Break *place, BatonMachine *machine, BatonValue *value);
/* Does the breakpoint count here?  Counts the hit; to be asked once at each
 * position. */
bool break_met(Break *place, History *history);

/* The first line, from this one on, that has an instruction; 0: none has. */
uint32_t break_line(BatonMachine *machine, uint32_t line);
/* Block `n` at the first of its instructions on this line.  False: it has none
 * there. */
bool break_on_line(BatonMachine *machine, uint32_t n, uint32_t line,
                   Break *place);
/* The start of the block of this name.  False: there is none. */
bool break_on_block(BatonMachine *machine, const char *name, Break *place,
                    uint32_t *line);

/* The message with the values of variables in the place of {name}.  Owned; or
 * NULL. */
char *break_says(const Break *place, BatonMachine *machine);

/* How to look for the next position that passes a test in which hits are
 * counted, or for the last one before. */
typedef struct BreakRun {
  HistoryGrain grain;
  HistoryTest *test;
  void *context;
  void (*reset)(void *context); /* no hits so far */
  bool *silent;      /* set while nothing is to be said of what is passed */
  uint64_t *counted; /* hits are right at this position, UINT64_MAX: nowhere;
                      * or NULL: none matters */
} BreakRun;
bool break_run(const BreakRun *run, History *history, bool back);

#endif
