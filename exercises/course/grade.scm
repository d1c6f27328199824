;;; (course grade): one submission in, one result out.
;;;
;;; Copies what is harmless of a submission (regular files of moderate size, no
;;; links) to a yard, builds it where the exercise says so, and runs each test of
;;; each exercise, first with public inputs and then, where that passed, with
;;; hidden ones.  What comes out is a RESULT: data that can be written and read
;;; again, from which (course report) makes every report.  Guarantees a result
;;; for whatever is handed in: what a submission does wrong is a failed test with
;;; a reason, never an error here.

(define-module (course grade)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 binary-ports)
  #:use-module (srfi srfi-1)
  #:use-module (course bench)
  #:use-module (course draw)
  #:use-module (course exercise)
  #:use-module (course sandbox)
  #:export (grade-submission grade-folder field make-parents
            copy-with-constants
            make-settings settings-contained
            result-score result-points practice-seed))

;; What grading depends on beside the submission: a RESULT is the same wherever
;; these are.  STUDENT: a text that chooses the constants, "" for none.  SEED:
;; of the hidden inputs, or #f: only public ones.  MACHINE: a program to test
;; instead of a build, or #f.
(define (make-settings contained student seed machine)
  "Return settings; CONTAINED: is bubblewrap used?"
  (list contained student seed machine))

(define settings-contained first)
(define settings-student second)
(define settings-seed third)
(define settings-machine fourth)

(define practice-seed "practice")

(define (field record name)
  "Return the field NAME of RECORD, an association list."
  (assq-ref record name))

;; Taking in a submission

(define most-files 500)
(define most-bytes 10000000)
(define deepest 10)

