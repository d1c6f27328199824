/* The machine's parts, as its own files see them.
 *
 * Data flows one way: text -> read.c -> a datum for each block -> assemble.c ->
 * image -> image.c, verify.c -> Program -> lower.c -> units -> engine.c.
 * memory.c serves all of them; machine.c holds what an engine does seldom:
 * faults, timers, entering.
 */
#ifndef BATON_MACHINE_H
#define BATON_MACHINE_H

#include "baton.h"
#include "buffer.h"
#include "parts.h"
#include "value.h"

typedef struct BatonMachine Machine;
typedef struct Program Program;
typedef struct Native Native;

enum {
  REGISTERS = 256,
  SCRATCH = REGISTERS,       /* slots that lowered code uses in passing */
  CONSTANTS = 2 * REGISTERS, /* then immediates, shared by all programs */
  SLOTS = 1 << 16,
  CLASSES = 32,   /* cells of fewer words have a free list a size */
  KEPT = 8,       /* and of fewer than these, one of compiled code, too */
  OPERANDS = 260, /* most fields of one instruction */
  POINTER_UNITS = sizeof(void *) / 2,
  ENTRY_HEAD = POINTER_UNITS + 2, /* units: the block, its chunk, its arity */
  NATIVE_UNITS = 2 * POINTER_UNITS + 1, /* at the entry of a compiled block */
  RESERVE = 9,                          /* pairs kept for calling a handler */
};

/* A block.  `entry` is its lowered code; before it stand a pointer back to the
 * block, the chunk of C that it has been compiled to, or 0, and its arity; and
 * a closure holds the entry, so that a call needs not look at the block. */
typedef struct Block {
  const uint16_t *entry;
  uint16_t arity; /* parameters, and REST where more are collected */
  uint16_t parameters, captures, registers; /* parameters: the rest too */
  uint32_t number, at, end;      /* its code: offsets in the program's image */
  uint32_t instructions, births; /* births: parameters and captures too */
  uint32_t names;  /* its first birth in the program's `name` + 1, or 0 */
  uint32_t places; /* in the debug section, or 0 */
  uint32_t line;   /* the line that `places` counts from */
  Value name;      /* a symbol */
  Program *program;
  Value self[CELL_HEAD + 1]; /* the block as a constant closure */
} Block;

enum { REST = 0x8000, ARITY_RESUME = 0x4000 };

/* Where an instruction is: in the lowered code and in the image.  `otherwise`
 * is where `try` goes on when it faults, or 0. */
typedef struct Place {
  uint32_t pc, at, otherwise;
} Place;

struct Program {
  uint32_t number;      /* in the `count` of its constant cells */
  uint32_t environment; /* the program whose symbols' values it uses */
  bool isolated, marked;
  uint8_t *image; /* owned */
  size_t size;
  Value *constant;
  uint32_t constants, blocks;
  Block *block, *main; /* main: where it starts */
  uint16_t *units;
  size_t unit_count;
  Place *place;
  size_t places;
  Value *data;          /* the constant cells */
  size_t words;         /* what it takes of the heap's limit */
  bool used[256];       /* opcodes */
  uint8_t profiles;     /* of the instructions and constants */
  Integer least, most;  /* integers */
  uint32_t file;        /* offset of the debug section's file name, or 0 */
  uint32_t *name;       /* for each birth, where its name stands in the image */
  const Native *native; /* borrowed, or NULL */
};

/* A program that has been compiled to C (compile/).  Its blocks are in chunks,
 * each a function, which goes on at the entry `pc` of a block of its own with
 * the values in the registers, and returns where the engine goes on: at an
 * entry, or at an instruction that compiled code leaves to it.  NULL: the
 * machine's state says why.  With `labels` it only tells where its blocks begin
 * when closures of them are called. */
typedef const uint16_t *Chunk(BatonMachine *m, const uint16_t *pc,
                              const void **labels);
struct Native {
  const char *file;
  const uint8_t *image;
  size_t size;
  uint32_t blocks;
  Chunk *const *chunk;
  const uint16_t *chunk_of; /* for each block, from 1 */
};

/* A symbol's value for a program, and for those that share its values: as long
 * as one of them lives, it lives, too. */
typedef struct Variable {
  Value symbol, value;
  uint32_t environment; /* the program's number */
} Variable;

typedef struct Symbol {
  char *text; /* UTF-8, ended by 0 too */
  uint32_t length;
} Symbol;

typedef struct Reader Reader;
typedef struct Devices Devices;

