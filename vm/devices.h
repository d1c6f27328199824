/* Devices: input and output by capability (spec/machine.md, Services).
 *
 * The world is a cell whose fields are the devices that were granted.  All
 * input passes one gate, so that it can be recorded and replayed.
 */
#ifndef BATON_DEVICES_H
#define BATON_DEVICES_H

#include "machine.h"

typedef enum DeviceClass {
  DEVICE_WORLD,
  DEVICE_CONSOLE,
  DEVICE_ARGS,
  DEVICE_STATUS,
  DEVICE_FILES,
  DEVICE_CLOCK,
  DEVICE_RANDOM,
  DEVICE_TIMER,
  DEVICE_PLOTTER,
  DEVICE_FILE,
  DEVICE_CLASSES,
} DeviceClass;

enum { REQUEST_MOST = 2 };
/* Takes a request apart, a list of a symbol and up to REQUEST_MOST arguments.
 * Returns the symbol's number among the verbs, each ended by 0 and all by
 * another one, or -1. */
int baton_request(Machine *m, Value request, const char *verbs,
                  Value argument[REQUEST_MOST], int *arguments);

/* Creates what m->options grant; false: no memory, or a file that was reported.
 */
bool baton_devices_create(Machine *m);
void baton_devices_destroy(Machine *m);
/* The world, owned; false: no memory. */
bool baton_devices_world(Machine *m, Value *world);
/* Sends what is held back, writes the drawing, closes files; false: not all
 * could be written, which was reported. */
bool baton_devices_finish(Machine *m);
/* Closes what a device cell that ends stands for. */
void baton_device_close(Machine *m, Cell *cell);
bool baton_device_is(Value v, DeviceClass class);
int baton_devices_status(const Machine *m);
/* A collection has reached a device; has reached all: closes the other files.
 */
void baton_device_reach(const Cell *cell);
void baton_devices_sweep(Machine *m);
void baton_devices_roots(Machine *m, void visit(Machine *, Value *));
/* What was sent to the console since the last call. */
Buffer *baton_devices_shown(Machine *m);
/* What was sent to the console and is held back. */
Buffer *baton_devices_held(Machine *m);

#endif
