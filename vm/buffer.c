/* Buffers and maps: see buffer.h. */
#include "buffer.h"
#include <stdarg.h>
#include <stdio.h>

/* Makes room for `size` more bytes. */
static bool grow(Buffer *b, size_t size) {
  size_t capacity = b->capacity * 2 + size + 64;
  if (b->most && capacity > b->most) capacity = b->most;
  b->failed = b->failed || capacity < b->length + size;
  void *data = b->failed ? NULL : memory_resize(b->memory, b->data, capacity);
  b->failed = !data;
  if (!data) return false;
  b->data = data;
  b->capacity = capacity;
  return true;
}

void *buffer_extend(Buffer *b, size_t size) {
  if ((b->failed || b->capacity - b->length < size) && !grow(b, size))
    return NULL;
  b->length += size;
  return b->data + b->length - size;
}

void buffer_bytes(Buffer *b, const void *bytes, size_t size) {
  void *to = size ? buffer_extend(b, size) : NULL;
  if (to) memcpy(to, bytes, size);
}

void buffer_text(Buffer *b, const char *text) {
  buffer_bytes(b, text, strlen(text));
}

void buffer_byte(Buffer *b, uint8_t byte) {
  if ((b->failed || b->length == b->capacity) && !grow(b, 1)) return;
  b->data[b->length++] = byte;
}

void buffer_uleb(Buffer *b, uint64_t n) {
  for (; n > 127; n >>= 7) buffer_byte(b, (uint8_t)(n | 128));
  buffer_byte(b, (uint8_t)n);
}

void buffer_utf8(Buffer *b, uint32_t c) {
  if (c < 0x80) {
    buffer_byte(b, (uint8_t)c);
    return;
  }
  int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  buffer_byte(b, (uint8_t)(0xff00 >> (more + 1) | c >> 6 * more));
  while (more--) buffer_byte(b, (uint8_t)(0x80 | (c >> 6 * more & 0x3f)));
}

void buffer_format(Buffer *b, const char *format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  buffer_text(b, text);
}

void buffer_free(Buffer *b) {
  memory_resize(b->memory, b->data, 0);
  *b = (Buffer){.memory = b->memory, .most = b->most};
}

typedef struct Entry {
  uint64_t key;
  uint32_t value;
} Entry;

/* The entry of `key`, or the empty one where it belongs. */
static Entry *entry_find(const Map *map, uint64_t key) {
  size_t mask = BUFFER_COUNT(&map->entries, Entry) - 1;
  size_t i = (size_t)(key * 0x9e3779b97f4a7c15u >> 32) & mask;
  for (;; i = (i + 1) & mask) {
    Entry *entry = BUFFER_AT(&map->entries, Entry, i);
    if (entry->key == key || entry->key == MAP_EMPTY) return entry;
  }
}

uint32_t *map_find(const Map *map, uint64_t key) {
  Entry *entry = map->count ? entry_find(map, key) : NULL;
  return entry && entry->key == key ? &entry->value : NULL;
}

/* Makes room for twice as many entries. */
static bool map_grow(Map *map) {
  size_t capacity = BUFFER_COUNT(&map->entries, Entry);
  size_t size = (capacity ? capacity * 2 : 64) * sizeof(Entry);
  Map bigger = {.count = map->count};
  bigger.entries = (Buffer){.memory = map->entries.memory,
                            .most = map->entries.most};
  void *room = buffer_extend(&bigger.entries, size);
  if (!room) return false;
  memset(room, 0xff, size); /* all are MAP_EMPTY */
  for (size_t i = 0; i < capacity; i++) {
    Entry *entry = BUFFER_AT(&map->entries, Entry, i);
    if (entry->key != MAP_EMPTY) *entry_find(&bigger, entry->key) = *entry;
  }
  buffer_free(&map->entries);
  *map = bigger;
  return true;
}

bool map_put(Map *map, uint64_t key, uint32_t value) {
  if (map->count * 2 >= BUFFER_COUNT(&map->entries, Entry) && !map_grow(map))
    return false;
  Entry *entry = entry_find(map, key);
  map->count += entry->key == MAP_EMPTY;
  *entry = (Entry){key, value};
  return true;
}

void map_free(Map *map) {
  buffer_free(&map->entries);
  map->count = 0;
}
