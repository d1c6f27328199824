/* Assembling: a program as data to an image (spec/text.md, spec/image.md).
 *
 * One walk over the forms with a stack of its own, so blocks may nest to any
 * depth.  It follows the life of each variable, gives registers, and writes
 * code. Three kinds of numbers are not known when their place is reached: the
 * length of `then`, the number of a block, and, since constants are numbered in
 * the order of the blocks, that of a constant.  They are noted as fixups and
 * set in at the end.  Problems are collected, and the walk goes on.
 */
#include "memory.h"
#include "read.h"
#include "table.h"
#include "verify.h"
#include <stdio.h>

/* A variable of one block: its register while it lives. */
typedef struct Local {
  Value name;     /* a symbol; or an integer, where the block has numbers */
  int32_t home;   /* register, or one of: */
  uint32_t ended; /* offset in the text */
} Local;
enum { HOME_NEVER = -1, HOME_ENDED = -2 };

/* A block on its way. */
typedef struct Draft {
  Value name;
  uint32_t offset, parameters, captures, registers;
  bool known, rest, named; /* known: the header is right */
  Buffer code, fixups, names, places;
} Draft;

typedef struct Fixup {
  enum { FIXUP_THEN, FIXUP_BLOCK, FIXUP_SYMBOL, FIXUP_CONSTANT } kind;
  uint32_t position;      /* in the code: the number goes before this byte */
  uint32_t number;        /* of `then`: its bytes, until fixups are set in */
  uint32_t first, last;   /* the fixups within `then`: from first up to last */
  Value v;                /* a block's name, a constant */
  uint32_t offset, given; /* of the block's name; arguments or captures */
  bool close;
} Fixup;

typedef struct Undo {
  uint32_t local;
  Local before;
} Undo;

typedef struct Frame {
  enum { FRAME_BODY, FRAME_ELSE, FRAME_RETURN } kind;
  Value forms;
  uint32_t owner;    /* offset of the form around */
  uint32_t problems; /* before the last form */
  uint32_t mark, fixup, draft;
  bool bodies;     /* a form has been translated */
  uint32_t owners; /* saved */
} Frame;

typedef struct Assembler {
  Machine *m;
  Problems problems;
  bool strip, memory; /* memory: there is none */
  Buffer drafts, locals, undo, frames, owners;
  Map draft_numbers, local_numbers, constant_numbers, name_numbers;
  Map instruction_numbers; /* 0: there is none of this name */
  Buffer constants, names;
  uint32_t constant_count, name_count, current;
  uint32_t outer; /* draft of the top-level block */
  uint32_t lambdas;
  uint32_t owner[REGISTERS]; /* local + 1, or 0: free */
  bool full;
  uint64_t work;       /* forms and data met so far */
  Integer least, most; /* integers of the program */
  uint8_t profiles;
  bool used[256];
  Code code;
  Frame none;
  uint32_t take_local[OPERANDS], take_offset[OPERANDS], takes;
  uint32_t given; /* operands as written, the wrong ones too */
} Assembler;

/* Data. */

static bool is_pair(Value v) { return value_is(v, KIND_PAIR); }
static Value first(Value v) { return value_cell(v)->field[0]; }
static Value rest(Value v) { return value_cell(v)->field[1]; }
static bool is_symbol(Value v) { return value_is(v, KIND_SYMBOL); }
static Value nth(Value v, uint32_t n) {
  while (n--) v = rest(v);
  return first(v);
}
/* The place of the pair's first element. */
static uint32_t offset_of(Value v) {
  return is_pair(v) && cell_size(value_cell(v)) == 3
             ? (uint32_t)value_int(value_cell(v)->field[2])
             : 0;
}
static uint32_t nth_offset(Value v, uint32_t n) {
  while (n--) v = rest(v);
  return offset_of(v);
}
static uint32_t length(Value v) {
  uint32_t n = 0;
  for (; is_pair(v); v = rest(v)) n++;
  return n;
}
static bool is_list(Value v) {
  while (is_pair(v)) v = rest(v);
  return v == VALUE_NULL;
}

