;;; (course sandbox): runs one command where it can do no harm.
;;;
;;; A command runs under bubblewrap: no network, a read-only system, a temporary
;;; folder of its own that is gone afterwards, no environment, no other
;;; processes in sight.  prlimit bounds processor time, memory, processes and
;;; files, timeout the time on the clock.  Nothing outside can be written but
;;; the two files that standard output and standard error are, whose size is
;;; bounded too: a result is what these files say when every process of the
;;; command is gone, so a command can spoil its own output and nothing else.
;;; Several commands can run side by side, each in a sandbox of its own.  Relies on
;;; bwrap, prlimit and timeout; as root also on setpriv, since root has no bound on
;;; its processes.  Guarantees that the temporary folder of a yard is removed when
;;; (call-with-yard) ends, and that nothing of it runs any more.
;;;
;;; Who waits for a command can look at other things meanwhile, and give it up:
;;; see while-waiting.
;;;
;;; A YARD is a temporary folder on the host, with the way to contain commands.

(define-module (course sandbox)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (ice-9 binary-ports)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module ((course bundle) #:select (shell-word))
  #:export (call-with-yard yard-folder yard-contained? contained-reason
            trusting system-arguments
            make-limits default-limits limits-output
            make-job run-jobs run-command
            outcome-status outcome-output outcome-errors
            outcome-ended outcome-output-bytes outcome-counts
            with-errors
            while-waiting await start-helper end-helpers
            write-whole read-bytes read-text bytes->text remove-tree))

;; CONTAINED: is bubblewrap used?  SHELL: its process, ORDERS and REPLIES ports
;; to and from it.  COUNTS: an end of a socket, the other end of which is descriptor 3 of
;; jobs that count.  A file, and a pipe too, could be opened again by whoever finds it
;; in /proc/self/fd; a socket cannot.
(define-record-type <yard>
  (make-yard folder contained shell orders replies counts)
  yard?
  (folder yard-folder) (contained yard-contained?)
  (shell yard-shell) (orders yard-orders) (replies yard-replies)
  (counts yard-counts))

