/* Emitting: see emit.h.
 *
 * One pass over the blocks, in the order of the image, which is how the engine
 * numbers the instructions.  A block is flat: where a way ends, the `else` that
 * waits begins at a label, however deep the tree.  Each birth is a variable of
 * its own, with the name that the source gives it.  The live registers are kept
 * as the verifier keeps them: what changes is logged, and undone at an `else`.
 */
#include "emit.h"
#include "kinds.h"
#include "../table.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Blocks and instructions in a function, functions in a file: what the C
 * compiler needs grows faster than these (notes/2026-11-21-programs-as-c.md).
 */
enum { CHUNK_BLOCKS = 32, CHUNK_INSTRUCTIONS = 1000, UNIT_CHUNKS = 64 };
/* Classes of free cells that a chunk keeps in variables.  More would push
 * others out of the processor's registers. */
enum { CHUNK_KEPT = 2 };

typedef struct Way { /* an `else` that waits */
  uint32_t otherwise, trail, number;
  bool told; /* the test tells something there: */
  KindsNews news;
} Way;
typedef struct Change { /* of a register: what it was before */
  uint32_t number, birth;
  bool live;
  KindSet kinds;
} Change;

typedef struct Emitter {
  Machine *m;
  const EmitOptions *options;
  const Program *program;
  const Block *block;
  Buffer *out;
  Buffer labels;   /* of Value, a symbol: the label of each block */
  Buffer chunks;   /* of uint16_t: the chunk of each block, from 1 */
  Buffer names;    /* of Value: the C names of the block's births */
  Buffer trail;    /* of Change */
  Buffer ways;     /* of Way */
  Buffer leaves;   /* text: the block's ways back to the engine */
  Buffer keeps;    /* text: what the last of them keeps */
  bool *closed;    /* which blocks closures are made of */
  Map used;        /* the C names that are in use: what for */
  uint32_t scope;  /* in `used`: the block's number + 1, or 0 for labels */
  uint32_t number; /* of the instruction, in the program */
  uint32_t index;  /* of the instruction, in the block */
  uint32_t births, line;
  size_t counted; /* bytes of `out` whose lines have been counted */
  uint16_t chunk;
  uint32_t kept; /* which classes of cells the chunk keeps, a bit for each */
  uint32_t left; /* the last instruction with a way back of its own */
  bool live[REGISTERS];
  uint32_t birth[REGISTERS];
  Kinds kinds;
  KindsHere here;
  Code code;
} Emitter;

static void put(Emitter *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put(Emitter *e, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length >= (int)sizeof text) length = sizeof text - 1;
  buffer_bytes(e->out, text, (size_t)length);
}

/* Names. */

static const char *const reserved[] = {
    "asm",      "auto",     "bool",         "break",   "case",     "char",
    "const",    "continue", "default",      "do",      "double",   "else",
    "enum",     "extern",   "false",        "float",   "for",      "goto",
    "if",       "inline",   "int",          "long",    "register", "restrict",
    "return",   "short",    "signed",       "sizeof",  "static",   "struct",
    "switch",   "true",     "typedef",      "typeof",  "union",    "unsigned",
    "void",     "volatile", "while",        "machine", "program",  "block",
    "constant", "fuel",     "place",        "fault",   "holds",    "self",
    "step",     "pc",       "label",        "away",    "leave",    "elsewhere",
    "memcpy",   "kept",     "closure_entry"};
static const char *const reserved_prefixes[] = {
    "baton_",     "value_",  "cell_",  "effect_", "native_", "micro_",
    "otherwise_", "called_", "entry_", "leave_",  "keep_"};

static bool is_reserved(const char *name) {
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
    if (!strcmp(name, reserved[i])) return true;
  for (size_t i = 0; i < sizeof reserved_prefixes / sizeof(char *); i++)
    if (!strncmp(name, reserved_prefixes[i], strlen(reserved_prefixes[i])))
      return true;
  return *name == 'r' && name[1] >= '0' && name[1] <= '9';
}

