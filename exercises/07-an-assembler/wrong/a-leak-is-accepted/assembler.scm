;;; assembler.scm: the answer, but for one procedure.
;;;
;;; At a transfer it does not look what is still alive.

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

(define (translate-transfer block instruction form live)
  "Return the code of FORM, a transfer by INSTRUCTION."
  (receive (code live) (translate-operands block instruction form live)
    code))

(define (assemble text)
  "Return the image of the program TEXT, a list of bytes."
  (let ((all (make-program '() '() '() '() '())))
    (for-each (lambda (form) (translate-block all form)) (read-program text))
    (image all)))
