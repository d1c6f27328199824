/* Sessions: see session.h. */
#define _GNU_SOURCE
#include "session.h"
#include "await.h"
#include "breaks.h"
#include "json.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
  STOPS = 64,       /* breakpoints and watches at once */
  CHAIN_SHOWN = 64, /* continuations, and cells, that an answer shows */
  CELLS_SHOWN = 24,
  SAID = 100,        /* messages of breakpoints in an answer */
  HOPS = 200,        /* from variable to variable, that `why` follows */
  LEVELS = 8,        /* of operands that it tells */
  CHART_MOST = 2000, /* steps of a chart */
};

typedef enum StopKind { STOP_BREAK, STOP_VARIABLE, STOP_CELL } StopKind;

/* Where a run stops: at a breakpoint; or where a variable or a cell has
 * changed. */
typedef struct Stop {
  StopKind kind;
  int id;
  char text[128]; /* as it was given */
  Break place;    /* of a watch: its variable */
  BatonValue cell;
  bool gone;      /* the cell has been freed */
  char last[160]; /* what was seen last */
  bool seen;
} Stop;

struct Session {
  Command *command;
  BatonOptions options;
  History *history;
  json_t *errors;
  Stop stop[STOPS];
  size_t stops;
  int last_id, hit;
  uint64_t looked;  /* position that was tested last, plus 1 */
  uint64_t freed;   /* as of then */
  uint64_t counted; /* hits are right at this position */
  bool silent;      /* breakpoints say nothing */
  json_t *said;     /* what they said during a command */
  uint64_t unsaid;  /* and how often it was too much */
  char *typed;      /* for the program to read */
  size_t typed_length, typed_at;
  SessionAsk *ask;
  void *context;
  char *source; /* made from an image */
};

/* An answer in the making. */
typedef struct Out {
  FILE *text;
  json_t *json;
  bool wrong, quit;
} Out;

static BatonMachine *machine(Session *s) { return history_machine(s->history); }
static unsigned long long ull(uint64_t n) { return n; }

static void set(Out *o, const char *key, json_t *value) {
  json_object_set_new(o->json, key, value);
}
static json_t *number_json(uint64_t n) { return json_integer((json_int_t)n); }

static void wrong(Out *o, const char *what, const char *about) {
  fprintf(o->text, "%s%s%s", what, *about ? ": " : "", about);
  char *whole = NULL;
  if (asprintf(&whole, "%s%s%s", what, *about ? ": " : "", about) >= 0)
    set(o, "error", json_text(whole));
  free(whole);
  o->wrong = true;
}

/* Words of a line. */

static char *word(char **rest) {
  char *at = *rest + strspn(*rest, " \t");
  char *end = at + strcspn(at, " \t");
  *rest = *end ? end + 1 : end;
  *end = 0;
  *rest += strspn(*rest, " \t");
  return at;
}
static bool number(const char *text, uint64_t *n) {
  char *end;
  if (!isdigit((unsigned char)*text)) return false;
  errno = 0;
  *n = strtoull(text, &end, 10);
  return !*end && !errno;
}

/* Variables. */

static bool variable(Session *s, const char *name, uint8_t *n) {
  if (*name == '!') name++;
  if (baton_variable(machine(s), name, n)) return true;
  uint64_t r;
  BatonValue value;
  if (*name != 'r' || !number(name + 1, &r) || r > 255) return false;
  *n = (uint8_t)r;
  return baton_register(machine(s), *n, &value);
}

static bool variable_wanted(Session *s, Out *o, const char *name, uint8_t *n) {
  if (!*name) wrong(o, "which variable", "");
  else if (variable(s, name, n)) return true;
  else wrong(o, "no such variable lives here", name);
  return false;
}

static BatonValue value_of(Session *s, uint8_t n) {
  BatonValue value = 0;
  baton_register(machine(s), n, &value);
  return value;
}

/* Where the run is. */

static const char *state_name(BatonState state) {
  static const char *const names[] = {[BATON_EMPTY] = "refused",
                                      [BATON_READY] = "ready",
                                      [BATON_HALTED] = "halted",
                                      [BATON_FAULTED] = "faulted",
                                      [BATON_SPENT] = "spent"};
  return names[state];
}

/* The variables of the coming instruction that are copied or taken. */
static void uses(Session *s, Out *o, const BatonOperation *operation,
                 bool taken) {
  json_t *list = json_array();
  bool seen[256] = {false};
  const char *title = taken ? "; takes" : "; copies";
  for (uint32_t i = 0; i < operation->uses; i++) {
    uint8_t n = operation->use[i].number;
    if (operation->use[i].taken != taken || seen[n]) continue;
    seen[n] = true;
    const char *name = baton_name(machine(s), n);
    fprintf(o->text, "%s %s", title, name);
    title = "";
    json_array_append_new(list, json_text(name));
  }
  set(o, taken ? "taken" : "copied", list);
}

static void place_show(Session *s, Out *o) {
  BatonReport place;
  if (!baton_place(machine(s), &place)) return;
  if (strcmp(place.file, s->command->file))
    fprintf(o->text, ", %s:%u", place.file, place.line);
  else fprintf(o->text, ", line %u", place.line);
  set(o, "file", json_text(place.file));
  set(o, "line", number_json(place.line));
  set(o, "column", number_json(place.column));
}

static void instruction_show(Session *s, Out *o) {
  BatonMachine *m = machine(s);
  const char *block = baton_block(m);
  fprintf(o->text, "%s:", block);
  set(o, "block", json_text(block));
  uint32_t index = baton_index(m);
  set(o, "index", number_json(index));
  const char *text = baton_instruction(m);
  fprintf(o->text, "%u %s", index, text);
  set(o, "instruction", json_text(text));
  place_show(s, o);
}

/* What the step that led here did. */
static void did_show(Session *s, Out *o) {
  const HistoryStep *step = history_step(s->history);
  if (!step) return;
  BatonMachine *m = machine(s);
  json_t *did = json_object(), *born = json_object();
  json_object_set_new(did, "block", json_text(step->block));
  json_object_set_new(did, "index", number_json(step->index));
  json_object_set_new(did, "instruction", json_text(step->instruction));
  const char *mark = "; did";
  for (uint32_t i = 0; !step->faulted && i < step->operation.births; i++) {
    const char *value = baton_value(m, step->operation.born[i]);
    fprintf(o->text, "%s born %s=%s", mark, step->born[i], value);
    json_object_set_new(born, step->born[i], json_text(value));
    mark = ",";
  }
  json_object_set_new(did, "born", born);
  if (step->allocated || step->freed) {
    fprintf(o->text, "%s cells +%llu -%llu", mark, ull(step->allocated),
            ull(step->freed));
    mark = ",";
  }
  json_object_set_new(did, "allocated", number_json(step->allocated));
  json_object_set_new(did, "freed", number_json(step->freed));
  if (step->faulted) fprintf(o->text, "%s fault %s", mark, step->fault);
  json_object_set_new(did, "fault",
                      step->faulted ? json_text(step->fault) : json_null());
  set(o, "did", did);
}

