/* Tests that a history is the run: identity FILE STEPS [SEED]
 *
 * A plain machine goes through the program one step at a time, at most STEPS of
 * them, and what can be seen of each state is summed up: place, registers,
 * chain, every cell with its count, symbols' values, fuel, output.  Then a
 * history with checkpoints close together goes to positions at random, and
 * steps and takes steps back there: each state must be the plain machine's.
 * Searches forth and back must find the same positions, and an interrupt leave
 * the run where it says that it is.  Prints how many states
 * were compared; status 1 at the first that differs.
 */
#include "command.h"
#include "trace/history.h"
#include <stdlib.h>
#include <string.h>

enum { GOTOS = 60, AROUND = 4, INTERVAL = 500, INTERRUPTS = 15 };

static uint64_t sum_bytes(uint64_t sum, const void *bytes, size_t size) {
  const uint8_t *at = bytes;
  for (size_t i = 0; i < size; i++) sum = (sum ^ at[i]) * 0x100000001b3u;
  return sum;
}
static uint64_t sum_text(uint64_t sum, const char *text) {
  return sum_bytes(sum, text, strlen(text) + 1);
}
static uint64_t sum_number(uint64_t sum, uint64_t n) {
  return sum_bytes(sum, &n, sizeof n);
}

/* What can be seen of a machine. */
static uint64_t seen(BatonMachine *m) {
  uint64_t sum = sum_number(0xcbf29ce484222325u, baton_state(m));
  uint8_t live[256];
  BatonValue value;
  const char *name;
  sum = sum_text(sum, baton_block(m));
  sum = sum_number(sum, baton_index(m));
  sum = sum_text(sum, baton_instruction(m));
  size_t count = baton_live(m, live);
  for (size_t i = 0; i < count; i++) {
    sum = sum_number(sum, live[i]);
    sum = sum_text(sum, baton_name(m, live[i]));
    sum = sum_text(sum, baton_value(m, live[i]));
  }
  if (baton_continuation(m, &value)) {
    int depth = 0;
    do sum = sum_text(sum, baton_closure_block(m, value));
    while (baton_continuation_next(m, &value) && depth++ < 100);
  }
  for (bool first = true; baton_cell_walk(m, first, &value); first = false) {
    BatonCell cell;
    baton_cell(m, value, &cell);
    sum = sum_text(sum, cell.kind);
    sum = sum_number(sum, cell.references);
    sum = sum_number(sum, cell.size);
    sum = sum_text(sum, baton_text(m, value));
  }
  for (uint32_t i = 0; baton_symbol_value(m, i, &name, &value); i++) {
    sum = sum_text(sum, name);
    sum = sum_text(sum, baton_text(m, value));
  }
  BatonFuel fuel = baton_fuel(m);
  sum = sum_number(sum, fuel.transfers);
  sum = sum_number(sum, fuel.budget);
  sum = sum_number(sum, fuel.slice);
  return sum_number(sum, baton_progress(m).faults);
}

static uint64_t compared;
static History *history;
static uint64_t *plain, steps;

static void check(const char *what) {
  uint64_t at = history_position(history);
  compared++;
  if (at <= steps && plain[at] == seen(history_machine(history))) return;
  printf("%s at position %llu: not the state of the plain machine\n", what,
         (unsigned long long)at);
  exit(1);
}

static void want(bool holds, const char *what) {
  compared++;
  if (holds) return;
  printf("%s at position %llu\n", what,
         (unsigned long long)history_position(history));
  exit(1);
}

static size_t no_input(void *context, uint8_t *bytes, size_t size) {
  (void)context, (void)bytes, (void)size;
  return 0;
}
static void no_output(void *context, const uint8_t *bytes, size_t size) {
  (void)context, (void)bytes, (void)size;
}

/* Is it the position that the context tells? */
static bool is_it(History *h, void *context) {
  return history_position(h) == *(uint64_t *)context;
}
/* Interrupts there, and passes nowhere. */
static bool interrupts(History *h, void *context) {
  if (is_it(h, context)) history_interrupt(h);
  return false;
}
static bool any(History *h, void *context) {
  (void)h, (void)context;
  return true;
}

