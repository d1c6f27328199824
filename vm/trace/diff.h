/* Comparing two traces: what the parts of `baton diff' share.
 *
 * diff.c opens files or starts machines; compare.c reads both traces to the
 * first difference; difference.c says what was found.
 */
#ifndef BATON_DIFF_H
#define BATON_DIFF_H

#include "cause.h"
#include "lines.h"
#include "live.h"
#include "story.h"

enum { EXIT_SAME, EXIT_DIFFERENT };

/* One of the two: MINE is what is taken to be right. */
typedef struct Side {
  const char *label, *name;
  Lines lines;
  bool live; /* its trace comes from a process at work */
  Live process;
  /* Where the comparison stopped: what came, a copy of it, and its parts. */
  LineState state;
  char *text;
  TraceLine line;
} Side;

typedef struct Diff {
  Side mine, yours;
  bool json, color;
  int patience; /* milliseconds for a machine to go on; -1: for ever */
  const char *machine, *reference, *program, *input;
  char **option; /* for both machines */
  int option_count;
  char **argument; /* for the program */
  int argument_count;
  bool counts_cells;
  LineKind kind;   /* of the lines: transfers or steps */
  uint64_t number; /* the last transfer or step that both made */
  bool ended;      /* with a line that says how */
  char *before;    /* the last line that both had, or NULL */
  size_t before_length, before_room;
  Cause cause;
  Story story; /* of MINE's line, where the program is known */
} Diff;

/* Reads the lines of both sides to their end or to the first difference, which
 * it reports.  An exit status. */
int diff_compare(Diff *d);

/* Reads the story of the line that MINE gave. */
void diff_story(Diff *d);
/* Says that they differ behind d->number, and d->cause. */
int diff_report(Diff *d);
/* Sets the cause; `about` stands for the format's %s. */
void diff_because(Diff *d, const char *code, const char *format,
                  const char *about);
/* Says what makes a comparison impossible; returns the exit status. */
int diff_impossible(const Diff *d, const Side *side, int status,
                    const char *what, const char *advice);
/* MINE made no trace, so the program is at fault: as it ended, so do we. */
int diff_refused(Diff *d);
/* Says that a side does not go on; an exit status. */
int diff_silent(Diff *d, const Side *side);
/* Says that they are the same. */
void diff_same(const Diff *d);

#endif
