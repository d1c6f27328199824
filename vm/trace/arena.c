/* Arenas: see arena.h.
 *
 * Inside are a head, with the allocator's lists, and then blocks: a class of
 * sizes before each, so that a block that grows within its class stays.  All of
 * this comes and goes with the contents.  Outside are the pages' versions: for
 * each page a list of (key, copy), ordered; a copy holds from its key on until
 * the next one's, and NULL stands for a page of zeros.
 */
#define _GNU_SOURCE
#include "arena.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
  PAGE = 4096,
  CLASSES = 192,   /* of block sizes: four between a power of 2 and the next */
  BLOCK_HEAD = 16, /* bytes before a block: its class */
  LARGE = 1 << 16, /* such a block gives its pages back when it is freed */
  ENTRIES = 4096,  /* of the pagemap that are read at once */
};

typedef struct Copy {
  uint32_t users; /* versions */
  uint8_t bytes[PAGE];
} Copy;
typedef struct Version {
  uint64_t key;
  Copy *copy; /* NULL: zeros */
} Version;
typedef struct Page {
  Version *version;
  uint32_t count, capacity;
} Page;

/* At the arena's beginning. */
typedef struct Head {
  size_t end; /* where no block has been yet */
  void *free[CLASSES];
} Head;

struct Arena {
  uint8_t *base;
  size_t size, top; /* top: where no block ever was */
  Page *page;
  uint64_t *key; /* ordered */
  size_t keys, capacity, copies, used, peak;
  int pagemap; /* a descriptor, or -1 */
  uint64_t entry[ENTRIES];
};

static Head *head(Arena *a) { return (Head *)(void *)a->base; }

