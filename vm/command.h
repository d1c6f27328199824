/* Commands: what `baton run` and its relatives share on the outside: options,
 * files, how reports look, and the end of a run (spec/machine.md, Ends).
 *
 * Relies on the library and on POSIX; the machine itself does not need it.
 */
#ifndef BATON_COMMAND_H
#define BATON_COMMAND_H

#include "baton.h"
#include "trace.h"

enum {
  EXIT_USAGE = 64,
  EXIT_DATA = 65,
  EXIT_NO_INPUT = 66,
  EXIT_UNAVAILABLE = 69,
  EXIT_CREATE = 73,
  EXIT_IO = 74
};

typedef struct Command {
  const char *name, *usage; /* for messages */
  const char *run_usage;    /* instead of baton_run_usage, or NULL; "": none */
  BatonOptions options;     /* without `report`: it is the command's */
  TraceKind trace;
  const char *file, *output, *trace_file;
  bool stats, json, strip;
  bool pairs;     /* of handlers are to be counted: baton-pairs does that */
  uint8_t *bytes; /* of the file; owned */
  size_t size;
} Command;

/* The options of `run`, for baton_command_misused's usage: what fuel is counted
 * in, and how large the heap is that none asks for. */
#define BATON_RUN_USAGE(fuel, heap)                                            \
  "  --fuel N           end after N " fuel "\n"                                \
  "  --heap WORDS       size of the heap (" heap ")\n"                         \
  "  --grant DEVICE     clock, random, timer, files=DIR or plotter=FILE\n"     \
  "  --seed N           of the device random (1)\n"                            \
  "  --record FILE      log all input      --replay FILE  repeat it\n"         \
  "  --stats            counts, when the program has ended\n"                  \
  "  --trace=KIND       text, json or transfers    --trace-file FILE\n"        \
  "  --json             reports in machine-readable form\n"
extern const char baton_run_usage[];

/* Prints how the command is used, where `argument` asks for it; returns an exit
 * status, or -1: it does not.  `argument` may be NULL. */
int baton_command_help(const Command *command, const char *argument);
/* Says what is wrong with the command line; returns EXIT_USAGE. */
int baton_command_misused(const Command *command, const char *what,
                          const char *about);
/* Prints a report on standard error; `context` is the Command. */
void baton_command_report(void *context, const BatonReport *report);
/* Reports what has no place; returns `status`. */
int baton_command_complain(Command *command, const char *file,
                           const char *message, const char *advice, int status);

/* Which of the words it is: each is ended by 0, all by another one; -1: none.
 */
int baton_word(const char *words, const char *word);
/* The value of option `name` at *i, `--name=value` or the next argument, to
 * which *i goes; NULL: it is not that option, or has none. */
char *baton_option_value(const char *name, int count, char **argument, int *i);
/* Grants a device; false: there is none of the name.  `device` is borrowed. */
bool baton_option_grant(BatonOptions *options, const char *device);
/* Reads the options of `run`, the file where `whole`, and the arguments of the
 * program; 0, or an exit status after a message. */
int baton_run_options(Command *command, bool whole, int count, char **argument);
/* Reads the command's file into its bytes; 0, or an exit status after a
 * message. */
int baton_command_input(Command *command);
/* A machine with the command's options, or NULL after a message. */
BatonMachine *baton_command_machine(Command *command);
/* Reads the command's file, gives it to a machine as its program where `loads`,
 * and lets `act`, or NULL, do what the command is for; an exit status. */
typedef int CommandAct(Command *command, BatonMachine *machine);
int baton_command_act(Command *command, bool loads, CommandAct *act);
/* Runs a machine that has loaded its program to the end, or is given one that
 * has come to it, prints its answer or its fault and what `--stats` asks for;
 * returns the exit status. */
int baton_command_run(Command *command, BatonMachine *machine);
int baton_command_finish(Command *command, BatonMachine *machine,
                         BatonState state);

/* Reads a file whole: 0 and owned bytes, or an errno. */
int baton_file_read(const char *path, uint8_t **bytes, size_t *size);
/* Writes a file whole or not at all. */
bool baton_file_write(const char *path, const uint8_t *bytes, size_t size);

/* Where a standard stream is closed, the next file that is opened would take
 * its place, and get its bytes.  What this opens fails when it is used. */
void baton_streams_hold(void);

#endif
