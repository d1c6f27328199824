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
  const char *name;
  Program *program;
  uint32_t at, end;
  Buffer data; /* the constants' cells; references are offsets until the end */
  bool fine;
} Loader;

uint32_t baton_crc32(uint32_t crc, const void *bytes, size_t size) {
  static const uint32_t table[16] = {
      /* what half a byte adds */
      0,          0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
      0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
      0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  crc = ~crc;
  for (const uint8_t *at = bytes; size-- > 0; at++) {
    crc = table[(crc ^ *at) & 15] ^ crc >> 4;
    crc = table[(crc ^ *at >> 4) & 15] ^ crc >> 4;
  }
  return ~crc;
}

static const char no_memory[] = "there is no memory for the program";
static const char too_large[] = "the program is larger than the heap";

static bool refuse(Loader *l, uint32_t offset, const char *what) {
  char message[160];
  BatonReport report = {.file = l->name, .message = what};
  if (!l->fine) return false;
  l->fine = false;
  if (what == no_memory || what == too_large) {
    l->m->refused_for_memory = true;
    report.advice = what == too_large ? "give it more (--heap)" : NULL;
  } else {
    snprintf(message, sizeof message, "byte %u: %s", offset, what);
    report.message = message;
    report.advice = "make the image anew";
  }
  baton_report(l->m, &report);
  return false;
}

/* Where the image is known to be right, only memory can be short. */
static inline bool fail(Loader *l, uint32_t offset, const char *what) {
  if (BATON_HAS(CHECKS) || what == no_memory || what == too_large)
    return refuse(l, offset, what);
  BATON_NEVER();
  return false;
}

static uint64_t number(Loader *l, uint64_t limit, const char *what) {
  uint32_t at = l->at;
  uint64_t n = 0;
  if (!l->fine) return 0;
  if (!baton_uleb_read(l->program->image, &l->at, l->end, &n))
    fail(l, l->at, "a number is malformed or cut off");
  else if (n >= limit) fail(l, at, what);
  return l->fine ? n : 0;
}

static uint8_t byte(Loader *l) {
  if (l->at == l->end) fail(l, l->at, "the image ends too early");
  return l->fine ? l->program->image[l->at++] : 0;
}

static uint32_t four_bytes(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
         (uint32_t)at[3] << 24;
}

/* Reads a string's length and checks its bytes; returns where they begin, and
 * in `characters` how many they make. */
static uint32_t string(Loader *l, uint32_t *length, uint32_t *characters) {
  *length = (uint32_t)number(l, l->end, "a string is longer than the image");
  uint32_t start = l->at;
  if (l->fine && *length > l->end - l->at)
    fail(l, l->at, "a string is longer than the image");
  if (!l->fine) return *length = *characters = 0, l->at;
  const uint8_t *at = l->program->image + l->at, *end = at + *length;
  for (*characters = 0; at < end; ++*characters)
    if (baton_utf8_next(&at, end) == UTF8_WRONG) {
      fail(l, l->at, "a string is not UTF-8");
      break;
    }
  l->at += *length;
  return start;
}

static Value symbol(Loader *l) {
  uint32_t length, characters, at = string(l, &length, &characters);
  Value v = VALUE_VOID;
  if (l->fine && !baton_symbol_intern(
                     l->m, (const char *)l->program->image + at, length, &v))
    fail(l, at, no_memory);
  return v;
}

/* Adds a cell to the constants; its Value is an offset for now. */
static Cell *cell_add(Loader *l, Kind kind, uint64_t size, Value *v) {
  if (size > SIZE_MAX_ELEMENTS) fail(l, l->at, "a constant is too large");
  if (!l->fine) return NULL;
  size_t words = CELL_HEAD + words_of(kind, (uint32_t)size);
  *v = value_of_constant((void *)l->data.length);
  Cell *cell = buffer_extend(&l->data, words * sizeof(Value));
  if (!cell) {
    fail(l, l->at, no_memory);
    return NULL;
  }
  cell->count = l->program->number;
  cell->shape = (uint32_t)size << 4 | kind;
  cell->field[words - CELL_HEAD - 1] = 0;
  return cell;
}

static Value constant(Loader *l, uint32_t index) {
  uint32_t start = l->at, length, size;
  uint64_t n;
  Value v = VALUE_VOID;
  Cell *cell;
  switch (byte(l)) {
  case KIND_INT:
    n = number(l, UINT64_MAX, "");
    if (unzigzag(n) > INTEGER_MAX || unzigzag(n) < INTEGER_MIN)
      fail(l, start, "an integer is too large for this machine's words");
    baton_integer_note(l->program, (Integer)unzigzag(n));
    return value_of_int((Integer)unzigzag(n));
  case KIND_BOOL:
    n = byte(l);
    if (n > 1) fail(l, start + 1, "a boolean is 0 or 1");
    return value_of_bool(n);
  case KIND_NULL: return VALUE_NULL;
  case KIND_VOID: return VALUE_VOID;
  case KIND_EOF: return VALUE_EOF;
  case KIND_CHAR:
    n = number(l, 0x110000, "there is no such character");
    if (n >= 0xd800 && n < 0xe000) fail(l, start, "there is no such character");
    return value_of_char((uint32_t)n);
  case KIND_SYMBOL: return symbol(l);
  case KIND_PAIR:
  case KIND_VECTOR:
    n = l->program->image[start] == KIND_PAIR
            ? 2
            : number(l, l->end, "a vector is longer than the image");
    cell = cell_add(l, (Kind)l->program->image[start], n, &v);
    for (uint32_t i = 0; l->fine && i < n; i++)
      cell->field[i] =
          l->program->constant[number(l, index, "no earlier constant")];
    return v;
  case KIND_BYTES:
    n = number(l, l->end, "a byte string is longer than the image");
    if (n > l->end - l->at) fail(l, l->at, "the image ends too early");
    cell = cell_add(l, KIND_BYTES, n, &v);
    if (cell && n) memcpy(cell_bytes(cell), l->program->image + l->at, n);
    l->at += l->fine ? (uint32_t)n : 0;
    return v;
  case KIND_STRING: {
    uint32_t from = string(l, &length, &size);
    cell = cell_add(l, KIND_STRING, size, &v);
    const uint8_t *at = l->program->image + from;
    for (uint32_t i = 0; cell && i < size; i++)
      cell_chars(cell)[i] = baton_utf8_next(&at, at + 4);
    return v;
  }
  default: fail(l, start, "there is no such kind of constant"); return v;
  }
}

/* Room for `count` things of `size`, each of which takes a byte of the image at
 * least. */
static void *table(Loader *l, uint32_t count, size_t size) {
  if (l->fine && count >= SIZE_MAX / size - 1) fail(l, l->at, no_memory);
  if (!l->fine) return NULL;
  void *room = memory_resize(&l->m->memory, NULL, (count + 1) * size);
  if (room) memset(room, 0, (count + 1) * size);
  else fail(l, l->at, no_memory);
  return room;
}

static void constants(Loader *l) {
  Program *p = l->program;
  uint32_t count = (uint32_t)number(l, l->end, "more constants than bytes");
  p->constant = table(l, count, sizeof *p->constant);
  for (; l->fine && p->constants < count; p->constants++) {
    uint8_t kind = l->at < l->end ? p->image[l->at] : 0;
    p->constant[p->constants] = constant(l, p->constants);
    if (l->fine) p->profiles |= baton_kind_profiles[kind];
  }
  p->data = (Value *)(void *)l->data.data;
  if (!l->fine) return;
  Value base = (Value)p->data;
  for (uint32_t i = 0; i < count; i++)
    if (value_is_cell(p->constant[i])) p->constant[i] += base;
  for (size_t at = 0; at < l->data.length / sizeof(Value);) {
    Cell *cell = (Cell *)(void *)(p->data + at);
    for (uint32_t i = 0; !cell_is_raw(cell) && i < cell_size(cell); i++)
      if (value_is_cell(cell->field[i])) cell->field[i] += base;
    at += CELL_HEAD + words_of(cell_kind(cell), cell_size(cell));
  }
}

static void block(Loader *l, Block *block, Map *names) {
  uint32_t start = l->at;
  block->program = l->program;
  block->number = l->program->blocks;
  block->name = symbol(l);
  if (l->fine && map_find(names, block->name))
    fail(l, start, "two blocks have the same name");
  if (l->fine && !map_put(names, block->name, block->number))
    fail(l, start, no_memory);
  uint32_t parameters = (uint32_t)number(l, 257, "too many parameters");
  uint8_t rest = byte(l);
  if (rest > 1) fail(l, l->at - 1, "a flag is 0 or 1");
  block->arity = (uint16_t)(parameters | (rest ? REST : 0));
  block->parameters = (uint16_t)(parameters + rest);
  block->captures = (uint16_t)number(l, 257, "too many captures");
  if (block->parameters + block->captures > REGISTERS)
    fail(l, start, "a block has at most 256 registers");
  block->registers = (uint16_t)number(l, 257, "too many registers");
  uint32_t length = (uint32_t)number(l, l->end, "code longer than the image");
  if (l->fine && length > l->end - l->at)
    fail(l, l->at, "code longer than the image");
  block->at = l->at;
  l->at += l->fine ? length : 0;
  block->end = l->at;
  Cell *self = (Cell *)(void *)block->self;
  self->count = l->program->number;
  self->shape = 1 << 4 | KIND_CLOSURE;
}

static void blocks(Loader *l) {
  Program *p = l->program;
  Map names = machine_map(l->m);
  Value main = VALUE_VOID;
  if (!baton_symbol_intern(l->m, "main", 4, &main)) fail(l, l->at, no_memory);
  /* A block takes 7 bytes at least. */
  uint32_t count = (uint32_t)number(l, (l->end - l->at) / 7 + 1,
                                    "more blocks than bytes");
  p->block = table(l, count, sizeof *p->block);
  for (; l->fine && p->blocks < count; p->blocks++)
    block(l, &p->block[p->blocks], &names);
  uint32_t *found = map_find(&names, main);
  if (!found) fail(l, l->at, "there is no block main");
  else if (p->block[*found].captures) fail(l, l->at, "main captures values");
  else p->main = &p->block[*found];
  map_free(&names);
}

static void debug(Loader *l) {
  Program *p = l->program;
  uint32_t length, count;
  uint64_t line = 0;
  uint32_t file = l->at;
  string(l, &length, &count);
  uint32_t names = (uint32_t)number(l, l->end, "more names than bytes");
  uint32_t *name = table(l, names, sizeof *name); /* where each one stands */
  for (uint32_t i = 0; l->fine && i < names; i++) {
    name[i] = l->at;
    string(l, &length, &count);
  }
  Buffer born = machine_buffer(
      l->m); /* for each birth, where its name stands */
  for (uint32_t i = 0; l->fine && i < p->blocks; i++) {
    uint8_t named = byte(l);
    if (named > 1) fail(l, l->at - 1, "a flag is 0 or 1");
    p->block[i].names = named ? (uint32_t)BUFFER_COUNT(&born, uint32_t) + 1 : 0;
    for (uint32_t j = 0; named && l->fine && j < p->block[i].births; j++) {
      uint64_t n = number(l, names, "there is no name of this number");
      if (l->fine) buffer_bytes(&born, &name[n], sizeof *name);
    }
    if (born.failed) fail(l, l->at, no_memory);
  }
  p->name = (uint32_t *)(void *)born.data;
  memory_resize(&l->m->memory, name, 0);
  for (uint32_t i = 0; l->fine && i < p->blocks; i++) {
    p->block[i].places = l->at;
    p->block[i].line = (uint32_t)line;
    for (uint32_t j = 0; l->fine && j <= p->block[i].instructions; j++) {
      line += (uint64_t)unzigzag(number(l, UINT64_MAX, ""));
      number(l, UINT32_MAX, "a column is too large");
      if (line > UINT32_MAX) fail(l, l->at, "a line is too large");
    }
  }
  p->file = l->fine ? file : 0;
}

const uint8_t baton_magic[9] = {0x8b, 'B', 'a', 't', 'o', 'n', '\r', '\n', 1};

bool baton_is_image(const uint8_t *bytes, size_t size) {
  return size && bytes[0] == baton_magic[0];
}

uint32_t baton_digest(const bool used[256]) {
  uint32_t crc = 0;
  for (int i = 0; i < 256; i++)
    if (used[i] && instruction_of((uint8_t)i)) {
      char line[SIGNATURE];
      instruction_signature(instruction_of((uint8_t)i), line);
      crc = baton_crc32(crc, line, strlen(line));
    }
  return crc;
}

static void header(Loader *l, size_t size) {
  const uint8_t *image = l->program->image;
  l->end = (uint32_t)size - 4;
  l->at = 16;
  if (!BATON_HAS(CHECKS)) return;
  for (uint32_t i = 0; l->fine && i < sizeof baton_magic; i++) {
    if (i >= size) fail(l, i, "the image ends too early");
    else if (image[i] != baton_magic[i])
      fail(l, i, i < 8 ? "this is no image" : "an image of another version");
  }
  if (l->fine && (size < 20 || size > UINT32_MAX))
    fail(l, (uint32_t)size, "the image ends too early");
  if (!l->fine) return;
  l->end = (uint32_t)size - 4;
  if (baton_crc32(0, image, l->end) != four_bytes(image + l->end))
    fail(l, l->end, "the checksum differs: the image is damaged");
  else if (image[9] != 16 && image[9] != 32 && image[9] != 64)
    fail(l, 9, "a word has 16, 32 or 64 bits");
  else if (image[9] > WORD_BITS)
    fail(l, 9, "the program needs a machine with wider words");
  else if (!(image[10] & 1) || image[10] > 7)
    fail(l, 10, "the program needs a profile that this machine lacks");
  else if (image[11] > 1) fail(l, 11, "a flag is 0 or 1");
  l->at = 16;
}

/* The lifetime rule, and what the header says of the program. */
static void check(Loader *l) {
  Program *p = l->program;
  if (l->fine) l->fine = baton_program_verify(l->m, l->name, p);
  if (l->fine && baton_digest(p->used) != four_bytes(p->image + 12))
    fail(l, 12, "the program is for a machine with other instructions");
  if (l->fine && baton_width(p->least, p->most) != p->image[9])
    fail(l, 9, "the program's integers need another width of words");
  if (l->fine && (p->profiles | 1) != p->image[10])
    fail(l, 10, "the program uses other profiles");
}

/* Gives the program a number; false: no memory. */
static bool enlist(Machine *m, Program *p) {
  Program **known = (Program **)(void *)m->programs.data;
  uint32_t count = (uint32_t)BUFFER_COUNT(&m->programs, Program *);
  for (p->number = 0; p->number < count && known[p->number]; p->number++) {}
  if (p->number == count) {
    Program **to = buffer_extend(&m->programs, sizeof *to);
    m->programs.failed = false;
    if (!to) return false;
  }
  *BUFFER_AT(&m->programs, Program *, p->number) = p;
  BUFFER_AT(&m->environments, Environment, p->environment)->users++;
  return true;
}

Program *baton_program_load(Machine *m, const char *name, uint8_t *image,
                            size_t size, uint32_t environment, bool isolated) {
  Program *p = memory_resize(&m->memory, NULL, sizeof *p);
  if (p) *p = (Program){.environment = environment, .isolated = isolated};
  if (!p || !enlist(m, p)) {
    memory_resize(&m->memory, p, 0);
    memory_resize(&m->memory, image, 0);
    m->refused_for_memory = true;
    baton_report(m, &(BatonReport){.file = name, .message = no_memory});
    return NULL;
  }
  p->image = image;
  p->size = size;
  p->native = m->native;
  m->native = NULL;
  Loader l = {.m = m, .name = name, .program = p, .fine = true};
  l.data = machine_buffer(m);
  header(&l, size);
  if (l.fine) constants(&l);
  p->data = (Value *)(void *)l.data.data;
  if (l.fine) blocks(&l);
  uint32_t after = l.at;
  if (BATON_HAS(CHECKS) && l.fine) check(&l);
  l.at = after;
  if (BATON_HAS(DEBUG) && l.fine && image[11]) debug(&l);
  if (BATON_HAS(DEBUG) && l.fine && l.at != l.end)
    fail(&l, l.at, "bytes are left over");
  if (l.fine && !baton_program_lower(m, p)) fail(&l, 0, no_memory);
  size_t native = p->native ? p->blocks * NATIVE_UNITS : 0;
  p->words = (size + l.data.length + (p->unit_count - native) * 2 +
              p->places * sizeof(Place) + p->blocks * sizeof(Block)) /
             WORD_BYTES;
  m->code_words += p->words;
  if (l.fine && !baton_memory_limit(m)) {
    m->loading = p;
    baton_memory_collect(m);
    m->loading = NULL;
    if (!baton_memory_limit(m)) fail(&l, 0, too_large);
  }
  if (l.fine) return p;
  if (BATON_HAS(CHECKS)) baton_program_free(m, p);
  return NULL;
}

void baton_program_free(Machine *m, Program *p) {
  Environment *environment = BUFFER_AT(&m->environments, Environment,
                                       p->environment);
  if (!--environment->users) {
    uint32_t count = (uint32_t)BUFFER_COUNT(&m->variables, Variable);
    for (uint32_t i = 0; i < count; i++)
      if (machine_variable(m, i)->environment == p->environment)
        *machine_variable(m, i) = (Variable){.value = VALUE_UNBOUND};
  }
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
  uint64_t n = 0;
  if (!p->file || !block->names) return NULL;
  uint32_t at = p->name[block->names - 1 + birth];
  baton_uleb_read(p->image, &at, (uint32_t)p->size, &n);
  *length = (uint32_t)n;
  return (const char *)p->image + at;
}

bool baton_debug_place(const Program *p, const Block *block, uint32_t index,
                       uint32_t *line, uint32_t *column) {
  uint32_t at = block->places;
  uint64_t n = 0;
  if (!p->file || !at) return false;
  *line = block->line;
  for (uint32_t i = 0; i <= index + 1; i++) {
    baton_uleb_read(p->image, &at, (uint32_t)p->size, &n);
    *line += (uint32_t)unzigzag(n);
    baton_uleb_read(p->image, &at, (uint32_t)p->size, &n);
  }
  *column = (uint32_t)n;
  return *line;
}
