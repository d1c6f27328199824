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
static void transfer_write(Writer *w) {
  Machine *m = w->m;
  const Block *block = baton_here(m)->block;
  baton_write(w, "%u %b", "", m->counts.transfers, 0);
  for (uint32_t i = 0; i < block->parameters; i++)
    baton_write(w, " %v", "", m->r[i], 0);
}

static void end_write(Writer *w) {
  BatonState state = w->m->state;
  baton_write(w,
              state == BATON_HALTED    ? "halt %v"
              : state == BATON_FAULTED ? "fault %k"
                                       : "fuel",
              "", w->m->answer, 0);
}

/* What can only be told before a step: all up to the values; and into `ended`
 * the variables that it takes. */
static void before_write(Writer *w, uint64_t step, const Code *code,
                         Buffer *ended) {
  Writer end = {w->m, ended, w->json};
  bool seen[REGISTERS] = {false}, any = false;
  baton_write(w, "%u %b:%i %c",
              "{\"step\":%u,\"block\":%b,\"index\":%i,\"instruction\":%c,"
              "\"values\":{",
              step, 0);
  for (uint32_t i = 0; i < code->count; i++) {
    uint32_t number = (uint32_t)code->operand[i].index;
    if (code->operand[i].mode > MODE_TAKE) continue;
    if (code->operand[i].mode == MODE_TAKE)
      baton_write(&end, ended->length ? " %r" : "  ended %r", "%,%r", number,
                  0);
    if (seen[number]) continue;
    baton_write(w, any ? " %r=%v" : "  %r=%v", "%,%r:%v", number,
                w->m->r[number]);
    seen[number] = any = true;
  }
}

static void after_write(Writer *w, bool faulted, uint64_t born, uint64_t freed,
                        const Buffer *ended) {
  Buffer *shown = baton_devices_shown(w->m);
  baton_write(w, "", "},\"ended\":[", 0, 0);
  if (!faulted) buffer_bytes(w->out, ended->data, ended->length);
  baton_write(w, born || freed ? "  cells +%u -%u" : "",
              "],\"allocated\":%u,\"freed\":%u", born, freed);
  baton_write(w, shown->length ? "  output %o" : "", ",\"output\":%o", 0, 0);
  baton_write(w, faulted ? "  fault %k" : "",
              faulted ? ",\"fault\":%k}" : ",\"fault\":null}", 0, 0);
  shown->length = 0;
}

/* Does a step, and writes its line. */
static void step_write(Writer *w, uint64_t number, Buffer *ended) {
  Machine *m = w->m;
  const Code *code = &baton_here(m)->code;
  uint32_t results = code->info->results;
  uint8_t result[2] = {code->result[0], code->result[1]};
  uint64_t faults = m->faults;
  BatonCounts counts = m->counts;
  ended->length = 0;
  before_write(w, number, code, ended);
  baton_step(m);
  bool faulted = m->faults != faults;
  baton_write(w, "", "},\"born\":{", 0, 0);
  if (!faulted && results) baton_here(m);
  for (uint32_t i = 0; !faulted && i < results; i++)
    baton_write(w, i ? " %r=%v" : "  born %r=%v", "%,%r:%v", result[i],
                m->r[result[i]]);
  after_write(w, faulted, m->counts.allocations - counts.allocations,
              m->counts.frees - counts.frees, ended);
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
    bool entered = m->counts.transfers != transfers;
    transfers = m->counts.transfers;
    if (kind != TRACE_TRANSFERS) step_write(&writer, ++number, &ended);
    else if (entered) transfer_write(&writer);
    if (kind != TRACE_TRANSFERS || entered) line_end(&line, to);
    if (kind == TRACE_TRANSFERS) baton_step(m);
  }
  if (kind == TRACE_TRANSFERS) {
    end_write(&writer);
    line_end(&line, to);
  }
  buffer_free(&line);
  buffer_free(&ended);
  return m->state;
}
