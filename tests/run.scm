;;; tests/run.scm: runs the conformance suite against a machine.
;;;
;;; Started by tests/run.  Reads the scripts of tests/machine/ and makes the
;;; generated tests, writes every program to a file, and lets one shell for each
;;; job run its share: a process for each test, under a time limit.  Then it
;;; judges what came out.  The reference machine needs no new Guile for each
;;; test: here a job is a copy of this process, which makes one more copy for
;;; each test.  (baton conformance) knows what a test is; here is what needs
;;; processes.

(use-modules (ice-9 match) (ice-9 ftw) (ice-9 textual-ports)
             (ice-9 binary-ports)
             ((srfi srfi-1) #:select (append-map count filter))
             ((rnrs bytevectors) #:select (bytevector-u8-ref))
             ((ice-9 threads) #:select (current-processor-count))
             ((baton assemble) #:select (assemble-text report-problems))
             ((baton image) #:select (program? program->bytes))
             ((baton run) #:select (run-command))
             (baton conformance) (baton examples))

(define home #f)

(define usage "\
usage: tests/run [OPTION ...] [SCRIPT ...]
Runs the tests of all scripts in tests/machine, and the generated ones, or only
those of the SCRIPTs given.
  --machine PATH   the machine: PATH run [OPTION ...] FILE [ARGUMENT ...]
                   (build/bin/baton)
  --profile P      only tests of core; of core and data; or of all (system)
  --width W        the machine's word has W bits, 32 or 64 (64)
  --filter TEXT    only tests with TEXT in their name or file
  --images         assemble each program first and run the image
  --without WHAT   do not judge `live' cells, the `trace', or `messages'
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
      (((and option (or "--machine" "--profile" "--width" "--filter"
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

;; Collecting tests

(define (scripts)
  "Return the paths of all scripts in tests/machine."
  (let ((folder (string-append home "/tests/machine")))
    (map (lambda (name) (string-append folder "/" name))
         (scandir folder (lambda (name) (string-suffix? ".scm" name))))))

(define (script-tests path)
  "Return the tests of the script at PATH."
  (read-tests (call-with-input-file path get-string-all)
              (if (string-prefix? (string-append home "/") path)
                  (substring path (+ 1 (string-length home)))
                  path)))

(define (generated-tests width)
  "Return the tests made from the examples, for words of WIDTH bits."
  (let ((file "tests/instructions.scm"))
    (example-tests
     (call-with-input-file (string-append home "/" file) get-string-all)
     file width)))

(define (chosen-tests options)
  "Return the tests that OPTIONS choose, in order."
  (let* ((width (string->number (option options 'width "64")))
         (profile (string->symbol (option options 'profile "system")))
         (text (option options 'filter ""))
         (named (all-values options 'script))
         (tests (if (null? named)
                    (append (append-map script-tests (scripts))
                            (generated-tests width))
                    (append-map script-tests named))))
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
refused."
  (let ((program (and (test-text test)
                      (assemble-text (test-name test) (test-text test)))))
    (cond ((program? program)
           (let ((bytes (program->bytes program)))
             (check-profile test bytes)
             (copy-test test #f bytes)))
          (else
           (when (and (test-text test) (not (refused? test)))
             (complain test "is refused by the assembler"))
           test))))

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

;; Files

(define (write-text path text)
  "Write TEXT to the file PATH."
  (call-with-output-file path (lambda (port) (put-string port text))))

(define (read-text path)
  "Return the content of the file PATH; what is no UTF-8 as question marks."
  (call-with-input-file path get-string-all))

(define (write-bytes path bytes)
  "Write BYTES to the file PATH."
  (call-with-output-file path (lambda (port) (put-bytevector port bytes))
    #:binary #t))

(define (write-folder path files)
  "Make the folder PATH with FILES, pairs of name and content."
  (mkdir path)
  (for-each (lambda (file)
              (write-text (string-append path "/" (car file)) (cdr file)))
            files))

(define (read-folder path)
  "Return the files in PATH as pairs of name and content, sorted by name."
  (map (lambda (name)
         (cons name (read-text (string-append path "/" name))))
       (scandir path (lambda (name) (not (member name '("." "..")))))))

(define (remove-tree path)
  "Remove the file or folder PATH with all that is in it."
  (system* "rm" "-rf" path))

;; Running

(define (stem folder number)
  "Return the path in FOLDER, without an ending, of test NUMBER's files."
  (string-append folder "/" (number->string number)))

(define (quoted text)
  "Return TEXT as one word of the shell."
  (string-append "'" (string-join (string-split text #\') "'\\''") "'"))

(define (replace-folder text folder)
  "Return TEXT with the granted FOLDER in place of {folder}."
  (let ((i (string-contains text "{folder}")))
    (if i
        (string-append (substring text 0 i) folder
                       (substring text (+ i 8)))
        text)))

(define (command test path ignored)
  "Return the words, behind the machine's path, that run TEST, whose files begin
with PATH."
  (define (asked? what)
    (and (expected? test what) (not (memq what ignored))))
  (append
   '("run")
   (map (lambda (word) (replace-folder word (string-append path ".folder")))
        (test-options test))
   (if (asked? 'live) '("--stats") '())
   (if (asked? 'trace)
       (list "--trace=transfers" "--trace-file" (string-append path ".trace"))
       '())
   (list (string-append path ".baton"))
   (test-arguments test)))

(define (input-path test path)
  "Return the path of TEST's standard input; its files begin with PATH."
  (if (string-null? (test-input test))
      "/dev/null"
      (string-append path ".input")))

(define (shell-line test path machine limit ignored)
  "Return the shell's line that runs TEST, whose files begin with PATH, on
MACHINE for at most LIMIT seconds, and prints its number and status."
  (string-append
   (string-join (map quoted (cons* "timeout" "-s" "KILL"
                                   (number->string limit) machine
                                   (command test path ignored)))
                " ")
   " <" (input-path test path)
   " >" path ".output 2>" path ".errors; echo " (basename path) " $?\n"))

(define (write-files test path)
  "Write what the run of TEST needs to files that begin with PATH."
  (let ((program (string-append path ".baton")))
    (if (test-bytes test)
        (write-bytes program (test-bytes test))
        (write-text program (test-text test))))
  (unless (string-null? (test-input test))
    (write-text (string-append path ".input") (test-input test)))
  (when (test-folder test)
    (write-folder (string-append path ".folder") (test-folder test))))

(define (in-process act)
  "Start a process that does ACT, a procedure without arguments, and ends with
the status that it returns.  Return the process."
  (let ((process (primitive-fork)))
    (when (= process 0)
      (primitive-_exit
       (catch #t act
         (lambda problem
           (write problem (current-error-port))
           (force-output (current-error-port))
           71))))
    process))

(define (wait-for process)
  "Return the exit status of PROCESS when it has ended; 137 for a signal."
  (or (status:exit-val (cdr (waitpid process))) 137))

(define (run-shell folder job tests paths machine limit ignored)
  "Start JOB: a shell that runs TESTS, whose files begin with PATHS."
  (let ((script (job-path folder job)))
    (call-with-output-file script
      (lambda (port)
        (for-each (lambda (test path)
                    (put-string port (shell-line test path machine limit
                                                 ignored)))
                  tests paths)))
    (in-process
     (lambda ()
       (execlp "sh" "sh" "-c"
               (string-append "exec sh " script " >" script
                              ".done 2>/dev/null"))))))

(define (redirect path flags port)
  "Open PATH with FLAGS in the place of PORT's file descriptor."
  (let ((file (open-fdes path flags #o600)))
    (dup2 file (fileno port))
    (close-fdes file)))

(define (run-reference test path limit ignored)
  "Run TEST, whose files begin with PATH, on the reference machine in this
process, which LIMIT seconds end.  Return its status."
  (let ((new (logior O_WRONLY O_CREAT O_TRUNC)))
    (redirect (input-path test path) O_RDONLY (current-input-port))
    (redirect (string-append path ".output") new (current-output-port))
    (redirect (string-append path ".errors") new (current-error-port)))
  (alarm limit)
  (let ((status (run-command (command test path ignored))))
    (force-output (current-output-port))
    (force-output (current-error-port))
    status))

(define (run-copy folder job tests paths limit ignored)
  "Start JOB: a copy of this process that runs TESTS, whose files begin with
PATHS, on the reference machine."
  (in-process
   (lambda ()
     (call-with-output-file (string-append (job-path folder job) ".done")
       (lambda (port)
         (for-each
          (lambda (test path)
            (let ((status (wait-for
                           (in-process
                            (lambda ()
                              (run-reference test path limit ignored))))))
              (put-string port (string-append (basename path) " "
                                              (number->string status)
                                              "\n"))))
          tests paths)))
     0)))

(define (job-path folder job)
  "Return the path in FOLDER of the script of JOB, a number."
  (string-append folder "/job-" (number->string job)))

(define (statuses folder jobs count)
  "Return the exit statuses, a vector of COUNT, that JOBS left in FOLDER."
  (let ((found (make-vector count #f)))
    (for-each
     (lambda (job)
       (for-each
        (lambda (line)
          (match (map string->number (string-split line #\space))
            ((number status) (vector-set! found number status))))
        (split-lines (read-text (string-append (job-path folder job)
                                               ".done")))))
     (iota jobs))
    found))

(define (collect test path status)
  "Return the result of TEST, which ended with STATUS, from its files."
  (let ((trace (string-append path ".trace"))
        (folder (string-append path ".folder")))
    (make-result (if (eqv? status 137) 'hung status)
                 (read-text (string-append path ".output"))
                 (read-text (string-append path ".errors"))
                 (and (file-exists? trace) (read-text trace))
                 (and (test-folder test) (read-folder folder)))))

(define (share items job jobs)
  "Return those of ITEMS that fall to JOB of JOBS."
  (let loop ((rest items) (i 0))
    (cond ((null? rest) '())
          ((= job (modulo i jobs))
           (cons (car rest) (loop (cdr rest) (+ i 1))))
          (else (loop (cdr rest) (+ i 1))))))

(define (run-tests tests machine folder jobs limit ignored)
  "Run TESTS on MACHINE with files in FOLDER, JOBS at once, each for at most
LIMIT seconds.  Return their results in order."
  (let ((paths (map (lambda (number) (stem folder number))
                    (iota (length tests)))))
    (for-each write-files tests paths)
    (for-each
     wait-for
     (map (lambda (job)
            (let ((tests (share tests job jobs))
                  (paths (share paths job jobs)))
              (if (reference? machine)
                  (run-copy folder job tests paths limit ignored)
                  (run-shell folder job tests paths machine limit
                             ignored))))
          (iota jobs)))
    (map collect tests paths
         (vector->list (statuses folder jobs (length tests))))))

(define (reference? machine)
  "Is MACHINE, a path, the reference machine of this project?"
  (string=? (canonicalize-path machine)
            (string-append home "/asm/baton-ref")))

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
  (set! home folder)
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
         (folder (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp")
                                         "/baton-tests-XXXXXX"))))
    (unless (file-exists? machine) (fail "no such machine: " machine))
    (let* ((results (run-tests tests machine folder
                               (number 'jobs (current-processor-count))
                               (number 'limit 10) ignored))
           (faults (map (lambda (test result)
                          (complaints test result ignored))
                        tests results)))
      (remove-tree folder)
      (when (option options 'json #f)
        (write-results (option options 'json #f) tests faults))
      (exit (verdict tests faults)))))
