/* The machine: its life, and what an engine does seldom.
 *
 * Faults, the end of fuel, and transfers that collect arguments or restore a
 * resume closure.  Relies on an engine to have saved pc and fuel.  Each
 * function that enters a block leaves its arguments and captured values in r0
 * and on, and returns where to go on.
 */
#include "machine.h"
#include "devices.h"
#include "generated/start.h"
#include "memory.h"
#include "read.h"
#include "table.h"
#include "verify.h"
#include <stdio.h>
#include <stdlib.h>

static void *memory_default(void *context, void *old, size_t size) {
  (void)context;
  if (size) return realloc(old, size);
  free(old);
  return NULL;
}

Buffer machine_buffer(const Machine *m) {
  enum { SPARE = 1 << 20, BYTES_A_WORD = 32 };
  uint64_t most = SPARE + m->heap_words * BYTES_A_WORD;
  return (Buffer){.memory = &m->memory,
                  .most = most < SIZE_MAX ? (size_t)most : SIZE_MAX};
}

/* Symbols.  The key of a text is half its FNV-1a hash, so that none is
 * MAP_EMPTY, or the next free key after. */

bool baton_symbol_intern(Machine *m, const char *text, size_t length,
                         Value *symbol) {
  uint64_t key = 0xcbf29ce484222325u;
  for (size_t i = 0; i < length; i++)
    key = (key ^ (uint8_t)text[i]) * 0x100000001b3u;
  key >>= 1;
  for (uint32_t *known; (known = map_find(&m->symbol_numbers, key)); key++) {
    *symbol = value_of_symbol(*known);
    Symbol *it = machine_symbol(m, *symbol);
    if (it->length == length && (!length || !memcmp(it->text, text, length)))
      return true;
  }
  uint32_t number = (uint32_t)BUFFER_COUNT(&m->symbols, Symbol);
  char *copy = memory_resize(&m->memory, NULL, length + 1);
  Symbol *it = copy && number < 1 << 24 ? buffer_extend(&m->symbols, sizeof *it)
                                        : NULL;
  if (!it || !map_put(&m->symbol_numbers, key, number)) {
    memory_resize(&m->memory, copy, 0);
    if (it) m->symbols.length -= sizeof *it;
    m->symbols.failed = false;
    return false;
  }
  if (length) memcpy(copy, text, length);
  copy[length] = 0;
  *it = (Symbol){copy, (uint32_t)length};
  *symbol = value_of_symbol(number);
  m->code_words += (length + sizeof *it + 32) / WORD_BYTES;
  return true;
}

bool baton_symbol_is(const Machine *m, Value symbol, const char *name) {
  const Symbol *it = machine_symbol(m, symbol);
  return it->length == strlen(name) && !memcmp(it->text, name, it->length);
}

bool baton_variable_intern(Machine *m, uint32_t environment, Value symbol,
                           uint32_t *number) {
  uint64_t key = (uint64_t)environment << 32 | value_payload(symbol);
  uint32_t *known = map_find(&m->variable_numbers, key);
  *number = known ? *known : (uint32_t)BUFFER_COUNT(&m->variables, Variable);
  if (known) return true;
  Variable *it = buffer_extend(&m->variables, sizeof *it);
  m->variables.failed = false;
  if (!it) return false;
  *it = (Variable){symbol, VALUE_UNBOUND, environment};
  if (map_put(&m->variable_numbers, key, *number)) return true;
  m->variables.length -= sizeof *it;
  return false;
}

/* Fuel: an engine counts down the smaller of budget and slice; -1: no slice. */

static void fuel_grant(Machine *m, int64_t budget, int64_t slice) {
  m->fuel = slice >= 0 && slice < budget ? slice : budget;
  m->budget = budget - m->fuel;
  m->slice = slice < 0 ? -1 : slice - m->fuel;
}

