;;; Rest parameters and apply.

(profile core)

(test "a rest parameter without further arguments"
  (body (let f (close b)) (call !f 1))
  (program (block b (a . rest) () (let p (cons !a !rest)) (halt !p)))
  (answer (1)))

(test "a rest parameter with three"
  (body (let f (close b)) (call !f 1 2 3 4))
  (program (block b (a . rest) () (let p (cons !a !rest)) (halt !p)))
  (answer (1 2 3 4)))

(test "a rest parameter and captures"
  (body (let x (cons 8 9)) (let f (close b !x)) (call !f 1 2 3))
  (program (block b (a . rest) (x)
             (let p (cons !rest !x)) (let p (cons !a !p)) (halt !p)))
  (answer (1 (2 3) 8 . 9)))

(test "a rest parameter by jump"
  (body (jump b 1 2 3))
  (program (block b (a . rest) () (let p (cons !rest !a)) (halt !p)))
  (answer ((2 3) . 1)))

(test "a rest parameter by jump, empty"
  (body (jump b 1))
  (program (block b (a . rest) () (let p (cons !rest !a)) (halt !p)))
  (answer (() . 1)))

(test "only a rest parameter"
  (body (jump b 1 2 3))
  (program (block b (0 . rest) 0 (halt !r0)))
  (answer (1 2 3)))

(test "only a rest parameter, empty"
  (body (jump b))
  (program (block b (0 . rest) 0 (halt !r0)))
  (answer ()))

(test "the rest parameter's list is fresh"
  (body (jump b 1 2))
  (program (block b (0 . rest) 0 (set-car r0 9) (halt !r0)))
  (answer (9 2)))

(test "a rest parameter holds copies and takes"
  (body (let x (cons 1 2)) (jump b x 5 !x))
  (program (block b (a . rest) () (drop a) (halt !rest)))
  (answer (5 (1 . 2))))

(test "too few for a rest parameter"
  (body (let f (close b)) (call !f 1))
  (program (block b (a b . rest) () (drop a b) (halt !rest)))
  (fault arity))

(test "apply with a list"
  (body (let f (close b)) (let l (cons 2 ())) (let l (cons 1 !l))
        (apply !f !l))
  (program (block b (x y) () (let p (cons !y !x)) (halt !p)))
  (answer (2 . 1)))

(test "apply with arguments before the list"
  (body (let f (close b)) (let l (cons 3 ()))
        (apply !f 1 2 !l))
  (program (block b (x y z) ()
             (let p (cons !y !z)) (let p (cons !x !p)) (halt !p)))
  (answer (1 2 . 3)))

(test "apply with the empty list"
  (body (let f (close b)) (apply !f 1 ()))
  (program (block b (x) () (halt !x)))
  (answer 1))

