/* runtime.h: values, cells and faults, for programs that were compiled to C.
 *
 * An integer n is the word 4 * n; #f, #t and () are words of their own; a cell is
 * its address plus 1.  A cell has a reference count.  Here `takes' says that a
 * function becomes the owner of what it gets, `borrows' that its caller stays the
 * owner.  With CHECKED a cell that is used after its end is noticed: its memory is not
 * used again.
 */
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t Value;
enum { FREED, PAIR, CLOSURE, MOST_FIELDS = 64 };
typedef struct Cell {
  int32_t head;  /* FREED, PAIR, or CLOSURE + 4 * PARAMETERS */
  int32_t size;  /* fields */
  int64_t count; /* how many hold it */
  Value field[];
} Cell;

#define INT(n) ((Value)((uint64_t)(n)*4))
#define FALSE ((Value)2)
#define TRUE ((Value)6)
#define NIL ((Value)10)

static int64_t live;              /* cells that have not ended; with CHECKED */
static Cell *unused[MOST_FIELDS]; /* by size, chained by their first field */
static char *rest, *rest_end;     /* where new cells are made */
static jmp_buf where_faults_go;
static const char *fault_kind;

/* Ends the program with a fault. */
static _Noreturn void fault(const char *kind) {
  fault_kind = kind;
  longjmp(where_faults_go, 1);
}

/* Ends everything: the compiler has made a mistake. */
static _Noreturn void broken(const char *what) {
  printf("broken %s\n", what);
  exit(3);
}

static inline int is_int(Value v) { return !(v & 3); }
static inline int is_cell(Value v) { return v & 1; }
static inline Cell *cell_of(Value v) {
  Cell *c = (Cell *)(v - 1);
#ifdef CHECKED
  if (c->head == FREED) broken("a cell is used after its end");
#endif
  return c;
}
static inline int is_pair(Value v) {
  return is_cell(v) && cell_of(v)->head == PAIR;
}
static inline int is_closure(Value v) {
  return is_cell(v) && (cell_of(v)->head & 3) == CLOSURE;
}

/* A compiled program: gives what is handed to k. */
typedef Value Program(Value k, Value a, Value b);

/* Cells. */

/* Memory for a cell of this size that was never one before. */
static Cell *fresh(int size) {
  enum { PIECE = 1 << 20 };
  size_t bytes = sizeof(Cell) + (size_t)size * sizeof(Value);
  if (rest_end - rest < (ptrdiff_t)bytes) {
    rest = malloc(PIECE);
    if (!rest) broken("no memory is left");
    rest_end = rest + PIECE;
  }
  Cell *c = (Cell *)rest;
  rest += bytes;
  return c;
}
static inline Value allocate(int head, int size) {
  Cell *c = unused[size];
  if (c) unused[size] = (Cell *)c->field[0];
  else c = fresh(size);
  c->head = head;
  c->size = size;
  c->count = 1;
#ifdef CHECKED
  live++;
#endif
  return (Value)c + 1;
}
/* Ends a cell of this size that nobody holds; what its fields hold is the
 * caller's. */
static inline void end_cell(Cell *c, int size) {
#ifdef CHECKED
  c->head = FREED; /* for ever */
  live--;
#else
  c->field[0] = (Value)unused[size];
  unused[size] = c;
#endif
}
/* Ends a cell whose count is 0, and what only it held. */
static void end_all(Cell *c) {
  Cell *waiting = NULL; /* chained by their counts, which are 0 */
  for (;;) {
    for (int i = c->head != PAIR; i < c->size; i++)
      if (is_cell(c->field[i]) && !--cell_of(c->field[i])->count) {
        Cell *inner = cell_of(c->field[i]);
        inner->count = (int64_t)waiting;
        waiting = inner;
      }
    end_cell(c, c->size);
    if (!waiting) return;
    c = waiting;
    waiting = (Cell *)c->count;
  }
}
/* One more holds v; one less does. */
static inline Value retain(Value v) {
  if (is_cell(v)) cell_of(v)->count++;
  return v;
}
static inline void release(Value v) {
  if (is_cell(v) && !--cell_of(v)->count) end_all(cell_of(v));
}

/* Integers. */

static inline void need_ints(Value a, Value b) {
  if ((a | b) & 3) fault("type");
}
static inline Value add(Value a, Value b) {
  Value x;
  need_ints(a, b);
  if (__builtin_add_overflow(a, b, &x)) fault("overflow");
  return x;
}
static inline Value sub(Value a, Value b) {
  Value x;
  need_ints(a, b);
  if (__builtin_sub_overflow(a, b, &x)) fault("overflow");
  return x;
}
static inline Value mul(Value a, Value b) {
  Value x;
  need_ints(a, b);
  if (__builtin_mul_overflow(a, b / 4, &x)) fault("overflow");
  return x;
}
static inline Value quo(Value a, Value b) {
  need_ints(a, b);
  if (!b) fault("divide");
  if (a == INT64_MIN && b == INT(-1)) fault("overflow");
  return INT(a / b);
}
static inline Value rem(Value a, Value b) {
  need_ints(a, b);
  if (!b) fault("divide");
  return a % b;
}
static inline int lt(Value a, Value b) {
  need_ints(a, b);
  return a < b;
}
static inline int le(Value a, Value b) {
  need_ints(a, b);
  return a <= b;
}

/* Pairs.  cons takes both; car and cdr borrow the pair, and what they give has
 * one holder more. */

static inline Value cons(Value a, Value d) {
  Value p = allocate(PAIR, 2);
  cell_of(p)->field[0] = a;
  cell_of(p)->field[1] = d;
  return p;
}
static inline Value car(Value p) {
  if (!is_pair(p)) fault("type");
  return retain(cell_of(p)->field[0]);
}
static inline Value cdr(Value p) {
  if (!is_pair(p)) fault("type");
  return retain(cell_of(p)->field[1]);
}

/* Closures.  code is a number that says which block it is: what you like, but 0
 * is the continuation that main gets.  Captures are counted from 1. */

static inline Value close(int64_t code, int parameters, int captures) {
  Value f = allocate(CLOSURE + 4 * parameters, captures + 1);
  cell_of(f)->field[0] = code;
  return f;
}
/* Takes x. */
static inline void set_capture(Value f, int i, Value x) {
  cell_of(f)->field[i] = x;
}
/* Borrows f; what it gives has one holder more. */
static inline Value capture(Value f, int i) {
  return retain(cell_of(f)->field[i]);
}
static inline int64_t code_of(Value f) { return cell_of(f)->field[0]; }
/* Can f be called with so many arguments?  If not, a fault. */
static inline void need_closure(Value f, int arguments) {
  if (is_cell(f) && cell_of(f)->head == CLOSURE + 4 * arguments) return;
  fault(is_closure(f) ? "arity" : "type");
}