const uint16_t *baton_fuel_end(Machine *m, const uint16_t *entry) {
  m->pc = entry;
  if (!m->budget || !BATON_HAS(TIMER)) {
    m->state = BATON_SPENT;
    return NULL;
  }
  Block *block = entry_block(entry);
  uint32_t live = block->parameters + block->captures, size = live + 3;
  /* The timer is a root yet. */
  Cell *cell = baton_cell_make(m, KIND_CLOSURE, size, NULL);
  Value timer = m->timer;
  m->timer = VALUE_FALSE;
  fuel_grant(m, m->budget - 1, -1);
  if (!cell) {
    value_release(m, timer);
    m->pending = FAULT_MEMORY;
    return entry;
  }
  cell->field[0] = (Value)m->resume->entry;
  cell->field[1] = m->handler;
  cell->field[2] = value_of_constant(block->self);
  memcpy(cell->field + 3, m->r, live * sizeof(Value));
  m->handler = VALUE_FALSE;
  m->r[0] = value_of_cell(cell);
  return baton_enter(m, timer, 1, VALUE_NULL);
}

/* Makes sure that there are pairs for the call of a handler.  May collect;
 * `held` as for baton_memory_reserve. */
static bool reserve_fill(Machine *m, Value *held) {
  if (m->reserve != VALUE_NULL) return true;
  if (!baton_memory_reserve(m, RESERVE, 2, held)) return false;
  for (int i = 0; i < RESERVE; i++) {
    Cell *pair = cell_allocate(m, KIND_PAIR, 2, 2);
    pair->field[0] = VALUE_VOID;
    pair->field[1] = m->reserve;
    m->reserve = value_of_cell(pair);
  }
  return true;
}

/* What a resume closure held stands in r0...: goes on there. */
static const uint16_t *resume(Machine *m, uint32_t live) {
  Block *block = closure_block(value_cell(m->r[1]));
  value_release(m, m->handler);
  m->handler = m->r[0];
  memmove(m->r, m->r + 2, (live - 2) * sizeof(Value));
  return block->entry;
}

const uint16_t *baton_enter(Machine *m, Value closure, uint32_t count,
                            Value list) {
  Cell *cell = value_cell(closure);
  Block *block = closure_block(cell);
  uint32_t fixed = block->arity & REST ? block->parameters - 1u
                                       : block->parameters;
  for (; count < fixed && list != VALUE_NULL; list = value_cell(list)->field[1])
    m->r[count++] = value_retain(m, value_cell(list)->field[0]);
  if (BATON_HAS(REST) && block->arity & REST) {
    Value rest = VALUE_NULL, *end = &rest;
    for (uint32_t i = fixed; i < count || list != VALUE_NULL; i++) {
      Cell *pair = cell_allocate(m, KIND_PAIR, 2, 2);
      pair->field[1] = VALUE_NULL;
      if (i < count) {
        pair->field[0] = m->r[i];
      } else {
        pair->field[0] = value_retain(m, value_cell(list)->field[0]);
        list = value_cell(list)->field[1];
      }
      *end = value_of_cell(pair);
      end = &pair->field[1];
    }
    m->r[fixed] = rest;
  }
  Value *to = m->r + block->parameters;
  uint32_t captures = cell_size(cell) - 1;
  if (value_is_counted(closure)) {
    for (uint32_t i = 0; i < captures; i++)
      to[i] = value_retain(m, cell->field[i + 1]);
    value_release(m, closure);
  }
  return BATON_HAS(TIMER) && block == m->resume ? resume(m, captures)
                                                : block->entry;
}

bool baton_enter_room(Machine *m, Value *closure, uint64_t count) {
  Cell *cell = value_cell(*closure);
  Block *block = closure_block(cell);
  uint64_t fixed = block->arity & 0x1ff;
  if (block->arity & REST)
    return count <= fixed || baton_memory_reserve(m, count - fixed, 2, closure);
  return block != m->resume || cell->field[1] == VALUE_FALSE ||
         reserve_fill(m, closure);
}

Fault baton_apply_check(Machine *m, Value closure, uint32_t count, Value list) {
  Block *block = closure_block(value_cell(closure));
  uint64_t length = 0, lap = 1;
  Value at = list, mark = list;
  for (; value_is(at, KIND_PAIR); length++) {
    at = value_cell(at)->field[1];
    if (at == mark && value_is_cell(at)) return FAULT_TYPE; /* a cycle */
    if (length == lap) mark = at, lap *= 2;
  }
  if (at != VALUE_NULL) return FAULT_TYPE;
  if (count + length > UINT32_MAX ||
      !block_accepts(block, count + (uint32_t)length))
    return FAULT_ARITY;
  return baton_enter_room(m, &closure, count + length) ? FAULT_NONE
                                                       : FAULT_MEMORY;
}

