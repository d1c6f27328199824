;;; (course learn): the runner that students live in.
;;;
;;; Without a command it shows the current exercise, tests it again whenever a
;;; file of it is saved, and obeys keys.  Each verdict is shown as it falls, and a
;;; file that is saved meanwhile ends the tests and begins them anew.  A student's files are in
;;; exercises/mine/NN-name, copied from the starter on the first visit; what was
;;; done is in one file, exercises/mine/progress.  Relies on inotifywait to hear
;;; of saved files; without it looks at their times.  Nothing that the student
;;; wrote is ever overwritten: `reset' renames it first.

(define-module (course learn)
  #:use-module (ice-9 control)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:use-module ((course bench) #:select (on-progress))
  #:use-module (course exercise)
  #:use-module (course grade)
  #:use-module (course report)
  #:use-module (course sandbox)
  #:export (learn-command))

(define usage "\
usage: exercises/learn [COMMAND]
Without a command: the current exercise, tested again whenever you save.
  list                 all exercises, and what is done
  run [NAME]           test an exercise once
  hint [NAME]          a hint for what fails; the next one each time
  task [NAME]          what to do, with your constants
  reset NAME           begin again; your files are kept beside the new ones
  check-all            test all exercises
  student ID           your constants are those of the student ID
NAME is a name of `list', its number, or its beginning.
")

(define (say . parts)
  "Print PARTS."
  (for-each display parts)
  (force-output))

(define (stop status . parts)
  "Say PARTS on the standard error port and end with STATUS."
  (for-each (lambda (part) (display part (current-error-port))) parts)
  (exit status))

;; Progress: one file of lines `student ID', `current NAME', `done NAME' and
;; `hint NAME N', the number of hints that were shown.

(define (mine . parts)
  "Return the path of the file PARTS among the student's."
  (string-join (cons* (exercises-folder) "mine" parts) "/"))

(define (progress)
  "Return what the file of progress says, a list of lists of words."
  (if (file-exists? (mine "progress"))
      (filter pair? (map string-tokenize
                         (string-split (read-text (mine "progress"))
                                       #\newline)))
      '()))

(define (keep! lines)
  "Write LINES, lists of words, as the file of progress."
  (unless (file-exists? (mine)) (mkdir (mine)))
  (catch 'system-error
    (lambda ()
      (write-whole (mine "progress")
                   (string-concatenate
                    (map (lambda (line)
                           (string-append (string-join line " ") "\n"))
                         lines))))
    (lambda _
      (stop 73 (mine "progress") " cannot be written: is the disk full?\n"))))

(define (remember! . line)
  "Put LINE, words, in the place of the line of progress that begins alike: by
its first word, where that is `student' or `current', else by its first two."
  (let ((same (lambda (other)
                (and (string=? (car line) (car other))
                     (or (member (car line) '("student" "current"))
                         (equal? (cdr other) (cdr line))
                         (and (string=? (car line) "hint")
                              (string=? (cadr line) (cadr other))))))))
    (keep! (append (remove same (progress)) (list line)))))

(define (forget! . line)
  "Take LINE, words, out of the file of progress."
  (let ((lines (progress)))
    (when (member line lines) (keep! (delete line lines)))))

(define (student)
  "Return the student's ID, or an empty text."
  (match (assoc "student" (progress)) ((_ id) id) (_ "")))

