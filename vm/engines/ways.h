/* Ways out of an instruction, for an engine that is one function.
 *
 * Relies on its variables `problem` and `need`, on its labels `faulted` and
 * `full`, and on its SAVE and COUNT.
 */
#ifndef BATON_WAYS_H
#define BATON_WAYS_H

#define FAULT(kind)                                                            \
  do {                                                                         \
    problem = (kind);                                                          \
    goto faulted;                                                              \
  } while (0)
#define FULL(words)                                                            \
  do {                                                                         \
    need = (words);                                                            \
    goto full;                                                                 \
  } while (0)
#define HALT(value)                                                            \
  do {                                                                         \
    COUNT(instructions);                                                       \
    m->answer = (value);                                                       \
    SAVE();                                                                    \
    return m->state = BATON_HALTED;                                            \
  } while (0)

#endif
