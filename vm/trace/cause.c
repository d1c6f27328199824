/* Causes: see cause.h.
 *
 * A line is taken apart by the rules of spec/trace.md: parts stand between
 * spaces, a value may hold spaces between its brackets or quotes, and one of
 * more than 40 characters is cut there and goes on with `…'.  What two lines
 * differ in is then looked at from the outside in: how the run ended, the
 * number, the target, how many arguments, which argument.
 */
#include "cause.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { VALUE_CHARACTERS = 40 };

/* Lines. */

static bool starts(const char *at, const char *end, const char *with) {
  size_t length = strlen(with);
  return (size_t)(end - at) >= length && !memcmp(at, with, length);
}

/* Is the `>` at `at` the end of a `#<...`, and no part of a name? */
static bool closes(const char *at, const char *end) {
  return at + 1 == end || strchr(" )>", at[1]);
}

/* Passes what is between quotes or bars. */
static const char *quoted_end(const char *at, const char *end) {
  char mark = *at++;
  while (at < end && *at != mark) at += 1 + (*at == '\\' && at + 1 < end);
  return at < end ? at + 1 : end;
}

/* Where the datum at `at` ends.  `cut`: it is a value, so that after 40
 * characters it ends whatever is open. */
static const char *datum_end(const char *at, const char *end, bool cut) {
  uint64_t angles = 0; /* of the brackets that are open, which are `#<` */
  uint32_t depth = 0;
  const char *start = at, *fortieth = at;
  for (uint32_t n = 0; fortieth < end && n <= VALUE_CHARACTERS; fortieth++)
    n += (*fortieth & 0xc0) != 0x80;
  if (cut && fortieth < end) {
    fortieth--;
    if (starts(fortieth, end, "…")) end = fortieth + strlen("…");
  }
  while (at < end && (depth || *at != ' ')) {
    if (*at == '"' || (*at == '|' && (at == start || strchr(" (!'", at[-1])))) {
      at = quoted_end(at, end);
    } else if (starts(at, end, "#\\")) {
      at += at + 2 < end ? 3 : 2;
    } else if (*at == '(' || starts(at, end, "#<")) {
      angles = angles << 1 | (*at == '#');
      depth++;
      at += *at == '#' ? 2 : 1;
    } else {
      if (depth &&
          (*at == ')' || (*at == '>' && (angles & 1) && closes(at, end)))) {
        angles >>= 1;
        depth--;
      }
      at++;
    }
  }
  return at;
}

static uint64_t number_read(const char *at, const char *end,
                            const char **stop) {
  uint64_t n = 0;
  for (; at < end && *at >= '0' && *at <= '9'; at++)
    n = n * 10 + (uint64_t)(*at - '0');
  *stop = at;
  return n;
}

/* Reads the fields from `at` on; those of a step are not values. */
static void fields_read(TraceLine *line, const char *at) {
  const char *end = line->text + line->length;
  while (line->count < FIELDS_MOST) {
    while (at < end && *at == ' ') at++;
    if (at == end) return;
    bool value = (line->kind == SAYS_TRANSFER && line->count > 1) ||
                 line->kind == SAYS_HALT;
    const char *stop = datum_end(at, end, value);
    if (stop == at) stop++;
    if (line->count + 1 == FIELDS_MOST) stop = end;
    line->field[line->count++] = (Field){(uint32_t)(at - line->text),
                                         (uint32_t)(stop - at)};
    at = stop;
  }
}

static LineKind kind_of(const char *text, const char *end, uint64_t *number) {
  const char *stop;
  if (starts(text, end, "halt ")) return SAYS_HALT;
  if (starts(text, end, "fault ")) return SAYS_FAULT;
  if (starts(text, end, "fuel") && end - text == 4) return SAYS_FUEL;
  *number = number_read(text, end, &stop);
  if (stop == text || end - stop < 2 || *stop != ' ') return SAYS_NOTHING;
  const char *place = datum_end(stop + 1, end, false);
  if (end - place < 2 || place[1] != '(' ||
      !memchr(stop, ':', (size_t)(place - stop)))
    return SAYS_TRANSFER;
  for (stop = place; stop[-1] >= '0' && stop[-1] <= '9';) stop--;
  return stop < place && stop[-1] == ':' ? SAYS_STEP : SAYS_TRANSFER;
}

void trace_line_read(TraceLine *line, const char *text, size_t length) {
  line->text = text;
  line->length = length;
  line->number = 0;
  line->count = 0;
  line->kind = kind_of(text, text + length, &line->number);
  if (line->kind == SAYS_NOTHING) return;
  fields_read(line, text);
}

