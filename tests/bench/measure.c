// Runs a command some times and says what it used: measure TIMES OUTPUT COMMAND
// [ARGUMENT ...].
//
// Prints the means of user and system seconds and the greatest resident set in
// KB.  The command's output goes to the file OUTPUT, anew each time.  Its exit
// status is 1 where one of the commands failed or used 20 seconds of processor
// time.  A child's stack may have 1 GB, so that deep recursion is possible.
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static void limit(int resource, rlim_t wanted) {
  struct rlimit l;
  if (getrlimit(resource, &l)) return;
  l.rlim_cur = l.rlim_max < wanted ? l.rlim_max : wanted;
  setrlimit(resource, &l);
}

static void become(const char *output, char **command) {
  limit(RLIMIT_CPU, 20);
  limit(RLIMIT_STACK, (rlim_t)1 << 30);
  lseek(0, 0, SEEK_SET);
  int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  int nothing = open("/dev/null", O_WRONLY);
  if (out < 0 || nothing < 0) _exit(126);
  dup2(out, 1);
  dup2(nothing, 2);
  execvp(command[0], command);
  _exit(127);
}

static double seconds(struct timeval t) {
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int count, char **arguments) {
  if (count < 4) {
    fprintf(stderr, "measure TIMES OUTPUT COMMAND [ARGUMENT ...]\n");
    return 2;
  }
  int times = atoi(arguments[1]);
  double user = 0, system = 0;
  long memory = 0;
  for (int i = 0; i < times; i++) {
    pid_t child = fork();
    if (child == 0) become(arguments[2], arguments + 3);
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) != child || status)
      return 1;
    user += seconds(used.ru_utime);
    system += seconds(used.ru_stime);
    if (memory < used.ru_maxrss) memory = used.ru_maxrss;
  }
  printf("%.6f %.6f %ld\n", user / times, system / times, memory);
}
