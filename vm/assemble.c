/* Assembling: the text of a program, or a program as data, to an image
 * (spec/text.md, spec/image.md).
 *
 * A text is read and translated block by block, so that its data are never
 * there all at once.  A form is handed on as its place: the pair of which it is
 * the first, and which knows where it stands in the text.
 *
 * The blocks are translated in the order in which they stand in the image: a
 * lambda waits until the block around it is done.  The walk over the forms of a
 * block has a stack of its own, so they may nest to any depth.  It knows who
 * owns each register, with a trail of what to undo where `else` begins, and
 * writes code as it goes.  Two kinds of numbers are not known when their place
 * is reached: the length of `then`, and the number of a block.  They are noted
 * as fixups and set in at the end.  Problems are collected, and the walk goes
 * on; what it writes after one is nonsense that nobody gets to see.
 */
#include "memory.h"
#include "read.h"
#include "table.h"
#include "verify.h"
#include <stdio.h>

/* A block on its way.  Its code and fixups begin where those of the block
 * before end. */
typedef struct Draft {
  Value name;
  uint32_t parameters, captures, registers;
  bool known, rest;      /* known: the header is right */
  uint32_t code, fixups; /* ends, in things */
} Draft;

typedef struct Fixup {
  uint32_t position;    /* in the code: the number goes before this byte */
  uint32_t number;      /* until fixups are set in: bytes of `then`, or what a
                         * block is given */
  uint32_t first, last; /* of `then`: the fixups within, first up to last */
  Value block;          /* its name; an integer: a lambda; VALUE_VOID: `then` */
  Position at;          /* of the block's name */
  bool close;
} Fixup;

/* What a register was before a change. */
typedef struct Turn {
  Value owner, at; /* at: where the change is */
  uint32_t home;
} Turn;

/* A way through a block: its forms; or `else`, which comes after `then`. */
typedef struct Frame {
  Value forms, owner; /* owner: the form around */
  uint32_t problems;  /* before the last form */
  bool otherwise;
  uint32_t turns, fixup, code, fixups; /* of `else`: those before `then` */
} Frame;

/* A lambda that waits. */
typedef struct Lambda {
  Value at;
  uint32_t number;
} Lambda;

/* Data on the way to a constant. */
typedef struct Task {
  Value v;
  uint32_t parts; /* UINT32_MAX: visit v first */
} Task;

/* Names that mean something, but for those of instructions, whose numbers are
 * less. */
typedef enum Word {
  WORD_NONE,
  WORD_LAMBDA = 0x8000,
  WORD_THEN,
  WORD_ELSE,
  WORD_BLOCK,
  WORD_QUOTE,
  WORD_REST,
} Word;
static const char words[][7] = {"lambda", "then",  "else",
                                "block",  "quote", "rest"};

typedef struct Assembler {
  Machine *m;
  Problems *problems;
  bool memory;                                /* there is none */
  Buffer drafts, code, fixups;                /* of all blocks */
  Buffer constants, names, variables, places; /* as the image has them */
  Buffer turns, frames, lambdas, lambda_drafts, tasks, numbers, text;
  Map draft_numbers, constant_numbers, name_numbers, words;
  uint32_t constant_count, name_count;
  Draft *draft;           /* at work */
  bool named;             /* its variables are names */
  Value owner[REGISTERS]; /* a symbol, or where the block has numbers an
                           * integer; VALUE_FALSE: free */
  bool full;              /* a register too many was asked for */
  bool main;              /* there is a block of this name */
  uint32_t line;          /* of the last place */
  uint64_t work;          /* forms and data met so far */
  Integer least, most;    /* integers of the program */
  uint8_t profiles;
  bool used[256];
  Turn take[OPERANDS]; /* of the instruction at work */
  uint32_t takes;
  char variable[8]; /* the name of a register */
} Assembler;

static void push(Assembler *a, Buffer *buffer, const void *it, size_t size) {
  buffer_bytes(buffer, it, size);
  if (buffer->failed) a->memory = true;
}

/* Data. */

static bool is_pair(Value v) {
  return value_is_cell(v) && cell_kind(value_cell(v)) == KIND_PAIR;
}
static bool is_listed(Value v) { return is_pair(v) || v == VALUE_NULL; }
static bool is_symbol(Value v) { return value_is(v, KIND_SYMBOL); }
static bool is_count(Value v) { return value_is_int(v) && value_int(v) >= 0; }
static Value first(Value v) { return value_cell(v)->field[0]; }
static Value rest(Value v) { return value_cell(v)->field[1]; }
static Value behind(Value v, uint32_t n) {
  while (n--) v = rest(v);
  return v;
}
static Value nth(Value v, uint32_t n) { return first(behind(v, n)); }

/* Data may share parts, and each is looked at as often as it is met: so a small
 * datum can ask for endless work.  One is as large as the heap at most. */
static void work_count(Assembler *a, uint64_t work) {
  a->work += work;
  if (a->work > a->m->heap_words) a->memory = true;
}

/* The pairs of a list; `*tail` is what stands behind the last. */
static uint32_t length(Assembler *a, Value v, Value *tail) {
  uint32_t n = 0;
  for (; is_pair(v); v = rest(v)) n++;
  if (tail) *tail = v;
  work_count(a, n);
  return n;
}
/* Is it a list of at least `least` and at most `most` elements? */
static bool is_list_of(Assembler *a, Value v, uint32_t least, uint32_t most) {
  Value tail;
  uint32_t n = length(a, v, &tail);
  return tail == VALUE_NULL && n >= least && n <= most;
}
static bool is_list(Assembler *a, Value v) {
  return is_list_of(a, v, 0, UINT32_MAX);
}

