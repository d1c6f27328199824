;;; The instructions of Baton, each defined once.
;;;
;;; Read by asm/baton/instructions.scm.  From this file come the opcodes, the
;;; encodings, the operand roles and checks, the faults, the bodies of every C
;;; engine, both assemblers and disassemblers, the verifier's table, the tracer's
;;; text, the reference interpreter and the reference card.  It relies on nothing
;;; but the micro-operations it declares first, each of which is one inline
;;; function in vm/micro.h and one procedure in asm/baton/micro.scm.
;;; To add a data instruction, add an entry here and run `make generate`.
;;;
;;; (kind NAME CODE MEMORY PROFILE DOC)
;;;     A kind of value.  MEMORY is `word' (immediate: no cell), `values' (a cell
;;;     whose fields are values) or `raw' (a cell of bytes or code points).
;;; (micro NAME (ARGUMENT ...) RESULT FAULTS DOC)
;;;     RESULT: a kind (a word of this kind, which owns nothing), `borrowed' (a
;;;     value that a cell keeps; the machine retains it), `owned' (a fresh value),
;;;     `test', or `none'.  FAULTS: a list of fault names.
;;; (service NAME FAULTS)
;;;     A service of the machine, and the faults that it may raise.
;;; (group NAME PROFILE DOC)
;;;     Heads the instructions that follow it.
;;; (instruction NAME OPCODE (OPERAND ...) RESULTS FORMULA DOC)
;;;     OPERAND  (VARIABLE TYPE ROLE)   a value: copied, taken or constant
;;;              (VARIABLE TYPE ROLE rest MIN MAX)   MIN to MAX further values
;;;              (VARIABLE block)       a block, by number
;;;              (VARIABLE symbol)      a bare symbol, a constant of the program
;;;     TYPE     `any', a kind, or a kind with `!': a mutable cell of that kind
;;;              (constants are immutable).  Another value is a fault `type'.
;;;     ROLE     `read' looks at the value; `store' keeps it; `end' ends it.
;;;     RESULTS  a list of variables, `test' (stands only in `if'), or `transfer'
;;;              (ends a block).
;;;     FORMULA  (MICRO ARGUMENT ...): the effect.  An ARGUMENT is an operand's
;;;              variable, an integer or a bare word.  A bare variable: the
;;;              operand is the result.
;;;     The faults of an instruction: `type' where an operand has a type, and
;;;     those of its micro-operation or service.

;;; Kinds of values

(kind int       0 word   core   "an integer of W-2 bits")
(kind bool      1 word   core   "#t or #f")
(kind null      2 word   core   "(), the empty list")
(kind char      3 word   data   "a character: one Unicode scalar value")
(kind void      4 word   core   "#void, what has nothing to say")
(kind eof       5 word   core   "#eof, the end of input")
(kind symbol    6 word   core   "a name, the same wherever it is written")
(kind pair      7 values core   "two values, car and cdr")
(kind box       8 values data   "one value that can be replaced")
(kind vector    9 values data   "n values, by index from 0")
(kind record   10 values data   "a tag and n values, by index from 0")
(kind bytes    11 raw    data   "n integers from 0 to 255, by index")
(kind string   12 raw    data   "n characters, by index")
(kind closure  13 values core   "a block with its captured values")
(kind device   14 values core   "a way to the outside")

;;; Faults, with the code that machines may use for them

(fault type       1 "an operand is of the wrong kind")
(fault arity      2 "a block was given too many or too few arguments")
(fault overflow   3 "an integer result does not fit into W-2 bits")
(fault divide     4 "a division by zero")
(fault bounds     5 "an index or a size is out of range")
(fault memory     6 "the heap is full")
(fault device     7 "a device cannot do what it was asked")
(fault program    8 "a program was refused by the assembler")
(fault raised     9 "the program raised a value itself")
(fault unbound   10 "a symbol has no value")

;;; Micro-operations: the vocabulary of the formulas

