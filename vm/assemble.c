/* Assembling: a program as data to an image (spec/text.md, spec/image.md).
 *
 * A form is handed on as its place: the pair of which it is the first, and
 * which knows where it stands in the text.
 *
 * The blocks are translated in the order in which they stand in the image: a
 * lambda waits until the block around it is done.  The walk over the forms of a
 * block has a stack of its own, so they may nest to any depth.  It knows who
 * owns each register, with a trail of what to undo where `else` begins, and
 * writes code.  Two kinds of numbers are not known when their place is reached:
 * the length of `then`, and the number of a block.  They are noted as fixups
 * and set in at the end.  Problems are collected, and the walk goes on.
 */
#include "memory.h"
#include "read.h"
#include "table.h"
#include "verify.h"
#include <stdio.h>

/* A block on its way.  Its code, fixups, names and places begin where those of
 * the block before end. */
typedef struct Draft {
  Value name, at;
  uint32_t parameters, captures, registers;
  bool known, rest, named;              /* known: the header is right */
  uint32_t code, fixups, names, places; /* ends, in things */
} Draft;

typedef struct Fixup {
  uint32_t position;    /* in the code: the number goes before this byte */
  uint32_t number;      /* of `then`: its bytes, until fixups are set in */
  uint32_t first, last; /* of `then`: the fixups within, first up to last */
  Value block;          /* its name; an integer: a lambda; VALUE_VOID: `then` */
  Value at;             /* of the block's name */
  uint32_t given;       /* arguments or captures */
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
  bool begun;         /* a form has been translated */
  bool otherwise;
  uint32_t turns, fixup, code; /* of `else`: those before `then` */
} Frame;

/* A lambda that waits. */
typedef struct Lambda {
  Value at, number;
} Lambda;

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
static const char *const words[] = {"lambda", "then", "else", "block",
                                    "quote",  "rest"};

typedef struct Assembler {
  Machine *m;
  Problems problems;
  bool strip, memory;                         /* memory: there is none */
  Buffer drafts, code, fixups, names, places; /* of all blocks */
  Buffer constants, debug_names;              /* as the image has them */
  Buffer turns, frames, lambdas;
  Map draft_numbers, constant_numbers, name_numbers, words;
  uint32_t constant_count, name_count, lambda_count;
  Draft *draft;           /* at work */
  Value owner[REGISTERS]; /* a symbol, or where the block has numbers an
                           * integer; VALUE_FALSE: free */
  bool full;              /* a register too many was asked for */
  uint64_t work;          /* forms and data met so far */
  Integer least, most;    /* integers of the program */
  uint8_t profiles;
  bool used[256];
  Code code_now; /* the instruction at work */
  Turn take[OPERANDS];
  uint32_t takes;
  uint32_t given; /* operands as written, the wrong ones too */
} Assembler;

/* Data. */

static bool is_pair(Value v) { return value_is(v, KIND_PAIR); }
static bool is_listed(Value v) { return is_pair(v) || v == VALUE_NULL; }
static bool is_symbol(Value v) { return value_is(v, KIND_SYMBOL); }
static Value first(Value v) { return value_cell(v)->field[0]; }
static Value rest(Value v) { return value_cell(v)->field[1]; }
static Value behind(Value v, uint32_t n) {
  while (n--) v = rest(v);
  return v;
}
static Value nth(Value v, uint32_t n) { return first(behind(v, n)); }
/* Where in the text a form stands. */
static uint32_t offset_of(Value at) {
  return is_pair(at) && cell_size(value_cell(at)) == 3
             ? (uint32_t)value_int(value_cell(at)->field[2])
             : 0;
}

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
static bool is_list(Assembler *a, Value v) {
  Value tail;
  length(a, v, &tail);
  return tail == VALUE_NULL;
}
/* Is it a list of at least `least` and at most `most` elements? */
static bool is_list_of(Assembler *a, Value v, uint32_t least, uint32_t most) {
  Value tail;
  uint32_t n = length(a, v, &tail);
  return tail == VALUE_NULL && n >= least && n <= most;
}

static const char *text_of(Assembler *a, Value v) {
  static const char *const none = "";
  return is_symbol(v) ? machine_symbol(a->m, v)->text : none;
}

