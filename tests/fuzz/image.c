/* Fuzzes programs as images.  The checks of the head are made to hold, so that what
 * is behind them is reached: the checksum, the digest, the width and profiles. */
#include "fuzz.h"
#include "../image_fix.h"

/* Loads and runs; returns the offset of the byte that was refused, or 0. */
static unsigned run(const uint8_t *image, size_t size) {
  static const char input[] = "(some (data . \"x\") #(1 #\\a)) 12 sym bytes";
  Console console = {.input = (const uint8_t *)input, .left = sizeof input - 1};
  bool counted = size & 1;
  unsigned refused = 0;
  BatonMachine *m = machine_make(&console, counted);
  if (baton_load(m, "fuzz", image, size)) {
    char *text;
    size_t text_size;
    if (!baton_disassemble(m, &text, &text_size)) abort();
    free(text);
    machine_run(m, counted);
  } else {
    if (!*console.problem) abort();
    if (sscanf(console.problem, "byte %u", &refused) != 1) refused = 0;
  }
  baton_destroy(m);
  free(console.output);
  return refused;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static const uint8_t head[] = {0x8b, 'B', 'a', 't', 'o', 'n', '\r', '\n', 1};
  if (size < 20) return -1;
  uint8_t *image = malloc(size);
  memcpy(image, bytes, size);
  memcpy(image, head, sizeof head);
  image[11] &= 1;
  image_fix(image, size);
  unsigned refused = run(image, size);
  for (int i = 0; i < 3 && refused == 9; i++) {
    image[9] = (uint8_t)(16 << i);
    image_fix(image, size);
    refused = run(image, size);
  }
  for (int i = 0; i < 4 && refused == 10; i++) {
    image[10] = (uint8_t)(2 * i + 1);
    image_fix(image, size);
    refused = run(image, size);
  }
  free(image);
  return 0;
}
