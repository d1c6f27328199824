;;; Tests and the two ways, beyond the table.

(profile core)

(test "eq of one cell held twice"
  (body (let p (cons 1 2)) (let q p)
        (if (eq !p !q) (then (halt #t)) (else (halt #f))))
  (answer #t))

(test "eq of two equal cells"
  (body (let p (cons 1 2)) (let q (cons 1 2))
        (if (eq !p !q) (then (halt #t)) (else (halt #f))))
  (answer #f))

(test "eq of a literal pair written twice"
  (body (if (eq '(1) '(1)) (then (halt #t)) (else (halt #f))))
  (answer #f))

(test "eq of a constant held twice"
  (body (let p '(1)) (let q p)
        (if (eq !p !q) (then (halt #t)) (else (halt #f))))
  (answer #t))

(test "eq of one symbol from two blocks"
  (body (jump b 'red))
  (program (block b (x) ()
             (if (eq !x 'red) (then (halt #t)) (else (halt #f)))))
  (answer #t))

(test "eq of closures without captures of one block"
  (body (let f (close b)) (let g (close b))
        (if (eq !f !g) (then (halt #t)) (else (halt #f))))
  (program (block b () () (halt 0)))
  (answer #t))

(test "eq of closures with captures"
  (body (let f (close b 1)) (let g (close b 1))
        (if (eq !f !g) (then (halt #t)) (else (halt #f))))
  (program (block b () (x) (halt !x)))
  (answer #f))

(test "eq of a number and a symbol of that name"
  (body (if (eq 12 '|12|) (then (halt #t)) (else (halt #f))))
  (answer #f))

(test "eq takes unlike kinds"
  (body (let p (cons 1 2))
        (if (eq !p 1) (then (halt #t)) (else (halt #f))))
  (answer #f))

(test "true of a taken cell"
  (body (let p (cons 1 2))
        (if (true !p) (then (halt 'yes)) (else (halt 'no))))
  (answer yes))

(test "lt of symbols is a type fault"
  (body (if (lt 'a 'b) (then (halt #t)) (else (halt #f))))
  (fault type))

(test "le of booleans is a type fault"
  (body (if (le #f #t) (then (halt #t)) (else (halt #f))))
  (fault type))

(test "lt looks at both operands' kinds"
  (body (if (lt 1 ()) (then (halt #t)) (else (halt #f))))
  (fault type))

(test "a fault in a test does not go to else"
  (body (let x (cons 1 2))
        (if (lt !x 2) (then (halt 1)) (else (halt 2))))
  (fault type))

(test "a tree of tests sorts three numbers"
  (body (let a 3) (let b 1) (let c 2)
        (if (le a b)
            (then (drop a b c) (halt 'wrong))
            (else
             (if (le b c)
                 (then
                  (if (le a c)
                      (then (drop a b c) (halt 'wrong))
                      (else (let l (cons !a ())) (let l (cons !c !l))
                            (let l (cons !b !l)) (halt !l))))
                 (else (drop a b c) (halt 'wrong))))))
  (answer (1 2 3)))
