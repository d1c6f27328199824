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

static void layout_jump(Layout *l) {
  const Block *block = &l->program->block[l->code.operand[0].index];
  if (block->arity & REST) {
    emit(l, HANDLE_jump_rest);
    emit_raw(l, &block, sizeof block);
    emit(l, l->code.count - 1);
  } else {
    emit(l, HANDLE_jump);
    emit_entry(l, block);
  }
  layout_arguments(l);
}

static void layout_call(Layout *l) {
  bool apply = l->code.info->opcode == OP_APPLY;
  uint32_t last = l->code.count - 1;
  l->code.count -= apply;
  emit(l, apply ? HANDLE_apply : HANDLE_call);
  emit(l, l->slot[0]);
  emit(l, l->code.operand[0].mode != MODE_COPY);
  emit(l, l->code.count - 1);
  if (apply) {
    emit(l, l->slot[last]);
    emit(l, l->code.operand[last].mode == MODE_TAKE);
  }
  layout_arguments(l);
  l->code.count += apply;
}

/* An instruction with a generated body. */
static void layout_data(Layout *l) {
  const Code *code = &l->code;
  const Instruction *info = code->info;
  uint32_t modes, at = 0;
  Variant variant = baton_code_variant(code, &modes);
  emit(l, info->handler[variant]);
  for (uint32_t i = 0; i < info->operands; i++) {
    uint32_t index = (uint32_t)code->operand[at].index;
    switch ((OperandClass)info->operand[i].class) {
    case OPERAND_VALUE: emit(l, l->slot[at++]); break;
    case OPERAND_BLOCK:
      emit_entry(l, &l->program->block[index]);
      at++;
      break;
    case OPERAND_SYMBOL: {
      uint32_t number = 0;
      if (!baton_variable_intern(l->m, l->program->environment,
                                 l->program->constant[index], &number))
        l->failed = true;
      emit_raw(l, &number, sizeof number);
      at++;
      break;
    }
    case OPERAND_REST:
      emit(l, code->count - at);
      for (uint32_t j = at; j < code->count; j++) emit(l, l->slot[j]);
      layout_due(l, at, code->count,
                 info->operand[i].role == ROLE_STORE ? MODE_COPY : MODE_TAKE);
      break;
    }
  }
  if (variant == VARIANT_MIXED) emit(l, modes);
  for (uint32_t i = 0; i < info->results; i++) emit(l, code->result[i]);
}

/* A closure that captures nothing is a constant of its block. */
static void layout_closed(Layout *l) {
  const Block *block = &l->program->block[l->code.operand[0].index];
  Value self = value_of_constant(block->self);
  emit(l, HANDLE_constant);
  emit(l, l->code.result[0]);
  emit_raw(l, &self, sizeof self);
}

static void layout_end(Layout *l, uint32_t taken, uint32_t copied) {
  emit(l, l->code.operand[0].mode == MODE_COPY ? copied : taken);
  emit(l, l->slot[0]);
}

static void layout(Layout *l) {
  switch (l->code.info->opcode) {
  case OP_JUMP: layout_jump(l); break;
  case OP_CALL:
  case OP_APPLY: layout_call(l); break;
  case OP_HALT: layout_end(l, HANDLE_halt_take, HANDLE_halt_copy); break;
  case OP_RAISE: layout_end(l, HANDLE_raise_take, HANDLE_raise_copy); break;
  case OP_DROP:
    emit(l, HANDLE_drop);
    emit(l, l->code.count);
    for (uint32_t i = 0; i < l->code.count; i++) emit(l, l->slot[i]);
    break;
  case OP_CLOSE:
    if (l->code.count == 1) layout_closed(l);
    else layout_data(l);
    break;
  default: layout_data(l);
  }
}

#endif
