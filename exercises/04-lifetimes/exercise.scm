;;; Exercise 4: mend programs whose lifetimes are wrong.
;;;
;;; A program passes when it is accepted, leaks nothing, and prints what the answer
;;; prints.

(define (list-text numbers)
  "Return NUMBERS as the text of a list."
  (string-append "(" (string-join (map number->string numbers) " ") ")\n"))

(define (numbers draw low high)
  "Draw a list of 1 to 12 numbers from LOW to HIGH."
  (draw-list draw (draw-integer draw 1 12)
             (lambda (draw) (draw-integer draw low high))))

(define (lists low high)
  "Return inputs: lists of numbers from LOW to HIGH."
  (lambda (draw)
    (cons "(7)\n"
          (map (lambda (i) (list-text (numbers draw low high))) (iota 4)))))

(define (rings draw)
  "Inputs for the ring: how many players, and how often it goes on."
  (let* ((players (draw-integer draw 2 60)) (steps (draw-integer draw 0 500)))
    (list "5 7\n" "1 3\n" "4 0\n"
          (string-append (number->string players) " " (number->string steps)
                         "\n"))))

(exercise
 #:title "Lifetimes"
 #:files '("leak.baton" "twice.baton" "after.baton" "cycle.baton")
 #:constants `(("FACTOR" ,(between 2 9)))
 #:tests (list
          (test "leak" 2 (like-answers "leak.baton" (lists -1000 1000)))
          (test "twice" 2 (like-answers "twice.baton" (lists -1000 1000)))
          (test "after" 2 (like-answers "after.baton" (lists 0 1000)))
          (test "cycle" 1 (like-answers "cycle.baton" rings)))
 #:hints
 '((("leak" refused)
    "Which variable does the message name, and at which transfer is it still alive?"
    "car and cdr leave the pair alive.  Is there an instruction that takes a pair apart?"
    "(let (n rest) (uncons !list)), and (drop list) where it is empty.")
   (("twice" refused)
    "Count the `!' before one name on one way through the block."
    "Copying an integer costs nothing: only the last use needs the `!'."
    "(mul n n) copies twice; n then ends in the cons, and needs no drop.")
   (("after" refused)
    "The message says where i is used; where did it end before that?"
    "An operand without `!' leaves the variable alive."
    "(add i 1) instead of (add !i 1): i is taken by the jump.")
   (("cycle" leak)
    "--stats says how many cells are alive, and names some: they refer to each other."
    "Cut the ring anywhere, and the rest falls apart by itself."
    "(set-cdr list ()) while list is still alive, before its last use.")
   (output
    "What it prints has changed: compare with what the comment promises."
    "Mend the lifetimes only; each number that was computed must still be computed."
    "Begin again from the starter: exercises/learn reset 04")
   (refused
    "Read the first message: it names the variable, the place, and what to write."
    "Go through the block line by line and keep a list of who is alive."
    "At a transfer the list must be empty once all that has `!' is gone."))
 #:starter '(("leak" refused) ("twice" refused) ("after" refused)
             ("cycle" leak))
 #:wrong
 '(("leak-half-mended" ("leak" refused))
   ("leak-forgets-the-factor" ("leak" output))
   ("leak-drops-the-count" ("leak" output))
   ("twice-keeps-a-drop" ("twice" refused))
   ("twice-squares-only" ("twice" output))
   ("after-counts-one-too-far" ("after" output))
   ("after-never-counts" ("after" output))
   ("cycle-cuts-the-name" ("cycle" leak))
   ("cycle-never-tied" ("cycle" fault))))
