;;; Integers beyond what tests/instructions.scm makes of the table: literals,
;;; aliases, algebra that must hold, loops.

(profile core)

(test "literals in bases and with signs"
  (body (let a (add #x10 +5)) (let b (add #x-f -0)) (let p (cons !a !b))
        (halt !p))
  (answer (21 . -15)))

(test "hexadecimal digits of both cases"
  (body (let p (cons #xabcdef #xABCDEF)) (halt !p))
  (answer (11259375 . 11259375)))

(test "leading zeros"
  (body (let a (add 007 -08)) (halt !a))
  (answer -1))

(test "the greatest literal of 64 bits" (width 64)
  (body (let p (cons 2305843009213693951 -2305843009213693952)) (halt !p))
  (answer (2305843009213693951 . -2305843009213693952)))

(test "the greatest literal of 64 bits, in data" (width 64)
  (body (halt '(2305843009213693951 -2305843009213693952)))
  (answer (2305843009213693951 -2305843009213693952)))

(test "a literal too large for 64 bits" (width 64)
  (body (halt 2305843009213693952))
  (malformed))

(test "a literal too small for 64 bits" (width 64)
  (body (halt -2305843009213693953))
  (malformed))

(test "a literal that overflows any word" (width 64)
  (body (halt 99999999999999999999999999999999999999))
  (malformed))

(test "the same operand in every place"
  (body (let n 6) (let n (mul n n)) (halt !n))
  (invalid "n"))

(test "squares by copy and take"
  (body (let n 6) (let n (mul n !n)) (let n (mul n !n)) (halt !n))
  (answer 1296))

(test "quo and rem put a number together again"
  (body (let a -17) (let b 5)
        (let q (quo a b)) (let r (rem !a b))
        (let p (mul !q !b)) (let p (add !p !r))
        (halt !p))
  (answer -17))

(test "shl then shr gives the number back"
  (body (let x (shl -5 20)) (let x (shr !x 20)) (halt !x))
  (answer -5))

(test "bits of a negative number"
  (body (let x (and -6 #xff)) (let y (xor -6 -1)) (let p (cons !x !y))
        (halt !p))
  (answer (250 . 5)))

(test "not twice"
  (body (let x (not 12345)) (let x (not !x)) (halt !x))
  (answer 12345))

(test "gcd by a loop"
  (body (jump gcd 1071 462))
  (program (block gcd (a b) ()
             (if (eq b 0)
                 (then (drop b) (halt !a))
                 (else (let r (rem !a b)) (jump gcd !b !r)))))
  (answer 21))

(test "factorial of 10"
  (body (jump fact 10 1))
  (program (block fact (n acc) ()
             (if (lt n 1)
                 (then (drop n) (halt !acc))
                 (else (let m (sub n 1)) (let p (mul !n !acc))
                       (jump fact !m !p)))))
  (answer 3628800))

(test "a sum of a hundred thousand"
  (body (jump sum 100000 0))
  (program (block sum (n acc) ()
             (if (eq n 0)
                 (then (drop n) (halt !acc))
                 (else (let acc (xor !acc n)) (let n (sub !n 1))
                       (jump sum !n !acc)))))
  (answer 100000))

(test "collatz of 27"
  (body (jump step 27 0))
  (program (block step (n count) ()
             (if (eq n 1)
                 (then (drop n) (halt !count))
                 (else
                  (let count (add !count 1))
                  (let low (and n 1))
                  (if (eq !low 0)
                      (then (let n (shr !n 1)) (jump step !n !count))
                      (else (let n (mul !n 3)) (let n (add !n 1))
                            (jump step !n !count)))))))
  (answer 111))

(test "integers are the same wherever they come from"
  (body (let a (add 500000 500000)) (let b (mul 1000 1000))
        (if (eq !a !b) (then (halt #t)) (else (halt #f))))
  (answer #t))
