/* Verifying: code read instruction by instruction, and the rule of lifetimes.
 *
 * All numbers of an image are read through a Cursor.  baton_code_read takes one
 * instruction apart; the verifier, the lowering, reports and the disassembler
 * all see code through it.  A Walk stands before an instruction and knows which
 * registers live.  It goes through a whole block (baton_walk_next), with a
 * trail of what to undo where `else` begins, so this is linear in the size of
 * the code, however deep the tree; or straight to a place (baton_walk_to),
 * which allocates nothing.
 */
#ifndef BATON_VERIFY_H
#define BATON_VERIFY_H

#include "machine.h"

/* Bytes that are read from one to the next.  What is wrong first stays, with
 * the byte at fault; from then on all that is read is 0. */
typedef struct Cursor {
  const uint8_t *bytes;
  uint32_t at, end;
  uint32_t offset;
  const char *problem; /* or NULL */
} Cursor;

/* Notes what is wrong.  Where code is known to be right, nothing is. */
void cursor_wrong(Cursor *c, uint32_t offset, const char *what);
/* The next number; and one that is wrong where it is not below `limit`. */
uint64_t cursor_any(Cursor *c);
uint64_t cursor_number(Cursor *c, uint64_t limit, const char *what);

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
  uint32_t otherwise; /* where `else` begins; 0: no tree */
  uint32_t count;     /* operands, those of the rest included */
  Operand operand[OPERANDS];
  uint8_t result[2];
} Code;

typedef struct Walk {
  const Program *program;
  const Block *block; /* NULL: nowhere */
  Code code;          /* the instruction before which it stands */
  uint32_t at, index; /* of that instruction: in the image, in its block */
  uint32_t births;    /* so far, parameters and captures included */
  uint32_t until;     /* where the way ends that it is on */
  uint32_t highest;   /* registers used so far */
  uint32_t depth;     /* trees around it, on a walk through all of a block */
  bool live[REGISTERS];
  uint32_t birth[REGISTERS]; /* which birth a register holds */
  Buffer ways;        /* of those trees, and what to undo where `else` begins */
  uint32_t top;       /* just behind the nearest one */
  uint32_t number;    /* of what is wrong: the register */
  const char *advice; /* and what to do about it, or NULL */
} Walk;

/* Reads the instruction at `at`.  Returns NULL, or what is wrong; then
 * code->next is the offset of the byte at fault. */
const char *baton_code_read(const Program *program, uint32_t at, uint32_t end,
                            Code *code);
/* The handler of an instruction with a generated body.  There are up to three,
 * by the modes of the operands that may be cells: all taken, all copied, mixed;
 * `modes` has a bit for each that is copied.  Constants count as either: stored
 * ones are not counted, and need no release. */
typedef enum Variant { VARIANT_TAKE, VARIANT_COPY, VARIANT_MIXED } Variant;
Variant baton_code_variant(const Code *code, uint32_t *modes);

/* A walk through all of a block: start; then read, and, where that is right,
 * next, until walk->at is the block's end; then its ways are freed. */
Walk baton_walk(Machine *m);
void baton_walk_start(Walk *walk, const Block *block);
const char *baton_walk_read(Walk *walk);
/* Goes behind an instruction that has been read.  Returns NULL, or what is
 * wrong with lifetimes, with where ways end, or with memory: a format, as is
 * `advice`, for the register's name, and the instruction's after the first one.
 */
const char *baton_walk_next(Walk *walk);

/* Goes to the instruction at `at` of a block, from where the walk stands if it
 * is on the way; `code` is read. */
void baton_walk_to(Walk *walk, const Block *block, uint32_t at);
/* The walk to where the machine stands, until it goes on; NULL: no program. */
const Walk *baton_here(Machine *m);
/* The irritants of the machine's fault here: at most 8 owned values; their
 * number.  May collect. */
uint32_t baton_irritants(Machine *m, const Walk *walk, Value irritant[8]);

/* Verifies all blocks, filled in but for code; reports errors at offsets. */
bool baton_program_verify(Machine *m, const char *name, Program *program);

#endif