struct BatonMachine {
  Value r[SLOTS];
  /* heap: cells from base to frontier, free ones in lists by words of fields */
  Cell *free[CLASSES]; /* free[0]: all larger ones */
  Cell *kept[KEPT];    /* by compiled code, for the next closures */
  Value *frontier, *limit, *base;
  Value *other, *full, *scan, *held; /* of the manager `copying` */
  uint64_t live_words;
  int64_t fuel; /* transfers until budget or slice is spent */
  const uint16_t *pc;
  Value timer, handler, answer;
  int64_t budget, slice; /* what is left then; slice: -1 unarmed */
  Value reserve;         /* pairs for the call of a handler, all or none */
  BatonState state;
  Fault fault;
  uint64_t faults; /* so far */
  Fault pending;   /* what comes next is this fault; or none */
  Buffer detail;   /* text: what was wrong, for `device` and `program` */
  BatonCounts counts;
  uint64_t heap_words, code_words;
  Program *start;          /* the machine's own */
  Program *main, *loading; /* loading: on its way */
  const Native *native;    /* of the program that is loaded next, or NULL */
  bool refused_for_memory; /* the last program that was refused */
  uint32_t work; /* rc: link to the cells still to be traced; copying: moved */
  Buffer programs; /* of Program *, by number; NULL: free */
  Buffer symbols;  /* of Symbol */
  Map symbol_numbers, slots, variable_numbers;
  uint32_t slot_count;
  Buffer variables;  /* of Variable */
  Block *resume;     /* of resume closures; its code is never run */
  struct Walk *here; /* where baton_here went last */
  Reader *reader;    /* the one at work; its stack holds roots */
  Devices *devices;
  BatonMemory memory;
  BatonOptions options;
  Buffer text;    /* what inspection returned last */
  bool unwritten; /* output was lost */
};

/* Of the machine's memory, and bounded by its heap. */
Buffer machine_buffer(const Machine *m);
static inline Map machine_map(const Machine *m) {
  return (Map){.entries = machine_buffer(m)};
}
static inline Symbol *machine_symbol(const Machine *m, Value symbol) {
  return BUFFER_AT(&m->symbols, Symbol, value_payload(symbol));
}
static inline Variable *machine_variable(const Machine *m, uint32_t number) {
  return BUFFER_AT(&m->variables, Variable, number);
}
/* Writes what stands before a block's entry. */
static inline void entry_head(uint16_t *units, Block *block, uint16_t chunk) {
  memcpy(units, &block, sizeof block);
  units[POINTER_UNITS] = chunk;
  units[POINTER_UNITS + 1] = block->arity;
}
static inline Block *entry_block(const uint16_t *entry) {
  Block *block;
  memcpy(&block, entry - ENTRY_HEAD, sizeof block);
  return block;
}
static inline const uint16_t *closure_entry(const Cell *cell) {
  return (const uint16_t *)cell->field[0];
}
static inline Block *closure_block(const Cell *cell) {
  return entry_block(closure_entry(cell));
}

/* machine.c: symbols, faults, transfers that are not the common case. */
bool baton_symbol_intern(Machine *m, const char *text, size_t length,
                         Value *symbol);
/* Is the symbol's name `name`, all of it? */
bool baton_symbol_is(const Machine *m, Value symbol, const char *name);
bool baton_variable_intern(Machine *m, uint32_t environment, Value symbol,
                           uint32_t *number);

/* For the engines.  Each returns where to go on, or NULL: m->state says why.
 * `transfer`: what comes is the call of the handler, not an `else`. */
const uint16_t *baton_fault_take(Machine *m, const uint16_t *pc, Fault fault,
                                 bool *transfer);
const uint16_t *baton_fuel_end(Machine *m, const uint16_t *entry);
/* Makes room for what entering the closure, a live register's, allocates: a
 * list of further arguments, or pairs for the handler of a resume closure.  May
 * collect. */
bool baton_enter_room(Machine *m, Value *closure, uint64_t count);
/* Enters `closure`, taken, with `count` arguments in r0... and those of `list`,
 * which is borrowed.  Arity has been checked, memory for a rest reserved. */
const uint16_t *baton_enter(Machine *m, Value closure, uint32_t count,
                            Value list);
/* Does the block take just `count` arguments, and collect no others? */
static inline bool block_takes(const Block *block, uint32_t count) {
  return block->arity == count;
}
/* Can the block be given `count` arguments? */
static inline bool block_accepts(const Block *block, uint32_t count) {
  uint32_t fixed = block->arity & 0x1ff;
  return block->arity & REST ? count >= fixed : count == fixed;
}
/* Can `closure` be applied to `count` arguments and those of `list`?  May
 * collect. */