/* Faults. */

Fault baton_detail(Machine *m, Fault fault, const char *text) {
  m->detail.length = 0;
  buffer_text(&m->detail, text);
  m->detail.failed = false;
  return fault;
}

/* A pair out of the reserve. */
static Value pair_reserved(Machine *m, Value a, Value d) {
  Value pair = m->reserve;
  m->reserve = value_cell(pair)->field[1];
  value_cell(pair)->field[0] = a;
  value_cell(pair)->field[1] = d;
  return pair;
}

static Value operand_value(Machine *m, const Walk *walk,
                           const Operand *operand) {
  switch (operand->mode) {
  case MODE_COPY:
  case MODE_TAKE: return value_retain(m, m->r[operand->index]);
  case MODE_CONSTANT:
  case MODE_SYMBOL: return walk->program->constant[operand->index];
  case MODE_SMALL: return value_of_int((Integer)unzigzag(operand->index));
  case MODE_BLOCK:
    return value_of_constant(walk->program->block[operand->index].self);
  }
  return VALUE_VOID;
}

uint32_t baton_irritants(Machine *m, const Walk *walk, Value irritant[8]) {
  const Code *code = &walk->code;
  const Buffer *detail = &m->detail;
  uint32_t count = 0;
  if (m->fault == FAULT_MEMORY) return 0;
  if (m->fault == FAULT_DEVICE || m->fault == FAULT_PROGRAM)
    return detail->length && !baton_string_make(m, (char *)detail->data,
                                                detail->length, irritant);
  for (; count < code->count && count < 8; count++)
    irritant[count] = operand_value(m, walk, &code->operand[count]);
  return count;
}

const uint16_t *baton_fault_take(Machine *m, const uint16_t *pc, Fault fault,
                                 bool *transfer) {
  const Block *block;
  const Place *place = baton_place_find(m, pc, &block);
  m->pc = pc;
  m->fault = fault;
  m->pending = FAULT_NONE;
  m->faults++;
  *transfer = false;
  if (place->otherwise) return baton_place_otherwise(block->program, place);
  if (!BATON_HAS(HANDLER) || m->handler == VALUE_FALSE) {
    m->state = BATON_FAULTED;
    return NULL;
  }
  const Walk *walk = baton_here(m);
  Value irritant[8], list = VALUE_NULL;
  uint32_t count = baton_irritants(m, walk, irritant);
  while (count) list = pair_reserved(m, irritant[--count], list);
  for (uint32_t i = 0; i < REGISTERS; i++)
    if (walk->live[i]) value_release(m, m->r[i]);
  m->r[0] = value_of_symbol(fault - 1);
  m->r[1] = list;
  m->r[2] = pair_reserved(m, block->name, value_of_int(walk->index));
  Value handler = m->handler;
  m->handler = VALUE_FALSE;
  value_release(m, m->reserve);
  m->reserve = VALUE_NULL;
  *transfer = true;
  return baton_enter(m, handler, 3, VALUE_NULL);
}

Fault baton_service_set_handler(Machine *m, Value handler, Value *old) {
  if (handler != VALUE_FALSE) {
    if (!value_is(handler, KIND_CLOSURE)) return FAULT_TYPE;
    if (!block_takes(closure_block(value_cell(handler)), 3)) return FAULT_ARITY;
    if (!reserve_fill(m, &handler)) return FAULT_MEMORY;
  } else {
    value_release(m, m->reserve);
    m->reserve = VALUE_NULL;
  }
  *old = m->handler;
  m->handler = handler;
  return FAULT_NONE;
}

Fault baton_service_set_timer(Machine *m, Value timer, Value n, Value f) {
  if (!baton_device_is(timer, DEVICE_TIMER))
    return baton_detail(m, FAULT_DEVICE, "set-timer needs the device timer");
  if (value_int(n) < 0) return FAULT_BOUNDS;
  if (f != VALUE_FALSE && !value_is(f, KIND_CLOSURE)) return FAULT_TYPE;
  if (f != VALUE_FALSE && !block_takes(closure_block(value_cell(f)), 1))
    return FAULT_ARITY;
  value_release(m, m->timer);
  m->timer = f;
  fuel_grant(m, m->fuel + m->budget, f == VALUE_FALSE ? -1 : value_int(n));
  return FAULT_NONE;
}

