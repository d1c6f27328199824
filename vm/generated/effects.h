/* Made from spec/instructions.scm by `make generate`: do not edit. */
EFFECT effect_let(
    Machine *m, uint32_t modes, Value a_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  x_out = a_;
  if ((modes & 1)) value_retain(m, a_);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_add(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  fault = micro_add(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_sub(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  fault = micro_sub(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_mul(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  fault = micro_mul(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_quo(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  fault = micro_quo(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_rem(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  fault = micro_rem(a_, b_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_and(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  x_out = micro_and(a_, b_);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_or(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  x_out = micro_or(a_, b_);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_xor(
    Machine *m, uint32_t modes, Value a_, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  x_out = micro_xor(a_, b_);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_not(
    Machine *m, uint32_t modes, Value a_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  x_out = micro_not(a_);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_shl(
    Machine *m, uint32_t modes, Value a_, Value n_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, n_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  fault = micro_shift(a_, n_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_shr(
    Machine *m, uint32_t modes, Value a_, Value n_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, n_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  fault = micro_shift_back(a_, n_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_eq(
    Machine *m, uint32_t modes, Value a_, Value b_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_same(a_, b_);
  if (!(modes & 1)) value_release(m, a_);
  if (!(modes & 2)) value_release(m, b_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_lt(
    Machine *m, uint32_t modes, Value a_, Value b_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  bool holds = micro_less(a_, b_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_le(
    Machine *m, uint32_t modes, Value a_, Value b_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_int(UNSURE(512, b_) | UNSURE(256, a_)))) FAULT(FAULT_TYPE);
  bool holds = micro_at_most(a_, b_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_true(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_truth(a_);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_int_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_INT);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_bool_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_BOOL);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_null_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_NULL);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_void_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_VOID);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_eof_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_EOF);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_pair_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_PAIR);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_closure_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_CLOSURE);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_device_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_DEVICE);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_char_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_CHAR);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_symbol_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_SYMBOL);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_box_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_BOX);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_vector_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_VECTOR);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_record_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_RECORD);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_bytes_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_BYTES);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_string_p(
    Machine *m, uint32_t modes, Value a_, bool *holds_to)
{
  Fault fault = FAULT_NONE;
  bool holds = micro_is(a_, KIND_STRING);
  if (!(modes & 1)) value_release(m, a_);
  *holds_to = holds;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_cons(
    Machine *m, uint32_t modes, Value a_, Value d_, Value *p_to)
{
  Fault fault = FAULT_NONE;
  Value p_out;
  Cell *cell = cell_allocate(m, KIND_PAIR, 2, 2);
  if (UNLIKELY(!cell)) FULL(2);
  cell->field[0] = a_;
  cell->field[1] = d_;
  p_out = value_of_cell(cell);
  if ((modes & 1)) value_retain(m, a_);
  if ((modes & 2)) value_retain(m, d_);
  *p_to = p_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_car(
    Machine *m, uint32_t modes, Value p_, Value *a_to)
{
  Fault fault = FAULT_NONE;
  Value a_out;
  if (UNLIKELY(!(modes & 256) && !value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  if (modes & 1) {
  a_out = micro_part(p_, 0);
  value_retain(m, a_out);
  } else {
  a_out = micro_part_out(m, p_, 0, 2);
  }
  *a_to = a_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_cdr(
    Machine *m, uint32_t modes, Value p_, Value *d_to)
{
  Fault fault = FAULT_NONE;
  Value d_out;
  if (UNLIKELY(!(modes & 256) && !value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  if (modes & 1) {
  d_out = micro_part(p_, 1);
  value_retain(m, d_out);
  } else {
  d_out = micro_part_out(m, p_, 1, 2);
  }
  *d_to = d_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_set_car(
    Machine *m, uint32_t modes, Value p_, Value a_)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 0, a_);
  if ((modes & 2)) value_retain(m, a_);
  if (!(modes & 1)) value_release(m, p_);
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_set_cdr(
    Machine *m, uint32_t modes, Value p_, Value d_)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_mutable(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_set_part(m, p_, 1, d_);
  if ((modes & 2)) value_retain(m, d_);
  if (!(modes & 1)) value_release(m, p_);
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_uncons(
    Machine *m, uint32_t modes, Value p_, Value *a_to, Value *d_to)
{
  Fault fault = FAULT_NONE;
  Value a_out;
  Value d_out;
  if (UNLIKELY(!(modes & 256) && !value_is(p_, KIND_PAIR))) FAULT(FAULT_TYPE);
  micro_parts(m, p_, !(modes & 1), &a_out, &d_out);
  *a_to = a_out;
  *d_to = d_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_close(
    Machine *m, Cell **kept, uint32_t modes, const uint16_t *b_, uint32_t count, Value *c_to)
{
  Fault fault = FAULT_NONE;
  Value c_out;
  uint32_t words = words_of(KIND_CLOSURE, count + 1);
  Cell *cell = cell_allocate_kept(m, kept, KIND_CLOSURE, count + 1, words);
  if (UNLIKELY(!cell)) FULL(words);
  cell->field[0] = (Value)b_;
  c_out = value_of_cell(cell);
  *c_to = c_out;
  (void)m, (void)modes;
  return fault;
}
#define effect_close_rest(x, i) value_counted_cell(x)->field[(i) + 1]
EFFECT effect_box(
    Machine *m, uint32_t modes, Value x_, Value *b_to)
{
  Fault fault = FAULT_NONE;
  Value b_out;
  Cell *cell = cell_allocate(m, KIND_BOX, 1, 1);
  if (UNLIKELY(!cell)) FULL(1);
  cell->field[0] = x_;
  b_out = value_of_cell(cell);
  if ((modes & 1)) value_retain(m, x_);
  *b_to = b_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_unbox(
    Machine *m, uint32_t modes, Value b_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!(modes & 256) && !value_is(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  if (modes & 1) {
  x_out = micro_part(b_, 0);
  value_retain(m, x_out);
  } else {
  x_out = micro_part_out(m, b_, 0, 1);
  }
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_set_box(
    Machine *m, uint32_t modes, Value b_, Value x_)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_mutable(b_, KIND_BOX))) FAULT(FAULT_TYPE);
  micro_set_part(m, b_, 0, x_);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, b_);
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_vector(
    Machine *m, uint32_t modes, uint32_t count, Value *v_to)
{
  Fault fault = FAULT_NONE;
  Value v_out;
  uint32_t words = words_of(KIND_VECTOR, count);
  Cell *cell = cell_allocate(m, KIND_VECTOR, count, words);
  if (UNLIKELY(!cell)) FULL(words);
  v_out = value_of_cell(cell);
  *v_to = v_out;
  (void)m, (void)modes;
  return fault;
}
#define effect_vector_rest(x, i) value_counted_cell(x)->field[(i)]
EFFECT effect_vref(
    Machine *m, uint32_t modes, Value v_, Value i_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!(modes & 256) && !value_is(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  fault = micro_ref(KIND_VECTOR, v_, i_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_out);
  if (!(modes & 1)) value_release(m, v_);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_vset(
    Machine *m, uint32_t modes, Value v_, Value i_, Value x_)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_int(UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  fault = micro_set(m, KIND_VECTOR, v_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, v_);
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_vlen(
    Machine *m, uint32_t modes, Value v_, Value *n_to)
{
  Fault fault = FAULT_NONE;
  Value n_out;
  if (UNLIKELY(!(modes & 256) && !value_is(v_, KIND_VECTOR))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_VECTOR, v_);
  if (!(modes & 1)) value_release(m, v_);
  *n_to = n_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_record(
    Machine *m, uint32_t modes, uint32_t count, Value *r_to)
{
  Fault fault = FAULT_NONE;
  Value r_out;
  uint32_t words = words_of(KIND_RECORD, count);
  Cell *cell = cell_allocate(m, KIND_RECORD, count, words);
  if (UNLIKELY(!cell)) FULL(words);
  r_out = value_of_cell(cell);
  *r_to = r_out;
  (void)m, (void)modes;
  return fault;
}
#define effect_record_rest(x, i) value_counted_cell(x)->field[(i)]
EFFECT effect_rtag(
    Machine *m, uint32_t modes, Value r_, Value *t_to)
{
  Fault fault = FAULT_NONE;
  Value t_out;
  if (UNLIKELY(!(modes & 256) && !value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  t_out = micro_part(r_, 0);
  value_retain(m, t_out);
  if (!(modes & 1)) value_release(m, r_);
  *t_to = t_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_rref(
    Machine *m, uint32_t modes, Value r_, Value i_, Value *x_to)
{
  Fault fault = FAULT_NONE;
  Value x_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!(modes & 256) && !value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  fault = micro_ref(KIND_RECORD, r_, i_, &x_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, x_out);
  if (!(modes & 1)) value_release(m, r_);
  *x_to = x_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_rset(
    Machine *m, uint32_t modes, Value r_, Value i_, Value x_)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_int(UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  fault = micro_set(m, KIND_RECORD, r_, i_, x_);
  if (UNLIKELY(fault)) FAULT(fault);
  if ((modes & 2)) value_retain(m, x_);
  if (!(modes & 1)) value_release(m, r_);
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_rlen(
    Machine *m, uint32_t modes, Value r_, Value *n_to)
{
  Fault fault = FAULT_NONE;
  Value n_out;
  if (UNLIKELY(!(modes & 256) && !value_is(r_, KIND_RECORD))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_RECORD, r_);
  if (!(modes & 1)) value_release(m, r_);
  *n_to = n_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_bref(
    Machine *m, uint32_t modes, Value s_, Value i_, Value *b_to)
{
  Fault fault = FAULT_NONE;
  Value b_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!(modes & 256) && !value_is(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  fault = micro_ref(KIND_BYTES, s_, i_, &b_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, b_out);
  if (!(modes & 1)) value_release(m, s_);
  *b_to = b_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_bset(
    Machine *m, uint32_t modes, Value s_, Value i_, Value b_)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_int(UNSURE(1024, b_) | UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  fault = micro_set(m, KIND_BYTES, s_, i_, b_);
  if (UNLIKELY(fault)) FAULT(fault);
  if (!(modes & 1)) value_release(m, s_);
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_blen(
    Machine *m, uint32_t modes, Value s_, Value *n_to)
{
  Fault fault = FAULT_NONE;
  Value n_out;
  if (UNLIKELY(!(modes & 256) && !value_is(s_, KIND_BYTES))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_BYTES, s_);
  if (!(modes & 1)) value_release(m, s_);
  *n_to = n_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_sref(
    Machine *m, uint32_t modes, Value s_, Value i_, Value *c_to)
{
  Fault fault = FAULT_NONE;
  Value c_out;
  if (UNLIKELY(!value_is_int(UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!(modes & 256) && !value_is(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  fault = micro_ref(KIND_STRING, s_, i_, &c_out);
  if (UNLIKELY(fault)) FAULT(fault);
  value_retain(m, c_out);
  if (!(modes & 1)) value_release(m, s_);
  *c_to = c_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_sset(
    Machine *m, uint32_t modes, Value s_, Value i_, Value c_)
{
  Fault fault = FAULT_NONE;
  if (UNLIKELY(!value_is_int(UNSURE(512, i_)))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!value_is_mutable(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  if (UNLIKELY(!(modes & 1024) && !value_is(c_, KIND_CHAR))) FAULT(FAULT_TYPE);
  fault = micro_set(m, KIND_STRING, s_, i_, c_);
  if (UNLIKELY(fault)) FAULT(fault);
  if (!(modes & 1)) value_release(m, s_);
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_slen(
    Machine *m, uint32_t modes, Value s_, Value *n_to)
{
  Fault fault = FAULT_NONE;
  Value n_out;
  if (UNLIKELY(!(modes & 256) && !value_is(s_, KIND_STRING))) FAULT(FAULT_TYPE);
  n_out = micro_size(KIND_STRING, s_);
  if (!(modes & 1)) value_release(m, s_);
  *n_to = n_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_char_to_int(
    Machine *m, uint32_t modes, Value c_, Value *n_to)
{
  Fault fault = FAULT_NONE;
  Value n_out;
  if (UNLIKELY(!(modes & 256) && !value_is(c_, KIND_CHAR))) FAULT(FAULT_TYPE);
  n_out = micro_code_point(c_);
  *n_to = n_out;
  (void)m, (void)modes;
  return fault;
}
EFFECT effect_int_to_char(
    Machine *m, uint32_t modes, Value n_, Value *c_to)
{
  Fault fault = FAULT_NONE;
  Value c_out;
  if (UNLIKELY(!value_is_int(UNSURE(256, n_)))) FAULT(FAULT_TYPE);
  fault = micro_character(n_, &c_out);
  if (UNLIKELY(fault)) FAULT(fault);
  *c_to = c_out;
  (void)m, (void)modes;
  return fault;
}
