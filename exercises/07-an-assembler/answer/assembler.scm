;;; assembler.scm: the text of a Baton program to the bytes of an image.
;;;
;;; (assemble TEXT) gives the image of the program TEXT, without debug section,
;;; as a list of bytes: spec/image.md.  Where TEXT is no program it calls
;;; (refuse FORM MESSAGE), which does not come back.
;;;
;;; It works in two passes.  The first, translate.scm, makes CODE of each block:
;;; a list of parts in which constants and blocks are still what the text says.
;;;
;;;     N                           a number, to be written as ULEB128
;;;     (byte N)                    one byte
;;;     (constant FORM)             an operand: the constant that FORM spells
;;;     (symbol FORM)               the number of a constant, a symbol
;;;     (block FORM OPERATION N)    the number of the block that FORM names; the
;;;                                 OPERATION, jump or close, gives it N values
;;;     (tree OPCODE CODE THEN ELSE)  `if' or `try', with the code of its
;;;                                 instruction and of its two ways
;;;
;;; The second, encode.scm, numbers them and makes bytes.
;;;
;;; LIVE is the list of the (NAME . REGISTER) of all variables that are alive.

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

(define (assemble text)
  "Return the image of the program TEXT, a list of bytes."
  (let ((all (make-program '() '() '() '() '())))
    (for-each (lambda (form) (translate-block all form)) (read-program text))
    (image all)))
