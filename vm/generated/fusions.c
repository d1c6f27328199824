/* Made from spec/instructions.scm by `make generate`: do not edit. */
#include "../handlers.h"
#include "../table.h"

enum { BEGUN = HANDLERS - 1
  , BEGUN_cdr_take__close_2_0
  , BEGUN_lt__add
  , BEGUN_lt__sub
  , BEGUN_mul__mul
  , BEGUN_sub__close_1_0
  , BEGUN_sub__close_2_0
  , BEGUN_sub__close_2_1
  , BEGUN_sub__close_4_2
  , BEGUN_uncons_take__sub
};

uint16_t baton_fused(uint16_t run, uint16_t next) {
  switch ((uint32_t)run << 16 | next) {
  case (uint32_t)HANDLE_cdr_take << 16 | HANDLE_close_2_0:
    return BEGUN_cdr_take__close_2_0;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_add:
    return BEGUN_lt__add;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_sub:
    return BEGUN_lt__sub;
  case (uint32_t)HANDLE_mul << 16 | HANDLE_mul:
    return BEGUN_mul__mul;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_1_0:
    return BEGUN_sub__close_1_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_2_0:
    return BEGUN_sub__close_2_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_2_1:
    return BEGUN_sub__close_2_1;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_4_2:
    return BEGUN_sub__close_4_2;
  case (uint32_t)HANDLE_uncons_take << 16 | HANDLE_sub:
    return BEGUN_uncons_take__sub;
  case (uint32_t)HANDLE_add << 16 | HANDLE_call_0_r1:
    return HANDLE_add__call_0_r1;
  case (uint32_t)HANDLE_add << 16 | HANDLE_call_1_r0:
    return HANDLE_add__call_1_r0;
  case (uint32_t)HANDLE_add << 16 | HANDLE_jump_0:
    return HANDLE_add__jump_0;
  case (uint32_t)HANDLE_add << 16 | HANDLE_jump_1:
    return HANDLE_add__jump_1;
  case (uint32_t)HANDLE_car_copy << 16 | HANDLE_car_copy:
    return HANDLE_car_copy__car_copy;
  case (uint32_t)BEGUN_cdr_take__close_2_0 << 16 | HANDLE_jump_0:
    return HANDLE_cdr_take__close_2_0__jump_0;
  case (uint32_t)HANDLE_close_2_0 << 16 | HANDLE_jump_0:
    return HANDLE_close_2_0__jump_0;
  case (uint32_t)HANDLE_close_2_0 << 16 | HANDLE_jump_1:
    return HANDLE_close_2_0__jump_1;
  case (uint32_t)HANDLE_cons_take << 16 | HANDLE_call_0_r1:
    return HANDLE_cons_take__call_0_r1;
  case (uint32_t)HANDLE_drop_one << 16 | HANDLE_call_1_r0:
    return HANDLE_drop_one__call_1_r0;
  case (uint32_t)HANDLE_drop_two << 16 | HANDLE_call_1:
    return HANDLE_drop_two__call_1;
  case (uint32_t)HANDLE_drop_two << 16 | HANDLE_call_1_r0:
    return HANDLE_drop_two__call_1_r0;
  case (uint32_t)HANDLE_eq_copy << 16 | HANDLE_drop_one:
    return HANDLE_eq_copy__drop_one;
  case (uint32_t)HANDLE_eq_take << 16 | HANDLE_add:
    return HANDLE_eq_take__add;
  case (uint32_t)BEGUN_lt__add << 16 | HANDLE_jump_0:
    return HANDLE_lt__add__jump_0;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_call_1_r0:
    return HANDLE_lt__call_1_r0;
  case (uint32_t)HANDLE_lt << 16 | HANDLE_drop_one:
    return HANDLE_lt__drop_one;
  case (uint32_t)BEGUN_lt__sub << 16 | HANDLE_close_4_2:
    return HANDLE_lt__sub__close_4_2;
  case (uint32_t)HANDLE_lt__sub__close_4_2 << 16 | HANDLE_jump_1:
    return HANDLE_lt__sub__close_4_2__jump_1;
  case (uint32_t)BEGUN_mul__mul << 16 | HANDLE_eq_take:
    return HANDLE_mul__mul__eq_take;
  case (uint32_t)BEGUN_sub__close_1_0 << 16 | HANDLE_jump_0:
    return HANDLE_sub__close_1_0__jump_0;
  case (uint32_t)BEGUN_sub__close_2_0 << 16 | HANDLE_jump_1:
    return HANDLE_sub__close_2_0__jump_1;
  case (uint32_t)BEGUN_sub__close_2_1 << 16 | HANDLE_jump_0:
    return HANDLE_sub__close_2_1__jump_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_3_0:
    return HANDLE_sub__close_3_0;
  case (uint32_t)HANDLE_sub__close_3_0 << 16 | HANDLE_jump_3:
    return HANDLE_sub__close_3_0__jump_3;
  case (uint32_t)BEGUN_sub__close_4_2 << 16 | HANDLE_jump_1:
    return HANDLE_sub__close_4_2__jump_1;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_close_5_2:
    return HANDLE_sub__close_5_2;
  case (uint32_t)HANDLE_sub__close_5_2 << 16 | HANDLE_jump_3:
    return HANDLE_sub__close_5_2__jump_3;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_jump_0:
    return HANDLE_sub__jump_0;
  case (uint32_t)HANDLE_sub << 16 | HANDLE_jump_4:
    return HANDLE_sub__jump_4;
  case (uint32_t)BEGUN_uncons_take__sub << 16 | HANDLE_eq_copy:
    return HANDLE_uncons_take__sub__eq_copy;
  }
  return 0;
}

uint16_t baton_first_part(uint16_t handler) {
  static const uint16_t first[] = {
    HANDLE_add,
    HANDLE_add,
    HANDLE_add,
    HANDLE_add,
    HANDLE_car_copy,
    HANDLE_cdr_take,
    HANDLE_close_2_0,
    HANDLE_close_2_0,
    HANDLE_cons_take,
    HANDLE_drop_one,
    HANDLE_drop_two,
    HANDLE_drop_two,
    HANDLE_eq_copy,
    HANDLE_eq_take,
    HANDLE_lt,
    HANDLE_lt,
    HANDLE_lt,
    HANDLE_lt,
    HANDLE_lt,
    HANDLE_mul,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_sub,
    HANDLE_uncons_take,
  };
  uint16_t fused = HANDLERS - sizeof first / sizeof *first;
  return handler < fused ? handler : first[handler - fused];
}
