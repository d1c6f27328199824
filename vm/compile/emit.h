/* Emitting: a program as C (native.h says what that C consists of). */
#ifndef BATON_EMIT_H
#define BATON_EMIT_H

#include "../verify.h"

typedef struct EmitOptions {
  const char *file;    /* the program's file, for messages at run time */
  const char *output;  /* the name of the C file, for its own #line */
  bool lines;          /* places in the program's source as #line */
  bool units;          /* may there be several C files? */
  uint32_t chunk_size; /* blocks in a function, at most; 0: what is best */
} EmitOptions;

/* Takes a C file, numbered from 0, or says that it cannot. */
typedef bool EmitTo(void *context, uint32_t unit, const Buffer *text);

/* Writes a C file for the machine's loaded program, or several where it is
 * large and `units` allows it; false: no memory, or a file was not taken. */
bool baton_emit(Machine *m, const EmitOptions *options, EmitTo *to,
                void *context);

#endif
