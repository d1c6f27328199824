;;; Tests of a machine: each case is a program and what must come of it.

(profile core)

;; Integers.  Both operands differ, so that their order shows.

(test "sub and quo take b from a, a by b"
  (body (let d (sub 17 5)) (let q (quo d 5)) (let l (cons !d !q)) (halt !l))
  (answer (12 . 2)))

(test "rem has the sign of its first operand"
  (body (let a (rem -7 3)) (let b (rem 7 -3)) (let l (cons !a !b)) (halt !l))
  (answer (-1 . 1)))

(test "xor drops what both have"
  (body (let x (xor 12 10)) (halt !x))
  (answer 6))

(test "shr shifts to the right, and rounds down"
  (body (let a (shr 20 2)) (let b (shr -5 1)) (let l (cons !a !b)) (halt !l))
  (answer (5 . -3)))

(test "shl reaches the largest integer's half"
  (width 64)
  (body (let x (shl 1152921504606846975 1)) (halt !x))
  (answer 2305843009213693950))

(test "shl of the last number that can be doubled"
  (width 64)
  (body (let x (shl -1152921504606846976 1)) (halt !x))
  (answer -2305843009213693952))

(test "add overflows"
  (width 64)
  (body (let x (add 2305843009213693951 1)) (halt !x))
  (fault overflow))

(test "mul overflows"
  (width 64)
  (body (let x (mul 2305843009213693951 2)) (halt !x))
  (fault overflow))

(test "quo overflows in one case only"
  (width 64)
  (body (let x (quo -2305843009213693952 -1)) (halt !x))
  (fault overflow))
