/* The command: small-machine run [OPTION ...] IMAGE [ARGUMENT ...]
 *
 * Loads an image, runs it, and ends as spec/machine.md says.  --manager, or
 * MANAGER in the environment, chooses who gives memory; --stress makes that
 * manager collect as often as it may.
 */
#include "small.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
  HEAP = 1 << 24,
  REFUSED = 65,
  MISUSED = 64,
  FAULT = 70,
  IO = 74,
  FUEL = 124
};

static const Manager *const managers[] = {&counting, &copying};

static int misused(const char *what) {
  fprintf(stderr,
          "small-machine: %s\n"
          "usage: small-machine run [--fuel N] [--heap WORDS] "
          "[--grant NAME] [--seed N] [--stats]\n"
          "         [--trace=transfers] [--trace-file FILE] "
          "[--manager NAME] [--stress] IMAGE [ARGUMENT ...]\n",
          what);
  exit(MISUSED);
}

static uint64_t natural(const char *text) {
  char *end;
  errno = 0;
  uint64_t n = strtoull(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || errno) misused("not a number");
  return n;
}

typedef struct Options {
  bool stats, trace;
  const char *trace_file;
} Options;

static void grant(Machine *m, const char *name) {
  if (!strcmp(name, "random")) m->grant_random = true;
  else if (!strcmp(name, "timer")) m->grant_timer = true;
  else if (!strcmp(name, "clock")) m->grant_clock = true;
  else misused("no such device to grant");
}

static void choose(Machine *m, const char *name) {
  m->manager = NULL;
  for (size_t i = 0; i < sizeof managers / sizeof *managers; i++)
    if (!strcmp(managers[i]->name, name)) m->manager = managers[i];
  if (!m->manager) misused("no such manager");
}

/* An option with a value; false: there is none of this name. */
static bool option(Machine *m, Options *o, const char *name,
                   const char *value) {
  if (!strcmp(name, "--fuel")) m->budget = natural(value);
  else if (!strcmp(name, "--heap")) m->heap = natural(value);
  else if (!strcmp(name, "--seed")) m->random = natural(value);
  else if (!strcmp(name, "--grant")) grant(m, value);
  else if (!strcmp(name, "--manager")) choose(m, value);
  else if (!strcmp(name, "--trace-file")) o->trace_file = value;
  else return false;
  return true;
}

/* Returns the index of the image among the arguments. */
static int options(Machine *m, Options *o, int count, char **argument) {
  int i = 2;
  for (; i < count && argument[i][0] == '-'; i++) {
    if (!strcmp(argument[i], "--stats")) o->stats = true;
    else if (!strcmp(argument[i], "--stress")) m->stress = true;
    else if (!strcmp(argument[i], "--trace=transfers")) o->trace = true;
    else if (i + 1 == count || !option(m, o, argument[i], argument[i + 1]))
      misused("no such option, or it needs a value");
    else i++;
  }
  if (i >= count || strcmp(argument[1], "run")) misused("nothing to run");
  return i;
}

static void report(Machine *m) {
  if (m->state == SPENT) {
    fputs("the fuel is used up\n", stderr);
    return;
  }
  const Symbol *block = &m->symbol[value_payload(m->block->name)];
  fprintf(stderr, "fault: %s in block %.*s, instruction %u: %s\n",
          baton_fault_names[m->fault], (int)block->length, block->name,
          (unsigned)(m->pc - m->block->code), instruction_name(m->pc->info));
  if (m->fault == FAULT_DEVICE) fprintf(stderr, "%s\n", m->detail);
}

/* Releases what registers and the machine itself hold. */
static void roots_end(Machine *m) {
  for (int i = 0; i < REGISTERS; i++) {
    release(m, m->r[i]);
    m->r[i] = VALUE_VOID;
  }
  Value *root[] = {&m->answer, &m->handler, &m->timer, &m->reserve};
  for (size_t i = 0; i < sizeof root / sizeof *root; i++) {
    release(m, *root[i]);
    *root[i] = VALUE_VOID;
  }
  for (uint32_t i = 0; i < m->symbols; i++) {
    release(m, m->symbol[i].value);
    m->symbol[i].value = VALUE_UNBOUND;
  }
  m->manager->finish(m);
}

static void stats(const Machine *m) {
  const struct {
    const char *name;
    uint64_t count;
  } line[] = {
      {"instructions", m->instructions},  {"transfers", m->transfers},
      {"allocations", m->allocations},    {"peak live cells", m->peak_cells},
      {"peak live words", m->peak_words}, {"live cells at halt", m->cells},
  };
  fprintf(stderr, "memory manager: %s\n", m->manager->name);
  for (size_t i = 0; i < sizeof line / sizeof *line; i++)
    fprintf(stderr, "%s: %llu\n", line[i].name,
            (unsigned long long)line[i].count);
}

/* Where the trace goes: `path`, or standard error where that is NULL.  Says why
 * where it cannot be written. */
static FILE *trace_to(const char *path) {
  FILE *file = path ? fopen(path, "w") : stderr;
  if (!file)
    fprintf(stderr,
            "small-machine: %s: %s: choose another file for the trace\n", path,
            strerror(errno));
  return file;
}

static int run(Machine *m, const Options *o, const char *path) {
  Value world;
  if (o->trace && !(m->trace = trace_to(o->trace_file))) return IO;
  program_load(m, path);
  if (!m->manager->begin(m) || !world_make(m, &world)) {
    fputs("the heap is too small\n", stderr);
    return REFUSED;
  }
  machine_run(m, world);
  trace_end(m);
  if (m->trace && o->trace_file) fclose(m->trace);
  if (m->state == HALTED && m->answer != VALUE_VOID) {
    print(m, m->answer, stdout);
    putchar('\n');
  }
  fflush(stdout);
  if (m->state != HALTED) report(m);
  roots_end(m);
  if (o->stats) stats(m);
  return m->state == HALTED ? m->status : m->state == SPENT ? FUEL : FAULT;
}

int main(int count, char **argument) {
  Machine m = {.manager = managers[0], .heap = HEAP, .budget = UINT64_MAX};
  Options o = {0};
  for (int i = 0; i < REGISTERS; i++) m.r[i] = VALUE_VOID;
  m.handler = m.timer = VALUE_FALSE;
  m.reserve = VALUE_NULL;
  m.answer = VALUE_VOID;
  m.random = 1;
  if (getenv("MANAGER")) choose(&m, getenv("MANAGER"));
  int i = options(&m, &o, count, argument);
  m.arguments = argument + i + 1;
  if (!m.random) m.random = 1;
  int status = run(&m, &o, argument[i]);
  m.manager->end(&m);
  kept_free(&m);
  return status;
}
