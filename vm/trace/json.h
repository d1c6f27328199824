/* Texts as JSON: what is not UTF-8 is shown with a ? for each such byte.
 */
#ifndef BATON_TRACE_JSON_H
#define BATON_TRACE_JSON_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static inline json_t *json_bytes(const char *text, size_t length) {
  json_t *result = json_stringn(text, length);
  if (result) return result;
  char *plain = malloc(length + 1);
  for (size_t i = 0; plain && i < length; i++)
    plain[i] = (text[i] & 0x80) ? '?' : text[i];
  if (plain) result = json_stringn(plain, length);
  free(plain);
  return result ? result : json_string("");
}

static inline json_t *json_text(const char *text) {
  return json_bytes(text, strlen(text));
}

#endif