/* The number of an instruction, or another word; WORD_NONE: neither. */
static Word word_of(Assembler *a, Value v) {
  if (!is_symbol(v)) return WORD_NONE;
  uint32_t *known = map_find(&a->words, v), word = WORD_NONE, i;
  if (known) return (Word)*known;
  for (i = 1; i < baton_instruction_count; i++)
    if (baton_symbol_is(a->m, v, instruction_name(&baton_instructions[i])))
      word = i;
  for (i = 0; i < sizeof words / sizeof *words; i++)
    if (baton_symbol_is(a->m, v, words[i])) word = WORD_LAMBDA + i;
  if (!map_put(&a->words, v, word)) a->memory = true;
  return (Word)word;
}
static const Instruction *instruction_at(Word word) {
  return word && word < WORD_LAMBDA ? &baton_instructions[word] : NULL;
}
static bool has_head(Assembler *a, Value v, Word word) {
  return is_pair(v) && word_of(a, first(v)) == word;
}
static bool is_quoted(Assembler *a, Value v) {
  return has_head(a, v, WORD_QUOTE) && is_list_of(a, v, 2, 2);
}
/* An operation: a list that begins with a symbol and is no quoted datum. */
static bool is_operation(Assembler *a, Value form) {
  return is_pair(form) && is_symbol(first(form)) && is_list(a, form) &&
         !is_quoted(a, form);
}
/* A way of a tree: (then form ...). */
static bool is_way(Assembler *a, Value form, Word word) {
  return has_head(a, form, word) && is_list(a, form);
}
static bool is_taking(Assembler *a, Value v) {
  return is_symbol(v) && machine_symbol(a->m, v)->text[0] == '!';
}
static bool is_variable(Assembler *a, Value v) {
  return is_symbol(v) && !is_taking(a, v);
}
/* The symbol without its `!`. */
static Value bare(Assembler *a, Value v) {
  const Symbol *s = machine_symbol(a->m, v);
  Value out = v;
  if (s->text[0] == '!' &&
      !baton_symbol_intern(a->m, s->text + 1, s->length - 1, &out))
    a->memory = true;
  return out;
}

/* Problems. */

/* The name of a symbol or of a register; of what is neither there is none. */
static const char *text_of(Assembler *a, Value v) {
  if (is_symbol(v)) return machine_symbol(a->m, v)->text;
  a->variable[0] = 0;
  if (value_is_int(v))
    snprintf(a->variable, sizeof a->variable, "r%d", (int)value_int(v) & 255);
  return a->variable;
}

/* The detail $1 is the name of `about`. */
static void complain(Assembler *a, Message message, Value at, Value about) {
  baton_complain(a->problems, message, baton_position(at), text_of(a, about),
                 NULL, NULL);
}
/* $1 is the name of `about`, $2 is `wanted` and $3 is `given`; or where there
 * is nothing wanted, $2. */
static void complain_count(Assembler *a, Message message, Position at,
                           Value about, const char *wanted, uint32_t given) {
  char number[16];
  snprintf(number, sizeof number, "%u", given);
  baton_complain(a->problems, message, at, text_of(a, about),
                 wanted ? wanted : number, number);
}
static uint32_t problem_count(const Assembler *a) {
  return (uint32_t)a->problems->list.length;
}

/* Variables. */

/* Is the symbol a variable?  `*name` is what owns its register. */
static bool variable(Assembler *a, Value symbol, Value *name) {
  const Symbol *s = machine_symbol(a->m, symbol);
  uint32_t n = 0, i = 1;
  *name = symbol;
  if (a->named) return true;
  if (s->text[0] != 'r' || (s->text[1] == '0' && s->length > 2)) return false;
  for (; s->text[i] >= '0' && s->text[i] <= '9' && n < REGISTERS; i++)
    n = n * 10 + (uint32_t)(s->text[i] - '0');
  *name = value_of_int((Integer)n);
  return i > 1 && i == s->length && n < REGISTERS;
}

/* Where the variable lives, or -1. */
static int home_of(const Assembler *a, Value name) {
  for (uint32_t i = 0; i < a->draft->registers; i++)
    if (a->owner[i] == name) return (int)i;
  return -1;
}

static void own(Assembler *a, uint32_t home, Value name, Value at) {
  Turn turn = {a->owner[home], at, home};
  push(a, &a->turns, &turn, sizeof turn);
  a->owner[home] = name;
  if (a->draft->registers <= home) a->draft->registers = home + 1;
}

static void undo_to(Assembler *a, uint32_t count) {
  while (BUFFER_COUNT(&a->turns, Turn) > count) {
    Turn turn = *BUFFER_POP(&a->turns, Turn);
    a->owner[turn.home] = turn.owner;
  }
}

static void symbol_write(Assembler *a, Value symbol, Buffer *out) {
  const Symbol *s = machine_symbol(a->m, symbol);
  buffer_uleb(out, s->length);
  buffer_bytes(out, s->text, s->length);
}

/* Puts a variable's name, where it has one, into the debug section. */
static void note_name(Assembler *a, Value name) {
  if (!is_symbol(name)) return;
  uint32_t *known = map_find(&a->name_numbers, name);
  buffer_uleb(&a->variables, known ? *known : a->name_count);
  if (known) return;
  symbol_write(a, name, &a->names);
  if (!map_put(&a->name_numbers, name, a->name_count++)) a->memory = true;
}

/* The same for the place of an instruction or block. */
static void note_place(Assembler *a, Value at) {
  Position position = baton_position(at);
  buffer_uleb(&a->places, zigzag((int64_t)position.line - (int64_t)a->line));
  buffer_uleb(&a->places, position.column);
  a->line = position.line;
}