bool trace_field_same(const TraceLine *a, uint32_t i, const TraceLine *b,
                      uint32_t j) {
  return i < a->count && j < b->count &&
         a->field[i].length == b->field[j].length &&
         !memcmp(a->text + a->field[i].start, b->text + b->field[j].start,
                 a->field[i].length);
}

/* Causes. */

enum { SHOWN = 60 }; /* bytes of a value in a sentence */

typedef struct Shown {
  char text[SHOWN + 8];
} Shown;

static Shown field_text(const TraceLine *line, uint32_t i) {
  Shown shown;
  uint32_t length = i < line->count ? line->field[i].length : 0;
  bool cut = length > SHOWN;
  if (cut) {
    length = SHOWN;
    const char *text = line->text + line->field[i].start;
    while (length && (text[length] & 0xc0) == 0x80) length--;
  }
  snprintf(shown.text, sizeof shown.text, "%.*s%s", (int)length,
           length ? line->text + line->field[i].start : "", cut ? "…" : "");
  return shown;
}

static void say(Cause *cause, const char *code, const char *format, ...) {
  va_list rest;
  va_start(rest, format);
  cause->code = code;
  vsnprintf(cause->text, sizeof cause->text, format, rest);
  va_end(rest);
}

/* The kind of a value, from how it is printed. */
static const char *kind_name(const TraceLine *line, uint32_t i) {
  static const struct {
    const char *start, *kind;
  } kinds[] = {
      {"()", "()"},      {"(", "pair"},           {"#(", "vector"},
      {"#u8(", "bytes"}, {"\"", "string"},        {"#<closure ", "closure"},
      {"#<box ", "box"}, {"#<record ", "record"}, {"#<device ", "device"},
      {"#t", "bool"},    {"#f", "bool"},          {"#void", "void"},
      {"#eof", "eof"},   {"#\\", "char"}};
  const char *at = line->text + line->field[i].start;
  const char *end = at + line->field[i].length;
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    if (starts(at, end, kinds[k].start)) return kinds[k].kind;
  at += *at == '-' && end - at > 1;
  return at < end && *at >= '0' && *at <= '9' ? "int" : "symbol";
}

static bool is_cell(const char *kind) {
  return strstr("pair vector bytes string closure box record device", kind) !=
         NULL;
}

/* Do two transfers go to the same place with the same arguments, whatever their
 * numbers? */
static bool same_transfer(const TraceLine *a, const TraceLine *b) {
  if (!a || !b || a->kind != SAYS_TRANSFER || b->kind != SAYS_TRANSFER)
    return false;
  for (uint32_t i = 1; i < a->count; i++)
    if (!trace_field_same(a, i, b, i)) return false;
  return a->count == b->count;
}

static void fault_cause(const TraceLine *line, const char *other,
                        Cause *cause) {
  Shown kind = field_text(line, 1);
  if (!strcmp(kind.text, "memory"))
    say(cause, "leaked",
        "YOURS has no memory left where %s.  Probably it leaked: cells are not "
        "freed when their last reference ends",
        other);
  else
    say(cause, "fault",
        "YOURS faults (%s) where %s: a check is too strict, or a value was "
        "wrong before without being seen",
        kind.text, other);
}

/* One of them, or both, have ended. */
static void end_cause(const Difference *d, Cause *cause) {
  const TraceLine *mine = d->mine, *yours = d->yours;
  if (mine->kind == yours->kind && mine->kind != SAYS_FUEL) {
    say(cause, mine->kind == SAYS_HALT ? "value" : "fault",
        mine->kind == SAYS_HALT ? "wrong answer: %s instead of %s"
                                : "another fault: %s instead of %s",
        field_text(yours, 1).text, field_text(mine, 1).text);
  } else if (yours->kind == SAYS_FUEL) {
    say(cause, "fuel",
        "fuel: YOURS has spent it where MINE goes on.  A transfer (jump, call, "
        "apply, the call of a handler or timer) takes one unit; the start, "
        "halt and other instructions take none");
  } else if (mine->kind == SAYS_FUEL) {
    say(cause, "fuel",
        "fuel: YOURS goes on where it is spent.  Each transfer takes one unit, "
        "and with none left the next transfer does not happen");
  } else if (yours->kind == SAYS_FAULT) {
    fault_cause(yours, line_is_end(mine) ? "MINE halts" : "MINE goes on",
                cause);
  } else if (mine->kind == SAYS_FAULT) {
    say(cause, "fault",
        "YOURS goes on where MINE faults (%s): a check is missing",
        field_text(mine, 1).text);
  } else if (yours->kind == SAYS_HALT) {
    say(cause, "ended-early",
        "YOURS ends early: it halts where MINE goes on to %s.  A wrong "
        "continuation was called, or an `if' went the other way",
        field_text(mine, 1).text);
  } else {
    say(cause, "goes-on", "YOURS goes on where MINE halts with %s",
        field_text(mine, 1).text);
  }
}

