;;; (course command): exercises/grade, for one submission or a check of the
;;; exercises themselves.
;;;
;;; The shell script `grade' hands folders of submissions to GNU parallel, which
;;; comes back here for each.  Guarantees that a result is written whole or not
;;; at all.

(define-module (course command)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:use-module (course exercise)
  #:use-module (course grade)
  #:use-module (course report)
  #:use-module (course sandbox)
  #:export (grade-command summary-command))

(define usage "\
usage: exercises/grade [OPTION ...] SUBMISSION ...
Grades each SUBMISSION, a folder with a folder for each exercise in it.
  --exercise NAME      the folder holds the files of this exercise
  --student ID         the constants are those of the student ID
  --seed-file FILE     hidden inputs follow from what FILE says
  --public             public inputs only
  --course FOLDER      the manifest and the exercises are there
  --machine PATH       test this machine (exercise 9) instead of a build
  --format FORMAT      text, json, gradescope, autolab, exercism or junit
  --output FILE        write the report there
  --reveal             show hidden inputs, too
  --unsafe             run submissions without a sandbox
  --check [NAME ...]   check the exercises themselves: starters must fail,
                       answers pass, wrong answers fail as they should
Many submissions:
  --results FOLDER     keep a result for each submission there, and scores.csv;
                       what is there already is not graded again
  --all FOLDER         each file and folder in FOLDER is a submission
  --each-student       the student's ID is the name of the submission
  --jobs N             so many at once (the number of processors)
  --sshlogin HOSTS     on these hosts, as GNU parallel takes them; they see this
                       project and the submissions under the same paths
  --from RESULT        report on a result that was kept
")

(define (say . parts)
  "Print PARTS on the standard error port."
  (for-each (lambda (part) (display part (current-error-port))) parts))

(define (misused . parts)
  "Say PARTS and end with the status for a wrong use."
  (apply say "grade: " parts)
  (say "\n" usage)
  (exit 64))

(define (parse arguments)
  "Return ARGUMENTS as an association list; submissions are under `folder'."
  (let loop ((rest arguments) (found '()))
    (match rest
      (() (reverse found))
      (("--help" . _) (display usage) (exit 0))
      (((and flag (or "--public" "--reveal" "--unsafe" "--check")) . rest)
       (loop rest (acons (string->symbol (string-drop flag 2)) #t found)))
      (((and option (or "--exercise" "--student" "--seed-file" "--machine"
                        "--format" "--output" "--keep" "--from" "--course"))
        value . rest)
       (loop rest (acons (string->symbol (string-drop option 2)) value
                         found)))
      (("--" . rest)
       (append (reverse found)
               (map (lambda (word) (cons 'folder word)) rest)))
      ((word . rest)
       (if (string-prefix? "-" word)
           (misused "no such option, or it needs a value: " word)
           (loop rest (acons 'folder word found)))))))

(define (contained? unsafe)
  "Is there a sandbox?  Without one say what cannot be guaranteed, and stop
unless UNSAFE."
  (let ((reason (contained-reason)))
    (cond ((not reason) #t)
          (unsafe
           (say "grade: no sandbox: " reason "\n") #f)
          (else
           (say "grade: there is no sandbox: " reason ".
Without one a submission can read and change whatever you can: hidden inputs,
other submissions, results, the network; and it can run on after its end.
Install bubblewrap, or, where you trust every submission, say --unsafe.\n")
           (exit 69)))))

(define (seed-of options)
  "Return the seed of hidden inputs that OPTIONS choose, or #f for none."
  (cond ((assq-ref options 'public) #f)
        ((assq-ref options 'seed-file)
         => (lambda (path)
              (unless (file-exists? path)
                (say "grade: there is no file " path "\n")
                (exit 66))
              (let ((seed (string-trim-both (read-text path))))
                (when (string-null? seed)
                  (say "grade: " path " is empty: it needs a secret text\n")
                  (exit 65))
                seed)))
        (else practice-seed)))

(define (exercise-of options)
  "Return the name of the exercise that OPTIONS choose, or #f."
  (let ((text (assq-ref options 'exercise)))
    (and text
         (let ((name (or (find-exercise text)
                         (misused "there is no exercise " text))))
           (when (and (assq-ref options 'machine)
                      (not (exercise-machine (load-exercise name))))
             (misused "no machine can be handed in for " name))
           name))))

(define (put-out text path)
  "Write TEXT to the file PATH, or to standard output where that is #f."
  (if path
      (catch 'system-error
        (lambda () (write-whole path text))
        (lambda (key . details)
          (say "grade: " path " cannot be written\n")
          (exit 73)))
      (begin (put-string (current-output-port) text)
             (force-output (current-output-port)))))

(define (read-result path)
  "Return the result that was kept in the file PATH."
  (call-with-input-file path read #:encoding "UTF-8"))

(define (stop-cleanly signal)
  "End so that folders are removed."
  (exit (+ 128 signal)))

(define (grade-command home arguments)
  "Do what exercises/grade does with ARGUMENTS, for the project in HOME."
  (set-home! home)
  (for-each (lambda (signal) (sigaction signal stop-cleanly))
            (list SIGINT SIGTERM SIGHUP))
  (let* ((options (parse arguments))
         (folders (filter-map (match-lambda
                                (('folder . path) path)
                                (_ #f))
                              options))
         (format (or (assq-ref options 'format) "text")))
    (unless (assoc format formats)
      (misused "there is no format " format))
    (let ((course (assq-ref options 'course)))
      (when course
        (unless (file-exists? (string-append course "/manifest"))
          (say "grade: there is no " course "/manifest\n")
          (exit 66))
        (set-course! (canonicalize-path course))))
    (cond ((assq-ref options 'check)
           (check-exercises folders (assq-ref options 'unsafe)))
          ((assq-ref options 'from)
           => (lambda (path)
                (put-out (report format (read-result path)
                                 (assq-ref options 'reveal))
                         (assq-ref options 'output))
                0))
          ((null? folders) (misused "which submission?"))
          (else
           (dynamic-wind
             (const #f)
             (lambda () (grade-folders folders options format))
             end-helpers)))))

(define (grade-folders folders options format)
  "Grade the submissions FOLDERS as OPTIONS say, report in FORMAT, and return
the exit status: 0 where all points are earned, 1 where not."
  (let* ((exercise (exercise-of options))
         (settings (make-settings (contained? (assq-ref options 'unsafe))
                                  (or (assq-ref options 'student) "")
                                  (seed-of options)
                                  (let ((path (assq-ref options 'machine)))
                                    (and path (canonicalize-path path))))))
    (fold
     (lambda (folder status)
       (unless (false-if-exception (lstat folder))
         (say "grade: there is no " folder "\n")
         (exit 66))
       (let ((result (grade-submission folder exercise settings)))
         (if (assq-ref options 'keep)
             (put-out (object->string result) (assq-ref options 'keep))
             (put-out (report format result (assq-ref options 'reveal))
                      (assq-ref options 'output)))
         (if (and (pair? (field result 'exercises))
                  (every (lambda (e)
                           (every (lambda (t) (eq? 'passed (field t 'status)))
                                  (field e 'tests)))
                         (field result 'exercises)))
             status
             1)))
     0 folders)))

;; Many submissions

(define (csv-text text)
  "Return TEXT as a field of a CSV file."
  (string-append "\""
                 (string-join (string-split text #\") "\"\"")
                 "\""))

(define (summary-command home arguments)
  "Print a line for each submission: ARGUMENTS are the folder of results and a
file that lists the submissions, each ended by a zero.  Write scores.csv.
Return the exit status: 0 where all have a result."
  (set-home! home)
  (match arguments
    ((folder list)
     (let* ((names (filter (negate string-null?)
                           (string-split (read-text list) #\nul)))
            (results (map (lambda (name)
                            (let ((path (string-append folder "/"
                                                       (basename name)
                                                       ".result")))
                              (and (file-exists? path) (read-result path))))
                          names)))
       (put-out
        (string-concatenate
         (cons "submission,score,points\n"
               (map (lambda (name result)
                      (string-append
                       (csv-text (basename name)) ","
                       (if result (number-text (result-score result)) "") ","
                       (if result (number-text (result-points result)) "")
                       "\n"))
                    names results)))
        (string-append folder "/scores.csv"))
       (for-each
        (lambda (name result)
          (display
           (if result
               (string-append (string-pad (number-text (result-score result)) 7)
                              " of "
                              (string-pad (number-text (result-points result))
                                          4)
                              "  " (field result 'submission) "\n")
               (string-append "   no result  " (basename name) "\n"))))
        names results)
       (display (string-append
                 (number->string (count identity results)) " of "
                 (number->string (length names)) " submissions graded; "
                 folder "/scores.csv\n"))
       (if (every identity results) 0 1)))))

;; Checking the exercises themselves

(define (failures result)
  "Return the (TEST KIND) of the tests that failed in RESULT, of an exercise."
  (filter-map (lambda (test)
                (and (field test 'kind)
                     (list (field test 'name) (field test 'kind))))
              (field result 'tests)))

(define (overlay base over target)
  "Make the folder TARGET: the files of BASE, and over them those of OVER."
  (mkdir target)
  (for-each (lambda (from)
              (unless (zero? (system* "cp" "-rT" from target))
                (error "cannot copy" from)))
            (list base over)))

(define (check-exercises names unsafe)
  "Prove of the exercises NAMES, or all, that starters fail for their reasons,
answers pass for several students, and wrong answers fail as they should.
Return the exit status."
  (let ((contained (contained? unsafe)) (good 0) (bad 0))
    (define (verify what exercise folder student expected)
      (let* ((settings (make-settings contained student practice-seed #f))
             (constants (constants-of exercise student))
             (found (call-with-yard #f
                      (lambda (yard)
                        (let ((copy (string-append (yard-folder yard)
                                                   "/submission")))
                          (copy-with-constants folder copy constants)
                          (grade-folder exercise copy settings))))))
        (cond ((lset= equal? (failures found) expected) (set! good (+ good 1)))
              (else
               (set! bad (+ bad 1))
               (display (list "FAILED" (exercise-name exercise) what
                              "fails" (failures found)
                              "and not" expected))
               (newline)
               (for-each (lambda (test) (display (test-lines test #t)))
                         (field found 'tests))))))
    (for-each
     (lambda (name)
       (let ((exercise (load-exercise name)))
         (verify "the starter" exercise (starter-folder exercise) ""
                 (exercise-starter exercise))
         (for-each (lambda (student)
                     (verify (string-append "the answer of " student)
                             exercise (answer-folder exercise) student '()))
                   '("" "ada" "kurt"))
         (unless (or (zero? (exercise-points exercise))
                     (>= (length (exercise-wrong exercise)) 5))
           (set! bad (+ bad 1))
           (display (list "FAILED" name "has fewer than 5 wrong answers"))
           (newline))
         (for-each
          (match-lambda
            ((wrong . expected)
             (call-with-yard #f
               (lambda (yard)
                 (let ((folder (string-append (yard-folder yard) "/wrong")))
                   (overlay (answer-folder exercise)
                            (wrong-folder exercise wrong) folder)
                   (verify wrong exercise folder "" expected))))))
          (exercise-wrong exercise))))
     (if (null? names)
         (map car (manifest))
         (map (lambda (text)
                (or (find-exercise text)
                    (misused "there is no exercise " text)))
              names)))
    (display (string-append (number->string good) " passed, "
                            (number->string bad) " failed\n"))
    (if (and (zero? bad) (positive? good)) 0 1)))
