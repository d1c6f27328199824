;;; Exercise 8: a test suite, tried on a right machine and on broken ones.
;;;
;;; The suite is data: it is read here, and its programs run on each machine in a
;;; sandbox, all with one command, by a shell script that is made for them.  What
;;; came out is judged here, as tests/run judges it.  The broken machines are those of
;;; tests/mutants; the ones in the table of README.md are known by name, of the others
;;; the draw chooses, and reports tell of them only what they are about.

(use-modules (ice-9 control)
             (ice-9 exceptions)
             (ice-9 match)
             ((ice-9 rdelim) #:select (read-line))
             (ice-9 textual-ports)
             (srfi srfi-1)
             ((baton conformance) #:prefix suite:)
             (course bundle)
             ((course sandbox) #:select (await bytes->text read-bytes start-helper)))

(define most-tests 100)
(define most-characters 100000)
(define other-machines 28)
(define wanted-share 4/5)
(define fuel 100000)

;; The broken machines

(define (mutants)
  "Return the (NAME WHAT AREA) of all broken machines."
  (call-with-input-file (string-append (home) "/tests/mutants/mutants.scm")
    (lambda (port)
      (let loop ((area #f) (found '()))
        (match (read port)
          ((? eof-object?) (reverse found))
          (('area text) (loop text found))
          (('mutant name what . _)
           (loop area
                 (cons (list (symbol->string name)
                             (string-join (string-split what #\newline) " ")
                             area)
                       found))))))))

(define (named-mutants)
  "Return those of the broken machines that the table of README.md names."
  (let* ((text (call-with-input-file
                   (string-append (exercises-folder)
                                  "/08-test-suite/README.md")
                 get-string-all #:encoding "UTF-8"))
         (found (filter (lambda (mutant)
                          (string-contains text (string-append
                                                 "\n| `" (car mutant) "` |")))
                        (mutants))))
    (when (null? found) (error "README.md names no broken machine"))
    found))

(define (drawn-mutants draw)
  "Return some of the broken machines that have no name."
  (let ((named (named-mutants)))
    (take (draw-shuffled draw (remove (lambda (m) (member m named)) (mutants)))
          other-machines)))

;; A helper builds broken machines and prints the name of each that is there; the
;; tests take them as they come.  What is built once is there for all later runs.

(define there (make-hash-table))
(define asked-for (make-hash-table))
(define builder #f)

(define (start-builder! names)
  "Let the broken machines NAMES be built beside what is done here."
  (for-each (lambda (name) (hash-set! asked-for name #t)) names)
  (set! builder (apply start-helper "nice" "-n" "10"
                       (string-append (home) "/tests/mutants/build") "--tell"
                       names)))

(define (await-machine! name names)
  "Wait until the broken machine NAME is built, one of NAMES, which are all needed."
  (define (count-there) (count (lambda (name) (hash-ref there name)) names))
  (cond ((hash-ref there name) #t)
        (builder
         (progress "building broken machines, only this once: "
                   (count-there) " of " (length names))
         (await builder)
         (let ((line (read-line builder)))
           (if (eof-object? line)
               (set! builder #f)
               (hash-set! there line #t)))
         (await-machine! name names))
        ((hash-ref asked-for name)
         (error "this broken machine cannot be built: see tests/mutants/build"
                name))
        (else
         (start-builder! (remove (lambda (name) (hash-ref there name)) names))
         (await-machine! name names))))

(define (machine-bytes name)
  "Return the bytes of the broken machine NAME, which is there."
  (read-bytes (string-append (home) "/build/mutants/bin/" name)))

;; Reading a suite

(define (error-text error)
  "Return what ERROR says, as one line."
  (let ((message (and (exception-with-message? error)
                      (exception-message error)))
        (irritants (if (exception-with-irritants? error)
                       (exception-irritants error)
                       '())))
    (if (and message (not (string-index message #\~)))
        (string-join (cons message
                           (map (lambda (irritant)
                                  (if (string? irritant)
                                      irritant
                                      (object->string irritant)))
                                irritants)))
        "it breaks off, or a part of it is missing or of the wrong kind")))

(define (unreadable line error)
  "Return the verdict that the suite cannot be read because of ERROR, at LINE
where that is known."
  (failed 'refused
          (string-append "tests.scm" (if line (format #f ":~a" line) "")
                         " cannot be read: " (error-text error))))

(define (checked-tests node)
  "Return the tests that NODE, a datum of the suite, spells."
  (let ((tests (suite:read-tests (suite:node-text node) "tests.scm")))
    (for-each
     (lambda (test)
       (unless (string? (suite:test-name test))
         (error "a test begins with its name, a string"))
       (unless (every string? (append (suite:test-options test)
                                      (suite:test-arguments test)))
         (error "options and arguments are strings"))
       (when (or (suite:test-folder test)
                 (suite:expected? test 'folder))
         (error "tests with folders cannot run here")))
     tests)
    tests))

(define (read-suite text)
  "Return the tests of the suite TEXT, or the verdict that it is none."
  (let/ec return
    (define (attempt line act)
      (with-exception-handler
       (lambda (problem)
         (if (quit-exception? problem)
             (raise-continuable problem)
             (return (unreadable line problem))))
       act))
    (when (> (string-length text) most-characters)
      (return (failed 'refused "tests.scm is too long")))
    (let ((tests (append-map
                  (lambda (node)
                    (attempt (suite:node-line node)
                             (lambda () (checked-tests node))))
                  (attempt #f (lambda () (suite:scan text))))))
      (cond ((null? tests)
             (failed 'accepted
                     "there is no test in tests.scm: it accepts any machine"))
            ((> (length tests) most-tests)
             (failed 'count
                     (format #f "tests.scm has ~a tests; at most ~a may be there"
                             (length tests) most-tests)))
            (else tests)))))

(define (with-suite act)
  "Return a check: the verdict of (ACT TESTS BENCH DRAW), or why the suite cannot be
used."
  (lambda (bench draw)
    (if (has-file? bench "tests.scm")
        (match (read-suite (submission-text bench "tests.scm"))
          ((? pair? tests) (act tests bench draw))
          (problem problem))
        (missing bench "tests.scm"))))

;; Running a suite: one script for all of it

(define limits (make-limits 60 90 2048 16 16000000 64000000))

(define (file i ending)
  "Return the name of a file of test I."
  (string-append (number->string i) "." ending))

(define (traced? test)
  "Does TEST want a trace?"
  (suite:expected? test 'trace))

(define (test-line i test)
  "Return the line of the script that runs TEST, number I, and keeps its status."
  (string-join
   `("\"$machine\" run --fuel" ,(number->string fuel)
     ,@(map shell-word (suite:test-options test))
     ,@(if (suite:expected? test 'live) '("--stats") '())
     ,@(if (traced? test)
           (list "--trace=transfers --trace-file" (file i "trace"))
           '())
     ,(string-append "\"$input/" (file i "baton\""))
     ,@(map shell-word (suite:test-arguments test))
     ,(string-append "<\"$input/" (file i "input\""))
     ">" ,(file i "output") "2>" ,(file i "errors") "; echo $? >&3\n")
   " "))

(define (test-files i test)
  "Return the names of the files that TEST, number I, leaves."
  (cons* (file i "output") (file i "errors")
         (if (traced? test) (list (file i "trace")) '())))

(define (left-files tests)
  "Return the names of the files that TESTS leave, and that of their statuses."
  (cons "statuses"
        (append-map test-files (iota (length tests)) tests)))

(define (script tests)
  "Return the shell script that runs TESTS and prints the files that they left."
  (let ((numbers (iota (length tests))))
    (string-append
     own-folder
     "machine=$1 input=$2\n"
     ;; A broken machine is one of the files.
     "if [ -f \"$input/machine\" ]; then\n"
     "cp \"$input/machine\" machine && chmod +x machine || exit 1\n"
     "machine=./machine\nfi\n"
     "touch " (string-join (left-files tests) " ") "\n"
     ;; A test has a second, and may write 32 kB to each file.
     "(ulimit -t 1; ulimit -f 64; exec 3>statuses\n"
     (string-concatenate (map test-line numbers tests))
     ") 2>/dev/null\n"
     (bundled (left-files tests)))))

(define (input-files tests)
  "Return the (NAME . CONTENT) of the files that the script of TESTS needs."
  (cons (cons "run" (script tests))
        (append-map
         (lambda (i test)
           (list (cons (file i "baton")
                       (or (suite:test-text test) (suite:test-bytes test)))
                 (cons (file i "input") (suite:test-input test))))
         (iota (length tests)) tests)))

(define (results tests bytes)
  "Return the result of each of TESTS from BYTES, what the script printed."
  (let* ((texts (map bytes->text (unbundled bytes (length (left-files tests)))))
         (statuses (map string->number (string-tokenize (car texts)))))
    (let loop ((tests tests) (statuses statuses) (texts (cdr texts)))
      (if (null? tests)
          '()
          (let* ((files (length (test-files 0 (car tests))))
                 (status (if (pair? statuses) (car statuses) 'hung)))
            (cons (match (take texts files)
                    ((output errors . trace)
                     (suite:make-result status output errors
                                        (and (pair? trace) (car trace)) #f)))
                  (loop (cdr tests)
                        (if (pair? statuses) (cdr statuses) '())
                        (drop texts files))))))))

;; What a machine did with a test need not be found out twice, when a suite is tried
;; again after a change.
(define known (make-hash-table))

(define (key machine test)
  "Return what TEST on MACHINE is remembered by."
  (list machine (suite:test-text test) (suite:test-bytes test)
        (suite:test-options test) (suite:test-arguments test)
        (suite:test-input test) (suite:test-expected test)))

(define (try! bench machines tests)
  "Find out what each of MACHINES makes of TESTS: names of broken ones, or #f for
the right one."
  (let* ((unknown (lambda (machine)
                    (remove (lambda (test) (hash-ref known (key machine test)))
                            tests)))
         (wanting (filter (lambda (machine) (pair? (unknown machine)))
                          machines)))
    (for-each
     (lambda (machine outcome)
       (let ((new (unknown machine)))
         (for-each (lambda (test result)
                     (hash-set! known (key machine test)
                                (list (suite:complaints test result '()))))
                   new (results new (outcome-output-bytes outcome)))))
     wanting
     (run-all bench
              (map (lambda (machine)
                     (list '("sh" "{input}/run" "{baton}" "{input}")
                           #:files
                           (append (if machine
                                       `(("machine" . ,(machine-bytes machine)))
                                       '())
                                   (input-files (unknown machine)))
                           #:limits limits))
                   wanting)))))

(define (faults machine tests)
  "Return a list for each of TESTS, which were tried on MACHINE: what is wrong with
what it makes of the test."
  (map (lambda (test) (car (hash-ref known (key machine test)))) tests))

(define at-once 4)

(define (try-broken! bench names tests)
  "Find out what the broken machines NAMES make of TESTS."
  (let loop ((rest names) (tried 0))
    (unless (null? rest)
      (let ((some (take rest (min at-once (length rest)))))
        (for-each (lambda (name) (await-machine! name names)) some)
        (progress "trying broken machines: " tried " of " (length names))
        (try! bench some tests)
        (loop (drop rest (length some)) (+ tried (length some)))))))

;; Judging

(define (without-counts complaint)
  "Return COMPLAINT without the counts of --stats that it may quote."
  (let ((i (string-contains complaint "memory manager: ")))
    (if i (string-take complaint i) complaint)))

(define (accepts tests bench draw)
  "Does the right machine pass all TESTS?"
  (try! bench '(#f) tests)
  (let ((wrong (filter (lambda (entry) (pair? (cdr entry)))
                       (map cons tests (faults #f tests)))))
    (match wrong
      (() passed)
      (((test . complaints) . _)
       (failed 'rejected
               (format #f "a right machine fails ~a of your ~a tests"
                       (length wrong) (length tests))
               (cons "test" (suite:test-name test))
               (cons "line" (number->string (suite:test-line test)))
               (cons "it says" (string-join (map without-counts complaints)
                                          "\n")))))))

(define (killed? tests)
  "Return a predicate: does a machine, (NAME WHAT AREA), on which TESTS were tried,
fail one of them?"
  (match-lambda
    ((name . _) (any pair? (faults name tests)))))

(define (judged-by-share machines living detail)
  "Return the verdict where of MACHINES those in LIVING pass all tests, and DETAIL
tells about them."
  (let* ((killed (- (length machines) (length living)))
         (share (/ killed (length machines))))
    (earned (/ share wanted-share) 'accepted
            (format #f "~a of ~a broken machines fail your tests, ~a should"
                    killed (length machines)
                    (ceiling (* wanted-share (length machines))))
            detail)))

(define (judge-machines machines tests bench describe)
  "Return the verdict on TESTS: how many of MACHINES fail one that a right machine
passes?  (DESCRIBE LIVING) is a detail on those that fail none."
  (try! bench '(#f) tests)
  (let ((sound (filter-map (lambda (test faults) (and (null? faults) test))
                           tests (faults #f tests))))
    (cond ((null? sound)
           (failed 'accepted
                   "no test of yours is one that a right machine passes"))
          (else
           (try-broken! bench (map car machines) sound)
           (let ((living (remove (killed? sound) machines)))
             (judged-by-share machines living (describe living)))))))

(define (kills-named tests bench draw)
  "Do the machines with names fail?"
  (judge-machines
   (named-mutants) tests bench
   (lambda (living)
     (cons "these pass all your tests"
           (string-join (map (match-lambda
                               ((name what . _)
                                (string-append name ": " what)))
                             living)
                        "\n")))))

(define (areas living)
  "Return what the machines LIVING are wrong about, with their numbers, as text."
  (string-join
   (map (lambda (area)
          (format #f "~a (~a)" area
                  (count (lambda (m) (equal? area (caddr m))) living)))
        (delete-duplicates (map caddr living)))
   "\n"))

(define (kills-others tests bench draw)
  "Do other machines fail?"
  (let ((machines (drawn-mutants draw)))
    (judge-machines machines tests bench
                    (lambda (living)
                      (cons "those that pass are wrong about"
                            (areas living))))))

(exercise
 #:title "Write the test suite"
 #:files '("tests.scm")
 #:tests (list (test "accepts a right machine" 1 (with-suite accepts))
               (test "finds the broken machines with names" 2
                     (with-suite kills-named))
               (test "finds other broken machines" 3
                     (with-suite kills-others)))
 #:hints
 '((("accepts a right machine" rejected)
    "The report shows one of your tests that the right machine fails, and what came out instead."
    "`tests/run exercises/mine/08-test-suite/tests.scm' shows all of them.  Who is right?  spec/instructions.md and spec/machine.md decide."
    "What comes out is what spec/ says of the program as it stands.  Correct the outcome, or the program if it does not ask what you wanted to ask.")
   (("finds the broken machines with names" accepted)
    "The report names the machines that pass all your tests, and what is wrong with each.  Take the first."
    "What does a program look like that gives one answer on a right machine, and another on this one?  Try it: build/mutants/bin/NAME run FILE."
    "Where order matters, use operands that differ.  Where something is not checked, write the program that a check must stop: (fault …), (invalid …).  Where a count is wrong, drop one holder, make new cells, and then look at what the other one holds.")
   (("finds other broken machines" accepted)
    "The report tells what the machines are wrong about that pass all your tests."
    "Go through spec/instructions.md from the top: is there a test of yours for each sentence?  For each fault?  For the ends of each range?"
    "For each instruction that stores: store a copy, drop the original, make new cells, look.  For each that takes an index: try the size.  For each setter: is what was there ended?  For closures: two captures, four, a second call.")
   (accepted
    "A suite without tests, or with none that a right machine passes, finds nothing."
    "Begin with the test that the starter brings, and change one thing at a time."
    "(test \"NAME\" (body INSTRUCTION …) (answer DATUM)): tests/README.md lists the clauses.")
   (count
    "There are more tests than may be there."
    "Which of your tests finds a machine that no other test finds?"
    "One test can ask several things: collect the answers in a list.")
   (refused
    "The message has the line.  Is there a parenthesis, or a quote, too many or too few?"
    "tests/README.md lists the clauses; each test needs a name, a program and an outcome."
    "Take tests away until it can be read; the one taken last has the mistake."))
 #:starter '(("accepts a right machine" rejected)
             ("finds the broken machines with names" accepted)
             ("finds other broken machines" accepted))
 #:wrong
 '(("expects-the-wrong-sign" ("accepts a right machine" rejected))
   ("looks-at-no-lifetimes" ("finds other broken machines" accepted))
   ("tries-only-what-goes-well"
    ("finds the broken machines with names" accepted)
    ("finds other broken machines" accepted))
   ("tests-integers-only"
    ("finds the broken machines with names" accepted)
    ("finds other broken machines" accepted))
   ("uses-equal-operands"
    ("finds the broken machines with names" accepted)
    ("finds other broken machines" accepted))
   ("stops-in-the-middle"
    ("accepts a right machine" refused)
    ("finds the broken machines with names" refused)
    ("finds other broken machines" refused))
   ("never-ends-a-comment"
    ("accepts a right machine" refused)
    ("finds the broken machines with names" refused)
    ("finds other broken machines" refused))
   ("tests-the-same-again-and-again"
    ("accepts a right machine" count)
    ("finds the broken machines with names" count)
    ("finds other broken machines" count))
   ("has-no-tests"
    ("accepts a right machine" accepted)
    ("finds the broken machines with names" accepted)
    ("finds other broken machines" accepted))))