Arena *arena_create(size_t size) {
  Arena *a = calloc(1, sizeof *a);
  if (!a) return NULL;
  size = (size + PAGE - 1) / PAGE * PAGE;
  a->base = mmap(NULL, size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  a->pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (a->base == MAP_FAILED || sysconf(_SC_PAGESIZE) != PAGE) a->pagemap = -1;
  a->size = size;
  if (a->base == MAP_FAILED) a->base = NULL;
  a->page = a->base ? calloc(size / PAGE, sizeof *a->page) : NULL;
  if (!a->page) {
    arena_destroy(a);
    return NULL;
  }
  a->top = (sizeof(Head) + BLOCK_HEAD - 1) / BLOCK_HEAD * BLOCK_HEAD;
  head(a)->end = a->top;
  return a;
}

static void copy_release(Arena *a, Copy *copy) {
  if (!copy || --copy->users) return;
  a->copies--;
  free(copy);
}

void arena_destroy(Arena *a) {
  if (!a) return;
  for (size_t p = 0; a->page && p < (a->top + PAGE - 1) / PAGE; p++) {
    for (uint32_t i = 0; i < a->page[p].count; i++)
      copy_release(a, a->page[p].version[i].copy);
    free(a->page[p].version);
  }
  if (a->base) munmap(a->base, a->size);
  if (a->pagemap >= 0) close(a->pagemap);
  free(a->page);
  free(a->key);
  free(a);
}

/* Blocks. */

static size_t class_size(unsigned class) {
  return (size_t)(4 + class % 4) << (4 + class / 4);
}
static unsigned class_of(size_t size) {
  unsigned class = 0;
  while (class < CLASSES && class_size(class) < size) class += 4;
  class = class < 4 ? 0 : class - 4;
  while (class < CLASSES && class_size(class) < size) class ++;
  return class;
}
static uint64_t *block_class(void *block) {
  return (uint64_t *)(void *)((uint8_t *)block - BLOCK_HEAD);
}

static void block_free(Arena *a, void *block) {
  unsigned class = (unsigned)*block_class(block);
  size_t size = class_size(class);
  if (size >= LARGE) {
    uint8_t *from = (uint8_t *)block + PAGE, *to = (uint8_t *)block + size;
    from -= (size_t)(from - a->base) % PAGE;
    to -= BLOCK_HEAD + (size_t)(to - BLOCK_HEAD - a->base) % PAGE;
    madvise(from, (size_t)(to - from), MADV_DONTNEED);
  }
  *(void **)block = head(a)->free[class];
  head(a)->free[class] = block;
}

void *arena_resize(void *arena, void *old, size_t size) {
  Arena *a = arena;
  if (!size) {
    if (old) block_free(a, old);
    return NULL;
  }
  if (size > a->size) return NULL;
  unsigned class = class_of(size + BLOCK_HEAD);
  if (old && *block_class(old) == class) return old;
  void *block = head(a)->free[class];
  if (block) {
    head(a)->free[class] = *(void **)block;
  } else {
    if (a->size - head(a)->end < class_size(class)) return NULL;
    block = a->base + head(a)->end + BLOCK_HEAD;
    head(a)->end += class_size(class);
    if (head(a)->end > a->top) a->top = head(a)->end;
    *block_class(block) = class;
  }
  if (old) {
    size_t has = class_size((unsigned)*block_class(old)) - BLOCK_HEAD;
    memcpy(block, old, has < size ? has : size);
    block_free(a, old);
  }
  return block;
}

/* Pages. */

static size_t pages(const Arena *a) { return (a->top + PAGE - 1) / PAGE; }
static uint8_t *page_at(Arena *a, size_t p) { return a->base + p * PAGE; }

static bool is_zero(const uint8_t *bytes) {
  return !*bytes && !memcmp(bytes, bytes + 1, PAGE - 1);
}

/* Has the page been touched?  To be asked in order from p = 0. */
static bool page_touched(Arena *a, size_t p) {
  enum { PRESENT = 63, SWAPPED = 62 };
  size_t at = p % ENTRIES;
  if (!at) {
    ssize_t got = -1, want = (ssize_t)sizeof a->entry;
    if (a->pagemap >= 0)
      got = pread(a->pagemap, a->entry, (size_t)want,
                  (off_t)((uintptr_t)page_at(a, p) / PAGE * sizeof *a->entry));
    if (got != want) memset(a->entry, 0xff, (size_t)want);
  }
  return a->entry[at] >> PRESENT & 1 || a->entry[at] >> SWAPPED & 1;
}

/* The number of the version that holds at `key`, plus 1; 0: zeros. */
static uint32_t version_at(const Page *page, uint64_t key) {
  uint32_t n = page->count;
  while (n && page->version[n - 1].key > key) n--;
  return n;
}
static Copy *copy_at(const Page *page, uint64_t key) {
  uint32_t n = version_at(page, key);
  return n ? page->version[n - 1].copy : NULL;
}

static bool version_add(Page *page, uint64_t key, Copy *copy) {
  if (page->count == page->capacity) {
    uint32_t capacity = page->capacity * 2 + 2;
    Version *more = realloc(page->version, capacity * sizeof *more);
    if (!more) return false;
    page->version = more;
    page->capacity = capacity;
  }
  uint32_t at = version_at(page, key);
  memmove(page->version + at + 1, page->version + at,
          (page->count - at) * sizeof *page->version);
  page->version[at] = (Version){key, copy};
  page->count++;
  if (copy) copy->users++;
  return true;
}

/* The number of keys that are at most `key`. */
static size_t keys_to(const Arena *a, uint64_t key) {
  size_t low = 0, high = a->keys;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (a->key[middle] <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Drops the versions that no key needs. */
static void sweep(Arena *a) {
  for (size_t p = 0; p < pages(a); p++) {
    Page *page = &a->page[p];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < page->count; i++) {
      Version v = page->version[i];
      size_t before = v.key ? keys_to(a, v.key - 1) : 0;
      size_t after = i + 1 < page->count
                         ? keys_to(a, page->version[i + 1].key - 1)
                         : a->keys;
      if (before < after) page->version[kept++] = v;
      else copy_release(a, v.copy);
    }
    page->count = kept;
  }
}

/* Keeps a page that is not what it was; `next`: the key behind, or NULL. */
static bool page_keep(Arena *a, Page *page, const uint8_t *now, uint64_t key,
                      const uint64_t *next) {
  Copy *was = copy_at(page, key), *copy = NULL;
  uint32_t behind = version_at(page, key);
  bool holds = next &&
               (behind == page->count || page->version[behind].key > *next);
  if (now) {
    if (!(copy = malloc(sizeof *copy))) return false;
    a->copies++;
    copy->users = 1;
    memcpy(copy->bytes, now, PAGE);
  }
  bool fine = version_add(page, key, copy) &&
              (!holds || version_add(page, *next, was));
  if (copy) copy_release(a, copy);
  return fine;
}

bool arena_keep(Arena *a, uint64_t key) {
  size_t at = keys_to(a, key);
  if (at && a->key[at - 1] == key) return true;
  if (a->keys == a->capacity) {
    size_t capacity = a->capacity * 2 + 16;
    uint64_t *more = realloc(a->key, capacity * sizeof *more);
    if (!more) return false;
    a->key = more;
    a->capacity = capacity;
  }
  const uint64_t *next = at < a->keys ? &a->key[at] : NULL;
  bool fine = true;
  size_t used = 0;
  for (size_t p = 0; fine && p < pages(a); p++) {
    Page *page = &a->page[p];
    bool touched = page_touched(a, p);
    if (!touched && !page->count) continue;
    const uint8_t *now = touched ? page_at(a, p) : NULL;
    used += touched;
    const Copy *was = copy_at(page, key);
    if (was && now && !memcmp(was->bytes, now, PAGE)) continue;
    if (now && is_zero(now)) now = NULL;
    if (was || now) fine = page_keep(a, page, now, key, next);
  }
  if (!fine) {
    sweep(a);
    return false;
  }
  memmove(a->key + at + 1, a->key + at, (a->keys - at) * sizeof *a->key);
  a->key[at] = key;
  a->keys++;
  a->used = used * PAGE;
  if (a->used > a->peak) a->peak = a->used;
  return true;
}

bool arena_find(const Arena *a, uint64_t key, uint64_t *found) {
  size_t at = keys_to(a, key);
  if (at) *found = a->key[at - 1];
  return at;
}

void arena_restore(Arena *a, uint64_t key) {
  for (size_t p = 0; p < pages(a); p++) {
    const Page *page = &a->page[p];
    bool touched = page_touched(a, p);
    if (!touched && !page->count) continue;
    const Copy *copy = copy_at(page, key);
    uint8_t *now = page_at(a, p);
    if (copy && (!touched || memcmp(now, copy->bytes, PAGE)))
      memcpy(now, copy->bytes, PAGE);
    else if (!copy && touched) madvise(now, PAGE, MADV_DONTNEED);
  }
}

void arena_thin(Arena *a) {
  size_t kept = 0;
  for (size_t i = 0; i < a->keys; i++)
    if (i % 2 == 0 || i + 1 == a->keys) a->key[kept++] = a->key[i];
  a->keys = kept;
  sweep(a);
}

size_t arena_keys(const Arena *a) { return a->keys; }
size_t arena_stored(const Arena *a) { return a->copies * sizeof(Copy); }
size_t arena_used(const Arena *a) { return a->used; }
size_t arena_peak(const Arena *a) { return a->peak; }
