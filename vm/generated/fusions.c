/* Made from spec/instructions.scm by `make generate`: do not edit. */
#include "../handlers.h"
#include "../table.h"

uint16_t baton_fused(uint16_t first, uint16_t second) {
  switch ((uint32_t)first << 16 | second) {
  case (uint32_t)HANDLE_close_1 << 16 | HANDLE_jump_1:
    return HANDLE_close_1__jump_1;
  case (uint32_t)HANDLE_close_1 << 16 | HANDLE_jump_2:
    return HANDLE_close_1__jump_2;
  case (uint32_t)HANDLE_close_2 << 16 | HANDLE_jump_0:
    return HANDLE_close_2__jump_0;
  case (uint32_t)HANDLE_close_2 << 16 | HANDLE_jump_1:
    return HANDLE_close_2__jump_1;
  case (uint32_t)HANDLE_close_2 << 16 | HANDLE_jump_2:
    return HANDLE_close_2__jump_2;
  case (uint32_t)HANDLE_close_3 << 16 | HANDLE_jump_1:
    return HANDLE_close_3__jump_1;
  case (uint32_t)HANDLE_close_3 << 16 | HANDLE_jump_2:
    return HANDLE_close_3__jump_2;
  case (uint32_t)HANDLE_close_3 << 16 | HANDLE_jump_3:
    return HANDLE_close_3__jump_3;
  case (uint32_t)HANDLE_close_4 << 16 | HANDLE_jump_3:
    return HANDLE_close_4__jump_3;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_1:
    return HANDLE_sub__close_1;
  case (uint32_t)HANDLE_sub__close_1 << 16 | HANDLE_jump_1:
    return HANDLE_sub__close_1__jump_1;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_2:
    return HANDLE_sub__close_2;
  case (uint32_t)HANDLE_sub__close_2 << 16 | HANDLE_jump_1:
    return HANDLE_sub__close_2__jump_1;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_jump_0:
    return HANDLE_sub__jump_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_jump_1:
    return HANDLE_sub__jump_1;
  case (uint32_t)HANDLE_add << 16 | HANDLE_jump_1:
    return HANDLE_add__jump_1;
  case (uint32_t)HANDLE_add << 16 | HANDLE_call_0:
    return HANDLE_add__call_0;
  case (uint32_t)HANDLE_add << 16 | HANDLE_call_1:
    return HANDLE_add__call_1;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_call_0:
    return HANDLE_lt__call_0;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_sub:
    return HANDLE_lt__sub;
  }
  return 0;
}
