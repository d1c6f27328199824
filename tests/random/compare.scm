;;; tests/random/compare.scm: compares two machines on random programs.
;;;
;;; Makes N programs from N seeds, lets (machines) run them on both machines,
;;; and compares exit status, output, trace (of transfers, as text and as JSON in
;;; turn) and live cells.  A program that differs is printed with its seed and
;;; the first difference, and kept.

(use-modules (ice-9 match) (baton conformance) (baton random) (machines))

(define usage "\
usage: compare N [OPTION ...]
Runs N random programs on two machines and compares what they do.
  --seed S         the first program's seed (1)
  --size N         blocks in a program (5)
  --machine PATH   a machine; given twice, the first and the second
                   (build/bin/baton and asm/baton-ref)
  --fuel N         transfers that a program may do (200)
  --images         run images, made by the Guile assembler
  --without WHAT   do not compare `live' cells, or the `trace'
  --jobs N         processes at once (the number of processors)
  --keep DIR       write the programs that differ to DIR
")

(define (fail message)
  "Say MESSAGE and how to use this, and end."
  (display (string-append "compare: " message "\n" usage)
           (current-error-port))
  (exit 64))

(define (parse arguments)
  "Return ARGUMENTS as an association list."
  (let loop ((rest arguments) (found '()))
    (match rest
      (() found)
      (("--help" . _) (display usage) (exit 0))
      (("--images" . rest) (loop rest (cons '("--images" . #t) found)))
      (((and name (or "--seed" "--size" "--machine" "--fuel" "--without"
                      "--jobs" "--keep"))
        value . rest)
       (loop rest (cons (cons name value) found)))
      ((word . rest)
       (if (string->number word)
           (loop rest (cons (cons "N" word) found))
           (fail (string-append "no such option: " word)))))))

(define (values-of options name)
  "Return the values that OPTIONS, the latest first, have for NAME, in order."
  (reverse (map cdr (filter (lambda (entry) (string=? (car entry) name))
                            options))))

(define (number options name default)
  "Return the number that OPTIONS have for NAME, or DEFAULT."
  (match (values-of options name)
    (() default)
    ((value . _) (or (string->number value) (fail name)))))

(define console "(a b) 12 \"text\" x3 #\\a 5x (1 . 2) ")

(define (random-test seed size fuel)
  "Return the program of SEED and SIZE as a test, with FUEL; the seed decides
which kind of trace is compared."
  (make-test (number->string seed) 'system "random" seed
             (random-program seed size) #f
             (list "--fuel" (number->string fuel) "--heap" "100000"
                   "--grant" "timer")
             console '("one" "two") #f 64
             `((live . any)
               (trace . ,(list-ref '("transfers" "text" "json")
                                   (modulo seed 3))))))

(define (live-line errors)
  "Return the line of ERRORS that tells the live cells, or #f."
  (let loop ((lines (split-lines errors)))
    (cond ((null? lines) #f)
          ((string-prefix? "live cells" (car lines)) (car lines))
          (else (loop (cdr lines))))))

(define (lines text)
  "Return the lines of TEXT, or none for #f."
  (if text (split-lines text) '()))

(define (first-difference one two)
  "Return the first differing items of the lists ONE and TWO, with their number,
or #f."
  (let loop ((one one) (two two) (number 1))
    (define (item list) (if (null? list) "(the end)" (car list)))
    (cond ((and (null? one) (null? two)) #f)
          ((and (pair? one) (pair? two) (equal? (car one) (car two)))
           (loop (cdr one) (cdr two) (+ number 1)))
          (else (list number (item one) (item two))))))

(define (difference one two without)
  "Return how the results ONE and TWO first differ, as text, or #f.  WITHOUT
lists what may differ."
  (define (tell what a b)
    (format #f "  ~a\n    first  ~a\n    second ~a\n" what a b))
  (define trace
    (and (not (member "trace" without))
         (first-difference (lines (result-trace one))
                           (lines (result-trace two)))))
  (define live
    (and (not (member "live" without))
         (list (live-line (result-errors one))
               (live-line (result-errors two)))))
  (cond (trace (tell (format #f "trace, line ~a" (car trace))
                     (cadr trace) (caddr trace)))
        ((not (eqv? (result-status one) (result-status two)))
         (tell "exit status" (result-status one) (result-status two)))
        ((not (equal? (result-output one) (result-output two)))
         (tell "standard output" (result-output one) (result-output two)))
        ((and live (eqv? (result-status one) 0)
              (not (equal? (car live) (cadr live))))
         (tell "live cells" (car live) (cadr live)))
        (else #f)))

(define (report test one two found folder)
  "Print that the results ONE and TWO of TEST differ as FOUND says, and keep
the program in FOLDER, if that is not #f."
  (format #t "DIFFERENT seed ~a\n~a  standard error of the first: ~a\n"
          (test-name test) found (result-errors one))
  (format #t "  standard error of the second: ~a\n" (result-errors two))
  (when folder
    (unless (file-exists? folder) (mkdir folder))
    (let ((path (string-append folder "/" (test-name test))))
      (if (test-bytes test)
          (write-bytes (string-append path ".image") (test-bytes test))
          (write-text (string-append path ".baton") (test-text test))))))

(define (tally results)
  "Print how the programs of RESULTS ended."
  (let loop ((rest (sort (map (lambda (result)
                                (format #f "~a" (result-status result)))
                              results)
                         string<?))
             (counts '()))
    (match rest
      (() (for-each (lambda (entry)
                      (format #t "status ~a: ~a\n" (car entry) (cdr entry)))
                    (reverse counts)))
      ((status . rest)
       (if (and (pair? counts) (equal? status (caar counts)))
           (loop rest (acons status (+ 1 (cdar counts)) (cdr counts)))
           (loop rest (acons status 1 counts)))))))

(define (main home arguments)
  "Do what ARGUMENTS say for the project in the folder HOME."
  (set-home! home)
  (let* ((options (parse arguments))
         (seed (number options "--seed" 1))
         (count (number options "N" 100))
         (tests (map (lambda (i)
                       (let ((test (random-test
                                    (+ seed i) (number options "--size" 5)
                                    (number options "--fuel" 200))))
                         (if (null? (values-of options "--images"))
                             test
                             (assembled test))))
                     (iota count)))
         (machines (append (values-of options "--machine")
                           (list (string-append home "/build/bin/baton")
                                 (string-append home "/asm/baton-ref"))))
         (results (lambda (machine)
                    (let* ((folder (make-folder))
                           (found (run-tests tests machine folder
                                             (number options "--jobs"
                                                     (processors))
                                             10 '())))
                      (remove-tree folder)
                      found)))
         (one (results (car machines)))
         (two (results (cadr machines)))
         (keep (match (values-of options "--keep")
                 (() #f)
                 ((folder . _) folder)))
         (different
          (filter
           (lambda (entry)
             (match entry
               ((test one two)
                (let ((found (difference one two
                                         (values-of options "--without"))))
                  (when found (report test one two found keep))
                  found))))
           (map list tests one two))))
    (tally two)
    (format #t "~a the same, ~a different\n" (- count (length different))
            (length different))
    (exit (if (and (null? different) (> count 0)) 0 1))))
