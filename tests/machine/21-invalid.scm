;;; Programs that break the lifetime rule or the rules of form: refused at load.
;;; A message must name the variable, or what else the text in `invalid' says.

(profile core)

(test "a variable left alive at halt"
  (program (block main (k world) () (drop k) (halt 5)))
  (invalid "world"))

(test "a variable left alive at a jump"
  (body (let x 1) (jump b))
  (program (block b () () (halt 1)))
  (invalid "x"))

(test "a variable left alive at a call"
  (program (block main (k world) () (call !k 1)))
  (invalid "world"))

(test "a variable left alive at an apply"
  (program (block main (k world) () (apply !k '(1))))
  (invalid "world"))

(test "a variable left alive at a raise"
  (body (let x 1) (raise 5))
  (invalid "x"))

(test "a variable only copied at a transfer"
  (body (let x 1) (halt x))
  (invalid "x"))

(test "the closure only copied at a call"
  (body (let f (close b)) (call f))
  (program (block b () () (halt 1)))
  (invalid "f"))

(test "a variable left alive in then"
  (body (let x 1)
        (if (lt x 2) (then (halt 1)) (else (drop x) (halt 2))))
  (invalid "x"))

(test "a variable left alive in else"
  (body (let x 1)
        (if (lt x 2) (then (drop x) (halt 1)) (else (halt 2))))
  (invalid "x"))

(test "a variable used after its end"
  (body (let x 1) (drop x) (let y (add x 1)) (halt !y))
  (invalid "x"))

(test "a variable taken after its end"
  (body (let x 1) (let y (add !x 1)) (let z (add !x !y)) (halt !z))
  (invalid "x"))

(test "a variable dropped twice"
  (body (let x 1) (drop x) (drop x) (halt 1))
  (invalid "x"))

(test "a variable dropped twice in one drop"
  (body (let x 1) (drop x x) (halt 1))
  (invalid "x"))

(test "a variable taken twice in one instruction"
  (body (let x 1) (let y (add !x !x)) (halt !y))
  (invalid "x"))

(test "a variable taken twice by a jump"
  (body (let x 1) (jump b !x !x))
  (program (block b (x y) () (drop x) (halt !y)))
  (invalid "x"))

(test "a closure taken twice by a call"
  (body (let f (close b)) (call !f !f))
  (program (block b (x) () (halt !x)))
  (invalid "f"))

(test "a variable taken by a test and used in then"
  (body (let x 1) (if (lt !x 2) (then (halt !x)) (else (halt 0))))
  (invalid "x"))

(test "a variable taken by a test and used in else"
  (body (let x 1) (if (lt !x 2) (then (halt 0)) (else (halt !x))))
  (invalid "x"))

(test "a variable taken by try and used in then"
  (body (let x 1) (try y (add !x 2)
                       (then (drop y) (halt !x)) (else (halt !x))))
  (invalid "x"))

(test "a variable taken by try and left alive in else"
  (body (let x 1) (try y (add !x 2) (then (halt !y)) (else (halt 0))))
  (invalid "x"))

(test "a result of try used in else"
  (body (try y (add 1 2) (then (halt !y)) (else (halt !y))))
  (invalid "y"))

(test "a result of try left alive in then"
  (body (try y (add 1 2) (then (halt 1)) (else (halt 2))))
  (invalid "y"))

(test "a result of try born on a living name"
  (body (let y 1) (try y (add 1 2) (then (halt !y)) (else (halt !y))))
  (invalid "y"))

(test "a birth on a living name"
  (body (let x 1) (let x 2) (halt !x))
  (invalid "x"))

(test "a birth on a name that is only copied"
  (body (let x 1) (let x (add x 1)) (halt !x))
  (invalid "x"))

(test "a birth on a parameter that lives"
  (program (block main (k world) () (let k 5) (drop world) (halt !k)))
  (invalid "k"))

(test "two results of one name"
  (body (let (a a) (uncons '(1 . 2))) (halt !a))
  (invalid "a"))

(test "two results into one register"
  (program (block main 2 0 (drop r0 r1)
             (let (r3 r3) (uncons '(1 . 2))) (halt !r3)))
  (invalid "r3"))

(test "a name that was never born"
  (body (halt !nobody))
  (invalid "nobody"))

(test "a copied name that was never born"
  (body (let x (add nobody 1)) (halt !x))
  (invalid "nobody"))

(test "a dropped name that was never born"
  (body (drop nobody) (halt 1))
  (invalid "nobody"))

(test "a capture that does not live"
  (body (let f (close b nobody)) (call !f))
  (program (block b () (x) (halt !x)))
  (invalid "nobody"))

(test "a lambda's capture that does not live"
  (body (let f (lambda () (!x) (halt !x))) (call !f))
  (invalid "x"))

(test "a lambda that uses a variable it does not capture"
  (body (let x 1) (let f (lambda () () (halt !x))) (drop x) (call !f))
  (invalid "x"))

(test "a lambda that leaves a capture alive"
  (body (let x 1) (let f (lambda () (!x) (halt 5))) (call !f))
  (invalid "x"))

(test "a lambda that leaves a parameter alive"
  (body (let f (lambda (y) () (halt 5))) (call !f 1))
  (invalid "y"))

(test "a copied capture is still to be ended outside"
  (body (let x 1) (let f (lambda () (x) (halt !x))) (call !f))
  (invalid "x"))

(test "a parameter left alive"
  (body (jump b 1))
  (program (block b (left) () (halt 1)))
  (invalid "left"))

(test "a rest parameter left alive"
  (body (jump b 1))
  (program (block b (k . left) () (drop k) (halt 1)))
  (invalid "left"))

(test "a captured variable left alive"
  (body (let f (close b 1)) (call !f))
  (program (block b () (left) (halt 1)))
  (invalid "left"))

(test "a register that does not live"
  (program (block main 2 0 (drop r0 r1) (halt !r2)))
  (invalid "r2"))

(test "a register left alive"
  (program (block main 2 0 (drop r0) (halt 1)))
  (invalid "r1"))

(test "a breach in a block that is never used"
  (body (halt 1))
  (program (block unused (x) () (halt 1)))
  (invalid "x"))

(test "a breach behind a deep nest"
  (body (let x 1)
        (if (true #t)
            (then (if (true #t)
                      (then (if (true #t)
                                (then (drop x) (halt 1))
                                (else (halt 2))))
                      (else (drop x) (halt 3))))
            (else (drop x) (halt 4))))
  (invalid "x"))

;; Form

(test "a jump with too few arguments"
  (body (jump b 1))
  (program (block b (x y) () (drop x) (halt !y)))
  (invalid "b"))

(test "a jump with too many arguments"
  (body (jump b 1 2))
  (program (block b (x) () (halt !x)))
  (invalid "b"))

(test "a jump with too few arguments for a rest parameter"
  (body (jump b))
  (program (block b (x . rest) () (drop rest) (halt !x)))
  (invalid "b"))

(test "a jump to a block that captures"
  (body (jump b 1))
  (program (block b (x) (y) (drop y) (halt !x)))
  (invalid "b"))

(test "a jump to no block"
  (body (jump nowhere 1))
  (invalid "nowhere"))

(test "a close of no block"
  (body (let f (close nowhere 1)) (call !f))
  (invalid "nowhere"))

(test "a close with too few captures"
  (body (let f (close b 1)) (call !f))
  (program (block b () (x y) (drop x) (halt !y)))
  (invalid "b"))

(test "a close with too many captures"
  (body (let f (close b 1 2)) (call !f))
  (program (block b () (x) (halt !x)))
  (invalid "b"))

(test "no main"
  (program (block start (k world) () (drop world) (call !k 1)))
  (invalid "main"))

(test "two blocks of one name"
  (body (halt 1))
  (program (block b () () (halt 1)) (block b () () (halt 2)))
  (invalid "b"))

(test "two mains"
  (body (halt 1))
  (program (block main (k world) () (drop world) (call !k 1)))
  (invalid "main"))

(test "a lambda's name is taken"
  (body (let f (lambda () () (halt 1))) (call !f))
  (program (block main/1 () () (halt 1)))
  (invalid "main/1"))

(test "main captures"
  (program (block main (k world) (x) (drop x world) (call !k 1)))
  (invalid "main"))

(test "two parameters of one name"
  (body (jump b 1 2))
  (program (block b (x x) () (halt !x)))
  (invalid "x"))

(test "a parameter and a capture of one name"
  (body (let f (close b 1)) (call !f 2))
  (program (block b (x) (x) (halt !x)))
  (invalid "x"))

(test "a parameter and the rest of one name"
  (body (jump b 1 2))
  (program (block b (x . x) () (halt !x)))
  (invalid "x"))

(test "no blocks at all"
  (text "")
  (invalid "main"))

(test "only a comment"
  (text "; nothing here\n")
  (invalid "main"))
