;;; (tools): what an assembler in Guile need not write itself.
;;;
;;; Data with places, the table of instructions, checksums, and a way to refuse.
;;; Relies on the reader and the tables of asm/baton/, not on its assembler.
;;; README.md of the exercise says what each procedure is for.

(define-module (tools)
  #:use-module (rnrs bytevectors)
  #:use-module (baton bytes)
  #:use-module (baton instructions)
  #:use-module (baton read)
  #:use-module (baton source)
  #:use-module (baton syntax)
  #:use-module (baton void)
  #:export (read-program refuse refusal-place text-bytes byte-list checksum)
  #:re-export (make-form form-kind form-value form-tail form-position
               form-symbol? form-list? form-empty? form-head? form-quoted
               instruction-named instruction-name instruction-opcode
               instruction-operands instruction-results instruction-class
               instruction-faults instruction-profile instruction-signature
               operand-class operand-role operand-least operand-most
               kind-named kind-code kind-profile
               zigzag void?))

(define (read-program text)
  "Return the forms of TEXT, a list.  Refuse what is not made of data."
  (call-with-values (lambda () (read-forms (make-source #f text)))
    (lambda (forms problems)
      (if (null? problems)
          forms
          (let ((first (car (problems-in-order problems))))
            (throw 'refused (problem-position first)
                   (problem-what first)))))))

(define (refuse form message)
  "Refuse the program because of FORM, where MESSAGE, a text, says what is
wrong; with #f for FORM it is the program as a whole.  Does not return."
  (throw 'refused (if form (form-position form) 0) message))

(define (refusal-place text position)
  "Return the place of POSITION, counted from 0, in TEXT: \"LINE:COLUMN\"."
  (let ((place (source-place (make-source #f text) position)))
    (string-append (number->string (car place)) ":"
                   (number->string (cdr place)))))

(define (text-bytes text)
  "Return TEXT in UTF-8 as a list of bytes."
  (bytevector->u8-list (string->utf8 text)))

(define (byte-list bytes)
  "Return the bytevector BYTES as a list."
  (bytevector->u8-list bytes))

(define (checksum bytes)
  "Return the CRC-32 of BYTES, a list, as a list of four bytes, the low one
first."
  (let ((crc (crc-32 (u8-list->bytevector bytes) 0 (length bytes))))
    (map (lambda (shift) (logand 255 (ash crc (- shift)))) '(0 8 16 24))))