(micro add (a b) int (overflow) "a + b")
(micro sub (a b) int (overflow) "a - b")
(micro mul (a b) int (overflow) "a * b")
(micro quo (a b) int (divide overflow) "a / b, towards zero")
(micro rem (a b) int (divide) "a - b * quo(a, b): the sign of a")
(micro and (a b) int () "the bits in both a and b")
(micro or  (a b) int () "the bits in a or b")
(micro xor (a b) int () "the bits in either a or b")
(micro not (a) int () "-a - 1: every bit turned")
(micro shift (a n) int (overflow) "a * 2^n, towards minus infinity")
(micro shift-back (a n) int (overflow) "a * 2^-n, towards minus infinity")
(micro same (a b) test () "a and b are one and the same value")
(micro less (a b) test () "a < b")
(micro at-most (a b) test () "a <= b")
(micro truth (a) test () "a is not #f")
(micro is (a kind) test () "a is of the kind")
(micro cell (kind . fields) owned (memory)
       "a new cell of the kind with these fields")
(micro collect (kind fields) owned (memory)
       "a new cell of the kind with a rest operand's values as fields")
(micro filled (kind n x) owned (bounds memory)
       "a new cell of n elements, each a copy of x (retained n times); bounds
where n < 0 or beyond 2^27-1, or a byte is outside 0 to 255")
(micro part (c i) borrowed () "field i of c, a constant index")
(micro set-part (c i x) none () "field i of c becomes x")
(micro parts (c) owned () "the two fields of the pair c")
(micro size (c) int () "the number of elements of c")
(micro ref (c i) borrowed (bounds) "element i of c, from 0")
(micro set (c i x) none (bounds)
       "element i of c becomes x; a byte outside 0 to 255 is out of bounds")
(micro code-point (c) int () "the code point of the character c")
(micro character (n) char (bounds)
       "the character of code point n; bounds where there is none")
(micro name (s) owned (memory) "the symbol's name as a new string")
(micro intern (s) symbol (memory) "the symbol of this name")
(micro close (b fields) owned (memory)
       "a closure of block b that captures these values")
(micro service (name . arguments) owned ()
       "a service of the machine: spec/machine.md, Services")
(micro go (block arguments) none (memory) "a transfer to a block")
(micro enter (closure arguments) none (type arity memory)
       "a transfer to a closure")

;;; Services

(service port        (device))
(service in          (device))
(service out         (type bounds memory device))
(service read        (memory device))
(service write       (type bounds memory device))
(service assemble    (type memory device program))
(service get         (unbound))
(service put         ())
(service set-handler (type arity memory))
(service set-timer   (type arity bounds device))

;;; Instructions

(group lifetimes core "Births and ends")

(instruction let #x01 ((a any store)) (x) a
  "x is a.")
(instruction drop #x02 ((xs any end rest 1 255)) () (end xs)
  "Ends each x.  Written without `!'.")

(group trees core "Two ways, and no way back together")

(instruction if #x04 () tree (if)
  "Goes on with `then' where the test holds, else with `else'.")
(instruction try #x05 () tree (try)
  "Does one instruction and goes on with `then'.  Where it would fault, nothing
has happened, and the program goes on with `else'.")

(group transfers core "Hand on, for good")

(instruction jump #x08 ((b block) (xs any store rest 0 255)) transfer
  (go b xs)
  "Goes on in block b, which captures nothing, with the values xs.")
(instruction call #x09 ((f closure read) (xs any store rest 0 255)) transfer
  (enter f xs)
  "Goes on in the closure's block, with xs and what f captured.")
(instruction apply #x0a ((f closure read) (xs any store rest 1 255)) transfer
  (enter f xs)
  "Like call; the last x is a proper, finite list (else `type') of further
arguments.")
(instruction halt #x0b ((v any store)) transfer (halt v)
  "Ends the program; v is its answer.")
(instruction raise #x0c ((v any store)) transfer (raise v)
  "The fault `raised', with v.")

(group integers core "Integers of W-2 bits")

(instruction add #x10 ((a int read) (b int read)) (x) (add a b)
  "x is a + b.")
(instruction sub #x11 ((a int read) (b int read)) (x) (sub a b)
  "x is a - b.")
(instruction mul #x12 ((a int read) (b int read)) (x) (mul a b)
  "x is a * b.")
(instruction quo #x13 ((a int read) (b int read)) (x) (quo a b)
  "x is a / b, rounded towards zero.  The least integer by -1 overflows.")
(instruction rem #x14 ((a int read) (b int read)) (x) (rem a b)
  "x is what quo leaves over; it has the sign of a.")
(instruction and #x15 ((a int read) (b int read)) (x) (and a b)
  "x has the bits that are in both (two's complement).")
(instruction or #x16 ((a int read) (b int read)) (x) (or a b)
  "x has the bits that are in a or in b.")
(instruction xor #x17 ((a int read) (b int read)) (x) (xor a b)
  "x has the bits that are in just one of a and b.")
(instruction not #x18 ((a int read)) (x) (not a)
  "x is -a - 1.")
(instruction shl #x19 ((a int read) (n int read)) (x) (shift a n)
  "x is a * 2^n.  A negative n shifts to the right.")
(instruction shr #x1a ((a int read) (n int read)) (x) (shift-back a n)
  "x is a / 2^n, rounded towards minus infinity.  A negative n shifts to the
left.")

(group tests core "Tests stand in `if'")

(instruction eq #x20 ((a any read) (b any read)) test (same a b)
  "a and b are the same: equal words, or the same cell.")
(instruction lt #x21 ((a int read) (b int read)) test (less a b)
  "a < b.")
(instruction le #x22 ((a int read) (b int read)) test (at-most a b)
  "a <= b.")
(instruction true #x23 ((a any read)) test (truth a)
  "a is anything but #f.")
(instruction int? #x24 ((a any read)) test (is a int) "a is an integer.")
(instruction bool? #x25 ((a any read)) test (is a bool) "a is #t or #f.")
(instruction null? #x26 ((a any read)) test (is a null) "a is ().")
(instruction void? #x27 ((a any read)) test (is a void) "a is #void.")
(instruction eof? #x28 ((a any read)) test (is a eof) "a is #eof.")
(instruction pair? #x29 ((a any read)) test (is a pair) "a is a pair.")
(instruction closure? #x2a ((a any read)) test (is a closure)
  "a is a closure.")
(instruction device? #x2b ((a any read)) test (is a device)
  "a is a device.")

(group data-tests data "Tests for the kinds of the data profile")

(instruction char? #x30 ((a any read)) test (is a char)
  "a is a character.")
(instruction symbol? #x31 ((a any read)) test (is a symbol)
  "a is a symbol.")
(instruction box? #x32 ((a any read)) test (is a box) "a is a box.")
(instruction vector? #x33 ((a any read)) test (is a vector)
  "a is a vector.")
(instruction record? #x34 ((a any read)) test (is a record)
  "a is a record.")
(instruction bytes? #x35 ((a any read)) test (is a bytes)
  "a is a byte string.")
(instruction string? #x36 ((a any read)) test (is a string)
  "a is a string.")

(group pairs core "Pairs")

(instruction cons #x38 ((a any store) (d any store)) (p) (cell pair a d)
  "p is a new pair.")
(instruction car #x39 ((p pair read)) (a) (part p 0)
  "a is the first of p.")
(instruction cdr #x3a ((p pair read)) (d) (part p 1)
  "d is the second of p.")
(instruction set-car #x3b ((p pair! read) (a any store)) () (set-part p 0 a)
  "The first of p becomes a.")
(instruction set-cdr #x3c ((p pair! read) (d any store)) () (set-part p 1 d)
  "The second of p becomes d.")
(instruction uncons #x3d ((p pair read)) (a d) (parts p)
  "a and d are the two of p.  Where p is taken and nobody else holds it, they
are moved out of it.")

(group closures core "Closures")

(instruction close #x40 ((b block) (xs any store rest 0 255)) (c) (close b xs)
  "c is a closure of block b that captures xs.  Without captures it is a
constant and allocates nothing.")

(group boxes data "Boxes")

(instruction box #x48 ((x any store)) (b) (cell box x)
  "b is a new box.")
(instruction unbox #x49 ((b box read)) (x) (part b 0)
  "x is what the box holds.")
(instruction set-box #x4a ((b box! read) (x any store)) () (set-part b 0 x)
  "The box holds x.")

(group vectors data "Vectors")

(instruction vector #x50 ((xs any store rest 0 255)) (v) (collect vector xs)
  "v is a new vector of the xs.")
(instruction make-vector #x51 ((n int read) (x any read)) (v)
  (filled vector n x)
  "v is a new vector of n times x: each element is a copy.")
(instruction vref #x52 ((v vector read) (i int read)) (x) (ref v i)
  "x is element i of v, from 0.")
(instruction vset #x53 ((v vector! read) (i int read) (x any store)) ()
  (set v i x)
  "Element i of v becomes x.")
(instruction vlen #x54 ((v vector read)) (n) (size v)
  "n is the number of elements.")

(group records data "Records")

(instruction record #x58 ((xs any store rest 1 255)) (r) (collect record xs)
  "r is a new record; the first x is its tag.")
(instruction rtag #x59 ((r record read)) (t) (part r 0)
  "t is the tag of r.")
(instruction rref #x5a ((r record read) (i int read)) (x) (ref r i)
  "x is field i of r, from 0, the tag not counted.")
(instruction rset #x5b ((r record! read) (i int read) (x any store)) ()
  (set r i x)
  "Field i of r becomes x.")
(instruction rlen #x5c ((r record read)) (n) (size r)
  "n is the number of fields, the tag not counted.")

(group bytes data "Byte strings")

(instruction make-bytes #x60 ((n int read) (b int read)) (s) (filled bytes n b)
  "s is a new byte string of n times b, an integer from 0 to 255 (else
`bounds').")
(instruction bref #x61 ((s bytes read) (i int read)) (b) (ref s i)
  "b is byte i of s, from 0.")
(instruction bset #x62 ((s bytes! read) (i int read) (b int read)) ()
  (set s i b)
  "Byte i of s becomes b, an integer from 0 to 255 (else `bounds').")
(instruction blen #x63 ((s bytes read)) (n) (size s)
  "n is the number of bytes.")

(group strings data "Strings and characters")

(instruction make-string #x68 ((n int read) (c char read)) (s)
  (filled string n c)
  "s is a new string of n times c.")
(instruction sref #x69 ((s string read) (i int read)) (c) (ref s i)
  "c is character i of s, from 0.")
(instruction sset #x6a ((s string! read) (i int read) (c char read)) ()
  (set s i c)
  "Character i of s becomes c.")
(instruction slen #x6b ((s string read)) (n) (size s)
  "n is the number of characters.")
(instruction char->int #x6c ((c char read)) (n) (code-point c)
  "n is the code point of c.")
(instruction int->char #x6d ((n int read)) (c) (character n)
  "c is the character of code point n: 0 to #xd7ff or #xe000 to #x10ffff (else
`bounds').")
(instruction symbol->string #x6e ((s symbol read)) (t) (name s)
  "t is a new string of the symbol's name.")
(instruction string->symbol #x6f ((t string read)) (s) (intern t)
  "s is the symbol of this name.")

(group devices core "Input and output")

(instruction port #x78 ((w device read) (name symbol)) (d)
  (service port w name)
  "d is the device of this name that w, the world, grants; else `device'.")
(instruction in #x79 ((d device read)) (x) (service in d)
  "x is the next byte that d gives, or #eof.")
(instruction out #x7a ((d device read) (x any read)) () (service out d x)
  "Sends x to d: a byte (else `bounds'), or a string as UTF-8.")

(group system system "The machine's own services")

(instruction read #x7c ((d device read)) (x) (service read d)
  "x is the next datum that d gives, or #eof.")
(instruction write #x7d ((d device read) (x any read)) ()
  (service write d x)
  "Sends x to d as text that `read' understands, where it is data.")
(instruction assemble #x7e ((xs any read rest 1 2)) (f) (service assemble xs)
  "f is a closure of the block `main' of the program that the first x, a list
of blocks, spells.  With the world as second x the program shares the caller's
symbol values and may set handlers.")
(instruction get #x80 ((name symbol)) (x) (service get name)
  "x is the symbol's value; without one, `unbound'.")
(instruction put #x81 ((name symbol) (x any store)) () (service put name x)
  "The symbol's value becomes x.")
(instruction set-handler #x82 ((h any store)) (old)
  (service set-handler h)
  "Faults go to h, a closure (else `type') that takes just three arguments and
no rest (else `arity'), or with #f to nobody.  old is what stood there before.")
(instruction set-timer #x83 ((t device read) (n int read) (f any store)) ()
  (service set-timer t n f)
  "After n further transfers (less than 0: `bounds') the timer calls f, a
closure (else `type') that takes just one argument and no rest (else `arity'),
with a resume closure; #f disarms it.")
