;;; (baton trace): instructions and steps as lines of text.
;;;
;;; The lines of spec/trace.md, made of a block's text and of values.  Which
;;; variables live before each step of a block is found by one walk over the
;;; block, once: `block-states'.  A STATE is a list of (REGISTER . NAME), by
;;; register.
;;;
;;; A VIEW is what a line says of one step, known before the program runs: its
;;; text, the registers it names, those it ends and those it bears, each with
;;; its name.
;;;
;;;     (step->text PROGRAM STEP STATE)      an instruction on one line
;;;     (step-view PROGRAM STEP STATE)       its view
;;;     (text-line ...) (json-line ...)      a line of a trace
;;;     (values-text NAMED VALUE-OF)         NAME=VALUE ...

(define-library (baton trace)
  (export block-states step->text step-view view-text view-named view-ended
          view-born text-line json-line transfer-line named-text)
  (import (scheme base) (baton instructions) (baton image) (baton lists)
          (baton write))
  (begin
    (define-record-type <view>
      (make-view text named ended born) view?
      (text view-text) (named view-named) (ended view-ended)
      (born view-born))

    ;; States

    (define (register-name register)
      "Return the name of REGISTER where the program has no names."
      (string->symbol (string-append "r" (number->string register))))

    (define (state-add state register name)
      "Return STATE with REGISTER, called NAME."
      (if (or (null? state) (< register (caar state)))
          (cons (cons register name) state)
          (cons (car state) (state-add (cdr state) register name))))

    (define (state-remove state registers)
      "Return STATE without REGISTERS."
      (cond ((null? registers) state)
            ((null? state) '())
            ((memv (caar state) registers)
             (state-remove (cdr state) registers))
            (else (cons (car state) (state-remove (cdr state) registers)))))

    (define (taken-registers step)
      "Return the registers that STEP takes."
      (fold-fields (lambda (field found)
                     (if (eq? 'take (field-mode field))
                         (cons (field-index field) found)
                         found))
                   '() (step-fields step)))

    (define (birth-names step)
      "Return a name for each result of STEP."
      (if (and (pair? (step-results step)) (null? (step-names step)))
          (map register-name (step-results step))
          (step-names step)))

    (define (state-after state step)
      "Return the state after STEP, which began in STATE."
      (let loop ((state (state-remove state (taken-registers step)))
                 (registers (step-results step))
                 (names (birth-names step)))
        (if (null? registers)
            state
            (loop (state-add state (car registers) (car names))
                  (cdr registers) (cdr names)))))

    (define (first-state block)
      "Return the state in which BLOCK begins."
      (let loop ((register 0)
                 (names (or (block-variables block) '())))
        (if (= register (block-frame block))
            '()
            (cons (cons register
                        (if (pair? names)
                            (car names)
                            (register-name register)))
                  (loop (+ register 1)
                        (if (pair? names) (cdr names) '()))))))

    (define (block-states block)
      "Return a vector of the state before each step of BLOCK."
      (let ((states (make-vector (length (block-steps block)) #f)))
        (define (begin-in! step state)
          (when step (vector-set! states (step-index step) state)))
        (begin-in! (block-first block) (first-state block))
        (for-each
         (lambda (step)
           (let* ((state (vector-ref states (step-index step)))
                  (after (state-after state step)))
             (begin-in! (step-next step) after)
             (begin-in! (step-else step)
                        (if (eq? 'try (step-tree step)) state after))))
         (block-steps block))
        states))

    ;; Text of an instruction

    (define (variable-in state register)
      "Return the name that REGISTER has in STATE."
      (let ((entry (assv register state)))
        (if entry (cdr entry) (register-name register))))

    (define (name-in state register)
      "Return the text of the name that REGISTER has in STATE."
      (symbol->text (variable-in state register)))

    (define (taken-name-in state register)
      "Return the text with which REGISTER, in STATE, is taken."
      (symbol->text
       (string->symbol
        (string-append "!" (symbol->string (variable-in state register))))))

    (define (field->text values field state)
      "Return the text of FIELD as an operand; VALUES are the constants."
      (case (field-mode field)
        ((copy) (name-in state (field-index field)))
        ((take) (taken-name-in state (field-index field)))
        ((small) (number->string (field-index field)))
        (else (value->operand (vector-ref values (field-index field))))))

    (define (operand->text program values operand field state)
      "Return the text, with a space before each, of what FIELD holds for
OPERAND in PROGRAM."
      (case (operand-class operand)
        ((value) (string-append " " (field->text values field state)))
        ((rest)
         (apply string-append
                (map (lambda (field)
                       (string-append " " (field->text values field state)))
                     field)))
        ((block)
         (string-append
          " " (symbol->text
               (block-name (vector-ref (program-blocks program) field)))))
        (else (string-append " " (symbol->text (vector-ref values field))))))

    (define (drop->text step state)
      "Return the text of STEP, a `drop', in STATE."
      (string-append
       "(drop"
       (fold-fields (lambda (field text)
                      (string-append text " "
                                     (name-in state (field-index field))))
                    "" (step-fields step))
       ")"))

    (define (born->text step)
      "Return the text of the variables that STEP bears."
      (let ((names (map symbol->text (birth-names step))))
        (if (= 1 (length names))
            (car names)
            (string-append "(" (join names " ") ")"))))

    (define (step->text program values step state)
      "Return the text of STEP, without its ways, in STATE.  VALUES are the
constants of PROGRAM."
      (let* ((instruction (step-instruction step))
             (name (instruction-name instruction))
             (operands
              (apply string-append
                     (map (lambda (operand field)
                            (operand->text program values operand field
                                           state))
                          (instruction-operands instruction)
                          (step-fields step))))
             (form (string-append "(" (symbol->text name) operands ")")))
        (cond ((eq? 'if (step-tree step)) (string-append "(if " form ")"))
              ((eq? 'try (step-tree step))
               (string-append "(try " (born->text step) " " form ")"))
              ((eq? 'drop name) (drop->text step state))
              ((eq? 'let name)
               (string-append "(let " (born->text step) operands ")"))
              ((null? (step-results step)) form)
              (else
               (string-append "(let " (born->text step) " " form ")")))))

    (define (step-view program values step state)
      "Return the view of STEP in STATE."
      (define (named registers)
        (map (lambda (register) (cons register (name-in state register)))
             registers))
      (define (distinct registers)
        (let loop ((rest registers) (found '()))
          (cond ((null? rest) (reverse found))
                ((memv (car rest) found) (loop (cdr rest) found))
                (else (loop (cdr rest) (cons (car rest) found))))))
      (make-view
       (step->text program values step state)
       (named (distinct
               (reverse
                (fold-fields (lambda (field found)
                               (if (field-register? field)
                                   (cons (field-index field) found)
                                   found))
                             '() (step-fields step)))))
       (named (reverse (taken-registers step)))
       (map (lambda (register name) (cons register (symbol->text name)))
            (step-results step) (birth-names step))))

    ;; Lines

    (define (named-text named)
      "Return NAME=VALUE for each of NAMED, pairs of texts."
      (join (map (lambda (entry)
                   (string-append (car entry) "=" (cdr entry)))
                 named)
            " "))

    (define (text-line number block view values born ended allocated freed
                       output fault)
      "Return the line of the step NUMBER in the block named BLOCK.  VALUES and
BORN are pairs of texts, ENDED texts, OUTPUT a text, FAULT a symbol or #f."
      (define (part present? . texts)
        (if present? (apply string-append "  " texts) ""))
      (string-append
       (number->string number) " " block " " view
       (part (pair? values) (named-text values))
       (part (pair? born) "born " (named-text born))
       (part (pair? ended) "ended " (join ended " "))
       (part (or (> allocated 0) (> freed 0))
             "cells +" (number->string allocated)
             " -" (number->string freed))
       (part (not (string=? "" output)) "output " (string->quoted output))
       (part fault "fault " (if fault (symbol->string fault) ""))
       "\n"))

    (define (json-string text)
      "Return TEXT as a string of JSON."
      (let ((port (open-output-string)))
        (write-char #\" port)
        (string-for-each
         (lambda (c)
           (let ((n (char->integer c)))
             (cond ((memv c '(#\" #\\))
                    (write-char #\\ port)
                    (write-char c port))
                   ((char=? c #\newline) (write-string "\\n" port))
                   ((< n 32)
                    (write-string (if (< n 16) "\\u000" "\\u00") port)
                    (write-string (number->string n 16) port))
                   (else (write-char c port)))))
         text)
        (write-char #\" port)
        (get-output-string port)))

    (define (json-object named)
      "Return NAMED, pairs of texts, as an object of JSON."
      (string-append
       "{"
       (join (map (lambda (entry)
                    (string-append (json-string (car entry)) ":"
                                   (json-string (cdr entry))))
                  named)
             ",")
       "}"))

    (define (json-line number block index view values born ended allocated
                       freed output fault)
      "Return the line of JSON for what `text-line' puts into words, with the
step's INDEX apart."
      (string-append
       "{\"step\":" (number->string number)
       ",\"block\":" (json-string block)
       ",\"index\":" (number->string index)
       ",\"instruction\":" (json-string view)
       ",\"values\":" (json-object values)
       ",\"born\":" (json-object born)
       ",\"ended\":[" (join (map json-string ended) ",") "]"
       ",\"allocated\":" (number->string allocated)
       ",\"freed\":" (number->string freed)
       ",\"output\":" (json-string output)
       ",\"fault\":" (if fault (json-string (symbol->string fault)) "null")
       "}\n"))

    (define (transfer-line number target arguments)
      "Return the line of the transfer NUMBER to the block named TARGET with
ARGUMENTS, texts."
      (string-append (number->string number) " " (symbol->text target)
                     (apply string-append
                            (map (lambda (text) (string-append " " text))
                                 arguments))
                     "\n"))))
