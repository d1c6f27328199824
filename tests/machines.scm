;;; (machines): runs tests on a machine, many at once.
;;;
;;; Writes every program to a file, and lets one shell for each job run its
;;; share: a process for each test, under a time limit.  The reference machine
;;; needs no new Guile for each test: there a job is a copy of this process,
;;; which makes one more copy for each test.  What a test is, and what came of
;;; it, is in records of (baton conformance).  All that a machine itself has to
;;; write is in the subfolder `written', so that a sandbox can keep it from the
;;; rest; of what it wrote there only plain files are read.

(define-module (machines)
  #:use-module (ice-9 match)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 textual-ports)
  #:use-module (ice-9 binary-ports)
  #:use-module ((ice-9 threads) #:select (current-processor-count))
  #:use-module (baton conformance)
  #:use-module ((suite) #:select (every-nth))
  #:use-module ((baton run) #:select (run-command))
  #:use-module ((baton assemble) #:select (assemble-text))
  #:use-module ((baton image) #:select (program? program->bytes))
  #:export (run-tests assembled write-text read-text write-bytes make-folder
            written-folder remove-tree processors home set-home!))

(define home #f)

(define (set-home! folder)
  "Say that FOLDER is that of the project."
  (set! home folder))

(define (processors)
  "Return the number of processors."
  (current-processor-count))

(define (make-folder)
  "Make a folder for files that are soon gone, and return its path."
  (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp")
                          "/baton-tests-XXXXXX")))

(define (assembled test)
  "Return TEST with its program as an image, or TEST itself where that is one
already, or is refused."
  (let ((program (and (test-text test)
                      (assemble-text (test-name test) (test-text test)))))
    (if (program? program)
        (copy-test test #f (program->bytes program))
        test)))

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

(define (plain-file? path)
  "Is PATH a file, and neither a link nor anything else?"
  (let ((status (false-if-exception (lstat path))))
    (and status (eq? 'regular (stat:type status)))))

(define (read-folder path)
  "Return the plain files in PATH as pairs of name and content, sorted by name."
  (map (lambda (name)
         (cons name (read-text (string-append path "/" name))))
       (or (scandir path
                    (lambda (name)
                      (plain-file? (string-append path "/" name))))
           '())))

(define (remove-tree path)
  "Remove the file or folder PATH with all that is in it."
  (system* "rm" "-rf" path))

;; Running

(define (stem folder number)
  "Return the path in FOLDER, without an ending, of test NUMBER's files."
  (string-append folder "/" (number->string number)))

(define (written-folder folder)
  "Return the path in FOLDER of what machines themselves write."
  (string-append folder "/written"))

(define (written path ending)
  "Return the path of a machine's own file with ENDING, of the test whose files
begin with PATH."
  (string-append (written-folder (dirname path)) "/" (basename path) ending))

(define (trace-path path) (written path ".trace"))
(define (granted-path path) (written path ".folder"))

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

(define (trace-kind test)
  "Return the kind of trace that is expected of TEST."
  (let ((trace (expectation test 'trace)))
    (if (string? trace) trace "transfers")))

(define (command test path ignored)
  "Return the words, behind the machine's path, that run TEST, whose files begin
with PATH."
  (define (asked? what)
    (and (expected? test what) (not (memq what ignored))))
  (append
   '("run")
   (map (lambda (word) (replace-folder word (granted-path path)))
        (test-options test))
   (if (asked? 'live) '("--stats") '())
   (if (asked? 'trace)
       (list (string-append "--trace=" (trace-kind test))
             "--trace-file" (trace-path path))
       '())
   (list (string-append path ".baton"))
   (test-arguments test)))

(define (input-path test path)
  "Return the path of TEST's standard input; its files begin with PATH."
  (if (string-null? (test-input test))
      "/dev/null"
      (string-append path ".input")))

(define (shell-line test path machine limit ignored patience)
  "Return the shell's line that runs TEST, whose files begin with PATH, on
MACHINE for at most LIMIT seconds, and prints its number and status.  The shell
ends with the test that is the PATIENCEth (#f: none) that was killed, or that
printed more than its limit."
  (string-append
   (string-join (map quoted (cons* "timeout" "-s" "KILL"
                                   (number->string limit) machine
                                   (command test path ignored)))
                " ")
   " <" (input-path test path)
   " >" path ".output 2>" path ".errors; s=$?; echo " (basename path) " $s\n"
   (if patience
       (string-append "case $s in 137|153) bad=$((bad + 1)); [ $bad -lt "
                      (number->string patience) " ] || exit;; esac\n")
       "")))

(define (write-files test path)
  "Write what the run of TEST needs to files that begin with PATH."
  (let ((program (string-append path ".baton")))
    (if (test-bytes test)
        (write-bytes program (test-bytes test))
        (write-text program (test-text test))))
  (unless (string-null? (test-input test))
    (write-text (string-append path ".input") (test-input test)))
  (when (test-folder test)
    (write-folder (granted-path path) (test-folder test))))

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

(define (run-shell folder job tests paths machine limit ignored patience)
  "Start JOB: a shell that runs TESTS, whose files begin with PATHS, until
PATIENCE ends."
  (let ((script (job-path folder job)))
    (call-with-output-file script
      (lambda (port)
        (for-each (lambda (test path)
                    (put-string port (shell-line test path machine limit
                                                 ignored patience)))
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
  (let ((trace (trace-path path)))
    (if status
        (make-result (if (eqv? status 137) 'hung status)
                     (read-text (string-append path ".output"))
                     (read-text (string-append path ".errors"))
                     (and (plain-file? trace) (read-text trace))
                     (and (test-folder test)
                          (read-folder (granted-path path))))
        (make-result 'hung "" "" #f #f))))

(define* (run-tests tests machine folder jobs limit ignored
                    #:key (patience #f))
  "Run TESTS on MACHINE with files in FOLDER, JOBS at once, each for at most
LIMIT seconds.  Return their results in order.  PATIENCE, a number: after so many
tests that had to be ended a job leaves the rest as if they had been."
  (let ((paths (map (lambda (number) (stem folder number))
                    (iota (length tests)))))
    (mkdir (written-folder folder))
    (for-each write-files tests paths)
    (for-each
     wait-for
     (map (lambda (job)
            (let ((tests (every-nth tests jobs job))
                  (paths (every-nth paths jobs job)))
              (if (reference? machine)
                  (run-copy folder job tests paths limit ignored)
                  (run-shell folder job tests paths machine limit
                             ignored patience))))
          (iota jobs)))
    (map collect tests paths
         (vector->list (statuses folder jobs (length tests))))))

(define (reference? machine)
  "Is MACHINE, a path, the reference machine of this project?"
  (string=? (canonicalize-path machine)
            (string-append home "/asm/baton-ref")))
