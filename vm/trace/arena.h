/* Arenas: a region of memory at a place of its own, whose contents can be kept
 * and brought back.
 *
 * A machine that takes all its memory from an arena is wholly inside it, so a
 * checkpoint is a copy of the pages that changed since the one before, and to
 * restore it is to copy pages back to the same addresses: every pointer stays
 * right, and the machine need not help.  Checkpoints have keys, numbers that
 * order them; what a page held is kept once for all keys that it did not change
 * between.  Relies on mmap with memory that is there when it is touched; asks
 * /proc/self/pagemap which pages were, where it can.
 */
#ifndef BATON_ARENA_H
#define BATON_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Arena Arena;

/* Reserves room for `size` bytes; they take memory as they are used.  NULL: no
 * such room. */
Arena *arena_create(size_t size);
void arena_destroy(Arena *arena);

/* The function of a BatonMemory whose context is the arena. */
void *arena_resize(void *arena, void *old, size_t size);

/* Keeps what the arena holds now, under `key`, which may stand between others.
 * False: no memory; nothing is kept. */
bool arena_keep(Arena *arena, uint64_t key);
/* The greatest key that is at most `key`; false: there is none. */
bool arena_find(const Arena *arena, uint64_t key, uint64_t *found);
/* Brings back what was kept under `key`, which must be kept. */
void arena_restore(Arena *arena, uint64_t key);
/* Forgets every second key but the first and the last. */
void arena_thin(Arena *arena);

size_t arena_keys(const Arena *arena);
/* Bytes of what is kept; bytes that are in use now, as of the last key that was
 * kept, and at most so far. */
size_t arena_stored(const Arena *arena);
size_t arena_used(const Arena *arena);
size_t arena_peak(const Arena *arena);

#endif
