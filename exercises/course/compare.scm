;;; (course compare): machines side by side.
;;;
;;; Runs an even sample of the conformance suite and a few programs on each
;;; machine, and ranks them: first by conformance, then by exact counts,
;;; last by seconds.  Machines from outside the project run in bubblewrap, which
;;; shows them their tests' folder and nothing else, and lets them write traces
;;; and granted folders only: what starts them and what they printed is out of
;;; their reach.  Relies on valgrind for the
;;; count of processor instructions where perf has no counters, on gnuplot for
;;; the page's pictures; what is not there is a dash in the table.

(define-module (course compare)
  #:use-module (ice-9 match)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 regex)
  #:use-module (ice-9 textual-ports)
  #:use-module (ice-9 binary-ports)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module ((baton assemble) #:select (assemble-text))
  #:use-module (baton conformance)
  #:use-module ((baton image) #:select (program->bytes))
  #:use-module (suite)
  #:use-module ((machines)
                #:select (run-tests written-folder processors)
                #:renamer (symbol-prefix-proc 'tests:))
  #:use-module ((machines) #:select (assembled (set-home! . set-tests-home!)))
  #:use-module (course bench)
  #:use-module ((course exercise) #:select (home set-home! folder-files))
  #:use-module (course report)
  #:use-module (course sandbox)
  #:export (compare-command))

(define usage "\
usage: exercises/compare [OPTION ...] [NAME=]MACHINE[,SOURCE] ...
Compares machines: programs that are called `MACHINE run [OPTION ...] FILE'.
NAME is for the table; SOURCE a folder or file whose lines are counted.
  --html FILE     write a page with pictures, too
  --sample N      every Nth test of the conformance suite (5); 1: all
  --images        give programs as images, for machines without a reader
  --unsafe        run machines from outside this project without a sandbox
  --without WHAT  do not judge `live', `trace' or `messages', for machines that
                  have none
")

(define programs '("fib" "tak" "queens"))
(define runs 5)
(define seconds-a-run 20)
(define seconds-a-test 5)
;; After so many tests that had to be ended a machine gets no more of them.
(define patience 3)
(define most-bytes 2000000)

(define (say . parts)
  "Print PARTS on the standard error port."
  (for-each (lambda (part) (display part (current-error-port))) parts))

(define (stop status . parts)
  "Say PARTS and end with STATUS."
  (apply say "compare: " parts)
  (exit status))

;; PATH: the machine; RUN: what to start instead, a wrapper or the same; TIMED:
;; the same, but a wrapper for all machines, so that its time is in all.
;; MEASURED: what was found, an association list.
(define-record-type <machine>
  (make-machine name path run timed source measured)
  machine?
  (name machine-name) (path machine-path) (run machine-run)
  (timed machine-timed) (source machine-source)
  (measured machine-measured set-machine-measured!))

(define (measure machine key)
  "Return what was found about KEY for MACHINE, or #f."
  (assq-ref (machine-measured machine) key))

;; Containing

(define (of-project? path)
  "Is PATH, of a machine, one of this project's own?"
  (any (lambda (folder)
         (string-prefix? (string-append (home) folder) path))
       '("/build/" "/asm/" "/exercises/machines/")))

(define (shell-word text)
  "Return TEXT as one word of a shell."
  (string-append "'" (string-join (string-split text #\') "'\\''") "'"))

;; Valgrind cannot read what some compilers tell debuggers.
(define under-valgrind
  "bare=$(mktemp) && { strip -o \"$bare\" \"$0\" || cp \"$0\" \"$bare\"; } &&
chmod +x \"$bare\" && valgrind --vgdb=no --tool=cachegrind --cache-sim=no \
  --cachegrind-out-file=/dev/null \"$bare\" \"$@\"
rm -f \"$bare\"")

(define (wrapper path number folder)
  "Write a script in FOLDER that runs the machine PATH in a sandbox, and where
BATON_COUNTING is set valgrind with it; return the script's path.  The machine
sees FOLDER, and can write to what machines write in tests-folder."
  (let* ((shown (if (of-project? path) (home) (dirname path)))
         (script (string-append folder "/machine-" (number->string number)))
         (writes (tests:written-folder (tests-folder folder)))
         (words (lambda words (string-join (map shell-word words) " "))))
    (write-whole
     script
     (string-append
      "#!/bin/sh\nif [ \"$BATON_COUNTING\" ]; then\n  size=100000000\n"
      "  set -- " (words "sh" "-c" under-valgrind path) " \"$@\"\n"
      "else\n  size=" (number->string most-bytes) "\n"
      "  set -- " (words path) " \"$@\"\nfi\nexec bwrap "
      (apply words
             (append system-arguments
                     (list "--tmpfs" "/tmp" "--ro-bind" shown shown
                           "--ro-bind" folder folder
                           "--bind-try" writes writes
                           "--remount-ro" "/" "--chdir" "/tmp" "--")))
      " prlimit --nproc=64 --core=0 --fsize=$size -- \"$@\"\n"))
    (chmod script #o755)
    script))

;; Conformance

(define (tests-folder folder)
  "Return the path in FOLDER of the files of a machine's tests."
  (string-append folder "/tests"))

(define (conformance machine folder tests ignored)
  "Return what MACHINE's results in TESTS are, with files in FOLDER, not judging
IGNORED: the shares under `core', `data', `system' and `all', and its first
failure."
  (mkdir folder)
  (let* ((results (tests:run-tests tests (machine-run machine) folder
                                   (tests:processors) seconds-a-test ignored
                                   #:patience patience))
         (right (map (lambda (test result)
                       (null? (complaints test result ignored)))
                     tests results))
         (share (lambda (profile)
                  (let ((of (filter-map
                             (lambda (test right)
                               (and (or (not profile)
                                        (eq? profile (test-profile test)))
                                    (list right)))
                             tests right)))
                    (if (null? of) 0 (/ (count car of) (length of)))))))
    (remove-tree folder)
    `((core . ,(share 'core)) (data . ,(share 'data))
      (system . ,(share 'system)) (all . ,(share #f))
      (fails . ,(any (lambda (test right) (and (not right) (test-name test)))
                     tests right)))))

;; Programs

(define (program-path name)
  "Return the path of the example NAME."
  (string-append (home) "/examples/" name ".baton"))

(define (start yard machine . arguments)
  "Return the outcome of MACHINE with ARGUMENTS, in YARD."
  (run-command yard (cons (machine-timed machine) arguments)
               #:limits (make-limits seconds-a-run (* 2 seconds-a-run) #f 64
                                     20000000 100000000)))

;; Are programs given as images?
(define as-images (make-parameter #f))

(define (example-image path)
  "Return the program in the file at PATH as an image."
  (program->bytes (assemble-text path (call-with-input-file path
                                        get-string-all))))

(define (copied yard name)
  "Return the path of a copy of the example NAME in YARD, which any machine can
read."
  (let ((copy (string-append (yard-folder yard) "/" name
                             (if (as-images) ".image" ".baton")))
        (path (program-path name)))
    (cond ((file-exists? copy))
          ((as-images) (write-whole copy (example-image path)))
          (else (copy-file path copy)))
    copy))

(define (counts yard machine)
  "Return the counts of all programs on MACHINE, as its --stats gives them."
  (let ((outcomes (map (lambda (name)
                         (start yard machine "run" "--stats"
                                (copied yard name)))
                       programs)))
    (define (together key name combine)
      (let ((found (map (lambda (outcome) (outcome-count outcome name))
                        outcomes)))
        (if (every identity found)
            (list (cons key (apply combine found)))
            '())))
    (append (together 'instructions "instructions" +)
            (together 'transfers "transfers" +)
            (together 'allocations "allocations" +)
            (together 'peak "peak live cells" max))))

(define (answers-right? yard machine reference)
  "Does MACHINE print what REFERENCE prints for all programs?"
  (every (lambda (name)
           (string=? (outcome-output (start yard machine "run"
                                            (copied yard name)))
                     (outcome-output (start yard reference "run"
                                            (copied yard name)))))
         programs))

(define (trace-of text)
  "Return what TEXT, standard error, has of a transfer trace: all up to the end
that it tells of, without the report behind it."
  (let ((end (string-match "(^|\n)(halt [^\n]*|fault [a-z]+|fuel)\n" text)))
    (if end (substring text 0 (match:end end)) text)))

(define (difference yard machine reference)
  "Return where the trace of a program first differs on MACHINE from that on
REFERENCE, or #f."
  (any (lambda (name)
         (define (trace machine)
           (trace-of
            (outcome-errors (start yard machine "run" "--trace=transfers"
                                   "--fuel" "1000" (copied yard name)))))
         (let ((found (first-difference (trace machine) (trace reference))))
           (and found (string-append name ": " found))))
       '("counter" "choose" "fact")))

(define (seconds-of thunk)
  "Return how many seconds THUNK took on the clock."
  (let ((start (get-internal-real-time)))
    (thunk)
    (exact->inexact (/ (- (get-internal-real-time) start)
                       internal-time-units-per-second))))

(define (times yard machine)
  "Return the median time of all programs on MACHINE, and the shortest and the
longest."
  (define (once)
    (seconds-of
     (lambda ()
       (for-each (lambda (name) (start yard machine "run" (copied yard name)))
                 programs))))
  (let* ((first (once))
         (all (sort (cons first
                          (if (> first 2) '()
                              (map (lambda (i) (once)) (iota (- runs 1)))))
                    <)))
    `((seconds . ,(list-ref all (quotient (length all) 2)))
      (shortest . ,(car all)) (longest . ,(last all)))))

;; Processor instructions

(define (perf-counts? yard)
  "Does perf count instructions here?"
  (let ((outcome (run-command yard '("perf" "stat" "-x," "-e" "instructions:u"
                                     "true"))))
    (and (eqv? 0 (outcome-status outcome))
         (string-match "(^|\n)[0-9]+,[^,]*,instructions"
                       (outcome-errors outcome))
         #t)))

(define (retired yard machine counter)
  "Return how many processor instructions MACHINE needs for the first program,
as COUNTER, perf or valgrind, counts; #f where that cannot be known."
  (let* ((file (copied yard (car programs)))
         (number (lambda (pattern outcome)
                   (let ((found (string-match pattern
                                              (outcome-errors outcome))))
                     (and found
                          (string->number
                           (string-delete #\, (match:substring found 1)))))))
         (limits (make-limits 60 90 #f 64 20000000 100000000))
         (command (lambda words (run-command yard words #:limits limits))))
    (and (binary? (machine-path machine))
         (case counter
           ((perf)
            (number "(^|\n)([0-9]+),[^,]*,instructions"
                    (command "perf" "stat" "-x," "-e" "instructions:u"
                             (machine-run machine) "run" file)))
           ((valgrind)
            (number "I +refs: +([0-9,]+)"
                    (if (string=? (machine-timed machine)
                                  (machine-path machine))
                        (command "sh" "-c" under-valgrind
                                 (machine-path machine) "run" file)
                        (command "env" "BATON_COUNTING=yes"
                                 (machine-timed machine) "run" file))))
           (else #f)))))

(define (binary? path)
  "Is the file PATH a program in machine code?"
  (let ((start (call-with-input-file path
                 (lambda (port) (get-bytevector-n port 4)) #:binary #t)))
    (and (bytevector? start) (equal? start #vu8(#x7f 69 76 70)))))

(define (source-lines path)
  "Return how many lines of the files in PATH, a folder or a file, are not
blank."
  (let ((files (if (eq? 'directory (stat:type (stat path)))
                   (map (lambda (name) (string-append path "/" name))
                        (filter (lambda (name)
                                  (string-match
                                   "\\.(c|h|scm|py|rs|go|lua|js|java|hs|ml|zig)$"
                                   name))
                                (folder-files path)))
                   (list path))))
    (apply + (map (lambda (file)
                    (count (lambda (line)
                             (not (string-null? (string-trim-both line))))
                           (string-split (read-text file) #\newline)))
                  files))))

;; All of it

(define (examine machine folder tests ignored reference counter)
  "Find out all about MACHINE, with files in FOLDER."
  (say "  " (machine-name machine) "\n")
  (set-machine-measured!
   machine
   (append
    (conformance machine (tests-folder folder) tests ignored)
    (call-with-yard #f
      (lambda (yard)
        (let ((right (answers-right? yard machine reference)))
          (append
           `((right . ,right)
             (differs . ,(difference yard machine reference)))
           (if right
               (append
                (counts yard machine)
                (times yard machine)
                (let ((n (retired yard machine counter)))
                  (if n `((retired . ,n)) '())))
               '())))))
    `((bytes . ,(stat:size (stat (machine-path machine)))))
    (if (machine-source machine)
        `((lines . ,(source-lines (machine-source machine))))
        '()))))

(define (before? a b)
  "Does the machine A rank before B?"
  (let loop ((keys '((all . -1) (retired . 1) (instructions . 1)
                     (transfers . 1) (allocations . 1) (peak . 1)
                     (seconds . 1))))
    (if (null? keys)
        (string<? (machine-name a) (machine-name b))
        (let ((x (measure a (caar keys))) (y (measure b (caar keys))))
          (cond ((and x y (not (= x y)))
                 (< (* (cdar keys) x) (* (cdar keys) y)))
                ((and x (not y)) #t)
                ((and y (not x)) #f)
                (else (loop (cdr keys))))))))

;; The table

(define (percent share)
  "Return SHARE as a percentage; 100 only where nothing is missing."
  (if share
      (let ((tenths (floor (* 1000 share))))
        (string-append (number->string (quotient tenths 10)) "."
                       (number->string (modulo tenths 10))))
      "-"))

(define (short n)
  "Return the number N, at most 4 digits and a letter for thousands."
  (cond ((not n) "-")
        ((< n 10000) (number->string n))
        ((< n 10000000) (string-append (number->string (round-off n 1000))
                                       "k"))
        (else (string-append (number->string (round-off n 1000000)) "M"))))

(define (round-off n by)
  "Return the integer nearest to N / BY."
  (quotient (+ n (quotient by 2)) by))

(define (milliseconds seconds)
  "Return SECONDS as a number of milliseconds."
  (if seconds
      (number->string (inexact->exact (round (* 1000 seconds))))
      "-"))

(define (columns counter)
  "Return the columns of the table: a title, and what makes a machine's entry."
  (define (of key) (lambda (machine) (short (measure machine key))))
  (define (part key) (lambda (machine) (percent (measure machine key))))
  `(("machine" . ,machine-name)
    ("core %" . ,(part 'core)) ("data %" . ,(part 'data))
    ("system %" . ,(part 'system)) ("all %" . ,(part 'all))
    (,(if counter (symbol->string counter) "retired") . ,(of 'retired))
    ("instr." . ,(of 'instructions)) ("transf." . ,(of 'transfers))
    ("alloc." . ,(of 'allocations)) ("peak" . ,(of 'peak))
    ("ms" . ,(lambda (machine)
               (let ((low (measure machine 'shortest)))
                 (if low
                     (string-append (milliseconds (measure machine 'seconds))
                                    " [" (milliseconds low) "-"
                                    (milliseconds (measure machine 'longest))
                                    "]")
                     "-"))))
    ("bytes" . ,(of 'bytes)) ("lines" . ,(of 'lines))))

(define (print-table machines counter)
  "Print the table of MACHINES, best first."
  (let* ((columns (columns counter))
         (rows (cons (cons "" (map car columns))
                     (map (lambda (machine place)
                            (cons (number->string place)
                                  (map (lambda (column)
                                         ((cdr column) machine))
                                       columns)))
                          machines (iota (length machines) 1))))
         (widths (apply map (lambda cells
                              (apply max (map string-length cells)))
                        rows)))
    (for-each
     (lambda (row)
       (display
        (string-trim-right
         (string-join
          (map (lambda (cell width i)
                 (if (= i 1)
                     (string-pad-right cell width)
                     (string-pad cell width)))
               row widths (iota (length row)))
          "  ")))
       (newline))
     rows)))

(define (notes step count counter)
  "Return lines that say how to read the table: STEP and COUNT of the tests, and
the COUNTER of instructions."
  (list
   (string-append "Conformance: " (number->string count) " tests"
                  (if (= step 1)
                      ""
                      (string-append ", one in " (number->string step)
                                     " of the suite"))
                  ".")
   (string-append
    "Processor instructions of " (car programs) ": "
    (case counter
      ((perf) "perf, user mode.")
      ((valgrind) "valgrind (there are no hardware counters here).")
      (else "not known: neither perf nor valgrind works here.")))
   (string-append "Instructions, transfers, allocations and peak cells of "
                  (string-join programs ", ")
                  ": the machine's own --stats.")
   "Time: median of the runs of these, in milliseconds, and the interval of all."
   "Bytes: the file as it is, with what it tells debuggers."
   "Rank: conformance, then counts, from left to right; seconds come last."))

(define (remarks machine)
  "Return lines about MACHINE that the table has no room for."
  (append
   (if (measure machine 'fails)
       (list (string-append (machine-name machine) " first fails: "
                            (measure machine 'fails)))
       '())
   (if (measure machine 'right)
       '()
       (list (string-append (machine-name machine) " gives wrong answers to "
                            (string-join programs ", ")
                            ": not measured")))
   (if (measure machine 'differs)
       (list (string-append (machine-name machine)
                            " first differing step, "
                            (measure machine 'differs)))
       '())))

;; The page

(define (html text)
  "Return TEXT for HTML."
  (string-concatenate
   (map (lambda (c)
          (case c
            ((#\<) "&lt;") ((#\>) "&gt;") ((#\&) "&amp;") ((#\") "&quot;")
            (else (string c))))
        (string->list text))))

(define (plot yard title label machines value low high)
  "Return an SVG picture of VALUE of each of MACHINES, bars with TITLE and LABEL;
LOW and HIGH give intervals, or are #f.  An empty text without gnuplot, or where
nothing is known."
  (let ((known (filter value machines))
        (data (string-append (yard-folder yard) "/data"))
        (script (string-append (yard-folder yard) "/script"))
        (quoted (lambda (text)
                  (string-append "\"" (string-delete
                                       (lambda (c) (memv c '(#\" #\\ #\@)))
                                       text)
                                 "\""))))
    (write-whole data
                 (string-concatenate
                  (map (lambda (machine i)
                         (define (text n) (number->string (exact->inexact n)))
                         (string-append
                          (number->string i) " " (quoted (machine-name machine))
                          " " (text (value machine))
                          " " (text ((or low value) machine))
                          " " (text ((or high value) machine)) "\n"))
                       known (iota (length known)))))
    (write-whole
     script
     (string-append
      "set terminal svg size " (number->string (+ 160 (* 60 (max 6 (length
                                                                   known)))))
      ",360 dynamic font 'sans-serif,12' background '#ffffff'\n"
      "set title \"" title "\" noenhanced\nset ylabel \"" label "\"\n"
      "set style fill solid 0.6 border -1\nset boxwidth 0.6\n"
      "set yrange [0:*]\nset xrange [-0.7:" (number->string (- (length known)
                                                                0.3)) "]\n"
      "set xtics rotate by -35 noenhanced\nset grid ytics\nunset key\n"
      "plot '" data "' using 1:3:xtic(2) with boxes linecolor rgb '#3d6fa5'"
      (if low
          (string-append ", '' using 1:3:4:5 with yerrorbars "
                         "linecolor rgb '#222222'")
          "")
      "\n"))
    (let ((outcome (if (null? known) #f
                       (run-command yard (list "gnuplot" script)))))
      (if (and outcome (eqv? 0 (outcome-status outcome)))
          (let* ((svg (outcome-output outcome))
                 (from (string-contains svg "<svg")))
            (if from (string-drop svg from) ""))
          ""))))

(define (page machines step count counter)
  "Return the HTML page on MACHINES, best first."
  (call-with-yard #f
    (lambda (yard)
      (let ((columns (columns counter))
            (of (lambda (key) (lambda (machine) (measure machine key)))))
        (string-append
         "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<title>Machines compared</title>\n<style>\n"
         "body { font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 72em;"
         " padding: 0 1em; color: #222 }\n"
         "table { border-collapse: collapse; font-variant-numeric:"
         " tabular-nums }\n"
         "th, td { padding: .3em .7em; text-align: right;"
         " border-bottom: 1px solid #ccc }\n"
         "th:nth-child(2), td:nth-child(2) { text-align: left }\n"
         "svg { max-width: 100%; height: auto }\npre { overflow-x: auto }\n"
         ".wide { overflow-x: auto }\n"
         "</style></head><body>\n<h1>Machines compared</h1>\n"
         "<div class=\"wide\"><table><thead><tr><th>rank</th>"
         (string-concatenate
          (map (lambda (column)
                 (string-append "<th>" (html (car column)) "</th>"))
               columns))
         "</tr></thead><tbody>\n"
         (string-concatenate
          (map (lambda (machine place)
                 (string-append
                  "<tr><td>" (number->string place) "</td>"
                  (string-concatenate
                   (map (lambda (column)
                          (string-append "<td>" (html ((cdr column) machine))
                                         "</td>"))
                        columns))
                  "</tr>\n"))
               machines (iota (length machines) 1)))
         "</tbody></table></div>\n<ul>\n"
         (string-concatenate
          (map (lambda (line) (string-append "<li>" (html line) "</li>\n"))
               (notes step count counter)))
         "</ul>\n"
         (plot yard "Conformance" "percent of the tests" machines
               (lambda (machine)
                 (and (measure machine 'all) (* 100 (measure machine 'all))))
               #f #f)
         (plot yard (string-append "Processor instructions of "
                                   (car programs))
               "millions" machines
               (lambda (machine)
                 (and (measure machine 'retired)
                      (/ (measure machine 'retired) 1000000)))
               #f #f)
         (plot yard "Time, with the interval of all runs" "seconds" machines
               (of 'seconds) (of 'shortest) (of 'longest))
         "\n"
         (let ((lines (append-map remarks machines)))
           (if (null? lines)
               ""
               (string-append "<h2>Remarks</h2>\n<pre>"
                              (html (string-join lines "\n\n"))
                              "</pre>\n")))
         "</body></html>\n")))))

;; The command

(define (parse arguments)
  "Return ARGUMENTS as an association list; machines are under `machine'."
  (let loop ((rest arguments) (found '()))
    (match rest
      (() (reverse found))
      (("--help" . _) (display usage) (exit 0))
      (((and flag (or "--images" "--unsafe")) . rest)
       (loop rest (acons (string->symbol (string-drop flag 2)) #t found)))
      (((and option (or "--html" "--without" "--sample")) value . rest)
       (loop rest (acons (string->symbol (string-drop option 2)) value
                         found)))
      ((word . rest)
       (when (string-prefix? "-" word)
         (stop 64 "no such option, or it needs a value: " word "\n" usage))
       (loop rest (acons 'machine word found))))))

(define (read-machine text number folder contained unsafe)
  "Return the machine that TEXT, [NAME=]PATH[,SOURCE], names, the NUMBERth."
  (let* ((equals (string-index text #\=))
         (name (and equals (string-take text equals)))
         (rest (if equals (string-drop text (+ 1 equals)) text))
         (comma (string-rindex rest #\,))
         (path (if comma (string-take rest comma) rest))
         (source (and comma (string-drop rest (+ 1 comma)))))
    (for-each (lambda (file)
                (when (and file (not (file-exists? file)))
                  (stop 66 "there is no " file "\n")))
              (list path source))
    (unless (access? path X_OK)
      (stop 66 path " cannot be started\n"))
    (let ((path (canonicalize-path path)))
      (unless (or contained unsafe (of-project? path))
        (stop 69 "there is no sandbox for " path
              ": install bubblewrap, or say --unsafe\n"))
      (let ((timed (if contained (wrapper path number folder) path)))
        (make-machine (or name (basename path)) path
                      (if (of-project? path) path timed)
                      timed source '())))))

(define (compare-command home-folder arguments)
  "Do what exercises/compare does with ARGUMENTS, for the project in
HOME-FOLDER."
  (set-home! home-folder)
  (set-tests-home! home-folder)
  (for-each (lambda (signal) (sigaction signal (lambda (n) (exit (+ 128 n)))))
            (list SIGINT SIGTERM SIGHUP))
  (let* ((options (parse arguments))
         (named (filter-map (match-lambda
                              (('machine . text) text)
                              (_ #f))
                            options))
         (step (string->number (or (assq-ref options 'sample) "5")))
         (ignored (filter-map (match-lambda
                                (('without . what) (string->symbol what))
                                (_ #f))
                              options))
         (unsafe (assq-ref options 'unsafe)))
    (when (null? named) (stop 64 "which machines?\n" usage))
    (unless (and (exact-integer? step) (positive? step))
      (stop 64 "--sample needs a whole number from 1 on\n"))
    (as-images (assq-ref options 'images))
    (call-with-yard #f
      (lambda (yard)
        ;; All that a machine in a sandbox can write is in here.
        (setenv "TMPDIR" (yard-folder yard))
        (let* ((contained (and (not unsafe) (not (contained-reason))))
               (machines (map (lambda (text number)
                                (read-machine text number (yard-folder yard)
                                              contained unsafe))
                              named (iota (length named))))
               (tests (map (if (as-images) assembled identity)
                           (every-nth (suite-tests home-folder 64) step)))
               (counter (cond ((perf-counts? yard) 'perf)
                              ((eqv? 0 (outcome-status
                                        (run-command
                                         yard '("valgrind" "--version"))))
                               'valgrind)
                              (else #f)))
               (baton (string-append home-folder "/build/bin/baton"))
               (reference (make-machine "reference" baton baton baton #f '())))
          (say "comparing " (length machines) " machines\n")
          (for-each (lambda (machine)
                      (examine machine (yard-folder yard) tests ignored
                               reference counter))
                    machines)
          (let ((ranked (sort machines before?)))
            (print-table ranked counter)
            (newline)
            (for-each (lambda (line) (display line) (newline))
                      (append (notes step (length tests) counter)
                              (append-map remarks ranked)))
            (let ((file (assq-ref options 'html)))
              (when file
                (write-whole file (page ranked step (length tests) counter))
                (say "wrote " file "\n")))
            0))))))
