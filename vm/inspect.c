/* Inspecting: where a machine stands, for reports, traces and debuggers.
 *
 * Which registers live is found by walking the block again; nothing is kept
 * for it while a program runs.
 */
#include "memory.h"
#include "print.h"
#include "table.h"
#include <stdio.h>

/* Walks to where the machine stands. */
static const Block *here(Machine *m, Walk *walk) {
  const Block *block = NULL;
  if (!m->pc || !baton_place_find(m, m->pc, &block)) return NULL;
  baton_walk_to_pc(m, m->pc, walk);
  return block;
}

static const char *text_end(Machine *m) {
  buffer_byte(&m->text, 0);
  if (!m->text.failed) return (const char *)m->text.data;
  buffer_free(&m->text);
  return "";
}

const char *baton_block(BatonMachine *m) {
  const Block *block = NULL;
  if (!m->pc || !baton_place_find(m, m->pc, &block)) return "";
  return machine_symbol(m, block->name)->text;
}

uint32_t baton_index(BatonMachine *m) {
  Walk walk;
  return here(m, &walk) ? walk.index : 0;
}

const char *baton_instruction(BatonMachine *m) {
  Walk walk;
  Code code;
  const Block *block = here(m, &walk);
  m->text.length = 0;
  if (block && !baton_code_read(walk.program, walk.at, block->end, &code))
    baton_print_code(m, &walk, block, &code, &m->text);
  return text_end(m);
}

bool baton_place(BatonMachine *m, BatonReport *place) {
  Walk walk;
  const Block *block = here(m, &walk);
  *place = (BatonReport){0};
  if (!block || !baton_debug_place(walk.program, block, walk.index,
                                   &place->line, &place->column))
    return false;
  uint32_t at = walk.program->file;
  uint64_t length = 0;
  baton_uleb_read(walk.program->image, &at, (uint32_t)walk.program->size,
                  &length);
  m->text.length = 0;
  buffer_bytes(&m->text, walk.program->image + at, (size_t)length);
  place->file = text_end(m);
  return true;
}

size_t baton_live(BatonMachine *m, uint8_t registers[256]) {
  Walk walk;
  size_t count = 0;
  if (!here(m, &walk)) return 0;
  for (uint32_t i = 0; i < REGISTERS; i++)
    if (walk.live[i]) registers[count++] = (uint8_t)i;
  return count;
}

const char *baton_name(BatonMachine *m, uint8_t number) {
  Walk walk;
  const Block *block = here(m, &walk);
  m->text.length = 0;
  if (block && walk.live[number])
    baton_print_register(&walk, block, number, "", &m->text);
  return text_end(m);
}

const char *baton_value(BatonMachine *m, uint8_t number) {
  Walk walk;
  m->text.length = 0;
  if (here(m, &walk) && walk.live[number])
    baton_print_brief(m, m->r[number], &m->text);
  return text_end(m);
}

const char *baton_answer(BatonMachine *m) {
  m->text.length = 0;
  if (m->answer != VALUE_VOID) baton_print(m, m->answer, &m->text);
  return text_end(m);
}

const char *baton_leaked(BatonMachine *m, uint64_t n) {
  Cell *cell = baton_cell_first(m);
  while (cell && n--) cell = baton_cell_next(m, cell);
  if (!cell) return NULL;
  m->text.length = 0;
  baton_print_brief(m, value_of_cell(cell), &m->text);
  return text_end(m);
}

/* The captured variable named `name` of a closure, or the first one. */
static Value captured(Machine *m, Value closure, const char *name) {
  Cell *cell = value_cell(closure);
  const Block *block = closure_block(cell);
  if (block == &m->resume) return VALUE_VOID;
  for (uint32_t i = 0; i < block->captures; i++) {
    uint32_t length;
    const char *known = baton_debug_name(block->program, block,
                                         block->parameters + i, &length);
    if (known ? length == strlen(name) && !memcmp(known, name, length) : !i)
      return cell->field[i + 1];
  }
  return VALUE_VOID;
}

/* The continuation that lives in the registers: the variable `k`, or else the
 * first closure. */
