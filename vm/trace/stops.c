/* Breakpoints: see dap.h.
 *
 * A line stands for the first instruction of each block that is on it, or else
 * on the next line that has one.  A condition compares a variable with a
 * literal: `n = 3', `x != ()', `n < 10'; a variable alone must not be #f.
 */
#define _POSIX_C_SOURCE 200809L
#include "dap.h"
#include <stdlib.h>
#include <string.h>

static void stops_drop(Session *s, bool function) {
  size_t kept = 0;
  for (size_t i = 0; i < s->stops; i++) {
    if (s->stop[i].function != function) {
      s->stop[kept++] = s->stop[i];
      continue;
    }
    free(s->stop[i].block);
    free(s->stop[i].condition);
  }
  s->stops = kept;
}

void stops_free(Session *s) {
  stops_drop(s, true);
  stops_drop(s, false);
  free(s->stop);
}

static bool stop_add(Session *s, const char *block, uint32_t index,
                     bool function, const char *condition) {
  Stop *more = realloc(s->stop, (s->stops + 1) * sizeof *more);
  if (!more) return false;
  s->stop = more;
  s->stop[s->stops++] = (Stop){
      .block = strdup(block),
      .index = index,
      .function = function,
      .condition = condition && *condition ? strdup(condition) : NULL};
  return true;
}

/* The line of an instruction; 0: not known. */
static uint32_t line_of(BatonMachine *m, uint32_t block, uint32_t index) {
  BatonReport place;
  return baton_block_place(m, block, index, &place) ? place.line : 0;
}

/* Adds what stands for a line; returns the line that it became, or 0. */
static uint32_t line_add(Session *s, uint32_t line, const char *condition) {
  BatonMachine *m = history_machine(s->history);
  const char *name;
  uint32_t count, at = 0;
  for (uint32_t b = 0; baton_block_at(m, b, &name, &count); b++)
    for (uint32_t i = 0; i < count; i++) {
      uint32_t found = line_of(m, b, i);
      if (found >= line && (!at || found < at)) at = found;
    }
  for (uint32_t b = 0; at && baton_block_at(m, b, &name, &count); b++) {
    char *block = strdup(name);
    uint32_t first = count;
    for (uint32_t i = count; i-- > 0;)
      if (line_of(m, b, i) == at) first = i;
    if (block && first < count) stop_add(s, block, first, false, condition);
    free(block);
  }
  return at;
}

json_t *stops_set_lines(Session *s, const json_t *arguments) {
  json_t *list = json_object_get(arguments, "breakpoints"), *one;
  json_t *result = json_array();
  size_t i;
  stops_drop(s, false);
  json_array_foreach(list, i, one) {
    json_int_t line = json_integer_value(json_object_get(one, "line")) +
                      s->lines_from_0;
    uint32_t at =
        line > 0 && line < INT32_MAX
            ? line_add(s, (uint32_t)line,
                       json_string_value(json_object_get(one, "condition")))
            : 0;
    json_array_append_new(
        result, at ? json_pack("{s:b, s:i}", "verified", 1, "line",
                               (int)at - s->lines_from_0)
                   : json_pack("{s:b, s:s}", "verified", 0, "message",
                               "there is no instruction from here on"));
  }
  return json_pack("{s:o}", "breakpoints", result);
}

json_t *stops_set_blocks(Session *s, const json_t *arguments) {
  json_t *list = json_object_get(arguments, "breakpoints"), *one;
  json_t *result = json_array();
  size_t i;
  stops_drop(s, true);
  json_array_foreach(list, i, one) {
    const char *wanted = json_string_value(json_object_get(one, "name")), *name;
    uint32_t count, b = 0;
    BatonMachine *m = history_machine(s->history);
    while (wanted && baton_block_at(m, b, &name, &count) &&
           strcmp(name, wanted))
      b++;
    bool found = wanted && baton_block_at(m, b, &name, &count) &&
                 stop_add(s, wanted, 0, true,
                          json_string_value(json_object_get(one, "condition")));
    json_array_append_new(
        result, found ? json_pack("{s:b, s:i}", "verified", 1, "line",
                                  (int)line_of(m, b, 0) - s->lines_from_0)
                      : json_pack("{s:b, s:s}", "verified", 0, "message",
                                  "there is no block of this name"));
  }
  return json_pack("{s:o}", "breakpoints", result);
}

/* Conditions. */

/* The value of a variable as text, in `text`; false: it does not live. */
static bool variable_text(BatonMachine *m, const char *name, size_t length,
                          char text[256]) {
  uint8_t live[256];
  size_t count = baton_live(m, live);
  for (size_t i = 0; i < count; i++) {
    const char *known = baton_name(m, live[i]);
    if (strlen(known) != length || memcmp(known, name, length)) continue;
    snprintf(text, 256, "%s", baton_value(m, live[i]));
    return true;
  }
  return false;
}

static bool holds(BatonMachine *m, const char *condition) {
  char value[256], literal[256];
  char *end[2];
  condition += strspn(condition, " ");
  size_t name = strcspn(condition, " =!<>");
  if (!variable_text(m, condition, name, value)) return false;
  condition += name + strspn(condition + name, " ");
  size_t length = strspn(condition, "=!<>");
  if (!length) return strcmp(value, "#f") != 0;
  char op = *condition;
  bool or_equal = length > 1 && condition[1] == '=';
  condition += length + strspn(condition + length, " ");
  snprintf(literal, sizeof literal, "%s", condition);
  for (size_t i = strlen(literal); i && literal[i - 1] == ' ';)
    literal[--i] = 0;
  if (op == '=') return !strcmp(value, literal);
  if (op == '!') return strcmp(value, literal) != 0;
  long long a = strtoll(value, &end[0], 10), b = strtoll(literal, &end[1], 10);
  if (!*value || !*literal || *end[0] || *end[1]) return false;
  return (op == '<' ? a < b : a > b) || (or_equal && a == b);
}

bool stops_here(Session *s) {
  BatonMachine *m = history_machine(s->history);
  uint32_t index = baton_index(m);
  for (size_t i = 0; i < s->stops; i++) {
    const Stop *stop = &s->stop[i];
    if (stop->index == index && stop->block &&
        !strcmp(stop->block, baton_block(m)) &&
        (!stop->condition || holds(m, stop->condition)))
      return true;
  }
  return false;
}

bool stops_need_steps(const Session *s) {
  for (size_t i = 0; i < s->stops; i++)
    if (s->stop[i].index) return true;
  return false;
}
