/* Breakpoints: see breaks.h.
 *
 * For each instruction of the program (baton_point) a breakpoint keeps a
 * number: UNKNOWN; ELSEWHERE; or HERE, and with a variable the register where
 * it lives.
 */
#define _GNU_SOURCE
#include "breaks.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNKNOWN, ELSEWHERE, HERE, NONE = 256 };

void break_free(Break *b) { spots_free(&b->spots); }

/* Conditions. */

static bool relation_read(Break *b, const char *from, size_t length) {
  static const char *const names[][2] = {
      {"=", "="},   {"==", "="}, {"!=", "!="}, {"<", "<"},
      {"<=", "<="}, {">", ">"},  {">=", ">="}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i][0]) == length && !memcmp(from, names[i][0], length)) {
      snprintf(b->relation, sizeof b->relation, "%s", names[i][1]);
      return true;
    }
  return false;
}

bool break_condition(Break *b, const char *text) {
  text += strspn(text, " \t");
  size_t end = strlen(text);
  while (end && (text[end - 1] == ' ' || text[end - 1] == '\t')) end--;
  /* Names may have these signs in them, so that spaces part where there are
   * any. */
  bool spaced = memchr(text, ' ', end);
  size_t name = strcspn(text, spaced ? " \t" : "=!<>");
  if (name > end) name = end;
  if (!name || name >= sizeof b->variable) return false;
  memcpy(b->variable, text, name);
  b->variable[name] = 0;
  *b->relation = *b->literal = 0;
  size_t at = name + strspn(text + name, " \t");
  if (at >= end) return true;
  size_t sign = strspn(text + at, "=!<>");
  if (!relation_read(b, text + at, sign)) return false;
  at += sign;
  at += strspn(text + at, " \t");
  if (at >= end || end - at >= sizeof b->literal) return false;
  memcpy(b->literal, text + at, end - at);
  b->literal[end - at] = 0;
  return true;
}

/* Variables. */

/* The register of a variable that lives: by its name, or by its number. */
static bool lives(BatonMachine *m, const char *name, uint8_t *number) {
  char *end;
  BatonValue value;
  if (baton_variable(m, name, number)) return true;
  unsigned long n = *name == 'r' ? strtoul(name + 1, &end, 10) : 256;
  if (n > 255 || !name[1] || *end) return false;
  *number = (uint8_t)n;
  return baton_register(m, *number, &value);
}

static unsigned spot_find(const Break *b, BatonMachine *m) {
  uint8_t number;
  if (b->index >= 0 && baton_index(m) != b->index) return ELSEWHERE;
  if (*b->block && strcmp(baton_block(m), b->block)) return ELSEWHERE;
  if (!*b->variable) return HERE + NONE;
  return lives(m, b->variable, &number) ? HERE + number : ELSEWHERE;
}

/* Is the coming instruction the place, and where does the variable live? */
static unsigned spot(Break *b, BatonMachine *m) {
  uint16_t *known = spots_here(&b->spots, m);
  if (!known) return spot_find(b, m);
  if (*known == UNKNOWN) *known = (uint16_t)spot_find(b, m);
  return *known;
}

bool break_value(Break *b, BatonMachine *m, BatonValue *value) {
  unsigned where = spot(b, m);
  if (where < HERE || where == HERE + NONE) return false;
  *value = baton_held(m, (uint8_t)(where - HERE));
  return true;
}

bool break_holds(Break *b, BatonMachine *m) {
  BatonValue value;
  char *end, *other;
  unsigned where = spot(b, m);
  if (where == HERE + NONE) return true;
  if (!break_value(b, m, &value)) return false;
  const char *text = baton_text(m, value), *r = b->relation;
  if (!*r) return strcmp(text, "#f");
  long long x = strtoll(text, &end, 10), y = strtoll(b->literal, &other, 10);
  bool numbers = *text && !*end && *b->literal && !*other;
  int order = numbers ? (x > y) - (x < y) : strcmp(text, b->literal);
  if (*r == '=') return !order;
  if (*r == '!') return order;
  return numbers && ((*r == '<' ? order < 0 : order > 0) || (r[1] && !order));
}

