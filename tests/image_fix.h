/* Makes a damaged image pass the checks of its head: the digest of the
 * instructions that it uses, then the checksum.  So that what comes behind them
 * is tested, not they. */
#ifndef BATON_IMAGE_FIX_H
#define BATON_IMAGE_FIX_H

#include "machine.h"
#include "table.h"
#include "verify.h"

static inline void image_four_bytes(uint8_t *to, uint32_t n) {
  for (int i = 0; i < 4; i++) to[i] = (uint8_t)(n >> 8 * i);
}

/* Skips a number, or a string; false: the image ends. */
static inline bool image_number(const uint8_t *image, uint32_t *at,
                                uint32_t end, uint64_t *n) {
  return baton_uleb_read(image, at, end, n);
}
static inline bool image_skip(const uint8_t *image, uint32_t *at, uint32_t end,
                              int numbers) {
  uint64_t n;
  while (numbers-- > 0)
    if (!image_number(image, at, end, &n)) return false;
  return true;
}
static inline bool image_string(const uint8_t *image, uint32_t *at,
                                uint32_t end) {
  uint64_t n;
  if (!image_number(image, at, end, &n) || n > end - *at) return false;
  *at += (uint32_t)n;
  return true;
}

static inline bool image_constant(const uint8_t *image, uint32_t *at,
                                  uint32_t end) {
  uint64_t n;
  if (*at >= end) return false;
  switch (image[(*at)++]) {
  case KIND_INT:
  case KIND_CHAR: return image_skip(image, at, end, 1);
  case KIND_BOOL: return (*at)++ < end;
  case KIND_NULL:
  case KIND_VOID:
  case KIND_EOF: return true;
  case KIND_PAIR: return image_skip(image, at, end, 2);
  case KIND_VECTOR:
    if (!image_number(image, at, end, &n) || n > end - *at) return false;
    return image_skip(image, at, end, (int)n);
  case KIND_BYTES:
  case KIND_STRING:
  case KIND_SYMBOL: return image_string(image, at, end);
  }
  return false;
}

/* Notes the opcodes of one block's code, as far as it can be read. */
static inline void image_code(const uint8_t *image, uint32_t at, uint32_t end,
                              bool used[256]) {
  while (at < end) {
    uint64_t n = 0;
    const Instruction *info = instruction_of(image[at]);
    if (!info) return;
    used[image[at++]] = true;
    if (info->class == CLASS_TREE) {
      if (!image_skip(image, &at, end, 1)) return;
      continue;
    }
    for (uint32_t i = 0; i < info->operands; i++) {
      n = 1;
      if (info->operand[i].class == OPERAND_REST &&
          !image_number(image, &at, end, &n))
        return;
      if (n > 255 || !image_skip(image, &at, end, (int)n)) return;
    }
    if (!image_skip(image, &at, end, info->results)) return;
  }
}

static inline void image_fix(uint8_t *image, size_t size) {
  if (size < 20 || size > 1 << 24) return;
  uint32_t at = 16, end = (uint32_t)size - 4;
  uint64_t n, length;
  bool used[256] = {false};
  bool fine = image_number(image, &at, end, &n);
  while (fine && n-- > 0) fine = image_constant(image, &at, end);
  fine = fine && image_number(image, &at, end, &n);
  while (fine && n-- > 0) {
    fine = image_string(image, &at, end) && image_skip(image, &at, end, 4) &&
           image_number(image, &at, end, &length) && length <= end - at;
    if (fine) image_code(image, at, at + (uint32_t)length, used);
    if (fine) at += (uint32_t)length;
  }
  image_four_bytes(image + 12, baton_digest(used));
  image_four_bytes(image + end, baton_crc32(0, image, end));
}

#endif
