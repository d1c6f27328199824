/* Another machine at work: a process whose trace can be read as it is written.
 *
 * A machine is called as spec/machine.md and tests/README.md say: `PATH run
 * --trace=transfers --trace-file FILE [OPTION ...] PROGRAM [ARGUMENT ...]'. The
 * trace file is a pipe; output and messages go to files without a name.  Relies
 * on POSIX and /dev/fd.
 */
#ifndef BATON_LIVE_H
#define BATON_LIVE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

typedef struct Live {
  pid_t process; /* 0: none */
  int trace;     /* to read from */
  FILE *output, *messages;
  int status; /* as waitpid gives it, when it has ended */
  bool ended;
} Live;

/* Starts `words`, ended by NULL, with `input` (a path) as standard input.  0,
 * or errno. */
int live_start(Live *live, char *const words[], const char *input);
/* The path of the trace file, as the process sees it. */
const char *live_trace_path(void);
/* Waits at most so many milliseconds (-1: for ever) for its end. */
bool live_wait(Live *live, int patience);
/* How it ended: its exit status, or 128 and the number of the signal. */
int live_exit_status(const Live *live);
/* Ends it where it still runs, with all that it started, and frees. */
void live_close(Live *live);

#endif
