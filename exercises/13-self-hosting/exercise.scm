;;; Exercise 13: a compiler that compiles itself.
;;;
;;; The build makes stage 1: the seed compiles the submission.  A test compiles
;;; programs of Lap with it, and runs what came out, all in one sandbox; what the
;;; programs must print is what Guile makes of them.

(use-modules (ice-9 match) (ice-9 pretty-print) (ice-9 regex) (srfi srfi-1))

(define parts '("compiler.scm" "expand.scm" "convert.scm" "own.scm"))

(define seed "{exercises/13-self-hosting/seed.baton}")

(define build
  (list "sh" "-c"
        (string-append
         "cat "
         (string-join (map (lambda (part)
                             (string-append "{submission}/" part))
                           parts))
         " | {baton} run --fuel 5000000 " seed)))

;; Compiling and running many programs.  A PROGRAM is a list: its text, its input,
;; and what it must print.

(define compile-and-run "\
i=0
while [ -f \"$3/$i.lap\" ]; do
  ran=-
  \"$1\" run --fuel 3000000 \"$2\" <\"$3/$i.lap\" >program
  compiled=$?
  if [ $compiled -eq 0 ]; then
    \"$1\" run --fuel 3000000 program <\"$3/$i.input\"
    ran=$?
  fi
  echo \";;; $i $compiled $ran\"
  echo \";;; $i $compiled $ran\" >&2
  i=$((i + 1))
done
")

(define (numbered programs)
  "Return PROGRAMS as files of a run."
  (append-map
   (match-lambda*
     (((text input _) n)
      (let ((name (number->string n)))
        (list (cons (string-append name ".lap") text)
              (cons (string-append name ".input") input)))))
   programs (iota (length programs))))

(define (cut text)
  "Return what TEXT has before each line of marks, with the marks: a list of
(PART COMPILED RAN)."
  (let loop ((text text) (found '()))
    (let ((mark (string-match "(^|\n);;; [0-9]+ ([0-9]+) ([-0-9]+)\n" text)))
      (if mark
          (loop (match:suffix mark)
                (cons (list (match:prefix mark) (match:substring mark 2)
                            (match:substring mark 3))
                      found))
          (reverse found)))))

(define (compiles compiler programs)
  "Return the check that COMPILER, a path, compiles the (PROGRAMS DRAW)."
  (lambda (bench draw)
    (works bench compiler '() (programs draw))))

(define (works bench compiler files programs)
  "Return a verdict: does COMPILER, a path, perhaps of FILES, compile PROGRAMS
so that they print what they must?"
  (let* ((outcome (run bench
                       (list "sh" "{input}/all" "{baton}" compiler "{input}")
                       #:files (append files
                                       (cons (cons "all" compile-and-run)
                                             (numbered programs)))))
         (printed (cut (outcome-output outcome)))
         (reports (cut (outcome-errors outcome)))
         (ending (judged outcome)))
    (cond ((not (verdict-passed? ending)) ending)
          ((not (= (length programs) (length printed) (length reports)))
           (failed 'output "it prints what the test itself prints"))
          (else (each (zip programs printed reports)
                      (match-lambda
                        ((program (output compiled ran) (report . _))
                         (judge program output compiled ran report))))))))

(define (judge program output compiled ran report)
  "Return the verdict on PROGRAM that printed OUTPUT; COMPILED and RAN are the
statuses of its compiler and of itself, REPORT what the machine said."
  (match program
    ((text input expected)
     (define (bad kind message . details)
       (apply failed kind message
              `(,@(given #f (string-append text "with the input " input))
                ,@details
                ,@(if (string-null? (string-trim report))
                      '()
                      `(("report" . ,(harmless report)))))))
     (let ((output (string-append output "\n")))
       (cond ((string=? compiled "70")
              (bad 'fault "your compiler ends with a fault"))
             ((string=? compiled "124")
              (bad 'fuel "your compiler is still running when the fuel is used up"))
             ((string=? compiled "65")
              (bad 'build "the machine refuses stage 1"))
             ((not (string=? compiled "0"))
              (bad 'crash "your compiler cannot run"))
             ((string=? ran "65")
              (bad 'refused "the machine refuses what your compiler made"))
             ((string=? ran "70")
              (bad 'fault "what your compiler made ends with a fault"))
             ((string=? ran "124")
              (bad 'fuel "what your compiler made does not end"))
             ((string=? (string-trim-right output)
                        (string-trim-right expected))
              passed)
             (else
              (bad 'output "what your compiler made prints something else"
                   (cons "expected" expected) (cons "got" output))))))))

;; Programs

(define (program-of definitions data)
  "Return the program of DEFINITIONS, for the input DATA, and what it prints by
Guile's account; or #f where an integer on the way is too large."
  (let* ((calculate
          (eval `(lambda (+ - *) ,@definitions (start ',data))
                (make-fresh-user-module)))
         (answer (catch 'too-large
                   (lambda ()
                     (calculate (bounded +) (bounded -) (bounded *)))
                   (const #f))))
    (and answer
         (list (program-text definitions) (lines data) (lines answer)))))

(define (bounded operation)
  "Return OPERATION, of two integers, such that it throws what does not fit into
a machine's word of 32 bits."
  (lambda (a b)
    (let ((n (operation a b)))
      (if (< (abs n) (expt 2 29)) n (throw 'too-large)))))

(define (program-text definitions)
  "Return DEFINITIONS as text for people."
  (call-with-output-string
    (lambda (port)
      (for-each (lambda (definition) (pretty-print definition port))
                definitions))))

(define (lines data)
  "Return DATA as text, each on a line."
  (string-concatenate
   (map (lambda (datum) (string-append (object->string datum) "\n")) data)))

(define (start-with . items)
  "Return the definition of a start that gives the values of ITEMS, in which a
and b are the first two data."
  `(define (start data)
     (let ((a (car data)) (b (car (cdr data))))
       ,(fold-right (lambda (item rest) `(cons ,item ,rest)) ''() items))))

;; Random expressions.  NAMES are the variables, all integers; WORDS say what may
;; be used: calls of the definitions (f0 …), lambda, sugar.

(define (expression draw depth names words)
  "Draw an expression with an integer as its value."
  (define (part) (expression draw (- depth 1) names words))
  (define (with . new)
    (expression draw (- depth 1) (append new names) words))
  (define (name) (draw-choice draw '(x y z a b)))
  (if (or (= depth 0) (= 0 (draw-integer draw 0 7)))
      (if (= 0 (draw-integer draw 0 2))
          (draw-integer draw -20 20)
          (draw-choice draw names))
      (match (draw-choice draw (append '(sum product rest if if let) words))
        ('sum (list (draw-choice draw '(+ -)) (part) (part)))
        ('product (list '* (draw-integer draw -9 9) (part)))
        ('rest (list (draw-choice draw '(quotient remainder)) (part)
                     (draw-integer draw 2 12)))
        ('if (list 'if (condition draw (- depth 1) names words) (part) (part)))
        ('let (let ((x (name)))
                `(let ((,x ,(part)) (other ,(part))) ,(with x 'other))))
        ('lambda
         (let ((x (name)))
           (if (= 0 (draw-integer draw 0 1))
               `((lambda (,x) ,(with x)) ,(part))
               `(let ((g (lambda (,x other) ,(with x 'other))))
                  (- (g ,(part) 1) (g 2 ,(part)))))))
        ('cond `(cond (,(condition draw (- depth 1) names words) ,(part))
                      (,(condition draw (- depth 1) names words) ,(part))
                      (else ,(part))))
        ('let* (let ((x (name)) (y (name)))
                 `(let* ((,x ,(part)) (,y ,(with x))) ,(with x y))))
        (function (list function (part) (part))))))

(define (condition draw depth names words)
  "Draw an expression whose value is #t or #f."
  (define (part) (expression draw (max 0 (- depth 1)) names words))
  (define (inner) (condition draw (- depth 1) names words))
  (match (draw-integer draw 0 (if (and (memq 'cond words) (> depth 0)) 6 3))
    (0 (list '< (part) (part)))
    (1 (list '<= (part) (part)))
    (2 (list '= (part) (part)))
    (3 (draw-choice draw '(#t #f (null? '()) (pair? '(1)))))
    (4 (list 'and (inner) (inner)))
    (5 (list 'or (inner) (inner) (inner)))
    (6 (list 'not (inner)))))

(define (random-program draw words)
  "Draw a program: three definitions, where WORDS has lambda, and a start."
  (define (define-function name others)
    `(define (,name a b)
       ,(expression draw 3 '(a b) (append others words))))
  (let* ((functions (if (memq 'lambda words) '(f0 f1 f2) '()))
         (definitions
           (map (lambda (name n)
                  (define-function name (take functions n)))
                functions (iota (length functions))))
         (items (draw-list draw 5
                           (lambda (draw)
                             (expression draw 4 '(a b)
                                         (append functions words))))))
    (or (program-of (append definitions (list (apply start-with items)))
                    (draw-list draw 2 (lambda (draw)
                                        (draw-integer draw -50 50))))
        (random-program draw words))))

;; Programs by hand, the small ones first.

(define (by-hand definitions data answer)
  "Return the program of DEFINITIONS that must print ANSWER for DATA, lists."
  (list (program-text definitions) (lines data) (lines answer)))

(define (lifetimes draw)
  (cons* (by-hand '((define (start data) data)) '(7 (a . b)) '(7 (a . b)))
         (by-hand '((define (start data) '(1))) '(7) '(1))
         (by-hand '((define (start data)
                      (let ((a (car data)))
                        (cons (* a a) (cons a '())))))
                  '(7) '(49 7))
         (by-hand '((define (start data)
                      (let ((a (car data)) (b 5))
                        (if (< a b) data '(a)))))
                  '(7) '(a))
         (by-hand '((define (start data)
                      (let ((a (car data)) (b (car (cdr data))))
                        (cons (if (< a b) b (+ a 1)) data))))
                  '(7 5) '(8 7 5))
         (draw-list draw 5 (lambda (draw) (random-program draw '())))))

(define tick
  '(define (tick s)
     (let ((next (+ 1 (char->integer (string-ref s 0)))))
       (begin
         (string-set! s 0 (integer->char next))
         next))))

(define (many-ifs n)
  "Return the sum of N expressions with if."
  (if (= n 0)
      0
      `(+ (if (< a ,n) 1 2) ,(many-ifs (- n 1)))))

(define (continuations draw)
  (cons* (by-hand '((define (start data) (same data))
                    (define (same x) x))
                  '(7) '(7))
         (by-hand '((define (factorial n)
                      (if (< n 2) 1 (* n (factorial (- n 1)))))
                    (define (start data)
                      (cons (factorial (car data)) '())))
                  '(10) '(3628800))
         (by-hand '((define (adder n) (lambda (m) (+ n m)))
                    (define (start data)
                      (cons ((adder 3) (car data)) data)))
                  '(4) '(7 4))
         (by-hand '((define (map f list)
                      (if (null? list)
                          '()
                          (cons (f (car list)) (map f (cdr list)))))
                    (define (square x) (* x x))
                    (define (start data) (map square data)))
                  '(1 2 -3) '(1 4 9))
         (by-hand `(,tick
                    (define (start data)
                      (let ((s (make-string 1 #\a)))
                        (cons (tick s) (cons (tick s) '())))))
                  '() '(98 99))
         (by-hand '((define (count n)
                      (if (= n 0) 0 (+ 1 (count (- n 1)))))
                    (define (start data) (cons (count 10000) '())))
                  '() '(10000))
         (by-hand `((define (start data)
                      (let ((a (car data)))
                        (cons ,(many-ifs 20) '()))))
                  '(10) '(30))
         (draw-list draw 4 (lambda (draw) (random-program draw '(lambda))))))

(define (sugar draw)
  (cons* (by-hand '((define (start data)
                      (list (and (pair? data) (car data))
                            (or (null? data) (cdr data)))))
                  '(7) '(7 ()))
         (by-hand '((define (start data)
                      (let* ((a 1) (b (+ a 1)) (a (+ a b)))
                        (list a b))))
                  '() '(3 2))
         (by-hand '((define (start data)
                      (list (and) (or) (and 1) (or #f 2 3) (not 4))))
                  '() '(#t #f 1 2 #f))
         (by-hand `(,tick
                    (define (start data)
                      (let* ((s (make-string 1 #\a))
                             (first (or (tick s) (tick s)))
                             (second (tick s)))
                        (list first second))))
                  '() '(98 99))
         (draw-list draw 4 (lambda (draw)
                             (random-program draw '(lambda cond let*))))))

;; Stages

(define make-stages "\
i=1
while [ $i -lt 3 ]; do
  next=$((i + 1))
  \"$1\" run --stats --fuel 5000000 \"$2\" <\"$3/source\" >stage$next 2>said
  status=$?
  sed -n 's/^transfers: /stage '$i' /p' said >&2
  if [ $status -ne 0 ]; then cat said >&2; exit $status; fi
  \"$1\" asm --strip stage$next -o image$next || exit
  set -- \"$1\" stage$next \"$3\"
  i=$next
done
cmp image2 image3 >&2 || echo differ >&2
cmp stage2 stage3 >&2 || echo differ >&2
cat stage3
")

(define (source bench extra)
  "Return the text of the submission, with the definition EXTRA behind it."
  (string-append
   (string-concatenate
    (map (lambda (part) (string-append (submission-text bench part) "\n"))
         parts))
   (lines (list extra))))

(define (staged bench draw)
  "Return the outcome of making stages 2 and 3 of the submission, to which a
definition from DRAW is added."
  (run bench '("sh" "{input}/stages" "{baton}" "{built}" "{input}")
       #:files `(("stages" . ,make-stages)
                 ("source" . ,(source bench
                                      `(define (of-this-day a b)
                                         ,(expression draw 3 '(a b)
                                                      '())))))))

(define (stage-verdict outcome)
  "Return a verdict on OUTCOME of `staged': were all stages made?"
  (match (outcome-status outcome)
    (65 (failed 'refused "the machine refuses what your compiler made of itself"
                (cons "report" (harmless (outcome-errors outcome)))))
    (_ (judged outcome))))

(define (stages bench draw)
  "Is stage 3 what stage 2 is, and a compiler?"
  (let* ((outcome (staged bench draw))
         (ending (stage-verdict outcome)))
    (cond ((not (verdict-passed? ending)) ending)
          ((string-contains (outcome-errors outcome) "differ")
           (failed 'output "stage 2 and stage 3 are not the same"
                   (cons "cmp" (harmless (outcome-errors outcome)))))
          (else
           (works bench "{input}/stage3"
                  (list (cons "stage3" (outcome-output outcome)))
                  (list (random-program draw '(lambda cond let*))))))))

(define (quicker bench draw)
  "Does stage 2 need at most three quarters of the transfers of stage 1?"
  (let* ((outcome (staged bench draw))
         (ending (stage-verdict outcome)))
    (define (transfers stage)
      (let ((found (string-match (string-append "stage " stage " ([0-9]+)")
                                 (outcome-errors outcome))))
        (if found
            (string->number (match:substring found 1))
            (error "no count of transfers" (outcome-errors outcome)))))
    (cond ((not (verdict-passed? ending)) ending)
          ((<= (* 4 (transfers "2")) (* 3 (transfers "1"))) passed)
          (else
           (failed 'count "stage 2 is not much quicker than stage 1"
                   (cons "transfers of stage 1"
                         (number->string (transfers "1")))
                   (cons "transfers of stage 2"
                         (number->string (transfers "2"))))))))

(exercise
 #:title "Self-hosting"
 #:files parts
 #:sees '("exercises/13-self-hosting/seed.baton")
 #:build build
 #:tests (list (test "lifetimes" 2 (compiles "{built}" lifetimes))
               (test "continuations" 2 (compiles "{built}" continuations))
               (test "sugar" 1 (compiles "{built}" sugar))
               (test "stages" 1 stages)
               (test "quicker" 1 quicker))
 #:hints
 '((("lifetimes" refused)
    "The machine names the variable: is it still alive, or used after its end?  Let `lap' print the blocks of this program."
    "What comes after an instruction says whether a variable is taken here: own works from the end.  What one way of an if needs and the other does not, the other must drop."
    "marked: taken unless it is in NEEDED or in the rest of ATOMS.  own-if: needed is the union of both ways; (ending needed way) drops what a way does not need.  own-fun: the captures are (cdr inside).")
   (("lifetimes" output)
    "Take the smallest program that fails and read its blocks, as `lap' prints them."
    "Is each operand where it was?  marked must keep the order."
    "marked: (cons (taken x) …) or (cons x …), for each of ATOMS.")
   (("continuations" fault)
    "Who ends with a fault: your compiler, with (to do: …), or the program that it made?"
    "A call hands on its continuation first, then the arguments: (jump NAME K ATOM …), (call CLOSURE K ATOM …)."
    "convert-call: convert-list for the arguments, then with-continuation, then the jump.  For a closure convert-list of the whole form: the first atom is the closure.")
   (("continuations" refused)
    "Which name is there twice, or not there?  `lap' prints the blocks."
    "Each fresh name takes a number; what comes after must begin with the next one."
    "convert-lambda: N is the closure, then its variables; both the body and what follows go on from (+ n (+ 1 (length variables))).  The body hands on to the symbol k.")
   (("continuations" fuel)
    "Your compiler takes very long for many ifs one after the other: what does it do twice?"
    "If K is a procedure, calling it in both ways makes the rest of the program twice, and again for each if."
    "with-continuation makes one closure of the rest; both ways hand on to that.")
   (("continuations" output)
    "In which order are the arguments found?"
    "From left to right: the first one's instructions come first."
    "In convert-list the first of FORMS is converted around the others.")
   (("sugar" fault)
    "(to do: …) names what is missing in expand.scm."
    "Say each word with if and let: `expand-cond' shows how."
    "(and A B) is (if A (and B) #f); (let* (FIRST REST …) BODY) is (let (FIRST) (let* (REST …) BODY)).")
   (("sugar" output)
    "How often is the first part of `or' evaluated?"
    "Its value is needed twice: give it a name."
    "(let ((or A)) (if or or (or B …))): nobody else can use `or' as a variable.")
   (("stages" fault)
    "Stage 1 cannot compile your compiler: the report says why.  Which word does your compiler use that it does not know?"
    "Pass the other tests first: the compiler uses all that they ask for."
    "exercises/13-self-hosting/stages FOLDER KEEP keeps all stages; run the last one that was made on a small program.")
   (("stages" refused)
    "The machine refuses what your compiler made of itself: which block, which variable?"
    "Find the definition of that name in your files, and compile it alone with `lap'."
    "Leave out half of that definition, and half again, until the rest is small enough to see.")
   (("stages" output)
    "Stage 1 was made by the seed, stage 2 by your compiler.  If they print different things, your compiler makes something wrong of your compiler."
    "exercises/13-self-hosting/stages FOLDER KEEP, then compare KEEP/stage2.baton with KEEP/stage3.baton: what differs first?"
    "Which definition printed that part?  It works in stage 1 and not in stage 2: look at its blocks in stage2.baton.")
   (("quicker" fault)
    "It cannot be measured before it compiles itself."
    "Look at the test `stages' first."
    "Look at the test `stages' first.")
   (("quicker" count)
    "Look at the blocks of (if (< a b) 1 2): what is between the test and the two ways?"
    "The value #t or #f is made, handed on and tested again.  A form that is a test itself can stand in the if."
    "convert-test: where (primitive form env) has the kind test, convert-list its operands and use (cons INSTRUCTION atoms).")
   (build
    "The seed cannot compile your files: are all parentheses closed?"
    "(unbound NAME) in the report names what is defined nowhere; `takes 3, given 2' a call with too few arguments, and the block that it is in."
    "Lines are counted through all files, in the order compiler expand convert own.  The seed knows what README.md lists, and nothing else."))
 #:starter '(("lifetimes" refused) ("continuations" fault) ("sugar" fault)
             ("stages" fault) ("quicker" fault))
 #:wrong
 '(("tests-become-values" ("quicker" count))
   ("ways-keep-what-the-other-needs"
    ("lifetimes" refused) ("continuations" refused) ("sugar" refused)
    ("stages" refused) ("quicker" refused))
   ("takes-the-same-twice"
    ("lifetimes" refused) ("continuations" refused) ("sugar" refused)
    ("stages" refused) ("quicker" refused))
   ("parameters-are-captured"
    ("lifetimes" refused) ("continuations" refused) ("sugar" refused)
    ("stages" refused) ("quicker" refused))
   ("or-evaluates-twice" ("sugar" output))
   ("let-star-binds-at-once"
    ("sugar" fault) ("stages" fault) ("quicker" fault))
   ("arguments-from-the-right" ("continuations" output))
   ("lambda-names-begin-anew"
    ("continuations" output) ("sugar" output)
    ("stages" fault) ("quicker" fault))
   ("the-rest-comes-twice"
    ("lifetimes" fuel) ("continuations" fuel) ("sugar" fuel)
    ("stages" fuel))
   ("quotient-is-remainder"
    ("lifetimes" output) ("continuations" output) ("sugar" output)
    ("stages" output))))