/* Gives birth to the variable that stands at `at`, and writes its register. */
static void birth(Assembler *a, Value at) {
  uint32_t home = 0;
  Value form = first(at), name;
  if (!is_variable(a, form) || !variable(a, form, &name)) {
    complain(a, a->named ? MESSAGE_BAD_VARIABLE : MESSAGE_BAD_REGISTER, at,
             form);
    return;
  }
  if (home_of(a, name) >= 0) {
    complain(a, MESSAGE_BORN_ALIVE, at, form);
    return;
  }
  note_name(a, name);
  if (!is_symbol(name)) home = (uint32_t)value_int(name);
  else
    while (home < REGISTERS && a->owner[home] != VALUE_FALSE) home++;
  if (home == REGISTERS) {
    if (!a->full) complain(a, MESSAGE_REGISTERS, at, form);
    a->full = true;
    home = REGISTERS - 1;
  }
  own(a, home, name, at);
  buffer_uleb(&a->code, home);
}

/* Gives birth to what stands at `at`, one variable or a list. */
static void births(Assembler *a, Value at) {
  Value born = first(at);
  if (!is_listed(born)) birth(a, at);
  for (; is_pair(born) && !a->memory; born = rest(born)) birth(a, born);
}

/* Constants: in the order in which they are met, parts before the whole. */

static void note_integer(Assembler *a, Integer n) {
  if (n < a->least) a->least = n;
  if (n > a->most) a->most = n;
}

static void string_write(Assembler *a, const Cell *string, Buffer *out) {
  a->text.length = 0;
  baton_string_put(&a->text, string);
  buffer_uleb(out, a->text.length);
  buffer_bytes(out, a->text.data, a->text.length);
}

static uint32_t constant_add(Assembler *a, Value v, const uint32_t *part) {
  Buffer *b = &a->constants;
  Kind kind = KIND_INT;
  while (!value_is(v, kind)) kind = (Kind)(kind + 1);
  Cell *cell = value_is_cell(v) ? value_cell(v) : NULL;
  uint32_t *known = cell ? NULL : map_find(&a->constant_numbers, v);
  if (known) return *known;
  if (!cell && !map_put(&a->constant_numbers, v, a->constant_count))
    a->memory = true;
  a->profiles |= baton_kind_profiles[kind];
  buffer_byte(b, kind);
  switch (kind) {
  case KIND_INT:
    note_integer(a, value_int(v));
    buffer_uleb(b, zigzag(value_int(v)));
    break;
  case KIND_BOOL: buffer_byte(b, v == VALUE_TRUE); break;
  case KIND_CHAR: buffer_uleb(b, value_payload(v)); break;
  case KIND_SYMBOL: symbol_write(a, v, b); break;
  case KIND_STRING: string_write(a, cell, b); break;
  case KIND_BYTES:
    buffer_uleb(b, cell_size(cell));
    buffer_bytes(b, cell_bytes(cell), cell_size(cell));
    break;
  case KIND_VECTOR: buffer_uleb(b, cell_size(cell)); /* fall through */
  case KIND_PAIR:
    for (uint32_t i = 0; i < (kind == KIND_PAIR ? 2 : cell_size(cell)); i++)
      buffer_uleb(b, part[i]);
    break;
  default: break;
  }
  return a->constant_count++;
}

static void task_push(Assembler *a, Value v, uint32_t parts) {
  Task task = {v, parts};
  push(a, &a->tasks, &task, sizeof task);
}

/* The number of the constant v.  The numbers of parts wait on a stack. */
static uint32_t constant(Assembler *a, Value v) {
  uint32_t number = 0;
  task_push(a, v, UINT32_MAX);
  while (a->tasks.length && !a->memory) {
    Task task = *BUFFER_POP(&a->tasks, Task);
    bool whole = is_pair(task.v) || value_is(task.v, KIND_VECTOR);
    work_count(a, 1);
    if (whole && task.parts == UINT32_MAX) {
      const Cell *cell = value_cell(task.v);
      task.parts = is_pair(task.v) ? 2 : cell_size(cell);
      task_push(a, task.v, task.parts);
      for (uint32_t i = task.parts; i-- > 0;)
        task_push(a, cell->field[i], UINT32_MAX);
      continue;
    }
    if (whole) a->numbers.length -= task.parts * sizeof number;
    number = constant_add(
        a, task.v,
        BUFFER_AT(&a->numbers, uint32_t, BUFFER_COUNT(&a->numbers, uint32_t)));
    push(a, &a->numbers, &number, sizeof number);
  }
  a->numbers.length = 0;
  return number;
}

/* Code. */

static void fixup_add(Assembler *a, Fixup fixup) {
  fixup.position = (uint32_t)a->code.length;
  push(a, &a->fixups, &fixup, sizeof fixup);
}

/* Begins the instruction of the form at `at`. */
static void code_start(Assembler *a, const Instruction *info, Value at) {
  a->used[info->opcode] = true;
  a->profiles |= info->profile;
  a->takes = 0;
  buffer_byte(&a->code, info->opcode);
  note_place(a, at);
}

static void operand_write(Assembler *a, Mode mode, uint64_t index) {
  buffer_uleb(&a->code, index << 2 | mode);
}

/* Complains that the variable at `at` does not live, and where it ended. */
static void complain_dead(Assembler *a, Value at, Value name) {
  const Turn *turn = BUFFER_AT(&a->turns, Turn, 0), *end = NULL;
  if (a->full || !baton_problems_more(a->problems)) return;
  for (size_t i = BUFFER_COUNT(&a->turns, Turn); i-- > 0 && !end;)
    if (turn[i].owner == name) end = &turn[i];
  uint32_t line = end ? baton_position(end->at).line : 0;
  complain_count(a,
                 !end   ? MESSAGE_UNKNOWN_VARIABLE
                 : line ? MESSAGE_ENDED
                        : MESSAGE_ENDED_BEFORE,
                 baton_position(at), name, NULL, line);
}

