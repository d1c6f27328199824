/* Inspecting: where a machine stands, for reports, traces and debuggers.
 *
 * Which registers live is found by walking the block again; nothing is kept
 * for it while a program runs.
 */
#include "devices.h"
#include "memory.h"
#include "print.h"
#include "table.h"

static const char *text_end(Machine *m) {
  buffer_byte(&m->text, 0);
  if (!m->text.failed) return (const char *)m->text.data;
  buffer_free(&m->text);
  return "";
}

/* The name of a variable, as baton_print_variable has it. */
static const char *variable_text(Machine *m, const Block *block, uint32_t birth,
                                 uint32_t number) {
  m->text.length = 0;
  baton_print_variable(block, birth, number, "", &m->text);
  return text_end(m);
}

const char *baton_text(BatonMachine *m, BatonValue value) {
  m->text.length = 0;
  baton_print_brief(m, value, &m->text);
  return text_end(m);
}

const char *baton_block(BatonMachine *m) {
  const Walk *walk = baton_here(m);
  return walk ? machine_symbol(m, walk->block->name)->text : "";
}

uint32_t baton_index(BatonMachine *m) {
  const Walk *walk = baton_here(m);
  return walk ? walk->index : 0;
}

const char *baton_instruction(BatonMachine *m) {
  const Walk *walk = baton_here(m);
  m->text.length = 0;
  if (walk) baton_print_code(m, walk, &m->text);
  return text_end(m);
}

static bool place_of(BatonMachine *m, const Program *program,
                     const Block *block, uint32_t index, BatonReport *place) {
  *place = (BatonReport){0};
  if (!program ||
      !baton_debug_place(program, block, index, &place->line, &place->column))
    return false;
  uint32_t at = program->file;
  uint64_t length = 0;
  baton_uleb_read(program->image, &at, (uint32_t)program->size, &length);
  m->text.length = 0;
  buffer_bytes(&m->text, program->image + at, (size_t)length);
  place->file = text_end(m);
  return true;
}

bool baton_place(BatonMachine *m, BatonReport *place) {
  const Walk *walk = baton_here(m);
  return place_of(m, walk ? walk->program : NULL, walk ? walk->block : NULL,
                  walk ? walk->index : 0, place);
}

/* Where the registers live; NULL: a program that has halted has none. */
static const Walk *living(BatonMachine *m) {
  return m->state == BATON_HALTED ? NULL : baton_here(m);
}

/* The same where this register lives. */
static const Walk *living_at(BatonMachine *m, uint8_t number) {
  const Walk *walk = living(m);
  return walk && walk->live[number] ? walk : NULL;
}

size_t baton_live(BatonMachine *m, uint8_t registers[256]) {
  const Walk *walk = living(m);
  size_t count = 0;
  for (uint32_t i = 0; walk && i < REGISTERS; i++)
    if (walk->live[i]) registers[count++] = (uint8_t)i;
  return count;
}

const char *baton_name(BatonMachine *m, uint8_t number) {
  const Walk *walk = living_at(m, number);
  return walk ? variable_text(m, walk->block, walk->birth[number], number) : "";
}

const char *baton_value(BatonMachine *m, uint8_t number) {
  return living_at(m, number) ? baton_text(m, m->r[number]) : "";
}

const char *baton_answer(BatonMachine *m) {
  m->text.length = 0;
  if (m->answer != VALUE_VOID) baton_print(m, m->answer, &m->text);
  if (!m->text.failed) return text_end(m);
  buffer_free(&m->text); /* it shares so much that it is too long to print */
  return baton_text(m, m->answer);
}

const char *baton_leaked(BatonMachine *m, uint64_t n) {
  Cell *cell = baton_cell_first(m);
  while (cell && n--) cell = baton_cell_next(m, cell);
  return cell ? baton_text(m, value_of_cell(cell)) : NULL;
}

/* Is the variable of this birth named `k`, or, without names, the first? */
static bool is_continuation(const Block *block, uint32_t birth, bool first) {
  uint32_t length;
  const char *name = baton_debug_name(block->program, block, birth, &length);
  return name ? length == 1 && *name == 'k' : first;
}

/* What is to be done after a closure: what it captured as `k`. */
static Value continuation_of(Value closure) {
  Cell *cell = value_cell(closure);
  const Block *block = closure_block(cell);
  for (uint32_t i = 0; i < block->captures; i++)
    if (is_continuation(block, block->parameters + i, !i))
      return cell->field[i + 1];
  return VALUE_VOID;
}

