/* Measures a history: positions FILE INPUT [GOTOS]
 *
 * Runs the program to its end and then goes to positions at random.  Prints a row
 * of the table in tests/bench/tracer: steps, seconds of the first run, mean and
 * worst milliseconds of a goto, checkpoints and their MB, the machine's peak in
 * MB, the process's.  Processor time, so that others at work do not count.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "trace/history.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t input(void *context, uint8_t *bytes, size_t size) {
  return fread(bytes, 1, size, context);
}

int main(int count, char **argument) {
  if (count < 3) return EXIT_USAGE;
  Command c = {.name = "positions", .file = argument[1]};
  FILE *read = fopen(argument[2], "r");
  int gotos = count > 3 ? atoi(argument[3]) : 30;
  if (!read || baton_command_input(&c)) return EXIT_NO_INPUT;
  BatonOptions options = {.input = input, .context = read};
  History *h = history_open(&options, c.file, c.bytes, c.size);
  if (!h) return EXIT_IO;
  double begin = now();
  history_run(h, HISTORY_STEPS, NULL, NULL);
  double first = now() - begin, sum = 0, worst = 0;
  uint64_t steps = history_position(h);
  srand(1);
  for (int i = 0; i < gotos; i++) {
    uint64_t at = (uint64_t)((double)rand() / RAND_MAX * (double)steps);
    begin = now();
    if (!history_goto(h, at)) return EXIT_DATA;
    double took = now() - begin;
    sum += took;
    if (took > worst) worst = took;
  }
  HistoryFigures f = history_figures(h);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("%llu %.2f %.0f %.0f %zu %.1f %.1f %.0f\n", (unsigned long long)steps,
         first, sum / gotos * 1e3, worst * 1e3, f.checkpoints,
         (double)f.bytes / 1e6, (double)f.peak / 1e6,
         (double)used.ru_maxrss / 1e3);
  history_close(h);
  return 0;
}