static void operand_variable(Assembler *a, Value at, bool taken) {
  Value name;
  if (!variable(a, bare(a, first(at)), &name)) {
    complain(a, MESSAGE_BAD_REGISTER, at, first(at));
    return;
  }
  int home = home_of(a, name);
  if (home < 0) {
    complain_dead(a, at, name);
    return;
  }
  operand_write(a, taken ? MODE_TAKE : MODE_COPY, (uint32_t)home);
  if (taken && a->takes < OPERANDS)
    a->take[a->takes++] = (Turn){name, at, (uint32_t)home};
}

static void operand_value(Assembler *a, Value at) {
  Value form = first(at);
  if (is_symbol(form)) {
    operand_variable(a, at, is_taking(a, form));
  } else if (is_pair(form) && !is_quoted(a, form)) {
    complain(a, MESSAGE_BAD_OPERAND, at, form);
  } else {
    if (is_pair(form)) form = nth(form, 1);
    if (!value_is_int(form)) {
      operand_write(a, MODE_CONSTANT, constant(a, form));
    } else {
      note_integer(a, value_int(form));
      operand_write(a, MODE_SMALL, zigzag(value_int(form)));
    }
  }
}

/* The variable that `drop` ends. */
static void operand_end(Assembler *a, Value at) {
  Value form = first(at);
  if (is_taking(a, form)) complain(a, MESSAGE_DROP_TAKES, at, bare(a, form));
  if (is_symbol(form)) operand_variable(a, at, true);
  else complain(a, MESSAGE_DROP_CONSTANT, at, form);
}

/* Ends what the instruction takes. */
static void takes_end(Assembler *a) {
  for (uint32_t i = 0; i < a->takes; i++) {
    Turn take = a->take[i];
    if (a->owner[take.home] == take.owner)
      own(a, take.home, VALUE_FALSE, take.at);
    else complain(a, MESSAGE_TAKEN_TWICE, take.at, take.owner);
  }
}

/* How many operands the operation at `where` has; complains where it takes
 * other ones: `fixed` and then, where there are more in the table, a rest. */
static uint32_t operands_count(Assembler *a, const Instruction *info,
                               Value where, uint32_t fixed) {
  uint32_t given = length(a, first(where), NULL) - 1;
  bool open = fixed < info->operands;
  uint32_t least = fixed + (open ? info->operand[fixed].least : 0u);
  uint32_t most = fixed + (open ? info->operand[fixed].most : 0u);
  char wanted[32];
  if (given >= least && given <= most) return given;
  snprintf(wanted, sizeof wanted, "%s%u",
           !open           ? ""
           : given < least ? "at least "
                           : "at most ",
           given < least ? least : most);
  complain_count(a, MESSAGE_OPERAND_COUNT, baton_position(where),
                 first(first(where)), wanted, given);
  return given;
}

/* Writes the instruction at `where` up to its results; the form is at `at`. */
static void operands(Assembler *a, const Instruction *info, Value where,
                     Value at) {
  Value form = first(where), op = first(form);
  uint32_t last = info->operands ? info->operands - 1u : 0;
  bool open = info->operand[last].class == OPERAND_REST;
  uint32_t fixed = info->operands - open, i = 0;
  uint32_t given = operands_count(a, info, where, fixed);
  code_start(a, info, at);
  for (form = rest(form);; form = rest(form), i++) {
    if (open && i == fixed) buffer_uleb(&a->code, given - fixed);
    if (!is_pair(form) || a->memory) break;
    const uint32_t n = i < last ? i : last;
    OperandClass class = (OperandClass)info->operand[n].class;
    bool block = class == OPERAND_BLOCK;
    if (!block && class != OPERAND_SYMBOL) {
      if (info->operand[n].role == ROLE_END) operand_end(a, form);
      else operand_value(a, form);
    } else if (!is_symbol(first(form))) {
      complain(a,
               block ? MESSAGE_BAD_BLOCK_OPERAND : MESSAGE_BAD_SYMBOL_OPERAND,
               form, op);
    } else if (block) {
      fixup_add(a, (Fixup){.block = first(form),
                           .at = baton_position(form),
                           .number = given - 1,
                           .close = info->class == CLASS_DATA});
    } else {
      buffer_uleb(&a->code, constant(a, first(form)));
    }
  }
  takes_end(a);
}

/* Instructions. */

/* Finds the instruction of the operation at `where`, which must be of `class`;
 * else complains, ends what it takes, and returns NULL. */
static const Instruction *operation(Assembler *a, Value where,
                                    InstructionClass class) {
  static const Message wrong[] = {[CLASS_DATA] = MESSAGE_NOT_A_TEST,
                                  [CLASS_TEST] = MESSAGE_TEST_OUTSIDE,
                                  [CLASS_TREE] = MESSAGE_TREE_INSIDE,
                                  [CLASS_TRANSFER] = MESSAGE_TRANSFER_INSIDE};
  Value form = first(where);
  Word word = word_of(a, first(form));
  const Instruction *info = instruction_at(word);
  bool let = (info && info->opcode == OP_LET) || word == WORD_LAMBDA;
  if (info && !let && info->class == class) return info;
  complain(a,
           let     ? MESSAGE_LET_INSIDE
           : !info ? MESSAGE_UNKNOWN_OP
                   : wrong[info->class],
           where, first(form));
  if (word == WORD_THEN || word == WORD_ELSE || word == WORD_BLOCK) return NULL;
  for (Value at = rest(form); is_pair(at); at = rest(at)) {
    Value name;
    int home = is_taking(a, first(at)) && variable(a, bare(a, first(at)), &name)
                   ? home_of(a, name)
                   : -1;
    if (home >= 0) own(a, (uint32_t)home, VALUE_FALSE, at);
  }
  return NULL;
}

