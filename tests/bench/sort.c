// sort.c: merge sort of lists.  Reads how long, and how often.
//
// Each function owns the lists that it is given, but for the borrowed one of
// `sort`, and frees a pair when it has what is in it.
#include <stdio.h>
#include <stdlib.h>

typedef struct Pair Pair;
struct Pair {
  long first;
  Pair *rest;
};

static Pair *cons(long first, Pair *rest) {
  Pair *p = malloc(sizeof *p);
  if (!p) exit(1);
  *p = (Pair){first, rest};
  return p;
}

static Pair *rest_of(Pair *p) {
  Pair *rest = p->rest;
  free(p);
  return rest;
}

static Pair *numbers(long *seed, long n) {
  Pair *list = NULL;
  while (n-- > 0) {
    *seed = *seed * 16807 % 2147483647;
    list = cons(*seed, list);
  }
  return list;
}

static Pair *merge(Pair *left, Pair *right) {
  if (!left) return right;
  if (!right) return left;
  long x = left->first, y = right->first;
  if (y < x) {
    Pair *rest = rest_of(right);
    return cons(y, merge(left, rest));
  }
  Pair *rest = rest_of(left);
  return cons(x, merge(rest, right));
}

static const Pair *skip(const Pair *list, long n) {
  while (n-- > 0) list = list->rest;
  return list;
}

static Pair *sort(const Pair *list, long n) {
  if (n == 1) return cons(list->first, NULL);
  long half = n / 2;
  Pair *left = sort(list, half);
  return merge(left, sort(skip(list, half), n - half));
}

static long add_all(Pair *list, long sum) {
  while (list) {
    sum = (sum * 31 + list->first) % 1000003;
    list = rest_of(list);
  }
  return sum;
}

int main(void) {
  long length, times, seed = 1, sum = 0;
  if (scanf("%ld %ld", &length, &times) != 2) return 1;
  while (times-- > 0) {
    Pair *list = numbers(&seed, length);
    sum = add_all(sort(list, length), sum);
    while (list) list = rest_of(list);
  }
  printf("%ld\n", sum);
}
