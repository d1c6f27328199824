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

(test "set-car refuses a constant"
  (body (let p '(1 2)) (set-car !p 5) (halt 'changed))
  (fault type))

(test "car wants a pair"
  (body (let c (close b 7)) (let x (car !c)) (halt !x))
  (program (block b () (x) (halt !x)))
  (fault type))

;; Closures

(test "a closure with two captures is called once"
  (body (let f (close b 10 20)) (call !f 1))
  (program (block b (x) (a b)
             (let l (cons !a !b)) (let l (cons !x !l)) (halt !l)))
  (answer (1 10 . 20)))

(test "a closure with four captures is called once"
  (body (let f (close b 10 20 30 40)) (call !f 1))
  (program (block b (x) (a b c d)
             (let l (cons !c !d)) (let l (cons !b !l)) (let l (cons !a !l))
             (let l (cons !x !l)) (halt !l)))
  (answer (1 10 20 30 . 40)))

(test "a closure wants the right number of arguments"
  (body (let f (close b)) (call !f 1 2))
  (program (block b (x) () (halt !x)))
  (fault arity))

(test "apply wants a list with an end"
  (body (let f (close b)) (let l (cons 1 2)) (apply !f !l))
  (program (block b (x) () (halt !x)))
  (fault type))

;; The check at load

(test "a text may not forget a variable"
  (body (let x 1) (halt 2))
  (invalid "x"))

(test "an instruction takes a variable once"
  (body (let x (cons 1 2)) (let y (cons !x !x)) (halt !y))
  (invalid "x"))

(profile data)

(test "the last index of vref is the size less one"
  (body (let v (make-vector 2 7)) (let x (vref !v 2)) (halt !x))
  (fault bounds))

(test "the last index of vset is the size less one"
  (body (let v (make-vector 2 7)) (vset !v 2 8) (halt 'done))
  (fault bounds))

(test "a byte is at most 255"
  (body (let b (make-bytes 2 0)) (bset !b 0 256) (halt 'done))
  (fault bounds))

(test "a surrogate is no character"
  (body (let c (int->char 55296)) (halt !c))
  (fault bounds))

(test "a record's tag is not counted"
  (body (let r (record 'point 3 4)) (let n (rlen r)) (let y (rref !r 1))
        (let l (cons !n !y)) (halt !l))
  (answer (2 . 4)))

(test "rtag wants a record"
  (body (let v (vector 1 2)) (let t (rtag !v)) (halt !t))
  (fault type))

(profile system)

(test "ten transfers want ten units of fuel"
  (body (jump loop 9))
  (program (block loop (n) ()
             (if (eq n 0) (then (halt !n))
                 (else (let n (sub !n 1)) (jump loop !n)))))
  (options "--fuel" "9")
  (fuel))

(test "a fault under try is no matter of the handler"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (try x (quo 1 0) (then (halt !x)) (else (halt 'tried))))
  (program (block h (kind irritants place) ()
             (drop kind irritants place) (halt 'handled)))
  (answer tried))

(test "a handler handles one fault"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let x (quo 1 0)) (halt !x))
  (program (block h (kind irritants place) ()
             (drop irritants place) (let old (set-handler #f))
             (let l (cons !kind !old)) (halt !l)))
  (answer (divide . #f)))

(test "what was interrupted still has its handler"
  (program
   (block main (k world) () (drop k)
     (let h (close h)) (let old (set-handler !h)) (drop old)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 1 !f) (jump one))
   (block one () () (jump two))
   (block two () () (let x (quo 1 0)) (halt !x))
   (block rang (resume) () (call !resume))
   (block h (kind irritants place) ()
     (drop irritants place) (halt !kind)))
  (options "--grant" "timer")
  (answer divide))
