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

;; Tests: each holds of one thing, and not of its neighbours.

(test "lt of less, equal, greater"
  (body (if (lt 1 2)
            (then (if (lt 2 2)
                      (then (halt 'equal))
                      (else (if (lt 3 2)
                                (then (halt 'greater))
                                (else (halt 'right))))))
            (else (halt 'less))))
  (answer right))

(test "le holds of equals"
  (body (if (le 2 2)
            (then (if (le 3 2) (then (halt 'greater)) (else (halt 'right))))
            (else (halt 'equal))))
  (answer right))

(test "null? of () and of #void"
  (body (if (null? ())
            (then (if (null? #void) (then (halt 'void)) (else (halt 'right))))
            (else (halt 'null))))
  (answer right))

(test "pair? of a pair and of a closure"
  (body (let p (cons 1 2)) (let c (close b))
        (if (pair? !p)
            (then (if (pair? !c) (then (halt 'closure)) (else (halt 'right))))
            (else (drop c) (halt 'pair))))
  (program (block b (x) () (halt !x)))
  (answer right))

;; Pairs

(test "cons, car, cdr keep their order"
  (body (let p (cons 1 2)) (let a (car p)) (let d (cdr p))
        (let l (cons !a !d)) (let l (cons !p !l)) (halt !l))
  (answer ((1 . 2) 1 . 2)))

(test "set-cdr changes the second alone"
  (body (let p (cons 1 2)) (set-cdr p 3) (halt !p))
  (answer (1 . 3)))

(test "set-car ends what was there"
  (body (let a (cons 1 2)) (let p (cons !a 3)) (set-car p 4) (halt !p))
  (answer (4 . 3)))

(test "set-car refuses a constant"
  (body (let p '(1 2)) (set-car !p 5) (halt 'changed))
  (fault type))

(test "car wants a pair"
  (body (let c (close b 7)) (let x (car !c)) (halt !x))
  (program (block b () (x) (halt !x)))
  (fault type))

;; Who holds what: copies must still be there when the original has ended.

(test "cons holds a copied first"
  (body (let a (cons 1 2)) (let p (cons a 3)) (drop a)
        (let b (cons 5 6)) 
