;;; tests/mutants/run.scm: does the conformance suite notice broken machines?
;;;
;;; Tries each machine of build/mutants/bin with tests until one fails: first
;;; tests whose name has the word that mutants.scm gives for it, then more and
;;; more of the others, on the engine that counts and on the other one.  Several
;;; mutants are tried at once, each in a copy of this process.  Relies on (suite)
;;; for the tests and on (machines) to run them.

(use-modules (ice-9 match)
             ((srfi srfi-1) #:select (any count drop filter partition take))
             (baton conformance) (machines) (suite))

(define wanted-percent 95)
(define seconds-a-test 3)

(define (read-mutants path)
  "Return the (NAME WHAT NEAR) of the mutants in the file PATH."
  (call-with-input-file path
    (lambda (port)
      (let loop ((found '()))
        (match (read port)
          ((? eof-object?) (reverse found))
          (('mutant name what near . changes)
           (loop (cons (list (symbol->string name)
                             (string-join (string-split what #\newline) " ")
                             near)
                       found)))
          (('area text) (loop found)))))))

(define (parts tests)
  "Return TESTS in parts, each larger than the one before."
  (let loop ((rest tests) (size 25))
    (if (<= (length rest) size)
        (if (null? rest) '() (list rest))
        (cons (take rest size)
              (loop (drop rest size) (min 2000 (* 4 size)))))))

(define (spread tests)
  "Return TESTS in another order, so that neighbours, which are alike, come
apart."
  (let ((by 97))
    (apply append
           (map (lambda (from)
                  (let loop ((rest tests) (i 0))
                    (cond ((null? rest) '())
                          ((= from (modulo i by))
                           (cons (car rest) (loop (cdr rest) (+ i 1))))
                          (else (loop (cdr rest) (+ i 1))))))
                (iota by)))))

(define (killer machine tests ignored)
  "Return the name of a test of TESTS that MACHINE fails, not judging IGNORED,
or #f."
  (any (lambda (part)
         (let* ((folder (make-folder))
                (results (run-tests part machine folder 1 seconds-a-test
                                    ignored)))
           (remove-tree folder)
           (any (lambda (test result)
                  (and (pair? (complaints test result ignored))
                       (test-name test)))
                part results)))
       (parts tests)))

(define (try-mutant mutant tests)
  "Return the name of a test that MUTANT fails, or #f."
  (match mutant
    ((name what near)
     (let ((machine (string-append home "/build/mutants/bin/" name)))
       (call-with-values
           (lambda ()
             (partition (lambda (test) (text-index (test-name test) near 0))
                        tests))
         (lambda (near far)
           (or (killer machine near '())
               (killer machine near '(live trace))
               (killer machine far '())
               (killer machine far '(live trace)))))))))

(define (write-outcomes mutants tests path)
  "Write to PATH, for each of MUTANTS, its name and a test that it fails or #f."
  (call-with-output-file path
    (lambda (port)
      (for-each (lambda (mutant)
                  (write (list (car mutant) (try-mutant mutant tests)) port)
                  (newline port))
                mutants))))

(define (outcomes mutants tests)
  "Return the (NAME TEST) of MUTANTS, found by several copies of this process."
  (let* ((jobs (processors))
         (folder (make-folder))
         (path (lambda (job)
                 (string-append folder "/" (number->string job))))
         (processes
          (map (lambda (job)
                 (let ((process (primitive-fork)))
                   (when (zero? process)
                     (write-outcomes (every-nth mutants jobs job) tests
                                     (path job))
                     (primitive-_exit 0))
                   process))
               (iota jobs))))
    (for-each waitpid processes)
    (let ((found (apply append
                        (map (lambda (job)
                               (call-with-input-file (path job)
                                 (lambda (port)
                                   (let loop ((found '()))
                                     (let ((datum (read port)))
                                       (if (eof-object? datum)
                                           found
                                           (loop (cons datum found))))))))
                             (iota jobs)))))
      (remove-tree folder)
      found)))

(define (main folder arguments)
  "Try the mutants of the project in FOLDER that ARGUMENTS name, or all; print
which live, the share that was killed, and the verdict."
  (set-home! folder)
  (let* ((all (read-mutants (string-append home
                                           "/tests/mutants/mutants.scm")))
         (mutants (if (null? arguments)
                      all
                      (filter (lambda (mutant) (member (car mutant) arguments))
                              all)))
         (found (outcomes mutants (spread (suite-tests home 64))))
         (killed (count cadr found))
         (lived (- (length mutants) killed))
         (allowed (quotient (* (length mutants) (- 100 wanted-percent)) 100)))
    (for-each
     (lambda (mutant)
       (let ((test (cadr (or (assoc (car mutant) found) '(#f #f)))))
         (if test
             (format #t "killed ~a by: ~a~%" (car mutant) test)
             (format #t "LIVES  ~a: ~a~%" (car mutant) (cadr mutant)))))
     mutants)
    (format #t "~a of ~a mutants killed: ~a %~%" killed (length mutants)
            (round (/ (* 100 killed) (max 1 (length mutants)))))
    ;; A mutant that may live counts for nothing.
    (let ((failed (if (> lived allowed) lived 0)))
      (format #t "~a passed, ~a failed~%" killed failed)
      (exit (if (and (positive? killed) (zero? failed)) 0 1)))))
