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
  Position at, dot;
  uint32_t kind, first; /* first: the number of its first item */
  bool dotted, ended;   /* a dot came; the datum after it came */
} Frame;

typedef struct Item {
  Value v;
  Position at;
} Item;

struct Reader {
  Machine *m;
  Source *source;
  Problems *problems;
  Reader *outer;
  bool text;      /* of a program: pairs have places */
  bool memory;    /* there is none */
  bool swallowed; /* a text that never closed may have held what closes lists */
  bool found;     /* a datum is in the hand */
  Position start; /* of the token */
  Value hand;
  Buffer stack, items, token;
};

uint32_t baton_utf8_next(const uint8_t **at, const uint8_t *end) {
  static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  const uint8_t *p = (*at)++;
  if (*p < 0x80) return *p;
  int more = *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
  uint32_t c = *p & 0x3f >> more;
  bool fine = *p >= 0xc0 && *p < 0xf8;
  for (int i = 1; i <= more && fine; i++) {
    fine = p + i < end && (p[i] & 0xc0) == 0x80;
    if (fine) c = c << 6 | (p[i] & 0x3f);
  }
  if (!fine || c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    return UTF8_WRONG;
  *at = p + 1 + more;
  return c;
}

const uint8_t *baton_utf8_end(const uint8_t *at, const uint8_t *end) {
  for (const uint8_t *next = at; at < end; at = next) {
    uint64_t eight = UINT64_MAX; /* most texts are ASCII throughout */
    if (end - at >= 8) memcpy(&eight, at, 8);
    if (!(eight & 0x8080808080808080u)) next += 8;
    else if (baton_utf8_next(&next, end) == UTF8_WRONG) break;
  }
  return at;
}

static Frame *top(Reader *r) { return BUFFER_TOP(&r->stack, Frame); }
static uint32_t item_count(const Reader *r) {
  return (uint32_t)BUFFER_COUNT(&r->items, Item);
}

SELDOM void complain_at(Reader *r, Message message, Position at,
                        const char *detail) {
  baton_complain(r->problems, message, at, detail, NULL, NULL);
}
/* Complains of the token. */
SELDOM void complain(Reader *r, Message message, const char *detail) {
  complain_at(r, message, r->start, detail);
}

/* The next byte without taking it, or -1 at the end. */
static int peek(Reader *r) {
  Source *s = r->source;
  if (s->at == s->end && !(s->refill && s->refill(s))) return -1;
  return *s->at;
}
static void skip(Reader *r) { source_take(r->source); }

static void push(Reader *r, FrameKind kind) {
  Frame *frame = buffer_extend(&r->stack, sizeof *frame);
  if (!frame) r->memory = true;
  else *frame = (Frame){.at = r->start, .kind = kind, .first = item_count(r)};
}

/* Makes sure that `count` cells of `words` can be had. */
static bool reserve(Reader *r, uint64_t count, uint64_t words) {
  if (!baton_memory_reserve(r->m, count, words, NULL)) r->memory = true;
  return !r->memory;
}
static uint32_t pair_words(const Reader *r) { return r->text ? 4 : 2; }

/* Returns a pair of owned values, of a list element that stands at `at`. */
static Value pair(Reader *r, Value a, Value d, Position at) {
  uint32_t words = pair_words(r);
  Cell *cell = cell_allocate(r->m, KIND_PAIR, words, words);
  cell->field[0] = a;
  cell->field[1] = d;
  if (r->text) cell->field[2] = value_of_int((Integer)at.line);
  if (r->text) cell->field[3] = value_of_int((Integer)at.column);
  return value_of_cell(cell);
}

/* Adds r->hand, which began at `at`, to the top frame. */
static void add(Reader *r, Position at) {
  Frame *frame = top(r);
  for (; frame->kind == FRAME_QUOTE; frame = top(r)) {
    Value quote = VALUE_NULL;
    if (!baton_symbol_intern(r->m, "quote", 5, &quote)) r->memory = true;
    if (!reserve(r, 2, pair_words(r))) return;
    r->hand = pair(r, r->hand, VALUE_NULL, at);
    at = frame->at;
    r->hand = pair(r, quote, r->hand, at);
    r->stack.length -= sizeof *frame;
  }
  if (frame->kind == FRAME_TOP) {
    if (r->text && reserve(r, 1, pair_words(r)))
      r->hand = pair(r, r->hand, VALUE_NULL, at);
    r->found = true;
    return;
  }
  bool extra = frame->ended, discard = frame->kind == FRAME_DISCARD;
  frame->ended = frame->dotted;
  if (extra) complain_at(r, MESSAGE_BAD_DOT, at, NULL);
  if (discard) r->stack.length -= sizeof *frame;
  Item *item = extra || discard ? NULL : buffer_extend(&r->items, sizeof *item);
  if (item) *item = (Item){r->hand, at};
  else value_release(r->m, r->hand);
  if (r->items.failed) r->memory = true;
  r->hand = VALUE_NULL;
}

/* Makes r->hand of the items of a list; the last is behind the dot, if one
 * came. */
static void list_make(Reader *r, const Frame *frame) {
  uint32_t end = item_count(r) - frame->ended;
  if (!reserve(r, end - frame->first, pair_words(r))) return;
  const Item *item = BUFFER_AT(&r->items, Item, 0);
  r->hand = frame->ended ? item[end].v : VALUE_NULL;
  while (end-- > frame->first)
    r->hand = pair(r, item[end].v, r->hand, item[end].at);
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
    if (!is_byte) complain_at(r, MESSAGE_BAD_BYTE, item->at, NULL);
    value_release(r->m, item->v);
  }
  r->hand = value_of_cell(cell);
}

