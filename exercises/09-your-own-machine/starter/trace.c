/* The transfer trace (spec/trace.md): a line for each transfer, and one for the
 * end.  Two machines that print the same have done the same.
 */
#include "small.h"

void trace_transfer(Machine *m) {
  /* TODO, stage 6: the number, the block's name, its parameters.  See
   * print_name and print_brief in small.h. */
  (void)m;
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
