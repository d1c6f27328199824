;;; (baton assemble): the text of a program to a program.
;;;
;;; Translates what spec/text.md describes into the records of (baton image),
;;; and checks it all: a program that comes out follows every rule, so that its
;;; image is accepted by every loader.
;;;
;;;     (bytes->source NAME BYTES)    the source of a file's content
;;;     (assemble-source SOURCE)      a program, or a list of problems
;;;     (assemble-text NAME TEXT)     the same, for a string
;;;     (assemble-data DATA)          the same, for a list of blocks as data,
;;;                                   which have no places
;;;
;;; The problems are those of (baton source), ordered by place, with the
;;; messages of (baton messages).  `problem->text' prints one;
;;; `report-problems' gives the text for the first 20.  NAME is the file's
;;; name, which goes into the debug section; with #f the program has none.
;;;
;;; It works in two passes.  `translate' walks the text once, follows the life
;;; of every variable, gives registers, and makes the steps of all blocks;
;;; their literals are still forms and their block names still symbols.  `link'
;;; then numbers constants and blocks.  A UNIT is what is known of the whole
;;; program, a SCOPE what is known of one block while it is translated.
;;;
;;; The state of a variable is its register while it is alive, a list of the
;;; position where it ended, or #f before.  `undo' lists what changed, so that
;;; `else' can start from the state that `then' started from.