SELDOM void complain_prefix(Reader *r, const Frame *frame) {
  complain_at(r, MESSAGE_NO_DATUM, frame->at,
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
    complain(r, MESSAGE_STRAY_CLOSE, NULL);
    return;
  }
  if (frame.dotted && !frame.ended)
    complain_at(r, MESSAGE_BAD_DOT, frame.dot, NULL);
  if (frame.kind == FRAME_LIST) list_make(r, &frame);
  else collect(r, &frame);
  if (r->memory) return;
  r->items.length = frame.first * sizeof(Item);
  r->stack.length -= sizeof frame;
  add(r, frame.at);
}

SELDOM void dot(Reader *r) {
  Frame *frame = top(r);
  if (frame->kind != FRAME_LIST || item_count(r) == frame->first ||
      frame->dotted)
    complain(r, MESSAGE_BAD_DOT, NULL);
  else frame->dotted = true, frame->dot = r->start;
}

/* Tokens.  The token is kept as UTF-8, ended by 0. */

/* The token from byte `start` on. */
static const char *token(Reader *r, size_t start) {
  buffer_byte(&r->token, 0);
  if (r->token.failed) {
    r->memory = true;
    return "";
  }
  r->token.length--;
  return (const char *)r->token.data + start;
}

/* Takes a character whole; notes where it is none. */
static uint32_t take(Reader *r) {
  Position at = r->source->here;
  uint8_t bytes[4];
  int count = 0;
  do bytes[count++] = source_take(r->source);
  while (count < 4 && *bytes >= 0xc0 && (peek(r) & 0xc0) == 0x80);
  const uint8_t *next = bytes;
  uint32_t c = baton_utf8_next(&next, bytes + count);
  if (c != UTF8_WRONG && next == bytes + count) return c;
  complain_at(r, MESSAGE_NOT_UTF_8, at, NULL);
  return '?';
}

static void take_name(Reader *r) {
  while (!r->token.failed && byte_in_name(peek(r))) {
    Source *s = r->source;
    const uint8_t *start = s->at;
    while (s->at < s->end && *s->at < 0x80 && byte_in_name(*s->at)) s->at++;
    uint32_t count = (uint32_t)(s->at - start); /* as they are; most are so */
    buffer_bytes(&r->token, start, count);
    s->here.column += count;
    if (!count) buffer_utf8(&r->token, take(r));
  }
}