static void errors_show(Session *s, Out *o) {
  size_t i;
  json_t *error;
  fprintf(o->text, "the program is refused");
  json_array_foreach(s->errors, i, error) {
    const json_t *advice = json_object_get(error, "advice");
    int line = (int)json_integer_value(json_object_get(error, "line"));
    fprintf(o->text,
            "; %s:", json_string_value(json_object_get(error, "file")));
    if (line)
      fprintf(o->text, "%d:%d:", line,
              (int)json_integer_value(json_object_get(error, "column")));
    fprintf(o->text, " %s%s%s",
            json_string_value(json_object_get(error, "message")),
            advice ? ": " : "", advice ? json_string_value(advice) : "");
  }
  set(o, "errors", json_incref(s->errors));
}

static void end_show(Session *s, Out *o, BatonState state) {
  BatonMachine *m = machine(s);
  if (state == BATON_HALTED) {
    BatonValue answer = 0;
    baton_root(m, BATON_ANSWER, &answer);
    const char *text = baton_text(m, answer);
    fprintf(o->text, "halted with %s", text);
    set(o, "answer", json_text(text));
  } else if (state == BATON_SPENT) {
    fprintf(o->text, "the fuel is used up; give more with --fuel");
  } else {
    const char *kind = baton_progress(m).fault;
    fprintf(o->text, "fault %s in ", kind);
    set(o, "fault", json_text(kind));
    instruction_show(s, o);
    BatonOperation operation;
    if (!baton_operation(m, &operation)) return;
    for (uint32_t i = 0; i < operation.uses; i++) {
      fprintf(o->text, "%s %s", i ? "," : "; with",
              baton_name(m, operation.use[i].number));
      fprintf(o->text, "=%s", baton_value(m, operation.use[i].number));
    }
  }
}

/* What breakpoints said on the way. */
static void said_show(Session *s, Out *o) {
  size_t i;
  json_t *text;
  if (!json_array_size(s->said)) return;
  json_array_foreach(s->said, i, text)
      fprintf(o->text, "; said: %s", json_string_value(text));
  if (s->unsaid) fprintf(o->text, "; and %llu more", ull(s->unsaid));
  set(o, "said", json_deep_copy(s->said));
  set(o, "unsaid", number_json(s->unsaid));
}

/* Says where the run is, and why it stopped there. */
static void arrive(Session *s, Out *o, const char *reason) {
  BatonState state = history_state(s->history);
  uint64_t position = history_position(s->history);
  set(o, "position", number_json(position));
  set(o, "state", json_text(state_name(state)));
  if (state == BATON_EMPTY) {
    errors_show(s, o);
    return;
  }
  fprintf(o->text, "at %llu", ull(position));
  if (state == BATON_READY) {
    BatonOperation operation;
    BatonMachine *m = machine(s);
    fprintf(o->text, ": ");
    instruction_show(s, o);
    baton_operation(m, &operation);
    uses(s, o, &operation, false);
    uses(s, o, &operation, true);
    json_t *births = json_array();
    for (uint32_t i = 0; i < operation.births; i++) {
      const char *name = baton_born_name(m, i);
      fprintf(o->text, "%s %s", i ? "" : "; births", name);
      json_array_append_new(births, json_text(name));
    }
    set(o, "births", births);
    did_show(s, o);
  } else {
    fprintf(o->text, ", the end: ");
    end_show(s, o, state);
  }
  said_show(s, o);
  if (history_interrupted(s->history)) reason = "interrupted";
  if (!reason || !*reason) return;
  fprintf(o->text, "; stopped: %s", reason);
  set(o, "stopped", json_text(reason));
}

static bool runs(Session *s, Out *o) {
  if (history_state(s->history) != BATON_EMPTY) return true;
  set(o, "state", json_text("refused"));
  errors_show(s, o);
  o->wrong = true;
  return false;
}

/* Stops. */

/* Is the cell still in use?  Asked only after something was freed. */
static bool cell_lives(Session *s, BatonValue cell) {
  BatonValue at;
  for (bool first = true; baton_cell_walk(machine(s), first, &at);
       first = false)
    if (at == cell) return true;
  return false;
}

/* Is what is watched another than when it was looked at last?  A look that is
 * the first one only notes it. */
static bool changed(Session *s, Stop *stop, bool first, bool freed) {
  char now[sizeof stop->last];
  BatonMachine *m = machine(s);
  BatonValue value;
  if (stop->kind == STOP_VARIABLE) {
    if (!break_value(&stop->place, m, &value)) return false;
    snprintf(now, sizeof now, "%s", baton_text(m, value));
  } else {
    BatonCell cell;
    if (first) stop->gone = false;
    if (stop->gone) return false;
    if ((freed || first) && !cell_lives(s, stop->cell)) {
      stop->gone = true;
      snprintf(now, sizeof now, "freed");
    } else {
      baton_cell(m, stop->cell, &cell);
      snprintf(now, sizeof now, "%s, %u reference%s", baton_text(m, stop->cell),
               cell.references, cell.references == 1 ? "" : "s");
    }
  }
  bool differs = stop->seen && strcmp(now, stop->last);
  memcpy(stop->last, now, sizeof now);
  stop->seen = true;
  return differs && !first;
}

/* What a breakpoint says where it does not stop. */
static void say(Session *s, const Break *place) {
  if (s->silent) return;
  if (json_array_size(s->said) == SAID) {
    s->unsaid++;
    return;
  }
  char *text = break_says(place, machine(s));
  if (text) json_array_append_new(s->said, json_text(text));
  free(text);
}

static bool break_stops(Session *s, Stop *stop) {
  if (!break_met(&stop->place, s->history)) return false;
  if (!*stop->place.message) return true;
  say(s, &stop->place);
  return false;
}

/* Does a stop hold at this position?  Notes which.  A look notes only what is
 * watched. */
static bool stops_test(Session *s, bool look) {
  History *h = s->history;
  uint64_t position = history_position(h);
  uint64_t freed = baton_progress(machine(s)).freed;
  bool first = look || position < s->looked, found = false;
  for (size_t i = 0; i < s->stops; i++) {
    Stop *stop = &s->stop[i];
    bool now = stop->kind == STOP_BREAK
                   ? !look && break_stops(s, stop)
                   : changed(s, stop, first, freed != s->freed);
    if (now && !found) s->hit = (int)i;
    found = found || now;
  }
  s->looked = position + 1;
  s->freed = freed;
  return found;
}
static bool stopped(History *h, void *context) {
  (void)h;
  return stops_test(context, false);
}

/* A search begins here: what is watched is noted. */
static void look(Session *s) {
  stops_test(s, true);
  s->hit = -1;
}

static void hits_reset(void *context) {
  Session *s = context;
  for (size_t i = 0; i < s->stops; i++) s->stop[i].place.hits = 0;
}

static bool hits_matter(const Session *s) {
  for (size_t i = 0; i < s->stops; i++)
    if (s->stop[i].place.hit) return true;
  return false;
}

