/* Made from spec/instructions.scm by `make generate`: do not edit. */
#include "../table.h"
#include "../handlers.h"

const Instruction baton_instructions[] = {
  {0},
  {4085915451u, 21, OP_LET, 1, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 1, false,
   {HANDLE_let_take, HANDLE_let_copy, HANDLE_let_copy}},
  {3971585857u, 21, OP_DROP, 5, CLASS_DATA, 0, 1,
   {{OPERAND_REST, ROLE_END, false, 1, 255}}, 1, false,
   {HANDLE_drop, HANDLE_drop, HANDLE_drop}},
  {1135655291u, 13, OP_IF, 10, CLASS_TREE, 0, 0,
   {{0}}, 1, false,
   {0}},
  {2730203186u, 14, OP_TRY, 13, CLASS_TREE, 0, 0,
   {{0}}, 1, false,
   {0}},
  {584412475u, 36, OP_JUMP, 17, CLASS_TRANSFER, 0, 2,
   {{OPERAND_BLOCK, ROLE_READ, false, 0, 0}, {OPERAND_REST, ROLE_STORE, false, 0, 255}}, 1, true,
   {HANDLE_jump, HANDLE_jump, HANDLE_jump}},
  {1044642026u, 43, OP_CALL, 22, CLASS_TRANSFER, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_REST, ROLE_STORE, false, 0, 255}}, 1, true,
   {HANDLE_call, HANDLE_call, HANDLE_call}},
  {3082708930u, 45, OP_APPLY, 27, CLASS_TRANSFER, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_REST, ROLE_STORE, false, 1, 255}}, 1, true,
   {HANDLE_apply, HANDLE_apply, HANDLE_apply}},
  {949570227u, 30, OP_HALT, 33, CLASS_TRANSFER, 0, 1,
   {{OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 1, false,
   {HANDLE_halt_take, HANDLE_halt_copy, HANDLE_halt_copy}},
  {3749777049u, 31, OP_RAISE, 38, CLASS_TRANSFER, 0, 1,
   {{OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 1, true,
   {HANDLE_raise_take, HANDLE_raise_copy, HANDLE_raise_copy}},
  {3583515549u, 30, OP_ADD, 44, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_add, HANDLE_add, HANDLE_add}},
  {325570087u, 30, OP_SUB, 48, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_sub, HANDLE_sub, HANDLE_sub}},
  {681762097u, 30, OP_MUL, 52, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_mul, HANDLE_mul, HANDLE_mul}},
  {2214569180u, 30, OP_QUO, 56, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_quo, HANDLE_quo, HANDLE_quo}},
  {2200292772u, 30, OP_REM, 60, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_rem, HANDLE_rem, HANDLE_rem}},
  {591155691u, 30, OP_AND, 64, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_and, HANDLE_and, HANDLE_and}},
  {1683699171u, 29, OP_OR, 68, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_or, HANDLE_or, HANDLE_or}},
  {3281545314u, 30, OP_XOR, 71, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_xor, HANDLE_xor, HANDLE_xor}},
  {2944890359u, 21, OP_NOT, 75, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_not, HANDLE_not, HANDLE_not}},
  {3840663787u, 30, OP_SHL, 79, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_shl, HANDLE_shl, HANDLE_shl}},
  {1579439096u, 30, OP_SHR, 83, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_shr, HANDLE_shr, HANDLE_shr}},
  {3938774083u, 32, OP_EQ, 87, CLASS_TEST, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_eq_take, HANDLE_eq_copy, HANDLE_eq_mixed}},
  {1535362709u, 32, OP_LT, 90, CLASS_TEST, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_lt, HANDLE_lt, HANDLE_lt}},
  {1776185455u, 32, OP_LE, 93, CLASS_TEST, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_le, HANDLE_le, HANDLE_le}},
  {3981440971u, 25, OP_TRUE, 96, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_true_take, HANDLE_true_copy, HANDLE_true_copy}},
  {3569036627u, 25, OP_INT_P, 101, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_int_p_take, HANDLE_int_p_copy, HANDLE_int_p_copy}},
  {164205081u, 26, OP_BOOL_P, 106, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_bool_p_take, HANDLE_bool_p_copy, HANDLE_bool_p_copy}},
  {2928490641u, 26, OP_NULL_P, 112, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_null_p_take, HANDLE_null_p_copy, HANDLE_null_p_copy}},
  {617716131u, 26, OP_VOID_P, 118, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_void_p_take, HANDLE_void_p_copy, HANDLE_void_p_copy}},
  {4209404060u, 25, OP_EOF_P, 124, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_eof_p_take, HANDLE_eof_p_copy, HANDLE_eof_p_copy}},
  {2458143032u, 26, OP_PAIR_P, 129, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_pair_p_take, HANDLE_pair_p_copy, HANDLE_pair_p_copy}},
  {3601082420u, 29, OP_CLOSURE_P, 135, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_closure_p_take, HANDLE_closure_p_copy, HANDLE_closure_p_copy}},
  {2687380757u, 28, OP_DEVICE_P, 144, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, false,
   {HANDLE_device_p_take, HANDLE_device_p_copy, HANDLE_device_p_copy}},
  {3876240966u, 26, OP_CHAR_P, 152, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, false,
   {HANDLE_char_p_take, HANDLE_char_p_copy, HANDLE_char_p_copy}},
  {3576781865u, 28, OP_SYMBOL_P, 158, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, false,
   {HANDLE_symbol_p_take, HANDLE_symbol_p_copy, HANDLE_symbol_p_copy}},
  {3280610960u, 25, OP_BOX_P, 166, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, false,
   {HANDLE_box_p_take, HANDLE_box_p_copy, HANDLE_box_p_copy}},
  {1125888328u, 28, OP_VECTOR_P, 171, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, false,
   {HANDLE_vector_p_take, HANDLE_vector_p_copy, HANDLE_vector_p_copy}},
  {2771303742u, 28, OP_RECORD_P, 179, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, false,
   {HANDLE_record_p_take, HANDLE_record_p_copy, HANDLE_record_p_copy}},
  {992145478u, 27, OP_BYTES_P, 187, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, false,
   {HANDLE_bytes_p_take, HANDLE_bytes_p_copy, HANDLE_bytes_p_copy}},
  {2030308894u, 28, OP_STRING_P, 194, CLASS_TEST, 0, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, false,
   {HANDLE_string_p_take, HANDLE_string_p_copy, HANDLE_string_p_copy}},
  {3686074859u, 33, OP_CONS, 202, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_STORE, true, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 1, true,
   {HANDLE_cons_take, HANDLE_cons_copy, HANDLE_cons_mixed}},
  {560709726u, 22, OP_CAR, 207, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, true,
   {HANDLE_car_take, HANDLE_car_copy, HANDLE_car_copy}},
  {2307141271u, 22, OP_CDR, 211, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, true,
   {HANDLE_cdr_take, HANDLE_cdr_copy, HANDLE_cdr_copy}},
  {1353834376u, 37, OP_SET_CAR, 215, CLASS_DATA, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 1, true,
   {HANDLE_set_car_take, HANDLE_set_car_copy, HANDLE_set_car_mixed}},
  {3681107622u, 37, OP_SET_CDR, 223, CLASS_DATA, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 1, true,
   {HANDLE_set_cdr_take, HANDLE_set_cdr_copy, HANDLE_set_cdr_mixed}},
  {236823996u, 25, OP_UNCONS, 231, CLASS_DATA, 2, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, true,
   {HANDLE_uncons_take, HANDLE_uncons_copy, HANDLE_uncons_copy}},
  {2416003016u, 31, OP_CLOSE, 238, CLASS_DATA, 1, 2,
   {{OPERAND_BLOCK, ROLE_READ, false, 0, 0}, {OPERAND_REST, ROLE_STORE, false, 0, 255}}, 1, true,
   {HANDLE_close, HANDLE_close, HANDLE_close}},
  {921220153u, 22, OP_BOX, 244, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 2, true,
   {HANDLE_box_take, HANDLE_box_copy, HANDLE_box_copy}},
  {4222125268u, 23, OP_UNBOX, 248, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_unbox_take, HANDLE_unbox_copy, HANDLE_unbox_copy}},
  {3360496984u, 36, OP_SET_BOX, 254, CLASS_DATA, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 2, true,
   {HANDLE_set_box_take, HANDLE_set_box_copy, HANDLE_set_box_mixed}},
  {428970682u, 26, OP_VECTOR, 262, CLASS_DATA, 1, 1,
   {{OPERAND_REST, ROLE_STORE, false, 0, 255}}, 2, true,
   {HANDLE_vector, HANDLE_vector, HANDLE_vector}},
  {883411510u, 38, OP_MAKE_VECTOR, 269, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_make_vector_take, HANDLE_make_vector_copy, HANDLE_make_vector_copy}},
  {2445805562u, 34, OP_VREF, 281, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_vref_take, HANDLE_vref_copy, HANDLE_vref_copy}},
  {3853392700u, 45, OP_VSET, 286, CLASS_DATA, 0, 3,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 2, true,
   {HANDLE_vset_take, HANDLE_vset_copy, HANDLE_vset_mixed}},
  {276602565u, 25, OP_VLEN, 291, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_vlen_take, HANDLE_vlen_copy, HANDLE_vlen_copy}},
  {3821329259u, 26, OP_RECORD, 296, CLASS_DATA, 1, 1,
   {{OPERAND_REST, ROLE_STORE, false, 1, 255}}, 2, true,
   {HANDLE_record, HANDLE_record, HANDLE_record}},
  {3267824107u, 25, OP_RTAG, 303, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_rtag_take, HANDLE_rtag_copy, HANDLE_rtag_copy}},
  {1483616844u, 34, OP_RREF, 308, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_rref_take, HANDLE_rref_copy, HANDLE_rref_copy}},
  {773669370u, 45, OP_RSET, 313, CLASS_DATA, 0, 3,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 2, true,
   {HANDLE_rset_take, HANDLE_rset_copy, HANDLE_rset_mixed}},
  {333930861u, 25, OP_RLEN, 318, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_rlen_take, HANDLE_rlen_copy, HANDLE_rlen_copy}},
  {2730092930u, 37, OP_MAKE_BYTES, 323, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_make_bytes, HANDLE_make_bytes, HANDLE_make_bytes}},
  {2508245074u, 33, OP_BREF, 334, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_bref_take, HANDLE_bref_copy, HANDLE_bref_copy}},
  {2208952834u, 43, OP_BSET, 339, CLASS_DATA, 0, 3,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_bset_take, HANDLE_bset_copy, HANDLE_bset_copy}},
  {2683770996u, 24, OP_BLEN, 344, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_blen_take, HANDLE_blen_copy, HANDLE_blen_copy}},
  {949379088u, 40, OP_MAKE_STRING, 349, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_make_string, HANDLE_make_string, HANDLE_make_string}},
  {155661144u, 35, OP_SREF, 361, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_sref_take, HANDLE_sref_copy, HANDLE_sref_copy}},
  {3576136888u, 46, OP_SSET, 366, CLASS_DATA, 0, 3,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_sset_take, HANDLE_sset_copy, HANDLE_sset_copy}},
  {1917101571u, 26, OP_SLEN, 371, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_slen_take, HANDLE_slen_copy, HANDLE_slen_copy}},
  {3402204944u, 29, OP_CHAR_TO_INT, 376, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_char_to_int, HANDLE_char_to_int, HANDLE_char_to_int}},
  {4079808596u, 28, OP_INT_TO_CHAR, 386, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_int_to_char, HANDLE_int_to_char, HANDLE_int_to_char}},
  {390595059u, 36, OP_SYMBOL_TO_STRING, 396, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, false, 0, 0}}, 2, true,
   {HANDLE_symbol_to_string, HANDLE_symbol_to_string, HANDLE_symbol_to_string}},
  {1918457611u, 36, OP_STRING_TO_SYMBOL, 411, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 2, true,
   {HANDLE_string_to_symbol_take, HANDLE_string_to_symbol_copy, HANDLE_string_to_symbol_copy}},
  {2062878943u, 33, OP_PORT, 426, CLASS_DATA, 1, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_SYMBOL, ROLE_READ, false, 0, 0}}, 1, true,
   {HANDLE_port_take, HANDLE_port_copy, HANDLE_port_copy}},
  {2721494819u, 24, OP_IN, 431, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, true,
   {HANDLE_in_take, HANDLE_in_copy, HANDLE_in_copy}},
  {1925088099u, 34, OP_OUT, 434, CLASS_DATA, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 1, true,
   {HANDLE_out_take, HANDLE_out_copy, HANDLE_out_mixed}},
  {2049173192u, 26, OP_READ, 438, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 4, true,
   {HANDLE_read_take, HANDLE_read_copy, HANDLE_read_copy}},
  {2146227617u, 36, OP_WRITE, 443, CLASS_DATA, 0, 2,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, true, 0, 0}}, 4, true,
   {HANDLE_write_take, HANDLE_write_copy, HANDLE_write_mixed}},
  {1811643961u, 28, OP_ASSEMBLE, 449, CLASS_DATA, 1, 1,
   {{OPERAND_REST, ROLE_READ, false, 1, 2}}, 4, true,
   {HANDLE_assemble, HANDLE_assemble, HANDLE_assemble}},
  {2608321966u, 20, OP_GET, 458, CLASS_DATA, 1, 1,
   {{OPERAND_SYMBOL, ROLE_READ, false, 0, 0}}, 4, true,
   {HANDLE_get, HANDLE_get, HANDLE_get}},
  {3662781633u, 30, OP_PUT, 462, CLASS_DATA, 0, 2,
   {{OPERAND_SYMBOL, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 4, false,
   {HANDLE_put_take, HANDLE_put_copy, HANDLE_put_copy}},
  {3954437776u, 31, OP_SET_HANDLER, 466, CLASS_DATA, 1, 1,
   {{OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 4, true,
   {HANDLE_set_handler_take, HANDLE_set_handler_copy, HANDLE_set_handler_copy}},
  {669729618u, 50, OP_SET_TIMER, 478, CLASS_DATA, 0, 3,
   {{OPERAND_VALUE, ROLE_READ, true, 0, 0}, {OPERAND_VALUE, ROLE_READ, false, 0, 0}, {OPERAND_VALUE, ROLE_STORE, true, 0, 0}}, 4, true,
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
const uint8_t baton_opcode_index[OPCODES] = {
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
