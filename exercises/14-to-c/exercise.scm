;;; Exercise 14: a compiler to C, compared with the machine on random programs.
;;;
;;; A test draws programs (programs.scm) and lets the submission compile a batch of them to
;;; one C text; gcc makes a program of it, with given/runtime.h and given/main.c, which
;;; then gets a and b for each.  All of that happens in sandboxes, one after the other: the
;;; compiler never sees a and b, so it cannot compute the answers.  What is right says
;;; the machine, which runs all programs of a batch at once (given/oracle.baton).
;;; Speed is counted in instructions, which valgrind tells for both.

(use-modules (ice-9 match) (ice-9 regex) (ice-9 textual-ports) (srfi srfi-1)
             (course sandbox))

(load (string-append (exercises-folder) "/14-to-c/programs.scm"))

(define batch 250)
(define least-speed 3)

(define (given-file name)
  "Return the file NAME of given/ as an entry of a run's files."
  (cons name (read-text (string-append (exercises-folder)
                                       "/14-to-c/given/" name))))

(define driver (list (given-file "driver.scm")))
(define oracle (list (given-file "oracle.baton")))
(define runtime (list (given-file "runtime.h") (given-file "main.c")))

;; What was found out before, of texts that are the same.
(define known (make-hash-table))

(define (once key find)
  "Return what FIND gave for KEY, which is found out once."
  (or (hash-ref known key)
      (let ((found (find)))
        (hash-set! known key found)
        found)))

