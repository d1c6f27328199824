/* Reading: see read.h.
 *
 * A frame on the stack is a list, vector or prefix that is open; the items of
 * all that are open stand on a second one, until theirs closes.  All cells here
 * are reachable from the items or `hand` whenever memory is reserved.
 */
#include "read.h"
#include "memory.h"

/* What few texts come to is compiled to be small. */
#ifdef __GNUC__
#define SELDOM static __attribute__((cold))
#else
#define SELDOM static
#endif

typedef enum FrameKind {
  FRAME_LIST,
  FRAME_VECTOR,
  FRAME_BYTES,
  FRAME_QUOTE,
  FRAME_DISCARD,
  FRAME_TOP,
} FrameKind;

typedef struct Frame {
  uint32_t offset, dot, line, column;
  uint32_t kind, first; /* first: the number of its first item */
  bool dotted, ended;   /* a dot came; the datum after it came */
} Frame;

typedef struct Item {
  Value v;
  uint32_t offset;
} Item;

struct Reader {
  Machine *m;
  Source *source;
  Problems *problems;
  bool places, whole, memory; /* memory: there is none */
  bool swallowed; /* a text that never closed may have held what closes lists */
  uint32_t offset;
  uint32_t token_offset, token_line, token_column; /* where a datum begins */
  uint64_t unmarked;                               /* from here on */
  Value hand;
  bool found; /* the one datum is in the hand */
  Buffer stack, items, token;
};

uint32_t baton_utf8_next(const uint8_t **at, const uint8_t *end) {
  const uint8_t *p = (*at)++;
  if (*p < 0x80) return *p;
  int more = *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
  uint32_t c = *p & 0x3f >> more;
  if (*p < 0xc2 || *p > 0xf4) return UTF8_WRONG;
  for (int i = 1; i <= more; i++) {
    if (p + i == end || (p[i] & 0xc0) != 0x80) return UTF8_WRONG;
    c = c << 6 | (p[i] & 0x3f);
  }
  if ((more == 2 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) ||
      (more == 3 && (c < 0x10000 || c > 0x10ffff)))
    return UTF8_WRONG;
  *at = p + 1 + more;
  return c;
}

const uint8_t *baton_utf8_end(const uint8_t *at, const uint8_t *end) {
  for (const uint8_t *next = at; at < end; at = next)
    if (*next < 0x80) next++;
    else if (baton_utf8_next(&next, end) == UTF8_WRONG) break;
  return at;
}

static Frame *top(Reader *r) { return BUFFER_TOP(&r->stack, Frame); }
static uint32_t item_count(const Reader *r) {
  return (uint32_t)BUFFER_COUNT(&r->items, Item);
}

/* Notes the place of the first problem of a text that is not kept. */
SELDOM void place(Reader *r, uint32_t offset) {
  Problems *p = r->problems;
  p->placed = true;
  p->text.line = r->token_line + 1;
  p->text.column = r->token_column + 1;
  for (size_t i = 0; i < BUFFER_COUNT(&r->stack, Frame); i++) {
    const Frame *frame = BUFFER_AT(&r->stack, Frame, i);
    if (frame->offset != offset || offset == r->token_offset || !i) continue;
    p->text.line = frame->line + 1;
    p->text.column = frame->column + 1;
  }
}

SELDOM void complain(Reader *r, Message message, uint32_t offset,
                     const char *detail) {
  if (!r->problems->text.at && !problems_any(r->problems)) place(r, offset);
  baton_complain(r->problems, message, offset, detail, NULL, NULL);
}

/* The next byte without taking it, or -1 at the end. */
static int peek(Reader *r) {
  Source *s = r->source;
  if (s->at == s->end && !(s->refill && s->refill(s))) return -1;
  return *s->at;
}
static void skip(Reader *r) {
  source_take(r->source);
  r->offset++;
}