/* A name of the program as one of C that nothing else has in this scope. */
static Value name_make(Emitter *e, const char *text, uint32_t length) {
  enum { MOST = 48 };
  char name[MOST + 16];
  uint32_t at = 0;
  bool plain = length && !(*text >= '0' && *text <= '9');
  if (!plain) name[at++] = '_';
  for (uint32_t i = 0; i < length && at < MOST; i++) {
    char c = text[i];
    bool digit = c >= '0' && c <= '9';
    plain = plain && (digit || (c >= 'a' && c <= 'z') || c == '-' || c == '/');
    name[at++] = digit || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                     ? c
                     : '_';
  }
  name[at] = 0;
  if (!plain || is_reserved(name)) name[at++] = '_';
  name[at] = 0;
  Value symbol = VALUE_VOID;
  for (uint32_t i = 2;; i++) {
    if (!baton_symbol_intern(e->m, name, strlen(name), &symbol)) break;
    uint64_t key = (uint64_t)value_payload(symbol) << 32 | e->scope;
    if (!map_find(&e->used, key)) {
      if (!map_put(&e->used, key, 1)) break;
      return symbol;
    }
    snprintf(name + at, sizeof name - at, "_%u", i);
  }
  e->out->failed = true;
  return symbol;
}

static const char *symbol_text(Emitter *e, Value symbol) {
  return e->out->failed ? "" : machine_symbol(e->m, symbol)->text;
}
static const char *label(Emitter *e, uint32_t block) {
  return symbol_text(e, ((Value *)(void *)e->labels.data)[block]);
}
static uint16_t chunk_of(Emitter *e, uint32_t block) {
  return ((uint16_t *)(void *)e->chunks.data)[block];
}
/* The C variable of a live register. */
static const char *variable(Emitter *e, uint32_t number) {
  return symbol_text(e, ((Value *)(void *)e->names.data)[e->birth[number]]);
}

/* Names one more birth, in register `number`. */
static void birth_name(Emitter *e, uint32_t number) {
  uint32_t length;
  char own[16];
  uint32_t birth = (uint32_t)BUFFER_COUNT(&e->names, Value);
  const char *known = baton_debug_name(e->program, e->block, birth, &length);
  if (!known)
    known = own, length = (uint32_t)snprintf(own, sizeof own, "x%u", number);
  Value name = name_make(e, known, length);
  buffer_bytes(&e->names, &name, sizeof name);
}

/* Registers. */

static void turn(Emitter *e, uint32_t number, bool live, uint32_t birth) {
  Change change = {number, e->birth[number], e->live[number],
                   e->here.of[number]};
  if (e->ways.length) {
    Change *to = buffer_extend(&e->trail, sizeof change);
    if (to) *to = change;
  }
  e->live[number] = live;
  e->birth[number] = birth;
}
static void learn(Emitter *e, KindsNews news) {
  turn(e, news.number, e->live[news.number], e->birth[news.number]);
  e->here.of[news.number] = news.kinds;
}
static void takes_end(Emitter *e) {
  for (uint32_t i = 0; i < e->code.count; i++)
    if (e->code.operand[i].mode == MODE_TAKE)
      turn(e, (uint32_t)e->code.operand[i].index, false,
           e->birth[e->code.operand[i].index]);
}
static void way_open(Emitter *e) {
  Way way = {
      e->code.otherwise, (uint32_t)e->trail.length, e->number, false, {0, 0}};
  way.told = baton_kinds_tested(&e->here, &e->code, false, &way.news);
  buffer_bytes(&e->ways, &way, sizeof way);
}
/* Behind an instruction that went well. */
static void pass(Emitter *e) {
  KindsNews news[5];
  uint32_t count = baton_kinds_news(e->program, &e->here, &e->code, news);
  if (e->code.tree == OP_TRY) way_open(e);
  takes_end(e);
  for (uint32_t i = 0; i < e->code.info->results; i++)
    turn(e, e->code.result[i], true, e->births++);
  for (uint32_t i = 0; i < count; i++) learn(e, news[i]);
  if (e->code.tree != OP_IF) return;
  way_open(e);
  if (baton_kinds_tested(&e->here, &e->code, true, &news[0])) learn(e, news[0]);
}
/* Where an `else` begins here, its label and what lived at its `if`. */
static void way_close(Emitter *e, uint32_t at) {
  if (!e->ways.length || BUFFER_TOP(&e->ways, Way)->otherwise != at) return;
  Way way = *BUFFER_POP(&e->ways, Way);
  while (e->trail.length > way.trail) {
    Change change = *BUFFER_POP(&e->trail, Change);
    e->live[change.number] = change.live;
    e->birth[change.number] = change.birth;
    e->here.of[change.number] = change.kinds;
  }
  if (way.told) learn(e, way.news);
  put(e, "otherwise_%u:;\n", way.number);
}

