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

/* What is wrong, where code is not known to be right. */
#define WRONG(text) (BATON_HAS(CHECKS) ? (text) : (BATON_NEVER(), NULL))

/* Takes apart one operand; the mode is in the low bits but for bare ones. */
static const char *operand_read(const Program *program, uint32_t *at,
                                uint32_t end, OperandClass class, Role role,
                                Operand *operand) {
  uint32_t start = *at;
  uint64_t n;
  if (!baton_uleb_read(program->image, at, end, &n))
    return WRONG("a number is malformed or cut off");
  const char *problem = NULL;
  if (class == OPERAND_BLOCK) {
    *operand = (Operand){MODE_BLOCK, n};
    if (n >= program->blocks)
      problem = WRONG("there is no block of this number");
  } else if (class == OPERAND_SYMBOL) {
    *operand = (Operand){MODE_SYMBOL, n};
    if (n >= program->constants || !value_is(program->constant[n], KIND_SYMBOL))
      problem = WRONG("this constant is no symbol");
  } else {
    *operand = (Operand){(Mode)(n & 3), n >> 2};
    if (operand->mode <= MODE_TAKE && operand->index >= REGISTERS)
      problem = WRONG("a register's number is above 255");
    else if (operand->mode == MODE_CONSTANT && n >> 2 >= program->constants)
      problem = WRONG("there is no constant of this number");
    else if (operand->mode == MODE_CONSTANT &&
             value_is_int(program->constant[n >> 2]))
      problem = WRONG("an integer operand stands in the instruction itself");
    else if (operand->mode == MODE_SMALL &&
             (unzigzag(n >> 2) > INTEGER_MAX || unzigzag(n >> 2) < INTEGER_MIN))
      problem = WRONG("an integer is too large for this machine's words");
    else if (role == ROLE_END && operand->mode != MODE_TAKE)
      problem = WRONG("drop takes registers only");
  }
  if (problem) *at = start;
  return problem;
}

/* Do the operands fit the block that the instruction names? */
static const char *block_fits(const Program *program, const Code *code) {
  if (!code->count || code->operand[0].mode != MODE_BLOCK) return NULL;
  const Block *block = &program->block[code->operand[0].index];
  if (code->info->class == CLASS_DATA)
    return block->captures == code->count - 1
               ? NULL
               : WRONG("the block captures another number of values");
  if (block->captures)
    return WRONG("jump goes to a block that captures values");
  return block_accepts(block, code->count - 1)
             ? NULL
             : WRONG("the block takes another number of arguments");
}

static const char *fields_read(const Program *program, uint32_t end,
                               Code *code) {
  const Instruction *info = code->info;
  code->count = 0;
  for (uint32_t i = 0; i < info->operands; i++) {
    uint64_t repeat = 1;
    if (info->operand[i].class == OPERAND_REST) {
      if (!baton_uleb_read(program->image, &code->next, end, &repeat))
        return WRONG("a number is malformed or cut off");
      if (repeat < info->operand[i].least || repeat > info->operand[i].most)
        return WRONG("wrong number of operands");
    }
    while (repeat--) {
      const char *problem = operand_read(
          program, &code->next, end, info->operand[i].class,
          info->operand[i].role, &code->operand[code->count]);
      if (problem) return problem;
      code->count++;
    }
  }
  for (uint32_t i = 0; i < info->results; i++) {
    uint64_t n;
    if (!baton_uleb_read(program->image, &code->next, end, &n) ||
        n >= REGISTERS)
      return WRONG("a result's register is malformed or above 255");
    code->result[i] = (uint8_t)n;
  }
  return block_fits(program, code);
}

const char *baton_code_read(const Program *program, uint32_t at, uint32_t end,
                            Code *code) {
  uint64_t length = 0;
  code->at = code->next = at;
  code->tree = 0;
  if (at >= end) return WRONG("the block ends without a transfer");
  code->info = instruction_of(program->image[code->next++]);
  if (code->info && code->info->class == CLASS_TREE) {
    code->tree = code->info->opcode;
    if (!baton_uleb_read(program->image, &code->next, end, &length))
      return WRONG("a number is malformed or cut off");
    if (code->next >= end) return WRONG("the block ends within an instruction");
    code->info = instruction_of(program->image[code->next++]);
    if (code->info && code->tree == OP_TRY &&
        (!code->info->faults || code->info->class != CLASS_DATA))
      return WRONG("try needs an instruction that can fault");
  }
  if (!code->info) {
    code->next--;
    return WRONG("unknown instruction");
  }
  if ((code->tree == OP_IF) != (code->info->class == CLASS_TEST))
    return WRONG("a test stands in if, and if needs a test");
  if (code->tree && code->info->class == CLASS_TREE)
    return WRONG("if and try do not nest in their test");
  const char *problem = fields_read(program, end, code);
  if (problem) return problem;
  if (code->tree && length >= end - code->next)
    return WRONG("then is longer than the block");
  code->otherwise = code->tree ? code->next + (uint32_t)length : 0;
  return NULL;
}

