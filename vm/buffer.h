/* Buffers: bytes that grow, for images, text and the explicit stacks.
 *
 * All memory of a machine comes from the function that it was created with, so
 * that tests can make any allocation fail.  A buffer that could not grow is
 * `failed`, stays as it is and takes nothing more; its user asks once, at the
 * end.  buffer_free leaves an empty buffer that can be used again.
 */
#ifndef BATON_BUFFER_H
#define BATON_BUFFER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "baton.h"

typedef struct Buffer {
  const BatonMemory *memory;
  uint8_t *data;
  size_t length, capacity; /* bytes */
  bool failed;
} Buffer;

static inline void *memory_resize(const BatonMemory *memory, void *old,
                                  size_t size) {
  return memory->resize(memory->context, old, size);
}

/* Returns room for `size` more bytes, counted in already, or NULL. */
static inline void *buffer_extend(Buffer *b, size_t size) {
  if (!b->failed && b->capacity - b->length < size) {
    size_t capacity = b->capacity * 2 + size + 64;
    void *data = memory_resize(b->memory, b->data, capacity);
    b->failed = !data;
    if (data) {
      b->data = data;
      b->capacity = capacity;
    }
  }
  if (b->failed) return NULL;
  b->length += size;
  return b->data + b->length - size;
}

static inline void buffer_bytes(Buffer *b, const void *bytes, size_t size) {
  void *to = size ? buffer_extend(b, size) : NULL;
  if (to) memcpy(to, bytes, size);
}

static inline void buffer_text(Buffer *b, const char *text) {
  buffer_bytes(b, text, strlen(text));
}

static inline void buffer_byte(Buffer *b, uint8_t byte) {
  buffer_bytes(b, &byte, 1);
}

static inline void buffer_uleb(Buffer *b, uint64_t n) {
  for (; n > 127; n >>= 7) buffer_byte(b, (uint8_t)(n | 128));
  buffer_byte(b, (uint8_t)n);
}

static inline uint64_t zigzag(int64_t n) {
  return (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0);
}
static inline int64_t unzigzag(uint64_t n) {
  return (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
}

static inline void buffer_utf8(Buffer *b, uint32_t c) {
  if (c < 0x80) {
    buffer_byte(b, (uint8_t)c);
    return;
  }
  int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  buffer_byte(b, (uint8_t)(0xff00 >> (more + 1) | c >> 6 * more));
  while (more--) buffer_byte(b, (uint8_t)(0x80 | (c >> 6 * more & 0x3f)));
}

static inline void buffer_free(Buffer *b) {
  memory_resize(b->memory, b->data, 0);
  *b = (Buffer){.memory = b->memory};
}

/* A stack of T is a buffer whose top is popped with this. */
#define BUFFER_POP(b, T) ((T *)(void *)((b)->data + ((b)->length -= sizeof(T))))
#define BUFFER_TOP(b, T) ((T *)(void *)((b)->data + (b)->length - sizeof(T)))
#define BUFFER_COUNT(b, T) ((b)->length / sizeof(T))

#endif