(define (plain-name? name)
  "Is NAME, of a file, free of control characters and not too long?"
  (and (< (string-length name) 128)
       (not (string-any (lambda (c) (or (char<? c #\space)
                                        (char=? c #\delete)))
                        name))))

(define (shown-name name)
  "Return NAME fit for a report."
  (let ((text (object->string name)))
    (substring text 1 (- (min (string-length text) 200) 1))))

(define (copy-plain from to size)
  "Copy the regular file FROM to TO, at most SIZE bytes.  Return #t, or why it
cannot be done."
  (catch 'system-error
    (lambda ()
      (let* ((flags (logior O_RDONLY O_NOFOLLOW O_NONBLOCK O_CLOEXEC))
             (port (open from flags)))
        (if (eq? 'regular (stat:type (stat port)))
            (let ((bytes (get-bytevector-n port size)))
              (close-port port)
              (call-with-output-file to
                (lambda (port)
                  (unless (eof-object? bytes) (put-bytevector port bytes)))
                #:binary #t)
              (chmod to (if (access? from X_OK) #o755 #o644))
              #t)
            (begin (close-port port) "is no regular file"))))
    (lambda (key . rest) "cannot be read")))

(define O_NOFOLLOW #o400000)

(define (take-in source target)
  "Copy the plain files below the folder SOURCE to the new folder TARGET.
Return (NAME . REASON) for each that was left out."
  (let ((left '()) (count 0) (bytes 0))
    (define (leave! name reason)
      (when (< (length left) 50)
        (set! left (cons (cons (shown-name name) reason) left))))
    (define (take! name path depth)
      (let* ((from (string-append source "/" path))
             (to (string-append target "/" path))
             (status (false-if-exception (lstat from))))
        (set! count (+ count 1))
        (cond ((not status) (leave! path "cannot be read"))
              ((not (plain-name? name)) (leave! path "has an odd name"))
              (else
               (case (stat:type status)
                 ((directory)
                  (if (< depth deepest)
                      (take-folder! path depth)
                      (leave! path "is too deep in folders")))
                 ((regular)
                  (set! bytes (+ bytes (stat:size status)))
                  (if (> bytes most-bytes)
                      (begin (set! bytes (- bytes (stat:size status)))
                             (leave! path "is too large"))
                      (let ((done (copy-plain from to most-bytes)))
                        (unless (eq? done #t) (leave! path done)))))
                 ((symlink) (leave! path "is a link"))
                 (else (leave! path "is no regular file")))))))
    (define (take-folder! path depth)
      (mkdir (string-append target "/" path))
      (for-each
       (lambda (name)
         (if (< count most-files)
             (take! name (if (string=? path "") name
                             (string-append path "/" name))
                    (+ depth 1))
             (when (= count most-files)
               (set! count (+ count 1))
               (leave! path "has too many files"))))
       (or (scandir (string-append source "/" path)
                    (lambda (name) (not (member name '("." "..")))))
           '())))
    (take-folder! "" 0)
    (reverse left)))

(define (copy-with-constants source target constants)
  "Copy the trusted folder SOURCE to TARGET with CONSTANTS put in."
  (mkdir target)
  (for-each
   (lambda (name)
     (let ((to (string-append target "/" name)))
       (make-parents to)
       (write-whole to (with-constants
                        (read-text (string-append source "/" name))
                        constants))
       (when (access? (string-append source "/" name) X_OK)
         (chmod to #o755))))
   (folder-files source)))

(define (make-parents path)
  "Make the folders that the file PATH needs."
  (let ((parent (dirname path)))
    (unless (file-exists? parent)
      (make-parents parent)
      (mkdir parent))))

;; Exercises

(define* (grade-folder exercise folder settings #:key (order identity)
                       (fallen (const #f)))
  "Return the result of EXERCISE for the submission in FOLDER.  The tests run as
(ORDER TESTS) has them; (FALLEN TEST) gets the result of each as soon as it is
there, and the seconds that it took."
  (call-with-yard (settings-contained settings)
    (lambda (yard)
      (let* ((root (yard-folder yard))
             (mine (string-append root "/mine"))
             (answer (string-append root "/answer"))
             (constants (constants-of exercise (settings-student settings)))
             (left (if (folder? folder)
                       (take-in folder mine)
                       (begin (mkdir mine)
                              (list (cons (shown-name (basename folder))
                                          "is no folder"))))))
        (call-with-answer (exercise-name exercise)
                          (lambda (folder)
                            (copy-with-constants folder answer constants)))
        (let ((machine (string-append root "/baton")))
          (copy-file (string-append (home) "/build/bin/baton") machine)
          (chmod machine #o755)
          (grade-exercise
           exercise
           (lambda (built)
             (make-bench yard mine answer machine
                         (map (lambda (name)
                                (cons name (string-append (home) "/" name)))
                              (exercise-sees exercise))
                         built constants
                         (answers-of exercise constants) left))
           left settings order fallen))))))

;; What the answers gave, by exercise and constants: a run that grades again and
;; again need not find out anew.
(define remembered (make-hash-table))

(define (answers-of exercise constants)
  "Return the hash table of what the answer of EXERCISE with CONSTANTS gave."
  (let ((key (cons (exercise-name exercise) constants)))
    (or (hash-ref remembered key)
        (let ((table (make-hash-table)))
          (hash-set! remembered key table)
          table))))

(define (folder? path)
  "Is PATH a folder, and no link to one?"
  (let ((status (false-if-exception (lstat path))))
    (and status (eq? 'directory (stat:type status)))))

(define (lacking exercise bench)
  "Return the verdict that the submission lacks a file that the build of
EXERCISE needs, or all files; or #f."
  (let ((lacks (filter (lambda (name) (not (has-file? bench name)))
                       (exercise-files exercise))))
    (and (pair? lacks)
         (or (exercise-build exercise)
             (= (length lacks) (length (exercise-files exercise))))
         (missing bench (car lacks)))))

(define (grade-exercise exercise bench-with left settings order fallen)
  "Return the result of EXERCISE.  (BENCH-WITH BUILT) gives the bench where the
build made the program BUILT; LEFT was left out of the submission; ORDER and FALLEN
are those of grade-folder."
  (let* ((bench (bench-with #f))
         (problem (lacking exercise bench)))
    (call-with-values
        (lambda ()
          (cond ((and (exercise-machine exercise) (settings-machine settings))
                 => (lambda (path) (values (bench-with path) #f)))
                (problem (values bench problem))
                ((exercise-build exercise)
                 => (lambda (build) (built bench bench-with build)))
                (else (values bench #f))))
      (lambda (bench problem)
        (let* ((tests (grade-tests exercise bench problem settings order
                                   fallen))
               (score (apply + (map (lambda (test) (field test 'score))
                                    tests))))
          `((name . ,(exercise-name exercise))
            (title . ,(exercise-title exercise))
            (points . ,(exercise-points exercise))
            (score . ,score)
            (left . ,left)
            (tests . ,tests)))))))

(define (grade-tests exercise bench problem settings order fallen)
  "Return the results of EXERCISE's tests, which run as (ORDER TESTS) has them;
FALLEN gets each."
  (define (grade test)
    (progress "testing: " (test-name test))
    (let* ((start (get-internal-real-time))
           (result (grade-test exercise test bench problem settings)))
      (fallen result
              (/ (- (get-internal-real-time) start)
                 (exact->inexact internal-time-units-per-second)))
      (cons test result)))
  (let ((results (map-in-order grade (order (exercise-tests exercise)))))
    (map (lambda (test) (assq-ref results test)) (exercise-tests exercise))))

(define build-limits (make-limits 60 120 2048 64 16000000 200000000))

(define (built bench bench-with build)
  "Let BUILD, a command or a procedure, make the program of BENCH.  Return two values:
a bench with it, and #f or the verdict that it did not build."
  (progress "building")
  (let ((made (if (procedure? build) (build bench) (printed bench build))))
    (if (verdict? made)
        (values bench made)
        (let ((folder (string-append (dirname (bench-submission bench))
                                     "/built")))
          (mkdir folder)
          (let ((path (string-append folder "/program")))
            (write-whole path made)
            (chmod path #o755)
            (values (bench-with path) #f))))))

(define (printed bench command)
  "Return the program that the build COMMAND prints on BENCH, as bytes, or the verdict
that it does not build."
  (let* ((outcome (run bench command #:limits build-limits))
         (bad (lambda (message)
                (failed 'build message
                        (cons "report" (last-part (outcome-errors outcome)))))))
    (cond ((eq? 'time (outcome-ended outcome))
           (bad "building it takes too long"))
          ((eqv? 0 (outcome-status outcome)) (outcome-output-bytes outcome))
          (else (bad "it does not build")))))

(define (last-part text)
  "Return the last 1000 characters of TEXT."
  (string-take-right text (min 1000 (string-length text))))

;; Tests

(define (try-test test bench draw)
  "Return the verdict of TEST on BENCH with DRAW.  An error in the test is one
of the grader."
  (catch #t
    (lambda ()
      (let ((verdict ((test-check test) bench draw)))
        (if (verdict? verdict)
            verdict
            (error "a test gave no verdict" (test-name test)))))
    (lambda (key . details)
      (if (memq key '(quit signal interrupted))
          (apply throw key details)
          (failed 'grader
                  (call-with-output-string
                    (lambda (port)
                      (print-exception port #f key details))))))))

(define (grade-test exercise test bench problem settings)
  "Return the result of TEST of EXERCISE on BENCH; PROBLEM is a verdict that
was reached before, or #f."
  (define (draw kind seed)
    (make-draw kind seed (settings-student settings)
               (exercise-name exercise) (test-name test)))
  (let* ((public (or problem
                     (try-test test bench (draw "public" ""))))
         (seed (settings-seed settings))
         (hidden (and seed (verdict-passed? public)
                      (parameterize
                          ((counts-in-full
                            (not (string=? seed practice-seed))))
                        (try-test test bench (draw "hidden" seed)))))
         (verdict (or hidden public))
         (kind (verdict-kind verdict)))
    `((name . ,(test-name test))
      (points . ,(test-points test))
      (score . ,(* (test-points test) (verdict-share verdict)))
      (status . ,(if kind 'failed 'passed))
      (inputs . ,(if (and hidden kind) 'hidden 'public))
      (kind . ,kind)
      (message . ,(verdict-message verdict))
      (details . ,(verdict-details verdict))
      (hints . ,(if kind
                    (hint-tiers exercise (test-name test) kind)
                    '())))))

;; Submissions

(define (result-score result)
  "Return the points that RESULT's exercises earned."
  (apply + (map (lambda (e) (field e 'score)) (field result 'exercises))))

(define (result-points result)
  "Return the points that RESULT's exercises can earn."
  (apply + (map (lambda (e) (field e 'points)) (field result 'exercises))))

(define (handed-in folder)
  "Return the names of the exercises that FOLDER has folders for."
  (filter (lambda (name)
            (let* ((path (string-append folder "/" name))
                   (status (false-if-exception (lstat path))))
              (and status (eq? 'directory (stat:type status)))))
          (map car (manifest))))

(define (grade-submission folder exercise settings)
  "Return the result of the submission in FOLDER: of EXERCISE, a name, whose
files it holds; or, where that is #f, of each exercise that has a folder of its
name in it."
  (let* ((start (get-internal-real-time))
         (parts (if exercise
                    (list (cons exercise folder))
                    (map (lambda (name)
                           (cons name (string-append folder "/" name)))
                         (if (folder? folder) (handed-in folder) '()))))
         (exercises
          (map (match-lambda
                 ((name . path)
                  (grade-folder (load-exercise name) path settings)))
               parts)))
    `((version . 1)
      (submission . ,(shown-name (basename folder)))
      (student . ,(settings-student settings))
      (contained . ,(settings-contained settings))
      (hidden . ,(cond ((not (settings-seed settings)) 'none)
                       ((string=? practice-seed (settings-seed settings))
                        'practice)
                       (else 'secret)))
      (exercises . ,exercises)
      (seconds . ,(exact->inexact
                   (/ (round (* 1000 (/ (- (get-internal-real-time) start)
                                        internal-time-units-per-second)))
                      1000))))))
