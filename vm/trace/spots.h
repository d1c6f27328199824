/* Spots: what is known of each instruction of the loaded program (baton_point),
 * as a small number; 0 until it is set.
 */
#ifndef BATON_SPOTS_H
#define BATON_SPOTS_H

#include "baton.h"
#include <stdlib.h>
#include <string.h>

typedef struct Spots {
  uint16_t *spot; /* owned */
  size_t count;
} Spots;

/* That of the coming instruction; NULL: it has none, or there is no memory. */
static inline uint16_t *spots_here(Spots *s, const BatonMachine *m) {
  uint32_t point = baton_point(m);
  if (point == UINT32_MAX) return NULL;
  if (point >= s->count) {
    size_t count = (size_t)point * 2 + 256;
    uint16_t *more = realloc(s->spot, count * sizeof *more);
    if (!more) return NULL;
    memset(more + s->count, 0, (count - s->count) * sizeof *more);
    *s = (Spots){more, count};
  }
  return &s->spot[point];
}

static inline void spots_free(Spots *s) {
  free(s->spot);
  *s = (Spots){0};
}

#endif
