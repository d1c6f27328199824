;;; (course bundle): many files through one output.
;;;
;;; A script in a sandbox leaves files; it ends with a command that prints the sizes
;;; of all of them, then what is in them, and outside they are taken apart again.
;;; What was cut off is missing at the end only.

(define-module (course bundle)
  #:use-module (ice-9 binary-ports)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:export (shell-word own-folder bundled unbundled))

(define (shell-word text)
  "Return TEXT as one word of the shell."
  (string-append "'" (string-join (string-split text #\') "'\\''") "'"))

;; Where there is no sandbox several scripts have the same folder; in one the name is
;; always the same, since reports may quote it.
(define own-folder "\
{ mkdir script 2>/dev/null && cd script; } ||
  cd \"$(mktemp -d ./script-XXXXXX)\" || exit 1
")

(define (bundled names)
  "Return the shell command that prints the files NAMES, all of which are there."
  (let ((words (string-join (map shell-word names) " ")))
    (string-append "wc -c -- " words " && cat -- " words "\n")))

(define (first-number port)
  "Return the number that the next line of PORT begins with; 0 where there is none."
  (let loop ((digits '()))
    (let ((byte (get-u8 port)))
      (cond ((and (integer? byte) (<= 48 byte 57))
             (loop (cons (integer->char byte) digits)))
            ((and (null? digits) (eqv? byte 32)) (loop digits))
            (else
             (let skip ((byte byte))
               (unless (or (eof-object? byte) (= byte 10))
                 (skip (get-u8 port))))
             (if (null? digits)
                 0
                 (string->number (reverse-list->string digits))))))))

(define (unbundled bytes count)
  "Return what COUNT files hold that were printed as BYTES, as bytevectors."
  (let* ((port (open-bytevector-input-port bytes))
         (sizes (map-in-order (lambda (i) (first-number port)) (iota count))))
    ;; Behind several sizes stands their sum.
    (when (> count 1) (first-number port))
    (map-in-order (lambda (size)
                    (let ((part (get-bytevector-n port size)))
                      (if (eof-object? part) #vu8() part)))
                  sizes)))
