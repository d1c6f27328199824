;;; assembler.scm: the answer, but for one procedure.
;;;
;;; An opcode above 127 is written in two bytes.

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

(define (encode-part all part)
  "Return the bytes of PART of a code."
  (match part
    ((? number? n) (uleb n))
    (('byte n) (uleb n))
    (('constant form) (uleb (+ 2 (* 4 (constant-number all form)))))
    (('symbol form) (uleb (constant-number all form)))
    (('block form operation given)
     (uleb (block-number all form operation given)))
    (('tree opcode code then else)
     (let* ((code (encode all code))
            (then (encode all then))
            (else (encode all else)))
       (append (list opcode) (uleb (length then)) code then else)))))

(define (assemble text)
  "Return the image of the program TEXT, a list of bytes."
  (let ((all (make-program '() '() '() '() '())))
    (for-each (lambda (form) (translate-block all form)) (read-program text))
    (image all)))
