;;; (course cases): tests of the conformance suite on a submission's machine.
;;;
;;; A CASE is a test of (baton conformance) whose program is an image.  Many run
;;; in one sandbox, by a shell script that gives each its input and prints what
;;; came of it: so the machine sees programs and inputs, never what is expected.
;;; A case that hangs ends the script, and those behind it count as hung too.  There
;;; are a few such sandboxes, side by side.  Relies on {built} being the machine.

(define-module (course cases)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:use-module (baton conformance)
  #:use-module ((baton assemble) #:select (assemble-text))
  #:use-module ((baton image) #:select (program? program->bytes))
  #:use-module ((suite) #:select (every-nth))
  #:use-module ((machines) #:select (assembled))
  #:use-module (course bench)
  #:use-module (course build)
  #:use-module (course bundle)
  #:use-module ((course sandbox) #:select (bytes->text))
  #:use-module (course draw)
  #:export (build-machine case-of case-with with-image drawn run-cases broken
            share-verdict))

;; Quickly built, and once more with sanitizers where a test asks for it.

(define (build-machine bench)
  "Return the machine of the submission of BENCH as bytes, or the verdict that it does
not build."
  (small-machine bench "-O0"))

(define (checked-machine bench)
  "Return the machine of the submission of BENCH with sanitizers."
  (small-machine bench "-O0" "-g1" "-fsanitize=address,undefined"
                 "-fno-sanitize-recover"))

(define made (make-hash-table))

