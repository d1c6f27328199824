;;; (baton disassemble): a program to its text.
;;;
;;;     (disassemble PROGRAM FOLD NAMES)    the text, a string
;;;
;;; With NAMES, a block is written with names where the program has them and
;;; they come out at the same registers again by the rule of spec/text.md; else
;;; with numbers.  With FOLD, blocks `outer/1' to `outer/N' that follow `outer'
;;; become lambdas in it where text.md allows it.  Assembling the text gives
;;; the same image again, but for the debug section.  It relies on a program
;;; that the loader or the assembler made: it checks nothing.
;;;
;;; A SPELLING is a block as texts: whether it has names, the texts of its
;;; parameters, rest (or #f) and captures, and for each step a LINE: the texts
;;; of what is born and of the operands.

(define-library (baton disassemble)
  (export disassemble)
  (import (scheme base) (baton instructions) (baton image) (baton text)
          (only (baton host) make-table table-ref table-set!))
  (begin
    (define-record-type <spelling>
      (make-spelling block named parameters captures lines) spelling?
      (block spelling-block) (named spelling-named?)
      (parameters spelling-parameters) (captures spelling-captures)
      (lines spelling-lines))

    (define-record-type <line>
      (make-line born operands) line?
      (born line-born) (operands line-operands))

    (define (disassemble program fold names)
      "Return the text of PROGRAM; FOLD and NAMES say how."
      (let* ((values (program-values program))
             (blocks (program-blocks program))
             (spellings (vector-map
                         (lambda (block)
                           (spell program values block names))
                         blocks))
             (lambdas (if fold
                          (fold-blocks program spellings)
                          (make-vector (vector-length blocks) #f)))
             (port (open-output-string)))
        (let loop ((number 0) (first #t))
          (when (< number (vector-length blocks))
            (cond ((vector-ref lambdas number) (loop (+ number 1) first))
                  (else
                   (unless first (newline port))
                   (put-block! port spellings lambdas number)
                   (loop (+ number 1) #f)))))
        (get-output-string port)))

    ;; Spelling

    (define (spell program values block names)
      "Return the spelling of BLOCK in PROGRAM, whose constants are VALUES; with
names where NAMES asks for them and they come out right."
      (or (and names
               (block-variables block)
               (spell-with-names program values block))
          (spell-with-numbers program values block)))

    (define (register-name register)
      "Return the text of REGISTER."
      (string-append "r" (number->string register)))

    (define (spell-with-numbers program values block)
      "Return the spelling of BLOCK with numbers."
      (make-spelling
       block #f
       (let ((count (number->string (block-parameters block))))
         (if (block-rest? block)
             (string-append "(" count " . rest)")
             count))
       (number->string (block-captures block))
       (list->vector
        (map (lambda (step)
               (make-line (map register-name (step-results step))
                          (spell-operands program values step register-name)))
             (block-steps block)))))

    (define (spell-operands program values step register-text)
      "Return the texts of STEP's operands; REGISTER-TEXT gives a register's."
      (define dropping (eq? 'drop (instruction-name (step-instruction step))))
      (define (spell-field field)
        (case (field-mode field)
          ((copy) (register-text (field-index field)))
          ((take)
           (let ((text (register-text (field-index field))))
             (if dropping text (taking text))))
          ((small) (number->string (field-index field)))
          (else (spell-constant (vector-ref values (field-index field))))))
      (define (spell-one operand field)
        (case (operand-class operand)
          ((value) (list (spell-field field)))
          ((rest) (map spell-field field))
          ((block)
           (list (name->text
                  (block-name (vector-ref (program-blocks program) field)))))
          (else (list (name->text (vector-ref values field))))))
      (apply append
             (map spell-one
                  (instruction-operands (step-instruction step))
                  (step-fields step))))

    (define (taking text)
      "Return the text that takes the variable spelled TEXT."
      (if (and (< 1 (string-length text)) (char=? #\| (string-ref text 0)))
          (string-append "|!" (substring text 1 (string-length text)))
          (string-append "!" text)))

    (define (spell-constant datum)
      "Return the text of DATUM as an operand."
      (let ((text (datum->text datum)))
        (if (or (symbol? datum) (pair? datum))
            (string-append "'" text)
            text)))

    (define (variable-name? name)
      "Can the symbol NAME be a variable?"
      (let ((text (symbol->string name)))
        (and (< 0 (string-length text))
             (not (char=? #\! (string-ref text 0))))))

    ;; OWNERS has the name of what lives in each register, HOMES the register
    ;; of each name that is alive; UNDO lists (REGISTER . NAME BEFORE); MARKS
    ;; has for the first step of an `else' how far to undo.
    (define (spell-with-names program values block)
      "Return the spelling of BLOCK with its names, or #f where they do not come
out at the same registers again."
      (define owners (make-vector 256 #f))
      (define homes (make-table))
      (define marks (make-table))
      (define undo '())

      (define (put-owner! register name)
        (let ((before (vector-ref owners register)))
          (when before (table-set! homes before #f))
          (when name (table-set! homes name register))
          (vector-set! owners register name)))

      (define (set-owner! register name)
        (set! undo (cons (cons register (vector-ref owners register)) undo))
        (put-owner! register name))

      (define (undo-to! mark)
        (unless (eq? undo mark)
          (let ((change (car undo)))
            (set! undo (cdr undo))
            (put-owner! (car change) (cdr change))
            (undo-to! mark))))

      (define (lowest-free)
        (let loop ((register 0))
          (if (and (< register 256) (vector-ref owners register))
              (loop (+ register 1))
              register)))

      (define (bear! register name)
        "Let NAME be born in REGISTER; return whether the rule puts it there."
        (and (variable-name? name)
             (not (table-ref homes name #f))
             (= register (lowest-free))
             (begin
               (set-owner! register name)
               #t)))

      (define (register-text register)
        (name->text (vector-ref owners register)))

      (define (all-born? registers names)
        (or (null? registers)
            (and (bear! (car registers) (car names))
                 (all-born? (cdr registers) (cdr names)))))

      (define (end-takes! step)
        (fold-fields (lambda (field ignored)
                       (when (eq? 'take (field-mode field))
                         (set-owner! (field-index field) #f)))
                     #f (step-fields step)))

      (define (spell-step step)
        "Return the line of STEP, or #f."
        (let ((mark (table-ref marks (step-index step) #f)))
          (when mark (undo-to! (car mark))))
        (let ((operands (spell-operands program values step register-text))
              (before undo))
          (end-takes! step)
          (when (step-tree step)
            (table-set! marks (step-index (step-else step))
                        (list (if (eq? 'if (step-tree step)) undo before))))
          (and (all-born? (step-results step) (step-names step))
               (make-line (map name->text (step-names step)) operands))))

      (define (spell-header)
        "Return the spelling of BLOCK with #f for its lines."
        (let* ((names (map name->text (block-variables block)))
               (own (list-head names (block-parameters block)))
               (others (list-tail names (block-parameters block)))
               (rest (block-rest? block)))
          (make-spelling
           block #t
           (parenthesize (if rest
                             (append own (list "." (car others)))
                             own))
           (parenthesize (if rest (cdr others) others))
           #f)))

      (and (all-born? (count-up (block-frame block)) (block-variables block))
           (let loop ((steps (block-steps block)) (lines '()))
             (if (null? steps)
                 (let ((header (spell-header)))
                   (make-spelling block #t (spelling-parameters header)
                                  (spelling-captures header)
                                  (list->vector (reverse lines))))
                 (let ((line (spell-step (car steps))))
                   (and line (loop (cdr steps) (cons line lines))))))))

    (define (count-up end)
      "Return the list of the integers from 0 to before END."
      (let loop ((n (- end 1)) (found '()))
        (if (< n 0) found (loop (- n 1) (cons n found)))))

    (define (list-head items count)
      "Return the first COUNT of ITEMS."
      (if (= count 0)
          '()
          (cons (car items) (list-head (cdr items) (- count 1)))))

    (define (parenthesize texts)
      "Return TEXTS in parentheses, spaces between."
      (string-append "(" (join texts) ")"))

    (define (join texts)
      "Return TEXTS as one, spaces between."
      (let ((port (open-output-string)))
        (let loop ((texts texts) (first #t))
          (unless (null? texts)
            (unless first (write-char #\space port))
            (write-string (car texts) port)
            (loop (cdr texts) #f)))
        (get-output-string port)))

    ;; Folding

    (define (fold-blocks program spellings)
      "Return a vector that has #t for each block of PROGRAM that becomes a
lambda."
      (let* ((blocks (program-blocks program))
             (end (vector-length blocks))
             (lambdas (make-vector end #f))
             (uses (count-uses blocks)))
        (let loop ((outer 0))
          (when (< outer end)
            (let* ((count (lambda-count blocks outer))
                   (after (+ outer count 1)))
              (cond ((fold? program spellings uses outer count)
                     (vector-fill! lambdas #t (+ outer 1) after)
                     (loop after))
                    (else (loop (+ outer 1)))))))
        lambdas))

    (define (count-uses blocks)
      "Return a vector of how many steps name each of BLOCKS."
      (let ((uses (make-vector (vector-length blocks) 0)))
        (vector-for-each
         (lambda (block)
           (for-each (lambda (step)
                       (let ((target (step-target step)))
                         (when target
                           (vector-set! uses target
                                        (+ 1 (vector-ref uses target))))))
                     (block-steps block)))
         blocks)
        uses))

    (define (step-target step)
      "Return the number of the block that STEP names, or #f."
      (let ((operands (instruction-operands (step-instruction step))))
        (and (pair? operands)
             (eq? 'block (operand-class (car operands)))
             (car (step-fields step)))))

    (define (lambda-count blocks outer)
      "Return how many blocks named OUTER/1, OUTER/2 ... follow the block OUTER,
a number, in BLOCKS."
      (let ((name (symbol->string (block-name (vector-ref blocks outer)))))
        (let loop ((count 0))
          (let ((number (+ outer count 1)))
            (if (and (< number (vector-length blocks))
                     (string=? (symbol->string
                                (block-name (vector-ref blocks number)))
                               (string-append
                                name "/" (number->string (+ count 1)))))
                (loop (+ count 1))
                count)))))

    (define (fold? program spellings uses outer count)
      "Can the COUNT blocks of PROGRAM after the block OUTER be lambdas in it?
USES says how many steps name each block."
      (define blocks (program-blocks program))
      (define last (+ outer count))
      (define next (+ outer 1))
      (define (fits? step target)
        "Can STEP, in a block of the group, be a lambda for the block TARGET?"
        (and (not (step-tree step))
             (= target next)
             (= 1 (vector-ref uses target))
             (spelling-named? (vector-ref spellings target))
             (eq? 'close (instruction-name (step-instruction step)))))
      (define (walk number)
        "Walk the block NUMBER; return whether all in it fits."
        (let* ((spelling (vector-ref spellings number))
               (lines (spelling-lines spelling)))
          (and (spelling-named? spelling)
               (let loop ((rest (block-steps (vector-ref blocks number))))
                 (or (null? rest)
                     (let* ((step (car rest)) (target (step-target step)))
                       (and (or (not target)
                                (not (<= (+ outer 1) target last))
                                (and (fits? step target)
                                     (same-captures?
                                      (vector-ref lines (step-index step))
                                      step (vector-ref spellings target))
                                     (begin
                                       (set! next (+ next 1))
                                       (walk target))))
                            (loop (cdr rest)))))))))
      (and (walk outer) (= next (+ last 1))))

    (define (same-captures? line step spelling)
      "Does STEP, spelled LINE, capture just the variables that the block of
SPELLING calls by the same names?"
      (define (bare field text)
        (case (field-mode field)
          ((copy) text)
          ((take) (untaking text))
          (else "")))
      (string=? (spelling-captures spelling)
                (parenthesize (map bare (cadr (step-fields step))
                                   (cdr (line-operands line))))))

    (define (untaking text)
      "Return the variable that the operand TEXT takes."
      (if (char=? #\| (string-ref text 0))
          (string-append "|" (substring text 2 (string-length text)))
          (substring text 1 (string-length text))))

    ;; Writing

    (define deepest 40)

    (define (put-line! port indent . texts)
      "Write a new line of TEXTS to PORT, INDENT spaces in, up to a bound."
      (write-char #\newline port)
      (write-string (make-string (min indent deepest) #\space) port)
      (for-each (lambda (text) (write-string text port)) texts))

    (define (put-block! port spellings lambdas number)
      "Write to PORT the block NUMBER; SPELLINGS has all blocks, LAMBDAS tells
which of them are lambdas."
      (let* ((spelling (vector-ref spellings number))
             (block (spelling-block spelling)))
        (write-string "(block " port)
        (write-string (name->text (block-name block)) port)
        (put-header! port spelling)
        (put-body! port spellings lambdas spelling (block-first block) 2 1)
        (newline port)))

    (define (put-header! port spelling)
      "Write to PORT the parameters and captures of SPELLING."
      (write-char #\space port)
      (write-string (spelling-parameters spelling) port)
      (write-char #\space port)
      (write-string (spelling-captures spelling) port))

    (define (put-body! port spellings lambdas spelling first indent closers)
      "Write to PORT the way of SPELLING that begins with the step FIRST, and as
many closing parentheses as CLOSERS says."
      (define (operation step)
        (let ((operands (line-operands (line-of step))))
          (parenthesize
           (cons (symbol->string (instruction-name (step-instruction step)))
                 operands))))
      (define (line-of step)
        (vector-ref (spelling-lines spelling) (step-index step)))
      (define (born-text step)
        (let ((born (line-born (line-of step))))
          (if (= 1 (length born)) (car born) (parenthesize born))))
      (define (put-data! step)
        (let ((name (instruction-name (step-instruction step)))
              (target (step-target step)))
          (cond ((eq? name 'let)
                 (put-line! port indent "(let " (born-text step) " "
                            (car (line-operands (line-of step))) ")"))
                ((and target (vector-ref lambdas target))
                 (put-lambda! step (vector-ref spellings target)))
                ((null? (step-results step))
                 (put-line! port indent (operation step)))
                (else
                 (put-line! port indent "(let " (born-text step) " "
                            (operation step) ")")))))
      (define (put-lambda! step inner)
        (put-line! port indent "(let " (born-text step) " (lambda "
                   (spelling-parameters inner) " "
                   (parenthesize (cdr (line-operands (line-of step)))))
        (put-body! port spellings lambdas inner
                   (block-first (spelling-block inner)) (+ indent 2) 2))
      (define (put-tree! step)
        (if (eq? 'if (step-tree step))
            (put-line! port indent "(if " (operation step))
            (put-line! port indent "(try " (born-text step) " "
                       (operation step)))
        (put-line! port (+ indent 2) "(then")
        (put-body! port spellings lambdas spelling (step-next step)
                   (+ indent 4) 1)
        (put-line! port (+ indent 2) "(else")
        (put-body! port spellings lambdas spelling (step-else step)
                   (+ indent 4) (+ closers 2)))
      (let loop ((step first))
        (cond ((step-tree step) (put-tree! step))
              ((step-next step)
               (put-data! step)
               (loop (step-next step)))
              (else
               (put-line! port indent (operation step))
               (write-string (make-string closers #\)) port)))))))
