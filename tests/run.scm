;;; tests/run.scm: runs the conformance suite against a machine.
;;;
;;; Started by tests/run.  Reads the scripts of tests/machine/ and makes the
;;; generated tests, lets (machines) run them, and judges what came out.
;;; (baton conformance) knows what a test is.

(use-modules (ice-9 match)
             ((srfi srfi-1) #:select (append-map count filter))
             ((rnrs bytevectors) #:select (bytevector-u8-ref))
             (baton conformance) (machines) (suite))

(define usage "\
usage: tests/run [OPTION ...] [SCRIPT ...]
Runs the tests of all scripts in tests/machine, and the generated ones, or only
those of the SCRIPTs given.
  --machine PATH   the machine: PATH run [OPTION ...] FILE [ARGUMENT ...]
                   (build/bin/baton)
  --profile P      only tests of core; of core and data; or of all (system)
  --width W        the machine's word has W bits, 32 or 64 (64)
  --every N        of the generated tests only each Nth (1)
  --filter TEXT    only tests with TEXT in their name or file
  --images         assemble each program first and run the image
  --without WHAT   do not judge `live' cells, the `trace', or `messages'; leave out
                   tests that need the `reuse' of freed memory
  --jobs N         processes at once (the number of processors)
  --limit SECONDS  time for each test (10)
  --json FILE      write the results to FILE
  --generate DIR   run nothing: write the tests to DIR as files and index.json
  --list           run nothing: print the names
")

(define (fail message . things)
  "Say MESSAGE and THINGS, and end with the status for a wrong use."
  (let ((port (current-error-port)))
    (display "tests/run: " port)
    (for-each (lambda (thing) (display thing port)) (cons message things))
    (newline port)
    (exit 64)))

(define (parse-options arguments)
  "Return ARGUMENTS as an association list; scripts are under `script'."
  (let loop ((rest arguments) (found '()))
    (match rest
      (() (reverse found))
      (("--help" . _) (display usage) (exit 0))
      (((and flag (or "--images" "--list")) . rest)
       (loop rest (acons (option-name flag) #t found)))
      (((and option (or "--machine" "--profile" "--width" "--filter" "--every"
                        "--without" "--jobs" "--limit" "--json" "--generate"))
        value . rest)
       (loop rest (acons (option-name option) value found)))
      ((word . rest)
       (if (string-prefix? "-" word)
           (fail "no such option, or it needs a value: " word)
           (loop rest (acons 'script word found)))))))

(define (option-name text)
  "Return the symbol for the option TEXT."
  (string->symbol (substring text 2)))

(define (option options name default)
  "Return the value of the option NAME in OPTIONS, else DEFAULT."
  (let ((entry (assq name options)))
    (if entry (cdr entry) default)))

(define (all-values options name)
  "Return every value of the option NAME in OPTIONS."
  (map cdr (filter (lambda (entry) (eq? (car entry) name)) options)))

;; Choosing tests

(define (chosen-tests options)
  "Return the tests that OPTIONS choose, in order."
  (let* ((width (string->number (option options 'width "64")))
         (profile (string->symbol (option options 'profile "system")))
         (text (option options 'filter ""))
         (named (all-values options 'script))
         (step (string->number (option options 'every "1")))
         (tests (if (null? named)
                    (suite-tests home width step)
                    (append-map (lambda (path) (script-tests home path))
                                named))))
    (unless (and step (exact-integer? step) (> step 0))
      (fail "--every needs a whole number from 1 on"))
    (unless (memq profile '(core data system))
      (fail "no such profile: " profile))
    (filter (lambda (test)
              (and (profile<=? (test-profile test) profile)
                   (<= (test-width test) width)
                   (or (text-index (test-name test) text 0)
                       (text-index (test-file test) text 0))))
            tests)))

;; Images

(define (as-image test)
  "Return TEST with its program as an image, or TEST itself where it must be
refused.  Complain of a test that is itself wrong."
  (let ((made (assembled test)))
    (cond ((test-text made)
           (unless (refused? test)
             (complain test "is refused by the assembler")))
          ((test-text test) (check-profile test (test-bytes made))))
    made))

(define (refused? test)
  "Must a machine refuse the program of TEST?"
  (memq (expectation test 'kind) '(invalid malformed)))

(define (check-profile test bytes)
  "Complain where the image BYTES of TEST needs more than TEST's profile."
  (let ((needed (bytevector-u8-ref bytes 10)))
    (when (> needed (case (test-profile test)
                      ((core) 1) ((data) 3) (else 7)))
      (complain test "needs more than its profile"))))

(define (complain test . what)
  "Say on standard error that something is wrong with TEST itself."
  (for-each (lambda (part) (display part (current-error-port)))
            `(,(test-file test) ":" ,(test-line test) ": " ,(test-name test)
              " " ,@what "\n")))

(define (as-images tests)
  "Return TESTS with images for all programs that can be assembled."
  (map as-image tests))

;; Reports

(define (report-failure test faults)
  "Print that TEST failed, and its FAULTS, texts."
  (for-each display
            (list "FAILED " (test-name test) "\n  " (test-file test) ":"
                  (test-line test) "\n"
                  (if (test-text test)
                      (string-append
                       "  program:\n    "
                       (string-join (split-lines (test-text test)) "\n    ")
                       "\n")
                      "")
                  (string-join faults "\n") "\n\n")))

(define (write-results path tests faults)
  "Write to PATH, as JSON, which of TESTS failed: FAULTS has a list for each."
  (call-with-output-file path
    (lambda (port)
      (write-json
       `((passed . ,(count null? faults))
         (failed . ,(- (length faults) (count null? faults)))
         (tests . ,(list->vector
                    (map (lambda (test faults)
                           `((name . ,(test-name test))
                             (file . ,(test-file test))
                             (line . ,(test-line test))
                             (profile . ,(test-profile test))
                             (status . ,(if (null? faults)
                                            "passed" "failed"))
                             (output . ,(string-join faults "\n"))))
                         tests faults))))
       port)
      (newline port))))

;; The suite as files

(define (index-entry test number)
  "Return what the index says of TEST, whose files are called NUMBER."
  (define (files list)
    (if list
        (list->vector (map (lambda (file)
                             `((name . ,(car file)) (content . ,(cdr file))))
                           list))
        'null))
  (define (lines what)
    (if (expected? test what)
        (list->vector (expectation test what))
        'null))
  `((name . ,(test-name test))
    (profile . ,(test-profile test))
    (width . ,(test-width test))
    (place . ,(string-append (test-file test) ":"
                             (number->string (test-line test))))
    (file . ,(file-name test number))
    (options . ,(list->vector (test-options test)))
    (arguments . ,(list->vector (test-arguments test)))
    (input . ,(test-input test))
    (folder . ,(files (test-folder test)))
    (status . ,(expectation test 'status))
    (output . ,(expectation test 'output))
    (messages . ,(lines 'messages))
    (live . ,(if (expected? test 'live) (expectation test 'live) 'null))
    (transfers . ,(lines 'trace))
    (folder-after . ,(files (expectation test 'folder)))))

(define (file-name test number)
  "Return the name of the file that holds TEST's program."
  (string-append (number->string number)
                 (if (test-bytes test) ".image" ".baton")))

(define (generate tests folder)
  "Write TESTS to FOLDER as files and an index."
  (unless (file-exists? folder) (mkdir folder))
  (let ((numbers (iota (length tests))))
    (for-each (lambda (test number)
                (let ((path (string-append folder "/"
                                           (file-name test number))))
                  (if (test-bytes test)
                      (write-bytes path (test-bytes test))
                      (write-text path (test-text test)))))
              tests numbers)
    (call-with-output-file (string-append folder "/index.json")
      (lambda (port)
        (write-json
         `((version . 1)
           (tests . ,(list->vector (map index-entry tests numbers))))
         port)
        (newline port)))
    (for-each display (list (length tests) " tests written\n"))))

(define (main folder arguments)
  "Do what ARGUMENTS say for the project in FOLDER."
  (set-home! folder)
  (let* ((options (parse-options arguments))
         (tests (chosen-tests options)))
    (cond ((option options 'list #f)
           (for-each (lambda (test)
                       (display (test-name test)) (newline))
                     tests))
          ((option options 'generate #f)
           => (lambda (folder) (generate (as-images tests) folder)))
          (else (judge-machine tests options)))))

(define (verdict tests faults)
  "Print which of TESTS failed; FAULTS has a list of texts for each.  Return if
none failed and some ran."
  (for-each (lambda (test faults)
              (unless (null? faults) (report-failure test faults)))
            tests faults)
  (let* ((passed (count null? faults))
         (failed (- (length tests) passed)))
    (for-each display (list passed " passed, " failed " failed\n"))
    (and (= failed 0) (> passed 0))))

(define (judge-machine tests options)
  "Run TESTS as OPTIONS say, print what failed, and end with the verdict."
  (let* ((machine (option options 'machine
                          (string-append home "/build/bin/baton")))
         (ignored (map string->symbol (all-values options 'without)))
         (number (lambda (name default)
                   (or (string->number (option options name "none"))
                       default)))
         (tests (if (option options 'images #f)
                    (filter test-bytes (as-images tests))
                    tests))
         (tests (if (memq 'reuse ignored)
                    (filter (lambda (test) (not (expected? test 'reuse)))
                            tests)
                    tests))
         (folder (make-folder)))
    (unless (file-exists? machine) (fail "no such machine: " machine))
    (let* ((results (run-tests tests machine folder
                               (number 'jobs (processors))
                               (number 'limit 10) ignored))
           (faults (map (lambda (test result)
                          (complaints test result ignored))
                        tests results)))
      (remove-tree folder)
      (when (option options 'json #f)
        (write-results (option options 'json #f) tests faults))
      (exit (verdict tests faults)))))