/* Micro-operations that allocate as much as they are told. */

Fault baton_micro_filled(Machine *m, Kind kind, Value n, Value x, Value *out) {
  Integer size = value_int(n);
  if (size < 0 || size > SIZE_MAX_ELEMENTS ||
      (kind == KIND_BYTES && x > value_of_int(255)))
    return FAULT_BOUNDS;
  Cell *cell = baton_cell_make(m, kind, (uint64_t)size, &x);
  if (!cell) return FAULT_MEMORY;
  *out = value_of_cell(cell);
  if (kind == KIND_BYTES) memset(cell_bytes(cell), (int)value_int(x), size);
  for (Integer i = 0; kind == KIND_STRING && i < size; i++)
    cell_chars(cell)[i] = value_payload(x);
  for (Integer i = 0; kind == KIND_VECTOR && i < size; i++) cell->field[i] = x;
  if (kind == KIND_VECTOR) value_retain_times(m, x, (uint32_t)size);
  return FAULT_NONE;
}

Fault baton_string_make(Machine *m, const char *text, size_t length,
                        Value *out) {
  uint64_t size = 0;
  for (size_t i = 0; i < length; i++) size += (text[i] & 0xc0) != 0x80;
  Cell *cell = baton_cell_make(m, KIND_STRING, size, NULL);
  if (!cell) return FAULT_MEMORY;
  const uint8_t *at = (const uint8_t *)text;
  for (uint32_t i = 0; i < size; i++) {
    uint32_t c = baton_utf8_next(&at, (uint8_t *)text + length);
    cell_chars(cell)[i] = c == UTF8_WRONG ? '?' : c; /* a name cut short */
  }
  *out = value_of_cell(cell);
  return FAULT_NONE;
}

void baton_string_put(Buffer *out, const Cell *string) {
  const uint32_t *c = (const uint32_t *)(const void *)string->field;
  for (uint32_t i = 0; i < cell_size(string); i++) buffer_utf8(out, c[i]);
}

Fault baton_micro_name(Machine *m, Value symbol, Value *out) {
  const Symbol *it = machine_symbol(m, symbol);
  return baton_string_make(m, it->text, it->length, out);
}

Fault baton_micro_intern(Machine *m, Value string, Value *out) {
  Buffer text = machine_buffer(m);
  baton_string_put(&text, value_cell(string));
  uint64_t before = m->code_words;
  bool fine = !text.failed &&
              baton_symbol_intern(m, (char *)text.data, text.length, out);
  buffer_free(&text);
  return fine && baton_memory_fits(m, before) ? FAULT_NONE : FAULT_MEMORY;
}

/* Programs that programs assemble. */

/* A walk with a stack of its own; a cell is entered once. */
Fault baton_cycles_find(Machine *m, Value v, int64_t children(Value v),
                        Map *cycles) {
  typedef struct Visit {
    Value v;
    uint32_t index, count;
  } Visit;
  enum { ON_PATH, DONE };
  Map state = machine_map(m);
  Buffer stack = machine_buffer(m);
  bool fine = true;
  int64_t count = 0;
  for (;;) {
    uint32_t *seen = map_find(&state, v);
    if (!seen) count = children(v);
    if (count < 0) break;
    if (seen && *seen == ON_PATH) fine = map_put(cycles, v, 0);
    if (!seen && count) {
      Visit visit = {v, 0, (uint32_t)count};
      buffer_bytes(&stack, &visit, sizeof visit);
      fine = map_put(&state, v, ON_PATH);
    }
    fine = fine && !stack.failed;
    Visit *top = NULL;
    while (fine && stack.length) {
      top = BUFFER_TOP(&stack, Visit);
      if (top->index < top->count) break;
      fine = map_put(&state, top->v, DONE);
      stack.length -= sizeof *top;
    }
    if (!fine || !stack.length) break;
    v = value_cell(top->v)->field[top->index++];
  }
  buffer_free(&stack);
  map_free(&state);
  return !fine ? FAULT_MEMORY : count < 0 ? FAULT_TYPE : FAULT_NONE;
}