/* Can the stops be looked for at transfers alone? */
static HistoryGrain grain(const Session *s) {
  for (size_t i = 0; i < s->stops; i++)
    if (s->stop[i].kind != STOP_BREAK || !*s->stop[i].place.block ||
        s->stop[i].place.index > 0)
      return HISTORY_STEPS;
  return HISTORY_TRANSFERS;
}

static void reason_of(Session *s, char reason[256]) {
  *reason = 0;
  if (s->hit < 0) return;
  const Stop *stop = &s->stop[s->hit];
  const char *what = stop->kind == STOP_BREAK ? "break" : "watch";
  int length = snprintf(reason, 256, "%s %d (%s)", what, stop->id, stop->text);
  if (stop->kind != STOP_BREAK && length < 200)
    snprintf(reason + length, 256 - (size_t)length, ": now %.*s",
             (int)(250 - length), stop->last);
}

/* Moving. */

static void run_stops(Session *s, Out *o, bool back) {
  char reason[256];
  BreakRun run = {.grain = grain(s),
                  .test = s->stops ? stopped : NULL,
                  .context = s,
                  .reset = hits_reset,
                  .silent = &s->silent,
                  .counted = hits_matter(s) ? &s->counted : NULL};
  look(s);
  if (!break_run(&run, s->history, back)) s->hit = -1;
  reason_of(s, reason);
  if (s->hit < 0 && back) snprintf(reason, sizeof reason, "the start");
  arrive(s, o, reason);
}

static void do_step(Session *s, char *rest, Out *o) {
  uint64_t n = 1;
  if (*rest && !number(rest, &n)) {
    wrong(o, "step takes a number", rest);
    return;
  }
  uint64_t at = history_position(s->history);
  if (n > UINT64_MAX - at) n = UINT64_MAX - at;
  if (history_state(s->history) == BATON_READY)
    history_goto(s->history, at + n);
  arrive(s, o, NULL);
}

static void do_back(Session *s, char *rest, Out *o) {
  uint64_t n = 1, at = history_position(s->history);
  if (*rest && !number(rest, &n)) {
    wrong(o, "back takes a number", rest);
    return;
  }
  history_goto(s->history, n < at ? at - n : 0);
  arrive(s, o, n > at ? "the start" : NULL);
}

static void do_run(Session *s, char *rest, Out *o) {
  (void)rest;
  run_stops(s, o, false);
}
static void do_reverse_run(Session *s, char *rest, Out *o) {
  (void)rest;
  run_stops(s, o, true);
}

static void do_goto(Session *s, char *rest, Out *o) {
  uint64_t n;
  char reason[80] = "";
  if (!strcmp(rest, "end")) n = UINT64_MAX;
  else if (!strcmp(rest, "start")) n = 0;
  else if (!number(rest, &n)) {
    wrong(o, "goto takes a step's number, start or end", rest);
    return;
  }
  if (!history_goto(s->history, n) && n != UINT64_MAX)
    snprintf(reason, sizeof reason, "the run ends after %llu steps",
             ull(history_position(s->history)));
  arrive(s, o, reason);
}

static bool anywhere(History *h, void *context) {
  (void)h;
  (void)context;
  return true;
}

static void do_transfer(Session *s, char *rest, Out *o) {
  if (!strcmp(rest, "back"))
    history_run_back(s->history, HISTORY_TRANSFERS, anywhere, NULL);
  else history_run(s->history, HISTORY_TRANSFERS, anywhere, NULL);
  arrive(s, o, NULL);
}

static void do_change(Session *s, char *rest, Out *o) {
  uint8_t n;
  char *name = word(&rest), reason[256];
  bool back = !strcmp(rest, "back");
  if (!*name) {
    wrong(o, "which variable", "");
    return;
  }
  /* For this search it is the only stop. */
  Stop first = s->stop[0];
  size_t stops = s->stops;
  s->stops = 1;
  s->stop[0] = (Stop){.kind = STOP_VARIABLE, .place = {.index = -1}};
  snprintf(s->stop[0].place.variable, sizeof s->stop[0].place.variable, "%s",
           name);
  if (!variable(s, name, &n)) s->stop[0].seen = true; /* its birth is one */
  look(s);
  if (back) history_run_back(s->history, HISTORY_STEPS, stopped, s);
  else history_run(s->history, HISTORY_STEPS, stopped, s);
  if (s->hit >= 0)
    snprintf(reason, sizeof reason, "%s is now %.200s", name, s->stop[0].last);
  else snprintf(reason, sizeof reason, "%s does not change any more", name);
  break_free(&s->stop[0].place);
  s->stop[0] = first;
  s->stops = stops;
  arrive(s, o, reason);
}

static bool is_over(History *h, void *context) {
  return await_over(context, h);
}

static void do_finish(Session *s, char *rest, Out *o) {
  Await await;
  (void)rest;
  if (!await_begin(&await, s->history)) {
    wrong(o, "no continuation lives here", "");
    return;
  }
  history_run(s->history, HISTORY_STEPS, is_over, &await);
  await_end(&await);
  char reason[256];
  snprintf(reason, sizeof reason, "the continuation %.120s %s", await.block,
           await.called  ? "was called"
           : await.ended ? "was ended without a call"
                         : "was not called");
  arrive(s, o, reason);
}

static bool instruction_has(History *h, void *context) {
  return history_state(h) == BATON_READY &&
         strstr(baton_instruction(history_machine(h)), context);
}

static void do_search(Session *s, char *rest, Out *o) {
  bool back = !strncmp(rest, "back ", 5), found;
  if (back) rest += 5;
  if (!*rest) {
    wrong(o, "search for which text", "");
    return;
  }
  found = back ? history_run_back(s->history, HISTORY_STEPS, instruction_has,
                                  rest)
               : history_run(s->history, HISTORY_STEPS, instruction_has, rest);
  arrive(s, o, found ? "found" : "not found");
}

/* Breakpoints and watches. */

static void stop_say(Out *o, const Stop *stop) {
  const char *kind = stop->kind == STOP_BREAK ? "break" : "watch";
  fprintf(o->text, "%s %d: %s", kind, stop->id, stop->text);
}
static json_t *stop_json(const Stop *stop) {
  return json_pack("{s:i,s:s,s:s}", "number", stop->id, "kind",
                   stop->kind == STOP_BREAK ? "break" : "watch", "what",
                   stop->text);
}

static void stop_add(Session *s, Out *o, Stop *stop) {
  if (s->stops == STOPS) {
    wrong(o, "there are too many; delete one first", "");
    return;
  }
  stop->id = ++s->last_id;
  s->stop[s->stops++] = *stop;
  stop_say(o, stop);
  set(o, "stop", stop_json(stop));
}

/* Is the file of this name, with or without folders, the program's? */
static bool is_source(Session *s, const char *name, size_t length) {
  BatonReport place = {.file = NULL};
  const char *files[2] = {s->command->file};
  if (baton_block_place(machine(s), 0, 0, &place)) files[1] = place.file;
  for (int i = 0; i < 2 && files[i]; i++) {
    const char *slash = strrchr(files[i], '/');
    const char *last = slash ? slash + 1 : files[i];
    if ((!strncmp(name, files[i], length) && !files[i][length]) ||
        (!strncmp(name, last, length) && !last[length]))
      return true;
  }
  return false;
}

