/* Buffers: bytes that grow, for images, text and the explicit stacks; and maps
 * from numbers to numbers, made of them.
 *
 * All memory of a machine comes from the function that it was created with, so
 * that tests can make any allocation fail.  A buffer that could not grow, or
 * not beyond `most`, is `failed`, stays as it is and takes nothing more; its
 * user asks once, at the end.  buffer_free leaves an empty buffer that can be
 * used again.
 */
#ifndef BATON_BUFFER_H
#define BATON_BUFFER_H

#include "baton.h"
#include <string.h>

typedef struct Buffer {
  const BatonMemory *memory;
  uint8_t *data;
  size_t length, capacity, most; /* bytes; most: 0 is without bound */
  bool failed;
} Buffer;

static inline void *memory_resize(const BatonMemory *memory, void *old,
                                  size_t size) {
  return memory->resize(memory->context, old, size);
}

/* Returns room for `size` more bytes, counted in already, or NULL. */
void *buffer_extend(Buffer *b, size_t size);
void buffer_bytes(Buffer *b, const void *bytes, size_t size);
void buffer_text(Buffer *b, const char *text);
void buffer_byte(Buffer *b, uint8_t byte);
void buffer_uleb(Buffer *b, uint64_t n);
void buffer_utf8(Buffer *b, uint32_t c);
/* Appends as printf does: one item, of at most 255 bytes. */
void buffer_format(Buffer *b, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;
void buffer_free(Buffer *b);

static inline uint64_t zigzag(int64_t n) {
  return (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0);
}
static inline int64_t unzigzag(uint64_t n) {
  return (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
}

/* A buffer as an array of T; as a stack it is pushed with buffer_bytes. */
#define BUFFER_AT(b, T, i) ((T *)(void *)(b)->data + (i))
#define BUFFER_COUNT(b, T) ((b)->length / sizeof(T))
#define BUFFER_POP(b, T) ((T *)(void *)((b)->data + ((b)->length -= sizeof(T))))
#define BUFFER_TOP(b, T) ((T *)(void *)((b)->data + (b)->length - sizeof(T)))

/* A map finds equal constants, blocks, names and symbols in constant time, by
 * open addressing.  A key is any number but MAP_EMPTY.  A map only grows. */
typedef struct Map {
  Buffer entries;
  size_t count;
} Map;

#define MAP_EMPTY UINT64_MAX

/* Returns the value under `key`, or NULL.  Valid until the map changes. */
uint32_t *map_find(const Map *map, uint64_t key);
/* Puts `value` under `key`; false where memory is short. */
bool map_put(Map *map, uint64_t key, uint32_t value);
void map_free(Map *map);

#endif