/* Statements that keep what lives in the machine's registers, or load it. */
static void keep(Emitter *e, Buffer *out) {
  char text[128];
  for (uint32_t i = 0; i < e->block->registers; i++)
    if (e->live[i]) {
      snprintf(text, sizeof text, "R(%u) = %s; ", i, variable(e, i));
      buffer_text(out, text);
    }
}
static void put_keep(Emitter *e) { keep(e, e->out); }
static void put_load(Emitter *e) {
  for (uint32_t i = 0; i < e->block->registers; i++)
    if (e->live[i]) put(e, "%s = R(%u); ", variable(e, i), i);
}

/* Names a label `leave_...` where this instruction is left to the engine.  What
 * stands there comes behind the block; those that keep the same share it. */
static void put_away(Emitter *e) {
  char text[96];
  size_t before = e->keeps.length;
  put(e, "leave_%u", e->number);
  keep(e, &e->keeps);
  size_t length = e->keeps.length - before;
  bool same = e->left && before == length &&
              (!length ||
               !memcmp(e->keeps.data, e->keeps.data + before, length));
  snprintf(text, sizeof text, "leave_%u: place = %u; ", e->number, e->number);
  buffer_text(&e->leaves, text);
  if (same) {
    snprintf(text, sizeof text, "goto keep_%u;\n", e->left);
    e->keeps.length = before;
  } else {
    snprintf(text, sizeof text, "keep_%u: ", e->number);
    buffer_text(&e->leaves, text);
    if (length) {
      buffer_bytes(&e->leaves, e->keeps.data + before, length);
      memmove(e->keeps.data, e->keeps.data + before, length);
    }
    snprintf(text, sizeof text, "goto leave;\n");
    e->keeps.length = length;
    e->left = e->number;
  }
  buffer_text(&e->leaves, text);
}

/* Operands. */

/* May operand `i` be a cell, so that its count matters? */
static bool may_count(const Emitter *e, uint32_t i) {
  return baton_kinds_operand(e->program, &e->here, &e->code.operand[i]) &
         KINDS_CELLS;
}

static bool immediate(Value v, const char **name) {
  *name = v == VALUE_FALSE  ? "VALUE_FALSE"
          : v == VALUE_TRUE ? "VALUE_TRUE"
          : v == VALUE_NULL ? "VALUE_NULL"
          : v == VALUE_VOID ? "VALUE_VOID"
          : v == VALUE_EOF  ? "VALUE_EOF"
                            : NULL;
  return *name;
}

static void put_operand(Emitter *e, uint32_t i) {
  const Operand *operand = &e->code.operand[i];
  const char *name;
  switch (operand->mode) {
  case MODE_COPY:
  case MODE_TAKE: put(e, "%s", variable(e, (uint32_t)operand->index)); return;
  case MODE_SMALL:
    put(e, "INT(%lld)", (long long)unzigzag(operand->index));
    return;
  case MODE_BLOCK: put(e, "block[%u].entry", (unsigned)operand->index); return;
  case MODE_CONSTANT: {
    Value v = e->program->constant[operand->index];
    if (immediate(v, &name)) put(e, "%s", name);
    else if (value_is(v, KIND_CHAR))
      put(e, "value_of_char(%u)", value_payload(v));
    else put(e, "constant[%u]", (unsigned)operand->index);
    return;
  }
  case MODE_SYMBOL: put(e, "constant[%u]", (unsigned)operand->index); return;
  }
}

