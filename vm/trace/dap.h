/* A debug session: what the parts of `baton dap` share.
 *
 * dap.c answers requests and moves; stops.c knows breakpoints; shows.c gives
 * frames and variables.  All stand on history.h, so that going back is as easy
 * as going forward.
 */
#ifndef BATON_DAP_H
#define BATON_DAP_H

#include "breaks.h"
#include "history.h"
#include "protocol.h"

typedef struct Stop {
  Break place;
  bool function; /* it was asked for by the block's name */
} Stop;

typedef struct Session {
  Protocol protocol;
  History *history;     /* NULL: no program is launched */
  char *program, *path; /* as given, and whole */
  uint8_t *input;       /* of the console */
  size_t input_size, input_at;
  char **arguments; /* of the program, ended by NULL */
  json_t *launched; /* owns the texts of the options */
  bool stop_on_entry, stop_at_end, running, over;
  bool lines_from_0, columns_from_0;
  uint64_t told; /* bytes of output that were sent */
  Stop *stop;
  size_t stops, hit; /* hit: at which it stopped last */
  bool silent;       /* breakpoints say nothing */
  uint64_t counted;  /* hits are right at this position; UINT64_MAX: nowhere */
  BatonValue *shown; /* values that can be opened, by their reference */
  size_t shown_count, shown_room;
} Session;

/* Sets the breakpoints on lines, or on blocks; returns the response's body. */
json_t *stops_set(Session *session, const json_t *arguments, bool function);
/* Must the run stop here?  Counts hits, and says what there is to say; to be
 * asked once at each position. */
bool stops_here(Session *session);
bool stops_need_steps(const Session *session);
/* Do counts of hits matter?  And: there have been none. */
bool stops_counted(const Session *session);
void stops_reset(Session *session);
void stops_free(Session *session);

/* Says a line in the editor's console. */
void dap_say(Session *session, const char *line);

/* Bodies of responses; NULL, with *problem, where it cannot be. */
json_t *shows_frames(Session *session, const json_t *arguments);
json_t *shows_scopes(Session *session, const json_t *arguments);
json_t *shows_variables(Session *session, const json_t *arguments,
                        const char **problem);
json_t *shows_evaluated(Session *session, const json_t *arguments,
                        const char **problem);
/* Forgets what could be opened: the machine has moved. */
void shows_forget(Session *session);

#endif
