/* Building: what `baton compile` and `baton slice` share: the C compiler, the
 * machine's own sources, and files that are written whole or not at all. */
#ifndef BATON_BUILD_H
#define BATON_BUILD_H

#include "../buffer.h"
#include "../command.h"

typedef struct Build {
  char sources[4096]; /* the folder vm/ of the machine's sources */
  char library[4096]; /* libbaton.a */
  char part[4096];    /* the output's name while it is not whole */
  char folder[64];    /* for files in between, or "" */
} Build;

/* Reads the command's file into a machine, without names where `strip` and it
 * is text, and calls `work` with the checked program and its image; returns
 * what that returns, or an exit status after a message. */
typedef int BuildWork(void *context, BatonMachine *m, const uint8_t *image,
                      size_t size);
int baton_build_program(Command *command, bool strip, BuildWork *work,
                        void *context);
/* Finds sources and library beside this executable, and that the command's
 * output can be written; 0, or an exit status after a message. */
int baton_build_start(Build *build, Command *command);
/* Writes a file into the build's own folder; 0, or an exit status. */
int baton_build_write(Build *build, Command *command, const char *name,
                      const Buffer *text);
/* Runs the C compiler, CC or cc, with these words, ended by NULL, and those of
 * the environment's CFLAGS (else `usual`) before them.  0, or an exit status
 * after the command was shown. */
int baton_build_run(Command *command, const char *usual,
                    const char *const *words);
/* Does job(context, 0) to job(context, count - 1), each in a process of its
 * own, as many at once as there are processors; 0, or one's exit status. */
int baton_build_each(uint32_t count, int job(void *context, uint32_t number),
                     void *context);
/* Gives the output its name, where `status` is 0, else removes it; and removes
 * what was in between.  Returns the exit status. */
int baton_build_end(Build *build, Command *command, int status);

#endif