static void target_cause(const Difference *d, Cause *cause) {
  Shown mine = field_text(d->mine, 1), yours = field_text(d->yours, 1);
  const char *made = d->instruction;
  if (same_transfer(d->mine_next, d->yours))
    say(cause, "missing",
        "YOURS leaves out a transfer: it is at %s already, which MINE enters "
        "with the next one",
        yours.text);
  else if (same_transfer(d->yours_next, d->mine))
    say(cause, "extra",
        "YOURS makes one transfer too many: it gets to %s with the next one",
        mine.text);
  else if (made && (!strncmp(made, "(call", 5) || !strncmp(made, "(apply", 6)))
    say(cause, "continuation",
        "wrong continuation: YOURS calls %s instead of %s.  Another closure "
        "stood in the register, or in the captured variable",
        yours.text, mine.text);
  else if (made && !strncmp(made, "(jump", 5))
    say(cause, "target",
        "wrong target: YOURS goes to %s instead of %s.  An `if' or `try' went "
        "the other way, or the block's number is wrong",
        yours.text, mine.text);
  else
    say(cause, "target",
        "wrong continuation or target: YOURS goes on in %s instead of %s.  "
        "Another closure was called, or an `if' went the other way",
        yours.text, mine.text);
}

/* Is every argument of YOURS one of MINE, in another order? */
static bool is_reordered(const TraceLine *mine, const TraceLine *yours) {
  bool used[FIELDS_MOST] = {false};
  for (uint32_t i = 2; i < yours->count; i++) {
    uint32_t j = 2;
    while (j < mine->count && (used[j] || !trace_field_same(yours, i, mine, j)))
      j++;
    if (j == mine->count) return false;
    used[j] = true;
  }
  return true;
}

/* Another argument of the transfer whose value argument `i` has by mistake. */
static uint32_t overwriter(const TraceLine *mine, const TraceLine *yours,
                           uint32_t i) {
  for (uint32_t j = 2; j < mine->count; j++)
    if (j != i && trace_field_same(yours, i, mine, j) &&
        trace_field_same(yours, j, mine, j))
      return j;
  return 0;
}

/* Is a value only printed in another way: longer than it may be? */
static bool is_unabridged(const TraceLine *mine, const TraceLine *yours,
                          uint32_t i) {
  const char *a = mine->text + mine->field[i].start;
  const char *b = yours->text + yours->field[i].start;
  uint32_t length = mine->field[i].length, mark = (uint32_t)strlen("…"), at = 0;
  while (at + mark < length && memcmp(a + at, "…", mark)) at++;
  return length > mark && !memcmp(a + at, "…", mark) &&
         yours->field[i].length > at && !memcmp(a, b, at);
}

static void value_cause(const Difference *d, Cause *cause) {
  const TraceLine *mine = d->mine, *yours = d->yours;
  char name[80] = "";
  uint32_t i = 2, other;
  while (i < mine->count && trace_field_same(mine, i, yours, i)) i++;
  if (i == mine->count) {
    say(cause, "form", "only the spaces between the parts differ");
    return;
  }
  if (i - 2 < d->parameters)
    snprintf(name, sizeof name, " (%.60s)", d->parameter[i - 2]);
  const char *good = kind_name(mine, i), *bad = kind_name(yours, i);
  Shown is = field_text(yours, i), should = field_text(mine, i);
  int at = (int)i - 1;
  if (is_reordered(mine, yours))
    say(cause, "order",
        "the arguments are in another order, from argument %d%s on.  All are "
        "read before any is written",
        at, name);
  else if ((other = overwriter(mine, yours, i)))
    say(cause, "order",
        "wrong value: argument %d%s is %s instead of %s, which is what "
        "argument "
        "%d got.  Was a register written before all were read?",
        at, name, is.text, should.text, (int)other - 1);
  else if (is_unabridged(mine, yours, i))
    say(cause, "form",
        "argument %d%s is printed in another way: a trace shows at most 3 "
        "levels, 8 elements and 40 characters",
        at, name);
  else if (is_cell(good) && strcmp(good, bad))
    say(cause, "released",
        "wrong value: argument %d%s is %s (%s) instead of %s (%s).  Where the "
        "kind changes like this, a cell was often released too early and used "
        "again for something else",
        at, name, is.text, bad, should.text, good);
  else if (!strcmp(good, "closure"))
    say(cause, "continuation",
        "wrong continuation: argument %d%s is %s instead of %s", at, name,
        is.text, should.text);
  else
    say(cause, "value", "wrong value: argument %d%s is %s instead of %s", at,
        name, is.text, should.text);
}

