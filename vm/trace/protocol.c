/* Messages: see protocol.h. */
#define _POSIX_C_SOURCE 200809L
#include "protocol.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { MESSAGE_MOST = 1 << 24, HEAD_MOST = 1 << 12 /* bytes */ };

bool protocol_waiting(const Protocol *p) {
  struct pollfd ready = {.fd = p->from, .events = POLLIN};
  return p->length || poll(&ready, 1, 0) > 0;
}

/* Reads some more bytes; false: there are none any more. */
static bool more(Protocol *p) {
  if (p->room - p->length < 4096) {
    char *data = realloc(p->data, p->room * 2 + 8192);
    if (!data) return false;
    p->data = data;
    p->room = p->room * 2 + 8192;
  }
  ssize_t got;
  do got = read(p->from, p->data + p->length, p->room - p->length);
  while (got < 0 && errno == EINTR);
  if (got > 0) p->length += (size_t)got;
  return got > 0;
}

static void drop(Protocol *p, size_t count) {
  memmove(p->data, p->data + count, p->length - count);
  p->length -= count;
}

/* The length that a head, ended by an empty line, tells; or -1. */
static long content_length(const char *head, size_t size) {
  static const char field[] = "content-length:";
  const char *end = head + size;
  for (const char *line = head; line < end;) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    if ((size_t)(stop - line) >= sizeof field &&
        !strncasecmp(line, field, sizeof field - 1)) {
      char *after;
      long length = strtol(line + sizeof field - 1, &after, 10);
      return after <= stop && length > 0 && length <= MESSAGE_MOST ? length
                                                                   : -1;
    }
    line = stop + 1;
  }
  return -1;
}

Arrival protocol_read(Protocol *p, json_t **message, const char **problem) {
  size_t head = 0;
  *message = NULL;
  while (!head) {
    for (size_t i = 0; i + 3 < p->length && !head; i++)
      if (!memcmp(p->data + i, "\r\n\r\n", 4)) head = i + 4;
    if (!head && p->length > HEAD_MOST) return ARRIVAL_END;
    if (!head && !more(p)) return ARRIVAL_END;
  }
  long length = content_length(p->data, head);
  if (length < 0) return ARRIVAL_END;
  while (p->length < head + (size_t)length)
    if (!more(p)) return ARRIVAL_END;
  *message = json_loadb(p->data + head, (size_t)length, 0, NULL);
  drop(p, head + (size_t)length);
  *problem = *message ? "this is no object" : "this is no JSON";
  if (json_is_object(*message)) return ARRIVAL_MESSAGE;
  json_decref(*message);
  *message = NULL;
  return ARRIVAL_WRONG;
}

static bool write_all(int to, const char *bytes, size_t size) {
  while (size) {
    ssize_t put = write(to, bytes, size);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes += put;
    size -= (size_t)put;
  }
  return true;
}

void protocol_send(Protocol *p, json_t *message) {
  char head[64];
  json_object_set_new(message, "seq", json_integer(++p->sequence));
  char *text = json_dumps(message, JSON_COMPACT);
  json_decref(message);
  size_t length = text ? strlen(text) : 0;
  snprintf(head, sizeof head, "Content-Length: %zu\r\n\r\n", length);
  if (!text || !write_all(p->to, head, strlen(head)) ||
      !write_all(p->to, text, length))
    p->ended = true;
  free(text);
}

void protocol_event(Protocol *p, const char *event, json_t *body) {
  json_t *message = json_pack("{s:s, s:s}", "type", "event", "event", event);
  if (body) json_object_set_new(message, "body", body);
  protocol_send(p, message);
}

void protocol_close(Protocol *p) { free(p->data); }
