;;; (baton instructions): the machine's definition as records.
;;;
;;; Reads spec/instructions.scm, whose head explains its entries, and checks it:
;;; every name and opcode once, every type a kind, every micro-operation of a
;;; formula declared and given as many arguments as it takes.  Everything
;;; that knows an instruction in asm/ knows it from here.

(define-library (baton instructions)
  (export read-all instructions kinds faults micros
          instruction? instruction-name instruction-opcode instruction-group
          instruction-profile instruction-operands instruction-results
          instruction-class instruction-formula instruction-doc
          instruction-named instruction-with-opcode instruction-signature
          instruction-faults
          operand-name operand-class operand-type operand-role operand-mutable?
          operand-rest? operand-least operand-most
          kind-name kind-code kind-memory kind-profile kind-doc kind-named
          fault-name fault-code fault-doc
          micro-name micro-parameters micro-result micro-faults micro-doc
          micro-named
          group-name group-profile group-doc)
  (import (scheme base) (scheme file) (scheme read) (baton host))
  (begin
    (define-record-type <kind>
      (make-kind name code memory profile doc) kind?
      (name kind-name) (code kind-code) (memory kind-memory)
      (profile kind-profile) (doc kind-doc))

    (define-record-type <fault>
      (make-fault name code doc) fault?
      (name fault-name) (code fault-code) (doc fault-doc))

    (define-record-type <micro>
      (make-micro name parameters result faults doc) micro?
      (name micro-name) (parameters micro-parameters) (result micro-result)
      (faults micro-faults) (doc micro-doc))

    (define-record-type <service>
      (make-service name faults) service?
      (name service-name) (faults service-faults))

    (define-record-type <group>
      (make-group name profile doc) group?
      (name group-name) (profile group-profile) (doc group-doc))

    ;; CLASS is `value', `rest', `block' or `symbol'.  TYPE, ROLE are symbols (TYPE
    ;; without its `!', which is MUTABLE) or #f.  LEAST and MOST bound a rest.
    (define-record-type <operand>
      (make-operand name class type mutable role least most) operand?
      (name operand-name) (class operand-class) (type operand-type)
      (mutable operand-mutable?) (role operand-role)
      (least operand-least) (most operand-most))

    ;; CLASS is `data', `test', `transfer' or `tree'; RESULTS a list of names.
    (define-record-type <instruction>
      (make-instruction name opcode group operands results class formula doc)
      instruction?
      (name instruction-name) (opcode instruction-opcode)
      (group instruction-group) (operands instruction-operands)
      (results instruction-results) (class instruction-class)
      (formula instruction-formula) (doc instruction-doc))

    (define (read-all file)
      "Return the list of all data in FILE."
      (call-with-input-file file
        (lambda (port)
          (let loop ((found '()))
            (let ((datum (read port)))
              (if (eof-object? datum)
                  (reverse found)
                  (loop (cons datum found))))))))

    (define (select head entries make)
      "Return (MAKE FIELD ...) for each of ENTRIES that begins with HEAD."
      (let loop ((rest entries) (found '()))
        (cond ((null? rest) (reverse found))
              ((eq? (caar rest) head)
               (loop (cdr rest) (cons (apply make (cdar rest)) found)))
              (else (loop (cdr rest) found)))))

    (define (find-by key items name what)
      "Return the one of ITEMS whose KEY is NAME; complain of WHAT without one."
      (let loop ((rest items))
        (cond ((null? rest) (error "no such" what name))
              ((eqv? (key (car rest)) name) (car rest))
              (else (loop (cdr rest))))))

    (define (mutable-type? type)
      "Is the symbol TYPE written with a `!' at its end?"
      (let ((text (symbol->string type)))
        (char=? (string-ref text (- (string-length text) 1)) #\!)))

    (define (bare-type type)
      "Return the symbol TYPE without its `!'."
      (if (mutable-type? type)
          (let ((text (symbol->string type)))
            (string->symbol
             (substring text 0 (- (string-length text) 1))))
          type))

    (define (parse-operand entry)
      "Return the operand that ENTRY, as written in the specification, spells."
      (case (length entry)
        ((2) (make-operand (car entry) (cadr entry) #f #f #f #f #f))
        ((3) (make-operand (car entry) 'value (bare-type (cadr entry))
                           (mutable-type? (cadr entry)) (list-ref entry 2)
                           #f #f))
        ((6) (make-operand (car entry) 'rest (bare-type (cadr entry))
                           (mutable-type? (cadr entry)) (list-ref entry 2)
                           (list-ref entry 4) (list-ref entry 5)))
        (else (error "an operand of the specification is malformed" entry))))

    (define (operand-rest? operand)
      "Does OPERAND stand for any number of values?"
      (eq? (operand-class operand) 'rest))

    (define (parse-instructions entries)
      "Return the instructions among ENTRIES, each with its group."
      (let loop ((rest entries) (group #f) (found '()))
        (if (null? rest)
            (reverse found)
            (let ((entry (car rest)))
              (case (car entry)
                ((group)
                 (loop (cdr rest) (apply make-group (cdr entry)) found))
                ((instruction)
                 (loop (cdr rest) group
                       (cons (apply parse-instruction group (cdr entry))
                             found)))
                (else (loop (cdr rest) group found)))))))

    (define (parse-instruction group name opcode operands results formula doc)
      "Return the instruction of these fields of its entry."
      (let ((listed (or (pair? results) (null? results))))
        (make-instruction name opcode group (map parse-operand operands)
                          (if listed results '())
                          (if listed 'data results) formula doc)))

    (define all (read-all (specification-file)))
    (define kinds (select 'kind all make-kind))
    (define faults (select 'fault all make-fault))
    (define micros (select 'micro all make-micro))
    (define services (select 'service all make-service))
    (define instructions (parse-instructions all))

    (define (kind-named name)
      "Return the kind NAME."
      (find-by kind-name kinds name "kind"))

    (define (micro-named name)
      "Return the micro-operation NAME."
      (find-by micro-name micros name "micro-operation"))

    (define (instruction-named name)
      "Return the instruction NAME, or #f."
      (let loop ((rest instructions))
        (cond ((null? rest) #f)
              ((eq? (instruction-name (car rest)) name) (car rest))
              (else (loop (cdr rest))))))

    (define by-opcode
      (let ((table (make-vector 256 #f)))
        (for-each (lambda (i)
                    (let ((opcode (instruction-opcode i)))
                      (when (vector-ref table opcode)
                        (error "an opcode is given twice" opcode))
                      (vector-set! table opcode i)))
                  instructions)
        table))

    (define (instruction-with-opcode opcode)
      "Return the instruction of OPCODE, 0 to 255, or #f."
      (vector-ref by-opcode opcode))

    (define (instruction-profile instruction)
      "Return the profile, a symbol, that INSTRUCTION belongs to."
      (group-profile (instruction-group instruction)))

    (define (typed? instruction)
      "Has INSTRUCTION an operand whose type is not `any'?"
      (let loop ((rest (instruction-operands instruction)))
        (and (pair? rest)
             (or (not (memq (operand-type (car rest)) '(#f any)))
                 (loop (cdr rest))))))

    (define (instruction-faults instruction)
      "Return the names of the faults that INSTRUCTION may raise."
      (let* ((formula (instruction-formula instruction))
             (own (cond ((not (pair? formula)) '())
                        ((memq (car formula) '(end if try halt)) '())
                        ((eq? (car formula) 'raise) '(raised))
                        ((eq? (car formula) 'service)
                         (service-faults (find-by service-name services
                                                  (cadr formula) "service")))
                        (else (micro-faults (micro-named (car formula)))))))
        (if (and (typed? instruction) (not (memq 'type own)))
            (cons 'type own)
            own)))

    (define (instruction-signature instruction)
      "Return the line for INSTRUCTION that the digest of an image covers."
      (define (word operand)
        (case (operand-class operand)
          ((value rest)
           (string-append (symbol->string (operand-type operand))
                          (if (operand-mutable? operand) "!" "")
                          ":" (symbol->string (operand-role operand))
                          (if (operand-rest? operand) "*" "")))
          (else (symbol->string (operand-class operand)))))
      (string-append
       (number->string (instruction-opcode instruction)) " "
       (symbol->string (instruction-name instruction))
       (apply string-append
              (map (lambda (operand) (string-append " " (word operand)))
                   (instruction-operands instruction)))
       " -> "
       (if (eq? (instruction-class instruction) 'data)
           (number->string (length (instruction-results instruction)))
           (symbol->string (instruction-class instruction)))
       "\n"))

    ;; The check of the whole table, once, as it is read.
    (for-each
     (lambda (instruction)
       (for-each (lambda (operand)
                   (unless (memq (operand-type operand) '(#f any))
                     (kind-named (operand-type operand)))
                   (unless (memq (operand-role operand)
                                 '(#f read store end))
                     (error "no such role" (operand-role operand))))
                 (instruction-operands instruction))
       (instruction-faults instruction))
     instructions)))