static void push(Reader *r, FrameKind kind, uint32_t offset) {
  Frame frame = {.offset = offset,
                 .kind = kind,
                 .first = item_count(r),
                 .line = r->token_line,
                 .column = r->token_column};
  buffer_bytes(&r->stack, &frame, sizeof frame);
  if (r->stack.failed) r->memory = true;
}

/* Makes sure that `count` cells of `words` can be had. */
static bool reserve(Reader *r, uint64_t count, uint64_t words) {
  if (!baton_memory_reserve(r->m, count, words, NULL)) r->memory = true;
  return !r->memory;
}

/* Returns a pair of owned values; with places, of a list element at `offset`.
 */
static Value pair(Reader *r, Value a, Value d, uint32_t offset) {
  Cell *cell = cell_allocate(r->m, KIND_PAIR, 2 + r->places, 2 + r->places);
  cell->field[0] = a;
  cell->field[1] = d;
  if (r->places) cell->field[2] = value_of_int((Integer)offset);
  return value_of_cell(cell);
}

/* Adds r->hand, which began at `offset`, to the top frame. */
static void add(Reader *r, uint32_t offset) {
  Frame *frame = top(r);
  for (; frame->kind == FRAME_QUOTE; frame = top(r)) {
    Value quote = VALUE_NULL;
    if (!baton_symbol_intern(r->m, "quote", 5, &quote)) r->memory = true;
    if (!reserve(r, 2, 2 + r->places)) return;
    Value rest = pair(r, r->hand, VALUE_NULL, offset);
    offset = frame->offset;
    r->hand = pair(r, quote, rest, offset);
    r->stack.length -= sizeof *frame;
  }
  r->found = frame->kind == FRAME_TOP && !r->whole;
  if (r->found) return;
  Item item = {r->hand, offset};
  r->hand = VALUE_NULL;
  bool extra = frame->ended;
  if (extra) complain(r, MESSAGE_BAD_DOT, offset, NULL);
  if (frame->kind == FRAME_DISCARD) r->stack.length -= sizeof *frame;
  if (extra || frame->kind == FRAME_DISCARD) {
    value_release(r->m, item.v);
    return;
  }
  frame->ended = frame->dotted;
  buffer_bytes(&r->items, &item, sizeof item);
  if (!r->items.failed) return;
  r->memory = true;
  value_release(r->m, item.v);
}

/* Makes r->hand of the items of a list; the last is behind the dot, if one
 * came. */
static void list_make(Reader *r, const Frame *frame) {
  uint32_t end = item_count(r) - frame->ended;
  if (!reserve(r, end - frame->first, 2 + r->places)) return;
  const Item *item = BUFFER_AT(&r->items, Item, 0);
  r->hand = frame->ended ? item[end].v : VALUE_NULL;
  while (end-- > frame->first)
    r->hand = pair(r, item[end].v, r->hand, item[end].offset);
}

/* Makes r->hand of the items of a vector or byte string. */
SELDOM void collect(Reader *r, const Frame *frame) {
  uint32_t size = item_count(r) - frame->first;
  Kind kind = frame->kind == FRAME_VECTOR ? KIND_VECTOR : KIND_BYTES;
  uint32_t words = words_of(kind, size);
  if (size > SIZE_MAX_ELEMENTS) r->memory = true;
  if (r->memory || !reserve(r, 1, words)) return;
  Cell *cell = cell_allocate(r->m, kind, size, words);
  for (uint32_t i = 0; i < size; i++) {
    const Item *item = BUFFER_AT(&r->items, Item, frame->first + i);
    bool is_byte = value_is_int(item->v) && item->v <= value_of_int(255);
    if (kind == KIND_VECTOR) {
      cell->field[i] = item->v;
      continue;
    }
    cell_bytes(cell)[i] = (uint8_t)value_int(is_byte ? item->v : 0);
    if (!is_byte) complain(r, MESSAGE_BAD_BYTE, item->offset, NULL);
    value_release(r->m, item->v);
  }
  r->hand = value_of_cell(cell);
}

