/* The command `baton pairs`: which handlers follow which others, how often.
 *
 * Steps through a program and counts each two handlers that were executed one
 * right after the other on one way through a block.  vm/fusions.scm is chosen
 * from such counts.  The stepping engine does the parts of a fused handler one
 * by one, so what is counted does not depend on the fusions that there are.
 */
#include "command.h"
#include "handlers.h"
#include "machine.h"
#include "table.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] = "usage: baton pairs [OPTION …] FILE [ARG …]\n";

/* Of a run: a count for each pair that there was. */
typedef struct Pairs {
  Buffer counts; /* of PairCount */
  Map numbers;   /* where in `counts` a pair is */
} Pairs;

typedef struct PairCount {
  uint16_t first, second;
  uint64_t count;
} PairCount;

/* The handlers' names in order, each ended by 0. */
static const char names[] =
#define HANDLER(name) #name "\0"
#define FUSED(name)
    OWN_HANDLERS(HANDLER)
#include "generated/handlers.h"
#undef HANDLER
    ;

static const char *name_of(uint16_t handler) {
  const char *name = names;
  while (handler--) name += strlen(name) + 1;
  return name;
}

static void pair_count(Pairs *pairs, uint16_t first, uint16_t second) {
  uint32_t key = (uint32_t)first << 16 | second;
  uint32_t *known = map_find(&pairs->numbers, key);
  if (known) {
    BUFFER_AT(&pairs->counts, PairCount, *known)->count++;
    return;
  }
  uint32_t number = (uint32_t)BUFFER_COUNT(&pairs->counts, PairCount);
  PairCount *to = buffer_extend(&pairs->counts, sizeof *to);
  if (!to) return;
  *to = (PairCount){first, second, 1};
  if (!map_put(&pairs->numbers, key, number)) pairs->counts.failed = true;
}

/* Runs the machine to its end and counts; returns its state then. */
static BatonState pairs_run(Machine *m, Pairs *pairs) {
  uint16_t before = 0;
  const uint16_t *behind = NULL; /* where the next handler of the way stands */
  while (m->state == BATON_READY) {
    const Block *block;
    const Place *place = baton_place_find(m, m->pc, &block);
    uint16_t handler = baton_first_part(*m->pc);
    if (m->pc == behind) pair_count(pairs, before, handler);
    bool last = place + 1 == block->program->place + block->program->places;
    behind = last ? NULL : block->program->units + place[1].pc;
    before = handler;
    baton_step(m);
  }
  return m->state;
}

static int compare(const void *a, const void *b) {
  const PairCount *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return x->first != y->first ? x->first - y->first : x->second - y->second;
}

/* Prints the counts, the highest first. */
static void pairs_print(Pairs *pairs, bool json) {
  size_t count = BUFFER_COUNT(&pairs->counts, PairCount);
  PairCount *all = (PairCount *)(void *)pairs->counts.data;
  if (pairs->counts.failed) fprintf(stderr, "pairs: there is no memory left\n");
  if (count) qsort(all, count, sizeof *all, compare);
  for (size_t i = 0; i < count; i++)
    fprintf(stderr,
            json ? "{\"count\":%" PRIu64 ",\"pair\":[\"%s\",\"%s\"]}\n"
                 : "%" PRIu64 " (%s %s)\n",
            all[i].count, name_of(all[i].first), name_of(all[i].second));
}

static int count_pairs(Command *command, BatonMachine *m) {
  Pairs pairs = {machine_buffer(m), machine_map(m)};
  BatonState state = pairs_run(m, &pairs);
  int status = baton_command_finish(command, m, state);
  pairs_print(&pairs, command->json);
  buffer_free(&pairs.counts);
  map_free(&pairs.numbers);
  return status;
}

int main(int count, char **argument) {
  baton_streams_hold();
  Command command = {.name = "baton pairs", .usage = usage};
  int problem = baton_command_help(&command, argument[1]);
  if (problem >= 0) return problem;
  problem = baton_run_options(&command, true, count - 1, argument + 1);
  return problem ? problem : baton_command_act(&command, true, count_pairs);
}