/* The number of an instruction, or another word; WORD_NONE: neither. */
static Word word_of(Assembler *a, Value v) {
  if (!is_symbol(v)) return WORD_NONE;
  uint32_t *known = map_find(&a->words, v), word = WORD_NONE, i;
  if (known) return (Word)*known;
  for (i = 1; i < baton_instruction_count; i++)
    if (baton_symbol_is(a->m, v, baton_instructions[i].name)) word = i;
  for (i = 0; i < sizeof words / sizeof *words; i++)
    if (baton_symbol_is(a->m, v, words[i])) word = WORD_LAMBDA + i;
  if (!map_put(&a->words, v, word)) a->memory = true;
  return (Word)word;
}
static const Instruction *instruction_at(Word word) {
  return word && word < WORD_LAMBDA ? &baton_instructions[word] : NULL;
}
static bool is_word(Assembler *a, Value v, Word word) {
  return word_of(a, v) == word;
}
static bool has_head(Assembler *a, Value v, Word word) {
  return is_pair(v) && is_word(a, first(v), word);
}
static bool is_quoted(Assembler *a, Value v) {
  return has_head(a, v, WORD_QUOTE) && is_list_of(a, v, 2, 2);
}
/* An operation: a list that begins with a symbol and is no quoted datum. */
static bool is_operation(Assembler *a, Value form) {
  return is_pair(form) && is_symbol(first(form)) && is_list(a, form) &&
         !is_quoted(a, form);
}
static bool is_taking(Assembler *a, Value v) {
  return is_symbol(v) && text_of(a, v)[0] == '!';
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

static void complain_text(Assembler *a, Message message, Value at,
                          const char *x, const char *y, uint32_t n) {
  char number[16];
  snprintf(number, sizeof number, "%u", n);
  baton_complain(&a->problems, message, offset_of(at), x, y ? y : number,
                 number);
}
static void complain(Assembler *a, Message message, Value at, Value v) {
  complain_text(a, message, at, text_of(a, v), NULL, 0);
}
static uint32_t problem_count(const Assembler *a) {
  return (uint32_t)a->problems.list.length;
}

static void *grow(Assembler *a, Buffer *buffer, size_t size) {
  void *room = buffer_extend(buffer, size);
  if (!room) a->memory = true;
  return room;
}

/* Variables. */

/* Is the symbol a variable?  `*name` is what owns its register. */
static bool variable(Assembler *a, Value symbol, Value *name) {
  *name = symbol;
  if (a->draft->named) return true;
  const char *text = text_of(a, symbol);
  uint32_t n = 0;
  bool fine = text[0] == 'r' && text[1] && (text[1] != '0' || !text[2]) &&
              baton_symbol_is(a->m, symbol, text);
  for (text++; fine && *text; text++) {
    fine = *text >= '0' && *text <= '9' && n < REGISTERS;
    n = n * 10 + (uint32_t)(*text - '0');
  }
  *name = value_of_int((Integer)n);
  return fine && n < REGISTERS;
}

/* Where the variable lives, or -1. */
static int home_of(const Assembler *a, Value name) {
  for (uint32_t i = 0; i < a->draft->registers; i++)
    if (a->owner[i] == name) return (int)i;
  return -1;
}

static const char *name_text(Assembler *a, Value name, char buffer[8]) {
  if (is_symbol(name)) return text_of(a, name);
  snprintf(buffer, 8, "r%d", (int)value_int(name) & 255);
  return buffer;
}

static void own(Assembler *a, uint32_t home, Value name, Value at) {
  Turn *turn = grow(a, &a->turns, sizeof *turn);
  if (!turn) return;
  *turn = (Turn){a->owner[home], at, home};
  a->owner[home] = name;
  if (a->draft->registers <= home) a->draft->registers = home + 1;
}

static void undo_to(Assembler *a, uint32_t count) {
  while (BUFFER_COUNT(&a->turns, Turn) > count) {
    Turn turn = *BUFFER_POP(&a->turns, Turn);
    a->owner[turn.home] = turn.owner;
  }
}

/* Where the variable has ended; NULL: it never lived. */
static const Turn *end_of(const Assembler *a, Value name) {
  for (size_t i = BUFFER_COUNT(&a->turns, Turn); i-- > 0;) {
    const Turn *turn = BUFFER_AT(&a->turns, Turn, i);
    if (turn->owner == name) return turn;
  }
  return NULL;
}

/* Puts a variable's name into the block's list of names. */
static void note_name(Assembler *a, Value name) {
  if (a->draft->named) buffer_bytes(&a->names, &name, sizeof name);
}

/* Gives birth to the variable that stands at `at`; returns its register. */
static uint8_t birth(Assembler *a, Value at) {
  uint32_t home = 0;
  Value form = first(at), name;
  if (!is_variable(a, form) || !variable(a, form, &name)) {
    complain(a, a->draft->named ? MESSAGE_BAD_VARIABLE : MESSAGE_BAD_REGISTER,
             at, form);
    return 0;
  }
  if (home_of(a, name) >= 0) {
    complain(a, MESSAGE_BORN_ALIVE, at, form);
    return 0;
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
  return (uint8_t)home;
}

/* Gives birth to what stands at `at`, one variable or a list. */
static void births(Assembler *a, Value at) {
  uint32_t count = 0;
  Value born = first(at);
  if (!is_listed(born)) a->code_now.result[0] = birth(a, at);
  for (; is_pair(born) && !a->memory; born = rest(born)) {
    uint8_t home = birth(a, born);
    if (count < 2) a->code_now.result[count++] = home;
  }
}

/* Constants: in the order in which they are met, parts before the whole. */

typedef struct Task {
  Value v;
  uint32_t parts; /* UINT32_MAX: visit v first */
} Task;

static void note_integer(Assembler *a, Integer n) {
  if (n < a->least) a->least = n;
  if (n > a->most) a->most = n;
}

static void symbol_write(Assembler *a, Value symbol, Buffer *out) {
  const Symbol *s = machine_symbol(a->m, symbol);
  buffer_uleb(out, s->length);
  buffer_bytes(out, s->text, s->length);
}

static void string_write(Assembler *a, const Cell *string, Buffer *out) {
  Buffer text = machine_buffer(a->m);
  baton_string_put(&text, string);
  buffer_uleb(out, text.length);
  buffer_bytes(out, text.data, text.length);
  if (text.failed) a->memory = true;
  buffer_free(&text);
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

static uint32_t constant(Assembler *a, Value v) {
  Buffer tasks = machine_buffer(a->m), numbers = machine_buffer(a->m);
  Task start = {v, UINT32_MAX};
  buffer_bytes(&tasks, &start, sizeof start);
  while (tasks.length && !tasks.failed && !numbers.failed && !a->memory) {
    Task task = *BUFFER_POP(&tasks, Task);
    work_count(a, 1);
    bool pair = value_is(task.v, KIND_PAIR);
    if (task.parts == UINT32_MAX && (pair || value_is(task.v, KIND_VECTOR))) {
      Cell *cell = value_cell(task.v);
      Task make = {task.v, pair ? 2 : cell_size(cell)};
      buffer_bytes(&tasks, &make, sizeof make);
      for (uint32_t i = make.parts; i-- > 0;) {
        Task visit = {cell->field[i], UINT32_MAX};
        buffer_bytes(&tasks, &visit, sizeof visit);
      }
      continue;
    }
    uint32_t parts = task.parts == UINT32_MAX ? 0 : task.parts;
    numbers.length -= parts * sizeof(uint32_t);
    uint32_t number = constant_add(
        a, task.v,
        BUFFER_AT(&numbers, uint32_t, BUFFER_COUNT(&numbers, uint32_t)));
    buffer_bytes(&numbers, &number, sizeof number);
  }
  uint32_t number = numbers.length ? *BUFFER_POP(&numbers, uint32_t) : 0;
  if (tasks.failed || numbers.failed) a->memory = true;
  buffer_free(&tasks);
  buffer_free(&numbers);
  return number;
}

/* Operands. */

static void operand_add(Assembler *a, Mode mode, uint64_t index) {
  Code *code = &a->code_now;
  if (code->count < OPERANDS)
    code->operand[code->count++] = (Operand){mode, index};
}

static void operand_variable(Assembler *a, Value at, bool taken) {
  char buffer[8];
  Value name;
  if (!variable(a, bare(a, first(at)), &name)) {
    complain(a, MESSAGE_BAD_REGISTER, at, first(at));
    return;
  }
  int home = home_of(a, name);
  if (home >= 0) {
    operand_add(a, taken ? MODE_TAKE : MODE_COPY, (uint32_t)home);
    if (taken && a->takes < OPERANDS)
      a->take[a->takes++] = (Turn){name, at, (uint32_t)home};
    return;
  }
  if (a->full || !baton_problems_more(&a->problems)) return;
  const Turn *end = end_of(a, name);
  Text text = a->problems.text;
  if (end && text.at) baton_text_seek(&text, offset_of(end->at));
  complain_text(a,
                !end      ? MESSAGE_UNKNOWN_VARIABLE
                : text.at ? MESSAGE_ENDED
                          : MESSAGE_ENDED_BEFORE,
                at, name_text(a, name, buffer), NULL, text.line);
}

static void operand_value(Assembler *a, Value at) {
  Value form = first(at);
  if (is_symbol(form)) {
    operand_variable(a, at, is_taking(a, form));
  } else if (is_pair(form) && !is_quoted(a, form)) {
    complain(a, MESSAGE_BAD_OPERAND, at, form);
  } else {
    if (is_pair(form)) form = nth(form, 1);
    if (value_is_int(form)) {
      note_integer(a, value_int(form));
      operand_add(a, MODE_SMALL, zigzag(value_int(form)));
    } else {
      operand_add(a, MODE_CONSTANT, form);
    }
  }
}

static void operand_end(Assembler *a, Value at) {
  Value form = first(at);
  if (is_taking(a, form)) complain(a, MESSAGE_DROP_TAKES, at, bare(a, form));
  if (is_symbol(form)) operand_variable(a, at, true);
  else complain(a, MESSAGE_DROP_CONSTANT, at, form);
}

/* The bare name of a block or of a symbol. */
static void operand_bare(Assembler *a, Value at, OperandClass class) {
  bool block = class == OPERAND_BLOCK;
  if (!is_symbol(first(at)))
    complain_text(
        a, block ? MESSAGE_BAD_BLOCK_OPERAND : MESSAGE_BAD_SYMBOL_OPERAND, at,
        a->code_now.info->name, NULL, 0);
  else if (block) operand_add(a, MODE_BLOCK, at);
  else operand_add(a, MODE_SYMBOL, first(at));
}

/* Ends what the instruction takes. */
static void takes_end(Assembler *a) {
  char buffer[8];
  for (uint32_t i = 0; i < a->takes; i++) {
    Turn take = a->take[i];
    if (a->owner[take.home] == take.owner)
      own(a, take.home, VALUE_FALSE, take.at);
    else
      complain_text(a, MESSAGE_TAKEN_TWICE, take.at,
                    name_text(a, take.owner, buffer), NULL, 0);
  }
}

static void code_start(Assembler *a, const Instruction *info) {
  a->code_now.info = info;
  a->code_now.count = a->takes = 0;
}

/* The operands of the instruction at `where`.  The name of a block becomes an
 * operand with MODE_BLOCK: its place. */
static void operands(Assembler *a, const Instruction *info, Value where) {
  uint32_t count = info->operands, i = 0;
  bool open = count && info->operand[count - 1].class == OPERAND_REST;
  uint32_t least = count - open, most = least;
  if (open) least += info->operand[count - 1].least;
  if (open) most += info->operand[count - 1].most;
  a->given = length(a, first(where), NULL) - 1;
  if (a->given < least || a->given > most) {
    uint32_t bound = a->given < least ? least : most;
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%s%u",
             !open              ? ""
             : a->given < least ? "at least "
                                : "at most ",
             bound);
    complain_text(a, MESSAGE_OPERAND_COUNT, where, info->name, wanted,
                  a->given);
  }
  code_start(a, info);
  for (Value at = rest(first(where)); is_pair(at) && !a->memory;
       at = rest(at)) {
    OperandClass class =
        count ? (OperandClass)info->operand[i].class : OPERAND_VALUE;
    if (class == OPERAND_BLOCK || class == OPERAND_SYMBOL)
      operand_bare(a, at, class);
    else if (count && info->operand[i].role == ROLE_END) operand_end(a, at);
    else operand_value(a, at);
    if (i + 1 < count) i++;
  }
  takes_end(a);
}

static void fixup_add(Assembler *a, Fixup fixup) {
  fixup.position = (uint32_t)a->code.length;
  buffer_bytes(&a->fixups, &fixup, sizeof fixup);
}

/* Notes which block the instruction names: its first operand.  A lambda is the
 * last one so far. */
static void block_use(Assembler *a) {
  Value at = (Value)a->code_now.operand[0].index, block = first(at);
  if (is_pair(block)) block = value_of_int((Integer)a->lambda_count);
  fixup_add(a, (Fixup){.block = block,
                       .at = at,
                       .given = a->given - 1,
                       .close = a->code_now.info->class == CLASS_DATA});
}

/* Writes the instruction of the form at `where`; `tree`: 0, or around it. After
 * a problem there is no code, but whether the blocks that are named exist is
 * still looked into. */
static void emit(Assembler *a, Value where, uint8_t tree) {
  const Code *code = &a->code_now;
  const Instruction *info = code->info;
  uint32_t at = 0, offset = offset_of(where);
  if (problems_any(&a->problems)) {
    if (code->count && code->operand[0].mode == MODE_BLOCK) block_use(a);
    return;
  }
  a->used[info->opcode] = a->used[tree] = true;
  a->profiles |= info->profile;
  if (tree) {
    buffer_byte(&a->code, tree);
    fixup_add(a, (Fixup){.block = VALUE_VOID});
  }
  buffer_byte(&a->code, info->opcode);
  for (uint32_t i = 0; i < info->operands; i++) {
    uint32_t repeat = 1;
    if (info->operand[i].class == OPERAND_REST)
      buffer_uleb(&a->code, repeat = code->count - at);
    for (; repeat-- > 0; at++) {
      Operand operand = code->operand[at];
      Value v = (Value)operand.index;
      switch (operand.mode) {
      case MODE_BLOCK: block_use(a); break;
      case MODE_SYMBOL: buffer_uleb(&a->code, constant(a, v)); break;
      case MODE_CONSTANT: operand.index = constant(a, v); /* fall through */
      case MODE_COPY:
      case MODE_TAKE:
      case MODE_SMALL: buffer_uleb(&a->code, operand.index << 2 | operand.mode);
      }
    }
  }
  for (uint32_t i = 0; i < info->results; i++)
    buffer_uleb(&a->code, code->result[i]);
  buffer_bytes(&a->places, &offset, sizeof offset);
}

/* Instructions. */

/* Finds the instruction of the operation at `where`, which must be of `class`;
 * else complains, ends what it takes, and returns NULL. */
static const Instruction *operation(Assembler *a, Value where,
                                    InstructionClass class) {
  Value form = first(where);
  Word word = word_of(a, first(form));
  const Instruction *info = instruction_at(word);
  Message message;
  if ((info && info->opcode == OP_LET) || word == WORD_LAMBDA)
    message = MESSAGE_LET_INSIDE;
  else if (word == WORD_THEN || word == WORD_ELSE || word == WORD_BLOCK ||
           !info)
    message = MESSAGE_UNKNOWN_OP;
  else if (info->class == CLASS_TREE) message = MESSAGE_TREE_INSIDE;
  else if (info->class == CLASS_TRANSFER) message = MESSAGE_TRANSFER_INSIDE;
  else if (info->class == class) return info;
  else
    message = class == CLASS_DATA ? MESSAGE_TEST_OUTSIDE : MESSAGE_NOT_A_TEST;
  complain(a, message, where, first(form));
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

/* Gives birth to the results, and complains where they do not fit.  Nothing is
 * born: VALUE_VOID, or under `try` (). */
static void results(Assembler *a, Value where, Value born, bool try) {
  const Instruction *info = a->code_now.info;
  Value names = is_pair(born) ? first(born) : VALUE_VOID;
  if (info->results == 0) {
    if (names == (try ? VALUE_NULL : VALUE_VOID)) return;
    complain_text(a, try ? MESSAGE_NO_RESULTS_TRY : MESSAGE_NO_RESULTS, where,
                  info->name, NULL, 0);
  } else if (info->results == 1 ? names == VALUE_VOID || is_listed(names)
                                : length(a, names, NULL) != info->results) {
    complain_text(
        a, info->results == 1 ? MESSAGE_ONE_RESULT : MESSAGE_MANY_RESULTS,
        where, info->name, NULL, info->results);
    if (names == VALUE_VOID) return;
  }
  births(a, born);
}

/* An instruction at `where` that may stand alone or be born from; the whole is
 * at `at`. */
static void instruction(Assembler *a, Value where, Value born, Value at) {
  const Instruction *info = operation(a, where, CLASS_DATA);
  if (info) {
    operands(a, info, where);
    results(a, where, born, false);
    emit(a, at, 0);
  } else if (is_pair(born) && first(born) != VALUE_VOID) {
    births(a, born);
  }
}

static Frame *frame_push(Assembler *a, Value forms, Value owner) {
  static Frame none;
  Frame *frame = grow(a, &a->frames, sizeof *frame);
  if (!frame) return &none;
  *frame = (Frame){.forms = forms, .owner = owner};
  return frame;
}

/* A lambda at `where`, in the let at `at`. */
static void lambda(Assembler *a, Value born, Value where, Value at) {
  Value form = first(where);
  bool right = false;
  if (!a->draft->named) complain(a, MESSAGE_LAMBDA_NUMBERS, where, form);
  else if (!is_list_of(a, form, 3, UINT32_MAX))
    complain(a, MESSAGE_BAD_LAMBDA, where, form);
  else if (!is_listed(nth(form, 1)))
    complain(a, MESSAGE_LAMBDA_PARAMETERS, behind(form, 1), form);
  else if (!is_list(a, nth(form, 2)))
    complain(a, MESSAGE_LAMBDA_CAPTURES, behind(form, 2), form);
  else right = true;
  if (right) {
    Lambda waits = {where, value_of_int((Integer)++a->lambda_count)};
    buffer_bytes(&a->lambdas, &waits, sizeof waits);
    a->given = length(a, nth(form, 2), NULL) + 1;
    code_start(a, instruction_of(OP_CLOSE));
    operand_add(a, MODE_BLOCK, where);
    for (Value it = nth(form, 2); is_pair(it); it = rest(it))
      if (is_symbol(first(it))) operand_value(a, it);
    takes_end(a);
  }
  if (is_listed(first(born)))
    complain(a, MESSAGE_ONE_RESULT, where, first(form));
  births(a, born);
  if (right) emit(a, at, 0);
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
    code_start(a, instruction_of(OP_LET));
    operand_value(a, where);
    takes_end(a);
    births(a, born);
    emit(a, at, 0);
  }
}

static void transfer(Assembler *a, const Instruction *info, Value at) {
  uint32_t before = problem_count(a);
  char buffer[8];
  operands(a, info, at);
  emit(a, at, 0);
  if (before != problem_count(a)) return;
  for (uint32_t i = 0; i < a->draft->registers; i++)
    if (a->owner[i] != VALUE_FALSE)
      complain_text(a, MESSAGE_STILL_ALIVE, at,
                    name_text(a, a->owner[i], buffer), info->name, 0);
}

/* A way of a tree: (then form ...). */
static bool is_way(Assembler *a, Value form, Word word) {
  return has_head(a, form, word) && is_list(a, form);
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
  /* What `try` takes ends in `then` only. */
  uint32_t turns = (uint32_t)BUFFER_COUNT(&a->turns, Turn);
  uint32_t fixup = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup);
  const Instruction *info = operation(a, where, try ? CLASS_DATA : CLASS_TEST);
  if (info) operands(a, info, where);
  if (!try) turns = (uint32_t)BUFFER_COUNT(&a->turns, Turn);
  if (try && !info) births(a, born);
  if (try && info) {
    if (!info->faults)
      complain(a, MESSAGE_CANNOT_FAULT, where, first(first(where)));
    results(a, where, born, true);
  }
  if (info) emit(a, at, opcode);
  if (!problems_any(&a->problems) && !a->fixups.failed)
    BUFFER_AT(&a->fixups, Fixup, fixup)->first = (uint32_t)BUFFER_COUNT(
        &a->fixups, Fixup);
  Frame *frame = frame_push(a, rest(first(otherwise)), otherwise);
  frame->otherwise = true;
  frame->turns = turns;
  frame->fixup = fixup;
  frame->code = (uint32_t)a->code.length;
  frame_push(a, rest(first(then)), then);
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
  if (!problems_any(&a->problems) && !a->fixups.failed) {
    Fixup *fixup = BUFFER_AT(&a->fixups, Fixup, frame.fixup);
    fixup->number = (uint32_t)a->code.length - frame.code;
    fixup->last = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup);
  }
  undo_to(a, frame.turns);
  frame_push(a, frame.forms, frame.owner);
}

