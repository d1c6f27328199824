/* Lines: see lines.h.
 *
 * Bytes are read into room for two of the longest lines; what is left of a line
 * at the end of the room moves to its front.
 */
#define _POSIX_C_SOURCE 200809L
#include "lines.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 2 * LINE_MOST };

bool lines_open(Lines *lines, int fd, int patience) {
  *lines = (Lines){.fd = fd, .patience = patience, .data = malloc(ROOM)};
  return lines->data != NULL;
}

void lines_close(Lines *lines) {
  free(lines->data);
  lines->data = NULL;
}

/* Reads more bytes; LINE_WHOLE: some came. */
static LineState more(Lines *lines) {
  if (lines->begin > ROOM - LINE_MOST) {
    memmove(lines->data, lines->data + lines->begin, lines->end - lines->begin);
    lines->end -= lines->begin;
    lines->begin = 0;
  }
  struct pollfd ready = {.fd = lines->fd, .events = POLLIN};
  for (;;) {
    int came = lines->patience < 0 ? 1 : poll(&ready, 1, lines->patience);
    ssize_t got = came > 0 ? read(lines->fd, lines->data + lines->end,
                                  (size_t)(ROOM - lines->end))
                           : came;
    if (got > 0) {
      lines->end += (size_t)got;
      return LINE_WHOLE;
    }
    if (got < 0 && errno == EINTR) continue;
    lines->problem = got < 0 ? errno : 0;
    return got < 0 ? LINE_FAILED : came > 0 ? LINE_ENDED : LINE_SILENT;
  }
}

LineState lines_next(Lines *lines) {
  if (lines->number && lines->state != LINE_WHOLE) return lines->state;
  size_t seen = 0;
  char *stop;
  lines->state = LINE_WHOLE;
  while (!(stop = memchr(lines->data + lines->begin + seen, '\n',
                         lines->end - lines->begin - seen))) {
    seen = lines->end - lines->begin;
    if (seen > LINE_MOST) lines->state = LINE_LONG;
    else lines->state = more(lines);
    if (lines->state != LINE_WHOLE) break;
  }
  lines->text = lines->data + lines->begin;
  lines->length = stop ? (size_t)(stop - lines->text) : seen;
  if (lines->state == LINE_ENDED && seen) lines->state = LINE_CUT;
  lines->begin += lines->length + (stop != NULL);
  if (lines->state != LINE_ENDED) lines->number++;
  return lines->state;
}
