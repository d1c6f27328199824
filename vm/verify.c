/* Verifying: see verify.h. */
#include "verify.h"
#include "table.h"
#include <stdio.h>

bool baton_uleb_read(const uint8_t *bytes, uint32_t *at, uint32_t end,
                     uint64_t *n) {
  *n = 0;
  for (uint32_t shift = 0; *at < end; shift += 7) {
    uint8_t byte = bytes[*at];
    if (shift == 63 && byte > 1) return false;
    if (shift && !byte) return false;
    ++*at;
    *n |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return true;
  }
  return false;
}

void cursor_wrong(Cursor *c, uint32_t offset, const char *what) {
  if (!BATON_HAS(CHECKS)) BATON_NEVER();
  if (c->problem) return;
  c->problem = what;
  c->offset = offset;
  c->end = 0;
}

uint64_t cursor_any(Cursor *c) {
  uint64_t n;
  if (c->at < c->end && c->bytes[c->at] < 128) return c->bytes[c->at++];
  if (baton_uleb_read(c->bytes, &c->at, c->end, &n)) return n;
  cursor_wrong(c, c->at, "a number is malformed or cut off");
  return 0;
}

uint64_t cursor_number(Cursor *c, uint64_t limit, const char *what) {
  uint32_t start = c->at;
  uint64_t n = cursor_any(c);
  if (n >= limit) cursor_wrong(c, start, what);
  return c->problem ? 0 : n;
}

/* Takes apart one operand; the mode is in the low bits but for bare ones. */
static Operand operand_read(Cursor *c, const Program *program,
                            OperandClass class, Role role) {
  uint32_t start = c->at;
  uint64_t n = cursor_any(c);
  const char *wrong = NULL;
  Operand operand = {(Mode)(n & 3), n >> 2};
  if (class == OPERAND_BLOCK) {
    operand = (Operand){MODE_BLOCK, n};
    if (n >= program->blocks) wrong = "there is no block of this number";
  } else if (class == OPERAND_SYMBOL) {
    operand = (Operand){MODE_SYMBOL, n};
    if (n >= program->constants || !value_is(program->constant[n], KIND_SYMBOL))
      wrong = "this constant is no symbol";
  } else if (role == ROLE_END && operand.mode != MODE_TAKE) {
    wrong = "drop takes registers only";
  } else if (operand.mode <= MODE_TAKE) {
    if (n >> 2 >= REGISTERS) wrong = "a register's number is above 255";
  } else if (operand.mode == MODE_SMALL) {
    if (unzigzag(n >> 2) > INTEGER_MAX || unzigzag(n >> 2) < INTEGER_MIN)
      wrong = "an integer is too large for this machine's words";
  } else if (n >> 2 >= program->constants) {
    wrong = "there is no constant of this number";
  } else if (value_is_int(program->constant[n >> 2])) {
    wrong = "an integer operand stands in the instruction itself";
  }
  if (wrong) cursor_wrong(c, start, wrong);
  return operand;
}

/* Do the operands fit the block that the instruction names?  NULL, or why they
 * do not. */
static const char *block_misfit(const Program *program, const Code *code) {
  const Block *block = &program->block[code->operand[0].index];
  if (code->info->class == CLASS_DATA)
    return block->captures == code->count - 1
               ? NULL
               : "the block captures another number of values";
  if (block->captures) return "jump goes to a block that captures values";
  return block_accepts(block, code->count - 1)
             ? NULL
             : "the block takes another number of arguments";
}

static void fields_read(Cursor *c, const Program *program, Code *code) {
  const Instruction *info = code->info;
  code->count = 0;
  for (uint32_t i = 0; i < info->operands; i++) {
    OperandClass class = (OperandClass)info->operand[i].class;
    uint64_t repeat = 1;
    if (class == OPERAND_REST) {
      repeat = cursor_any(c);
      if (repeat < info->operand[i].least || repeat > info->operand[i].most)
        cursor_wrong(c, c->at, "wrong number of operands");
    }
    for (; repeat && !c->problem; repeat--)
      code->operand[code->count++] = operand_read(c, program, class,
                                                  (Role)info->operand[i].role);
  }
  for (uint32_t i = 0; i < info->results; i++)
    code->result[i] = (uint8_t)cursor_number(
        c, REGISTERS, "a result's register is above 255");
  if (c->problem || !code->count || code->operand[0].mode != MODE_BLOCK) return;
  const char *misfit = block_misfit(program, code);
  if (misfit) cursor_wrong(c, c->at, misfit);
}

static const Instruction *opcode_read(Cursor *c, const char *at_end) {
  const Instruction *info = NULL;
  if (c->at >= c->end) cursor_wrong(c, c->at, at_end);
  else if (!(info = instruction_of(c->bytes[c->at++])))
    cursor_wrong(c, c->at - 1, "unknown instruction");
  return info ? info : baton_instructions;
}

