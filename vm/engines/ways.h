/* Ways out of an instruction.
 *
 * An engine that does what goes well, and no more, defines LEAVE() before: it
 * lets the engine that steps do the instruction, before anything of it has
 * happened.  That one finds the same fault, or makes room.  Only a service's
 * fault is handed over in m->pending, for the service may be partly done.
 *
 * An engine that does all by itself has the variables `problem` and `need`, the
 * labels `faulted` and `full`, SAVE and COUNT.
 */
#ifndef BATON_WAYS_H
#define BATON_WAYS_H

#ifdef LEAVE
#define FAULT(kind) LEAVE()
#define FULL(words) LEAVE()
#define FAILED(kind)                                                           \
  do {                                                                         \
    m->pending = (kind);                                                       \
    LEAVE();                                                                   \
  } while (0)
#define HALT(value) LEAVE()
/* At the beginning of a seldom instruction. */
#define ASIDE() LEAVE()
#else
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
#define FAILED(kind) FAULT(kind)
#define ASIDE() (void)0
#define HALT(value)                                                            \
  do {                                                                         \
    COUNT(instructions);                                                       \
    m->answer = (value);                                                       \
    SAVE();                                                                    \
    return m->state = BATON_HALTED;                                            \
  } while (0)
#endif

#endif
