// deep.c: recursion that is no loop.  Reads how deep, and how often.
#include <stdio.h>

// The empty line of assembly keeps the compiler from making a loop of it.
static long deep(long n) {
  if (n == 0) return n;
  long v = deep(n - 1);
  __asm__ volatile("" : "+r"(v));
  return v + 1;
}

int main(void) {
  long depth, times, sum = 0;
  if (scanf("%ld %ld", &depth, &times) != 2) return 1;
  while (times-- > 0) sum += deep(depth);
  printf("%ld\n", sum);
}
