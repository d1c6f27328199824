/* Images: bytes to blocks of steps (spec/image.md).
 *
 * Nothing in the bytes is trusted: each number is read within bounds, each
 * index is compared with what is there, and the code is checked against the
 * lifetime rule as it is read, in one pass.  What is wrong ends the process
 * with a message and status 65; so a program that gets past this file is right.
 */
#include "small.h"
#include <stdlib.h>
#include <string.h>

typedef struct Loader {
  Machine *m;
  const char *path;
  const uint8_t *image;
  size_t at, end;
  Value *constant;
  uint32_t constants;
  Integer least, most; /* of all integers in the program */
  uint8_t profiles;
  bool used[256];
  uint32_t *births; /* how many, for each block */
} Loader;

/* Memory that stays */

void *keep(Machine *m, size_t size) {
  void **kept = calloc(1, sizeof *kept + size);
  if (!kept) {
    fputs("there is no memory for the program\n", stderr);
    exit(65);
  }
  *kept = m->kept;
  m->kept = kept;
  return kept + 1;
}

void kept_free(Machine *m) {
  while (m->kept) {
    void **kept = m->kept;
    m->kept = *kept;
    free(kept);
  }
  free(m->symbol);
}

/* Symbols */

Value symbol_of(Machine *m, const char *name, size_t length) {
  uint32_t hash = 0;
  for (size_t i = 0; i < length; i++) hash = hash * 31 + (uint8_t)name[i];
  uint32_t *head = &m->hash[hash % (sizeof m->hash / sizeof *m->hash)];
  for (uint32_t i = *head; i; i = m->symbol[i - 1].chain)
    if (m->symbol[i - 1].length == length &&
        !memcmp(m->symbol[i - 1].name, name, length))
      return value_of_symbol(i - 1);
  if (!(m->symbols & (m->symbols + 1))) {
    m->symbol = realloc(m->symbol, (2 * m->symbols + 2) * sizeof *m->symbol);
    if (!m->symbol) abort();
  }
  Symbol *it = &m->symbol[m->symbols++];
  *it = (Symbol){keep(m, length + 1), length, VALUE_UNBOUND, *head};
  memcpy(it->name, name, length);
  *head = m->symbols;
  return value_of_symbol(m->symbols - 1);
}

/* Bytes and numbers */

static _Noreturn void refuse(Loader *l, const char *what) {
  fprintf(stderr, "%s: byte %zu: %s\n", l->path, l->at, what);
  exit(65);
}

static void need(Loader *l, bool right, const char *what) {
  if (!right) refuse(l, what);
}

static uint8_t byte(Loader *l) {
  need(l, l->at < l->end, "the image ends too early");
  return l->image[l->at++];
}

static uint64_t number(Loader *l) {
  uint64_t n = 0;
  for (int shift = 0;; shift += 7) {
    uint8_t b = byte(l);
    need(l, !(shift == 63 && b > 1) && !(shift && !b), "a number is too long");
    n |= (uint64_t)(b & 127) << shift;
    if (b < 128) return n;
  }
}

static uint32_t number_below(Loader *l, uint64_t limit, const char *what) {
  uint64_t n = number(l);
  need(l, n < limit && n < UINT32_MAX, what);
  return (uint32_t)n;
}

/* A count of things of which each takes a byte at least. */
static uint32_t count(Loader *l) {
  return number_below(l, l->end - l->at + 1, "the image ends too early");
}

static Value integer(Loader *l, uint64_t zigzag) {
  int64_t n = (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1);
  need(l, n >= INTEGER_MIN && n <= INTEGER_MAX,
       "an integer is too large for this machine");
  if (n < l->least) l->least = (Integer)n;
  if (n > l->most) l->most = (Integer)n;
  return value_of_int((Integer)n);
}

