;;; Machines that are broken on purpose, each in one way.
;;;
;;; (mutant NAME WHAT NEAR (FILE FIND REPLACE) ...)
;;;     NAME names the program in build/mutants; WHAT says what is wrong with it.
;;;     NEAR: a word that stands in the names of tests that may notice.
;;;     In FILE the text FIND, which stands there just once, becomes REPLACE.
;;; (area TEXT)
;;;     What the mutants that follow are wrong about, in general.
;;;
;;; A change of spec/instructions.scm is one of the definition: the bodies of the
;;; engines are generated from it anew.  tests/mutants/build makes the machines;
;;; where FIND is no longer in its file it says so, and the mutant needs care.

(area "what an instruction does")

(mutant sub-the-other-way "sub gives b - a" "sub"
  ("spec/instructions.scm" "(x) (sub a b)" "(x) (sub b a)"))
(mutant quo-the-other-way "quo gives b / a" "quo"
  ("spec/instructions.scm" "(x) (quo a b)" "(x) (quo b a)"))
(mutant lt-the-other-way "lt holds where a is greater" "lt"
  ("spec/instructions.scm" "test (less a b)" "test (less b a)"))
(mutant le-without-equal "le does not hold of equals" "le"
  ("spec/instructions.scm" "test (at-most a b)" "test (less a b)"))
(mutant xor-keeps-both "xor is or" "xor"
  ("spec/instructions.scm" "(x) (xor a b)" "(x) (or a b)"))
(mutant shr-shifts-left "shr shifts to the left" "shr"
  ("spec/instructions.scm" "(shift-back a n)\n" "(shift a n)\n"))
(mutant cons-the-other-way "cons puts its first where its second belongs" "cons"
  ("spec/instructions.scm" "(p) (cell pair a d)" "(p) (cell pair d a)"))
(mutant cdr-gives-the-car "cdr gives the first" "cdr"
  ("spec/instructions.scm" "(d) (part p 1)" "(d) (part p 0)"))
(mutant set-cdr-sets-the-car "set-cdr replaces the first" "set-cdr"
  ("spec/instructions.scm" "(set-part p 1 d)" "(set-part p 0 d)"))
(mutant null-test-is-void-test "null? holds of #void" "null?"
  ("spec/instructions.scm" "(is a null)" "(is a void)"))
(mutant pair-test-is-closure-test "pair? holds of closures" "pair?"
  ("spec/instructions.scm" "(is a pair)" "(is a closure)"))

(area "what an operand is for, and of which kind")

(mutant cons-missing-retain "cons does not retain a copied first" "cons"
  ("spec/instructions.scm" "cons #x38 ((a any store)" "cons #x38 ((a any read)"))
(mutant box-missing-retain "box does not retain what it holds" "box"
  ("spec/instructions.scm" "box #x48 ((x any store))" "box #x48 ((x any read))"))
(mutant vset-missing-retain "vset does not retain what it stores" "vset"
  ("spec/instructions.scm" "(x any store)) ()\n  (set v i x)"
   "(x any read)) ()\n  (set v i x)"))
(mutant let-missing-retain "let x y shares y without a retain" "let"
  ("spec/instructions.scm" "let #x01 ((a any store))" "let #x01 ((a any read))"))
(mutant make-vector-keeps-its-filler "make-vector stores what it only reads"
  "make-vector"
  ("spec/instructions.scm" "make-vector #x51 ((n int read) (x any read))"
   "make-vector #x51 ((n int read) (x any store))"))
(mutant car-of-anything "car does not check that it gets a pair" "car"
  ("spec/instructions.scm" "car #x39 ((p pair read))" "car #x39 ((p any read))"))
(mutant set-car-of-constants "set-car changes constants" "set-car"
  ("spec/instructions.scm" "set-car #x3b ((p pair! read)"
   "set-car #x3b ((p pair read)"))
(mutant rtag-of-anything "rtag does not check that it gets a record" "rtag"
  ("spec/instructions.scm" "rtag #x59 ((r record read))"
   "rtag #x59 ((r any read))"))

(area "integers at their ends")

