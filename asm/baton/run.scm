;;; (baton run): the command line of the reference machine.
;;;
;;;     run [OPTION ...] FILE [ARGUMENT ...]     runs a text or an image
;;;     trace [OPTION ...] FILE [ARGUMENT ...]   the same with --trace=text
;;;
;;; Gives the exit status of spec/machine.md: 0 or what the program says; 64 for
;;; a wrong use, 65 for a program that is refused, 66 for no such file, 70 for a
;;; fault, 124 where the fuel is spent.

(define-library (baton run)
  (export run-command)
  (import (scheme base) (scheme file) (baton image) (baton heap)
          (baton source) (baton assemble) (baton write) (baton devices)
          (baton reference)
          (only (baton host) read-file-bytes flush-output))
  (begin
    (define usage "\
usage: baton-ref run [OPTION ...] FILE [ARGUMENT ...]
       baton-ref trace [OPTION ...] FILE [ARGUMENT ...]
Runs a Baton program, text or image, on the machine that runs the specification.
  --fuel N           the program may do N transfers
  --heap WORDS       its cells may take that many words (134217728)
  --width W          words have W bits, 32 or 64 (64)
  --grant NAME       grant clock, random, timer, files=FOLDER or plotter=FILE
  --seed N           of the device random (1)
  --trace=KIND       text, json or transfers: a line for each step or transfer
  --trace-file FILE  where these lines go (standard error)
  --stats            print counts and faults to standard error at the end
")

    (define-record-type <options>
      (make-options fuel heap width grants seed trace trace-file stats
                    arguments)
      options?
      (fuel option-fuel set-option-fuel!)
      (heap option-heap set-option-heap!)
      (width option-width set-option-width!)
      (grants option-grants set-option-grants!)
      (seed option-seed set-option-seed!)
      (trace option-trace set-option-trace!)
      (trace-file option-trace-file set-option-trace-file!)
      (stats option-stats? set-option-stats!)
      (arguments option-arguments set-option-arguments!))

    (define (put text port)
      "Write TEXT to PORT as UTF-8."
      (write-bytevector (string->utf8 text) port))

    (define (complain text)
      "Write TEXT to standard error, behind what went to standard output."
      (flush-output (current-output-port))
      (put text (current-error-port))
      (flush-output (current-error-port)))

    (define (run-command arguments)
      "Do what ARGUMENTS, of the command line, say; return the exit status."
      (cond ((null? arguments) (misused "there is nothing to do"))
            ((member (car arguments) '("--help" "help"))
             (put usage (current-output-port))
             0)
            ((member (car arguments) '("run" "trace"))
             (call-with-current-continuation
              (lambda (return)
                (run (parse (cdr arguments)
                            (if (string=? "trace" (car arguments)) 'text #f)
                            (lambda (text) (return (misused text))))))))
            (else
             (misused (string-append "there is no command "
                                     (car arguments))))))

    (define (misused text)
      "Say TEXT and how to use this, and return the status for that."
      (complain (string-append "baton-ref: " text "\n" usage))
      64)

    ;; Options

    (define (split text character)
      "Return TEXT before the first CHARACTER, and what comes behind it or #f."
      (let ((end (string-length text)))
        (let loop ((i 0))
          (cond ((= i end) (values text #f))
                ((char=? character (string-ref text i))
                 (values (substring text 0 i) (substring text (+ i 1) end)))
                (else (loop (+ i 1)))))))

    (define (parse arguments trace fail)
      "Return the options that ARGUMENTS spell, with TRACE unless they say so.
(FAIL TEXT) does not return."
      (let ((options (make-options #f (expt 2 27) 64 '() 1 trace #f #f '())))
        (let loop ((rest arguments))
          (cond ((null? rest) (fail "FILE is missing"))
                ((string=? "--stats" (car rest))
                 (set-option-stats! options #t)
                 (loop (cdr rest)))
                ((not (option? (car rest)))
                 (set-option-arguments! options rest)
                 options)
                (else
                 (let-values (((name value) (split (car rest) #\=)))
                   (cond (value
                          (set-option! options name value fail)
                          (loop (cdr rest)))
                         ((null? (cdr rest))
                          (fail (string-append name " needs a value")))
                         (else
                          (set-option! options name (cadr rest) fail)
                          (loop (cddr rest))))))))))

    (define (option? text)
      "Is TEXT an option?"
      (and (> (string-length text) 1) (char=? #\- (string-ref text 0))))

    (define (set-option! options name text fail)
      "Set the option NAME in OPTIONS to what TEXT says."
      (define (natural)
        (let ((n (string->number text)))
          (if (and n (exact-integer? n) (>= n 0))
              n
              (fail (string-append name " needs a number: " text)))))
      (define (one-of names)
        (let ((symbol (string->symbol text)))
          (if (memq symbol names)
              symbol
              (fail (string-append name ": there is no " text)))))
      (define (is? option) (string=? name option))
      (cond ((is? "--fuel") (set-option-fuel! options (natural)))
            ((is? "--heap") (set-option-heap! options (natural)))
            ((is? "--width")
             (if (member text '("32" "64"))
                 (set-option-width! options (natural))
                 (fail (string-append "--width is 32 or 64, not " text))))
            ((is? "--grant")
             (set-option-grants! options (cons (grant text fail)
                                               (option-grants options))))
            ((is? "--seed") (set-option-seed! options (natural)))
            ((is? "--trace")
             (set-option-trace! options (one-of '(text json transfers))))
            ((is? "--trace-file") (set-option-trace-file! options text))
            (else (fail (string-append "there is no option " name)))))

    (define (grant text fail)
      "Return the device that TEXT grants, a name and what is granted of it."
      (let-values (((name value) (split text #\=)))
        (let ((symbol (string->symbol name)))
          (cond ((and value (memq symbol '(files plotter)))
                 (cons symbol value))
                ((and (not value) (memq symbol '(clock random timer)))
                 (cons symbol #t))
                (else
                 (fail (string-append "no such grant: " text)))))))

    ;; Loading

    ;; What was read: a program, its source where it is text, or a refusal's
    ;; text.
    (define-record-type <loaded>
      (make-loaded program source refusal) loaded?
      (program loaded-program) (source loaded-source)
      (refusal loaded-refusal))

    (define (load-file file bytes)
      "Return what BYTES, the content of FILE, have in them."
      (if (image-bytes? bytes)
          (let ((program (bytes->program bytes)))
            (if (program? program)
                (make-loaded program #f #f)
                (make-loaded
                 #f #f
                 (string-append file ": byte "
                                (number->string (refusal-offset program))
                                ": " (refusal-message program) "\n"))))
          (let-values (((source problems) (bytes->source file bytes)))
            (let ((program (if (null? problems)
                               (assemble-source source)
                               problems)))
              (if (program? program)
                  (make-loaded program source #f)
                  (make-loaded #f source
                               (report-problems source program)))))))

    (define (unfit program heap)
      "Return why PROGRAM, which is right, cannot run with HEAP, or #f."
      (let ((main (program-main program)))
        (cond ((not (integers-fit? heap program))
               "the integers of this program need wider words")
              ((if (block-rest? main)
                   (<= (block-parameters main) 2)
                   (= (block-parameters main) 2))
               #f)
              (else "main takes other parameters than (k world)"))))

    (define (try-to-read file)
      "Return the bytes of FILE, or #f."
      (call-with-current-continuation
       (lambda (return)
         (with-exception-handler
          (lambda (problem) (return #f))
          (lambda () (read-file-bytes file))))))

    ;; Running

    (define (run options)
      "Run the program that OPTIONS name; return the exit status."
      (let* ((file (car (option-arguments options)))
             (bytes (try-to-read file)))
        (if (not bytes)
            (begin
              (complain (string-append "baton-ref: cannot read " file "\n"))
              66)
            (let ((loaded (load-file file bytes)))
              (cond ((loaded-refusal loaded)
                     (complain (loaded-refusal loaded))
                     65)
                    ((option-trace-file options)
                     (call-with-port
                      (open-binary-output-file (option-trace-file options))
                      (lambda (port) (run-loaded options loaded port))))
                    (else
                     (run-loaded options loaded (current-error-port))))))))

    ;; Room for the world.
    (define least-heap 64)

    (define (run-loaded options loaded trace-port)
      "Run LOADED, a program, as OPTIONS say, with its trace to TRACE-PORT."
      (let* ((machine (make-machine (option-width options)
                                    (max least-heap (option-heap options))
                                    (option-fuel options)
                                    (option-trace options)
                                    (lambda (line) (put line trace-port))
                                    (option-stats? options)))
             (heap (machine-heap machine))
             (devices (make-devices
                       heap (option-grants options)
                       (cdr (option-arguments options))
                       (option-seed options)
                       (lambda (bytes) (machine-echo! machine bytes))))
             (reason (unfit (loaded-program loaded) heap)))
        (cond (reason
               (complain (string-append (car (option-arguments options)) ": "
                                        reason "\n"))
               65)
              (else
               (finish options machine devices loaded
                       (machine-start! machine (loaded-program loaded)
                                       devices))))))

    (define (finish options machine devices loaded end)
      "Say how MACHINE's program ENDed, and return the exit status."
      (case end
        ((halted)
         (let ((answer (machine-answer-text machine)))
           (when answer (put answer (current-output-port)))))
        ((faulted) (complain (fault-report machine (loaded-source loaded))))
        (else
         (complain (string-append (car (option-arguments options))
                                  ": the fuel is used up\n"
                                  "give the program more with --fuel\n"))))
      (machine-finish! machine)
      (when (option-stats? options) (complain (stats machine)))
      (flush-output (current-output-port))
      (case end
        ((halted) (devices-status devices))
        ((faulted) 70)
        (else 124)))

    (define (stats machine)
      "Return the counts of MACHINE, one `name: value' a line, and a line for
each fault that an instruction raised."
      (let ((heap (machine-heap machine)))
        (apply string-append
               (append
                (map (lambda (name number)
                       (string-append name ": " (number->string number) "\n"))
                     '("instructions" "transfers" "allocations"
                       "peak live cells" "peak live words"
                       "live cells at halt")
                     (list (machine-steps machine)
                           (machine-transfers machine)
                           (heap-allocations heap) (heap-peak-cells heap)
                           (heap-peak-words heap)
                           (heap-live-cells heap)))
                (map (lambda (raised)
                       (string-append "raised: "
                                      (symbol->string (car raised)) " "
                                      (symbol->string (cdr raised)) "\n"))
                     (reverse (machine-raised machine)))))))))