const char *baton_code_read(const Program *program, uint32_t at, uint32_t end,
                            Code *code) {
  Cursor c = {.bytes = program->image, .at = at, .end = end};
  uint64_t length = 0;
  code->at = at;
  code->tree = 0;
  code->info = opcode_read(&c, "the block ends without a transfer");
  if (code->info->class == CLASS_TREE) {
    code->tree = code->info->opcode;
    length = cursor_any(&c);
    code->info = opcode_read(&c, "the block ends within an instruction");
    if (code->tree == OP_TRY &&
        (!code->info->faults || code->info->class != CLASS_DATA))
      cursor_wrong(&c, c.at, "try needs an instruction that can fault");
  }
  if ((code->tree == OP_IF) != (code->info->class == CLASS_TEST))
    cursor_wrong(&c, c.at, "a test stands in if, and if needs a test");
  fields_read(&c, program, code);
  if (code->tree && length >= end - c.at)
    cursor_wrong(&c, c.at, "then is longer than the block");
  code->next = c.problem ? c.offset : c.at;
  code->otherwise = code->tree ? code->next + (uint32_t)length : 0;
  return c.problem;
}

Variant baton_code_variant(const Code *code, uint32_t *modes) {
  uint32_t bit = 1;
  bool taken = false;
  *modes = 0;
  for (uint32_t i = 0; i < code->info->operands; i++) {
    if (!code->info->operand[i].counted) continue;
    if (code->operand[i].mode == MODE_COPY) *modes |= bit;
    if (code->operand[i].mode == MODE_TAKE) taken = true;
    bit <<= 1;
  }
  return !*modes ? VARIANT_TAKE : taken ? VARIANT_MIXED : VARIANT_COPY;
}

/* The stack of ways has each tree that is open, and above it what each register
 * was that has changed since. */
typedef struct Way {
  uint32_t otherwise,
      below; /* otherwise: 0 where it has come; below: its top */
} Way;
typedef struct Turn {
  bool live;
  uint8_t number;
  uint32_t birth;
} Turn;

Walk baton_walk(Machine *m) { return (Walk){.ways = machine_buffer(m)}; }

void baton_walk_start(Walk *walk, const Block *block) {
  uint32_t count = block->parameters + block->captures;
  walk->program = block->program;
  walk->block = block;
  walk->at = block->at;
  walk->until = block->end;
  walk->index = walk->depth = walk->top = 0;
  walk->births = count;
  memset(walk->live, false, walk->highest);
  for (uint32_t i = 0; i < count; i++) {
    walk->live[i] = true;
    walk->birth[i] = i;
  }
  walk->highest = count;
  walk->ways.length = 0;
}

const char *baton_walk_read(Walk *walk) {
  return baton_code_read(walk->program, walk->at, walk->block->end,
                         &walk->code);
}

static const char *breach(Walk *walk, uint32_t number, const char *what,
                          const char *advice) {
  if (!BATON_HAS(CHECKS)) BATON_NEVER();
  walk->number = number;
  walk->advice = advice;
  return what;
}

static void turn(Walk *walk, uint32_t number, bool live) {
  Turn was = {walk->live[number], (uint8_t)number, walk->birth[number]};
  if (walk->depth) buffer_bytes(&walk->ways, &was, sizeof was);
  walk->live[number] = live;
  if (live) walk->birth[number] = walk->births++;
  if (live && number >= walk->highest) walk->highest = number + 1;
}

/* The rule of lifetimes: ends what the instruction takes, births its results,
 * and goes behind it.  Returns NULL, or what is wrong with that. */
static const char *pass(Walk *walk) {
  const Code *code = &walk->code;
  for (uint32_t i = 0; i < code->count; i++) {
    uint32_t number = (uint32_t)code->operand[i].index;
    if (code->operand[i].mode <= MODE_TAKE && !walk->live[number])
      return breach(walk, number, "%s is not alive here",
                    "it has ended or was never born: copy it (%s) where it was "
                    "taken (!%s)");
  }
  for (uint32_t i = 0; i < code->count; i++) {
    uint32_t number = (uint32_t)code->operand[i].index;
    if (code->operand[i].mode != MODE_TAKE) continue;
    if (!walk->live[number])
      return breach(walk, number, "%s is taken twice by one instruction",
                    "take it once (!%s) and copy it (%s) before");
    turn(walk, number, false);
  }
  for (uint32_t i = 0; i < code->info->results; i++) {
    uint32_t number = code->result[i];
    if (walk->live[number])
      return breach(walk, number, "%s is alive already",
                    "choose another name, or end it first: (drop %s)");
    turn(walk, number, true);
  }
  if (code->info->class == CLASS_TRANSFER)
    for (uint32_t i = 0; i < walk->highest; i++)
      if (walk->live[i])
        return breach(walk, i,
                      "%s is still alive at this %s: pass it (!%s) or "
                      "(drop %s)",
                      NULL);
  walk->at = code->next;
  walk->index++;
  return NULL;
}

