// ack.c: Ackermann's function.  Reads m and n.
#include <stdio.h>

static long ack(long m, long n) {
  if (m == 0) return n + 1;
  if (n == 0) return ack(m - 1, 1);
  return ack(m - 1, ack(m, n - 1));
}

int main(void) {
  long m, n;
  if (scanf("%ld %ld", &m, &n) != 2) return 1;
  printf("%ld\n", ack(m, n));
}
