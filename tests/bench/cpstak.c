// cpstak.c: Takeuchi's function in continuation passing style.
// Reads x, y and z.
//
// A closure is a cell from malloc that its call frees.  gcc -O2 makes jumps of
// the calls in tail position; without that the stack would overflow.
#include <stdio.h>
#include <stdlib.h>

typedef struct Closure Closure;
struct Closure {
  long (*code)(Closure *self, long v);
  long p, q, r, s;
  Closure *k;
};

static Closure *make(long (*code)(Closure *, long), long p, long q, long r,
                     long s, Closure *k) {
  Closure *c = malloc(sizeof *c);
  if (!c) exit(1);
  *c = (Closure){code, p, q, r, s, k};
  return c;
}

static long got_a(Closure *self, long a);
static long got_b(Closure *self, long b);
static long got_c(Closure *self, long c);

static long tak(long x, long y, long z, Closure *k) {
  if (y >= x) return k->code(k, z);
  return tak(x - 1, y, z, make(got_a, x, y, z, 0, k));
}

static long got_a(Closure *self, long a) {
  long x = self->p, y = self->q, z = self->r;
  Closure *k = self->k;
  free(self);
  return tak(y - 1, z, x, make(got_b, a, x, y, z, k));
}

static long got_b(Closure *self, long b) {
  long a = self->p, x = self->q, y = self->r, z = self->s;
  Closure *k = self->k;
  free(self);
  return tak(z - 1, x, y, make(got_c, a, b, 0, 0, k));
}

static long got_c(Closure *self, long c) {
  long a = self->p, b = self->q;
  Closure *k = self->k;
  free(self);
  return tak(a, b, c, k);
}

static long same(Closure *self, long v) {
  free(self);
  return v;
}

int main(void) {
  long x, y, z;
  if (scanf("%ld %ld %ld", &x, &y, &z) != 3) return 1;
  printf("%ld\n", tak(x, y, z, make(same, 0, 0, 0, 0, NULL)));
}
