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

/* A run, what is next, what they become; in order. */
static const uint8_t runs[][3] = {
  {HANDLE_add, HANDLE_jump_0, HANDLE_add__jump_0},
  {HANDLE_add, HANDLE_jump_1, HANDLE_add__jump_1},
  {HANDLE_add, HANDLE_call_0_r1, HANDLE_add__call_0_r1},
  {HANDLE_add, HANDLE_call_1_r0, HANDLE_add__call_1_r0},
  {HANDLE_sub, HANDLE_close_1_0, BEGUN_sub__close_1_0},
  {HANDLE_sub, HANDLE_close_2_0, BEGUN_sub__close_2_0},
  {HANDLE_sub, HANDLE_close_2_1, BEGUN_sub__close_2_1},
  {HANDLE_sub, HANDLE_close_3_0, HANDLE_sub__close_3_0},
  {HANDLE_sub, HANDLE_close_4_2, BEGUN_sub__close_4_2},
  {HANDLE_sub, HANDLE_close_5_2, HANDLE_sub__close_5_2},
  {HANDLE_sub, HANDLE_jump_0, HANDLE_sub__jump_0},
  {HANDLE_sub, HANDLE_jump_4, HANDLE_sub__jump_4},
  {HANDLE_mul, HANDLE_mul, BEGUN_mul__mul},
  {HANDLE_eq_take, HANDLE_add, HANDLE_eq_take__add},
  {HANDLE_eq_copy, HANDLE_drop_one, HANDLE_eq_copy__drop_one},
  {HANDLE_lt, HANDLE_add, BEGUN_lt__add},
  {HANDLE_lt, HANDLE_sub, BEGUN_lt__sub},
  {HANDLE_lt, HANDLE_drop_one, HANDLE_lt__drop_one},
  {HANDLE_lt, HANDLE_call_1_r0, HANDLE_lt__call_1_r0},
  {HANDLE_cons_take, HANDLE_call_0_r1, HANDLE_cons_take__call_0_r1},
  {HANDLE_car_copy, HANDLE_car_copy, HANDLE_car_copy__car_copy},
  {HANDLE_cdr_take, HANDLE_close_2_0, BEGUN_cdr_take__close_2_0},
  {HANDLE_uncons_take, HANDLE_sub, BEGUN_uncons_take__sub},
  {HANDLE_drop_one, HANDLE_call_1_r0, HANDLE_drop_one__call_1_r0},
  {HANDLE_drop_two, HANDLE_call_1_r0, HANDLE_drop_two__call_1_r0},
  {HANDLE_drop_two, HANDLE_call_1, HANDLE_drop_two__call_1},
  {HANDLE_close_2_0, HANDLE_jump_0, HANDLE_close_2_0__jump_0},
  {HANDLE_close_2_0, HANDLE_jump_1, HANDLE_close_2_0__jump_1},
  {HANDLE_lt__sub__close_4_2, HANDLE_jump_1, HANDLE_lt__sub__close_4_2__jump_1},
  {HANDLE_sub__close_3_0, HANDLE_jump_3, HANDLE_sub__close_3_0__jump_3},
  {HANDLE_sub__close_5_2, HANDLE_jump_3, HANDLE_sub__close_5_2__jump_3},
  {BEGUN_cdr_take__close_2_0, HANDLE_jump_0, HANDLE_cdr_take__close_2_0__jump_0},
  {BEGUN_lt__add, HANDLE_jump_0, HANDLE_lt__add__jump_0},
  {BEGUN_lt__sub, HANDLE_close_4_2, HANDLE_lt__sub__close_4_2},
  {BEGUN_mul__mul, HANDLE_eq_take, HANDLE_mul__mul__eq_take},
  {BEGUN_sub__close_1_0, HANDLE_jump_0, HANDLE_sub__close_1_0__jump_0},
  {BEGUN_sub__close_2_0, HANDLE_jump_1, HANDLE_sub__close_2_0__jump_1},
  {BEGUN_sub__close_2_1, HANDLE_jump_0, HANDLE_sub__close_2_1__jump_0},
  {BEGUN_sub__close_4_2, HANDLE_jump_1, HANDLE_sub__close_4_2__jump_1},
  {BEGUN_uncons_take__sub, HANDLE_eq_copy, HANDLE_uncons_take__sub__eq_copy},
};

uint16_t baton_fused(uint16_t run, uint16_t next) {
  uint32_t low = 0, high = sizeof runs / sizeof *runs;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    int more = runs[middle][0] - run;
    if (!more) more = runs[middle][1] - next;
    if (!more) return runs[middle][2];
    if (more < 0) low = middle + 1;
    else high = middle;
  }
  return 0;
}

uint16_t baton_first_part(uint16_t handler) {
  static const uint8_t first[] = {
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
