;;; Continuations are closures: left early, entered twice, kept.

(profile core)

(test "a continuation entered twice gives back what it captured"
  (body (let a (cons 1 2)) (let k (close after !a)) (call k !k))
  (program (block after (k) (a)
             (if (closure? k)
                 (then (drop a) (call !k #f))
                 (else (drop k) (halt !a)))))
  (answer (1 . 2)))

(test "a continuation entered three times counts what it saw"
  (body (let cell (cons 0 ())) (let k (close again cell)) (drop cell)
        (call k !k))
  (program (block again (k) (cell)
             (let n (car cell)) (let n (add !n 1)) (set-car cell n)
             (if (lt !n 3)
                 (then (drop cell) (call k !k))
                 (else (drop k) (halt !cell)))))
  (answer (3)))

(test "an early exit drops the continuations between"
  (program
   (block main (k world) () (drop world)
     (let exit (close done k))
     (jump product !k !exit '(1 2 0 x y)))
   (block done (x) (k) (let p (cons 'early !x)) (call !k !p))
   (block product (k exit list) ()
     (if (null? list)
         (then (drop list exit) (call !k 1))
         (else
          (let (x rest) (uncons !list))
          (if (eq x 0)
              (then (drop k rest) (call !exit !x))
              (else
               (let next (lambda (r) (!k !x)
                           (let r (mul !r !x)) (call !k !r)))
               (jump product !next !exit !rest)))))))
  (answer (early . 0)))

(test "the same without an exit"
  (program
   (block main (k world) () (drop world)
     (let exit (close done k))
     (jump product !k !exit '(1 2 3 4)))
   (block done (x) (k) (let p (cons 'early !x)) (call !k !p))
   (block product (k exit list) ()
     (if (null? list)
         (then (drop list exit) (call !k 1))
         (else
          (let (x rest) (uncons !list))
          (if (eq x 0)
              (then (drop k rest) (call !exit !x))
              (else
               (let next (lambda (r) (!k !x)
                           (let r (mul !r !x)) (call !k !r)))
               (jump product !next !exit !rest)))))))
  (answer 24))

(test "backtracking: the first two numbers whose product is 12"
  (body (let fail (lambda () () (halt 'none)))
        (jump choose-a !fail 1))
  (program
   (block choose-a (fail a) ()
     (if (lt 6 a)
         (then (drop a) (call !fail))
         (else (let next (lambda () (!fail a)
                           (let a (add !a 1)) (jump choose-a !fail !a)))
               (jump choose-b !next !a 2))))
   (block choose-b (fail a b) ()
     (if (lt 6 b)
         (then (drop a b) (call !fail))
         (else (let next (lambda () (!fail a b)
                           (let b (add !b 1)) (jump choose-b !fail !a !b)))
               (let p (mul a b))
               (if (eq !p 12)
                   (then (drop next) (let p (cons !a !b)) (halt !p))
                   (else (drop a b) (call !next)))))))
  (answer (2 . 6)))

(test "a generator hands over and is resumed"
  (body (let out (close take ())) (jump generate !out 1))
  (program
   (block generate (out n) ()
     (let resume (lambda (out) (n)
                   (let n (add !n 1)) (jump generate !out !n)))
     (call !out !resume !n))
   (block take (resume n) (list)
     (let list (cons n !list))
     (if (eq !n 5)
         (then (drop resume) (halt !list))
         (else (let out (close take !list)) (call !resume !out)))))
  (answer (5 4 3 2 1)))

(test "a generator resumed twice from the same point"
  (body (let first (close got)) (jump generate !first 7))
  (program
   (block generate (out n) ()
     (let resume (lambda (out) (!n)
                   (let n (add !n 1)) (jump generate !out !n)))
     (let m 0)
     (call !out !resume !m))
   (block got (resume m) () (drop m)
     (let second (close once resume))
     (call !resume !second))
   (block once (other m) (resume) (drop m other)
     (let third (close end))
     (call !resume !third))
   (block end (resume m) () (drop resume) (halt !m)))
  (answer 0))

(test "two threads of control take turns"
  (body (let a (close step 'a 0)) (let b (close step 'b 0))
        (call !a !b ()))
  (program
   (block step (other log) (name n)
     (let log (cons name !log))
     (if (eq n 2)
         (then (drop other name n) (halt !log))
         (else (let n (add !n 1)) (let me (close step !name !n))
               (call !other !me !log)))))
  (answer (a b a b a)))

(test "call with current continuation, made by hand"
  (program
   (block main (k world) () (drop world)
     (let after (lambda (x) (!k) (let x (add !x 1)) (call !k !x)))
     (let f (lambda (k c) ()
              (let inner (lambda (x) (!k !c) (drop k) (call !c !x)))
              (call !inner 41)))
     (jump callcc !after !f))
   (block callcc (k f) () (let c k) (call !f !k !c)))
  (answer 42))