/* Gives birth to the results of the operation at `where`, and complains where
 * they do not fit.  What is born of it stands at `born`; `none`: what stands
 * there where it has no results. */
static void results(Assembler *a, const Instruction *info, Value where,
                    Value born, Value none) {
  Value names = is_pair(born) ? first(born) : VALUE_UNBOUND;
  uint32_t count = info->results;
  bool fits = count == 0   ? names == none
              : count == 1 ? names != VALUE_UNBOUND && !is_listed(names)
                           : length(a, names, NULL) == count;
  if (!fits)
    complain_count(a,
                   count > 1            ? MESSAGE_MANY_RESULTS
                   : count              ? MESSAGE_ONE_RESULT
                   : none == VALUE_NULL ? MESSAGE_NO_RESULTS_TRY
                                        : MESSAGE_NO_RESULTS,
                   baton_position(where), first(first(where)), NULL, count);
  if (names != VALUE_UNBOUND) births(a, born);
}

/* An operation at `where` that stands alone, or of which is born what stands at
 * `born`; the whole is at `at`. */
static void instruction(Assembler *a, Value where, Value born, Value at) {
  const Instruction *info = operation(a, where, CLASS_DATA);
  if (info) operands(a, info, where, at);
  if (info) results(a, info, where, born, VALUE_UNBOUND);
  else if (is_pair(born)) births(a, born);
}

/* A lambda at `where`, in the let at `at`. */
static void lambda(Assembler *a, Value born, Value where, Value at) {
  Value form = first(where);
  uint32_t number = (uint32_t)BUFFER_COUNT(&a->lambda_drafts, uint32_t);
  if (!a->named) {
    complain(a, MESSAGE_LAMBDA_NUMBERS, where, form);
  } else if (!is_list_of(a, form, 3, UINT32_MAX)) {
    complain(a, MESSAGE_BAD_LAMBDA, where, form);
  } else if (!is_listed(nth(form, 1))) {
    complain(a, MESSAGE_LAMBDA_PARAMETERS, behind(form, 1), form);
  } else if (!is_list(a, nth(form, 2))) {
    complain(a, MESSAGE_LAMBDA_CAPTURES, behind(form, 2), form);
  } else {
    Lambda waits = {where, number};
    push(a, &a->lambdas, &waits, sizeof waits);
    push(a, &a->lambda_drafts, &number, sizeof number);
    code_start(a, instruction_of(OP_CLOSE), at);
    fixup_add(a, (Fixup){.block = value_of_int((Integer)number)});
    buffer_uleb(&a->code, length(a, nth(form, 2), NULL));
    for (Value it = nth(form, 2); is_pair(it) && !a->memory; it = rest(it))
      if (is_symbol(first(it))) operand_value(a, it);
    takes_end(a);
  }
  if (is_listed(first(born)))
    complain(a, MESSAGE_ONE_RESULT, where, first(form));
  births(a, born);
}

static void let(Assembler *a, Value at) {
  Value form = first(at);
  if (!is_list_of(a, form, 3, 3)) {
    complain(a, MESSAGE_BAD_LET, at, form);
    return;
  }
  Value born = behind(form, 1), where = behind(form, 2);
  if (has_head(a, first(where), WORD_LAMBDA)) {
    lambda(a, born, where, at);
  } else if (is_operation(a, first(where))) {
    instruction(a, where, born, at);
  } else if (is_listed(first(born))) {
    complain(a, MESSAGE_BAD_LET, at, form);
  } else {
    code_start(a, instruction_of(OP_LET), at);
    operand_value(a, where);
    takes_end(a);
    births(a, born);
  }
}

static void transfer(Assembler *a, const Instruction *info, Value at) {
  uint32_t before = problem_count(a);
  operands(a, info, at, at);
  if (before != problem_count(a)) return;
  for (uint32_t i = 0; i < a->draft->registers; i++)
    if (a->owner[i] != VALUE_FALSE)
      complain_count(a, MESSAGE_STILL_ALIVE, baton_position(at), a->owner[i],
                     instruction_name(info), 0);
}

static void frame_push(Assembler *a, Frame frame) {
  frame.problems = problem_count(a);
  push(a, &a->frames, &frame, sizeof frame);
}

/* `if`, and `try` with what is born. */
static void tree(Assembler *a, Value at, uint8_t opcode) {
  bool try = opcode == OP_TRY;
  Value form = first(at);
  if (!is_list_of(a, form, 4 + try, 4 + try) ||
      !is_operation(a, nth(form, 1 + try)) ||
      !is_way(a, nth(form, 2 + try), WORD_THEN) ||
      !is_way(a, nth(form, 3 + try), WORD_ELSE)) {
    complain(a, try ? MESSAGE_BAD_TRY : MESSAGE_BAD_IF, at, form);
    return;
  }
  Value born = behind(form, 1), where = behind(form, 1 + try);
  Value then = rest(where), otherwise = rest(then);
  Frame frame = {.forms = rest(first(otherwise)),
                 .owner = otherwise,
                 .otherwise = true,
                 .turns = (uint32_t)BUFFER_COUNT(&a->turns, Turn),
                 .fixup = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup)};
  a->used[opcode] = true;
  buffer_byte(&a->code, opcode);
  fixup_add(a, (Fixup){.block = VALUE_VOID});
  const Instruction *info = operation(a, where, try ? CLASS_DATA : CLASS_TEST);
  if (info) operands(a, info, where, at);
  /* What `try` takes ends in `then` only. */
  if (!try) frame.turns = (uint32_t)BUFFER_COUNT(&a->turns, Turn);
  if (try && info && !info->faults)
    complain(a, MESSAGE_CANNOT_FAULT, where, first(first(where)));
  if (try && info) results(a, info, where, born, VALUE_NULL);
  else if (try) births(a, born);
  frame.code = (uint32_t)a->code.length;
  frame.fixups = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup);
  frame_push(a, frame);
  frame_push(a, (Frame){.forms = rest(first(then)), .owner = then});
}

