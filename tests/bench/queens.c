// queens.c: in how many ways do n queens stand on a board in peace?
// Reads n.  The queens placed are a list of columns, the last row first.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Pair Pair;
struct Pair {
  long first;
  Pair *rest;
};

static bool peace(long column, Pair *placed) {
  for (long distance = 1; placed; placed = placed->rest, distance++) {
    long gap = placed->first - column;
    if (gap == 0 || gap * gap == distance * distance) return false;
  }
  return true;
}

static long place(long row, long size, Pair *placed) {
  if (row == size) return 1;
  long sum = 0;
  for (long column = 0; column < size; column++) {
    if (!peace(column, placed)) continue;
    Pair *longer = malloc(sizeof *longer);
    if (!longer) exit(1);
    *longer = (Pair){column, placed};
    sum += place(row + 1, size, longer);
    free(longer);
  }
  return sum;
}

int main(void) {
  long n;
  if (scanf("%ld", &n) != 1) return 1;
  printf("%ld\n", place(0, n, NULL));
}