/* Is field i of a step's line the word? */
static bool field_is(const TraceLine *line, uint32_t i, const char *word) {
  return i < line->count && line->field[i].length == strlen(word) &&
         !memcmp(line->text + line->field[i].start, word, strlen(word));
}

/* In which part of a step's line field i stands: the word that heads it. */
static const char *part_of(const TraceLine *line, uint32_t i) {
  static const char *const part[] = {"born", "ended", "cells", "output",
                                     "fault"};
  for (i = i < line->count ? i : line->count - 1; i > 2; i--)
    for (size_t p = 0; p < sizeof part / sizeof *part; p++)
      if (field_is(line, i, part[p])) return part[p];
  return "values";
}

/* How many cells a step allocated (`+`) or freed (`-`). */
static uint64_t cells(const TraceLine *line, char sign) {
  const char *stop;
  for (uint32_t i = 3; i + 2 < line->count; i++) {
    if (!field_is(line, i, "cells")) continue;
    Field f = line->field[i + (sign == '-' ? 2 : 1)];
    const char *at = line->text + f.start;
    if (*at == sign) return number_read(at + 1, at + f.length, &stop);
  }
  return 0;
}

static void cells_cause(const Difference *d, Cause *cause) {
  uint64_t freed = cells(d->yours, '-'), right = cells(d->mine, '-');
  bool early = freed > right;
  if (freed != right)
    say(cause, early ? "released" : "leaked",
        "%s: YOURS frees %llu cells here instead of %llu",
        early ? "released too early" : "leaked, or released too late",
        (unsigned long long)freed, (unsigned long long)right);
  else
    say(cause, "cells", "YOURS makes %llu cells here instead of %llu",
        (unsigned long long)cells(d->yours, '+'),
        (unsigned long long)cells(d->mine, '+'));
}

static void step_cause(const Difference *d, Cause *cause) {
  const TraceLine *mine = d->mine, *yours = d->yours;
  uint32_t i = 0;
  while (i < mine->count && trace_field_same(mine, i, yours, i)) i++;
  Shown is = field_text(yours, i), should = field_text(mine, i);
  const char *part = part_of(i < mine->count ? mine : yours, i);
  if (i < 3)
    say(cause,
        i == 0   ? "number"
        : i == 1 ? "target"
                 : "form",
        "%s: %s instead of %s",
        i == 0   ? "YOURS counts steps in another way"
        : i == 1 ? "YOURS is at another place"
                 : "the instruction is printed in another way",
        is.text, should.text);
  else if (cells(mine, '+') != cells(yours, '+') ||
           cells(mine, '-') != cells(yours, '-'))
    cells_cause(d, cause);
  else
    say(cause, strcmp(part, "ended") ? "value" : "lifetime",
        "%s differs: %s instead of %s",
        !strcmp(part, "values")   ? "the value of a variable"
        : !strcmp(part, "born")   ? "what is born"
        : !strcmp(part, "ended")  ? "what ends"
        : !strcmp(part, "output") ? "the output"
                                  : "whether it faults",
        *is.text ? is.text : "nothing", *should.text ? should.text : "nothing");
}

void cause_find(const Difference *d, Cause *cause) {
  const TraceLine *mine = d->mine, *yours = d->yours;
  bool steps = mine->kind == SAYS_STEP;
  if (yours->kind == SAYS_NOTHING || (yours->kind == SAYS_STEP) != steps)
    say(cause, "form", "YOURS prints what is no line of %s",
        steps ? "a trace of steps" : "a transfer trace");
  else if (line_is_end(mine) || line_is_end(yours)) end_cause(d, cause);
  else if (steps) step_cause(d, cause);
  else if (mine->number != yours->number)
    say(cause, "number",
        "YOURS counts transfers in another way: %llu instead of %llu.  The "
        "start is 0; each jump, call, apply, and call of a handler or timer "
        "is one",
        (unsigned long long)yours->number, (unsigned long long)mine->number);
  else if (!trace_field_same(mine, 1, yours, 1)) target_cause(d, cause);
  else if (mine->count != yours->count)
    say(cause, "arguments",
        "wrong number of arguments: %u instead of %u.  What a rest parameter "
        "collects is one list, and captured variables are not shown",
        yours->count - 2, mine->count - 2);
  else value_cause(d, cause);
}
