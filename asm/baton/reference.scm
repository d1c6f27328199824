;;; (baton reference): a machine that runs the specification.
;;;
;;; Everything about a data instruction or a test comes from its entry in
;;; spec/instructions.scm: which operands it has, of which types, what becomes
;;; of them by role and mode, which micro-operation of (baton micro) it is, and
;;; what is born.  Only transfers and the machine's services have code of their
;;; own here.  Counts of references, allocations and frees are those of
;;; spec/machine.md, step by step.
;;;
;;; A UNIT is a loaded program, a CODE one of its blocks.  When a block is first
;;; entered, each of its steps becomes a procedure without arguments that does
;;; the step and goes on with the next one, by a tail call.  A step finds its
;;; operands as SOURCES: a vector, of the registers or of a constant, and an
;;; index in it. What a procedure gives in the end is how the program ended:
;;; `halted', `faulted' or `spent'.
;;;
;;; Fuel is counted in TICKS: how many transfers may happen before somebody must
;;; look at the budget and the slice again.
;;;
;;;     (make-machine WIDTH LIMIT BUDGET TRACE WRITE-TRACE COUNTING)
;;;     (machine-start! MACHINE PROGRAM DEVICES)     what it gives: see above
;;;     (machine-finish! MACHINE)                    releases all that it holds
;;;
;;; TRACE is #f, `text', `json' or `transfers'; (WRITE-TRACE LINE) takes its
;;; lines; BUDGET is a number or #f.  PROGRAM has passed every check.

