;;; Closures: captures, arity, lambdas, sharing.

(profile core)

(test "a closure is called once"
  (body (let a (cons 1 2)) (let f (close b !a)) (call !f 5))
  (program (block b (x) (a) (let p (cons !x !a)) (halt !p)))
  (answer (5 1 . 2)))

(test "captures follow the parameters, in order"
  (body (let f (close b 10 20 30)) (call !f 1 2))
  (program (block b (x y) (a b c)
             (let l (cons !c ())) (let l (cons !b !l)) (let l (cons !a !l))
             (let l (cons !y !l)) (let l (cons !x !l)) (halt !l)))
  (answer (1 2 10 20 30)))

(test "a closure called by copy keeps its captures"
  (body (let a (cons 1 2)) (let f (close b !a)) (call f !f))
  (program (block b (f) (a)
             (if (closure? f)
                 (then (drop a) (call !f #f))
                 (else (drop f) (halt !a)))))
  (answer (1 . 2)))

(test "a closure called by take, held elsewhere"
  (body (let a (cons 1 2)) (let f (close b !a)) (let g f) (call !f !g))
  (program (block b (f) (a)
             (if (closure? f)
                 (then (drop a) (call !f #f))
                 (else (drop f) (halt !a)))))
  (answer (1 . 2)))

(test "a closure is its own argument by take and copy"
  (body (let f (close b 7)) (call !f f))
  (program (block b (f) (a) (drop f) (halt !a)))
  (answer 7))

(test "a closure without captures"
  (body (let f (close b)) (let g f) (drop f) (call !g 4))
  (program (block b (x) () (halt !x)))
  (answer 4))

(test "a closure captures a variable twice"
  (body (let a (cons 1 2)) (let f (close b a !a)) (call !f))
  (program (block b () (x y)
             (if (eq !x y) (then (halt !y)) (else (drop y) (halt #f)))))
  (answer (1 . 2)))

(test "a closure captures constants"
  (body (let f (close b 1 'two '(3) #t)) (call !f))
  (program (block b () (x y z w)
             (let l (cons !w ())) (let l (cons !z !l)) (let l (cons !y !l))
             (let l (cons !x !l)) (halt !l)))
  (answer (1 two (3) #t)))

(test "a dropped closure ends its captures"
  (body (let a (cons 1 2)) (let f (close b a)) (drop f) (halt !a))
  (program (block b () (x) (halt !x)))
  (answer (1 . 2)))

(test "a lambda"
  (body (let a (cons 1 2))
        (let f (lambda (x) (!a) (let p (cons !x !a)) (halt !p)))
        (call !f 5))
  (answer (5 1 . 2)))

(test "a lambda that copies its capture"
  (body (let a (cons 1 2))
        (let f (lambda (x) (a) (let p (cons !x !a)) (halt !p)))
        (call !f !a))
  (answer ((1 . 2) 1 . 2)))

(test "a lambda in a lambda"
  (body (let a 1)
        (let f (lambda (b) (!a)
                 (let g (lambda (c) (!a !b)
                          (let s (add !a !b)) (let s (add !s !c))
                          (halt !s)))
                 (call !g 100)))
        (call !f 10))
  (answer 111))

(test "two lambdas in one block"
  (body (let f (lambda (x) () (let x (add !x 1)) (halt !x)))
        (let g (lambda (h) () (call !h 41)))
        (call !g !f))
  (answer 42))

(test "a lambda's block can be used by its name"
  (body (let f (lambda (x) () (let x (add !x 1)) (halt !x)))
        (drop f)
        (jump main/1 41))
  (answer 42))

(test "a lambda with a rest parameter"
  (body (let f (lambda (a . rest) () (let p (cons !rest !a)) (halt !p)))
        (call !f 1 2 3))
  (answer ((2 3) . 1)))

(test "too few arguments"
  (body (let f (close b)) (call !f 1))
  (program (block b (x y) () (drop x) (halt !y)))
  (fault arity))

(test "too many arguments"
  (body (let f (close b)) (call !f 1 2 3))
  (program (block b (x y) () (drop x) (halt !y)))
  (fault arity))

(test "captures are no arguments"
  (body (let f (close b 1)) (call !f))
  (program (block b (x) (y) (drop x) (halt !y)))
  (fault arity))

(test "call of an integer"
  (body (call 5 1))
  (fault type))

(test "call of a pair"
  (body (let p (cons 1 2)) (call !p))
  (fault type))

(test "call of a device"
  (program (block main (k world) () (drop k) (call !world)))
  (fault type))

(test "a closure is printed with its block's name"
  (body (let f (close b 1)) (halt !f))
  (program (block b () (x) (halt !x)))
  (answer #<closure b>))

(test "a lambda is printed with its block's name"
  (body (let f (lambda (x) () (halt !x))) (halt !f))
  (answer #<closure main/1>))

(test "closures as data: a pair of two"
  (body (let add1 (lambda (k n) () (let n (add !n 1)) (call !k !n)))
        (let done (lambda (x) () (halt !x)))
        (let p (cons !add1 !done))
        (let (f g) (uncons !p))
        (call !f !g 9))
  (answer 10))

(test "compose"
  (body (let f (lambda (k x) () (let x (mul !x 3)) (call !k !x)))
        (let g (lambda (k x) () (let x (add !x 4)) (call !k !x)))
        (let done (lambda (x) () (halt !x)))
        (jump compose !done !f !g 5))
  (program (block compose (k f g x) ()
             (let next (lambda (x) (!k !f) (call !f !k !x)))
             (call !g !next !x)))
  (answer 27))

(test "a closure that holds itself leaks, and is counted"
  (body (let p (cons 1 2)) (let f (close b p)) (set-car !p !f) (halt 0))
  (program (block b () (x) (halt !x)))
  (answer 0)
  (live 2))

(test "a chain of closures is freed without a stack"
  (body (let f (lambda () () (halt 0))) (jump grow 100000 !f))
  (program (block grow (n f) ()
             (if (eq n 0)
                 (then (drop n f) (halt 'freed))
                 (else (let f (close link !f)) (let n (sub !n 1))
                       (jump grow !n !f))))
           (block link () (f) (call !f)))
  (answer freed))

(test "a hundred thousand closures call each other"
  (body (let f (lambda () () (halt 'end))) (jump grow 100000 !f))
  (program (block grow (n f) ()
             (if (eq n 0)
                 (then (drop n) (call !f))
                 (else (let f (close link !f)) (let n (sub !n 1))
                       (jump grow !n !f))))
           (block link () (f) (call !f)))
  (answer end))