static void way_open(Walk *walk) {
  Way way = {walk->code.otherwise, walk->top};
  buffer_bytes(&walk->ways, &way, sizeof way);
  walk->top = (uint32_t)walk->ways.length;
  walk->depth++;
}

/* Goes back from the end of a way to the nearest `else` that is still to come.
 */
static const char *way_end(Walk *walk) {
  static const char wrong[] = "a way ends too early or too late";
  for (; walk->depth; walk->depth--) {
    while (walk->ways.length > walk->top) {
      Turn was = *BUFFER_POP(&walk->ways, Turn);
      walk->live[was.number] = was.live;
      walk->birth[was.number] = was.birth;
    }
    Way *way = BUFFER_TOP(&walk->ways, Way);
    if (way->otherwise && way->otherwise != walk->at) return wrong;
    if (way->otherwise) return way->otherwise = 0, NULL;
    walk->top = way->below;
    walk->ways.length -= sizeof *way;
  }
  return walk->at == walk->block->end ? NULL : wrong;
}

const char *baton_walk_next(Walk *walk) {
  const Code *code = &walk->code;
  if (code->tree == OP_TRY) way_open(walk); /* what it takes ends in `then` */
  const char *problem = pass(walk);
  if (problem) return problem;
  if (code->tree == OP_IF) way_open(walk);
  if (walk->ways.failed) return "there is no memory to check this";
  return code->info->class == CLASS_TRANSFER ? way_end(walk) : NULL;
}

void baton_walk_to(Walk *walk, const Block *block, uint32_t at) {
  if (walk->block != block || at < walk->at || at >= walk->until)
    baton_walk_start(walk, block);
  for (uint32_t skipped = 0; !baton_walk_read(walk) && walk->at < at;) {
    const Code *code = &walk->code;
    bool other = code->tree && at >= code->otherwise;
    if (walk->at < skipped || (other && code->tree == OP_TRY)) {
      walk->births += code->info->results;
      walk->index++;
      walk->at = code->next;
    } else {
      pass(walk);
    }
    if (other && skipped < code->otherwise) skipped = code->otherwise;
    if (code->tree && !other) walk->until = code->otherwise;
  }
}

const Walk *baton_here(Machine *m) {
  const Block *block;
  const Place *place = m->pc ? baton_place_find(m, m->pc, &block) : NULL;
  if (place) baton_walk_to(m->here, block, place->at);
  return place ? m->here : NULL;
}

typedef struct Verifier {
  Machine *m;
  const char *name;
  Program *program;
  Walk walk;
} Verifier;

static bool refuse(Verifier *v, uint32_t offset, const char *problem) {
  char what[160], advice[160], message[320], name[8];
  const Walk *walk = &v->walk;
  snprintf(name, sizeof name, "r%u", walk->number & 255);
  snprintf(what, sizeof what, problem, name, instruction_name(walk->code.info),
           name, name);
  snprintf(advice, sizeof advice, walk->advice ? walk->advice : "", name, name);
  snprintf(message, sizeof message, "byte %u: %s (block %.60s, instruction %u)",
           offset, what, machine_symbol(v->m, walk->block->name)->text,
           walk->index);
  baton_report(
      v->m,
      &(BatonReport){.file = v->name, .message = message, .advice = advice});
  return false;
}

/* Notes what the instruction asks of the machine that runs it. */
static void note(Program *program, const Code *code) {
  program->used[code->info->opcode] = program->used[code->tree] = true;
  program->profiles |= code->info->profile;
  for (uint32_t i = 0; i < code->count; i++)
    if (code->operand[i].mode == MODE_SMALL)
      baton_integer_note(program, (Integer)unzigzag(code->operand[i].index));
}

static bool block_verify(Verifier *v, Block *block) {
  Walk *walk = &v->walk;
  baton_walk_start(walk, block);
  walk->advice = NULL;
  do {
    const char *problem = baton_walk_read(walk);
    if (problem) return refuse(v, walk->code.next, problem);
    note(v->program, &walk->code);
    if (v->program->isolated && walk->code.info->opcode == OP_SET_HANDLER) {
      walk->advice = "assemble with the world as second operand";
      return refuse(v, walk->at, "set-handler needs the world");
    }
    problem = baton_walk_next(walk);
    if (problem) return refuse(v, walk->at, problem);
  } while (walk->depth || walk->code.info->class != CLASS_TRANSFER);
  if (walk->highest != block->registers)
    return refuse(v, block->at, "the number of registers is wrong");
  block->instructions = walk->index;
  block->births = walk->births;
  return true;
}

bool baton_program_verify(Machine *m, const char *name, Program *program) {
  Verifier v = {.m = m, .name = name, .program = program};
  v.walk = baton_walk(m);
  bool fine = true;
  for (uint32_t i = 0; i < program->blocks; i++)
    fine = block_verify(&v, &program->block[i]) && fine;
  if (v.walk.ways.failed) m->refused_for_memory = true;
  buffer_free(&v.walk.ways);
  return fine;
}
