// fib.c: Fibonacci numbers by double recursion.  Reads n.
#include <stdio.h>

static long fib(long n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(void) {
  long n;
  if (scanf("%ld", &n) != 1) return 1;
  printf("%ld\n", fib(n));
}
