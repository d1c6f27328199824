// tak.c: Takeuchi's function.  Reads x, y and z.
#include <stdio.h>

static long tak(long x, long y, long z) {
  if (y >= x) return z;
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int main(void) {
  long x, y, z;
  if (scanf("%ld %ld %ld", &x, &y, &z) != 3) return 1;
  printf("%ld\n", tak(x, y, z));
}