Variant baton_code_variant(const Code *code, uint32_t *modes) {
  const Instruction *info = code->info;
  uint32_t taken = 0, bit = 1;
  *modes = 0;
  for (uint32_t i = 0; i < info->operands; i++) {
    if (info->operand[i].plain || info->operand[i].class == OPERAND_REST)
      continue;
    taken += code->operand[i].mode == MODE_TAKE;
    if (code->operand[i].mode == MODE_COPY) *modes |= bit;
    bit <<= 1;
  }
  return !*modes ? VARIANT_TAKE : !taken ? VARIANT_COPY : VARIANT_MIXED;
}

/* The trail has what each register was that a way has changed. */
typedef struct Turn {
  bool live;
  uint8_t number;
  uint32_t birth;
} Turn;

/* A tree that is open: its `else` comes, or 0: has come. */
typedef struct Way {
  uint32_t otherwise, trail;
} Way;

Walk baton_walk(Machine *m) {
  return (Walk){.trail = machine_buffer(m), .ways = machine_buffer(m)};
}

void baton_walk_free(Walk *walk) {
  buffer_free(&walk->trail);
  buffer_free(&walk->ways);
}

void baton_walk_start(Walk *walk, const Block *block) {
  uint32_t count = block->parameters + block->captures;
  walk->program = block->program;
  walk->block = block;
  walk->at = block->at;
  walk->until = block->end;
  walk->index = 0;
  walk->births = count;
  for (uint32_t i = count; i < walk->highest; i++) walk->live[i] = false;
  for (uint32_t i = 0; i < count; i++) {
    walk->live[i] = true;
    walk->birth[i] = i;
  }
  walk->highest = count;
  walk->trail.length = walk->ways.length = 0;
}

const char *baton_walk_read(Walk *walk) {
  return baton_code_read(walk->program, walk->at, walk->block->end,
                         &walk->code);
}

uint32_t baton_walk_depth(const Walk *walk) {
  return (uint32_t)BUFFER_COUNT(&walk->ways, Way);
}

static void turn(Walk *walk, uint32_t number, bool live, bool log) {
  Turn was = {walk->live[number], (uint8_t)number, walk->birth[number]};
  if (log) buffer_bytes(&walk->trail, &was, sizeof was);
  walk->live[number] = live;
  if (live) walk->birth[number] = walk->births++;
  if (live && number >= walk->highest) walk->highest = number + 1;
}

/* Ends what the instruction takes, births its results; goes behind it. */
static void pass(Walk *walk, bool log) {
  const Code *code = &walk->code;
  for (uint32_t i = 0; i < code->count; i++)
    if (code->operand[i].mode == MODE_TAKE)
      turn(walk, (uint32_t)code->operand[i].index, false, log);
  for (uint32_t i = 0; i < code->info->results; i++)
    turn(walk, code->result[i], true, log);
  walk->at = code->next;
  walk->index++;
}

