;;; Transfers: arguments are read before any register is written.

(profile core)

(test "a swap"
  (body (jump swap 1 2))
  (program (block swap (a b) () (jump show !b !a))
           (block show (a b) () (let p (cons !a !b)) (halt !p)))
  (answer (2 . 1)))

(test "a swap of cells"
  (body (let a (cons 1 2)) (let b (cons 3 4)) (jump swap !a !b))
  (program (block swap (a b) () (jump show !b !a))
           (block show (a b) () (let p (cons !a !b)) (halt !p)))
  (answer ((3 . 4) 1 . 2)))

(test "a cycle of three"
  (body (jump turn 1 2 3))
  (program (block turn (a b c) () (jump show !c !a !b))
           (block show (a b c) ()
             (let p (cons !b !c)) (let p (cons !a !p)) (halt !p)))
  (answer (3 1 . 2)))

(test "a cycle of three the other way"
  (body (jump turn 1 2 3))
  (program (block turn (a b c) () (jump show !b !c !a))
           (block show (a b c) ()
             (let p (cons !b !c)) (let p (cons !a !p)) (halt !p)))
  (answer (2 3 . 1)))

(test "two swaps at once"
  (body (jump turn 1 2 3 4))
  (program (block turn (a b c d) () (jump show !b !a !d !c))
           (block show (a b c d) ()
             (let p (cons !c !d)) (let p (cons !b !p)) (let p (cons !a !p))
             (halt !p)))
  (answer (2 1 4 . 3)))

(test "one argument copied to many"
  (body (let x (cons 1 2)) (jump show x x !x))
  (program (block show (a b c) ()
             (let p (cons !b !c)) (let p (cons !a !p)) (halt !p)))
  (answer ((1 . 2) (1 . 2) 1 . 2)))

(test "copies, takes and a swap together"
  (body (let x (cons 1 2)) (jump turn 5 !x))
  (program (block turn (n x) () (jump show x n !x !n))
           (block show (a b c d) ()
             (let p (cons !c !d)) (let p (cons !b !p)) (let p (cons !a !p))
             (halt !p)))
  (answer ((1 . 2) 5 (1 . 2) . 5)))

(test "constants among moved registers"
  (body (jump turn 1 2))
  (program (block turn (a b) () (jump show !b 9 !a '(x)))
           (block show (a b c d) ()
             (let p (cons !c !d)) (let p (cons !b !p)) (let p (cons !a !p))
             (halt !p)))
  (answer (2 9 1 x)))

(test "more arguments than registers before"
  (body (jump b 1 2 3 4 5 6 7 8))
  (program (block b (a b c d e f g h) ()
             (let s (add !a !b)) (let s (add !s !c)) (let s (add !s !d))
             (let s (add !s !e)) (let s (add !s !f)) (let s (add !s !g))
             (let s (add !s !h)) (halt !s)))
  (answer 36))

(test "fewer arguments than registers before"
  (body (jump b 1 2 3 4))
  (program (block b (a b c d) () (drop a b c) (jump e !d))
           (block e (x) () (halt !x)))
  (answer 4))

(test "a swap through a call"
  (body (let f (close show)) (jump swap !f 1 2))
  (program (block swap (f a b) () (call !f !b !a))
           (block show (a b) () (let p (cons !a !b)) (halt !p)))
  (answer (2 . 1)))

(test "the closure's register is an argument's target"
  (body (let x (cons 8 9)) (let f (close show !x)) (jump go !f 1 2))
  (program (block go (f a b) () (call !f !b f !a))
           (block show (a f b) (x)
             (drop f)
             (let p (cons !b !x)) (let p (cons !a !p)) (halt !p)))
  (answer (2 1 8 . 9)))

(test "the closure is copied and passed twice"
  (body (let x (cons 8 9)) (let f (close show !x)) (call f f !f))
  (program (block show (f g) (x)
             (if (eq !f !g) (then (halt !x)) (else (drop x) (halt #f)))))
  (answer (8 . 9)))

(test "jump to oneself with a swap, many times"
  (body (jump loop 1001 1 2))
  (program (block loop (n a b) ()
             (if (eq n 0)
                 (then (drop n) (let p (cons !a !b)) (halt !p))
                 (else (let n (sub !n 1)) (jump loop !n !b !a)))))
  (answer (2 . 1)))

(test "fibonacci by moving two"
  (body (jump fib 40 0 1))
  (program (block fib (n a b) ()
             (if (eq n 0)
                 (then (drop n b) (halt !a))
                 (else (let n (sub !n 1)) (let c (add !a b))
                       (jump fib !n !b !c)))))
  (answer 102334155))

(test "calling the halt continuation"
  (program (block main (k world) () (drop world) (call !k 5)))
  (answer 5))

(test "calling the halt continuation by copy"
  (program (block main (k world) () (drop world) (let j k) (drop k)
             (call !j 5)))
  (answer 5))

(test "the halt continuation takes one argument"
  (program (block main (k world) () (drop world) (call !k 5 6)))
  (fault arity))

(test "the halt continuation is printed as halt"
  (program (block main (k world) () (drop world) (halt !k)))
  (answer #<closure halt>))

(test "the world is printed as world"
  (program (block main (k world) () (drop k) (halt !world)))
  (answer #<device world>))

(test "raise is a fault"
  (body (raise 'oops))
  (fault raised))

(test "raise of a new cell"
  (body (let p (cons 1 2)) (raise !p))
  (fault raised))

(test "a program in which nothing is used but main"
  (body (halt 1))
  (program (block unused (x y) (z) (drop x y) (halt !z)))
  (answer 1))

(test "main can stand last"
  (program (block b (x) () (halt !x))
           (block main (k world) () (drop k world) (jump b 3)))
  (answer 3))

(test "main can be jumped to"
  (program (block main (k world) ()
             (if (closure? k)
                 (then (drop k) (jump main 1 !world))
                 (else (drop world) (halt !k)))))
  (answer 1))

(test "deep recursion that is not in tail position"
  (program
   (block main (k world) () (drop world) (jump count !k 100000))
   (block count (k n) ()
     (if (eq n 0)
         (then (call !k !n))
         (else (let m (sub !n 1))
               (let next (lambda (r) (!k) (let r (add !r 1)) (call !k !r)))
               (jump count !next !m)))))
  (answer 100000))

(test "factorial in continuation-passing style"
  (program
   (block main (k world) () (drop world) (jump fact !k 10))
   (block fact (k n) ()
     (if (lt n 1)
         (then (drop n) (call !k 1))
         (else (let m (sub n 1))
               (let j (lambda (r) (!k !n)
                        (let v (mul !n !r))
                        (call !k !v)))
               (jump fact !j !m)))))
  (answer 3628800))

(test "even and odd"
  (body (jump even 1001))
  (program
   (block even (n) ()
     (if (eq n 0) (then (drop n) (halt #t))
         (else (let n (sub !n 1)) (jump odd !n))))
   (block odd (n) ()
     (if (eq n 0) (then (drop n) (halt #f))
         (else (let n (sub !n 1)) (jump even !n)))))
  (answer #f))
