;;; Exercise 12: a faster machine.
;;;
;;; The submission is built as the machine is that is given, the answer of exercise 9,
;;; with the same options: quickly, to see what is right, and with optimization, where
;;; instructions are counted.  What is right is what the given machine
;;; does: both run the same images, in sandboxes of their own, and what they
;;; print is compared.  What is faster is counted, in processor instructions as
;;; valgrind counts them, and never timed.

(use-modules (srfi srfi-1)
             (ice-9 match)
             (ice-9 regex)
             ((baton conformance)
              #:select (test-name test-text test-bytes test-options test-input
                        test-folder expectation
                        result-status result-output result-errors result-trace))
             ((suite) #:select (script-tests))
             (course build)
             (course cases))

;; What is right

(define (program . blocks)
  "Return the text of BLOCKS, data."
  (string-concatenate (map (lambda (block) (format #f "~s\n" block)) blocks)))

;; A CASE: (NAME TEXT OPTIONS INPUT).

(define (traps draw)
  "Return cases where a quick way may be wrong: what seldom happens in a program
that runs often."
  (define (n) (draw-integer draw 3 9))
  (define greatest (- (expt 2 61) 1))
  (define main '(block main (k world) () (drop world) (jump start !k)))
  (define (case name options . blocks)
    (list name (apply program main blocks) options ""))
  (define (loop operation initial)
    ;; Ends where OPERATION, on x, overflows.
    `((block start (k) () (jump again !k ,initial))
      (block again (k x) ()
             (try y ,operation
                  (then (drop x) (jump again !k !y))
                  (else (call !k !x))))))
  (append
   (map (lambda (operation initial)
          (apply case (format #f "~s until it overflows" operation) '()
                 (loop operation initial)))
        `((add x ,(- greatest (n))) (add ,(- greatest (n)) x)
          (sub x ,(- greatest (n))) (add x x) (mul x ,(n)))
        (list 0 (n) (- (n)) (n) (n)))
   (list
    (case "a pair in one round, an integer in the next" '()
      '(block start (k) () (let p (cons 1 2)) (jump look !k (quote (1 . 2)) !p))
      `(block look (k x y) ()
              (try a (car x)
                   (then (drop x) (jump look !k !y !a))
                   (else (try b (cdr y)
                              (then (drop y x) (call !k !b))
                              (else (drop x) (call !k !y)))))))
    (case "a fault with a handler, in the third round" '()
      `(block start (k) ()
              (let h (close handler !k)) (let old (set-handler !h)) (drop old)
              (jump down ,(n) 5))
      '(block down (n l) ()
              (if (lt n 0)
                  (then (let y (add n l)) (let z (cdr !y)) (drop n l) (halt !z))
                  (else (let n (sub !n 1)) (jump down !n !l))))
      '(block handler (kind irritants place) (k)
              (let l (cons !place ())) (let l (cons !irritants !l))
              (let l (cons !kind !l)) (call !k !l)))
    (case "arguments that change places" '()
      `(block start (k) () (let p (cons 1 2)) (jump turn !k ,(n) !p (quote b) 0))
      '(block turn (k a b c n) ()
              (if (lt n 4)
                  (then (let n (add !n 1)) (jump turn !k !b !c !a !n))
                  (else (let l (cons !a !b)) (let l (cons !l !c)) (drop n)
                        (call !k !l)))))
    (case "a closure that is shared, and called by all" '()
      `(block start (k) () (let p (cons ,(n) ())) (let f (close add-it !p !k))
              (let g (close twice f)) (jump three !f !g 0))
      '(block three (f g n) ()
              (if (lt n 3)
                  (then (let n (add !n 1)) (call g !f !g !n))
                  (else (drop g) (call !f !n))))
      '(block twice (f g n) (h) (drop h) (let f2 (cons f f)) (let (a b) (uncons !f2))
              (drop a b) (jump three !f !g !n))
      '(block add-it (n) (p k) (let (a d) (uncons !p)) (drop d)
              (let x (add !a !n)) (call !k !x)))
    (case "a closure with too few arguments, after one with enough" '()
      '(block start (k) () (let f (lambda (x) (!k) (call !k !x)))
              (let g (lambda (x y) () (let z (add !x !y)) (halt !z)))
              (jump go !f !g))
      '(block go (f g) ()
              (let h (lambda (kind irritants place) ()
                       (drop irritants place) (halt !kind)))
              (let old (set-handler !h)) (drop old f) (call !g 1)))
    (case "a rest parameter" '()
      `(block start (k) () (let p (cons 1 2))
              (let f (lambda (a . more) (!k) (let l (cons !a !more)) (call !k !l)))
              (call !f ,(n) p 3 !p)))
    (case "a cell that is taken and copied at once" '()
      `(block start (k) () (let p (cons ,(n) 2)) (let q (cons !p p))
              (let f (lambda (a b) (!k) (let l (cons !a !b)) (call !k !l)))
              (call !f !q q)))
    (case "cells that are compared and taken" '()
      `(block start (k) () (let p (cons ,(n) 2)) (let q (cons 1 p))
              (let r (cdr q))
              (if (eq !p !r)
                  (then (let x (car !q)) (call !k !x))
                  (else (drop q) (call !k 0)))))
    (case "what is taken from a pair that others hold" '()
      `(block start (k) () (let p (cons ,(n) ())) (let q (cons p p))
              (let (a b) (uncons q)) (let c (car !q)) (let d (cdr !a))
              (drop d b p) (let x (car !c)) (call !k !x)))
    (case "a long list that ends at once" '()
      '(block start (k) () (jump grow !k () 0))
      '(block grow (k l n) ()
              (if (lt n 3000)
                  (then (let l (cons n !l)) (let n (add !n 1))
                        (jump grow !k !l !n))
                  (else (drop l) (call !k !n))))))
   (let ((fuel (number->string (draw-integer draw 5 20))))
     (list
      (case "a loop of jumps, and its fuel" (list "--fuel" fuel)
        '(block start (k) () (drop k) (jump round 0))
        '(block round (n) () (let n (add !n 1)) (jump round !n)))
      (case "a chain of calls, and its fuel" (list "--fuel" fuel)
        '(block start (k) () (drop k) (let f (close next)) (call f !f 0))
        '(block next (f n) () (let n (add !n 1)) (call f !f !n)))))
   (let ((slice (n)))
     (list
      (list "a timer that rings again and again"
            (program
             `(block main (k world) () (let t (port !world timer))
                     (let f (close ring t !k)) (set-timer !t ,slice !f)
                     (jump round 0))
             '(block round (n) () (let n (add !n 1)) (jump round !n))
             `(block ring (resume) (t k)
                     (try n (get rings) (then (jump count !resume !t !k !n))
                          (else (jump count !resume !t !k 0))))
             `(block count (resume t k n) ()
                     (if (lt n 4)
                         (then (let n (add !n 1)) (put rings !n)
                               (let f (close ring t !k))
                               (set-timer !t ,slice !f) (call !resume))
                         (else (drop resume t) (call !k !n)))))
            '("--grant" "timer") "")))))

(define hand-written
  (map (lambda (name) (string-append "tests/machine/" name ".scm"))
       '("10-lifetimes" "11-integers" "13-pairs" "14-closures" "15-transfers"
         "16-rest-and-apply" "18-try" "30-data" "40-handler" "41-fuel"
         "42-timer")))

(define suite
  (delay
    (filter-map
     (lambda (test)
       (and (test-text test) (not (test-folder test))
            (memv (expectation test 'status) '(0 70 124))
            (list (test-name test) (test-text test) (test-options test)
                  (test-input test))))
     (append-map (lambda (path)
                   (script-tests (home) (string-append (home) "/" path)))
                 hand-written))))

(define (cases draw)
  "Return the traps, and forty tests of the suite."
  (append (traps draw)
          (take (draw-shuffled draw (force suite)) 40)))

(define (bounded case)
  "Return CASE, with fuel, so that a machine that goes astray comes to an end, as
one of (course cases)."
  (match case
    ((name text options input)
     (case-of name text #:input input
              #:options (if (member "--fuel" options)
                            options
                            (cons* "--fuel" "50000" options))))))

(define (run-on bench cases . keywords)
  "Return the results of CASES, with counts and traces, as run-cases does."
  (apply run-cases bench (map bounded cases)
         #:options '("--stats" "--trace=transfers" "--trace-file" "trace")
         keywords))

(define (parts result)
  "Return what RESULT has of status and output, of live cells, and of a trace."
  (list (format #f "status ~a\n~a" (result-status result)
                (result-output result))
        (let ((live (string-match "(^|\n)live cells[^\n]*"
                                  (result-errors result))))
          (if live (string-append (match:substring live) "\n") ""))
        (result-trace result)))

(define (difference case mine given)
  "Return the verdict on MINE, what the submission did with CASE, where GIVEN is
right."
  (let* ((all (parts mine)) (right (parts given))
         (first-wrong (list-index (negate string=?) all right))
         (status (result-status mine)))
    (if first-wrong
        (failed (cond ((memv status '(hung 137 152 153)) 'time)
                      ((> status 128) 'crash)
                      (else (list-ref '(output leak trace) first-wrong)))
                "it does not do what the given machine does"
                (cons "case" (first case))
                (cons "program" (second case))
                (cons "options" (string-join (third case)))
                (cons "first difference"
                      (or (first-difference (string-concatenate all)
                                            (string-concatenate right))
                          "")))
        passed)))

(define (does-the-same bench draw . keywords)
  "Does the machine do what the given one does?  KEYWORDS are those of run-cases."
  (let* ((cases (cases draw))
         (given (run-on bench cases #:given #t
                        #:machine (given-machine bench "-O0"))))
    (each (zip cases (apply run-on bench cases keywords) given)
          (lambda (three) (apply difference three)))))

(define (right bench draw)
  "Does the machine, compiled quickly, do what the given one does?"
  (does-the-same bench draw))

;; What is faster

(define (work draw)
  "Return a program that does a little of all that programs do often."
  (let ((n (number->string (draw-integer draw 18 19)))
        (length (number->string (draw-integer draw 2000 3000))))
    (string-append "
(block main (k world) () (drop world)
  (let after (lambda (x) (!k) (jump lists !k !x)))
  (jump fib !after " n "))
(block fib (k n) ()
  (if (lt n 2)
    (then (call !k !n))
    (else
      (let m (sub n 1))
      (let after (lambda (a) (!k !n)
        (let m (sub !n 2))
        (let after (lambda (b) (!k !a) (let c (add !a !b)) (call !k !c)))
        (jump fib !after !m)))
      (jump fib !after !m))))
(block lists (k x) ()
  (let after (lambda (l) (!k !x) (jump sum !k !x !l)))
  (jump count !after () " length "))
(block count (k l n) ()
  (if (eq n 0)
    (then (drop n) (call !k !l))
    (else (let l (cons n !l)) (let n (sub !n 1)) (jump count !k !l !n))))
(block sum (k x l) ()
  (if (null? l)
    (then (drop l) (call !k !x))
    (else
      (let a (car l)) (let l (cdr !l))
      (let x (add !x !a))
      (jump sum !k !x !l))))
")))

(define limits (make-limits 20 60 #f 16 16000000 64000000))

(define (image text)
  "Return TEXT, a program, as an image."
  (test-bytes (case-of "work" text)))

(define (instructions bench machine text)
  "Return two values: how many processor instructions MACHINE, as bytes, needs for
the program TEXT, or #f, and the outcome."
  (progress "counting instructions")
  (let ((outcome
         (run bench
              (counting "cp {input}/machine . && chmod +x machine"
                        "./machine" "run" "{input}/work.image")
              #:files `(("work.image" . ,(image text)) ("machine" . ,machine))
              #:counts #t #:limits limits)))
    (values (instructions-counted outcome) outcome)))

;; The given machine's count is the same for everybody.
(define known (make-hash-table))

(define (given-instructions bench text)
  "Return what `instructions' does for the given machine."
  (or (hash-ref known text)
      (let ((count (instructions bench (given-machine bench "-O2") text)))
        (hash-set! known text count)
        count)))

(define all-points 50)
(define no-points 90)

(define (faster bench draw)
  "How many of a hundred instructions of the given machine does this one need?"
  (let* ((text (work draw))
         (machine (small-machine bench "-O2"))
         (verdict (if (verdict? machine)
                      machine
                      (does-the-same bench draw #:machine machine))))
    (define (judge mine outcome)
      (let ((given (given-instructions bench text)))
        (cond ((not given) (failed 'grader "valgrind does not work here"))
              ((not mine)
               (let ((ended (judged outcome)))
                 (if (verdict-passed? ended)
                     (failed 'crash "it is not one process that ends by itself")
                     ended)))
              (else
               (let ((percent (ceiling (/ (* 100 mine) given))))
                 (earned (/ (- no-points percent) (- no-points all-points))
                         'count
                         (format #f "it needs ~a % of the given machine's instructions: ~a % or less earn all points, ~a % none"
                                 percent all-points no-points)
                         (cons "instructions" (number->string mine))
                         (cons "of the given machine"
                               (number->string given))))))))
    (if (verdict-passed? verdict)
        (call-with-values (lambda () (instructions bench machine text)) judge)
        (failed (verdict-kind verdict)
                "what is fast and wrong is not faster: see the test `right'"))))

(exercise
 #:title "A faster machine"
 #:files '("engine.c")
 #:sees '("vm/value.h" "vm/table.h" "vm/handlers.h" "vm/generated")
 #:build build-machine
 #:tests (list (test "right" 2 right) (test "faster" 4 faster))
 #:hints
 '((("right" output)
    "The case that is shown does something that happens seldom.  Which test did the slow way make before it acted?"
    "Let a quick way do everything or nothing: test first, change nothing, and leave whatever is unusual to the slow way."
    "Types, overflow, arity, memory, fuel and the timer: for each of them the quick way gives up and calls the slow one, which finds the fault by itself.")
   (("right" leak)
    "Which operand was taken and not stored?"
    "The slow way ends it in `settle'.  Who does on the quick way?"
    "car, cdr, uncons, eq and call only read: a taken operand is released once its part has been retained.")
   (("right" trace)
    "Which line comes at the wrong place, or with other arguments?"
    "A line shows the registers of the block that is entered."
    "Write all registers, then count and trace.")
   (("right" time)
    "Which transfer is not paid for?"
    "Fuel goes down by one in each transfer, quick or slow; where there is none left the program ends."
    "Give up before the transfer where m->budget is 0: the slow way ends the program.")
   (("right" crash)
    "Run the case with -fsanitize=address,undefined."
    "Something was released that somebody still holds: was it retained first?"
    "Retain what you take out of a cell before you release the cell.")
   (("faster" count)
    "valgrind --tool=callgrind shows where the instructions go."
    "For each operand the engine asks what it must be and what its role is, in each step anew; yet both are known from the opcode."
    "Write a switch that does add, sub, lt, eq, cons, car, cdr, close, jump and call straight from s->operand, and returns to the slow way where a type is not what it should be."))
 #:starter '(("faster" count))
 #:wrong
 '(("adds-without-overflow" ("right" output) ("faster" output))
   ("burns-no-fuel" ("right" time) ("faster" time))
   ("forgets-the-timer" ("right" output) ("faster" output))
   ("keeps-what-it-read" ("right" leak) ("faster" leak))
   ("checks-a-type-once" ("right" crash) ("faster" crash))
   ("traces-before-it-counts" ("right" trace) ("faster" trace))
   ("takes-before-it-copies" ("right" output) ("faster" output))
   ("frees-what-others-hold" ("right" crash) ("faster" crash))
   ("quickens-only-tests" ("faster" count))))