/* The place of a breakpoint: a block's name, or a line, with or without a
 * file's name.  False: there is none, and that is said. */
static bool place_read(Session *s, Out *o, const char *where, Break *place) {
  const char *at = strrchr(where, ':');
  BatonMachine *m = machine(s);
  uint64_t line;
  uint32_t first;
  if (!number(at ? at + 1 : where, &line)) {
    if (break_on_block(m, where, place, &first)) return true;
    wrong(o, "there is no such block", where);
    return false;
  }
  if (at && !is_source(s, where, (size_t)(at - where))) {
    wrong(o, "the program is not of this file", where);
    return false;
  }
  if (line < 1 || line > UINT32_MAX || break_line(m, (uint32_t)line) != line) {
    wrong(o, "no instruction stands on this line", where);
    return false;
  }
  for (uint32_t n = 0; !break_on_line(m, n, (uint32_t)line, place);) n++;
  return true;
}

/* Cuts a part of a breakpoint off the text, where it begins with this word; the
 * part goes up to the next such word. */
static char *part_cut(char *text, const char *word) {
  char *at = text;
  size_t length = strlen(word);
  while ((at = strstr(at, word))) {
    bool starts = at == text || at[-1] == ' ', ends = at[length] == ' ';
    if (starts && ends) {
      if (at > text) at[-1] = 0;
      *at = 0;
      return at + length + strspn(at + length, " ");
    }
    at += length;
  }
  return NULL;
}

static void do_break(Session *s, char *rest, Out *o) {
  Stop stop = {.kind = STOP_BREAK, .place = {.index = -1}};
  snprintf(stop.text, sizeof stop.text, "%s", rest);
  char *says = part_cut(rest, "say"), *hit = part_cut(rest, "hit"),
       *condition = part_cut(rest, "if"), *where = word(&rest);
  if (!*where && !condition) {
    wrong(o, "break takes a block, a line or a condition", "");
    return;
  }
  if (*where && !place_read(s, o, where, &stop.place)) return;
  if (*rest || (condition && (!break_condition(&stop.place, condition) ||
                              !*stop.place.relation))) {
    wrong(o, "a condition is `if NAME = VALUE`; or != < <= > >=", "");
    return;
  }
  if (hit && (!number(hit, &stop.place.hit) || !stop.place.hit)) {
    wrong(o, "hit takes a number from 1", hit);
    return;
  }
  if (says && strlen(says) >= sizeof stop.place.message) {
    wrong(o, "this is too long to be said", "");
    return;
  }
  if (says) strcpy(stop.place.message, says);
  s->counted = UINT64_MAX;
  stop_add(s, o, &stop);
}

static void do_watch(Session *s, char *rest, Out *o) {
  Stop stop = {.kind = STOP_VARIABLE, .place = {.index = -1}};
  snprintf(stop.text, sizeof stop.text, "%s", rest);
  char *name = word(&rest);
  uint8_t n;
  if (!strcmp(name, "cell")) {
    BatonCell cell;
    if (!variable_wanted(s, o, rest, &n)) return;
    stop.kind = STOP_CELL;
    stop.cell = value_of(s, n);
    if (!baton_cell(machine(s), stop.cell, &cell)) {
      wrong(o, "this value is in no cell of the heap", rest);
      return;
    }
  } else if (!*name) {
    wrong(o, "watch takes a variable, or `cell` and a variable", "");
    return;
  }
  snprintf(stop.place.variable, sizeof stop.place.variable, "%s", name);
  stop_add(s, o, &stop);
}

static void do_delete(Session *s, char *rest, Out *o) {
  uint64_t id;
  if (!number(rest, &id)) {
    wrong(o, "delete takes the number of a break or a watch", rest);
    return;
  }
  for (size_t i = 0; i < s->stops; i++)
    if ((uint64_t)s->stop[i].id == id) {
      fprintf(o->text, "deleted ");
      stop_say(o, &s->stop[i]);
      set(o, "deleted", stop_json(&s->stop[i]));
      break_free(&s->stop[i].place);
      memmove(s->stop + i, s->stop + i + 1,
              (s->stops - i - 1) * sizeof *s->stop);
      s->stops--;
      return;
    }
  wrong(o, "there is no such break or watch", rest);
}

static void do_list(Session *s, char *rest, Out *o) {
  json_t *list = json_array();
  (void)rest;
  if (!s->stops) fprintf(o->text, "no breaks, no watches");
  for (size_t i = 0; i < s->stops; i++) {
    fprintf(o->text, "%s", i ? "; " : "");
    stop_say(o, &s->stop[i]);
    json_array_append_new(list, stop_json(&s->stop[i]));
  }
  set(o, "stops", list);
}

/* Looking. */

static void do_where(Session *s, char *rest, Out *o) {
  (void)rest;
  arrive(s, o, NULL);
}

static void do_print(Session *s, char *rest, Out *o) {
  char *name = word(&rest);
  uint8_t n;
  BatonCell cell;
  if (!variable_wanted(s, o, name, &n)) return;
  BatonValue value = value_of(s, n);
  const char *text = strcmp(rest, "whole")
                         ? baton_text(machine(s), value)
                         : baton_text_whole(machine(s), value);
  fprintf(o->text, "%s = %s", name, text);
  set(o, "name", json_text(name));
  set(o, "value", json_text(text));
  if (!baton_cell(machine(s), value, &cell)) return;
  fprintf(o->text, " (%s of %u, %u reference%s)", cell.kind, cell.size,
          cell.references, cell.references == 1 ? "" : "s");
  set(o, "kind", json_text(cell.kind));
  set(o, "references", number_json(cell.references));
}

static void do_registers(Session *s, char *rest, Out *o) {
  uint8_t live[256];
  BatonMachine *m = machine(s);
  json_t *list = json_array();
  (void)rest;
  size_t count = baton_live(m, live);
  if (!count) fprintf(o->text, "no register lives");
  for (size_t i = 0; i < count; i++) {
    json_t *row = json_object();
    json_object_set_new(row, "register", number_json(live[i]));
    const char *name = baton_name(m, live[i]);
    fprintf(o->text, "%s%s", i ? "; " : "", name);
    json_object_set_new(row, "name", json_text(name));
    const char *value = baton_value(m, live[i]);
    fprintf(o->text, "=%s (r%u)", value, live[i]);
    json_object_set_new(row, "value", json_text(value));
    json_array_append_new(list, row);
  }
  set(o, "registers", list);
}

