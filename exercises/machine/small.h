/* A small machine: what its parts know of each other.
 *
 * image.c makes steps of an image, engine.c does them, one of the managers
 * gives and ends cells, print.c and devices.c are the way to the outside,
 * main.c is the command.  Values and the head of a cell are those of
 * ../../vm/value.h, the table of instructions is ../../vm/table.h, made from
 * the specification.  Nothing here is shared between two machines, and no
 * function recurses over a program's data.
 */
#ifndef SMALL_H
#define SMALL_H

#include "table.h"
#include <stdio.h>

typedef struct Machine Machine;
typedef struct Block Block;

enum {
  REGISTERS = 256,
  NEXT = REGISTERS + 2, /* a resume closure holds a block's, and two more */
  OPERANDS = 257,
  RESERVE = 9,
};

/* Code, as image.c leaves it. */

typedef enum Mode { MODE_COPY, MODE_TAKE, MODE_CONSTANT } Mode;

typedef struct Operand {
  Mode mode;
  uint8_t number; /* of the register that is copied or taken */
  Value constant; /* or its value: also a symbol, or the closure of a block */
} Operand;

/* One instruction, with the `if` or `try` around it. */
typedef struct Step {
  const Instruction *info;
  uint8_t tree;       /* OP_IF, OP_TRY, or 0 */
  uint8_t result[2];  /* the registers where results are born */
  uint16_t count;     /* of operands */
  Operand *operand;   /*   and these */
  uint32_t otherwise; /* the step where `else` begins */
} Step;

struct Block {
  Value name;          /* a symbol */
  Value closure;       /* a closure of the block that captures nothing */
  uint16_t fixed;      /* parameters, the rest parameter not counted */
  uint16_t parameters; /* and counted */
  uint16_t captures, registers;
  uint32_t steps;
  Step *code;
};

/* What an operand must be. */
typedef struct Type {
  bool any, changed; /* changed: no constant */
  Kind kind;
} Type;

typedef struct Symbol {
  char *name;
  size_t length;
  Value value;    /* what `put` gave it, or VALUE_UNBOUND */
  uint32_t chain; /* the next symbol of the same hash, plus 1 */
} Symbol;

/* A memory manager.  A cell that `allocate` returns is owned; `reserve` says
 * whether there is room for that many cells with so many words of fields each,
 * and may move every cell that there is, so what was read from a register
 * before is old then. The roots are the registers, the operands, and the
 * machine's own values: see below.  All cells: m->cells; all words, heads
 * included: m->words. */
typedef struct Manager {
  const char *name;
  bool (*begin)(Machine *m);
  bool (*reserve)(Machine *m, uint64_t cells, uint64_t words);
  Cell *(*allocate)(Machine *m, Kind kind, uint32_t size);
  void (*retain)(Machine *m, Cell *cell);
  void (*release)(Machine *m, Cell *cell);
  void (*finish)(Machine *m); /* no root is left: what lives now leaks */
  void (*end)(Machine *m);    /* gives everything back */
} Manager;

extern const Manager counting, copying;

typedef enum State { RUNNING, HALTED, FAULTED, SPENT } State;

struct Machine {
  /* Roots.  A register that is not live holds VALUE_VOID. */
  Value r[REGISTERS];
  Value v[OPERANDS]; /* the operands of this step, as many as `operands` */
  uint32_t operands;
  Value handler, timer; /* a closure, or #f */
  Value reserve;        /* pairs for the call of the handler, or () */
  Value answer;         /* what `halt` was given */
  Symbol *symbol;       /* their values */
  uint32_t symbols;

  State state;
  const Block *block;
  const Step *pc;
  Fault fault;
  const char *detail;     /* what a device says of its fault */
  uint64_t budget, slice; /* the slice counts while there is a timer */

  Value x[2]; /* the results of this step, owned */
  Value old;  /* what a setter has replaced, owned */
  bool holds; /* the outcome of a test */