SELDOM void complain_prefix(Reader *r, const Frame *frame) {
  complain(r, MESSAGE_NO_DATUM, frame->offset,
           frame->kind == FRAME_QUOTE ? "'" : "#;");
}

static void close_list(Reader *r) {
  while (top(r)->kind == FRAME_QUOTE || top(r)->kind == FRAME_DISCARD) {
    complain_prefix(r, top(r));
    r->stack.length -= sizeof(Frame);
  }
  Frame frame = *top(r);
  skip(r);
  if (frame.kind == FRAME_TOP) {
    complain(r, MESSAGE_STRAY_CLOSE, r->offset - 1, NULL);
    return;
  }
  if (frame.dotted && !frame.ended)
    complain(r, MESSAGE_BAD_DOT, frame.dot, NULL);
  if (frame.kind == FRAME_LIST) list_make(r, &frame);
  else collect(r, &frame);
  if (r->memory) return;
  r->items.length = frame.first * sizeof(Item);
  r->stack.length -= sizeof frame;
  add(r, frame.offset);
}

SELDOM void dot(Reader *r) {
  Frame *frame = top(r);
  if (frame->kind == FRAME_LIST && item_count(r) > frame->first &&
      !frame->dotted) {
    frame->dotted = true;
    frame->dot = r->offset - 1;
  } else {
    complain(r, MESSAGE_BAD_DOT, r->offset - 1, NULL);
  }
}

/* Tokens.  The token is kept as UTF-8, ended by 0. */

static const char *token(Reader *r) {
  buffer_byte(&r->token, 0);
  if (r->token.failed) {
    r->memory = true;
    return "";
  }
  r->token.length--;
  return (const char *)r->token.data;
}

/* Takes a character whole; notes where it is none. */
static uint32_t take(Reader *r) {
  uint8_t bytes[4] = {(uint8_t)peek(r)};
  uint32_t start = r->offset;
  int count = 1;
  skip(r);
  int more = bytes[0] < 0xc0   ? 0
             : bytes[0] < 0xe0 ? 1
             : bytes[0] < 0xf0 ? 2
                               : 3;
  while (count <= more && peek(r) >= 0 && (peek(r) & 0xc0) == 0x80) {
    bytes[count++] = (uint8_t)peek(r);
    skip(r);
  }
  const uint8_t *at = bytes;
  uint32_t c = baton_utf8_next(&at, bytes + count);
  if (c == UTF8_WRONG) {
    complain(r, MESSAGE_NOT_UTF_8, start, NULL);
    c = '?';
  }
  return c;
}

static void take_name(Reader *r) {
  while (!r->token.failed && byte_in_name(peek(r))) {
    Source *s = r->source;
    const uint8_t *start = s->at;
    while (s->at < s->end && *s->at < 0x80 && byte_in_name(*s->at)) s->at++;
    uint32_t count = (uint32_t)(s->at - start); /* as they are; most are so */
    buffer_bytes(&r->token, start, count);
    s->column += count;
    r->offset += count;
    if (!count) buffer_utf8(&r->token, take(r));
  }
}

