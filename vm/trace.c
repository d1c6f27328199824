/* Tracing: see trace.h.
 *
 * Looks at the machine before and after each step.  A trace needs no help of
 * the engine, so a run without one is not slowed.
 */
#include "trace.h"
#include "devices.h"
#include "memory.h"
#include "print.h"
#include "table.h"

typedef struct Trace {
  Machine *m;
  TraceKind kind;
  FILE *to;
  uint64_t step, transfers, allocations, frees, faults;
  Walk walk;
  Code code;
  const Block *block;
  Buffer line;
} Trace;

static void number(Buffer *out, uint64_t n) {
  char text[24];
  snprintf(text, sizeof text, "%llu", (unsigned long long)n);
  buffer_text(out, text);
}

static void line_end(Trace *t) {
  buffer_byte(&t->line, '\n');
  if (!t->line.failed) fwrite(t->line.data, 1, t->line.length, t->to);
  t->line.failed = false;
  t->line.length = 0;
}

/* The block that was entered last, and its arguments. */
static void transfer_line(Trace *t) {
  Machine *m = t->m;
  const Block *block;
  baton_place_find(m, m->pc, &block);
  number(&t->line, m->counts.transfers);
  buffer_byte(&t->line, ' ');
  baton_print_symbol(m, block->name, &t->line);
  for (uint32_t i = 0; i < block->parameters; i++) {
    buffer_byte(&t->line, ' ');
    baton_print_brief(m, m->r[i], &t->line);
  }
  line_end(t);
}

static void end_line(Trace *t) {
  Machine *m = t->m;
  if (m->state == BATON_HALTED) {
    buffer_text(&t->line, "halt ");
    baton_print_brief(m, m->answer, &t->line);
  } else if (m->state == BATON_FAULTED) {
    buffer_text(&t->line, "fault ");
    buffer_text(&t->line, baton_fault_names[m->fault]);
  } else {
    buffer_text(&t->line, "fuel");
  }
  line_end(t);
}

/* Texts in the line: as they are, or as JSON. */
static void put(Trace *t, const Buffer *text) {
  if (t->kind == TRACE_JSON)
    baton_print_json(&t->line, (char *)text->data, text->length);
  else buffer_bytes(&t->line, text->data, text->length);
}

static void put_name(Trace *t, const Walk *walk, uint32_t n) {
  Buffer name = machine_buffer(t->m);
  baton_print_register(walk, t->block, n, "", &name);
  put(t, &name);
  buffer_free(&name);
}

static void put_value(Trace *t, Value v) {
  Buffer text = machine_buffer(t->m);
  baton_print_brief(t->m, v, &text);
  put(t, &text);
  buffer_free(&text);
}

/* One item of a list in the line: name and value. */
static void item(Trace *t, const Walk *walk, uint32_t n, bool valued,
                 bool first, const char *title) {
  bool json = t->kind == TRACE_JSON;
  if (json) buffer_text(&t->line, first ? "" : ",");
  else buffer_text(&t->line, !first ? " " : title);
  put_name(t, walk, n);
  if (!valued) return;
  buffer_byte(&t->line, json ? ':' : '=');
  put_value(t, t->m->r[n]);
}

static void before(Trace *t) {
  Machine *m = t->m;
  bool json = t->kind == TRACE_JSON, seen[REGISTERS] = {false}, first = true;
  const Place *place = baton_place_find(m, m->pc, &t->block);
  baton_walk_to(&t->walk, t->block->program, t->block, place->at);
  baton_code_read(t->walk.program, place->at, t->block->end, &t->code);
  Symbol *name = machine_symbol(m, t->block->name);
  Buffer text = machine_buffer(m);
  buffer_text(&t->line, json ? "{\"step\":" : "");
  number(&t->line, t->step);
  buffer_text(&t->line, json ? ",\"block\":" : " ");
  if (json) baton_print_json(&t->line, name->text, name->length);
  else baton_print_symbol(m, t->block->name, &t->line);
  buffer_text(&t->line, json ? ",\"index\":" : ":");
  number(&t->line, t->walk.index);
  buffer_text(&t->line, json ? ",\"instruction\":" : " ");
  baton_print_code(m, &t->walk, t->block, &t->code, &text);
  put(t, &text);
  buffer_free(&text);
  buffer_text(&t->line, json ? ",\"values\":{" : "");
  for (uint32_t i = 0; i < t->code.count; i++) {
    const Operand *operand = &t->code.operand[i];
    if (operand->mode > MODE_TAKE || seen[operand->index]) continue;
    seen[operand->index] = true;
    item(t, &t->walk, (uint32_t)operand->index, true, first, "  ");
    first = false;
  }
  buffer_text(&t->line, json ? "}" : "");
}

static void after(Trace *t) {
  Machine *m = t->m;
  bool json = t->kind == TRACE_JSON;
  bool faulted = m->faults != t->faults;
  const Code *code = &t->code;
  Walk then = t->walk;
  baton_walk_pass(&then, code);
  buffer_text(&t->line, json ? ",\"born\":{" : "");
  for (uint32_t i = 0; !faulted && i < code->info->results; i++)
    item(t, &then, code->result[i], true, !i, "  born ");
  buffer_text(&t->line, json ? "},\"ended\":[" : "");
  bool first = true;
  for (uint32_t i = 0; !faulted && i < code->count; i++) {
    if (code->operand[i].mode != MODE_TAKE) continue;
    item(t, &t->walk, (uint32_t)code->operand[i].index, false, first,
         "  ended ");
    first = false;
  }
  uint64_t born = m->counts.allocations - t->allocations;
  uint64_t freed = m->counts.frees - t->frees;
  if (json || born || freed) {
    buffer_text(&t->line, json ? "],\"allocated\":" : "  cells +");
    number(&t->line, born);
    buffer_text(&t->line, json ? ",\"freed\":" : " -");
    number(&t->line, freed);
  }
  Buffer *shown = baton_devices_shown(m);
  if (json || shown->length) {
    buffer_text(&t->line, json ? ",\"output\":" : "  output ");
    if (json) put(t, shown);
    else baton_print_quoted(&t->line, (char *)shown->data, shown->length);
  }
  shown->length = 0;
  if (json || faulted) {
    buffer_text(&t->line, json ? ",\"fault\":" : "  fault ");
    buffer_text(&t->line, json && faulted ? "\"" : "");
    buffer_text(&t->line, faulted ? baton_fault_names[m->fault] : "null");
    buffer_text(&t->line, json && faulted ? "\"" : "");
  }
  if (json) buffer_byte(&t->line, '}');
  line_end(t);
}

BatonState baton_trace_run(Machine *m, TraceKind kind, FILE *to) {
  Trace *t = memory_resize(&m->memory, NULL, sizeof *t);
  if (!t) return m->state;
  *t = (Trace){.m = m, .kind = kind, .to = to, .line = machine_buffer(m)};
  bool steps = kind != TRACE_TRANSFERS;
  if (!steps) transfer_line(t);
  while (m->state == BATON_READY) {
    t->step++;
    t->transfers = m->counts.transfers;
    t->allocations = m->counts.allocations;
    t->frees = m->counts.frees;
    t->faults = m->faults;
    if (steps) before(t);
    baton_step(m);
    if (steps) after(t);
    else if (m->counts.transfers != t->transfers && m->state == BATON_READY)
      transfer_line(t);
  }
  if (!steps) end_line(t);
  buffer_free(&t->line);
  BatonState state = m->state;
  memory_resize(&m->memory, t, 0);
  return state;
}