static void form_translate(Assembler *a, Value at) {
  Value form = first(at);
  work_count(a, 1);
  if (!is_operation(a, form)) {
    complain(a, MESSAGE_NOT_AN_INSTRUCTION, at, form);
    return;
  }
  const Instruction *info = instruction_at(word_of(a, first(form)));
  if (info && info->opcode == OP_LET) {
    let(a, at);
  } else if (!info || info->class == CLASS_DATA || info->class == CLASS_TEST) {
    instruction(a, at, VALUE_VOID, at);
  } else {
    if (is_pair(rest(at))) complain(a, MESSAGE_AFTER_TRANSFER, rest(at), form);
    a->frames.length -= sizeof(Frame);
    if (info->class == CLASS_TREE) tree(a, at, info->opcode);
    else transfer(a, info, at);
  }
}

/* `then` has ended. */
static void else_start(Assembler *a, Frame frame) {
  Fixup *fixup = BUFFER_AT(&a->fixups, Fixup, frame.fixup);
  fixup->number = (uint32_t)a->code.length - frame.code;
  fixup->first = frame.fixups;
  fixup->last = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup);
  undo_to(a, frame.turns);
  frame.otherwise = false;
  frame_push(a, frame);
}

/* Translates all that was begun. */
static void run(Assembler *a) {
  while (a->frames.length && !a->memory) {
    Frame *frame = BUFFER_TOP(&a->frames, Frame), at = *frame;
    if (!at.otherwise && is_pair(at.forms)) {
      frame->forms = rest(at.forms);
      frame->problems = problem_count(a);
      form_translate(a, at.forms);
      continue;
    }
    a->frames.length -= sizeof at;
    if (at.otherwise) else_start(a, at);
    else if (at.problems == problem_count(a))
      complain(a, MESSAGE_NO_TRANSFER, at.owner, VALUE_VOID);
  }
}

/* Blocks. */

/* Begins the block at `at`; its name stands at `name_at`. */
static void draft_start(Assembler *a, Value name, Value at, Value name_at) {
  uint32_t number = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
  if (map_find(&a->draft_numbers, name))
    complain(a, MESSAGE_BLOCK_TWICE, name_at, name);
  Draft draft = {.name = name};
  push(a, &a->drafts, &draft, sizeof draft);
  if (!a->memory) a->draft = BUFFER_TOP(&a->drafts, Draft);
  if (!map_put(&a->draft_numbers, name, number)) a->memory = true;
  note_place(a, at);
}

/* Gives birth to a parameter or capture in the next register. */
static void header_variable(Assembler *a, Value form, Value at, uint32_t home) {
  if (home >= REGISTERS) return;
  if (!is_variable(a, form)) {
    complain(a, MESSAGE_BAD_VARIABLE, at, form);
  } else if (home_of(a, form) >= 0) {
    complain(a, MESSAGE_TWICE_IN_HEADER, at, form);
  } else {
    note_name(a, form);
    own(a, home, form, at);
  }
}

/* A header with names.  Parameters are at `header`; then come captures, which
 * of a lambda may have a `!`. */
static void names_start(Assembler *a, Value header, bool lambda) {
  Draft *d = a->draft;
  uint32_t home = 0;
  Value at = first(header), captures = nth(header, 1);
  d->parameters = length(a, at, NULL);
  d->captures = length(a, captures, NULL);
  for (; is_pair(at) && !a->memory; at = rest(at))
    header_variable(a, first(at), at, home++);
  d->rest = at != VALUE_NULL;
  if (d->rest) header_variable(a, at, header, home++);
  for (at = captures; is_pair(at) && !a->memory; at = rest(at)) {
    Value name = first(at);
    header_variable(a, lambda && is_symbol(name) ? bare(a, name) : name, at,
                    home++);
  }
  if (home > REGISTERS) complain(a, MESSAGE_REGISTERS, header, first(header));
}

/* The same with numbers: `count` parameters. */
static void numbers_start(Assembler *a, Value header, Value count) {
  Draft *d = a->draft;
  const Integer most = REGISTERS + 1;
  Integer n = value_int(count), c = value_int(nth(header, 1));
  d->rest = count != first(header);
  d->parameters = (uint32_t)(n < most ? n : most);
  d->captures = (uint32_t)(c < most ? c : most);
  uint32_t frame = d->parameters + d->rest + d->captures;
  if (frame > REGISTERS) complain(a, MESSAGE_REGISTERS, header, VALUE_VOID);
  for (uint32_t i = 0; i < frame && i < REGISTERS; i++)
    own(a, i, value_of_int((Integer)i), header);
}