(define compile-limits (make-limits 20 90 2048 16 32000000 64000000))
(define build-limits (make-limits 120 240 2048 32 64000000 200000000))
(define run-limits (make-limits 20 60 2048 16 4000000 64000000))
;; valgrind asks for more memory than it uses.
(define count-limits (make-limits 60 180 #f 16 4000000 64000000))

;; What is right

(define (line . items)
  "Return ITEMS as a line of text."
  (string-append (string-join (map object->string items) " ") "\n"))

(define (oracle-input programs inputs)
  "Return what the oracle reads to run PROGRAMS with INPUTS."
  (string-concatenate
   (append-map (lambda (program input) (list (line program) (apply line input)))
               programs inputs)))

(define (lines-of outcome)
  "Return the lines that OUTCOME has on standard output."
  (string-split (string-trim-right (outcome-output outcome) #\newline)
                #\newline))

(define (right-lines bench programs inputs)
  "Return what the machine prints of each of PROGRAMS with INPUTS."
  (let* ((text (oracle-input programs inputs))
         (outcome (once (list 'right text)
                        (lambda ()
                          (run bench '("{baton}" "run" "{input}/oracle.baton")
                               #:files oracle #:input text #:trusted #t
                               #:limits run-limits)))))
    (unless (and (eqv? 0 (outcome-status outcome))
                 (= (length programs) (length (lines-of outcome))))
      (error "the oracle fails" (outcome-errors outcome)))
    (lines-of outcome)))

;; What the submission makes

(define forbidden '("#" "%:" "asm" "\\\n"))

(define (compiled bench programs)
  "Return the C text that the submission makes of PROGRAMS, or a verdict."
  (let* ((outcome (run bench '("guile" "-q" "--no-auto-compile"
                               "{input}/driver.scm" "{submission}/compile.scm")
                       #:files driver #:limits compile-limits
                       #:input (string-concatenate (map line programs))))
         (text (outcome-output outcome))
         (ending (judged outcome #:file "compile.scm")))
    (cond ((memq (outcome-ended outcome) '(time flood signal)) ending)
          ((not (verdict-passed? ending))
           (failed 'build "compile.scm cannot compile all programs"
                   (cons "report" (harmless (outcome-errors outcome)))))
          ((find (lambda (part) (string-contains text part)) forbidden)
           => (lambda (part)
                (failed 'build
                        (string-append "its C has " (object->string part)
                                       ", which may not be there"))))
          (else text))))

(define (c-file text count)
  "Return the whole C file for TEXT, in which there are COUNT programs."
  (string-append
   "#include \"runtime.h\"\n" text "\nstatic Program *const program[] = {"
   (string-join (map (lambda (i) (string-append "p" (number->string i)))
                     (iota count))
                ", ")
   "};\n#include \"main.c\"\n"))

(define (built bench text count options)
  "Return the program that gcc with OPTIONS, a text, makes of the C TEXT of COUNT
programs, as a bytevector; or a verdict."
  (let ((outcome
         (run bench
              (list "sh" "-c"
                    (string-append
                     "gcc -std=gnu11 -w " options
                     " -o compiled {input}/programs.c && cat compiled"))
              #:files (cons (cons "programs.c" (c-file text count)) runtime)
              #:limits build-limits)))
    (if (eqv? 0 (outcome-status outcome))
        (outcome-output-bytes outcome)
        (failed 'build (if (eq? 'time (outcome-ended outcome))
                           "gcc takes too long for its C"
                           "gcc refuses its C")
                (cons "report" (harmless (first-lines
                                          (outcome-errors outcome) 12)))))))

(define (first-lines text count)
  "Return at most COUNT lines of TEXT."
  (let ((lines (string-split text #\newline)))
    (string-join (take lines (min count (length lines))) "\n")))

(define (program-input inputs)
  "Return what a compiled program reads to run with INPUTS."
  (string-concatenate
   (map (lambda (i input) (apply line i input)) (iota (length inputs))
        inputs)))

(define (run-built bench bytes inputs counts limits)
  "Return the outcome of the program BYTES with INPUTS, with a count of its instructions
where COUNTS."
  (let ((prepare "cp {input}/compiled p && chmod +x p"))
    (run bench (if counts
                   (counting prepare "./p")
                   (list "sh" "-c" (string-append prepare " && exec ./p")))
         #:files (list (cons "compiled" bytes)) #:counts counts
         #:input (program-input inputs) #:limits limits)))

(define (outcome-of bench programs inputs options counts limits)
  "Return the outcome of PROGRAMS, compiled with OPTIONS and run with INPUTS, with a
count of instructions where COUNTS; or a verdict."
  (let ((text (compiled bench programs)))
    (if (verdict? text)
        text
        (once (list text inputs options)
              (lambda ()
                (let ((bytes (built bench text (length programs) options)))
                  (if (verdict? bytes)
                      bytes
                      (run-built bench bytes inputs counts limits))))))))

;; Judging

(define (program-text program)
  "Return PROGRAM for a report, a block a line."
  (string-join (map object->string program) "\n"))

(define (judge-line program input right mine outcome)
  "Return the verdict on MINE, the line that PROGRAM printed with INPUT, or #f where
it printed none before OUTCOME; RIGHT is what the machine prints."
  (define (bad kind message)
    (failed kind message
            (cons "program" (program-text program))
            (cons "a and b" (string-join (map number->string input)))
            (cons "expected" right)
            (cons "got" (harmless (or mine "nothing")))))
  (let ((live (and mine (string-match "^(.*) live (-?[0-9]+)$" mine))))
    (cond ((not mine)
           (let ((ending (judged outcome)))
             (if (verdict-passed? ending)
                 (bad 'output "it prints fewer lines than there are programs")
                 (bad (verdict-kind ending)
                      (string-append "a compiled program breaks down: "
                                     (verdict-message ending))))))
          ((string-prefix? "broken " mine)
           (bad 'crash (string-append "a compiled program breaks down: "
                                      (string-drop mine 7))))
          ((not (string=? right (if live (match:substring live 1) mine)))
           (bad 'output "a compiled program gives another answer"))
          ((and live (not (string=? "0" (match:substring live 2))))
           (bad 'leak "cells are still alive when a compiled program ends"))
          (else passed))))

(define (judge programs inputs right outcome)
  "Return the verdict on OUTCOME, the run of PROGRAMS with INPUTS; RIGHT has what
the machine prints.  Of the programs that fail it tells the shortest."
  (let loop ((programs programs) (inputs inputs) (right right)
             (lines (if (string-null? (outcome-output outcome))
                        '()
                        (lines-of outcome)))
             (worst passed) (size #f))
    (if (null? programs)
        worst
        (let* ((mine (and (pair? lines) (car lines)))
               (verdict (judge-line (car programs) (car inputs) (car right)
                                    mine outcome))
               (length (string-length (program-text (car programs))))
               (better (and (not (verdict-passed? verdict))
                            (or (not size) (and mine (< length size))))))
          (loop (cdr programs) (cdr inputs) (cdr right)
                (if mine (cdr lines) '())
                (if better verdict worst) (if better length size))))))

(define (judged-batch bench programs inputs)
  "Return the verdict: do PROGRAMS with INPUTS do the same compiled?"
  (let ((outcome (outcome-of bench programs inputs "-O0 -DCHECKED" #f
                             run-limits)))
    (if (verdict? outcome)
        outcome
        (judge programs inputs (right-lines bench programs inputs) outcome))))

(define (batches count)
  "Return how many programs each batch has of COUNT."
  (if (<= count batch)
      (list count)
      (cons batch (batches (- count batch)))))

(define (same with-cells first few all)
  "Return the check that programs do the same compiled: those of FIRST, and FEW
random ones, or ALL where it counts; with pairs and closures where WITH-CELLS."
  (lambda (bench draw)
    (define (try first count)
      (judged-batch bench
                    (append (map car first)
                            (draw-list draw count
                                       (lambda (draw)
                                         (random-program draw with-cells))))
                    (append (map cdr first)
                            (draw-list draw count random-inputs))))
    (if (has-file? bench "compile.scm")
        (match (batches (samples few all))
          ((one . more)
           (all-pass (lambda () (try first one))
                     (lambda ()
                       (each more (lambda (count) (try '() count)))))))
        (missing bench "compile.scm"))))

;; Speed

(define (machine-count bench inputs)
  "Return how many instructions the machine needs for the slow programs."
  (let ((text (oracle-input slow-programs inputs)))
    (once (list 'count text)
          (lambda ()
            (instructions-counted
             (run bench
                  (counting "true" "{baton}" "run" "{input}/oracle.baton")
                  #:files oracle #:input text #:limits count-limits
                  #:counts #t #:trusted #t))))))

(define (fast bench draw)
  "Do the slow programs need a third of the machine's instructions, compiled?"
  (let* ((inputs (slow-inputs draw))
         (base (and (has-file? bench "compile.scm")
                    (or (machine-count bench inputs)
                        (error "valgrind does not work here: it counts instructions (package valgrind)"))))
         (outcome (if base
                      (outcome-of bench slow-programs inputs "-O2 -static"
                                  #t count-limits)
                      (missing bench "compile.scm"))))
    (if (verdict? outcome)
        outcome
        (let ((verdict (judge slow-programs inputs
                              (right-lines bench slow-programs inputs)
                              outcome))
              (count (instructions-counted outcome)))
          (cond ((not (verdict-passed? verdict)) verdict)
                ((not count)
                 (failed 'crash "its instructions cannot be counted"))
                (else (judge-speed base count)))))))

(define (judge-speed base count)
  "Return the verdict on COUNT instructions where the machine needs BASE."
  (let ((speed (/ base count)))
    (earned (/ (- speed 1) (- least-speed 1)) 'count
            (format #f "compiled programs are ~a times as fast as the machine, and not ~a times"
                    (/ (round (* 100. speed)) 100) least-speed)
            (cons "instructions" (number->string count))
            (cons "the machine's" (number->string base)))))

(exercise
 #:title "To C"
 #:files '("compile.scm")
 #:tests (list (test "integers" 2 (same #f first-of-integers 20 2000))
               (test "everything" 3 (same #t (append first-of-integers first-of-all) 30 8000))
               (test "speed" 2 fast))
 #:hints
 '((("integers" build)
    "The report has the program that could not be compiled, or what gcc says of your C: which instruction is it?"
    "Add a case to let-text, test-text or instruction-text; runtime.h has a function for each operation.  Try one program: exercises/14-to-c/try FOLDER FILE A B."
    "(('sub (x) _) (c x \" = \" (expression operation operands) \";\")); a test leaves a number in `holds'; a way of an `if' is a list of instructions.")
   (("integers" output)
    "The report has the shortest program that goes wrong.  Compile it by hand, with paper, and compare."
    "Is a block jumped to with arguments that are its own parameters, in another order?  Does an overflow, or a division by 0, become a fault?"
    "All arguments are read before any parameter is written: copy them to C variables of their own first.  Use the functions of runtime.h for arithmetic, not + and *.")
   (("everything" build)
    "The report has the program that could not be compiled, or what gcc says of your C."
    "A closure has a code, a number of parameters and captures; the block that it belongs to needs a place where it begins when it is called."
    "close((int64_t)&&b7_call, PARAMETERS, CAPTURES), then set_capture for each; at b7_call the arguments and captures go to their variables; goto *(void *)code_of(f) gets there.")
   (("everything" output)
    "Which kind of program is it: does it end with a wrong answer, or with a wrong fault?"
    "Before a call: is it a closure, and does it take so many arguments?  need_closure.  Are the captures those of this closure, in order?"
    "Look at `uncons', `eq' with lists, and at each test: what must be a fault `type', and what just does not hold?")
   (leak
    "A cell is born and nobody ends it: which variable held it last?"
    "An instruction that only reads ends what it takes: release(x) after it.  drop is release.  A closure that is called by take ends, too."
    "After a test, a car, a cdr: release what was taken.  In the place where a closure is entered: take out its captures, then release it.")
   (crash
    "A cell was used after its end, or something that is no cell was taken for one."
    "An instruction that keeps a copy must retain it: cons, close, set_capture, each argument.  What is taken is moved, without retain."
    "x = cons(retain(a), d) for (cons a !d).  Captures: where somebody else holds the closure, retain each one that you take out; where nobody does, move them and end the cell alone.")
   (("speed" count)
    "Count the instructions of one round of the loop in your C: objdump -d shows them.  What is done that need not be?"
    "A jump is a goto, and a variable a C variable: no tables, no memory, no function calls between blocks.  All blocks of a program in one function."
    "Enter a closure that nobody else holds by moving its captures and ending its cell, without retain and release.  The same for uncons of a taken pair.  Labels as values make a call one goto.")
   (("speed" build)
    "The programs that are measured use all instructions."
    "Make the other tests pass first."
    "The report has the program, and what cannot be compiled."))
 #:starter '(("integers" build) ("everything" build) ("speed" build))
 #:wrong
 '(("arguments-one-after-the-other"
    ("integers" output) ("everything" output))
   ("wraps-around" ("integers" output) ("everything" output))
   ("copies-without-retain" ("everything" crash))
   ("forgets-what-tests-take" ("everything" leak))
   ("moves-captures-of-shared-closures" ("everything" crash))
   ("takes-arity-for-type" ("everything" output))
   ("one-function-for-each-block" ("speed" count))
   ("jumps-are-c-calls" ("integers" crash) ("everything" crash))))
