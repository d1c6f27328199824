;;; (baton host): what only the host system has.
;;;
;;; Everything in asm/ that is not R7RS-small is here, so that the rest can later
;;; run on Baton itself.  Relies on GNU Guile 3.0.  Guarantees that no other file
;;; of asm/ names a Guile module.

(define-library (baton host)
  (export specification-file fusions-file read-file-bytes read-file-text
          write-file-bytes
          flush-output format-number pretty-print
          bits-and bits-xor bits-shift make-table table-ref table-set!
          open-append-file folder-names file-kind time-of-day)
  (import (scheme base) (scheme file)
          (only (guile) %load-path getenv string-append file-exists? dirname
                number->string rename-file force-output logand logxor ash
                make-hash-table hashv-ref hashv-set! open-file
                opendir readdir closedir lstat stat:type gettimeofday
                sort string<? catch)
          (only (ice-9 pretty-print) pretty-print)
          (only (ice-9 binary-ports) get-bytevector-all put-bytevector))
  (begin
    (define (specification-file)
      "Return the path of spec/instructions.scm: where the environment variable
BATON_SPEC points, else beside the folder of the load path that holds baton/."
      (or (getenv "BATON_SPEC")
          (let loop ((path %load-path))
            (if (null? path)
                (error "spec/instructions.scm not found; set BATON_SPEC")
                (let ((file (string-append (car path)
                                           "/../spec/instructions.scm")))
                  (if (file-exists? file) file (loop (cdr path))))))))

    (define (fusions-file)
      "Return the path of vm/fusions.scm, beside the specification's folder."
      (string-append (dirname (specification-file)) "/../vm/fusions.scm"))

    (define (read-file-bytes file)
      "Return the content of FILE as a bytevector."
      (let ((bytes (call-with-port (open-binary-input-file file)
                     get-bytevector-all)))
        (if (eof-object? bytes) (bytevector) bytes)))

    (define (read-file-text file)
      "Return the content of FILE, which is UTF-8, as text."
      (utf8->string (read-file-bytes file)))

    (define (write-file-bytes file bytes)
      "Write BYTES to FILE, whole or not at all."
      (let ((temporary (string-append file ".part")))
        (call-with-port (open-binary-output-file temporary)
          (lambda (port) (put-bytevector port bytes)))
        (rename-file temporary file)))

    (define (flush-output port)
      "Send what PORT holds back on its way."
      (force-output port))

    (define (format-number n base)
      "Return N as text in BASE."
      (number->string n base))

    (define (bits-and a b)
      "Return the bits in both of the integers A and B."
      (logand a b))

    (define (bits-xor a b)
      "Return the bits in just one of the integers A and B."
      (logxor a b))

    (define (bits-shift a n)
      "Return the integer A shifted N bits to the left, or -N to the right."
      (ash a n))

    (define (make-table)
      "Return an empty table whose keys are told apart by `eqv?'."
      (make-hash-table))

    (define (table-ref table key default)
      "Return what TABLE keeps for KEY, or DEFAULT."
      (hashv-ref table key default))

    (define (table-set! table key value)
      "Keep VALUE for KEY in TABLE."
      (hashv-set! table key value))

    (define (open-append-file file)
      "Return a binary port that writes at the end of FILE."
      (open-file file "ab"))

    (define (folder-names folder)
      "Return the sorted names of what is in FOLDER."
      (let ((stream (opendir folder)))
        (let loop ((found '()))
          (let ((name (readdir stream)))
            (cond ((eof-object? name)
                   (closedir stream)
                   (sort found string<?))
                  ((member name '("." "..")) (loop found))
                  (else (loop (cons name found))))))))

    (define (file-kind file)
      "Return what FILE is, links not followed: `regular', `directory', `symlink'
or another symbol; or #f where there is none."
      (catch 'system-error
        (lambda () (stat:type (lstat file)))
        (lambda ignored #f)))

    (define (time-of-day)
      "Return the seconds since 1970-01-01 (UTC) and the microsecond, a pair."
      (gettimeofday))))
