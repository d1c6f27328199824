/* What a line of a trace says, and why two of them probably differ.
 *
 * Reads the lines of spec/trace.md, transfers and text.  Relies on nothing but
 * libc, and on no line being right: whatever stands there is taken apart as far
 * as it goes.
 */
#ifndef BATON_CAUSE_H
#define BATON_CAUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FIELDS_MOST = 320 }; /* of a line; what follows belongs to the last */

typedef enum LineKind {
  SAYS_NOTHING,  /* no line of a trace */
  SAYS_TRANSFER, /* NUMBER TARGET ARGUMENT ... */
  SAYS_HALT,
  SAYS_FAULT,
  SAYS_FUEL,
  SAYS_STEP, /* a line of --trace=text */
} LineKind;

typedef struct Field {
  uint32_t start, length; /* bytes */
} Field;

/* A line in parts.  Of a transfer, field 0 is the number, 1 the target, then
 * come the arguments; of a step the number, the place and the instruction; of
 * an end its word, and what it ended with. */
typedef struct TraceLine {
  const char *text; /* borrowed */
  size_t length;
  LineKind kind;
  uint64_t number;
  uint32_t count;
  Field field[FIELDS_MOST];
} TraceLine;

void trace_line_read(TraceLine *line, const char *text, size_t length);
static inline bool line_is_end(const TraceLine *line) {
  return line->kind == SAYS_HALT || line->kind == SAYS_FAULT ||
         line->kind == SAYS_FUEL;
}
/* Is field i of one line field j of the other? */
bool trace_field_same(const TraceLine *a, uint32_t i, const TraceLine *b,
                      uint32_t j);

/* Two lines that differ.  Those that follow them, and what is known of the
 * program, help: either may be NULL. */
typedef struct Difference {
  const TraceLine *mine, *yours;
  const TraceLine *mine_next, *yours_next;
  const char *instruction;      /* that made the transfer, as text */
  const char *const *parameter; /* names of the target's */
  uint32_t parameters;
} Difference;

typedef struct Cause {
  const char *code; /* one word, for programs */
  char text[800];   /* a sentence or two */
} Cause;

void cause_find(const Difference *difference, Cause *cause);

#endif