/* Gives birth to what the header at `header` says, or complains. */
static void header_start(Assembler *a, Value header, bool lambda) {
  Value parameters = first(header), captures = nth(header, 1);
  bool open = is_pair(parameters);
  Value count = open ? first(parameters) : parameters;
  a->named = !value_is_int(count);
  buffer_byte(&a->variables, a->named);
  if (a->named ? !is_listed(parameters)
               : !is_count(count) ||
                     (open && word_of(a, rest(parameters)) != WORD_REST)) {
    complain(a, MESSAGE_BAD_PARAMETERS, header, VALUE_VOID);
  } else if (a->named ? value_is_int(captures) : is_listed(captures)) {
    complain(a, MESSAGE_MIXED_HEADER, rest(header), VALUE_VOID);
  } else if (a->named ? !is_list(a, captures) : !is_count(captures)) {
    complain(a, MESSAGE_BAD_CAPTURES, rest(header), VALUE_VOID);
  } else {
    a->draft->known = true;
    if (a->named) names_start(a, header, lambda);
    else numbers_start(a, header, count);
  }
}

/* Translates the block or lambda at `at`, whose parameters are at `header`;
 * then come captures and forms. */
static void body(Assembler *a, Value at, Value header, bool lambda) {
  uint32_t before = problem_count(a);
  uint32_t lambdas = (uint32_t)BUFFER_COUNT(&a->lambdas, Lambda);
  header_start(a, header, lambda);
  if (problem_count(a) == before)
    frame_push(a, (Frame){.forms = behind(header, 2), .owner = at});
  run(a);
  undo_to(a, 0);
  a->draft->code = (uint32_t)a->code.length;
  a->draft->fixups = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup);
  /* The first of its lambdas comes next. */
  Lambda *from = BUFFER_AT(&a->lambdas, Lambda, lambdas);
  Lambda *to = BUFFER_AT(&a->lambdas, Lambda,
                         BUFFER_COUNT(&a->lambdas, Lambda));
  for (; from + 1 < to; from++) {
    Lambda waits = *from;
    *from = *--to;
    *to = waits;
  }
}

/* Translates the lambdas that wait: those of the block `outer`. */
static void lambdas_run(Assembler *a, Value outer) {
  for (uint32_t n = 1; a->lambdas.length && !a->memory; n++) {
    Lambda it = *BUFFER_POP(&a->lambdas, Lambda);
    Value name = VALUE_VOID;
    const Symbol *symbol = machine_symbol(a->m, outer);
    a->text.length = 0;
    buffer_bytes(&a->text, symbol->text, symbol->length);
    buffer_format(&a->text, "/%u", n);
    if (a->text.failed ||
        !baton_symbol_intern(a->m, (char *)a->text.data, a->text.length, &name))
      a->memory = true;
    *BUFFER_AT(&a->lambda_drafts, uint32_t,
               it.number) = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
    if (!a->memory) draft_start(a, name, it.at, it.at);
    if (!a->memory) body(a, it.at, rest(first(it.at)), true);
  }
}

static void block(void *context, Value at) {
  Assembler *a = context;
  Value form = first(at);
  if (!has_head(a, form, WORD_BLOCK) || !is_list_of(a, form, 4, UINT32_MAX)) {
    complain(a, MESSAGE_NOT_A_BLOCK, at, form);
    return;
  }
  Value name = nth(form, 1), captures = nth(form, 3);
  if (!is_symbol(name)) {
    complain(a, MESSAGE_BAD_BLOCK_NAME, rest(form), name);
    return;
  }
  draft_start(a, name, at, rest(form));
  if (a->memory) return;
  a->full = false;
  if (baton_symbol_is(a->m, name, "main")) {
    a->main = true;
    if (captures != VALUE_NULL && captures != value_of_int(0))
      complain(a, MESSAGE_MAIN_CAPTURES, behind(form, 3), name);
  }
  body(a, at, behind(form, 2), false);
  lambdas_run(a, name);
}

/* Finds the block of a fixup and checks what it is given; its number. */
static uint32_t block_number(Assembler *a, const Fixup *fixup) {
  char wanted[32];
  if (value_is_int(fixup->block))
    return *BUFFER_AT(&a->lambda_drafts, uint32_t, value_int(fixup->block));
  uint32_t *number = map_find(&a->draft_numbers, fixup->block);
  if (!number) {
    complain_count(a, MESSAGE_UNKNOWN_BLOCK, fixup->at, fixup->block, NULL, 0);
    return 0;
  }
  const Draft *d = BUFFER_AT(&a->drafts, Draft, *number);
  bool open = d->rest && !fixup->close;
  uint32_t count = fixup->close ? d->captures : d->parameters;
  if (!d->known) return *number;
  if (!fixup->close && d->captures) {
    complain_count(a, MESSAGE_JUMP_CAPTURES, fixup->at, fixup->block, NULL, 0);
  } else if (open ? fixup->number < count : fixup->number != count) {
    snprintf(wanted, sizeof wanted, "%s%u", open ? "at least " : "", count);
    complain_count(a, fixup->close ? MESSAGE_CLOSE_COUNT : MESSAGE_JUMP_COUNT,
                   fixup->at, fixup->block, wanted, fixup->number);
  }
  return *number;
}

static uint32_t uleb_size(uint64_t n) {
  uint32_t size = 1;
  for (; n > 127; n >>= 7) size++;
  return size;
}

/* Gives all fixups their numbers.  after[i]: bytes set in from fixup i on.  The
 * lengths are made from the last to the first, so that each `then` counts the
 * numbers set into it. */
static void fixups_number(Assembler *a, uint32_t *after) {
  uint32_t count = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup);
  Fixup *fixup = BUFFER_AT(&a->fixups, Fixup, 0);
  after[count] = 0;
  for (uint32_t i = count; i-- > 0;) {
    if (fixup[i].block != VALUE_VOID)
      fixup[i].number = block_number(a, &fixup[i]);
    else fixup[i].number += after[fixup[i].first] - after[fixup[i].last];
    after[i] = after[i + 1] + uleb_size(fixup[i].number);
  }
}

