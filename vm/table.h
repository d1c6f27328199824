/* The table of instructions, as C knows it: made from spec/instructions.scm. */
#ifndef BATON_TABLE_H
#define BATON_TABLE_H

#include "value.h"
#include <string.h>

typedef enum OperandClass {
  OPERAND_VALUE,
  OPERAND_REST,
  OPERAND_BLOCK,
  OPERAND_SYMBOL,
} OperandClass;
enum { ANY = 15 };
typedef enum Role { ROLE_READ, ROLE_STORE, ROLE_END } Role;
typedef enum InstructionClass {
  CLASS_DATA,
  CLASS_TEST,
  CLASS_TRANSFER,
  CLASS_TREE,
} InstructionClass;

typedef struct Instruction {
  char name[INSTRUCTION_NAME];
  uint8_t opcode, class, profile, results, operands;
  bool faults; /* can stand in `try` */
  struct {
    uint8_t class : 2, role : 2;
    bool plain : 1;   /* its type owns nothing, so its mode does not matter */
    bool changes : 1; /* no constant */
    uint8_t type;     /* a Kind, or ANY */
    uint8_t least, most;
  } operand[3];
  /* Handlers for: all taken, all copied, mixed (of the operands not plain). */
  uint16_t handler[3];
} Instruction;

extern const Instruction baton_instructions[];
extern const uint16_t baton_instruction_count;
extern const uint8_t baton_opcode_index[256]; /* 0: none */
extern const char baton_fault_names[][FAULT_NAME];
extern const char baton_kind_names[][KIND_NAME];
extern const uint8_t baton_kind_profiles[];

/* The instruction's name in C where its effect is a function of effects.h, else
 * NULL; by opcode. */
extern const char *const baton_effect_names[256];
/* The kinds of the cells that it can make, a bit for each; by opcode. */
extern const uint16_t baton_kinds_made[256];
/* What it tells of kinds, by opcode: a bit for each kind. */
typedef struct KindsTold {
  uint16_t operand[3]; /* which each may have */
  uint16_t result;     /* which its results may have; 0: those of its operand */
  uint16_t tested;     /* of a test that asks for a kind; or 0 */
} KindsTold;
extern const KindsTold baton_kinds_told[256];

/* What a run of handlers becomes by the next one: a fused handler; or, from
 * HANDLERS on, what a fused one begins with; or 0.  A run begins with a handler.
 */
uint16_t baton_fused(uint16_t run, uint16_t next);

/* The first part of a fused handler; another is its own. */
uint16_t baton_first_part(uint16_t handler);

static inline const Instruction *instruction_of(uint8_t opcode) {
  uint8_t index = baton_opcode_index[opcode];
  return index ? &baton_instructions[index] : NULL;
}

static inline char *signature_add(char *to, const char *text) {
  while (*text) *to++ = *text++;
  *to = 0;
  return to;
}

enum { SIGNATURE = 128 }; /* room for the longest */

/* The line of an instruction that digests cover (spec/image.md). */
static inline void instruction_signature(const Instruction *info,
                                         char line[SIGNATURE]) {
  static const char classes[][9] = {"", "test", "transfer", "tree"};
  static const char roles[][7] = {":read", ":store", ":end"};
  char digits[] = {(char)('0' + info->opcode / 100),
                   (char)('0' + info->opcode / 10 % 10),
                   (char)('0' + info->opcode % 10), ' ', 0};
  const char results[] = {(char)('0' + info->results), 0};
  line = signature_add(line, digits + strspn(digits, "0"));
  line = signature_add(line, info->name);
  for (int i = 0; i < info->operands; i++) {
    OperandClass class = (OperandClass)info->operand[i].class;
    uint8_t type = info->operand[i].type;
    line = signature_add(line, class == OPERAND_BLOCK    ? " block"
                               : class == OPERAND_SYMBOL ? " symbol"
                               : type == ANY             ? " any"
                                                         : " ");
    if (class == OPERAND_BLOCK || class == OPERAND_SYMBOL) continue;
    if (type != ANY) line = signature_add(line, baton_kind_names[type]);
    if (info->operand[i].changes) line = signature_add(line, "!");
    line = signature_add(line, roles[info->operand[i].role]);
    if (class == OPERAND_REST) line = signature_add(line, "*");
  }
  line = signature_add(line, " -> ");
  line = signature_add(line, info->class == CLASS_DATA ? results
                                                       : classes[info->class]);
  signature_add(line, "\n");
}

#endif
