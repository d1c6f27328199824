/* Stories: see story.h. */
#define _POSIX_C_SOURCE 200809L
#include "story.h"
#include "command.h"
#include "history.h"
#include <stdlib.h>
#include <string.h>

static bool is_there(History *history, void *context) {
  const uint64_t *number = context;
  return baton_fuel(history_machine(history)).transfers >= *number;
}

/* The instruction that the machine stands at, in front of those known. */
static void step_add(Story *story, BatonMachine *m) {
  char room[600] = "";
  BatonReport place;
  if (baton_place(m, &place))
    snprintf(room, sizeof room, "%s:%u:%u", place.file, place.line,
             place.column);
  memmove(story->step + 1, story->step, story->steps * sizeof *story->step);
  story->step[0] = (StoryStep){strdup(baton_instruction(m)), strdup(room)};
  story->steps++;
}

static void steps_read(Story *story, History *history) {
  uint64_t at = history_position(history);
  while (at && story->steps < STORY_STEPS) {
    history_goto(history, --at);
    step_add(story, history_machine(history));
    const HistoryStep *before = history_step(history);
    if (!before || before->transferred) return;
  }
}

void story_read(Story *story, const BatonOptions *options, const char *program,
                uint64_t number, const char *target) {
  uint8_t *bytes = NULL;
  size_t size = 0;
  *story = (Story){0};
  if (!number || baton_file_read(program, &bytes, &size)) return;
  History *history = history_open(options, program, bytes, size);
  free(bytes);
  if (!history) return;
  if (history_state(history) == BATON_READY) {
    history_run(history, HISTORY_TRANSFERS, is_there, &number);
    BatonMachine *m = history_machine(history);
    bool transfer = history_state(history) == BATON_READY;
    bool same = transfer && target && !strcmp(target, baton_block(m));
    for (uint32_t i = 0; same && i < 256; i++) {
      const char *name = baton_name(m, (uint8_t)i);
      if (!*name) break;
      story->parameter[story->parameters++] = strdup(name);
    }
    if (same || (!transfer && !target)) steps_read(story, history);
  }
  history_close(history);
}

void story_free(Story *story) {
  while (story->steps) {
    story->steps--;
    free(story->step[story->steps].instruction);
    free(story->step[story->steps].place);
  }
  while (story->parameters) free(story->parameter[--story->parameters]);
}
