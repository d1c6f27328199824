// loop.c: counts to n.  Reads n.
#include <stdio.h>

// The empty line of assembly keeps the compiler from computing the end at once.
int main(void) {
  long n, i = 0;
  if (scanf("%ld", &n) != 1) return 1;
  while (i < n) {
    i++;
    __asm__ volatile("" : "+r"(i));
  }
  printf("%ld\n", i);
}
