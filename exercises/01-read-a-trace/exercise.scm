;;; Exercise 1: predict the next state, the live cells, the continuation.
;;;
;;; What is right comes from the machine's own traces of the program.

(use-modules (srfi srfi-1) (ice-9 regex) (ice-9 match))

(define (number-of bench name)
  "Return the student's constant NAME as a number."
  (string->number (bench-constant bench name)))

(define (trace bench kind)
  "Return the lines of the trace KIND of race.baton."
  (string-split (outcome-errors
                 (run-answer bench "race.baton"
                              #:options (list (string-append "--trace=" kind))))
                #\newline))

(define (transfer bench number)
  "Return the words of the line of transfer NUMBER."
  (let ((start (string-append (number->string number) " ")))
    (let find ((lines (trace bench "transfers")))
      (if (string-prefix? start (car lines))
          (string-tokenize (car lines)
                           (char-set-complement (string->char-set " ()<>#")))
          (find (cdr lines))))))

(define (steps bench)
  "Return (BLOCK BORN DIED) for each step: cells made and freed."
  (filter-map
   (lambda (line)
     (let ((found (string-match
                   "\"block\":\"([^\"]+)\".*\"allocated\":([0-9]+),\"freed\":([0-9]+)"
                   line)))
       (and found
            (list (string-contains line "\"index\":0,")
                  (string->number (match:substring found 2))
                  (string->number (match:substring found 3))))))
   (trace bench "json")))

(define (cells-after bench number)
  "Return how many cells are alive just after transfer NUMBER: as many as are freed
from there on, but for those that are made."
  (let loop ((steps (steps bench)) (entered 0) (alive 0))
    (match steps
      (() alive)
      (((begins? born died) . rest)
       (let ((entered (if begins? (+ entered 1) entered)))
         (loop rest entered
               (if (> entered number) (+ alive (- died born)) alive)))))))

(define (answers bench)
  "Return the (NAME . TEXT) of answers.txt."
  (filter-map
   (lambda (line)
     (let ((found (string-match "^([a-z-]+): *(.*[^ ]) *$" line)))
       (and found (cons (match:substring found 1)
                        (match:substring found 2)))))
   (string-split (submission-text bench "answers.txt") #\newline)))

(define (value text)
  "Return the number that TEXT, a sum in Scheme, stands for; else TEXT."
  (define (sum datum)
    (match datum
      ((? number?) datum)
      (((and operator (or '+ '- '* 'quotient)) (= sum numbers) ...)
       (apply (match operator
                ('+ +) ('- -) ('* *) ('quotient quotient))
              numbers))))
  (or (false-if-exception
       (let ((n (sum (call-with-input-string text read))))
         (and (exact-integer? n) n)))
      text))

(define (right? bench name expected)
  "Return the verdict on the answer NAME, which should be EXPECTED."
  (let ((given (assoc-ref (answers bench) name)))
    (cond ((or (not given) (string=? given "?"))
           (failed 'output (string-append name " has no answer yet")))
          ((equal? (value given) expected) passed)
          (else
           (failed 'output (string-append name " is something else")
                   (cons "your answer" given))))))

(define (all-right? bench expected)
  "Return the first verdict on the (NAME . ANSWER) EXPECTED that is no pass."
  (if (has-file? bench "answers.txt")
      (each expected
            (lambda (pair) (right? bench (car pair) (cdr pair))))
      (missing bench "answers.txt")))

(define (there bench draw)
  "The state just after transfer T."
  (let* ((t (number-of bench "T")))
    (match (transfer bench t)
      ((_ block "closure" k n . _)
       (all-right? bench `(("block" . ,block) ("n" . ,(string->number n))
                           ("k" . ,k)
                           ("cells" . ,(cells-after bench t))))))))

(define (back bench draw)
  "The state after the first call of a continuation."
  (let ((t (+ 2 (number-of bench "N"))))
    (match (transfer bench t)
      ((_ block x)
       (all-right? bench
                   `(("called" . ,block) ("x" . ,(string->number x))
                     ("captured-n" . 1)
                     ("cells-then" . ,(cells-after bench t))))))))

(define (end bench draw)
  "What main's k gets."
  (all-right? bench
              `(("answer" . ,(string->number
                              (string-trim-both
                               (outcome-output
                                (run-answer bench "race.baton"))))))))

(exercise
 #:title "Read a trace"
 #:files '("answers.txt")
 #:optional '("race.baton")
 #:constants `(("N" ,(between 5 9)) ("T" ,(between 2 4))
               ("FIRST" ,(between 20 49)) ("LAST" ,(between 60 99)))
 #:tests (list (test "on the way there" 1 there)
               (test "on the way back" 1 back)
               (test "the answer" 1 end))
 #:hints
 '((("on the way there" output)
    "Write down a line for each transfer: its number, n, k.  main is number 0."
    "Transfer 1 enters relay with all of N, and each round makes one closure."
    "--trace=transfers shows block, k and n; alive are the pairs of the team and one closure for each round.")
   (("on the way back" output)
    "Where n is 0 nobody is added: whom does (call !k !first) call?"
    "The last closure that was made is the first that is called; it had captured n, which was 1 then."
    "That call frees the closure it enters, and the team is gone by then: count the closures that still wait.")
   (("the answer" output)
    "Each continuation adds the n that it captured."
    "The numbers from 1 to N are added to what the first runner handed on."
    "Run the program without a trace."))
 #:starter '(("on the way there" output) ("on the way back" output)
             ("the answer" output))
 #:wrong
 '(("counts-transfers-from-one" ("on the way there" output))
   ("forgets-the-team" ("on the way there" output))
   ("takes-k-for-halt" ("on the way there" output))
   ("thinks-continuations-stay" ("on the way back" output))
   ("returns-to-main" ("on the way back" output))
   ("hands-on-the-last-runner" ("on the way back" output))
   ("adds-one-number-too-few" ("the answer" output))))
