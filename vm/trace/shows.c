/* Frames and variables: see dap.h.
 *
 * Frame 1 is the block at work; those behind it are the chain of continuations,
 * nearest first, whose variables are what they captured.  A reference is the
 * number of a value that can be opened; REGISTERS and MACHINE are the scopes of
 * frame 1, FRAMES + n those of the others.
 */
#define _XOPEN_SOURCE 700
#include "dap.h"
#include "json.h"
#include <stdlib.h>
#include <string.h>

enum { REGISTERS = 1, MACHINE = 2, VALUES = 16, FRAMES = 1 << 24 };
enum { FRAMES_MOST = 1000, FIELDS_MOST = 1000 };

void shows_forget(Session *s) { s->shown_count = 0; }

/* The reference under which a value can be opened, or 0. */
static json_int_t reference_of(Session *s, BatonValue value) {
  BatonCell cell;
  if (!baton_cell(history_machine(s->history), value, &cell)) return 0;
  if (s->shown_count == s->shown_room) {
    size_t room = s->shown_room * 2 + 64;
    BatonValue *more = realloc(s->shown, room * sizeof *more);
    if (!more) return 0;
    s->shown = more;
    s->shown_room = room;
  }
  s->shown[s->shown_count++] = value;
  return VALUES + (json_int_t)s->shown_count - 1;
}

static json_t *variable(Session *s, const char *name, BatonValue value,
                        const char *note) {
  BatonMachine *m = history_machine(s->history);
  BatonCell cell;
  char type[100];
  json_t *shown = json_text(name);
  bool counted = baton_cell(m, value, &cell);
  snprintf(type, sizeof type, "%s%s%s", counted ? cell.kind : "",
           counted && *note ? ", " : "", note);
  return json_pack("{s:o, s:o, s:s, s:I}", "name", shown, "value",
                   json_text(baton_text(m, value)), "type", type,
                   "variablesReference", reference_of(s, value));
}

static json_t *plain(const char *name, const char *value) {
  return json_pack("{s:s, s:o, s:i, s:{s:s}}", "name", name, "value",
                   json_text(value), "variablesReference", 0,
                   "presentationHint", "kind", "virtual");
}

static json_t *number(const char *name, uint64_t n) {
  char text[24];
  snprintf(text, sizeof text, "%llu", (unsigned long long)n);
  return plain(name, n == UINT64_MAX ? "no bound" : text);
}

/* Frames. */

/* A place without a file has no line either: the protocol wants 0 then. */
static json_t *frame(Session *s, json_int_t id, const char *name,
                     const BatonReport *place) {
  char *path = place && place->file ? realpath(place->file, NULL) : NULL;
  json_int_t line = path ? (json_int_t)place->line - s->lines_from_0 : 0;
  json_int_t column = path ? (json_int_t)place->column - s->columns_from_0 : 0;
  json_t *f = json_pack("{s:I, s:o, s:I, s:I}", "id", id, "name",
                        json_text(name), "line", line, "column", column);
  if (!path) return f;
  json_object_set_new(f, "source",
                      json_pack("{s:o, s:o}", "name",
                                json_text(strrchr(path, '/') + 1), "path",
                                json_text(path)));
  free(path);
  return f;
}

json_t *shows_frames(Session *s, const json_t *arguments) {
  BatonMachine *m = history_machine(s->history);
  json_int_t start = json_integer_value(
      json_object_get(arguments, "startFrame"));
  json_int_t levels = json_integer_value(json_object_get(arguments, "levels"));
  if (levels <= 0 || levels > FRAMES_MOST) levels = FRAMES_MOST;
  json_t *frames = json_array();
  json_int_t n = 0;
  BatonReport place;
  if (history_state(s->history) != BATON_HALTED) {
    char *name = strdup(baton_block(m));
    bool known = baton_place(m, &place);
    if (start <= 0)
      json_array_append_new(
          frames, frame(s, 1, name ? name : "", known ? &place : NULL));
    free(name);
    n++;
  }
  BatonValue value;
  for (bool more = n && baton_continuation(m, &value);
       more && n < start + levels + 1;
       more = baton_continuation_next(m, &value), n++) {
    if (n < start || n >= start + levels) continue;
    char *name = strdup(baton_closure_block(m, value));
    bool known = baton_closure_place(m, value, &place);
    json_array_append_new(
        frames, frame(s, n + 1, name ? name : "", known ? &place : NULL));
    free(name);
  }
  return json_pack("{s:o, s:I}", "stackFrames", frames, "totalFrames", n);
}

