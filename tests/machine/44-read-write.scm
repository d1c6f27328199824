;;; The machine's reader and printer at the program's service.

(profile system)

(test "a datum of every kind goes in and out"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (jump copy !c))
   (block copy (c) ()
     (let d (read c))
     (if (eof? d)
         (then (drop c d) (halt #void))
         (else (write c !d) (out c 10) (jump copy !c)))))
  (input "1 -2 #x10 sym |a b| #\\a #\\space \"s\\n\" #t #f #void ()"
         " (1 . 2) (1 2 . (3)) #(1 #(2)) #u8(1 2) 'q #;skip ; line\n last")
  (output "1\n-2\n16\nsym\n|a b|\n#\\a\n#\\space\n\"s\\n\"\n#t\n#f\n#void\n"
          "()\n(1 . 2)\n(1 2 3)\n#(1 #(2))\n#u8(1 2)\n(quote q)\nlast\n")
  (answer))

(test "data that are read can be set"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let d (read !c))
     (set-car d 5) (halt !d)))
  (input "(1 2)")
  (answer (5 2)))

(test "vectors, bytes and strings that are read can be set"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console))
     (let v (read c)) (let b (read c)) (let s (read !c))
     (vset v 0 9) (bset b 0 9) (sset s 0 #\9)
     (let p (cons !b !s)) (let p (cons !v !p)) (halt !p)))
  (input "#(1 2) #u8(1 2) \"12\"")
  (answer (#(9 2) #u8(9 2) . "92")))

(test "read at the end, again and again"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let a (read c)) (let b (read !c))
     (let p (cons !a !b)) (halt !p)))
  (input "  ; nothing\n")
  (answer (#eof . #eof)))

(test "a symbol that is read is the one in the program"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let d (read !c))
     (if (eq !d 'hello) (then (halt #t)) (else (halt #f)))))
  (input "hello")
  (answer #t))

(test "in goes on behind the datum"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let d (read c)) (let b (in !c))
     (let p (cons !d !b)) (halt !p)))
  (input "(a)bc")
  (answer ((a) . 98)))

(test "malformed input is a device fault"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let d (read !c)) (halt !d)))
  (input "#foo")
  (fault device))

(test "read goes on behind the wrong token"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console))
     (try d (read c)
          (then (drop c) (halt !d))
          (else (let d (read !c)) (halt !d)))))
  (input "3x next")
  (answer next))

(test "an unended list is a device fault"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let d (read !c)) (halt !d)))
  (input "(1 2")
  (fault device))

(test "an integer too large is a device fault"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let d (read !c)) (halt !d)))
  (input "99999999999999999999999")
  (fault device))

(test "a deep datum is read, printed and freed"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (let d (read !c)) (halt !d)))
  (input "((((((((((((((((((((((((((((((((((((((("
         ")))))))))))))))))))))))))))))))))))))))")
  (printed "((((((((((((((((((((((((((((((((((((((("
           ")))))))))))))))))))))))))))))))))))))))"))

(test "what is no datum is printed in brackets"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console))
     (let b (box 1)) (let r (record 'point 1 "two")) (let f (close f 1))
     (write c !b) (out c 32) (write c !r) (out c 32) (write c !f)
     (out c 32) (write c c) (drop c)
     (halt #void))
   (block f () (x) (halt !x)))
  (output "#<box 1> #<record point 1 \"two\"> #<closure f> "
          "#<device console>")
  (answer))

(test "a long list is printed whole"
  (body (jump build 30 ()))
  (program
   (block build (n l) ()
     (if (eq n 0)
         (then (drop n) (halt !l))
         (else (let l (cons n !l)) (let n (sub !n 1)) (jump build !n !l)))))
  (printed "(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 "
           "24 25 26 27 28 29 30)"))

(test "what is shared but no cycle has no label"
  (body (let a (cons 1 2)) (let p (cons a !a)) (halt !p))
  (answer ((1 . 2) 1 . 2)))

(test "a cycle through the car"
  (body (let p (cons 1 2)) (set-car p p) (halt !p))
  (printed "#0=(#0# . 2)")
  (live 1))

(test "a cycle inside a list"
  (body (let p (cons 1 ())) (set-cdr p p) (let l (cons 'a !p)) (halt !l))
  (printed "(a . #0=(1 . #0#))")
  (live 1))

(test "a cycle through a vector"
  (body (let v (vector 1 2)) (vset v 1 v) (halt !v))
  (printed "#0=#(1 #0#)")
  (live 1))

(test "a cycle through a box"
  (body (let b (box 1)) (set-box b b) (halt !b))
  (printed "#0=#<box #0#>")
  (live 1))

(test "two cycles"
  (body (let p (cons 1 ())) (set-cdr p p) (let q (cons 2 ()))
        (set-cdr q q) (let r (cons !p !q)) (halt !r))
  (printed "(#0=(1 . #0#) . #1=(2 . #1#))")
  (live 2))

(test "write to args is a device fault"
  (program (block main (k world) () (drop k)
             (let a (port !world args)) (write !a 1) (halt 0)))
  (fault device))

(test "write to status"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (write !s 4) (halt #void)))
  (answer) (status 4))

(test "read from status is a device fault"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (let x (read !s)) (halt !x)))
  (fault device))

;; Values of symbols

(test "put, then get"
  (body (put x 5) (let v (get x)) (halt !v))
  (answer 5))

(test "get without put"
  (body (let v (get x)) (halt !v))
  (fault unbound))

(test "get without put, under try"
  (body (try v (get x) (then (halt !v)) (else (halt 'none))))
  (answer none))

(test "put again replaces and releases"
  (body (let p (cons 1 2)) (put x !p) (put x 5) (let v (get x)) (halt !v))
  (answer 5))

(test "get twice shares"
  (body (let p (cons 1 2)) (put x !p) (let a (get x)) (let b (get x))
        (if (eq !a !b) (then (halt #t)) (else (halt #f))))
  (answer #t))

(test "put by copy"
  (body (let p (cons 1 2)) (put x p) (set-car p 9) (drop p)
        (let q (get x)) (halt !q))
  (answer (9 . 2)))

(test "a value left in a symbol is released at halt"
  (body (let p (cons 1 2)) (put x !p) (halt 0))
  (answer 0))

(test "two symbols"
  (body (put x 1) (put y 2) (let a (get x)) (let b (get y))
        (let p (cons !a !b)) (halt !p))
  (answer (1 . 2)))

(test "a symbol's name is no variable"
  (body (let x 3) (put x x) (let y (get x)) (let p (cons !x !y)) (halt !p))
  (answer (3 . 3)))

(test "a function that calls itself by its symbol"
  (program
   (block main (k world) () (drop world)
     (let f (lambda (k n) ()
              (if (eq n 0)
                  (then (call !k !n))
                  (else
                   (let m (sub n 1))
                   (let next (lambda (r) (!k !n)
                               (let r (add !r !n)) (call !k !r)))
                   (let f (get sum)) (call !f !next !m)))))
     (put sum f) (call !f !k 10)))
  (answer 55))

(test "labels stand at cells that are met again while they are printed"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console))
     (let p (cons 2 ())) (let q (cons 1 p)) (set-cdr p q)
     (let v (vector p q p)) (write c !v)
     (set-cdr p ()) (drop c p q) (halt #void)))
  (output "#(#0=(2 1 . #0#) (1 . #0#) #0#)")
  (answer))

(test "a name with a delete character is put between bars"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console))
     (let t (make-string 2 #\delete)) (let s (string->symbol !t))
     (write c !s) (drop c) (halt #void)))
  (output "|\\x7f;\\x7f;|")
  (answer))