(mutant add-overflow-unchecked "add wraps around" "add"
  ("vm/micro.h" "return __builtin_add_overflow((Integer)a, (Integer)b, (Integer *)x)
             ? FAULT_OVERFLOW"
   "return __builtin_add_overflow((Integer)a, (Integer)b, (Integer *)x)
             ? FAULT_NONE"))
(mutant mul-overflow-unchecked "mul wraps around" "mul"
  ("vm/micro.h" "return __builtin_mul_overflow((Integer)a, value_int(b), (Integer *)x)
             ? FAULT_OVERFLOW"
   "return __builtin_mul_overflow((Integer)a, value_int(b), (Integer *)x)
             ? FAULT_NONE"))
(mutant quo-least-by-minus-one "quo does not check its only overflow" "quo"
  ("vm/micro.h" "if (value_int(b) == -1 && value_int(a) == INTEGER_MIN) return FAULT_OVERFLOW;"
   ""))
(mutant rem-has-the-sign-of-b "rem has the sign of its second operand" "rem"
  ("vm/micro.h" "*x = value_of_int(value_int(a) % value_int(b));"
   "*x = value_of_int((value_int(a) % value_int(b) + value_int(b)) % value_int(b));"))
(mutant shift-right-towards-zero "shifts to the right round towards zero" "shr"
  ("vm/micro.h" "a < 0 ? ~(~a >> by) : a >> by" "a < 0 ? -(-a >> by) : a >> by"))
(mutant shift-faults-early "shl faults on the largest result" "shl"
  ("vm/micro.h" "a > INTEGER_MAX >> n ||" "a >= INTEGER_MAX >> n ||"))

(area "cells: indices, counts, what was there before")

(mutant setters-forget-what-was-there "what a setter replaces leaks" "set-c"
  ("vm/micro.h" "value_cell(c)->field[i] = x;\n  value_release(m, old);"
   "value_cell(c)->field[i] = x;\n  (void)old, (void)m;"))
(mutant uncons-missing-retain "uncons of a shared pair retains only its first"
  "uncons"
  ("vm/micro.h" "  value_retain(m, *d);\n  if (taken)" "  if (taken)"))
(mutant index-one-too-far "vref takes the index that is the size" "vref"
  ("vm/micro.h" "if (i >= value_of_int(cell_size(cell) - from)) return FAULT_BOUNDS;
  size_t at" "if (i > value_of_int(cell_size(cell) - from)) return FAULT_BOUNDS;
  size_t at"))
(mutant set-index-one-too-far "vset takes the index that is the size" "vset"
  ("vm/micro.h" "if (i >= value_of_int(cell_size(cell) - from)) return FAULT_BOUNDS;
  uint32_t at" "if (i > value_of_int(cell_size(cell) - from)) return FAULT_BOUNDS;
  uint32_t at"))
(mutant bytes-of-256 "bset takes 256" "bset"
  ("vm/micro.h" "if (x > value_of_int(255)) return FAULT_BOUNDS;"
   "if (x > value_of_int(256)) return FAULT_BOUNDS;"))
(mutant surrogates-are-characters "int->char makes surrogates" "int->char"
  ("vm/micro.h" " || (i >= 0xd800 && i < 0xe000)" ""))
(mutant record-counts-its-tag "rlen and the indices of a record count the tag"
  "rlen"
  ("vm/micro.h" "return kind == KIND_RECORD;" "return kind == KIND_RECORD && 0;"))
(mutant get-missing-retain "get does not retain the symbol's value" "get"
  ("vm/micro.h" "if (*x == VALUE_UNBOUND) return FAULT_UNBOUND;\n  value_retain(m, *x);"
   "if (*x == VALUE_UNBOUND) return FAULT_UNBOUND;"))

(area "transfers, captures, drop")

(mutant captures-swapped "a closure that is called once gives its captures the
other way round" "capture"
  ("vm/engines/units.h" "to[0] = cell->field[1];\n    to[1] = cell->field[2];"
   "to[0] = cell->field[2];\n    to[1] = cell->field[1];"))
(mutant captures-off-by-one "of three or more captures the last is not moved"
  "captur"
  ("vm/engines/units.h" "for (uint32_t i = 1; i < size; i++) to[i - 1] = cell->field[i];"
   "for (uint32_t i = 1; i + 1 < size; i++) to[i - 1] = cell->field[i];"))
(mutant captures-missing-retain "a closure that is called again shares its
captures without a retain" "again"
  ("vm/machine.c" "to[i] = value_retain(m, cell->field[i + 1]);"
   "to[i] = cell->field[i + 1];"))
(mutant arity-unchecked "a closure takes any number of arguments" "arity"
  ("vm/engines/units.h" "if (UNLIKELY(!block_accepts(block, count))) return FAULT_ARITY;"
   ""))
(mutant drop-forgets-the-last "of several variables drop keeps the last" "drop"
  ("vm/engines/transfers.h" "i < pc[1]; i++) value_release(m, R(2 + i));"
   "i + 1 < pc[1]; i++) value_release(m, R(2 + i));"))
(mutant apply-of-improper-lists "apply takes lists with a tail" "apply"
  ("vm/machine.c" "if (at != VALUE_NULL) return FAULT_TYPE;" ""))
(mutant apply-missing-retain "apply shares the list's elements without a retain"
  "apply"
  ("vm/machine.c" "m->r[count++] = value_retain(m, value_cell(list)->field[0]);"
   "m->r[count++] = value_cell(list)->field[0];"))
(mutant fuel-one-too-much "one transfer more than the fuel allows" "fuel"
  ("vm/engine.c" "if (UNLIKELY(--fuel < 0)) goto spent;"
   "if (UNLIKELY(--fuel < -1)) goto spent;"))

(area "faults and the timer")

(mutant try-never-faults-over "a fault under try goes to the handler" "try"
  ("vm/machine.c" "if (place->otherwise) return" "if (0) return"))
(mutant handler-stays "a handler is not cleared when it is called" "handler"
  ("vm/machine.c" "Value handler = m->handler;
  m->handler = VALUE_FALSE;
  value_release(m, m->reserve);" "Value handler = value_retain(m, m->handler);
  value_release(m, m->reserve);"))
(mutant handler-keeps-what-lived "what was alive at a fault leaks" "handler"
  ("vm/machine.c" "if (walk->live[i]) value_release(m, m->r[i]);\n  m->r[0] = value_of_symbol"
   ";\n  m->r[0] = value_of_symbol"))
(mutant timer-forgets-the-handler "a resumed program has no handler" "timer"
  ("vm/machine.c" "cell->field[1] = m->handler;" "cell->field[1] = VALUE_FALSE;"))

(area "the check at load")

(mutant leaks-are-accepted "an image may forget a variable at a transfer" "alive"
  ("vm/verify.c" "if (walk->live[i])" "if (0)"))
(mutant unchecked-double-end "one instruction may take a variable twice" "twice"
  ("vm/assemble.c" "complain(a, MESSAGE_TAKEN_TWICE" "if (0) complain(a, MESSAGE_TAKEN_TWICE"))
(mutant text-may-leak "a text may forget a variable at a transfer" "alive"
  ("vm/assemble.c" "complain_count(a, MESSAGE_STILL_ALIVE" "if (0) complain_count(a, MESSAGE_STILL_ALIVE"))