(define* (case-of name text #:key (options '()) (input ""))
  "Return a case that runs the program TEXT with OPTIONS and INPUT."
  (make-test name 'core name 1 text (image-of name text) options input '() #f
             64 '()))

(define (image-of name text)
  "Return the image of the program TEXT, which NAME is said to be; it is not made
twice."
  (or (hash-ref made text)
      (let ((program (assemble-text name text)))
        (unless (program? program) (error "no program" name program))
        (let ((image (program->bytes program)))
          (hash-set! made text image)
          image))))

(define images (make-weak-key-hash-table))

(define (with-image case)
  "Return CASE, a test, with its program as an image, and as text where it had one."
  (or (hashq-ref images case)
      (let ((found (case-with case '() (test-bytes (assembled case)))))
        (hashq-set! images case found)
        found)))

(define* (case-with case options #:optional (bytes (test-bytes case)))
  "Return CASE with OPTIONS before its own, and with the image BYTES."
  (make-test (test-name case) (test-profile case) (test-file case)
             (test-line case) (test-text case) bytes
             (append options (test-options case)) (test-input case)
             (test-arguments case) #f (test-width case) (test-expected case)))

;; Drawing.  Each name gets a number that depends on the draw; those with the
;; least are drawn, so a case more or less in the suite changes a sample by one.

(define bits-32 (- (expt 2 32) 1))

(define codes (make-weak-key-hash-table))

(define (code case)
  "Return a number for the name of CASE: its FNV-1a hash."
  (or (hashq-ref codes case)
      (let ((code (string-fold
                   (lambda (c code)
                     (logand bits-32 (* 16777619
                                        (logxor code (char->integer c)))))
                   2166136261 (test-name case))))
        (hashq-set! codes case code)
        code)))

(define (mixed number)
  "Return the 32 bits of NUMBER, mixed (the end of MurmurHash3)."
  (define (fold number shift) (logxor number (ash number (- shift))))
  (define (times number factor) (logand bits-32 (* number factor)))
  (fold (times (fold (times (fold number 16) #x85EBCA6B) 13) #xC2B2AE35) 16))

(define (drawn draw count cases)
  "Return COUNT different ones of CASES, or all, as DRAW has it."
  (let* ((salt (draw-integer draw 0 bits-32))
         (order (map (lambda (case)
                       (cons (mixed (logxor salt (code case))) case))
                     cases))
         (sorted (sort order (lambda (a b) (< (car a) (car b))))))
    (map cdr (take sorted (min count (length sorted))))))

;; The script

;; Addresses are the same in each run, where the system allows it: reports quote them.
(define head "\
if [ -z \"$BATON_FIXED\" ]; then
  BATON_FIXED=yes
  export BATON_FIXED
  ! setarch -R true 2>/dev/null || exec setarch -R sh \"$0\" \"$@\"
fi
program=$1 files=$2
ulimit -t 3 -f 4096
export ASAN_OPTIONS=detect_leaks=0
# run NUMBER INPUT WORD ...: in a folder of its own.
run() {
  number=$1 input=$2
  shift 2
  cd \"$number\" && \"$program\" run \"$@\" <\"$input\" >output 2>errors
  status=$?
  cd .. && echo $status >>statuses
  case $status in 137|152) finish ;; esac
}
")

;; Another machine than {built} is among the files.
(define take-machine "\
if [ -f \"$files/machine\" ]; then
  cp \"$files/machine\" . && chmod +x machine || exit
  program=$PWD/machine
fi
")

(define (line case number options)
  "Return the script's line that runs CASE with OPTIONS."
  (let ((file (lambda (ending)
                (string-append "\"$files\"/" (number->string number) ending))))
    (string-join
     `("run" ,(number->string number)
       ,(if (string-null? (test-input case)) "/dev/null" (file ".input"))
       ,@(map shell-word (append options (test-options case)))
       ,(file ".image") ,@(map shell-word (test-arguments case)) "\n"))))

(define left '("output" "errors" "trace"))

(define (left-files count)
  "Return the names of the files that a script leaves of COUNT cases."
  (cons "statuses"
        (append-map (lambda (number)
                      (map (lambda (name)
                             (string-append (number->string number) "/" name))
                           left))
                    (iota count))))

(define (script cases options environment)
  "Return the script for CASES, all with OPTIONS and ENVIRONMENT."
  (let ((names (left-files (length cases))))
    (string-append
     head
     own-folder
     "finish() {\n" (bundled names) "exit\n}\n"
     (string-concatenate
      (map (lambda (setting) (string-append "export " setting "\n"))
           environment))
     take-machine
     "mkdir " (string-join (map number->string (iota (length cases))) " ")
     " && touch " (string-join names " ") "\n"
     (string-concatenate
      (map (lambda (case number) (line case number options))
           cases (iota (length cases))))
     "finish\n")))

(define (files cases)
  "Return the files that CASES need, as (NAME . CONTENT)."
  (append-map
   (lambda (case number)
     (let ((stem (number->string number)))
       `((,(string-append stem ".image") . ,(test-bytes case))
         ,@(if (string-null? (test-input case))
               '()
               `((,(string-append stem ".input") . ,(test-input case)))))))
   cases (iota (length cases))))

(define (results bytes count)
  "Return COUNT results from BYTES, what the script printed."
  (let* ((texts (map bytes->text
                     (unbundled bytes (length (left-files count)))))
         (statuses (map string->number (string-tokenize (car texts)))))
    (let loop ((count count) (statuses statuses) (texts (cdr texts)))
      (if (= count 0)
          '()
          (match texts
            ((output errors trace . more)
             (cons (make-result (if (pair? statuses) (car statuses) 'hung)
                                output errors trace #f)
                   (loop (- count 1)
                         (if (pair? statuses) (cdr statuses) '())
                         more))))))))

(define limits (make-limits 20 150 #f 32 16000000 64000000))

(define sandboxes 4)

(define (task-of cases program options environment machine reference)
  "Return the task of a bench to run CASES on PROGRAM, or on MACHINE, which is one as
bytes or #f; the rest as run-cases says."
  (list (list "sh" "{input}/script" program "{input}")
        #:files `(("script" . ,(script cases options environment))
                  ,@(if machine `(("machine" . ,machine)) '())
                  ,@(files cases))
        #:limits limits #:trusted reference))

;; What given machines made of cases need not be found out twice.
(define known (make-hash-table))

(define* (run-cases bench cases #:key (options '()) (environment '())
                    (checked #f) (reference #f) (machine #f) (given #f))
  "Return the results of CASES on the machine of BENCH, all with OPTIONS, texts;
`--trace=transfers --trace-file trace' gets a trace.  ENVIRONMENT: more of it,
as `NAME=VALUE'.  CHECKED: on the one with sanitizers, unless it comes from
elsewhere.  REFERENCE: on Baton itself.  MACHINE: on this one, as bytes; GIVEN: it
is always the same."
  (define (run-them machine)
    (let* ((parts (map (lambda (n) (every-nth cases sandboxes n))
                       (iota (min sandboxes (length cases)))))
           (outcomes
            (run-all bench
                     (map (lambda (part)
                            (task-of part (if reference "{baton}" "{built}")
                                     options environment machine reference))
                          parts))))
      (in-turns (map (lambda (outcome part)
                       (results (outcome-output-bytes outcome) (length part)))
                     outcomes parts))))
  (define (run-once)
    (let ((key (list reference options environment
                     (map (lambda (case)
                            (list (test-bytes case) (test-options case)
                                  (test-input case) (test-arguments case)))
                          cases))))
      (or (hash-ref known key)
          (let ((results (run-them machine)))
            (hash-set! known key results)
            results))))
  (cond ((or reference given) (run-once))
        ((and checked (built-here? bench))
         (let ((machine (checked-machine bench)))
           (if (verdict? machine)
               (map (lambda (case)
                      (make-result 1 "" (object->string
                                         (verdict-details machine)) "" #f))
                    cases)
               (run-them machine))))
        (else (run-them machine))))

(define (in-turns lists)
  "Return the items of LISTS: the first of each, the second of each, and so on."
  (let ((lists (filter pair? lists)))
    (if (null? lists)
        '()
        (append (map car lists) (in-turns (map cdr lists))))))

(define (broken result)
  "Return the kind of failure where the machine itself broke down or hung in
RESULT; or #f."
  (let ((status (result-status result))
        (errors (result-errors result)))
    (cond ((memv status '(hung 137 152)) 'time)
          ((or (not status) (> status 128)
               (string-contains errors "AddressSanitizer")
               (string-contains errors "runtime error:"))
           'crash)
          (else #f))))

;; Verdicts

(define (shown case faults)
  "Return details on CASE and what is wrong with it, texts."
  `(("test" . ,(string-append (test-name case) ", " (test-file case)
                              (string-concatenate
                               (map (lambda (option)
                                      (string-append " " option))
                                    (test-options case)))))
    ,@(if (test-text case) `(("program" . ,(test-text case))) '())
    ("what is wrong" . ,(string-join faults "\n"))))

(define (share-verdict cases faults kind what)
  "Return a verdict: half of CASES without FAULTS, a list of texts for each,
earn nothing, all of them all.  KIND is that of the failure, a procedure of the
first one's faults; WHAT says what the cases are."
  (let ((share (/ (count null? faults) (length cases)))
        (first (list-index pair? faults)))
    (if first
        (let ((faults (list-ref faults first)))
          (apply earned (- (* 2 share) 1) (kind faults)
                 (string-append (number->string (floor (* 100 share)))
                                " % of " (number->string (length cases))
                                " " what)
                 (shown (list-ref cases first) faults)))
        passed)))
