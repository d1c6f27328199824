/* Made from spec/instructions.scm by `make generate`: do not edit. */
#ifndef BATON_FAMILIES_H
#define BATON_FAMILIES_H

#include <stdint.h>
#include "../handlers.h"

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

/* In a counted engine one body does for all of a family. */
#define FAMILIES(handler) \
  if ((handler) >= HANDLE_call_0) { \
    uint32_t one = ((handler) - HANDLE_call_0) / 1 + 0, \
             two = ((handler) - HANDLE_call_0) % 1 + 0; \
    (void)one, (void)two; \
    CALL(one, R(1)); \
  } \
  if ((handler) >= HANDLE_call_0_r0) { \
    uint32_t one = ((handler) - HANDLE_call_0_r0) / 3 + 0, \
             two = ((handler) - HANDLE_call_0_r0) % 3 + 0; \
    (void)one, (void)two; \
    CALL(one, m->r[two]); \
  } \
  if ((handler) >= HANDLE_jump_0) { \
    uint32_t one = ((handler) - HANDLE_jump_0) / 1 + 0, \
             two = ((handler) - HANDLE_jump_0) % 1 + 0; \
    (void)one, (void)two; \
    JUMP(one); \
  } \
  if ((handler) >= HANDLE_close_1_0) { \
    uint32_t one = ((handler) - HANDLE_close_1_0) / 3 + 1, \
             two = ((handler) - HANDLE_close_1_0) % 3 + 0; \
    (void)one, (void)two; \
    CLOSE(one, two, NEXT); \
  } \
  (void)0

#endif
