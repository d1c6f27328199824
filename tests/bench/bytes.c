// bytes.c: the sieve of Eratosthenes in bytes.  Reads n: how many primes are
// below it?
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  long n, found = 0;
  if (scanf("%ld", &n) != 1) return 1;
  unsigned char *sieve = malloc((size_t)n);
  if (!sieve) return 1;
  memset(sieve, 1, (size_t)n);
  for (long i = 2; i < n; i++) {
    if (!sieve[i]) continue;
    found++;
    for (long multiple = i + i; multiple < n; multiple += i)
      sieve[multiple] = 0;
  }
  free(sieve);
  printf("%ld\n", found);
}
