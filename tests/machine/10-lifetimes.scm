;;; Births, copies, takes and ends that a machine must accept, and what they
;;; give.

(profile core)

(test "a constant is born and halts"
  (body (let x 5) (halt !x))
  (answer 5))

(test "halt with a literal"
  (body (halt 7))
  (answer 7))

(test "halt with nothing to say prints nothing"
  (body (halt #void))
  (answer))

(test "let copies"
  (body (let x 5) (let y x) (let z (cons !x !y)) (halt !z))
  (answer (5 . 5)))

(test "let takes"
  (body (let x 5) (let y !x) (halt !y))
  (answer 5))

(test "let of a cell shares it"
  (body (let p (cons 1 2)) (let q p) (set-car !p 9) (halt !q))
  (answer (9 . 2)))

(test "let takes a name and bears it again"
  (body (let x 5) (let x !x) (halt !x))
  (answer 5))

(test "a name is born again when it has ended"
  (body (let n 10) (let n (sub !n 1)) (let n (sub !n 1)) (halt !n))
  (answer 8))

(test "a dropped name is born again"
  (body (let n 10) (drop n) (let n 3) (halt !n))
  (answer 3))

(test "drop ends several variables"
  (body (let a 1) (let b (cons 1 2)) (let c (cons 3 4)) (drop a c b)
        (halt #t))
  (answer #t))

(test "drop of a shared cell leaves the other holder"
  (body (let a (cons 1 2)) (let b a) (drop a) (halt !b))
  (answer (1 . 2)))

(test "drop of a constant"
  (body (let a '(1 2 3)) (let b a) (drop a) (drop b) (halt #t))
  (answer #t))

(test "the same variable copied twice in one instruction"
  (body (let x 21) (let y (add x x)) (drop x) (halt !y))
  (answer 42))

(test "copied and taken in one instruction"
  (body (let x 21) (let y (add x !x)) (halt !y))
  (answer 42))

(test "taken and copied in one instruction"
  (body (let x 21) (let y (add !x x)) (halt !y))
  (answer 42))

(test "copied and taken, and born again"
  (body (let x 21) (let x (add x !x)) (halt !x))
  (answer 42))

(test "a cell stored twice by copies"
  (body (let x (cons 1 2)) (let p (cons x x)) (drop x) (halt !p))
  (answer ((1 . 2) 1 . 2)))

(test "a cell stored by copy and take"
  (body (let x (cons 1 2)) (let p (cons x !x)) (halt !p))
  (answer ((1 . 2) 1 . 2)))

(test "a cell stored by take and copy"
  (body (let x (cons 1 2)) (let p (cons !x x)) (halt !p))
  (answer ((1 . 2) 1 . 2)))

(test "a cell stored by copy and take is one cell"
  (body (let x (cons 1 2)) (let p (cons x !x))
        (let (a b) (uncons !p))
        (set-car !a 9)
        (halt !b))
  (answer (9 . 2)))

(test "a cell compared with itself, copied and taken"
  (body (let x (cons 1 2))
        (if (eq x !x) (then (halt #t)) (else (halt #f))))
  (answer #t))

(test "a pair stored into itself by take and copy"
  (body (let p (cons 1 2)) (set-car p p) (set-car p 3) (halt !p))
  (answer (3 . 2)))

(test "a pair set while it is taken"
  (body (let p (cons 1 2)) (let q p) (set-cdr !p 5) (halt !q))
  (answer (1 . 5)))

(test "the last holder is taken by a setter"
  (body (let p (cons 1 2)) (let q (cons 3 4)) (set-cdr !p !q) (halt #t))
  (answer #t))

(test "a setter releases what stood there"
  (body (let a (cons 1 2)) (let p (cons !a ())) (set-car p 5) (halt !p))
  (answer (5)))

(test "a setter puts back what stands there"
  (body (let a (cons 1 2)) (let p (cons !a ())) (let a (car p))
        (set-car p !a) (halt !p))
  (answer ((1 . 2))))

(test "both ways of an if start from the same variables"
  (body (let x (cons 1 2))
        (if (true #f)
            (then (drop x) (halt 1))
            (else (let x (car !x)) (halt !x))))
  (answer 1))

(test "then may end what else keeps"
  (body (let x 1) (let y 2)
        (if (lt x y)
            (then (drop x) (let x (add !y 5)) (halt !x))
            (else (drop x y) (halt 0))))
  (answer 7))

(test "the test of an if takes for both ways: then"
  (body (let x 1)
        (if (lt !x 2) (then (let x 8) (halt !x))
            (else (let x 9) (halt !x))))
  (answer 8))

(test "the test of an if takes for both ways: else"
  (body (let x 3)
        (if (lt !x 2) (then (let x 8) (halt !x))
            (else (let x 9) (halt !x))))
  (answer 9))

(test "ifs nest"
  (body (let x 5)
        (if (lt x 10)
            (then (if (lt x 6)
                      (then (if (lt x 5)
                                (then (drop x) (halt 1))
                                (else (drop x) (halt 2))))
                      (else (drop x) (halt 3))))
            (else (drop x) (halt 4))))
  (answer 2))

(test "instructions stand between nested ifs"
  (body (let x 5)
        (if (lt x 10)
            (then (let y (add x 1))
                  (if (lt !y x)
                      (then (drop x) (halt 1))
                      (else (let z (cons x !x)) (halt !z))))
            (else (drop x) (halt 4))))
  (answer (5 . 5)))

(test "a deep chain of elses"
  (body (let x 7)
        (if (eq x 1) (then (drop x) (halt 1))
            (else (if (eq x 2) (then (drop x) (halt 2))
            (else (if (eq x 3) (then (drop x) (halt 3))
            (else (if (eq x 7) (then (drop x) (halt 'seven))
            (else (drop x) (halt 'none))))))))))
  (answer seven))

(test "a block without parameters"
  (body (jump b))
  (program (block b () () (halt 3)))
  (answer 3))

(test "registers with numbers are born where the program says"
  (program (block main 2 0
             (drop r1 r0)
             (let r5 20)
             (let r0 (add r5 !r5))
             (let r255 (cons r0 !r0))
             (halt !r255)))
  (answer (40 . 40)))

(test "numbers with a rest parameter and captures"
  (program (block main 2 0
             (drop r1 r0)
             (let r0 (cons 1 2))
             (let r1 (close b !r0))
             (call !r1 10 20 30 40))
           (block b (2 . rest) 1
             (let r4 (cons !r2 !r3))
             (let r4 (cons !r1 !r4))
             (let r4 (cons !r0 !r4))
             (halt !r4)))
  (answer (10 20 (30 40) 1 . 2)))

(test "two results into chosen registers"
  (program (block main 2 0
             (drop r0 r1)
             (let r7 (cons 1 2))
             (let (r3 r7) (uncons !r7))
             (let r0 (cons !r7 !r3))
             (halt !r0)))
  (answer (2 . 1)))

(test "names with every kind of character"
  (program (block main (k world) () (drop k world)
             (let a->b! 1) (let +x 2) (let - 3) (let ... 4) (let λ 5)
             (let |two words| 6)
             (let x (add !a->b! !+x)) (let x (add !x !-))
             (let x (add !x !...)) (let x (add !x !λ))
             (let x (add !x |!two words|))
             (halt !x)))
  (answer 21))

(test "a variable may have the name of an instruction"
  (program (block main (k world) () (drop k world)
             (let add 1) (let let 2) (let add (add !add !let))
             (halt !add)))
  (answer 3))

(test "a block may have the name of an instruction"
  (program (block main (k world) () (drop k world) (jump halt 4))
           (block halt (halt) () (halt !halt)))
  (answer 4))