static bool is_digit(int c, int base) {
  return (c >= '0' && c <= '9') ||
         (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
}
static int digit(int c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

/* The integer in `text`; notes where it is none or too large. */
static Value integer(Reader *r, const char *text, int base, uint32_t offset) {
  const char *shown = token(r);
  bool negative = *text == '-', fine;
  if (*text == '-' || (*text == '+' && base == 10)) text++;
  fine = *text;
  for (const char *at = text; *at; at++) fine = fine && is_digit(*at, base);
  if (!fine) {
    complain(r, MESSAGE_BAD_INTEGER, offset, shown);
    return 0;
  }
  uint64_t n = 0, limit = (uint64_t)INTEGER_MAX + negative;
  for (; *text; text++) {
    uint64_t d = (uint64_t)digit(*text);
    if (n > (limit - d) / (uint64_t)base) {
      complain(r, MESSAGE_INTEGER_RANGE, offset, shown);
      return 0;
    }
    n = n * (uint64_t)base + d;
  }
  return value_of_int(negative ? -(Integer)(n - (n > 0)) - (n > 0)
                               : (Integer)n);
}

/* The character that hexadecimal digits spell, or UTF8_WRONG. */
SELDOM uint32_t scalar(const char *digits) {
  uint32_t n = 0;
  if (!*digits) return UTF8_WRONG;
  for (; *digits; digits++) {
    if (!is_digit(*digits, 16) || n > 0x10ffff) return UTF8_WRONG;
    n = n * 16 + (uint32_t)digit(*digits);
  }
  return n > 0x10ffff || (n >= 0xd800 && n < 0xe000) ? UTF8_WRONG : n;
}

static const struct {
  const char *name;
  uint32_t code;
} character_names[] = {{"nul", 0},     {"tab", 9},     {"newline", 10},
                       {"return", 13}, {"escape", 27}, {"space", 32},
                       {"delete", 127}};

const char *baton_character_name(uint32_t c) {
  for (size_t i = 0; i < sizeof character_names / sizeof *character_names; i++)
    if (character_names[i].code == c) return character_names[i].name;
  return NULL;
}

SELDOM Value character(Reader *r, uint32_t offset) {
  r->token.length = 0;
  buffer_text(&r->token, "#\\");
  if (peek(r) < 0) {
    complain(r, MESSAGE_BAD_CHARACTER, offset, token(r));
    return value_of_char(' ');
  }
  uint32_t first = take(r);
  buffer_utf8(&r->token, first);
  size_t single = r->token.length;
  take_name(r);
  if (r->token.length == single) return value_of_char(first);
  const char *name = token(r) + 2;
  if (r->memory) return VALUE_VOID;
  for (size_t i = 0; i < sizeof character_names / sizeof *character_names; i++)
    if (!strcmp(name, character_names[i].name))
      return value_of_char(character_names[i].code);
  if (first == 'x' && scalar(name + 1) != UTF8_WRONG)
    return value_of_char(scalar(name + 1));
  complain(r, MESSAGE_BAD_CHARACTER, offset, token(r));
  return value_of_char(' ');
}

/* The character that an escape stands for; its backslash is behind us. */
SELDOM uint32_t escape(Reader *r, int close) {
  char digits[16] = "\\";
  size_t count = 1;
  uint32_t start = r->offset - 1;
  if (peek(r) < 0) return ' ';
  uint32_t c = take(r);
  if (c == 'n') return '\n';
  if (c == 't') return '\t';
  if (c == 'r') return '\r';
  if (c == '\\' || c == '"' || c == (uint32_t)close) return c;
  Buffer shown = machine_buffer(r->m);
  buffer_byte(&shown, '\\');
  buffer_utf8(&shown, c);
  if (c == 'x') {
    count = 0;
    for (; !shown.failed && is_digit(peek(r), 16); skip(r)) {
      buffer_byte(&shown, (uint8_t)peek(r));
      /* Leading zeros do not count; more than six digits are too many. */
      if (count < sizeof digits - 1 && (count || peek(r) != '0'))
        digits[count++] = (char)peek(r);
      else if (!count && shown.length > 2) digits[0] = '0', digits[1] = 0;
    }
    digits[count ? count : 1] = 0;
    bool ended = peek(r) == ';';
    if (ended) skip(r);
    if (ended && shown.length > 2 && scalar(digits) != UTF8_WRONG) {
      buffer_free(&shown);
      return scalar(digits);
    }
    if (ended) buffer_byte(&shown, ';');
  }
  buffer_byte(&shown, 0);
  if (shown.failed) r->memory = true;
  else complain(r, MESSAGE_BAD_ESCAPE, start, (const char *)shown.data);
  buffer_free(&shown);
  return ' ';
}

/* Takes a text up to `close`; its start is behind us. */
SELDOM void quoted(Reader *r, uint32_t offset, int close, Message message) {
  r->token.length = 0;
  for (int byte; (byte = peek(r)) != close && !r->token.failed;) {
    if (byte < 0) {
      r->swallowed = true;
      complain(r, message, offset, NULL);
      return;
    }
    uint32_t c = take(r);
    buffer_utf8(&r->token, c == '\\' ? escape(r, close) : c);
  }
  skip(r);
}

static Value symbol(Reader *r) {
  Value v = VALUE_NULL;
  uint64_t before = r->m->code_words;
  token(r);
  if (!r->memory &&
      !baton_symbol_intern(r->m, (char *)r->token.data, r->token.length, &v))
    r->memory = true;
  /* Symbols count against the heap's limit, and stay. */
  if (!baton_memory_fits(r->m, before)) r->memory = true;
  return v;
}

/* What follows a `#` that has been taken. */
SELDOM void hash(Reader *r, uint32_t offset) {
  int byte = peek(r);
  if (byte == '(' || byte == ';') {
    skip(r);
    push(r, byte == '(' ? FRAME_VECTOR : FRAME_DISCARD, offset);
    return;
  }
  if (byte == '|') {
    int depth = 1, last = 0;
    for (skip(r); depth && (byte = peek(r)) >= 0; skip(r)) {
      depth += last == '#' && byte == '|';
      depth -= last == '|' && byte == '#';
      last = (last == '#' && byte == '|') || (last == '|' && byte == '#')
                 ? 0
                 : byte;
    }
    if (depth) {
      r->swallowed = true;
      complain(r, MESSAGE_OPEN_COMMENT, offset, NULL);
    }
    return;
  }
  if (byte == '\\') {
    skip(r);
    r->hand = character(r, offset);
    add(r, offset);
    return;
  }
  r->token.length = 0;
  buffer_byte(&r->token, '#');
  take_name(r);
  const char *text = token(r);
  if (!strcmp(text, "#u8") && peek(r) == '(') {
    skip(r);
    push(r, FRAME_BYTES, offset);
    return;
  }
  if (!strcmp(text, "#t")) r->hand = VALUE_TRUE;
  else if (!strcmp(text, "#f")) r->hand = VALUE_FALSE;
  else if (!strcmp(text, "#void")) r->hand = VALUE_VOID;
  else if (!strcmp(text, "#eof")) r->hand = VALUE_EOF;
  else if (text[0] && text[1] == 'x')
    r->hand = integer(r, text + 2, 16, offset);
  else {
    complain(r, MESSAGE_BAD_TOKEN, offset, text);
    r->hand = VALUE_FALSE;
  }
  add(r, offset);
}

static void atom(Reader *r, uint32_t offset) {
  int byte = peek(r);
  if (byte == '"') {
    skip(r);
    quoted(r, offset, '"', MESSAGE_OPEN_STRING);
    token(r);
    if (!r->memory && baton_string_make(r->m, (char *)r->token.data,
                                        r->token.length, &r->hand))
      r->memory = true;
  } else if (byte == '|') {
    skip(r);
    quoted(r, offset, '|', MESSAGE_OPEN_NAME);
    r->hand = symbol(r);
  } else {
    r->token.length = 0;
    take_name(r);
    const char *text = token(r);
    if (!strcmp(text, ".")) {
      dot(r);
      return;
    }
    bool sign = *text == '+' || *text == '-';
    r->hand = is_digit(text[sign], 10) ? integer(r, text, 10, offset)
                                       : symbol(r);
  }
  if (!r->memory) add(r, offset);
}

/* Tells the text's problems where lines are. */
static void mark(Reader *r, uint32_t offset) {
  Mark mark = {offset, r->token_line + 1, r->token_column + 1};
  for (; offset >= r->unmarked; r->unmarked += MARK_DISTANCE)
    buffer_bytes(&r->problems->marks, &mark, sizeof mark);
}

/* Reads on: one datum, or part of one, or a space. */
static void step(Reader *r) {
  int byte = peek(r);
  uint32_t offset = r->token_offset = r->offset;
  r->token_line = r->source->line;
  r->token_column = r->source->column;
  if (offset >= r->unmarked) mark(r, offset);
  if (byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r') {
    skip(r);
  } else if (byte == ';') {
    while (peek(r) >= 0 && peek(r) != '\n') skip(r);
  } else if (byte == '(' || byte == '\'') {
    skip(r);
    push(r, byte == '(' ? FRAME_LIST : FRAME_QUOTE, offset);
  } else if (byte == ')') {
    close_list(r);
  } else if (byte == '#') {
    skip(r);
    hash(r, offset);
  } else if (byte < ' ') {
    complain(r, MESSAGE_STRAY_CHARACTER, offset, NULL);
    skip(r);
  } else {
    atom(r, offset);
  }
}

/* At the end of the text: notes what is still open. */
SELDOM void complain_open(Reader *r) {
  for (; BUFFER_COUNT(&r->stack, Frame) > 1; r->stack.length -= sizeof(Frame)) {
    if (top(r)->kind == FRAME_QUOTE || top(r)->kind == FRAME_DISCARD) {
      complain_prefix(r, top(r));
      continue;
    }
    if (!r->swallowed)
      complain(r, MESSAGE_OPEN_LIST, BUFFER_AT(&r->stack, Frame, 1)->offset,
               NULL);
    return;
  }
}

static ReadState read_on(Reader *r, Value *out) {
  Machine *m = r->m;
  Reader *outer = m->reader;
  r->stack = r->items = r->token = machine_buffer(m);
  r->hand = VALUE_NULL;
  m->reader = r;
  push(r, FRAME_TOP, 0);
  while (!r->memory && !r->found && peek(r) >= 0 &&
         (r->whole || !problems_any(r->problems)))
    step(r);
  if (!r->memory && !r->found) complain_open(r);
  if (!r->memory && r->whole && !problems_any(r->problems)) {
    list_make(r, top(r));
    r->items.length = 0;
    r->found = true;
  }
  if (r->problems->memory) r->memory = true;
  ReadState state = r->memory                   ? READ_MEMORY
                    : problems_any(r->problems) ? READ_WRONG
                    : r->found                  ? READ_DATUM
                                                : READ_END;
  *out = r->hand;
  if (state != READ_DATUM) value_release(m, r->hand);
  while (r->items.length) value_release(m, BUFFER_POP(&r->items, Item)->v);
  m->reader = outer;
  buffer_free(&r->stack);
  buffer_free(&r->items);
  buffer_free(&r->token);
  return state;
}

ReadState baton_read(Machine *m, Source *source, Problems *problems,
                     Value *datum) {
  Reader r = {
      .m = m, .source = source, .problems = problems, .unmarked = UINT64_MAX};
  return read_on(&r, datum);
}

ReadState baton_read_text(Machine *m, Problems *problems, Value *list) {
  Source source = {problems->text.at, problems->text.at + problems->text.size,
                   NULL, 0, 0};
  Reader r = {.m = m,
              .source = &source,
              .problems = problems,
              .places = true,
              .whole = true};
  ReadState state = read_on(&r, list);
  if (!problems->marks.failed) {
    problems->text.mark = BUFFER_AT(&problems->marks, Mark, 0);
    problems->text.marks = (uint32_t)BUFFER_COUNT(&problems->marks, Mark);
  }
  return state;
}

void baton_reader_roots(Machine *m, Reader *r, void visit(Machine *, Value *)) {
  visit(m, &r->hand);
  for (uint32_t i = 0; i < item_count(r); i++)
    visit(m, &BUFFER_AT(&r->items, Item, i)->v);
}
