/* Printing values (spec/text.md), whole or in brief (spec/trace.md).
 *
 * What is open is kept on a stack of our own, so data of any depth can be
 * printed.  A value that may have cycles is walked before, to find the cells
 * that get labels; the walk enters each cell once.
 */
#define _POSIX_C_SOURCE 200809L
#include "small.h"
#include <stdlib.h>
#include <string.h>

enum { BRIEF_LEVELS = 3, BRIEF_ELEMENTS = 8, BRIEF_CHARACTERS = 40 };

/* A cell that is open: its next element, or what is left of a list. */
typedef struct Open {
  Value at;
  uint32_t index;
  bool list, tail; /* tail: what is left of the list goes behind a dot */
} Open;

/* What the walk knows of a cell. */
typedef struct Known {
  const Cell *cell;
  bool open, labelled;
  uint32_t label; /* the number that was printed, plus 1 */
} Known;

typedef struct Printer {
  Machine *m;
  FILE *out;
  bool brief;
  Open *stack;
  size_t depth, room;
  Known *known; /* a hash table; `slots` is a power of 2, or 0 */
  size_t slots, cells;
  uint32_t labels;
} Printer;

static void push(Printer *p, Open open) {
  if (p->depth == p->room) {
    p->room = 2 * p->room + 8;
    p->stack = realloc(p->stack, p->room * sizeof *p->stack);
    if (!p->stack) abort();
  }
  p->stack[p->depth++] = open;
}

/* Characters */

void utf8_put(uint32_t c, FILE *out) {
  if (c < 0x80) {
    putc((int)c, out);
    return;
  }
  int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  putc((int)((0xf0u << (3 - more) & 0xff) | c >> 6 * more), out);
  while (more-- > 0) putc((int)(0x80 | (c >> 6 * more & 0x3f)), out);
}

/* A character between marks: quotes, or bars. */
static void escaped(FILE *out, uint32_t c, uint32_t mark) {
  if (c == mark || c == '\\') fprintf(out, "\\%c", (int)c);
  else if (c == '\n') fputs("\\n", out);
  else if (c == '\t') fputs("\\t", out);
  else if (c == '\r') fputs("\\r", out);
  else if (c < ' ' || c == 0x7f) fprintf(out, "\\x%x;", (unsigned)c);
  else utf8_put(c, out);
}

static void character(FILE *out, uint32_t c) {
  static const struct {
    uint32_t c;
    const char *name;
  } named[] = {{0, "nul"},       {'\t', "tab"},  {'\n', "newline"},
               {'\r', "return"}, {27, "escape"}, {' ', "space"},
               {127, "delete"}};
  fputs("#\\", out);
  for (size_t i = 0; i < sizeof named / sizeof *named; i++)
    if (named[i].c == c) {
      fputs(named[i].name, out);
      return;
    }
  if (c < ' ') fprintf(out, "x%x", (unsigned)c);
  else utf8_put(c, out);
}

/* Does a name read back as itself without bars? */
static bool is_plain(const Symbol *s) {
  const char *text = s->name;
  bool sign = s->length > 1 && (*text == '+' || *text == '-');
  if (!s->length || *text == '#' || (s->length == 1 && *text == '.') ||
      (text[sign] >= '0' && text[sign] <= '9'))
    return false;
  for (size_t i = 0; i < s->length; i++)
    if ((uint8_t)text[i] <= ' ' || text[i] == 0x7f ||
        strchr("();\"'|", text[i]))
      return false;
  return true;
}

void print_name(Machine *m, Value v, FILE *out) {
  const Symbol *s = &m->symbol[value_payload(v)];
  if (is_plain(s)) {
    fwrite(s->name, 1, s->length, out);
    return;
  }
  const uint8_t *at = (const uint8_t *)s->name, *end = at + s->length;
  putc('|', out);
  while (at < end) escaped(out, utf8_next(&at, end), '|');
  putc('|', out);
}

/* Cycles */

/* What a walk goes into: constants have no cycles, and closures are closed. */
static uint32_t children(Value v) {
  if (!value_is_counted(v)) return 0;
  Kind kind = cell_kind(value_cell(v));
  return kind == KIND_CLOSURE || kind == KIND_DEVICE
             ? 0
             : cell_values(value_cell(v));
}

/* The place of a cell in the table. */
static Known *known_at(const Printer *p, const Cell *cell) {
  size_t i = (uintptr_t)cell / sizeof(Value) * 0x9e3779b1u;
  for (;; i++) {
    Known *it = &p->known[i & (p->slots - 1)];
    if (!it->cell || it->cell == cell) return it;
  }
}

static void table_grow(Printer *p) {
  Printer old = *p;
  p->slots = p->slots ? 2 * p->slots : 16;
  p->known = calloc(p->slots, sizeof *p->known);
  if (!p->known) abort();
  for (size_t i = 0; i < old.slots; i++)
    if (old.known[i].cell) *known_at(p, old.known[i].cell) = old.known[i];
  free(old.known);
}

/* Goes into a cell on the first visit; gives it a label where it is open yet.
 */
static void visit(Printer *p, Value v) {
  if (!children(v)) return;
  if (2 * p->cells >= p->slots) table_grow(p);
  Known *it = known_at(p, value_cell(v));
  if (it->cell) {
    if (it->open) it->labelled = true;
    return;
  }
  *it = (Known){.cell = value_cell(v), .open = true};
  p->cells++;
  push(p, (Open){v, 0, false, false});
}

