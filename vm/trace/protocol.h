/* Messages of the Debug Adapter Protocol: JSON, each behind a head that tells
 * its length.
 *
 * Relies on jansson and POSIX.  Guarantees that whatever arrives is taken as a
 * message, skipped with a word about it, or ends the session.
 */
#ifndef BATON_PROTOCOL_H
#define BATON_PROTOCOL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Protocol {
  int from, to;
  char *data; /* read and not taken yet */
  size_t length, room;
  json_int_t sequence; /* of what was sent last */
  bool ended;
} Protocol;

typedef enum Arrival {
  ARRIVAL_MESSAGE, /* in *message, owned */
  ARRIVAL_WRONG,   /* something that is none; *problem says why */
  ARRIVAL_END,     /* the other side has closed, or can't be understood */
} Arrival;

/* Waits for the next message. */
Arrival protocol_read(Protocol *protocol, json_t **message,
                      const char **problem);
/* Is something there to be read?  Does not wait. */
bool protocol_waiting(const Protocol *protocol);
/* Sends a message, taken, and gives it its number. */
void protocol_send(Protocol *protocol, json_t *message);
/* Sends an event with this body, taken; or none where it is NULL. */
void protocol_event(Protocol *protocol, const char *event, json_t *body);
void protocol_close(Protocol *protocol);

#endif
