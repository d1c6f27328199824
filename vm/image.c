/* Images: bytes to a Program (spec/image.md).
 *
 * Nothing in the bytes is trusted: each number is read within bounds, each
 * index compared with what is there, then the code is verified.  A Program that
 * this file returns is right in every respect; else each error was reported
 * with the offset of the byte at fault, and nothing is left allocated.
 */
#include "memory.h"
#include "read.h"
#include "table.h"
#include "verify.h"
#include <stdio.h>

typedef struct Loader {
  Machine *m;
  Program *program;
  Cursor c;
  Buffer data; /* the constants' cells; references are offsets until the end */
} Loader;

static uint32_t four_bytes(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
         (uint32_t)at[3] << 24;
}

uint32_t baton_crc32(uint32_t crc, const void *bytes, size_t size) {
  static const uint32_t half[16] = {
      /* what half a byte adds */
      0,          0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
      0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
      0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  uint32_t before[8][16]; /* what it adds where as many others follow */
  const uint8_t *at = bytes;
  bool many = size > 256; /* the others are soon done */
  for (int i = 0; many && i < 8 * 16; i++) {
    uint32_t c = i < 16 ? half[i] : before[i / 16 - 1][i % 16];
    before[i / 16][i % 16] = i < 16 ? c : half[c & 15] ^ c >> 4;
  }
  crc = ~crc;
  for (; many && size >= 4; size -= 4, at += 4) {
    uint32_t eight = crc ^ four_bytes(at);
    crc = 0;
    for (int i = 8; i-- > 0; eight >>= 4) crc ^= before[i][eight & 15];
  }
  for (; size-- > 0; at++) {
    crc = half[(crc ^ *at) & 15] ^ crc >> 4;
    crc = half[(crc ^ *at >> 4) & 15] ^ crc >> 4;
  }
  return ~crc;
}

static const char no_memory[] = "there is no memory for the program";
static const char too_large[] = "the program is larger than the heap";
static const char reported[] = ""; /* what was wrong has been reported */

/* Also where the image is known to be right, memory can be short. */
static void lack(Cursor *c, const char *what) {
  if (!c->problem) c->problem = what;
}

/* A count of what takes a byte each at least. */
static uint32_t length(Cursor *c, const char *what) {
  uint32_t start = c->at;
  uint64_t n = cursor_any(c);
  if (n > c->end - c->at) cursor_wrong(c, start, what);
  return c->problem ? 0 : (uint32_t)n;
}

/* Reads a string; returns how many characters it has. */
static uint32_t string(Cursor *c, const uint8_t **text, uint32_t *size) {
  uint32_t characters = 0;
  *size = length(c, "a string is longer than the image");
  const uint8_t *at = *text = c->bytes + c->at, *end = at + *size;
  for (; at < end; characters++)
    if (baton_utf8_next(&at, end) == UTF8_WRONG) {
      cursor_wrong(c, c->at, "a string is not UTF-8");
      break;
    }
  c->at += *size;
  return characters;
}

static Value symbol(Loader *l) {
  const uint8_t *text;
  uint32_t size;
  Value v = VALUE_VOID;
  string(&l->c, &text, &size);
  if (!l->c.problem && !baton_symbol_intern(l->m, (const char *)text, size, &v))
    lack(&l->c, no_memory);
  return v;
}

/* Adds a cell to the constants; its Value is an offset for now. */
static Cell *cell_add(Loader *l, Kind kind, uint32_t size, Value *v) {
  if (size > SIZE_MAX_ELEMENTS)
    cursor_wrong(&l->c, l->c.at, "a constant is too large");
  if (l->c.problem) return NULL;
  size_t words = CELL_HEAD + words_of(kind, size);
  *v = value_of_constant((void *)l->data.length);
  Cell *cell = buffer_extend(&l->data, words * sizeof(Value));
  if (!cell) {
    lack(&l->c, no_memory);
    return NULL;
  }
  cell->count = l->program->number;
  cell->shape = size << 4 | kind;
  cell->field[words - CELL_HEAD - 1] = 0;
  return cell;
}

static Value constant(Loader *l, uint32_t index) {
  static const char no_character[] = "there is no such character";
  Cursor *c = &l->c;
  uint32_t start = c->at, size;
  const uint8_t *text;
  int64_t n;
  Value v = VALUE_VOID;
  Cell *cell;
  Kind kind = (Kind)cursor_number(c, KIND_DEVICE,
                                  "there is no such kind of constant");
  l->program->profiles |= baton_kind_profiles[kind];
  switch (kind) {
  case KIND_INT:
    n = unzigzag(cursor_any(c));
    if (n > INTEGER_MAX || n < INTEGER_MIN)
      cursor_wrong(c, start,
                   "an integer is too large for this machine's words");
    baton_integer_note(l->program, (Integer)n);
    return value_of_int((Integer)n);
  case KIND_BOOL:
    return value_of_bool(cursor_number(c, 2, "a boolean is 0 or 1"));
  case KIND_NULL: return VALUE_NULL;
  case KIND_VOID: return VALUE_VOID;
  case KIND_EOF: return VALUE_EOF;
  case KIND_CHAR:
    n = (int64_t)cursor_number(c, 0x110000, no_character);
    if (n >= 0xd800 && n < 0xe000) cursor_wrong(c, start, no_character);
    return value_of_char((uint32_t)n);
  case KIND_SYMBOL: return symbol(l);
  case KIND_PAIR:
  case KIND_VECTOR:
    size = kind == KIND_PAIR ? 2
                             : length(c, "a vector is longer than the image");
    cell = cell_add(l, kind, size, &v);
    for (uint32_t i = 0; cell && i < size; i++)
      cell->field[i] =
          l->program->constant[cursor_number(c, index, "no earlier constant")];
    return v;
  case KIND_BYTES:
    size = length(c, "a byte string is longer than the image");
    cell = cell_add(l, kind, size, &v);
    if (cell) memcpy(cell_bytes(cell), c->bytes + c->at, size);
    c->at += size;
    return v;
  case KIND_STRING:
    cell = cell_add(l, kind, string(c, &text, &size), &v);
    for (uint32_t i = 0; cell && i < cell_size(cell); i++)
      cell_chars(cell)[i] = baton_utf8_next(&text, text + 4);
    return v;
  case KIND_BOX:
  case KIND_RECORD:
  case KIND_CLOSURE:
  case KIND_DEVICE: cursor_wrong(c, start, "there is no such kind of constant");
  }
  return v;
}

/* Room for `count` things of `size`, and one more. */
static void *table(Loader *l, uint32_t count, size_t size) {
  void *room = count >= SIZE_MAX / size - 1
                   ? NULL
                   : memory_resize(&l->m->memory, NULL, (count + 1) * size);
  if (room) memset(room, 0, (count + 1) * size);
  else lack(&l->c, no_memory);
  return room;
}

static void constants(Loader *l) {
  Program *p = l->program;
  uint32_t count = length(&l->c, "more constants than bytes");
  p->constant = table(l, count, sizeof *p->constant);
  for (; !l->c.problem && p->constants < count; p->constants++)
    p->constant[p->constants] = constant(l, p->constants);
  p->data = (Value *)(void *)l->data.data;
  Value base = (Value)p->data;
  for (uint32_t i = 0; i < p->constants; i++)
    if (value_is_cell(p->constant[i])) p->constant[i] += base;
  for (size_t at = 0; at < l->data.length / sizeof(Value);) {
    Cell *cell = (Cell *)(void *)(p->data + at);
    for (uint32_t i = 0; !cell_is_raw(cell) && i < cell_size(cell); i++)
      if (value_is_cell(cell->field[i])) cell->field[i] += base;
    at += CELL_HEAD + words_of(cell_kind(cell), cell_size(cell));
  }
}

static void block(Loader *l, Block *block, Map *names) {
  Cursor *c = &l->c;
  uint32_t start = c->at;
  block->program = l->program;
  block->number = l->program->blocks;
  block->name = symbol(l);
  if (map_find(names, block->name))
    cursor_wrong(c, start, "two blocks have the same name");
  else if (!map_put(names, block->name, block->number)) lack(c, no_memory);
  uint16_t parameters = (uint16_t)cursor_number(c, 257, "too many parameters");
  bool rest = cursor_number(c, 2, "a flag is 0 or 1");
  block->arity = parameters | (rest ? REST : 0);
  block->parameters = parameters + rest;
  block->captures = (uint16_t)cursor_number(c, 257, "too many captures");
  if (block->parameters + block->captures > REGISTERS)
    cursor_wrong(c, start, "a block has at most 256 registers");
  block->registers = (uint16_t)cursor_number(c, 257, "too many registers");
  uint32_t size = length(c, "code longer than the image");
  block->at = c->at;
  block->end = c->at += size;
  Cell *self = (Cell *)(void *)block->self;
  self->count = l->program->number;
  self->shape = 1 << 4 | KIND_CLOSURE;
}

static void blocks(Loader *l) {
  Program *p = l->program;
  Cursor *c = &l->c;
  Map names = machine_map(l->m);
  Value main = VALUE_VOID;
  if (!baton_symbol_intern(l->m, "main", 4, &main)) lack(c, no_memory);
  /* A block takes 7 bytes at least. */
  uint32_t count = (uint32_t)cursor_number(c, (c->end - c->at) / 7 + 1,
                                           "more blocks than bytes");
  p->block = table(l, count, sizeof *p->block);
  for (; !c->problem && p->blocks < count; p->blocks++)
    block(l, &p->block[p->blocks], &names);
  uint32_t *found = map_find(&names, main);
  if (!found) cursor_wrong(c, c->at, "there is no block main");
  else p->main = &p->block[*found];
  if (found && p->main->captures)
    cursor_wrong(c, c->at, "main captures values");
  map_free(&names);
}

/* Where each name stands, and then, behind all of them, that of each birth. */
static void debug_names(Loader *l, Buffer *name) {
  Program *p = l->program;
  Cursor *c = &l->c;
  const uint8_t *text;
  uint32_t size, count = length(c, "more names than bytes");
  for (uint32_t i = 0; !c->problem && i < count; i++) {
    buffer_bytes(name, &c->at, sizeof c->at);
    string(c, &text, &size);
  }
  for (uint32_t i = 0; !name->failed && i < p->blocks; i++) {
    if (!cursor_number(c, 2, "a flag is 0 or 1")) continue;
    p->block[i].names = (uint32_t)BUFFER_COUNT(name, uint32_t) + 1;
    uint32_t *to = buffer_extend(name, p->block[i].births * sizeof *to);
    for (uint32_t j = 0; to && j < p->block[i].births; j++)
      to[j] = *BUFFER_AT(
          name, uint32_t,
          cursor_number(c, count, "there is no name of this number"));
  }
  if (name->failed) lack(c, no_memory);
}

static void debug(Loader *l) {
  Program *p = l->program;
  Cursor *c = &l->c;
  const uint8_t *text;
  uint32_t size;
  int64_t line = 0;
  Buffer name = machine_buffer(l->m);
  p->file = c->at;
  string(c, &text, &size);
  debug_names(l, &name);
  p->name = (uint32_t *)(void *)name.data;
  for (uint32_t i = 0; !c->problem && i < p->blocks; i++) {
    p->block[i].places = c->at;
    p->block[i].line = (uint32_t)line;
    for (uint32_t j = 0; !c->problem && j <= p->block[i].instructions; j++) {
      int64_t more = unzigzag(cursor_any(c));
      cursor_number(c, UINT32_MAX, "a column is too large");
      if (more > UINT32_MAX - line || more < -line)
        cursor_wrong(c, c->at, "a line is too large");
      else line += more;
    }
  }
}

const uint8_t baton_magic[9] = {0x8b, 'B', 'a', 't', 'o', 'n', '\r', '\n', 1};

bool baton_is_image(const uint8_t *bytes, size_t size) {
  return size && bytes[0] == baton_magic[0];
}

/* The CRC-32 of two texts is that of the first, taken on by as many zeros as
 * the second has bytes, and that of the second, in one. */
uint32_t baton_digest(const bool used[256]) {
  static const uint8_t zeros[SIGNATURE_MOST];
  uint32_t crc = 0;
  for (int i = 0; i < OPCODES; i++) {
    const Instruction *info = used[i] ? instruction_of((uint8_t)i) : NULL;
    if (info) crc = ~baton_crc32(~crc, zeros, info->line) ^ info->crc;
  }
  return crc;
}

static void header(Cursor *c, size_t size) {
  const uint8_t *image = c->bytes;
  c->at = 16;
  c->end = (uint32_t)size - 4;
  if (!BATON_HAS(CHECKS)) return;
  for (uint32_t i = 0; i < sizeof baton_magic && i < size; i++)
    if (image[i] != baton_magic[i])
      cursor_wrong(c, i,
                   i < 8 ? "this is no image" : "an image of another version");
  if (size < 20 || size > UINT32_MAX)
    cursor_wrong(c, (uint32_t)size, "the image ends too early");
  else if (baton_crc32(0, image, size - 4) != four_bytes(image + size - 4))
    cursor_wrong(c, c->end, "the checksum differs: the image is damaged");
  else if (image[9] != 16 && image[9] != 32 && image[9] != 64)
    cursor_wrong(c, 9, "a word has 16, 32 or 64 bits");
  else if (image[9] > WORD_BITS)
    cursor_wrong(c, 9, "the program needs a machine with wider words");
  else if (!(image[10] & 1) || image[10] > 7)
    cursor_wrong(c, 10, "the program needs a profile that this machine lacks");
  else if (image[11] > 1) cursor_wrong(c, 11, "a flag is 0 or 1");
}

/* The lifetime rule, and what the header says of the program. */
static void check(Loader *l, const char *name) {
  Program *p = l->program;
  Cursor *c = &l->c;
  if (c->problem) return;
  if (!baton_program_verify(l->m, name, p)) c->problem = reported;
  if (baton_digest(p->used) != four_bytes(p->image + 12))
    cursor_wrong(c, 12, "the program is for a machine with other instructions");
  if (baton_width(p->least, p->most) != p->image[9])
    cursor_wrong(c, 9, "the program's integers need another width of words");
  if ((p->profiles | 1) != p->image[10])
    cursor_wrong(c, 10, "the program uses other profiles");
}

/* Reports what is wrong. */
static void refuse(Machine *m, const char *name, const Cursor *c) {
  char message[160];
  BatonReport report = {.file = name, .message = c->problem};
  if (c->problem == reported) return;
  if (c->problem == no_memory || c->problem == too_large) {
    m->refused_for_memory = true;
    if (c->problem == too_large) report.advice = "give it more (--heap)";
  } else {
    snprintf(message, sizeof message, "byte %u: %s", c->offset, c->problem);
    report.message = message;
    report.advice = "make the image anew";
  }
  baton_report(m, &report);
}

/* Gives the program a number; false: no memory. */
static bool enlist(Machine *m, Program *p) {
  size_t count = BUFFER_COUNT(&m->programs, Program *);
  while (p->number < count && *BUFFER_AT(&m->programs, Program *, p->number))
    p->number++;
  if (p->number == count) buffer_extend(&m->programs, sizeof p);
  bool fine = !m->programs.failed;
  m->programs.failed = false;
  if (fine) *BUFFER_AT(&m->programs, Program *, p->number) = p;
  return fine;
}

/* Counts what the program takes against the heap's limit. */
static void charge(Loader *l) {
  Machine *m = l->m;
  Program *p = l->program;
  size_t native = p->native ? p->blocks * NATIVE_UNITS : 0;
  p->words = (p->size + l->data.length + (p->unit_count - native) * 2 +
              p->places * sizeof(Place) + p->blocks * sizeof(Block)) /
             WORD_BYTES;
  m->code_words += p->words;
  if (l->c.problem || baton_memory_limit(m)) return;
  m->loading = p;
  baton_memory_collect(m);
  m->loading = NULL;
  if (!baton_memory_limit(m)) lack(&l->c, too_large);
}

Program *baton_program_load(Machine *m, const char *name, uint8_t *image,
                            size_t size, const Program *sharer, bool isolated) {
  Loader l = {.m = m, .c.bytes = image, .data = machine_buffer(m)};
  Program *p = l.program = memory_resize(&m->memory, NULL, sizeof *p);
  if (p) *p = (Program){.isolated = isolated};
  if (!p || !enlist(m, p)) {
    memory_resize(&m->memory, p, 0);
    memory_resize(&m->memory, image, 0);
    lack(&l.c, no_memory);
    refuse(m, name, &l.c);
    return NULL;
  }
  p->environment = sharer ? sharer->environment : p->number;
  p->image = image;
  p->size = size;
  p->native = m->native;
  m->native = NULL;
  header(&l.c, size);
  if (!l.c.problem) constants(&l);
  if (!l.c.problem) blocks(&l);
  if (BATON_HAS(CHECKS)) check(&l, name);
  if (BATON_HAS(DEBUG) && !l.c.problem && image[11]) debug(&l);
  if (BATON_HAS(DEBUG) && l.c.at != l.c.end)
    cursor_wrong(&l.c, l.c.at, "bytes are left over");
  if (!l.c.problem && !baton_program_lower(m, p)) lack(&l.c, no_memory);
  charge(&l);
  if (!l.c.problem) return p;
  refuse(m, name, &l.c);
  if (BATON_HAS(CHECKS)) baton_program_free(m, p);
  return NULL;
}

void baton_program_free(Machine *m, Program *p) {
  bool shares = p->environment != p->number;
  for (uint32_t i = 0; !shares && i < BUFFER_COUNT(&m->variables, Variable);
       i++)
    if (machine_variable(m, i)->environment == p->number)
      machine_variable(m, i)->value = VALUE_UNBOUND;
  *BUFFER_AT(&m->programs, Program *, p->number) = NULL;
  m->code_words -= p->words;
  m->here->block = NULL;
  void *parts[] = {p->image, p->constant, p->block, p->units,
                   p->place, p->data,     p->name,  p};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    memory_resize(&m->memory, parts[i], 0);
}

/* The debug section. */

const char *baton_debug_name(const Program *p, const Block *block,
                             uint32_t birth, uint32_t *length) {
  if (!p->file || !block->names) return NULL;
  Cursor c = {.bytes = p->image,
              .at = p->name[block->names - 1 + birth],
              .end = (uint32_t)p->size};
  *length = (uint32_t)cursor_any(&c);
  return (const char *)p->image + c.at;
}

bool baton_debug_place(const Program *p, const Block *block, uint32_t index,
                       uint32_t *line, uint32_t *column) {
  Cursor c = {.bytes = p->image, .at = block->places, .end = (uint32_t)p->size};
  if (!p->file || !c.at) return false;
  *line = block->line;
  for (uint32_t i = 0; i <= index + 1; i++) {
    *line += (uint32_t)unzigzag(cursor_any(&c));
    *column = (uint32_t)cursor_any(&c);
  }
  return *line;
}