static void cycles_find(Printer *p, Value v) {
  for (visit(p, v); p->depth;) {
    Open *open = &p->stack[p->depth - 1];
    if (open->index < children(open->at)) {
      visit(p, value_cell(open->at)->field[open->index++]);
    } else {
      known_at(p, value_cell(open->at))->open = false;
      p->depth--;
    }
  }
}

static Known *labelled(const Printer *p, Value v) {
  if (!p->slots || !children(v)) return NULL;
  Known *it = known_at(p, value_cell(v));
  return it->labelled ? it : NULL;
}

/* Prints the label of a cell in a cycle.  True: the cell was printed before. */
static bool label(Printer *p, Value v) {
  Known *it = labelled(p, v);
  if (!it) return false;
  bool before = it->label;
  if (!before) it->label = ++p->labels;
  fprintf(p->out, "#%u%c", (unsigned)it->label - 1, before ? '#' : '=');
  return before;
}

/* Values */

static void immediate(Printer *p, Value v) {
  if (value_is_int(v)) fprintf(p->out, "%lld", (long long)value_int(v));
  else if (value_is(v, KIND_CHAR)) character(p->out, value_payload(v));
  else if (value_is(v, KIND_SYMBOL)) print_name(p->m, v, p->out);
  else
    fputs(v == VALUE_TRUE    ? "#t"
          : v == VALUE_FALSE ? "#f"
          : v == VALUE_NULL  ? "()"
          : v == VALUE_VOID  ? "#void"
                             : "#eof",
          p->out);
}

static void string(Printer *p, Cell *cell) {
  uint32_t size = cell_size(cell);
  if (p->brief && size > BRIEF_CHARACTERS) size = BRIEF_CHARACTERS;
  putc('"', p->out);
  for (uint32_t i = 0; i < size; i++) escaped(p->out, cell_chars(cell)[i], '"');
  putc('"', p->out);
}

/* Prints a value, or the beginning of one that is now open. */
static void value(Printer *p, Value v) {
  static const char *const opening[] = {
      [KIND_PAIR] = "(",           [KIND_BOX] = "#<box ",
      [KIND_VECTOR] = "#(",        [KIND_RECORD] = "#<record ",
      [KIND_BYTES] = "#u8(",       [KIND_CLOSURE] = "#<closure ",
      [KIND_DEVICE] = "#<device ",
  };
  if (!value_is_cell(v)) {
    immediate(p, v);
    return;
  }
  Kind kind = cell_kind(value_cell(v));
  bool whole = kind == KIND_CLOSURE || kind == KIND_DEVICE;
  if (kind == KIND_STRING) {
    string(p, value_cell(v));
  } else if (p->brief && p->depth >= BRIEF_LEVELS && !whole &&
             kind != KIND_BYTES) {
    fputs("…", p->out);
  } else if (!label(p, v)) {
    fputs(opening[kind], p->out);
    if (!whole) push(p, (Open){v, 0, kind == KIND_PAIR, false});
    else if (kind == KIND_DEVICE) fputs(device_name(v), p->out);
    else print_name(p->m, closure_block(v)->name, p->out);
    if (whole) putc('>', p->out);
  }
}

static void list_go_on(Printer *p, Open *open) {
  Value next = open->at;
  if (next == VALUE_NULL) {
    p->depth--;
    putc(')', p->out);
    return;
  }
  if (open->index++) putc(' ', p->out);
  open->at = VALUE_NULL;
  if (open->tail) {
    open->tail = false;
    fputs(". ", p->out);
    value(p, next);
  } else if (p->brief && open->index > BRIEF_ELEMENTS) {
    fputs("…", p->out);
  } else {
    open->at = value_cell(next)->field[1];
    open->tail = open->at != VALUE_NULL &&
                 (!value_is(open->at, KIND_PAIR) || labelled(p, open->at));
    value(p, value_cell(next)->field[0]);
  }
}

static void fields_go_on(Printer *p, Open *open) {
  Cell *cell = value_cell(open->at);
  Kind kind = cell_kind(cell);
  uint32_t i = open->index++;
  if (i >= cell_size(cell)) {
    p->depth--;
    putc(kind == KIND_BOX || kind == KIND_RECORD ? '>' : ')', p->out);
    return;
  }
  if (i) putc(' ', p->out);
  if (p->brief && i >= BRIEF_ELEMENTS) {
    open->index = cell_size(cell);
    fputs("…", p->out);
  } else if (kind == KIND_BYTES) {
    fprintf(p->out, "%d", cell_bytes(cell)[i]);
  } else {
    value(p, cell->field[i]);
  }
}

static void all(Printer *p, Value v) {
  for (value(p, v); p->depth;) {
    Open *open = &p->stack[p->depth - 1];
    if (open->list) list_go_on(p, open);
    else fields_go_on(p, open);
  }
  free(p->stack);
  free(p->known);
}

void print(Machine *m, Value v, FILE *out) {
  Printer p = {.m = m, .out = out};
  cycles_find(&p, v);
  all(&p, v);
}

void print_brief(Machine *m, Value v, FILE *out) {
  char *text;
  size_t size, at = 0;
  Printer p = {.m = m, .out = open_memstream(&text, &size), .brief = true};
  if (!p.out) abort();
  all(&p, v);
  fclose(p.out);
  for (int c = 0; at < size; at++)
    if ((text[at] & 0xc0) != 0x80 && c++ == BRIEF_CHARACTERS) break;
  fwrite(text, 1, at, out);
  if (at < size) fputs("…", out);
  free(text);
}