/* The continuation that lives in the registers: the variable `k`, or else the
 * first closure. */
static Value continuation_here(Machine *m, const Walk *walk) {
  Value found = VALUE_VOID;
  for (uint32_t i = 0; i < REGISTERS; i++) {
    if (!walk->live[i]) continue;
    if (is_continuation(walk->block, walk->birth[i], false)) return m->r[i];
    if (found == VALUE_VOID && value_is(m->r[i], KIND_CLOSURE)) found = m->r[i];
  }
  return found;
}

bool baton_register(BatonMachine *m, uint8_t number, BatonValue *value) {
  if (!living_at(m, number)) return false;
  *value = m->r[number];
  return true;
}

uint32_t baton_point(const BatonMachine *m) {
  const Program *p = m->main;
  bool inside = m->state != BATON_HALTED && p && m->pc >= p->units &&
                m->pc < p->units + p->unit_count;
  return inside ? (uint32_t)(m->pc - p->units) : UINT32_MAX;
}

BatonValue baton_held(const BatonMachine *m, uint8_t number) {
  return m->r[number];
}

bool baton_cell(BatonMachine *m, BatonValue value, BatonCell *cell) {
  (void)m;
  if (!value_is_counted(value)) return false;
  const Cell *c = value_cell(value);
  Kind kind = cell_kind(c);
  bool closure = kind == KIND_CLOSURE;
  *cell = (BatonCell){.id = (uintptr_t)c,
                      .kind = baton_kind_names[kind],
                      .references = c->count,
                      .size = cell_size(c) - closure};
  if (!cell_is_raw(c) && kind != KIND_DEVICE) cell->fields = cell->size;
  return true;
}

BatonValue baton_field(BatonMachine *m, BatonValue value, uint32_t n) {
  (void)m;
  const Cell *cell = value_cell(value);
  return cell->field[n + (cell_kind(cell) == KIND_CLOSURE)];
}

const char *baton_closure_block(BatonMachine *m, BatonValue value) {
  if (!value_is(value, KIND_CLOSURE)) return NULL;
  return machine_symbol(m, closure_block(value_cell(value))->name)->text;
}

const char *baton_captured(BatonMachine *m, BatonValue value, uint32_t n) {
  if (!value_is(value, KIND_CLOSURE)) return NULL;
  const Block *block = closure_block(value_cell(value));
  uint32_t length;
  const char *name = n >= block->captures
                         ? NULL
                         : baton_debug_name(block->program, block,
                                            block->parameters + n, &length);
  if (!name) return NULL;
  m->text.length = 0;
  buffer_bytes(&m->text, name, length);
  return text_end(m);
}

bool baton_continuation(BatonMachine *m, BatonValue *value) {
  const Walk *walk = living(m);
  if (walk) *value = continuation_here(m, walk);
  return walk && value_is(*value, KIND_CLOSURE);
}

bool baton_continuation_next(BatonMachine *m, BatonValue *value) {
  (void)m;
  *value = continuation_of(*value);
  return value_is(*value, KIND_CLOSURE);
}

/* The instruction that comes next. */

bool baton_operation(BatonMachine *m, BatonOperation *operation) {
  const Walk *walk = living(m);
  operation->name = "";
  operation->transfer = false;
  operation->uses = operation->births = 0;
  if (!walk) return false;
  const Code *code = &walk->code;
  operation->name = instruction_name(code->info);
  operation->transfer = code->info->class == CLASS_TRANSFER;
  for (uint32_t i = 0; i < code->count; i++) {
    const Operand *operand = &code->operand[i];
    if (operand->mode > MODE_TAKE) continue;
    operation->use[operation->uses].number = (uint8_t)operand->index;
    operation->use[operation->uses].operand = (uint16_t)i;
    operation->use[operation->uses++].taken = operand->mode == MODE_TAKE;
  }
  operation->births = code->info->results;
  memcpy(operation->born, code->result, operation->births);
  return true;
}

const char *baton_born_name(BatonMachine *m, uint32_t n) {
  const Walk *walk = baton_here(m);
  bool born = walk && n < walk->code.info->results;
  return born ? variable_text(m, walk->block, walk->births + n,
                              walk->code.result[n])
              : "";
}

void baton_block_shape(BatonMachine *m, uint32_t *parameters,
                       uint32_t *captures) {
  const Walk *walk = baton_here(m);
  *parameters = walk ? walk->block->parameters : 0;
  *captures = walk ? walk->block->captures : 0;
}

