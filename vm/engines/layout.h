/* How lowered code is laid out: what stands in the units behind each handler of
 * transfers.h and generated/bodies.h, and which handler an instruction has.
 *
 * For lower.c, which lays out all code when it is loaded, and bytes.c, which
 * lays out each instruction at its turn.  Whoever includes it has defined
 * before: the type Layout, with the machine `m`, the `program`, the instruction
 * `code`, and for each operand its `slot`; and
 *   emit(l, unit), emit_raw(l, bytes, size)  which write behind all the rest
 *   emit_entry(l, block)    writes a pointer to where a block is entered
 *   moves_order(l, from, move)  orders the moves that bring the operands from
 *                           `from` on to r0 and the following registers, and
 *                           returns how many: pairs of slots, to and from, at
 *                           most two for each operand
 * Special and fused handlers (generated/families.h) have the same layout.
 */
#ifndef BATON_LAYOUT_H
#define BATON_LAYOUT_H

/* A count, and the slots of the operands from `from` to `end` that have `mode`.
 */
static void layout_due(Layout *l, uint32_t from, uint32_t end, Mode mode) {
  uint32_t count = 0;
  for (uint32_t i = from; i < end; i++)
    count += l->code.operand[i].mode == mode;
  emit(l, count);
  for (uint32_t i = from; i < end && count; i++)
    if (l->code.operand[i].mode == mode) emit(l, l->slot[i]);
}

/* The arguments of a transfer: those that are copied, and the moves. */
static void layout_arguments(Layout *l) {
  uint16_t move[4 * REGISTERS];
  uint32_t count = moves_order(l, 1, move);
  layout_due(l, 1, l->code.count, MODE_COPY);
  emit(l, count);
  emit_raw(l, move, count * 2 * sizeof *move);
}

/* A jump, a call or an apply. */
static void layout_transfer(Layout *l) {
  const Operand *target = &l->code.operand[0];
  bool apply = l->code.info->opcode == OP_APPLY;
  uint32_t last = l->code.count - 1;
  l->code.count -= apply;
  if (target->mode == MODE_BLOCK) {
    const Block *block = &l->program->block[target->index];
    emit(l, block->arity & REST ? HANDLE_jump_rest : HANDLE_jump);
    emit_entry(l, block);
  } else {
    emit(l, apply ? HANDLE_apply : HANDLE_call);
    emit(l, l->slot[0]);
    emit(l, target->mode != MODE_COPY);
  }
  emit(l, l->code.count - 1);
  if (apply) {
    emit(l, l->slot[last]);
    emit(l, l->code.operand[last].mode == MODE_TAKE);
  }
  layout_arguments(l);
  l->code.count += apply;
}

/* An operand, the first or the only one of those at `at`. */
static void layout_operand(Layout *l, OperandClass class, Role role,
                           uint32_t at) {
  const Code *code = &l->code;
  uint64_t index = code->operand[at].index;
  uint32_t number = 0;
  switch (class) {
  case OPERAND_VALUE: emit(l, l->slot[at]); break;
  case OPERAND_BLOCK: emit_entry(l, &l->program->block[index]); break;
  case OPERAND_SYMBOL:
    if (!baton_variable_intern(l->m, l->program->environment,
                               l->program->constant[index], &number))
      l->failed = true;
    emit_raw(l, &number, sizeof number);
    break;
  case OPERAND_REST:
    emit(l, code->count - at);
    for (uint32_t i = at; i < code->count; i++) emit(l, l->slot[i]);
    if (role != ROLE_END) /* else all are taken */
      layout_due(l, at, code->count,
                 role == ROLE_STORE ? MODE_COPY : MODE_TAKE);
  }
}

static void layout_plain(Layout *l) {
  const Code *code = &l->code;
  const Instruction *info = code->info;
  uint32_t modes;
  Variant variant = baton_code_variant(code, &modes);
  emit(l, info->handler[variant]);
  for (uint32_t i = 0; i < info->operands; i++)
    layout_operand(l, (OperandClass)info->operand[i].class,
                   (Role)info->operand[i].role, i);
  if (variant == VARIANT_MIXED) emit(l, modes);
  for (uint32_t i = 0; i < info->results; i++) emit(l, code->result[i]);
}

static void layout(Layout *l) {
  uint8_t opcode = l->code.info->opcode;
  if (opcode == OP_CLOSE && l->code.count == 1) {
    /* A closure that captures nothing is a constant of its block. */
    const Operand *block = &l->code.operand[0];
    Value self = value_of_constant(l->program->block[block->index].self);
    emit(l, HANDLE_constant);
    emit(l, l->code.result[0]);
    emit_raw(l, &self, sizeof self);
  } else if (opcode == OP_JUMP || opcode == OP_CALL || opcode == OP_APPLY) {
    layout_transfer(l);
  } else {
    layout_plain(l);
  }
}

#endif
