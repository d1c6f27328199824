;;; translate.scm: the first pass of the assembler, from text to code.
;;;
;;; (translate-block PROGRAM FORM) adds a block, and its lambdas, to the
;;; program.  It follows the life of each variable: spec/text.md, "Names or
;;; numbers".

;; Blocks

(define (add-block all symbol form named outer lambdas)
  "Return a new block of the program ALL, whose name, SYMBOL, is at FORM."
  ;; To do (refused): another block may have this name.
  (let ((block (make-block all symbol named outer lambdas 0 #f 0 0 '())))
    (set-blocks! all (cons block (blocks all)))
    block))

(define (translate-block all form)
  "Add the block that FORM spells to the program ALL."
  (match (if (form-head? form 'block) (form-value form) '())
    ((_ symbol parameters captures body ..1)
     (unless (form-symbol? symbol)
       (refuse symbol "this is no name for a block"))
     (let ((block (add-block all (form-value symbol) symbol
                             (not (counts? parameters)) (form-value symbol)
                             (list 0))))
       (when (and (eq? 'main (form-value symbol))
                  (not (form-empty? captures))
                  (not (eqv? 0 (form-value captures))))
         (refuse captures "main captures nothing"))
       (if (block-named? block)
           (let ((captured (if (form-list? captures)
                               (form-value captures)
                               (refuse captures "no list of variables"))))
             (translate-named block form parameters captured body))
           (translate-numbered block form parameters captures body))))
    (_ (refuse form "this is no block"))))

(define (counts? parameters)
  "Does the form PARAMETERS say that a block has numbers?"
  (or (eq? 'integer (form-kind parameters))
      (and (eq? 'list (form-kind parameters))
           (pair? (form-value parameters))
           (eq? 'integer (form-kind (car (form-value parameters)))))))

(define (register-name n)
  "Return the name of register N."
  (string->symbol (string-append "r" (number->string n))))

(define (translate-numbered block form parameters captures body)
  "Translate BODY, forms, for BLOCK, spelt by FORM, whose header has counts."
  (let ((collects (eq? 'list (form-kind parameters))))
    (set-parameters! block (form-value (if collects
                                           (car (form-value parameters))
                                           parameters)))
    (set-rest! block collects)
    (set-captures! block (form-value captures))
    (translate-frame block form
                     (map register-name
                          (iota (+ (block-parameters block) (if collects 1 0)
                                   (block-captures block))))
                     body)))

(define (translate-named block form parameters captured body)
  "Translate BODY, forms, for BLOCK, spelt by FORM, with the form of its
PARAMETERS and the forms of its captures."
  (unless (eq? 'list (form-kind parameters))
    (refuse parameters "these are no parameters"))
  (let ((tail (form-tail parameters)))
    (set-parameters! block (length (form-value parameters)))
    (set-rest! block (and tail #t))
    (set-captures! block (length captured))
    (translate-frame
     block form
     (fold (lambda (form names)
             (unless (variable? form)
               (refuse form "this is no variable"))
             (append names (list (form-value form))))
           '()
           (append (form-value parameters)
                   (if tail
                       (list (make-form (form-kind tail) (form-value tail) #f
                                        (form-position parameters)))
                       '())
                   captured))
     body)))

(define (translate-frame block form names body)
  "Translate BODY for BLOCK, spelt by FORM, as which begins NAMES are alive."
  (set-registers! block (length names))
  (set-code! block
             (translate-body block form body
                             (map cons names (iota (length names))))))

;; Variables

(define (taking? symbol)
  "Does SYMBOL begin with `!'?"
  (string-prefix? "!" (symbol->string symbol)))

(define (bare symbol)
  "Return SYMBOL without its `!', where it has one."
  (if (taking? symbol)
      (string->symbol (string-drop (symbol->string symbol) 1))
      symbol))

(define (variable? form)
  "Is FORM the name of a variable?"
  (and (form-symbol? form) (not (taking? (form-value form)))))

(define (free-register live)
  "Return the lowest register that nothing in LIVE has."
  ;; To do (names): this is right as long as nothing ends.
  (length live))

(define (register-of block form live)
  "Return the register of BLOCK in which the variable FORM is to be born."
  (if (block-named? block)
      (free-register live)
      (or (find (lambda (n) (eq? (form-value form) (register-name n)))
                (iota 256))
          (refuse form "this is no register"))))

(define (births block forms live)
  "Let the variables FORMS be born in BLOCK.  Return the list of their registers
and what lives then."
  (if (null? forms)
      (values '() live)
      (let ((form (car forms)))
        (unless (variable? form)
          (refuse form "this is no variable"))
        ;; To do (refused): it may still be alive.
        (let ((register (register-of block form live)))
          (set-registers! block (max (block-registers block) (+ register 1)))
          (receive (more live)
              (births block (cdr forms)
                      (acons (form-value form) register live))
            (values (cons register more) live))))))

(define (end forms live)
  "Return what lives of LIVE when what FORMS take has ended."
  ;; To do (names): take them out of LIVE, in order.
  ;; To do (refused): one may be taken twice.
  live)

;; Operands

(define (translate-operand block form role live)
  "Return FORM, an operand with ROLE, as a part of a code."
  (define (small n)
    (let ((all (block-program block)))
      (set-integers! all (cons n (integers all)))
      (+ 3 (* 4 (zigzag n)))))
  (let ((quoted (form-quoted form)))
    (cond ((form-symbol? form)
           ;; To do (code): its register, copied or taken: (takes? form role).
           ;; To do (refused): there may be no such variable, or it has ended.
           0)
          ((eq? role 'end) (refuse form "only variables can be dropped"))
          ((eq? 'integer (form-kind form)) (small (form-value form)))
          ((and quoted (eq? 'integer (form-kind quoted)))
           (small (form-value quoted)))
          (quoted (list 'constant quoted))
          ((and (eq? 'list (form-kind form)) (not (form-empty? form)))
           (refuse form "this is no operand"))
          (else (list 'constant form)))))

(define (takes? form role)
  "Does FORM, an operand with ROLE, take a variable?"
  (and (form-symbol? form)
       (or (eq? role 'end) (taking? (form-value form)))))

(define (translate-operands block instruction form live)
  "Return the code of INSTRUCTION with the operands in FORM, without results,
and what lives after it."
  (let loop ((operands (checked-operands instruction form))
             (forms (cdr (form-value form)))
             (code (list (list 'byte (instruction-opcode instruction))))
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
             ;; To do (code): the operand takes all FORMS.  Their count, then
             ;; each of them.
             (loop (cdr operands) '() code (fold take taken forms)))
            ((block)
             (loop (cdr operands) (cdr forms)
                   (cons (list 'block (car forms)
                               (instruction-name instruction)
                               (length (cdr forms)))
                         code)
                   taken))
            (else
             ;; To do (constants): the operand is a symbol, bare.
             (loop (cdr operands) (cdr forms) code taken)))))))

(define (checked-operands instruction form)
  "Return the operands of INSTRUCTION; refuse FORM where it has another number
of them."
  (let* ((operands (instruction-operands instruction))
         (given (- (length (form-value form)) 1))
         (last (and (pair? operands) (last operands)))
         (fixed (if (and last (eq? 'rest (operand-class last)))
                    (- (length operands) 1)
                    (length operands))))
    ;; To do (refused): FIXED operands must be given; or, where the LAST one is
    ;; a rest, (operand-least last) to (operand-most last) more.
    operands))

(define (use-instruction block instruction)
  "Take note that the program of BLOCK uses INSTRUCTION."
  (let ((all (block-program block)))
    (set-instructions! all (cons instruction (instructions all)))
    (set-profiles! all (cons (instruction-profile instruction)
                             (profiles all)))))

;; Instructions

(define (operation? form)
  "Is FORM a list that begins with a name, and no quoted datum?"
  (and (form-list? form)
       (pair? (form-value form))
       (form-symbol? (car (form-value form)))
       (not (form-quoted form))))

(define (head form)
  "Return the symbol that FORM begins with."
  (form-value (car (form-value form))))

(define (operation form class)
  "Return the instruction that FORM is an operation of, which is of CLASS."
  (let ((instruction (and (not (memq (head form) '(let lambda)))
                          (instruction-named (head form)))))
    (unless (and instruction (eq? class (instruction-class instruction)))
      (refuse form "no such instruction can stand here"))
    instruction))

(define (translate-body block owner forms live)
  "Return the code of FORMS, one way of BLOCK, which stand in the form OWNER."
  (when (null? forms)
    (refuse owner "this way does not end in a transfer"))
  (let ((form (car forms)))
    (define (last-one)
      ;; To do (refused): nothing may follow a transfer.
      #t)
    (define (go-on code live)
      (append code (translate-body block owner (cdr forms) live)))
    (unless (operation? form)
      (refuse form "this is no instruction"))
    (let ((instruction (instruction-named (head form))))
      (cond ((eq? 'let (head form))
             (receive (code live) (translate-let block form live)
               (go-on code live)))
            ((eq? 'if (head form))
             (last-one)
             (translate-if block form live))
            ((eq? 'try (head form))
             (last-one)
             (translate-try block form live))
            ((and instruction (eq? 'transfer (instruction-class instruction)))
             (last-one)
             (translate-transfer block instruction form live))
            (else
             (let ((instruction (operation form 'data)))
               (receive (code live)
                   (translate-operands block instruction form live)
                 (results-of instruction form #f)
                 (go-on code live))))))))

(define (translate-transfer block instruction form live)
  "Return the code of FORM, a transfer by INSTRUCTION."
  (receive (code live) (translate-operands block instruction form live)
    ;; To do (refused): nothing may be alive now.
    code))

(define (results-of instruction form born)
  "Return the list of forms to be born by INSTRUCTION in FORM; BORN is what the
text has in their place, or #f."
  (let ((count (length (instruction-results instruction))))
    (cond ((not born)
           (if (= 0 count) '() (refuse form "its result needs a let")))
          ((= 1 count)
           (if (eq? 'list (form-kind born))
               (refuse form "it has one result")
               (list born)))
          ((and (form-list? born) (= count (length (form-value born)))
                (> count 0))
           (form-value born))
          (else (refuse form "it has another number of results")))))

(define (translate-let block form live)
  "Return the code of FORM, a let, and what lives after it."
  (match (form-value form)
    ((_ born value)
     (cond ((form-head? value 'lambda)
            (translate-lambda block born value live))
           ((operation? value)
            (translate-operation block (operation value 'data) value
                                 (lambda (instruction)
                                   (results-of instruction value born))
                                 live))
           ((eq? 'list (form-kind born))
            (refuse form "this let is malformed"))
           (else
            (let ((part (translate-operand block value 'store live))
                  (instruction (instruction-named 'let)))
              (use-instruction block instruction)
              (receive (registers live)
                  (births block (list born)
                          (end (if (takes? value 'store) (list value) '())
                               live))
                (values (cons* (list 'byte (instruction-opcode instruction))
                               part registers)
                        live))))))
    (_ (refuse form "this let is malformed"))))

(define (translate-operation block instruction form born live)
  "Return the code of FORM, an operation of INSTRUCTION, from which the forms
that (BORN INSTRUCTION) gives are born, and what lives after it."
  (receive (code live) (translate-operands block instruction form live)
    (receive (registers live) (births block (born instruction) live)
      (values (append code registers) live))))

;; Trees

(define (way form name)
  "Return the forms of FORM, a way that begins with NAME, or #f."
  (and (form-head? form name) (cdr (form-value form))))

(define (translate-ways block symbol code then then-live else else-live)
  "Return the code of the tree SYMBOL, `if' or `try', whose instruction has CODE
and whose ways are the forms THEN and ELSE, with what lives as each begins."
  (let* ((tree (instruction-named symbol))
         (then (translate-body block then (way then 'then) then-live))
         (else (translate-body block else (way else 'else) else-live)))
    (use-instruction block tree)
    (list (list 'tree (instruction-opcode tree) code then else))))

(define (translate-if block form live)
  "Return the code of FORM, an if."
  (match (form-value form)
    ((_ (? operation? test) (and then (? (lambda (f) (way f 'then))))
        (and else (? (lambda (f) (way f 'else)))))
     (receive (code live)
         (translate-operands block (operation test 'test) test live)
       (translate-ways block 'if code then live else live)))
    (_ (refuse form "this if is malformed"))))

(define (translate-try block form live)
  "Return the code of FORM, a try."
  (match (form-value form)
    ((_ born (? operation? tried) (and then (? (lambda (f) (way f 'then))))
        (and else (? (lambda (f) (way f 'else)))))
     ;; To do (trees): as for if, but TRIED is an operation that gives birth to
     ;; BORN, which is () where it has no result, and what lives as `else'
     ;; begins is what lived before TRIED.
     ;; To do (refused): it must have (instruction-faults …).
     (translate-body block then (way then 'then) live))
    (_ (refuse form "this try is malformed"))))

;; Lambdas

(define (translate-lambda block born form live)
  "Return the code that closes the block of FORM, a lambda, from which the form
BORN is born in BLOCK, and what lives after it."
  (match (form-value form)
    ((_ parameters captures . body)
     (unless (block-named? block)
       (refuse form "a lambda needs names"))
     (unless (form-list? captures)
       (refuse captures "these are no captures"))
     (let* ((forms (form-value captures))
            (inner (add-block (block-program block) (lambda-name block) form #t
                              (block-outer block) (block-lambdas block)))
            (instruction (instruction-named 'close)))
       (use-instruction block instruction)
       ;; To do (lambdas): the captures are operands in the block around it, and
       ;; those with ! end there; inside they are variables without !.
       ;; The code is that of (close INNER captures …).
       (translate-named inner form parameters '() body)
       (receive (registers live)
           (births block (results-of instruction form born) live)
         (values (list (list 'byte (instruction-opcode instruction)) 0 0)
                 live))))
    (_ (refuse form "this lambda is malformed"))))

(define (lambda-name block)
  "Return the name of the next lambda of the top-level block around BLOCK."
  (let ((counter (block-lambdas block)))
    (set-car! counter (+ 1 (car counter)))
    (string->symbol (string-append (symbol->string (block-outer block)) "/"
                                   (number->string (car counter))))))
