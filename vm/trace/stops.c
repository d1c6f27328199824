/* Breakpoints of an editor: see dap.h.
 *
 * A line stands for the first instruction of each block that is on it, or else
 * on the next line that has one.  Conditions, counts of hits and messages are
 * those of breaks.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "dap.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void stops_drop(Session *s, bool function) {
  size_t kept = 0;
  for (size_t i = 0; i < s->stops; i++) {
    if (s->stop[i].function == function) break_free(&s->stop[i].place);
    else s->stop[kept++] = s->stop[i];
  }
  s->stops = kept;
  s->counted = UINT64_MAX;
}

void stops_free(Session *s) {
  stops_drop(s, true);
  stops_drop(s, false);
  free(s->stop);
}

static bool stop_add(Session *s, const Stop *stop) {
  Stop *more = realloc(s->stop, (s->stops + 1) * sizeof *more);
  if (!more) return false;
  s->stop = more;
  s->stop[s->stops++] = *stop;
  return true;
}

/* A number of a hit: `5`, or `= 5`. */
static bool hit_read(const char *text, uint64_t *hit) {
  char *end;
  text += strspn(text, " =");
  errno = 0;
  *hit = strtoull(text, &end, 10);
  return *text >= '0' && *text <= '9' && !end[strspn(end, " ")] && !errno &&
         *hit;
}

/* What a breakpoint asks for beside its place; NULL, or what is wrong. */
static const char *wishes_read(const json_t *one, Break *place) {
  const char *condition = json_string_value(json_object_get(one, "condition"));
  const char *hit = json_string_value(json_object_get(one, "hitCondition"));
  const char *message = json_string_value(json_object_get(one, "logMessage"));
  if (condition && *condition && !break_condition(place, condition))
    return "a condition is NAME = VALUE (or != < <= > >=), or NAME";
  if (hit && *hit && !hit_read(hit, &place->hit))
    return "a hit count is the number of the hit, from 1";
  if (message && strlen(message) >= sizeof place->message)
    return "this message is too long";
  snprintf(place->message, sizeof place->message, "%s", message ? message : "");
  return NULL;
}

/* What is said of a breakpoint: the line that it has become, or what is wrong.
 */
static json_t *said(const Session *s, uint32_t line, const char *wrong) {
  return wrong ? json_pack("{s:b, s:s}", "verified", 0, "message", wrong)
               : json_pack("{s:b, s:i}", "verified", 1, "line",
                           (int)line - s->lines_from_0);
}

/* Adds what stands for a line. */
static json_t *line_add(Session *s, const json_t *one) {
  BatonMachine *m = history_machine(s->history);
  Stop stop = {.place = {.index = -1}};
  json_int_t line = json_integer_value(json_object_get(one, "line")) +
                    s->lines_from_0;
  const char *wrong = wishes_read(one, &stop.place), *name;
  uint32_t count,
      at = line > 0 && line < INT32_MAX ? break_line(m, (uint32_t)line) : 0;
  if (!at && !wrong) wrong = "there is no instruction from here on";
  for (uint32_t b = 0; !wrong && baton_block_at(m, b, &name, &count); b++)
    if (break_on_line(m, b, at, &stop.place) && !stop_add(s, &stop))
      wrong = "there is no memory left";
  return said(s, at, wrong);
}

static json_t *block_add(Session *s, const json_t *one) {
  BatonMachine *m = history_machine(s->history);
  Stop stop = {.function = true};
  const char *block = json_string_value(json_object_get(one, "name"));
  const char *wrong = wishes_read(one, &stop.place);
  uint32_t line = 0;
  if (!wrong && (!block || !break_on_block(m, block, &stop.place, &line)))
    wrong = "there is no block of this name";
  if (!wrong && !stop_add(s, &stop)) wrong = "there is no memory left";
  return said(s, line, wrong);
}

json_t *stops_set(Session *s, const json_t *arguments, bool function) {
  json_t *list = json_object_get(arguments, "breakpoints"), *one;
  json_t *result = json_array();
  size_t i;
  stops_drop(s, function);
  json_array_foreach(list, i, one)
      json_array_append_new(result, (function ? block_add : line_add)(s, one));
  return json_pack("{s:o}", "breakpoints", result);
}

bool stops_here(Session *s) {
  bool stops = false;
  for (size_t i = 0; i < s->stops; i++) {
    Break *place = &s->stop[i].place;
    if (!break_met(place, s->history)) continue;
    if (!*place->message) {
      if (!stops) s->hit = i;
      stops = true;
    } else if (!s->silent) {
      char *text = break_says(place, history_machine(s->history));
      if (text) dap_say(s, text);
      free(text);
    }
  }
  return stops;
}

void stops_reset(Session *s) {
  for (size_t i = 0; i < s->stops; i++) s->stop[i].place.hits = 0;
}

bool stops_counted(const Session *s) {
  for (size_t i = 0; i < s->stops; i++)
    if (s->stop[i].place.hit) return true;
  return false;
}

bool stops_need_steps(const Session *s) {
  for (size_t i = 0; i < s->stops; i++)
    if (s->stop[i].place.index) return true;
  return false;
}
