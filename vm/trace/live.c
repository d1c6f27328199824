/* Another machine at work: see live.h. */
#define _POSIX_C_SOURCE 200809L
#include "live.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRACE_FD = 3, MACHINES = 2, NAP = 5 /* milliseconds */ };

/* The processes at work, for when this one is interrupted. */
static volatile sig_atomic_t at_work[MACHINES];

static void interrupted(int signal_number) {
  for (int i = 0; i < MACHINES; i++)
    if (at_work[i]) kill(-(pid_t)at_work[i], SIGKILL);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

static void note(pid_t from, pid_t to) {
  for (int i = 0; i < MACHINES; i++)
    if (at_work[i] == from) {
      at_work[i] = to;
      return;
    }
}

const char *live_trace_path(void) { return "/dev/fd/3"; }

/* In the new process.  What goes wrong is written to `problem`. */
static void become(Live *live, char *const words[], int input, int trace,
                   int problem) {
  int output = fileno(live->output), messages = fileno(live->messages);
  setpgid(0, 0);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  if (dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(messages, 2) >= 0 &&
      dup2(trace, TRACE_FD) >= 0)
    execvp(words[0], words);
  int number = errno;
  if (write(problem, &number, sizeof number)) {}
  _exit(127);
}

/* A pipe whose ends are beyond TRACE_FD and closed by exec. */
static bool pipe_make(int ends[2]) {
  if (pipe(ends)) return false;
  for (int i = 0; i < 2; i++) {
    int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, TRACE_FD + 1);
    close(ends[i]);
    ends[i] = moved;
  }
  return ends[0] >= 0 && ends[1] >= 0;
}

int live_start(Live *live, char *const words[], const char *input) {
  int trace[2] = {-1, -1}, problem[2] = {-1, -1}, number = 0;
  *live = (Live){.trace = -1};
  int in = open(input, O_RDONLY | O_CLOEXEC);
  if (in >= 0 && in <= TRACE_FD) {
    int moved = fcntl(in, F_DUPFD_CLOEXEC, TRACE_FD + 1);
    close(in);
    in = moved;
  }
  live->output = tmpfile();
  live->messages = tmpfile();
  if (in < 0 || !live->output || !live->messages || !pipe_make(trace) ||
      !pipe_make(problem))
    number = errno;
  if (!number) {
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    fflush(NULL);
    live->process = fork();
    if (live->process < 0) number = errno;
    if (!live->process) become(live, words, in, trace[1], problem[1]);
    if (live->process > 0) note(0, live->process);
    else live->process = 0;
  }
  close(in);
  close(trace[1]);
  close(problem[1]);
  if (!number && read(problem[0], &number, sizeof number) <= 0) number = 0;
  close(problem[0]);
  live->trace = trace[0];
  return number;
}

bool live_wait(Live *live, int patience) {
  const struct timespec nap = {0, NAP * 1000000};
  for (int waited = 0; !live->ended; waited += NAP) {
    pid_t got = waitpid(live->process, &live->status,
                        patience < 0 ? 0 : WNOHANG);
    live->ended = got == live->process || (got < 0 && errno != EINTR);
    if (!live->ended && patience >= 0) {
      if (waited >= patience) return false;
      nanosleep(&nap, NULL);
    }
  }
  return true;
}

void live_close(Live *live) {
  if (live->process) {
    kill(-live->process, SIGKILL);
    live_wait(live, -1);
    note(live->process, 0);
  }
  if (live->trace >= 0) close(live->trace);
  if (live->output) fclose(live->output);
  if (live->messages) fclose(live->messages);
  *live = (Live){.trace = -1};
}

int live_exit_status(const Live *process) {
  return WIFEXITED(process->status) ? WEXITSTATUS(process->status)
                                    : 128 + WTERMSIG(process->status);
}
