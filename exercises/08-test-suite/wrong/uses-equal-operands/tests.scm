;;; Tests of a machine, with the same operand again and again.

(profile core)

(test "sub"
  (body (let x (sub 5 5)) (halt !x))
  (answer 0))

(test "quo"
  (body (let x (quo 5 5)) (halt !x))
  (answer 1))

(test "rem"
  (body (let x (rem 5 5)) (halt !x))
  (answer 0))

(test "xor"
  (body (let x (xor 5 5)) (halt !x))
  (answer 0))

(test "lt"
  (body (if (lt 5 5) (then (halt 'less)) (else (halt 'right))))
  (answer right))

(test "le"
  (body (if (le 5 5) (then (halt 'right)) (else (halt 'greater))))
  (answer right))

(test "cons, car, cdr"
  (body (let p (cons 5 5)) (let a (car p)) (let d (cdr !p))
        (let l (cons !a !d)) (halt !l))
  (answer (5 . 5)))

(test "captures"
  (body (let f (close b 5 5 5)) (call !f 5))
  (program (block b (x) (a b c)
             (let l (cons !b !c)) (let l (cons !a !l)) (let l (cons !x !l))
             (halt !l)))
  (answer (5 5 5 . 5)))

(test "car wants a pair"
  (body (let x (car 5)) (halt !x))
  (fault type))

(test "quo by zero"
  (body (let x (quo 5 0)) (halt !x))
  (fault divide))

(test "a variable that is left"
  (body (let x 5) (halt 5))
  (invalid "x"))

(test "a closure of one parameter"
  (body (let f (close b)) (call !f 5 5))
  (program (block b (x) () (halt !x)))
  (fault arity))

(profile data)

(test "vectors"
  (body (let v (vector 5 5)) (let x (vref v 0)) (let y (vref !v 1))
        (let l (cons !x !y)) (halt !l))
  (answer (5 . 5)))