static uint32_t crc(uint32_t crc, const void *bytes, size_t size) {
  const uint8_t *at = bytes;
  for (crc = ~crc; size-- > 0; at++) {
    crc ^= *at;
    for (int bit = 0; bit < 8; bit++)
      crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

static uint32_t four_bytes(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
         (uint32_t)at[3] << 24;
}

uint32_t utf8_next(const uint8_t **at, const uint8_t *end) {
  static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  uint32_t c = *(*at)++;
  int more = c < 0x80   ? 0
             : c < 0xc0 ? -1
             : c < 0xe0 ? 1
             : c < 0xf0 ? 2
             : c < 0xf8 ? 3
                        : -1;
  if (more < 0 || more > end - *at) return UTF8_WRONG;
  if (more) c &= 0x3fu >> more;
  for (int i = 0; i < more; i++) {
    if ((**at & 0xc0) != 0x80) return UTF8_WRONG;
    c = c << 6 | (*(*at)++ & 0x3f);
  }
  bool wrong = c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000);
  return wrong ? UTF8_WRONG : c;
}

/* A string: where its bytes begin, and how many characters they are. */
static const uint8_t *string(Loader *l, uint32_t *length, uint32_t *size) {
  *length = count(l);
  const uint8_t *start = l->image + l->at, *at = start, *end = start + *length;
  for (*size = 0; at < end; ++*size)
    need(l, utf8_next(&at, end) != UTF8_WRONG, "a string is not UTF-8");
  l->at += *length;
  return start;
}

static Value symbol(Loader *l) {
  uint32_t length, size;
  const uint8_t *start = string(l, &length, &size);
  return symbol_of(l->m, (const char *)start, length);
}

/* Constants */

static Cell *constant_cell(Loader *l, Kind kind, uint32_t size) {
  need(l, size <= SIZE_MAX_ELEMENTS, "a constant is too large");
  Cell *cell = keep(l->m, sizeof *cell + words_of(kind, size) * sizeof(Value));
  cell->shape = size << 4 | kind;
  return cell;
}

static Value constant_read(Loader *l) {
  uint8_t kind = byte(l);
  uint32_t n, length, size;
  Cell *cell;
  if (kind <= KIND_DEVICE) l->profiles |= baton_kind_profiles[kind];
  switch (kind) {
  case KIND_INT: return integer(l, number(l));
  case KIND_BOOL: return value_of_bool(number_below(l, 2, "no boolean"));
  case KIND_NULL: return VALUE_NULL;
  case KIND_VOID: return VALUE_VOID;
  case KIND_EOF: return VALUE_EOF;
  case KIND_SYMBOL: return symbol(l);
  case KIND_CHAR:
    n = number_below(l, 0x110000, "there is no such character");
    need(l, n < 0xd800 || n >= 0xe000, "there is no such character");
    return value_of_char(n);
  case KIND_PAIR:
  case KIND_VECTOR:
    n = kind == KIND_PAIR ? 2 : count(l);
    cell = constant_cell(l, (Kind)kind, n);
    for (uint32_t i = 0; i < n; i++)
      cell->field[i] =
          l->constant[number_below(l, l->constants, "no earlier constant")];
    return value_of_constant(cell);
  case KIND_BYTES:
    n = count(l);
    cell = constant_cell(l, KIND_BYTES, n);
    memcpy(cell_bytes(cell), l->image + l->at, n);
    l->at += n;
    return value_of_constant(cell);
  case KIND_STRING: {
    const uint8_t *at = string(l, &length, &size);
    cell = constant_cell(l, KIND_STRING, size);
    for (uint32_t i = 0; i < size; i++)
      cell_chars(cell)[i] = utf8_next(&at, l->image + l->at);
    return value_of_constant(cell);
  }
  default: refuse(l, "there is no such kind of constant");
  }
}

static void constants(Loader *l) {
  uint32_t n = count(l);
  l->constant = keep(l->m, n * sizeof *l->constant);
  for (; l->constants < n; l->constants++)
    l->constant[l->constants] = constant_read(l);
}

/* Code.  LIVE has a bit for each register. */

typedef struct Live {
  uint64_t word[REGISTERS / 64];
} Live;

static bool is_live(const Live *live, uint8_t n) {
  return live->word[n / 64] >> n % 64 & 1;
}
static void live_set(Live *live, uint8_t n, bool alive) {
  uint64_t bit = (uint64_t)1 << n % 64;
  live->word[n / 64] = alive ? live->word[n / 64] | bit
                             : live->word[n / 64] & ~bit;
}

/* An `if` or `try` that is open: where its `else` begins, and what lives there;
 * `turned`: we are there already. */
typedef struct Way {
  Step *tree;
  size_t otherwise;
  Live live;
  bool turned;
} Way;

static Operand operand_read(Loader *l, OperandClass class, Role role) {
  if (class == OPERAND_BLOCK)
    return (Operand){
        MODE_CONSTANT, 0,
        l->m->program[number_below(l, l->m->blocks, "no block")].closure};
  if (class == OPERAND_SYMBOL) {
    uint32_t n = number_below(l, l->constants, "there is no such constant");
    need(l, value_is(l->constant[n], KIND_SYMBOL), "this is no symbol");
    return (Operand){MODE_CONSTANT, 0, l->constant[n]};
  }
  uint64_t n = number(l), index = n >> 2;
  need(l, role != ROLE_END || (n & 3) == 1, "drop takes registers only");
  switch (n & 3) {
  case 0:
  case 1:
    need(l, index < REGISTERS, "a register's number is above 255");
    return (Operand){n & 1 ? MODE_TAKE : MODE_COPY, (uint8_t)index, 0};
  case 2:
    need(l, index < l->constants, "there is no such constant");
    need(l, !value_is_int(l->constant[index]),
         "an integer operand stands in the instruction itself");
    return (Operand){MODE_CONSTANT, 0, l->constant[index]};
  default: return (Operand){MODE_CONSTANT, 0, integer(l, index)};
  }
}

static const Instruction *opcode(Loader *l) {
  uint8_t op = byte(l);
  const Instruction *info = instruction_of(op);
  need(l, info, "unknown instruction");
  l->used[op] = true;
  l->profiles |= info->profile;
  return info;
}

/* Do the operands fit the block that the instruction names? */
static void block_fits(Loader *l, const Step *s) {
  if (s->info->opcode != OP_JUMP && s->info->opcode != OP_CLOSE) return;
  const Block *b = closure_block(s->operand[0].constant);
  uint32_t n = s->count - 1u;
  if (s->info->opcode == OP_CLOSE) {
    need(l, n == b->captures, "the block captures another number of values");
    return;
  }
  need(l, !b->captures, "jump goes to a block that captures values");
  need(l, b->parameters > b->fixed ? n >= b->fixed : n == b->fixed,
       "the block takes another number of arguments");
}

/* Reads one step; its operands go to `room`.  Returns where `else` begins. */
static size_t step_read(Loader *l, Step *s, Operand *room) {
  uint64_t length = 0;
  s->info = opcode(l);
  if (s->info->class == CLASS_TREE) {
    s->tree = s->info->opcode;
    length = number(l);
    s->info = opcode(l);
    need(l, s->info->class != CLASS_TREE, "if and try do not nest in a test");
  }
  need(l, (s->tree == OP_IF) == (s->info->class == CLASS_TEST),
       "a test stands in if, and if needs a test");
  need(l,
       s->tree != OP_TRY || (s->info->faults && s->info->class == CLASS_DATA),
       "try needs an instruction that can fault");
  s->operand = room;
  for (int i = 0; i < s->info->operands; i++) {
    uint64_t n = 1;
    if (s->info->operand[i].class == OPERAND_REST) {
      n = number(l);
      need(l, n >= s->info->operand[i].least && n <= s->info->operand[i].most,
           "wrong number of operands");
    }
    while (n-- > 0)
      room[s->count++] = operand_read(l,
                                      (OperandClass)s->info->operand[i].class,
                                      (Role)s->info->operand[i].role);
  }
  for (int i = 0; i < s->info->results; i++)
    s->result[i] = (uint8_t)number_below(l, REGISTERS, "no such register");
  block_fits(l, s);
  need(l, !s->tree || length < l->end - l->at, "then is longer than the code");
  return l->at + (size_t)length;
}

/* Where a register breaks the lifetime rule. */
static void need_live(Loader *l, bool right, int number, const char *what) {
  char message[80];
  snprintf(message, sizeof message, "r%d %s", number, what);
  need(l, right, message);
}

/* The lifetime rule for one step: what is live becomes what lives after it. */
static void step_live(Loader *l, const Step *s, Live *live) {
  for (int i = 0; i < s->count; i++)
    if (s->operand[i].mode != MODE_CONSTANT)
      need_live(l, is_live(live, s->operand[i].number), s->operand[i].number,
                "is not alive here");
  for (int i = 0; i < s->count; i++) {
    if (s->operand[i].mode != MODE_TAKE) continue;
    need_live(l, is_live(live, s->operand[i].number), s->operand[i].number,
              "is taken twice");
    live_set(live, s->operand[i].number, false);
  }
  for (int i = 0; i < s->info->results; i++) {
    need_live(l, !is_live(live, s->result[i]), s->result[i],
              "is alive already");
    live_set(live, s->result[i], true);
  }
  for (int i = 0; s->info->class == CLASS_TRANSFER && i < REGISTERS; i++)
    need_live(l, !is_live(live, (uint8_t)i), i, "is still alive at a transfer");
}

/* Behind a transfer: goes to the `else` of the innermost way that has not
 * turned.  Returns false where there is none. */
static bool way_turn(Loader *l, Way *ways, uint32_t *open, uint32_t step,
                     Live *live) {
  while (*open && ways[*open - 1].turned) --*open;
  need(l, l->at == (*open ? ways[*open - 1].otherwise : l->end),
       "a way ends too early or too late");
  if (!*open) return false;
  Way *way = &ways[*open - 1];
  way->turned = true;
  way->tree->otherwise = step;
  *live = way->live;
  return true;
}

static void code_read(Loader *l, Block *b, size_t length) {
  size_t end = l->end;
  l->end = l->at + length;
  b->code = keep(l->m, length * sizeof *b->code);
  Operand *room = keep(l->m, length * sizeof *room);
  Way *ways = keep(l->m, length * sizeof *ways);
  uint32_t open = 0, highest = b->parameters + b->captures;
  uint32_t births = highest;
  Live live = {{0}};
  for (uint32_t i = 0; i < highest; i++) live_set(&live, (uint8_t)i, true);
  for (bool more = true; more;) {
    Step *s = &b->code[b->steps++];
    Live before = live;
    size_t otherwise = step_read(l, s, room);
    room += s->count;
    step_live(l, s, &live);
    for (int i = 0; i < s->info->results; i++, births++)
      if (s->result[i] >= highest) highest = s->result[i] + 1u;
    if (s->tree)
      ways[open++] = (Way){s, otherwise, s->tree == OP_TRY ? before : live,
                           false};
    if (s->info->class == CLASS_TRANSFER)
      more = way_turn(l, ways, &open, b->steps, &live);
  }
  need(l, highest == b->registers, "the number of registers is wrong");
  l->births[b - l->m->program] = births;
  l->end = end;
}

/* Blocks */

/* A block's head; returns the length of its code, which is skipped. */
static uint32_t block_read(Loader *l, Block *b) {
  b->name = symbol(l);
  for (Block *other = l->m->program; other < b; other++)
    need(l, other->name != b->name, "two blocks have the same name");
  b->fixed = (uint16_t)number_below(l, REGISTERS + 1, "too many parameters");
  b->parameters = (uint16_t)(b->fixed + number_below(l, 2, "no boolean"));
  b->captures = (uint16_t)number_below(l, REGISTERS + 1, "too many captures");
  b->registers = (uint16_t)number_below(l, REGISTERS + 1, "too many registers");
  need(l, b->parameters + b->captures <= REGISTERS, "too many registers");
  Cell *self = constant_cell(l, KIND_CLOSURE, 1);
  self->field[0] = (Value)b;
  b->closure = value_of_constant(self);
  uint32_t length = count(l);
  l->at += length;
  return length;
}

static void blocks(Loader *l) {
  Machine *m = l->m;
  uint32_t n = count(l);
  Value name = symbol_of(m, "main", 4);
  size_t *end = keep(m, n * sizeof *end);
  uint32_t *length = keep(m, n * sizeof *length);
  m->program = keep(m, n * sizeof *m->program);
  l->births = keep(m, n * sizeof *l->births);
  for (; m->blocks < n; m->blocks++) {
    length[m->blocks] = block_read(l, &m->program[m->blocks]);
    end[m->blocks] = l->at;
    if (m->program[m->blocks].name == name) m->main = &m->program[m->blocks];
  }
  need(l, m->main && !m->main->captures, "no block main without captures");
  need(l, m->main->fixed == 2 && m->main->parameters == 2,
       "main takes k and world");
  size_t after = l->at;
  for (uint32_t i = 0; i < n; i++) {
    l->at = end[i] - length[i];
    code_read(l, &m->program[i], length[i]);
  }
  l->at = after;
}

/* The debug section must be right, but this machine has no use for it. */
static void debug(Loader *l) {
  uint32_t length, size;
  uint64_t line = 0;
  string(l, &length, &size);
  uint32_t names = count(l);
  for (uint32_t i = 0; i < names; i++) string(l, &length, &size);
  for (uint32_t i = 0; i < l->m->blocks; i++)
    for (uint32_t j = number_below(l, 2, "no boolean") ? l->births[i] : 0; j;
         j--)
      number_below(l, names, "there is no name of this number");
  for (uint32_t i = 0; i < l->m->blocks; i++)
    for (uint32_t j = 0; j <= l->m->program[i].steps; j++) {
      uint64_t n = number(l);
      line += n >> 1 ^ -(n & 1);
      need(l, line <= UINT32_MAX, "a line is too large");
      number_below(l, UINT32_MAX, "a column is too large");
    }
}

/* The header, before anything of the program is known, and after. */

static void header(Loader *l) {
  static const uint8_t magic[] = {0x8b, 'B', 'a', 't', 'o', 'n', '\r', '\n', 1};
  for (; l->at < sizeof magic; l->at++)
    need(l, l->at < l->end && l->image[l->at] == magic[l->at],
         "this is no image of version 1");
  need(l, l->end >= 20, "the image ends too early");
  l->end -= 4;
  need(l, crc(0, l->image, l->end) == four_bytes(l->image + l->end),
       "the checksum differs");
  need(l, l->image[11] <= 1, "unknown flags");
  l->at = 16;
}

/* The CRC-32 of two texts is that of the first, taken on by as many zeros as
 * the second has bytes, and that of the second, in one. */
static void header_check(Loader *l) {
  static const uint8_t zeros[SIGNATURE_MOST];
  uint32_t digest = 0;
  for (int i = 0; i < OPCODES; i++) {
    const Instruction *info = l->used[i] ? instruction_of((uint8_t)i) : NULL;
    if (info) digest = ~crc(~digest, zeros, info->line) ^ info->crc;
  }
  need(l, digest == four_bytes(l->image + 12),
       "the program is for a machine with other instructions");
  int width = 16;
  while (width < 64 && (l->most >= (int64_t)1 << (width - 3) ||
                        l->least < -((int64_t)1 << (width - 3))))
    width *= 2;
  need(l, l->image[9] == width, "the width is not what the integers need");
  need(l, l->image[10] == (l->profiles | 1), "the profiles are not those used");
}

static void types(Machine *m) {
  for (int op = 0; op < OPCODES; op++)
    for (int i = 0; i < 3; i++) {
      uint8_t type = baton_operand_types[op][i], kind = type & ANY;
      m->type[op][i] = (Type){kind == ANY, type & CHANGED, (Kind)kind};
    }
}

/* The two blocks that are in no image. */
static void own_blocks(Loader *l) {
  Machine *m = l->m;
  m->halt = (Block){.fixed = 1, .parameters = 1, .registers = 1, .steps = 1};
  m->halt.name = symbol_of(m, "halt", 4);
  m->halt.code = keep(m, sizeof(Step));
  m->halt.code->operand = keep(m, sizeof(Operand));
  *m->halt.code->operand = (Operand){MODE_TAKE, 0, 0};
  m->halt.code->info = instruction_of(OP_HALT);
  m->halt.code->count = 1;
  m->resume.name = symbol_of(m, "resume", 6);
  for (int i = 0; i < 2; i++) {
    Block *b = i ? &m->resume : &m->halt;
    Cell *self = constant_cell(l, KIND_CLOSURE, 1);
    self->field[0] = (Value)b;
    b->closure = value_of_constant(self);
  }
}

static uint8_t *file_read(Machine *m, const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) {
    fprintf(stderr, "%s: there is no such file\n", path);
    exit(66);
  }
  long length = ftell(file);
  rewind(file);
  uint8_t *bytes = keep(m, length > 0 ? (size_t)length : 0);
  *size = length > 0 ? fread(bytes, 1, (size_t)length, file) : 0;
  fclose(file);
  return bytes;
}

void program_load(Machine *m, const char *path) {
  Loader l = {.m = m, .path = path};
  l.image = file_read(m, path, &l.end);
  types(m);
  own_blocks(&l);
  header(&l);
  constants(&l);
  blocks(&l);
  header_check(&l);
  if (l.image[11]) debug(&l);
  need(&l, l.at == l.end, "bytes are left over");
}
