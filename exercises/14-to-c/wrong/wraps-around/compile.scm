;;; compile.scm: compiles programs of Baton to C.
;;;
;;; A program becomes one C function.  A block is a label in it, a variable a C variable;
;;; a jump is a goto.  A closure's code is the address of the label NAME_call, where its
;;; block begins that takes what the closure captured; arguments are handed over in
;;; a0, a1, …, the closure in self.  given/driver.scm says what a decoded program is.

(use-modules (ice-9 match) (srfi srfi-1))

(define prelude "
/* Takes a pair apart that ends here: moves its parts where nobody else holds it. */
static inline void take_apart(Value p, Value *a, Value *d) {
  if (!is_pair(p)) fault(\"type\");
  Cell *c = cell_of(p);
  *a = c->field[0];
  *d = c->field[1];
  if (c->count == 1) end_cell(c, 2);
  else retain(*a), retain(*d), c->count--;
}
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
          (('eq a b) (c a " == " b))
          (('lt a b) (c "lt(" a ", " b ")"))
          (('le a b) (c "le(" a ", " b ")"))
          (('null? a) (c a " == NIL"))
          (('pair? a) (c "is_pair(" a ")"))
          (_ (error "no such test" test)))
        "; " (ends operands)))))

(define (let-text results operation operands)
  "Return the C of an instruction that gives birth to RESULTS."
  (match (list operation results operands)
    (('move (x) (operand)) (c x " = " (store-operand operand) ";"))
    (('add (x) (a b))
     (c x " = " (read-operand a) " + " (read-operand b) ";"))
    (('sub (x) (a b))
     (c x " = " (read-operand a) " - " (read-operand b) ";"))
    (('mul (x) (a b))
     (c x " = " (read-operand a) " / 4 * " (read-operand b) ";"))
    (((or 'quo 'rem) (x) _)
     (c x " = " (expression operation operands) ";"))
    (('cons (x) (a d))
     (c x " = cons(" (store-operand a) ", " (store-operand d) ");"))
    (((or 'car 'cdr) (x) (p))
     (c x " = " (expression operation operands) "; " (ends operands)))
    (('uncons (a d) (('take p)))
     (c "take_apart(" p ", &" a ", &" d ");"))
    (('uncons (a d) (p))
     (c a " = car(" (read-operand p) "); " d " = cdr(" (read-operand p) ");"))
    (_ (error "no such instruction" operation))))

(define (close-text result block operands program)
  "Return the C that makes a closure of BLOCK of PROGRAM."
  (match (find (lambda (b) (eq? block (second b))) program)
    (('block _ parameters . _)
     (c result " = close((int64_t)&&" block "_call, " (length parameters) ", "
        (length operands) ");"
        (string-concatenate
         (map (lambda (operand i)
                (c " set_capture(" result ", " i ", " (store-operand operand)
                   ");"))
              operands (iota (length operands) 1)))))))

(define (assigned targets operands)
  "Return the C that gives OPERANDS to the variables TARGETS, all at once."
  (let ((numbers (iota (length targets))))
    (string-concatenate
     (append
      (map (lambda (i operand)
             (c "Value t" i " = " (store-operand operand) "; "))
           numbers operands)
      (map (lambda (i target) (c target " = t" i "; ")) numbers targets)))))

(define (jump-text block operands program)
  "Return the C of a jump to BLOCK of PROGRAM with OPERANDS."
  (match (find (lambda (b) (eq? block (second b))) program)
    (('block _ parameters . _)
     (c "{ " (assigned parameters operands) "goto " block "; }"))))

(define (argument i)
  "Return the C variable that hands over the argument I."
  (c "a" i))

(define (call-text operands)
  "Return the C of the call of the first of OPERANDS with the others."
  (let ((count (- (length operands) 1)))
    (c "{ " (assigned (cons "self" (map argument (iota count))) operands)
       "need_closure(self, " count "); "
       (if (= count 1) "if (!code_of(self)) goto end; " "")
       "goto *(void *)code_of(self); }")))

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

(define (entry-text block)
  "Return the C where closures of BLOCK are called: it brings parameters and captures
to their variables, and ends the closure."
  (match block
    (('block name parameters captures . _)
     (let ((numbers (iota (length captures) 1)))
       (define (each-capture make)
         (string-concatenate (map make captures numbers)))
       (c name "_call:\n"
          (string-concatenate
           (map (lambda (p i) (c "  " p " = " (argument i) ";"))
                parameters (iota (length parameters))))
          "\n  if (cell_of(self)->count == 1) {"
          (each-capture (lambda (x i) (c " " x " = cell_of(self)->field[" i
                                         "];")))
          " end_cell(cell_of(self), " (+ 1 (length captures)) "); }\n  else {"
          (each-capture (lambda (x i) (c " " x " = capture(self, " i ");")))
          " release(self); }\n")))))

(define (block-text block program closed)
  "Return the C of BLOCK of PROGRAM; CLOSED: names of blocks that closures have."
  (match block
    (('block name _ _ . body)
     (c (if (memq name closed) (entry-text block) "")
        name ":;\n" (instructions-text body program)))))

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

(define (closed-blocks program)
  "Return the names of the blocks of PROGRAM that closures are made of."
  (append-map (lambda (block)
                (filter-map (match-lambda
                              (('let _ 'close name . _) name)
                              (_ #f))
                            (block-instructions block)))
              program))

(define (compile-program name program)
  "Return the C function NAME for PROGRAM, a list of decoded blocks, the first of
which is main."
  (let* ((main (first program))
         (parameters (third main))
         (variables (lset-difference eq? (append-map born program) parameters))
         (most (apply max 3 (map (lambda (b) (length (third b))) program)))
         (closed (closed-blocks program)))
    (c "Value " name "("
       (joined (map (lambda (p) (c "Value " p)) parameters)) ") {\n"
       "  Value self, "
       (joined (append (map argument (iota most)) (map (lambda (v) (c v))
                                                       variables)))
       ";\n  int holds;\n"
       (string-concatenate
        (map (lambda (block) (block-text block program closed)) program))
       "end:\n  release(self);\n  return a0;\n}\n")))
