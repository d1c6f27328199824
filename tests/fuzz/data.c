/* Fuzzes `read` on the console: what was read and written reads back as the same,
 * and `assemble` takes it or refuses it. */
#include "fuzz.h"

static const char program[] =
    "(block main (k world) () (let c (port !world console)) (jump loop !k !c))"
    "(block loop (k c) ()"
    "  (try x (read c)"
    "    (then (if (eof? x) (then (drop x c) (call !k #t))"
    "      (else (write c x) (out c 10)"
    "        (try f (assemble !x)"
    "          (then (drop f) (jump loop !k !c))"
    "          (else (drop x) (jump loop !k !c))))))"
    "    (else (jump loop !k !c))))";

static Console echo(const uint8_t *bytes, size_t size, bool counted) {
  Console console = {.input = bytes, .left = size};
  BatonMachine *m = machine_make(&console, counted);
  if (!baton_load(m, "fuzz", (const uint8_t *)program, sizeof program - 1))
    abort();
  machine_run(m, counted);
  baton_destroy(m);
  return console;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  Console first = echo(bytes, size, size & 1);
  Console second = echo(first.output, first.written, false);
  if (second.written != first.written ||
      (first.written && memcmp(second.output, first.output, first.written))) {
    fwrite(first.output, 1, first.written, stderr);
    fputs("---\n", stderr);
    fwrite(second.output, 1, second.written, stderr);
    abort();
  }
  free(first.output);
  free(second.output);
  return 0;
}
