/* Printing: see print.h.
 *
 * What is open is kept on a stack, so data of any depth can be printed.  Labels
 * need to know the cycles beforehand: first a walk that is bounded by the
 * number of cells there can be; only where it does not end, a second one that
 * marks.
 */
#include "print.h"
#include "devices.h"
#include "memory.h"
#include "read.h"
#include "table.h"
#include <inttypes.h>

enum { BRIEF_LEVELS = 3, BRIEF_ELEMENTS = 8, BRIEF_CHARACTERS = 40 };

typedef struct Printer {
  Machine *m;
  Buffer *out;
  Buffer stack; /* of Open */
  Map labels;   /* cell -> 0: label not given yet; n: label n - 1 */
  uint32_t next_label;
  bool brief, labelled;
} Printer;

/* A cell that is being printed: the next element, or the rest of a list. */
typedef struct Open {
  Value at; /* the cell, or what is left of a list */
  uint32_t index;
  bool list, tail; /* tail: what is left goes behind a dot */
} Open;

static void number(Buffer *out, int64_t n) {
  buffer_format(out, "%lld", (long long)n);
}

/* A character inside quotes or bars. */
static void escaped(Buffer *out, uint32_t c, uint32_t close) {
  if (c == close || c == '\\') {
    buffer_byte(out, '\\');
    buffer_byte(out, (uint8_t)c);
  } else if (c == '\n' || c == '\t' || c == '\r') {
    buffer_text(out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
  } else if (c < ' ' || c == 0x7f) {
    buffer_format(out, "\\x%x;", c);
  } else {
    buffer_utf8(out, c);
  }
}

static void between(Buffer *out, const char *text, size_t length,
                    uint32_t mark) {
  const uint8_t *at = (const uint8_t *)text, *end = at + length;
  buffer_byte(out, (uint8_t)mark);
  while (at < end) {
    uint32_t c = baton_utf8_next(&at, end);
    escaped(out, c == UTF8_WRONG ? '?' : c, mark);
  }
  buffer_byte(out, (uint8_t)mark);
}

void baton_print_quoted(Buffer *out, const char *text, size_t length) {
  between(out, text, length, '"');
}

void baton_print_json(Buffer *out, const char *text, size_t length) {
  buffer_byte(out, '"');
  for (size_t i = 0; i < length; i++) {
    uint8_t c = (uint8_t)text[i];
    if (c == '"' || c == '\\') buffer_byte(out, '\\');
    if (c == '\n') {
      buffer_text(out, "\\n");
    } else if (c < ' ') {
      buffer_format(out, "\\u%04x", c);
    } else {
      buffer_byte(out, c);
    }
  }
  buffer_byte(out, '"');
}

/* Does a name read back as itself without bars? */
static bool is_plain(const char *text, size_t length) {
  bool sign = length > 1 && (*text == '+' || *text == '-');
  if (!length || *text == '#' || (length == 1 && *text == '.')) return false;
  if (text[sign] >= '0' && text[sign] <= '9') return false;
  for (size_t i = 0; i < length; i++)
    if (!byte_in_name((uint8_t)text[i]) || text[i] == 0x7f) return false;
  return true;
}

static void name_print(Buffer *out, const char *text, size_t length) {
  if (is_plain(text, length)) buffer_bytes(out, text, length);
  else between(out, text, length, '|');
}

void baton_print_symbol(Machine *m, Value symbol, Buffer *out) {
  const Symbol *s = machine_symbol(m, symbol);
  name_print(out, s->text, s->length);
}

static void character(Buffer *out, uint32_t c) {
  const char *name = baton_character_name(c);
  buffer_text(out, "#\\");
  if (name) {
    buffer_text(out, name);
  } else if (c < ' ') {
    buffer_format(out, "x%x", c);
  } else {
    buffer_utf8(out, c);
  }
}

static void immediate(Printer *p, Value v) {
  if (value_is_int(v)) number(p->out, value_int(v));
  else if (value_is(v, KIND_CHAR)) character(p->out, value_payload(v));
  else if (value_is(v, KIND_SYMBOL)) baton_print_symbol(p->m, v, p->out);
  else
    buffer_text(p->out, v == VALUE_TRUE    ? "#t"
                        : v == VALUE_FALSE ? "#f"
                        : v == VALUE_NULL  ? "()"
                        : v == VALUE_VOID  ? "#void"
                                           : "#eof");
}

/* Prints the label of a cell that is in a cycle.  True: it was printed before.
 */
static bool label(Printer *p, Value v) {
  uint32_t *given = p->labelled ? map_find(&p->labels, v) : NULL;
  if (!given) return false;
  bool before = *given;
  if (!before) *given = ++p->next_label;
  buffer_byte(p->out, '#');
  number(p->out, *given - 1);
  buffer_byte(p->out, before ? '#' : '=');
  return before;
}

static void string(Printer *p, Cell *cell) {
  uint32_t size = cell_size(cell);
  if (p->brief && size > BRIEF_CHARACTERS) size = BRIEF_CHARACTERS;
  buffer_byte(p->out, '"');
  for (uint32_t i = 0; i < size; i++) escaped(p->out, cell_chars(cell)[i], '"');
  buffer_byte(p->out, '"');
}

/* Prints a cell, or what it begins with. */
static void open_cell(Printer *p, Value v) {
  Cell *cell = value_cell(v);
  Kind kind = cell_kind(cell);
  bool whole = kind == KIND_CLOSURE || kind == KIND_DEVICE;
  if (BATON_HAS(LISTS) && p->brief && !whole && !cell_is_raw(cell) &&
      BUFFER_COUNT(&p->stack, Open) >= BRIEF_LEVELS) {
    buffer_text(p->out, "…");
    return;
  }
  if (BATON_HAS(LISTS) && label(p, v)) return;
  if (!whole && (!BATON_HAS(LISTS) || kind == KIND_STRING)) {
    string(p, cell);
    return;
  }
  if (kind == KIND_PAIR || kind == KIND_VECTOR || kind == KIND_BYTES)
    buffer_text(p->out, kind == KIND_PAIR     ? "("
                        : kind == KIND_VECTOR ? "#("
                                              : "#u8(");
  else buffer_format(p->out, "#<%s ", baton_kind_names[kind]);
  if (!whole) {
    Open open = {v, 0, kind == KIND_PAIR, false};
    buffer_bytes(&p->stack, &open, sizeof open);
    return;
  }
  if (kind == KIND_DEVICE) buffer_text(p->out, baton_device_name(cell));
  else baton_print_symbol(p->m, closure_block(cell)->name, p->out);
  buffer_byte(p->out, '>');
}

static void value(Printer *p, Value v) {
  if (value_is_cell(v)) open_cell(p, v);
  else immediate(p, v);
}

/* Prints the next of a list that is open, or closes it. */
static void list_go_on(Printer *p, Open *open) {
  Value next = open->at;
  bool enough = p->brief && open->index >= BRIEF_ELEMENTS && !open->tail;
  if (next == VALUE_NULL) {
    p->stack.length -= sizeof *open;
    buffer_byte(p->out, ')');
    return;
  }
  if (open->index++) buffer_byte(p->out, ' ');
  open->at = VALUE_NULL;
  if (enough) {
    buffer_text(p->out, "…");
  } else if (open->tail) {
    open->tail = false;
    buffer_text(p->out, ". ");
    value(p, next);
  } else {
    open->at = value_cell(next)->field[1];
    open->tail = open->at != VALUE_NULL &&
                 (!value_is(open->at, KIND_PAIR) ||
                  (p->labelled && map_find(&p->labels, open->at)));
    value(p, value_cell(next)->field[0]);
  }
}

/* The same for the fields of another cell. */
static void fields_go_on(Printer *p, Open *open) {
  Cell *cell = value_cell(open->at);
  Kind kind = cell_kind(cell);
  uint32_t i = open->index++;
  if (i >= cell_size(cell)) {
    p->stack.length -= sizeof *open;
    buffer_byte(p->out, kind == KIND_BOX || kind == KIND_RECORD ? '>' : ')');
    return;
  }
  if (i) buffer_byte(p->out, ' ');
  if (p->brief && i >= BRIEF_ELEMENTS) {
    open->index = cell_size(cell);
    buffer_text(p->out, "…");
  } else if (kind == KIND_BYTES) {
    number(p->out, cell_bytes(cell)[i]);
  } else {
    value(p, cell->field[i]);
  }
}

static void print(Printer *p, Value v) {
  p->stack = machine_buffer(p->m);
  value(p, v);
  while (BATON_HAS(LISTS) && p->stack.length && !p->stack.failed &&
         !p->out->failed) {
    Open *open = BUFFER_TOP(&p->stack, Open);
    if (open->list) list_go_on(p, open);
    else fields_go_on(p, open);
  }
  if (p->stack.failed) p->out->failed = true;
  buffer_free(&p->stack);
}

static int64_t children(Value v) {
  if (!value_is_counted(v)) return 0; /* constants have no cycles */
  Cell *cell = value_cell(v);
  return cell_is_raw(cell) || cell_kind(cell) == KIND_CLOSURE ||
                 cell_kind(cell) == KIND_DEVICE
             ? 0
             : cell_size(cell);
}

/* Walks v as a tree, for at most as many steps as the heap has cells.  True:
 * the walk ended, so there is no cycle. */
static bool walk_ends(Printer *p, Value v) {
  uint64_t steps = (uint64_t)(p->m->frontier - p->m->base);
  Buffer stack = machine_buffer(p->m);
  buffer_bytes(&stack, &v, sizeof v);
  while (stack.length && !stack.failed && steps) {
    v = *BUFFER_POP(&stack, Value);
    for (int64_t i = children(v); i-- > 0 && steps; steps--)
      if (children(value_cell(v)->field[i]))
        buffer_bytes(&stack, &value_cell(v)->field[i], sizeof v);
    if (steps) steps--;
  }
  bool ended = !stack.length && steps;
  if (stack.failed) p->out->failed = true;
  buffer_free(&stack);
  return ended;
}

void baton_print(Machine *m, Value v, Buffer *out) {
  Printer p = {.m = m, .out = out, .labels = machine_map(m)};
  p.labelled = BATON_HAS(LISTS) && children(v) && !walk_ends(&p, v);
  if (p.labelled && baton_cycles_find(m, v, children, &p.labels))
    out->failed = true;
  print(&p, v);
  map_free(&p.labels);
}

void baton_print_brief(Machine *m, Value v, Buffer *out) {
  Printer p = {.m = m, .out = out, .brief = true};
  size_t start = out->length;
  print(&p, v);
  if (out->failed) return;
  uint32_t characters = 0;
  for (size_t i = start; i < out->length; i++) {
    if ((out->data[i] & 0xc0) == 0x80) continue;
    if (characters++ < BRIEF_CHARACTERS) continue;
    out->length = i;
    buffer_text(out, "…");
    return;
  }
}

/* Instructions. */

void baton_print_variable(const Block *block, uint32_t birth, uint32_t number,
                          const char *mark, Buffer *out) {
  uint32_t length;
  const char *name = baton_debug_name(block->program, block, birth, &length);
  Buffer whole = {.memory = out->memory};
  buffer_text(&whole, mark);
  if (name) buffer_bytes(&whole, name, length);
  else buffer_format(&whole, "r%u", number);
  name_print(out, (char *)whole.data, whole.length);
  if (whole.failed) out->failed = true;
  buffer_free(&whole);
}

static void operand_print(Machine *m, const Walk *walk, const Operand *operand,
                          Buffer *out) {
  uint32_t index = (uint32_t)operand->index;
  bool bare = walk->code.info->opcode == OP_DROP;
  Value v = VALUE_VOID;
  switch (operand->mode) {
  case MODE_TAKE:
  case MODE_COPY:
    baton_print_variable(walk->block, walk->birth[index], index,
                         operand->mode == MODE_TAKE && !bare ? "!" : "", out);
    return;
  case MODE_BLOCK:
    baton_print_symbol(m, walk->program->block[index].name, out);
    return;
  case MODE_SMALL: number(out, unzigzag(operand->index)); return;
  case MODE_SYMBOL:
  case MODE_CONSTANT: v = walk->program->constant[index];
  }
  if (operand->mode == MODE_CONSTANT &&
      (value_is(v, KIND_SYMBOL) || value_is(v, KIND_PAIR)))
    buffer_byte(out, '\'');
  baton_print(m, v, out);
}

void baton_print_code(Machine *m, const Walk *walk, Buffer *out) {
  const Code *code = &walk->code;
  const Instruction *info = code->info;
  bool births = info->results || code->tree == OP_TRY;
  bool list = births && info->results != 1, plain = info->opcode == OP_LET;
  buffer_text(out, code->tree == OP_IF    ? "(if "
                   : code->tree == OP_TRY ? "(try "
                   : births               ? "(let "
                                          : "");
  if (list) buffer_byte(out, '(');
  for (uint32_t i = 0; i < info->results; i++) {
    if (i) buffer_byte(out, ' ');
    baton_print_variable(walk->block, walk->births + i, code->result[i], "",
                         out);
  }
  if (list) buffer_byte(out, ')');
  if (births) buffer_byte(out, ' ');
  if (!plain) buffer_format(out, "(%s", instruction_name(info));
  for (uint32_t i = 0; i < code->count; i++) {
    if (!plain) buffer_byte(out, ' ');
    operand_print(m, walk, &code->operand[i], out);
  }
  if (!plain) buffer_byte(out, ')');
  if (births || code->tree) buffer_byte(out, ')');
}

/* Text or JSON. */

/* Appends what a letter of a format stands for. */
static void item_print(Writer *w, char letter, uint64_t item, Buffer *out) {
  Machine *m = w->m;
  const Walk *walk = m->here;
  const Buffer *shown = baton_devices_shown(m);
  switch (letter) {
  case 'v': baton_print_brief(m, (Value)item, out); break;
  case 'n':
    if (!w->json) baton_print_symbol(m, (Value)item, out);
    else buffer_text(out, machine_symbol(m, (Value)item)->text);
    break;
  case 'r':
    baton_print_variable(walk->block, walk->birth[item], (uint32_t)item, "",
                         out);
    break;
  case 'b': item_print(w, 'n', walk->block->name, out); break;
  case 'c': baton_print_code(m, walk, out); break;
  case 'k': buffer_text(out, baton_fault_names[m->fault]); break;
  case 'o':
    if (w->json) buffer_bytes(out, shown->data, shown->length);
    else baton_print_quoted(out, (char *)shown->data, shown->length);
  }
}

void baton_write(Writer *w, const char *text, const char *json, uint64_t first,
                 uint64_t second) {
  Buffer item = machine_buffer(w->m), *out = w->out;
  for (const char *at = w->json ? json : text; *at; at++) {
    if (*at != '%') {
      buffer_byte(out, (uint8_t)*at);
      continue;
    }
    if (*++at == ',') {
      uint8_t last = out->length ? out->data[out->length - 1] : '[';
      if (last != '[' && last != '{') buffer_byte(out, ',');
    } else if (*at == 'u' || *at == 'i') {
      buffer_format(out, "%" PRIu64, *at == 'u' ? first : w->m->here->index);
    } else {
      item_print(w, *at, first, w->json ? &item : out);
      if (w->json) baton_print_json(out, (char *)item.data, item.length);
      item.length = 0;
    }
    if (strchr("uvnr", *at)) first = second;
  }
  if (item.failed) out->failed = true;
  buffer_free(&item);
}
