// start.c: nothing; what it costs to begin and to end.
#include <stdio.h>

int main(void) {
  printf("0\n");
}
