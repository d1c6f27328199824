;;; Handlers: what they are given, and that a fault clears them.

(profile system)

(test "a handler gets kind, irritants and place"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let x (quo 7 0)) (halt !x))
  (program (block h (kind irritants place) ()
             (let p (cons !irritants !place)) (let p (cons !kind !p))
             (halt !p)))
  (answer (divide (7 0) main . 4)))

(test "the index counts both ways of an if"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (if (true #f)
            (then (let x 1) (halt !x))
            (else (let x (car 5)) (halt !x))))
  (program (block h (kind irritants place) ()
             (drop kind irritants) (halt !place)))
  (answer (main . 7)))

(test "set-handler gives back what stood there"
  (body (let a (set-handler #f)) (let h (close h))
        (let b (set-handler !h)) (let c (set-handler #f))
        (let p (cons !b !c)) (let p (cons !a !p)) (halt !p))
  (program (block h (a b c) () (drop a b) (halt !c)))
  (answer (#f #f . #<closure h>)))

(test "a handler cannot be an integer"
  (body (let a (set-handler 5)) (halt !a))
  (fault type))

(test "a handler cannot be #t"
  (body (let a (set-handler #t)) (halt !a))
  (fault type))

(test "a refused handler leaves the old one"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let a (set-handler 5)) (halt !a))
  (program (block h (kind irritants place) ()
             (drop irritants place) (halt !kind)))
  (answer type))

(test "a fault drops what lives"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let a (cons 1 2)) (let b (cons a 3))
        (let x (car 5)) (drop a b) (halt !x))
  (program (block h (kind irritants place) ()
             (drop kind irritants place) (halt 'handled)))
  (answer handled))

(test "irritants are kept though the variables are dropped"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let a (cons 1 2)) (let x (add !a 3)) (halt !x))
  (program (block h (kind irritants place) ()
             (drop kind place) (halt !irritants)))
  (answer ((1 . 2) 3)))

(test "a handler has captures"
  (body (let a (cons 1 2)) (let h (close h !a)) (let old (set-handler !h))
        (drop old) (raise 5))
  (program (block h (kind irritants place) (a)
             (drop kind irritants place) (halt !a)))
  (answer (1 . 2)))

(test "a fault in the handler is not handled"
  (body (let h (close h)) (let old (set-handler !h)) (drop old) (raise 5))
  (program (block h (kind irritants place) ()
             (drop kind irritants place) (raise 6)))
  (fault raised)
  (message "6"))

(test "a handler sets itself again"
  (body (let n (box 0)) (let h (close h !n)) (let old (set-handler !h))
        (drop old) (raise 5))
  (program (block h (kind irritants place) (n)
             (drop kind irritants place)
             (let m (unbox n)) (let m (add !m 1)) (set-box n m)
             (if (lt !m 3)
                 (then (let h (close h !n)) (let old (set-handler !h))
                       (drop old) (raise 5))
                 (else (let x (unbox !n)) (halt !x)))))
  (answer 3))

(test "try goes before the handler"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (try x (car 5) (then (halt !x)) (else (halt 'tried))))
  (program (block h (kind irritants place) ()
             (drop kind irritants place) (halt 'handled)))
  (answer tried))

(test "a handler of the wrong arity"
  (body (let h (close h)) (let old (set-handler !h)) (drop old) (raise 5))
  (program (block h (kind) () (halt !kind)))
  (fault arity))

(test "a handler with a rest parameter"
  (body (let h (close h)) (let old (set-handler !h)) (drop old) (raise 5))
  (program (block h (kind . rest) () (drop kind rest) (halt 1)))
  (fault arity))

(test "the halt continuation as a handler"
  (program (block main (k world) () (drop world)
             (let old (set-handler !k)) (drop old) (raise 5)))
  (fault arity))

(test "raised with its value"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (raise '(my value)))
  (program (block h (kind irritants place) () (drop place)
             (let p (cons !kind !irritants)) (halt !p)))
  (answer (raised (my value))))

(test "arity: the operands are the irritants"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let f (close f)) (call !f 1 2))
  (program (block h (kind irritants place) () (drop place)
             (let p (cons !kind !irritants)) (halt !p))
           (block f (x) () (halt !x)))
  (answer (arity #<closure f> 1 2)))

(test "apply: the operands are the irritants"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let f (close f)) (apply !f 1 '(2 . 3)))
  (program (block h (kind irritants place) () (drop place)
             (let p (cons !kind !irritants)) (halt !p))
           (block f (x) () (halt !x)))
  (answer (type #<closure f> 1 (2 . 3))))

(test "irritants are at most eight"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (call 0 1 2 3 4 5 6 7 8 9))
  (program (block h (kind irritants place) () (drop place)
             (let p (cons !kind !irritants)) (halt !p)))
  (answer (type 0 1 2 3 4 5 6 7)))

(test "unbound with its symbol"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let x (get nobody)) (halt !x))
  (program (block h (kind irritants place) () (drop place)
             (let p (cons !kind !irritants)) (halt !p)))
  (answer (unbound nobody)))

(test "device says what was wrong"
  (program (block main (k world) () (drop k)
             (let h (close h)) (let old (set-handler !h)) (drop old)
             (let x (port !world files)) (halt !x))
           (block h (kind irritants place) () (drop place)
             (let (what none) (uncons !irritants))
             (if (string? !what)
                 (then (let p (cons !kind !none)) (halt !p))
                 (else (drop kind none) (halt 'no-string)))))
  (answer (device)))

(test "a fault in a deep recursion drops the continuations"
  (program
   (block main (k world) () (drop world)
     (let h (close h k)) (let old (set-handler !h)) (drop old)
     (jump count !k 50000))
   (block h (kind irritants place) (k) (drop irritants place)
     (call !k !kind))
   (block count (k n) ()
     (if (eq n 0)
         (then (let x (quo n 0)) (drop n) (call !k !x))
         (else (let n (sub !n 1))
               (let next (lambda (r) (!k) (call !k !r)))
               (jump count !next !n)))))
  (answer divide))

(test "a handler goes on with the work"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (jump loop 0 0))
  (program
   (block loop (i sum) ()
     (if (eq i 5)
         (then (drop i) (halt !sum))
         (else (put i i) (put sum sum)
               (let x (quo 12 i)) (let sum (add !sum !x))
               (let i (add !i 1)) (jump loop !i !sum))))
   (block h (kind irritants place) () (drop kind irritants place)
     (let h (close h)) (let old (set-handler !h)) (drop old)
     (let i (get i)) (let i (add !i 1)) (let sum (get sum))
     (jump loop !i !sum)))
  (answer 25))

(test "memory: a vector too large for the heap is a fault that can be handled"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let v (make-vector 1000000 0)) (halt !v))
  (program (block h (kind irritants place) () (drop place)
             (let p (cons !kind !irritants)) (halt !p)))
  (options "--heap" "20000")
  (answer (memory)))

(test "memory: an endless list is a fault that can be handled"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (jump grow ()))
  (program (block h (kind irritants place) () (drop place irritants)
             (halt !kind))
           (block grow (l) () (let l (cons 1 !l)) (jump grow !l)))
  (options "--heap" "20000")
  (answer memory))

(test "memory: without a handler"
  (body (jump grow ()))
  (program (block grow (l) () (let l (cons 1 !l)) (jump grow !l)))
  (options "--heap" "20000")
  (fault memory))

(test "memory: under try all is as it was"
  (body (let x (cons 1 2))
        (try v (make-vector 1000000 !x)
             (then (halt !v)) (else (halt !x))))
  (options "--heap" "20000")
  (answer (1 . 2)))

(test "memory: what is freed can be used again"
  (body (jump again 1000))
  (program (block again (n) ()
             (if (eq n 0)
                 (then (halt !n))
                 (else (let v (make-vector 5000 0)) (drop v)
                       (let n (sub !n 1)) (jump again !n)))))
  (options "--heap" "20000")
  (reuse)
  (answer 0))

(test "memory: cycles are found when memory runs out"
  (body (jump again 5000))
  (program (block again (n) ()
             (if (eq n 0)
                 (then (halt !n))
                 (else (let p (cons 1 2)) (set-cdr p p) (set-car p !p)
                       (let n (sub !n 1)) (jump again !n)))))
  (options "--heap" "20000")
  (answer 0)
  (live any))

(test "memory: deep recursion"
  (program
   (block main (k world) () (drop world) (jump count !k 0))
   (block count (k n) ()
     (let n (add !n 1))
     (let next (lambda (r) (!k) (call !k !r)))
     (jump count !next !n)))
  (options "--heap" "20000")
  (fault memory))

(test "a handler has no rest parameter"
  (program
   (block main (k world) () (drop k world)
     (let h (close handler))
     (try old (set-handler !h)
          (then (halt !old))
          (else (drop h) (halt 'refused))))
   (block handler (kind irritants place . rest) ()
     (drop irritants place rest) (halt !kind)))
  (answer refused))
