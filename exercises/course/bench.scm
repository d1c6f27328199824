;;; (course bench): what the test of an exercise can do with a submission.
;;;
;;; A BENCH holds one submission, the answer to compare it with, the student's
;;; constants and a yard (course sandbox) where commands run.  A test is a
;;; procedure of a bench and a draw that gives a VERDICT; it runs on the trusted
;;; side, and only what it hands to `run' enters the sandbox: one command with
;;; its input at a time.  The texts {submission}, {input}, {built} and {baton} in
;;; a command stand for the submission's folder, the folder of this run's files,
;;; what the build printed, and the machine.

(define-module (course bench)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (course exercise)
  #:use-module (course sandbox)
  #:export (make-bench bench-constant bench-submission bench-machine bench-built
            make-verdict passed failed earned verdict? verdict-passed?
            verdict-share verdict-kind verdict-message verdict-details
            each all-pass
            run run-all run-baton run-answer like-answer like-answers
            judged given
            submission-text has-file? missing harmless samples counts-in-full
            outcome-count first-difference trace-difference
            counting instructions-counted
            progress on-progress)
  #:re-export (make-limits default-limits outcome-status outcome-output
               outcome-errors outcome-ended outcome-output-bytes
               outcome-counts))

;; SUBMISSION and ANSWER: folders on the host.  SEES: (NAME . PATH) of what of
;; the project the sandbox shows as /baton/NAME.  BUILT: the path of what the
;; build made, or #f.  ANSWERS, a hash table, remembers what the answer gave.  LEFT: (NAME .
;; REASON) of what was left out of the submission.
(define-record-type <bench>
  (make-bench yard submission answer machine sees built constants answers
              left)
  bench?
  (yard bench-yard) (submission bench-submission) (answer bench-answer)
  (machine bench-machine) (sees bench-sees) (built bench-built)
  (constants bench-constants) (answers bench-answers) (left bench-left))

(define (bench-constant bench name)
  "Return the text of the student's constant NAME."
  (or (assoc-ref (bench-constants bench) name)
      (error "no such constant" name)))

;; Verdicts

;; SHARE of the points, from 0 to 1, exact.  KIND of failure, or #f.  DETAILS:
;; (LABEL . TEXT), which are not shown for hidden inputs.
(define-record-type <verdict>
  (make-verdict share kind message details)
  verdict?
  (share verdict-share) (kind verdict-kind) (message verdict-message)
  (details verdict-details))

(define passed (make-verdict 1 #f "" '()))

(define (failed kind message . details)
  "Return the verdict of a failure: its KIND, a MESSAGE that betrays no input,
and DETAILS, each (LABEL . TEXT)."
  (kind-meaning kind)
  (make-verdict 0 kind message details))

(define (earned share kind message . details)
  "Return the verdict that SHARE of the points is earned, a failure of KIND
unless that is all of them."
  (if (>= share 1)
      passed
      (make-verdict (max 0 share) kind message details)))

(define (verdict-passed? verdict)
  "Are all points earned?"
  (not (verdict-kind verdict)))

(define (each items check)
  "Return the first verdict of (CHECK ITEM) for ITEMS that is no pass, or a
pass."
  (let loop ((rest items))
    (if (null? rest)
        passed
        (let ((verdict (check (car rest))))
          (if (verdict-passed? verdict) (loop (cdr rest)) verdict)))))

(define (all-pass . checks)
  "Return the first verdict of CHECKS, thunks, that is no pass, or a pass."
  (each checks (lambda (check) (check))))

;; Where inputs follow from a secret seed, a test may try far more of them than
;; a student waits for.
(define counts-in-full (make-parameter #f))

(define (samples few all)
  "Return FEW, or ALL where the grade counts: a number of inputs to try."
  (if (counts-in-full) all few))

;; What is going on, for somebody who waits.

(define on-progress (make-parameter (const #f)))

(define (progress . parts)
  "Say PARTS, texts and numbers, in a line: what is being done now."
  ((on-progress) (string-concatenate
                  (map (lambda (part)
                         (if (number? part) (number->string part) part))
                       parts))))

;; Running

(define (has-file? bench name)
  "Does the submission have the file NAME?"
  (let ((status (false-if-exception
                 (stat (string-append (bench-submission bench) "/" name)))))
    (and status (eq? 'regular (stat:type status)))))

(define (missing bench name)
  "Return the verdict that the submission has no file NAME, and why."
  (failed 'missing
          (string-append name " " (or (assoc-ref (bench-left bench) name)
                                      "is not there"))))

(define (submission-text bench name)
  "Return the text of the submission's file NAME."
  (read-text (string-append (bench-submission bench) "/" name)))

(define (replaced text marks)
  "Return TEXT with each mark replaced that MARKS, an association list, has."
  (fold (lambda (mark text)
          (let loop ((text text))
            (let ((i (string-contains text (car mark))))
              (if i
                  (loop (string-replace text (cdr mark) i
                                        (+ i (string-length (car mark)))))
                  text))))
        text marks))

(define (places bench submission files contained)
  "Return two values: what a mark in a command stands for, and what is shown in
the sandbox, for the folder SUBMISSION and the folder FILES, or #f.  Without a
sandbox (not CONTAINED) the marks are paths of the host."
  (let* ((shown `(("{submission}" "/submission" . ,submission)
                  ("{baton}" "/machine/baton" . ,(bench-machine bench))
                  ,@(map (match-lambda
                           ((name . path)
                            (cons* (string-append "{" name "}")
                                   (string-append "/baton/" name)
                                   (reachable (bench-yard bench) name
                                              path))))
                         (bench-sees bench))
                  ,@(if files `(("{input}" "/input" . ,files)) '())
                  ,@(if (bench-built bench)
                        `(("{built}" ,(string-append "/built/"
                                            (basename (bench-built bench)))
                      . ,(bench-built bench)))
                        '()))))
    (values (map (match-lambda
                   ((mark inside . outside)
                    (cons mark (if contained inside outside))))
                 shown)
            (map (match-lambda
                   (("{built}" inside . outside)
                    (cons "/built" (dirname outside)))
                   ((_ . place) place))
                 shown))))