/* What can be a constant. */
static int64_t data_children(Value v) {
  if (!value_is_cell(v)) return 0;
  switch (cell_kind(value_cell(v))) {
  case KIND_PAIR:
  case KIND_VECTOR: return cell_size(value_cell(v));
  case KIND_BYTES:
  case KIND_STRING: return 0;
  default: return -1;
  }
}

/* Reports of a program that is assembled at run time go into the detail. */
static void report_detail(void *context, const BatonReport *report) {
  Machine *m = context;
  if (!m->detail.length) baton_detail(m, FAULT_PROGRAM, report->message);
}

static Fault assemble(Machine *m, Value program, const Program *sharer,
                      Value *x) {
  Problems problems = baton_problems(m, "", NULL, 0);
  Buffer image = machine_buffer(m);
  Map cycles = machine_map(m);
  uint64_t before = m->code_words;
  Fault fault = baton_cycles_find(m, program, data_children, &cycles);
  if (fault == FAULT_TYPE || (!fault && cycles.count))
    fault = baton_detail(m, FAULT_PROGRAM,
                         baton_message(MESSAGE_NOT_A_PROGRAM, false));
  map_free(&cycles);
  if (!fault && !baton_assemble_blocks(m, program, &problems, false, &image))
    fault = problems.memory ? FAULT_MEMORY
                            : baton_detail(m, FAULT_PROGRAM,
                                           baton_problems_first(&problems));
  baton_problems_free(&problems);
  /* The symbols that it named stay, whether it is refused or not. */
  if (!baton_memory_fits(m, before)) fault = FAULT_MEMORY;
  if (fault) {
    buffer_free(&image);
    return fault;
  }
  BatonOptions options = m->options;
  m->options.report = report_detail;
  m->options.context = m;
  m->detail.length = 0;
  m->refused_for_memory = false;
  Program *p = baton_program_load(m, "program", image.data, image.length,
                                  sharer, !sharer);
  m->options.report = options.report;
  m->options.context = options.context;
  if (!p) return m->refused_for_memory ? FAULT_MEMORY : FAULT_PROGRAM;
  *x = value_of_constant(p->main->self);
  return FAULT_NONE;
}

Fault baton_service_assemble(Machine *m, uint32_t count, const uint16_t *slot,
                             Value *x) {
  const Block *block;
  if (count == 1) return assemble(m, m->r[slot[0]], NULL, x);
  if (!value_is(m->r[slot[1]], KIND_DEVICE)) return FAULT_TYPE;
  if (!baton_device_is(m->r[slot[1]], DEVICE_WORLD))
    return baton_detail(m, FAULT_DEVICE, "assemble needs the world itself");
  baton_place_find(m, m->pc, &block);
  return assemble(m, m->r[slot[0]], block->program, x);
}

/* The machine's life. */

void baton_report(Machine *m, const BatonReport *report) {
  if (BATON_HAS(REPORTS) && m->options.report)
    m->options.report(m->options.context, report);
}
static bool refuse(Machine *m, const char *file, const char *message,
                   const char *advice) {
  BatonReport report = {.file = file, .message = message, .advice = advice};
  baton_report(m, &report);
  return false;
}
void baton_report_memory(Machine *m, const char *file) {
  refuse(m, file, "there is no memory left", NULL);
}

enum { HEAP_DEFAULT = 1 << 27 };
#define HEAP_MOST                                                              \
  ((sizeof(Value) == 8 ? (uint64_t)1 << 32 : (uint64_t)1 << 29) -              \
   ((uint64_t)1 << 20))

/* Loads a program out of an image that is borrowed. */
static Program *image_load(Machine *m, const char *name, const uint8_t *bytes,
                           size_t size) {
  uint8_t *image = memory_resize(&m->memory, NULL, size);
  if (!image) {
    baton_report_memory(m, name);
    return NULL;
  }
  memcpy(image, bytes, size);
  return baton_program_load(m, name, image, size, NULL, false);
}

/* The machine's own program: the names of the faults are the first symbols, the
 * blocks are main, the first continuation, and that of resume closures. */
