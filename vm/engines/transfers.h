/* The bodies of the engine's own handlers (handlers.h): transfers, and what has
 * no entry in the specification.  Included as generated/bodies.h is.
 */
BODY(fetch) { /* a scratch slot, a value: not an instruction by itself */
  m->r[pc[1]] = (Value)load_pointer(pc + 2);
  pc += 2 + POINTER_UNITS;
  AGAIN();
}
BODY(drop) { /* a count, slots */
  for (uint32_t i = 0; i < pc[1]; i++) value_release(m, R(2 + i));
  NEXT(2 + pc[1]);
}
/* An entry, arguments, copied slots, a count of moves, moves. */
BODY(jump) {
  const uint16_t *to = load_pointer(pc + 1);
  const uint16_t *move = due_retain(m, pc + 2 + POINTER_UNITS);
  moves_make(m, move + 1, move[0]);
  ENTER(to);
}
BODY(jump_rest) { /* the same */
  ASIDE();
  const uint16_t *due = pc + 2 + POINTER_UNITS, *move = due + due[0] + 2;
  TRANSFER(value_of_constant(entry_block(load_pointer(pc + 1))->self),
           pc[1 + POINTER_UNITS], true, due, move, move[-1]);
}
/* Closure, taken?, arguments, copied slots, a count of moves, moves. */
BODY(call) {
  const uint16_t *due = pc + 4, *move = due + due[0] + 2;
  TRANSFER(R(1), pc[3], pc[2], due, move, move[-1]);
}
/* Closure, taken?, arguments, list, taken?, then as in call. */
BODY(apply) {
  ASIDE();
  if (!value_is(R(1), KIND_CLOSURE)) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_apply_check(m, R(1), pc[3], R(4));
  if (fault) FAULT(fault);
  Value closure = R(1), list = R(4); /* a collection may have moved them */
  const uint16_t *move = due_retain(m, pc + 6);
  uint32_t count = pc[3];
  bool taken = pc[5];
  if (!pc[2]) value_retain(m, closure);
  moves_make(m, move + 1, move[0]);
  const uint16_t *to = baton_enter(m, closure, count, list);
  if (taken) value_release(m, list);
  ENTER(to);
}
BODY(halt_copy) { HALT(value_retain(m, R(1))); }
BODY(halt_take) { HALT(R(1)); }
BODY(raise_take) { FAULT(FAULT_RAISED); }
BODY(raise_copy) { FAULT(FAULT_RAISED); }
#ifdef BATON_COUNTED
BODY(native) {
  pc += NATIVE_UNITS;
  AGAIN();
}
#else
BODY(native) { /* a chunk, a label */
  SAVE();
  const uint16_t *to = ((Chunk *)load_pointer(pc + 1))(m, pc, NULL);
  if (!to) return m->state;
  LOAD();
  pc = to;
  DISPATCH();
}
#endif
