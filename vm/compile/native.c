/* Compiled programs: what they need besides the machine (native.h). */
#include "native.h"
#include "../command.h"
#include "../handlers.h"
#include <stdlib.h>

const uint16_t *baton_native_place(const Program *program, uint32_t number) {
  const uint16_t *pc = program->units + program->place[number].pc;
  return *pc == HANDLE_native ? pc + NATIVE_UNITS : pc;
}

Step baton_native_step(Machine *m, const Program *program, uint32_t number) {
  const Place *place = &program->place[number];
  m->pc = baton_native_place(program, number);
  baton_engine_step(m);
  if (m->state != BATON_READY) return STEP_ELSEWHERE;
  uint32_t at = (uint32_t)(m->pc - program->units);
  if (place->otherwise && at == place->otherwise) return STEP_OTHERWISE;
  return at == place[1].pc ? STEP_BEHIND : STEP_ELSEWHERE;
}

Cell *baton_native_open(Machine *m, Value f, bool taken, uint32_t head,
                        int64_t fuel) {
  if (!value_is(f, KIND_CLOSURE) || fuel < 1) return NULL;
  Cell *closure = value_cell(f);
  if (!native_is_near(closure, head)) return NULL;
  uint32_t size = cell_size(closure);
  if (size == 1 && !value_is_counted(f)) return closure;
  Cell *copy = cell_allocate(m, KIND_CLOSURE, size, size);
  if (!copy) return NULL;
  copy->field[0] = closure->field[0];
  for (uint32_t i = 1; i < size; i++)
    copy->field[i] = value_retain(m, closure->field[i]);
  if (taken) value_release(m, f);
  return copy;
}

int baton_native_main(const Native *native, int count, char **argument) {
  baton_streams_hold();
  Command command = {.name = argument[0],
                     .usage = "usage: PROGRAM [OPTION …] [--] [ARG …]\n",
                     .file = native->file};
  int status = baton_run_options(&command, false, count - 1, argument + 1);
  if (status) return status;
  command.options.counted = command.trace;
  BatonMachine *m = baton_command_machine(&command);
  status = m ? EXIT_DATA : EXIT_IO;
  if (m && !command.trace) m->native = native;
  if (m && baton_load(m, native->file, native->image, native->size))
    status = baton_command_run(&command, m);
  baton_destroy(m);
  return status;
}
