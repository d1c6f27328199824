/* Kinds: which kinds of values can come to the variables of a program.
 *
 * A variable never changes, so its kinds are those of where it is born, less
 * what instructions and tests on the way have shown.  All that leads to a block
 * that is not made a closure stands in the program: the jumps to it.  And all
 * that it captures stands where closures of it are made.  What a closure is
 * called with nobody knows.  From this follows, by going through blocks until
 * nothing new comes up, what checks a compiled program can leave out; for more
 * it may not be used.  Relies on a verified program.
 */
#ifndef BATON_KINDS_H
#define BATON_KINDS_H

#include "../verify.h"

typedef uint16_t KindSet; /* a bit for each kind */
#define KINDS_ALL ((KindSet)0xffff)
#define KINDS_OF(kind) ((KindSet)(1u << (kind)))
/* Those that are cells, so may be counted. */
#define KINDS_CELLS ((KindSet)(KINDS_ALL << KIND_PAIR))

typedef struct Kinds {
  const Program *program;
  Buffer first; /* of uint32_t: for each block, where its own begin in `sets` */
  Buffer sets;  /* of KindSet: of parameters and captures, block by block */
} Kinds;

/* What is known of the registers at a place in a block. */
typedef struct KindsHere {
  KindSet of[REGISTERS];
} KindsHere;

/* Finds the sets of all blocks; false: no memory. */
bool baton_kinds_find(Machine *m, const Program *program, Kinds *kinds);
void baton_kinds_free(Kinds *kinds);
/* The block's parameters and captures, to here->of[0]... */
void baton_kinds_enter(const Kinds *kinds, const Block *block, KindsHere *here);

/* The kinds of an operand. */
KindSet baton_kinds_operand(const Program *program, const KindsHere *here,
                            const Operand *operand);
/* Does operand `i` have the kind that the instruction asks for? */
bool baton_kinds_fits(const Program *program, const KindsHere *here,
                      const Code *code, uint32_t i);
/* What one register is known to be from a place on. */
typedef struct KindsNews {
  uint32_t number;
  KindSet kinds;
} KindsNews;
/* What the instruction, if it did not fault, tells of the registers that it
 * leaves alive, its results included.  Of the `if` around it: what holds on
 * both ways.  Returns how many. */
uint32_t baton_kinds_news(const Program *program, const KindsHere *here,
                          const Code *code, KindsNews news[5]);
/* What a test that holds tells besides, and what one that does not; false:
 * nothing. */
bool baton_kinds_tested(const KindsHere *here, const Code *code, bool holds,
                        KindsNews *news);

#endif
