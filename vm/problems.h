/* Problems: what is wrong with a text, collected, put in order and reported.
 *
 * The messages are those of asm/baton/messages.scm, so that every assembler
 * says the same.  A problem has a place and up to three details.  A text that
 * is not made of data is not searched for errors in its blocks: where there are
 * problems of reading, there are no others.
 */
#ifndef BATON_PROBLEMS_H
#define BATON_PROBLEMS_H

#include "generated/messages.h"
#include "machine.h"

/* A place in a text: both count from 1; 0: there is none. */
typedef struct Position {
  uint32_t line, column;
} Position;
#define NOWHERE ((Position){0, 0})

struct Problems {
  Machine *m;
  const char *file;    /* or NULL */
  const uint8_t *text; /* or NULL: it is not kept */
  size_t size;
  Buffer list, details;
  bool reading; /* they are problems of reading */
  bool memory;  /* one of them is that there is none */
};

/* What a message says is wrong, or what to do about it. */
const char *baton_message(Message message, bool advice);

Problems baton_problems(Machine *m, const char *file, const uint8_t *text,
                        size_t size);
/* Notes a problem.  Details are texts ended by 0, or NULL. */
void baton_complain(Problems *p, Message message, Position at,
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

#endif