;; SECONDS of processor time, CLOCK seconds in all, MEGABYTES of memory for
;; each process (#f: no bound, for sanitizers), PROCESSES, OUTPUT bytes of each
;; output file, DISK bytes in the temporary folder.
(define-record-type <limits>
  (make-limits seconds clock megabytes processes output disk)
  limits?
  (seconds limits-seconds) (clock limits-clock)
  (megabytes limits-megabytes) (processes limits-processes)
  (output limits-output) (disk limits-disk))

(define default-limits (make-limits 5 15 2048 16 1000000 64000000))

;; How a command ended.  STATUS: its exit status, 128 + n for signal n.  ENDED:
;; `exited', `signal', `time' (too long), `flood' (too much output) or
;; `sandbox' (it was never started).  COUNTS: what a job that counts wrote to its
;; descriptor 3, else an empty text.
(define-record-type <outcome>
  (make-outcome status ended output-bytes errors counts)
  outcome?
  (status outcome-status) (ended outcome-ended)
  (output-bytes outcome-output-bytes) (errors outcome-errors)
  (counts outcome-counts))

(define (with-errors outcome text)
  "Return OUTCOME with TEXT as its standard error."
  (make-outcome (outcome-status outcome) (outcome-ended outcome)
                (outcome-output-bytes outcome) text
                (outcome-counts outcome)))

(define (outcome-output outcome)
  "Return the standard output of OUTCOME as text."
  (bytes->text (outcome-output-bytes outcome)))

;; Files

(define (bytes->text bytes)
  "Return BYTES as text; what is no UTF-8 becomes question marks."
  (define (substituted . _)
    (let ((port (open-bytevector-input-port bytes)))
      (set-port-encoding! port "UTF-8")
      (set-port-conversion-strategy! port 'substitute)
      (get-string-all port)))
  ;; A port would take each character by itself.
  (catch 'decoding-error (lambda () (utf8->string bytes)) substituted))

(define (read-bytes path)
  "Return the content of the file PATH as a bytevector."
  (let ((bytes (call-with-input-file path get-bytevector-all #:binary #t)))
    (if (eof-object? bytes) #vu8() bytes)))

(define (read-text path)
  "Return the content of the file PATH as text."
  (bytes->text (read-bytes path)))

(define (write-whole path content)
  "Write CONTENT, text or a bytevector, to PATH: all of it, or nothing."
  (let ((part (string-append path "." (number->string (getpid)) ".part")))
    (call-with-output-file part
      (lambda (port)
        (set-port-encoding! port "UTF-8")
        (if (string? content)
            (put-string port content)
            (put-bytevector port content))))
    (rename-file part path)))

(define (remove-tree path)
  "Remove the file or folder PATH with all that is in it."
  (system* "rm" "-rf" "--" path))

;; Yards

(define (program-there? name)
  "Is there a program NAME to start?"
  (any (lambda (folder) (access? (string-append folder "/" name) X_OK))
       (parse-path (or (getenv "PATH") "/usr/bin:/bin"))))

(define (contained-reason)
  "Return #f where commands can be contained, else the reason why not, as text."
  (let ((lacking (filter (negate program-there?)
                         '("bwrap" "prlimit" "timeout" "setpriv"))))
    (if (pair? lacking)
        (string-append (string-join lacking ", ")
                       " cannot be found (packages bubblewrap and util-linux)")
        (call-with-yard
         #t
         (lambda (yard)
           (let ((outcome (run-command yard '("/usr/bin/true"))))
             (and (not (eqv? 0 (outcome-status outcome)))
                  (string-append "bwrap does not work here: "
                                 (string-trim-both
                                  (outcome-errors outcome))))))))))

(define (trusting yard)
  "Return YARD as a place for commands that need no sandbox."
  (make-yard (yard-folder yard) #f (yard-shell yard) (yard-orders yard)
             (yard-replies yard) (yard-counts yard)))

(define (call-with-yard contained act)
  "Return what ACT returns for a new yard, with bubblewrap where CONTAINED.  The
yard's folder is gone afterwards, whatever happened."
  (let* ((folder (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp")
                                         "/baton-course-XXXXXX")))
         ;; A number of its own, so that its processes can be counted.
         (user (and contained (eqv? 0 (getuid))
                    (+ 20000 (modulo (getpid) 40000))))
         (mask (umask))
         (yard (start-shell folder contained user)))
    (when user (chown folder user user))
    (dynamic-wind
      ;; That user must be able to read what is put there.
      (lambda () (when user (umask #o022)))
      (lambda () (act yard))
      (lambda ()
        (umask mask)
        (false-if-exception (close-port (yard-orders yard)))
        (close-port (yard-replies yard))
        (close-port (yard-counts yard))
        ;; Where this was interrupted, commands still run.
        (false-if-exception (kill (- (yard-shell yard)) SIGKILL))
        (waitpid (yard-shell yard))
        (remove-tree folder)))))

(define (start-shell folder contained user)
  "Start a shell in FOLDER as USER, a number, or as oneself where that is #f.
Return the yard; CONTAINED as there.  Its environment says nothing of ours: a
process in a sandbox can read that of the one around it.  When memory is short
the shell's processes are the first to go."
  (let* ((orders (pipe)) (replies (pipe))
         (counts (socketpair PF_UNIX SOCK_STREAM 0))
         (words `(,@(if user
                        (let ((user (number->string user)))
                          (list "setpriv" "--reuid" user "--regid" user
                                "--clear-groups"))
                        '())
                  "sh"))
         (process (primitive-fork)))
    (when (zero? process)
      (catch #t
        (lambda ()
          (dup2 (fileno (car orders)) 0)
          (dup2 (fileno (cdr replies)) 1)
          (dup2 (open-fdes "/dev/null" O_WRONLY) 2)
          (dup2 (fileno (cdr counts)) 3)
          (close-others 3)
          (setpgid 0 0)
          (chdir folder)
          (false-if-exception
           (call-with-output-file "/proc/self/oom_score_adj"
             (lambda (port) (display 1000 port))))
          (environ (list (string-append "PATH=" (or (getenv "PATH")
                                                    "/usr/bin:/bin"))
                         (string-append "HOME=" folder)
                         "LC_ALL=C.UTF-8" "TZ=UTC"))
          (apply execlp (car words) words))
        (lambda _ (primitive-_exit 127))))
    (close-port (car orders))
    (close-port (cdr replies))
    (close-port (cdr counts))
    (setvbuf (cdr orders) 'block)
    (make-yard folder contained process (cdr orders) (car replies)
               (car counts))))

(define (close-others last)
  "Close all file descriptors above LAST."
  (for-each (lambda (name)
              (let ((descriptor (string->number name)))
                (when (and descriptor (> descriptor last))
                  (false-if-exception (close-fdes descriptor)))))
            (or (scandir "/proc/self/fd") '())))

;; Commands

(define (mounts seen)
  "Return arguments of bwrap that show each (PLACE . PATH) of SEEN: the host's
PATH, read-only, as PLACE."
  (append-map (match-lambda
                ((place . path) (list "--ro-bind" path place)))
              seen))

(define (link-or-folder name)
  "Return arguments of bwrap for the system's folder NAME in the root."
  (cond ((not (file-exists? name)) '())
        ((eq? 'symlink (stat:type (lstat name)))
         (list "--symlink" (readlink name) name))
        (else (list "--ro-bind" name name))))

(define system-arguments
  (append '("--unshare-all" "--unshare-user" "--disable-userns"
            "--die-with-parent" "--new-session" "--clearenv"
            "--cap-drop" "ALL" "--hostname" "baton"
            "--setenv" "PATH" "/usr/bin:/bin" "--setenv" "HOME" "/tmp"
            "--setenv" "LC_ALL" "C.UTF-8" "--setenv" "TZ" "UTC"
            "--ro-bind" "/usr" "/usr")
          (append-map link-or-folder '("/bin" "/lib" "/lib32" "/lib64"))
          (append-map (lambda (name) (list "--ro-bind-try" name name))
                      '("/etc/alternatives" "/etc/ld.so.cache"))
          '("--proc" "/proc" "--dev" "/dev" "--remount-ro" "/dev")))

(define (limit-arguments limits contained)
  "Return the arguments of prlimit for LIMITS.  Where the command is CONTAINED
its processes alone are counted; elsewhere all of the user's would be, with those
that have ended and whom nobody has asked for, so there they have no bound."
  (let ((number (lambda (n) (number->string n)))
        (seconds (limits-seconds limits)))
    `(,(string-append "--cpu=" (number seconds) ":" (number (+ 1 seconds)))
      ,@(if (limits-megabytes limits)
            (list (string-append
                   "--as=" (number (* 1000000 (limits-megabytes limits)))))
            '())
      ,@(if contained
            (list (string-append "--nproc="
                                 (number (limits-processes limits))))
            '())
      ,(string-append "--fsize=" (number (max (limits-output limits)
                                              (limits-disk limits))))
      "--nofile=256" "--core=0" "--msgqueue=0" "--memlock=65536")))

(define (time-limit limits . options)
  "Return the start of a command line that bounds the time on the clock, with
OPTIONS of timeout."
  `("timeout" ,@options "-s" "KILL" ,(number->string (limits-clock limits))))

(define (command-line yard seen limits command)
  "Return the whole command line for COMMAND in YARD: see run-command."
  (if (yard-contained? yard)
      ;; In the foreground it ends with the yard; bwrap takes its own along.
      `(,@(time-limit limits "--foreground")
        "bwrap" ,@system-arguments
        "--size" ,(number->string (limits-disk limits)) "--tmpfs" "/tmp"
        ,@(mounts seen) "--remount-ro" "/" "--chdir" "/tmp" "--"
        "prlimit" ,@(limit-arguments limits #t) ,@command)
      `(,@(time-limit limits) "prlimit" ,@(limit-arguments limits #f)
        ,@command)))

;; Waiting

;; A procedure of a port that returns when there is something to read on it; it
;; may leave by a throw, and what ran is ended.
(define while-waiting (make-parameter (const #f)))

(define (await port)
  "Wait until there is something to read on PORT."
  ((while-waiting) port))

;; Helpers: trusted programs that run beside the tests, and last longer than one.

(define helpers '())

(define (start-helper . words)
  "Start the program WORDS without input, in a group of its own.  Return a port
with what it prints."
  (let* ((pipes (pipe)) (process (primitive-fork)))
    (when (zero? process)
      (catch #t
        (lambda ()
          (setpgid 0 0)
          (dup2 (open-fdes "/dev/null" O_RDONLY) 0)
          (dup2 (fileno (cdr pipes)) 1)
          (dup2 (open-fdes "/dev/null" O_WRONLY) 2)
          (close-others 2)
          (apply execlp (car words) words))
        (lambda _ (primitive-_exit 127))))
    (close-port (cdr pipes))
    (set! helpers (acons process (car pipes) helpers))
    (car pipes)))

(define (end-helpers)
  "End all helpers."
  (for-each (match-lambda
              ((process . port)
               (false-if-exception (kill (- process) SIGTERM))
               (false-if-exception (waitpid process))
               (close-port port)))
            helpers)
  (set! helpers '()))

;; What is to be run: WORDS, the whole command line, and its INPUT.  At most
;; OUTPUT bytes of output and SECONDS of processor time are in LIMITS.  COUNTS?: is
;; descriptor 3 the socket of the yard?  One job at a time may have it.
(define-record-type <job>
  (wrap-job words input limits counts?)
  job?
  (words job-words) (input job-input) (limits job-limits)
  (counts? job-counts?))

(define* (make-job yard command #:key (seen '()) (input "")
                   (limits default-limits) (counts #f))
  "Return the job to run COMMAND, a list of texts whose first is a program's
path, as it is contained in YARD, within LIMITS, with INPUT, text or a
bytevector, as standard input.  SEEN lists what it sees of the host beside the
system, as (PLACE . PATH), read-only.  COUNTS: does it write counts to descriptor 3?
Without a sandbox the command itself must use host paths."
  (wrap-job (command-line yard seen limits command) input limits counts))

(define side-by-side 4)

(define (file-name what number)
  "Return the name of the file for WHAT of the job with this NUMBER."
  (string-append what "-" (number->string number)))

(define (job-order job number)
  "Return what a shell does to run JOB: its files have the NUMBER in their
names.  A shell ends with a job that had to be ended."
  (string-append
   ": >" (file-name "begin" number) "\n"
   (string-join (map shell-word (job-words job)))
   " <" (file-name "in" number) " >" (file-name "out" number)
   " 2>" (file-name "err" number) (if (job-counts? job) "" " 3>&-") "\n"
   "s=$?; echo $s >" (file-name "end" number) "; [ $s -le 124 ] || exit 0\n"))

(define (order yard jobs)
  "Let the shell of YARD run JOBS, several side by side, and wait for them."
  (let* ((orders (yard-orders yard))
         (shells (min side-by-side (length jobs)))
         (of (lambda (shell)
               (filter-map (lambda (job number)
                             (and (= shell (modulo number shells))
                                  (job-order job number)))
                           jobs (iota (length jobs))))))
    (for-each (lambda (shell)
                (put-string orders
                            (string-append "(" (string-concatenate (of shell))
                                           ") &\n")))
              (iota shells))
    (put-string orders "wait; echo\n")
    (force-output orders)
    (await (yard-replies yard))
    (when (eof-object? (get-line (yard-replies yard)))
      (error "the shell that starts commands has ended"))))

(define (ending status seconds output-size errors-size limits)
  "Return how a command ended that had STATUS after SECONDS on the clock and
printed so much, as outcome-ended says it."
  (cond ((or (>= output-size (limits-output limits))
             (>= errors-size (limits-output limits)))
         'flood)
        ((or (= status (+ 128 SIGXCPU))
             (and (= status (+ 128 SIGKILL))
                  (>= seconds (limits-seconds limits))))
         'time)
        ((> status 128) 'signal)
        (else 'exited)))

(define (file-time path)
  "Return when the file PATH was written, in seconds."
  (let ((status (stat path)))
    (+ (stat:mtime status) (/ (stat:mtimensec status) 1000000000))))

(define (outcome-of yard job number)
  "Return the outcome of JOB, which ran in YARD with this NUMBER; or #f where it
was not started."
  (define (path what)
    (string-append (yard-folder yard) "/" (file-name what number)))
  (and (file-exists? (path "end"))
       (let ((status (or (string->number
                          (string-trim-both (read-text (path "end"))))
                         (error "a command has no status")))
             (limits (job-limits job)))
         (make-outcome status
                       (ending status
                               (- (file-time (path "end"))
                                  (file-time (path "begin")))
                               (stat:size (stat (path "out")))
                               (stat:size (stat (path "err"))) limits)
                       (first-bytes (path "out") (limits-output limits))
                       (bytes->text (first-bytes (path "err") 100000))
                       (if (job-counts? job) (written-counts yard) "")))))

(define (written-counts yard)
  "Return what jobs that have ended wrote to the socket of YARD, at most 10,000
characters."
  (let ((port (yard-counts yard)))
    (let loop ((characters '()) (room 10000))
      (if (and (> room 0) (char-ready? port))
          (let ((c (get-char port)))
            (if (eof-object? c)
                (reverse-list->string characters)
                (loop (cons c characters) (- room 1))))
          (reverse-list->string characters)))))

(define (run-jobs yard jobs)
  "Run JOBS, of YARD, several side by side, and return their outcomes in order.
After one that had to be ended some may not have been started: #f stands for
their outcome."
  (let* ((numbers (iota (length jobs)))
         (all-files
          (append-map (lambda (number)
                        (map (lambda (what)
                               (string-append (yard-folder yard) "/"
                                              (file-name what number)))
                             '("in" "out" "err" "begin" "end")))
                      numbers)))
    (for-each (lambda (job number)
                (write-whole (string-append (yard-folder yard) "/"
                                            (file-name "in" number))
                             (job-input job)))
              jobs numbers)
    (order yard jobs)
    (let ((outcomes (map (lambda (job number) (outcome-of yard job number))
                         jobs numbers)))
      (for-each (lambda (path) (false-if-exception (delete-file path)))
                all-files)
      outcomes)))

(define (run-command yard command . keywords)
  "Run COMMAND in YARD, alone, and return its outcome; KEYWORDS are those of
make-job."
  (car (run-jobs yard (list (apply make-job yard command keywords)))))

(define (first-bytes path count)
  "Return at most COUNT bytes from the start of the file PATH."
  (let ((bytes (call-with-input-file path
                 (lambda (port)
                   (get-bytevector-n port
                                     (min count (stat:size (stat port)))))
                 #:binary #t)))
    (if (eof-object? bytes) #vu8() bytes)))