static void do_chain(Session *s, char *rest, Out *o) {
  BatonMachine *m = machine(s);
  BatonValue k = 0;
  json_t *list = json_array();
  uint64_t count = 0, same = 0, groups = 0, left = 0;
  char last[128] = "";
  (void)rest;
  for (bool more = baton_continuation(m, &k); more;
       more = baton_continuation_next(m, &k), count++) {
    const char *name = baton_closure_block(m, k);
    if (count < CHAIN_SHOWN) json_array_append_new(list, json_text(name));
    if (groups > CHAIN_SHOWN) {
      left++;
    } else if (!strcmp(name, last)) {
      same++;
    } else {
      if (same) fprintf(o->text, " (%llu times)", ull(same + 1));
      same = 0;
      if (++groups > CHAIN_SHOWN) left++;
      else fprintf(o->text, "%s%s", count ? " -> " : "", name);
      snprintf(last, sizeof last, "%s", name);
    }
  }
  if (same) fprintf(o->text, " (%llu times)", ull(same + 1));
  if (left) fprintf(o->text, " -> … %llu more", ull(left));
  if (!count) fprintf(o->text, "no continuation lives here");
  set(o, "chain", list);
  set(o, "length", number_json(count));
}

/* The cells that a value leads to, numbered as they are met. */
static void do_heap(Session *s, char *rest, Out *o) {
  BatonMachine *m = machine(s);
  BatonValue cell[CELLS_SHOWN];
  size_t cells = 0;
  uint8_t n;
  BatonCell it;
  json_t *list = json_array();
  set(o, "cells", list);
  if (!variable_wanted(s, o, rest, &n)) return;
  BatonValue root = value_of(s, n);
  fprintf(o->text, "%s = %s", rest, baton_text(m, root));
  if (baton_cell(m, root, &it)) cell[cells++] = root;
  for (size_t i = 0; i < cells; i++) {
    baton_cell(m, cell[i], &it);
    json_t *fields = json_array(), *names = json_array();
    const char *block = baton_closure_block(m, cell[i]);
    fprintf(o->text, "; #%zu %s%s%s, %u reference%s:", i + 1, it.kind,
            block ? " " : "", block ? block : "", it.references,
            it.references == 1 ? "" : "s");
    if (!it.fields) fprintf(o->text, " %s", baton_text(m, cell[i]));
    for (uint32_t f = 0; f < it.fields && f < 12; f++) {
      BatonValue value = baton_field(m, cell[i], f);
      BatonCell other;
      const char *name = baton_captured(m, cell[i], f);
      fprintf(o->text, " %s%s", name ? name : "", name ? "=" : "");
      if (name) json_array_append_new(names, json_text(name));
      size_t at = 0;
      while (at < cells && cell[at] != value) at++;
      bool shown = baton_cell(m, value, &other);
      if (shown && at == cells && cells < CELLS_SHOWN) cell[cells++] = value;
      char mark[32];
      if (shown && at < cells) {
        snprintf(mark, sizeof mark, "#%zu", at + 1);
        fprintf(o->text, "%s", mark);
        json_array_append_new(fields, json_text(mark));
      } else {
        const char *text = baton_text(m, value);
        fprintf(o->text, "%s", text);
        json_array_append_new(fields, json_text(text));
      }
    }
    if (it.fields > 12) fprintf(o->text, " …");
    json_t *text = it.fields ? json_null() : json_text(baton_text(m, cell[i]));
    json_t *name = block ? json_text(baton_closure_block(m, cell[i]))
                         : json_null();
    json_array_append_new(list, json_pack("{s:I,s:s,s:o,s:I,s:I,s:o,s:o,s:o}",
                                          "number", (json_int_t)i + 1, "kind",
                                          it.kind, "block", name, "references",
                                          (json_int_t)it.references, "size",
                                          (json_int_t)it.size, "names", names,
                                          "fields", fields, "text", text));
  }
}

static void do_output(Session *s, char *rest, Out *o) {
  enum { MOST = 1 << 16 };
  static const char cut[] = "…";
  uint64_t length = history_output_length(s->history);
  uint64_t from = length > MOST ? length - MOST : 0;
  (void)rest;
  char *bytes = malloc(MOST + sizeof cut);
  size_t size = bytes ? history_output(s->history, from, (uint8_t *)bytes, MOST)
                      : 0;
  json_t *text = json_stringn(bytes ? bytes : "", size);
  if (!text) { /* not UTF-8: as Latin-1 */
    json_decref(text);
    char *wide = malloc(2 * size + 1), *to = wide;
    for (size_t i = 0; wide && i < size; i++) {
      unsigned char c = (unsigned char)bytes[i];
      if (c > 127) *to++ = (char)(0xc0 | c >> 6);
      *to++ = (char)(c > 127 ? 0x80 | (c & 63) : c);
    }
    text = json_stringn(wide, (size_t)(to - wide));
    free(wide);
  }
  char *quoted = json_dumps(text, JSON_ENCODE_ANY);
  fprintf(o->text, "%s%s", from ? cut : "", quoted ? quoted : "");
  set(o, "output", text);
  set(o, "length", number_json(length));
  free(quoted);
  free(bytes);
}

static void do_fuel(Session *s, char *rest, Out *o) {
  BatonFuel fuel = baton_fuel(machine(s));
  (void)rest;
  fprintf(o->text, "transfers %llu; budget ", ull(fuel.transfers));
  set(o, "transfers", number_json(fuel.transfers));
  if (fuel.budget == UINT64_MAX) fprintf(o->text, "without bound");
  else fprintf(o->text, "%llu left", ull(fuel.budget));
  set(o, "budget",
      fuel.budget == UINT64_MAX ? json_null() : number_json(fuel.budget));
  if (fuel.slice != UINT64_MAX)
    fprintf(o->text, "; timer in %llu", ull(fuel.slice));
  set(o, "slice",
      fuel.slice == UINT64_MAX ? json_null() : number_json(fuel.slice));
}

static void do_source(Session *s, char *rest, Out *o) {
  BatonReport place;
  bool from_image;
  uint64_t line = 0;
  const char *at = session_source(s, &from_image);
  if (*rest && !number(rest, &line)) {
    wrong(o, "source takes a line's number", rest);
    return;
  }
  if (!*rest) {
    if (from_image || !baton_place(machine(s), &place)) {
      wrong(o, "no source line is known here", "");
      return;
    }
    line = place.line;
  }
  for (uint64_t i = 1; i < line && at; i++)
    if ((at = strchr(at, '\n'))) at++;
  if (!line || !at || !*at) {
    wrong(o, "the program has no such line", rest);
    return;
  }
  char *text = strndup(at, strcspn(at, "\n"));
  fprintf(o->text, "%llu: %s", ull(line), text ? text : "");
  set(o, "line", number_json(line));
  set(o, "text", json_text(text ? text : ""));
  free(text);
}

static void do_type(Session *s, char *rest, Out *o) {
  size_t length = strlen(rest);
  char *more = realloc(s->typed, s->typed_length + length + 1);
  if (!more) {
    wrong(o, "there is no memory left", "");
    return;
  }
  s->typed = more;
  memcpy(more + s->typed_length, rest, length);
  more[s->typed_length + length] = '\n';
  s->typed_length += length + 1;
  fprintf(o->text, "the program will read: %s", rest);
  set(o, "typed", json_text(rest));
}

