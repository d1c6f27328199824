/* Sessions: the commands of the tracer.
 *
 * One interpreter serves the terminal, scripts and programs: a command is a
 * line of text, its answer one line of text and one JSON object that say the
 * same.  The table of commands in session.c is the only list of them: help,
 * the page of this folder and the terminal's keys follow from it.  Relies on a
 * History; looks at the machine through baton.h.
 */
#ifndef BATON_SESSION_H
#define BATON_SESSION_H

#include "command.h"
#include "history.h"
#include <jansson.h>
#include <stdio.h>

typedef struct Session Session;

/* What a command had to say. */
typedef struct Answer {
  char *text;   /* one line, without its end; owned */
  json_t *json; /* an object; owned */
  bool wrong;   /* it was not understood, or could not be done */
  bool quit;
} Answer;

/* Opens the program that the command has read (baton_command_input), with its
 * options, which stay the caller's.  `ask` is called when the program reads the
 * console and nothing is left of what the command `type` gave (NULL: then it
 * finds the end of input).  A program that is refused is a session too: its
 * state is BATON_EMPTY, and session_errors says why.  NULL: no memory. */
typedef size_t SessionAsk(void *context, uint8_t *bytes, size_t size);
Session *session_open(Command *command, SessionAsk *ask, void *context);
void session_close(Session *session);

History *session_history(Session *session);
/* What is wrong with the program: a JSON array of objects, borrowed. */
const json_t *session_errors(const Session *session);
/* The program as text, for showing: the file itself, or for an image what it
 * disassembles to, with `*from_image` set.  Borrowed. */
const char *session_source(Session *session, bool *from_image);

/* Does what the line says.  What history_interrupt has stopped stays so until
 * the caller calls history_resume. */
Answer session_do(Session *session, const char *line);
void answer_free(Answer *answer);

/* Writes the table of commands as Markdown. */
void session_document(FILE *to);

/* The lifetime chart of steps `from` to `to` as SVG (chart.c).  False: not
 * written, and `wrong` says why. */
bool chart_write(History *history, uint64_t from, uint64_t to, FILE *svg,
                 const char **wrong);

#endif
