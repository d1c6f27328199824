;;; Programs within programs.

(profile system)

(test "a program is assembled and called"
  (body (let f (assemble '((block main (x) () (let y (mul x !x))
                                  (halt !y)))))
        (call !f 6))
  (answer 36))

(test "a program of several blocks, with a continuation"
  (program
   (block main (k world) () (drop world)
     (let f (assemble '((block main (k n) () (jump fact !k !n 1))
                        (block fact (k n acc) ()
                          (if (lt n 1)
                              (then (drop n) (call !k !acc))
                              (else (let acc (mul !acc n))
                                    (let n (sub !n 1))
                                    (jump fact !k !n !acc)))))))
     (call !f !k 5)))
  (answer 120))

(test "a program with lambdas, constants and strings"
  (body (let f (assemble '((block main (x) ()
                             (let f (lambda (y) (!x)
                                      (let p (cons !x !y))
                                      (let p (cons "text" !p))
                                      (let p (cons '(a b) !p))
                                      (halt !p)))
                             (call !f #\c)))))
        (call !f 6))
  (answer ((a b) "text" 6 . #\c)))

(test "the closure is printed as main"
  (body (let f (assemble '((block main () () (halt 1))))) (halt !f))
  (answer #<closure main>))

(test "the closure is called twice"
  (body (let f (assemble '((block main (k x) () (let y (add !x 1))
                                  (call !k !y)))))
        (let next (lambda (y) (f)
                    (let last (lambda (z) () (halt !z)))
                    (call !f !last !y)))
        (call !f !next 1))
  (answer 3))

(test "the second operand is a device"
  (body (let f (assemble '((block main (x) () (halt !x))) 5)) (halt !f))
  (fault type))

(test "arity of the assembled main"
  (body (let f (assemble '((block main (x) () (halt !x))))) (call !f))
  (fault arity))

(test "a program read from the console"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let b (read !c))
     (let l (cons !b ())) (let f (assemble !l)) (call !f)))
  (input "(block main () () (halt 'read))")
  (answer read))

(test "a program built as a list"
  (body (let body (cons 'halt '(42))) (let body (cons !body ()))
        (let b (cons () !body)) (let b (cons () !b)) (let b (cons 'main !b))
        (let b (cons 'block !b)) (let l (cons !b ()))
        (let f (assemble !l)) (call !f))
  (answer 42))

(test "the datum is copied"
  (body (let x (cons 1 ())) (let q (cons x ())) (let q (cons 'quote !q))
        (let h (cons !q ())) (let h (cons 'halt !h)) (let h (cons !h ()))
        (let b (cons () !h)) (let b (cons () !b)) (let b (cons 'main !b))
        (let b (cons 'block !b)) (let l (cons !b ()))
        (let f (assemble !l)) (set-car !x 2) (call !f))
  (answer (1)))

(test "a lifetime error is a program fault"
  (body (let f (assemble '((block main (x) () (halt 1))))) (call !f 1))
  (fault program))

(test "a program fault under try"
  (body (let d '((block main (x) () (halt 1))))
        (try f (assemble d) (then (drop d) (call !f 1))
             (else (let (b rest) (uncons !d)) (drop b) (halt !rest))))
  (answer ()))

(test "a program fault says what is wrong"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let f (assemble '((block main (x) () (halt 1))))) (call !f 1))
  (program (block h (kind irritants place) () (drop place)
             (let (what none) (uncons !irritants))
             (if (string? !what)
                 (then (let p (cons !kind !none)) (halt !p))
                 (else (drop kind none) (halt 'no-string)))))
  (answer (program)))

(test "no blocks"
  (body (let f (assemble ())) (call !f))
  (fault program))

(test "no main"
  (body (let f (assemble '((block other () () (halt 1))))) (call !f))
  (fault program))

(test "no list"
  (body (let f (assemble 5)) (call !f))
  (fault program))

(test "an improper list"
  (body (let f (assemble '((block main () () (halt 1)) . 5))) (call !f))
  (fault program))

(test "a main that captures"
  (body (let f (assemble '((block main () (x) (halt !x))))) (call !f))
  (fault program))

(test "an unknown instruction"
  (body (let f (assemble '((block main () () (let x (plus 1 2))
                                  (halt !x))))) (call !f))
  (fault program))

(test "a cycle is a program fault"
  (body (let l (cons 1 ())) (set-cdr l l)
        (try f (assemble l)
             (then (drop l) (call !f))
             (else (set-cdr !l ()) (halt 'refused))))
  (answer refused))

(test "a cycle in a constant is a program fault"
  (body (let x (cons 1 ())) (set-cdr x x)
        (let q (cons x ())) (let q (cons 'quote !q))
        (let h (cons !q ())) (let h (cons 'halt !h)) (let h (cons !h ()))
        (let b (cons () !h)) (let b (cons () !b)) (let b (cons 'main !b))
        (let b (cons 'block !b)) (let l (cons !b ()))
        (try f (assemble !l)
             (then (drop x) (call !f))
             (else (set-cdr !x ()) (drop l) (halt 'refused))))
  (answer refused))

(test "a box cannot be a constant"
  (body (let x (box 1))
        (let q (cons !x ())) (let q (cons 'quote !q))
        (let h (cons !q ())) (let h (cons 'halt !h)) (let h (cons !h ()))
        (let b (cons () !h)) (let b (cons () !b)) (let b (cons 'main !b))
        (let b (cons 'block !b)) (let l (cons !b ()))
        (let f (assemble !l)) (call !f))
  (fault program))

(test "a closure cannot be a constant"
  (body (let x (lambda () () (halt 1)))
        (let q (cons !x ())) (let q (cons 'quote !q))
        (let h (cons !q ())) (let h (cons 'halt !h)) (let h (cons !h ()))
        (let b (cons () !h)) (let b (cons () !b)) (let b (cons 'main !b))
        (let b (cons 'block !b)) (let l (cons !b ()))
        (let f (assemble !l)) (call !f))
  (fault program))

(test "its symbols have values of their own"
  (body (put x 1)
        (let f (assemble '((block main () ()
                             (try v (get x) (then (halt !v))
                                  (else (halt 'unbound)))))))
        (call !f))
  (answer unbound))

(test "what it puts, the caller does not see"
  (body (put x 1)
        (let f (assemble '((block main (k) () (put x 2) (call !k)))))
        (let k (lambda () () (let x (get x)) (halt !x)))
        (call !f !k))
  (answer 1))

(test "symbols themselves are the same"
  (body (let f (assemble '((block main () () (halt 'red)))))
        (drop f)
        (let f (assemble '((block main (x) ()
                             (if (eq !x 'red)
                                 (then (halt #t)) (else (halt #f)))))))
        (call !f 'red))
  (answer #t))

(test "with the world it shares the values"
  (program
   (block main (k world) () (drop k) (put x 1)
     (let f (assemble '((block main () () (let v (get x)) (halt !v)))
                      !world))
     (call !f)))
  (answer 1))

(test "it cannot set handlers"
  (body (let f (assemble '((block main () ()
                             (let old (set-handler #f)) (halt !old)))))
        (call !f))
  (fault program))

(test "with the world it can set handlers"
  (program
   (block main (k world) () (drop k)
     (let f (assemble '((block main () ()
                          (let old (set-handler #f)) (halt !old)))
                      !world))
     (call !f)))
  (answer #f))

(test "another device is not the world"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console))
     (try f (assemble '((block main () () (halt 1))) !c)
          (then (call !f)) (else (drop c) (halt 'refused)))))
  (answer refused))

(test "it can do only what it was handed"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console))
     (let f (assemble '((block main (c) () (out !c "hello ")
                          (halt #void)))))
     (call !f !c)))
  (output "hello ") (answer))

(test "a program in a program in a program"
  (body (let f (assemble
                '((block main (k) ()
                    (let g (assemble '((block main (x) ()
                                         (let x (add !x 1)) (halt !x)))))
                    (call !k !g)))))
        (let k (lambda (g) () (call !g 41)))
        (call !f !k))
  (answer 42))

(test "a thousand programs are freed"
  (body (jump again 1000))
  (program
   (block again (n) ()
     (if (eq n 0)
         (then (halt !n))
         (else
          (let f (assemble '((block main (k x) () (let x (sub !x 1))
                               (call !k !x)))))
          (let k (lambda (n) () (jump again !n)))
          (call !f !k !n)))))
  (options "--heap" "100000")
  (answer 0))

(test "a fault inside it is the caller's to handle"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let f (assemble '((block main () () (raise 'inner)))))
        (call !f))
  (program (block h (kind irritants place) () (drop kind)
             (let p (cons !irritants !place)) (halt !p)))
  (answer ((inner) main . 0)))

(test "assemble copies what is shared for each place"
  (body (let s (cons 1 2)) (let d (cons s ())) (let d (cons !s !d))
        (let d (cons !d ())) (let d (cons 'quote !d))
        (let i (cons !d ())) (let i (cons '!k !i)) (let i (cons 'call !i))
        (let b (cons !i ())) (let b (cons () !b)) (let b (cons '(k) !b))
        (let b (cons 'main !b)) (let b (cons 'block !b)) (let b (cons !b ()))
        (let f (assemble !b))
        (let look (close look)) (call !f !look))
  (program
   (block look (v) ()
     (let a (car v)) (let d (cdr !v)) (let d (car !d))
     (if (eq !a !d) (then (halt #t)) (else (halt #f)))))
  (answer #f))
