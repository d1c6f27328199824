/* The table of instructions, as C knows it: made from spec/instructions.scm. */
#ifndef BATON_TABLE_H
#define BATON_TABLE_H

#include "value.h"

typedef enum OperandClass {
  OPERAND_VALUE,
  OPERAND_REST,
  OPERAND_BLOCK,
  OPERAND_SYMBOL,
} OperandClass;
typedef enum Role { ROLE_READ, ROLE_STORE, ROLE_END } Role;
typedef enum InstructionClass {
  CLASS_DATA,
  CLASS_TEST,
  CLASS_TRANSFER,
  CLASS_TREE,
} InstructionClass;

typedef struct Instruction {
  const char *name, *signature;
  uint8_t opcode, class, profile, results, operands;
  bool faults; /* can stand in `try` */
  struct {
    uint8_t class, role;
    bool plain; /* its type owns nothing, so its mode does not matter */
    uint8_t least, most;
  } operand[3];
  /* Handlers for: all taken, all copied, mixed (of the operands not plain). */
  uint16_t handler[3];
} Instruction;

extern const Instruction baton_instructions[];
extern const uint16_t baton_instruction_count;
extern const uint8_t baton_opcode_index[256]; /* 0: none */
extern const char *const baton_fault_names[];
extern const char *const baton_kind_names[];
extern const uint8_t baton_kind_profiles[];
extern const char *const baton_profile_names[];

/* The instruction's name in C where its effect is a function of effects.h, else
 * NULL; by opcode. */
extern const char *const baton_effect_names[256];
/* The kinds of the cells that it can make, a bit for each; by opcode. */
extern const uint16_t baton_kinds_made[256];

/* The fused handler for two that follow each other, or 0. */
uint16_t baton_fused(uint16_t first, uint16_t second);

/* The first part of a fused handler; another is its own. */
uint16_t baton_first_part(uint16_t handler);

static inline const Instruction *instruction_of(uint8_t opcode) {
  uint8_t index = baton_opcode_index[opcode];
  return index ? &baton_instructions[index] : NULL;
}

#endif
