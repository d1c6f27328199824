/* Two machines in one process, stepped in turns: a program as others write it. */
#include <baton.h>
#include <stdio.h>
#include <string.h>

static BatonMachine *start(const char *text) {
  BatonOptions options = {0};
  BatonMachine *machine = baton_create(&options);
  if (machine && baton_load(machine, "text", (const uint8_t *)text, strlen(text)))
    return machine;
  return NULL;
}

int main(void) {
  BatonMachine *first = start(
      "(block main (k world) () (drop world) (let x (add 1 2)) (call !k !x))");
  BatonMachine *second = start(
      "(block main (k world) () (drop world) (jump count !k 0))"
      "(block count (k n) ()"
      "  (if (lt n 4) (then (let n (add !n 1)) (jump count !k !n))"
      "    (else (call !k !n))))");
  if (!first || !second) return 1;
  while (baton_state(first) == BATON_READY ||
         baton_state(second) == BATON_READY) {
    baton_step(first);
    baton_step(second);
  }
  printf("first %s, ", baton_answer(first));
  printf("second %s\n", baton_answer(second));
  if (baton_finish(first) || baton_finish(second)) return 2;
  baton_destroy(first);
  baton_destroy(second);
  return 0;
}
