;;; compile.scm: compiles programs of Baton to C.
;;;
;;; A program becomes one C function.  A block is a label in it, a variable a C variable.
;;; What is here compiles programs of one block that add and call k; the rest is yours.
;;; exercises/14-to-c/given/: driver.scm says what a decoded program is, runtime.h what there is in C.

(use-modules (ice-9 match) (srfi srfi-1))

(define prelude "
/* What all programs need beside runtime.h. */
")

(define (c . parts)
  "Return PARTS, texts, symbols and numbers, as one text."
  (string-concatenate
   (map (lambda (part)
          (cond ((string? part) part)
                ((symbol? part) (symbol->string part))
                (else (number->string part))))
        parts)))

(define (joined texts)
  "Return TEXTS with commas between them."
  (string-join texts ", "))

;; Operands

(define (constant datum)
  "Return the C of the constant DATUM."
  (cond ((integer? datum) (c "INT(" datum ")"))
        ((eq? datum #t) "TRUE")
        ((eq? datum #f) "FALSE")
        ((null? datum) "NIL")
        (else (error "no such constant" datum))))

(define (read-operand operand)
  "Return the C of OPERAND where an instruction only looks at it."
  (match operand
    (('constant datum) (constant datum))
    ((_ variable) (c variable))))

(define (store-operand operand)
  "Return the C of OPERAND where an instruction keeps it."
  (match operand
    (('copy variable) (c "retain(" variable ")"))
    (_ (read-operand operand))))

(define (ends operands)
  "Return the C that ends the variables that OPERANDS take."
  (string-concatenate
   (filter-map (match-lambda
                 (('take variable) (c "release(" variable "); "))
                 (_ #f))
               operands)))

;; Instructions

(define (expression operation operands)
  "Return the C of the call of OPERATION on OPERANDS, which it reads."
  (c operation "(" (joined (map read-operand operands)) ")"))

(define (test-text test)
  "Return the C that leaves in `holds' whether TEST holds."
  (match test
    ((test . operands)
     (c "holds = "
        (match (cons test (map read-operand operands))
          (('lt a b) (c "lt(" a ", " b ")"))
          (_ (error "no such test" test)))
        "; " (ends operands)))))

(define (let-text results operation operands)
  "Return the C of an instruction that gives birth to RESULTS."
  (match (list operation results operands)
    (('move (x) (operand)) (c x " = " (store-operand operand) ";"))
    (('add (x) _)
     (c x " = " (expression operation operands) ";"))
    (_ (error "no such instruction" operation))))

(define (close-text result block operands program)
  "Return the C that makes a closure of BLOCK of PROGRAM."
  (error "close is yours to write"))

(define (jump-text block operands program)
  "Return the C of a jump to BLOCK of PROGRAM with OPERANDS."
  (error "jump is yours to write"))

(define (call-text operands)
  "Return the C of the call of the first of OPERANDS with the others.  So far it is
taken for the continuation that main gets, whose code is 0."
  (match operands
    ((f x)
     (c "{ self = " (store-operand f) "; a0 = " (store-operand x)
        "; need_closure(self, 1); goto end; }"))
    (_ (error "call is yours to write"))))

(define (instruction-text instruction program)
  "Return the C of INSTRUCTION of PROGRAM."
  (match instruction
    (('let (x) 'close block . operands)
     (c "  " (close-text x block operands program) "\n"))
    (('let results operation . operands)
     (c "  " (let-text results operation operands) "\n"))
    (('drop . variables)
     (c "  " (ends (map (lambda (v) (list 'take v)) variables)) "\n"))
    (('if test then else)
     (c "  " (test-text test) "\n  if (holds) {\n"
        (instructions-text then program) "  } else {\n"
        (instructions-text else program) "  }\n"))
    (('jump block . operands) (c "  " (jump-text block operands program) "\n"))
    (('call . operands) (c "  " (call-text operands) "\n"))))

(define (instructions-text instructions program)
  "Return the C of INSTRUCTIONS of PROGRAM."
  (string-concatenate
   (map (lambda (i) (instruction-text i program)) instructions)))

;; Blocks

(define (block-text block program)
  "Return the C of BLOCK of PROGRAM."
  (match block
    (('block name _ _ . body)
     (c name ":;\n" (instructions-text body program)))))

(define (all-instructions instructions)
  "Return INSTRUCTIONS and those in their ways."
  (append-map (match-lambda
                ((and i ('if _ then else))
                 (cons i (append (all-instructions then)
                                 (all-instructions else))))
                (i (list i)))
              instructions))

(define (block-instructions block)
  "Return all instructions of BLOCK."
  (all-instructions (cddddr block)))

(define (born block)
  "Return the variables of BLOCK."
  (append (third block) (fourth block)
          (append-map (match-lambda (('let results . _) results) (_ '()))
                      (block-instructions block))))

(define (compile-program name program)
  "Return the C function NAME for PROGRAM, a list of decoded blocks, the first of
which is main."
  (let* ((main (first program))
         (parameters (third main))
         (variables (lset-difference eq? (append-map born program)
                                     parameters)))
    (c "Value " name "("
       (joined (map (lambda (p) (c "Value " p)) parameters)) ") {\n"
       "  Value self, "
       (joined (cons "a0" (map (lambda (v) (c v)) variables)))
       ";\n  int holds;\n"
       (string-concatenate
        (map (lambda (block) (block-text block program)) program))
       "end:\n  release(self);\n  return a0;\n}\n")))
