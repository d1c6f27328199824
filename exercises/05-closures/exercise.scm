;;; Exercise 5: closures that count, compose and curry.

(define (list-text items)
  "Return ITEMS, texts, as the text of a list."
  (string-append "(" (string-join items " ") ")\n"))

(define (some draw most make)
  "Draw a list of up to MOST items that MAKE draws."
  (draw-list draw (draw-integer draw 0 most) make))

(define (one-of . items)
  "Return a procedure that draws one of ITEMS."
  (lambda (draw) (draw-choice draw items)))

(define (number draw)
  (number->string (draw-integer draw -1000 1000)))

(define (counter-inputs draw)
  "Calls of the two counters: of one alone, of both."
  (list "(a a a)\n" "(b a)\n"
        (list-text (some draw 20 (one-of "a" "b")))
        (list-text (some draw 20 (one-of "a" "b")))))

(define (compose-inputs draw)
  "Functions to compose, and a number."
  (cons* "(inc dbl) 5\n" "() 3\n"
         (map (lambda (i)
                (string-append
                 (list-text (some draw 8 (one-of "inc" "dbl" "neg")))
                 (number draw) "\n"))
              (iota 3))))

(define (curry-inputs draw)
  "The first argument, and a list of second ones."
  (cons "10 (1 2 3)\n"
        (map (lambda (i)
               (string-append (number draw) " "
                              (list-text (some draw 8 number))))
             (iota 3))))

(exercise
 #:title "Closures"
 #:files '("counter.baton" "compose.baton" "curry.baton")
 #:constants `(("FIRST" ,(between 100 199)) ("SECOND" ,(between 500 599))
               ("STEP" ,(between 3 9)) ("WEIGHT" ,(between 3 9)))
 #:tests (list
          (test "counter" 2 (like-answers "counter.baton" counter-inputs))
          (test "compose" 2 (like-answers "compose.baton" compose-inputs))
          (test "curry" 2 (like-answers "curry.baton" curry-inputs)))
 #:hints
 '((("counter" output)
    "Which call is the first to hand on a wrong number: the first, the second, or the first of the other counter?"
    "What must be new for each counter, and the same for all calls of one?"
    "Make a box in make-counter, capture it, and in the closure: unbox, add, set-box, and hand on the old number.")
   (("counter" leak)
    "--stats names cells that hold each other: who refers to whom?"
    "A closure that captures a box that holds the closure is a ring."
    "The counter needs its number only: capture a box with the number, and nothing else.")
   (("compose" output)
    "With (inc dbl) and 5: is it the sum doubled, or the double plus something?"
    "g comes first; its continuation calls f."
    "(let then-f (lambda (y) (!k !f) (call !f !k !y))) (call !g !then-f !x)")
   (("curry" output)
    "Does f get both numbers, and in the order a, b?"
    "The outer closure knows f; the inner one must know f and a."
    "(let two (lambda (k b) (!f !a) (call !f !k !a !b)))")
   (("curry" fault)
    "What does the outer closure hand on: a number, or a closure?"
    "f can be called only when a and b are both there."
    "Hand on (lambda (k b) (!f !a) …) from the outer closure.")
   (refused
    "Read the first message: which variable, and in which closure?"
    "A capture list takes (!x) or copies (x); inside, what is not handed on must be dropped."
    "What the message calls unknown is not in the capture list; what it calls alive needs a ! or a drop."))
 #:starter '(("counter" output) ("compose" output) ("curry" output))
 #:wrong
 '(("counter-shared-by-all" ("counter" output))
   ("counter-counts-too-early" ("counter" output))
   ("counter-knows-itself" ("counter" leak))
   ("compose-in-the-wrong-order" ("compose" output))
   ("compose-calls-g-twice" ("compose" output))
   ("compose-forgets-to-end-f" ("compose" refused))
   ("curry-swaps-its-arguments" ("curry" output))
   ("curry-answers-at-once" ("curry" fault))
   ("curry-captures-nothing" ("curry" refused))))
