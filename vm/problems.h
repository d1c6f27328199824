/* Problems: what is wrong with a text, collected, put in order and reported.
 *
 * The messages are those of asm/baton/messages.scm, so that every assembler
 * says the same.  A problem has a place (a byte offset in the text, or
 * NO_PLACE) and up to three details.
 */
#ifndef BATON_PROBLEMS_H
#define BATON_PROBLEMS_H

#include "generated/messages.h"
#include "machine.h"

#define NO_PLACE UINT32_MAX

/* A text, and a place in it.  The marks are places that the reader has passed,
 * one for each MARK_DISTANCE bytes, so that few other ones are far from a known
 * one. */
enum { MARK_DISTANCE = 256 };
typedef struct Mark {
  uint32_t offset, line, column;
} Mark;
typedef struct Text {
  const char *file;  /* or NULL */
  const uint8_t *at; /* or NULL: no text, no places */
  size_t size;
  uint32_t offset, line, column; /* the place; line and column from 1 */
  const Mark *mark;
  uint32_t marks;
} Text;

struct Problems {
  Machine *m;
  Text text;
  bool placed; /* the first problem is at text.line and text.column */
  Buffer list; /* of Problem */
  Buffer details, marks;
  bool memory; /* one of them is that there is none */
};

/* What a message says is wrong, or what to do about it. */
const char *baton_message(Message message, bool advice);

Problems baton_problems(Machine *m, const char *file, const uint8_t *text,
                        size_t size);
/* Notes a problem.  Details are texts ended by 0, or NULL. */
void baton_complain(Problems *p, Message message, uint32_t offset,
                    const char *first, const char *second, const char *third);
static inline bool problems_any(const Problems *p) {
  return p->list.length || p->memory;
}
/* Will a further problem be kept? */
bool baton_problems_more(const Problems *p);
/* The first problem as one line of text, until the problems change. */
const char *baton_problems_first(Problems *p);
void baton_problems_free(Problems *p);
/* Reports the first 20 in the order of their places, and frees them. */
void baton_problems_report(Problems *p);
/* Moves the text's place to the offset. */
void baton_text_seek(Text *text, uint32_t offset);

#endif