static bool is_digit(int c, int base) {
  return (c >= '0' && c <= '9') ||
         (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
}
static uint32_t digit(int c) {
  return (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

/* The integer in `text`, a part of the token; notes where it is none or too
 * large. */
static Value integer(Reader *r, const char *text, uint32_t base) {
  bool negative = *text == '-';
  if (negative || (*text == '+' && base == 10)) text++;
  uint64_t n = 0, limit = (uint64_t)INTEGER_MAX + negative;
  bool empty = !*text, fits = true;
  for (; is_digit(*text, (int)base); text++)
    if (n > (limit - digit(*text)) / base) fits = false;
    else n = n * base + digit(*text);
  if (empty || *text) complain(r, MESSAGE_BAD_INTEGER, token(r, 0));
  else if (!fits) complain(r, MESSAGE_INTEGER_RANGE, token(r, 0));
  return value_of_int(negative ? -(Integer)(n - (n > 0)) - (n > 0)
                               : (Integer)n);
}

/* The character that hexadecimal digits spell, or UTF8_WRONG. */
SELDOM uint32_t scalar(const char *digits) {
  uint32_t n = *digits ? 0 : UTF8_WRONG;
  for (; *digits && n <= 0x10ffff; digits++)
    n = is_digit(*digits, 16) ? n * 16 + digit(*digits) : UTF8_WRONG;
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

/* The character whose `#\` is behind us. */
SELDOM Value character(Reader *r) {
  buffer_text(&r->token, "#\\");
  uint32_t first = peek(r) < 0 ? UTF8_WRONG : take(r);
  if (first != UTF8_WRONG) buffer_utf8(&r->token, first);
  size_t single = r->token.length;
  take_name(r);
  if (r->token.length == single && first != UTF8_WRONG)
    return value_of_char(first);
  const char *name = token(r, 2);
  if (r->memory) return VALUE_VOID;
  for (size_t i = 0; i < sizeof character_names / sizeof *character_names; i++)
    if (!strcmp(name, character_names[i].name))
      return value_of_char(character_names[i].code);
  if (first == 'x' && scalar(name + 1) != UTF8_WRONG)
    return value_of_char(scalar(name + 1));
  complain(r, MESSAGE_BAD_CHARACTER, token(r, 0));
  return value_of_char(' ');
}

/* Adds the character that an escape at `at` stands for to the token; its
 * backslash is behind us. */
SELDOM void escape(Reader *r, int close, Position at) {
  static const char letters[] = "ntr\\\"", meant[] = "\n\t\r\\\"";
  size_t start = r->token.length;
  if (peek(r) < 0) return;
  uint32_t letter = take(r), c = UTF8_WRONG;
  const char *known = letter < 128 ? strchr(letters, (int)letter) : NULL;
  if (known && letter) c = (uint8_t)meant[known - letters];
  if (letter == (uint32_t)close) c = letter;
  buffer_byte(&r->token, '\\');
  buffer_utf8(&r->token, letter);
  size_t digits = r->token.length;
  while (letter == 'x' && is_digit(peek(r), 16) && !r->token.failed)
    buffer_byte(&r->token, source_take(r->source));
  if (letter == 'x' && peek(r) == ';') {
    c = scalar(token(r, digits));
    buffer_byte(&r->token, source_take(r->source));
  }
  if (c == UTF8_WRONG) complain_at(r, MESSAGE_BAD_ESCAPE, at, token(r, start));
  r->token.length = start;
  buffer_utf8(&r->token, c == UTF8_WRONG ? ' ' : c);
}

/* Complains that the token does not end. */
SELDOM void complain_endless(Reader *r, Message message) {
  r->swallowed = true;
  complain(r, message, NULL);
}

/* Takes a text up to `close`; its start is behind us. */
SELDOM void quoted(Reader *r, int close, Message message) {
  while (peek(r) >= 0 && peek(r) != close && !r->token.failed) {
    Position at = r->source->here;
    uint32_t c = take(r);
    if (c == '\\') escape(r, close, at);
    else buffer_utf8(&r->token, c);
  }
  if (peek(r) < 0) complain_endless(r, message);
  else skip(r);
}

static Value symbol(Reader *r, const char *text) {
  Value v = VALUE_NULL;
  uint64_t before = r->m->code_words;
  if (!baton_symbol_intern(r->m, text, r->token.length, &v)) r->memory = true;
  /* Symbols count against the heap's limit, and stay. */
  if (!baton_memory_fits(r->m, before)) r->memory = true;
  return v;
}

/* Passes a comment; its `#|` is behind us. */
SELDOM void comment(Reader *r) {
  int depth = 1, last = 0;
  for (int byte; depth && (byte = peek(r)) >= 0; skip(r)) {
    int turn = (last == '#' && byte == '|') - (last == '|' && byte == '#');
    depth += turn;
    last = turn ? 0 : byte;
  }
  if (depth) complain_endless(r, MESSAGE_OPEN_COMMENT);
}

static const struct {
  char name[6];
  uint8_t v;
} constants[] = {{"#t", VALUE_TRUE},
                 {"#f", VALUE_FALSE},
                 {"#void", VALUE_VOID},
                 {"#eof", VALUE_EOF}};

/* The datum of a token that begins with `#`. */
SELDOM Value constant(Reader *r, const char *text) {
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (!strcmp(text, constants[i].name)) return constants[i].v;
  if (text[0] && text[1] == 'x') return integer(r, text + 2, 16);
  complain(r, MESSAGE_BAD_TOKEN, text);
  return VALUE_FALSE;
}

/* Reads what a `#` begins, which has been taken. */
SELDOM void hash(Reader *r) {
  int byte = peek(r);
  if (byte == '(' || byte == ';' || byte == '|' || byte == '\\') skip(r);
  if (byte == '(') {
    push(r, FRAME_VECTOR);
  } else if (byte == ';') {
    push(r, FRAME_DISCARD);
  } else if (byte == '|') {
    comment(r);
  } else if (byte == '\\') {
    r->hand = character(r);
    add(r, r->start);
  } else {
    buffer_byte(&r->token, '#');
    take_name(r);
    const char *text = token(r, 0);
    if (!strcmp(text, "#u8") && peek(r) == '(') {
      skip(r);
      push(r, FRAME_BYTES);
    } else {
      r->hand = constant(r, text);
      add(r, r->start);
    }
  }
}

/* Reads a string, name, integer or dot, which begins with `byte`. */
static void atom(Reader *r, int byte) {
  bool bare = byte != '"' && byte != '|';
  if (bare) {
    take_name(r);
  } else {
    skip(r);
    quoted(r, byte, byte == '"' ? MESSAGE_OPEN_STRING : MESSAGE_OPEN_NAME);
  }
  const char *text = token(r, 0);
  bool sign = *text == '+' || *text == '-';
  if (r->memory) return;
  if (bare && !strcmp(text, ".")) {
    dot(r);
    return;
  }
  if (bare && is_digit(text[sign], 10)) r->hand = integer(r, text, 10);
  else if (byte != '"') r->hand = symbol(r, text);
  else if (baton_string_make(r->m, text, r->token.length, &r->hand))
    r->memory = true;
  if (!r->memory) add(r, r->start);
}

/* Reads on: one datum, or part of one, or a space. */
static void step(Reader *r) {
  int byte = peek(r);
  r->start = r->source->here;
  r->token.length = 0;
  if (byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r') {
    do skip(r);
    while (r->source->at < r->source->end && *r->source->at == ' ');
  } else if (byte == ';') {
    while (peek(r) >= 0 && peek(r) != '\n') skip(r);
  } else if (byte == '(' || byte == '\'') {
    skip(r);
    push(r, byte == '(' ? FRAME_LIST : FRAME_QUOTE);
  } else if (byte == ')') {
    close_list(r);
  } else if (byte == '#') {
    skip(r);
    hash(r);
  } else if (byte < ' ') {
    complain(r, MESSAGE_STRAY_CHARACTER, NULL);
    skip(r);
  } else {
    atom(r, byte);
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
      complain_at(r, MESSAGE_OPEN_LIST, BUFFER_AT(&r->stack, Frame, 1)->at,
                  NULL);
    return;
  }
}

static void reader_start(Reader *r) {
  r->hand = VALUE_NULL;
  r->stack = r->items = r->token = machine_buffer(r->m);
  r->outer = r->m->reader;
  r->m->reader = r;
  push(r, FRAME_TOP);
}

static void reader_end(Reader *r) {
  value_release(r->m, r->hand);
  while (r->items.length) value_release(r->m, BUFFER_POP(&r->items, Item)->v);
  r->m->reader = r->outer;
  buffer_free(&r->stack);
  buffer_free(&r->items);
  buffer_free(&r->token);
}

/* Reads until a datum is in the hand; false: there is none that is right. */
static bool datum_read(Reader *r) {
  value_release(r->m, r->hand);
  r->hand = VALUE_NULL;
  r->found = false;
  while (!r->memory && !r->found && peek(r) >= 0 &&
         (r->text || !problems_any(r->problems)))
    step(r);
  if (!r->memory && !r->found) complain_open(r);
  if (r->problems->memory) r->memory = true;
  return r->found && !r->memory && !r->problems->reading;
}

ReadState baton_read(Machine *m, Source *source, Problems *problems,
                     Value *datum) {
  Reader r = {.m = m, .source = source, .problems = problems};
  reader_start(&r);
  bool right = datum_read(&r);
  *datum = r.hand;
  if (right) r.hand = VALUE_NULL;
  reader_end(&r);
  return r.memory            ? READ_MEMORY
         : problems->reading ? READ_WRONG
         : right             ? READ_DATUM
                             : READ_END;
}

bool baton_read_text(Machine *m, Problems *problems,
                     void each(void *context, Value list), void *context) {
  const uint8_t *at = problems->text, *all = at + problems->size;
  Source source = {at, baton_utf8_end(at, all), NULL, {1, 1}};
  Reader r = {.m = m, .source = &source, .problems = problems, .text = true};
  reader_start(&r);
  if (source.end < all) {
    while (source.at < source.end) skip(&r);
    complain_at(&r, MESSAGE_NOT_UTF_8, source.here, NULL);
    problems->size = (size_t)(source.end - at);
  }
  while (source.at < source.end && !r.memory)
    if (datum_read(&r)) each(context, r.hand);
  reader_end(&r);
  return !r.memory;
}

void baton_reader_roots(Machine *m, Reader *r, void visit(Machine *, Value *)) {
  visit(m, &r->hand);
  for (uint32_t i = 0; i < item_count(r); i++)
    visit(m, &BUFFER_AT(&r->items, Item, i)->v);
}