/* Where a value came from. */

/* The position at which the block was entered. */
static void to_entry(Session *s) {
  if (history_state(s->history) == BATON_FAULTED) /* in the same place */
    history_goto(s->history, history_position(s->history) - 1);
  if (baton_index(machine(s)))
    history_run_back(s->history, HISTORY_TRANSFERS, anywhere, NULL);
}

/* What made a value: the step, and how. */
typedef struct Origin {
  enum { MADE, CONSTANT, GIVEN, HELD, FAR } how;
  uint64_t step; /* 0: the start */
  uint32_t hops; /* variables that it passed through on the way */
} Origin;

/* The register that is operand `n` of the coming instruction; false: it is a
 * constant. */
static bool operand_register(Session *s, uint32_t n, uint8_t *r) {
  BatonOperation operation;
  baton_operation(machine(s), &operation);
  for (uint32_t i = 0; i < operation.uses; i++)
    if (operation.use[i].operand == n) {
      *r = operation.use[i].number;
      return true;
    }
  return false;
}

/* The last step up to `until`, of the block that was entered at `entry`, in
 * which the register was born; 0: it came with the block. */
static uint64_t last_birth(Session *s, uint64_t entry, uint64_t until,
                           uint8_t r) {
  uint64_t born = 0;
  for (uint64_t at = entry; at < until; at++) {
    BatonOperation operation;
    history_goto(s->history, at);
    baton_operation(machine(s), &operation);
    for (uint32_t i = 0; i < operation.births; i++)
      if (operation.born[i] == r) born = at + 1;
  }
  return born;
}

/* An origin; the run is left there. */
static Origin at(Session *s, int how, uint64_t step, uint32_t hops) {
  history_goto(s->history, step);
  return (Origin){how, step, hops};
}

static Origin origin(Session *s, uint8_t r, uint32_t hops);

/* That of variable `r`, captured by the closure in register `closure`, which
 * the coming instruction, step `entry`, calls; true: it is `found`.  False: it
 * is that of register `*next` here. */
static bool captured_origin(Session *s, uint64_t entry, uint32_t r,
                            uint32_t *hops, Origin *found, uint8_t *next) {
  uint8_t closure;
  BatonOperation operation;
  if (!operand_register(s, 0, &closure)) {
    *found = at(s, CONSTANT, entry, *hops);
    return true;
  }
  *found = origin(s, closure, *hops + 1);
  if (found->how == FAR) return true;
  *hops = found->hops;
  if (found->how == MADE) {
    history_goto(s->history, found->step - 1);
    baton_operation(machine(s), &operation);
  }
  if (found->how != MADE || strcmp(operation.name, "close")) {
    *found = at(s, HELD, found->step, *hops);
    return true;
  }
  if (operand_register(s, r + 1, next)) return false;
  *found = at(s, CONSTANT, found->step, *hops);
  return true;
}

/* Follows the value in register `r` from this position back to what made it.
 * Leaves the run where that has just happened. */
static Origin origin(Session *s, uint8_t r, uint32_t hops) {
  History *h = s->history;
  for (; hops < HOPS && !history_interrupted(h); hops++) {
    BatonOperation operation;
    uint64_t position = history_position(h);
    uint32_t parameters, captures;
    Origin found;
    if (history_state(h) == BATON_FAULTED) position--;
    to_entry(s);
    uint64_t entry = history_position(h);
    baton_block_shape(machine(s), &parameters, &captures);
    uint64_t born = last_birth(s, entry, position, r);
    if (born) {
      history_goto(h, born - 1);
      baton_operation(machine(s), &operation);
      if (strcmp(operation.name, "let")) return at(s, MADE, born, hops);
      if (!operation.uses) return at(s, CONSTANT, born, hops);
      r = operation.use[0].number;
      continue;
    }
    if (!entry) return at(s, GIVEN, 0, hops);
    history_goto(h, entry - 1);
    baton_operation(machine(s), &operation);
    if (strcmp(operation.name, "jump") && strcmp(operation.name, "call") &&
        strcmp(operation.name, "apply"))
      return at(s, GIVEN, entry, hops);
    if (r >= parameters) {
      if (captured_origin(s, entry, r - parameters, &hops, &found, &r))
        return found;
    } else if (!operand_register(s, r + 1u, &r)) {
      return at(s, CONSTANT, entry, hops);
    }
  }
  return (Origin){FAR, history_position(h), hops};
}

static json_t *origin_say(Session *s, Out *o, uint8_t r, uint64_t levels);

/* What the instruction at `step` was made of, level by level. */
static json_t *operands_say(Session *s, Out *o, uint64_t step,
                            uint64_t levels) {
  json_t *operands = json_object();
  BatonOperation operation;
  BatonMachine *m = machine(s);
  const char *mark = "; of";
  history_goto(s->history, step - 1);
  baton_operation(m, &operation);
  for (uint32_t i = 0; i < operation.uses; i++) {
    char name[128];
    uint8_t r = operation.use[i].number;
    snprintf(name, sizeof name, "%s", baton_name(m, r));
    if (json_object_get(operands, name)) continue;
    json_t *value = json_text(baton_value(m, r));
    fprintf(o->text, "%s %s=%s [", mark, name, json_string_value(value));
    json_t *one = origin_say(s, o, r, levels - 1);
    fprintf(o->text, "]");
    json_object_set_new(one, "value", value);
    json_object_set_new(operands, name, one);
    history_goto(s->history, step - 1);
    mark = ",";
  }
  return operands;
}

/* Where the value of a register comes from, and, for so many levels, what it
 * was made of. */
static json_t *origin_say(Session *s, Out *o, uint8_t r, uint64_t levels) {
  static const char *const how[] = {[MADE] = "made",
                                    [CONSTANT] = "a constant",
                                    [GIVEN] = "given",
                                    [HELD] = "captured in a closure that came",
                                    [FAR] = "not made since it was handed on"};
  Origin from = origin(s, r, 0);
  json_t *json = json_pack("{s:s,s:I,s:I}", "how", how[from.how], "step",
                           (json_int_t)from.step, "handed-on",
                           (json_int_t)from.hops);
  fprintf(o->text, "%s", how[from.how]);
  const HistoryStep *step = from.step ? history_step(s->history) : NULL;
  if (!step) {
    fprintf(o->text, " at the start, by the machine");
    return json;
  }
  fprintf(o->text, "%s at step %llu by %s:%u %s",
          from.how == GIVEN ? " by the machine" : "", ull(from.step),
          step->block, step->index, step->instruction);
  json_object_set_new(json, "block", json_text(step->block));
  json_object_set_new(json, "index", number_json(step->index));
  json_object_set_new(json, "instruction", json_text(step->instruction));
  if (from.how == FAR) fprintf(o->text, ": ask again there");
  if (from.hops)
    fprintf(o->text, ", handed on %u time%s since", from.hops,
            from.hops == 1 ? "" : "s");
  if (from.how == MADE && levels)
    json_object_set_new(json, "operands",
                        operands_say(s, o, from.step, levels));
  return json;
}

