/* Tracing: one line a step or transfer (spec/trace.md). */
#ifndef BATON_TRACE_H
#define BATON_TRACE_H

#include "machine.h"
#include <stdio.h>

typedef enum TraceKind {
  TRACE_NONE,
  TRACE_TEXT,
  TRACE_JSON,
  TRACE_TRANSFERS,
} TraceKind;

/* Runs the machine, created `counted`, to its end, and writes its trace. */
BatonState baton_trace_run(Machine *m, TraceKind kind, FILE *to);

#endif
