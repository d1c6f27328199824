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

#define BATON_VERSION "0.1"

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

/* A journal of what passes between a program and the world, in the caller's
 * keeping, so that a run can be taken back and gone through again: what is
 * read, and each change of a file.  `recall` gives the next entry where it has
 * happened before (it must be of kind `what`, for a run is the same each time);
 * else `remember` is told of it.  `handle` is to be kept with an entry.  Bytes
 * are borrowed until the next call. */
typedef struct BatonJournal {
  bool (*recall)(void *context, const char *what, const uint8_t **bytes,
                 size_t *size, void **handle);
  void (*remember)(void *context, const char *what, const uint8_t *bytes,
                   size_t size, void *handle);
  void *context;
} BatonJournal;

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
  const BatonJournal *journal; /* borrowed, or NULL */
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

/* Counts of a run, exact where the machine was created `counted`; transfers,
 * live cells and collections always are. */
typedef struct BatonCounts {
  uint64_t instructions, transfers; /* executed */
  uint64_t allocations, frees;      /* cells */
  uint64_t allocated_words;
  uint64_t copies, takes;          /* operands */
  uint64_t retains, releases;      /* of cells, where they are counted */
  uint64_t moves;                  /* takes that a cell or a block keeps */
  uint64_t peak_cells, peak_words; /* most that were alive at once */
  uint64_t collections;
  uint64_t longest_pause;          /* nanoseconds of a collection */
  uint64_t longest_release;        /* cells that one release freed */
  uint64_t live_cells, live_words; /* now */
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
/* The name of the memory manager that the machine was built with. */
const char *baton_manager(void);

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

/* A value, to be looked at until the machine goes on: nothing is retained. */
typedef uintptr_t BatonValue;

/* A counted cell.  What a value is that has none, immediate or constant, its
 * text says. */
typedef struct BatonCell {
  uintptr_t id;        /* no other cell has it as long as this one lives */
  const char *kind;    /* as in spec/instructions.scm */
  uint32_t references; /* its count */
  uint32_t size;       /* elements: values, bytes or characters */
  uint32_t fields;     /* those that are values; captured ones of a closure */
} BatonCell;

/* What a register holds; false: it is dead. */
bool baton_register(BatonMachine *machine, uint8_t number, BatonValue *value);
/* The instruction that comes next as a number, where it is of the loaded
 * program; else UINT32_MAX.  What follows from the instruction alone, as where
 * a variable lives, can be kept by it; baton_held is what a register holds that
 * is known to live. */
uint32_t baton_point(const BatonMachine *machine);
BatonValue baton_held(const BatonMachine *machine, uint8_t number);
/* The cell of a value; false: it has none. */
bool baton_cell(BatonMachine *machine, BatonValue value, BatonCell *cell);
/* Field `n` of a value that has a cell with more fields than n. */
BatonValue baton_field(BatonMachine *machine, BatonValue value, uint32_t n);
/* A value as a trace prints it. */
const char *baton_text(BatonMachine *machine, BatonValue value);
/* The name of a closure's block, and of the n-th variable that it captures;
 * NULL: it is no closure, or has no name for it. */
const char *baton_closure_block(BatonMachine *machine, BatonValue value);
const char *baton_captured(BatonMachine *machine, BatonValue value, uint32_t n);
/* The chain of continuations: the closure in the live registers with which it
 * begins (the variable `k`, else the first closure), and the one that a closure
 * goes on with.  False: there is none. */
bool baton_continuation(BatonMachine *machine, BatonValue *value);
bool baton_continuation_next(BatonMachine *machine, BatonValue *value);

/* The instruction that comes next and the variables that it uses, as they are
 * written; `name` is its operation: of a test or under `try` too. */
typedef struct BatonOperation {
  const char *name;
  bool transfer;
  uint32_t uses, births;
  struct {
    uint8_t number;
    uint16_t operand; /* which of the operands, constants included, from 0 */
    bool taken;       /* it ends here; else a copy */
  } use[260];
  uint8_t born[2];
} BatonOperation;
/* False: the program has ended with an answer, or there is none. */
bool baton_operation(BatonMachine *machine, BatonOperation *operation);
/* The name of the n-th variable that it gives birth to. */
const char *baton_born_name(BatonMachine *machine, uint32_t n);

/* The parameters, with the rest, and the captured variables of the block where
 * the machine stands: these are its first registers when it is entered. */
void baton_block_shape(BatonMachine *machine, uint32_t *parameters,
                       uint32_t *captures);

/* The register of the live variable of this name; false: there is none. */
bool baton_variable(BatonMachine *machine, const char *name, uint8_t *number);

/* What the machine itself holds; false: it does not. */
typedef enum BatonRoot { BATON_ANSWER, BATON_HANDLER, BATON_TIMER } BatonRoot;
bool baton_root(BatonMachine *machine, BatonRoot root, BatonValue *value);
/* The value of the n-th symbol that has one (`put`), and the symbol's name;
 * false: there are not so many. */
bool baton_symbol_value(BatonMachine *machine, uint32_t n, const char **name,
                        BatonValue *value);
/* All cells in use: the first, or the next after `*cell`; false: no more. */
bool baton_cell_walk(BatonMachine *machine, bool first, BatonValue *cell);
/* A value whole, as `write` prints it. */
const char *baton_text_whole(BatonMachine *machine, BatonValue value);

/* Where a closure's block stands in the source; false: not known. */
bool baton_closure_place(BatonMachine *machine, BatonValue closure,
                         BatonReport *place);
/* The blocks of the loaded program: the name and number of instructions of the
 * n-th (false: there are not so many), and where one of these stands (false:
 * not known). */
bool baton_block_at(BatonMachine *machine, uint32_t n, const char **name,
                    uint32_t *instructions);
bool baton_block_place(BatonMachine *machine, uint32_t n, uint32_t index,
                       BatonReport *place);

/* Transfers so far, and what is left of the budget and of the timer's slice;
 * UINT64_MAX: no bound, no timer. */
typedef struct BatonFuel {
  uint64_t transfers, budget, slice;
} BatonFuel;
BatonFuel baton_fuel(const BatonMachine *machine);
/* What a run has done so far.  Counts are right where an engine keeps them, and
 * so is what baton_step adds to them. */
typedef struct BatonProgress {
  uint64_t instructions;     /* but for one that faults with no handler */
  uint64_t allocated, freed; /* cells */
  uint64_t faults;
  const char *fault; /* the kind of the last one, or "" */
} BatonProgress;
BatonProgress baton_progress(const BatonMachine *machine);
/* What was sent to the console and has not been written yet. */
const uint8_t *baton_output_held(BatonMachine *machine, size_t *size);

/* The report of a fault that nothing took, as lines of text, or as one line of
 * JSON; or NULL. */
const char *baton_fault_report(BatonMachine *machine, bool json);

#endif
