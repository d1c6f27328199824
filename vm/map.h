/* Maps: numbers to numbers, by open addressing.
 *
 * They find equal constants, blocks, names and symbols in constant time.  A key
 * is any 64-bit number but EMPTY.  A map only grows; map_free empties it.
 */
#ifndef BATON_MAP_H
#define BATON_MAP_H

#include "buffer.h"

typedef struct Map {
  const BatonMemory *memory;
  struct Entry {
    uint64_t key;
    uint32_t value;
  } * entry;
  size_t count, capacity; /* capacity: a power of two, or 0 */
} Map;

#define MAP_EMPTY UINT64_MAX

static inline struct Entry *map_slot(const Map *map, uint64_t key) {
  uint64_t hash = key * 0x9e3779b97f4a7c15u;
  size_t mask = map->capacity - 1, i = (size_t)(hash >> 32) & mask;
  while (map->entry[i].key != key && map->entry[i].key != MAP_EMPTY)
    i = (i + 1) & mask;
  return &map->entry[i];
}

/* Returns the value under `key`, or NULL.  Valid until the map changes. */
static inline uint32_t *map_find(const Map *map, uint64_t key) {
  if (!map->capacity) return NULL;
  struct Entry *entry = map_slot(map, key);
  return entry->key == key ? &entry->value : NULL;
}

/* Puts `value` under `key`; false where memory is short. */
static inline bool map_put(Map *map, uint64_t key, uint32_t value) {
  if (map->count * 2 >= map->capacity) {
    Map bigger = {map->memory, NULL, map->count,
                  map->capacity ? map->capacity * 2 : 64};
    bigger.entry = memory_resize(map->memory, NULL,
                                 bigger.capacity * sizeof *bigger.entry);
    if (!bigger.entry) return false;
    for (size_t i = 0; i < bigger.capacity; i++)
      bigger.entry[i].key = MAP_EMPTY;
    for (size_t i = 0; i < map->capacity; i++)
      if (map->entry[i].key != MAP_EMPTY)
        *map_slot(&bigger, map->entry[i].key) = map->entry[i];
    memory_resize(map->memory, map->entry, 0);
    *map = bigger;
  }
  struct Entry *entry = map_slot(map, key);
  map->count += entry->key == MAP_EMPTY;
  *entry = (struct Entry){key, value};
  return true;
}

static inline void map_free(Map *map) {
  memory_resize(map->memory, map->entry, 0);
  *map = (Map){.memory = map->memory};
}

#endif
