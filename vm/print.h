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
/* Appends an instruction as text: on one line, without the ways of `if` and
 * `try`. The walk stands before it. */
void baton_print_code(Machine *m, const Walk *walk, const Block *block,
                      const Code *code, Buffer *out);
/* Appends a register's name at the walk's place, or its number; `mark`, "!" or
 * "", stands before it. */
void baton_print_register(const Walk *walk, const Block *block, uint32_t number,
                          const char *mark, Buffer *out);

const char *baton_device_name(const Cell *cell);
const char *baton_character_name(uint32_t c);

#endif
