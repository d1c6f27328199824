;;; driver.scm: runs an assembler on many texts.
;;;
;;;     guile … driver.scm FOLDER ASSEMBLER      texts: a list of strings on
;;;                                              standard input
;;;     guile … driver.scm FOLDER ASSEMBLER FILE IMAGE
;;;
;;; FOLDER has tools.scm and, where they are not to be compiled again, the
;;; compiled modules of asm/baton/, in the order of their names.  For each text
;;; of the list it prints one line: `image HEX', `refused LINE:COLUMN WHAT' or
;;; `broke WHAT'.  What the assembler prints itself goes to standard error.

(use-modules (ice-9 binary-ports) (ice-9 ftw) (ice-9 match)
             (ice-9 textual-ports) (rnrs bytevectors))

(define (load-tools folder)
  "Load the compiled modules in FOLDER, and tools.scm."
  (for-each (lambda (name)
              (save-module-excursion
               (lambda () (load-compiled (string-append folder "/" name)))))
            (or (scandir folder (lambda (name) (string-suffix? ".go" name)))
                '()))
  (save-module-excursion
   (lambda () (primitive-load (string-append folder "/tools.scm")))))

(define (load-assembler path)
  "Return the procedure `assemble' of the file PATH."
  (let ((module (make-fresh-user-module)))
    (save-module-excursion
     (lambda ()
       (set-current-module module)
       (set-module-declarative?! module #f)
       (primitive-load (canonicalize-path path))))
    (module-ref module 'assemble)))

(define (told key arguments)
  "Return what the exception KEY with ARGUMENTS says, as one line."
  (string-map (lambda (c) (if (char=? c #\newline) #\space c))
              (string-trim-right
               (call-with-output-string
                 (lambda (port)
                   (print-exception port #f key arguments))))))

(define (assembled assemble text)
  "Return what ASSEMBLE makes of TEXT: a bytevector, or the line that says why
there is none."
  (catch #t
    (lambda ()
      (u8-list->bytevector
       (parameterize ((current-output-port (current-error-port)))
         (assemble text))))
    (lambda (key . arguments)
      (match (cons key arguments)
        (('refused position what)
         (string-append
          "refused "
          ((@ (tools) refusal-place) text position) " " what))
        (_ (string-append "broke " (told key arguments)))))))

(define (hexadecimal bytes)
  "Return BYTES, a bytevector, as text."
  (string-concatenate
   (map (lambda (byte)
          (string-pad (number->string byte 16) 2 #\0))
        (bytevector->u8-list bytes))))

(define (line result)
  "Return RESULT of `assembled' as a line of output."
  (string-append (if (string? result)
                     result
                     (string-append "image " (hexadecimal result)))
                 "\n"))

(define (one assemble file image)
  "Assemble FILE to IMAGE; return the exit status."
  (let ((result (assembled assemble
                           (call-with-input-file file get-string-all
                                                 #:encoding "UTF-8"))))
    (cond ((string? result)
           (put-string (current-error-port)
                       (string-append file ": " result "\n"))
           65)
          (else
           (call-with-output-file image
             (lambda (port) (put-bytevector port result))
             #:binary #t)
           0))))

(define (many assemble)
  "Assemble each text of standard input; return the exit status."
  (for-each (lambda (text)
              (put-string (current-output-port)
                          (line (assembled assemble text)))
              (force-output))
            (read))
  0)

(match (command-line)
  ((_ folder path . files)
   (load-tools folder)
   (let ((assemble (load-assembler path)))
     (exit (match files
             ((file image) (one assemble file image))
             (() (many assemble)))))))