/* Translates all that was begun. */
static void run(Assembler *a) {
  while (a->frames.length && !a->memory) {
    Frame *frame = BUFFER_TOP(&a->frames, Frame), at = *frame;
    if (!at.otherwise && is_pair(at.forms)) {
      frame->forms = rest(at.forms);
      frame->problems = problem_count(a);
      frame->begun = true;
      form_translate(a, at.forms);
      continue;
    }
    a->frames.length -= sizeof at;
    if (at.otherwise) else_start(a, at);
    else if (!at.begun || at.problems == problem_count(a))
      complain(a, MESSAGE_NO_TRANSFER, at.owner, VALUE_VOID);
  }
}

/* Blocks. */

/* Begins the block at `at`; its name stands at `name_at`. */
static void draft_start(Assembler *a, Value name, Value at, Value name_at) {
  uint32_t number = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
  if (map_find(&a->draft_numbers, name))
    complain(a, MESSAGE_BLOCK_TWICE, name_at, name);
  a->draft = grow(a, &a->drafts, sizeof *a->draft);
  if (a->draft) *a->draft = (Draft){.name = name, .at = at};
  if (!map_put(&a->draft_numbers, name, number)) a->memory = true;
}

/* Translates the body, where the header had no problems since `before`. */
static void body(Assembler *a, Value forms, uint32_t before) {
  uint32_t lambdas = (uint32_t)BUFFER_COUNT(&a->lambdas, Lambda);
  if (problem_count(a) == before) frame_push(a, forms, a->draft->at);
  run(a);
  undo_to(a, 0);
  a->frames.length = 0;
  a->draft->code = (uint32_t)a->code.length;
  a->draft->fixups = (uint32_t)BUFFER_COUNT(&a->fixups, Fixup);
  a->draft->names = (uint32_t)BUFFER_COUNT(&a->names, Value);
  a->draft->places = (uint32_t)BUFFER_COUNT(&a->places, uint32_t);
  /* The first of its lambdas comes next. */
  uint32_t end = (uint32_t)BUFFER_COUNT(&a->lambdas, Lambda);
  for (Lambda *list = BUFFER_AT(&a->lambdas, Lambda, 0); lambdas + 1 < end;
       lambdas++) {
    Lambda waits = list[lambdas];
    list[lambdas] = list[--end];
    list[end] = waits;
  }
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

/* A block with names, whose parameters are at `header`; then come captures and
 * forms.  Of a lambda the captures may have a `!`. */
static void names_start(Assembler *a, Value header, bool lambda) {
  Draft *d = a->draft;
  uint32_t before = problem_count(a), home = 0;
  Value at = first(header), captures = first(rest(header));
  d->named = d->known = true;
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
  body(a, behind(header, 2), before);
}

static void numbers_start(Assembler *a, Value header) {
  Value parameters = first(header), captures = first(rest(header));
  uint32_t before = problem_count(a);
  bool open = is_pair(parameters);
  Value count = open ? first(parameters) : parameters;
  Draft *d = a->draft;
  if (!value_is_int(count) || value_int(count) < 0 ||
      (open && !is_word(a, rest(parameters), WORD_REST))) {
    complain(a, MESSAGE_BAD_PARAMETERS, header, VALUE_VOID);
  } else if (is_listed(captures)) {
    complain(a, MESSAGE_MIXED_HEADER, rest(header), VALUE_VOID);
  } else if (!value_is_int(captures) || value_int(captures) < 0) {
    complain(a, MESSAGE_BAD_CAPTURES, rest(header), VALUE_VOID);
  } else {
    const Integer most = REGISTERS + 1;
    Integer n = value_int(count), c = value_int(captures);
    d->known = true;
    d->rest = open;
    d->parameters = (uint32_t)(n < most ? n : most);
    d->captures = (uint32_t)(c < most ? c : most);
    uint32_t frame = d->parameters + open + d->captures;
    if (frame > REGISTERS) complain(a, MESSAGE_REGISTERS, header, VALUE_VOID);
    for (uint32_t i = 0; i < frame && i < REGISTERS; i++)
      own(a, i, value_of_int((Integer)i), header);
  }
  body(a, behind(header, 2), before);
}

/* Translates the lambdas that wait: those of the block `outer`. */
static void lambdas_run(Assembler *a, Value outer) {
  for (uint32_t n = 1; a->lambdas.length && !a->memory; n++) {
    Lambda it = *BUFFER_POP(&a->lambdas, Lambda);
    Buffer text = machine_buffer(a->m);
    Value name = VALUE_VOID;
    Symbol *symbol = machine_symbol(a->m, outer);
    buffer_bytes(&text, symbol->text, symbol->length);
    buffer_format(&text, "/%u", n);
    if (text.failed ||
        !baton_symbol_intern(a->m, (char *)text.data, text.length, &name))
      a->memory = true;
    buffer_free(&text);
    uint32_t number = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
    if (!a->memory) draft_start(a, name, it.at, it.at);
    if (!map_put(&a->draft_numbers, it.number, number)) a->memory = true;
    if (!a->memory) names_start(a, rest(first(it.at)), true);
  }
}

static void block(Assembler *a, Value at) {
  Value form = first(at);
  if (!has_head(a, form, WORD_BLOCK) || !is_list_of(a, form, 4, UINT32_MAX)) {
    complain(a, MESSAGE_NOT_A_BLOCK, at, form);
    return;
  }
  Value name = nth(form, 1), parameters = nth(form, 2), captures = nth(form, 3);
  uint32_t before = problem_count(a);
  if (!is_symbol(name)) {
    complain(a, MESSAGE_BAD_BLOCK_NAME, rest(form), name);
    return;
  }
  draft_start(a, name, at, rest(form));
  if (a->memory) return;
  a->full = false;
  if (baton_symbol_is(a->m, name, "main") && captures != VALUE_NULL && captures != 0)
    complain(a, MESSAGE_MAIN_CAPTURES, behind(form, 3), name);
  if (value_is_int(parameters) ||
      (is_pair(parameters) && value_is_int(first(parameters)))) {
    numbers_start(a, behind(form, 2));
  } else if (is_listed(parameters) && is_list(a, captures)) {
    names_start(a, behind(form, 2), false);
  } else {
    if (!is_listed(parameters))
      complain(a, MESSAGE_BAD_PARAMETERS, behind(form, 2), name);
    else
      complain(a,
               value_is_int(captures) ? MESSAGE_MIXED_HEADER
                                      : MESSAGE_BAD_CAPTURES,
               behind(form, 3), name);
    body(a, VALUE_NULL, before);
  }
  lambdas_run(a, name);
}

/* Finds the block of a fixup and checks what it is given; its number. */
static uint32_t block_number(Assembler *a, const Fixup *fixup) {
  char wanted[32];
  uint32_t *number = map_find(&a->draft_numbers, fixup->block);
  if (!number) {
    complain(a, MESSAGE_UNKNOWN_BLOCK, fixup->at, fixup->block);
    return 0;
  }
  const Draft *d = BUFFER_AT(&a->drafts, Draft, *number);
  bool open = d->rest && !fixup->close;
  uint32_t count = fixup->close ? d->captures : d->parameters;
  if (!d->known || value_is_int(fixup->block)) return *number;
  snprintf(wanted, sizeof wanted, "%s%u", open ? "at least " : "", count);
  if (!fixup->close && d->captures)
    complain(a, MESSAGE_JUMP_CAPTURES, fixup->at, fixup->block);
  else if (open ? fixup->given < count : fixup->given != count)
    complain_text(a, fixup->close ? MESSAGE_CLOSE_COUNT : MESSAGE_JUMP_COUNT,
                  fixup->at, text_of(a, fixup->block), wanted, fixup->given);
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
  for (uint32_t i = 0; i < count; i++)
    if (fixup[i].block != VALUE_VOID)
      fixup[i].number = block_number(a, &fixup[i]);
  after[count] = 0;
  for (uint32_t i = count; i-- > 0;) {
    if (fixup[i].block == VALUE_VOID)
      fixup[i].number += after[fixup[i].first] - after[fixup[i].last];
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

/* The names of a block's variables as numbers; new ones join the list. */
static void names_write(Assembler *a, const Draft *before, const Draft *d,
                        Buffer *out) {
  buffer_byte(out, d->named);
  for (uint32_t i = before->names; i < d->names; i++) {
    Value name = *BUFFER_AT(&a->names, Value, i);
    uint32_t *known = map_find(&a->name_numbers, name);
    buffer_uleb(out, known ? *known : a->name_count);
    if (known) continue;
    symbol_write(a, name, &a->debug_names);
    if (!map_put(&a->name_numbers, name, a->name_count++)) a->memory = true;
  }
}

/* The name of the file; its bytes need not be UTF-8. */
static void file_write(Assembler *a, const char *name, Buffer *image) {
  const uint8_t *at = (const uint8_t *)name, *end = at + strlen(name);
  Buffer text = machine_buffer(a->m);
  while (at < end) {
    uint32_t c = baton_utf8_next(&at, end);
    buffer_utf8(&text, c == UTF8_WRONG ? '?' : c);
  }
  buffer_uleb(image, text.length);
  buffer_bytes(image, text.data, text.length);
  if (text.failed) a->memory = true;
  buffer_free(&text);
}

static void places_write(Assembler *a, const Draft *before, const Draft *d,
                         Text *text, Buffer *image) {
  for (uint32_t i = before->places; i <= d->places; i++) {
    uint32_t offset = i == before->places
                          ? offset_of(d->at)
                          : *BUFFER_AT(&a->places, uint32_t, i - 1);
    uint32_t line = text->line;
    if (text->at) baton_text_seek(text, offset);
    buffer_uleb(image, zigzag((int64_t)text->line - (int64_t)line));
    buffer_uleb(image, text->column);
  }
}

static void put_32(Buffer *to, uint32_t n) {
  for (int i = 0; i < 4; i++) buffer_byte(to, (uint8_t)(n >> 8 * i));
}

static void image_write(Assembler *a, const uint32_t *after, Buffer *image) {
  static const Draft none;
  Text text = a->problems.text;
  bool debug = !a->strip && text.file;
  uint32_t count = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
  const Draft *draft = BUFFER_AT(&a->drafts, Draft, 0);
  Buffer numbers = machine_buffer(a->m);
  buffer_bytes(image, baton_magic, sizeof baton_magic);
  buffer_byte(image, baton_width(a->least, a->most));
  buffer_byte(image, a->profiles | 1);
  buffer_byte(image, debug);
  put_32(image, baton_digest(a->used));
  buffer_uleb(image, a->constant_count);
  buffer_bytes(image, a->constants.data, a->constants.length);
  buffer_uleb(image, count);
  for (uint32_t i = 0; i < count; i++) {
    const Draft *d = &draft[i], *before = i ? d - 1 : &none;
    symbol_write(a, d->name, image);
    buffer_uleb(image, d->parameters);
    buffer_byte(image, d->rest);
    buffer_uleb(image, d->captures);
    buffer_uleb(image, d->registers);
    code_write(a, before, d, after, image);
    if (debug) names_write(a, before, d, &numbers);
  }
  if (debug) {
    file_write(a, text.file, image);
    buffer_uleb(image, a->name_count);
    buffer_bytes(image, a->debug_names.data, a->debug_names.length);
    buffer_bytes(image, numbers.data, numbers.length);
    text.line = text.column = 0;
    text.offset = UINT32_MAX; /* found anew */
    for (uint32_t i = 0; i < count; i++)
      places_write(a, i ? &draft[i - 1] : &none, &draft[i], &text, image);
  }
  put_32(image, baton_crc32(0, image->data, image->length));
  if (numbers.failed) a->memory = true;
  buffer_free(&numbers);
}

static void program(Assembler *a, Value blocks, Buffer *image) {
  Value main = VALUE_VOID;
  for (Value at = blocks; is_pair(at) && !a->memory; at = rest(at))
    block(a, at);
  if (!is_list(a, blocks))
    complain(a, MESSAGE_NOT_A_PROGRAM, VALUE_VOID, VALUE_VOID);
  if (!baton_symbol_intern(a->m, "main", 4, &main)) a->memory = true;
  if (!map_find(&a->draft_numbers, main))
    complain(a, MESSAGE_NO_MAIN, VALUE_VOID, VALUE_VOID);
  Buffer sizes = machine_buffer(a->m);
  uint32_t *after = a->memory || a->fixups.failed
                        ? NULL
                        : grow(a, &sizes,
                               (BUFFER_COUNT(&a->fixups, Fixup) + 1) *
                                   sizeof *after);
  if (after) fixups_number(a, after);
  if (after && !problems_any(&a->problems)) image_write(a, after, image);
  buffer_free(&sizes);
}

bool baton_assemble_datum(Machine *m, Value blocks, Problems *problems,
                          bool strip, Buffer *image) {
  Assembler *a = memory_resize(&m->memory, NULL, sizeof *a);
  if (!a) {
    baton_complain(problems, MESSAGE_NO_MEMORY, NO_PLACE, NULL, NULL, NULL);
    return false;
  }
  *a = (Assembler){.m = m, .problems = *problems, .strip = strip};
  Buffer *buffers[] = {&a->drafts,      &a->code,      &a->fixups, &a->names,
                       &a->places,      &a->constants, &a->turns,  &a->frames,
                       &a->debug_names, &a->lambdas};
  Map *maps[] = {&a->draft_numbers, &a->constant_numbers, &a->name_numbers,
                 &a->words};
  enum { BUFFERS = sizeof buffers / sizeof *buffers };
  for (int i = 0; i < BUFFERS; i++) *buffers[i] = machine_buffer(m);
  for (int i = 0; i < 4; i++) *maps[i] = machine_map(m);
  for (int i = 0; i < REGISTERS; i++) a->owner[i] = VALUE_FALSE;
  program(a, blocks, image);
  bool fine = !a->memory && !image->failed;
  for (int i = 0; i < BUFFERS; i++) {
    if (buffers[i]->failed) fine = false;
    buffer_free(buffers[i]);
  }
  for (int i = 0; i < 4; i++) map_free(maps[i]);
  if (!fine)
    baton_complain(&a->problems, MESSAGE_NO_MEMORY, NO_PLACE, NULL, NULL, NULL);
  *problems = a->problems;
  memory_resize(&m->memory, a, 0);
  return fine && !problems_any(problems);
}
