/* What a program did on its way to a transfer: the instructions of the block
 * that made it, with their places, and the names of the target's parameters.
 *
 * For `baton diff', where the program is known.  Relies on history.h.
 */
#ifndef BATON_STORY_H
#define BATON_STORY_H

#include "baton.h"

enum { STORY_STEPS = 6 }; /* the last ones */

typedef struct StoryStep {
  char *instruction, *place; /* owned; the place FILE:LINE:COLUMN, or "" */
} StoryStep;

typedef struct Story {
  size_t steps; /* in `step`, the one that made the transfer last */
  StoryStep step[STORY_STEPS];
  uint32_t parameters;
  char *parameter[256];
} Story;

/* Reads the story of the transfer of this number to a block named `target`, or,
 * beyond the last, that of the end.  What cannot be known stays empty: also
 * where the program makes another trace. */
void story_read(Story *story, const BatonOptions *options, const char *program,
                uint64_t number, const char *target);
void story_free(Story *story);

#endif