/* What an effect needs not do.  A bit for each operand that can be a cell by
 * its type: one that is read and stays needs no release, one that is stored and
 * not copied no retain, and what is surely no cell neither.  And a bit for each
 * operand that is surely of the kind that is asked for (effects.h). */
static uint32_t modes_of(const Emitter *e) {
  const Code *code = &e->code;
  const KindsTold *told = &baton_kinds_told[code->info->opcode];
  uint32_t modes = 0, bit = 1;
  for (uint32_t i = 0; i < code->info->operands; i++) {
    if (code->info->operand[i].class == OPERAND_REST) continue;
    if (told->operand[i] != KINDS_ALL &&
        baton_kinds_fits(e->program, &e->here, code, i))
      modes |= 256u << i;
    if (!code->info->operand[i].counted) continue;
    Mode mode = code->operand[i].mode;
    if (code->info->operand[i].role == ROLE_READ
            ? mode != MODE_TAKE || !may_count(e, i)
            : mode == MODE_COPY && may_count(e, i))
      modes |= bit;
    bit <<= 1;
  }
  return modes;
}

/* Does the chunk keep free cells of so many words? */
static bool keeps(const Emitter *e, uint32_t words) {
  return words < KEPT && e->kept >> words & 1;
}

/* The call of the function that is the instruction's effect. */
static void put_effect(Emitter *e, const char *name) {
  const Instruction *info = e->code.info;
  put(e, "effect_%s(machine, %s%u", name,
      info->opcode != OP_CLOSE  ? ""
      : keeps(e, e->code.count) ? "kept, "
                                : "NULL, ",
      modes_of(e));
  for (uint32_t i = 0; i < info->operands; i++) {
    put(e, ", ");
    if (info->operand[i].class == OPERAND_REST) put(e, "%u", e->code.count - i);
    else put_operand(e, i);
  }
  if (info->class == CLASS_TEST) put(e, ", &holds");
  Value *names = (Value *)(void *)e->names.data;
  for (uint32_t i = 0; i < info->results; i++)
    put(e, ", &%s", symbol_text(e, names[e->births + i]));
  put(e, ")");
}

static void put_retains(Emitter *e, uint32_t from) {
  for (uint32_t i = from; i < e->code.count; i++)
    if (e->code.operand[i].mode == MODE_COPY && may_count(e, i))
      put(e, "RETAIN(%s); ", variable(e, (uint32_t)e->code.operand[i].index));
}
static void put_arguments(Emitter *e, bool near) {
  for (uint32_t i = 1; i < e->code.count; i++) {
    put(e, near ? "r%u = " : "R(%u) = ", i - 1);
    put_operand(e, i);
    put(e, "; ");
  }
}

static void put_leave(Emitter *e) {
  put(e, "LEAVE(%u, ", e->number);
  put_keep(e);
  put(e, ");\n");
}

static void put_jump(Emitter *e) {
  uint32_t target = (uint32_t)e->code.operand[0].index;
  bool near = chunk_of(e, target) == e->chunk;
  if (e->program->block[target].arity & REST) {
    put_leave(e);
    return;
  }
  put(e, "CHARGE(");
  put_away(e);
  put(e, "); ");
  put_retains(e, 1);
  put_arguments(e, near);
  if (near) put(e, "goto %s;\n", label(e, target));
  else put(e, "AWAY(%u); /* %s */\n", target, label(e, target));
}

/* Is the closure that is called among the arguments, too? */
static bool is_passed_on(const Code *code) {
  for (uint32_t i = 1; i < code->count; i++)
    if (code->operand[i].mode <= MODE_TAKE &&
        code->operand[i].index == code->operand[0].index)
      return true;
  return false;
}

