;;; (course cases): tests of the conformance suite on a submission's machine.
;;;
;;; A CASE is a test of (baton conformance) whose program is an image.  Many run
;;; in one sandbox, by a shell script that gives each its input and prints what
;;; came of it: so the machine sees programs and inputs, never what is expected.
;;; A case that hangs ends the script, and those behind it count as hung too.
;;; Relies on {built} being the machine, or two of them: see build-machines.

(define-module (course cases)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:use-module (baton conformance)
  #:use-module ((baton assemble) #:select (assemble-text))
  #:use-module ((baton image) #:select (program? program->bytes))
  #:use-module (course bench)
  #:use-module (course draw)
  #:export (build-machines case-of case-with drawn run-cases broken
            share-verdict))

;; The machine twice, the second time with sanitizers, and how long the first
;; is: the system runs the first and does not mind the rest.
(define build-machines
  '("sh" "-c" "\
\"$0\" \"$1\" plain -O0 & plain=$!
\"$0\" \"$1\" checked -O0 -fsanitize=address,undefined \
  -fno-sanitize-recover && wait $plain &&
cat plain checked && printf %016d $(wc -c <plain)"
    "{exercises/machine}/build" "{submission}"))

(define* (case-of name text #:key (options '()))
  "Return a case that runs the program TEXT with OPTIONS."
  (let ((program (assemble-text name text)))
    (unless (program? program) (error "no program" name program))
    (make-test name 'core name 1 text (program->bytes program) options "" '() #f
               64 '())))

(define (case-with case options)
  "Return CASE with OPTIONS before its own."
  (make-test (test-name case) (test-profile case) (test-file case)
             (test-line case) (test-text case) (test-bytes case)
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

(define head "\
program=$1 files=$2
ulimit -t 3
export ASAN_OPTIONS=detect_leaks=0
run() {
  number=$1 input=$2
  shift 2
  : >trace
  \"$program\" run \"$@\" <\"$input\" >output 2>errors
  status=$?
  printf '%s%s %s' \"$mark\" $number $status
  cat mark output mark errors mark trace
  case $status in 137|152) exit ;; esac
}
")

(define take-checked "\
size=$(tail -c 16 \"$program\")
case $size in
*[!0-9]*) ;;
*) tail -c +$((1$size - 9999999999999999)) \"$program\" >checked
   chmod +x checked
   program=./checked ;;
esac
")

(define (quoted text)
  "Return TEXT as one word of the shell."
  (string-append "'" (string-join (string-split text #\') "'\\''") "'"))

(define (line case number options)
  "Return the script's line that runs CASE with OPTIONS."
  (let ((file (lambda (ending)
                (string-append "\"$files\"/" (number->string number) ending))))
    (string-join
     `("run" ,(number->string number)
       ,(if (string-null? (test-input case)) "/dev/null" (file ".input"))
       ,@(map quoted (append options (test-options case)))
       ,(file ".image") ,@(map quoted (test-arguments case)) "\n"))))

(define (script mark cases options environment checked)
  "Return the script for CASES, all with OPTIONS and ENVIRONMENT; results begin
with MARK."
  (string-append
   head
   (string-concatenate
    (map (lambda (setting) (string-append "export " setting "\n"))
         environment))
   "mark='\n" mark "\n'\nprintf %s \"$mark\" >mark\n"
   (if checked take-checked "")
   (string-concatenate
    (map (lambda (case number) (line case number options))
         cases (iota (length cases))))))

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

(define (parts text mark)
  "Return what stands in TEXT between the places where MARK stands."
  (let loop ((start 0) (found '()))
    (let ((i (string-contains text mark start)))
      (if i
          (loop (+ i (string-length mark))
                (cons (substring text start i) found))
          (reverse (cons (substring text start) found))))))

(define (results text mark count)
  "Return COUNT results from TEXT, what the script printed."
  (let ((hung (make-result 'hung "" "" "" #f)))
    (let loop ((rest (cdr (parts text (string-append "\n" mark "\n"))))
               (found '()))
      (match rest
        ((numbers output errors trace . rest)
         (let ((status (string->number
                        (last (string-split numbers #\space)))))
           (loop rest (cons (make-result status output errors trace #f)
                            found))))
        (_ (take (append (reverse found) (make-list count hung)) count))))))

(define limits (make-limits 20 150 #f 32 16000000 64000000))

(define* (run-cases bench draw cases #:key (options '()) (environment '())
                    (checked #f) (reference #f))
  "Return the results of CASES on the machine of BENCH, all with OPTIONS, texts;
`--trace=transfers --trace-file trace' gets a trace.  ENVIRONMENT: more of it,
as `NAME=VALUE'.  CHECKED: on the one with
sanitizers.  REFERENCE: on Baton itself.  DRAW gives a mark."
  (let* ((mark (string-append
                "=====" (number->string (draw-integer draw 0 (expt 10 9)))
                "====="))
         (outcome (run bench
                       (list "sh" "{input}/script"
                             (if reference "{baton}" "{built}") "{input}")
                       #:files (acons "script"
                                      (script mark cases options environment
                                              checked)
                                      (files cases))
                       #:limits limits #:trusted reference)))
    (results (outcome-output outcome) mark (length cases))))

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