bool baton_variable(BatonMachine *m, const char *name, uint8_t *number) {
  const Walk *walk = living(m);
  for (uint32_t i = 0; walk && i < REGISTERS; i++) {
    *number = (uint8_t)i;
    if (walk->live[i] && !strcmp(baton_name(m, *number), name)) return true;
  }
  return false;
}

bool baton_root(BatonMachine *m, BatonRoot root, BatonValue *value) {
  *value = root == BATON_ANSWER    ? m->answer
           : root == BATON_HANDLER ? m->handler
                                   : m->timer;
  return root == BATON_ANSWER ? m->state == BATON_HALTED
                              : *value != VALUE_FALSE;
}

bool baton_symbol_value(BatonMachine *m, uint32_t n, const char **name,
                        BatonValue *value) {
  for (uint32_t i = 0; i < BUFFER_COUNT(&m->variables, Variable); i++) {
    const Variable *variable = machine_variable(m, i);
    if (variable->value == VALUE_UNBOUND || n--) continue;
    *name = machine_symbol(m, variable->symbol)->text;
    *value = variable->value;
    return true;
  }
  return false;
}

bool baton_cell_walk(BatonMachine *m, bool first, BatonValue *cell) {
  Cell *at = first ? baton_cell_first(m)
                   : baton_cell_next(m, value_cell(*cell));
  if (at) *cell = value_of_cell(at);
  return at;
}

const char *baton_text_whole(BatonMachine *m, BatonValue value) {
  m->text.length = 0;
  baton_print(m, value, &m->text);
  return text_end(m);
}

bool baton_closure_place(BatonMachine *m, BatonValue closure,
                         BatonReport *place) {
  const Block *block = closure_block(value_cell(closure));
  return place_of(m, block->program, block, 0, place);
}

bool baton_block_at(BatonMachine *m, uint32_t n, const char **name,
                    uint32_t *instructions) {
  if (!m->main || n >= m->main->blocks) return false;
  const Block *block = &m->main->block[n];
  Code code;
  *name = machine_symbol(m, block->name)->text;
  *instructions = 0;
  for (uint32_t at = block->at; at < block->end; at = code.next) {
    if (baton_code_read(m->main, at, block->end, &code)) break;
    ++*instructions;
  }
  return true;
}

bool baton_block_place(BatonMachine *m, uint32_t n, uint32_t index,
                       BatonReport *place) {
  return place_of(m, m->main, &m->main->block[n], index, place);
}

BatonProgress baton_progress(const BatonMachine *m) {
  return (BatonProgress){m->counts.instructions, m->counts.allocations,
                         m->counts.frees, m->faults,
                         m->faults ? baton_fault_names[m->fault] : ""};
}

const uint8_t *baton_output_held(BatonMachine *m, size_t *size) {
  const Buffer *held = baton_devices_held(m);
  *size = held->length;
  return held->data;
}

enum { CHAIN_SHOWN = 20 };

const char *baton_fault_report(BatonMachine *m, bool json) {
  const Walk *walk = m->state == BATON_FAULTED ? baton_here(m) : NULL;
  Writer w = {m, &m->text, json};
  Value irritant[8];
  if (!walk) return NULL;
  m->text.length = 0;
  baton_write(&w, "fault %k in %b at %i: %c\nirritants:",
              "{\"fault\":%k,\"block\":%b,\"index\":%i,\"instruction\":%c,"
              "\"irritants\":[",
              0, 0);
  uint32_t count = baton_irritants(m, walk, irritant);
  for (uint32_t i = 0; i < count; i++) {
    baton_write(&w, " %v", "%,%v", irritant[i], 0);
    value_release(m, irritant[i]);
  }
  baton_write(&w, "\nregisters:\n", "],\"registers\":{", 0, 0);
  for (uint32_t i = 0; i < REGISTERS; i++)
    if (walk->live[i]) baton_write(&w, "  %r = %v\n", "%,%r:%v", i, m->r[i]);
  baton_write(&w, "continuations:\n", "},\"continuations\":[", 0, 0);
  Value k = continuation_here(m, walk);
  for (int i = 0; i < CHAIN_SHOWN && value_is(k, KIND_CLOSURE); i++) {
    baton_write(&w, "  %n\n", "%,%n", closure_block(value_cell(k))->name, 0);
    k = continuation_of(k);
  }
  bool more = value_is(k, KIND_CLOSURE);
  baton_write(&w, more ? "  …\n" : "", more ? ",\"…\"]}" : "]}", 0, 0);
  return text_end(m);
}