/* The closure of a frame behind the first; false: there is none. */
static bool frame_closure(Session *s, json_int_t id, BatonValue *value) {
  BatonMachine *m = history_machine(s->history);
  if (id < 2 || history_state(s->history) == BATON_HALTED ||
      !baton_continuation(m, value))
    return false;
  while (id-- > 2)
    if (!baton_continuation_next(m, value)) return false;
  return true;
}

static json_t *scope(const char *name, json_int_t reference, const char *hint) {
  return json_pack("{s:s, s:I, s:b, s:s}", "name", name, "variablesReference",
                   reference, "expensive", 0, "presentationHint", hint);
}

json_t *shows_scopes(Session *s, const json_t *arguments) {
  (void)s;
  json_int_t id = json_integer_value(json_object_get(arguments, "frameId"));
  json_t *scopes = json_array();
  if (id <= 1) {
    json_array_append_new(scopes, scope("Registers", REGISTERS, "registers"));
    json_array_append_new(scopes, scope("Machine", MACHINE, "locals"));
  } else {
    json_array_append_new(scopes, scope("Captured", FRAMES + id, "locals"));
  }
  return json_pack("{s:o}", "scopes", scopes);
}

/* Variables. */

static json_t *registers(Session *s) {
  BatonMachine *m = history_machine(s->history);
  BatonOperation op = {.name = ""};
  BatonValue value;
  uint8_t live[256];
  json_t *list = json_array();
  if (history_state(s->history) == BATON_HALTED) return list;
  baton_operation(m, &op);
  size_t count = baton_live(m, live);
  for (size_t i = 0; i < count; i++) {
    bool taken = false, copied = false;
    for (uint32_t u = 0; u < op.uses; u++)
      if (op.use[u].number == live[i])
        *(op.use[u].taken ? &taken : &copied) = true;
    char *name = strdup(baton_name(m, live[i]));
    if (name && baton_register(m, live[i], &value))
      json_array_append_new(list,
                            variable(s, name, value,
                                     taken    ? "taken by this instruction"
                                     : copied ? "copied by this instruction"
                                              : ""));
    free(name);
  }
  return list;
}

static json_t *machine_state(Session *s) {
  BatonMachine *m = history_machine(s->history);
  BatonFuel fuel = baton_fuel(m);
  BatonProgress progress = baton_progress(m);
  BatonValue value;
  json_t *list = json_array();
  bool stands = history_state(s->history) != BATON_HALTED;
  json_array_append_new(
      list, plain("instruction", stands ? baton_instruction(m) : "halted"));
  json_array_append_new(list, number("step", history_position(s->history)));
  json_array_append_new(list, number("transfers", fuel.transfers));
  json_array_append_new(list, number("fuel", fuel.budget));
  json_array_append_new(
      list, number("live cells", progress.allocated - progress.freed));
  if (baton_root(m, BATON_HANDLER, &value))
    json_array_append_new(list, variable(s, "handler", value, ""));
  if (baton_root(m, BATON_TIMER, &value))
    json_array_append_new(list, variable(s, "timer", value, ""));
  if (baton_root(m, BATON_ANSWER, &value))
    json_array_append_new(list, variable(s, "answer", value, ""));
  return list;
}

