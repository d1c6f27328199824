/* Fuzzes programs as text: whatever is loaded runs within the rules, and its image
 * becomes text that becomes the same image. */
#include "fuzz.h"

static bool assembled(const char *text, size_t size, uint8_t **image,
                      size_t *image_size) {
  Console console = {.left = 0};
  BatonMachine *m = machine_make(&console, false);
  bool fine = baton_assemble(m, "fuzz", (const uint8_t *)text, size, true,
                             image, image_size);
  if (!fine && !*console.problem) abort();
  baton_destroy(m);
  return fine;
}

static void check_round(const uint8_t *bytes, size_t size) {
  uint8_t *image, *again;
  size_t image_size, again_size, text_size;
  char *text;
  Console console = {.left = 0};
  if (!assembled((const char *)bytes, size, &image, &image_size)) return;
  BatonMachine *m = machine_make(&console, false);
  if (baton_load(m, "fuzz", image, image_size)) {
    if (!baton_disassemble(m, &text, &text_size)) abort();
    if (!assembled(text, text_size, &again, &again_size) ||
        again_size != image_size || memcmp(again, image, image_size)) {
      fwrite(text, 1, text_size, stderr);
      abort();
    }
    free(again);
    free(text);
  }
  baton_destroy(m);
  free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static const char input[] = "(some (data . \"x\") #(1 #\\a)) 12 sym bytes";
  if (size && bytes[0] == 0x8b) return -1;
  Console console = {.input = (const uint8_t *)input, .left = sizeof input - 1};
  bool counted = size & 1;
  BatonMachine *m = machine_make(&console, counted);
  bool fine = baton_load(m, "fuzz", bytes, size);
  if (fine) machine_run(m, counted);
  else if (!*console.problem) abort();
  baton_destroy(m);
  free(console.output);
  if (fine) check_round(bytes, size);
  return 0;
}
