;;; Exercise 2: a calculator in Copycat, against an oracle of a page.

(use-modules (srfi srfi-1) (ice-9 match))

(define greatest (- (expt 2 61) 1))
(define least (- (expt 2 61)))

(define (said tokens)
  "Return what is to be said of TOKENS, integers and texts."
  (let loop ((tokens tokens) (stack '()))
    (match (list tokens stack)
      ((() ()) "nothing")
      ((() (n)) (number->string n))
      ((() _) "left over")
      ((((? number? n) . rest) _) (loop rest (cons n stack)))
      ((((not (or "+" "-" "*" "/")) . _) _) "unknown")
      (((name . rest) (b a . below))
       (let ((n (match name
                  ("+" (+ a b)) ("-" (- a b)) ("*" (* a b))
                  ("/" (if (zero? b) 'divide (quotient a b))))))
         (cond ((eq? n 'divide) "divide")
               ((<= least n greatest) (loop rest (cons n below)))
               (else "overflow"))))
      (_ "underflow"))))

(define (line tokens)
  "Return TOKENS as a line of text."
  (string-append
   (string-join (map (lambda (x) (if (number? x) (number->string x) x))
                     tokens)
                " ")
   "\n"))

(define (operator draw)
  (draw-choice draw '("+" "-" "*" "/")))

(define (expression draw depth)
  "Draw the tokens of an expression that is whole."
  (if (or (= depth 0) (= 0 (draw-integer draw 0 4)))
      (list (draw-integer draw -99 99))
      (append (expression draw (- depth 1)) (expression draw (- depth 1))
              (list (operator draw)))))

(define (right draw)
  "Draw an expression with a value."
  (let ((tokens (expression draw 4)))
    (if (string->number (said tokens)) tokens (right draw))))

(define (broken draw)
  "Draw a line that is wrong in one way or another."
  (let ((whole (right draw)) (n (draw-integer draw 1 99)))
    (match (draw-integer draw 0 6)
      (0 (append whole (list (operator draw))))
      (1 (list (operator draw)))
      (2 (append whole (list n)))
      (3 '())
      (4 (append whole '(0 "/")))
      (5 (list greatest n "+" n))
      (6 (list n "foo" n)))))

(define (check inputs)
  "Return the check that all of the lines (INPUTS DRAW) are answered rightly."
  (lambda (bench draw)
    (let* ((lines (inputs draw))
           (text (string-append (apply string-append (map line lines))
                                "7 99999999999999999999\n"))
           (expected (append (map said lines) '("syntax"))))
      (if (has-file? bench "rpn.cat")
          (judge (run bench '("{build/bin}/copycat" "{submission}/rpn.cat")
                      #:input text)
                 text expected)
          (missing bench "rpn.cat")))))

(define (judge outcome text expected)
  "Return the verdict on OUTCOME for the lines of TEXT, EXPECTED being said."
  (let ((ending (judged outcome #:file "rpn.cat" #:input text))
        (given (string-split (string-trim-right (outcome-output outcome)
                                                #\newline)
                             #\newline)))
    (cond ((not (verdict-passed? ending)) ending)
          ((equal? given expected) passed)
          ((list-index (lambda (text given expected)
                         (not (string=? given expected)))
                       (string-split text #\newline) given expected)
           => (lambda (i)
                (failed 'output "it says something else of a line"
                        (cons "line"
                              (list-ref (string-split text #\newline) i))
                        (cons "expected" (list-ref expected i))
                        (cons "got" (list-ref given i)))))
          (else (failed 'output "it does not say one thing of each line")))))

(define (values draw)
  (cons* '(1 2 "+" 3 "*") '(7) '(-7 2 "/") '(1 2 "-")
         (draw-list draw 100 right)))

(define (errors draw)
  (cons* '("+") '(1 2) '() (list greatest 1 "+") '(1 0 "/") '(1 "foo")
         (draw-list draw 100 broken)))

(exercise
 #:title "A calculator"
 #:files '("rpn.cat")
 #:sees '("build/bin")
 #:tests (list (test "values" 2 (check values))
               (test "errors" 2 (check errors)))
 #:hints
 '((("values" output)
    "Which of the four operations is wrong, and in which order do its operands come?"
    "-7 2 / is -3: the word quotient rounds towards zero, and takes its operands as - does."
    "(line \"line\" parse eval) runs the line as a program; : / (quotient) is all it lacks.")
   (("errors" output)
    "The details show the line: is it an error, too many values, or none?"
    "try gives Ok with a list of what was left: it can be empty, or longer than one."
    "For an error, error.class .string; for a list: null? is nothing, cdr null? the value, else left over.")
   (fault
    "An error got out: which line, and which word?"
    "All that can fail has to be inside the program that try runs: parse, too."
    "(let (line) ((line \"line\" parse eval) try (left) (wrong) if-Ok))")
   (refused
    "The message shows the place: in your file, or in a line that was read?"
    "What parse refuses must be tried as well; a definition is `: name (program)'."
    "`exercises/learn reset 02' brings the file back as it was."))
 #:starter '(("values" output) ("errors" output))
 #:wrong
 '(("divides-the-other-way-round" ("values" output) ("errors" output))
   ("takes-the-remainder" ("values" output))
   ("stops-at-the-first-error" ("values" refused) ("errors" fault))
   ("prints-the-top-of-many" ("errors" output))
   ("calls-every-error-underflow" ("values" output) ("errors" output))
   ("says-zero-for-nothing" ("errors" output))
   ("falls-over-large-numbers" ("values" refused) ("errors" refused))))
