/* Reading: text to data (spec/text.md).
 *
 * The same reader serves programs, whose pairs get a third field with the
 * offset of their first element in the text, and the instruction `read`.  Open
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
  uint32_t line, column; /* of the next byte, from 0 */
};

/* Takes the next byte, which is there. */
static inline uint8_t source_take(Source *source) {
  uint8_t byte = *source->at++;
  source->column += (byte & 0xc0) != 0x80;
  if (byte == '\n') source->line++, source->column = 0;
  return byte;
}

typedef enum ReadState {
  READ_DATUM,
  READ_END,
  READ_WRONG,  /* noted in the problems */
  READ_MEMORY, /* there is no memory */
} ReadState;

/* Reads one datum.  `*datum` comes owned. */
ReadState baton_read(Machine *m, Source *source, Problems *problems,
                     Value *datum);
/* Reads the whole text of `problems` as one list of data with places; goes on
 * after problems. */
ReadState baton_read_text(Machine *m, Problems *problems, Value *list);

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
