;;; What programs are printed as.  An entry is (NAME TEXT NESTED FLAT NUMBERS).

("everything"
 "(block main (k world)() (let c (port !world console)) (write c '(a . 5))
   (let f (lambda (x . more) (!k c) (write !c !more) (call !k !x)))
   (if (lt 1 2) (then (drop c) (call !f \"a\\n\\\"\")) (else
   (try (a d) (uncons '(1)) (then (drop a d c) (call !f #\\space))
   (else (out !c \"x\") (jump g !f))))))
  (block g (k) () (call !k #void))"
 "(block main (k world) ()
  (let c (port !world console))
  (write c '(a . 5))
  (let f (lambda (x . more) (!k c)
    (write !c !more)
    (call !k !x)))
  (if (lt 1 2)
    (then
      (drop c)
      (call !f \"a\\n\\\"\"))
    (else
      (try (a d) (uncons '(1))
        (then
          (drop a d c)
          (call !f #\\space))
        (else
          (out !c \"x\")
          (jump g !f))))))

(block g (k) ()
  (call !k #void))
"
 "(block main (k world) ()
  (let c (port !world console))
  (write c '(a . 5))
  (let f (close main/1 !k c))
  (if (lt 1 2)
    (then
      (drop c)
      (call !f \"a\\n\\\"\"))
    (else
      (try (a d) (uncons '(1))
        (then
          (drop a d c)
          (call !f #\\space))
        (else
          (out !c \"x\")
          (jump g !f))))))

(block main/1 (x . more) (k c)
  (write !c !more)
  (call !k !x))

(block g (k) ()
  (call !k #void))
"
 "(block main 2 0
  (let r1 (port !r1 console))
  (write r1 '(a . 5))
  (let r0 (close main/1 !r0 r1))
  (if (lt 1 2)
    (then
      (drop r1)
      (call !r0 \"a\\n\\\"\"))
    (else
      (try (r2 r3) (uncons '(1))
        (then
          (drop r2 r3 r1)
          (call !r0 #\\space))
        (else
          (out !r1 \"x\")
          (jump g !r0))))))

(block main/1 (1 . rest) 2
  (write !r3 !r1)
  (call !r2 !r0))

(block g 1 0
  (call !r0 #void))
")

("what does not fold: used twice, other names, out of order, constants"
 "(block main (k world) () (let a (close main/1 world)) (drop a)
    (let b (close main/1 !world)) (drop b) (halt !k))
  (block main/1 () (world) (halt !world))
  (block f (k a) () (let c (close f/1 !k !a)) (halt !c))
  (block f/1 () (k b) (drop k) (halt !b))
  (block g () () (let a (close g/2)) (let b (close g/1)) (drop a) (halt !b))
  (block g/1 () () (halt 1))
  (block g/2 () () (halt 2))
  (block h () () (let a (close h/1 5)) (halt !a))
  (block h/1 () (a) (halt !a))
  (block i () () (let a (lambda () () (halt 1))) (halt !a))"
 "(block main (k world) ()
  (let a (close main/1 world))
  (drop a)
  (let b (close main/1 !world))
  (drop b)
  (halt !k))

(block main/1 () (world)
  (halt !world))

(block f (k a) ()
  (let c (close f/1 !k !a))
  (halt !c))

(block f/1 () (k b)
  (drop k)
  (halt !b))

(block g () ()
  (let a (close g/2))
  (let b (close g/1))
  (drop a)
  (halt !b))

(block g/1 () ()
  (halt 1))

(block g/2 () ()
  (halt 2))

(block h () ()
  (let a (close h/1 5))
  (halt !a))

(block h/1 () (a)
  (halt !a))

(block i () ()
  (let a (lambda () ()
    (halt 1)))
  (halt !a))
"
 "(block main (k world) ()
  (let a (close main/1 world))
  (drop a)
  (let b (close main/1 !world))
  (drop b)
  (halt !k))

(block main/1 () (world)
  (halt !world))

(block f (k a) ()
  (let c (close f/1 !k !a))
  (halt !c))

(block f/1 () (k b)
  (drop k)
  (halt !b))

(block g () ()
  (let a (close g/2))
  (let b (close g/1))
  (drop a)
  (halt !b))

(block g/1 () ()
  (halt 1))

(block g/2 () ()
  (halt 2))

(block h () ()
  (let a (close h/1 5))
  (halt !a))

(block h/1 () (a)
  (halt !a))

(block i () ()
  (let a (close i/1))
  (halt !a))

(block i/1 () ()
  (halt 1))
"
 "(block main 2 0
  (let r2 (close main/1 r1))
  (drop r2)
  (let r1 (close main/1 !r1))
  (drop r1)
  (halt !r0))

(block main/1 0 1
  (halt !r0))

(block f 2 0
  (let r0 (close f/1 !r0 !r1))
  (halt !r0))

(block f/1 0 2
  (drop r0)
  (halt !r1))

(block g 0 0
  (let r0 (close g/2))
  (let r1 (close g/1))
  (drop r0)
  (halt !r1))

(block g/1 0 0
  (halt 1))

(block g/2 0 0
  (halt 2))

(block h 0 0
  (let r0 (close h/1 5))
  (halt !r0))

(block h/1 0 1
  (halt !r0))

(block i 0 0
  (let r0 (close i/1))
  (halt !r0))

(block i/1 0 0
  (halt 1))
")