(define-library (baton assemble)
  (export bytes->source assemble-source assemble-text assemble-data
          assemble-forms report-problems)
  (import (scheme base) (baton instructions) (baton image) (baton bytes)
          (baton source) (baton syntax) (baton read)
          (only (baton host) make-table table-ref table-set!))
  (begin
    ;; DRAFTS are the blocks in their order, the last first.  PROBLEMS are those of
    ;; the block that is being translated and of its elders, INNER-PROBLEMS those
    ;; of lambdas that are done.
    (define-record-type <unit>
      (make-unit source problems inner-problems drafts by-name) unit?
      (source unit-source)
      (problems unit-problems set-unit-problems!)
      (inner-problems unit-inner-problems set-unit-inner-problems!)
      (drafts unit-drafts set-unit-drafts!)
      (by-name unit-by-name))

    ;; A block before it is linked.  PARAMETERS is #f where the header is bad.
    (define-record-type <draft>
      (make-draft name number position parameters rest captures variables
                  registers steps)
      draft?
      (name draft-name) (number draft-number) (position draft-position)
      (parameters draft-parameters set-draft-parameters!)
      (rest draft-rest? set-draft-rest!)
      (captures draft-captures set-draft-captures!)
      (variables draft-variables set-draft-variables!)
      (registers draft-registers set-draft-registers!)
      (steps draft-steps set-draft-steps!))

    ;; OWNERS says for each register whether something lives there.  LAMBDAS is
    ;; a counter that a top-level block shares with its lambdas.
    (define-record-type <scope>
      (make-scope unit draft named outer lambdas states owners undo highest
                  steps count full)
      scope?
      (unit scope-unit) (draft scope-draft) (named scope-named?)
      (outer scope-outer) (lambdas scope-lambdas) (states scope-states)
      (owners scope-owners) (undo scope-undo set-scope-undo!)
      (highest scope-highest set-scope-highest!)
      (steps scope-steps set-scope-steps!)
      (count scope-count set-scope-count!)
      (full scope-full? set-scope-full!))

    (define-record-type <counter>
      (make-counter value) counter?
      (value counter-value set-counter-value!))

    (define (count! counter)
      "Return how often COUNTER was counted, this time included."
      (set-counter-value! counter (+ 1 (counter-value counter)))
      (counter-value counter))

    ;; What the whole does

    (define mark #u8(#xef #xbb #xbf))

    (define (bytes->source name bytes)
      "Return the source NAME of BYTES, which may begin with a byte order mark,
or a source that ends where they are no UTF-8, and the problem."
      (let* ((end (bytevector-length bytes))
             (start (if (and (<= 3 end)
                             (equal? (bytevector-copy bytes 0 3) mark))
                        3
                        0))
             (fault (utf-8-fault bytes start end))
             (text (utf8->string bytes start (or fault end)))
             (source (make-source name text)))
        (values source
                (if fault
                    (list (make-problem 'not-utf-8 (string-length text)))
                    '()))))

    (define (assemble-text name text)
      "Return the program that TEXT spells, or a list of problems.  NAME is that
of its file, or #f."
      (assemble-source (make-source name text)))

    (define (assemble-source source)
      "Return the program that SOURCE spells, or a list of problems."
      (let-values (((forms problems) (read-forms source)))
        (if (pair? problems)
            (problems-in-order problems)
            (assemble-forms source forms))))

    (define (assemble-data data)
      "Return the program that DATA, a list of blocks, spells, or a list of
problems."
      (let ((form (datum->form data)))
        (if (and form (form-list? form))
            (assemble-forms #f (form-value form))
            (list (make-problem 'not-a-program #f)))))

    (define (report-problems source problems)
      "Return what to print of PROBLEMS in SOURCE: the first 20."
      (let loop ((rest problems) (count 0) (parts '()))
        (cond ((or (null? rest) (= count 20))
               (apply string-append (reverse parts)))
              (else
               (loop (cdr rest) (+ count 1)
                     (cons (problem->text source (car rest)) parts))))))

    (define (assemble-forms source forms)
      "Return the program that FORMS spell, or a list of problems.  They are in
SOURCE, or have no positions where that is #f."
      (let ((unit (make-unit source '() '() '() (make-table))))
        (for-each (lambda (form) (translate-block! unit form)) forms)
        (let* ((program (link unit))
               (problems (append (unit-inner-problems unit)
                                 (unit-problems unit))))
          (if (null? problems)
              program
              (problems-in-order (reverse problems))))))

    (define (complain! unit message form . details)
      "Take note in UNIT of the problem MESSAGE with DETAILS at FORM, or at a
position."
      (set-unit-problems!
       unit
       (cons (apply make-problem message
                    (if (form? form) (form-position form) form)
                    (map detail->string details))
             (unit-problems unit))))

    (define (detail->string detail)
      "Return DETAIL, a string, symbol or integer, as a string."
      (cond ((symbol? detail) (symbol->string detail))
            ((integer? detail) (number->string detail))
            (else detail)))

    (define (place unit position)
      "Return the place of POSITION in UNIT's source, or #f."
      (and position (source-place (unit-source unit) position)))

    ;; Blocks

    (define (add-draft! unit name form name-form)
      "Return a new draft of the block NAME, written in FORM, the next one of
UNIT.  Its name is at NAME-FORM."
      (let* ((drafts (unit-drafts unit))
             (draft (make-draft name
                                (if (null? drafts)
                                    0
                                    (+ 1 (draft-number (car drafts))))
                                (form-position form) #f #f 0 #f 0 '())))
        (when (table-ref (unit-by-name unit) name #f)
          (complain! unit 'block-twice name-form name))
        (table-set! (unit-by-name unit) name draft)
        (set-unit-drafts! unit (cons draft drafts))
        draft))

    (define (translate-block! unit form)
      "Translate the top-level block FORM into UNIT."
      (cond ((not (and (form-head? form 'block)
                       (<= 4 (length (form-value form)))))
             (complain! unit 'not-a-block form))
            ((not (form-symbol? (cadr (form-value form))))
             (complain! unit 'bad-block-name (cadr (form-value form))))
            (else
             (let* ((items (form-value form))
                    (name (form-value (cadr items)))
                    (draft (add-draft! unit name form (cadr items))))
               (translate-header! unit draft form (make-counter 0) name
                                  (cddr items))))))

    (define (numbers? parameters)
      "Does the form PARAMETERS say that a block has numbers?"
      (or (eq? 'integer (form-kind parameters))
          (and (eq? 'list (form-kind parameters))
               (pair? (form-value parameters))
               (eq? 'integer
                    (form-kind (car (form-value parameters)))))))

    (define (translate-header! unit draft form lambdas outer items)
      "Translate the block DRAFT, written as FORM, whose parameters, captures
and body are ITEMS."
      (let ((parameters (car items)) (captures (cadr items)))
        (when (and (eq? 'main (draft-name draft))
                   (not (form-empty? captures))
                   (not (eqv? 0 (form-value captures))))
          (complain! unit 'main-captures captures))
        (if (numbers? parameters)
            (translate-numbers! unit draft form lambdas outer parameters
                                captures (cddr items))
            (translate-names! unit draft form lambdas outer parameters
                              captures (cddr items)))))

    (define (count-form? form)
      "Is FORM an integer that is not negative?"
      (and (eq? 'integer (form-kind form)) (>= (form-value form) 0)))

    (define (translate-numbers! unit draft form lambdas outer parameters
                                captures body)
      "Translate the block DRAFT, whose variables are numbers."
      (let* ((rest (eq? 'list (form-kind parameters)))
             (count (if rest (car (form-value parameters)) parameters)))
        (cond ((not (and (count-form? count)
                         (or (not rest)
                             (and (null? (cdr (form-value parameters)))
                                  (form-tail parameters)
                                  (eq? 'rest (form-value
                                              (form-tail parameters)))))))
               (complain! unit 'bad-parameters parameters))
              ((eq? 'list (form-kind captures))
               (complain! unit 'mixed-header captures))
              ((not (count-form? captures))
               (complain! unit 'bad-captures captures))
              (else
               (let ((frame (+ (form-value count) (if rest 1 0)
                               (form-value captures))))
                 (set-draft-parameters! draft (form-value count))
                 (set-draft-rest! draft rest)
                 (set-draft-captures! draft (form-value captures))
                 (if (> frame 256)
                     (complain! unit 'registers parameters)
                     (let ((scope (new-scope unit draft #f outer lambdas)))
                       (do ((register 0 (+ register 1)))
                           ((= register frame))
                         (bear! scope register register))
                       (translate-scope! scope form body))))))))

    (define (translate-names! unit draft form lambdas outer parameters captures
                              body)
      "Translate the block DRAFT, whose variables are names."
      (cond ((not (eq? 'list (form-kind parameters)))
             (complain! unit 'bad-parameters parameters))
            ((eq? 'integer (form-kind captures))
             (complain! unit 'mixed-header captures))
            ((not (form-list? captures))
             (complain! unit 'bad-captures captures))
            (else
             (start-names! unit draft form lambdas outer parameters
                           (form-value captures) body))))

    (define (start-names! unit draft form lambdas outer parameters captures
                          body)
      "Translate the block DRAFT: the names of the form PARAMETERS, then those
of the list CAPTURES, are alive as it begins."
      (let* ((rest (and (form-tail parameters)
                        (make-form (form-kind (form-tail parameters))
                                   (form-value (form-tail parameters))
                                   #f (form-position parameters))))
             (forms (append (form-value parameters)
                            (if rest (list rest) '())
                            captures))
             (scope (new-scope unit draft #t outer lambdas))
             (before (unit-problems unit)))
        (set-draft-parameters! draft (length (form-value parameters)))
        (set-draft-rest! draft (and rest #t))
        (set-draft-captures! draft (length captures))
        (let loop ((rest forms) (register 0))
          (unless (or (null? rest) (= register 256))
            (let ((name (form-value (car rest))))
              (cond ((not (variable-form? (car rest)))
                     (complain! unit 'bad-variable (car rest)))
                    ((variable-state scope name)
                     (complain! unit 'twice-in-header (car rest) name))
                    (else (bear! scope name register))))
            (loop (cdr rest) (+ register 1))))
        (when (> (length forms) 256)
          (complain! unit 'registers parameters))
        (when (eq? before (unit-problems unit))
          (set-draft-variables! draft (map form-value forms))
          (translate-scope! scope form body))))

    (define (new-scope unit draft named outer lambdas)
      "Return a scope for DRAFT in which nothing lives."
      (make-scope unit draft named outer lambdas (make-table)
                  (make-vector 256 #f) '() 0 '() 0 #f))

    (define (translate-scope! scope form body)
      "Translate BODY, of the block or lambda FORM, into the draft of SCOPE."
      (translate-body! scope form body (lambda (first) first))
      (let ((draft (scope-draft scope)))
        (set-draft-steps! draft (reverse (scope-steps scope)))
        (set-draft-registers! draft (scope-highest scope))))

    ;; Variables.  In a block with names a variable is a symbol, in one with
    ;; numbers it is its register.

    (define (taking? name)
      "Does the symbol NAME begin with `!'?"
      (let ((text (symbol->string name)))
        (and (< 0 (string-length text))
             (char=? #\! (string-ref text 0)))))

    (define (bare name)
      "Return the symbol NAME without its `!', where it has one."
      (if (taking? name)
          (let ((text (symbol->string name)))
            (string->symbol (substring text 1 (string-length text))))
          name))

    (define (variable-form? form)
      "Is FORM a name for a variable?"
      (and (form-symbol? form) (not (taking? (form-value form)))))

    (define registers
      (let ((table (make-table)))
        (do ((n 0 (+ n 1)))
            ((= n 256) table)
          (table-set! table
                      (string->symbol (string-append "r" (number->string n)))
                      n))))

    (define (variable scope name)
      "Return the variable of SCOPE that the symbol NAME means, or #f."
      (if (scope-named? scope)
          name
          (table-ref registers name #f)))

    (define (variable-name scope variable)
      "Return the symbol that means VARIABLE in SCOPE."
      (if (scope-named? scope)
          variable
          (string->symbol (string-append "r" (number->string variable)))))

    (define (variable-state scope variable)
      "Return VARIABLE's register in SCOPE, where it ended, or #f."
      (table-ref (scope-states scope) variable #f))

    (define (alive? scope variable)
      "Is VARIABLE alive in SCOPE?"
      (integer? (variable-state scope variable)))

    (define (set-state! scope variable state)
      "Make STATE that of VARIABLE in SCOPE, until the change is undone."
      (set-scope-undo! scope
                       (cons (cons variable (variable-state scope variable))
                             (scope-undo scope)))
      (put-state! scope variable state))

    (define (put-state! scope variable state)
      "Make STATE that of VARIABLE in SCOPE, and mark its register."
      (let ((before (variable-state scope variable)))
        (when (integer? before)
          (vector-set! (scope-owners scope) before #f))
        (when (integer? state)
          (vector-set! (scope-owners scope) state variable))
        (table-set! (scope-states scope) variable state)))

    (define (undo-to! scope mark)
      "Undo the changes of state in SCOPE since MARK."
      (let loop ((undo (scope-undo scope)))
        (cond ((eq? undo mark) (set-scope-undo! scope mark))
              (else
               (put-state! scope (caar undo) (cdar undo))
               (loop (cdr undo))))))

    (define (bear! scope variable register)
      "Let VARIABLE be born in SCOPE, in REGISTER."
      (set-state! scope variable register)
      (set-scope-highest! scope (max (scope-highest scope) (+ register 1))))

    (define (free-register scope)
      "Return the lowest register of SCOPE where nothing lives, or #f."
      (let ((owners (scope-owners scope)))
        (let loop ((register 0))
          (cond ((= register 256) #f)
                ((vector-ref owners register) (loop (+ register 1)))
                (else register)))))

    (define (give-birth! scope form)
      "Let the variable that FORM names be born in SCOPE; return its register."
      (let* ((unit (scope-unit scope))
             (variable (and (variable-form? form)
                            (variable scope (form-value form)))))
        (cond ((not variable)
               (complain! unit
                          (if (scope-named? scope)
                              'bad-variable
                              'bad-register)
                          form)
               0)
              ((alive? scope variable)
               (complain! unit 'born-alive form (form-value form))
               0)
              (else
               (let ((register (if (scope-named? scope)
                                   (free-register scope)
                                   variable)))
                 (unless (or register (scope-full? scope))
                   (set-scope-full! scope #t)
                   (complain! unit 'registers form))
                 (bear! scope variable (or register 255))
                 (or register 255))))))

    ;; Operands

    (define (use! scope form variable)
      "Complain where VARIABLE, used at FORM, is not alive in SCOPE, unless SCOPE
was too full for some; return its register, or #f."
      (let ((state (variable-state scope variable))
            (unit (scope-unit scope))
            (name (variable-name scope variable)))
        (cond ((integer? state) state)
              ((scope-full? scope) #f)
              ((not state)
               (complain! unit 'unknown-variable form name)
               #f)
              ((car state)
               (complain! unit 'ended form name
                          (car (place unit (car state))))
               #f)
              (else
               (complain! unit 'ended-before form name)
               #f))))

    (define (end! scope form variable)
      "End VARIABLE in SCOPE; FORM takes it."
      (if (alive? scope variable)
          (set-state! scope variable (list (form-position form)))
          (complain! (scope-unit scope) 'taken-twice form
                     (variable-name scope variable))))

    ;; A TAKE is a pair of a form and the variable that ends there.

    (define (translate-value scope form)
      "Return the field that the operand FORM stands for, and a list of its
take, if any."
      (let ((quoted (form-quoted form)))
        (case (form-kind form)
          ((symbol)
           (translate-variable scope form (if (taking? (form-value form))
                                              'take
                                              'copy)))
          ((integer) (values (make-field 'small (form-value form)) '()))
          ((list)
           (cond ((and quoted (eq? 'integer (form-kind quoted)))
                  (translate-value scope quoted))
                 ((or quoted (form-empty? form))
                  (values (make-field 'literal (or quoted form)) '()))
                 (else
                  (complain! (scope-unit scope) 'bad-operand form)
                  (values #f '()))))
          (else (values (make-field 'literal form) '())))))

    (define (translate-variable scope form mode)
      "Return the field, with MODE, of the variable that FORM names, and a list
of its take, if any."
      (let ((variable (variable scope (bare (form-value form)))))
        (if variable
            (let ((register (use! scope form variable)))
              (values (and register (make-field mode register))
                      (if (and register (eq? mode 'take))
                          (list (cons form variable))
                          '())))
            (begin
              (complain! (scope-unit scope) 'bad-register form)
              (values #f '())))))

    (define (translate-end scope form)
      "Return the field of the variable that FORM drops, and a list of its
take."
      (cond ((not (form-symbol? form))
             (complain! (scope-unit scope) 'drop-constant form)
             (values #f '()))
            (else
             (when (taking? (form-value form))
               (complain! (scope-unit scope) 'drop-takes form
                          (bare (form-value form))))
             (translate-variable scope form 'take))))

    (define (translate-operand scope instruction operand form)
      "Return what FORM, an OPERAND of INSTRUCTION, becomes in a step, and a
list of its take, if any.  Blocks and symbols stay forms."
      (case (operand-class operand)
        ((value rest)
         (if (eq? 'end (operand-role operand))
             (translate-end scope form)
             (translate-value scope form)))
        (else
         (unless (form-symbol? form)
           (if (eq? 'block (operand-class operand))
               (complain! (scope-unit scope) 'bad-block-operand form
                          (instruction-name instruction))
               (complain! (scope-unit scope) 'bad-symbol-operand form)))
         (values form '()))))

    (define (end-takes! scope takes)
      "End in SCOPE the variables of TAKES, from first to last."
      (for-each (lambda (take) (end! scope (car take) (cdr take))) takes))

    (define (translate-operands! scope instruction form)
      "Return the fields for the operands of INSTRUCTION in FORM, and end what
they take."
      (let loop ((operands (check-count scope instruction form))
                 (forms (cdr (form-value form)))
                 (fields '()) (takes '()))
        (cond ((null? operands)
               (end-takes! scope (reverse takes))
               (reverse fields))
              ((operand-rest? (car operands))
               (let inner ((forms forms) (found '()) (takes takes))
                 (if (null? forms)
                     (loop (cdr operands) '()
                           (cons (reverse found) fields) takes)
                     (let-values (((field more)
                                   (translate-operand scope instruction
                                                      (car operands)
                                                      (car forms))))
                       (inner (cdr forms) (cons field found)
                              (append more takes))))))
              (else
               (let-values (((field more)
                             (translate-operand scope instruction
                                                (car operands)
                                                (car forms))))
                 (loop (cdr operands) (cdr forms) (cons field fields)
                       (append more takes)))))))

    (define (check-count scope instruction form)
      "Return the operands of INSTRUCTION.  Where FORM has too many or too few,
complain, and return as many as it has."
      (let* ((operands (instruction-operands instruction))
             (given (- (length (form-value form)) 1))
             (rest (let loop ((rest operands))
                     (cond ((null? rest) #f)
                           ((operand-rest? (car rest)) (car rest))
                           (else (loop (cdr rest))))))
             (fixed (- (length operands) (if rest 1 0)))
             (least (+ fixed (if rest (operand-least rest) 0)))
             (most (+ fixed (if rest (operand-most rest) 0))))
        (define (complain-count! count . words)
          (complain! (scope-unit scope) 'operand-count form
                     (instruction-name instruction)
                     (apply string-append
                            (append words (list (number->string count))))
                     given)
          (spare-operands instruction given))
        (cond ((and (not rest) (not (= given fixed)))
               (complain-count! fixed))
              ((< given least) (complain-count! least "at least "))
              ((> given most) (complain-count! most "at most "))
              (else operands))))

    (define (spare-operands instruction count)
      "Return COUNT operands for what is left of INSTRUCTION when its own cannot
be matched."
      (let loop ((operands (instruction-operands instruction)) (count count)
                 (found '()))
        (cond ((= count 0) (reverse found))
              ((null? operands)
               (loop (list (car found)) count found))
              ((operand-rest? (car operands))
               (reverse (cons (car operands) found)))
              (else (loop (cdr operands) (- count 1)
                          (cons (car operands) found))))))

    ;; Instructions.  Each of the procedures for one form returns the step
    ;; before the next one, or #f where the form ends its way.

    (define (add-step! scope tree instruction fields results names form link!)
      "Return a new step, the next one of SCOPE, and tell LINK!."
      (let* ((unit (scope-unit scope))
             (step (make-step tree instruction fields results
                              (scope-count scope) #f #f names
                              (place unit (form-position form)))))
        (set-scope-count! scope (+ 1 (scope-count scope)))
        (set-scope-steps! scope (cons step (scope-steps scope)))
        (link! step)
        step))

    (define (next-of step)
      "Return a procedure that tells STEP which step is next."
      (lambda (next) (set-step-next! step next)))

    (define (else-of step)
      "Return a procedure that tells STEP which step begins its `else'."
      (lambda (next) (set-step-else! step next)))

    (define instruction-table
      (let ((table (make-table)))
        (for-each (lambda (instruction)
                    (table-set! table (instruction-name instruction)
                                instruction))
                  instructions)
        table))

    (define (operation-form? form)
      "Is FORM a list that begins with a symbol, and no quoted datum?"
      (and (form-list? form)
           (pair? (form-value form))
           (form-symbol? (car (form-value form)))
           (not (form-quoted form))))

    (define (head form)
      "Return the symbol that FORM begins with."
      (form-value (car (form-value form))))

    (define (translate-body! scope owner forms link!)
      "Translate FORMS, one way of the block in SCOPE, written in the form
OWNER; tell LINK! which step begins it."
      (let loop ((forms forms) (link! link!) (problems #f))
        (cond ((pair? forms)
               (let ((before (unit-problems (scope-unit scope))))
                 (translate-form!
                  scope (car forms) (cdr forms) link!
                  (lambda (step)
                    (loop (cdr forms) (if step (next-of step) link!)
                          before)))))
              ((or (not problems)
                   (eq? problems (unit-problems (scope-unit scope))))
               (complain! (scope-unit scope) 'no-transfer owner)))))

    (define (translate-form! scope form rest link! go-on)
      "Translate FORM, one instruction or transfer; REST are the forms after it.
Where it does not end its way, call GO-ON with its step, or #f after a problem."
      (define (last-one! translate!)
        (when (pair? rest)
          (complain! (scope-unit scope) 'after-transfer (car rest)))
        (translate! scope form link!))
      (if (not (operation-form? form))
          (begin
            (complain! (scope-unit scope) 'not-an-instruction form)
            (go-on #f))
          (case (head form)
            ((let) (go-on (translate-let! scope form link!)))
            ((if) (last-one! translate-if!))
            ((try) (last-one! translate-try!))
            (else
             (let ((instruction (table-ref instruction-table (head form) #f)))
               (if (and instruction
                        (eq? 'transfer (instruction-class instruction)))
                   (last-one! translate-transfer!)
                   (go-on (translate-bare! scope form link!))))))))

    (define (find-operation scope form allowed)
      "Return the instruction that FORM is an operation of.  Complain, take what
it takes, and return #f where there is none or its class is not ALLOWED, `data'
or `test'."
      (let* ((unit (scope-unit scope))
             (name (head form))
             (instruction (table-ref instruction-table name #f))
             (class (and instruction (instruction-class instruction))))
        (define (recover!)
          (for-each
           (lambda (form)
             (when (and (form-symbol? form) (taking? (form-value form)))
               (let ((variable (variable scope (bare (form-value form)))))
                 (when (and variable (alive? scope variable))
                   (end! scope form variable)))))
           (cdr (form-value form)))
          #f)
        (cond ((memq name '(then else block))
               (complain! unit 'unknown-op form name)
               #f)
              ((memq name '(let lambda))
               (complain! unit 'let-inside form name)
               (recover!))
              ((eq? class 'tree)
               (complain! unit 'tree-inside form name)
               (recover!))
              ((not instruction)
               (complain! unit 'unknown-op form name)
               (recover!))
              ((eq? class 'transfer)
               (complain! unit 'transfer-inside form name)
               (recover!))
              ((and (eq? class 'test) (eq? allowed 'data))
               (complain! unit 'test-outside form name)
               (recover!))
              ((and (eq? class 'data) (eq? allowed 'test))
               (complain! unit 'not-a-test form name)
               (recover!))
              (else instruction))))

    (define (translate-bare! scope form link!)
      "Translate FORM, an instruction without result; return its step, or #f."
      (let ((instruction (find-operation scope form 'data)))
        (and instruction
             (let ((fields (translate-operands! scope instruction form)))
               (check-results scope instruction '() form)
               (add-step! scope #f instruction fields '() '() form link!)))))

    (define (check-results scope instruction born form)
      "Complain where BORN, a form of what is born, #f, or (), is not as the
results of INSTRUCTION ask; return the list of forms to be born."
      (define unit (scope-unit scope))
      (define name (instruction-name instruction))
      (define count (length (instruction-results instruction)))
      (define (wrong message . details)
        (apply complain! unit message form name details)
        (if (null? born) '() (born-forms born)))
      (cond ((= count 0) (if (null? born) '() (wrong 'no-results)))
            ((= count 1)
             (if (or (null? born) (eq? 'list (form-kind born)))
                 (wrong 'one-result)
                 (list born)))
            ((and (pair? born)) (wrong 'many-results count))
            ((or (null? born) (not (form-list? born))
                 (not (= count (length (form-value born)))))
             (wrong 'many-results count))
            (else (form-value born))))

    (define (give-births! scope forms)
      "Let the variables that FORMS name be born in SCOPE; return their
registers."
      (let loop ((forms forms) (registers '()))
        (if (null? forms)
            (reverse registers)
            (loop (cdr forms)
                  (cons (give-birth! scope (car forms)) registers)))))

    (define (born-names scope forms)
      "Return the names in FORMS where the block of SCOPE has names, else ()."
      (if (scope-named? scope) (map form-value forms) '()))

    (define let-instruction (instruction-named 'let))
    (define close-instruction (instruction-named 'close))

    (define (translate-let! scope form link!)
      "Translate FORM, a `let'; return its step, or #f."
      (let ((items (form-value form)))
        (cond ((not (= 3 (length items)))
               (complain! (scope-unit scope) 'bad-let form)
               #f)
              ((form-head? (list-ref items 2) 'lambda)
               (translate-lambda! scope form (cadr items) (list-ref items 2)
                                  link!))
              ((operation-form? (list-ref items 2))
               (translate-operation! scope form (cadr items)
                                     (list-ref items 2) link!))
              ((eq? 'list (form-kind (cadr items)))
               (complain! (scope-unit scope) 'bad-let form)
               #f)
              (else
               (let-values (((field takes)
                             (translate-value scope (list-ref items 2))))
                 (end-takes! scope takes)
                 (let ((results (give-births! scope (list (cadr items)))))
                   (add-step! scope #f let-instruction (list field) results
                              (born-names scope (list (cadr items)))
                              form link!)))))))

    (define (translate-operation! scope form born operation link!)
      "Translate FORM, a `let' in which OPERATION gives birth to BORN; return
its step, or #f."
      (let ((instruction (find-operation scope operation 'data)))
        (if instruction
            (let* ((fields (translate-operands! scope instruction operation))
                   (forms (check-results scope instruction born operation))
                   (results (give-births! scope forms)))
              (add-step! scope #f instruction fields results
                         (born-names scope forms) form link!))
            (begin
              (give-births! scope (born-forms born))
              #f))))

    (define (born-forms born)
      "Return the forms that are to be born by BORN, one form or a list of
them."
      (if (eq? 'list (form-kind born)) (form-value born) (list born)))

    (define (translate-lambda! scope form born lambda-form link!)
      "Translate FORM, a `let' in which LAMBDA-FORM gives birth to BORN; return
its step, or #f."
      (let* ((unit (scope-unit scope))
             (items (form-value lambda-form))
             (step
              (cond ((not (scope-named? scope))
                     (complain! unit 'lambda-numbers lambda-form)
                     #f)
                    ((< (length items) 3)
                     (complain! unit 'bad-lambda lambda-form)
                     #f)
                    ((not (eq? 'list (form-kind (cadr items))))
                     (complain! unit 'lambda-parameters (cadr items))
                     #f)
                    ((not (form-list? (list-ref items 2)))
                     (complain! unit 'lambda-captures (list-ref items 2))
                     #f)
                    (else #t))))
        (define (check-born)
          (when (eq? 'list (form-kind born))
            (complain! unit 'one-result lambda-form 'lambda))
          (born-forms born))
        (if step
            (let* ((draft (open-lambda! scope lambda-form))
                   (fields (close-lambda! scope draft lambda-form items))
                   (forms (check-born))
                   (results (give-births! scope forms)))
              (add-step! scope #f close-instruction (list draft fields)
                         results (born-names scope forms) form link!))
            (begin
              (give-births! scope (check-born))
              #f))))

    (define (open-lambda! scope form)
      "Return the draft of the block that the lambda FORM opens in SCOPE."
      (add-draft! (scope-unit scope)
                  (string->symbol
                   (string-append
                    (symbol->string (scope-outer scope)) "/"
                    (number->string (count! (scope-lambdas scope)))))
                  form form))

    (define (close-lambda! scope draft form items)
      "Return the fields of what DRAFT, the lambda FORM of ITEMS, captures in
SCOPE, and end what it takes; then translate it."
      (let ((captures (form-value (list-ref items 2))))
        (define (capture-field captures fields takes)
          (cond ((null? captures)
                 (end-takes! scope (reverse takes))
                 (reverse fields))
                ((form-symbol? (car captures))
                 (let-values (((field more)
                               (translate-value scope (car captures))))
                   (capture-field (cdr captures) (cons field fields)
                                  (append more takes))))
                (else (capture-field (cdr captures) fields takes))))
        (define (inside capture)
          (if (form-symbol? capture)
              (make-form 'symbol (bare (form-value capture)) #f
                         (form-position capture))
              capture))
        (let* ((unit (scope-unit scope))
               (fields (capture-field captures '() '()))
               (before (unit-problems unit)))
          (set-unit-problems! unit '())
          (start-names! unit draft form (scope-lambdas scope)
                        (scope-outer scope) (cadr items)
                        (map inside captures) (list-tail items 3))
          (set-unit-inner-problems! unit (append (unit-problems unit)
                                                 (unit-inner-problems unit)))
          (set-unit-problems! unit before)
          fields)))

    (define (translate-transfer! scope form link!)
      "Translate FORM, a transfer that is no tree."
      (let* ((unit (scope-unit scope))
             (before (unit-problems unit))
             (instruction (table-ref instruction-table (head form) #f))
             (fields (translate-operands! scope instruction form)))
        (add-step! scope #f instruction fields '() '() form link!)
        (when (eq? before (unit-problems unit))
          (check-end scope form))))

    (define (check-end scope form)
      "Complain of each variable that is alive in SCOPE after FORM, a transfer."
      (let ((owners (scope-owners scope)))
        (do ((register 0 (+ register 1)))
            ((>= register (scope-highest scope)))
          (when (vector-ref owners register)
            (complain! (scope-unit scope) 'still-alive form
                       (variable-name scope (vector-ref owners register))
                       (head form))))))

    (define (ways? items)
      "Are ITEMS the two forms (then ...) and (else ...)?"
      (and (= 2 (length items))
           (form-head? (car items) 'then)
           (form-head? (cadr items) 'else)))

    (define (translate-ways! scope step ways mark)
      "Translate WAYS, `then' and `else' of STEP, which is #f after a problem.
What happened in SCOPE since MARK did not for `else'."
      (let ((then (car ways)) (else (cadr ways)))
        (translate-body! scope then (cdr (form-value then))
                         (if step (next-of step) (lambda (next) next)))
        (undo-to! scope mark)
        (translate-body! scope else (cdr (form-value else))
                         (if step (else-of step) (lambda (next) next)))))

    (define (translate-if! scope form link!)
      "Translate FORM, an `if'."
      (let ((items (form-value form)))
        (if (and (= 4 (length items))
                 (operation-form? (cadr items))
                 (ways? (cddr items)))
            (let* ((test (cadr items))
                   (instruction (find-operation scope test 'test))
                   (step (and instruction
                              (add-step! scope 'if instruction
                                         (translate-operands!
                                          scope instruction test)
                                         '() '() form link!))))
              (translate-ways! scope step (cddr items) (scope-undo scope)))
            (complain! (scope-unit scope) 'bad-if form))))

    (define (translate-try! scope form link!)
      "Translate FORM, a `try'."
      (let ((items (form-value form)) (unit (scope-unit scope)))
        (if (and (= 5 (length items))
                 (operation-form? (list-ref items 2))
                 (ways? (list-tail items 3)))
            (let* ((mark (scope-undo scope))
                   (operation (list-ref items 2))
                   (born (cadr items))
                   (instruction (find-operation scope operation 'data))
                   (fields (and instruction
                                (translate-operands! scope instruction
                                                     operation)))
                   (forms (if instruction
                              (check-try scope instruction born operation)
                              (born-forms born)))
                   (results (give-births! scope forms))
                   (step (and instruction
                              (add-step! scope 'try instruction fields results
                                         (born-names scope forms) form
                                         link!))))
              (translate-ways! scope step (list-tail items 3) mark))
            (complain! unit 'bad-try form))))

    (define (check-try scope instruction born operation)
      "Complain where INSTRUCTION, in OPERATION, cannot fault, or BORN is not as
its results ask; return the list of forms to be born."
      (let ((unit (scope-unit scope))
            (name (instruction-name instruction)))
        (when (null? (instruction-faults instruction))
          (complain! unit 'cannot-fault operation name))
        (cond ((pair? (instruction-results instruction))
               (check-results scope instruction born operation))
              ((form-empty? born) '())
              (else
               (complain! unit 'no-results-try operation name)
               (born-forms born)))))

    ;; Linking.  Constants and names are numbered in the order of the blocks,
    ;; and in each from its header to its last step, so that it does not matter
    ;; which blocks were written as lambdas.

    (define (link unit)
      "Return the program that was translated into UNIT; complain of the blocks
that its steps do not find."
      (let ((drafts (reverse (unit-drafts unit)))
            (constants (make-pool)))
        (unless (table-ref (unit-by-name unit) 'main #f)
          (complain! unit 'no-main (and (unit-source unit) 0)))
        (for-each
         (lambda (draft)
           (for-each (lambda (step) (link-step! unit constants step))
                     (draft-steps draft)))
         drafts)
        (make-program (and (unit-source unit)
                           (source-name (unit-source unit)))
                      (names-used drafts)
                      (pool-constants constants)
                      (list->vector
                       (map (lambda (draft) (finish-draft unit draft))
                            drafts)))))

    (define (names-used drafts)
      "Return the names of the variables of DRAFTS, in the order of first use."
      (let ((seen (make-table)) (names '()))
        (define (note! name)
          (unless (table-ref seen name #f)
            (table-set! seen name #t)
            (set! names (cons name names))))
        (for-each
         (lambda (draft)
           (for-each note! (or (draft-variables draft) '()))
           (for-each (lambda (step) (for-each note! (step-names step)))
                     (draft-steps draft)))
         drafts)
        (reverse names)))

    (define (finish-draft unit draft)
      "Return DRAFT as a block."
      (make-block (draft-name draft) (draft-parameters draft)
                  (draft-rest? draft) (draft-captures draft)
                  (draft-registers draft) (draft-steps draft)
                  (draft-variables draft)
                  (place unit (draft-position draft))))

    (define (link-step! unit pool step)
      "Number the constants, by POOL, and the blocks of STEP."
      (define (link-field field)
        (if (and field (eq? 'literal (field-mode field)))
            (make-field 'constant (pool-number! pool (field-index field)))
            field))
      (define (link-one operand field)
        (case (operand-class operand)
          ((value) (link-field field))
          ((rest) (map-in-order link-field field))
          ((block) (link-reference unit step field))
          (else (and (form-symbol? field) (pool-number! pool field)))))
      (let loop ((operands (instruction-operands (step-instruction step)))
                 (fields (step-fields step))
                 (linked '()))
        (if (or (null? operands) (null? fields))
            (set-step-fields! step (reverse linked))
            (loop (cdr operands) (cdr fields)
                  (cons (link-one (car operands) (car fields)) linked)))))

    (define (map-in-order change items)
      "Return (CHANGE ITEM) for each of ITEMS, called from first to last."
      (let loop ((items items) (found '()))
        (if (null? items)
            (reverse found)
            (loop (cdr items) (cons (change (car items)) found)))))

    (define (link-reference unit step target)
      "Return the number of the block that TARGET, a form in STEP, or a draft,
is the name of; complain where it does not suit."
      (cond ((draft? target) (draft-number target))
            ((not (form-symbol? target)) #f)
            (else
             (let ((draft (table-ref (unit-by-name unit) (form-value target)
                                     #f)))
               (cond ((not draft)
                      (complain! unit 'unknown-block target
                                 (form-value target))
                      #f)
                     (else
                      (when (draft-parameters draft)
                        (check-reference unit step target draft))
                      (draft-number draft)))))))

    (define (check-reference unit step target draft)
      "Complain where STEP does not give the block DRAFT, named in it by the
form TARGET, as much as it takes."
      (let ((name (draft-name draft))
            (given (if (pair? (cdr (step-fields step)))
                       (length (cadr (step-fields step)))
                       0))
            (wanted (draft-parameters draft)))
        (cond ((eq? 'close (instruction-name (step-instruction step)))
               (unless (= given (draft-captures draft))
                 (complain! unit 'close-count target name
                            (draft-captures draft) given)))
              ((> (draft-captures draft) 0)
               (complain! unit 'jump-captures target name))
              ((and (draft-rest? draft) (< given wanted))
               (complain! unit 'jump-count target name
                          (string-append "at least "
                                         (number->string wanted))
                          given))
              ((and (not (draft-rest? draft)) (not (= given wanted)))
               (complain! unit 'jump-count target name wanted given)))))

    ;; Constants.  NUMBERS keeps those that appear once; CONSTANTS is a list,
    ;; the last first.

    (define-record-type <pool>
      (make-pool-of numbers constants count) pool?
      (numbers pool-numbers)
      (constants pool-list set-pool-list!)
      (count pool-count set-pool-count!))

    (define (make-pool)
      "Return a pool without constants."
      (make-pool-of (make-table) '() 0))

    (define (pool-constants pool)
      "Return the vector of the constants in POOL."
      (list->vector (reverse (pool-list pool))))

    (define (pool-add! pool kind value)
      "Return the number of a new constant of KIND and VALUE in POOL."
      (let ((number (pool-count pool)))
        (set-pool-list! pool (cons (make-constant kind value)
                                   (pool-list pool)))
        (set-pool-count! pool (+ number 1))
        number))

    (define (pool-once! pool kind key value)
      "Return the number of the constant in POOL of KIND and VALUE, which KEY
tells from all others."
      (let ((numbers (pool-numbers pool)))
        (or (table-ref numbers key #f)
            (let ((number (pool-add! pool kind value)))
              (table-set! numbers key number)
              number))))

    (define (pool-number! pool form)
      "Return the number in POOL of the constant that FORM spells."
      (let ((value (form-value form)))
        (case (form-kind form)
          ((integer) (pool-once! pool 'int value value))
          ((bool char symbol)
           (pool-once! pool (form-kind form) value value))
          ((void eof) (pool-once! pool (form-kind form) value #f))
          ((string bytes) (pool-add! pool (form-kind form) value))
          ((vector)
           (let ((parts (map-in-order
                         (lambda (part) (pool-number! pool part))
                         value)))
             (pool-add! pool 'vector parts)))
          (else (pool-list! pool form)))))

    (define (pool-list! pool form)
      "Return the number in POOL of the list that FORM spells."
      (let loop ((items (form-value form)) (numbers '()))
        (if (pair? items)
            (loop (cdr items) (cons (pool-number! pool (car items)) numbers))
            (let join ((numbers numbers)
                       (tail (if (form-tail form)
                                 (pool-number! pool (form-tail form))
                                 (pool-once! pool 'null '() #f))))
              (if (null? numbers)
                  tail
                  (join (cdr numbers)
                        (pool-add! pool 'pair
                                   (cons (car numbers) tail))))))))))
