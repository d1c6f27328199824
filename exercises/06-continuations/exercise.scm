;;; Exercise 6: an early exit, a generator, backtracking.
;;;
;;; Bounds on transfers and on words alive tell whether the continuation is used:
;;; what multiplies to the end, or collects all leaves first, needs more.

(define bounds '("transfers" "peak live words"))

(define (list-text items)
  "Return ITEMS, texts, as the text of a list."
  (string-append "(" (string-join items " ") ")"))

(define (numbers draw n choices)
  "Draw N of the numbers CHOICES, as texts."
  (draw-list draw n
             (lambda (draw) (number->string (draw-choice draw choices)))))

(define (product-inputs draw)
  "Lists without a 0, and with one early, late, or in the middle."
  (let ((few '(1 -1 2 -2 3)) (ones '(1 -1)))
    (define (part low high choices)
      (numbers draw (draw-integer draw low high) choices))
    (list "(2 3 -1)\n" "()\n" "(0)\n"
          (string-append (list-text (part 5 20 few)) "\n")
          (string-append
           (list-text (append (part 200 300 ones) '("0") (part 3 9 ones)))
           "\n")
          (string-append
           (list-text (append (part 2 9 few) '("0") (part 300 400 few)))
           "\n"))))

(define (tree draw leaves)
  "Draw a tree with LEAVES, texts, in this order, as a text."
  (define (group leaves)
    (cond ((null? leaves) '("()"))
          ((null? (cdr leaves)) leaves)
          (else
           (let ((n (draw-integer draw 1 (- (length leaves) 1))))
             (list (list-text (group (list-head leaves n)))
                   (list-text (group (list-tail leaves n))))))))
  (list-text (group leaves)))

(define (tree-inputs draw)
  "Pairs of trees: the same leaves, one other leaf, one leaf less, none."
  (define (leaves low high)
    (numbers draw (draw-integer draw low high) (iota 100)))
  (define (both a b) (string-append (tree draw a) "\n" (tree draw b) "\n"))
  (let* ((some (leaves 5 20)) (many (leaves 150 200))
         (at (draw-integer draw 1 3)))
    (list "((1 2) 3) (1 (2 (3)))\n" "(1 2 3) (4 2 5)\n" "(() (())) ()\n"
          (both some some)
          (both some (append (list-head some at) '("777")
                             (list-tail some (+ at 1))))
          (both some (list-head some at))
          (both (cons "555" many) (cons "666" many)))))

(define (choose-inputs draw)
  "Lists of numbers and a target: with solutions, without, too short."
  (define (some low high)
    (list-text (numbers draw (draw-integer draw low high) (iota 20))))
  (define (input list target)
    (string-append list " " (number->string target) "\n"))
  (list (input "(1 2 3 4 5)" 9) (input "(1 2)" 3) (input "()" 0)
        (input (some 6 12) (draw-integer draw 10 40))
        (input (some 6 12) (draw-integer draw 10 40))
        (input (some 12 16) 1000)))

(define (check file inputs)
  "Return a test's check: (INPUTS DRAW) are the inputs for FILE."
  (like-answers file inputs #:ratio 5/4 #:bounds bounds))

(exercise
 #:title "Continuations"
 #:files '("exit.baton" "generator.baton" "choose.baton")
 #:constants `(("TARGET" ,(between 8 10)))
 #:tests (list (test "exit" 2 (check "exit.baton" product-inputs))
               (test "generator" 3 (check "generator.baton" tree-inputs))
               (test "choose" 2 (check "choose.baton" choose-inputs)))
 #:hints
 '((("exit" count)
    "With a long list and a 0 in it, whom does --trace=transfers show after the 0?"
    "Those that wait need not be called: call somebody else."
    "Give the first k along as `exit', and where the number is 0: drop k and the rest, and (call !exit 0).")
   (("exit" output)
    "Try (), (0) and (2 0 3)."
    "The product of no numbers is 1, and of all with a 0 among them 0."
    "exit gets what k of the whole list would get: the 0 itself.")
   (("generator" output)
    "Try ((1 2) 3) with (1 (2 (3))), and trees with () in them."
    "A pair is its head, then its tail; () has no leaves; the rest is a leaf."
    "Walk the head with a continuation (lambda (yield) (!k !tail) (jump walk !k !tail !yield)).")
   (("generator" count)
    "How many transfers before the first leaf is handed out?"
    "Do not collect: hand a leaf out as soon as it is there."
    "Where tree is a leaf: (call !yield !tree !k).  k is what goes on.")
   (("choose" output)
    "Are solutions missing, too many, or in another order?"
    "The items after it are the rest of the list, and the first choice is the first item."
    "(let next (lambda () (k rest !fail) (jump choose !k !rest !fail))) (call !k !item !rest !next)")
   (("choose" fault)
    "The report shows the list: what can be chosen from ()?"
    "With no item left it is up to fail."
    "(if (null? list) (then (drop k list) (call !fail)) (else …))")
   (fuel
    "It goes round for ever: what is the same in each round?"
    "Each new choice must have fewer items to choose from."
    "next chooses from rest, not from list.")
   (refused
    "Read the first message: which variable, and on which way?"
    "Who does not go on still has to be ended: an exit drops k."
    "Before each call write down who is alive; all of them are passed with ! or dropped."))
 #:starter '(("exit" count) ("generator" output) ("choose" output))
 #:wrong
 '(("exit-returns-through-all" ("exit" count))
   ("exit-looks-first-then-multiplies" ("exit" count))
   ("exit-answers-one" ("exit" output))
   ("exit-forgets-the-others" ("exit" refused))
   ("generator-goes-right-to-left" ("generator" output))
   ("generator-takes-nothing-for-a-leaf" ("generator" output))
   ("generator-stops-after-the-head" ("generator" output))
   ("generator-collects-first" ("generator" count))
   ("choose-goes-past-the-end" ("choose" fault))
   ("choose-takes-the-same-again" ("choose" fuel))
   ("choose-lets-an-item-come-back" ("choose" output))
   ("choose-begins-at-the-end" ("choose" output))))
