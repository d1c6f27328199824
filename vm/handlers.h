/* The handlers of an engine: what lowered code consists of.
 *
 * Each is a number in the first unit of an instruction.  The first ones are
 * the engine's own (engines/ has their layouts); the others are generated.
 */
#ifndef BATON_HANDLERS_H
#define BATON_HANDLERS_H

/* clang-format off */
#ifndef OWN_HANDLERS
#define OWN_HANDLERS(HANDLER)                                                  \
  HANDLER(fetch) HANDLER(drop) HANDLER(jump) HANDLER(jump_rest)                \
  HANDLER(call) HANDLER(apply) HANDLER(halt_take) HANDLER(halt_copy)           \
  HANDLER(raise_take) HANDLER(raise_copy) HANDLER(native)
#endif
/* clang-format on */

enum {
#define HANDLER(name) HANDLE_##name,
  OWN_HANDLERS(HANDLER)
#include "generated/handlers.h"
#undef HANDLER
      HANDLERS
};

#endif