bool break_met(Break *b, History *h) {
  if (history_state(h) != BATON_READY) return false;
  if (!break_holds(b, history_machine(h))) return false;
  b->hits++;
  return !b->hit || b->hits == b->hit;
}

/* Places. */

static uint32_t line_of(BatonMachine *m, uint32_t block, uint32_t index) {
  BatonReport place;
  return baton_block_place(m, block, index, &place) ? place.line : 0;
}

uint32_t break_line(BatonMachine *m, uint32_t line) {
  const char *name;
  uint32_t count, at = 0;
  for (uint32_t b = 0; baton_block_at(m, b, &name, &count); b++)
    for (uint32_t i = 0; i < count; i++) {
      uint32_t found = line_of(m, b, i);
      if (found >= line && (!at || found < at)) at = found;
    }
  return at;
}

bool break_on_line(BatonMachine *m, uint32_t n, uint32_t line, Break *b) {
  const char *name;
  uint32_t count, i = 0;
  if (!baton_block_at(m, n, &name, &count)) return false;
  while (i < count && line_of(m, n, i) != line) i++;
  if (i == count) return false;
  baton_block_at(m, n, &name, &count);
  snprintf(b->block, sizeof b->block, "%s", name);
  b->index = i;
  return true;
}

bool break_on_block(BatonMachine *m, const char *wanted, Break *b,
                    uint32_t *line) {
  const char *name;
  uint32_t count, n = 0;
  while (baton_block_at(m, n, &name, &count) && strcmp(name, wanted)) n++;
  if (!baton_block_at(m, n, &name, &count)) return false;
  snprintf(b->block, sizeof b->block, "%s", wanted);
  b->index = 0;
  *line = line_of(m, n, 0);
  return true;
}

/* Messages. */

char *break_says(const Break *b, BatonMachine *m) {
  char *text = NULL;
  size_t size;
  FILE *to = open_memstream(&text, &size);
  if (!to) return NULL;
  for (const char *c = b->message; *c; c++) {
    size_t length = *c == '{' ? strcspn(c, "}") : 0;
    char name[64];
    uint8_t number;
    if (length < 2 || !c[length] || length > sizeof name) {
      fputc(*c, to);
      continue;
    }
    snprintf(name, length, "%s", c + 1);
    fputs(lives(m, name, &number) ? baton_value(m, number) : "?", to);
    c += length;
  }
  fclose(to);
  return text;
}

/* Running. */

typedef struct Counting {
  const BreakRun *run;
  bool back;            /* what passes at `until` does not matter */
  uint64_t until, last; /* the last position before it that passes */
} Counting;

static bool counting(History *h, void *context) {
  Counting *c = context;
  uint64_t position = history_position(h);
  if (position + c->back > c->until) return true;
  if (c->run->test(h, c->run->context)) c->last = position;
  return position == c->until;
}

/* Counts the hits from the start on.  False: it was interrupted. */
static bool count(Counting *c, History *h) {
  uint64_t origin = history_position(h);
  c->run->reset(c->run->context);
  *c->run->silent = true;
  history_goto(h, 0);
  if (!counting(h, c)) history_run(h, c->run->grain, counting, c);
  *c->run->silent = false;
  bool fine = !history_interrupted(h);
  history_return(h, origin);
  *c->run->counted = fine && !c->back ? c->until : UINT64_MAX;
  return fine;
}

bool break_run(const BreakRun *run, History *h, bool back) {
  uint64_t origin = history_position(h);
  Counting c = {run, back, origin, UINT64_MAX};
  if (history_state(h) == BATON_EMPTY) return false;
  if (!run->counted && back) {
    *run->silent = true;
    bool found = history_run_back(h, run->grain, run->test, run->context);
    *run->silent = false;
    return found;
  }
  if (run->counted && (back || *run->counted != origin) && !count(&c, h))
    return false;
  if (back) {
    history_goto(h, c.last == UINT64_MAX ? 0 : c.last);
    return c.last != UINT64_MAX;
  }
  bool found = history_run(h, run->grain, run->test, run->context);
  if (run->counted) *run->counted = history_position(h);
  return found;
}
