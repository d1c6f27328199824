/* The handlers of an engine: what lowered code consists of.
 *
 * Each is a number in the first unit of an instruction.  The first ones are
 * the engine's own (engine.c has their layouts); the others are generated.
 */
#ifndef BATON_HANDLERS_H
#define BATON_HANDLERS_H

#define OWN_HANDLERS(HANDLER)                                                  \
  HANDLER(constant) HANDLER(drop_one) HANDLER(drop)                            \
  HANDLER(close_1) HANDLER(close_2) HANDLER(close_3) HANDLER(close_4)          \
  HANDLER(jump_0) HANDLER(jump_1) HANDLER(jump_2) HANDLER(jump_3)              \
  HANDLER(jump) HANDLER(jump_rest)                                             \
  HANDLER(call_0) HANDLER(call_1) HANDLER(call_2) HANDLER(call_3)              \
  HANDLER(call) HANDLER(apply)                                                 \
  HANDLER(halt_take) HANDLER(halt_copy) HANDLER(raise_take)                    \
  HANDLER(raise_copy)

enum {
#define HANDLER(name) HANDLE_##name,
  OWN_HANDLERS(HANDLER)
#include "generated/handlers.h"
#undef HANDLER
  HANDLERS
};

#endif
