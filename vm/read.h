/* Reading: text to data (spec/text.md).
 *
 * The same reader serves programs, whose pairs have two fields more, the line
 * and the column of their first element, and the instruction `read`.  Open
 * lists are kept on a stack of the reader's own, so data may nest to any depth.
 */
#ifndef BATON_READ_H
#define BATON_READ_H

#include "problems.h"

/* Bytes, and how to get more; refill: false at the end. */
typedef struct Source Source;
struct Source {
  const uint8_t *at, *end;
  bool (*refill)(Source *source);
  Position here; /* of the next byte */
};

/* Takes the next byte, which is there. */
static inline uint8_t source_take(Source *source) {
  uint8_t byte = *source->at++;
  source->here.column += (byte & 0xc0) != 0x80;
  if (byte == '\n') source->here = (Position){source->here.line + 1, 1};
  return byte;
}

typedef enum ReadState {
  READ_DATUM,
  READ_END,
  READ_WRONG,  /* noted in the problems */
  READ_MEMORY, /* there is no memory */
} ReadState;

/* Reads one datum.  `*datum` comes owned.  Stops at the first problem. */
ReadState baton_read(Machine *m, Source *source, Problems *problems,
                     Value *datum);
/* Reads the text of `problems`, and goes on after these.  Hands over each datum
 * in a list of its own, with places, and then releases it; none after a
 * problem.  False: there is no memory. */
bool baton_read_text(Machine *m, Problems *problems,
                     void each(void *context, Value list), void *context);
/* Where the first element of a list stands; NOWHERE: not known. */
static inline Position baton_position(Value list) {
  if (!value_is(list, KIND_PAIR) || cell_size(value_cell(list)) == 2)
    return NOWHERE;
  const Value *field = value_cell(list)->field;
  return (Position){(uint32_t)value_int(field[2]),
                    (uint32_t)value_int(field[3])};
}

/* Visits what the reader at work holds. */
void baton_reader_roots(Machine *m, Reader *reader,
                        void visit(Machine *, Value *));

#define UTF8_WRONG UINT32_MAX
/* Takes the next character; UTF8_WRONG, and one byte, where there is none. */
uint32_t baton_utf8_next(const uint8_t **at, const uint8_t *end);

/* Where what is right ends. */
const uint8_t *baton_utf8_end(const uint8_t *at, const uint8_t *end);

/* Can this byte of UTF-8 stand in a name? */
static inline bool byte_in_name(int byte) {
  return byte > ' ' && byte != '(' && byte != ')' && byte != '"' &&
         byte != ';' && byte != '\'' && byte != '|';
}

#endif
