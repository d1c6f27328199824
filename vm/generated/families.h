/* Made from spec/instructions.scm by `make generate`: do not edit. */
#ifndef BATON_FAMILIES_H
#define BATON_FAMILIES_H

#include <stdint.h>
#include "../handlers.h"

enum { FUSED_MOST = 4 };

static inline uint16_t family_close(uint32_t i, uint32_t j) {
  return i >= 1 && i <= 6 && j <= 2
    ? (uint16_t)(HANDLE_close_1_0 + 3 * (i - 1) + j) : 0;
}
static inline uint16_t family_jump(uint32_t i, uint32_t j) {
  return i <= 6 && j <= 0
    ? (uint16_t)(HANDLE_jump_0 + 1 * i + j) : 0;
}
static inline uint16_t family_call_register(uint32_t i, uint32_t j) {
  return i <= 2 && j <= 2
    ? (uint16_t)(HANDLE_call_0_r0 + 3 * i + j) : 0;
}
static inline uint16_t family_call(uint32_t i, uint32_t j) {
  return i <= 3 && j <= 0
    ? (uint16_t)(HANDLE_call_0 + 1 * i + j) : 0;
}

/* The handler that a special one stands for; another is its own. */
static inline uint32_t family_plain(uint32_t handler) {
  if (handler >= HANDLE_call_0) return HANDLE_call;
  if (handler >= HANDLE_call_0_r0) return HANDLE_call;
  if (handler >= HANDLE_jump_0) return HANDLE_jump;
  if (handler >= HANDLE_close_1_0) return HANDLE_close;
  return handler >= HANDLE_drop_one ? HANDLE_drop : handler;
}

#endif
