/* Values: what a register, a field or a constant holds.
 *
 * A value is one word.  Its two low bits tell integers (00) and the other
 * immediates (10) from cells: counted cells on the heap (01) and constant cells
 * of a program (11), which are immutable and never counted.  So "must be
 * counted" and "may be changed" are one test.  Relies on cells being aligned to
 * 4 bytes.
 */
#ifndef BATON_VALUE_H
#define BATON_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "generated/names.h"

typedef uintptr_t Value;
typedef intptr_t Integer;

enum {
  WORD_BYTES = sizeof(Value),
  WORD_BITS = 8 * WORD_BYTES,
  CELL_HEAD = 8 / WORD_BYTES, /* words before the first field */
};

#define INTEGER_MAX ((Integer)(INTPTR_MAX >> 2))
#define INTEGER_MIN (-INTEGER_MAX - 1)

/* Immediates: the low byte of the word says which. */
#define VALUE_FALSE ((Value)0x02)
#define VALUE_TRUE ((Value)0x12)
#define VALUE_NULL ((Value)0x22)
#define VALUE_VOID ((Value)0x32)
#define VALUE_EOF ((Value)0x42)
#define VALUE_UNBOUND ((Value)0x52) /* no program ever sees it */
#define TAG_CHAR 0x06
#define TAG_SYMBOL 0x0a

/* A cell: its count of references, its shape (size << 4 | kind), its fields.  A
 * free cell has in its first field the next free one.  In a
 * constant cell, `count` is the number of the program that it belongs to. */
typedef struct Cell {
  uint32_t count;
  uint32_t shape;
  Value field[];
} Cell;

enum { SIZE_MAX_ELEMENTS = (1 << 27) - 1 };

static inline bool value_is_int(Value v) { return (v & 3) == 0; }
static inline bool value_is_cell(Value v) { return v & 1; }
static inline bool value_is_counted(Value v) { return !((v - 1) & 3); }

static inline Value value_of_int(Integer n) { return (Value)n << 2; }
static inline Integer value_int(Value v) { return (Integer)v >> 2; }
static inline Value value_of_char(uint32_t c) {
  return (Value)c << 8 | TAG_CHAR;
}
static inline Value value_of_symbol(uint32_t index) {
  return (Value)index << 8 | TAG_SYMBOL;
}
static inline uint32_t value_payload(Value v) { return (uint32_t)(v >> 8); }
static inline Value value_of_bool(bool b) {
  return b ? VALUE_TRUE : VALUE_FALSE;
}

static inline Cell *value_cell(Value v) { return (Cell *)(v & ~(Value)3); }
/* The same where v is known to be counted: processors subtract for nothing. */
static inline Cell *value_counted_cell(Value v) { return (Cell *)(v - 1); }
static inline Value value_of_cell(const Cell *cell) { return (Value)cell + 1; }
static inline Value value_of_constant(const void *cell) {
  return (Value)cell | 3;
}
static inline Kind cell_kind(const Cell *cell) {
  return (Kind)(cell->shape & 15);
}
static inline uint32_t cell_size(const Cell *cell) { return cell->shape >> 4; }

/* The fields of a cell that holds raw data. */
static inline uint8_t *cell_bytes(Cell *cell) { return (uint8_t *)cell->field; }
static inline uint32_t *cell_chars(Cell *cell) {
  return (uint32_t *)(void *)cell->field;
}

/* Words of the fields of a cell of this kind with `size` elements: at least 1,
 * so that a free cell has room for its link. */
static inline uint32_t words_of(Kind kind, uint32_t size) {
  uint64_t bytes = kind == KIND_BYTES    ? size
                   : kind == KIND_STRING ? (uint64_t)size * 4
                                         : (uint64_t)size * WORD_BYTES;
  uint64_t words = (bytes + WORD_BYTES - 1) / WORD_BYTES;
  return words ? (uint32_t)words : 1;
}
static inline bool cell_is_raw(const Cell *cell) {
  return cell_kind(cell) == KIND_BYTES || cell_kind(cell) == KIND_STRING;
}

static inline bool value_is(Value v, Kind kind) {
  switch (kind) {
  case KIND_INT: return value_is_int(v);
  case KIND_BOOL: return (v & ~(Value)0x10) == VALUE_FALSE;
  case KIND_NULL: return v == VALUE_NULL;
  case KIND_VOID: return v == VALUE_VOID;
  case KIND_EOF: return v == VALUE_EOF;
  case KIND_CHAR: return (v & 0xff) == TAG_CHAR;
  case KIND_SYMBOL: return (v & 0xff) == TAG_SYMBOL;
  case KIND_PAIR:
  case KIND_BOX:
  case KIND_VECTOR:
  case KIND_RECORD:
  case KIND_BYTES:
  case KIND_STRING:
  case KIND_CLOSURE:
  case KIND_DEVICE: return value_is_cell(v) && cell_kind(value_cell(v)) == kind;
  }
  return false;
}
static inline bool value_is_mutable(Value v, Kind kind) {
  return value_is_counted(v) && cell_kind(value_cell(v)) == kind;
}

#endif