static Value continuation(Machine *m, const Walk *walk, const Block *block) {
  Value found = VALUE_VOID;
  for (uint32_t i = 0; i < REGISTERS; i++) {
    if (!walk->live[i]) continue;
    uint32_t length;
    const char *name = baton_debug_name(walk->program, block, walk->birth[i],
                                        &length);
    if (name && length == 1 && *name == 'k') return m->r[i];
    if (found == VALUE_VOID && value_is(m->r[i], KIND_CLOSURE)) found = m->r[i];
  }
  return found;
}

enum { CHAIN_SHOWN = 20 };

static void quoted(Buffer *out, bool json, const char *text, size_t length) {
  if (json) baton_print_json(out, text, length);
  else buffer_bytes(out, text, length);
}

static void value_text(Machine *m, Buffer *out, bool json, Value v) {
  Buffer text = machine_buffer(m);
  baton_print_brief(m, v, &text);
  quoted(out, json, (char *)text.data, text.length);
  buffer_free(&text);
}

static void registers_report(Machine *m, const Walk *walk, const Block *block,
                             Buffer *out, bool json) {
  bool first = true;
  for (uint32_t i = 0; i < REGISTERS; i++) {
    if (!walk->live[i]) continue;
    Buffer name = machine_buffer(m);
    baton_print_register(walk, block, i, "", &name);
    buffer_text(out, !json ? "  " : first ? "" : ",");
    quoted(out, json, (char *)name.data, name.length);
    buffer_text(out, json ? ":" : " = ");
    value_text(m, out, json, m->r[i]);
    if (!json) buffer_text(out, "\n");
    buffer_free(&name);
    first = false;
  }
}

static void chain_report(Machine *m, Value k, Buffer *out, bool json) {
  int count = 0;
  for (; value_is(k, KIND_CLOSURE) && count < CHAIN_SHOWN; count++) {
    Symbol *name = machine_symbol(m, closure_block(value_cell(k))->name);
    buffer_text(out, !json ? "  " : count ? "," : "");
    quoted(out, json, name->text, name->length);
    if (!json) buffer_text(out, "\n");
    k = captured(m, k, "k");
  }
  if (value_is(k, KIND_CLOSURE)) buffer_text(out, json ? ",\"…\"" : "  …\n");
}

const char *baton_fault_report(BatonMachine *m, bool json) {
  Walk walk;
  Code code;
  Value irritant[8];
  const Block *block = here(m, &walk);
  Buffer *out = &m->text;
  if (m->state != BATON_FAULTED || !block) return NULL;
  const char *kind = baton_fault_names[m->fault];
  Symbol *name = machine_symbol(m, block->name);
  char index[24];
  snprintf(index, sizeof index, "%u", walk.index);
  baton_code_read(walk.program, walk.at, block->end, &code);
  Buffer text = machine_buffer(m);
  baton_print_code(m, &walk, block, &code, &text);
  out->length = 0;
  buffer_text(out, json ? "{\"fault\":\"" : "fault ");
  buffer_text(out, kind);
  buffer_text(out, json ? "\",\"block\":" : " in ");
  quoted(out, json, name->text, name->length);
  buffer_text(out, json ? ",\"index\":" : " at ");
  buffer_text(out, index);
  buffer_text(out, json ? ",\"instruction\":" : ": ");
  quoted(out, json, (char *)text.data, text.length);
  buffer_free(&text);
  buffer_text(out, json ? ",\"irritants\":[" : "\nirritants:");
  uint32_t count = baton_irritants(m, &walk, &code, irritant);
  for (uint32_t i = 0; i < count; i++) {
    buffer_text(out, !json ? " " : i ? "," : "");
    value_text(m, out, json, irritant[i]);
    value_release(m, irritant[i]);
  }
  buffer_text(out, json ? "],\"registers\":{" : "\nregisters:\n");
  registers_report(m, &walk, block, out, json);
  buffer_text(out, json ? "},\"continuations\":[" : "continuations:\n");
  chain_report(m, continuation(m, &walk, block), out, json);
  buffer_text(out, json ? "]}" : "");
  return text_end(m);
}