static void do_why(Session *s, char *rest, Out *o) {
  char *name = word(&rest);
  uint64_t levels = 1;
  uint8_t n;
  BatonMachine *m = machine(s);
  if (!variable_wanted(s, o, name, &n)) return;
  if (*rest && (!number(rest, &levels) || levels > LEVELS)) {
    wrong(o, "why takes a variable, and a number of levels up to 8", rest);
    return;
  }
  uint64_t position = history_position(s->history);
  fprintf(o->text, "%s=%s: ", name, baton_value(m, n));
  set(o, "name", json_text(name));
  set(o, "value", json_text(baton_value(m, n)));
  json_t *from = origin_say(s, o, n, levels);
  json_object_update(o->json, from);
  json_decref(from);
  if (history_interrupted(s->history)) wrong(o, "; interrupted", "");
  history_return(s->history, position);
}

/* One event of a variable's life. */
static void life_say(Out *o, json_t *list, const char *what, uint64_t step,
                     const char *instruction) {
  fprintf(o->text, "%s%s", json_array_size(list) ? "; " : "", what);
  if (step) fprintf(o->text, " at step %llu by %s", ull(step), instruction);
  json_array_append_new(list, json_pack("{s:s,s:I,s:s}", "what", what, "step",
                                        (json_int_t)step, "instruction",
                                        instruction));
}

static void do_when(Session *s, char *rest, Out *o) {
  History *h = s->history;
  uint8_t n;
  if (!variable_wanted(s, o, rest, &n)) return;
  uint64_t position = history_position(h), until = position;
  json_t *list = json_array();
  if (history_state(h) == BATON_FAULTED) until--;
  set(o, "name", json_text(rest));
  set(o, "events", list);
  fprintf(o->text, "%s: ", rest);
  to_entry(s);
  uint64_t entry = history_position(h);
  uint64_t born = last_birth(s, entry, until, n);
  history_goto(h, born ? born : entry);
  const HistoryStep *step = history_step(h);
  if (born) life_say(o, list, "born", born, step->instruction);
  else if (entry) life_say(o, list, "handed in", entry, step->instruction);
  else life_say(o, list, "there at the start", 0, "");
  for (bool ended = false; !ended && history_state(h) == BATON_READY;) {
    BatonOperation operation;
    bool copied = false;
    uint64_t at = history_position(h);
    baton_operation(machine(s), &operation);
    char *text = strdup(baton_instruction(machine(s)));
    for (uint32_t i = 0; i < operation.uses; i++) {
      if (operation.use[i].number != n) continue;
      if (operation.use[i].taken) ended = true;
      else copied = true;
    }
    uint64_t faults = baton_progress(machine(s)).faults;
    history_goto(h, at + 1);
    bool faulted = baton_progress(machine(s)).faults != faults;
    if (copied) life_say(o, list, "copied", at + 1, text);
    if (ended && faulted && !operation.transfer) ended = false;
    else if (ended)
      life_say(o, list,
               operation.transfer                ? "handed on"
               : !strcmp(operation.name, "drop") ? "dropped"
                                                 : "taken",
               at + 1, text);
    free(text);
    if (operation.transfer || history_position(h) == at) break;
  }
  if (history_interrupted(h)) wrong(o, "; interrupted", "");
  history_return(h, position);
}

static void do_chart(Session *s, char *rest, Out *o) {
  char *path = word(&rest), *first = word(&rest), *part = NULL;
  const char *problem = NULL;
  uint64_t from = 0, to = 0, position = history_position(s->history);
  if (!*path || (*first && !number(first, &from)) ||
      (*rest && !number(rest, &to))) {
    wrong(o, "chart takes a file, and from which to which step", "");
    return;
  }
  if (!*first) { /* the block where the run is */
    to_entry(s);
    from = history_position(s->history);
    to = position > from ? position : from;
    while (history_goto(s->history, to + 1) && to - from < CHART_MOST) {
      to++;
      if (history_step(s->history)->transferred) break;
    }
  } else if (!*rest) to = from + 100;
  if (to < from || to - from > CHART_MOST) {
    wrong(o, "a chart shows at most 2000 steps, the earlier first", "");
  } else if (asprintf(&part, "%s.part", path) >= 0) {
    FILE *svg = fopen(part, "wb");
    bool fine = svg && chart_write(s->history, from, to, svg, &problem);
    if (history_interrupted(s->history)) {
      fine = false;
      problem = "interrupted";
    }
    if (svg && fclose(svg)) fine = false;
    if (fine && rename(part, path)) fine = false;
    if (!fine) {
      wrong(o, problem ? problem : strerror(errno), path);
      if (svg) remove(part);
    } else {
      fprintf(o->text, "wrote %s: steps %llu to %llu", path, ull(from),
              ull(to));
      set(o, "file", json_text(path));
    }
    free(part);
  }
  history_return(s->history, position);
}

static void do_checkpoints(Session *s, char *rest, Out *o) {
  HistoryFigures figures = history_figures(s->history);
  (void)rest;
  fprintf(o->text, "%zu checkpoints in %zu KB; the machine used %zu KB at most",
          figures.checkpoints, figures.bytes >> 10, figures.peak >> 10);
  set(o, "checkpoints", number_json(figures.checkpoints));
  set(o, "bytes", number_json(figures.bytes));
  set(o, "peak", number_json(figures.peak));
}

static void do_quit(Session *s, char *rest, Out *o) {
  (void)s;
  (void)rest;
  fprintf(o->text, "bye");
  o->quit = true;
}

static void do_help(Session *s, char *rest, Out *o);

static const struct {
  const char *name, *other, *takes, *does;
  bool needs_program;
  void (*function)(Session *, char *, Out *);
} table[] = {
    {"step", "s", "[N]", "does N instructions (1)", true, do_step},
    {"back", "b", "[N]", "takes N instructions back (1)", true, do_back},
    {"run", "r", "", "runs to the next break, watch or end", true, do_run},
    {"reverse-run", "rr", "", "runs back to the last break, watch or the start",
     true, do_reverse_run},
    {"goto", "g", "N | start | end", "goes to the position after step N", true,
     do_goto},
    {"transfer", "t", "[back]", "runs to where a block is entered next", true,
     do_transfer},
    {"change", "c", "X [back]",
     "runs to where a variable of the name X has another value", true,
     do_change},
    {"finish", "f", "", "runs until the continuation that lives here is called",
     true, do_finish},
    {"search", "/", "[back] TEXT",
     "runs to the next instruction whose text has TEXT", true, do_search},
    {"break", "", "[BLOCK | [FILE:]LINE] [if X = VALUE] [hit N] [say TEXT]",
     "stops runs there (= may be != < <= > >= too), at the N-th hit of the "
     "whole run alone, or says TEXT with the values of {X} instead",
     true, do_break},
    {"watch", "w", "X | cell X",
     "stops runs where X changes, or the cell that X holds now", true,
     do_watch},
    {"delete", "d", "N", "takes break or watch N away", true, do_delete},
    {"list", "l", "", "lists breaks and watches", true, do_list},
    {"where", "", "", "says where the run is", false, do_where},
    {"print", "p", "X [whole]", "shows a variable's value", true, do_print},
    {"registers", "", "", "shows the live registers", true, do_registers},
    {"chain", "k", "", "shows the chain of continuations", true, do_chain},
    {"heap", "h", "X", "shows the cells that X leads to", true, do_heap},
    {"output", "o", "", "shows what the program has printed so far", true,
     do_output},
    {"fuel", "", "", "shows transfers done, and what is left", true, do_fuel},
    {"source", "", "[LINE]", "shows a line of the program", false, do_source},
    {"type", "", "TEXT", "gives the program a line to read", true, do_type},
    {"why", "", "X [LEVELS]",
     "finds the instruction that made the value of X, and those of its "
     "operands",
     true, do_why},
    {"when", "", "X",
     "lists the birth, the copies and the end of the variable X", true,
     do_when},
    {"chart", "", "FILE [FROM [TO]]",
     "writes a lifetime chart, SVG, of this block or of these steps", true,
     do_chart},
    {"checkpoints", "", "",
     "shows how many checkpoints there are, and what they take", true,
     do_checkpoints},
    {"help", "?", "[COMMAND]", "lists commands, or says what one does", false,
     do_help},
    {"quit", "q", "", "ends the session", false, do_quit},
};
enum { COMMANDS = sizeof table / sizeof *table };