(define-library (baton reference)
  (export make-machine machine-heap machine-start! machine-finish!
          machine-answer-text machine-echo! machine-transfers machine-steps
          machine-raised
          machine-fault fault-report integers-fit?)
  (import (scheme base) (baton instructions) (baton image) (baton heap)
          (baton lists)
          (baton micro) (baton devices) (baton write) (baton trace)
          (baton assemble) (baton source) (only (baton bytes) utf-8-fault)
          (only (baton host) make-table table-ref table-set!))
  (begin
    (define-record-type <unit>
      (make-unit program constants codes environment) unit?
      (program unit-program)
      (constants unit-constants set-unit-constants!)
      (codes unit-codes set-unit-codes!)
      (environment unit-environment))

    ;; VARIABLES has a vector for each symbol that has a value; NAMES lists
    ;; them.
    (define-record-type <environment>
      (make-environment variables names) environment?
      (variables environment-variables)
      (names environment-names set-environment-names!))

    ;; FIXED parameters; FRAME: these, the rest and the captures.  SELF is the
    ;; closure without captures.  FAIL is what a fault of the first step does.
    (define-record-type <code>
      (make-code name block unit fixed rest frame self entry fail states)
      code?
      (name code-name) (block code-block) (unit code-unit)
      (fixed code-fixed) (rest code-rest?) (frame code-frame)
      (self code-self set-code-self!)
      (entry code-entry set-code-entry!)
      (fail code-fail set-code-fail!)
      (states code-states-made set-code-states!))

    (define-record-type <machine>
      (make-machine-of heap registers budget slice ticks granted transfers
                       steps timer handler reserve answer resume trace
                       write-trace counting pending output environments raised)
      machine?
      (heap machine-heap) (registers machine-registers)
      (budget machine-budget set-machine-budget!)
      (slice machine-slice set-machine-slice!)
      (ticks machine-ticks set-machine-ticks!)
      (granted machine-granted set-machine-granted!)
      (transfers machine-transfers-counted set-machine-transfers!)
      (steps machine-steps set-machine-steps!)
      (timer machine-timer set-machine-timer!)
      (handler machine-handler set-machine-handler!)
      (reserve machine-reserve set-machine-reserve!)
      (answer machine-answer set-machine-answer!)
      (resume machine-resume set-machine-resume!)
      (trace machine-trace) (write-trace machine-write-trace)
      (counting machine-counting?)
      (pending machine-pending set-machine-pending!)
      (output machine-output set-machine-output!)
      (environments machine-environments set-machine-environments!)
      (raised machine-raised set-machine-raised!)
      (devices machine-devices set-machine-devices!)
      (main machine-main set-machine-main!)
      (fault machine-fault set-machine-fault!)
      (left machine-left set-machine-left!))

    ;; A fault that nothing took.  STATE names the live registers.
    (define-record-type <failure>
      (make-failure fault code step) failure?
      (fault failure-fault) (code failure-code) (step failure-step))

    (define (make-machine width limit budget trace write-trace counting)
      "Return a machine without a program."
      (let ((machine
             (make-machine-of (make-heap width limit) (make-vector 600 #f)
                              budget #f 0 0 0 0 #f #f '() #f #f trace
                              write-trace counting #f '() '() '())))
        (set-machine-main! machine #f)
        (set-machine-fault! machine #f)
        (set-machine-left! machine '())
        (set-machine-resume!
         machine (make-code 'resume #f #f 0 #f 0 #f #f #f #f))
        machine))

    ;; Loading

    (define (make-unit-codes! unit)
      "Make the codes of UNIT's blocks."
      (set-unit-codes!
       unit
       (vector-map
        (lambda (block)
          (let ((code (make-code (block-name block) block unit
                                 (block-parameters block) (block-rest? block)
                                 (block-frame block) #f #f #f #f)))
            (set-code-self! code (make-constant-cell 'closure (vector code)))
            code))
        (program-blocks (unit-program unit)))))

    (define (make-unit-constants! unit)
      "Make the values of UNIT's constants."
      (let* ((constants (program-constants (unit-program unit)))
             (values (make-vector (vector-length constants) #f)))
        (define (value n) (vector-ref values n))
        (set-unit-constants! unit values)
        (do ((n 0 (+ n 1)))
            ((= n (vector-length constants)))
          (let* ((constant (vector-ref constants n))
                 (content (constant-value constant)))
            (vector-set!
             values n
             (case (constant-kind constant)
               ((pair)
                (make-constant-cell 'pair (vector (value (car content))
                                                  (value (cdr content)))))
               ((vector)
                (make-constant-cell 'vector
                                    (list->vector (map value content))))
               ((string) (make-constant-cell 'string content))
               ((bytes) (make-constant-cell 'bytes content))
               ((null) '())
               ((void) void)
               ((eof) (eof-object))
               (else content)))))))

    (define (load-program! machine program environment)
      "Return PROGRAM, loaded into MACHINE, with the symbol values of
ENVIRONMENT."
      (let ((unit (make-unit program #f #f environment)))
        (make-unit-constants! unit)
        (make-unit-codes! unit)
        (vector-for-each
         (lambda (code)
           (set-code-entry! code
                            (lambda ()
                              (compile-code! machine code)
                              ((code-entry code)))))
         (unit-codes unit))
        unit))

    (define (new-environment! machine)
      "Return a new environment of MACHINE."
      (let ((environment (make-environment (make-table) '())))
        (set-machine-environments!
         machine (cons environment (machine-environments machine)))
        environment))

    (define (unit-main unit)
      "Return the code of UNIT's block `main'."
      (let ((codes (unit-codes unit)))
        (let loop ((n 0))
          (if (eq? 'main (code-name (vector-ref codes n)))
              (vector-ref codes n)
              (loop (+ n 1))))))

    (define (integers-fit? heap program)
      "Do all integers of PROGRAM fit into words of HEAP?"
      (define (fits? n) (<= (heap-least heap) n (heap-greatest heap)))
      (define (all? test items)
        (or (null? items) (and (test (car items)) (all? test (cdr items)))))
      (and (all? (lambda (constant)
                   (or (not (eq? 'int (constant-kind constant)))
                       (fits? (constant-value constant))))
                 (vector->list (program-constants program)))
           (all? (lambda (block)
                   (all? (lambda (step)
                           (fold-fields
                            (lambda (field fine)
                              (and fine
                                   (or (not (eq? 'small (field-mode field)))
                                       (fits? (field-index field)))))
                            #t (step-fields step)))
                         (block-steps block)))
                 (vector->list (program-blocks program)))))

    (define halt-program
      (let* ((step (make-step #f (instruction-named 'halt)
                              (list (make-field 'take 0)) '() 0 #f #f '() #f))
             (block (make-block 'halt 1 #f 0 1 (list step) '(v) #f)))
        (make-program #f '() (vector) (vector block))))

    (define (machine-start! machine program devices)
      "Run PROGRAM with DEVICES on MACHINE, and return how it ended."
      (let* ((unit (load-program! machine program
                                  (new-environment! machine)))
             (halt (load-program! machine halt-program
                                  (unit-environment unit)))
             (main (unit-main unit)))
        (set-machine-devices! machine devices)
        (set-machine-main! machine unit)
        (enter! machine (code-self main) #f
                (list (code-self (vector-ref (unit-codes halt) 0))
                      (devices-world devices)))
        (trace-transfer! machine main 0)
        (grant! machine)
        (let ((end (parameterize ((name-of closure-name))
                     ((code-entry main)))))
          (settle! machine)
          (flush-step! machine)
          (trace-end! machine end)
          end)))

    (define (machine-answer-text machine)
      "Return the line that tells MACHINE's answer, or #f for none."
      (let ((answer (machine-answer machine)))
        (and (not (void? answer))
             (parameterize ((name-of closure-name))
               (string-append (value->text answer) "\n")))))

    (define (closure-name cell)
      "Return the name of CELL, a closure or a device."
      (if (eq? 'closure (cell-kind cell))
          (code-name (closure-code cell))
          (device-name cell)))

    (define (closure-code cell)
      "Return the code of the closure CELL."
      (vector-ref (cell-fields cell) 0))

    ;; Sources

    (define (source-value source)
      "Return the value at SOURCE."
      (vector-ref (car source) (cdr source)))

    (define (constant-source value)
      "Return a source of VALUE."
      (cons (vector value) 0))

    (define (field-source machine unit field)
      "Return the source of what FIELD, in UNIT, stands for."
      (case (field-mode field)
        ((copy take) (cons (machine-registers machine) (field-index field)))
        ((constant) (cons (unit-constants unit) (field-index field)))
        (else (constant-source (field-index field)))))

    ;; The operands of a step, each with its source; a rest has several.
    (define-record-type <given>
      (make-given operand field source) given?
      (operand given-operand) (field given-field) (source given-source))

    (define (step-given machine unit step)
      "Return what STEP of UNIT is given, a list for each operand."
      (map (lambda (operand field)
             (define (given field)
               (make-given operand field (field-source machine unit field)))
             (case (operand-class operand)
               ((value) (list (given field)))
               ((rest) (map given field))
               ((block)
                (list (make-given operand #f
                                  (constant-source
                                   (code-self (vector-ref (unit-codes unit)
                                                          field))))))
               (else
                (list (make-given operand #f (cons (unit-constants unit)
                                                   field))))))
           (instruction-operands (step-instruction step))
           (step-fields step)))

    (define (mode given)
      "Return the mode of GIVEN, or #f of a block or a symbol."
      (and (given-field given) (field-mode (given-field given))))

    (define (role given)
      "Return the role of GIVEN."
      (operand-role (given-operand given)))

    (define (flatten lists)
      "Return the items of LISTS in one list."
      (apply append lists))

    (define (may-be-cell? given)
      "Can GIVEN be a cell?"
      (let ((type (operand-type (given-operand given))))
        (or (eq? type 'any)
            (not (eq? 'word (kind-memory (kind-named type)))))))

    (define (stored-copies givens)
      "Return the sources among GIVENS that must be retained."
      (map given-source
           (select (lambda (given)
                     (and (eq? 'copy (mode given)) (eq? 'store (role given))
                          (may-be-cell? given)))
                   givens)))

    (define (ended-takes givens)
      "Return the sources among GIVENS that must be released."
      (map given-source
           (select (lambda (given)
                     (and (eq? 'take (mode given))
                          (memq (role given) '(read end))
                          (may-be-cell? given)))
                   givens)))

    (define (retain-all! sources)
      "Retain what is at each of SOURCES."
      (unless (null? sources)
        (retain! (source-value (car sources)))
        (retain-all! (cdr sources))))

    (define (release-all! heap sources)
      "Release in HEAP what is at each of SOURCES."
      (unless (null? sources)
        (release! heap (source-value (car sources)))
        (release-all! heap (cdr sources))))

    (define (any-value value)
      "Every VALUE will do."
      #t)

    (define (given-test given)
      "Return the test that GIVEN must pass, or #f."
      (let ((operand (given-operand given)))
        (and (operand-type operand)
             (not (eq? 'any (operand-type operand)))
             (kind-test (operand-type operand) (operand-mutable? operand)))))

    (define (checker givens)
      "Return a procedure that tells whether the types of GIVENS are right, or
#f where none is asked for."
      (let loop ((givens (reverse givens)) (next #f))
        (if (null? givens)
            next
            (let ((test (given-test (car givens)))
                  (base (car (given-source (car givens))))
                  (index (cdr (given-source (car givens)))))
              (loop (cdr givens)
                    (cond ((not test) next)
                          (next (lambda ()
                                  (and (test (vector-ref base index))
                                       (next))))
                          (else (lambda ()
                                  (test (vector-ref base index))))))))))

    ;; Steps

    (define (compile-code! machine code)
      "Give CODE its entry."
      (let* ((steps (list->vector (block-steps (code-block code))))
             (thunks (make-vector (vector-length steps) #f)))
        (define (thunk-of step)
          (and step (vector-ref thunks (step-index step))))
        (let loop ((n (- (vector-length steps) 1)))
          (when (>= n 0)
            (let ((step (vector-ref steps n)))
              (vector-set! thunks n
                           (watched machine code step
                                    (compile-step machine code step
                                                  (thunk-of (step-next step))
                                                  (thunk-of
                                                   (step-else step))))))
            (loop (- n 1))))
        (set-code-entry! code (vector-ref thunks 0))))

    (define (compile-step machine code step next other)
      "Return the procedure for STEP of CODE, after which come NEXT, or OTHER
for `else'."
      (define self #f)
      (define otherwise (and (eq? 'try (step-tree step)) other))
      (define (give-up fault)
        (cond (otherwise
               (note-fault! machine step fault)
               (otherwise))
              (else (take-fault! machine code step fault))))
      (define (fail fault)
        (if (and (eq? fault memory-fault) (collect! machine code step))
            (self)
            (give-up fault)))
      (when (= 0 (step-index step)) (set-code-fail! code give-up))
      (set! self
            (let ((instruction (step-instruction step))
                  (givens (step-given machine (code-unit code) step)))
              (case (instruction-class instruction)
                ((transfer)
                 (compile-transfer machine code step givens fail))
                ((test)
                 (compile-test machine code step givens next other fail))
                (else
                 (compile-data machine code step givens next fail)))))
      self)

    (define (compile-formula machine code step givens)
      "Return the procedure of the micro-operation in the formula of STEP, and
the list of its arguments: sources, or lists of sources for a rest."
      (let* ((instruction (step-instruction step))
             (formula (instruction-formula instruction))
             (operands (instruction-operands instruction)))
        (define (argument word)
          (let loop ((operands operands) (givens givens))
            (cond ((null? operands) (constant-source word))
                  ((not (eq? word (operand-name (car operands))))
                   (loop (cdr operands) (cdr givens)))
                  ((operand-rest? (car operands))
                   (list (map given-source (car givens))))
                  (else (given-source (caar givens))))))
        (cond ((symbol? formula)
               (values (lambda (heap value) value)
                       (list (argument formula))))
              ((eq? 'end (car formula))
               (values (lambda (heap) #f) '()))
              ((eq? 'service (car formula))
               (values (service machine code (cadr formula))
                       (map argument (cddr formula))))
              (else
               (values (micro-procedure (car formula))
                       (map argument (cdr formula)))))))

    (define (rest-argument? argument)
      "Does ARGUMENT stand for a list of sources?"
      (and (pair? argument) (null? (cdr argument))))

    (define (argument-value argument)
      "Return the value of ARGUMENT, a source or the sources of a rest."
      (if (rest-argument? argument)
          (gather (car argument))
          (source-value argument)))

    (define (gather sources)
      "Return the list of what is at SOURCES."
      (if (null? sources)
          '()
          (cons (source-value (car sources)) (gather (cdr sources)))))

    (define (caller heap act arguments)
      "Return a procedure that calls ACT with HEAP and the values of ARGUMENTS."
      (define (scalars? arguments)
        (or (null? arguments)
            (and (not (rest-argument? (car arguments)))
                 (scalars? (cdr arguments)))))
      (define (base n) (car (list-ref arguments n)))
      (define (index n) (cdr (list-ref arguments n)))
      (let ((count (length arguments)))
        (cond ((not (scalars? arguments))
               (if (= count 2)
                   (let ((a (car arguments)) (b (cadr arguments)))
                     (lambda ()
                       (act heap (argument-value a) (argument-value b))))
                   (lambda ()
                     (apply act heap (map argument-value arguments)))))
              ((= count 0) (lambda () (act heap)))
              ((= count 1)
               (let ((a (base 0)) (i (index 0)))
                 (lambda () (act heap (vector-ref a i)))))
              ((= count 2)
               (let ((a (base 0)) (i (index 0)) (b (base 1)) (j (index 1)))
                 (lambda () (act heap (vector-ref a i) (vector-ref b j)))))
              ((= count 3)
               (let ((a (base 0)) (i (index 0)) (b (base 1)) (j (index 1))
                     (c (base 2)) (k (index 2)))
                 (lambda ()
                   (act heap (vector-ref a i) (vector-ref b j)
                        (vector-ref c k)))))
              (else
               (lambda () (apply act heap (gather arguments)))))))

    (define (borrowed? instruction)
      "Is the result of INSTRUCTION one that a cell keeps?"
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula)
             (not (eq? 'end (car formula)))
             (eq? 'borrowed (micro-result (micro-named (car formula)))))))

    (define (compile-data machine code step givens next fail)
      "Return the procedure for STEP, an instruction that is no test, of CODE."
      (let*-values
          (((act arguments) (compile-formula machine code step givens))
           ((heap) (machine-heap machine))
           ((registers) (machine-registers machine))
           ((all) (flatten givens))
           ((right?) (checker all))
           ((copies) (stored-copies all))
           ((takes) (ended-takes all))
           ((keep) (borrowed? (step-instruction step)))
           ((call) (caller heap act arguments))
           ((results) (step-results step)))
        (define (bear! value)
          (cond ((null? results) #t)
                ((null? (cdr results))
                 (vector-set! registers (car results) value))
                (else
                 (for-each (lambda (register value)
                             (vector-set! registers register value))
                           results value))))
        (if (and (null? copies) (null? takes) (not keep)
                 (= 1 (length results)))
            (compile-plain call right? registers (car results) next fail)
            (lambda ()
              (if (or (not right?) (right?))
                  (begin
                    (retain-all! copies)
                    (let ((value (call)))
                      (cond ((fault? value)
                             (release-all! heap copies)
                             (fail value))
                            (else
                             (when keep (retain! value))
                             (release-all! heap takes)
                             (bear! value)
                             (next)))))
                  (fail type-fault))))))

    (define (compile-plain call right? registers result next fail)
      "Return the procedure for a step that calls CALL where RIGHT? holds or
is #f, counts no references, and bears RESULT."
      (define (act)
        (let ((value (call)))
          (cond ((fault? value) (fail value))
                (else
                 (vector-set! registers result value)
                 (next)))))
      (if right?
          (lambda () (if (right?) (act) (fail type-fault)))
          act))

    (define (compile-test machine code step givens next other fail)
      "Return the procedure for STEP, a test, of CODE, after which come NEXT
where it holds, else OTHER."
      (let*-values
          (((act arguments) (compile-formula machine code step givens))
           ((heap) (machine-heap machine))
           ((all) (flatten givens))
           ((right?) (checker all))
           ((takes) (ended-takes all))
           ((call) (caller heap act arguments)))
        (define (decide)
          (let ((value (call)))
            (cond ((fault? value) (fail value))
                  (else
                   (release-all! heap takes)
                   (if value (next) (other))))))
        (if right?
            (lambda () (if (right?) (decide) (fail type-fault)))
            decide)))

    ;; Transfers

    (define (accepts? code count)
      "Can CODE be given COUNT arguments?"
      (if (code-rest? code)
          (>= count (code-fixed code))
          (= count (code-fixed code))))

    (define (room-to-enter? machine closure count)
      "Has MACHINE room for what the call of CLOSURE with COUNT arguments makes:
a rest parameter, or what the call of a resume closure's handler will need?"
      (let ((code (closure-code closure)) (heap (machine-heap machine)))
        (cond ((code-rest? code)
               (heap-room? heap (* (heap-words heap 'pair 2)
                                   (- count (code-fixed code)))))
              ((eq? code (machine-resume machine))
               (or (not (vector-ref (cell-fields closure) 1))
                   (fill-reserve! machine)))
              (else #t))))

    (define (code-base code)
      "Return the register of CODE's first captured value."
      (+ (code-fixed code) (if (code-rest? code) 1 0)))

    (define (enter! machine closure taken arguments)
      "Make the frame for CLOSURE, which is TAKEN or copied, with the list
ARGUMENTS, all owned; they fit.  Return the code that is entered."
      (let ((code (closure-code closure))
            (registers (machine-registers machine)))
        (let loop ((n 0) (arguments arguments))
          (cond ((< n (code-fixed code))
                 (vector-set! registers n (car arguments))
                 (loop (+ n 1) (cdr arguments)))
                ((code-rest? code)
                 (vector-set! registers n
                              (fresh-list (machine-heap machine)
                                          arguments)))))
        (unpack! machine closure taken (code-base code))
        (if (eq? code (machine-resume machine))
            (resume! machine)
            code)))

    (define (fresh-list heap values)
      "Return a new list in HEAP of the list VALUES."
      (let loop ((values (reverse values)) (tail '()))
        (if (null? values)
            tail
            (loop (cdr values)
                  (heap-cell heap 'pair (vector (car values) tail))))))

    (define (unpack! machine closure taken base)
      "Put what CLOSURE captured into the registers from BASE on."
      (let ((fields (cell-fields closure))
            (registers (machine-registers machine))
            (count (cell-count closure)))
        (define (copy! from each!)
          (when (< from (vector-length fields))
            (let ((value (vector-ref fields from)))
              (each! value)
              (vector-set! registers (+ base from -1) value)
              (copy! (+ from 1) each!))))
        (when count
          (cond ((and taken (= count 1))
                 (copy! 1 any-value)
                 (heap-recycle! (machine-heap machine) closure))
                (else
                 (copy! 1 retain!)
                 (when taken (set-cell-count! closure (- count 1))))))))

    (define (resume! machine)
      "Let what a resume closure held, in the registers, be the state again.
Return the code that is entered."
      (let* ((registers (machine-registers machine))
             (code (closure-code (vector-ref registers 1))))
        (release! (machine-heap machine) (machine-handler machine))
        (set-machine-handler! machine (vector-ref registers 0))
        (vector-copy! registers 0 registers 2 (+ 2 (code-frame code)))
        code))

    (define (transfer! machine code)
      "Go on in CODE, whose frame is made."
      (let ((ticks (machine-ticks machine)))
        (cond ((> ticks 0)
               (set-machine-ticks! machine (- ticks 1))
               ((code-entry code)))
              (else (look-at-fuel machine code)))))

    (define (mover machine sources)
      "Return a procedure that moves what is at SOURCES to r0 and on."
      (let ((registers (machine-registers machine)))
        (define (base n) (car (list-ref sources n)))
        (define (index n) (cdr (list-ref sources n)))
        (case (length sources)
          ((0) (lambda () #t))
          ((1)
           (let ((a (base 0)) (i (index 0)))
             (lambda () (vector-set! registers 0 (vector-ref a i)))))
          ((2)
           (let ((a (base 0)) (i (index 0)) (b (base 1)) (j (index 1)))
             (lambda ()
               (let ((x (vector-ref a i)) (y (vector-ref b j)))
                 (vector-set! registers 0 x)
                 (vector-set! registers 1 y)))))
          ((3)
           (let ((a (base 0)) (i (index 0)) (b (base 1)) (j (index 1))
                 (c (base 2)) (k (index 2)))
             (lambda ()
               (let ((x (vector-ref a i)) (y (vector-ref b j))
                     (z (vector-ref c k)))
                 (vector-set! registers 0 x)
                 (vector-set! registers 1 y)
                 (vector-set! registers 2 z)))))
          (else
           (lambda ()
             (let loop ((n 0) (values (gather sources)))
               (unless (null? values)
                 (vector-set! registers n (car values))
                 (loop (+ n 1) (cdr values)))))))))

    (define (compile-transfer machine code step givens fail)
      "Return the procedure for STEP, a transfer, of CODE."
      (case (instruction-name (step-instruction step))
        ((jump call) (compile-call machine givens fail))
        ((apply) (compile-apply machine givens fail))
        ((halt) (compile-halt machine (caar givens)))
        (else (lambda () (fail raised-fault)))))

    (define (compile-halt machine given)
      "Return the procedure that ends the program with GIVEN as answer."
      (let ((source (given-source given)) (copy (eq? 'copy (mode given))))
        (lambda ()
          (let ((value (source-value source)))
            (when copy (retain! value))
            (set-machine-answer! machine value)
            'halted))))

    ;; A jump is a call of the constant closure of its block.
    (define (compile-call machine givens fail)
      "Return the procedure for a transfer to the first of GIVENS with the
others."
      (let* ((target (caar givens))
             (base (car (given-source target)))
             (index (cdr (given-source target)))
             (taken (eq? 'take (mode target)))
             (arguments (cadr givens))
             (copies (stored-copies arguments))
             (sources (map given-source arguments))
             (count (length sources))
             (move! (mover machine sources))
             (resume (machine-resume machine)))
        (define (enter-slowly f code)
          (cond ((not (accepts? code count)) (fail arity-fault))
                ((not (room-to-enter? machine f count))
                 (fail memory-fault))
                (else
                 (retain-all! copies)
                 (transfer! machine
                            (enter! machine f taken (gather sources))))))
        (lambda ()
          (let ((f (vector-ref base index)))
            (if (and (cell? f) (eq? 'closure (cell-kind f)))
                (let ((code (closure-code f)))
                  (cond ((and (= count (code-fixed code))
                              (not (code-rest? code))
                              (not (eq? code resume)))
                         (retain-all! copies)
                         (move!)
                         (unpack! machine f taken count)
                         (transfer! machine code))
                        (else (enter-slowly f code))))
                (fail type-fault))))))

    (define (list-values list)
      "Return the elements of LIST as a list of the host, or #f where it is no
proper, finite list."
      (let loop ((rest list) (found '()) (lap 1) (count 0) (mark #f))
        (cond ((null? rest) (reverse found))
              ((not (value-is? rest 'pair)) #f)
              ((eq? rest mark) #f)
              (else
               (let ((turn (= count lap)))
                 (loop (vector-ref (cell-fields rest) 1)
                       (cons (vector-ref (cell-fields rest) 0) found)
                       (if turn (* 2 lap) lap)
                       (if turn 0 (+ count 1))
                       (if turn rest mark)))))))

    (define (compile-apply machine givens fail)
      "Return the procedure for a transfer to the first of GIVENS with the
others, the last of which is a list of arguments."
      (let* ((target (caar givens))
             (closure (given-source target))
             (taken (eq? 'take (mode target)))
             (reversed (reverse (cadr givens)))
             (last (car reversed))
             (last-source (given-source last))
             (arguments (reverse (cdr reversed)))
             (copies (stored-copies arguments))
             (sources (map given-source arguments)))
        (define (enter f code list spread)
          (let ((count (+ (length sources) (length spread))))
            (cond ((not (accepts? code count)) (fail arity-fault))
                  ((not (room-to-enter? machine f count))
                   (fail memory-fault))
                  (else
                   (retain-all! copies)
                   (for-each retain! spread)
                   (let ((code (enter! machine f taken
                                       (append (gather sources) spread))))
                     (when (eq? 'take (mode last))
                       (release! (machine-heap machine) list))
                     (transfer! machine code))))))
        (lambda ()
          (let ((f (source-value closure)) (list (source-value last-source)))
            (if (value-is? f 'closure)
                (let ((spread (list-values list)))
                  (if spread
                      (enter f (closure-code f) list spread)
                      (fail type-fault)))
                (fail type-fault))))))

    ;; Fuel

    (define most-ticks (expt 2 60))

    (define (settle! machine)
      "Count the transfers that happened since fuel was granted."
      (let ((used (- (machine-granted machine) (machine-ticks machine))))
        (set-machine-granted! machine (machine-ticks machine))
        (spend! machine used)))

    (define (spend! machine count)
      "Count COUNT transfers of MACHINE."
      (set-machine-transfers! machine
                              (+ (machine-transfers-counted machine) count))
      (when (machine-budget machine)
        (set-machine-budget! machine (- (machine-budget machine) count)))
      (when (machine-slice machine)
        (set-machine-slice! machine (- (machine-slice machine) count))))

    (define (grant! machine)
      "Grant as much fuel as nobody need look at; none while transfers are
traced."
      (let ((ticks (if (eq? 'transfers (machine-trace machine))
                       0
                       (min (or (machine-budget machine) most-ticks)
                            (or (machine-slice machine) most-ticks)))))
        (set-machine-ticks! machine ticks)
        (set-machine-granted! machine ticks)))

    (define (machine-transfers machine)
      "Return how many transfers MACHINE did."
      (machine-transfers-counted machine))

    (define (look-at-fuel machine code)
      "Go on in CODE, whose frame is made, if there is fuel."
      (settle! machine)
      (cond ((eqv? 0 (machine-budget machine))
             (set-machine-left! machine (frame-values machine code))
             'spent)
            ((eqv? 0 (machine-slice machine)) (end-slice machine code))
            (else (count-transfer machine code))))

    (define (count-transfer machine code)
      "Count a transfer to CODE, and go on there."
      (spend! machine 1)
      (grant! machine)
      (trace-transfer! machine code (machine-transfers-counted machine))
      ((code-entry code)))

    (define (frame-values machine code)
      "Return the values in the frame of CODE, which was just made."
      (let ((registers (machine-registers machine)))
        (let loop ((n (- (code-frame code) 1)) (found '()))
          (if (< n 0)
              found
              (loop (- n 1) (cons (vector-ref registers n) found))))))

    (define (end-slice machine code)
      "Call the timer's closure in the place of a transfer to CODE, whose frame
is made."
      (let* ((heap (machine-heap machine))
             (timer (machine-timer machine))
             (words (heap-words heap 'closure (+ 3 (code-frame code)))))
        (cond ((or (heap-room? heap words)
                   (and (collect! machine code
                                  (block-first (code-block code)))
                        (heap-room? heap words)))
               (set-machine-timer! machine #f)
               (set-machine-slice! machine #f)
               (let ((resume (resume-closure machine code)))
                 (set-machine-handler! machine #f)
                 (count-transfer machine
                                 (enter! machine timer #t (list resume)))))
              (else
               (set-machine-timer! machine #f)
               (set-machine-slice! machine #f)
               (release! heap timer)
               (spend! machine 1)
               (grant! machine)
               (trace-transfer! machine code
                                (machine-transfers-counted machine))
               (compile-code! machine code)
               ((code-fail code) memory-fault)))))

    (define (resume-closure machine code)
      "Return a closure that holds the frame of CODE, and MACHINE's handler."
      (heap-cell (machine-heap machine) 'closure
                 (list->vector
                  (append (list (machine-resume machine)
                                (machine-handler machine)
                                (code-self code))
                          (frame-values machine code)))))

    ;; Faults

    (define (code-states code)
      "Return the states of CODE's steps."
      (unless (code-states-made code)
        (set-code-states! code (block-states (code-block code))))
      (code-states-made code))

    (define (step-state code step)
      "Return the state before STEP of CODE."
      (vector-ref (code-states code) (step-index step)))

    (define (live-values machine code step)
      "Return the values that live before STEP of CODE."
      (map (lambda (entry)
             (vector-ref (machine-registers machine) (car entry)))
           (step-state code step)))

    (define (irritants machine code step fault)
      "Return the irritants of FAULT in STEP of CODE."
      (case (fault-kind fault)
        ((memory) '())
        ((device program)
         (list (heap-cell (machine-heap machine) 'string
                          (string-copy (fault-detail fault)))))
        (else
         (map (lambda (given) (source-value (given-source given)))
              (first-of (flatten (step-given machine (code-unit code) step))
                        8)))))

    (define (says-why? fault)
      "Is the irritant of FAULT a new string?"
      (memq (fault-kind fault) '(device program)))

    (define (fault-values machine code step fault)
      "Return the irritants of FAULT in STEP of CODE for which there is room."
      (select (lambda (value) (not (fault? value)))
              (irritants machine code step fault)))

    (define (take-fault! machine code step fault)
      "Go on with FAULT, in STEP of CODE, that `try' does not take."
      (note-fault! machine step fault)
      (if (machine-handler machine)
          (let ((values (fault-values machine code step fault)))
            (unless (says-why? fault) (for-each retain! values))
            (call-handler machine code step fault values))
          (begin
            (set-machine-fault! machine (make-failure fault code step))
            (set-machine-left! machine (live-values machine code step))
            'faulted)))

    (define (reserved-pair! machine a d)
      "Return a pair of A and D that was reserved for the call of a handler."
      (let* ((pair (machine-reserve machine))
             (fields (cell-fields pair)))
        (set-machine-reserve! machine (vector-ref fields 1))
        (vector-set! fields 0 a)
        (vector-set! fields 1 d)
        pair))

    (define (call-handler machine code step fault values)
      "Call the handler for FAULT in STEP of CODE, with the irritants VALUES."
      (let* ((heap (machine-heap machine))
             (handler (machine-handler machine))
             (list-of (let loop ((values (reverse values)) (tail '()))
                        (if (null? values)
                            tail
                            (loop (cdr values)
                                  (reserved-pair! machine (car values)
                                                  tail)))))
             (place (reserved-pair! machine (code-name code)
                                    (step-index step))))
        (for-each (lambda (value) (release! heap value))
                  (live-values machine code step))
        (set-machine-handler! machine #f)
        (release! heap (machine-reserve machine))
        (set-machine-reserve! machine '())
        (transfer! machine
                   (enter! machine handler #t
                           (list (fault-kind fault) list-of place)))))

    ;; Room

    (define (collect! machine code step)
      "Free what nothing reaches before STEP of CODE.  Return whether there was
any."
      (let ((known (make-table)))
        (define (environment-values environment)
          (table-set! known environment #t)
          (map (lambda (name)
                 (vector-ref (table-ref (environment-variables environment)
                                        name #f)
                             0))
               (environment-names environment)))
        (define (kept cell)
          (let* ((code (and (eq? 'closure (cell-kind cell))
                            (closure-code cell)))
                 (environment (and code (code-unit code)
                                   (unit-environment (code-unit code)))))
            (if (or (not environment) (table-ref known environment #f))
                '()
                (environment-values environment))))
        (let ((freed
               (heap-collect!
                (machine-heap machine)
                (append (list (machine-timer machine)
                              (machine-handler machine)
                              (machine-reserve machine)
                              (code-self code)
                              (code-self (unit-main (machine-main machine))))
                        (devices-roots (machine-devices machine))
                        (live-values machine code step))
                kept
                (devices-open (machine-devices machine)))))
          (set-machine-environments!
           machine
           (select (lambda (environment) (table-ref known environment #f))
                   (machine-environments machine)))
          (> freed 0))))

    ;; Services

    (define (service machine code name)
      "Return the procedure for the service NAME of MACHINE, for CODE."
      (case name
        ((port) (lambda (heap world name)
                  (device-port world name)))
        ((in) (lambda (heap device) (device-in device)))
        ((out) (lambda (heap device value) (device-out device value)))
        ((read) (lambda (heap device) (device-read device)))
        ((write) (lambda (heap device value) (device-write device value)))
        ((assemble) (lambda (heap values)
                      (assemble-service machine code values)))
        ((get) (lambda (heap name) (get-value code name)))
        ((put) (lambda (heap name value) (put-value heap code name value)))
        ((set-handler) (lambda (heap closure)
                         (set-handler-service machine closure)))
        ((set-timer) (lambda (heap timer n closure)
                       (set-timer-service machine timer n closure)))
        (else (error "a service has no procedure" name))))

    (define (get-value code name)
      "Return the value of the symbol NAME for CODE, held once more."
      (let ((variable (table-ref (environment-variables
                                  (unit-environment (code-unit code)))
                                 name #f)))
        (cond (variable
               (retain! (vector-ref variable 0))
               (vector-ref variable 0))
              (else unbound-fault))))

    (define (put-value heap code name value)
      "Let VALUE be the value of the symbol NAME for CODE."
      (let* ((environment (unit-environment (code-unit code)))
             (variables (environment-variables environment))
             (variable (table-ref variables name #f)))
        (cond (variable
               (let ((old (vector-ref variable 0)))
                 (vector-set! variable 0 value)
                 (release! heap old)))
              (else
               (table-set! variables name (vector value))
               (set-environment-names!
                environment (cons name (environment-names environment)))))
        #f))

    (define (closure-for closure count)
      "Return the fault of CLOSURE, or #f where it is #f or takes just COUNT
arguments."
      (cond ((not closure) #f)
            ((not (value-is? closure 'closure)) type-fault)
            ((code-rest? (closure-code closure)) arity-fault)
            ((accepts? (closure-code closure) count) #f)
            (else arity-fault)))

    (define reserved-pairs 9)

    (define (fill-reserve! machine)
      "Make the pairs for the call of MACHINE's handler, unless there are some.
Return whether there was room."
      (let* ((heap (machine-heap machine))
             (words (* reserved-pairs (heap-words heap 'pair 2))))
        (cond ((cell? (machine-reserve machine)) #t)
              ((heap-room? heap words)
               (do ((n 0 (+ n 1))
                    (pairs '() (heap-cell heap 'pair (vector void pairs))))
                   ((= n reserved-pairs)
                    (set-machine-reserve! machine pairs)))
               #t)
              (else #f))))

    (define (set-handler-service machine closure)
      "Let CLOSURE, or #f, take faults; return what did so before."
      (let* ((heap (machine-heap machine))
             (old (machine-handler machine)))
        (or (closure-for closure 3)
            (and closure (not (fill-reserve! machine)) memory-fault)
            (begin
              (unless closure
                (release! heap (machine-reserve machine))
                (set-machine-reserve! machine '()))
              (set-machine-handler! machine closure)
              old))))

    (define (set-timer-service machine device n closure)
      "Let CLOSURE, or #f, be called after N transfers."
      (cond ((not (eq? 'timer (device-name device)))
             (make-fault 'device "set-timer needs the device timer"))
            ((< n 0) bounds-fault)
            ((closure-for closure 1))
            (else
             (settle! machine)
             (release! (machine-heap machine) (machine-timer machine))
             (set-machine-timer! machine closure)
             (set-machine-slice! machine (and closure n))
             (grant! machine)
             #f)))

    (define (assemble-service machine code values)
      "Return a closure of the program that the first of VALUES spells."
      (cond ((null? (cdr values))
             (assembled machine (car values) #f))
            ((not (value-is? (cadr values) 'device)) type-fault)
            ((not (device-is-world? (cadr values)))
             (make-fault 'device "assemble needs the world itself"))
            (else
             (assembled machine (car values)
                        (unit-environment (code-unit code))))))

    (define (assembled machine value environment)
      "Return a closure of the program that VALUE spells.  It shares the symbol
values of ENVIRONMENT; with #f it has its own, and cannot set handlers."
      (let ((program (assemble-data (value->datum value))))
        (define (refuse text) (make-fault 'program text))
        (cond ((not (program? program))
               (refuse (problem-what (car program))))
              ((not (integers-fit? (machine-heap machine) program))
               (refuse "an integer is out of range"))
              ((and (not environment)
                    (memq (instruction-named 'set-handler)
                          (instructions-used (program-blocks program))))
               (refuse "set-handler needs the world"))
              (else
               (code-self
                (unit-main
                 (load-program! machine program
                                (or environment
                                    (new-environment! machine)))))))))

    ;; The end

    (define (machine-finish! machine)
      "Release all that MACHINE holds, and let its devices end their work."
      (let ((heap (machine-heap machine)))
        (define (release-all values)
          (for-each (lambda (value) (release! heap value)) values))
        (define (take-value! environment)
          (lambda (name)
            (let ((variable (table-ref (environment-variables environment)
                                       name #f)))
              (release! heap (vector-ref variable 0))
              (vector-set! variable 0 #f))))
        (release-all (machine-left machine))
        (release-all (list (machine-answer machine) (machine-handler machine)
                           (machine-reserve machine)
                           (machine-timer machine)))
        (for-each (lambda (environment)
                    (for-each (take-value! environment)
                              (environment-names environment)))
                  (machine-environments machine))
        (devices-finish! (machine-devices machine))))

    ;; Traces

    ;; A step whose line is not written yet: what was known before it ran.
    (define-record-type <pending>
      (make-pending number code step view values allocations frees fault)
      pending?
      (number pending-number) (code pending-code) (step pending-step)
      (view pending-view) (values pending-values)
      (allocations pending-allocations) (frees pending-frees)
      (fault pending-fault set-pending-fault!))

    (define (machine-echo! machine bytes)
      "Take note that BYTES went to the console."
      (when (memq (machine-trace machine) '(text json))
        (set-machine-output! machine
                             (cons bytes (machine-output machine)))))

    (define (watched machine code step thunk)
      "Return THUNK, which does STEP of CODE, with what traces and counts need."
      (cond ((memq (machine-trace machine) '(text json))
             (traced machine code step thunk))
            ((machine-counting? machine)
             (lambda ()
               (set-machine-steps! machine (+ 1 (machine-steps machine)))
               (thunk)))
            (else thunk)))

    (define (traced machine code step thunk)
      "Return THUNK, which does STEP of CODE, with its line in the trace."
      (let* ((unit (code-unit code))
             (heap (machine-heap machine))
             (view (step-view (unit-program unit) (unit-constants unit) step
                              (step-state code step))))
        (lambda ()
          (flush-step! machine)
          (set-machine-steps! machine (+ 1 (machine-steps machine)))
          (set-machine-pending!
           machine
           (make-pending (machine-steps machine) code step view
                         (named-values machine (view-named view))
                         (heap-allocations heap) (heap-frees heap) #f))
          (thunk))))

    (define (named-values machine named)
      "Return for each of NAMED, a register and its name, the name and the text
of the value."
      (map (lambda (entry)
             (cons (cdr entry)
                   (value->brief (vector-ref (machine-registers machine)
                                             (car entry)))))
           named))

    (define (note-fault! machine step fault)
      "Take note that STEP raised FAULT, for its line in the trace and among the
faults that MACHINE's program raised: pairs of instruction and kind, each once."
      (let ((pending (machine-pending machine))
            (entry (cons (instruction-name (step-instruction step))
                         (fault-kind fault))))
        (unless (member entry (machine-raised machine))
          (set-machine-raised! machine (cons entry (machine-raised machine))))
        (when pending
          (set-pending-fault! pending (fault-kind fault)))))

    (define (output-text machine)
      "Return, and forget, the text that went to the console."
      (let ((bytes (apply bytevector-append
                          (reverse (machine-output machine)))))
        (set-machine-output! machine '())
        (utf8->text bytes)))

    (define (utf8->text bytes)
      "Return the text of BYTES, each byte of what is no UTF-8 as U+FFFD."
      (let loop ((start 0) (parts '()))
        (let* ((end (bytevector-length bytes))
               (fault (utf-8-fault bytes start end))
               (parts (cons (utf8->string bytes start (or fault end)) parts)))
          (if fault
              (loop (+ fault 1) (cons "\xfffd;" parts))
              (apply string-append (reverse parts))))))

    (define (flush-step! machine)
      "Write the line of the step that ran last."
      (let ((pending (machine-pending machine))
            (heap (machine-heap machine)))
        (when pending
          (set-machine-pending! machine #f)
          (let* ((view (pending-view pending))
                 (fault (pending-fault pending))
                 (step (pending-step pending))
                 (name (code-name (pending-code pending)))
                 (index (step-index step))
                 (born (if fault
                           '()
                           (named-values machine (view-born view))))
                 (ended (if fault '() (map cdr (view-ended view))))
                 (allocated (- (heap-allocations heap)
                               (pending-allocations pending)))
                 (freed (- (heap-frees heap) (pending-frees pending)))
                 (output (output-text machine)))
            ((machine-write-trace machine)
             (if (eq? 'json (machine-trace machine))
                 (json-line (pending-number pending) (symbol->string name)
                            index (view-text view) (pending-values pending)
                            born ended allocated freed output fault)
                 (text-line (pending-number pending)
                            (string-append (symbol->text name) ":"
                                           (number->string index))
                            (view-text view) (pending-values pending) born
                            ended allocated freed output fault)))))))

    (define (trace-transfer! machine code number)
      "Write the line of transfer NUMBER, to CODE, whose frame is made."
      (when (eq? 'transfers (machine-trace machine))
        ((machine-write-trace machine)
         (transfer-line
          number (code-name code)
          (parameterize ((name-of closure-name))
            (map value->brief
                 (first-of (frame-values machine code)
                           (code-base code))))))))

    (define (trace-end! machine end)
      "Write the last line of a trace of transfers: END is how the program
ended."
      (when (eq? 'transfers (machine-trace machine))
        ((machine-write-trace machine)
         (case end
           ((halted)
            (parameterize ((name-of closure-name))
              (string-append "halt " (value->brief (machine-answer machine))
                             "\n")))
           ((faulted)
            (string-append
             "fault "
             (symbol->string
              (fault-kind (failure-fault (machine-fault machine))))
             "\n"))
           (else "fuel\n")))))

    ;; The report of a fault that nothing took

    (define (fault-report machine source)
      "Return the text that tells of the fault that ended MACHINE's program.
SOURCE is its source, or #f."
      (parameterize ((name-of closure-name))
        (let* ((failure (machine-fault machine))
               (code (failure-code failure))
               (step (failure-step failure))
               (values (fault-values machine code step
                                     (failure-fault failure)))
               (state (step-state code step))
               (unit (code-unit code)))
          (string-append
           "fault " (symbol->string (fault-kind (failure-fault failure)))
           " in " (symbol->text (code-name code))
           " at " (number->string (step-index step)) ": "
           (step->text (unit-program unit) (unit-constants unit) step state)
           "\n"
           (place-text unit step source)
           "irritants:"
           (concatenate (lambda (value)
                          (let ((text (value->brief value)))
                            (when (says-why? (failure-fault failure))
                              (release! (machine-heap machine) value))
                            (string-append " " text)))
                        values)
           "\nregisters:\n"
           (concatenate (lambda (entry)
                          (string-append
                           "  " (symbol->text (cdr entry)) " = "
                           (value->brief (live-value machine entry)) "\n"))
                        state)
           "continuations:\n"
           (chain-text (first-continuation machine state))))))

    (define (concatenate change items)
      "Return the texts that CHANGE makes of ITEMS, in one."
      (apply string-append (map change items)))

    (define (live-value machine entry)
      "Return the value of ENTRY, of a state."
      (vector-ref (machine-registers machine) (car entry)))

    (define (place-text unit step source)
      "Return the lines that show the place of STEP of UNIT in SOURCE."
      (let ((place (step-place step))
            (file (program-file (unit-program unit))))
        (if (and place file)
            (string-append
             file ":" (number->string (car place)) ":"
             (number->string (cdr place)) ":\n"
             (if (and source (equal? file (source-name source)))
                 (place-excerpt source place)
                 ""))
            "")))

    (define (closure? value)
      "Is VALUE a closure?"
      (and (cell? value) (eq? 'closure (cell-kind value))))

    (define (first-continuation machine state)
      "Return the value of the variable k in STATE, or else the first closure,
or #f."
      (let loop ((rest state) (found #f))
        (if (null? rest)
            found
            (let ((value (live-value machine (car rest))))
              (cond ((eq? 'k (cdar rest)) value)
                    ((and (not found) (closure? value))
                     (loop (cdr rest) value))
                    (else (loop (cdr rest) found)))))))

    (define (captured-continuation closure)
      "Return what CLOSURE captured as k, or first where it has no names, or
#f."
      (let* ((fields (cell-fields closure))
             (code (closure-code closure))
             (block (code-block code)))
        (define (field n)
          (and (< n (vector-length fields)) (vector-ref fields n)))
        (cond ((not block) #f)
              ((block-variables block)
               => (lambda (names)
                    (let loop ((names names) (n (- 1 (code-base code))))
                      (cond ((null? names) #f)
                            ((and (> n 0) (eq? 'k (car names))) (field n))
                            (else (loop (cdr names) (+ n 1)))))))
              (else (field 1)))))

    (define most-links 20)

    (define (chain-text first)
      "Return a line for each continuation, from FIRST on."
      (let loop ((value first) (count 0) (parts '()))
        (cond ((not (closure? value))
               (apply string-append (reverse parts)))
              ((= count most-links) (loop #f count (cons "  …\n" parts)))
              (else
               (loop (captured-continuation value) (+ count 1)
                     (cons (string-append "  "
                                          (symbol->text (closure-name value))
                                          "\n")
                           parts))))))

    (define (place-excerpt source place)
      "Return the lines that show PLACE in SOURCE."
      (let ((text (source-line-text source (car place))))
        (if text
            (string-append
             text "\n"
             (string-map (lambda (c) (if (char=? c #\tab) #\tab #\space))
                         (substring text 0 (min (string-length text)
                                                (- (cdr place) 1))))
             "^\n")
            "")))

    (define (source-line-text source number)
      "Return the line NUMBER, from 1, of SOURCE, or #f."
      (let* ((text (source-text source)) (end (string-length text)))
        (let loop ((at 0) (line 1) (start 0))
          (cond ((= line number)
                 (let find ((to start))
                   (if (or (= to end)
                           (char=? #\newline (string-ref text to)))
                       (substring text start to)
                       (find (+ to 1)))))
                ((= at end) #f)
                ((char=? #\newline (string-ref text at))
                 (loop (+ at 1) (+ line 1) (+ at 1)))
                (else (loop (+ at 1) line start))))))))
