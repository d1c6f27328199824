/* Verifying: see verify.h.
 *
 * The verifier makes one pass over each block.  Where a way ends and `else`
 * begins, the live set must be what it was at the `if`: changes are logged on a
 * trail and undone, so the whole is linear in the size of the code, however
 * deep the tree.
 */
#include "verify.h"
#include <stdio.h>
#include "table.h"

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

/* Takes apart one operand; the mode is in the low bits but for bare ones. */
static const char *operand_read(const Program *program, uint32_t *at,
                                uint32_t end, OperandClass class, Role role,
                                Operand *operand) {
  uint32_t start = *at;
  uint64_t n;
  if (!baton_uleb_read(program->image, at, end, &n))
    return "a number is malformed or cut off";
  const char *problem = NULL;
  if (class == OPERAND_BLOCK) {
    *operand = (Operand){MODE_BLOCK, n};
    if (n >= program->blocks) problem = "there is no block of this number";
  } else if (class == OPERAND_SYMBOL) {
    *operand = (Operand){MODE_SYMBOL, n};
    if (n >= program->constants || !value_is(program->constant[n], KIND_SYMBOL))
      problem = "this constant is no symbol";
  } else {
    *operand = (Operand){(Mode)(n & 3), n >> 2};
    if (operand->mode <= MODE_TAKE && operand->index >= REGISTERS)
      problem = "a register's number is above 255";
    else if (operand->mode == MODE_CONSTANT && n >> 2 >= program->constants)
      problem = "there is no constant of this number";
    else if (operand->mode == MODE_CONSTANT &&
             value_is_int(program->constant[n >> 2]))
      problem = "an integer operand stands in the instruction itself";
    else if (operand->mode == MODE_SMALL &&
             (unzigzag(n >> 2) > INTEGER_MAX || unzigzag(n >> 2) < INTEGER_MIN))
      problem = "an integer is too large for this machine's words";
    else if (role == ROLE_END && operand->mode != MODE_TAKE)
      problem = "drop takes registers only";
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
               : "the block captures another number of values";
  if (block->captures) return "jump goes to a block that captures values";
  return block_accepts(block, code->count - 1)
             ? NULL
             : "the block takes another number of arguments";
}

static const char *fields_read(const Program *program, uint32_t end,
                               Code *code) {
  const Instruction *info = code->info;
  code->count = 0;
  for (uint32_t i = 0; i < info->operands; i++) {
    uint64_t repeat = 1;
    if (info->operand[i].class == OPERAND_REST) {
      if (!baton_uleb_read(program->image, &code->next, end, &repeat))
        return "a number is malformed or cut off";
      if (repeat < info->operand[i].least || repeat > info->operand[i].most)
        return "wrong number of operands";
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
      return "a result's register is malformed or above 255";
    code->result[i] = (uint8_t)n;
  }
  return block_fits(program, code);
}

const char *baton_code_read(const Program *program, uint32_t at, uint32_t end,
                            Code *code) {
  uint64_t length = 0;
  code->at = code->next = at;
  code->tree = 0;
  if (at >= end) return "the block ends without a transfer";
  code->info = instruction_of(program->image[code->next++]);
  if (code->info && code->info->class == CLASS_TREE) {
    code->tree = code->info->opcode;
    if (!baton_uleb_read(program->image, &code->next, end, &length))
      return "a number is malformed or cut off";
    if (code->next >= end) return "the block ends within an instruction";
    code->info = instruction_of(program->image[code->next++]);
    if (code->info && code->tree == OP_TRY &&
        (!code->info->faults || code->info->class != CLASS_DATA))
      return "try needs an instruction that can fault";
  }
  if (!code->info) {
    code->next--;
    return "unknown instruction";
  }
  if ((code->tree == OP_IF) != (code->info->class == CLASS_TEST))
    return "a test stands in if, and if needs a test";
  if (code->tree && code->info->class == CLASS_TREE)
    return "if and try do not nest in their test";
  const char *problem = fields_read(program, end, code);
  if (problem) return problem;
  if (code->tree && length >= end - code->next)
    return "then is longer than the block";
  code->otherwise = code->next + (uint32_t)length;
  return NULL;
}

void baton_walk_start(Walk *walk, const Program *program, const Block *block) {
  uint32_t count = block->parameters + block->captures;
  walk->program = program;
  walk->index = 0;
  walk->births = count;
  walk->at = block->at;
  for (uint32_t i = 0; i < REGISTERS; i++) {
    walk->live[i] = i < count;
    walk->birth[i] = i;
  }
}

Breach baton_walk_check(const Walk *walk, const Code *code) {
  bool taken[REGISTERS] = {false};
  for (uint32_t i = 0; i < code->count; i++) {
    const Operand *operand = &code->operand[i];
    if (operand->mode > MODE_TAKE) continue;
    uint32_t number = (uint32_t)operand->index;
    if (!walk->live[number]) return (Breach){BREACH_DEAD, i, number};
    if (operand->mode == MODE_TAKE) {
      if (taken[number]) return (Breach){BREACH_TWICE, i, number};
      taken[number] = true;
    }
  }
  for (uint32_t i = 0; i < code->info->results; i++) {
    uint32_t number = code->result[i];
    if ((walk->live[number] && !taken[number]) ||
        (i && number == code->result[0]))
      return (Breach){BREACH_BORN, i, number};
  }
  if (code->info->class == CLASS_TRANSFER)
    for (uint32_t i = 0; i < REGISTERS; i++)
      if (walk->live[i] && !taken[i]) return (Breach){BREACH_LEFT, 0, i};
  return (Breach){.what = BREACH_NONE};
}

void baton_walk_pass(Walk *walk, const Code *code) {
  for (uint32_t i = 0; i < code->count; i++)
    if (code->operand[i].mode == MODE_TAKE)
      walk->live[code->operand[i].index] = false;
  for (uint32_t i = 0; i < code->info->results; i++) {
    walk->live[code->result[i]] = true;
    walk->birth[code->result[i]] = walk->births++;
  }
  walk->at = code->next;
  walk->index++;
}

void baton_walk_to(Walk *walk, const Program *program, const Block *block,
                   uint32_t at) {
  Code code;
  uint32_t skip = 0; /* instructions before this are not on the way */
  baton_walk_start(walk, program, block);
  while (walk->at < at &&
         !baton_code_read(program, walk->at, block->end, &code)) {
    bool passed = walk->at >= skip;
    if (passed && code.tree == OP_TRY && at >= code.otherwise) {
      walk->births += code.info->results;
      walk->index++;
      walk->at = code.next;
    } else if (passed) {
      baton_walk_pass(walk, &code);
    } else {
      walk->births += code.info->results;
      walk->index++;
      walk->at = code.next;
    }
    if (passed && code.tree && at >= code.otherwise) skip = code.otherwise;
  }
}

bool baton_walk_to_pc(const Machine *m, const uint16_t *pc, Walk *walk) {
  const Block *block;
  const Place *place = baton_place_find(m, pc, &block);
  if (place) baton_walk_to(walk, block->program, block, place->at);
  return place;
}

void baton_register_name(const Walk *walk, const Block *block, uint32_t number,
                         char name[64]) {
  uint32_t length;
  const char *known = baton_debug_name(walk->program, block,
                                       walk->birth[number], &length);
  if (known) snprintf(name, 64, "%.*s", (int)length, known);
  else snprintf(name, 64, "r%u", number);
}

void baton_breach_text(const Breach *breach, const char *name,
                       const char *transfer, char message[160],
                       char advice[160]) {
  switch (breach->what) {
  case BREACH_NONE: break;
  case BREACH_DEAD:
    snprintf(message, 160, "%s is not alive here", name);
    snprintf(advice, 160,
             "it has ended or was never born: copy it (%s) "
             "where it was taken (!%s)",
             name, name);
    break;
  case BREACH_TWICE:
    snprintf(message, 160, "%s is taken twice by one instruction", name);
    snprintf(advice, 160, "take it once (!%s) and copy it (%s) before", name,
             name);
    break;
  case BREACH_BORN:
    snprintf(message, 160, "%s is alive already", name);
    snprintf(advice, 160, "choose another name, or end it first: (drop %s)",
             name);
    break;
  case BREACH_LEFT:
    snprintf(message, 160,
             "%s is still alive at this %s: pass it (!%s) or (drop %s)", name,
             transfer, name, name);
    advice[0] = 0;
    break;
  }
}

/* The verifier's log: what to undo at `else`, and the ways still to come. */
typedef struct Way {
  uint32_t otherwise, trail;
} Way;

typedef struct Verifier {
  Machine *m;
  const char *name;
  Program *program;
  const Block *block;
  Walk walk, named;
  Code code;
  Buffer trail; /* of registers (one byte) whose liveness was turned */
  Buffer ways;  /* of Way */
  uint32_t highest;
} Verifier;

static bool refuse(Verifier *v, uint32_t offset, const char *problem,
                   const char *advice) {
  char message[320];
  Symbol *name = machine_symbol(v->m, v->block->name);
  snprintf(message, sizeof message, "byte %u: %s (block %.60s, instruction %u)",
           offset, problem, name->text, v->walk.index);
  baton_report(
      v->m,
      &(BatonReport){.file = v->name, .message = message, .advice = advice});
  return false;
}

static bool refuse_breach(Verifier *v, Breach breach) {
  char message[160], advice[160], name[64];
  baton_walk_to(&v->named, v->program, v->block, v->code.at);
  baton_register_name(&v->named, v->block, breach.number, name);
  baton_breach_text(&breach, name, v->code.info->name, message, advice);
  return refuse(v, v->code.at, message, advice);
}

static void turn(Verifier *v, uint32_t number, bool to) {
  if (v->walk.live[number] == to) return;
  v->walk.live[number] = to;
  buffer_byte(&v->trail, (uint8_t)number);
}

/* Like baton_walk_pass, but what changes goes on the trail. */
static void pass(Verifier *v) {
  const Code *code = &v->code;
  for (uint32_t i = 0; i < code->count; i++)
    if (code->operand[i].mode == MODE_TAKE)
      turn(v, (uint32_t)code->operand[i].index, false);
  for (uint32_t i = 0; i < code->info->results; i++) {
    turn(v, code->result[i], true);
    if (code->result[i] >= v->highest) v->highest = code->result[i] + 1u;
  }
}

/* Where a way has ended: goes on with the `else` that waits; false: none. */
static bool otherwise(Verifier *v, bool *fits) {
  *fits = v->walk.at == v->block->end;
  if (!v->ways.length) return false;
  Way way = *BUFFER_POP(&v->ways, Way);
  *fits = v->walk.at == way.otherwise;
  while (v->trail.length > way.trail) {
    uint8_t number = *BUFFER_POP(&v->trail, uint8_t);
    v->walk.live[number] = !v->walk.live[number];
  }
  return *fits;
}

/* Notes what the instruction asks of the machine that runs it. */
static void note(Program *program, const Code *code) {
  program->used[code->info->opcode] = program->used[code->tree] = true;
  program->profiles |= code->info->profile;
  for (uint32_t i = 0; i < code->count; i++)
    if (code->operand[i].mode == MODE_SMALL)
      baton_integer_note(program, (Integer)unzigzag(code->operand[i].index));
}

static bool block_verify(Verifier *v) {
  baton_walk_start(&v->walk, v->program, v->block);
  v->highest = v->walk.births;
  v->trail.length = v->ways.length = 0;
  for (;;) {
    const char *problem = baton_code_read(v->program, v->walk.at, v->block->end,
                                          &v->code);
    if (problem) return refuse(v, v->code.next, problem, NULL);
    Breach breach = baton_walk_check(&v->walk, &v->code);
    if (breach.what) return refuse_breach(v, breach);
    note(v->program, &v->code);
    if (v->program->isolated && v->code.info->opcode == OP_SET_HANDLER)
      return refuse(v, v->code.at, "set-handler needs the world",
                    "assemble with the world as second operand");
    Way way = {v->code.otherwise, (uint32_t)v->trail.length};
    if (v->code.tree == OP_IF) pass(v), way.trail = (uint32_t)v->trail.length;
    if (v->code.tree) {
      Way *to = buffer_extend(&v->ways, sizeof way);
      if (to) *to = way;
    }
    if (v->code.tree != OP_IF) pass(v);
    if (v->trail.failed || v->ways.failed) {
      v->m->refused_for_memory = true;
      return refuse(v, v->code.at, "there is no memory to check this", NULL);
    }
    v->walk.at = v->code.next;
    v->walk.index++;
    if (v->code.info->class != CLASS_TRANSFER) continue;
    bool fits;
    if (otherwise(v, &fits)) continue;
    if (!fits)
      return refuse(v, v->walk.at, "a way ends too early or too late", NULL);
    if (v->highest != v->block->registers)
      return refuse(v, v->block->at, "the number of registers is wrong", NULL);
    return true;
  }
}

bool baton_program_verify(Machine *m, const char *name, Program *program) {
  Verifier v = {.m = m, .name = name, .program = program};
  v.trail = v.ways = machine_buffer(m);
  bool fine = true;
  for (uint32_t i = 0; i < program->blocks; i++) {
    v.block = &program->block[i];
    fine = block_verify(&v) && fine;
  }
  buffer_free(&v.trail);
  buffer_free(&v.ways);
  return fine;
}