static void put_call(Emitter *e) {
  Mode mode = e->code.operand[0].mode;
  /* A constant is no closure. */
  if (mode > MODE_TAKE || (mode == MODE_TAKE && is_passed_on(&e->code))) {
    put_leave(e);
    return;
  }
  put(e, mode == MODE_COPY ? "CHECK_CALL_COPY("
         : baton_kinds_fits(e->program, &e->here, &e->code, 0)
             ? "CHECK_CALL_CLOSURE("
             : "CHECK_CALL(");
  put_operand(e, 0);
  put(e, ", %u, ", e->code.count - 1);
  put_away(e);
  put(e, "); ");
  put_retains(e, 1);
  put_arguments(e, true);
  put(e, "CALL;\n");
}

static void put_step(Emitter *e) {
  bool try = e->code.tree == OP_TRY;
  put(e, try ? "STEP_TRY(%u, " : "STEP(%u, ", e->number);
  put_keep(e);
  put(e, ", ");
  if (try) {
    Change saved[REGISTERS];
    for (uint32_t i = 0; i < e->block->registers; i++)
      saved[i] = (Change){i, e->birth[i], e->live[i], e->here.of[i]};
    for (uint32_t i = 0; i < e->code.count; i++)
      if (e->code.operand[i].mode == MODE_TAKE)
        e->live[e->code.operand[i].index] = false;
    for (uint32_t i = 0; i < e->code.info->results; i++) {
      e->live[e->code.result[i]] = true;
      e->birth[e->code.result[i]] = e->births + i;
    }
    put_load(e);
    for (uint32_t i = 0; i < e->block->registers; i++)
      e->live[i] = saved[i].live, e->birth[i] = saved[i].birth;
    put(e, ", ");
    put_load(e);
    put(e, ", otherwise_%u);\n", e->number);
    pass(e);
  } else {
    pass(e);
    put_load(e);
    put(e, ");\n");
  }
}

/* The values of a rest, which are stored, go to their places in the result. */
static void put_rest(Emitter *e, const char *name) {
  const Instruction *info = e->code.info;
  uint32_t from = info->operands - 1u;
  if (!info->operands || info->operand[from].class != OPERAND_REST) return;
  Value *births = (Value *)(void *)e->names.data;
  for (uint32_t i = from; i < e->code.count; i++) {
    put(e, "effect_%s_rest(%s, %u) = ", name, symbol_text(e, births[e->births]),
        i - from);
    put_operand(e, i);
    put(e, "; ");
  }
  put_retains(e, from);
}

static void put_data(Emitter *e, const char *name) {
  const char *macro = e->code.tree == OP_TRY  ? "DO_TRY("
                      : !e->code.info->faults ? ""
                      : e->code.tree == OP_IF ? "DO_IF("
                                              : "DO(";
  put(e, "%s", macro);
  put_effect(e, name);
  if (*macro) {
    put(e, ", ");
    put_away(e);
    if (e->code.tree) put(e, ", otherwise_%u", e->number);
    put(e, ")");
  } else if (e->code.tree) {
    put(e, "; if (!holds) goto otherwise_%u", e->number);
  }
  put(e, "; ");
  put_rest(e, name);
  put(e, "\n");
}

/* A closure without captures is a constant of its block. */
static void put_closed(Emitter *e) {
  Value *names = (Value *)(void *)e->names.data;
  put(e, "%s = CLOSED(%u);\n", symbol_text(e, names[e->births]),
      (unsigned)e->code.operand[0].index);
}

static void put_drop(Emitter *e) {
  for (uint32_t i = 0; i < e->code.count; i++)
    if (may_count(e, i))
      put(e, "RELEASE(%s); ", variable(e, (uint32_t)e->code.operand[i].index));
  put(e, "\n");
}

