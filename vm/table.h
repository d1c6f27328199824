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
typedef enum Role { ROLE_READ, ROLE_STORE, ROLE_END } Role;
typedef enum InstructionClass {
  CLASS_DATA,
  CLASS_TEST,
  CLASS_TRANSFER,
  CLASS_TREE,
} InstructionClass;

typedef struct Instruction {
  uint32_t crc; /* CRC-32 of its line in digests (spec/image.md) */
  uint8_t line; /* how long that is */
  uint8_t opcode;
  uint16_t name : 10; /* where it begins in baton_instruction_names */
  uint16_t class : 2, results : 2, operands : 2;
  struct {
    uint8_t class : 2, role : 2;
    bool counted : 1; /* one value that may be a cell, so its mode matters */
    uint8_t least : 3, most;
  } operand[3];
  uint8_t profile : 3;
  bool faults : 1; /* can stand in `try` */
  /* Handlers for: all taken, all copied, mixed (of the operands counted). */
  uint8_t handler[3];
} Instruction;

extern const Instruction baton_instructions[];
extern const uint16_t baton_instruction_count;
extern const uint8_t baton_opcode_index[OPCODES]; /* 0: none */
extern const char baton_instruction_names[];      /* each ended by 0 */
/* What an operand must be, by opcode: a Kind or ANY, with CHANGED where it is
 * no constant.  For machines that ask before the effect; here the effects ask.
 */
enum { ANY = 15, CHANGED = 16 };
extern const uint8_t baton_operand_types[OPCODES][3];
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
 * HANDLERS on, what a fused one begins with; or 0.  A run begins with a
 * handler.
 */
uint16_t baton_fused(uint16_t run, uint16_t next);

/* The first part of a fused handler; another is its own. */
uint16_t baton_first_part(uint16_t handler);

static inline const Instruction *instruction_of(uint8_t opcode) {
  uint8_t index = opcode < OPCODES ? baton_opcode_index[opcode] : 0;
  return index ? &baton_instructions[index] : NULL;
}

static inline const char *instruction_name(const Instruction *info) {
  return baton_instruction_names + info->name;
}

#endif
