;;; (course exercise): what an exercise is, and where it is found.
;;;
;;; `exercises/manifest' lists the exercises in order with their points; the
;;; folder of each has a file exercise.scm, whose last expression is an exercise
;;; (exercises/README.md is the manual).  Guarantees that an exercise.scm that
;;; names a test, a kind of failure or a file that does not exist is an error
;;; when it is loaded, and so are points that do not add up.

(define-module (course exercise)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (course draw)
  #:use-module (course sandbox)
  #:export (exercise test between choice
            exercise-name exercise-title exercise-points exercise-files
            exercise-optional exercise-sees exercise-build exercise-machine
            exercise-tests
            exercise-starter exercise-wrong
            test-name test-points test-check
            home exercises-folder set-home! set-course! manifest find-exercise
            load-exercise exercise-path
            starter-folder answer-folder wrong-folder call-with-answer
            variant constants-of with-constants folder-files
            hint-tiers kinds kind-meaning))

(define home-folder (make-parameter #f))

(define (home)
  "Return the folder of the whole project."
  (home-folder))

(define (set-home! folder)
  "Say that FOLDER is that of the whole project."
  (home-folder folder))

(define other-course (make-parameter #f))

(define (exercises-folder)
  "Return the folder of the manifest and the exercises."
  (or (other-course) (string-append (home) "/exercises")))

(define (set-course! folder)
  "Say that the manifest and the exercises are in FOLDER."
  (other-course folder))

;; How a test can fail.

(define kinds
  '((missing "a file is not there, or is no file")
    (refused "the machine refuses the program")
    (build "it does not build")
    (fault "the program ends with a fault")
    (output "the output is wrong")
    (leak "cells are still alive at the end")
    (count "a count is beyond its bound: transfers, steps, cells")
    (fuel "it is still running when the fuel is used up")
    (time "it takes too long")
    (flood "it prints far too much")
    (crash "the program itself breaks down")
    (trace "its trace goes another way")
    (accepted "it accepts what is wrong")
    (rejected "it rejects what is right")
    (grader "the grader could not test it")))

(define (kind-meaning kind)
  "Return what the KIND of failure means, as text."
  (cadr (or (assq kind kinds) (error "no such kind of failure" kind))))

;; Exercises

;; POINTS for passing; CHECK: a procedure of a bench (course bench) and a draw
;; that returns a verdict.
(define-record-type <test>
  (test name points check)
  test?
  (name test-name) (points test-points) (check test-check))

;; See exercises/README.md for each.
(define-record-type <exercise>
  (make-exercise name points title files optional sees build machine constants
                 tests hints starter wrong)
  exercise?
  (name exercise-name set-exercise-name!)
  (points exercise-points set-exercise-points!)
  (title exercise-title) (files exercise-files) (optional exercise-optional)
  (sees exercise-sees) (build exercise-build) (machine exercise-machine)
  (constants exercise-constants) (tests exercise-tests)
  (hints exercise-hints) (starter exercise-starter) (wrong exercise-wrong))

(define* (exercise #:key title files (optional '()) (sees '()) (build #f)
                   (machine #f) (constants '()) tests (hints '()) (starter '())
                   (wrong '()))
  "Return an exercise; exercises/README.md says what each part is."
  (make-exercise #f #f title files optional sees build machine constants tests
                 hints starter wrong))

(define (between low high)
  "Return a maker of a constant from LOW to HIGH."
  (lambda (draw) (number->string (draw-integer draw low high))))

(define (choice . texts)
  "Return a maker of a constant that is one of TEXTS."
  (lambda (draw) (draw-choice draw texts)))

;; Finding exercises

(define (manifest)
  "Return the (NAME . POINTS) of all exercises, in order."
  (filter-map
   (lambda (line)
     (match (string-tokenize line)
       ((name points) (cons name (string->number points)))
       (_ #f)))
   (string-split (read-text (string-append (exercises-folder) "/manifest"))
                 #\newline)))

(define (find-exercise text)
  "Return the name in the manifest that TEXT means: the name itself, its number
with or without zeros, or its start; or #f."
  (let ((names (map car (manifest)))
        (number (string->number text)))
    (or (find (lambda (name) (string=? name text)) names)
        (find (lambda (name)
                (and number
                     (eqv? number (string->number (string-take name 2)))))
              names)
        (find (lambda (name) (string-prefix? text name)) names)
        (find (lambda (name) (string-prefix? text (string-drop name 3)))
              names))))

(define (exercise-path exercise . parts)
  "Return the path of the file PARTS in the folder of EXERCISE."
  (string-join (cons* (exercises-folder) (exercise-name exercise) parts) "/"))

(define (starter-folder exercise) (exercise-path exercise "starter"))
(define (answer-folder exercise) (exercise-path exercise "answer"))
(define (call-with-answer name act)
  "Return what ACT returns for a folder with the answer of the exercise NAME; in a
copy for students that is sealed (exercises/answer)."
  (let ((folder (string-join (list (exercises-folder) name "answer") "/")))
    (if (file-exists? folder)
        (act folder)
        (let ((copy (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp")
                                            "/baton-answer-XXXXXX"))))
          (dynamic-wind
            (const #f)
            (lambda ()
              (unless (zero? (system* (string-append (home)
                                                     "/exercises/answer")
                                      name copy))
                (error "there is no answer" name))
              (act copy))
            (lambda () (remove-tree copy)))))))

(define (wrong-folder exercise name) (exercise-path exercise "wrong" name))

(define (load-exercise name)
  "Return the exercise NAME of the manifest."
  (let ((path (string-append (exercises-folder) "/" name "/exercise.scm"))
        (module (make-fresh-user-module)))
    (module-use! module (resolve-interface '(course bench)))
    (module-use! module (resolve-interface '(course draw)))
    (module-use! module (resolve-interface '(course exercise)))
    (let ((exercise (save-module-excursion
                     (lambda ()
                       (set-current-module module)
                       (load path)))))
      (set-exercise-name! exercise name)
      (set-exercise-points! exercise (assoc-ref (manifest) name))
      (verify exercise)
      exercise)))

(define (verify exercise)
  "Complain where EXERCISE contradicts itself."
  (define (complain . what) (apply error (exercise-name exercise) what))
  (define (check-failures failures)
    (for-each
     (match-lambda
       ((test kind)
        (unless (member test (map test-name (exercise-tests exercise)))
          (complain "has no test" test))
        (kind-meaning kind)))
     failures))
  (unless (= (exercise-points exercise)
             (apply + (map test-points (exercise-tests exercise))))
    (complain "its tests' points do not add up to those of the manifest"))
  (check-failures (exercise-starter exercise))
  (for-each (match-lambda ((name . failures) (check-failures failures)))
            (exercise-wrong exercise))
  (for-each (match-lambda
              ((where . tiers)
               (if (pair? where)
                   (check-failures (list where))
                   (kind-meaning where))
               (unless (= 3 (length tiers))
                 (complain "three tiers of hints are needed for" where))))
            (exercise-hints exercise)))

;; Variants: a student's constants

(define (constants-of exercise student)
  "Return the (NAME . TEXT) of the constants of EXERCISE for STUDENT, a text."
  (map (match-lambda
         ((name make)
          (cons name (make (make-draw "constants" (exercise-name exercise)
                                      name student)))))
       (exercise-constants exercise)))

(define (variant constants name)
  "Return the text of the constant NAME in CONSTANTS."
  (or (assoc-ref constants name) (error "no such constant" name)))

(define (with-constants text constants)
  "Return TEXT with each @NAME@ replaced by its text in CONSTANTS."
  (fold (lambda (constant text)
          (let ((mark (string-append "@" (car constant) "@")))
            (let loop ((text text))
              (let ((i (string-contains text mark)))
                (if i
                    (loop (string-replace text (cdr constant) i
                                          (+ i (string-length mark))))
                    text)))))
        text constants))

(define (folder-files folder)
  "Return the paths of all files below FOLDER, relative to it, sorted."
  (define (below path)
    (append-map
     (lambda (name)
       (let ((inner (if (string=? path "") name
                        (string-append path "/" name))))
         (if (eq? 'directory (stat:type (lstat (string-append folder "/"
                                                              inner))))
             (below inner)
             (list inner))))
     (or (scandir (string-append folder "/" path)
                  (lambda (name) (not (member name '("." "..")))))
         '())))
  (if (file-exists? folder) (below "") '()))

;; Hints

(define general-hints
  '((missing "Is the file in your folder, under the name that README.md gives?"
             "`exercises/learn reset NAME' brings back the files to begin with; yours are kept beside them."
             "The message names the file.  A link or a folder of that name does not count.")
    (refused "Read the first message only: later ones often follow from it."
             "The message says which variable, where, and what to write instead."
             "Follow one way through the block with a finger: at its transfer, each variable was handed on with ! or dropped, once.")
    (build "Read the first error of the compiler; the rest may follow from it."
           "Build it by hand, with the command that README.md gives."
           "Does it build in an empty folder with your files alone?")
    (fault "The report names the block, the instruction and the values that it had."
           "Run it yourself with --trace=text and look at the last lines."
           "Which value is not what you expected?  Go back to where it was born.")
    (output "Compare the two outputs; where does the first difference begin?"
            "Run it yourself with --trace=transfers: which is the first transfer with a wrong argument?"
            "Take the smallest input that fails, and do each step on paper.")
    (leak "Something is still alive at the end: --stats counts it."
          "The lifetime rule leaves only cycles: which cell refers to itself?"
          "Break the cycle before the last reference to it ends.")
    (count "It does the right thing, but in more steps than it needs."
           "Run it with --stats on a small input and a larger one: what grows?"
           "Which block is entered more often than the work requires?")
    (fuel "It does not end.  Which jump closes the circle?"
          "Run it with --fuel 50 --trace=transfers: which argument should change, and does not?"
          "Every way round a loop must bring its end nearer.")
    (time "It does not end, or waits for input that never comes."
          "Try it on the input that is shown."
          "Print where it is from time to time, and look at what comes last.")
    (flood "It prints without end."
           "Look at the loop that prints: what ends it?"
           "Run it with --fuel 50.")
    (crash "Something in the program itself broke: a wild pointer, say."
           "Build it with -fsanitize=address,undefined and run it again."
           "Run it below gdb or valgrind, on the input that is shown.")
    (trace "Look at the first step that differs; what comes later follows from it."
           "`baton diff' shows both machines at that step."
           "What does spec/machine.md say of this instruction, in its order?")
    (accepted "It accepts something that is wrong."
              "Which rule does the example break?"
              "Make a test of it first; then make it pass.")
    (rejected "It rejects something that is right."
              "What does spec/ say of the example?"
              "Correct what you expected; then look whether other places expect the same.")
    (grader "This is the grader's fault, not yours." "Tell your teacher."
            "Give your teacher the message.")))

(define (hint-tiers exercise test kind)
  "Return the three hints of EXERCISE for a failure of this KIND in TEST, a name:
the exercise's own where there are some."
  (let ((hints (exercise-hints exercise)))
    (cdr (or (assoc (list test kind) hints)
             (assq kind hints)
             (assq kind general-hints)))))
