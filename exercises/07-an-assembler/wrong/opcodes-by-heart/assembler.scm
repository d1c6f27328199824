;;; assembler.scm: the answer, but for one procedure.
;;;
;;; It knows some opcodes by heart.

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

(define (translate-operands block instruction form live)
  "Return the code of INSTRUCTION with the operands in FORM, without results,
and what lives after it."
  (let loop ((operands (checked-operands instruction form))
             (forms (cdr (form-value form)))
             (code (list (list 'byte
                               (case (instruction-name instruction)
                                 ((jump) 8)
                                 ((call) 9)
                                 ((halt) 11)
                                 (else (instruction-opcode instruction))))))
             (taken '()))
    (if (null? operands)
        (begin
          (use-instruction block instruction)
          (values (reverse code) (end (reverse taken) live)))
        (let* ((operand (car operands))
               (role (operand-role operand))
               (translate (lambda (form)
                            (translate-operand block form role live)))
               (take (lambda (form taken)
                       (if (takes? form role) (cons form taken) taken))))
          (case (operand-class operand)
            ((value)
             (loop (cdr operands) (cdr forms)
                   (cons (translate (car forms)) code)
                   (take (car forms) taken)))
            ((rest)
             (loop (cdr operands) '()
                   (append-reverse (map-in-order translate forms)
                                   (cons (length forms) code))
                   (fold take taken forms)))
            (else
             (unless (form-symbol? (car forms))
               (refuse (car forms) "a name must stand here"))
             (loop (cdr operands) (cdr forms)
                   (cons (if (eq? 'symbol (operand-class operand))
                             (list 'symbol (car forms))
                             (list 'block (car forms)
                                   (instruction-name instruction)
                                   (length (cdr forms))))
                         code)
                   taken)))))))

(define (assemble text)
  "Return the image of the program TEXT, a list of bytes."
  (let ((all (make-program '() '() '() '() '())))
    (for-each (lambda (form) (translate-block all form)) (read-program text))
    (image all)))
