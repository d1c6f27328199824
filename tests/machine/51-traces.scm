;;; The transfer trace: one line for each transfer, values in brief.

(profile core)

(test "the start and the end"
  (body (halt 5))
  (answer 5)
  (transfers "0 main #<closure halt> #<device world>"
             "halt 5"))

(test "jumps and their arguments"
  (body (jump loop 2 ()))
  (program (block loop (n l) ()
             (if (eq n 0)
                 (then (drop n) (halt !l))
                 (else (let l (cons n !l)) (let n (sub !n 1))
                       (jump loop !n !l)))))
  (answer (1 2))
  (transfers "0 main #<closure halt> #<device world>"
             "1 loop 2 ()"
             "2 loop 1 (2)"
             "3 loop 0 (1 2)"
             "halt (1 2)"))

(test "captured variables are not shown"
  (body (let f (close b 1 2)) (call !f 'x))
  (program (block b (x) (y z) (drop y z) (halt !x)))
  (answer x)
  (transfers "0 main #<closure halt> #<device world>"
             "1 b x"
             "halt x"))

(test "the rest parameter is shown as a list"
  (body (let f (close b)) (call !f 1 2 3))
  (program (block b (x . y) () (drop x) (halt !y)))
  (answer (2 3))
  (transfers "0 main #<closure halt> #<device world>"
             "1 b 1 (2 3)"
             "halt (2 3)"))

(test "apply shows what the block finds"
  (body (let f (close b)) (apply !f 1 '(2 3)))
  (program (block b (x y z) () (drop x y) (halt !z)))
  (answer 3)
  (transfers "0 main #<closure halt> #<device world>"
             "1 b 1 2 3"
             "halt 3"))

(test "the halt continuation is a target"
  (program (block main (k world) () (drop world) (call !k 5)))
  (answer 5)
  (transfers "0 main #<closure halt> #<device world>"
             "1 halt 5"
             "halt 5"))

(test "closures by the names of their blocks"
  (body (let f (lambda (x) () (halt !x))) (call !f f))
  (answer #<closure main/1>)
  (transfers "0 main #<closure halt> #<device world>"
             "1 main/1 #<closure main/1>"
             "halt #<closure main/1>"))

(test "a fault"
  (body (jump b 1))
  (program (block b (x) () (let x (quo !x 0)) (halt !x)))
  (fault divide)
  (transfers "0 main #<closure halt> #<device world>"
             "1 b 1"
             "fault divide"))

(test "a transfer that faults has no line"
  (body (let f (close b)) (call !f 1))
  (program (block b () () (halt 0)))
  (fault arity)
  (transfers "0 main #<closure halt> #<device world>"
             "fault arity"))

(test "raise"
  (body (raise 5))
  (fault raised)
  (transfers "0 main #<closure halt> #<device world>"
             "fault raised"))

(test "the end of fuel" (profile system)
  (body (jump loop))
  (program (block loop () () (jump loop)))
  (options "--fuel" "2")
  (fuel)
  (transfers "0 main #<closure halt> #<device world>"
             "1 loop"
             "2 loop"
             "fuel"))

(test "a handler" (profile system)
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let x (add 'a 1)) (halt !x))
  (program (block h (kind irritants place) () (drop kind irritants)
             (halt !place)))
  (answer (main . 4))
  (transfers "0 main #<closure halt> #<device world>"
             "1 h type (a 1) (main . 4)"
             "halt (main . 4)"))

(test "a timer and a resumption" (profile system)
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 1 !f) (jump a 5))
   (block a (x) () (let f (close b 6)) (call !f !x))
   (block b (x) (y) (drop x) (halt !y))
   (block rang (resume) () (call !resume)))
  (options "--grant" "timer")
  (answer 6)
  (transfers "0 main #<closure halt> #<device world>"
             "1 a 5"
             "2 rang #<closure resume>"
             "3 b 5"
             "halt 6"))

(test "#void is shown at the end"
  (body (halt #void))
  (answer)
  (transfers "0 main #<closure halt> #<device world>"
             "halt #void"))

(test "more than eight elements"
  (body (halt '(1 2 3 4 5 6 7 8 9)))
  (answer (1 2 3 4 5 6 7 8 9))
  (transfers "0 main #<closure halt> #<device world>"
             "halt (1 2 3 4 5 6 7 8 …)"))

(test "just eight elements"
  (body (halt '(1 2 3 4 5 6 7 8)))
  (answer (1 2 3 4 5 6 7 8))
  (transfers "0 main #<closure halt> #<device world>"
             "halt (1 2 3 4 5 6 7 8)"))

(test "just eight elements and a tail"
  (body (halt '(1 2 3 4 5 6 7 8 . 9)))
  (answer (1 2 3 4 5 6 7 8 . 9))
  (transfers "0 main #<closure halt> #<device world>"
             "halt (1 2 3 4 5 6 7 8 . 9)"))

(test "more than three levels"
  (body (halt '(1 (2 (3 (4 (5)))))))
  (answer (1 (2 (3 (4 (5))))))
  (transfers "0 main #<closure halt> #<device world>"
             "halt (1 (2 (3 …)))"))

(test "the empty list is no level"
  (body (halt '(((())))))
  (answer (((()))))
  (transfers "0 main #<closure halt> #<device world>"
             "halt (((())))"))

(test "more than forty characters"
  (body (halt '(abcdefghijklmno pqrstuvwxyz0123456789 abcdefghij)))
  (answer (abcdefghijklmno pqrstuvwxyz0123456789 abcdefghij))
  (transfers "0 main #<closure halt> #<device world>"
             "halt (abcdefghijklmno pqrstuvwxyz0123456789 a…"))

(test "just forty characters"
  (body (halt '(abcdefghijklmn pqrstuvwxyz0123456789 a)))
  (answer (abcdefghijklmn pqrstuvwxyz0123456789 a))
  (transfers "0 main #<closure halt> #<device world>"
             "halt (abcdefghijklmn pqrstuvwxyz0123456789 a)"))

(test "a cycle ends by the bounds"
  (body (let p (cons 1 2)) (set-cdr p p) (jump b !p))
  (program (block b (p) () (set-cdr p ()) (halt !p)))
  (answer (1))
  (transfers "0 main #<closure halt> #<device world>"
             "1 b (1 1 1 1 1 1 1 1 …)"
             "halt (1)"))

(test "a cycle through the car ends by the bounds"
  (body (let p (cons 1 2)) (set-car p p) (jump b !p))
  (program (block b (p) () (set-car p ()) (halt !p)))
  (answer (() . 2))
  (transfers "0 main #<closure halt> #<device world>"
             "1 b (((… . 2) . 2) . 2)"
             "halt (() . 2)"))

(test "strings, characters, vectors, bytes, boxes, records" (profile data)
  (body (let b (box '(1 2))) (let r (record 'point 1 "a\nb"))
        (jump show !b !r #(1 (2))))
  (program (block show (b r v) () (drop b r v)
             (jump more #u8(1 2 3 4 5 6 7 8 9) #\λ '|a b|))
           (block more (s c n) () (drop s c) (halt !n)))
  (answer |a b|)
  (transfers "0 main #<closure halt> #<device world>"
             "1 show #<box (1 2)> #<record point 1 \"a\\nb\"> #(1 (2))"
             "2 more #u8(1 2 3 4 5 6 7 8 …) #\\λ |a b|"
             "halt |a b|"))

(test "deep boxes" (profile data)
  (body (let b (box 1)) (let b (box !b)) (let b (box !b)) (let b (box !b))
        (jump show !b))
  (program (block show (b) () (drop b) (halt 0)))
  (answer 0)
  (transfers "0 main #<closure halt> #<device world>"
             "1 show #<box #<box #<box …>>>"
             "halt 0"))
