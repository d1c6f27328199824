;;; Exercise 3: max, gcd, and a loop by continuation.
;;;
;;; Each test gives a file some inputs and compares it with the answer: output,
;;; live cells, and transfers, of which it may use half as many again.

(define greatest (- (expt 2 61) 1))
(define least (- (expt 2 61)))

(define (input . numbers)
  "Return NUMBERS as a line of input."
  (string-append (string-join (map number->string numbers) " ") "\n"))

(define (small draw) (draw-integer draw -9 9))
(define (large draw) (draw-integer draw (- (expt 10 12)) (expt 10 12)))

(define (max-inputs draw)
  "Inputs for max: both orders, equal ones, and the ends of the range."
  (let ((a (small draw)) (b (large draw)))
    (list (input a (+ a 3)) (input (+ a 3) a) (input b b)
          (input greatest least) (input (large draw) (small draw)))))

(define (gcd-inputs draw)
  "Inputs for gcd: with a common factor, with signs, with zeros."
  (let ((f (draw-integer draw 2 50)) (a (large draw)))
    (list (input (* f (draw-integer draw 1 40)) (* f (draw-integer draw 1 40)))
          (input (* f (+ 10 (draw-integer draw 1 30))) (* -5 f))
          (input (- (abs a)) 0)
          (input 0 a) (input a (+ f (large draw))))))

(define (fold-inputs draw)
  "Inputs for the loop: first number, from, to; also loops of one round and of
many."
  (let ((i (small draw)))
    (list (input 1 1 3) (input (small draw) i i)
          (input (small draw) i (+ i (draw-integer draw 5 30)))
          (input 0 1 2000))))

(exercise
 #:title "Straight-line CPS"
 #:files '("max.baton" "gcd.baton" "loop.baton")
 #:constants `(("FACTOR" ,(between 11 97)))
 #:tests (list (test "max" 1 (like-answers "max.baton" max-inputs))
               (test "gcd" 2 (like-answers "gcd.baton" gcd-inputs))
               (test "loop" 2 (like-answers "loop.baton" fold-inputs)))
 #:hints
 '((("max" output)
    "On which inputs is it wrong: where a is larger, where b is, or where they are equal?"
    "(lt a b) holds where a is less than b, so `then' has to hand on b."
    "In each way, drop the one that you do not hand on: (drop a) (call !k !b).")
   (("max" fault)
    "The report shows the instruction: is it one that can overflow?"
    "The difference of two integers may be no integer of this machine."
    "Compare with `lt' instead of looking at the sign of a difference.")
   (("gcd" fault)
    "Look at the instruction in the report: what does `rem' do with 0?"
    "Test b before you divide by it."
    "(if (eq b 0) (then …) (else …)): the first way has the answer, the second jumps to gcd.")
   (("gcd" output)
    "Try inputs with a minus: `rem' has the sign of its first operand."
    "A greatest common divisor is never negative: what if the last a is?"
    "Where b is 0 and a is less than 0, hand on (sub 0 a).")
   (("gcd" count)
    "Subtraction gets there too, but how often for 1000000 and 1?"
    "`rem' does at once what many subtractions do."
    "One jump for each `rem' is enough: (jump gcd !k !b !r).")
   (("loop" count)
    "How many transfers does one round need?  --trace=transfers shows them."
    "One call of f, and one call of its continuation, which begins the next round."
    "Let the continuation jump to fold itself; a closure in between costs a transfer a round.")
   (("loop" output)
    "With input 1 1 3 the trace is short: --trace=transfers.  Which i does f get?"
    "The first call of f has i, the last one n."
    "After f: where i is n, hand its answer to k; else jump to fold with i + 1.")
   (fuel
    "It never comes to an end: which jump goes round for ever?"
    "echo 1 1 3 | build/bin/baton run --fuel 30 --trace=transfers loop.baton"
    "Something must change from round to round, and be tested.")
   (refused
    "Read the first message: the machine says which variable, and what to write."
    "At each call and jump nothing may be left alive: pass it with !, or drop it before."
    "A lambda lists what it captures: (lambda (v) (!k !f) …). What it does not list, it does not have."))
 #:starter '(("max" output) ("gcd" output) ("loop" output))
 #:wrong
 '(("max-hands-on-the-smaller" ("max" output))
   ("max-by-difference-overflows" ("max" fault))
   ("gcd-keeps-the-sign" ("gcd" output))
   ("gcd-divides-by-zero" ("gcd" fault))
   ("gcd-by-subtraction" ("gcd" count))
   ("gcd-forgets-k" ("gcd" refused))
   ("loop-stops-one-early" ("loop" output))
   ("loop-runs-backwards" ("loop" output))
   ("loop-goes-through-a-middleman" ("loop" count))
   ("loop-never-counts" ("loop" fuel))))
