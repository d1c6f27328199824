/* The command `baton trace` without pictures: a session in the terminal, or
 * from a script. */
#ifndef BATON_TRACER_H
#define BATON_TRACER_H

#include "session.h"

/* The words behind `trace`; returns the exit status. */
int tracer_command(int count, char **argument);

/* Shows the session in the terminal until it ends (terminal.c); `input`: what
 * the program reads comes from a file, so nobody is asked.  Returns the exit
 * status. */
int terminal_run(Session *session, const char *name);
/* Asks at the terminal for what the program reads. */
SessionAsk terminal_ask;

#endif