static void put_path(Emitter *e, const uint8_t *text, size_t length) {
  buffer_byte(e->out, '"');
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '"' || text[i] == '\\' || text[i] < ' ')
      put(e, "\\%03o", text[i]);
    else buffer_byte(e->out, text[i]);
  }
  buffer_byte(e->out, '"');
}

/* Where the instruction stands in the source, or the text in the C file. */
static void put_line(Emitter *e) {
  uint32_t line, column;
  if (!e->options->lines ||
      !baton_debug_place(e->program, e->block, e->index, &line, &column))
    return;
  uint32_t at = e->program->file;
  uint64_t length = 0;
  baton_uleb_read(e->program->image, &at, (uint32_t)e->program->size, &length);
  put(e, "#line %u ", line);
  put_path(e, e->program->image + at, (size_t)length);
  put(e, "\n");
}
static void put_line_own(Emitter *e) {
  if (!e->options->lines || !e->program->file) return;
  for (; e->counted < e->out->length; e->counted++)
    e->line += e->out->data[e->counted] == '\n';
  put(e, "#line %u ", e->line + 2);
  put_path(e, (const uint8_t *)e->options->output, strlen(e->options->output));
  put(e, "\n");
}

static void instruction(Emitter *e) {
  const char *name = baton_effect_names[e->code.info->opcode];
  put_line(e);
  put(e, "    ");
  switch (e->code.info->class) {
  case CLASS_TRANSFER:
    if (e->code.info->opcode == OP_JUMP) put_jump(e);
    else if (e->code.info->opcode == OP_CALL) put_call(e);
    else put_leave(e);
    takes_end(e);
    return;
  case CLASS_TREE: return;
  case CLASS_TEST:
    if (name) put_data(e, name);
    else put_leave(e);
    pass(e);
    return;
  case CLASS_DATA:
    if (!name && e->code.info->opcode != OP_DROP) {
      put_step(e);
      return;
    }
    if (e->code.info->opcode == OP_CLOSE && e->code.count == 1) put_closed(e);
    else if (name) put_data(e, name);
    else put_drop(e);
    pass(e);
  }
}

/* Blocks. */

static void names_make(Emitter *e) {
  uint32_t count = e->block->parameters + e->block->captures;
  e->names.length = 0;
  for (uint32_t i = 0; i < count; i++) birth_name(e, i);
  for (uint32_t at = e->block->at; at < e->block->end; at = e->code.next) {
    baton_code_read(e->program, at, e->block->end, &e->code);
    for (uint32_t i = 0; i < e->code.info->results; i++)
      birth_name(e, e->code.result[i]);
  }
}

static void put_block(Emitter *e) {
  const Block *block = e->block;
  uint32_t number = block->number;
  uint32_t count = block->parameters + block->captures;
  e->scope = number + 1;
  names_make(e);
  put_line_own(e);
  put(e, "\n");
  if (e->closed[number]) {
    put(e, "called_%s:\n", label(e, number));
    for (uint32_t i = 0; i < block->captures; i++)
      put(e, "    r%u = self->field[%u];\n", block->parameters + i, i + 1);
    if (block->captures)
      put(e, "    CAPTURED(%u, %s);\n", block->captures,
          keeps(e, block->captures + 1) ? "kept" : "NULL");
  }
  put(e, "%s: {\n", label(e, number));
  uint32_t births = (uint32_t)BUFFER_COUNT(&e->names, Value);
  for (uint32_t i = 0; i < births && !e->out->failed; i++) {
    put(e, i ? ", %s" : "    Value %s",
        symbol_text(e, ((Value *)(void *)e->names.data)[i]));
    if (i < count) put(e, " = r%u", i);
  }
  if (births) put(e, ";\n");
  for (uint32_t i = 0; i < REGISTERS; i++) {
    e->live[i] = i < count;
    e->birth[i] = i;
  }
  e->births = count;
  e->index = e->left = 0;
  e->trail.length = e->ways.length = e->leaves.length = e->keeps.length = 0;
  baton_kinds_enter(&e->kinds, block, &e->here);
  for (uint32_t at = block->at; at < block->end && !e->out->failed;
       at = e->code.next) {
    way_close(e, at);
    baton_code_read(e->program, at, block->end, &e->code);
    instruction(e);
    e->number++;
    e->index++;
  }
  if (e->leaves.length) {
    put_line_own(e);
    buffer_bytes(e->out, e->leaves.data, e->leaves.length);
  }
  put(e, "  }\n");
}

