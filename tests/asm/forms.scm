;;; Programs, each spelled in several ways that must come to the same bytes.
;;; An entry is (NAME TEXT ...).

("nested and flat, names and numbers"
 "(block main (k world) ()
    (drop world)
    (let first (lambda (a) (!k)
      (let second (lambda (b) (!k !a)
        (let both (cons !a !b))
        (call !k !both)))
      (jump double !second '(x \"y\"))))
    (let other (lambda (v) () (halt !v)))
    (drop other)
    (jump double !first \"z\"))
  (block double (k v) ()
    (let p (cons v v))
    (drop v)
    (call !k !p))"
 "(block main (k world) ()
    (drop world)
    (let first (close main/1 !k))
    (let other (close main/3))
    (drop other)
    (jump double !first \"z\"))
  (block main/1 (a) (k)
    (let second (close main/2 !k !a))
    (jump double !second (quote (x \"y\"))))
  (block main/2 (b) (k a)
    (let both (cons !a !b))
    (call !k !both))
  (block main/3 (v) ()
    (halt !v))
  (block double (k v) ()
    (let p (cons v v))
    (drop v)
    (call !k !p))"
 "(block main 2 0
    (drop r1)
    (let r0 (close main/1 !r0))
    (let r1 (close main/3))
    (drop r1)
    (jump double !r0 \"z\"))
  (block main/1 1 1
    (let r0 (close main/2 !r1 !r0))
    (jump double !r0 '(x \"y\")))
  (block main/2 1 2
    (let r0 (cons !r2 !r0))
    (call !r1 !r0))
  (block main/3 1 0 (halt !r0))
  (block double 2 0 (let r2 (cons r1 r1)) (drop r1) (call !r0 !r2))"
 "(block main 2 0
    (drop r1)
    (let r0 (close main/1 !r0))
    (let r1 (close main/3))
    (drop r1)
    (jump double !r0 \"z\"))
  (block main/1 (a) (continuation)
    (let second (close main/2 !continuation !a))
    (jump double !second '(x \"y\")))
  (block main/2 1 2
    (let r0 (cons !r2 !r0))
    (call !r1 !r0))
  (block main/3 (r5) () (halt !r5))
  (block double 2 0 (let r2 (cons r1 r1)) (drop r1) (call !r0 !r2))")

("quotes before what needs none"
 "(block main (k world) ()
    (drop world)
    (let a (vector 5 #t #\\a \"s\" () #void #eof #(1 b) #u8(1 2)))
    (let b (cons !a ()))
    (call !k !b))"
 "(block main (k world) ()
    (drop world)
    (let a (vector '5 '#t '#\\a '\"s\" '() '#void '#eof '#(1 b) '#u8(1 2)))
    (let b (cons !a (quote ())))
    (call !k !b))"
 "(block main (k world)()(drop world)
  ; comments of every kind
  (let a(vector +5 #t #\\x61\"\\x73;\"'()#void #eof #(#x1 |b|)#u8(#x1 #;3 2)))
  #| one #| two |# three |# #;(let c (plus 1 2)) #;#;4 5
  (let b(cons !a()))(call !k !b))")

("names that need bars"
 "(block main (k |the world|) ()
    (let a (cons |!the world| '|#x|))
    (let b (cons !a '(|| |1| |+1| |.| |a b| |\\|\\\\| + - ... -> a.b)))
    (jump |5| !k !b))
  (block |5| (k a) () (call !k !a))"
 "(block main 2 0
    (let r1 (cons !r1 '|\\x23;x|))
    (let r1 (cons !r1 '(|| |1| |+1| |.| |a b| |\\|\\\\| + - ... -> a.b)))
    (jump |5| !r0 !r1))
  (block |5| 2 0 (call !r0 !r1))")

("dots"
 "(block main (k world) ()
    (drop world)
    (call !k '((a . b) (a b c) (a b . c) ((a)) (quote x) (a quote x))))"
 "(block main (k world) ()
    (drop world)
    (call !k '((a . b) (a . (b . (c . ()))) (a . (b . c)) ((a) . ()) 'x
               (a . 'x))))")

("lowest free registers: ends before births, in both ways"
 "(block main (k world) ()
    (let a 1)
    (let b 2)
    (drop world)
    (let c (add !a b))
    (if (lt !b c)
      (then
        (let d 3)
        (let (e f) (uncons '(4 . 5)))
        (drop d e f)
        (call !k !c))
      (else
        (try d (add !c 1)
          (then
            (let e 5)
            (drop e)
            (call !k !d))
          (else
            (let e 6)
            (drop e)
            (call !k !c))))))"
 "(block main 2 0
    (let r2 1)
    (let r3 2)
    (drop r1)
    (let r1 (add !r2 r3))
    (if (lt !r3 r1)
      (then
        (let r2 3)
        (let (r3 r4) (uncons '(4 . 5)))
        (drop r2 r3 r4)
        (call !r0 !r1))
      (else
        (try r1 (add !r1 1)
          (then
            (let r2 5)
            (drop r2)
            (call !r0 !r1))
          (else
            (let r2 6)
            (drop r2)
            (call !r0 !r1))))))")

("rest parameters"
 "(block main (k . rest) ()
    (let f (lambda (k a . others) (!rest)
      (apply !k !a !others !rest)))
    (apply !f !k ()))"
 "(block main (1 . rest) 0
    (let r1 (close main/1 !r1))
    (apply !r1 !r0 ()))
  (block main/1 (2 . rest) 1
    (apply !r0 !r1 !r2 !r3))")

("lambdas are numbered by where they open"
 "(block f (k) ()
    (if (true k)
      (then
        (let a (lambda () ()
          (let b (lambda () () (halt 1)))
          (halt !b)))
        (drop k)
        (halt !a))
      (else
        (let c (lambda () () (halt 2)))
        (drop k)
        (halt !c))))
  (block main (k world) () (drop world) (jump f !k))"
 "(block f 1 0
    (if (true r0)
      (then (let r1 (close f/1)) (drop r0) (halt !r1))
      (else (let r1 (close f/3)) (drop r0) (halt !r1))))
  (block f/1 0 0 (let r0 (close f/2)) (halt !r0))
  (block f/2 0 0 (halt 1))
  (block f/3 0 0 (halt 2))
  (block main 2 0 (drop r1) (jump f !r0))")
