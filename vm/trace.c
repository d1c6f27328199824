/* Tracing: see trace.h.
 *
 * Looks at the machine before and after each step.  A trace needs no help of
 * the engine, so a run without one is not slowed.
 */
#include "trace.h"
#include "devices.h"
#include "print.h"
#include "table.h"

/* The block that was entered last, and its arguments. */
static void transfer_line(Machine *m, Buffer *line) {
  const Block *block = baton_here(m)->block;
  buffer_format(line, "%llu ", (unsigned long long)m->counts.transfers);
  baton_print_symbol(m, block->name, line);
  for (uint32_t i = 0; i < block->parameters; i++) {
    buffer_byte(line, ' ');
    baton_print_brief(m, m->r[i], line);
  }
}

static void end_line(Machine *m, Buffer *line) {
  if (m->state == BATON_HALTED) {
    buffer_text(line, "halt ");
    baton_print_brief(m, m->answer, line);
  } else if (m->state == BATON_FAULTED) {
    buffer_format(line, "fault %s", baton_fault_names[m->fault]);
  } else {
    buffer_text(line, "fuel");
  }
}

/* Begins the next item of a list, the first with its title. */
static void item(Writer *w, bool *first, const char *title) {
  baton_write(w, *first ? title : " ", *first ? "" : ",");
  *first = false;
}

/* What can only be told before a step: all up to the values; and into `ended`
 * the variables that it takes. */
static void before(Writer *w, uint64_t step, const Walk *walk, Buffer *ended) {
  Machine *m = w->m;
  const Code *code = &walk->code;
  Symbol *name = machine_symbol(m, walk->block->name);
  Writer end = {m, ended, w->json};
  bool seen[REGISTERS] = {false}, first = true, first_end = true;
  baton_write(w, "", "{\"step\":");
  buffer_format(w->out, "%llu", (unsigned long long)step);
  baton_write(w, " ", ",\"block\":");
  if (w->json) baton_write_text(w, name->text, name->length);
  else baton_print_symbol(m, walk->block->name, w->out);
  baton_write(w, ":", ",\"index\":");
  buffer_format(w->out, "%u", walk->index);
  baton_write(w, " ", ",\"instruction\":");
  baton_write_code(w, walk);
  baton_write(w, "", ",\"values\":{");
  for (uint32_t i = 0; i < code->count; i++) {
    uint32_t number = (uint32_t)code->operand[i].index;
    if (code->operand[i].mode > MODE_TAKE) continue;
    if (code->operand[i].mode == MODE_TAKE) {
      item(&end, &first_end, "  ended ");
      baton_write_variable(&end, walk->block, walk->birth[number], number);
    }
    if (seen[number]) continue;
    seen[number] = true;
    item(w, &first, "  ");
    baton_write_variable(w, walk->block, walk->birth[number], number);
    baton_write(w, "=", ":");
    baton_write_value(w, m->r[number]);
  }
  baton_write(w, "", "},\"born\":{");
}

static void after(Writer *w, bool faulted, uint64_t born, uint64_t freed,
                  const Buffer *ended) {
  Machine *m = w->m;
  Buffer *shown = baton_devices_shown(m);
  baton_write(w, "", "},\"ended\":[");
  if (!faulted) buffer_bytes(w->out, ended->data, ended->length);
  if (w->json || born || freed) {
    baton_write(w, "  cells +", "],\"allocated\":");
    buffer_format(w->out, "%llu", (unsigned long long)born);
    baton_write(w, " -", ",\"freed\":");
    buffer_format(w->out, "%llu", (unsigned long long)freed);
  }
  if (w->json || shown->length) {
    baton_write(w, "  output ", ",\"output\":");
    if (w->json) baton_write_text(w, shown->data, shown->length);
    else baton_print_quoted(w->out, (char *)shown->data, shown->length);
  }
  shown->length = 0;
  if (faulted) {
    baton_write(w, "  fault ", ",\"fault\":");
    baton_write_text(w, baton_fault_names[m->fault],
                     strlen(baton_fault_names[m->fault]));
  }
  baton_write(w, "", faulted ? "}" : ",\"fault\":null}");
}

/* Does a step, and appends its line. */
static void step(Writer *w, uint64_t number, Buffer *ended) {
  Machine *m = w->m;
  const Walk *walk = baton_here(m);
  const Block *block = walk->block;
  const Instruction *info = walk->code.info;
  uint8_t result[2] = {walk->code.result[0], walk->code.result[1]};
  uint32_t births = walk->births;
  uint64_t faults = m->faults, allocations = m->counts.allocations,
           frees = m->counts.frees;
  bool first = true;
  ended->length = 0;
  before(w, number, walk, ended);
  baton_step(m);
  bool faulted = m->faults != faults;
  for (uint32_t i = 0; !faulted && i < info->results; i++) {
    item(w, &first, "  born ");
    baton_write_variable(w, block, births + i, result[i]);
    baton_write(w, "=", ":");
    baton_write_value(w, m->r[result[i]]);
  }
  after(w, faulted, m->counts.allocations - allocations,
        m->counts.frees - frees, ended);
}

static void line_end(Buffer *line, FILE *to) {
  buffer_byte(line, '\n');
  if (!line->failed) fwrite(line->data, 1, line->length, to);
  line->failed = false;
  line->length = 0;
}

BatonState baton_trace_run(Machine *m, TraceKind kind, FILE *to) {
  Buffer line = machine_buffer(m), ended = machine_buffer(m);
  Writer writer = {m, &line, kind == TRACE_JSON};
  uint64_t number = 0, transfers = UINT64_MAX;
  while (m->state == BATON_READY) {
    if (kind != TRACE_TRANSFERS) {
      step(&writer, ++number, &ended);
      line_end(&line, to);
    } else {
      if (m->counts.transfers != transfers) {
        transfer_line(m, &line);
        line_end(&line, to);
      }
      transfers = m->counts.transfers;
      baton_step(m);
    }
  }
  if (kind == TRACE_TRANSFERS) {
    end_line(m, &line);
    line_end(&line, to);
  }
  buffer_free(&line);
  buffer_free(&ended);
  return m->state;
}
