/* Pictures of a run: what the makers of pictures and pages share.
 *
 * views.c reads the command line and the program, and steps; picture.c draws a
 * moment with Graphviz, page.c records a run into a page.
 */
#ifndef BATON_VIEWS_H
#define BATON_VIEWS_H

#include "command.h"
#include "history.h"
#include <stdio.h>

typedef struct Views {
  Command command; /* first: it is the context of the machine's reports */
  History *history;
  const char *program; /* its text, ended by 0 */
  const char *name;    /* its file, without folders */
  bool tangled;        /* in a picture one arrow leads to each cell */
  bool from_image;     /* the text was made from an image */
  uint64_t step;       /* the first state that is wanted; 0 is the start */
  uint64_t steps;      /* how many of them at most */
  size_t cells;        /* shown at most */
} Views;

/* The command: `baton trace` with --dot, --svg or --html among its options; the
 * words behind `trace`.  Returns the exit status. */
int views_command(int count, char **argument);

/* Writes the machine's state as a graph for Graphviz.  False: no memory. */
bool picture_write(Views *views, FILE *to);
/* Records the run from its state now, and writes the page.  False: no memory.
 */
bool page_write(Views *views, FILE *to);

#endif
