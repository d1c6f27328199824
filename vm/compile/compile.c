/* The command `baton compile`: a program as C, and as an executable.
 *
 * Relies on the library for reading and checking the program, so what does not
 * verify never reaches the C compiler; on emit.c for the C; on build.c for the
 * rest.
 */
#include "build.h"
#include "emit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: baton compile FILE -o PROGRAM [OPTION ...]   to an executable\n"
    "       baton compile FILE -o PROGRAM.c [OPTION ...]   to C\n"
    "  --no-lines   no #line: a debugger shows the C, not the program\n"
    "  --chunk N    at most N blocks in a C function (32): more make faster\n"
    "               calls, and the C compiler slower\n"
    "CC and CFLAGS in the environment are the C compiler (cc) and its options "
    "(-O2 -g1; for more than 2000 blocks -O1 -g1)\n";

typedef struct Compile {
  Command command;
  Build build;
  EmitOptions emit;
  BatonMemory memory;
  uint32_t blocks, units; /* of the program; C files */
  bool unwritten;         /* one of them, which was said */
} Compile;

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), size = strlen(end);
  return length > size && !strcmp(text + length - size, end);
}

/* How many blocks, or 0: this says it not. */
static uint32_t chunk_read(const char *text) {
  char *end;
  unsigned long n = strtoul(text, &end, 10);
  return *text >= '0' && *text <= '9' && !*end && n <= UINT16_MAX ? (uint32_t)n
                                                                  : 0;
}

static int options_read(Compile *c, int count, char **argument) {
  c->emit.lines = true;
  for (int i = 1; i < count; i++) {
    if (!strcmp(argument[i], "--no-lines")) c->emit.lines = false;
    else if (!strcmp(argument[i], "--json")) c->command.json = true;
    else if (!strcmp(argument[i], "--chunk") && i + 1 < count) {
      c->emit.chunk_size = chunk_read(argument[++i]);
      if (!c->emit.chunk_size)
        return baton_command_misused(
            &c->command, "--chunk needs a number from 1 to 65535", argument[i]);
    } else if (!strcmp(argument[i], "-o") && i + 1 < count)
      c->command.output = argument[++i];
    else if (argument[i][0] == '-' || c->command.file)
      return baton_command_misused(&c->command, "this cannot stand here",
                                   argument[i]);
    else c->command.file = argument[i];
  }
  if (!c->command.file)
    return baton_command_misused(&c->command, "which FILE?", NULL);
  if (!c->command.output)
    return baton_command_misused(&c->command, "-o PROGRAM is missing", NULL);
  c->emit.file = c->command.file;
  return 0;
}

enum { LARGE = 2000 }; /* blocks: more are compiled with less care */
static const char *flags_of(const Compile *c) {
  return c->blocks > LARGE ? "-O1 -g1" : "-O2 -g1";
}

/* Compiles one of several C files. */
static int unit_compile(void *context, uint32_t number) {
  Compile *c = context;
  char include[4200], source[128], object[128];
  snprintf(include, sizeof include, "-I%s", c->build.sources);
  snprintf(source, sizeof source, "%s/program-%u.c", c->build.folder, number);
  snprintf(object, sizeof object, "%s/program-%u.o", c->build.folder, number);
  const char *const words[] = {"-std=c11", "-fno-tree-slp-vectorize",
                               include,    "-c",
                               "-o",       object,
                               source,     NULL};
  return baton_build_run(&c->command, flags_of(c), words);
}

static int link(Compile *c) {
  char objects[128];
  snprintf(objects, sizeof objects, "@%s/objects", c->build.folder);
  Buffer list = {.memory = &c->memory};
  for (uint32_t i = 0; i < c->units; i++) {
    char name[128];
    snprintf(name, sizeof name, "%s/program-%u.o\n", c->build.folder, i);
    buffer_text(&list, name);
  }
  int status = baton_build_write(&c->build, &c->command, "objects", &list);
  buffer_free(&list);
  const char *const words[] = {"-o", c->build.part, objects, c->build.library,

                               NULL};
  return status ? status : baton_build_run(&c->command, flags_of(c), words);
}

static bool text_write(Compile *c, const Buffer *text) {
  FILE *file = fopen(c->build.part, "wb");
  bool fine = file && fwrite(text->data, 1, text->length, file) == text->length;
  if (file && fclose(file)) fine = false;
  if (!fine)
    baton_command_report(&c->command,
                         &(BatonReport){.file = c->command.output,
                                        .message = strerror(errno),
                                        .advice = "nothing was written"});
  return fine;
}

/* Takes a C file from the emitter. */
static bool unit_take(void *context, uint32_t number, const Buffer *text) {
  Compile *c = context;
  char name[32];
  snprintf(name, sizeof name, "program-%u.c", number);
  c->units = number + 1;
  if (c->emit.units ? !baton_build_write(&c->build, &c->command, name, text)
                    : text_write(c, text))
    return true;
  c->unwritten = true;
  return false;
}

static int compile(void *context, BatonMachine *m, const uint8_t *image,
                   size_t size) {
  Compile *c = context;
  (void)image, (void)size; /* the program has its own */
  int status = baton_build_start(&c->build, &c->command);
  if (status) return status;
  c->emit.units = !ends_with(c->command.output, ".c");
  c->emit.output = c->emit.units ? "program.c" : c->command.output;
  c->memory = m->memory;
  c->blocks = m->main->blocks;
  if (!baton_emit(m, &c->emit, unit_take, c)) {
    status = c->unwritten ? EXIT_CREATE : EXIT_IO;
    if (!c->unwritten)
      baton_command_report(&c->command,
                           &(BatonReport){.file = c->command.file,
                                          .message = "there is no memory"});
  }
  if (!status && c->emit.units)
    status = baton_build_each(c->units, unit_compile, c);
  if (!status && c->emit.units) status = link(c);
  return baton_build_end(&c->build, &c->command, status);
}

int main(int count, char **argument) {
  baton_streams_hold();
  Compile c = {.command = {.name = "baton compile",
                           .usage = usage,
                           .run_usage = "",
                           .options = {.report = baton_command_report}}};
  c.command.options.context = &c.command;
  int status = baton_command_help(&c.command, argument[1]);
  if (status >= 0) return status;
  status = options_read(&c, count, argument);
  return status ? status : baton_build_program(&c.command, false, compile, &c);
}
