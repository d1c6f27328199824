;;; tests/asm/run.scm: the tests of the cross-assembler.
;;;
;;; Started by tests/asm/run.  A check is a name and a thunk that returns #t,
;;; or a text that says what was wrong.  The programs are those of examples/
;;; and of forms.scm, which spells programs in several ways that must come to
;;; the same bytes; the errors those of tests/golden/errors: what is printed of
;;; NAME.baton is in NAME.expected.

(use-modules (ice-9 ftw) (srfi srfi-1) (srfi srfi-11) (rnrs bytevectors)
             ((baton host)
              #:select (read-file-bytes read-file-text write-file-bytes))
             ((baton instructions) #:select (read-all))
             ((baton bytes) #:select (crc-32))
             ((baton messages) #:select (catalogue))
             ((baton source) #:select (make-source problem-message))
             ((baton image)
              #:select (program? program-strip program->bytes bytes->program
                        refusal? refusal-offset refusal-message))
             ((baton assemble)
              #:select (bytes->source assemble-source assemble-text
                        assemble-data report-problems))
             ((baton disassemble) #:select (disassemble)))

(define here #f)
(define update #f)
(define passed 0)
(define failed 0)

(define (check name thunk)
  "Count whether THUNK returns #t; print NAME and what it returns if not."
  (let ((result (catch #t thunk
                  (lambda (key . arguments)
                    (format #f "~a: ~s" key arguments)))))
    (cond ((eq? result #t) (set! passed (+ passed 1)))
          (else
           (set! failed (+ failed 1))
           (format #t "FAILED ~a\n~a\n" name result)))))

(define (check-equal name expected thunk)
  "Check that THUNK returns what is equal to EXPECTED."
  (check name
         (lambda ()
           (let ((found (thunk)))
             (or (equal? expected found)
                 (format #f "  expected ~s\n  found    ~s" expected found))))))

(define (files folder suffix)
  "Return the names, without SUFFIX, of the files in FOLDER that end so."
  (map (lambda (name) (string-drop-right name (string-length suffix)))
       (sort (or (scandir folder
                          (lambda (name) (string-suffix? suffix name)))
                 '())
             string<?)))

(define (assembled text)
  "Return the program that TEXT spells; fail with its problems."
  (let ((result (assemble-text "test.baton" text)))
    (if (program? result)
        result
        (throw 'refused
               (report-problems (make-source "test.baton" text) result)))))

(define (code program)
  "Return the image of PROGRAM without debug section."
  (program->bytes (program-strip program)))

(define (loaded bytes)
  "Return the program of the image BYTES; fail where it is refused."
  (let ((program (bytes->program bytes)))
    (if (program? program)
        program
        (throw 'refused (refusal-offset program)
               (refusal-message program)))))

(define (first-bytes bytes count)
  "Return the first COUNT of BYTES."
  (let ((first (make-bytevector count)))
    (bytevector-copy! bytes 0 first 0 count)
    first))

;;; Round trips

(define (check-round-trip name text)
  "Check that the program TEXT, called NAME, is the same after every way there
and back."
  (define program (assembled text))
  (check-equal (string-append name ": image, program, image")
               (program->bytes program)
               (lambda () (program->bytes (loaded (program->bytes program)))))
  (check-equal (string-append name ": without debug section")
               (code program)
               (lambda () (code (loaded (code program)))))
  (for-each
   (lambda (way fold names stripped)
     (check-equal (string-append name ": text, " way)
                  (code program)
                  (lambda ()
                    (code (assembled
                           (disassemble
                            (if stripped
                                (loaded (code program))
                                (loaded (program->bytes program)))
                            fold names))))))
   '("nested" "stripped") '(#t #t) '(#t #t) '(#f #t))
  (check-equal (string-append name ": printing is stable")
               (disassemble program #t #t)
               (lambda ()
                 (disassemble (assembled (disassemble program #t #t)) #t #t))))

(define (check-examples)
  "Check the round trips of examples/."
  (let ((folder (string-append here "/../../examples/")))
    (for-each
     (lambda (name)
       (check (string-append name ".baton assembles")
              (lambda ()
                (check-round-trip
                 name (read-file-text (string-append folder name ".baton")))
                #t)))
     (files folder ".baton"))))

;;; One program, several texts.  forms.scm has lists (NAME TEXT ...).

(define (check-forms)
  "Check that all texts of one entry in forms.scm come to the same bytes."
  (for-each
   (lambda (entry)
     (let ((expected (code (assembled (cadr entry)))))
       (for-each
        (lambda (text number)
          (check-equal (format #f "~a: form ~a" (car entry) number)
                       expected
                       (lambda () (code (assembled text))))
          (check-round-trip (format #f "~a: form ~a" (car entry) number)
                            text))
        (cdr entry) (iota (length (cdr entry)) 1))))
   (read-all (string-append here "/forms.scm"))))

;;; Printing: printed.scm has lists (NAME TEXT NESTED FLAT NUMBERS).

(define (check-printed)
  "Check what entries of printed.scm are printed as."
  (for-each
   (lambda (entry)
     (let ((program (assembled (list-ref entry 1))))
       (for-each
        (lambda (way expected fold names)
          (check (format #f "~a: printed ~a" (car entry) way)
                 (lambda ()
                   (let ((found (disassemble program fold names)))
                     (or (string=? found expected)
                         (string-append "expected:\n" expected
                                        "found:\n" found))))))
        '("nested" "flat" "with numbers") (cddr entry)
        '(#t #f #f) '(#t #t #f))))
   (read-all (string-append here "/printed.scm"))))

;;; Errors

(define (errors-of name bytes)
  "Return what is printed of the program BYTES, called NAME, and the messages."
  (let*-values (((source problems) (bytes->source name bytes))
                ((result) (if (null? problems)
                              (assemble-source source)
                              problems)))
    (if (program? result)
        (values "" '())
        (values (report-problems source result)
                (map problem-message result)))))

(define (check-errors)
  "Check what is printed of each program in tests/golden/errors."
  (define folder (string-append here "/../golden/errors/"))
  (define seen '())
  (for-each
   (lambda (name)
     (let-values (((found messages)
                   (errors-of (string-append name ".baton")
                              (read-file-bytes
                               (string-append folder name ".baton")))))
       (let ((expected (string-append folder name ".expected")))
         (set! seen (append messages seen))
         (when update
           (write-file-bytes expected (string->utf8 found)))
         (check (string-append "errors: " name)
                (lambda ()
                  (let ((wanted (if (file-exists? expected)
                                    (read-file-text expected)
                                    "")))
                    (cond ((string-null? found) "no error was found")
                          ((string=? wanted found) #t)
                          (else
                           (string-append "expected:\n" wanted
                                          "found:\n" found)))))))))
   (files folder ".baton"))
  (for-each
   (lambda (entry)
     (check (format #f "message ~a has a golden file" (car entry))
            (lambda ()
              (or (and (memq (car entry)
                             (append '(not-utf-8 not-a-program ended-before
                                         no-memory)
                                     seen))
                       #t)
                  "no file in tests/golden/errors brings it"))))
   catalogue))

;;; Data without places

(define (messages-of data)
  "Return the messages that come of assembling DATA."
  (let ((result (assemble-data data)))
    (if (program? result) '() (map problem-message result))))

(define (check-data)
  "Check assembling data, as the instruction `assemble' does."
  (define good '((block main (k) () (call !k '(1 "two" #\3 #(4) #t)))))
  (define ring (list 1 2))
  (set-cdr! (cdr ring) ring)
  (check-equal "data: the same as text"
               (code (assembled (call-with-output-string
                                  (lambda (port)
                                    (for-each (lambda (block)
                                                (write block port))
                                              good)))))
               (lambda () (code (assemble-data good))))
  (check-equal "data: a cycle" '(not-a-program)
               (lambda ()
                 (messages-of
                  (list (list 'block 'main '(k) '()
                              (list 'call '!k (list 'quote ring)))))))
  (check-equal "data: no list" '(not-a-program)
               (lambda () (messages-of 5)))
  (check-equal "data: what cannot be written" '(not-a-program)
               (lambda () (messages-of (list car))))
  (check-equal "data: ended" '(ended-before)
               (lambda ()
                 (messages-of
                  '((block main (k) () (drop k) (call k 1)))))))

;;; Images that are refused.  refused.scm has lists (NAME BYTES OFFSET): an
;;; image without its checksum, and the offset of the byte at fault.

(define (with-checksum bytes)
  "Return BYTES with their checksum behind them."
  (let* ((size (bytevector-length bytes))
         (crc (crc-32 bytes 0 size))
         (all (make-bytevector (+ size 4))))
    (bytevector-copy! bytes 0 all 0 size)
    (do ((n 0 (+ n 1)))
        ((= n 4) all)
      (bytevector-u8-set! all (+ size n)
                          (logand 255 (ash crc (* -8 n)))))))

(define (check-refused)
  "Check that images with one thing wrong are refused at the right byte."
  (define sample
    (program->bytes
     (assembled
      "(block main (k w) () (drop w) (let s '(a \"b\" #\\c)) (drop s)
         (let f (lambda (x) (!k) (call !k !x)))
         (if (lt 1 2) (then (call !f 1)) (else (jump g !f))))
       (block g (k) () (try x (add 1 2)
         (then (call !k !x)) (else (call !k 0))))")))
  (define size (bytevector-length sample))
  (define (refusal-at name expected bytes)
    (check-equal (string-append "refused: " name) expected
                 (lambda ()
                   (let ((result (bytes->program bytes)))
                     (if (refusal? result)
                         (refusal-offset result)
                         'accepted)))))
  (do ((n 0 (+ n 1)))
      ((= n size))
    (check (format #f "refused: the first ~a bytes" n)
           (lambda ()
             (or (refusal? (bytes->program (first-bytes sample n)))
                 "accepted"))))
  ;; Whatever one byte becomes, the loader says yes or no, and what it accepts
  ;; comes out the same again.
  (do ((n 0 (+ n 1)))
      ((= n (- size 4)))
    (for-each
     (lambda (change)
       (let ((bytes (first-bytes sample (- size 4))))
         (bytevector-u8-set! bytes n
                             (logand 255
                                     (+ change (bytevector-u8-ref bytes n))))
         (check (format #f "byte ~a changed by ~a" n change)
                (lambda ()
                  (let* ((image (with-checksum bytes))
                         (program (bytes->program image)))
                    (or (refusal? program)
                        (and (equal? image (program->bytes program))
                             (string? (disassemble program #t #t)))
                        "accepted, but it comes out different"))))))
     '(1 2 4 8 16 64 128 255)))
  (refusal-at "bad checksum" (- size 4)
              (let ((bytes (bytevector-copy sample)))
                (bytevector-u8-set! bytes (- size 1)
                                    (logxor 1 (bytevector-u8-ref
                                               sample (- size 1))))
                bytes))
  (for-each (lambda (entry)
              (refusal-at (car entry) (caddr entry)
                          (with-checksum (u8-list->bytevector (cadr entry)))))
            (read-all (string-append here "/refused.scm"))))

;;; The commands

(define (status . arguments)
  "Return the exit status of a command of asm/ with ARGUMENTS, its output put
away."
  (status:exit-val
   (apply system* "sh" "-c" "command=$1; shift; \"$command\" \"$@\" \
>/dev/null 2>&1" "sh"
          (string-append here "/../../asm/" (car arguments))
          (cdr arguments))))

(define (check-commands)
  "Check the exit statuses of baton-asm and baton-dis."
  (let* ((folder (string-append "/tmp/baton-test-"
                                (number->string (getpid))))
         (image (string-append folder "/image"))
         (good (string-append here "/../../examples/fact.baton"))
         (bad (string-append here "/../golden/errors/still-alive.baton")))
    (mkdir folder)
    (for-each
     (lambda (entry)
       (check-equal (format #f "command: ~a" (cdr entry)) (car entry)
                    (lambda () (apply status (cdr entry)))))
     `((64 "baton-asm")
       (64 "baton-asm" ,good)
       (64 "baton-asm" ,good "-o")
       (64 "baton-asm" ,good "-x" ,image)
       (66 "baton-asm" "/nowhere/x.baton" "-o" ,image)
       (66 "baton-asm" ,folder "-o" ,image)
       (66 "baton-asm" ,good "-o" "/nowhere/x.image")
       (65 "baton-asm" ,bad "-o" ,image)
       (66 "baton-dis" ,image)
       (0 "baton-asm" ,good "-o" ,image)
       (0 "baton-dis" ,image)
       (0 "baton-dis" ,image "--flat" "--names")
       (0 "baton-dis" ,image "--numbers")
       (64 "baton-dis" ,image "--nested" "--numbers")
       (64 "baton-dis")
       (65 "baton-dis" ,good)
       (0 "baton-asm" "--strip" "-o" ,image ,good)
       (0 "baton-asm" "--help")))
    (check-equal "command: the stripped image"
                 (code (assembled (read-file-text good)))
                 (lambda () (read-file-bytes image)))
    (for-each (lambda (name) (delete-file (string-append folder "/" name)))
              (scandir folder (lambda (name) (not (string-prefix? "." name)))))
    (rmdir folder)))

(define (main home arguments)
  "Run all checks on the project in HOME; ARGUMENTS may say --update."
  (set! here (string-append home "/tests/asm"))
  (set! update (and (member "--update" arguments) #t))
  (check-examples)
  (check-forms)
  (check-printed)
  (check-errors)
  (check-data)
  (check-refused)
  (check-commands)
  (format #t "~a passed, ~a failed\n" passed failed)
  (exit (if (and (> passed 0) (= failed 0)) 0 1)))
