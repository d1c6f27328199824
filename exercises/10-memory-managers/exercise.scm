;;; Exercise 10: two memory managers.
;;;
;;; Programs that make much that soon ends, each with numbers drawn, run on the
;;; small machine with the submission's managers: in heaps of three sizes, the
;;; least of which just holds what lives at once, as Baton counts it.  What they
;;; must print is what they print on Baton.

(use-modules (srfi srfi-1)
             ((baton conformance)
              #:select (result-status result-output result-errors test-text))
             (course cases))

;; Programs

(define (text . parts)
  "Return PARTS, texts and integers, as one text."
  (string-concatenate
   (map (lambda (part) (if (number? part) (number->string part) part)) parts)))

(define (waste then)
  "Return the text of a block that makes two pairs in each of i rounds and keeps
the last ones, and at last does THEN, where x and last are alive."
  (text "(block waste (i x last) ()
  (if (eq i 0)
    (then (drop i) " then ")
    (else (drop last)
      (let l (cons i ())) (let l (cons i !l)) (let i (sub !i 1))
      (jump waste !i !x !l))))\n"))

(define (lists draw)
  (text "(block main (k world) () (drop world)
  (jump rounds !k " (draw-integer draw 20 40) " 0))
(block rounds (k i sum) ()
  (if (eq i 0)
    (then (drop i) (call !k !sum))
    (else
      (let i (sub !i 1))
      (let k (lambda (n) (!k !i !sum)
        (let sum (add !sum !n)) (jump rounds !k !i !sum)))
      (jump build !k " (draw-integer draw 20 40) " ()))))
(block build (k n list) ()
  (if (eq n 0)
    (then (drop n) (jump sum !k !list 0))
    (else (let list (cons n !list)) (let n (sub !n 1))
      (jump build !k !n !list))))
(block sum (k list total) ()
  (if (null? list)
    (then (drop list) (call !k !total))
    (else (let (a list) (uncons !list)) (let total (add !total !a))
      (jump sum !k !list !total))))\n"))

(define (continuations draw)
  (text "(block main (k world) () (drop world)
  (jump deep !k " (draw-integer draw 200 300) "))
(block deep (k n) ()
  (if (eq n 0)
    (then (call !k !n))
    (else
      (let m (sub n 1))
      (let waste (vector n n n)) (drop waste)
      (let after (lambda (v) (!k !n) (let v (add !n !v)) (call !k !v)))
      (jump deep !after !m))))\n"))

(define (data draw)
  (text "(block main (k world) () (drop world)
  (let v (make-vector 3 'a)) (let s (make-string 5 #\\x)) (sset s 1 #\\y)
  (vset v 1 !s) (put kept !v)
  (jump waste !k " (draw-integer draw 100 200) " ()))
(block waste (k i last) ()
  (if (eq i 0)
    (then (drop i) (let kept (get kept)) (let p (cons !kept !last))
      (put kept ()) (call !k !p))
    (else (drop last)
      (let b (make-bytes " (draw-integer draw 20 50) " 5)) (bset b 2 i)
      (let r (record 'tag !b i)) (let x (box !r)) (let i (sub !i 1))
      (jump waste !k !i !x))))\n"))

(define (handler draw)
  (text "(block main (k world) () (drop world)
  (let secret (cons " (draw-integer draw 1 99) " 'secret))
  (let h (lambda (kind irritants place) (!k !secret)
    (let p (cons !irritants !place)) (let p (cons !kind !p))
    (let p (cons !secret !p)) (call !k !p)))
  (let old (set-handler !h)) (drop old)
  (jump waste " (draw-integer draw 100 200) " () ()))\n"
        (waste "(let y (add 1 last)) (drop x last) (halt !y)")))

(define (timer draw)
  (text "(block main (k world) ()
  (let t (port !world timer)) (let b (box 0)) (let f (close rang t b))
  (set-timer !t " (draw-integer draw 2 9) " !f) (let x (cons !k !b))
  (jump waste " (draw-integer draw 100 200) " !x ()))
(block rang (resume) (t b)
  (let n (unbox b)) (let n (add !n 1)) (set-box b !n)
  (let f (close rang t !b)) (set-timer !t " (draw-integer draw 2 9) " !f)
  (call !resume))\n"
        (waste "(drop last) (let (k b) (uncons !x)) (let n (unbox !b))
      (call !k !n)")))

(define (sharing draw)
  (text "(block main (k world) () (drop world)
  (let p (cons 1 2)) (let q (cons p !p)) (let x (cons !k !q))
  (jump waste " (draw-integer draw 100 200) " !x ()))\n"
        (waste (text "(drop last) (let (k q) (uncons !x))
      (let (a d) (uncons !q)) (set-car a " (draw-integer draw 3 99) ")
      (if (eq a d)
        (then (drop a) (call !k !d))
        (else (let p (cons !a !d)) (call !k !p)))"))))

(define programs
  `(("lists" . ,lists) ("continuations" . ,continuations) ("data" . ,data)
    ("handler" . ,handler) ("timer" . ,timer) ("sharing" . ,sharing)))

(define (circles rounds)
  "Return a program that makes ROUNDS circles of two pairs and lets go of them."
  (text "(block main (k world) () (drop world) (jump ring !k " rounds "))
(block ring (k i) ()
  (if (eq i 0)
    (then (call !k !i))
    (else
      (let p (cons i ())) (let q (cons 2 p)) (set-cdr p !q) (drop p)
      (let i (sub !i 1)) (jump ring !k !i))))\n"))

(define (deep count)
  "Return a program that makes a list of COUNT and one in its car direction, and
lets go of both at once."
  (text "(block main (k world) () (drop world) (jump build !k " count " () ()))
(block build (k n a b) ()
  (if (eq n 0)
    (then (drop a b) (call !k !n))
    (else (let a (cons n !a)) (let b (cons !b n)) (let n (sub !n 1))
      (jump build !k !n !a !b))))\n"))

(define grants '("--grant" "timer"))

(define (cases draw)
  "Return the programs as cases."
  (map (lambda (entry)
         (case-of (car entry) ((cdr entry) draw) #:options grants))
       programs))

;; Running

(define (with manager . options)
  "Return the options for MANAGER, and OPTIONS."
  (cons* "--manager" manager options))

(define (with-heap words)
  (list "--heap" (number->string words)))

(define (live result)
  "Return how many cells RESULT has alive at the end, or #f."
  (count-after "live cells at halt: " result))

(define (count-after label result)
  "Return the number that stands behind LABEL in the counts of RESULT, or #f."
  (let* ((errors (result-errors result))
         (start (string-contains errors label)))
    (and start
         (let* ((from (+ start (string-length label)))
                (end (or (string-index errors #\newline from)
                         (string-length errors))))
           (string->number (substring errors from end))))))

(define (same mine theirs)
  "Return what is wrong with the result MINE where THEIRS is right, texts."
  (cond ((and (eqv? (result-status mine) (result-status theirs))
              (string=? (result-output mine) (result-output theirs)))
         '())
        (else
         (list (text "expected " (result-output theirs)
                     "got      " (result-output mine)
                     "status   " (object->string (result-status mine)) "\n"
                     (result-errors mine))))))

(define (kind-of results)
  "Return a procedure that gives the kind of failure where RESULTS are wrong."
  (const (or (any broken results) 'output)))

(define (peak result)
  "Return how many words lived at once in RESULT, on Baton."
  (count-after "peak live words: " result))

(define (least-heap result)
  "Return the words of a heap that just holds what lived in RESULT, on Baton."
  (+ 100 (peak result)))

(define (in-heaps cases results)
  "Return CASES, each in three heaps, and RESULTS, on Baton, three times each."
  (values
   (append-map (lambda (case result)
                 (map (lambda (words) (case-with case (with-heap words)))
                      (list (least-heap result) (* 3 (least-heap result))
                            (* 1000 (peak result)))))
               cases results)
   (append-map (lambda (result) (list result result result)) results)))

;; Freed memory is filled with rubbish, so that who still looks at it notices.
(define rubbish '("MALLOC_PERTURB_=165"))

(define (on-baton bench cases)
  "Return the results of CASES on Baton, with counts."
  (run-cases bench cases #:reference #t #:options '("--stats")))

(define (bounded bench draw manager)
  "Is MANAGER out of memory in a heap that is too small?"
  (let* ((case (case-of "continuations" (continuations draw)))
         (needed (peak (car (on-baton bench (list case)))))
         (words (quotient needed 2))
         (small (list (case-with case (with-heap words))))
         (mine (car (run-cases bench small #:options (with manager)))))
    (if (eqv? 70 (result-status mine))
        passed
        (failed (or (broken mine) 'output)
                "a program that needs more than the heap has does not end with a fault"
                (cons "heap" (text words " words; the program needs "
                                   needed " at once, as Baton counts them"))
                (cons "expected" (text "status 70, the fault memory: reserve says "
                                       "no where m->words would be more than "
                                       "m->heap"))
                (cons "got" (text "status "
                                  (object->string (result-status mine)) "\n"
                                  (result-output mine) (result-errors mine)))
                (cons "program" (test-text case))))))

(define (three-heaps manager)
  "Return a check: do programs print the same with MANAGER in three heaps?"
  (lambda (bench draw)
    (define (same-in-heaps)
      (let* ((cases (cases draw)))
        (call-with-values
            (lambda () (in-heaps cases (on-baton bench cases)))
          (lambda (cases theirs)
            (let ((mine (run-cases bench cases #:options (with manager)
                                   #:environment rubbish)))
              (share-verdict cases (map same mine theirs) (kind-of mine)
                             "runs print the same as on Baton"))))))
    (all-pass (lambda () (bounded bench draw manager)) same-in-heaps)))

(define (clean manager . options)
  "Return a check: do sanitizers find nothing with MANAGER and OPTIONS, in a
heap that is just large enough, and does nothing live at the end?"
  (lambda (bench draw)
    (let* ((cases (cases draw))
           (theirs (on-baton bench cases))
           (least (map (lambda (case result)
                         (case-with case (with-heap (least-heap result))))
                       cases theirs))
           (mine (run-cases bench least #:checked #t
                            #:options (apply with manager "--stats" options))))
      (share-verdict least
                     (map (lambda (mine theirs)
                            (if (eqv? 0 (live mine))
                                (same mine theirs)
                                (list (text "not all is freed:\n"
                                            (result-errors mine)))))
                          mine theirs)
                     (kind-of mine) "runs are clean and right"))))

(define (frees bench draw)
  "Is all freed that can be, also what is deep?"
  (define (all-freed cases)
    (let ((mine (run-cases bench cases
                           #:options (with "counting" "--stats"))))
      (share-verdict cases
                     (map (lambda (result)
                            (if (and (eqv? 0 (result-status result))
                                     (eqv? 0 (live result)))
                                '()
                                (list (result-errors result))))
                          mine)
                     (const (or (any broken mine) 'leak))
                     "runs leave nothing alive")))
  (all-pass (lambda () (all-freed (cases draw)))
            (lambda ()
              (all-freed
               (list (case-of "deep"
                              (deep (draw-integer draw 200000 250000))))))))

(define (rings bench draw)
  "Does a circle leak where references are counted, and end where it is copied?"
  (let* ((rounds (draw-integer draw 500 900))
         (program (case-of "circles" (circles rounds)))
         (small (with-heap (* 3 rounds)))
         (cases (list (case-with program (with "counting"))
                      (case-with program (append (with "counting") small))
                      (case-with program (with "copying"))
                      (case-with program (append (with "copying") small))))
         (mine (run-cases bench cases #:options '("--stats")))
         (expected (list (cons 0 (* 2 rounds)) (cons 70 #f) '(0 . 0) '(0 . 0))))
    (share-verdict cases
                   (map (lambda (result expected)
                          (if (and (eqv? (car expected) (result-status result))
                                   (or (not (cdr expected))
                                       (eqv? (cdr expected) (live result))))
                              '()
                              (list (text "expected status " (car expected)
                                          ", and alive "
                                          (or (cdr expected) "any number")
                                          "\n" (result-errors result)))))
                        mine expected)
                   (const (or (any broken mine) 'leak))
                   "runs have the right cells alive")))

(exercise
 #:title "Memory managers"
 #:files '("counting.c" "copying.c")
 #:sees '("vm/value.h" "vm/table.h" "vm/handlers.h" "vm/generated")
 #:build build-machine
 #:tests (list (test "counting: three heaps" 2 (three-heaps "counting"))
               (test "counting: all is freed" 2 frees)
               (test "counting: sanitizers" 1 (clean "counting"))
               (test "copying: three heaps" 3 (three-heaps "copying"))
               (test "copying: collect each time" 2
                     (clean "copying" "--stress"))
               (test "circles" 2 rings))
 #:hints
 '((("counting: three heaps" output)
    "Does it end with a fault `memory'?  Then something is not freed, or not counted in m->words."
    "A heap of m->heap words: the heads of cells count, too.  What `allocate' adds to m->words, freeing must take away."
    "reserve: is cells * (CELL_HEAD + words) at most m->heap - m->words?")
   (("counting: all is freed" leak)
    "The count of live cells is m->cells: does it go down where a cell is freed?"
    "A cell that ends gives up what its fields refer to; cell_values says how many of them are values."
    "Take a cell from the list of those that have ended, count down each of its fields, put those that reach 0 into the list, free the cell, go on.")
   (("counting: all is freed" crash)
    "How deep does your release go for a list of 200,000 pairs?"
    "A function that calls itself for each field uses the C stack; nothing in a program bounds its depth."
    "The link in front of a cell makes a list of those that wait to be freed; work it off in a loop.")
   (("counting: sanitizers" crash)
    "A cell was used after it was freed, or freed twice: the report names both places."
    "A new cell has one reference: whoever asked for it owns it."
    "Read all you need of a cell before free().")
   (("copying: three heaps" crash)
    "What was not moved is gone, and somebody still refers to it: a root was forgotten, or a field was not scanned."
    "Which roots are there?  Look through struct Machine in small.h for each Value."
    "Registers, operands (m->v, as many as m->operands), handler, timer, reserve, answer, and each symbol's value.")
   (("copying: three heaps" output)
    "With a fault `memory': is the heap collected when it is full, and looked at again?  With another output: has a cell become two?"
    "A cell that has moved must say where it is now, so that the next who refers to it finds the same one."
    "forward: if the kind is MOVED take the address from field 0; else copy the cell, then write MOVED and the address into the old one.")
   (("copying: collect each time" crash)
    "The report's first lines say who read a cell that had moved: who had its old address?"
    "With --stress each reserve collects, so whatever is not a root is gone at once."
    "Operands are roots as well: a cons reads them after its memory was reserved.")
   (("circles" leak)
    "With counting a circle must stay alive, and fill a small heap; with copying it must end."
    "Does `reserve' refuse when the heap is full?  Does `finish' collect once more, and is m->cells what is left?"
    "collect begins with m->cells = 0 and counts each cell that it moves.")
   (time
    "It hangs: which list has no end?"
    "Scanning ends when it reaches the free pointer, which moves while you scan."
    "The scan must go on by the whole size of each cell, its head included."))
 #:starter '(("counting: three heaps" output) ("counting: all is freed" leak)
             ("counting: sanitizers" output) ("copying: three heaps" output)
             ("copying: collect each time" output) ("circles" leak))
 #:wrong
 '(("frees-by-recursion" ("counting: all is freed" crash))
   ("keeps-the-fields" ("counting: three heaps" output)
    ("counting: all is freed" leak) ("counting: sanitizers" output)
    ("circles" leak))
   ("has-no-bound" ("counting: three heaps" output) ("circles" leak))
   ("forgets-the-handler" ("copying: three heaps" crash)
    ("copying: collect each time" crash))
   ("forgets-symbol-values" ("copying: three heaps" crash)
    ("copying: collect each time" crash))
   ("forgets-the-operands" ("copying: three heaps" crash)
    ("copying: collect each time" crash))
   ("copies-what-is-shared-twice" ("copying: three heaps" crash)
    ("copying: collect each time" crash))
   ("takes-bytes-for-values" ("copying: three heaps" crash)
    ("copying: collect each time" crash))))
