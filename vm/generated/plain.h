/* Made from spec/instructions.scm by `make generate`: do not edit. */
BODY(let_take)
BODY(let_copy)
{
  Value a_ = R(1);
  uint32_t modes = VARIANT(let_take);
  Value x_out;
  x_out = a_;
  if ((modes & 1)) value_retain(m, a_);
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
BODY(eq_copy)
BODY(eq_mixed)
{
  Value a_ = R(1);
  Value b_ = R(2);
  uint32_t mixed = VARIANT(eq_take) >> 1;
  uint32_t modes = mixed ? pc[3] : 0 - VARIANT(eq_take);
  bool holds = micro_same(a_, b_);
  if (!(modes & 1)) value_release(m, a_);
  if (!(modes & 2)) value_release(m, b_);
  BRANCH(mixed + 3, holds, NEXT);
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
BODY(true_copy)
{
  Value a_ = R(1);
  uint32_t modes = VARIANT(true_take);
  bool holds = micro_truth(a_);
  if (!(modes & 1)) value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
BODY(int_p_take)
BODY(int_p_copy)
BODY(bool_p_take)
BODY(bool_p_copy)
BODY(null_p_take)
BODY(null_p_copy)
BODY(void_p_take)
BODY(void_p_copy)
BODY(eof_p_take)
BODY(eof_p_copy)
BODY(pair_p_take)
BODY(pair_p_copy)
BODY(closure_p_take)
BODY(closure_p_copy)
BODY(device_p_take)
BODY(device_p_copy)
BODY(char_p_take)
BODY(char_p_copy)
BODY(symbol_p_take)
BODY(symbol_p_copy)
BODY(box_p_take)
BODY(box_p_copy)
BODY(vector_p_take)
BODY(vector_p_copy)
BODY(record_p_take)
BODY(record_p_copy)
BODY(bytes_p_take)
BODY(bytes_p_copy)
BODY(string_p_take)
BODY(string_p_copy)
{
  static const uint8_t kinds[] = {KIND_INT, KIND_BOOL, KIND_NULL, KIND_VOID, KIND_EOF, KIND_PAIR, KIND_CLOSURE, KIND_DEVICE, KIND_CHAR, KIND_SYMBOL, KIND_BOX, KIND_VECTOR, KIND_RECORD, KIND_BYTES, KIND_STRING};
  Kind kind = (Kind)kinds[VARIANT(int_p_take) / 2];
{
  Value a_ = R(1);
  uint32_t modes = (VARIANT(int_p_take) % 2);
  bool holds = micro_is(a_, kind);
  if (!(modes & 1)) value_release(m, a_);
  BRANCH(2, holds, NEXT);
}
}
BODY(cons_take)
BODY(cons_copy)
BODY(cons_mixed)
{
  Value a_ = R(1);
  Value d_ = R(2);
  uint32_t mixed = VARIANT(cons_take) >> 1;
  uint32_t modes = mixed ? pc[3] : 0 - VARIANT(cons_take);
  Value p_out;
  Cell *cell = cell_allocate(m, KIND_PAIR, 2, 2);
  if (UNLIKELY(!cell)) FULL(2);
  cell->field[0] = a_;
  cell->field[1] = d_;
  p_out = value_of_cell(cell);
  if ((modes & 1)) value_retain(m, a_);
  if ((modes & 2)) value_retain(m, d_);
  SET(mixed + 3, p_out);
  NEXT(mixed + 3 + 1);
}
BODY(car_take)
BODY(car_copy)
{
  Value p_ = R(1);
  uint32_t modes = VARIANT(car_take);
  Value a_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  if (modes & 1) {
  a_out = micro_part(p_, 0);
  value_retain(m, a_out);
  } else {
  a_out = micro_part_out(m, p_, 0, 2);
  }
  SET(2, a_out);
  NEXT(3);
}
BODY(cdr_take)
BODY(cdr_copy)
{
  Value p_ = R(1);
  uint32_t modes = VARIANT(cdr_take);
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  if (modes & 1) {
  d_out = micro_part(p_, 1);
  value_retain(m, d_out);
  } else {
  d_out = micro_part_out(m, p_, 1, 2);
  }
  SET(2, d_out);
  NEXT(3);
}
BODY(set_car_take)
BODY(set_car_copy)
BODY(set_car_mixed)
{
  Value p_ = R(1);
  Value a_ = R(2);
  uint32_t mixed = VARIANT(set_car_take) >> 1;
  uint32_t modes = mixed ? pc[3] : 0 - VARIANT(set_car_take);
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 0, a_);
  if ((modes & 2)) value_retain(m, a_);
  if (!(modes & 1)) value_release(m, p_);
  NEXT(mixed + 3);
}
BODY(set_cdr_take)
BODY(set_cdr_copy)
BODY(set_cdr_mixed)
{
  Value p_ = R(1);
  Value d_ = R(2);
  uint32_t mixed = VARIANT(set_cdr_take) >> 1;
  uint32_t modes = mixed ? pc[3] : 0 - VARIANT(set_cdr_take);
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 1, d_);
  if ((modes & 2)) value_retain(m, d_);
  if (!(modes & 1)) value_release(m, p_);
  NEXT(mixed + 3);
}
BODY(uncons_take)
BODY(uncons_copy)
{
  Value p_ = R(1);
  uint32_t modes = VARIANT(uncons_take);
  Value a_out;
  Value d_out;
  if (UNLIKELY(!value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_parts(m, p_, !(modes & 1), &a_out, &d_out);
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
BODY(box_copy)
{
  Value x_ = R(1);
  uint32_t modes = VARIANT(box_take);
  Value b_out;
  Cell *cell = cell_allocate(m, KIND_BOX, 1, 1);
  if (UNLIKELY(!cell)) FULL(1);
  cell->field[0] = x_;
  b_out = value_of_cell(cell);
  if ((modes & 1)) value_retain(m, x_);
  SET(2, b_out);
  NEXT(3);
}
BODY(unbox_take)
BODY(unbox_copy)
{
  Value b_ = R(1);
  uint32_t modes = VARIANT(unbox_take);
  Value x_out;
  if (UNLIKELY(!value_is(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  if (modes & 1) {
  x_out = micro_part(b_, 0);
  value_retain(m, x_out);
  } else {
  x_out = micro_part_out(m, b_, 0, 1);
  }
  SET(2, x_out);
  NEXT(3);
}
BODY(set_box_take)
BODY(set_box_copy)
BODY(set_box_mixed)
{
  Value b_ = R(1);
  Value x_ = R(2);
  uint32_t mixed = VARIANT(set_box_take) >> 1;
  uint32_t modes = mixed ? pc[3] : 0 - VARIANT(set_box_take);
  if (UNLIKELY(!value_is_mutable(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  micro_set_part(m, b_, 0, x_);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, b_);
  NEXT(mixed + 3);
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
BODY(make_vector_copy)
{
  ASIDE();
  Value n_ = R(1);
  Value x_ = R(2);
  uint32_t modes = VARIANT(make_vector_take);
  Value v_out;
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_filled(m, KIND_VECTOR, n_, x_, &v_out);
  if (UNLIKELY(fault)) FAULT(fault);
  if (!(modes & 1)) value_release(m, x_);
  SET(3, v_out);
  NEXT(4);
}
BODY(vref_take)
BODY(vref_copy)
BODY(rref_take)
BODY(rref_copy)
BODY(bref_take)
BODY(bref_copy)
BODY(sref_take)
BODY(sref_copy)
{
  static const uint8_t kinds[] = {KIND_VECTOR, KIND_RECORD, KIND_BYTES, KIND_STRING};
  Kind kind = (Kind)kinds[VARIANT(vref_take) / 2];
{
  Value v_ = R(1);
  Value i_ = R(2);
  uint32_t modes = (VARIANT(vref_take) % 2);
  Value x_out;
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(v_, kind))) FAULT(FAULT_TYPE);
  Fault fault = micro_ref(kind, v_, i_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_out);
  if (!(modes & 1)) value_release(m, v_);
  SET(3, x_out);
  NEXT(4);
}
}
BODY(vset_take)
BODY(vset_copy)
BODY(vset_mixed)
BODY(rset_take)
BODY(rset_copy)
BODY(rset_mixed)
{
  static const uint8_t kinds[] = {KIND_VECTOR, KIND_RECORD};
  Kind kind = (Kind)kinds[VARIANT(vset_take) / 3];
{
  Value v_ = R(1);
  Value i_ = R(2);
  Value x_ = R(3);
  uint32_t mixed = (VARIANT(vset_take) % 3) >> 1;
  uint32_t modes = mixed ? pc[4] : 0 - (VARIANT(vset_take) % 3);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(v_, kind))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, kind, v_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, v_);
  NEXT(mixed + 4);
}
}
BODY(vlen_take)
BODY(vlen_copy)
BODY(rlen_take)
BODY(rlen_copy)
BODY(blen_take)
BODY(blen_copy)
BODY(slen_take)
BODY(slen_copy)
{
  static const uint8_t kinds[] = {KIND_VECTOR, KIND_RECORD, KIND_BYTES, KIND_STRING};
  Kind kind = (Kind)kinds[VARIANT(vlen_take) / 2];
{
  Value v_ = R(1);
  uint32_t modes = (VARIANT(vlen_take) % 2);
  Value n_out;
  if (UNLIKELY(!value_is(v_, kind))) FAULT(FAULT_TYPE);
  n_out = micro_size(kind, v_);
  if (!(modes & 1)) value_release(m, v_);
  SET(2, n_out);
  NEXT(3);
}
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
BODY(rtag_copy)
{
  Value r_ = R(1);
  uint32_t modes = VARIANT(rtag_take);
  Value t_out;
  if (UNLIKELY(!value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  t_out = micro_part(r_, 0);
  value_retain(m, t_out);
  if (!(modes & 1)) value_release(m, r_);
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
BODY(bset_copy)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value b_ = R(3);
  uint32_t modes = VARIANT(bset_take);
  if (UNLIKELY(!value_is_int(b_ | i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_BYTES, s_, i_, b_);
  if (UNLIKELY(fault)) FAULT(fault);
  if (!(modes & 1)) value_release(m, s_);
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
BODY(sset_copy)
{
  Value s_ = R(1);
  Value i_ = R(2);
  Value c_ = R(3);
  uint32_t modes = VARIANT(sset_take);
  if (UNLIKELY(!value_is_int(i_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(c_, KIND_CHAR))) FAULT(FAULT_TYPE);
  Fault fault = micro_set(m, KIND_STRING, s_, i_, c_);
  if (UNLIKELY(fault)) FAULT(fault);
  if (!(modes & 1)) value_release(m, s_);
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
BODY(string_to_symbol_copy)
{
  ASIDE();
  Value t_ = R(1);
  uint32_t modes = VARIANT(string_to_symbol_take);
  Value s_out;
  if (UNLIKELY(!value_is(t_, KIND_STRING))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = micro_intern(m, t_, &s_out);
  if (UNLIKELY(fault)) FAULT(fault);
  if (!(modes & 1)) value_release(m, t_);
  SET(2, s_out);
  NEXT(3);
}
BODY(port_take)
BODY(port_copy)
{
  ASIDE();
  Value w_ = R(1);
  uint32_t name_ = load32(pc + 2);
  uint32_t modes = VARIANT(port_take);
  Value d_out;
  if (UNLIKELY(!value_is(w_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_port(m, w_, name_, &d_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if (!(modes & 1)) value_release(m, w_);
  SET(4, d_out);
  NEXT(5);
}
BODY(in_take)
BODY(in_copy)
{
  Value d_ = R(1);
  uint32_t modes = VARIANT(in_take);
  Value x_out;
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_in(m, d_, &x_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if (!(modes & 1)) value_release(m, d_);
  SET(2, x_out);
  NEXT(3);
}
BODY(out_take)
BODY(out_copy)
BODY(out_mixed)
{
  Value d_ = R(1);
  Value x_ = R(2);
  uint32_t mixed = VARIANT(out_take) >> 1;
  uint32_t modes = mixed ? pc[3] : 0 - VARIANT(out_take);
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_out(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if (!(modes & 1)) value_release(m, d_);
  if (!(modes & 2)) value_release(m, x_);
  NEXT(mixed + 3);
}
BODY(read_take)
BODY(read_copy)
{
  ASIDE();
  Value d_ = R(1);
  uint32_t modes = VARIANT(read_take);
  Value x_out;
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_read(m, d_, &x_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if (!(modes & 1)) value_release(m, d_);
  SET(2, x_out);
  NEXT(3);
}
BODY(write_take)
BODY(write_copy)
BODY(write_mixed)
{
  ASIDE();
  Value d_ = R(1);
  Value x_ = R(2);
  uint32_t mixed = VARIANT(write_take) >> 1;
  uint32_t modes = mixed ? pc[3] : 0 - VARIANT(write_take);
  if (UNLIKELY(!value_is(d_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_write(m, d_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if (!(modes & 1)) value_release(m, d_);
  if (!(modes & 2)) value_release(m, x_);
  NEXT(mixed + 3);
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
BODY(put_copy)
{
  uint32_t name_ = load32(pc + 1);
  Value x_ = R(3);
  uint32_t modes = VARIANT(put_take);
  SAVE();
  Fault fault = baton_service_put(m, name_, x_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if ((modes & 1)) value_retain(m, x_);
  NEXT(4);
}
BODY(set_handler_take)
BODY(set_handler_copy)
{
  ASIDE();
  Value h_ = R(1);
  uint32_t modes = VARIANT(set_handler_take);
  Value old_out;
  SAVE();
  Fault fault = baton_service_set_handler(m, h_, &old_out);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if ((modes & 1)) value_retain(m, h_);
  SET(2, old_out);
  NEXT(3);
}
BODY(set_timer_take)
BODY(set_timer_copy)
BODY(set_timer_mixed)
{
  ASIDE();
  Value t_ = R(1);
  Value n_ = R(2);
  Value f_ = R(3);
  uint32_t mixed = VARIANT(set_timer_take) >> 1;
  uint32_t modes = mixed ? pc[4] : 0 - VARIANT(set_timer_take);
  if (UNLIKELY(!value_is_int(n_))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is(t_, KIND_DEVICE))) FAULT(FAULT_TYPE);
  SAVE();
  Fault fault = baton_service_set_timer(m, t_, n_, f_);
  LOAD();
  if (UNLIKELY(fault)) FAILED(fault);
  if ((modes & 2)) value_retain(m, f_);
  if (!(modes & 1)) value_release(m, t_);
  NEXT(mixed + 4);
}
BODY(constant)
{
CONSTANT(NEXT);
}
