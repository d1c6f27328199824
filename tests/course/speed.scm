;;; tests/course/speed.scm: how soon exercises/learn answers.
;;;
;;; For each exercise a session as a student has it.  Its largest file is saved again
;;; and again, each time with one more empty line at the end, first as the starter has
;;; it, then the answer.  Prints, in milliseconds from the moment before the file is
;;; written, the median and the longest of the times until the first verdict is there,
;;; and until all are; and both for the first visit, from the start of `learn', when the
;;; parts that are given are compiled.  (What Guile has to compile is compiled before.)
;;; Whatever takes longer than `patience' seconds is given up, so this ends.

(use-modules (ice-9 binary-ports) (ice-9 match) (ice-9 rdelim)
             (ice-9 textual-ports) (srfi srfi-1)
             (course exercise) (course grade)
             ((course sandbox) #:select (read-bytes)))

(define runs 11)
(define enough-runs 3)
(define enough-seconds 20)
(define patience 120)

(define (now)
  "Return the time in milliseconds."
  (match (gettimeofday)
    ((seconds . microseconds)
     (+ (* 1000 seconds) (quotient microseconds 1000)))))

;; A session: its process, and ports to and from it.

(define (start-session tree)
  "Start `learn' in TREE.  Return its process, its keys and what it says."
  (let* ((keys (pipe)) (words (pipe)) (process (primitive-fork)))
    (when (zero? process)
      (setpgid 0 0)
      (dup2 (fileno (car keys)) 0)
      (dup2 (fileno (cdr words)) 1)
      (dup2 (fileno (cdr words)) 2)
      (for-each (lambda (ends)
                  (close-fdes (fileno (car ends)))
                  (close-fdes (fileno (cdr ends))))
                (list keys words))
      (execl (string-append tree "/exercises/learn")
             (string-append tree "/exercises/learn")))
    (close-port (car keys))
    (close-port (cdr words))
    (list process (cdr keys) (car words))))

(define (end-session! session)
  "End SESSION, whatever it does."
  (match session
    ((process keys words)
     (close-port keys)
     (close-port words)
     (false-if-exception (kill (- process) SIGTERM))
     (waitpid process))))

(define (line-of port until)
  "Return the next line of PORT, or #f where there is none until the time UNTIL."
  (let loop ((so-far '()))
    (cond ((char-ready? port)
           (let ((c (get-char port)))
             (cond ((eof-object? c) #f)
                   ((char=? c #\newline) (reverse-list->string so-far))
                   (else (loop (cons c so-far))))))
          ((> (now) until) #f)
          (else
           (select (list port) '() '() 1)
           (loop so-far)))))

(define (verdict? line)
  "Does LINE begin with the verdict of a test?"
  (any (lambda (start) (string-prefix? start line))
       '("  passed  " "  FAILED  ")))

(define (answer-times session begin)
  "Return (FIRST . ALL): how long after BEGIN SESSION said its first verdict, and
all; or #f where it did not."
  (let loop ((first #f))
    (let ((line (line-of (third session) (+ begin (* 1000 patience)))))
      (cond ((not line) #f)
            ((verdict? line) (loop (or first (- (now) begin))))
            ((string-prefix? "keys: " line)
             (and first (cons first (- (now) begin))))
            (else (loop first))))))

;; Saving

(define (largest folder names)
  "Return the path of the largest of the files NAMES in FOLDER."
  (car (sort (map (lambda (name) (string-append folder "/" name)) names)
             (lambda (a b) (> (stat:size (stat a)) (stat:size (stat b)))))))

(define (save-more! path)
  "Save the file PATH with one more empty line at its end."
  (let ((bytes (read-bytes path)))
    (call-with-output-file path
      (lambda (port)
        (put-bytevector port bytes)
        (put-u8 port 10))
      #:binary #t)))

(define (saved session path)
  "Save PATH again and again; return the times of SESSION's answers."
  (let ((start (now)))
    (let loop ((times '()))
      (if (or (= runs (length times))
              (and (>= (length times) enough-runs)
                   (> (- (now) start) (* 1000 enough-seconds))))
          times
          (begin
            (usleep 200000)
            (let ((begin (now)))
              (save-more! path)
              (let ((time (answer-times session begin)))
                (and time (loop (cons time times))))))))))

(define (median-and-longest numbers)
  "Return the median and the longest of NUMBERS as text."
  (let ((sorted (sort numbers <)))
    (string-append
     (string-pad (number->string (list-ref sorted
                                           (quotient (length sorted) 2)))
                 6)
     (string-pad (number->string (last sorted)) 7))))

(define (show times)
  "Print TIMES, (FIRST . ALL) each, or that there was no answer."
  (display (if times
               (string-append (median-and-longest (map car times))
                              (median-and-longest (map cdr times)))
               (string-pad "no answer" 26)))
  (display "  ")
  (force-output))

(define (hand-in! exercise folder)
  "Put the answer of EXERCISE in the place of the files in FOLDER."
  (let ((answer (string-append folder ".answer")))
    (copy-with-constants (answer-folder exercise) answer
                         (constants-of exercise ""))
    (for-each (lambda (name)
                (system* "cp" (string-append answer "/" name)
                         (string-append folder "/" name)))
              (folder-files answer))
    (system* "rm" "-r" answer)))

(define (measure tree name)
  "Print the line of the exercise NAME."
  (let* ((exercise (load-exercise name))
         (mine (string-append tree "/exercises/mine/"))
         (folder (string-append mine name)))
    (define (largest-part)
      (largest folder (exercise-files exercise)))
    (display (string-pad-right name 24))
    (force-output)
    (system* "mkdir" "-p" mine)
    (call-with-output-file (string-append mine "progress")
      (lambda (port) (format port "current ~a~%" name)))
    ;; What Guile compiles is compiled.
    (system (string-append tree "/exercises/learn run " name " >"
                           mine "said 2>&1"))
    (let* ((begin (now))
           (session (start-session tree))
           (visit (answer-times session begin)))
      (show (and visit (list visit)))
      (show (and visit (saved session (largest-part))))
      (end-session! session))
    (hand-in! exercise folder)
    (let ((session (start-session tree)))
      (show (and (answer-times session (now))
                 (saved session (largest-part))))
      (end-session! session))
    (newline)))

(define (main tree names)
  "Measure the exercises NAMES, or all, of the project in TREE."
  (set-home! tree)
  (for-each (lambda (line) (display line) (newline))
            (list
             "                        first visit               starter saved             answer saved"
             "                        first verdict  all        first verdict  all        first verdict  all"))
  (for-each (lambda (name) (measure tree name))
            (if (null? names)
                (map car (manifest))
                (map find-exercise names))))
