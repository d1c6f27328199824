/* Baton: the public interface of the machine.
 *
 * A BatonMachine holds one program and its heap.  Machines share nothing, so
 * one process can hold many; one machine belongs to one thread at a time.  The
 * order of calls: baton_create, baton_load, then baton_run or any number of
 * baton_step with looks at the state between them, then baton_destroy.  Texts
 * that functions return belong to the machine and last until its next call,
 * unless said otherwise.
 */
#ifndef BATON_H
#define BATON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct BatonMachine BatonMachine;

/* Where a machine's memory comes from.  resize(context, NULL, n) allocates n
 * bytes, resize(context, old, n) moves, resize(context, old, 0) frees; NULL: no
 * memory. */
typedef struct BatonMemory {
  void *(*resize)(void *context, void *old, size_t size);
  void *context;
} BatonMemory;

/* What is wrong with a program, or why it stopped.  Lines and columns count
 * from 1; 0: not known.  `line_text` is the source line, not ended by 0. */
typedef struct BatonReport {
  const char *file;
  uint32_t line, column;
  const char *line_text;
  size_t line_length;
  const char *message; /* what is wrong */
  const char *advice;  /* what to do, or NULL */
} BatonReport;

typedef enum BatonState {
  BATON_EMPTY,   /* no program yet */
  BATON_READY,   /* can go on */
  BATON_HALTED,  /* ended with an answer */
  BATON_FAULTED, /* ended with a fault that nothing took */
  BATON_SPENT,   /* ended because the budget is spent */
} BatonState;

/* All of it may be zero: then malloc, a heap of 2^27 words, no bound, no device
 * but the console, arguments and status. */
typedef struct BatonOptions {
  BatonMemory memory;
  uint64_t heap;             /* words, at most 2^32 - 2^20; 0: 2^27 */
  uint64_t fuel;             /* transfers; 0: without bound, unless `bounded` */
  bool bounded;              /* `fuel` counts even where it is 0 */
  bool counted;              /* keep BatonCounts; slower */
  uint64_t seed;             /* of the device random; 0: 1 */
  const char *files;         /* directory that is granted, or NULL */
  const char *plotter;       /* SVG file that is granted, or NULL */
  bool clock, random, timer; /* granted */
  const char *record, *replay; /* files, or NULL */
  int argument_count;
  char **arguments; /* borrowed */
  /* Called for each error; NULL: none.  What `report` holds ends with the call.
   */
  void (*report)(void *context, const BatonReport *report);
  /* The console: bytes read (0: the end), and bytes to write; NULL: the
   * process's standard input and output. */
  size_t (*input)(void *context, uint8_t *bytes, size_t size);
  void (*output)(void *context, const uint8_t *bytes, size_t size);
  void *context;
} BatonOptions;

/* Counts of a run, exact where the machine was created `counted`. */
typedef struct BatonCounts {
  uint64_t instructions, transfers; /* executed */
  uint64_t allocations, frees;      /* cells */
  uint64_t copies, takes;           /* operands */
  uint64_t peak_words;              /* most words of live cells */
  uint64_t live_cells, live_words;  /* now */
  uint64_t collections;             /* backup traces */
} BatonCounts;

/* Returns a new machine, or NULL where memory is short.  `options` is copied.
 */
BatonMachine *baton_create(const BatonOptions *options);
void baton_destroy(BatonMachine *machine);

/* Loads a program, text or image (told apart by its first bytes).  `name` is
 * used in reports.  False: refused, each error was reported. */
bool baton_load(BatonMachine *machine, const char *name, const uint8_t *bytes,
                size_t size);

/* Runs to the end, or one instruction; returns the state then. */
BatonState baton_run(BatonMachine *machine);
BatonState baton_step(BatonMachine *machine);

/* Ends the program's life: files are closed, the drawing written, the answer
 * and all roots released.  What lives after that leaked through a cycle.
 * Returns the number of these cells. */
uint64_t baton_finish(BatonMachine *machine);
/* What the n-th of these cells holds, as a trace prints it; or NULL. */
const char *baton_leaked(BatonMachine *machine, uint64_t n);
int baton_exit_status(const BatonMachine *machine);

BatonState baton_state(const BatonMachine *machine);
BatonCounts baton_counts(BatonMachine *machine);

/* The text of a program as an image.  False: refused and reported.  The caller
 * frees `*image` with the machine's memory. */
bool baton_assemble(BatonMachine *machine, const char *name,
                    const uint8_t *text, size_t size, bool strip,
                    uint8_t **image, size_t *image_size);

/* The text of the loaded program, flat.  The caller frees `*text` with the
 * machine's memory.  False: no memory. */
bool baton_disassemble(BatonMachine *machine, char **text, size_t *size);

/* Where the machine stands: the block's name, the index of the instruction that
 * comes next, and that instruction as text. */
const char *baton_block(BatonMachine *machine);
uint32_t baton_index(BatonMachine *machine);
const char *baton_instruction(BatonMachine *machine);
bool baton_place(BatonMachine *machine, BatonReport *place);

/* The live registers, in order: fills `registers` with at most 256 numbers and
 * returns how many.  A register's name, and its value as a trace prints it. */
size_t baton_live(BatonMachine *machine, uint8_t registers[256]);
const char *baton_name(BatonMachine *machine, uint8_t number);
const char *baton_value(BatonMachine *machine, uint8_t number);
const char *baton_answer(BatonMachine *machine);

/* The report of a fault that nothing took, as lines of text, or as one line of
 * JSON; or NULL. */
const char *baton_fault_report(BatonMachine *machine, bool json);

#endif
