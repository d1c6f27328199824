;;; Exercise 11: a scheduler, and a mailbox without lost wake-ups.
;;;
;;; The seed of the machine's random device makes the schedule, so each run can be
;;; repeated.  A round of wake.baton is a schedule: four runs of 250 make 1,000.

(use-modules (srfi srfi-1))

(define (options draw)
  "Return the options of a run with a seed of DRAW."
  (list "--grant" "timer" "--grant" "random"
        "--seed" (number->string (draw-integer draw 1 1000000))))

(define (list-text numbers)
  "Return NUMBERS as the text of a list."
  (string-append "(" (string-join (map number->string numbers) " ") ")\n"))

(define (counts draw)
  "Draw how many steps each of 2 to 9 threads makes."
  (draw-list draw (draw-integer draw 2 9)
             (lambda (draw) (draw-integer draw 0 20))))

(define (schedule bench draw)
  "Do the threads run in the answer's order?"
  (each (cons* "(5 5 5)\n" "(4)\n" "()\n"
               (map (lambda (i) (list-text (counts draw))) (iota 5)))
        (lambda (text)
          (like-answer bench "threads.baton" #:input text #:ratio 3
                       #:options (options draw)))))

(define (longest-wait letters letter)
  "Return how many letters LETTER waits for, at most, before each of its turns."
  (let loop ((rest letters) (waited 0) (most 0))
    (cond ((null? rest) most)
          ((char=? (car rest) letter)
           (loop (cdr rest) 0 (max most waited)))
          (else (loop (cdr rest) (+ waited 1) most)))))

(define (fair bench draw)
  "Does nobody wait for more than one turn of each other thread?"
  (let* ((most (string->number (bench-constant bench "MOST")))
         (threads 6) (steps 40))
    (define (judge outcome)
      (let* ((letters (filter char-alphabetic?
                              (string->list (outcome-output outcome))))
             ;; A thread's first turn may end before its first letter.
             (bound (* 2 (- threads 1) (+ most 1))))
        (cond ((not (= (length letters) (* threads steps)))
               (failed 'output "not all threads made all their steps"))
              ((any (lambda (letter) (> (longest-wait letters letter) bound))
                    (delete-duplicates letters))
               (failed 'output "a thread waited longer than one turn of each of the others"
                       (cons "printed" (list->string letters))))
              (else passed))))
    (if (has-file? bench "threads.baton")
        (each (iota 3)
              (lambda (i)
                (let* ((text (list-text (make-list threads steps)))
                       (outcome (run-baton bench "threads.baton" #:input text
                                           #:options (options draw)
                                           #:fuel 20000))
                       (ending (judged outcome #:file "threads.baton"
                                       #:input text)))
                  (if (verdict-passed? ending) (judge outcome) ending))))
        (missing bench "threads.baton"))))

(define (wake bench draw)
  "Does all arrive in 1,000 schedules?"
  (each (iota 4)
        (lambda (i)
          (like-answer bench "wake.baton" #:input "250\n"
                       #:options (options draw)))))

(exercise
 #:title "Threads"
 #:files '("threads.baton" "wake.baton")
 #:constants `(("MOST" ,(between 3 6)))
 #:tests (list (test "schedule" 3 schedule) (test "fairness" 2 fair)
               (test "no lost wake-up" 3 wake))
 #:hints
 '((("schedule" output)
    "With (5 5 5): whose turn comes after the first, and where does the first one wait?"
    "`ready' is a list, first come first served: the one interrupted belongs at its end."
    "Turn ready round, cons the resume before (), and turn it back with `turn': its third argument is what comes after.")
   (("fairness" output)
    "Who waits longest, and behind whom?"
    "A thread that was interrupted may run again only when all who wait have run."
    "Put resume at the end of `ready', not at its front.")
   (("no lost wake-up" output)
    "--trace=transfers with a seed that fails: what happens between the look into the mailbox and the jump behind it?"
    "What one block reads another thread may change before the next block writes: each transfer is a place where the timer can ring."
    "Look and wait in one block: receive must put `waiting' where it found no mail; send must get and put the mail without a jump in between.")
   (refused
    "Read the first message: which variable, and where is it still alive?"
    "resume must be put somewhere, or dropped, on each way."
    "A lambda lists what it captures: (lambda (others) (!resume) …)."))
 #:starter '(("schedule" output) ("fairness" output)
             ("no lost wake-up" output))
 #:wrong
 '(("threads-wait-in-front" ("schedule" output) ("fairness" output))
   ("threads-are-forgotten" ("schedule" output) ("fairness" output))
   ("threads-swap-with-the-second" ("schedule" output) ("fairness" output))
   ("threads-ring-for-the-dead" ("schedule" output))
   ("wake-loses-what-two-send-at-once" ("no lost wake-up" output))
   ("wake-comes-before-the-sleep" ("no lost wake-up" output))
   ("wake-never-comes" ("no lost wake-up" output))
   ("wake-takes-the-whole-mailbox" ("no lost wake-up" output))))
