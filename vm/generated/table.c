/* Made from spec/instructions.scm by `make generate`: do not edit. */
#include "../table.h"
#include "../handlers.h"

const Instruction baton_instructions[] = {
  {0},
  {1, CLASS_DATA, 1, 1, OP_LET, 1, false,
   {{OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_let_take, HANDLE_let_copy, HANDLE_let_copy}},
  {5, CLASS_DATA, 0, 1, OP_DROP, 1, false,
   {{OPERAND_REST, ROLE_END, ANY, false, false, 1, 255}},
   {HANDLE_drop, HANDLE_drop, HANDLE_drop}},
  {10, CLASS_TREE, 0, 0, OP_IF, 1, false,
   {{0}},
   {0}},
  {13, CLASS_TREE, 0, 0, OP_TRY, 1, false,
   {{0}},
   {0}},
  {17, CLASS_TRANSFER, 0, 2, OP_JUMP, 1, true,
   {{OPERAND_BLOCK, ROLE_READ, ANY, true, false, 0, 0}, {OPERAND_REST, ROLE_STORE, ANY, false, false, 0, 255}},
   {HANDLE_jump, HANDLE_jump, HANDLE_jump}},
  {22, CLASS_TRANSFER, 0, 2, OP_CALL, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_CLOSURE, false, false, 0, 0}, {OPERAND_REST, ROLE_STORE, ANY, false, false, 0, 255}},
   {HANDLE_call, HANDLE_call, HANDLE_call}},
  {27, CLASS_TRANSFER, 0, 2, OP_APPLY, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_CLOSURE, false, false, 0, 0}, {OPERAND_REST, ROLE_STORE, ANY, false, false, 1, 255}},
   {HANDLE_apply, HANDLE_apply, HANDLE_apply}},
  {33, CLASS_TRANSFER, 0, 1, OP_HALT, 1, false,
   {{OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_halt_take, HANDLE_halt_copy, HANDLE_halt_copy}},
  {38, CLASS_TRANSFER, 0, 1, OP_RAISE, 1, true,
   {{OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_raise_take, HANDLE_raise_copy, HANDLE_raise_copy}},
  {44, CLASS_DATA, 1, 2, OP_ADD, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_add, HANDLE_add, HANDLE_add}},
  {48, CLASS_DATA, 1, 2, OP_SUB, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_sub, HANDLE_sub, HANDLE_sub}},
  {52, CLASS_DATA, 1, 2, OP_MUL, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_mul, HANDLE_mul, HANDLE_mul}},
  {56, CLASS_DATA, 1, 2, OP_QUO, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_quo, HANDLE_quo, HANDLE_quo}},
  {60, CLASS_DATA, 1, 2, OP_REM, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_rem, HANDLE_rem, HANDLE_rem}},
  {64, CLASS_DATA, 1, 2, OP_AND, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_and, HANDLE_and, HANDLE_and}},
  {68, CLASS_DATA, 1, 2, OP_OR, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_or, HANDLE_or, HANDLE_or}},
  {71, CLASS_DATA, 1, 2, OP_XOR, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_xor, HANDLE_xor, HANDLE_xor}},
  {75, CLASS_DATA, 1, 1, OP_NOT, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_not, HANDLE_not, HANDLE_not}},
  {79, CLASS_DATA, 1, 2, OP_SHL, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_shl, HANDLE_shl, HANDLE_shl}},
  {83, CLASS_DATA, 1, 2, OP_SHR, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_shr, HANDLE_shr, HANDLE_shr}},
  {87, CLASS_TEST, 0, 2, OP_EQ, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_eq_take, HANDLE_eq_copy, HANDLE_eq_mixed}},
  {90, CLASS_TEST, 0, 2, OP_LT, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_lt, HANDLE_lt, HANDLE_lt}},
  {93, CLASS_TEST, 0, 2, OP_LE, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_le, HANDLE_le, HANDLE_le}},
  {96, CLASS_TEST, 0, 1, OP_TRUE, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_true_take, HANDLE_true_copy, HANDLE_true_copy}},
  {101, CLASS_TEST, 0, 1, OP_INT_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_int_p_take, HANDLE_int_p_copy, HANDLE_int_p_copy}},
  {106, CLASS_TEST, 0, 1, OP_BOOL_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_bool_p_take, HANDLE_bool_p_copy, HANDLE_bool_p_copy}},
  {112, CLASS_TEST, 0, 1, OP_NULL_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_null_p_take, HANDLE_null_p_copy, HANDLE_null_p_copy}},
  {118, CLASS_TEST, 0, 1, OP_VOID_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_void_p_take, HANDLE_void_p_copy, HANDLE_void_p_copy}},
  {124, CLASS_TEST, 0, 1, OP_EOF_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_eof_p_take, HANDLE_eof_p_copy, HANDLE_eof_p_copy}},
  {129, CLASS_TEST, 0, 1, OP_PAIR_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_pair_p_take, HANDLE_pair_p_copy, HANDLE_pair_p_copy}},
  {135, CLASS_TEST, 0, 1, OP_CLOSURE_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_closure_p_take, HANDLE_closure_p_copy, HANDLE_closure_p_copy}},
  {144, CLASS_TEST, 0, 1, OP_DEVICE_P, 1, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_device_p_take, HANDLE_device_p_copy, HANDLE_device_p_copy}},
  {152, CLASS_TEST, 0, 1, OP_CHAR_P, 2, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_char_p_take, HANDLE_char_p_copy, HANDLE_char_p_copy}},
  {158, CLASS_TEST, 0, 1, OP_SYMBOL_P, 2, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_symbol_p_take, HANDLE_symbol_p_copy, HANDLE_symbol_p_copy}},
  {166, CLASS_TEST, 0, 1, OP_BOX_P, 2, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_box_p_take, HANDLE_box_p_copy, HANDLE_box_p_copy}},
  {171, CLASS_TEST, 0, 1, OP_VECTOR_P, 2, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_vector_p_take, HANDLE_vector_p_copy, HANDLE_vector_p_copy}},
  {179, CLASS_TEST, 0, 1, OP_RECORD_P, 2, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_record_p_take, HANDLE_record_p_copy, HANDLE_record_p_copy}},
  {187, CLASS_TEST, 0, 1, OP_BYTES_P, 2, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_bytes_p_take, HANDLE_bytes_p_copy, HANDLE_bytes_p_copy}},
  {194, CLASS_TEST, 0, 1, OP_STRING_P, 2, false,
   {{OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_string_p_take, HANDLE_string_p_copy, HANDLE_string_p_copy}},
  {202, CLASS_DATA, 1, 2, OP_CONS, 1, true,
   {{OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_cons_take, HANDLE_cons_copy, HANDLE_cons_mixed}},
  {207, CLASS_DATA, 1, 1, OP_CAR, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_PAIR, false, false, 0, 0}},
   {HANDLE_car_take, HANDLE_car_copy, HANDLE_car_copy}},
  {211, CLASS_DATA, 1, 1, OP_CDR, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_PAIR, false, false, 0, 0}},
   {HANDLE_cdr_take, HANDLE_cdr_copy, HANDLE_cdr_copy}},
  {215, CLASS_DATA, 0, 2, OP_SET_CAR, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_PAIR, false, true, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_set_car_take, HANDLE_set_car_copy, HANDLE_set_car_mixed}},
  {223, CLASS_DATA, 0, 2, OP_SET_CDR, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_PAIR, false, true, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_set_cdr_take, HANDLE_set_cdr_copy, HANDLE_set_cdr_mixed}},
  {231, CLASS_DATA, 2, 1, OP_UNCONS, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_PAIR, false, false, 0, 0}},
   {HANDLE_uncons_take, HANDLE_uncons_copy, HANDLE_uncons_copy}},
  {238, CLASS_DATA, 1, 2, OP_CLOSE, 1, true,
   {{OPERAND_BLOCK, ROLE_READ, ANY, true, false, 0, 0}, {OPERAND_REST, ROLE_STORE, ANY, false, false, 0, 255}},
   {HANDLE_close, HANDLE_close, HANDLE_close}},
  {244, CLASS_DATA, 1, 1, OP_BOX, 2, true,
   {{OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_box_take, HANDLE_box_copy, HANDLE_box_copy}},
  {248, CLASS_DATA, 1, 1, OP_UNBOX, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_BOX, false, false, 0, 0}},
   {HANDLE_unbox_take, HANDLE_unbox_copy, HANDLE_unbox_copy}},
  {254, CLASS_DATA, 0, 2, OP_SET_BOX, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_BOX, false, true, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_set_box_take, HANDLE_set_box_copy, HANDLE_set_box_mixed}},
  {262, CLASS_DATA, 1, 1, OP_VECTOR, 2, true,
   {{OPERAND_REST, ROLE_STORE, ANY, false, false, 0, 255}},
   {HANDLE_vector, HANDLE_vector, HANDLE_vector}},
  {269, CLASS_DATA, 1, 2, OP_MAKE_VECTOR, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_make_vector_take, HANDLE_make_vector_copy, HANDLE_make_vector_copy}},
  {281, CLASS_DATA, 1, 2, OP_VREF, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_VECTOR, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_vref_take, HANDLE_vref_copy, HANDLE_vref_copy}},
  {286, CLASS_DATA, 0, 3, OP_VSET, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_VECTOR, false, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_vset_take, HANDLE_vset_copy, HANDLE_vset_mixed}},
  {291, CLASS_DATA, 1, 1, OP_VLEN, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_VECTOR, false, false, 0, 0}},
   {HANDLE_vlen_take, HANDLE_vlen_copy, HANDLE_vlen_copy}},
  {296, CLASS_DATA, 1, 1, OP_RECORD, 2, true,
   {{OPERAND_REST, ROLE_STORE, ANY, false, false, 1, 255}},
   {HANDLE_record, HANDLE_record, HANDLE_record}},
  {303, CLASS_DATA, 1, 1, OP_RTAG, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_RECORD, false, false, 0, 0}},
   {HANDLE_rtag_take, HANDLE_rtag_copy, HANDLE_rtag_copy}},
  {308, CLASS_DATA, 1, 2, OP_RREF, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_RECORD, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_rref_take, HANDLE_rref_copy, HANDLE_rref_copy}},
  {313, CLASS_DATA, 0, 3, OP_RSET, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_RECORD, false, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_rset_take, HANDLE_rset_copy, HANDLE_rset_mixed}},
  {318, CLASS_DATA, 1, 1, OP_RLEN, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_RECORD, false, false, 0, 0}},
   {HANDLE_rlen_take, HANDLE_rlen_copy, HANDLE_rlen_copy}},
  {323, CLASS_DATA, 1, 2, OP_MAKE_BYTES, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_make_bytes, HANDLE_make_bytes, HANDLE_make_bytes}},
  {334, CLASS_DATA, 1, 2, OP_BREF, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_BYTES, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_bref_take, HANDLE_bref_copy, HANDLE_bref_copy}},
  {339, CLASS_DATA, 0, 3, OP_BSET, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_BYTES, false, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_bset_take, HANDLE_bset_copy, HANDLE_bset_copy}},
  {344, CLASS_DATA, 1, 1, OP_BLEN, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_BYTES, false, false, 0, 0}},
   {HANDLE_blen_take, HANDLE_blen_copy, HANDLE_blen_copy}},
  {349, CLASS_DATA, 1, 2, OP_MAKE_STRING, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_CHAR, true, false, 0, 0}},
   {HANDLE_make_string, HANDLE_make_string, HANDLE_make_string}},
  {361, CLASS_DATA, 1, 2, OP_SREF, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_STRING, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_sref_take, HANDLE_sref_copy, HANDLE_sref_copy}},
  {366, CLASS_DATA, 0, 3, OP_SSET, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_STRING, false, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_CHAR, true, false, 0, 0}},
   {HANDLE_sset_take, HANDLE_sset_copy, HANDLE_sset_copy}},
  {371, CLASS_DATA, 1, 1, OP_SLEN, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_STRING, false, false, 0, 0}},
   {HANDLE_slen_take, HANDLE_slen_copy, HANDLE_slen_copy}},
  {376, CLASS_DATA, 1, 1, OP_CHAR_TO_INT, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_CHAR, true, false, 0, 0}},
   {HANDLE_char_to_int, HANDLE_char_to_int, HANDLE_char_to_int}},
  {386, CLASS_DATA, 1, 1, OP_INT_TO_CHAR, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}},
   {HANDLE_int_to_char, HANDLE_int_to_char, HANDLE_int_to_char}},
  {396, CLASS_DATA, 1, 1, OP_SYMBOL_TO_STRING, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_SYMBOL, true, false, 0, 0}},
   {HANDLE_symbol_to_string, HANDLE_symbol_to_string, HANDLE_symbol_to_string}},
  {411, CLASS_DATA, 1, 1, OP_STRING_TO_SYMBOL, 2, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_STRING, false, false, 0, 0}},
   {HANDLE_string_to_symbol_take, HANDLE_string_to_symbol_copy, HANDLE_string_to_symbol_copy}},
  {426, CLASS_DATA, 1, 2, OP_PORT, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_DEVICE, false, false, 0, 0}, {OPERAND_SYMBOL, ROLE_READ, KIND_SYMBOL, true, false, 0, 0}},
   {HANDLE_port_take, HANDLE_port_copy, HANDLE_port_copy}},
  {431, CLASS_DATA, 1, 1, OP_IN, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_DEVICE, false, false, 0, 0}},
   {HANDLE_in_take, HANDLE_in_copy, HANDLE_in_copy}},
  {434, CLASS_DATA, 0, 2, OP_OUT, 1, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_DEVICE, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_out_take, HANDLE_out_copy, HANDLE_out_mixed}},
  {438, CLASS_DATA, 1, 1, OP_READ, 4, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_DEVICE, false, false, 0, 0}},
   {HANDLE_read_take, HANDLE_read_copy, HANDLE_read_copy}},
  {443, CLASS_DATA, 0, 2, OP_WRITE, 4, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_DEVICE, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, ANY, false, false, 0, 0}},
   {HANDLE_write_take, HANDLE_write_copy, HANDLE_write_mixed}},
  {449, CLASS_DATA, 1, 1, OP_ASSEMBLE, 4, true,
   {{OPERAND_REST, ROLE_READ, ANY, false, false, 1, 2}},
   {HANDLE_assemble, HANDLE_assemble, HANDLE_assemble}},
  {458, CLASS_DATA, 1, 1, OP_GET, 4, true,
   {{OPERAND_SYMBOL, ROLE_READ, KIND_SYMBOL, true, false, 0, 0}},
   {HANDLE_get, HANDLE_get, HANDLE_get}},
  {462, CLASS_DATA, 0, 2, OP_PUT, 4, false,
   {{OPERAND_SYMBOL, ROLE_READ, KIND_SYMBOL, true, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_put_take, HANDLE_put_copy, HANDLE_put_copy}},
  {466, CLASS_DATA, 1, 1, OP_SET_HANDLER, 4, true,
   {{OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_set_handler_take, HANDLE_set_handler_copy, HANDLE_set_handler_copy}},
  {478, CLASS_DATA, 0, 3, OP_SET_TIMER, 4, true,
   {{OPERAND_VALUE, ROLE_READ, KIND_DEVICE, false, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, KIND_INT, true, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, ANY, false, false, 0, 0}},
   {HANDLE_set_timer_take, HANDLE_set_timer_copy, HANDLE_set_timer_mixed}},
};
const char baton_instruction_names[] =
  "\0"
  "let\0"
  "drop\0"
  "if\0"
  "try\0"
  "jump\0"
  "call\0"
  "apply\0"
  "halt\0"
  "raise\0"
  "add\0"
  "sub\0"
  "mul\0"
  "quo\0"
  "rem\0"
  "and\0"
  "or\0"
  "xor\0"
  "not\0"
  "shl\0"
  "shr\0"
  "eq\0"
  "lt\0"
  "le\0"
  "true\0"
  "int?\0"
  "bool?\0"
  "null?\0"
  "void?\0"
  "eof?\0"
  "pair?\0"
  "closure?\0"
  "device?\0"
  "char?\0"
  "symbol?\0"
  "box?\0"
  "vector?\0"
  "record?\0"
  "bytes?\0"
  "string?\0"
  "cons\0"
  "car\0"
  "cdr\0"
  "set-car\0"
  "set-cdr\0"
  "uncons\0"
  "close\0"
  "box\0"
  "unbox\0"
  "set-box\0"
  "vector\0"
  "make-vector\0"
  "vref\0"
  "vset\0"
  "vlen\0"
  "record\0"
  "rtag\0"
  "rref\0"
  "rset\0"
  "rlen\0"
  "make-bytes\0"
  "bref\0"
  "bset\0"
  "blen\0"
  "make-string\0"
  "sref\0"
  "sset\0"
  "slen\0"
  "char->int\0"
  "int->char\0"
  "symbol->string\0"
  "string->symbol\0"
  "port\0"
  "in\0"
  "out\0"
  "read\0"
  "write\0"
  "assemble\0"
  "get\0"
  "put\0"
  "set-handler\0"
  "set-timer\0"
;
const uint16_t baton_instruction_count = 82;
const uint8_t baton_opcode_index[256] = {
  [1] = 1,
  [2] = 2,
  [4] = 3,
  [5] = 4,
  [8] = 5,
  [9] = 6,
  [10] = 7,
  [11] = 8,
  [12] = 9,
  [16] = 10,
  [17] = 11,
  [18] = 12,
  [19] = 13,
  [20] = 14,
  [21] = 15,
  [22] = 16,
  [23] = 17,
  [24] = 18,
  [25] = 19,
  [26] = 20,
  [32] = 21,
  [33] = 22,
  [34] = 23,
  [35] = 24,
  [36] = 25,
  [37] = 26,
  [38] = 27,
  [39] = 28,
  [40] = 29,
  [41] = 30,
  [42] = 31,
  [43] = 32,
  [48] = 33,
  [49] = 34,
  [50] = 35,
  [51] = 36,
  [52] = 37,
  [53] = 38,
  [54] = 39,
  [56] = 40,
  [57] = 41,
  [58] = 42,
  [59] = 43,
  [60] = 44,
  [61] = 45,
  [64] = 46,
  [72] = 47,
  [73] = 48,
  [74] = 49,
  [80] = 50,
  [81] = 51,
  [82] = 52,
  [83] = 53,
  [84] = 54,
  [88] = 55,
  [89] = 56,
  [90] = 57,
  [91] = 58,
  [92] = 59,
  [96] = 60,
  [97] = 61,
  [98] = 62,
  [99] = 63,
  [104] = 64,
  [105] = 65,
  [106] = 66,
  [107] = 67,
  [108] = 68,
  [109] = 69,
  [110] = 70,
  [111] = 71,
  [120] = 72,
  [121] = 73,
  [122] = 74,
  [124] = 75,
  [125] = 76,
  [126] = 77,
  [128] = 78,
  [129] = 79,
  [130] = 80,
  [131] = 81,
};
const char baton_fault_names[][FAULT_NAME] = {
  [1] = "type",
  [2] = "arity",
  [3] = "overflow",
  [4] = "divide",
  [5] = "bounds",
  [6] = "memory",
  [7] = "device",
  [8] = "program",
  [9] = "raised",
  [10] = "unbound",
};
const char baton_kind_names[][KIND_NAME] = {
  [0] = "int",
  [1] = "bool",
  [2] = "null",
  [3] = "char",
  [4] = "void",
  [5] = "eof",
  [6] = "symbol",
  [7] = "pair",
  [8] = "box",
  [9] = "vector",
  [10] = "record",
  [11] = "bytes",
  [12] = "string",
  [13] = "closure",
  [14] = "device",
  [ANY] = "any",
};
const uint8_t baton_kind_profiles[] = {
  [0] = 1,
  [1] = 1,
  [2] = 1,
  [3] = 2,
  [4] = 1,
  [5] = 1,
  [6] = 1,
  [7] = 1,
  [8] = 2,
  [9] = 2,
  [10] = 2,
  [11] = 2,
  [12] = 2,
  [13] = 1,
  [14] = 1,
};
