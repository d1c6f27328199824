/* Printing: values and instructions as text. */
#ifndef BATON_PRINT_H
#define BATON_PRINT_H

#include "verify.h"

/* Appends a value as `write` prints it; cycles print with labels. */
void baton_print(Machine *m, Value v, Buffer *out);
/* Appends a value as traces print it: at most 3 levels, 8 elements, 40
 * characters. */
void baton_print_brief(Machine *m, Value v, Buffer *out);
/* Appends a string in quotes, with escapes, from UTF-8. */
void baton_print_quoted(Buffer *out, const char *text, size_t length);
/* Appends a symbol, between bars where it needs them. */
void baton_print_symbol(Machine *m, Value symbol, Buffer *out);
/* Appends a string as JSON. */
void baton_print_json(Buffer *out, const char *text, size_t length);
/* Appends the instruction before which a walk stands: on one line, without the
 * ways of `if` and `try`. */
void baton_print_code(Machine *m, const Walk *walk, Buffer *out);
/* Appends the name of a block's variable by the number of its birth, or its
 * register's; `mark`, "!" or "", stands before it. */
void baton_print_variable(const Block *block, uint32_t birth, uint32_t number,
                          const char *mark, Buffer *out);

/* Text for people, or the same as JSON. */
typedef struct Writer {
  Machine *m;
  Buffer *out;
  bool json;
} Writer;
/* Appends one of two formats.  Each of these stands for the next item, the
 * first or the second:
 *   %u a number   %v a value as traces have it   %n a symbol   %r the variable
 *   of a live register
 * and these for what the machine is at, m->here:
 *   %b its block   %i the instruction's index   %c the instruction
 *   %k the kind of its fault   %o what it shows since the last step, in quotes
 * `%,` is a comma, unless what is listed begins here.  All but numbers are
 * strings in JSON. */
void baton_write(Writer *w, const char *text, const char *json, uint64_t first,
                 uint64_t second);

const char *baton_device_name(const Cell *cell);
const char *baton_character_name(uint32_t c);

#endif
