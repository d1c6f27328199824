/* Verifying: code read instruction by instruction, and the rule of lifetimes.
 *
 * code_read takes one instruction apart; the verifier, the lowering, reports
 * and the disassembler all see code through it.  A Walk goes through a block
 * and knows which registers live.  walk_check is the lifetime rule: the loader
 * asks it for each instruction of an image, the assembler for each that it has
 * just written. Nothing here allocates.
 */
#ifndef BATON_VERIFY_H
#define BATON_VERIFY_H

#include "machine.h"

typedef enum Mode {
  MODE_COPY,
  MODE_TAKE,
  MODE_CONSTANT,
  MODE_SMALL,
  MODE_BLOCK,  /* not in images: a block's number */
  MODE_SYMBOL, /* not in images: a symbol constant's number */
} Mode;

typedef struct Operand {
  Mode mode;
  uint64_t index;
} Operand;

/* One instruction.  `if` and `try` are one with their test or instruction. */
typedef struct Code {
  const struct Instruction *info;
  uint8_t tree;       /* 0, OP_IF or OP_TRY */
  uint32_t at, next;  /* its bytes */
  uint32_t otherwise; /* where `else` begins, in a tree */
  uint32_t count;     /* operands, those of the rest included */
  Operand operand[OPERANDS];
  uint8_t result[2];
} Code;

typedef struct Walk {
  const Program *program;
  uint32_t index;  /* of the next instruction in its block */
  uint32_t births; /* so far, parameters and captures included */
  uint32_t at;
  bool live[REGISTERS];
  uint32_t birth[REGISTERS]; /* which birth a register holds */
} Walk;

/* A breach of the rule. */
typedef struct Breach {
  enum {
    BREACH_NONE,
    BREACH_DEAD,
    BREACH_TWICE,
    BREACH_BORN,
    BREACH_LEFT
  } what;
  uint32_t operand; /* its number */
  uint32_t number;  /* the register */
} Breach;

/* Reads the instruction at `at`.  Returns NULL, or what is wrong; then
 * code->next is the offset of the byte at fault. */
const char *baton_code_read(const Program *program, uint32_t at, uint32_t end,
                            Code *code);

void baton_walk_start(Walk *walk, const Program *program, const Block *block);
Breach baton_walk_check(const Walk *walk, const Code *code);
/* Ends what the instruction takes, births its results. */
void baton_walk_pass(Walk *walk, const Code *code);

/* Walks from the block's start to the instruction at `at`. */
void baton_walk_to(Walk *walk, const Program *program, const Block *block,
                   uint32_t at);
bool baton_walk_to_pc(const Machine *m, const uint16_t *pc, Walk *walk);
/* The irritants of the machine's fault in `code`: at most 8 owned values; their
 * number.  May collect. */
uint32_t baton_irritants(Machine *m, const Walk *walk, const Code *code,
                         Value irritant[8]);

/* The name of a register at the walk's place, or its number. */
void baton_register_name(const Walk *walk, const Block *block, uint32_t number,
                         char name[64]);

/* Writes the message for a breach, with the variable's name, and its advice. */
void baton_breach_text(const Breach *breach, const char *name,
                       const char *transfer, char message[160],
                       char advice[160]);

/* Verifies all blocks, filled in but for code; reports errors at offsets. */
bool baton_program_verify(Machine *m, const char *name, Program *program);

#endif
