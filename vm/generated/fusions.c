/* Made from spec/instructions.scm by `make generate`: do not edit. */
#include "../handlers.h"
#include "../table.h"

uint16_t baton_fused(uint16_t first, uint16_t second) {
  switch ((uint32_t)first << 16 | second) {
  case (uint32_t)HANDLE_close_1_0 << 16 | HANDLE_jump_1_0:
    return HANDLE_close_1_0__jump_1_0;
  case (uint32_t)HANDLE_close_2_0 << 16 | HANDLE_jump_0_0:
    return HANDLE_close_2_0__jump_0_0;
  case (uint32_t)HANDLE_close_2_0 << 16 | HANDLE_jump_1_0:
    return HANDLE_close_2_0__jump_1_0;
  case (uint32_t)HANDLE_close_2_0 << 16 | HANDLE_jump_2_0:
    return HANDLE_close_2_0__jump_2_0;
  case (uint32_t)HANDLE_close_3_0 << 16 | HANDLE_jump_1_0:
    return HANDLE_close_3_0__jump_1_0;
  case (uint32_t)HANDLE_close_3_0 << 16 | HANDLE_jump_3_0:
    return HANDLE_close_3_0__jump_3_0;
  case (uint32_t)HANDLE_close_4_2 << 16 | HANDLE_jump_3_0:
    return HANDLE_close_4_2__jump_3_0;
  case (uint32_t)HANDLE_close_5_1 << 16 | HANDLE_jump_3_0:
    return HANDLE_close_5_1__jump_3_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_1_0:
    return HANDLE_sub__close_1_0;
  case (uint32_t)HANDLE_sub__close_1_0 << 16 | HANDLE_jump_1_0:
    return HANDLE_sub__close_1_0__jump_1_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_2_0:
    return HANDLE_sub__close_2_0;
  case (uint32_t)HANDLE_sub__close_2_0 << 16 | HANDLE_jump_1_0:
    return HANDLE_sub__close_2_0__jump_1_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_jump_0_0:
    return HANDLE_sub__jump_0_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_jump_1_0:
    return HANDLE_sub__jump_1_0;
  case (uint32_t)HANDLE_add << 16 | HANDLE_jump_1_0:
    return HANDLE_add__jump_1_0;
  case (uint32_t)HANDLE_add << 16 | HANDLE_call_0_r0:
    return HANDLE_add__call_0_r0;
  case (uint32_t)HANDLE_add << 16 | HANDLE_call_0_r1:
    return HANDLE_add__call_0_r1;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_call_1_r0:
    return HANDLE_lt__call_1_r0;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_sub:
    return HANDLE_lt__sub;
  }
  return 0;
}
