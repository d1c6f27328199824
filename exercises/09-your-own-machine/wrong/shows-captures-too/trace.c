/* The transfer trace (spec/trace.md): a line for each transfer, and one for the
 * end.  Two machines that print the same have done the same.
 */
#include "small.h"

void trace_transfer(Machine *m) {
  if (!m->trace) return;
  fprintf(m->trace, "%llu ", (unsigned long long)m->transfers);
  print_name(m, m->block->name, m->trace);
  for (uint32_t i = 0; i < (uint32_t)m->block->parameters + m->block->captures; i++) {
    putc(' ', m->trace);
    print_brief(m, m->r[i], m->trace);
  }
  putc('\n', m->trace);
}

void trace_end(Machine *m) {
  if (!m->trace) return;
  if (m->state == SPENT) fputs("fuel", m->trace);
  if (m->state == FAULTED)
    fprintf(m->trace, "fault %s", baton_fault_names[m->fault]);
  if (m->state == HALTED) {
    fputs("halt ", m->trace);
    print_brief(m, m->answer, m->trace);
  }
  putc('\n', m->trace);
}
