;;; assembler.scm: the answer, but for one procedure.
;;;
;;; A string that comes again is the first one's constant.

(use-modules (tools) (ice-9 match) (ice-9 receive) (srfi srfi-1)
             (srfi srfi-9))

;; What is known of the whole program: its BLOCKS and encoded CONSTANTS, the
;; last first; the INSTRUCTIONS used, the PROFILES needed, and all INTEGERS.
(define-record-type <program>
  (make-program blocks constants instructions profiles integers)
  program?
  (blocks blocks set-blocks!) (constants constants set-constants!)
  (instructions instructions set-instructions!)
  (profiles profiles set-profiles!) (integers integers set-integers!))

;; A block.  NAMED: has it names, or numbers?  OUTER: the name of the top-level
;; block that it stands in.  LAMBDAS: a list of how many lambdas that one has.
(define-record-type <block>
  (make-block program name named outer lambdas parameters rest captures
              registers code)
  block?
  (program block-program) (name block-name) (named block-named?)
  (outer block-outer) (lambdas block-lambdas)
  (parameters block-parameters set-parameters!) (rest block-rest set-rest!)
  (captures block-captures set-captures!)
  (registers block-registers set-registers!) (code block-code set-code!))

(load "encode.scm")
(load "translate.scm")

(define (constant-number all form)
  "Return the number of the constant of the program ALL that FORM spells."
  (let ((value (form-value form)))
    (define (once kind bytes) (constant-once all (tagged all kind bytes)))
    (define (new kind bytes) (add-constant all (tagged all kind bytes)))
    (case (form-kind form)
      ((integer)
       (set-integers! all (cons value (integers all)))
       (once 'int (uleb (zigzag value))))
      ((bool) (once 'bool (list (if value 1 0))))
      ((void) (once 'void '()))
      ((eof) (once 'eof '()))
      ((char) (once 'char (uleb (char->integer value))))
      ((symbol) (once 'symbol (string-bytes (symbol->string value))))
      ((string) (once 'string (string-bytes value)))
      ((bytes)
       (let ((bytes (byte-list value)))
         (new 'bytes (append (uleb (length bytes)) bytes))))
      ((vector)
       (let ((parts (numbers all value)))
         (new 'vector (append (uleb (length parts))
                              (append-map uleb parts)))))
      ((list)
       (let ((parts (numbers all value)))
         (fold-right (lambda (part tail)
                       (new 'pair (append (uleb part) (uleb tail))))
                     (if (form-tail form)
                         (constant-number all (form-tail form))
                         (once 'null '()))
                     parts))))))

(define (assemble text)
  "Return the image of the program TEXT, a list of bytes."
  (let ((all (make-program '() '() '() '() '())))
    (for-each (lambda (form) (translate-block all form)) (read-program text))
    (image all)))