static const char *field_name(BatonMachine *m, BatonValue value,
                              const BatonCell *cell, uint32_t n,
                              char room[300]) {
  const char *captured = baton_captured(m, value, n);
  if (captured) snprintf(room, 300, "%s", captured);
  else if (!strcmp(cell->kind, "pair")) return n ? "cdr" : "car";
  else if (!strcmp(cell->kind, "record") && !n) return "tag";
  else snprintf(room, 300, "%u", n - !strcmp(cell->kind, "record"));
  return room;
}

static json_t *fields(Session *s, BatonValue value, json_int_t from,
                      json_int_t count) {
  BatonMachine *m = history_machine(s->history);
  BatonCell cell;
  char name[300], more[64];
  json_t *list = json_array();
  if (!baton_cell(m, value, &cell)) return list;
  if (count <= 0 || count > FIELDS_MOST) count = FIELDS_MOST;
  if (from < 0) from = 0;
  json_int_t end = from + count < cell.fields ? from + count : cell.fields;
  for (json_int_t n = from; n < end; n++)
    json_array_append_new(
        list, variable(s, field_name(m, value, &cell, (uint32_t)n, name),
                       baton_field(m, value, (uint32_t)n), ""));
  if (end < cell.fields) {
    snprintf(more, sizeof more, "%lld more", (long long)(cell.fields - end));
    json_array_append_new(list, plain("…", more));
  }
  if (!cell.fields) json_array_append_new(list, number("size", cell.size));
  json_array_append_new(list, number("references", cell.references));
  return list;
}

json_t *shows_variables(Session *s, const json_t *arguments,
                        const char **problem) {
  json_int_t reference = json_integer_value(
      json_object_get(arguments, "variablesReference"));
  json_int_t from = json_integer_value(json_object_get(arguments, "start"));
  json_int_t count = json_integer_value(json_object_get(arguments, "count"));
  BatonValue value;
  json_t *list = NULL;
  if (reference == REGISTERS) list = registers(s);
  else if (reference == MACHINE) list = machine_state(s);
  else if (reference >= VALUES &&
           reference < VALUES + (json_int_t)s->shown_count)
    list = fields(s, s->shown[reference - VALUES], from, count);
  else if (reference > FRAMES && frame_closure(s, reference - FRAMES, &value))
    list = fields(s, value, from, count);
  *problem = "this has been left behind: ask for the variables again";
  return list ? json_pack("{s:o}", "variables", list) : NULL;
}

json_t *shows_evaluated(Session *s, const json_t *arguments,
                        const char **problem) {
  const char *name = json_string_value(
      json_object_get(arguments, "expression"));
  json_int_t id = json_integer_value(json_object_get(arguments, "frameId"));
  BatonMachine *m = history_machine(s->history);
  BatonValue value;
  BatonCell cell;
  *problem = "no variable of this name lives here";
  if (!name || history_state(s->history) == BATON_HALTED) return NULL;
  name += strspn(name, " !");
  size_t length = strcspn(name, " ");
  bool found = false;
  if (id < 2) {
    uint8_t live[256];
    size_t count = baton_live(m, live);
    for (size_t i = 0; i < count && !found; i++) {
      const char *known = baton_name(m, live[i]);
      found = strlen(known) == length && !memcmp(known, name, length) &&
              baton_register(m, live[i], &value);
    }
  } else if (frame_closure(s, id, &value) && baton_cell(m, value, &cell)) {
    BatonValue closure = value;
    for (uint32_t n = 0; n < cell.fields && !found; n++) {
      const char *known = baton_captured(m, closure, n);
      found = known && strlen(known) == length && !memcmp(known, name, length);
      if (found) value = baton_field(m, closure, n);
    }
  }
  if (!found) return NULL;
  return json_pack("{s:o, s:I}", "result",
                   json_text(baton_text_whole(m, value)), "variablesReference",
                   reference_of(s, value));
}