/* The command's number, or COMMANDS. */
static size_t command_find(const char *name) {
  size_t i = 0;
  while (i < COMMANDS && strcmp(name, table[i].name) &&
         (!*name || strcmp(name, table[i].other)))
    i++;
  return i;
}

static void do_help(Session *s, char *rest, Out *o) {
  json_t *list = json_array();
  size_t one = command_find(rest);
  (void)s;
  set(o, "commands", list);
  if (*rest && one == COMMANDS) {
    wrong(o, "there is no command", rest);
    return;
  }
  for (size_t i = *rest ? one : 0; i < (*rest ? one + 1 : COMMANDS); i++) {
    const char *space = *table[i].takes ? " " : "";
    if (*rest)
      fprintf(o->text, "%s%s%s: %s", table[i].name, space, table[i].takes,
              table[i].does);
    else
      fprintf(o->text, "%s%s%s%s", i ? "; " : "", table[i].name, space,
              table[i].takes);
    json_array_append_new(list,
                          json_pack("{s:s,s:s,s:s,s:s}", "name", table[i].name,
                                    "short", table[i].other, "takes",
                                    table[i].takes, "does", table[i].does));
  }
}

void session_document(FILE *to) {
  fprintf(to, "| command | short | does |\n|---|---|---|\n");
  for (size_t i = 0; i < COMMANDS; i++) {
    fprintf(to, "| `%s", table[i].name);
    for (const char *c = table[i].takes; *c; c++)
      fprintf(to, "%s%s", c == table[i].takes ? " " : "",
              *c == '|' ? "\\|" : (char[]){*c, 0});
    fprintf(to, "` | %s%s%s | %s |\n", *table[i].other ? "`" : "",
            table[i].other, *table[i].other ? "`" : "", table[i].does);
  }
}

Answer session_do(Session *s, const char *line) {
  Answer answer = {0};
  size_t size;
  Out o = {.text = open_memstream(&answer.text, &size), .json = json_object()};
  char *copy = strdup(line);
  if (!o.text || !o.json || !copy) {
    answer.wrong = answer.quit = true;
    free(copy);
    json_decref(o.json);
    if (o.text) fclose(o.text);
    return answer;
  }
  copy[strcspn(copy, "\r\n")] = 0;
  size_t length = strlen(copy);
  while (length && isspace((unsigned char)copy[length - 1])) copy[--length] = 0;
  char *rest = copy, *name = word(&rest);
  size_t which = command_find(name);
  if (which == COMMANDS) {
    wrong(&o, "there is no such command; try help", name);
  } else {
    set(&o, "command", json_text(table[which].name));
    json_array_clear(s->said);
    s->unsaid = 0;
    if (!table[which].needs_program || runs(s, &o))
      table[which].function(s, rest, &o);
  }
  free(copy);
  fclose(o.text);
  /* One line, whatever texts are in it. */
  for (char *c = answer.text; c && *c; c++)
    if (*c == '\n') *c = ' ';
  answer.json = o.json;
  answer.wrong = o.wrong;
  answer.quit = o.quit;
  return answer;
}

void answer_free(Answer *answer) {
  free(answer->text);
  json_decref(answer->json);
  *answer = (Answer){0};
}

/* Life. */

static void report(void *context, const BatonReport *r) {
  Session *s = context;
  json_t *error = json_pack("{s:s,s:I,s:I,s:s}", "file",
                            r->file ? r->file : "baton", "line",
                            (json_int_t)r->line, "column",
                            (json_int_t)r->column, "message", r->message);
  if (error && r->advice && *r->advice)
    json_object_set_new(error, "advice", json_text(r->advice));
  if (error) json_array_append_new(s->errors, error);
}

static size_t input(void *context, uint8_t *bytes, size_t size) {
  Session *s = context;
  size_t left = s->typed_length - s->typed_at;
  if (!left) return s->ask ? s->ask(s->context, bytes, size) : 0;
  if (left > size) left = size;
  memcpy(bytes, s->typed + s->typed_at, left);
  s->typed_at += left;
  return left;
}

Session *session_open(Command *command, SessionAsk *ask, void *context) {
  Session *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->command = command;
  s->ask = ask;
  s->context = context;
  s->errors = json_array();
  s->said = json_array();
  s->counted = UINT64_MAX;
  s->options = command->options;
  s->options.report = report;
  s->options.input = input;
  s->options.context = s;
  s->history = history_open(&s->options, command->file, command->bytes,
                            command->size);
  if (s->history && s->errors && s->said) return s;
  session_close(s);
  return NULL;
}

void session_close(Session *s) {
  if (!s) return;
  history_close(s->history);
  for (size_t i = 0; i < s->stops; i++) break_free(&s->stop[i].place);
  json_decref(s->said);
  json_decref(s->errors);
  free(s->typed);
  free(s->source);
  free(s);
}

History *session_history(Session *s) { return s->history; }
const json_t *session_errors(const Session *s) { return s->errors; }

const char *session_source(Session *s, bool *from_image) {
  const uint8_t *bytes = s->command->bytes;
  size_t size = s->command->size;
  *from_image = size && memchr(bytes, 0, size);
  if (s->source) return s->source;
  if (!*from_image) {
    s->source = strndup((const char *)bytes, size);
  } else {
    char *text = NULL;
    size_t length = 0;
    BatonMachine *m = baton_create(&(BatonOptions){0});
    if (m && baton_load(m, "image", bytes, size) &&
        baton_disassemble(m, &text, &length))
      s->source = strndup(text, length);
    free(text);
    baton_destroy(m);
    if (!s->source) s->source = strdup("");
  }
  return s->source ? s->source : "";
}