static const char *text_of(Assembler *a, Value v) {
  static const char *const none = "";
  return is_symbol(v) ? machine_symbol(a->m, v)->text : none;
}
static bool is_named(Assembler *a, Value v, const char *name) {
  return is_symbol(v) && baton_symbol_is(a->m, v, name);
}
static bool has_head(Assembler *a, Value v, const char *name) {
  return is_pair(v) && is_named(a, first(v), name);
}
static bool is_quoted(Assembler *a, Value v) {
  return has_head(a, v, "quote") && is_list(v) && length(v) == 2;
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

static void complain(Assembler *a, Message message, uint32_t offset, Value v) {
  baton_complain(&a->problems, message, offset, text_of(a, v), NULL, NULL);
}
static void complain_text(Assembler *a, Message message, uint32_t offset,
                          const char *x, const char *y, uint32_t n) {
  char number[16];
  snprintf(number, sizeof number, "%u", n);
  baton_complain(&a->problems, message, offset, x, y ? y : number, number);
}
static uint32_t problem_count(const Assembler *a) {
  return (uint32_t)a->problems.list.length;
}

static Draft *draft_at(Assembler *a, uint32_t number) {
  return (Draft *)(void *)a->drafts.data + number;
}
static Draft *draft(Assembler *a) { return draft_at(a, a->current); }

/* Data may share parts, and each is written as often as it is met: so a small
 * datum can ask for an endless program.  One is as large as the heap at most.
 */
static void work_count(Assembler *a) {
  if (++a->work > a->m->heap_words) a->memory = true;
}

static void *grow(Assembler *a, Buffer *buffer, size_t size) {
  void *room = buffer_extend(buffer, size);
  if (!room) a->memory = true;
  return room;
}

/* Variables. */

static Local *local_at(Assembler *a, uint32_t number) {
  return (Local *)(void *)a->locals.data + number;
}

/* The number of a variable of the current block by its name. */
static uint32_t local_of(Assembler *a, Value name) {
  uint64_t key = (uint64_t)a->current << 32 | (uint32_t)name;
  uint32_t *known = map_find(&a->local_numbers, key);
  if (known) return *known;
  uint32_t number = (uint32_t)BUFFER_COUNT(&a->locals, Local);
  Local *local = grow(a, &a->locals, sizeof *local);
  if (local) *local = (Local){name, HOME_NEVER, 0};
  if (!map_put(&a->local_numbers, key, number)) a->memory = true;
  return number;
}

/* The variable that a symbol means; false: a register's name is wrong. */
static bool variable(Assembler *a, Value symbol, uint32_t *local) {
  if (!draft(a)->named) {
    const char *text = text_of(a, symbol);
    uint32_t n = 0;
    bool fine = text[0] == 'r' && text[1] && (text[1] != '0' || !text[2]) &&
                baton_symbol_is(a->m, symbol, text);
    for (text++; fine && *text; text++) {
      fine = *text >= '0' && *text <= '9' && n < REGISTERS;
      n = n * 10 + (uint32_t)(*text - '0');
    }
    if (!fine || n >= REGISTERS) return false;
    symbol = value_of_int((Integer)n);
  }
  *local = local_of(a, symbol);
  return !a->memory;
}

static const char *local_name(Assembler *a, uint32_t number, char buffer[8]) {
  Value name = local_at(a, number)->name;
  if (is_symbol(name)) return text_of(a, name);
  snprintf(buffer, 8, "r%d", (int)value_int(name) & 255);
  return buffer;
}

static void local_put(Assembler *a, uint32_t number, Local now) {
  Local *local = local_at(a, number);
  if (local->home >= 0) a->owner[local->home] = 0;
  if (now.home >= 0) a->owner[now.home] = number + 1;
  *local = now;
}

static void local_set(Assembler *a, uint32_t number, int32_t home,
                      uint32_t ended) {
  Undo *undo = grow(a, &a->undo, sizeof *undo);
  if (!undo) return;
  *undo = (Undo){number, *local_at(a, number)};
  local_put(a, number, (Local){undo->before.name, home, ended});
}

static void undo_to(Assembler *a, uint32_t mark) {
  while (a->undo.length > mark) {
    Undo undo = *BUFFER_POP(&a->undo, Undo);
    local_put(a, undo.local, undo.before);
  }
}

static void bear(Assembler *a, uint32_t local, uint32_t home) {
  local_set(a, local, (int32_t)home, 0);
  if (draft(a)->registers <= home) draft(a)->registers = home + 1;
}

/* Puts a variable's name into the block's list of names. */
static void note_name(Assembler *a, Value name) {
  if (draft(a)->named) buffer_bytes(&draft(a)->names, &name, sizeof name);
}

/* Gives birth to the variable that `form` names; returns its register. */
static uint8_t birth(Assembler *a, Value form, uint32_t offset) {
  uint32_t local, home = 0;
  if (!is_variable(a, form) || !variable(a, form, &local)) {
    complain(a, draft(a)->named ? MESSAGE_BAD_VARIABLE : MESSAGE_BAD_REGISTER,
             offset, form);
    return 0;
  }
  if (local_at(a, local)->home >= 0) {
    complain(a, MESSAGE_BORN_ALIVE, offset, form);
    return 0;
  }
  if (draft(a)->named) {
    note_name(a, form);
    while (home < REGISTERS && a->owner[home]) home++;
    if (home == REGISTERS) {
      if (!a->full) complain(a, MESSAGE_REGISTERS, offset, form);
      a->full = true;
      home = REGISTERS - 1;
    }
  } else {
    home = (uint32_t)value_int(local_at(a, local)->name);
  }
  bear(a, local, home);
  return (uint8_t)home;
}

static uint32_t births(Assembler *a, Value forms, uint32_t offset, bool list) {
  uint32_t count = 0;
  for (; list && is_pair(forms); forms = rest(forms)) {
    uint8_t home = birth(a, first(forms), offset_of(forms));
    if (count < 2) a->code.result[count++] = home;
  }
  if (!list) a->code.result[count++] = birth(a, forms, offset);
  return count;
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

static uint32_t constant_add(Assembler *a, Value v, const uint32_t *part) {
  Buffer *b = &a->constants;
  Kind kind = KIND_INT;
  while (!value_is(v, kind)) kind = (Kind)(kind + 1);
  bool shared = !value_is_cell(v);
  uint32_t *known = shared ? map_find(&a->constant_numbers, v) : NULL;
  if (known) return *known;
  if (shared && !map_put(&a->constant_numbers, v, a->constant_count))
    a->memory = true;
  a->profiles |= baton_kind_profiles[kind];
  buffer_byte(b, kind);
  Cell *cell = value_is_cell(v) ? value_cell(v) : NULL;
  uint32_t size = cell ? cell_size(cell) : 0;
  if (kind == KIND_INT) {
    note_integer(a, value_int(v));
    buffer_uleb(b, zigzag(value_int(v)));
  } else if (kind == KIND_BOOL) {
    buffer_byte(b, v == VALUE_TRUE);
  } else if (kind == KIND_CHAR) {
    buffer_uleb(b, value_payload(v));
  } else if (kind == KIND_SYMBOL) {
    const Symbol *s = machine_symbol(a->m, v);
    buffer_uleb(b, s->length);
    buffer_bytes(b, s->text, s->length);
  } else if (kind == KIND_PAIR) {
    buffer_uleb(b, part[0]);
    buffer_uleb(b, part[1]);
  } else if (kind == KIND_VECTOR) {
    buffer_uleb(b, size);
    for (uint32_t i = 0; i < size; i++) buffer_uleb(b, part[i]);
  } else if (kind == KIND_BYTES) {
    buffer_uleb(b, size);
    buffer_bytes(b, cell_bytes(cell), size);
  } else if (kind == KIND_STRING) {
    Buffer utf8 = machine_buffer(a->m);
    for (uint32_t i = 0; i < size; i++) buffer_utf8(&utf8, cell_chars(cell)[i]);
    buffer_uleb(b, utf8.length);
    buffer_bytes(b, utf8.data, utf8.length);
    if (utf8.failed) a->memory = true;
    buffer_free(&utf8);
  }
  return a->constant_count++;
}

static uint32_t constant(Assembler *a, Value v) {
  Buffer tasks = machine_buffer(a->m), numbers = machine_buffer(a->m);
  Task start = {v, UINT32_MAX};
  buffer_bytes(&tasks, &start, sizeof start);
  while (tasks.length && !tasks.failed && !numbers.failed && !a->memory) {
    Task task = *BUFFER_POP(&tasks, Task);
    work_count(a);
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
        a, task.v, (uint32_t *)(void *)(numbers.data + numbers.length));
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
  if (a->code.count < OPERANDS)
    a->code.operand[a->code.count++] = (Operand){mode, index};
}

static void operand_variable(Assembler *a, Value form, uint32_t offset,
                             bool taken) {
  char buffer[8];
  uint32_t number;
  if (!variable(a, bare(a, form), &number)) {
    complain(a, MESSAGE_BAD_REGISTER, offset, form);
    return;
  }
  Local *local = local_at(a, number);
  const char *name = local_name(a, number, buffer);
  if (local->home == HOME_NEVER) {
    complain_text(a, MESSAGE_UNKNOWN_VARIABLE, offset, name, NULL, 0);
  } else if (local->home == HOME_ENDED && a->problems.text.at) {
    Text text = a->problems.text;
    baton_text_seek(&text, local->ended);
    complain_text(a, MESSAGE_ENDED, offset, name, NULL, text.line);
  } else if (local->home == HOME_ENDED) {
    complain_text(a, MESSAGE_ENDED_BEFORE, offset, name, NULL, 0);
  } else {
    operand_add(a, taken ? MODE_TAKE : MODE_COPY, (uint32_t)local->home);
    if (taken && a->takes < OPERANDS) {
      a->take_local[a->takes] = number;
      a->take_offset[a->takes++] = offset;
    }
  }
}

static void operand_value(Assembler *a, Value form, uint32_t offset) {
  if (is_symbol(form)) {
    operand_variable(a, form, offset, is_taking(a, form));
    return;
  }
  if (is_quoted(a, form)) form = nth(form, 1);
  else if (is_pair(form)) {
    complain(a, MESSAGE_BAD_OPERAND, offset, form);
    return;
  }
  if (value_is_int(form)) {
    note_integer(a, value_int(form));
    operand_add(a, MODE_SMALL, zigzag(value_int(form)));
  } else {
    operand_add(a, MODE_CONSTANT, form);
  }
}

static void operand_end(Assembler *a, Value form, uint32_t offset) {
  if (!is_symbol(form)) {
    complain(a, MESSAGE_DROP_CONSTANT, offset, form);
    return;
  }
  if (is_taking(a, form))
    complain(a, MESSAGE_DROP_TAKES, offset, bare(a, form));
  operand_variable(a, form, offset, true);
}

static void fixup_add(Assembler *a, Fixup fixup) {
  Fixup *to = grow(a, &draft(a)->fixups, sizeof *to);
  fixup.position = (uint32_t)draft(a)->code.length;
  if (to) *to = fixup;
}

/* Ends what the instruction takes. */
static void takes_end(Assembler *a) {
  char buffer[8];
  for (uint32_t i = 0; i < a->takes; i++) {
    uint32_t number = a->take_local[i];
    if (local_at(a, number)->home >= 0)
      local_set(a, number, HOME_ENDED, a->take_offset[i]);
    else
      complain_text(a, MESSAGE_TAKEN_TWICE, a->take_offset[i],
                    local_name(a, number, buffer), NULL, 0);
  }
}

/* The operands of `form`, one instruction, into a->code.  The name of a block
 * becomes a->code.operand with mode MODE_BLOCK and its symbol. */
static void operands(Assembler *a, Value form, uint32_t offset) {
  const Instruction *info = a->code.info;
  uint32_t given = a->given = length(form) - 1, fixed = 0, least, most;
  bool open = false;
  for (uint32_t i = 0; i < info->operands; i++)
    if (info->operand[i].class == OPERAND_REST) open = true;
    else fixed++;
  least = fixed + (open ? info->operand[fixed].least : 0);
  most = fixed + (open ? info->operand[fixed].most : 0);
  if (given < least || given > most) {
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%s%u",
             !open           ? ""
             : given < least ? "at least "
                             : "at most ",
             given < least ? least : most);
    complain_text(a, MESSAGE_OPERAND_COUNT, offset, info->name, wanted, given);
  }
  a->code.count = a->takes = 0;
  uint32_t i = 0;
  for (Value at = rest(form); is_pair(at); at = rest(at)) {
    Value operand = first(at);
    uint32_t place = offset_of(at);
    work_count(a);
    uint32_t class = info->operands ? info->operand[i].class : OPERAND_VALUE;
    if (class == OPERAND_BLOCK || class == OPERAND_SYMBOL) {
      if (!is_symbol(operand))
        complain_text(a,
                      class == OPERAND_BLOCK ? MESSAGE_BAD_BLOCK_OPERAND
                                             : MESSAGE_BAD_SYMBOL_OPERAND,
                      place, info->name, NULL, 0);
      else if (class == OPERAND_BLOCK)
        operand_add(a, MODE_BLOCK, (uint64_t)place << 32 | operand);
      else operand_add(a, MODE_SYMBOL, operand);
    } else if (info->operands && info->operand[i].role == ROLE_END) {
      operand_end(a, operand, place);
    } else {
      operand_value(a, operand, place);
    }
    if (i + 1u < info->operands) i++;
  }
  takes_end(a);
}

/* Notes which block the instruction names: its first operand. */
static void block_use(Assembler *a) {
  uint64_t index = a->code.operand[0].index;
  fixup_add(a, (Fixup){.kind = FIXUP_BLOCK,
                       .v = (Value)(uint32_t)index,
                       .offset = (uint32_t)(index >> 32),
                       .given = a->given - 1,
                       .close = a->code.info->class == CLASS_DATA});
}

/* Writes the instruction in a->code, whose form stands at `offset`.  After a
 * problem there is no code, but whether the blocks that are named exist is
 * still looked into. */
static void emit(Assembler *a, uint32_t offset) {
  Draft *d = draft(a);
  const Instruction *info = a->code.info;
  uint32_t count = a->code.count, i = 0;
  if (problems_any(&a->problems)) {
    if (count && a->code.operand[0].mode == MODE_BLOCK) block_use(a);
    return;
  }
  a->used[info->opcode] = true;
  a->profiles |= info->profile;
  if (a->code.tree) {
    a->used[a->code.tree] = true;
    buffer_byte(&d->code, a->code.tree);
    fixup_add(a, (Fixup){.kind = FIXUP_THEN});
  }
  buffer_byte(&d->code, info->opcode);
  for (uint32_t j = 0; j < info->operands; j++) {
    uint32_t repeat = 1;
    if (info->operand[j].class == OPERAND_REST)
      buffer_uleb(&d->code, repeat = count - i);
    for (; repeat-- > 0; i++) {
      Operand operand = a->code.operand[i];
      if (operand.mode == MODE_BLOCK) block_use(a);
      else if (operand.mode == MODE_SYMBOL || operand.mode == MODE_CONSTANT)
        fixup_add(a,
                  (Fixup){.kind = operand.mode == MODE_SYMBOL ? FIXUP_SYMBOL
                                                              : FIXUP_CONSTANT,
                          .v = (Value)operand.index});
      else buffer_uleb(&d->code, operand.index << 2 | operand.mode);
    }
  }
  for (uint32_t j = 0; j < info->results; j++)
    buffer_uleb(&d->code, a->code.result[j]);
  buffer_bytes(&d->places, &offset, sizeof offset);
}

/* Instructions. */

static const Instruction *named_instruction(Assembler *a, Value name) {
  uint32_t *known = map_find(&a->instruction_numbers, name), i = 1;
  if (known) return *known ? &baton_instructions[*known] : NULL;
  while (i < baton_instruction_count &&
         !is_named(a, name, baton_instructions[i].name))
    i++;
  if (i == baton_instruction_count) i = 0;
  if (!map_put(&a->instruction_numbers, name, i)) a->memory = true;
  return i ? &baton_instructions[i] : NULL;
}

/* An operation: a list that begins with a symbol and is no quoted datum. */
static bool is_operation(Assembler *a, Value form) {
  return is_pair(form) && is_list(form) && is_symbol(first(form)) &&
         !is_quoted(a, form);
}

/* Finds the instruction of an operation that must be of `class`; else
 * complains, ends what it takes, and returns NULL. */
static const Instruction *operation(Assembler *a, Value form, uint32_t offset,
                                    InstructionClass class) {
  Value name = first(form);
  const Instruction *info = named_instruction(a, name);
  Message message;
  if (is_named(a, name, "then") || is_named(a, name, "else") ||
      is_named(a, name, "block")) {
    complain(a, MESSAGE_UNKNOWN_OP, offset, name);
    return NULL;
  }
  if (is_named(a, name, "let") || is_named(a, name, "lambda"))
    message = MESSAGE_LET_INSIDE;
  else if (info && info->class == CLASS_TREE) message = MESSAGE_TREE_INSIDE;
  else if (!info) message = MESSAGE_UNKNOWN_OP;
  else if (info->class == CLASS_TRANSFER) message = MESSAGE_TRANSFER_INSIDE;
  else if (info->class == CLASS_TEST && class == CLASS_DATA)
    message = MESSAGE_TEST_OUTSIDE;
  else if (info->class == CLASS_DATA && class == CLASS_TEST)
    message = MESSAGE_NOT_A_TEST;
  else return info;
  complain(a, message, offset, name);
  for (Value at = rest(form); is_pair(at); at = rest(at)) {
    uint32_t number;
    if (is_taking(a, first(at)) && variable(a, bare(a, first(at)), &number) &&
        local_at(a, number)->home >= 0)
      local_set(a, number, HOME_ENDED, offset_of(at));
  }
  return NULL;
}

/* Complains where what is born does not fit the results; gives births. */
static void results(Assembler *a, uint32_t offset, Value born,
                    uint32_t born_offset, bool in_try) {
  const Instruction *info = a->code.info;
  bool list = is_pair(born) || born == VALUE_NULL;
  uint32_t count = length(born);
  if (info->results == 0) {
    if (in_try ? born == VALUE_NULL : born == VALUE_VOID) return;
    complain_text(a, in_try ? MESSAGE_NO_RESULTS_TRY : MESSAGE_NO_RESULTS,
                  offset, info->name, NULL, 0);
  } else if (born == VALUE_VOID || (info->results == 1 && list)) {
    complain_text(
        a, info->results == 1 ? MESSAGE_ONE_RESULT : MESSAGE_MANY_RESULTS,
        offset, info->name, NULL, info->results);
    if (born == VALUE_VOID) return;
  } else if (info->results > 1 && (!list || count != info->results)) {
    complain_text(a, MESSAGE_MANY_RESULTS, offset, info->name, NULL,
                  info->results);
  }
  births(a, born, born_offset, list);
}

static Frame *frame_push(Assembler *a, int kind, Value forms, uint32_t owner) {
  Frame *frame = grow(a, &a->frames, sizeof *frame);
  if (!frame) frame = &a->none; /* a->memory ends the walk */
  *frame = (Frame){.forms = forms, .owner = owner, .draft = a->current};
  frame->kind = kind;
  return frame;
}

/* Begins a block; its name stands at `name_offset`. */
static void draft_start(Assembler *a, Value name, uint32_t offset,
                        uint32_t name_offset) {
  uint32_t number = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
  if (map_find(&a->draft_numbers, name))
    complain(a, MESSAGE_BLOCK_TWICE, name_offset, name);
  Draft *d = grow(a, &a->drafts, sizeof *d);
  if (!d) return;
  *d = (Draft){.name = name, .offset = offset};
  d->code = d->fixups = d->names = d->places = machine_buffer(a->m);
  if (!map_put(&a->draft_numbers, name, number)) {
    a->memory = true;
    return;
  }
  a->current = number;
}

/* Births a parameter or capture in the next register. */
static void header_variable(Assembler *a, Value form, uint32_t offset,
                            uint32_t home) {
  if (home >= REGISTERS) return;
  if (!is_variable(a, form)) {
    complain(a, MESSAGE_BAD_VARIABLE, offset, form);
    return;
  }
  uint32_t local = local_of(a, form);
  if (a->memory) return;
  if (local_at(a, local)->home >= 0) {
    complain(a, MESSAGE_TWICE_IN_HEADER, offset, form);
    return;
  }
  note_name(a, form);
  bear(a, local, home);
}

/* The header and body of the block a->current, written in a form at `owner`. */
static void names_start(Assembler *a, Value parameters, uint32_t offset,
                        Value captures, bool lambda, Value body,
                        uint32_t owner) {
  Draft *d = draft(a);
  uint32_t before = problem_count(a), home = 0;
  d->named = true;
  d->parameters = length(parameters);
  d->captures = length(captures);
  d->known = true;
  Value at = parameters;
  for (; is_pair(at); at = rest(at))
    header_variable(a, first(at), offset_of(at), home++);
  d->rest = at != VALUE_NULL;
  if (d->rest) header_variable(a, at, offset, home++);
  for (at = captures; is_pair(at); at = rest(at)) {
    Value name = first(at);
    header_variable(a, lambda && is_symbol(name) ? bare(a, name) : name,
                    offset_of(at), home++);
  }
  if (home > REGISTERS) complain(a, MESSAGE_REGISTERS, offset, parameters);
  if (problem_count(a) == before) frame_push(a, FRAME_BODY, body, owner);
}

static void numbers_start(Assembler *a, Value form, uint32_t owner) {
  Value parameters = nth(form, 2), captures = nth(form, 3);
  uint32_t offset = nth_offset(form, 2), capture_offset = nth_offset(form, 3);
  bool open = is_pair(parameters);
  Value count = open ? first(parameters) : parameters;
  if (!value_is_int(count) || value_int(count) < 0 ||
      (open && !is_named(a, rest(parameters), "rest"))) {
    complain(a, MESSAGE_BAD_PARAMETERS, offset, form);
  } else if (is_pair(captures) || captures == VALUE_NULL) {
    complain(a, MESSAGE_MIXED_HEADER, capture_offset, form);
  } else if (!value_is_int(captures) || value_int(captures) < 0) {
    complain(a, MESSAGE_BAD_CAPTURES, capture_offset, form);
  } else {
    Draft *d = draft(a);
    d->known = true;
    d->rest = open;
    uint64_t most = REGISTERS + 1;
    uint64_t n = (uint64_t)value_int(count), c = (uint64_t)value_int(captures);
    d->parameters = (uint32_t)(n < most ? n : most);
    d->captures = (uint32_t)(c < most ? c : most);
    uint64_t frame = (uint64_t)d->parameters + open + d->captures;
    if (frame > REGISTERS) {
      complain(a, MESSAGE_REGISTERS, offset, form);
      return;
    }
    for (uint32_t i = 0; i < frame; i++)
      bear(a, local_of(a, value_of_int((Integer)i)), i);
    frame_push(a, FRAME_BODY, rest(rest(rest(rest(form)))), owner);
  }
}

static void block_start(Assembler *a, Value form, uint32_t offset) {
  if (!has_head(a, form, "block") || !is_list(form) || length(form) < 4) {
    complain(a, MESSAGE_NOT_A_BLOCK, offset, form);
    return;
  }
  Value name = nth(form, 1), parameters = nth(form, 2), captures = nth(form, 3);
  if (!is_symbol(name)) {
    complain(a, MESSAGE_BAD_BLOCK_NAME, nth_offset(form, 1), name);
    return;
  }
  draft_start(a, name, offset, nth_offset(form, 1));
  if (a->memory) return;
  a->outer = a->current;
  a->lambdas = 0;
  a->full = false;
  if (is_named(a, name, "main") && captures != VALUE_NULL && captures != 0)
    complain(a, MESSAGE_MAIN_CAPTURES, nth_offset(form, 3), name);
  if (value_is_int(parameters) ||
      (is_pair(parameters) && value_is_int(first(parameters))))
    numbers_start(a, form, offset);
  else if (!is_pair(parameters) && parameters != VALUE_NULL)
    complain(a, MESSAGE_BAD_PARAMETERS, nth_offset(form, 2), name);
  else if (value_is_int(captures))
    complain(a, MESSAGE_MIXED_HEADER, nth_offset(form, 3), name);
  else if (!is_list(captures))
    complain(a, MESSAGE_BAD_CAPTURES, nth_offset(form, 3), name);
  else
    names_start(a, parameters, nth_offset(form, 2), captures, false,
                rest(rest(rest(rest(form)))), offset);
}

/* The registers' owners go aside while a lambda's block is translated. */
static void owners_save(Assembler *a) {
  for (uint32_t i = 0; i < REGISTERS; i++) {
    if (!a->owner[i]) continue;
    uint32_t saved[2] = {i, a->owner[i]};
    buffer_bytes(&a->owners, saved, sizeof saved);
    a->owner[i] = 0;
  }
  if (a->owners.failed) a->memory = true;
}

static void lambda_start(Assembler *a, Value born, uint32_t born_offset,
                         Value form, uint32_t offset, uint32_t let_offset) {
  bool right = false, list = is_pair(born) || born == VALUE_NULL;
  if (!draft(a)->named) complain(a, MESSAGE_LAMBDA_NUMBERS, offset, form);
  else if (!is_list(form) || length(form) < 3)
    complain(a, MESSAGE_BAD_LAMBDA, offset, form);
  else if (!is_pair(nth(form, 1)) && nth(form, 1) != VALUE_NULL)
    complain(a, MESSAGE_LAMBDA_PARAMETERS, nth_offset(form, 1), form);
  else if (!is_list(nth(form, 2)))
    complain(a, MESSAGE_LAMBDA_CAPTURES, nth_offset(form, 2), form);
  else right = true;
  if (!right) {
    if (list) complain(a, MESSAGE_ONE_RESULT, offset, first(form));
    births(a, born, born_offset, list);
    return;
  }
  char number[16];
  snprintf(number, sizeof number, "/%u", ++a->lambdas);
  Symbol *outer = machine_symbol(a->m, draft_at(a, a->outer)->name);
  Buffer text = machine_buffer(a->m);
  buffer_bytes(&text, outer->text, outer->length);
  buffer_text(&text, number);
  Value name = VALUE_VOID;
  if (text.failed ||
      !baton_symbol_intern(a->m, (char *)text.data, text.length, &name))
    a->memory = true;
  buffer_free(&text);
  if (a->memory) return;
  Value captures = nth(form, 2);
  a->given = length(captures) + 1;
  a->code.tree = 0;
  a->code.info = instruction_of(OP_CLOSE);
  a->code.count = a->takes = 0;
  operand_add(a, MODE_BLOCK, (uint64_t)offset << 32 | name);
  for (Value at = captures; is_pair(at); at = rest(at))
    if (is_symbol(first(at))) operand_value(a, first(at), offset_of(at));
  takes_end(a);
  if (list) complain(a, MESSAGE_ONE_RESULT, offset, first(form));
  births(a, born, born_offset, list);
  emit(a, let_offset);
  Frame *frame = frame_push(a, FRAME_RETURN, VALUE_NULL, offset);
  frame->mark = (uint32_t)a->undo.length;
  frame->owners = (uint32_t)a->owners.length;
  owners_save(a);
  draft_start(a, name, offset, offset);
  if (!a->memory)
    names_start(a, nth(form, 1), nth_offset(form, 1), captures, true,
                rest(rest(rest(form))), offset);
}

/* What happened in the lambda must not be undone in the registers of the block
 * around it. */
static void lambda_return(Assembler *a, Frame frame) {
  a->undo.length = frame.mark;
  memset(a->owner, 0, sizeof a->owner);
  while (a->owners.length > frame.owners) {
    uint32_t owner = *BUFFER_POP(&a->owners, uint32_t);
    a->owner[*BUFFER_POP(&a->owners, uint32_t)] = owner;
  }
  a->current = frame.draft;
}

static void let(Assembler *a, Value form, uint32_t offset) {
  if (length(form) != 3) {
    complain(a, MESSAGE_BAD_LET, offset, form);
    return;
  }
  Value born = nth(form, 1), what = nth(form, 2);
  uint32_t born_offset = nth_offset(form, 1), place = nth_offset(form, 2);
  bool list = is_pair(born) || born == VALUE_NULL;
  a->code.tree = 0;
  if (has_head(a, what, "lambda")) {
    lambda_start(a, born, born_offset, what, place, offset);
  } else if (is_operation(a, what)) {
    a->code.info = operation(a, what, place, CLASS_DATA);
    if (a->code.info) {
      operands(a, what, place);
      results(a, place, born, born_offset, false);
      emit(a, offset);
    } else {
      births(a, born, born_offset, list);
    }
  } else if (list) {
    complain(a, MESSAGE_BAD_LET, offset, form);
  } else {
    a->code.info = instruction_of(OP_LET);
    a->code.count = a->takes = 0;
    operand_value(a, what, place);
    takes_end(a);
    births(a, born, born_offset, false);
    emit(a, offset);
  }
}

static void instruction_bare(Assembler *a, Value form, uint32_t offset) {
  a->code.tree = 0;
  a->code.info = operation(a, form, offset, CLASS_DATA);
  if (!a->code.info) return;
  operands(a, form, offset);
  results(a, offset, VALUE_VOID, offset, false);
  emit(a, offset);
}

static void transfer(Assembler *a, Value form, uint32_t offset) {
  uint32_t before = problem_count(a);
  char buffer[8];
  a->code.tree = 0;
  operands(a, form, offset);
  emit(a, offset);
  for (uint32_t i = 0; i < REGISTERS && before == problem_count(a); i++)
    if (a->owner[i]) {
      for (; i < REGISTERS; i++)
        if (a->owner[i])
          complain_text(a, MESSAGE_STILL_ALIVE, offset,
                        local_name(a, a->owner[i] - 1, buffer),
                        a->code.info->name, 0);
    }
}

/* `if`, and `try` with what is born. */
static void tree(Assembler *a, Value form, uint32_t offset, bool try) {
  uint32_t ways = try ? 3 : 2, what = try ? 2 : 1;
  if (length(form) != ways + 2 || !is_operation(a, nth(form, what)) ||
      !has_head(a, nth(form, ways), "then") || !is_list(nth(form, ways)) ||
      !has_head(a, nth(form, ways + 1), "else") ||
      !is_list(nth(form, ways + 1))) {
    complain(a, try ? MESSAGE_BAD_TRY : MESSAGE_BAD_IF, offset, form);
    return;
  }
  uint32_t mark = (uint32_t)a->undo.length, place = nth_offset(form, what);
  Value does = nth(form, what);
  const Instruction *info = operation(a, does, place,
                                      try ? CLASS_DATA : CLASS_TEST);
  a->code.info = info;
  a->code.tree = try ? OP_TRY : OP_IF;
  uint32_t fixup = (uint32_t)BUFFER_COUNT(&draft(a)->fixups, Fixup);
  if (info) {
    operands(a, does, place);
    if (try) {
      if (!info->faults) complain(a, MESSAGE_CANNOT_FAULT, place, first(does));
      results(a, place, nth(form, 1), nth_offset(form, 1), true);
    } else {
      mark = (uint32_t)a->undo.length;
    }
    emit(a, offset);
    uint32_t count = (uint32_t)BUFFER_COUNT(&draft(a)->fixups, Fixup);
    if (fixup < count)
      ((Fixup *)(void *)draft(a)->fixups.data)[fixup].first = count;
  } else if (try) {
    Value born = nth(form, 1);
    births(a, born, nth_offset(form, 1), is_pair(born) || born == VALUE_NULL);
  } else {
    mark = (uint32_t)a->undo.length;
  }
  Frame *frame = frame_push(a, FRAME_ELSE, rest(nth(form, ways + 1)),
                            nth_offset(form, ways + 1));
  frame->mark = mark;
  frame->fixup = fixup;
  frame->problems = (uint32_t)draft(a)->code.length; /* where `then` starts */
  frame_push(a, FRAME_BODY, rest(nth(form, ways)), nth_offset(form, ways));
}

static void form_translate(Assembler *a, Value forms) {
  work_count(a);
  Value form = first(forms);
  uint32_t offset = offset_of(forms);
  const Instruction *info = NULL;
  bool is_if = has_head(a, form, "if"), is_try = has_head(a, form, "try");
  if (!is_operation(a, form)) {
    complain(a, MESSAGE_NOT_AN_INSTRUCTION, offset, form);
    return;
  }
  if (is_named(a, first(form), "let")) {
    let(a, form, offset);
    return;
  }
  if (!is_if && !is_try) info = named_instruction(a, first(form));
  if (!is_if && !is_try && (!info || info->class != CLASS_TRANSFER)) {
    instruction_bare(a, form, offset);
    return;
  }
  if (is_pair(rest(forms)))
    complain(a, MESSAGE_AFTER_TRANSFER, offset_of(rest(forms)), form);
  a->frames.length -= sizeof(Frame);
  a->code.info = info;
  if (info) transfer(a, form, offset);
  else tree(a, form, offset, is_try);
}

static void else_start(Assembler *a, Frame frame) {
  Draft *d = draft(a);
  if (!problems_any(&a->problems)) {
    Fixup *fixup = (Fixup *)(void *)d->fixups.data + frame.fixup;
    fixup->number = (uint32_t)d->code.length - frame.problems;
    fixup->last = (uint32_t)BUFFER_COUNT(&d->fixups, Fixup);
  }
  undo_to(a, frame.mark);
  frame_push(a, FRAME_BODY, frame.forms, frame.owner);
}

/* Goes on until all that was begun is done. */
static void run(Assembler *a) {
  while (a->frames.length && !a->memory) {
    Frame *frame = BUFFER_TOP(&a->frames, Frame), at = *frame;
    if (at.kind == FRAME_BODY && is_pair(at.forms)) {
      frame->forms = rest(at.forms);
      frame->problems = problem_count(a);
      frame->bodies = true;
      form_translate(a, at.forms);
      continue;
    }
    a->frames.length -= sizeof at;
    if (at.kind == FRAME_RETURN) lambda_return(a, at);
    else if (at.kind == FRAME_ELSE) else_start(a, at);
    else if (!at.bodies || at.problems == problem_count(a))
      complain(a, MESSAGE_NO_TRANSFER, at.owner, VALUE_VOID);
  }
}

/* Finds the block of a fixup and checks what it is given; its number. */
static uint32_t block_number(Assembler *a, const Fixup *fixup) {
  uint32_t *number = map_find(&a->draft_numbers, fixup->v);
  if (!number) {
    complain(a, MESSAGE_UNKNOWN_BLOCK, fixup->offset, fixup->v);
    return 0;
  }
  Draft *d = draft_at(a, *number);
  const char *name = text_of(a, fixup->v);
  char wanted[32];
  snprintf(wanted, sizeof wanted, "%s%u",
           d->rest && !fixup->close ? "at least " : "",
           fixup->close ? d->captures : d->parameters);
  if (!d->known) return *number;
  if (fixup->close ? fixup->given != d->captures : false)
    complain_text(a, MESSAGE_CLOSE_COUNT, fixup->offset, name, wanted,
                  fixup->given);
  else if (!fixup->close && d->captures)
    complain(a, MESSAGE_JUMP_CAPTURES, fixup->offset, fixup->v);
  else if (!fixup->close && (d->rest ? fixup->given < d->parameters
                                     : fixup->given != d->parameters))
    complain_text(a, MESSAGE_JUMP_COUNT, fixup->offset, name, wanted,
                  fixup->given);
  return *number;
}

static uint32_t uleb_size(uint64_t n) {
  uint32_t size = 1;
  for (; n > 127; n >>= 7) size++;
  return size;
}

static void fixup_number(Assembler *a, Fixup *fixup) {
  switch (fixup->kind) {
  case FIXUP_THEN: break;
  case FIXUP_BLOCK: fixup->number = block_number(a, fixup); break;
  case FIXUP_SYMBOL: fixup->number = constant(a, fixup->v); break;
  case FIXUP_CONSTANT:
    fixup->number = constant(a, fixup->v) << 2 | MODE_CONSTANT;
  }
}

/* Writes the block's code with its fixups set in.  The lengths are made from
 * the last to the first, so that each `then` counts the numbers set into it. */
static void draft_finish(Assembler *a, Draft *d) {
  uint32_t count = (uint32_t)BUFFER_COUNT(&d->fixups, Fixup);
  Fixup *fixup = (Fixup *)(void *)d->fixups.data;
  Buffer sizes = machine_buffer(a->m), code = machine_buffer(a->m);
  if (d->code.failed) a->memory = true;
  uint32_t *after = buffer_extend(&sizes, (count + 1) * sizeof *after);
  if (!after) {
    a->memory = true;
    return;
  }
  after[count] = 0; /* after[i]: bytes set in from fixup i on */
  for (uint32_t i = 0; i < count; i++) fixup_number(a, &fixup[i]);
  for (uint32_t i = count; i-- > 0;) {
    if (fixup[i].kind == FIXUP_THEN)
      fixup[i].number += after[fixup[i].first] - after[fixup[i].last];
    after[i] = after[i + 1] + uleb_size(fixup[i].number);
  }
  uint32_t from = 0;
  for (uint32_t i = 0; i < count; i++) {
    buffer_bytes(&code, d->code.data + from, fixup[i].position - from);
    buffer_uleb(&code, fixup[i].number);
    from = fixup[i].position;
  }
  if (d->code.length > from)
    buffer_bytes(&code, d->code.data + from, d->code.length - from);
  buffer_free(&sizes);
  buffer_free(&d->code);
  buffer_free(&d->fixups);
  d->code = code;
}

/* The names of a block's variables as numbers; new ones join the list. */
static void names_write(Assembler *a, const Draft *d, Buffer *out) {
  buffer_byte(out, d->named);
  for (size_t i = 0; i < BUFFER_COUNT(&d->names, Value); i++) {
    Value name = ((Value *)(void *)d->names.data)[i];
    uint32_t *known = map_find(&a->name_numbers, name);
    uint32_t number = known ? *known : a->name_count;
    if (!known) {
      const Symbol *s = machine_symbol(a->m, name);
      buffer_uleb(&a->names, s->length);
      buffer_bytes(&a->names, s->text, s->length);
      if (!map_put(&a->name_numbers, name, a->name_count++)) a->memory = true;
    }
    buffer_uleb(out, number);
  }
}

/* The name of the file; its bytes need not be UTF-8. */
static void file_write(const char *name, Buffer *image, Buffer *rest) {
  const uint8_t *at = (const uint8_t *)name, *end = at + strlen(name);
  size_t start = rest->length;
  while (at < end) {
    uint32_t c = baton_utf8_next(&at, end);
    buffer_utf8(rest, c == UTF8_WRONG ? '?' : c);
  }
  buffer_uleb(image, rest->length - start);
  if (rest->length > start)
    buffer_bytes(image, rest->data + start, rest->length - start);
  rest->length = start;
}

static void debug_write(Assembler *a, Buffer *image) {
  Text text = a->problems.text;
  Buffer numbers = machine_buffer(a->m);
  uint32_t count = (uint32_t)BUFFER_COUNT(&a->drafts, Draft), line = 0;
  for (uint32_t i = 0; i < count; i++) names_write(a, draft_at(a, i), &numbers);
  file_write(text.file, image, &numbers);
  buffer_uleb(image, a->name_count);
  buffer_bytes(image, a->names.data, a->names.length);
  buffer_bytes(image, numbers.data, numbers.length);
  if (numbers.failed) a->memory = true;
  buffer_free(&numbers);
  for (uint32_t i = 0; i < count; i++) {
    Draft *d = draft_at(a, i);
    uint32_t places = (uint32_t)BUFFER_COUNT(&d->places, uint32_t);
    for (uint32_t j = 0; j <= places; j++) {
      uint32_t *offset = (uint32_t *)(void *)d->places.data;
      if (text.at) baton_text_seek(&text, j ? offset[j - 1] : d->offset);
      else text.line = text.column = 0; /* no text, no places */
      buffer_uleb(image, zigzag((int64_t)text.line - (int64_t)line));
      buffer_uleb(image, text.column);
      line = text.line;
    }
  }
}

static void four_bytes(uint8_t *to, uint32_t n) {
  for (int i = 0; i < 4; i++) to[i] = (uint8_t)(n >> 8 * i);
}

static void image_write(Assembler *a, Buffer *image) {
  bool debug = !a->strip && a->problems.text.file;
  uint8_t head[16] = {0x8b,
                      'B',
                      'a',
                      't',
                      'o',
                      'n',
                      '\r',
                      '\n',
                      1,
                      baton_width(a->least, a->most),
                      a->profiles | 1,
                      debug};
  uint32_t count = (uint32_t)BUFFER_COUNT(&a->drafts, Draft);
  four_bytes(head + 12, baton_digest(a->used));
  buffer_bytes(image, head, sizeof head);
  buffer_uleb(image, a->constant_count);
  buffer_bytes(image, a->constants.data, a->constants.length);
  buffer_uleb(image, count);
  for (uint32_t i = 0; i < count; i++) {
    Draft *d = draft_at(a, i);
    const Symbol *name = machine_symbol(a->m, d->name);
    buffer_uleb(image, name->length);
    buffer_bytes(image, name->text, name->length);
    buffer_uleb(image, d->parameters);
    buffer_byte(image, d->rest);
    buffer_uleb(image, d->captures);
    buffer_uleb(image, d->registers);
    buffer_uleb(image, d->code.length);
    buffer_bytes(image, d->code.data, d->code.length);
    if (d->code.failed || d->names.failed || d->places.failed) a->memory = true;
  }
  if (debug) debug_write(a, image);
  uint8_t checksum[4];
  four_bytes(checksum, baton_crc32(0, image->data, image->length));
  buffer_bytes(image, checksum, sizeof checksum);
}

bool baton_assemble_datum(Machine *m, Value program, Problems *problems,
                          bool strip, Buffer *image) {
  Assembler *a = memory_resize(&m->memory, NULL, sizeof *a);
  Value main = VALUE_VOID;
  if (!a) {
    baton_complain(problems, MESSAGE_NO_MEMORY, NO_PLACE, NULL, NULL, NULL);
    return false;
  }
  *a = (Assembler){.m = m, .problems = *problems, .strip = strip};
  a->drafts = a->locals = a->undo = a->frames = a->owners = a->constants =
      a->names = machine_buffer(m);
  a->draft_numbers = a->local_numbers = a->constant_numbers = a->name_numbers =
      a->instruction_numbers = (Map){.memory = &m->memory};
  for (Value at = program; is_pair(at) && !a->memory; at = rest(at)) {
    block_start(a, first(at), offset_of(at));
    run(a);
    undo_to(a, 0);
    memset(a->owner, 0, sizeof a->owner);
    a->frames.length = a->owners.length = 0;
  }
  if (!is_list(program)) complain(a, MESSAGE_NOT_A_PROGRAM, 0, VALUE_VOID);
  if (!baton_symbol_intern(m, "main", 4, &main)) a->memory = true;
  if (!map_find(&a->draft_numbers, main))
    complain(a, MESSAGE_NO_MAIN, 0, VALUE_VOID);
  for (uint32_t i = 0; !a->memory && i < BUFFER_COUNT(&a->drafts, Draft); i++)
    draft_finish(a, draft_at(a, i));
  if (!a->memory && !problems_any(&a->problems)) image_write(a, image);
  bool fine = !a->memory && !image->failed && !a->constants.failed &&
              !a->names.failed;
  if (!fine) complain(a, MESSAGE_NO_MEMORY, NO_PLACE, VALUE_VOID);
  for (uint32_t i = 0; i < BUFFER_COUNT(&a->drafts, Draft); i++) {
    Draft *d = draft_at(a, i);
    Buffer *parts[] = {&d->code, &d->fixups, &d->names, &d->places};
    for (int j = 0; j < 4; j++) buffer_free(parts[j]);
  }
  Buffer *buffers[] = {&a->drafts, &a->locals,    &a->undo, &a->frames,
                       &a->owners, &a->constants, &a->names};
  for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
    buffer_free(buffers[i]);
  Map *maps[] = {&a->draft_numbers, &a->local_numbers, &a->constant_numbers,
                 &a->name_numbers, &a->instruction_numbers};
  for (int i = 0; i < 5; i++) map_free(maps[i]);
  *problems = a->problems;
  memory_resize(&m->memory, a, 0);
  return fine && !problems_any(problems);
}
