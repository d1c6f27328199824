/* Made from spec/instructions.scm by `make generate`: do not edit. */
BODY(let_take)
{
  Value a_ = R(1);
  Value x_out;
  x_out = a_;
  SET(2, x_out);
  NEXT(3);
}
BODY(let_copy)
{
  Value a_ = R(1);
  Value x_out;
  x_out = a_;
  value_retain(m, a_);
  SET(2, x_out);
  NEXT(3);
}
BODY(add)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(sub)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(mul)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_mul(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(quo)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_quo(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(rem)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_rem(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(and)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  x_out = micro_and(a_, b_);
  SET(3, x_out);
  NEXT(4);
}
BODY(or)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  x_out = micro_or(a_, b_);
  SET(3, x_out);
  NEXT(4);
}
BODY(xor)
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  x_out = micro_xor(a_, b_);
  SET(3, x_out);
  NEXT(4);
}
BODY(not)
{
  Value a_ = R(1);
  Value x_out;
  if (UNLIKELY(!value_is_int(a_))) FAULT(FAULT_TYPE);
  x_out = micro_not(a_);
  SET(2, x_out);
  NEXT(3);
}
BODY(shl)
{
  Value a_ = R(1);
  Value n_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(n_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_shift(a_, n_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(shr)
{
  Value a_ = R(1);
  Value n_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(n_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_shift_back(a_, n_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(eq_take)
{
  Value a_ = R(1);
  Value b_ = R(2);
  bool holds = micro_same(a_, b_);
  value_release(m, a_);
  value_release(m, b_);
  BRANCH(3, holds, NEXT);
}
BODY(eq_copy)
{
  Value a_ = R(1);
  Value b_ = R(2);
  bool holds = micro_same(a_, b_);
  BRANCH(3, holds, NEXT);
}
BODY(eq_mixed)
{
  Value a_ = R(1);
  Value b_ = R(2);
  uint32_t modes = pc[3];
  bool holds = micro_same(a_, b_);
  if (!(modes & 1)) value_release(m, a_);
  if (!(modes & 2)) value_release(m, b_);
  BRANCH(4, holds, NEXT);
}
BODY(lt)
{
  Value a_ = R(1);
  Value b_ = R(2);
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  bool holds = micro_less(a_, b_);
  BRANCH(3, holds, NEXT);
}
BODY(le)
{
  Value a_ = R(1);
  Value b_ = R(2);
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  bool holds = micro_at_most(a_, b_);
  BRANCH(3, holds, NEXT);
}
BODY(true_take)
{
  Value a_ = R(1);
  bool holds = micro_truth(a_);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(true_copy)
{
  Value a_ = R(1);
  bool holds = micro_truth(a_);
  BRANCH(2, holds, NEXT);
}
BODY(int_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_INT);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(int_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_INT);
  BRANCH(2, holds, NEXT);
}
BODY(bool_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_BOOL);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(bool_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_BOOL);
  BRANCH(2, holds, NEXT);
}
BODY(null_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_NULL);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(null_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_NULL);
  BRANCH(2, holds, NEXT);
}
BODY(void_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_VOID);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(void_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_VOID);
  BRANCH(2, holds, NEXT);
}
BODY(eof_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_EOF);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(eof_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_EOF);
  BRANCH(2, holds, NEXT);
}
BODY(pair_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_PAIR);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(pair_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_PAIR);
  BRANCH(2, holds, NEXT);
}
BODY(closure_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_CLOSURE);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(closure_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_CLOSURE);
  BRANCH(2, holds, NEXT);
}
BODY(device_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_DEVICE);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(device_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_DEVICE);
  BRANCH(2, holds, NEXT);
}
BODY(char_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_CHAR);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(char_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_CHAR);
  BRANCH(2, holds, NEXT);
}
BODY(symbol_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_SYMBOL);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(symbol_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_SYMBOL);
  BRANCH(2, holds, NEXT);
}
BODY(box_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_BOX);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(box_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_BOX);
  BRANCH(2, holds, NEXT);
}
BODY(vector_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_VECTOR);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(vector_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_VECTOR);
  BRANCH(2, holds, NEXT);
}
BODY(record_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_RECORD);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(record_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_RECORD);
  BRANCH(2, holds, NEXT);
}
BODY(bytes_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_BYTES);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(bytes_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_BYTES);
  BRANCH(2, holds, NEXT);
}
BODY(string_p_take)
{
  ASIDE();
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_STRING);
  value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(string_p_copy)
{
  Value a_ = R(1);
  bool holds = micro_is(a_, KIND_STRING);
  BRANCH(2, holds, NEXT);
}
BODY(cons_take)
{
  Value a_ = R(1);
  Value d_ = R(2);
  Value p_out;
  Cell *cell = cell_allocate(m, KIND_PAIR, 2, 2);
  if (UNLIKELY(!cell)) FULL(2);
  cell->field[0] = a_;
  cell->field[1] = d_;
  p_out = value_of_cell(cell);
  SET(3, p_out);
  NEXT(4);
}
BODY(cons_copy)
{
  Value a_ = R(1);
  Value d_ = R(2);
  Value p_out;
  Cell *cell = cell_allocate(m, KIND_PAIR, 2, 2);
  if (UNLIKELY(!cell)) FULL(2);
  cell->field[0] = a_;
  cell->field[1] = d_;
  p_out = value_of_cell(cell);
  value_retain(m, a_);
  value_retain(m, d_);
  SET(3, p_out);
  NEXT(4);
}
BODY(cons_mixed)
{
  Value a_ = R(1);
  Value d_ = R(2);
  uint32_t modes = pc[3];
  Value p_out;
  Cell *cell = cell_allocate(m, KIND_PAIR, 2, 2);
  if (UNLIKELY(!cell)) FULL(2);
  cell->field[0] = a_;
  cell->field[1] = d_;
  p_out = value_of_cell(cell);
  if ((modes & 1)) value_retain(m, a_);
  if ((modes & 2)) value_retain(m, d_);
  SET(4, p_out);
  NEXT(5);
}
BODY(car_take)
{
  Value p_ = R(1);
  Value a_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  a_out = micro_part_out(m, p_, 0, 2);
  SET(2, a_out);
  NEXT(3);
}
BODY(car_copy)
{
  Value p_ = R(1);
  Value a_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  a_out = micro_part(p_, 0);
  value_retain(m, a_out);
  SET(2, a_out);
  NEXT(3);
}
BODY(cdr_take)
{
  Value p_ = R(1);
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  d_out = micro_part_out(m, p_, 1, 2);
  SET(2, d_out);
  NEXT(3);
}
BODY(cdr_copy)
{
  Value p_ = R(1);
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  d_out = micro_part(p_, 1);
  value_retain(m, d_out);
  SET(2, d_out);
  NEXT(3);
}
BODY(set_car_take)
{
  ASIDE();
  Value p_ = R(1);
  Value a_ = R(2);
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 0, a_);
  value_release(m, p_);
  NEXT(3);
}
BODY(set_car_copy)
{
  Value p_ = R(1);
  Value a_ = R(2);
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 0, a_);
  value_retain(m, a_);
  NEXT(3);
}
BODY(set_car_mixed)
{
  Value p_ = R(1);
  Value a_ = R(2);
  uint32_t modes = pc[3];
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 0, a_);
  if ((modes & 2)) value_retain(m, a_);
  if (!(modes & 1)) value_release(m, p_);
  NEXT(4);
}
BODY(set_cdr_take)
{
  ASIDE();
  Value p_ = R(1);
  Value d_ = R(2);
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 1, d_);
  value_release(m, p_);
  NEXT(3);
}
BODY(set_cdr_copy)
{
  Value p_ = R(1);
  Value d_ = R(2);
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 1, d_);
  value_retain(m, d_);
  NEXT(3);
}
BODY(set_cdr_mixed)
{
  Value p_ = R(1);
  Value d_ = R(2);
  uint32_t modes = pc[3];
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 1, d_);
  if ((modes & 2)) value_retain(m, d_);
  if (!(modes & 1)) value_release(m, p_);
  NEXT(4);
}
BODY(uncons_take)
{
  Value p_ = R(1);
  Value a_out;
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_parts(m, p_, true, &a_out, &d_out);
  SET(2, a_out);
  SET(3, d_out);
  NEXT(4);
}
BODY(uncons_copy)
{
  Value p_ = R(1);
  Value a_out;
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_parts(m, p_, false, &a_out, &d_out);
  SET(2, a_out);
  SET(3, d_out);
  NEXT(4);
}
BODY(close)
{
  const uint16_t *b_ = load_pointer(pc + 1);
  uint32_t count = pc[1 + POINTER_UNITS];
  const uint16_t *xs_ = pc + 1 + POINTER_UNITS + 1;
  Value c_out;
  uint32_t words = words_of(KIND_CLOSURE, count + 1);
  if (UNLIKELY(words >= CLASSES)) ASIDE();
  Cell *cell = cell_allocate(m, KIND_CLOSURE, count + 1, words);
  if (UNLIKELY(!cell)) FULL(words);
  cell->field[0] = (Value)b_;
  for (uint32_t i = 0; i < count; i++)
    cell->field[i + 1] = m->r[xs_[i]];
  c_out = value_of_cell(cell);
  const uint16_t *due = xs_ + count;
  for (uint32_t i = 1; i <= due[0]; i++)
    value_retain(m, m->r[due[i]]);
  pc = due + due[0];
  SET(1, c_out);
  NEXT(2);
}
BODY(box_take)
{
  Value x_ = R(1);
  Value b_out;
  Cell *cell = cell_allocate(m, KIND_BOX, 1, 1);
  if (UNLIKELY(!cell)) FULL(1);
  cell->field[0] = x_;
  b_out = value_of_cell(cell);
  SET(2, b_out);
  NEXT(3);
}
BODY(box_copy)
{
  Value x_ = R(1);
  Value b_out;
  Cell *cell = cell_allocate(m, KIND_BOX, 1, 1);
  if (UNLIKELY(!cell)) FULL(1);
  cell->field[0] = x_;
  b_out = value_of_cell(cell);
  value_retain(m, x_);
  SET(2, b_out);
  NEXT(3);
}
BODY(unbox_take)
{
  Value b_ = R(1);
  Value x_out;
  if (UNLIKELY(!value_is(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  x_out = micro_part_out(m, b_, 0, 1);
  SET(2, x_out);
  NEXT(3);
}
BODY(unbox_copy)
{
  Value b_ = R(1);
  Value x_out;
  if (UNLIKELY(!value_is(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  x_out = micro_part(b_, 0);
  value_retain(m, x_out);
  SET(2, x_out);
  NEXT(3);
}
BODY(set_box_take)
{
  ASIDE();
  Value b_ = R(1);
  Value x_ = R(2);
  if (UNLIKELY(!value_is_mutable(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  micro_set_part(m, b_, 0, x_);
  value_release(m, b_);
  NEXT(3);
}
BODY(set_box_copy)
{
  Value b_ = R(1);
  Value x_ = R(2);
  if (UNLIKELY(!value_is_mutable(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  micro_set_part(m, b_, 0, x_);
  value_retain(m, x_);
  NEXT(3);
}
BODY(set_box_mixed)
{
  Value b_ = R(1);
  Value x_ = R(2);
  uint32_t modes = pc[3];
  if (UNLIKELY(!value_is_mutable(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  micro_set_part(m, b_, 0, x_);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, b_);
  NEXT(4);
}
BODY(vector)
{
  uint32_t count = pc[1];
  const uint16_t *xs_ = pc + 1 + 1;
  Value v_out;
  uint32_t words = words_of(KIND_VECTOR, count);
  if (UNLIKELY(words >= CLASSES)) ASIDE();
  Cell *cell = cell_allocate(m, KIND_VECTOR, count, words);
  if (UNLIKELY(!cell)) FULL(words);
  for (uint32_t i = 0; i < count; i++)
    cell->field[i] = m->r[xs_[i]];
  v_out = value_of_cell(cell);
  const uint16_t *due = xs_ + count;
  for (uint32_t i = 1; i <= due[0]; i++)
    value_retain(m, m->r[due[i]]);
  pc = due + due[0];
  SET(1, v_out);
  NEXT(2);
}
BODY(make_vector_take)
{
  ASIDE();
  Value n_ = R(1);
  Value x_ = R(2);
  Value v_out;
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_filled(m, KIND_VECTOR, n_, x_, &v_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_release(m, x_);
  SET(3, v_out);
  NEXT(4);
}
BODY(make_vector_copy)
{
  ASIDE();
  Value n_ = R(1);
  Value x_ = R(2);
  Value v_out;
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_filled(m, KIND_VECTOR, n_, x_, &v_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, v_out);
  NEXT(4);
}
BODY(vref_take)
{
  Value v_ = R(1);
  Value i_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_VECTOR, v_, i_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_out);
  value_release(m, v_);
  SET(3, x_out);
  NEXT(4);
}
BODY(vref_copy)
{
  Value v_ = R(1);
  Value i_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_VECTOR, v_, i_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_out);
  SET(3, x_out);
  NEXT(4);
}
BODY(rref_take)
{
  Value r_ = R(1);
  Value i_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_RECORD, r_, i_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_out);
  value_release(m, r_);
  SET(3, x_out);
  NEXT(4);
}
BODY(rref_copy)
{
  Value r_ = R(1);
  Value i_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_RECORD, r_, i_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_out);
  SET(3, x_out);
  NEXT(4);
}
BODY(bref_take)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value b_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_BYTES, s_, i_, &b_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, b_out);
  value_release(m, s_);
  SET(3, b_out);
  NEXT(4);
}
BODY(bref_copy)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value b_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_BYTES, s_, i_, &b_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, b_out);
  SET(3, b_out);
  NEXT(4);
}
BODY(sref_take)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value c_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_STRING, s_, i_, &c_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, c_out);
  value_release(m, s_);
  SET(3, c_out);
  NEXT(4);
}
BODY(sref_copy)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value c_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(KIND_STRING, s_, i_, &c_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, c_out);
  SET(3, c_out);
  NEXT(4);
}
BODY(vset_take)
{
  ASIDE();
  Value v_ = R(1);
  Value i_ = R(2);
  Value x_ = R(3);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_VECTOR, v_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  value_release(m, v_);
  NEXT(4);
}
BODY(vset_copy)
{
  Value v_ = R(1);
  Value i_ = R(2);
  Value x_ = R(3);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_VECTOR, v_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_);
  NEXT(4);
}
BODY(vset_mixed)
{
  Value v_ = R(1);
  Value i_ = R(2);
  Value x_ = R(3);
  uint32_t modes = pc[4];
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_VECTOR, v_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, v_);
  NEXT(5);
}
BODY(rset_take)
{
  ASIDE();
  Value r_ = R(1);
  Value i_ = R(2);
  Value x_ = R(3);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_RECORD, r_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  value_release(m, r_);
  NEXT(4);
}
BODY(rset_copy)
{
  Value r_ = R(1);
  Value i_ = R(2);
  Value x_ = R(3);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_RECORD, r_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_);
  NEXT(4);
}
BODY(rset_mixed)
{
  Value r_ = R(1);
  Value i_ = R(2);
  Value x_ = R(3);
  uint32_t modes = pc[4];
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_RECORD, r_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, r_);
  NEXT(5);
}
BODY(vlen_take)
{
  ASIDE();
  Value v_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_VECTOR, v_);
  value_release(m, v_);
  SET(2, n_out);
  NEXT(3);
}
BODY(vlen_copy)
{
  Value v_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_VECTOR, v_);
  SET(2, n_out);
  NEXT(3);
}
BODY(rlen_take)
{
  ASIDE();
  Value r_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_RECORD, r_);
  value_release(m, r_);
  SET(2, n_out);
  NEXT(3);
}
BODY(rlen_copy)
{
  Value r_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_RECORD, r_);
  SET(2, n_out);
  NEXT(3);
}
BODY(blen_take)
{
  ASIDE();
  Value s_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_BYTES, s_);
  value_release(m, s_);
  SET(2, n_out);
  NEXT(3);
}
BODY(blen_copy)
{
  Value s_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_BYTES, s_);
  SET(2, n_out);
  NEXT(3);
}
BODY(slen_take)
{
  ASIDE();
  Value s_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_STRING, s_);
  value_release(m, s_);
  SET(2, n_out);
  NEXT(3);
}
BODY(slen_copy)
{
  Value s_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_STRING, s_);
  SET(2, n_out);
  NEXT(3);
}
BODY(record)
{
  uint32_t count = pc[1];
  const uint16_t *xs_ = pc + 1 + 1;
  Value r_out;
  uint32_t words = words_of(KIND_RECORD, count);
  if (UNLIKELY(words >= CLASSES)) ASIDE();
  Cell *cell = cell_allocate(m, KIND_RECORD, count, words);
  if (UNLIKELY(!cell)) FULL(words);
  for (uint32_t i = 0; i < count; i++)
    cell->field[i] = m->r[xs_[i]];
  r_out = value_of_cell(cell);
  const uint16_t *due = xs_ + count;
  for (uint32_t i = 1; i <= due[0]; i++)
    value_retain(m, m->r[due[i]]);
  pc = due + due[0];
  SET(1, r_out);
  NEXT(2);
}
BODY(rtag_take)
{
  Value r_ = R(1);
  Value t_out;
  if (UNLIKELY(!value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  t_out = micro_part(r_, 0);
  value_retain(m, t_out);
  value_release(m, r_);
  SET(2, t_out);
  NEXT(3);
}
BODY(rtag_copy)
{
  Value r_ = R(1);
  Value t_out;
  if (UNLIKELY(!value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  t_out = micro_part(r_, 0);
  value_retain(m, t_out);
  SET(2, t_out);
  NEXT(3);
}
BODY(make_bytes)
{
  ASIDE();
  Value n_ = R(1);
  Value b_ = R(2);
  Value s_out;
  if (UNLIKELY(!value_is_int(b_ | n_))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_filled(m, KIND_BYTES, n_, b_, &s_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, s_out);
  NEXT(4);
}
BODY(bset_take)
{
  ASIDE();
  Value s_ = R(1);
  Value i_ = R(2);
  Value b_ = R(3);
  if (UNLIKELY(!value_is_int(b_ | i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_BYTES, s_, i_, b_);
  if (UNLIKELY(fault)) FAULT(fault);
  value_release(m, s_);
  NEXT(4);
}
BODY(bset_copy)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value b_ = R(3);
  if (UNLIKELY(!value_is_int(b_ | i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_BYTES, s_, i_, b_);
  if (UNLIKELY(fault)) FAULT(fault);
  NEXT(4);
}
BODY(make_string)
{
  ASIDE();
  Value n_ = R(1);
  Value c_ = R(2);
  Value s_out;
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(c_, KIND_CHAR))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_filled(m, KIND_STRING, n_, c_, &s_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, s_out);
  NEXT(4);
}
BODY(sset_take)
{
  ASIDE();
  Value s_ = R(1);
  Value i_ = R(2);
  Value c_ = R(3);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(c_, KIND_CHAR))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_STRING, s_, i_, c_);
  if (UNLIKELY(fault)) FAULT(fault);
  value_release(m, s_);
  NEXT(4);
}
BODY(sset_copy)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value c_ = R(3);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(c_, KIND_CHAR))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_STRING, s_, i_, c_);
  if (UNLIKELY(fault)) FAULT(fault);
  NEXT(4);
}
BODY(char_to_int)
{
  Value c_ = R(1);
  Value n_out;
  if (UNLIKELY(!value_is(c_, KIND_CHAR))) FAULT(FAULT_TYPE);
  n_out = micro_code_point(c_);
  SET(2, n_out);
  NEXT(3);
}
BODY(int_to_char)
{
  Value n_ = R(1);
  Value c_out;
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  Fault fault = micro_character(n_, &c_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(2, c_out);
  NEXT(3);
}
BODY(symbol_to_string)
{
  ASIDE();
  Value s_ = R(1);
  Value t_out;
  if (UNLIKELY(!value_is(s_, KIND_SYMBOL))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_name(m, s_, &t_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(2, t_out);
  NEXT(3);
}
BODY(string_to_symbol_take)
{
  ASIDE();
  Value t_ = R(1);
  Value s_out;
  if (UNLIKELY(!value_is(t_, KIND_STRING))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_intern(m, t_, &s_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_release(m, t_);
  SET(2, s_out);
  NEXT(3);
}
BODY(string_to_symbol_copy)
{
  ASIDE();
  Value t_ = R(1);
  Value s_out;
  if (UNLIKELY(!value_is(t_, KIND_STRING))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_intern(m, t_, &s_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(2, s_out);
  NEXT(3);
}
BODY(port_take)
{
  ASIDE();
  Value w_ = R(1);
  uint32_t name_ = load32(pc + 2);
  Value d_out;
  if (UNLIKELY(!value_is(w_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_port(m, w_, name_, &d_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_release(m, w_);
  SET(4, d_out);
  NEXT(5);
}
BODY(port_copy)
{
  ASIDE();
  Value w_ = R(1);
  uint32_t name_ = load32(pc + 2);
  Value d_out;
  if (UNLIKELY(!value_is(w_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_port(m, w_, name_, &d_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  SET(4, d_out);
  NEXT(5);
}
BODY(in_take)
{
  ASIDE();
  Value d_ = R(1);
  Value x_out;
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_in(m, d_, &x_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_release(m, d_);
  SET(2, x_out);
  NEXT(3);
}
BODY(in_copy)
{
  Value d_ = R(1);
  Value x_out;
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_in(m, d_, &x_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  SET(2, x_out);
  NEXT(3);
}
BODY(out_take)
{
  ASIDE();
  Value d_ = R(1);
  Value x_ = R(2);
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_out(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_release(m, d_);
  value_release(m, x_);
  NEXT(3);
}
BODY(out_copy)
{
  Value d_ = R(1);
  Value x_ = R(2);
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_out(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  NEXT(3);
}
BODY(out_mixed)
{
  Value d_ = R(1);
  Value x_ = R(2);
  uint32_t modes = pc[3];
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_out(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if (!(modes & 1)) value_release(m, d_);
  if (!(modes & 2)) value_release(m, x_);
  NEXT(4);
}
BODY(read_take)
{
  ASIDE();
  Value d_ = R(1);
  Value x_out;
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_read(m, d_, &x_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_release(m, d_);
  SET(2, x_out);
  NEXT(3);
}
BODY(read_copy)
{
  ASIDE();
  Value d_ = R(1);
  Value x_out;
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_read(m, d_, &x_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  SET(2, x_out);
  NEXT(3);
}
BODY(write_take)
{
  ASIDE();
  Value d_ = R(1);
  Value x_ = R(2);
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_write(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_release(m, d_);
  value_release(m, x_);
  NEXT(3);
}
BODY(write_copy)
{
  ASIDE();
  Value d_ = R(1);
  Value x_ = R(2);
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_write(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  NEXT(3);
}
BODY(write_mixed)
{
  ASIDE();
  Value d_ = R(1);
  Value x_ = R(2);
  uint32_t modes = pc[3];
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_write(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if (!(modes & 1)) value_release(m, d_);
  if (!(modes & 2)) value_release(m, x_);
  NEXT(4);
}
BODY(assemble)
{
  ASIDE();
  uint32_t count = pc[1];
  const uint16_t *xs_ = pc + 1 + 1;
  Value f_out;
  SAVE();
  Fault fault = baton_service_assemble(m, count, xs_, &f_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  const uint16_t *due = xs_ + count;
  for (uint32_t i = 1; i <= due[0]; i++)
    value_release(m, m->r[due[i]]);
  pc = due + due[0];
  SET(1, f_out);
  NEXT(2);
}
BODY(get)
{
  uint32_t name_ = load32(pc + 1);
  Value x_out;
  SAVE();
  Fault fault = baton_service_get(m, name_, &x_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  SET(3, x_out);
  NEXT(4);
}
BODY(put_take)
{
  uint32_t name_ = load32(pc + 1);
  Value x_ = R(3);
  SAVE();
  Fault fault = baton_service_put(m, name_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  NEXT(4);
}
BODY(put_copy)
{
  uint32_t name_ = load32(pc + 1);
  Value x_ = R(3);
  SAVE();
  Fault fault = baton_service_put(m, name_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_retain(m, x_);
  NEXT(4);
}
BODY(set_handler_take)
{
  ASIDE();
  Value h_ = R(1);
  Value old_out;
  SAVE();
  Fault fault = baton_service_set_handler(m, h_, &old_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  SET(2, old_out);
  NEXT(3);
}
BODY(set_handler_copy)
{
  ASIDE();
  Value h_ = R(1);
  Value old_out;
  SAVE();
  Fault fault = baton_service_set_handler(m, h_, &old_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_retain(m, h_);
  SET(2, old_out);
  NEXT(3);
}
BODY(set_timer_take)
{
  ASIDE();
  Value t_ = R(1);
  Value n_ = R(2);
  Value f_ = R(3);
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(t_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_set_timer(m, t_, n_, f_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_release(m, t_);
  NEXT(4);
}
BODY(set_timer_copy)
{
  ASIDE();
  Value t_ = R(1);
  Value n_ = R(2);
  Value f_ = R(3);
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(t_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_set_timer(m, t_, n_, f_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  value_retain(m, f_);
  NEXT(4);
}
BODY(set_timer_mixed)
{
  ASIDE();
  Value t_ = R(1);
  Value n_ = R(2);
  Value f_ = R(3);
  uint32_t modes = pc[4];
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(t_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_set_timer(m, t_, n_, f_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if ((modes & 2)) value_retain(m, f_);
  if (!(modes & 1)) value_release(m, t_);
  NEXT(5);
}
BODY(constant)
{
CONSTANT(NEXT);
}
BODY(drop_one)
{
DROP(NEXT);
}
BODY(drop_two)
{
DROP(WITH); value_release(m, R(0)); NEXT(1);
}
BODY(close_1_0)
{
CLOSE(1, 0, NEXT);
}
BODY(close_1_1)
{
CLOSE(1, 1, NEXT);
}
BODY(close_1_2)
{
BATON_NEVER(); NEXT(1);
}
BODY(close_2_0)
{
CLOSE(2, 0, NEXT);
}
BODY(close_2_1)
{
CLOSE(2, 1, NEXT);
}
BODY(close_2_2)
{ GENERALLY(close); }
BODY(close_3_0)
{
CLOSE(3, 0, NEXT);
}
BODY(close_3_1)
{
CLOSE(3, 1, NEXT);
}
BODY(close_3_2)
{ GENERALLY(close); }
BODY(close_4_0)
{
CLOSE(4, 0, NEXT);
}
BODY(close_4_1)
{ GENERALLY(close); }
BODY(close_4_2)
{ GENERALLY(close); }
BODY(close_5_0)
{ GENERALLY(close); }
BODY(close_5_1)
{ GENERALLY(close); }
BODY(close_5_2)
{ GENERALLY(close); }
BODY(close_6_0)
{ GENERALLY(close); }
BODY(close_6_1)
{ GENERALLY(close); }
BODY(close_6_2)
{
CLOSE(6, 2, NEXT);
}
BODY(jump_0)
{
JUMP(0);
}
BODY(jump_1)
{
JUMP(1);
}
BODY(jump_2)
{
JUMP(2);
}
BODY(jump_3)
{
JUMP(3);
}
BODY(jump_4)
{
JUMP(4);
}
BODY(jump_5)
{
JUMP(5);
}
BODY(jump_6)
{
JUMP(6);
}
BODY(call_0_r0)
{
CALL(0, m->r[0]);
}
BODY(call_0_r1)
{
CALL(0, m->r[1]);
}
BODY(call_0_r2)
{
CALL(0, m->r[2]);
}
BODY(call_1_r0)
{
CALL(1, m->r[0]);
}
BODY(call_1_r1)
{
CALL(1, m->r[1]);
}
BODY(call_1_r2)
{
CALL(1, m->r[2]);
}
BODY(call_2_r0)
{
CALL(2, m->r[0]);
}
BODY(call_2_r1)
{
CALL(2, m->r[1]);
}
BODY(call_2_r2)
{
CALL(2, m->r[2]);
}
BODY(call_0)
{
CALL(0, R(1));
}
BODY(call_1)
{
CALL(1, R(1));
}
BODY(call_2)
{
CALL(2, R(1));
}
BODY(call_3)
{
CALL(3, R(1));
}
BODY(add__call_0_r1)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CALL(0, m->r[1]);
}
}
BODY(add__call_1_r0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CALL(1, m->r[0]);
}
}
BODY(add__jump_0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
JUMP(0);
}
}
BODY(add__jump_1)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
JUMP(1);
}
}
BODY(car_copy__car_copy)
{
{
  Value p_ = R(1);
  Value a_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  a_out = micro_part(p_, 0);
  value_retain(m, a_out);
  SET(2, a_out);
  THEN(3);
}
{
  Value p_ = R(1);
  Value a_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  a_out = micro_part(p_, 0);
  value_retain(m, a_out);
  SET(2, a_out);
  NEXT(3);
}
}
BODY(cdr_take__close_2_0__jump_0)
{
{
  Value p_ = R(1);
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  d_out = micro_part_out(m, p_, 1, 2);
  SET(2, d_out);
  THEN(3);
}
{
CLOSE(2, 0, THEN);
}
{
JUMP(0);
}
}
BODY(close_2_0__jump_0)
{
{
CLOSE(2, 0, THEN);
}
{
JUMP(0);
}
}
BODY(close_2_0__jump_1)
{
{
CLOSE(2, 0, THEN);
}
{
JUMP(1);
}
}
BODY(cons_take__call_0_r1)
{
{
  Value a_ = R(1);
  Value d_ = R(2);
  Value p_out;
  Cell *cell = cell_allocate(m, KIND_PAIR, 2, 2);
  if (UNLIKELY(!cell)) FULL(2);
  cell->field[0] = a_;
  cell->field[1] = d_;
  p_out = value_of_cell(cell);
  SET(3, p_out);
  THEN(4);
}
{
CALL(0, m->r[1]);
}
}
BODY(drop_one__call_1_r0)
{
{
DROP(THEN);
}
{
CALL(1, m->r[0]);
}
}
BODY(drop_two__call_1)
{
{
DROP(WITH); value_release(m, R(0)); THEN(1);
}
{
CALL(1, R(1));
}
}
BODY(drop_two__call_1_r0)
{
{
DROP(WITH); value_release(m, R(0)); THEN(1);
}
{
CALL(1, m->r[0]);
}
}
BODY(eq_copy__drop_one)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  bool holds = micro_same(a_, b_);
  BRANCH(3, holds, THEN);
}
{
DROP(NEXT);
}
}
BODY(eq_take__add)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  bool holds = micro_same(a_, b_);
  value_release(m, a_);
  value_release(m, b_);
  BRANCH(3, holds, THEN);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  NEXT(4);
}
}
BODY(lt__add__jump_0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  bool holds = micro_less(a_, b_);
  BRANCH(3, holds, THEN);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
JUMP(0);
}
}
BODY(lt__call_1_r0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  bool holds = micro_less(a_, b_);
  BRANCH(3, holds, THEN);
}
{
CALL(1, m->r[0]);
}
}
BODY(lt__drop_one)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  bool holds = micro_less(a_, b_);
  BRANCH(3, holds, THEN);
}
{
DROP(NEXT);
}
}
BODY(lt__sub__close_4_2)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  bool holds = micro_less(a_, b_);
  BRANCH(3, holds, THEN);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(4, 2, NEXT);
}
}
BODY(lt__sub__close_4_2__jump_1)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  bool holds = micro_less(a_, b_);
  BRANCH(3, holds, THEN);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(4, 2, THEN);
}
{
JUMP(1);
}
}
BODY(mul__mul__eq_take)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_mul(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_mul(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  bool holds = micro_same(a_, b_);
  value_release(m, a_);
  value_release(m, b_);
  BRANCH(3, holds, NEXT);
}
}
BODY(sub__close_1_0__jump_0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(1, 0, THEN);
}
{
JUMP(0);
}
}
BODY(sub__close_2_0__jump_1)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(2, 0, THEN);
}
{
JUMP(1);
}
}
BODY(sub__close_2_1__jump_0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(2, 1, THEN);
}
{
JUMP(0);
}
}
BODY(sub__close_3_0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(3, 0, NEXT);
}
}
BODY(sub__close_3_0__jump_3)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(3, 0, THEN);
}
{
JUMP(3);
}
}
BODY(sub__close_4_2__jump_1)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(4, 2, THEN);
}
{
JUMP(1);
}
}
BODY(sub__close_5_2)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(5, 2, NEXT);
}
}
BODY(sub__close_5_2__jump_3)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
CLOSE(5, 2, THEN);
}
{
JUMP(3);
}
}
BODY(sub__jump_0)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
JUMP(0);
}
}
BODY(sub__jump_4)
{
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
JUMP(4);
}
}
BODY(uncons_take__sub__eq_copy)
{
{
  Value p_ = R(1);
  Value a_out;
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_parts(m, p_, true, &a_out, &d_out);
  SET(2, a_out);
  SET(3, d_out);
  THEN(4);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  Value x_out;
  if (UNLIKELY(!value_is_int(b_ | a_))) FAULT(FAULT_TYPE);
  Fault fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  SET(3, x_out);
  THEN(4);
}
{
  Value a_ = R(1);
  Value b_ = R(2);
  bool holds = micro_same(a_, b_);
  BRANCH(3, holds, NEXT);
}
}
