/* Lines of a file, a pipe or another machine's trace, in constant memory.
 *
 * Relies on POSIX.  Guarantees that a line is given whole, whatever pieces it
 * arrives in, and that whatever arrives is said plainly: a cut off line, one
 * that is too long, silence.
 */
#ifndef BATON_LINES_H
#define BATON_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_MOST = 1 << 20 }; /* bytes of a line */

typedef enum LineState {
  LINE_WHOLE,
  LINE_CUT,    /* the input ended in the middle of this line */
  LINE_LONG,   /* more than LINE_MOST bytes: this is no trace */
  LINE_ENDED,  /* there are no more lines */
  LINE_SILENT, /* nothing came in time */
  LINE_FAILED, /* `problem` is the number of the error */
} LineState;

typedef struct Lines {
  int fd;       /* borrowed */
  int patience; /* milliseconds to wait for a line, or -1: for ever */
  int problem;  /* errno */
  LineState state;
  uint64_t number;  /* of this line, from 1 */
  const char *text; /* this line, without its end, until the next is read */
  size_t length;
  char *data;
  size_t begin, end;
} Lines;

/* False: no memory. */
bool lines_open(Lines *lines, int fd, int patience);
/* Goes to the next line and returns what came.  After anything but a whole line
 * it stays there. */
LineState lines_next(Lines *lines);
void lines_close(Lines *lines);

#endif