/* Chunks. */

static void put_entries(Emitter *e, uint32_t first, uint32_t end) {
  put(e, "  if (label) {\n");
  for (uint32_t i = first; i < end; i++)
    if (e->closed[i]) put(e, "    label[%u] = &&called_%s;\n", i, label(e, i));
  put(e, "    return NULL;\n  }\n  CHUNK_BEGIN;\n");
  put(e, "  switch (entry_block(pc)->number) {\n");
  for (uint32_t i = first; i < end; i++) {
    const Block *block = &e->program->block[i];
    if (block->captures) continue; /* the engine does this block */
    put(e, "  case %u: ", i);
    for (uint32_t j = 0; j < block->parameters; j++)
      put(e, "r%u = R(%u); ", j, j);
    put(e, "goto %s;\n", label(e, i));
  }
  put(e, "  }\n  return pc + NATIVE_UNITS;\n");
}

/* Tells which classes of free cells a chunk keeps: those that most of its
 * closures use. */
static void put_kept(Emitter *e, const uint32_t uses[KEPT]) {
  e->kept = 0;
  put(e, "\n#define KEPT_CLASSES(DO)");
  for (uint32_t n = 0; n < CHUNK_KEPT; n++) {
    uint32_t best = 0;
    for (uint32_t i = 2; i < KEPT; i++)
      if (!(e->kept >> i & 1) && uses[i] > uses[best]) best = i;
    if (!uses[best]) break;
    e->kept |= 1u << best;
    put(e, " DO(%u)", best);
  }
}

static void put_chunk(Emitter *e, uint32_t first, uint32_t end) {
  uint32_t registers = 0, uses[KEPT] = {0};
  e->chunk = chunk_of(e, first);
  for (uint32_t i = first; i < end; i++) {
    const Block *block = &e->program->block[i];
    uint32_t count = block->parameters + block->captures;
    if (registers < count) registers = count;
    if (e->closed[i] && block->captures && block->captures < KEPT - 1)
      uses[block->captures + 1]++;
    for (uint32_t at = block->at; at < block->end; at = e->code.next) {
      baton_code_read(e->program, at, block->end, &e->code);
      if (e->code.info->opcode == OP_CALL && registers < e->code.count - 1)
        registers = e->code.count - 1;
    }
  }
  put_kept(e, uses);
  put(e,
      "\nconst uint16_t *chunk_%u(BatonMachine *machine, const uint16_t *pc,\n"
      "                        const void **label) {\n  enum { CHUNK = %u };\n",
      e->chunk, e->chunk);
  for (uint32_t i = 0; i < registers; i++)
    put(e, i ? ", r%u" : "  Value r%u", i);
  if (registers) put(e, ";\n");
  put_entries(e, first, end);
  for (uint32_t i = first; i < end && !e->out->failed; i++) {
    e->block = &e->program->block[i];
    put_block(e);
  }
  put_line_own(e);
  put(e, "CHUNK_END;\n}\n#undef KEPT_CLASSES\n");
}

/* Labels, and which blocks go together. */
static void survey(Emitter *e) {
  uint16_t chunk = 0;
  uint32_t size = e->options->chunk_size, blocks = 0, instructions = 0;
  if (!size) size = CHUNK_BLOCKS;
  for (uint32_t i = 0; i < e->program->blocks && !e->out->failed; i++) {
    const Block *block = &e->program->block[i];
    Symbol *symbol = machine_symbol(e->m, block->name);
    Value name = name_make(e, symbol->text, symbol->length);
    buffer_bytes(&e->labels, &name, sizeof name);
    uint32_t length = 0;
    for (uint32_t at = block->at; at < block->end; at = e->code.next) {
      baton_code_read(e->program, at, block->end, &e->code);
      length++;
      if (e->code.info->opcode == OP_CLOSE)
        e->closed[e->code.operand[0].index] = true;
    }
    if (!chunk || blocks == size ||
        (chunk < UINT16_MAX && instructions + length > CHUNK_INSTRUCTIONS))
      chunk++, blocks = instructions = 0;
    blocks++;
    instructions += length;
    buffer_bytes(&e->chunks, &chunk, sizeof chunk);
  }
}