  const Manager *manager;
  void *memory;  /* the manager's own */
  uint64_t heap; /* words that may live */
  uint64_t words, cells, peak_words, peak_cells;
  bool stress; /* collect whenever a collection may happen */

  uint64_t instructions, transfers, allocations;
  FILE *trace; /* for the transfer trace, or NULL */

  Block *program, *main, halt, resume;
  uint32_t blocks;
  uint32_t hash[1024]; /* heads of the symbols' chains, plus 1 */
  Type type[256][3];   /* by opcode, of each operand */
  void *kept;          /* what ends with the machine */

  char **arguments; /* of the program, up to NULL */
  uint64_t random;
  bool grant_random, grant_timer, grant_clock;
  int status;
};

/* Values */

static inline Value retain(Machine *m, Value v) {
  if (value_is_counted(v)) m->manager->retain(m, value_cell(v));
  return v;
}
/* Takes v. */
static inline void release(Machine *m, Value v) {
  if (value_is_counted(v)) m->manager->release(m, value_cell(v));
}
/* A manager says so of each cell that it gives: it has `words` words. */
static inline void cell_born(Machine *m, uint64_t words) {
  m->allocations++;
  m->cells++;
  m->words += words;
  if (m->cells > m->peak_cells) m->peak_cells = m->cells;
  if (m->words > m->peak_words) m->peak_words = m->words;
}
static inline Block *closure_block(Value closure) {
  return (Block *)value_cell(closure)->field[0];
}
/* How many of a cell's fields are values. */
static inline uint32_t cell_values(const Cell *cell) {
  return cell_is_raw(cell) ? 0 : cell_size(cell);
}

/* image.c: ends the process where the file is no right program. */
void program_load(Machine *m, const char *path);
void *keep(Machine *m, size_t size); /* zeros, until the machine ends */
void kept_free(Machine *m);
Value symbol_of(Machine *m, const char *name, size_t length);

/* engine.c: steps. */
void machine_run(Machine *m, Value world);
/* What the modes and roles of a step's operands ask for, once it has acted. */
void settle(Machine *m, const Step *s);

/* effects.c: what an instruction does that is no transfer. */
Fault perform(Machine *m, const Step *s);
Fault cell_make(Machine *m, Kind kind, uint32_t size, Cell **cell);
/* A new string of UTF-8; false: no room. */
bool string_make(Machine *m, const char *text, size_t length, Value *x);

/* transfers.c: jump, call, apply, halt, raise; fuel and the timer. */
Fault transfer(Machine *m, const Step *s);
/* Calls `closure` with `count` arguments in `next`, as many as it has
 * parameters, where no register lives.  Takes all of them. */
void call_owned(Machine *m, Value closure, uint32_t count, Value *next);
Fault set_timer(Machine *m);

/* faults.c: try, the handler, the end. */
void fault_take(Machine *m, const Step *s, Fault fault);
Fault set_handler(Machine *m);
/* Is `f` #f, or a closure that takes just `n` arguments? */
Fault callable(Value f, uint32_t n);
void reserve_fill(Machine *m); /* room for it was made */
void reserve_drop(Machine *m);

/* trace.c: a line for each transfer and the end, where there is a trace. */
void trace_transfer(Machine *m);
void trace_end(Machine *m);

/* print.c */
void print(Machine *m, Value v, FILE *out);
void print_brief(Machine *m, Value v, FILE *out);
void print_name(Machine *m, Value symbol, FILE *out);
void utf8_put(uint32_t c, FILE *out);
uint32_t utf8_next(const uint8_t **at, const uint8_t *end);
#define UTF8_WRONG 0xffffffffu

/* devices.c.  Results are owned. */
bool world_make(Machine *m, Value *world);
const char *device_name(Value device);
bool device_is_timer(Value device);
Fault device_port(Machine *m, Value world, Value name, Value *x);
Fault device_in(Machine *m, Value device, Value *x);
Fault device_out(Machine *m, Value device, Value x);
Fault device_read(Machine *m, Value device, Value *x);
Fault device_write(Machine *m, Value device, Value x);

#endif