const char *baton_walk_next(Walk *walk) {
  const Code *code = &walk->code;
  /* What `try` takes ends in `then` only. */
  Way way = {code->otherwise, (uint32_t)walk->trail.length};
  pass(walk, walk->ways.length || code->tree == OP_TRY);
  if (code->tree == OP_IF) way.trail = (uint32_t)walk->trail.length;
  if (code->tree) buffer_bytes(&walk->ways, &way, sizeof way);
  if (walk->trail.failed || walk->ways.failed)
    return "there is no memory to check this";
  walk->closed = 0;
  if (code->info->class != CLASS_TRANSFER) return NULL;
  while (walk->ways.length && !BUFFER_TOP(&walk->ways, Way)->otherwise) {
    walk->ways.length -= sizeof way;
    walk->closed++;
  }
  Way *open = walk->ways.length ? BUFFER_TOP(&walk->ways, Way) : NULL;
  if (walk->at != (open ? open->otherwise : walk->block->end))
    return "a way ends too early or too late";
  if (!open) return NULL;
  while (walk->trail.length > open->trail) {
    Turn was = *BUFFER_POP(&walk->trail, Turn);
    walk->live[was.number] = was.live;
    walk->birth[was.number] = was.birth;
  }
  open->otherwise = 0;
  return NULL;
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
      pass(walk, false);
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

/* `taken`: none before; who calls it clears those of the operands. */
static Breach breach_find(const Walk *walk, bool taken[REGISTERS]) {
  const Code *code = &walk->code;
  for (uint32_t i = 0; i < code->count; i++) {
    if (code->operand[i].mode > MODE_TAKE) continue;
    uint32_t number = (uint32_t)code->operand[i].index;
    if (!walk->live[number]) return (Breach){BREACH_DEAD, number};
    if (code->operand[i].mode == MODE_COPY) continue;
    if (taken[number]) return (Breach){BREACH_TWICE, number};
    taken[number] = true;
  }
  for (uint32_t i = 0; i < code->info->results; i++) {
    uint32_t number = code->result[i];
    if ((walk->live[number] && !taken[number]) ||
        (i && number == code->result[0]))
      return (Breach){BREACH_BORN, number};
  }
  if (code->info->class == CLASS_TRANSFER)
    for (uint32_t i = 0; i < walk->highest; i++)
      if (walk->live[i] && !taken[i]) return (Breach){BREACH_LEFT, i};
  return (Breach){.what = BREACH_NONE};
}

/* What is said of a breach: of the variable and the instruction's name, and of
 * the variable twice. */
static const struct {
  const char *what, *advice;
} breaches[] = {
    [BREACH_DEAD] = {"%s is not alive here",
                     "it has ended or was never born: copy it (%s) where it "
                     "was taken (!%s)"},
    [BREACH_TWICE] = {"%s is taken twice by one instruction",
                      "take it once (!%s) and copy it (%s) before"},
    [BREACH_BORN] = {"%s is alive already",
                     "choose another name, or end it first: (drop %s)"},
    [BREACH_LEFT] = {"%s is still alive at this %s: pass it (!%s) or "
                     "(drop %s)",
                     ""},
};

typedef struct Verifier {
  Machine *m;
  const char *name;
  Program *program;
  Walk walk;
} Verifier;

static bool refuse(Verifier *v, uint32_t offset, const char *problem,
                   const char *advice) {
  char message[320];
  Symbol *name = machine_symbol(v->m, v->walk.block->name);
  snprintf(message, sizeof message, "byte %u: %s (block %.60s, instruction %u)",
           offset, problem, name->text, v->walk.index);
  baton_report(
      v->m,
      &(BatonReport){.file = v->name, .message = message, .advice = advice});
  return false;
}

static bool refuse_breach(Verifier *v, Breach breach) {
  char message[160], advice[160], name[8];
  const Walk *walk = &v->walk;
  snprintf(name, sizeof name, "r%u", breach.number & 255);
  snprintf(message, sizeof message, breaches[breach.what].what, name,
           walk->code.info->name, name, name);
  snprintf(advice, sizeof advice, breaches[breach.what].advice, name, name);
  return refuse(v, walk->at, message, advice);
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
  bool taken[REGISTERS] = {false};
  for (baton_walk_start(walk, block); walk->at < block->end || !walk->index;) {
    const char *problem = baton_walk_read(walk);
    if (problem) return refuse(v, walk->code.next, problem, NULL);
    Breach breach = breach_find(walk, taken);
    if (breach.what) return refuse_breach(v, breach);
    for (uint32_t i = 0; i < walk->code.count; i++)
      taken[walk->code.operand[i].index & (REGISTERS - 1)] = false;
    note(v->program, &walk->code);
    if (v->program->isolated && walk->code.info->opcode == OP_SET_HANDLER)
      return refuse(v, walk->at, "set-handler needs the world",
                    "assemble with the world as second operand");
    problem = baton_walk_next(walk);
    if (walk->trail.failed || walk->ways.failed)
      v->m->refused_for_memory = true;
    if (problem) return refuse(v, walk->at, problem, NULL);
  }
  if (walk->code.info->class != CLASS_TRANSFER)
    return refuse(v, walk->at, "the block ends without a transfer", NULL);
  if (walk->highest != block->registers)
    return refuse(v, block->at, "the number of registers is wrong", NULL);
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
  baton_walk_free(&v.walk);
  return fine;
}