;; Root's sandboxes, and what runs without one beside them, belong to a user of their own,
;; who cannot get below the home folder of root, say.
(define (reachable yard name path)
  "Return the path of what PATH holds that the commands of YARD can reach: PATH,
or a copy under NAME in YARD's folder."
  (let ((path (canonicalize-path path))
        (copy (string-append (yard-folder yard) "/sees/" name)))
    (cond ((or (not (eqv? 0 (getuid))) (open-to-all? path)) path)
          ((file-exists? copy) copy)
          ((and (zero? (system* "mkdir" "-p" (dirname copy)))
                (zero? (system* "cp" "-rL" path copy))
                (zero? (system* "chmod" "-R" "go+rX"
                                (string-append (yard-folder yard) "/sees"))))
           copy)
          (else (error "cannot copy" path)))))

(define (open-to-all? path)
  "May any user read PATH, which has no links in it?"
  (let loop ((path path) (bits #o4))
    (and (logtest bits (stat:mode (stat path)))
         (or (string=? path "/") (loop (dirname path) #o1)))))

(define* (job-of bench number command #:key (input "") (files '())
                 (arguments '()) (limits default-limits) (trusted #f)
                 (counts #f))
  "Return the job that `run' describes, the folder of its files, which has the
NUMBER in its name, or #f, and what the marks stand for."
  (let* ((yard (if trusted
                   (trusting (bench-yard bench))
                   (bench-yard bench)))
         (folder (and (pair? files)
                      (string-append (yard-folder yard) "/input-"
                                     (number->string number)))))
    (when folder
      (mkdir folder)
      (for-each (match-lambda
                  ((name . content)
                   (write-whole (string-append folder "/" name) content)))
                files))
    (call-with-values
        (lambda ()
          (places bench (if trusted (bench-answer bench)
                            (bench-submission bench))
                  folder (yard-contained? yard)))
      (lambda (marks seen)
        (list (make-job yard
                        (append (map (lambda (word) (replaced word marks))
                                     command)
                                arguments)
                        ;; Who has to build a machine must not find one.
                        #:seen (if (any (lambda (word)
                                          (string-contains word "{baton}"))
                                        command)
                                   seen
                                   (alist-delete "/machine/baton" seen))
                        #:input input #:limits limits #:counts counts)
              folder marks)))))

(define (run-some bench tasks)
  "Run TASKS, each the arguments of `run' but for the bench, several side by
side.  Return their outcomes; #f stands for what was not started, since one
before had to be ended."
  (let* ((made (map (lambda (task number) (apply job-of bench number task))
                    tasks (iota (length tasks))))
         (outcomes (run-jobs (bench-yard bench) (map car made))))
    (map (match-lambda*
           (((job folder marks) outcome)
            (when folder (remove-tree folder))
            (and outcome
                 (with-errors outcome
                              (without-places (outcome-errors outcome)
                                              marks)))))
         made outcomes)))

(define (run bench . task)
  "Run TASK on the submission: a command, which is a list of texts with marks
(see the head), and keywords: #:input, a text; #:files, (NAME . CONTENT);
#:arguments, texts without marks that follow the command; #:limits; #:trusted,
for the answer instead, without a sandbox; #:counts, where descriptor 3 is for what
outcome-counts gives.  Return the outcome."
  (car (run-some bench (list task))))

(define (run-all bench tasks)
  "Return the outcomes of TASKS, each the arguments of `run' but for the bench.
Several run side by side, so they take less time than one after the other."
  (map (lambda (outcome task) (or outcome (apply run bench task)))
       (run-some bench tasks) tasks))

(define (without-places text marks)
  "Return TEXT without the folders that MARKS stand for: a report is the same
with and without a sandbox."
  (replaced text
            (filter-map (match-lambda
                          (("{submission}" . path)
                           (cons (string-append path "/") ""))
                          (("{input}" . path)
                           (cons (string-append path "/") ""))
                          (_ #f))
                        marks)))

(define (baton-command file options)
  "Return the command that runs FILE of the submission with OPTIONS."
  `("{baton}" "run" ,@options ,(string-append "{submission}/" file)))

(define* (baton-task file #:key (input "") (options '()) (arguments '())
                     (fuel 10000000) (trusted #f))
  "Return the task to run FILE with INPUT, OPTIONS and ARGUMENTS, on FUEL,
counting; the answer's file where TRUSTED."
  (list (baton-command file `("--stats" "--fuel" ,(number->string fuel)
                              ,@options))
        #:arguments arguments #:input input #:trusted trusted))

(define (run-baton bench file . keywords)
  "Run the program FILE of the submission, counting, with KEYWORDS as
baton-task has them.  Return the outcome."
  (apply run bench (apply baton-task file keywords)))

(define* (run-answer bench file #:key (input "") (options '())
                     (arguments '()))
  "Return the outcome of the answer's FILE, as run-baton does for the
submission's."
  (car (run-answers bench file (list input) options arguments)))

(define (run-answers bench file inputs options arguments)
  "Return the outcomes of the answer's FILE for INPUTS, with OPTIONS and
ARGUMENTS; what is remembered is not run again."
  (define (key input) (list file input options arguments))
  (let* ((answers (bench-answers bench))
         (new (delete-duplicates
               (remove (lambda (input) (hash-ref answers (key input)))
                       inputs))))
    (for-each
     (lambda (input outcome) (hash-set! answers (key input) outcome))
     new
     (run-all bench
              (map (lambda (input)
                     (baton-task file #:input input #:options options
                                 #:arguments arguments #:trusted #t))
                   new)))
    (map (lambda (input) (hash-ref answers (key input))) inputs)))

(define (outcome-count outcome name)
  "Return the count NAME, say \"transfers\", of --stats in OUTCOME; or #f."
  (let ((found (string-match (string-append "(^|\n)" (regexp-quote name)
                                            ": ([0-9]+)")
                             (outcome-errors outcome))))
    (and found (string->number (match:substring found 2)))))

;; Processor instructions

;; valgrind shares the process with what it counts.  Its log goes to a descriptor that
;; it keeps from the program: one of the last that the limit of 256 allows.  There is no
;; second process that could do the work, and one that becomes another program has two
;; heads in the log.
(define (counting prepare program . arguments)
  "Return the command that runs PROGRAM with ARGUMENTS and counts its instructions,
behind the shell command PREPARE; `run' needs #:counts #t for it."
  `("bash" "-c"
    ,(string-append
      prepare " && exec 250>&3 3>&- && exec prlimit --nproc=1 valgrind "
      "--tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "
      "--vgdb=no --trace-children=yes --log-fd=250 \"$@\" 2>/dev/null")
    "counting" ,program ,@arguments))

(define (instructions-counted outcome)
  "Return how many instructions OUTCOME tells of; or #f where it is no single program
that ended by itself."
  (let ((found (lambda (pattern)
                 (list-matches pattern (outcome-counts outcome)))))
    (match (list (found "== Command: ") (found "== I +refs: +([0-9,]+)"))
      (((_) (count))
       (and (eqv? 0 (outcome-status outcome))
            (string->number (string-delete #\, (match:substring count 1)))))
      (_ #f))))

;; Judging

(define (harmless text)
  "Return TEXT with a question mark for each character that a terminal may take
for an order, or that no report can hold."
  (string-map (lambda (c)
                (if (or (memv c '(#\newline #\tab))
                        (and (char>=? c #\space)
                             (not (<= #x7f (char->integer c) #x9f))))
                    c
                    #\?))
              text))

(define (head text)
  "Return TEXT for a report: harmless, and only its first lines and characters
where it is long."
  (let* ((lines (string-split (harmless text) #\newline))
         (text (if (> (length lines) 12)
                   (string-append (string-join (take lines 12) "\n") "\n…")
                   text)))
    (if (> (string-length text) 1000)
        (string-append (string-take text 1000) "…")
        text)))

(define (reports outcome)
  "Return what OUTCOME has on standard error, without the counts of --stats."
  (let* ((text (outcome-errors outcome))
         (i (string-match "(^|\n)instructions: [0-9]" text)))
    (head (string-trim-right (if i (match:prefix i) text)))))

(define (given file input)
  "Return details that tell which FILE was run with which INPUT, or #f."
  `(,@(if file `(("file" . ,file)) '())
    ,@(if (and input (not (string-null? input)))
          `(("input" . ,(head input)))
          '())))

(define* (judged outcome #:key (file #f) (input #f) (details '()))
  "Return a verdict on how OUTCOME ended, a pass where its status is 0; FILE,
INPUT and DETAILS go into a failure."
  (define (bad kind message)
    (apply failed kind message
           `(,@(given file input)
             ,@details
             ,@(if (string-null? (reports outcome))
                   '()
                   `(("report" . ,(reports outcome)))))))
  (match (list (outcome-ended outcome) (outcome-status outcome))
    (('flood _) (bad 'flood "it prints far too much, and was stopped"))
    (('time _) (bad 'time "it took too long, and was stopped"))
    (('signal n) (bad 'crash (string-append "it was ended by signal "
                                            (number->string (- n 128)))))
    ((_ 0) passed)
    ((_ 65) (bad 'refused "the machine refuses the program"))
    ((_ 70) (bad 'fault "it ends with a fault"))
    ((_ 124) (bad 'fuel "it is still running when the fuel is used up"))
    ((_ n) (bad 'crash (string-append "it ends with status "
                                      (number->string n))))))

(define (first-difference mine theirs)
  "Return the first line where the texts MINE and THEIRS differ, as a text of
three lines; or #f."
  (let loop ((a (string-split (string-trim-right mine) #\newline))
             (b (string-split (string-trim-right theirs) #\newline))
             (before #f))
    (cond ((and (null? a) (null? b)) #f)
          ((and (pair? a) (pair? b) (string=? (car a) (car b)))
           (loop (cdr a) (cdr b) (car a)))
          (else
           (string-append
            (if before (string-append "after   " before "\n") "")
            "yours   " (if (pair? a) (car a) "(has ended)") "\n"
            "answer  " (if (pair? b) (car b) "(has ended)"))))))

(define (trace-difference bench mine theirs)
  "Return where the transfer traces MINE and THEIRS, of the answer, first
differ, with the likely cause where `baton diff' is built; or #f."
  (let ((differ (string-append (home) "/build/bin/baton-diff"))
        (found (first-difference mine theirs)))
    (if (and found (file-exists? differ))
        (let* ((yard (trusting (bench-yard bench)))
               (path (lambda (name text)
                       (let ((path (string-append (yard-folder yard) "/"
                                                  name)))
                         (write-whole path text)
                         path)))
               (outcome (run-command yard
                                     (list differ (path "answer.trace" theirs)
                                           (path "yours.trace" mine)))))
          (if (eqv? 1 (outcome-status outcome))
              (replaced (outcome-output outcome)
                        '(("YOURS " . "yours ") ("MINE  " . "answer")))
              found))
        found)))

(define (transfers-task file input arguments trusted)
  "Return the task to trace the transfers of FILE, the answer's where TRUSTED."
  (list (baton-command file '("--trace=transfers" "--fuel" "10000"))
        #:input input #:arguments arguments #:trusted trusted))

(define* (like-answer bench file #:key (input "") (inputs (list input))
                      (arguments '()) (options '()) (ratio 3/2)
                      (bounds '("transfers")) (expect #f))
  "Return a verdict: does FILE of the submission, with each of INPUTS, print
what the answer's prints (or EXPECT), leave no cell alive, and need at most RATIO
times the answer's count of each of BOUNDS (RATIO #f: any number)?"
  (define (task input model)
    (baton-task file #:input input #:options options #:arguments arguments
                #:fuel (+ 1000 (* 20 (or (outcome-count model "transfers")
                                         0)))))
  (let ((models (run-answers bench file inputs options arguments)))
    (for-each (lambda (model)
                (unless (eqv? 0 (outcome-status model))
                  (error "the answer itself fails" file
                         (outcome-errors model))))
              models)
    (if (has-file? bench file)
        (each (zip inputs models (run-some bench (map task inputs models)))
              (match-lambda
                ((input model mine)
                 (compared bench file input arguments model
                           (or mine (apply run bench (task input model)))
                           (or expect (outcome-output model))
                           (if ratio bounds '()) ratio))))
        (missing bench file))))

(define (like-answers file inputs . keywords)
  "Return a test's check: does FILE do like the answer's with each of (INPUTS
DRAW), texts?  KEYWORDS are those of like-answer."
  (lambda (bench draw)
    (apply like-answer bench file #:inputs (inputs draw) keywords)))

(define (compared bench file input arguments model mine expected bounds ratio)
  "Return the verdict on the outcome MINE of FILE: see like-answer."
  (let ((ending (judged mine #:file file #:input input))
        (alive (outcome-count mine "live cells at halt")))
    (cond ((not (verdict-passed? ending)) ending)
          ((not (string=? (outcome-output mine) expected))
           (wrong-output bench file input arguments expected
                         (outcome-output mine)))
          ((not (eqv? 0 alive))
           (apply failed 'leak
                  (string-append (number->string alive)
                                 " cells are still alive at the end")
                  (given file input)))
          (else
           (each bounds
                 (lambda (name)
                   (bounded name file mine model ratio input)))))))

(define (bounded name file mine model ratio input)
  "Return a verdict: is the count NAME of the outcome MINE at most RATIO times
that of MODEL?"
  (let ((count (outcome-count mine name))
        (bound (floor (* ratio (outcome-count model name)))))
    (if (<= count bound)
        passed
        (apply failed 'count
               (string-append "it needs more " name " than the bound allows")
               `(,@(given file input)
                 (,name . ,(number->string count))
                 ("bound" . ,(number->string bound)))))))

(define (wrong-output bench file input arguments expected got)
  "Return the verdict that FILE printed GOT instead of EXPECTED."
  (let* ((traces (map outcome-errors
                      (run-all bench
                               (map (lambda (trusted)
                                      (transfers-task file input arguments
                                                      trusted))
                                    '(#f #t)))))
         (difference (apply trace-difference bench traces)))
    (apply failed 'output "its output is not what it should be"
           `(,@(given file input)
             ("expected" . ,(head expected))
             ("got" . ,(head got))
             ,@(if difference
                   `(("first differing step" . ,(head difference)))
                   '())))))
