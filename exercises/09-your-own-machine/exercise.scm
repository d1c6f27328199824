;;; Exercise 9: a machine of one's own.
;;;
;;; The cases are tests of the conformance suite, divided into stages by the
;;; instructions that they use; each test runs a sample of its stage, and the
;;; points grow with the share that is right.  Traces are compared with those of
;;; Baton itself, of the suite's programs and of the examples.

(use-modules (srfi srfi-1)
             ((ice-9 textual-ports) #:select (get-string-all))
             ((baton conformance) #:renamer (symbol-prefix-proc 'case:))
             ((baton instructions)
              #:select (instruction-named instruction-group
                        instruction-profile group-name))
             ((suite) #:select (suite-tests))
             (course cases))

;; Stages

(define (operations text)
  "Return what stands behind a parenthesis in TEXT: all its instructions, and
more."
  (define delimiter? (char-set #\space #\( #\) #\newline))
  (let loop ((start 0) (found '()))
    (let ((open (string-index text #\( start)))
      (if open
          (let ((end (or (string-index text delimiter? (+ open 1))
                         (string-length text))))
            (loop (+ open 1)
                  (cons (string->symbol (substring text (+ open 1) end))
                        found)))
          found))))

(define (operation-stage name)
  "Return the stage of the instruction NAME; 0 for what is none."
  (let ((instruction (instruction-named name)))
    (cond ((eq? name 'lambda) 2)
          ((not instruction) 0)
          ((eq? 'data (instruction-profile instruction)) 3)
          (else
           (case (group-name (instruction-group instruction))
             ((lifetimes integers tests) 1)
             ((pairs closures devices) 2)
             ((trees) (if (eq? name 'try) 5 0))
             ((transfers) (case name ((halt) 0) ((raise) 5) (else 2)))
             (else 5))))))

(define (beyond? case)
  "Does CASE need what this exercise leaves out: files, `read' of text,
`assemble'?"
  (or (member (case:test-file case)
              '("tests/machine/44-read-write.scm"
                "tests/machine/45-assemble.scm"))
      (case:test-folder case)
      (any (lambda (option)
             (any (lambda (start) (string-prefix? start option))
                  '("files" "plotter" "--record" "--replay")))
           (case:test-options case))))

(define (stage case)
  "Return the stage of CASE: 1 to 3 and 5, `refused' where a loader refuses it,
or #f."
  (let ((text (case:test-text case))
        (kind (case:expectation case 'kind)))
    (cond ((beyond? case) #f)
          ((not text) (if (eq? kind 'malformed) 'refused #f))
          ((memq kind '(invalid malformed)) #f)
          ((or (memq kind '(fault fuel)) (pair? (case:test-options case))) 5)
          (else (apply max 1 (map operation-stage (operations text)))))))

(define stages
  (delay
    (let ((table (make-hash-table)))
      (for-each (lambda (case)
                  (let ((stage (stage case)))
                    (hash-set! table stage
                               (cons case (hash-ref table stage '())))))
                (suite-tests (home) 64))
      table)))

(define (by-hand? case)
  "Is CASE one of the tests that were written by hand?"
  (string-prefix? "tests/machine/" (case:test-file case)))

(define (sample draw count . stages-wanted)
  "Return up to COUNT cases of the stages STAGES-WANTED, as images: half of them
written by hand."
  (call-with-values
      (lambda ()
        (partition by-hand?
                   (append-map (lambda (stage)
                                 (hash-ref (force stages) stage '()))
                               stages-wanted)))
    (lambda (by-hand others)
      (map with-image
           (append (drawn draw (ceiling (/ count 2)) by-hand)
                   (drawn draw (floor (/ count 2)) others))))))

;; Judging

(define (conform cases results ignored)
  "Return a verdict on RESULTS of CASES: the share that is right, not judging
IGNORED.  Where only live cells are wrong it is a leak."
  (let ((kind (any broken results)))
    (share-verdict cases
                   (map (lambda (case result)
                          (case:complaints case result ignored))
                        cases results)
                   (lambda (faults)
                     (cond (kind)
                           ((every (lambda (fault)
                                     (string-prefix? "  live cells" fault))
                                   faults)
                            'leak)
                           (else 'output)))
                   "cases are right")))

;; Where lifetimes are not the question, a manager does that asks nobody about
;; them; a machine from elsewhere does not look at this.
(define no-counts '("MANAGER=copying"))

(define (conformance . stages)
  "Return a check: cases of STAGES, by status and output."
  (lambda (bench draw)
    (let ((cases (apply sample draw 40 stages)))
      (conform cases (run-cases bench cases #:environment no-counts)
               '(live trace messages folder)))))

(define (lifetimes bench draw)
  "Does nothing live at the end that should not?"
  (let ((cases (filter (lambda (case) (case:expected? case 'live))
                       (sample draw 40 1 2 3))))
    (conform cases (run-cases bench cases #:options '("--stats"))
             '(trace messages folder))))

(define (clean bench draw)
  "Are cases right with sanitizers too, and images that are refused?"
  (let ((cases (append (sample draw 2 'refused) (sample draw 12 2))))
    (conform cases (run-cases bench cases #:checked #t)
             '(live trace messages folder))))

;; Traces

(define examples '("choose" "counter" "fact" "fib" "hello" "queens" "tak"))

(define (example name fuel)
  "Return the case of the example NAME with FUEL."
  (case-of name
           (call-with-input-file (string-append (home) "/examples/" name
                                                ".baton")
             get-string-all)
           #:options (list "--fuel" (number->string fuel))))

(define (trace bench draw)
  "Are the transfer traces those of Baton?"
  (let* ((cases (append
                 (sample draw 16 2)
                 (drawn draw 4
                        (map (lambda (name)
                               (example name (draw-integer draw 20 150)))
                             examples))))
         (run (lambda (reference)
                (run-cases bench cases #:reference reference
                           #:environment no-counts
                           #:options '("--trace=transfers"
                                       "--trace-file" "trace"))))
         (mine (run #f))
         (theirs (run #t))
         (kind (any broken mine)))
    (share-verdict cases
                   (map (lambda (mine theirs)
                          (let ((mine (case:result-trace mine))
                                (theirs (case:result-trace theirs)))
                            (if (equal? mine theirs)
                                '()
                                (list (or (trace-difference bench mine theirs)
                                          "the ends of the lines")))))
                        mine theirs)
                   (const (or kind 'trace))
                   "traces are right")))

(exercise
 #:title "Your own machine"
 #:files '("engine.c" "effects.c" "transfers.c" "faults.c" "trace.c")
 #:sees '("vm/value.h" "vm/table.h" "vm/handlers.h" "vm/generated")
 #:build build-machine
 #:machine #t
 #:tests (list (test "integers and tests" 2 (conformance 1))
               (test "pairs, closures, transfers" 3 (conformance 2))
               (test "data" 2 (conformance 3))
               (test "lifetimes" 2 lifetimes)
               (test "faults and fuel" 2 (conformance 5))
               (test "trace" 2 trace)
               (test "sanitizers" 1 clean))
 #:hints
 '((("integers and tests" output)
    "Which instruction does the program that is shown have, and with which operands?  Ends of the range are where it goes wrong first."
    "An integer has W-2 bits; C's overflow is undefined, so test before, or calculate so that nothing overflows.  `rem' has the sign of its first operand."
    "Send each result through `integer'.  For mul: multiply unsigned, and divide back.  For shl: is the result still right when shifted back?")
   (("pairs, closures, transfers" output)
    "Let it run with --trace=transfers beside build/bin/baton: at which transfer do the arguments differ?"
    "Parameters first, then the rest parameter, then what the closure captured: captures_add shows where."
    "In enter: count the arguments (a list counts with its elements), reserve room for the rest list, write next, then settle, then go.")
   (("data" output)
    "Take the instruction in the program and read its entry in spec/instructions.md: conditions come in the order of the operands."
    "A record's index begins behind its tag; bytes and strings are raw: see cell_bytes and cell_chars."
    "One function for all four kinds, with the kind as an argument, saves you from three mistakes of four.")
   (("lifetimes" leak)
    "Which operand of the program is taken, and who ends it?"
    "The table in spec/machine.md, One step: read or store, copy or take.  `settle' sees the mode in s->operand[i].mode, the role in s->info->operand[…].role."
    "Copy and store: retain.  Take and not store: release.  And a setter's old value is released too, after the new one stands there.")
   (("lifetimes" crash)
    "Something was freed that is still used: which value has one reference too few?"
    "Retain before you release: a value can be in both hands of one instruction."
    "A borrowed result (car, vref, unbox) is retained before the pair that it came from is released.")
   (("faults and fuel" output)
    "Is it try, a handler, the end of fuel, or the timer?  They are independent; begin with try."
    "try: nothing has happened, go on with s->otherwise.  A handler gets the kind as a symbol, a list of the operands' values, and (block . index)."
    "Drop what is live, clear the handler, then call_owned with three arguments in next.  Fuel is looked at in arrive, before the transfer counts.")
   (("trace" trace)
    "The first line that differs is all you need; number 0 is the start of main."
    "A line has as many values as the block has parameters, the rest parameter among them; captured values are not shown."
    "A transfer that the timer turns away has no line: trace where the fuel is taken.")
   (("sanitizers" crash)
    "The report's first line says what, the first lines below it say where."
    "The sizes that are easily one too small: a resume closure holds two values more than a block has registers."
    "After `reserve' cells may have moved, and after `release' they may be gone: read m->v again, and copy what you still need.")
   (build
    "Read the first error of the compiler."
    "Build it by hand: exercises/machine/build exercises/mine/09-your-own-machine /tmp/machine"
    "small.h has what each file must provide: has each function its name and type?")
   (time
    "A machine that hangs in one case leaves those behind it untested."
    "Run the program that is shown with --fuel 100."
    "A loop that goes once round all operands, a list with a cycle given to apply, or fuel that is never taken?"))
 #:starter '(("integers and tests" output)
             ("pairs, closures, transfers" output) ("data" output)
             ("lifetimes" leak) ("faults and fuel" output)
             ("trace" trace) ("sanitizers" output))
 #:wrong
 '(("loses-the-sign" ("integers and tests" output)
    ("pairs, closures, transfers" output) ("lifetimes" output)
    ("faults and fuel" output) ("trace" trace) ("sanitizers" output))
   ("loses-captures" ("pairs, closures, transfers" output) ("data" output)
    ("lifetimes" output) ("faults and fuel" output) ("trace" trace)
    ("sanitizers" output))
   ("indexes-from-one" ("data" output) ("lifetimes" output)
    ("faults and fuel" output))
   ("copies-without-a-retain" ("lifetimes" crash) ("sanitizers" crash))
   ("releases-nothing" ("lifetimes" leak))
   ("forgets-try" ("faults and fuel" output))
   ("hands-no-irritants" ("faults and fuel" output))
   ("shows-captures-too" ("trace" trace))))
