;;; (copycat compiler static): programs whose effect is static, to trees.
;;;
;;; Runs a program on names instead of values: the stack of the running program
;;; is a list here, of constants, quoted programs, tests not yet made, and
;;; variables.  So `dup' and `swap' leave no trace, `if' and `eval' of a quoted
;;; program become the program, and what is left is a tree of the machine's
;;; instructions on variables.
;;;
;;; An INSTANCE is a word (or a quoted program) compiled for what is known of
;;; its inputs: which are quoted programs, and the types of the others.  What an
;;; instance takes and gives is an estimate, at first: that it never returns.
;;; `solve' runs all instances over and over until no estimate changes, which
;;; infers the effects of recursive words too.  What cannot be static (a stack
;;; of unknown depth, `try', `callcc', `set!') fails the instance and what
;;; calls it; the kernel runs it then.
;;;
;;; Trees are lists, in which every variable is born once:
;;;
;;;     (let (X ...) (OP A ...) AT TREE)
;;;     (try (X ...) (OP A ...) AT TREE TREE)
;;;     (if (OP A ...) AT TREE TREE)
;;;     (join J (X ...) TREE TREE)     the second one reaches the first by
;;;     (goto J A ...)
;;;     (closure X (PARAMETER ...) AT TREE TREE)   the body, the rest
;;;     (jump BLOCK A ...)   (enter INSTANCE K A ...)   (call F A ...)
;;;
;;; or a box (a vector of one) with a tree.  An operand is a symbol, a variable,
;;; or (quote DATUM).  AT is where the source says so: an operand.
;;; `tree->datum', the unparser, takes the boxes off.

(define-library (copycat compiler static)
  (export make-world world-instances solve request-instance request-program
          instance? instance-name instance-in instance-results instance-tree
          instance-parameters instance-failed instance-words instance-number
          instance-at? tree->datum world-programs)
  (import (scheme base) (scheme cxr) (copycat text) (copycat words)
          (only (baton void) void)
          (only (srfi srfi-1) filter filter-map iota list-index any every
                append-map delete-duplicates take drop last find)
          (scheme read) (only (guile) throw catch symbol-append make-hash-table hashq-ref
                hashq-set!))
  (begin
    ;; LOOKUP gives (PROGRAM . QUIET?) of a word, or (PROGRAM TYPES . TYPES) of
    ;; one that was defined with an effect, or #f; OFFSET makes an integer
    ;; of a place that (copycat text) gives; PROGRAMS are the quoted programs
    ;; that are values at run time, each (PROGRAM . NUMBER).
    (define-record-type <world>
      (make-world-of lookup offset instances count index programs) world?
      (lookup world-lookup) (offset world-offset)
      (instances world-instances set-world-instances!)
      (count world-count set-world-count!)
      (index world-index) ; program -> its instances
      (programs world-programs set-world-programs!))
    (define (make-world lookup offset)
      "Return a world without instances, of what LOOKUP finds and OFFSET says."
      (make-world-of lookup offset '() 0 (make-hash-table) '()))

    ;; LITERALS is a list of (INPUT . quoted program), TYPES of (INPUT . type),
    ;; the inputs counted from the top.  RESULTS are types, the deepest first,
    ;; or #f: it never returns.  WORDS is what it takes for granted.
    (define-record-type <instance>
      (make-instance-of name number program quiet literals types in results
                        tree failed words demanded returns counter users
                        due runs)
      instance?
      (name instance-name) (number instance-number)
      (program instance-program) (quiet instance-at?)
      (literals instance-literals) (types instance-types)
      (in instance-in set-instance-in!)
      (results instance-results set-instance-results!)
      (tree instance-tree set-instance-tree!)
      (failed instance-failed set-instance-failed!)
      (words instance-words set-instance-words!)
      (demanded instance-demanded set-instance-demanded!)
      (returns instance-returns set-instance-returns!)
      (counter instance-counter set-instance-counter!)
      (users instance-users set-instance-users!) ; whom its estimate concerns
      (due instance-due? set-instance-due!)
      (runs instance-runs set-instance-runs!))

    ;; What is known where the program stands: VALUES, the top first, DEPTH,
    ;; how many inputs were taken, and TYPES, those of variables.
    (define-record-type <state>
      (make-state values depth types) state?
      (values state-values) (depth state-depth) (types state-types))

    ;; A quoted program, with the values of the variables around.
    (define-record-type <quoted>
      (make-quoted items locals) quoted?
      (items quoted-items) (locals quoted-locals))
    ;; A test that holds, or does not where NEGATED.
    (define-record-type <test>
      (make-test form negated) test?
      (form test-form) (negated test-negated?))
    ;; What `type' gives of a value.
    (define-record-type <kind> (make-kind of) kind? (of kind-of))

    (define current (make-parameter #f)) ; the instance that runs
    (define world (make-parameter #f))

    (define (give-up . reason) (throw 'dynamic reason))
    (define (fresh prefix)
      "Return a new variable of the current instance."
      (let ((n (+ 1 (instance-counter (current)))))
        (set-instance-counter! (current) n)
        (symbol-append prefix (string->symbol (number->string n)))))

    ;; Values

    (define (constant? v)
      (and (pair? v) (eq? 'quote (car v))))
    (define (constant v) `(quote ,v))
    (define (operand? v) (or (symbol? v) (constant? v)))

    (define (datum-type v)
      (cond ((integer? v) 'integer) ((boolean? v) 'boolean)
            ((null? v) 'null) ((pair? v) 'pair) ((string? v) 'string)
            ((symbol? v) 'symbol) ((vector? v) 'vector)
            ((char? v) 'character) (else 'any)))
    (define (type-in state v)
      "Return the type of V in STATE: as the word `type' says, or `any'."
      (cond ((symbol? v) (cond ((assq v (state-types state)) => cdr)
                               (else 'any)))
            ((constant? v) (datum-type (cadr v)))
            ((quoted? v) (if (null? (quoted-items v)) 'null 'pair))
            ((test? v) 'boolean)
            (else 'symbol)))
    (define (join-types a b) (if (eq? a b) a 'any))
    (define (refine state v type)
      "Return STATE where V, a value, is of TYPE."
      (if (symbol? v)
          (make-state (state-values state) (state-depth state)
                      (cons (cons v type) (state-types state)))
          state))

    (define (input-name depth)
      (string->symbol (string-append "i" (number->string depth))))
    (define (input-index v)
      "Return which input of the current instance V is, or #f."
      (let ((most (max (instance-demanded (current)) (instance-in (current)))))
        (let loop ((i 0))
          (cond ((= i most) #f) ((eq? v (input-name i)) i)
                (else (loop (+ i 1)))))))
    (define (push v state)
      (make-state (cons v (state-values state)) (state-depth state)
                  (state-types state)))
    (define (push-all vs state)
      "Return STATE with VS above, the last the top."
      (if (null? vs) state (push-all (cdr vs) (push (car vs) state))))
    (define (deepen state)
      "Return STATE with one more input in sight."
      (let* ((i (state-depth state)) (name (input-name i))
             (literal (assv i (instance-literals (current))))
             (type (assv i (instance-types (current)))))
        (when (> i 24) (give-up "takes values without end"))
        (set-instance-demanded! (current)
                                (max (+ i 1) (instance-demanded (current))))
        (make-state (append (state-values state)
                            (list (if literal (cdr literal) name)))
                    (+ i 1)
                    (cons (cons name (if type (cdr type) 'any))
                          (state-types state)))))
    (define (pop n state)
      "Return N values, the top last, and the state without them."
      (let loop ((state state))
        (if (< (length (state-values state)) n) (loop (deepen state))
            (values (reverse (take (state-values state) n))
                    (make-state (drop (state-values state) n)
                                (state-depth state) (state-types state))))))
    (define (peek i state)
      "Return the value of STATE with I others above it."
      (if (< i (length (state-values state))) (list-ref (state-values state) i)
          (let ((i (+ (state-depth state)
                      (- i (length (state-values state))))))
            (cond ((assv i (instance-literals (current))) => cdr)
                  (else (input-name i))))))

    ;; What goes on.  KONT is `return', or a procedure of a state.

    (define (finish kont state)
      (if (procedure? kont) (kont state) (return state)))
    (define (return state)
      (let ((test (find (lambda (v) (not (operand? v))) (state-values state))))
        (if test
            (with-operand test state
                          (lambda (v state) (return (replace test v state))))
            (let ((box (vector state)))
              (set-instance-returns! (current)
                                     (cons box (instance-returns (current))))
              box))))
    (define (replace old new state)
      (make-state (map (lambda (v) (if (eq? v old) new v))
                       (state-values state))
                  (state-depth state) (state-types state)))

    (define (with-operand v state go)
      "Return the tree that makes an operand of V and goes on as GO, a procedure
of it and a state, says."
      (cond ((operand? v) (go v state))
            ((test? v)
             (let ((x (fresh 'b)) (j (fresh 'j)))
               `(join ,j (,x)
                      ,(go x (refine (replace v x state) x 'boolean))
                      ,(if-tree v ''0 `(goto ,j '#t) `(goto ,j '#f)))))
            ((kind? v)
             (primitive-call 'type (list (kind-of v)) ''0 state
                             (lambda (xs state)
                               (go (car xs) (replace v (car xs) state)))))
            (else (with-quoted v state go))))
    (define (with-operands vs state go)
      "The same for all of VS; GO takes a list."
      (let loop ((vs vs) (found '()) (state state))
        (if (null? vs) (go (reverse found) state)
            (with-operand (car vs) state
                          (lambda (v state)
                            (loop (map (lambda (old) (if (eq? old (car vs)) v
                                                         old))
                                       (cdr vs))
                                  (cons v found) state))))))

    (define (plain? v)
      "Is V data in which nothing can be run?"
      (cond ((symbol? v) #f)
            ((pair? v) (and (plain? (car v)) (plain? (cdr v))))
            (else #t)))
    (define (with-quoted v state go)
      (let ((items (quoted-items v)))
        (cond ((plain? items) (go (constant items) state))
              ((pair? (quoted-locals v))
               (give-up "hands on a program with variables of let"))
              (else
               (let ((x (fresh 'p)) (c (fresh 'c)))
                 `(let (,c) (close ,(program-number items)) '0
                    (let (,x) (record 'program ',items ,c '() '()) '0
                      ,(go x (replace v x state)))))))))
    (define (program-number items)
      "Return the number of ITEMS among the programs that are values."
      (let ((found (assq items (world-programs (world)))))
        (cond (found (cdr found))
              (else
               (let ((n (length (world-programs (world)))))
                 (set-world-programs! (world)
                                      (cons (cons items n)
                                            (world-programs (world))))
                 n)))))

    (define (if-tree test at then else)
      (if (test-negated? test)
          `(if ,(test-form test) ,at ,else ,then)
          `(if ,(test-form test) ,at ,then ,else)))

    ;; Two ways, and where they meet.

    (define (branch test at then else state kont)
      "Return the tree for TEST and what comes after: THEN and ELSE are
procedures of a state and of what goes on."
      (if (not (procedure? kont))
          (if-tree test at (then state kont) (else state kont))
          (let* ((ways '())
                 (arrive (lambda (state)
                           (let ((box (vector state)))
                             (set! ways (cons box ways))
                             box)))
                 (a (then state arrive)) (b (else state arrive))
                 (ways (reverse ways)))
            (cond ((null? ways) (if-tree test at a b))
                  ((null? (cdr ways))
                   (vector-set! (car ways) 0 (kont (vector-ref (car ways) 0)))
                   (if-tree test at a b))
                  (else
                   (meet test at a b ways kont))))))

    (define (meet test at a b ways kont)
      (define depth (apply max (map (lambda (way)
                                      (state-depth (vector-ref way 0))) ways)))
      (define states
        (map (lambda (way)
               (let loop ((state (vector-ref way 0)))
                 (if (< (state-depth state) depth) (loop (deepen state))
                     state)))
             ways))
      (define stacks (map state-values states))
      (unless (apply = (map length stacks))
        (give-up "leaves stacks of different depth"))
      (let* ((differ (apply map (lambda vs
                                  (not (every (lambda (v) (equal? v (car vs)))
                                              vs)))
                            stacks))
             (only-top? ; is the top all that differs, and a constant?
              (and (pair? differ) (car differ)
                   (not (any (lambda (d) d) (cdr differ)))
                   (= 2 (length ways)) (eq? a (car ways)) (eq? b (cadr ways))))
             (tops (and only-top? (map car stacks)))
             (truth (equal? tops '('#t '#f)))
             (lie (equal? tops '('#f '#t))))
        (define (types-of v)
          (let ((types (map (lambda (state) (type-in state v)) states)))
            (if (every (lambda (t) (eq? t (car types))) types) (car types)
                'any)))
        (define kept
          (filter-map (lambda (v)
                        (and (symbol? v) (cons v (types-of v))))
                      (map car (state-types (car states)))))
        (if (or truth lie)
            (kont (make-state (cons (if truth test
                                        (make-test (test-form test)
                                                   (not (test-negated? test))))
                                    (cdr (car stacks)))
                              depth kept))
            (let* ((j (fresh 'j))
                   (new (map (lambda (d v) (if d (fresh 'x) v))
                             differ (car stacks)))
                   (parameters (filter-map (lambda (d x) (and d x))
                                           differ new))
                   (types (filter-map
                           (lambda (d x i)
                             (and d
                                  (cons x
                                        (let ((ts (map (lambda (state stack)
                                                         (type-in
                                                          state
                                                          (list-ref stack i)))
                                                       states stacks)))
                                          (if (every (lambda (t)
                                                       (eq? t (car ts))) ts)
                                              (car ts) 'any)))))
                           differ new (iota (length new)))))
              (for-each
               (lambda (way state)
                 (vector-set!
                  way 0
                  (with-operands
                   (filter-map (lambda (d v) (and d v)) differ
                               (state-values state))
                   state
                   (lambda (vs state) `(goto ,j ,@vs)))))
               ways states)
              `(join ,j ,parameters
                     ,(kont (make-state new depth (append types kept)))
                     ,(if-tree test at a b))))))

    ;; Programs.  AT is the operand for the call around: what text without
    ;; places speaks for.

    (define (place items at)
      "Return the operand for the place of the first of ITEMS, or AT."
      (let ((found (place-of items #f)))
        (if found (constant ((world-offset (world)) found)) at)))

    (define (run items locals at state kont)
      "Return the tree of ITEMS in STATE, with the values LOCALS of variables."
      (if (null? items) (finish kont state)
          (step items locals at state kont)))

    (define (step items locals at state kont)
      (let* ((item (car items)) (here (place items at))
             (head (and (pair? item) (car item))))
        (define (after n)
          (unless (> (length items) n) (give-up "is malformed"))
          (let ((rest (list-tail items (+ n 1))))
            (if (null? rest) kont
                (lambda (state) (run rest locals at state kont)))))
        (define (value v) (finish (after 0) (push v state)))
        (cond
         ((eq? item 'let)
          (let ((next (after 2)))
            (unless (and (list? (cadr items)) (list? (caddr items)))
              (give-up "is malformed"))
            (let-values (((vs state) (pop (length (cadr items)) state)))
              (run (caddr items)
                   (append (reverse (map cons (cadr items) vs)) locals)
                   at state next))))
         ((eq? item 'THENELSE)
          (let ((next (after 2)))
            (let-values (((vs state) (pop 1 state)))
              (choose (car vs) here
                      (make-quoted (cadr items) locals)
                      (make-quoted (caddr items) locals) at state next))))
         ((memq item '(: module)) (give-up "defines words"))
         ((symbol? item)
          (let ((local (assq item locals)))
            (if local (value (cdr local))
                (word item here state (after 0)))))
         ((eq? head 'quote)
          (unless (pair? (cdr item)) (give-up "is malformed"))
          (value (constant (cadr item))))
         ((eq? head ':) (give-up "defines words"))
         ((pair? item) (value (make-quoted item locals)))
         (else (value (constant item))))))

    (define (run-value v at state kont)
      "Return the tree that runs V, which must be a quoted program."
      (cond ((quoted? v)
             (run (quoted-items v) (quoted-locals v) at state kont))
            ((and (constant? v) (list? (cadr v)))
             (run (cadr v) '() at state kont))
            (else (need-program v))))
    (define (need-program v)
      (let ((i (input-index v)))
        (if i (throw 'dynamic `(needs ,i))
            (give-up "runs a program that is known only when it runs"))))

    (define (choose c at p q caller state kont)
      "Return the tree for `if' of C, P and Q."
      (define (way p)
        (lambda (state kont) (run-value p caller state kont)))
      (define (go-on test state)
        (branch test at (way p) (way q) state kont))
      (for-each (lambda (p)
                  (unless (or (quoted? p) (and (constant? p) (list? (cadr p))))
                    (need-program p)))
                (list p q))
      (cond ((test? c) (go-on c state))
            ((equal? c ''#t) ((way p) state kont))
            ((equal? c ''#f) ((way q) state kont))
            ((eq? 'boolean (type-in state c))
             (go-on (make-test `(true ,c) #f) state))
            (else
             (with-operand c state
               (lambda (c state)
                 `(if (bool? ,c) ,at
                      ,(go-on (make-test `(true ,c) #f)
                              (refine state c 'boolean))
                      (jump wrong-type '#f ,at (quote ,void) '() ,c 'boolean)))))))

    ;; Words

    (define (size program)
      (if (pair? program) (+ (size (car program)) (size (cdr program)))
          (if (null? program) 0 1)))
    (define (mentions? program name)
      (if (pair? program)
          (or (mentions? (car program) name) (mentions? (cdr program) name))
          (eq? program name)))
    (define depth (make-parameter 0))

    (define (word name at state kont)
      "Return the tree for a call of the word NAME."
      (let ((found ((world-lookup (world)) name)))
        (set-instance-words! (current)
                             (if (memq name (instance-words (current)))
                                 (instance-words (current))
                                 (cons name (instance-words (current)))))
        (cond ((not found) (primitive name at state kont))
              ((pair? (cdr found))
               (typed-call name (car found) (cadr found) (cddr found) at state
                           kont))
              ((and (< (size (car found)) 24) (< (depth) 12)
                    (not (mentions? (car found) name)))
               (parameterize ((depth (+ 1 (depth))))
                 (run (car found) '() at state (outside kont))))
              (else (call name (car found) (cdr found) at state kont)))))

    (define (outside kont)
      "Return KONT for the end of a word that runs in its caller's place."
      (if (procedure? kont)
          (let ((outer (- (depth) 1)))
            (lambda (state) (parameterize ((depth outer)) (kont state))))
          kont))

    (define (typed-call name program in out at state kont)
      "Return the tree for a call of the word NAME, whose definition declares
the types IN and OUT."
      (define (check types state kont)
        ;; The values of TYPES are on top: the last type's is the top.
        (let-values (((vs below) (pop (length types) state)))
          (let loop ((left types) (vs vs) (state state))
            (if (null? left) (kont state)
                (check-one (type-name (car left)) (car vs) state
                           (lambda (state)
                             (loop (cdr left) (cdr vs) state)))))))
      (define (check-one type v state kont)
        (if (not (predicate? type)) (kont state)
            (word type at (push v state)
                  (lambda (state)
                    (choose-with
                     at state kont
                     (lambda (state)
                       (run '('() swap cons swap cons 'effect new-error raise)
                            '() at (push (constant type) (push v state))
                            kont)))))))
      (if (or (memq '... in) (memq '... out))
          (give-up "calls a word that sees all of the stack"))
      (let ((body (find-instance name program #f '() '())))
        (consult! body)
        (cond ((instance-failed body)
               (give-up "calls a word that is not static:" name))
              ((not (instance-results body)))
              ((or (> (instance-in body) (length in))
                   (not (= (length out)
                           (+ (- (length in) (instance-in body))
                              (length (instance-results body))))))
               (give-up "calls a word with a wrong effect:" name)))
        (check in state
               (lambda (state)
                 (call name program #f at state
                       (lambda (state)
                         (check out state
                                (lambda (state) (finish kont state)))))))))
    (define (choose-with at state then else)
      "Return the tree that goes on with THEN where the top is true, and with
ELSE where it is false."
      (let-values (((vs state) (pop 1 state)))
        (let ((c (car vs)))
          (define (go test)
            (if-tree test at (then state) (else state)))
          (cond ((test? c) (go c))
                ((equal? c ''#t) (then state))
                ((equal? c ''#f) (else state))
                ((not (eq? 'boolean (type-in state c)))
                 (give-up "checks with a predicate that is none"))
                (else (go (make-test `(true ,c) #f)))))))
    (define (type-name type)
      "Return the name of TYPE, which may be a vector of a name and a variable."
      (if (vector? type) (vector-ref type 0) type))
    (define (predicate? type)
      "Is TYPE a name that ends with a question mark?"
      (and (symbol? type)
           (let ((text (symbol->string type)))
             (char=? #\? (string-ref text (- (string-length text) 1))))))

    (define (find-instance name program quiet literals types)
      (define (same? instance)
        (and (eq? program (instance-program instance))
             (eq? name (instance-name instance))
             (equal? types (instance-types instance))
             (= (length literals) (length (instance-literals instance)))
             (every (lambda (a b)
                      (and (= (car a) (car b))
                           (eq? (quoted-items (cdr a)) (quoted-items (cdr b)))
                           (equal? (map car (quoted-locals (cdr a)))
                                   (map car (quoted-locals (cdr b))))))
                    literals (instance-literals instance))))
      (or (find same? (hashq-ref (world-index (world)) program '()))
          (let* ((n (world-count (world)))
                 (new (make-instance-of name n program quiet
                                        (map inside literals) types 0
                                        #f #f #f '() 0 '() 0 '() #t 0)))
            (when (> n 1500) (give-up "has too many forms"))
            (set-world-instances! (world) (cons new (world-instances (world))))
            (set-world-count! (world) (+ n 1))
            (hashq-set! (world-index (world)) program
                        (cons new (hashq-ref (world-index (world)) program
                                             '())))
            new)))
    (define (consult! instance)
      "The current instance relies on the estimate of INSTANCE."
      (unless (memq (current) (instance-users instance))
        (set-instance-users! instance
                             (cons (current) (instance-users instance)))))
    (define (inside literal)
      "Return LITERAL as its instance sees it: the variables are parameters."
      (define (parameter local)
        (cons (car local)
              (symbol-append (input-name (car literal)) '- (car local))))
      (cons (car literal)
            (make-quoted (quoted-items (cdr literal))
                         (map parameter (quoted-locals (cdr literal))))))
    (define (needed quoted)
      "Return QUOTED with just those variables that it mentions, each once."
      (let loop ((left (quoted-locals quoted)) (found '()))
        (cond ((null? left) (make-quoted (quoted-items quoted) (reverse found)))
              ((or (assq (car (car left)) found)
                   (not (mentions? (quoted-items quoted) (car (car left)))))
               (loop (cdr left) found))
              ((quoted? (cdr (car left)))
               (give-up "hands on a program with programs as variables"))
              (else (loop (cdr left) (cons (car left) found))))))

    (define (request-instance the-world name program quiet)
      "Return the instance of THE-WORLD for the word NAME, or #f, with PROGRAM;
QUIET says that its text has no places."
      (parameterize ((world the-world))
        (find-instance name program quiet '() '())))
    (define (request-program the-world items)
      "Return the number of the quoted program ITEMS in THE-WORLD."
      (parameterize ((world the-world)) (program-number items)))

    (define (call name program quiet at state kont)
      (let loop ((literals '()))
        (let* ((general (find-instance name program quiet literals '()))
               (failed (instance-failed general)))
          (consult! general)
          (cond
           ((and failed (eq? 'needs (car failed)))
            (let* ((i (cadr failed)) (v (peek i state))
                   (v (if (and (constant? v) (list? (cadr v)))
                          (make-quoted (cadr v) '()) v)))
              (cond ((not (quoted? v)) (need-program v))
                    ((assv i literals) (give-up "runs in circles"))
                    (else
                     (loop (sort-literals (cons (cons i (needed v))
                                                literals)))))))
           ((and failed (< (depth) 12)
                 (any (lambda (i) (constant? (peek i state))) '(0 1)))
            (parameterize ((depth (+ 1 (depth))))
              (run program '() at state (outside kont))))
           (failed (give-up "calls a word that is not static:" name))
           (else
            (enter (special general state) literals at state kont))))))
    (define (sort-literals literals)
      (let insert ((one (car literals)) (rest (cdr literals)))
        (if (or (null? rest) (< (car one) (car (car rest)))) (cons one rest)
            (cons (car rest) (insert one (cdr rest))))))

    (define (special general state)
      "Return the instance like GENERAL for the types of the values in STATE."
      (define literals (instance-literals general))
      (define types
        (filter-map (lambda (i)
                      (let ((type (type-in state (peek i state))))
                        ;; Other types save a test, but not in a loop.
                        (and (not (assv i literals)) (eq? type 'integer)
                             (cons i type))))
                    (iota (instance-in general))))
      (if (or (null? types) (not (instance-results general))) general
          (let ((found (find-instance (instance-name general)
                                      (instance-program general)
                                      (instance-at? general) literals types)))
            (consult! found)
            (if (instance-failed found) general found))))

    (define (enter instance literals at state kont)
      "Return the tree that calls INSTANCE and goes on with KONT."
      (let-values (((inputs state) (pop (instance-in instance) state)))
        ;; INPUTS has the top last; the parameters are the top first.
        (let* ((passed (filter-map (lambda (i v) (and (not (assv i literals))
                                                      v))
                                   (iota (length inputs)) (reverse inputs)))
               (passed (append passed (append-map
                                       (lambda (literal)
                                         (map cdr
                                              (quoted-locals (cdr literal))))
                                       literals)))
               (results (instance-results instance)))
          (with-operands
           passed state
           (lambda (vs state)
             (let ((arguments (if (instance-at? instance) (cons at vs) vs)))
               (cond
                ((not results) `(enter ,instance '#f ,@arguments))
                ((and (not (procedure? kont)) (null? (state-values state))
                      (= (state-depth state)
                         (max (instance-in (current))
                              (instance-demanded (current)))))
                 (note-results! results)
                 `(enter ,instance k ,@arguments))
                (else
                 (let* ((c (fresh 'c))
                        (xs (map (lambda (type) (fresh 'r)) results))
                        (after (make-state (append (reverse xs)
                                                   (state-values state))
                                           (state-depth state)
                                           (append (map cons xs results)
                                                   (state-types state)))))
                   `(closure ,c ,xs ,at ,(finish kont after)
                             (enter ,instance ,c ,@arguments)))))))))))
    (define (note-results! types)
      "The current instance returns what another gives, of TYPES."
      (set-instance-returns! (current)
                             (cons types (instance-returns (current)))))

    ;; Primitives

    (define binary
      '((+ add #t) (- sub #t) (* mul #t) (quotient quo #t) (remainder rem #t)
        (shift shl #t) (bit-and and #t) (bit-or or #t) (bit-xor xor #t)))
    (define kinds
      '((integer int?) (boolean bool?) (null null?) (symbol symbol?)
        (character char?) (string string?) (vector vector?)))
    (define instructions ; others
      '(= < eq? car cdr vector.ref vector.length string.ref string.length))
    (define never '((raise . 1) (exit . 1)))
    (define dynamic
      '(get-stack set-stack try with-fuel callcc set! with-stack))

    (define (never-returns name inputs at)
      "Return the tree that calls the primitive NAME, which fails."
      (stacked inputs (lambda (top rest) (call-tree name ''#f at top rest))))
    (define (call-tree name k at top rest)
      "Return the tree that calls the primitive NAME.  Those for which there are
instructions here are nodes of the kernel's, no blocks that a jump can enter."
      (if (or (assq name binary) (memq name instructions) (assq name never))
          `(jump call-word ,k (quote ,name) ,at ,top ,rest)
          `(jump ,name ,k ,at ,top ,rest)))
    (define (stacked inputs go)
      "Return the tree that makes a stack of INPUTS, operands, the top last."
      (let loop ((inputs inputs) (rest (constant (list void))))
        (cond ((null? inputs) (go (constant void) ''()))
              ((null? (cdr inputs)) (go (car inputs) rest))
              (else
               (let ((s (fresh 's)))
                 `(let (,s) (cons ,(car inputs) ,rest) '0
                    ,(loop (cdr inputs) s)))))))

    (define (counts name)
      "Return how many values the word NAME takes and gives, or #f."
      (let* ((entry (find-word name))
             (effect (and entry (read-effect (word-effect entry))))
             (in (and effect (let loop ((e effect) (n 0))
                               (if (eq? (car e) '->) n
                                   (loop (cdr e) (+ n 1)))))))
        (and effect (eq? 'primitive (word-kind entry))
             (not (memq '... effect))
             (cons in (- (length effect) in 1)))))
    (define (read-effect text)
      (read (open-input-string (string-append "(" text ")"))))

    (define (primitive-call name inputs at state go)
      "Return the tree that calls the kernel's primitive NAME; GO takes its
results, the deepest first, and the state."
      (with-operands
       inputs state
       (lambda (inputs state)
         (let* ((out (cdr (counts name)))
                (xs (map (lambda (i) (fresh 'r)) (iota out)))
                (c (fresh 'c)) (rest (fresh 's)))
           `(closure
             ,c ,(if (null? xs) (list (fresh 't) rest) (list (last xs) rest))
             ,at
             ,(let loop ((left (if (null? xs) '() (cdr (reverse xs))))
                         (rest rest))
                (if (null? left) (go xs state)
                    (let ((next (fresh 's)))
                      `(let (,(car left) ,next) (uncons ,rest) ,at
                         ,(loop (cdr left) next)))))
             ,(stacked inputs
                       (lambda (top rest)
                         (call-tree name c at top rest))))))))

    (define (primitive name at state kont)
      "Return the tree for the primitive NAME."
      (define (take n go)
        (let-values (((vs state) (pop n state)))
          (with-operands vs state
                         (lambda (vs state) (apply go state vs)))))
      (define (done state) (finish kont state))
      (define (values-of n go)
        (let-values (((vs state) (pop n state)))
          (done (push-all (apply go vs) state))))
      (case name
        ((dup) (values-of 1 (lambda (a) (list a a))))
        ((drop) (values-of 1 (lambda (a) '())))
        ((swap) (values-of 2 (lambda (a b) (list b a))))
        ((over) (values-of 2 (lambda (a b) (list a b a))))
        ((rot) (values-of 3 (lambda (a b c) (list b c a))))
        ((eval) (let-values (((vs state) (pop 1 state)))
                  (run-value (car vs) at state kont)))
        ((if) (let-values (((vs state) (pop 3 state)))
                (choose (car vs) at (cadr vs) (caddr vs) at state kont)))
        ((= <) (take 2 (lambda (state a b)
                         (compare name a b at state kont))))
        ((eq?) (let-values (((vs state) (pop 2 state)))
                 (same (car vs) (cadr vs) at state kont)))
        ((type) (values-of 1 (lambda (a)
                               (list (if (symbol? a) (make-kind a)
                                         (constant (type-in state a)))))))
        ((car cdr)
         (take 1 (lambda (state a)
                   (shortcut (if (eq? name 'car) '(car) '(cdr)) name (list a)
                             at state 'any kont))))
        ((vector.ref) (take 2 (lambda (state v i)
                                (shortcut '(vref) name (list v i) at state 'any
                                          kont))))
        ((vector.length)
         (take 1 (lambda (state v)
                   (shortcut '(vlen) name (list v) at state 'integer kont))))
        ((string.ref)
         (take 2 (lambda (state v i)
                   (shortcut '(sref) name (list v i) at state 'character
                             kont))))
        ((string.length)
         (take 1 (lambda (state v)
                   (shortcut '(slen) name (list v) at state 'integer kont))))
        ((cons) (take 2 (lambda (state d a)
                          (construct d a at state kont))))
        (else
         (cond ((assq name binary)
                => (lambda (found)
                     (take 2 (lambda (state a b)
                               (arithmetic (cadr found) name a b at state
                                           kont)))))
               ((assq name never)
                (take (cdr (assq name never))
                      (lambda (state . vs) (never-returns name vs at))))
               ((memq name dynamic) (give-up "uses" name))
               ((counts name)
                => (lambda (n)
                     (let-values (((vs state) (pop (car n) state)))
                       (primitive-call name vs at state
                                       (lambda (xs state)
                                         (done (push-all xs state)))))))
               ((find-word name) (give-up "uses" name))
               (else (give-up "calls an unknown word:" name))))))

    (define (integers? . vs)
      (every (lambda (v) (and (constant? v) (integer? (cadr v)))) vs))
    (define (arithmetic op name a b at state kont)
      (define known ; of what is surely an integer of every machine
        (and (integers? a b) (memq name '(+ - *))
             (let ((n ((case name ((+) +) ((-) -) (else *))
                       (cadr a) (cadr b))))
               (and (< (abs n) 268435456) n))))
      (if known (finish kont (push (constant known) state))
          (arithmetic-now op name a b at state kont)))
    (define (arithmetic-now op name a b at state kont)
      (let ((x (fresh 'n)))
        `(try (,x) (,op ,a ,b) ,at
              ,(finish kont
                       (push x (refine (refine (refine state a 'integer)
                                               b 'integer)
                                       x 'integer)))
              ,(never-returns name (list a b) at))))

    (define (compare name a b at state kont)
      (define (checked v state go)
        (if (eq? 'integer (type-in state v)) (go state)
            `(if (int? ,v) ,at ,(go (refine state v 'integer))
                 ,(never-returns name (list a b) at))))
      (if (integers? a b)
          (finish kont (push (constant ((if (eq? name '=) = <)
                                        (cadr a) (cadr b)))
                             state))
      (checked a state
        (lambda (state)
          (checked b state
            (lambda (state)
              (finish kont
                      (push (make-test (if (eq? name '=) `(eq ,a ,b)
                                           `(lt ,a ,b)) #f)
                            state))))))))

    (define (same a b at state kont)
      "Return the tree for eq?."
      (cond ((and (kind? b) (constant? a)) (same b a at state kont))
            ((and (kind? a) (constant? b))
             (let* ((v (kind-of a)) (known (type-in state v))
                    (test (assq (cadr b) kinds)))
               (cond ((not (eq? known 'any))
                      (finish kont (push (constant (eq? known (cadr b)))
                                         state)))
                     (test
                      (finish kont
                              (push (make-test (list (cadr test) v) #f)
                                    state)))
                     (else
                      (primitive-call
                       'type (list v) at state
                       (lambda (xs state)
                         (finish kont
                                 (push (make-test `(eq ,(car xs) ,b) #f)
                                       state))))))))
            (else
             (with-operands
              (list a b) state
              (lambda (vs state)
                (finish kont (push (make-test `(eq ,@vs) #f) state)))))))

    (define (shortcut op name inputs at state type kont)
      "Return the tree that tries OP; where that does not do, the kernel's
primitive NAME does it or says what is wrong."
      (let ((x (fresh 'v)) (y (fresh 'v)) (j (fresh 'j)))
        `(join ,j (,x)
               ,(finish kont (push x (refine state x type)))
               (try (,y) (,@op ,@inputs) ,at
                    (goto ,j ,y)
                    ,(primitive-call name inputs at state
                                     (lambda (xs state)
                                       `(goto ,j ,(car xs))))))))

    (define (construct d a at state kont)
      (define (plain? v)
        (not (memq (type-in state v) '(any pair))))
      (let ((x (fresh 'v)) (y (fresh 'v)) (j (fresh 'j)))
        (define (slow)
          (primitive-call 'cons (list d a) at state
                          (lambda (xs state) `(goto ,j ,(car xs)))))
        (define (unless-record v tree)
          (if (or (plain? v) (constant? v)) tree
              `(if (record? ,v) ,at ,(slow) ,tree)))
        `(join ,j (,x)
               ,(finish kont (push x (refine state x 'pair)))
               ,(unless-record
                 d (unless-record a `(let (,y) (cons ,a ,d) ,at
                                       (goto ,j ,y)))))))

    ;; The fixed point

    (define (run-instance! instance)
      "Run INSTANCE with the estimates of now."
      (set-instance-demanded! instance 0)
      (set-instance-returns! instance '())
      (set-instance-counter! instance 0)
      (let* ((before (list (instance-in instance) (instance-results instance)
                           (instance-failed instance)))
             (tree (catch 'dynamic
                     (lambda ()
                       (parameterize ((current instance) (depth 0))
                         (let ((tree (run (instance-program instance) '()
                                          (if (instance-at? instance) 'at ''0)
                                          (make-state '() 0 '()) 'return)))
                           (settle! instance)
                           tree)))
                     (lambda (key reason)
                       (set-instance-failed! instance reason)
                       #f))))
        (set-instance-tree! instance tree)
        (unless (equal? before
                        (list (instance-in instance)
                              (instance-results instance)
                              (instance-failed instance)))
          (for-each (lambda (user) (set-instance-due! user #t))
                    (instance-users instance)))))

    (define (settle! instance)
      "Make what INSTANCE returns of its returns."
      (let ((in (max (instance-in instance) (instance-demanded instance))))
        (define (types-of found)
          (if (vector? found)
              (let ((state (whole (vector-ref found 0))))
                (vector-set! found 0
                             `(call k ,@(reverse (state-values state))))
                (reverse (map (lambda (v) (type-in state v))
                              (state-values state))))
              found))
        (define (whole state)
          (let loop ((state state))
            (if (< (state-depth state) in) (loop (deepen state))
                (make-state
                 (map (lambda (v) (if (quoted? v)
                                      (give-up "hands on a program") v))
                      (state-values state))
                 in (state-types state)))))
        (let* ((found (map types-of (instance-returns instance)))
               (counts (map length found)))
          (unless (or (null? counts) (apply = counts))
            (give-up "leaves stacks of different depth"))
          (set-instance-in! instance in)
          (set-instance-results!
           instance
           (if (null? found) #f
               (let ((now (apply map
                                 (lambda ts
                                   (if (every (lambda (t) (eq? t (car ts))) ts)
                                       (car ts) 'any))
                                 found))
                     (then (instance-results instance)))
                 ;; An estimate only widens.
                 (if (and then (= (length then) (length now)))
                     (map join-types then now) now)))))))

    (define (solve the-world)
      "Find what all instances of THE-WORLD take and give, and their trees."
      (define (due? instance)
        (and (instance-due? instance) (not (instance-failed instance))))
      (define (again! instance)
        (set-instance-due! instance #f)
        (set-instance-runs! instance (+ 1 (instance-runs instance)))
        (if (> (instance-runs instance) 60)
            (set-instance-failed! instance '("has no end"))
            (run-instance! instance)))
      (parameterize ((world the-world))
        (let loop ()
          (let ((left (filter due? (world-instances the-world))))
            (when (pair? left)
              (for-each again! (reverse left))
              (loop))))))

    (define (instance-parameters instance)
      "Return the parameters of the block of INSTANCE after k."
      (append (if (instance-at? instance) '(at) '())
              (filter-map (lambda (i)
                            (and (not (assv i (instance-literals instance)))
                                 (input-name i)))
                          (iota (instance-in instance)))
              (append-map (lambda (literal)
                            (map cdr (quoted-locals (cdr literal))))
                          (instance-literals instance))))

    (define (tree->datum tree)
      "Return TREE without boxes, and with names for instances."
      (cond ((vector? tree) (tree->datum (vector-ref tree 0)))
            ((instance? tree) (instance-name tree))
            ((and (pair? tree) (eq? 'quote (car tree))) tree)
            ((pair? tree) (cons (tree->datum (car tree))
                                (tree->datum (cdr tree))))
            (else tree)))))
