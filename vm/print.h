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
/* Appends one of the two. */
void baton_write(Writer *w, const char *text, const char *json);
/* Each appends its text as it is, or as a JSON string. */
void baton_write_text(Writer *w, const void *text, size_t length);
void baton_write_value(Writer *w, Value v);
void baton_write_code(Writer *w, const Walk *walk);
void baton_write_variable(Writer *w, const Block *block, uint32_t birth,
                          uint32_t number);

const char *baton_device_name(const Cell *cell);
const char *baton_character_name(uint32_t c);

#endif