static bool start_load(Machine *m) {
  m->start = image_load(m, "machine", start_image, sizeof start_image);
  if (!m->start) return false;
  m->resume = &m->start->block[2];
  m->resume->arity = ARITY_RESUME;
  entry_head((uint16_t *)m->resume->entry - ENTRY_HEAD, m->resume, 0);
  return true;
}

static int64_t budget_of(const BatonOptions *options) {
  bool bounded = options->fuel || options->bounded;
  return bounded && options->fuel < INT64_MAX ? (int64_t)options->fuel
                                              : INT64_MAX;
}

BatonMachine *baton_create(const BatonOptions *options) {
  BatonOptions o = *options;
  if (!o.memory.resize) o.memory = (BatonMemory){memory_default, NULL};
  if (!o.heap) o.heap = HEAP_DEFAULT;
  if (o.heap > HEAP_MOST) o.heap = HEAP_MOST;
  Machine *m = memory_resize(&o.memory, NULL, sizeof *m);
  if (!m) return NULL;
  memset((char *)m + offsetof(Machine, free), 0,
         sizeof *m - offsetof(Machine, free));
  m->memory = o.memory;
  m->options = o;
  m->heap_words = o.heap;
  m->timer = m->handler = VALUE_FALSE;
  m->answer = VALUE_VOID;
  m->reserve = VALUE_NULL;
  fuel_grant(m, budget_of(&o), -1);
  m->slot_count = CONSTANTS;
  m->symbols = m->programs = m->variables = m->detail = m->text =
      machine_buffer(m);
  m->symbol_numbers = m->slots = m->variable_numbers = machine_map(m);
  m->here = memory_resize(&m->memory, NULL, sizeof *m->here);
  if (m->here) *m->here = (Walk){0};
  if (m->here && baton_memory_create(m) && start_load(m) &&
      baton_devices_create(m)) {
    m->code_words = 0;
    baton_memory_limit(m);
    return m;
  }
  if (BATON_HAS(CHECKS)) baton_destroy(m); /* a slice ends here */
  return NULL;
}

void baton_destroy(BatonMachine *m) {
  if (!m) return;
  baton_devices_destroy(m);
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->programs, Program *); i++) {
    Program *p = *BUFFER_AT(&m->programs, Program *, i);
    if (p) baton_program_free(m, p);
  }
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->symbols, Symbol); i++)
    memory_resize(&m->memory, machine_symbol(m, value_of_symbol(i))->text, 0);
  Buffer *buffers[] = {&m->symbols,       &m->programs,
                       &m->variables,     &m->detail,
                       &m->text,          &m->symbol_numbers.entries,
                       &m->slots.entries, &m->variable_numbers.entries};
  for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
    buffer_free(buffers[i]);
  memory_resize(&m->memory, m->here, 0);
  baton_memory_destroy(m);
  BatonMemory memory = m->memory;
  memory_resize(&memory, m, 0);
}

/* A program's text as an image, in a machine of its own, so that the heap of
 * the one that runs it sees nothing of the work. */
bool baton_assemble(BatonMachine *m, const char *name, const uint8_t *text,
                    size_t size, bool strip, uint8_t **image,
                    size_t *image_size) {
  BatonOptions options = {.memory = m->memory,
                          .report = m->options.report,
                          .context = m->options.context};
  static const uint8_t mark[] = {0xef, 0xbb, 0xbf}; /* of byte order */
  if (size >= sizeof mark && !memcmp(text, mark, sizeof mark)) {
    text += sizeof mark;
    size -= sizeof mark;
  }
  options.heap = (uint64_t)size * 10 + (1 << 16); /* no text needs more */
  Machine *worker = size < UINT32_MAX / 2 ? baton_create(&options) : NULL;
  if (!worker) {
    baton_report_memory(m, name);
    return false;
  }
  Problems problems = baton_problems(worker, name, text, size);
  Buffer out = machine_buffer(worker);
  bool fine = baton_assemble_blocks(worker, VALUE_NULL, &problems, strip, &out);
  baton_problems_report(&problems);
  if (fine) *image = out.data;
  else buffer_free(&out);
  *image_size = out.length;
  baton_destroy(worker);
  return fine;
}