int main(int count, char **argument) {
  if (count < 3) return EXIT_USAGE;
  Command command = {.name = "identity",
                     .file = argument[1],
                     .options = {.report = baton_command_report,
                                 .fuel = 100000,
                                 .timer = true,
                                 .random = true,
                                 .heap = 1 << 20,
                                 .input = no_input,
                                 .output = no_output}};
  command.options.context = &command;
  uint64_t most = strtoull(argument[2], NULL, 10);
  unsigned seed = count > 3 ? (unsigned)atoi(argument[3]) : 1;
  if (baton_command_input(&command)) return 1;
  BatonMachine *m = baton_command_machine(&command);
  if (!m || !baton_load(m, command.file, command.bytes, command.size)) return 1;
  plain = malloc((most + 1) * sizeof *plain);
  plain[0] = seen(m);
  while (steps < most && baton_state(m) == BATON_READY) {
    baton_step(m);
    plain[++steps] = seen(m);
  }
  bool whole = baton_state(m) != BATON_READY;
  baton_destroy(m);

  history = history_open(&command.options, command.file, command.bytes,
                         command.size);
  if (!history) return 1;
  history_interval(history, INTERVAL);
  if (whole) {
    history_run(history, HISTORY_STEPS, NULL, NULL);
    check("the end");
    want(history_position(history) == steps, "the length of the run");
    want(!history_goto(history, steps + 5), "past the end");
    check("past the end");
  }
  srand(seed);
  for (int i = 0; i < GOTOS && steps; i++) {
    uint64_t to = (uint64_t)rand() % (steps + 1);
    want(history_goto(history, to), "goto");
    check("goto");
    for (int around = 0; around < AROUND; around++) {
      uint64_t at = history_position(history);
      if (at < steps) {
        history_goto(history, at + 1);
        check("step");
        history_goto(history, at);
        check("back after step");
      }
      if (at) {
        const HistoryStep *step = history_step(history);
        want(step && history_position(history) == at, "the step before");
        check("the step before");
        history_goto(history, at - 1);
        check("back");
      }
    }
    /* Searches. */
    uint64_t target = (uint64_t)rand() % (steps + 1),
             at = history_position(history);
    bool ahead = target > at;
    bool found = ahead
                     ? history_run(history, HISTORY_STEPS, is_it, &target)
                     : history_run_back(history, HISTORY_STEPS, is_it, &target);
    want(found == (target != at), "searching");
    if (found) want(history_position(history) == target, "the place found");
    check("searching");
    at = history_position(history);
    uint64_t before = 0;
    if (history_run(history, HISTORY_TRANSFERS, any, NULL) &&
        history_state(history) == BATON_READY &&
        history_position(history) <= steps) {
      before = history_position(history);
      check("the next transfer");
      if (before < steps) {
        history_goto(history, before + 1);
        want(history_run_back(history, HISTORY_TRANSFERS, any, NULL) &&
                 history_position(history) == before,
             "back to the transfer");
      }
    }
  }
  /* Interrupts: where the run is stays true, and looking does not move it. */
  for (int i = 0; i < INTERRUPTS && steps > 2; i++) {
    uint64_t at = (uint64_t)rand() % (steps - 1), target = at + 1;
    history_goto(history, at);
    history_run(history, HISTORY_STEPS, interrupts, &target);
    want(history_interrupted(history), "interrupted");
    want(history_position(history) == target, "the place of the interrupt");
    want(history_step(history), "the step before an interrupt");
    check("interrupted");
    want(!history_goto(history, 0) &&
             !history_run(history, HISTORY_STEPS, any, NULL),
         "no walk goes on");
    check("interrupted, no walk");
    target = at / 2;
    history_resume(history);
    history_run_back(history, HISTORY_STEPS, interrupts, &target);
    want(history_interrupted(history) && history_position(history) == at + 1,
         "a search back that was interrupted");
    check("interrupted on the way back");
    history_return(history, target);
    want(history_position(history) == target, "return");
    check("return");
    history_resume(history);
  }
  want(history_figures(history).checkpoints > steps / 20000,
       "there are checkpoints");
  history_close(history);
  free(plain);
  free(command.bytes);
  printf("%llu\n", (unsigned long long)compared);
  return 0;
}