static void put_image(Emitter *e) {
  put(e, "static const uint8_t image[] = {");
  for (size_t i = 0; i < e->program->size; i++)
    put(e, "%s%u,", i % 20 ? "" : "\n", e->program->image[i]);
  put(e, "};\n");
}

/* What the C compiler sees first. */
static void put_begin(Emitter *e) {
  e->out->length = e->counted = e->line = 0;
  put(e, "/* Made by `baton compile`. */\n#include \"compile/native.h\"\n");
}

/* The tables and `main`. */
static void put_end(Emitter *e, uint32_t chunks) {
  uint32_t blocks = e->program->blocks;
  for (uint32_t i = 1; i <= chunks; i++) put(e, "\nChunk chunk_%u;", i);
  put(e, "\nstatic Chunk *const chunk[] = {");
  for (uint32_t i = 1; i <= chunks; i++) put(e, "\n  chunk_%u,", i);
  put(e, "};\nstatic const uint16_t chunk_of[] = {");
  for (uint32_t i = 0; i < blocks && !e->out->failed; i++)
    put(e, "%s%u,", i % 16 ? "" : "\n", chunk_of(e, i));
  put(e, "};\n");
  put_image(e);
  put(e, "int main(int count, char **argument) {\n"
         "  static const Native native = {");
  put_path(e, (const uint8_t *)e->options->file, strlen(e->options->file));
  put(e,
      ", image, sizeof image, %u,\n"
      "                                chunk, chunk_of};\n"
      "  return baton_native_main(&native, count, argument);\n}\n",
      blocks);
}

static bool program(Emitter *e, EmitTo *to, void *context) {
  uint32_t blocks = e->program->blocks, chunks = 0, unit = 0;
  put_begin(e);
  for (uint32_t i = 0, end; i < blocks && !e->out->failed; i = end) {
    for (end = i; end < blocks && chunk_of(e, end) == chunk_of(e, i);) end++;
    put_chunk(e, i, end);
    if (++chunks % UNIT_CHUNKS || !e->options->units || end == blocks) continue;
    if (e->out->failed || !to(context, unit++, e->out)) return false;
    put_begin(e);
  }
  put_end(e, chunks);
  return !e->out->failed && to(context, unit, e->out);
}

bool baton_emit(Machine *m, const EmitOptions *options, EmitTo *to,
                void *context) {
  Buffer out = machine_buffer(m);
  Emitter *e = calloc(1, sizeof *e);
  bool *closed = calloc(m->main->blocks, sizeof *closed), fine = e && closed;
  if (fine) {
    *e = (Emitter){.m = m,
                   .options = options,
                   .program = m->main,
                   .out = &out,
                   .closed = closed,
                   .used = machine_map(m)};
    e->labels = e->chunks = e->names = e->trail = e->ways = machine_buffer(m);
    e->leaves = e->keeps = machine_buffer(m);
    survey(e);
    fine = baton_kinds_find(m, e->program, &e->kinds) && !out.failed &&
           program(e, to, context);
    Buffer *all[] = {&e->labels, &e->chunks, &e->names, &e->trail,
                     &e->ways,   &e->leaves, &e->keeps};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
      fine = fine && !all[i]->failed;
      buffer_free(all[i]);
    }
    map_free(&e->used);
    baton_kinds_free(&e->kinds);
  }
  buffer_free(&out);
  free(closed);
  free(e);
  return fine;
}
