;;; (baton random): random programs that keep the lifetime rule.
;;;
;;; A program is made from a seed and a size, the same on every host.  The maker
;;; knows of each live variable its kind, as far as that is known, so that most
;;; instructions find what they need: operand types of the table tell what to
;;; supply.  Instructions that can fault mostly stand under `try', sometimes
;;; with an operand of a wrong kind.  Blocks call each other in any order, so a
;;; program may well not end: run it with a bound on fuel.  Relies on the table
;;; for all data instructions and tests; transfers, closures and services are
;;; made here.

(define-library (baton random)
  (export random-program)
  (import (scheme base) (scheme cxr) (baton instructions) (baton lists)
          (only (baton host) bits-and bits-xor bits-shift))
  (begin

    ;; The state of the making: the random number STATE, a counter for NAMES,
    ;; and the SIGNATURES of the blocks by name.
    (define-record-type <maker>
      (make-maker state names signatures)
      maker?
      (state maker-state set-maker-state!)
      (names maker-names set-maker-names!)
      (signatures maker-signatures))

    ;; A variable: its NAME, its KIND or `any', and of a closure the SIGNATURE
    ;; (the parameters' kinds, and if there is a rest) or #f.
    (define-record-type <variable>
      (make-variable name kind signature)
      variable?
      (name variable-name) (kind variable-kind)
      (signature variable-signature))

    (define-record-type <signature>
      (make-signature kinds rest)
      signature?
      (kinds signature-kinds) (rest signature-rest?))

    (define continuation (make-signature '(any) #f))

    ;; Chance

    (define (next! maker)
      "Return the next random number of MAKER, 32 bits."
      (let* ((s (maker-state maker))
             (s (bits-xor s (bits-and (bits-shift s 13) #xFFFFFFFF)))
             (s (bits-xor s (bits-shift s -17)))
             (s (bits-xor s (bits-and (bits-shift s 5) #xFFFFFFFF))))
        (set-maker-state! maker s)
        s))

    (define (below maker n)
      "Return a random integer from 0 to before N."
      (modulo (bits-shift (next! maker) -3) n))

    (define (chance? maker percent)
      "Return #t in PERCENT of 100 cases."
      (< (below maker 100) percent))

    (define (pick maker items)
      "Return one of ITEMS, a list."
      (list-ref items (below maker (length items))))

    (define (pick-weighted maker entries)
      "Return the cdr of one of ENTRIES, lists (WEIGHT . ITEM)."
      (let loop ((n (below maker (apply + (map car entries))))
                 (rest entries))
        (if (< n (caar rest))
            (cdar rest)
            (loop (- n (caar rest)) (cdr rest)))))

    ;; Small tools

    (define (text . parts)
      "Return PARTS, strings, symbols and integers, as one string."
      (apply string-append
             (map (lambda (part)
                    (cond ((number? part) (number->string part))
                          ((symbol? part) (symbol->string part))
                          (else part)))
                  parts)))

    (define (spaced parts)
      "Return the strings PARTS as one, each with a space before it."
      (apply string-append
             (map (lambda (part) (string-append " " part)) parts)))

    (define (without items removed)
      "Return ITEMS without those in REMOVED."
      (select (lambda (item) (not (memq item removed))) items))

    (define (times n make)
      "Return a list of N results of MAKE, called in order."
      (let loop ((i 0) (found '()))
        (if (= i n) (reverse found) (loop (+ i 1) (cons (make) found)))))

    (define (new-variable maker kind signature)
      "Return a new variable of KIND and SIGNATURE."
      (set-maker-names! maker (+ 1 (maker-names maker)))
      (make-variable (text "v" (maker-names maker)) kind signature))

    ;; Literals

    (define integers
      '(0 1 2 3 5 -1 -2 7 8 10 63 64 100 255 256 -128 1000000 -77
        536870911 -536870912))

    (define (random-integer maker)
      "Return the text of an integer: mostly small, now and then at an edge."
      (number->string
       (if (chance? maker 70)
           (- (below maker 12) 2)
           (pick maker integers))))

    (define (random-datum maker depth)
      "Return the text of a datum nested in at most DEPTH levels."
      (let ((kind (below maker (if (> depth 0) 14 10))))
        (case kind
          ((0 1 2 3) (random-integer maker))
          ((4) (pick maker '("#t" "#f" "()" "#void" "#eof")))
          ((5) (pick maker '("red" "green" "|a b|" "x")))
          ((6) (pick maker '("#\\a" "#\\λ" "#\\space" "#\\x1F600")))
          ((7) (pick maker '("\"\"" "\"abc\"" "\"aλ😀\"")))
          ((8) (pick maker '("#u8()" "#u8(1 2 3)" "#u8(255 0)")))
          ((9) "()")
          ((10 11 12)
           (let ((items (times (+ 1 (below maker 3))
                               (lambda ()
                                 (random-datum maker (- depth 1))))))
             (text "(" (car items) (spaced (cdr items))
                   (if (chance? maker 20) " . 9" "") ")")))
          (else
           (text "#("
                 (spaced (times (below maker 4)
                                (lambda ()
                                  (random-datum maker (- depth 1)))))
                 ")")))))

    (define (literal maker kind)
      "Return the text of a literal operand of KIND, or #f where there is none."
      (case kind
        ((int) (random-integer maker))
        ((any) (text "'" (random-datum maker 2)))
        ((bool) (pick maker '("#t" "#f")))
        ((null) "()")
        ((char) (pick maker '("#\\a" "#\\z" "#\\λ" "#\\x1F600" "#\\newline")))
        ((void) "#void")
        ((eof) "#eof")
        ((symbol) (pick maker '("'red" "'green" "'|a b|")))
        ((pair) (pick maker '("'(1 . 2)" "'(1 2 3)" "'((a) b)")))
        ((vector) (pick maker '("#(1 2 3)" "#((a b) c)" "#()")))
        ((bytes) (pick maker '("#u8(1 2 3)" "#u8()")))
        ((string) (pick maker '("\"abc\"" "\"aλ😀\"" "\"\"")))
        (else #f)))

    (define (construction maker kind)
      "Return the text of an operation that makes a new value of KIND, or #f."
      (case kind
        ((pair) (pick maker '("(cons 1 2)" "(cons 'a '(b c))")))
        ((box) (pick maker '("(box 0)" "(box '(1 2))")))
        ((vector) (pick maker '("(vector 1 2 3)" "(make-vector 4 'x)")))
        ((record) (pick maker '("(record 'point 1 2)" "(record 5)")))
        ((bytes) (pick maker '("(make-bytes 4 7)" "(make-bytes 0 0)")))
        ((string) (pick maker '("(make-string 3 #\\a)"
                                "(make-string 2 #\\λ)")))
        (else #f)))

    ;; Operands

    (define (of-kind live kind)
      "Return those of the variables LIVE that are of KIND."
      (if (eq? kind 'any)
          live
          (select (lambda (variable) (eq? (variable-kind variable) kind))
                  live)))

    ;; What operands have come to: the INSTRUCTIONS to stand before, the TEXTS
    ;; of the operands, what is TAKEN, and what is LIVE, the instructions being
    ;; done, all last first but LIVE.
    (define-record-type <gathered>
      (make-gathered instructions texts taken live)
      gathered?
      (instructions gathered-instructions) (texts gathered-texts)
      (taken gathered-taken) (live gathered-live))

    (define (add-operand maker gathered type mutable? take?)
      "Return GATHERED with an operand more, of TYPE; MUTABLE?: a cell that may
change; TAKE?: take it, where it is a variable.  Now and then it is wrong."
      (let* ((kind (if (and (not (eq? type 'any)) (chance? maker 3))
                       'any
                       type))
             (found (of-kind (gathered-live gathered) kind))
             (constant (and (or (not mutable?) (chance? maker 10))
                            (literal maker kind)))
             (made (construction maker kind)))
        (cond ((and (pair? found)
                    (or (not constant) (chance? maker 70)))
               (use-variable maker gathered (pick maker found) take?))
              ((and made (or (not constant) (chance? maker 40)))
               (let ((variable (new-variable maker kind #f)))
                 (use-variable
                  maker
                  (make-gathered
                   (cons (text "(let " (variable-name variable) " " made
                               ")")
                         (gathered-instructions gathered))
                   (gathered-texts gathered) (gathered-taken gathered)
                   (cons variable (gathered-live gathered)))
                  variable take?)))
              (else
               (make-gathered (gathered-instructions gathered)
                              (cons (or constant (literal maker 'any))
                                    (gathered-texts gathered))
                              (gathered-taken gathered)
                              (gathered-live gathered))))))

    (define (use-variable maker gathered variable take?)
      "Return GATHERED with VARIABLE as an operand more, taken where TAKE? and
nothing else has."
      (let ((take? (and take?
                        (not (memq variable (gathered-taken gathered))))))
        (make-gathered (gathered-instructions gathered)
                       (cons (text (if take? "!" "")
                                   (variable-name variable))
                             (gathered-texts gathered))
                       (if take?
                           (cons variable (gathered-taken gathered))
                           (gathered-taken gathered))
                       (gathered-live gathered))))

    (define (add-operands maker gathered operands)
      "Return GATHERED with what OPERANDS, of the table, ask for."
      (let loop ((rest operands) (gathered gathered))
        (if (null? rest)
            gathered
            (let* ((operand (car rest))
                   (count (if (operand-rest? operand)
                              (+ (operand-least operand) (below maker 4))
                              1)))
              (loop (cdr rest)
                    (let again ((n count) (gathered gathered))
                      (if (= n 0)
                          gathered
                          (again (- n 1)
                                 (add-operand
                                  maker gathered (operand-type operand)
                                  (operand-mutable? operand)
                                  (chance? maker 40))))))))))

    ;; Instructions from the table

    (define (result-kinds instruction)
      "Return the kinds of INSTRUCTION's results, as far as its formula says."
      (let* ((formula (instruction-formula instruction))
             (operands (instruction-operands instruction))
             (kind
              (if (not (pair? formula))
                  'any
                  (case (car formula)
                    ((cell collect filled) (cadr formula))
                    ((add sub mul quo rem and or xor not shift shift-back
                          size code-point)
                     'int)
                    ((character) 'char)
                    ((name) 'string)
                    ((intern) 'symbol)
                    ((ref) (case (operand-type (car operands))
                             ((bytes) 'int)
                             ((string) 'char)
                             (else 'any)))
                    (else 'any)))))
        (map (lambda (result) kind) (instruction-results instruction))))

    (define (plain? instruction)
      "Can operands for INSTRUCTION be found from the table alone?"
      (and (memq (instruction-class instruction) '(data test))
           (not (memq (instruction-name instruction)
                      '(let drop assemble set-handler set-timer read in)))
           (let loop ((rest (instruction-operands instruction)))
             (or (null? rest)
                 (and (memq (operand-class (car rest)) '(value rest))
                      (loop (cdr rest)))))))

    (define data-instructions
      (select (lambda (instruction)
                (and (plain? instruction)
                     (eq? (instruction-class instruction) 'data)))
              instructions))

    (define test-instructions
      (select (lambda (instruction)
                (and (plain? instruction)
                     (eq? (instruction-class instruction) 'test)))
              instructions))

    (define (operation instruction gathered)
      "Return the text of INSTRUCTION with the operands of GATHERED."
      (text "(" (instruction-name instruction)
            (spaced (reverse (gathered-texts gathered))) ")"))

    ;; Bodies.  Each procedure returns the text of the rest of a block in which
    ;; LIVE are the variables alive, with about SIZE instructions.

    (define (body maker live size)
      "Return the rest of a body."
      (cond ((or (<= size 0) (> (length live) 60)) (transfer maker live))
            (else
             ((pick-weighted
               maker
               (list (cons 55 data-step)
                     (cons 10 test-step)
                     (cons 9 lambda-step)
                     (cons 4 copy-step)
                     (cons 4 drop-step)
                     (cons 5 value-step)
                     (cons 3 input-step)
                     (cons 1 handler-step)
                     (cons 2 timer-step)
                     (cons 1 assemble-step)))
              maker live size))))

    (define (line . parts)
      "Return PARTS as one line of a body."
      (string-append "\n  " (apply text parts)))

    (define (preparations gathered)
      "Return the instructions that GATHERED needs before."
      (apply string-append
             (map line (reverse (gathered-instructions gathered)))))

    (define (possible instructions live)
      "Return those of INSTRUCTIONS whose first operand can be had: devices and
closures only where one is LIVE."
      (select (lambda (instruction)
                (let ((operands (instruction-operands instruction)))
                  (or (null? operands)
                      (not (memq (operand-type (car operands))
                                 '(device closure)))
                      (pair? (of-kind live
                                      (operand-type (car operands)))))))
              instructions))

    (define (data-step maker live size)
      "An instruction of the table, plain or under `try'."
      (let* ((instruction (pick maker (possible data-instructions live)))
             (gathered (add-operands maker (make-gathered '() '() '() live)
                                     (instruction-operands instruction))))
        (do-operation maker gathered
                      (operation instruction gathered)
                      (map (lambda (kind) (new-variable maker kind #f))
                           (result-kinds instruction))
                      (pair? (instruction-faults instruction))
                      size)))

    (define (do-operation maker gathered operation results faults? size)
      "The OPERATION of GATHERED, from which RESULTS are born."
      (let* ((all (gathered-live gathered))
             (then (append results (without all (gathered-taken gathered))))
             (names (map variable-name results))
             (born (case (length results)
                     ((0) "()")
                     ((1) (car names))
                     (else (text "(" (car names) (spaced (cdr names))
                                 ")")))))
        (string-append
         (preparations gathered)
         (cond ((and faults? (chance? maker 92))
                (text (line "(try " born " " operation)
                      (line " (then" (body maker then (- size 1)) ")")
                      (line " (else" (body maker all (quotient size 3))
                            "))")))
               ((null? results)
                (text (line operation) (body maker then (- size 1))))
               (else
                (text (line "(let " born " " operation ")")
                      (body maker then (- size 1))))))))

    (define (refine instruction gathered)
      "Return what lives behind the test INSTRUCTION of GATHERED where it holds:
its operand, where that is a variable, is then of the kind tested."
      (let* ((left (without (gathered-live gathered)
                            (gathered-taken gathered)))
             (formula (instruction-formula instruction))
             (name (car (gathered-texts gathered))))
        (if (and (pair? formula) (eq? (car formula) 'is))
            (map (lambda (variable)
                   (if (and (string=? (variable-name variable) name)
                            (eq? (variable-kind variable) 'any))
                       (make-variable name (caddr formula) #f)
                       variable))
                 left)
            left)))

    (define (test-step maker live size)
      "A test of the table, and two ways."
      (let* ((instruction (pick maker test-instructions))
             (gathered (add-operands maker (make-gathered '() '() '() live)
                                     (instruction-operands instruction)))
             (left (without (gathered-live gathered)
                            (gathered-taken gathered))))
        (text (preparations gathered)
              (line "(if " (operation instruction gathered))
              (line " (then" (body maker (refine instruction gathered)
                                   (quotient size 2)) ")")
              (line " (else" (body maker left (quotient size 2)) "))"))))

    (define (pick-some maker items most)
      "Return up to MOST of ITEMS, each once."
      (let loop ((n (below maker (+ most 1))) (rest items) (found '()))
        (if (or (= n 0) (null? rest))
            found
            (let ((item (pick maker rest)))
              (loop (- n 1) (without rest (list item))
                    (cons item found))))))

    (define (random-signature maker)
      "Return a signature for a lambda."
      (if (chance? maker 60)
          continuation
          (make-signature
           (times (below maker 4)
                  (lambda () (pick maker '(any int any pair))))
           (and (chance? maker 25) #t))))

    (define (parameters maker signature)
      "Return new variables for the parameters of SIGNATURE, the rest last."
      (append (map (lambda (kind)
                     (new-variable maker kind
                                   (and (eq? kind 'closure) continuation)))
                   (signature-kinds signature))
              (if (signature-rest? signature)
                  (list (new-variable maker 'any #f))
                  '())))

    (define (header variables signature)
      "Return the text of a block's parameters, VARIABLES of SIGNATURE."
      (let* ((count (length (signature-kinds signature)))
             (names (map variable-name variables)))
        (text "("
              (if (null? names) "" (car names))
              (let loop ((i 1) (rest (if (null? names) '() (cdr names))))
                (cond ((null? rest) "")
                      (else (text (if (and (= i count)
                                           (signature-rest? signature))
                                      " . "
                                      " ")
                                  (car rest) (loop (+ i 1) (cdr rest))))))
              ")")))

    (define (whole signature)
      "Return SIGNATURE with a parameter, where it has only a rest."
      (if (and (null? (signature-kinds signature))
               (signature-rest? signature))
          (make-signature '(any) #t)
          signature))

    (define (lambda-step maker live size)
      "A lambda with some captures."
      (let* ((signature (whole (random-signature maker)))
             (inner (parameters maker signature))
             (captured (pick-some maker live 3))
             (taken (pick-some maker captured 2))
             (closure (new-variable maker 'closure signature)))
        (text (line "(let " (variable-name closure) " (lambda "
                    (header inner signature) " ("
                    (spaced (map (lambda (variable)
                                   (text (if (memq variable taken) "!" "")
                                         (variable-name variable)))
                                 captured))
                    ")")
              (body maker (append inner captured) (quotient size 3))
              "))"
              (body maker (cons closure (without live taken))
                    (- size 2)))))

    (define (copy-step maker live size)
      "A copy of a variable, or the variable under another name."
      (if (null? live)
          (data-step maker live size)
          (let* ((old (pick maker live))
                 (take? (chance? maker 30))
                 (new (new-variable maker (variable-kind old)
                                    (variable-signature old))))
            (text (line "(let " (variable-name new) (if take? " !" " ")
                        (variable-name old) ")")
                  (body maker
                        (cons new (if take? (without live (list old)) live))
                        (- size 1))))))

    (define (drop-step maker live size)
      "The end of some variables."
      (let ((ended (pick-some maker live 3)))
        (text (drop-line ended)
              (body maker (without live ended) (- size 1)))))

    (define (drop-line variables)
      "Return the line that drops VARIABLES, if there are any."
      (if (null? variables)
          ""
          (line "(drop" (spaced (map variable-name variables)) ")")))

    (define symbols '("red" "green" "|a b|"))

    (define (value-step maker live size)
      "The value of a symbol, put or got."
      (let ((gathered (make-gathered '() '() '() live))
            (symbol (pick maker symbols)))
        (if (chance? maker 50)
            (let ((gathered (add-operand maker gathered 'any #f
                                         (chance? maker 50))))
              (do-operation maker gathered
                            (text "(put " symbol " "
                                  (car (gathered-texts gathered)) ")")
                            '() #f size))
            (do-operation maker gathered (text "(get " symbol ")")
                          (list (new-variable maker 'any #f)) #t size))))

    (define (input-step maker live size)
      "A byte or a datum from a device."
      (let ((devices (of-kind live 'device)))
        (if (null? devices)
            (data-step maker live size)
            (do-operation
             maker (make-gathered '() '() '() live)
             (text (pick maker '("(read " "(in "))
                   (variable-name (pick maker devices)) ")")
             (list (new-variable maker 'any #f)) #t size))))

    (define (handler-step maker live size)
      "A handler, set or cleared."
      (let ((old (new-variable maker 'any #f))
            (closure (new-variable maker 'closure #f)))
        (if (chance? maker 30)
            (do-operation maker (make-gathered '() '() '() live)
                          "(set-handler #f)" (list old) #t size)
            (text (line "(let " (variable-name closure) " (close handler))")
                  (do-operation
                   maker
                   (make-gathered '() '() (list closure)
                                  (cons closure live))
                   (text "(set-handler !" (variable-name closure) ")")
                   (list old) #t size)))))

    (define (timer-step maker live size)
      "The timer, where a device is at hand, perhaps the wrong one."
      (let ((devices (of-kind live 'device))
            (closures
             (select (lambda (variable)
                       (eq? (variable-signature variable) continuation))
                     (of-kind live 'closure)))
            (new (new-variable maker 'closure continuation)))
        (cond ((null? devices) (data-step maker live size))
              ((or (null? closures) (chance? maker 60))
               (text (line "(let " (variable-name new) " (close resumed))")
                     (set-timer maker (cons new live) new size)))
              (else (set-timer maker live (pick maker closures) size)))))

    (define (set-timer maker live closure size)
      "The timer, set to call CLOSURE."
      (do-operation
       maker (make-gathered '() '() '() live)
       (text "(set-timer " (variable-name (pick maker (of-kind live 'device)))
             " " (below maker 5) " " (variable-name closure) ")")
       '() #t size))

    (define programs
      '("((block main (x) () (halt !x)))"
        "((block main (x) () (let y (cons x !x)) (put red y) (halt !y)))"
        "((block main (x) () (jump b !x 5))
   (block b (x n) () (drop n) (halt !x)))"
        "((block main (x) ()
     (let f (lambda (y) (!x) (let z (cons !x !y)) (halt !z)))
     (call !f \"s\")))"
        "((block main (x) () (halt 1)))"
        "(wrong)"
        "((block main (x . y) () (drop y) (let y (car !x)) (halt !y)))"))

    (define (assemble-step maker live size)
      "A program, assembled."
      (do-operation maker (make-gathered '() '() '() live)
                    (text "(assemble '" (pick maker programs) ")")
                    (list (new-variable maker 'closure continuation))
                    #t size))

    ;; Transfers

    (define (transfer maker live)
      "Hand on: to a block, a closure, or the end."
      (let ((callable (select (lambda (variable)
                                (and (variable-signature variable) #t))
                              (of-kind live 'closure))))
        (cond ((and (pair? callable) (chance? maker 55))
               (call maker live (pick maker callable)))
              ((chance? maker 88)
               (let ((entry (pick maker (maker-signatures maker))))
                 (hand-on maker live (text "(jump " (car entry)) #f
                          (cdr entry) #f)))
              ((chance? maker 80) (end maker live "(halt "))
              (else (end maker live "(raise ")))))

    (define (end maker live start)
      "The transfer that START begins, of one value."
      (let* ((gathered (add-operand maker (make-gathered '() '() '() live)
                                    'any #f #t)))
        (text (preparations gathered)
              (drop-line (without (gathered-live gathered)
                                  (gathered-taken gathered)))
              (line start (car (gathered-texts gathered)) ")"))))

    (define (call maker live closure)
      "A call or an application of CLOSURE."
      (let ((signature (variable-signature closure)))
        (if (chance? maker 75)
            (hand-on maker live "(call" closure signature #f)
            (hand-on maker live "(apply" closure signature #t))))

    (define (hand-on maker live start closure signature list?)
      "A transfer that START begins, of CLOSURE if that is not #f, with the
arguments that SIGNATURE asks for, now and then too many; the last ones as a
list where LIST?."
      (let* ((base (make-gathered '() '() '() live))
             (base (if closure
                       (use-variable maker base closure #t)
                       base))
             (extra (cond ((signature-rest? signature) (below maker 4))
                          ((and closure (chance? maker 4)) 1)
                          (else 0)))
             (kinds (append (signature-kinds signature)
                            (times extra (lambda () 'any))))
             (direct (if list?
                         (max 0 (- (length kinds) (below maker 3)))
                         (length kinds))))
        (let loop ((kinds kinds) (n direct) (gathered base))
          (if (and (> n 0) (pair? kinds))
              (loop (cdr kinds) (- n 1)
                    (argument maker gathered (car kinds)))
              (let* ((gathered
                      (if list? (last-list maker gathered kinds) gathered))
                     (left (without (gathered-live gathered)
                                    (gathered-taken gathered)))
                     ;; A variable that is copied must still be ended: here,
                     ;; by being taken the last time that it is named.
                     (texts (take-last (gathered-texts gathered) left))
                     (named (select (lambda (variable)
                                      (member (text "!" (variable-name
                                                         variable))
                                              texts))
                                    left)))
                (text (preparations gathered)
                      (drop-line (without left named))
                      (line start (spaced (reverse texts)) ")")))))))

    (define (argument maker gathered kind)
      "Return GATHERED with an argument of KIND; a closure must be one that
takes one argument."
      (if (eq? kind 'closure)
          (let ((found (select
                        (lambda (variable)
                          (eq? (variable-signature variable) continuation))
                        (gathered-live gathered))))
            (if (pair? found)
                (use-variable maker gathered (pick maker found)
                              (chance? maker 60))
                (let ((variable (new-variable maker 'closure continuation)))
                  (use-variable
                   maker
                   (make-gathered
                    (cons (text "(let " (variable-name variable)
                                " (close finish))")
                          (gathered-instructions gathered))
                    (gathered-texts gathered) (gathered-taken gathered)
                    (cons variable (gathered-live gathered)))
                   variable #t))))
          (add-operand maker gathered kind #f (chance? maker 60))))

    (define (last-list maker gathered kinds)
      "Return GATHERED with a list of arguments of KINDS as the last one."
      (make-gathered
       (gathered-instructions gathered)
       (cons (if (null? kinds)
                 (pick maker '("()" "()" "()" "'(1)" "5"))
                 (text "'("
                       (spaced (map (lambda (kind)
                                      (case kind
                                        ((int) (random-integer maker))
                                        ((pair) "(1 . 2)")
                                        (else (random-datum maker 1))))
                                    kinds))
                       (if (chance? maker 5) " . 7" "") ")"))
             (gathered-texts gathered))
       (gathered-taken gathered) (gathered-live gathered)))

    (define (take-last texts left)
      "Return TEXTS, operands, the last first, where each of the variables LEFT
that is named is taken where it is first found."
      (let loop ((rest texts) (done '()) (found '()))
        (cond ((null? rest) (reverse found))
              ((and (not (member (car rest) done))
                    (pair? (select (lambda (variable)
                                     (string=? (variable-name variable)
                                               (car rest)))
                                   left)))
               (loop (cdr rest) (cons (car rest) done)
                     (cons (text "!" (car rest)) found)))
              (else (loop (cdr rest) done (cons (car rest) found))))))

    ;; Programs

    (define (block-signature maker)
      "Return a random signature for a block."
      (make-signature
       (times (+ 1 (below maker 4))
              (lambda ()
                (pick maker '(int int any pair closure closure vector
                                  string device box))))
       (and (chance? maker 15) #t)))

    (define (block maker name signature size)
      "Return the text of the block NAME of SIGNATURE."
      (let ((variables (parameters maker signature)))
        (text "(block " name " " (header variables signature) " ()"
              (body maker variables size) ")\n")))

    (define (start-block maker size)
      "Return the text of the block that main hands on to, with the console and
the timer, or the world in its place where it is not granted."
      (text "(block start (k world console timer) ()"
            (body maker
                  (list (make-variable "k" 'closure continuation)
                        (make-variable "world" 'device #f)
                        (make-variable "console" 'device #f)
                        (make-variable "timer" 'device #f))
                  size)
            ")\n"))

    (define helpers "\
(block main (k world) ()
  (let console (port world console))
  (try timer (port world timer)
    (then (jump start !k !world !console !timer))
    (else (let timer world) (jump start !k !world !console !timer))))
(block finish (x) () (halt !x))
(block handler (kind irritants place) ()
  (let p (cons !irritants !place)) (let p (cons !kind !p)) (halt !p))
(block resumed (resume) () (call !resume))
")

    (define (mixed seed)
      "Return a state, not 0, for the integer SEED."
      (+ 1 (modulo (* (+ seed 1) 2654435761) 4294967295)))

    (define (random-program seed size)
      "Return the text of the program of SEED; each of its SIZE blocks has about
as many instructions as three times that."
      (let* ((maker (make-maker (mixed seed) 0 '()))
             (names (let loop ((i 0))
                      (if (= i size)
                          '()
                          (cons (text "b" i) (loop (+ i 1))))))
             (signatures
              (map (lambda (name) (cons name (block-signature maker)))
                   names))
             (maker (make-maker (next! maker) 0 signatures))
             (start (start-block maker (* 2 size)))
             (blocks (map (lambda (entry)
                            (block maker (car entry) (cdr entry)
                                   (* 3 size)))
                          signatures)))
        (text "; Program " seed " of size " size "\n" helpers
              start (apply string-append blocks))))))