(test "apply with nothing at all"
  (body (let f (close b)) (apply !f ()))
  (program (block b () () (halt 'none)))
  (answer none))

(test "apply with a constant list"
  (body (let f (close b)) (apply !f '(1 2)))
  (program (block b (x y) () (let p (cons !y !x)) (halt !p)))
  (answer (2 . 1)))

(test "apply with a list that is kept"
  (body (let f (close b)) (let l (cons 1 ())) (apply !f l !l))
  (program (block b (l x) () (let p (cons !x !l)) (halt !p)))
  (answer (1 1)))

(test "apply with a list of cells that is shared"
  (body (let f (close b)) (let c (cons 7 8)) (let l (cons !c ()))
        (apply !f l !l))
  (program (block b (l x) () (let p (cons !x !l)) (halt !p)))
  (answer ((7 . 8) (7 . 8))))

(test "apply with captures"
  (body (let c (cons 7 8)) (let f (close b !c)) (apply !f '(1)))
  (program (block b (x) (c) (let p (cons !x !c)) (halt !p)))
  (answer (1 7 . 8)))

(test "apply of a closure held elsewhere"
  (body (let c (cons 7 8)) (let f (close b !c)) (let g (cons f ()))
        (apply !f !g))
  (program (block b (f) (c)
             (if (closure? f)
                 (then (drop c) (apply !f '(#f)))
                 (else (drop f) (halt !c)))))
  (answer (7 . 8)))

(test "apply into a rest parameter"
  (body (let f (close b)) (apply !f 1 '(2 3 4)))
  (program (block b (a . rest) () (let p (cons !rest !a)) (halt !p)))
  (answer ((2 3 4) . 1)))

(test "apply into only a rest parameter"
  (body (let f (close b)) (let l (cons 2 ())) (apply !f 1 !l))
  (program (block b (0 . rest) 0 (set-car r0 9) (halt !r0)))
  (answer (9 2)))

(test "the rest of an applied list is fresh"
  (body (let f (close b)) (let l (cons 1 ())) (apply !f l !l))
  (program (block b (l . rest) () (set-car rest 9)
             (let p (cons !l !rest)) (halt !p)))
  (answer ((1) 9)))

(test "the rest of an applied constant can be set"
  (body (let f (close b)) (apply !f '(1 2)))
  (program (block b (0 . rest) 0 (set-car r0 9) (halt !r0)))
  (answer (9 2)))

(test "apply with an improper list"
  (body (let f (close b)) (let l (cons 1 2)) (apply !f !l))
  (program (block b (x) () (halt !x)))
  (fault type))

(test "apply with a constant improper list"
  (body (let f (close b)) (apply !f '(1 2 . 3)))
  (program (block b (0 . rest) 0 (halt !r0)))
  (fault type))

(test "apply with no list"
  (body (let f (close b)) (apply !f 5))
  (program (block b (0 . rest) 0 (halt !r0)))
  (fault type))

(test "apply with a cycle"
  (body (let f (close b)) (let l (cons 1 ())) (set-cdr l l)
        (apply !f !l))
  (program (block b (0 . rest) 0 (halt !r0)))
  (fault type))

(test "apply with a cycle behind a few"
  (body (let f (close b)) (let l (cons 1 ())) (set-cdr l l)
        (let l (cons 1 !l)) (let l (cons 2 !l)) (apply !f !l))
  (program (block b (0 . rest) 0 (halt !r0)))
  (fault type))

(test "apply of no closure"
  (body (apply 5 ()))
  (fault type))

(test "apply with too many"
  (body (let f (close b)) (apply !f 1 '(2)))
  (program (block b (x) () (halt !x)))
  (fault arity))

(test "apply with too few"
  (body (let f (close b)) (apply !f ()))
  (program (block b (x) () (halt !x)))
  (fault arity))

(test "apply checks the list before the count"
  (body (let f (close b)) (apply !f 1 2 3 '(4 . 5)))
  (program (block b (x) () (halt !x)))
  (fault type))

(test "apply with a list of ten thousand"
  (body (let f (close length)) (jump build !f 10000 ()))
  (program
   (block build (f n list) ()
     (if (eq n 0)
         (then (drop n) (apply !f !list))
         (else (let list (cons n !list)) (let n (sub !n 1))
               (jump build !f !n !list))))
   (block length (0 . rest) 0 (jump count !r0 0))
   (block count (list n) ()
     (if (null? list)
         (then (drop list) (halt !n))
         (else (let list (cdr !list)) (let n (add !n 1))
               (jump count !list !n)))))
  (answer 10000))

(test "apply with ten thousand to a block of three"
  (body (let f (close three)) (jump build !f 10000 ()))
  (program
   (block build (f n list) ()
     (if (eq n 0)
         (then (drop n) (apply !f !list))
         (else (let list (cons n !list)) (let n (sub !n 1))
               (jump build !f !n !list))))
   (block three (a b c) () (drop a b) (halt !c)))
  (fault arity))

(test "apply of the halt continuation"
  (program (block main (k world) () (drop world) (apply !k '(3))))
  (answer 3))