bool baton_load(BatonMachine *m, const char *name, const uint8_t *bytes,
                size_t size) {
  uint8_t *image;
  if (m->state != BATON_EMPTY) return false;
  if (baton_is_image(bytes, size)) m->main = image_load(m, name, bytes, size);
  else if (BATON_HAS(TEXT) &&
           baton_assemble(m, name, bytes, size, false, &image, &size))
    m->main = baton_program_load(m, name, image, size, NULL, false);
  if (!m->main) return false;
  const Block *block = m->main->main;
  if (!block_accepts(block, 2) || block->arity & REST) {
    return refuse(m, name, "main takes other parameters than (k world)",
                  "write (block main (k world) () …)");
  }
  m->r[0] = value_of_constant(m->start->block[1].self);
  if (!baton_devices_world(m, &m->r[1]))
    return refuse(m, name, "the heap is too small to start",
                  "give it more (--heap)");
  m->pc = block->entry;
  m->state = BATON_READY;
  return true;
}

/* Counts the modes of the operands of the instruction that comes next. */
static void operands_count(Machine *m) {
  const Code *code = &baton_here(m)->code;
  uint32_t last = code->info->operands - 1u;
  for (uint32_t i = 0; i < code->count; i++) {
    Role role = code->info->operand[i < last ? i : last].role;
    m->counts.copies += code->operand[i].mode == MODE_COPY;
    m->counts.takes += code->operand[i].mode == MODE_TAKE;
    m->counts.moves += code->operand[i].mode == MODE_TAKE && role == ROLE_STORE;
  }
}

BatonState baton_step(BatonMachine *m) {
  if (m->state != BATON_READY || !m->pc) return m->state;
  if (m->options.counted) operands_count(m);
  return baton_engine_step(m);
}

BatonState baton_run(BatonMachine *m) {
  if (!m->pc) return m->state;
  if (!m->options.counted) return baton_engine_run(m);
  while (baton_step(m) == BATON_READY) {}
  return m->state;
}

static void value_end(Machine *m, Value *v, Value now) {
  Value old = *v;
  *v = now;
  value_release(m, old);
}

uint64_t baton_finish(BatonMachine *m) {
  const Walk *walk = m->state != BATON_HALTED ? baton_here(m) : NULL;
  for (uint32_t i = 0; walk && i < REGISTERS; i++)
    if (walk->live[i]) value_release(m, m->r[i]);
  m->pc = NULL;
  value_end(m, &m->answer, VALUE_VOID);
  value_end(m, &m->handler, VALUE_FALSE);
  value_end(m, &m->timer, VALUE_FALSE);
  value_end(m, &m->reserve, VALUE_NULL);
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->variables, Variable); i++)
    value_end(m, &machine_variable(m, i)->value, VALUE_UNBOUND);
  if (!baton_devices_finish(m) && !baton_devices_status(m)) m->unwritten = true;
  baton_memory_end(m);
  return baton_counts(m).live_cells;
}

const char *baton_manager(void) { return MANAGER_NAME; }

BatonState baton_state(const BatonMachine *m) { return m->state; }

int baton_exit_status(const BatonMachine *m) {
  switch (m->state) {
  case BATON_HALTED: return m->unwritten ? 74 : baton_devices_status(m);
  case BATON_FAULTED: return 70;
  case BATON_SPENT: return 124;
  case BATON_EMPTY: return 65;
  case BATON_READY: break;
  }
  return 0;
}

BatonFuel baton_fuel(const BatonMachine *m) {
  int64_t left = m->fuel + m->budget, whole = budget_of(&m->options);
  BatonFuel fuel = {(uint64_t)(whole - left), UINT64_MAX, UINT64_MAX};
  if (whole != INT64_MAX) fuel.budget = (uint64_t)left;
  if (m->slice >= 0) fuel.slice = (uint64_t)(m->fuel + m->slice);
  return fuel;
}

BatonCounts baton_counts(BatonMachine *m) {
  if (!m->options.counted) m->counts.transfers = baton_fuel(m).transfers;
  m->counts.live_cells = m->counts.live_words = 0;
  for (Cell *c = baton_cell_first(m); c; c = baton_cell_next(m, c)) {
    m->counts.live_cells++;
    m->counts.live_words += CELL_HEAD + words_of(cell_kind(c), cell_size(c));
  }
  return m->counts;
}
