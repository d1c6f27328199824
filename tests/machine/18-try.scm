;;; try: where the instruction would fault, nothing has happened.

(profile core)

(test "try that goes well"
  (body (try x (add 1 2) (then (halt !x)) (else (halt 'fault))))
  (answer 3))

(test "try that faults"
  (body (try x (quo 1 0) (then (halt !x)) (else (halt 'fault))))
  (answer fault))

(test "what try takes ends in then only"
  (body (let p (cons 1 2))
        (try x (car !p) (then (halt !x)) (else (halt !p))))
  (answer 1))

(test "what try takes lives in else"
  (body (let p (cons 1 2))
        (try x (add !p 1) (then (halt !x)) (else (halt !p))))
  (answer (1 . 2)))

(test "a result may have the name of what was taken"
  (body (let n 5)
        (try n (add !n 1) (then (halt !n)) (else (halt !n))))
  (answer 6))

(test "the result's name in else is the old variable"
  (body (let n '(5))
        (try n (add !n 1) (then (halt !n)) (else (halt !n))))
  (answer (5)))

(test "try with two results"
  (body (let p (cons 1 2))
        (try (a d) (uncons !p)
             (then (let p (cons !d !a)) (halt !p))
             (else (halt !p))))
  (answer (2 . 1)))

(test "try with two results that faults"
  (body (let p 7)
        (try (a d) (uncons !p)
             (then (let p (cons !d !a)) (halt !p))
             (else (halt !p))))
  (answer 7))

(test "try with two results into the name taken"
  (body (let p (cons 1 2))
        (try (q p) (uncons !p)
             (then (let r (cons !p !q)) (halt !r))
             (else (halt !p))))
  (answer (2 . 1)))

(test "try without result"
  (body (let p (cons 1 2))
        (try () (set-car p 9) (then (halt !p)) (else (drop p) (halt 'no))))
  (answer (9 . 2)))

(test "try without result that faults"
  (body (let p '(1 . 2))
        (try () (set-car p 9) (then (drop p) (halt 'no)) (else (halt !p))))
  (answer (1 . 2)))

(test "a setter that faults under try keeps its value"
  (body (let p 5) (let v (cons 1 2))
        (try () (set-car p !v)
             (then (drop p) (halt 'no))
             (else (let q (cons !p !v)) (halt !q))))
  (answer (5 1 . 2)))

(test "copy and take of one variable under try"
  (body (let p (cons 1 2))
        (try x (add p !p) (then (halt !x)) (else (halt !p))))
  (answer (1 . 2)))

(test "tries nest in then"
  (body (try x (add 1 2)
             (then (try y (quo !x 0)
                        (then (halt !y))
                        (else (let x (add !x 10)) (halt !x))))
             (else (halt 'no))))
  (answer 13))

(test "tries nest in else"
  (body (let x '(4))
        (try y (add !x 1)
             (then (halt !y))
             (else (try y (car !x) (then (halt !y)) (else (halt !x))))))
  (answer 4))

(test "if within try within if"
  (body (let x 3)
        (if (lt x 5)
            (then (try y (mul x 2)
                       (then (if (lt !x y)
                                 (then (halt !y))
                                 (else (drop y) (halt 1))))
                       (else (drop x) (halt 2))))
            (else (drop x) (halt 3))))
  (answer 6))

(test "the same live set in both ways, with other variables"
  (body (let a (cons 1 2)) (let b (cons 3 4))
        (try x (car !a)
             (then (let p (cons !x !b)) (halt !p))
             (else (let p (cons !a !b)) (halt !p))))
  (answer (1 3 . 4)))

(test "closures are born under try"
  (body (try f (close b 5) (then (call !f)) (else (halt 'no))))
  (program (block b () (x) (halt !x)))
  (answer 5))

(test "cons under try"
  (body (let a (cons 1 2))
        (try p (cons !a ()) (then (halt !p)) (else (halt !a))))
  (answer ((1 . 2))))

(test "dispatch on kind by try"
  (body (jump describe '(1 2)))
  (program
   (block describe (x) ()
     (try n (add x 0)
          (then (drop x n) (halt 'integer))
          (else (try a (car x)
                     (then (drop x a) (halt 'pair))
                     (else (drop x) (halt 'other)))))))
  (answer pair))

(test "a loop that ends by overflow" (width 64)
  (body (jump double 1 0))
  (program
   (block double (n count) ()
     (try n (add n !n)
          (then (let count (add !count 1)) (jump double !n !count))
          (else (drop n) (halt !count)))))
  (answer 60))

(test "faults in then are not caught"
  (body (try x (add 1 2)
             (then (let y (quo !x 0)) (halt !y))
             (else (halt 'caught))))
  (fault divide))

(test "faults in else are not caught"
  (body (try x (quo 1 0)
             (then (halt !x))
             (else (let y (car 5)) (halt !y))))
  (fault type))

(test "put cannot fault, so it cannot stand in try"
  (profile system)
  (body (try () (put a 1) (then (halt 1)) (else (halt 2))))
  (invalid "put" "fault"))