Fault baton_apply_check(Machine *m, Value closure, uint32_t count, Value list);
/* Keeps what was wrong, for the report; returns `fault`. */
Fault baton_detail(Machine *m, Fault fault, const char *text);

/* Puts each cell that a path of elements from v leads back to into `cycles`,
 * with 0.  children(v) is how many elements of a cell are followed, 0 of what
 * is no cell; less: there the search ends, with FAULT_TYPE. */
Fault baton_cycles_find(Machine *m, Value v, int64_t children(Value v),
                        Map *cycles);

/* Appends a string as UTF-8. */
void baton_string_put(Buffer *out, const Cell *string);
/* A new string of `length` bytes of UTF-8 known to be right. */
Fault baton_string_make(Machine *m, const char *text, size_t length,
                        Value *out);

/* image.c, lower.c: bytes to a Program.  The image is taken, also on failure.
 * `sharer`: a program whose symbols' values it shares, or NULL. */
Program *baton_program_load(Machine *m, const char *name, uint8_t *image,
                            size_t size, const Program *sharer, bool isolated);
/* Notes an integer of the program, for the least width of a word. */
static inline void baton_integer_note(Program *program, Integer n) {
  if (n < program->least) program->least = n;
  if (n > program->most) program->most = n;
}
/* The least width of a word, in bits, for integers from least to most. */
static inline uint8_t baton_width(int64_t least, int64_t most) {
  return least >= -(1 << 13) && most < 1 << 13   ? 16
         : least >= -(1 << 29) && most < 1 << 29 ? 32
                                                 : 64;
}
/* What an engine runs, made of verified code, and how it is found again.  An
 * engine that runs another kind of code has functions of its own for this. */
bool baton_program_lower(Machine *m, Program *program);
/* Where `pc` is, also in its block; NULL: in no program. */
Place *baton_place_find(const Machine *m, const uint16_t *pc,
                        const Block **block);
/* Where `try` goes on when it faults: `place->otherwise` is not 0. */
const uint16_t *baton_place_otherwise(const Program *program,
                                      const Place *place);
void baton_program_free(Machine *m, Program *program);
/* The first bytes of an image, its version included. */
extern const uint8_t baton_magic[9];
/* Do the bytes begin as an image does? */
bool baton_is_image(const uint8_t *bytes, size_t size);
/* The digest over the instructions used (spec/image.md), by opcode. */
uint32_t baton_digest(const bool used[256]);
uint32_t baton_crc32(uint32_t crc, const void *bytes, size_t size);
/* The name of a block's variable by the number of its birth, or NULL. */
const char *baton_debug_name(const Program *program, const Block *block,
                             uint32_t birth, uint32_t *length);
/* Where instruction `index` of a block stands in the source; false: not known.
 */
bool baton_debug_place(const Program *program, const Block *block,
                       uint32_t index, uint32_t *line, uint32_t *column);
/* Reads a minimal ULEB128 of at most 64 bits. */
bool baton_uleb_read(const uint8_t *bytes, uint32_t *at, uint32_t end,
                     uint64_t *n);

/* assemble.c: a text, or blocks as data where `problems` are of none, to an
 * image. */
typedef struct Problems Problems;
bool baton_assemble_blocks(Machine *m, Value blocks, Problems *problems,
                           bool strip, Buffer *image);

/* Reports one error; the twentieth is the last. */
void baton_report(Machine *m, const BatonReport *report);
/* Reports that there is no memory left. */
void baton_report_memory(Machine *m, const char *file);

/* The engines. */
BatonState baton_engine_run(Machine *m);
BatonState baton_engine_step(Machine *m);

/* Services of the formulas (devices.c, machine.c). */
Fault baton_service_port(Machine *m, Value world, uint32_t name, Value *x);
Fault baton_service_in(Machine *m, Value device, Value *x);
Fault baton_service_out(Machine *m, Value device, Value x);
Fault baton_service_read(Machine *m, Value device, Value *x);
Fault baton_service_write(Machine *m, Value device, Value x);
Fault baton_service_assemble(Machine *m, uint32_t count, const uint16_t *slot,
                             Value *x);
Fault baton_service_set_handler(Machine *m, Value handler, Value *old);
Fault baton_service_set_timer(Machine *m, Value timer, Value n, Value f);

#endif