(define (done? name)
  "Has the exercise NAME passed?"
  (and (member (list "done" name) (progress)) #t))

(define (hints-shown name)
  "Return how many hints were shown for the exercise NAME."
  (or (any (match-lambda
             (("hint" (? (lambda (n) (string=? n name))) n)
              (string->number n))
             (_ #f))
           (progress))
      0))

(define (current)
  "Return the name of the exercise to work on: the one last chosen, else the
first that is not done, else the last."
  (let ((names (map car (manifest))))
    (match (assoc "current" (progress))
      (("current" (? (lambda (name) (member name names)) name)) name)
      (_ (or (find (negate done?) names) (last names))))))

(define (following name)
  "Return the first exercise after NAME that is not done, else the first of all
that is not, else NAME."
  (let* ((names (map car (manifest)))
         (later (cdr (or (member name names) (list name)))))
    (or (find (negate done?) later) (find (negate done?) names) name)))

;; Files

(define (hand-out! exercise)
  "Copy what EXERCISE begins with to the student's folder, where it is not there
yet."
  (let ((folder (mine (exercise-name exercise)))
        (constants (constants-of exercise (student))))
    (unless (file-exists? (mine)) (mkdir (mine)))
    (if (file-exists? folder)
        (for-each
         (lambda (name)
           (unless (file-exists? (string-append folder "/" name))
             (call-with-yard #f
               (lambda (yard)
                 (let ((copy (string-append (yard-folder yard) "/new")))
                   (copy-with-constants (starter-folder exercise) copy
                                        constants)
                   (make-parents (string-append folder "/" name))
                   (copy-file (string-append copy "/" name)
                              (string-append folder "/" name)))))))
         (folder-files (starter-folder exercise)))
        (copy-with-constants (starter-folder exercise) folder constants))
    (write-whole (string-append folder "/README.md") (task-text exercise))))

(define (reset! exercise)
  "Give the student the files again that EXERCISE begins with; their own are
renamed."
  (let ((folder (mine (exercise-name exercise))))
    (for-each
     (lambda (name)
       (let ((path (string-append folder "/" name)))
         (when (file-exists? path)
           (rename-file path (free-name path)))))
     (folder-files (starter-folder exercise)))
    (hand-out! exercise)))

(define (free-name path)
  "Return PATH with a tilde, or with a number and a tilde, that is no file yet."
  (let loop ((n 1))
    (let ((name (if (= n 1) (string-append path "~")
                    (string-append path "." (number->string n) "~"))))
      (if (file-exists? name) (loop (+ n 1)) name))))

(define (task-text exercise)
  "Return what there is to do in EXERCISE, with the student's constants, and with
links that lead on from the student's folder."
  (with-constants (links-from-mine (read-text (exercise-path exercise
                                                             "README.md"))
                                   (exercise-name exercise))
                  (constants-of exercise (student))))

(define (links-from-mine text name)
  "Return TEXT, of a file in the folder of the exercise NAME, with its relative
links as they must be in the student's folder."
  (regexp-substitute/global
   #f "\\]\\(([^):#]+)\\)" text
   'pre
   (lambda (link)
     (let ((target (match:substring link 1)))
       (string-append "](../"
                      (if (string-prefix? "../" target)
                          ""
                          (string-append "../" name "/"))
                      target ")")))
   'post))

;; Testing

;; What came of each test in this session: (EXERCISE TEST) -> (PASSED? . SECONDS).
(define verdicts (make-hash-table))

(define soon 0.25)

(define (most-wanted-first exercise)
  "Return a procedure that orders tests of EXERCISE: those that failed last time
come first, and before them one that is soon done, or the quickest where none is,
so that there is a verdict."
  (define (last-verdict test)
    (hash-ref verdicts (list (exercise-name exercise) (test-name test))
              '(#t . 0)))
  (define (seconds test)
    (cdr (last-verdict test)))
  (lambda (tests)
    (call-with-values
        (lambda () (partition (lambda (test) (car (last-verdict test))) tests))
      (lambda (passed failed)
        (let* ((ordered (append failed passed))
               (quick (or (find (lambda (test) (< (seconds test) soon)) ordered)
                          (reduce (lambda (a b)
                                    (if (< (seconds a) (seconds b)) a b))
                                  #f ordered))))
          (if quick (cons quick (delq quick ordered)) ordered))))))

(define* (test-once exercise contained #:optional (fallen (const #f)))
  "Return the result of EXERCISE for the student's files, public inputs only.
FALLEN gets the result of each test as soon as it is there.  What passes is
remembered as done, and what fails is done no more."
  (let* ((name (exercise-name exercise))
         (result
          (grade-folder
           exercise (mine name) (make-settings contained (student) #f #f)
           #:order (most-wanted-first exercise)
           #:fallen
           (lambda (test seconds)
             (hash-set! verdicts (list name (field test 'name))
                        (cons (passed? test) seconds))
             (unless (or (passed? test) (eq? 'grader (field test 'kind)))
               (forget! "done" name))
             (fallen test)))))
    (when (and (every passed? (field result 'tests)) (not (done? name)))
      (remember! "done" name))
    result))

(define (passed? test)
  "Did the TEST of a result pass?"
  (eq? 'passed (field test 'status)))

(define (contained?)
  "Is there a sandbox?  Here it only keeps a student from harming themselves,
so it is no error where there is none."
  (not (contained-reason)))

(define (points-done)
  "Return the points of the exercises that are done."
  (apply + (map cdr (filter (lambda (entry) (done? (car entry)))
                            (manifest)))))

(define (overview)
  "Return a line that says how much is done."
  (let* ((all (manifest))
         (ready (count (lambda (entry) (done? (car entry))) all)))
    (string-append
     "[" (make-string ready #\#)
     (make-string (- (length all) ready) #\.) "]  "
     (number->string ready) " of " (number->string (length all))
     " exercises done, " (number->string (points-done)) " of "
     (number->string (apply + (map cdr all))) " points\n")))

(define (short-path path)
  "Return PATH as seen from the project's folder."
  (let ((start (string-append (home) "/")))
    (if (string-prefix? start path)
        (string-drop path (string-length start))
        path)))

;; Showing what comes of it

(define (terminal?)
  "Does a terminal show what is said?"
  (isatty? (current-output-port)))

(define (say-progress text)
  "Show TEXT in the last line of a terminal, until something else is said."
  (when (terminal?)
    (say "\r\x1b[K" (if (string-null? text) "" "  … ")
         (string-take text (min 74 (string-length text))))))

(define (with-progress act)
  "Return what ACT returns; meanwhile what it does is shown."
  (parameterize ((on-progress say-progress))
    (dynamic-wind (const #f) act (lambda () (say-progress "")))))

(define (without-hint test)
  "Return TEST without its hints: they are shown when asked for."
  (map (match-lambda
         (('hints . _) '(hints))
         (entry entry))
       test))

(define (show-heading exercise)
  "Say which EXERCISE is tested, and where its files are."
  (say "\n" (exercise-name exercise) ": " (exercise-title exercise) "\n"
       "your files: " (short-path (mine (exercise-name exercise))) "/"
       "   what to do: README.md there\n\n"))

(define (show-test test whole)
  "Show the result of TEST, all of it where WHOLE, else in a line."
  (say-progress "")
  (say (if (or whole (passed? test))
           (test-lines (without-hint test) #t)
           (folded (string-append "  failed  " (field test 'name) ": "
                                  (string-trim-right (field test 'message)))
                   "          "))))

(define (folded text margin)
  "Return TEXT in lines that a terminal can show whole, all but the first with
MARGIN before them."
  (let ((space (and (> (string-length text) 79)
                    (string-rindex text #\space (string-length margin) 79))))
    (if space
        (string-append (string-take text space) "\n"
                       (folded (string-append margin
                                              (string-drop text (+ space 1)))
                               margin))
        (string-append text "\n"))))

(define (show-sum tests seconds)
  "Say how many of TESTS failed, all of which took SECONDS."
  (let ((failed (count (negate passed?) tests)))
    (say "\n"
         (case failed
           ((0) "It passes.")
           ((1) "One test fails.")
           (else (string-append (number->string failed)
                                " tests fail; look at the first.")))
         "  (" (number-text (inexact->exact seconds)) " s)\n")))

(define (timed thunk)
  "Return what THUNK returns, and the seconds it took."
  (let* ((start (get-internal-real-time))
         (value (thunk)))
    (values value (/ (- (get-internal-real-time) start)
                     (exact->inexact internal-time-units-per-second)))))

(define* (run-and-show exercise contained #:optional (failed (const #f)))
  "Test EXERCISE, show each verdict as it falls, and return the result.  FAILED
gets the first test that fails, which is shown whole."
  (let ((failure #f))
    (define (show test)
      (let ((first (not (or failure (passed? test)))))
        (when first
          (set! failure test)
          (failed test))
        (show-test test first)))
    (show-heading exercise)
    (call-with-values
        (lambda ()
          (timed (lambda ()
                   (with-progress
                    (lambda () (test-once exercise contained show))))))
      (lambda (result seconds)
        (show-sum (field result 'tests) seconds)
        result))))

(define (first-failure exercise contained)
  "Return the first test of EXERCISE that fails, without running those behind
it; or #f."
  (let/ec return
    (with-progress
     (lambda ()
       (test-once exercise contained
                  (lambda (test) (unless (passed? test) (return test))))))
    #f))

(define (show-hint name failed)
  "Show the next hint for the test FAILED, or #f, of the exercise NAME."
  (if failed
      (let* ((hints (field failed 'hints))
             (shown (hints-shown name))
             (n (modulo shown (length hints))))
        (say-progress "")
        (say "\n"
             (folded (string-append "hint " (number->string (+ 1 n)) " of "
                                    (number->string (length hints)) " for "
                                    (field failed 'name) ": "
                                    (list-ref hints n))
                     "    "))
        (remember! "hint" name (number->string (+ 1 shown))))
      (say "\nIt passes; there is nothing to hint at.\n")))

(define (show-list)
  "Show all exercises, and what is done."
  (let ((here (current)))
    (say-progress "")
    (say "\n")
    (for-each
     (match-lambda
       ((name . points)
        (say (if (string=? name here) " > " "   ")
             (if (done? name) "done   " "       ")
             (string-pad-right name 26)
             (string-pad (number->string points) 3) " points\n")))
     (manifest))
    (say "\n" (overview))))

(define (check-all contained)
  "Test all exercises that were begun; return the exit status."
  (define (passes? name)
    (let* ((tests (field (with-progress
                          (lambda ()
                            (test-once (load-exercise name) contained)))
                         'tests))
           (good (count passed? tests)))
      (say (if (= good (length tests)) "  passed  " "  FAILED  ")
           (string-pad-right name 26) good " of " (length tests) " tests\n")
      (= good (length tests))))
  (let ((begun (filter (lambda (name) (file-exists? (mine name)))
                       (map car (manifest)))))
    (say "\n")
    (let ((results (map-in-order passes? begun)))
      (when (null? begun) (say "Nothing was begun yet: no test ran.\n"))
      (say "\n" (overview))
      (if (and (pair? begun) (every identity results)) 0 1))))

;; The last steps of a program that fails

(define (show-trace exercise failed)
  "Let the tracer show the test FAILED, or #f, of EXERCISE, or show the last steps
where there is no tracer."
  (let* ((details (if failed (field failed 'details) '()))
         (file (or (assoc-ref details "file")
                   (find (lambda (name) (string-suffix? ".baton" name))
                         (exercise-files exercise))))
         (input (or (assoc-ref details "input") ""))
         (tracer (string-append (home) "/build/bin/baton-trace"))
         (baton (string-append (home) "/build/bin/baton")))
    (if (not file)
        (say "\nThere is no Baton program to trace in this exercise.\n")
        (let ((path (mine (exercise-name exercise) file)))
          (say "\ntrace of " (short-path path)
               (if (string-null? input)
                   "\n"
                   (string-append " with the input "
                                  (string-trim-right input) "\n")))
          (call-with-yard #f
            (lambda (yard)
              (let ((given (string-append (yard-folder yard) "/input")))
                (write-whole given input)
                (if (and (file-exists? tracer) (isatty? (current-input-port)))
                    (begin
                      (set-terminal! #f)
                      (system* tracer "--input" given path)
                      (set-terminal! #t))
                    (say (last-lines
                          (outcome-errors
                           (run-command yard
                                        (list baton "run" "--trace=text"
                                              "--fuel" "2000" path)
                                        #:input input))
                          16))))))))))

(define (last-lines text count)
  "Return the last COUNT lines of TEXT."
  (let ((lines (string-split (string-trim-right text) #\newline)))
    (string-append (string-join (take-right lines (min count (length lines)))
                                "\n")
                   "\n")))

;; The watch

(define (set-terminal! keys)
  "Let the terminal give each key at once where KEYS, else lines."
  (when (isatty? (current-input-port))
    (if keys
        (system* "stty" "-icanon" "-echo" "min" "1")
        (system* "stty" "sane"))))

(define (clear-screen)
  "Begin a new page on a terminal, a new part elsewhere."
  (say (if (isatty? (current-output-port)) "\x1b[2J\x1b[3J\x1b[H" "\n----\n")))

(define (call-with-watch folder act)
  "Return what ACT returns for (PROCESS . PORT): a program that prints a line to
PORT for each file that is saved in FOLDER, and that ends with ACT."
  (let ((watch (start-watch folder)))
    (dynamic-wind
      (const #f)
      (lambda () (act watch))
      (lambda ()
        (false-if-exception (kill (car watch) SIGTERM))
        (false-if-exception (waitpid (car watch)))
        (close-port (cdr watch))))))

(define (start-watch folder)
  "Start inotifywait for FOLDER.  Return (PROCESS . PORT)."
  (let* ((pipes (pipe)) (process (primitive-fork)))
    (when (zero? process)
      (catch #t
        (lambda ()
          (dup2 (open-fdes "/dev/null" O_RDONLY) 0)
          (dup2 (fileno (cdr pipes)) 1)
          (dup2 (open-fdes "/dev/null" O_WRONLY) 2)
          (setpgid 0 0)
          (execlp "inotifywait" "inotifywait" "-m" "-q" "-r" "--format" "%f"
                  "-e" "close_write,moved_to" folder))
        (lambda _ (primitive-_exit 127))))
    (close-port (cdr pipes))
    (cons process (car pipes))))

(define (times folder)
  "Return the names and times of change of the files in FOLDER."
  (map (lambda (name)
         (let ((status (false-if-exception
                        (stat (string-append folder "/" name)))))
           (list name (and status (stat:mtime status))
                 (and status (stat:mtimensec status)))))
       (folder-files folder)))

(define (readable ports seconds)
  "Return those of PORTS that have something to read, after at most SECONDS."
  (let ((ready (filter char-ready? ports)))
    (if (pair? ready)
        ready
        (catch 'system-error
          (lambda () (car (select ports '() '() seconds)))
          (lambda _ '())))))

(define (drain port)
  "Read what PORT has now.  Return #f where it has ended."
  (let loop ()
    (if (char-ready? port)
        (if (eof-object? (get-char port)) #f (loop))
        #t)))

(define keys-line
  "keys: n next, h hint, l list, c check all, t trace, r run, x reset, q quit\n")

(define* (events watch folder)
  "Return two procedures.  (TESTED!) says that the files of FOLDER are tested from
now on as they are.  (NEXT PORT) waits for an event: a key, `saved' where FOLDER's
files are no longer those that are tested, `end' where no keys can come any more,
or PORT, unless that is #f, where there is something to read on it."
  (let ((keys (current-input-port)) (watching watch) (tested #f) (ended #f))
    (define (wait port)
      (readable (filter identity (list (and (not (and ended port)) keys)
                                       (and watching (cdr watching)) port))
                (if watching 60 0.1)))
    (define (next port)
      (if (not (equal? tested (times folder)))
          'saved
          (let ((ready (wait port)))
            (cond ((memq keys ready)
                   (let ((key (get-char keys)))
                     (cond ((not (eof-object? key)) key)
                           (port (set! ended #t) (next port))
                           (else 'end))))
                  ((and watching (memq (cdr watching) ready))
                   (unless (drain (cdr watching)) (set! watching #f))
                   (next port))
                  ((and port (memq port ready)) port)
                  (else (next port))))))
    (values (lambda () (set! tested (times folder)))
            next)))

(define (begin-again? next)
  "Does the student, who is asked, want the files again that the exercise begins
with?  (NEXT #f) is the next event."
  (say "\nBegin this exercise again?  Your files are kept, with ~ behind their "
       "names.  y: yes\n")
  (eqv? #\y (next #f)))

(define (visit exercise contained watch)
  "Show EXERCISE and obey saved files, which WATCH tells of, and keys.  Return the
event that is about something else: n, q or `end'."
  (define name (exercise-name exercise))
  (define failure #f)
  (define waiting '())
  (define-values (tested! next) (events watch (mine name)))
  (define (attend port)
    ;; While tests run: what may be obeyed at once, or ends them.
    (match (next port)
      ((? port?) #t)
      ((and event (or 'saved #\r #\n #\q #\x #\c))
       (throw 'interrupted event))
      (#\l (show-list) (attend port))
      (#\h (if failure (show-hint name failure) (wait-with! #\h))
       (attend port))
      (#\t (when failure (throw 'interrupted #\t))
       (wait-with! #\t)
       (attend port))
      (_ (attend port))))
  (define (wait-with! key)
    (set! waiting (append waiting (list key))))
  (define (interruptible act)
    ;; Return the event that interrupted ACT, or #f.
    (catch 'interrupted
      (lambda ()
        (parameterize ((while-waiting attend)) (act))
        #f)
      (lambda (key event) event)))
  (define (again)
    (clear-screen)
    (say (overview))
    (tested!)
    (set! failure #f)
    (set! waiting '())
    (let ((event (interruptible
                  (lambda ()
                    (run-and-show exercise contained
                                  (lambda (test) (set! failure test)))))))
      (case event
        ((#f)
         (say (if (done? name) "Press n for the next exercise.\n" "")
              keys-line))
        ((#\t #\x #\c) (say "\nNot all was tested: r tests again.\n")))
      event))
  (define (next-key)
    (match waiting
      (() (next #f))
      ((key . rest) (set! waiting rest) key)))
  (define (obey event)
    ;; Return the event that was obeyed last.
    (match event
      (#f (obey (next-key)))
      ((or 'saved #\r) (obey (again)))
      (#\h (show-hint name failure) (obey #f))
      (#\l (show-list) (obey #f))
      (#\c (obey (interruptible (lambda () (check-all contained)))))
      (#\t (show-trace exercise failure) (obey #f))
      (#\x
       (if (begin-again? next)
           (begin (reset! exercise) (obey (again)))
           (obey #f)))
      ((or #\n #\q 'end) event)
      (_ (obey #f))))
  (obey (again)))

(define (watch contained)
  "Show the current exercise and obey saved files and keys until `q'."
  (let next-exercise ()
    (let* ((name (current))
           (exercise (begin
                       (say-progress (string-append "preparing " name
                                                    "; the first time Guile compiles it"))
                       (load-exercise name))))
      (hand-out! exercise)
      (match (call-with-watch (mine name)
                              (lambda (watching)
                                (visit exercise contained watching)))
        (#\n
         (let ((next (following name)))
           (when (string=? next name)
             (say "\nThis is the last one that is not done.\n"))
           (remember! "current" next)
           (next-exercise)))
        (_ 0)))))

;; Commands

(define (named text)
  "Return the exercise that TEXT names."
  (load-exercise
   (or (find-exercise text)
       (stop 64 "learn: there is no exercise " text
             "; `exercises/learn list' shows all\n"))))

(define (machine-there!)
  "Complain where the machine is not built."
  (unless (file-exists? (string-append (home) "/build/bin/baton"))
    (stop 69 "learn: build/bin/baton is not there: type `make' first\n")))

(define (learn-command home arguments)
  "Do what exercises/learn does with ARGUMENTS, for the project in HOME."
  (set-home! home)
  (define (chosen rest)
    (let ((exercise (if (null? rest)
                        (load-exercise (current))
                        (named (car rest)))))
      (hand-out! exercise)
      exercise))
  (match arguments
    (() (machine-there!)
     (for-each (lambda (signal)
                 (sigaction signal (lambda (n) (exit (+ 128 n)))))
               (list SIGINT SIGTERM SIGHUP))
     (dynamic-wind
       (lambda () (set-terminal! #t))
       (lambda () (watch (contained?)))
       (lambda ()
         (set-terminal! #f)
         (end-helpers))))
    (("--help") (say usage) 0)
    (("list") (show-list) 0)
    (("run" . (or () (_)))
     (machine-there!)
     (let ((result (run-and-show (chosen (cdr arguments)) (contained?))))
       (if (every passed? (field result 'tests)) 0 1)))
    (("hint" . (or () (_)))
     (machine-there!)
     (let ((exercise (chosen (cdr arguments))))
       (show-hint (exercise-name exercise)
                  (first-failure exercise (contained?)))
       0))
    (("task" . (or () (_)))
     (say (task-text (chosen (cdr arguments))))
     0)
    (("reset" name)
     (let ((exercise (named name)))
       (reset! exercise)
       (say (exercise-name exercise) " is as it was at first; your files are "
            "kept, with ~ behind their names\n")
       0))
    (("check-all") (machine-there!) (check-all (contained?)))
    (("student" id)
     (when (string-any (lambda (c) (char<=? c #\space)) id)
       (stop 64 "learn: an ID is one word\n"))
     (remember! "student" id)
     (say "Your constants are those of " id "; `reset' exercises that you "
          "have begun.\n")
     0)
    (_ (stop 64 "learn: what does that mean: " (string-join arguments " ")
             "\n" usage))))