/* Writes a block's code with its fixups set in; `before`: the block before. */
static void code_write(Assembler *a, const Draft *before, const Draft *d,
                       const uint32_t *after, Buffer *image) {
  uint32_t from = before->code;
  buffer_uleb(image, d->code - from + after[before->fixups] - after[d->fixups]);
  for (uint32_t i = before->fixups; i < d->fixups; i++) {
    const Fixup *fixup = BUFFER_AT(&a->fixups, Fixup, i);
    buffer_bytes(image, a->code.data + from, fixup->position - from);
    buffer_uleb(image, fixup->number);
    from = fixup->position;
  }
  buffer_bytes(image, a->code.data + from, d->code - from);
}

/* The debug section.  The bytes of a file's name need not be UTF-8. */
static void debug_write(Assembler *a, const char *file, Buffer *image) {
  const uint8_t *at = (const uint8_t *)file, *end = at + strlen(file);
  a->text.length = 0;
  while (at < end) {
    uint32_t c = baton_utf8_next(&at, end);
    buffer_utf8(&a->text, c == UTF8_WRONG ? '?' : c);
  }
  buffer_uleb(image, a->text.length);
  buffer_bytes(image, a->text.data, a->text.length);
  buffer_uleb(image, a->name_count);
  buffer_bytes(image, a->names.data, a->names.length);
  buffer_bytes(image, a->variables.data, a->variables.length);
  buffer_bytes(image, a->places.data, a->places.length);
}

static void put_32(Buffer *to, uint32_t n) {
  for (int i = 0; i < 4; i++) buffer_byte(to, (uint8_t)(n >> 8 * i));
}

static void image_write(Assembler *a, const uint32_t *after, bool strip,
                        Buffer *image) {
  static const Draft none;
  bool debug = !strip && a->problems->file;
  uint32_t count = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
  const Draft *draft = BUFFER_AT(&a->drafts, Draft, 0);
  buffer_bytes(image, baton_magic, sizeof baton_magic);
  buffer_byte(image, baton_width(a->least, a->most));
  buffer_byte(image, a->profiles | 1);
  buffer_byte(image, debug);
  put_32(image, baton_digest(a->used));
  buffer_uleb(image, a->constant_count);
  buffer_bytes(image, a->constants.data, a->constants.length);
  buffer_uleb(image, count);
  for (uint32_t i = 0; i < count; i++) {
    const Draft *d = &draft[i];
    symbol_write(a, d->name, image);
    buffer_uleb(image, d->parameters);
    buffer_byte(image, d->rest);
    buffer_uleb(image, d->captures);
    buffer_uleb(image, d->registers);
    code_write(a, i ? d - 1 : &none, d, after, image);
  }
  if (debug) debug_write(a, a->problems->file, image);
  put_32(image, baton_crc32(0, image->data, image->length));
}

/* Translates the text of `problems`, or the blocks as data. */
static void program(Assembler *a, Value blocks, bool strip, Buffer *image) {
  Problems *p = a->problems;
  if (p->text) {
    if (!baton_read_text(a->m, p, block, a)) a->memory = true;
  } else {
    for (Value at = blocks; is_pair(at) && !a->memory; at = rest(at))
      block(a, at);
    if (!is_list(a, blocks))
      complain(a, MESSAGE_NOT_A_PROGRAM, VALUE_VOID, VALUE_VOID);
  }
  if (!a->main)
    baton_complain(p, MESSAGE_NO_MAIN, p->text ? (Position){1, 1} : NOWHERE,
                   NULL, NULL, NULL);
  size_t fixups = BUFFER_COUNT(&a->fixups, Fixup);
  uint32_t *after = buffer_extend(&a->numbers, (fixups + 1) * sizeof *after);
  if (!after || a->memory) return;
  fixups_number(a, after);
  if (!problems_any(p)) image_write(a, after, strip, image);
}

bool baton_assemble_blocks(Machine *m, Value blocks, Problems *problems,
                           bool strip, Buffer *image) {
  Assembler *a = memory_resize(&m->memory, NULL, sizeof *a);
  if (!a) {
    baton_complain(problems, MESSAGE_NO_MEMORY, NOWHERE, NULL, NULL, NULL);
    return false;
  }
  *a = (Assembler){.m = m, .problems = problems};
  Buffer *buffers[] = {
      &a->drafts,  &a->code,      &a->fixups, &a->constants,    &a->names,
      &a->places,  &a->variables, &a->turns,  &a->frames,       &a->tasks,
      &a->lambdas, &a->numbers,   &a->text,   &a->lambda_drafts};
  Map *maps[] = {&a->draft_numbers, &a->constant_numbers, &a->name_numbers,
                 &a->words};
  enum {
    BUFFERS = sizeof buffers / sizeof *buffers,
    MAPS = sizeof maps / sizeof *maps
  };
  for (int i = 0; i < BUFFERS; i++) *buffers[i] = machine_buffer(m);
  for (int i = 0; i < MAPS; i++) *maps[i] = machine_map(m);
  for (int i = 0; i < REGISTERS; i++) a->owner[i] = VALUE_FALSE;
  program(a, blocks, strip, image);
  bool fine = !a->memory && !image->failed;
  for (int i = 0; i < BUFFERS; i++) {
    if (buffers[i]->failed) fine = false;
    buffer_free(buffers[i]);
  }
  for (int i = 0; i < MAPS; i++) map_free(maps[i]);
  if (!fine)
    baton_complain(problems, MESSAGE_NO_MEMORY, NOWHERE, NULL, NULL, NULL);
  memory_resize(&m->memory, a, 0);
  return fine && !problems_any(problems);
}
