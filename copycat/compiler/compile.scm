;;; (copycat compiler compile): a Copycat program to an image.
;;;
;;;     read      text to lists that know their places      (copycat text)
;;;     static    lists whose effect is static, to trees    static.scm
;;;     own       trees to blocks, with lifetimes           own.scm
;;;     link      these, the kernel and the prelude: here
;;;     assemble  to an image                               (baton assemble)
;;;
;;; `compile-command' and `show-command' are what the command line runs; they
;;; return the exit status.

(define-library (copycat compiler compile)
  (export compile-command show-command compile-text program-effects)
  (import (scheme base) (scheme cxr) (scheme write)
          (copycat text) (copycat compiler static) (copycat compiler own)
          (baton source) (baton syntax) (baton read) (baton image)
          (baton host) (baton assemble)
          (only (srfi srfi-1) filter append-map find last iota
                delete-duplicates)
          (only (guile) make-hash-table hashq-ref hashq-set! throw rename-file
                list-head string-suffix?)
          (only (ice-9 ftw) scandir))
  (begin
    (define base 1) ; the place of the first character, to the kernel

    ;; The program

    ;; A definition: its name, its program, the place of its program, and its
    ;; types as a list (INPUTS . OUTPUTS) or #f.
    (define-record-type <definition>
      (make-definition name program at types position) definition?
      (name definition-name) (program definition-program)
      (at definition-at) (types definition-types)
      (position definition-position))

    (define (offset place)
      "Return the kernel's integer for PLACE, as (copycat text) gives it."
      (+ base (cadr place)))
    (define (list-place pair)
      "Return the place of the first item of PAIR as the kernel counts it."
      (let ((found (place-of pair #f)))
        (and found (offset found))))

    (define (definitions program)
      "Return the definitions among the items of PROGRAM."
      (let loop ((p program) (found '()))
        (cond ((null? p) (reverse found))
              ((and (eq? ': (car p)) (pair? (cdr p)) (pair? (cddr p))
                    (symbol? (cadr p)) (list? (caddr p)))
               (loop (cdddr p)
                     (cons (make-definition (cadr p) (caddr p)
                                            (list-place (cddr p)) #f
                                            (list-place p))
                           found)))
              ((and (pair? (car p)) (eq? ': (car (car p)))
                    (list? (car p)) (memq '-> (car p))
                    (list? (last (car p))))
               (loop (cdr p) (cons (typed-definition (car p) (list-place p))
                                   found)))
              (else (loop (cdr p) found)))))
    (define (typed-definition item position)
      (let* ((after (memq '-> item))
             (inputs (let take ((rest (cddr item)))
                       (if (eq? rest after) '()
                           (cons (car rest) (take (cdr rest))))))
             (rest (cdr after))
             (last-pair (let loop ((p item))
                          (if (null? (cdr p)) p (loop (cdr p)))))
             (outputs (let take ((rest rest))
                        (cond ((eq? rest last-pair) '())
                              ((string? (car rest)) (take (cdr rest)))
                              (else (cons (car rest) (take (cdr rest))))))))
        (make-definition (cadr item) (last item) (list-place last-pair)
                         (cons inputs outputs) position)))

    (define (once definitions)
      "Return those of DEFINITIONS whose word is defined once."
      (filter (lambda (d)
                (= 1 (length (filter (lambda (other)
                                       (eq? (definition-name d)
                                            (definition-name other)))
                                     definitions))))
              definitions))

    ;; The prelude

    (define (folder-file folder name) (string-append folder "/" name))
    (define (refuse class irritants at) (throw 'refused irritants at))
    (define (prelude-program folder)
      (append-map (lambda (name)
                    (parse (read-file-text (folder-file folder name))
                           #f refuse))
                  '("generated/words.cat" "prelude.cat" "effects.cat")))

    (define (make-program-world program prelude)
      "Return the world of the definitions in PROGRAM and PRELUDE."
      (let ((mine (make-hash-table)) (theirs (make-hash-table)))
        (for-each (lambda (d)
                    (hashq-set! mine (definition-name d)
                                (cons (definition-program d)
                                      (definition-types d))))
                  (once (definitions program)))
        (for-each (lambda (d)
                    (hashq-set! theirs (definition-name d)
                                (cons (definition-program d)
                                      (or (definition-types d) #t))))
                  (definitions prelude))
        (make-world (lambda (name)
                      (or (hashq-ref mine name #f) (hashq-ref theirs name #f)))
                    offset)))

    ;; Which lists are compiled.  A UNIT is a list with its place.

    (define-record-type <unit>
      (make-unit items at instance) unit?
      (items unit-items) (at unit-at) (instance unit-instance))

    (define (find-units world program)
      "Return the units of PROGRAM: its outermost static lists."
      (define requested '()) ; all lists, the outermost first
      (define (request! items at)
        (set! requested
              (cons (make-unit items at
                               (request-instance world #f items #f))
                    requested)))
      (define (walk items go)
        ;; GO is called for each list that runs without variables around.
        (let loop ((p items))
          (when (pair? p)
            (let ((item (car p)))
              (cond ((and (eq? 'let item) (pair? (cdr p)) (pair? (cddr p)))
                     (loop (cdddr p)))
                    ((and (pair? item) (eq? 'quote (car item))) (loop (cdr p)))
                    ((and (pair? item) (eq? ': (car item)))
                     (when (list? item)
                       (let ((end (let find ((q item))
                                    (if (null? (cdr q)) q (find (cdr q))))))
                         (when (pair? (car end))
                           (go (car end) (list-place end)))))
                     (loop (cdr p)))
                    ((pair? item)
                     (when (list? item) (go item (list-place p)))
                     (loop (cdr p)))
                    (else (loop (cdr p))))))))
      (define (request-all items at)
        (when at
          (request! items at)
          (walk items request-all)))
      (walk program request-all)
      (solve world)
      (let ((static '()))
        (define (choose items at)
          (let ((unit (find (lambda (unit) (eq? items (unit-items unit)))
                            requested)))
            (when unit
              (if (instance-static? (unit-instance unit))
                  (set! static (cons unit static))
                  (walk items choose)))))
        (walk program choose)
        (reverse static)))
    (define (instance-static? instance)
      (and (instance-tree instance) (not (instance-failed instance))
           (instance-results instance) #t))

    ;; Blocks

    (define (name . parts)
      (string->symbol
       (apply string-append
              (map (lambda (part)
                     (cond ((symbol? part) (symbol->string part))
                           ((number? part) (number->string part))
                           (else part)))
                   parts))))
    (define (instance-block instance)
      (name (or (instance-name instance) "list") "~" (instance-number instance)))
    (define (program-block number) (name "program~" number))
    (define (block-of x)
      (if (number? x) (program-block x) (instance-block x)))

    (define (reachable instances)
      "Return INSTANCES and all that they call, each once."
      (let ((seen (make-hash-table)))
        (let loop ((left instances) (found '()))
          (cond ((null? left) (reverse found))
                ((hashq-ref seen (car left) #f) (loop (cdr left) found))
                (else
                 (hashq-set! seen (car left) #t)
                 (loop (append (calls-of (car left)) (cdr left))
                       (cons (car left) found)))))))
    (define known-calls (make-hash-table)) ; tree -> instances
    (define (calls-of instance)
      (let ((tree (instance-tree instance)))
        (or (hashq-ref known-calls tree #f)
            (let ((found (delete-duplicates (called tree) eq?)))
              (hashq-set! known-calls tree found)
              found))))
    (define (called tree)
      (cond ((vector? tree) (called (vector-ref tree 0)))
            ((instance? tree) (list tree))
            ((and (pair? tree) (eq? 'quote (car tree))) '())
            ((pair? tree) (append (called (car tree)) (called (cdr tree))))
            (else '())))
    (define (programs-in tree)
      "Return the numbers of the quoted programs that TREE makes."
      (cond ((vector? tree) (programs-in (vector-ref tree 0)))
            ((and (pair? tree) (eq? 'quote (car tree))) '())
            ((and (pair? tree) (eq? 'close (car tree))) (list (cadr tree)))
            ((pair? tree) (append (programs-in (car tree))
                                  (programs-in (cdr tree))))
            (else '())))

    ;; The code of a list as the kernel wants it: a block (k e top rest).
    (define (entry-blocks number items place instance words mark)
      "Return the blocks for the list ITEMS at PLACE, which the kernel enters as
program NUMBER; INSTANCE is its static form, or #f, WORDS what that takes for
granted."
      (define entry (program-block number))
      (define slow (name entry "/list"))
      (define taken (name entry "/static"))
      (define by-list
        `(block ,(if instance slow entry) (k e top rest) ()
           (let coded (lambda (code) (!k !e !top !rest)
             (call !code !k !e !top !rest)))
           (jump kernel:branch !coded ',items ',place () #f)))
      (define check
        `(block ,entry (k e top rest) ()
           (let now (get epoch))
           (let then (get ,entry))
           (if (eq !then !now)
               (then (jump ,taken !k !e !top !rest))
               (else (jump ,(name entry "/check") !k !e !top !rest)))))
      (define again
        `(block ,(name entry "/check") (k e top rest) ()
           (let known (lambda (hold) (!k !e !top !rest)
             (if (true !hold)
                 (then
                   (let now (get epoch))
                   (put ,entry !now)
                   (jump ,taken !k !e !top !rest))
                 (else (jump ,slow !k !e !top !rest)))))
           (jump words-hold !known ',words)))
      (if instance
          (append (list check again by-list)
                  (blocks taken '(k e top rest)
                          (entry-tree instance slow) block-of mark))
          (list by-list)))
    (define (entry-tree instance slow)
      "Return the tree that takes the inputs of INSTANCE from the stack, or goes
to SLOW where these are too few."
      (define in (instance-in instance))
      (define (indexed letter i) (name letter i))
      (define results
        (map (lambda (i) (indexed "y" i))
             (iota (length (instance-results instance)))))
      (let loop ((i 0) (top 'top) (rest 'rest) (inputs '()))
        (if (< i in)
            (let ((t (indexed "t" i)) (r (indexed "r" i)))
              `(if (void? ,top) '0
                   (jump ,slow k e top rest)
                   (let (,t ,r) (uncons ,rest) '0
                     ,(loop (+ i 1) t r (cons top inputs)))))
            `(closure c ,results '0
               ,(let push ((left results) (top top) (rest rest) (n 0))
                  (if (null? left) `(call k ,top ,rest)
                      (let ((s (indexed "s" n)))
                        `(let (,s) (cons ,top ,rest) '0
                           ,(push (cdr left) (car left) s (+ n 1))))))
               (enter ,instance c ,@(if (instance-at? instance) '(at) '())
                      ,@(reverse inputs))))))

    (define (places items)
      "Return the places of ITEMS as the kernel keeps them."
      (if (pair? items)
          (cons (item-place items) (places (cdr items)))
          '()))
    (define (item-place pair)
      (let ((at (or (list-place pair) 0)) (item (car pair)))
        (if (pair? item) (cons at (places item)) at)))

    (define (transitive-words world instance)
      "Return all words that INSTANCE and what it calls mention."
      (let ((seen (make-hash-table)))
        (let loop ((left (append-map instance-words
                                     (reachable (list instance))))
                   (found '()))
          (cond ((null? left) (reverse found))
                ((hashq-ref seen (car left) #f) (loop (cdr left) found))
                (else (hashq-set! seen (car left) #t)
                      (loop (cdr left) (cons (car left) found)))))))

    (define (program-blocks world program units mark)
      "Return the blocks for UNITS, and a list of (PLACE . BLOCK) of them."
      (define mine (once (definitions program)))
      (define (granted instance)
        (map (lambda (word)
               (let ((d (find (lambda (d) (eq? word (definition-name d))) mine)))
                 (cond ((not d) word)
                       ((definition-types d)
                        (cons word (definition-program d)))
                       (else (cons word (definition-at d))))))
             (transitive-words world instance)))
      (define instances (reachable (map unit-instance units)))
      (define numbers ; of lists that static code makes values of
        (delete-duplicates
         (append-map (lambda (i) (programs-in (instance-tree i))) instances)
         =))
      (define (unit-number unit)
        (request-program world (unit-items unit)))
      (define entries
        (append-map
         (lambda (unit)
           (entry-blocks (unit-number unit) (unit-items unit)
                         (cons (unit-at unit) (places (unit-items unit)))
                         (unit-instance unit) (granted (unit-instance unit))
                         mark))
         units))
      (define others
        (append-map
         (lambda (entry)
           (if (and (memv (cdr entry) numbers)
                    (not (find (lambda (unit)
                                 (eq? (car entry) (unit-items unit))) units)))
               (entry-blocks (cdr entry) (car entry)
                             (cons 0 (places (car entry))) #f '() mark)
               '()))
         (world-programs world)))
      (values
       (append entries others
               (append-map (lambda (instance)
                             (blocks (instance-block instance)
                                     (cons 'k (instance-parameters instance))
                                     (instance-tree instance) block-of mark))
                           instances))
       (map (lambda (unit)
              (cons (unit-at unit) (program-block (unit-number unit))))
            units)))

    (define (start-block file text table)
      "Return the block that begins the program TEXT of FILE; TABLE says what is
compiled."
      `(block started (k arguments) ()
         (drop arguments)
         (let k (close finish !k))
         (put end k)
         (put epoch 0)
         (put redefined ())
         ,@(append-map (lambda (entry) `((put ,(cdr entry) #f))) table)
         (let compiled ())
         ,@(append-map (lambda (entry)
                         `((let code (close ,(cdr entry)))
                           (let entry (cons ,(car entry) !code))
                           (let compiled (cons !entry !compiled))))
                       table)
         (put compiled !compiled)
         (jump run-text !k #f #f ,file ,text)))

    ;; Effects

    (define (solved-instances world definitions quiet)
      "Return the instances of DEFINITIONS in WORLD, of text without places where
QUIET, when all is known of them."
      (let ((instances (map (lambda (d)
                              (request-instance world (definition-name d)
                                                (definition-program d) quiet))
                            definitions)))
        (solve world)
        instances))
    (define (program-effects folder text)
      "Return (NAME IN OUT REASON) for each definition in TEXT, or of the prelude
where that is #f: how many values its program takes and gives, or #f and why
that is not known."
      (let* ((prelude (prelude-program folder))
             (program (if text (parse text "program" refuse) '()))
             (world (make-program-world program prelude))
             (all (definitions (if text program prelude)))
             (instances (solved-instances world all (not text))))
        (map (lambda (d instance)
               (if (instance-static? instance)
                   (list (definition-name d) (instance-in instance)
                         (length (instance-results instance)) #f)
                   (list (definition-name d) #f #f (why-not instance))))
             all instances)))
    (define (why-not instance)
      "Return why INSTANCE has no static effect."
      (let ((reason (instance-failed instance)))
        (cond ((not reason) "never returns")
              ((eq? 'needs (car reason))
               "depends on a program that it is given")
              (else
               (apply string-append "depends on the stack: it"
                      (map (lambda (part)
                             (string-append
                              " " (if (symbol? part) (symbol->string part)
                                      part)))
                           reason))))))

    ;; Linking

    (define (block-name form) (form-value (cadr (form-value form))))
    (define (read-blocks file)
      "Return the blocks in FILE as forms without positions."
      (let-values (((forms problems)
                    (read-forms (make-source file (read-file-text file)))))
        (map without-position forms)))
    (define (without-position form)
      (make-form (form-kind form)
                 (if (memq (form-kind form) '(list vector))
                     (map without-position (form-value form))
                     (form-value form))
                 (and (form-tail form) (without-position (form-tail form)))
                 #f))
    (define (kernel-files folder)
      "Return the chapters of the kernel, in the order in which they are read."
      (let ((chapters (folder-file folder "kernel")))
        (map (lambda (name) (folder-file chapters name))
             (scandir chapters (lambda (name) (string-suffix? ".baton" name))))))
    (define (rename-block form new)
      (let ((items (form-value form)))
        (make-form 'list
                   (cons (car items)
                         (cons (make-form 'symbol new #f #f) (cddr items)))
                   #f #f)))
    (define (link kernel runtime)
      "Return the forms of RUNTIME and KERNEL, where what RUNTIME has, too, is
kernel:NAME."
      (let ((names (map block-name runtime)))
        (append (map (lambda (form)
                       (if (memq (block-name form) names)
                           (rename-block form
                                         (name "kernel:" (block-name form)))
                           form))
                     (filter (lambda (form)
                               (not (memq (block-name form) '(started prelude))))
                             kernel))
                runtime)))

    (define (datum->placed-form datum position-of)
      "Return DATUM as a form; POSITION-OF finds a list's position, or #f."
      (let walk ((datum datum) (around 0))
        (define (atom kind) (make-form kind datum #f around))
        (cond ((pair? datum)
               (let ((at (or (position-of datum) around)))
                 (let loop ((rest datum) (forms '()))
                   (if (pair? rest)
                       (loop (cdr rest) (cons (walk (car rest) at) forms))
                       (make-form 'list (reverse forms)
                                  (if (null? rest) #f (walk rest at)) at)))))
              ((null? datum) (make-form 'list '() #f around))
              ((symbol? datum) (atom 'symbol))
              ((integer? datum) (atom 'integer))
              ((string? datum) (atom 'string))
              ((boolean? datum) (atom 'bool))
              ((char? datum) (atom 'char))
              ((vector? datum)
               (make-form 'vector
                          (map (lambda (x) (walk x around))
                               (vector->list datum))
                          #f around))
              ((void? datum) (atom 'void))
              (else (atom 'eof)))))

    (define (make-marks)
      "Return a procedure that notes an instruction's place, and one that finds
the position."
      (let ((table (make-hash-table)))
        (values (lambda (instruction at)
                  (when (and (pair? at) (integer? (cadr at)) (< 0 (cadr at)))
                    (hashq-set! table instruction (- (cadr at) base))))
                (lambda (datum) (hashq-ref table datum #f)))))

    (define (compile-text folder file text)
      "Return the image's program for TEXT of FILE, or a list of problems.
FOLDER holds the kernel."
      (let*-values (((program) (parse text file refuse))
                    ((prelude) (prelude-program folder))
                    ((world) (make-program-world program prelude))
                    ((units) (find-units world program))
                    ((mark position-of) (make-marks))
                    ((made table) (program-blocks world program units mark)))
        (let* ((source (make-source file text))
               (kernel (append-map read-blocks (kernel-files folder)))
               (runtime (read-blocks
                         (folder-file folder "compiler/runtime.baton")))
               (forms (append
                       (link kernel runtime)
                       (map (lambda (block)
                              (datum->placed-form block position-of))
                            (cons* (start-block file text table)
                                   `(block prelude (k) ()
                                      (call !k ',prelude))
                                   made)))))
          (assemble-forms source forms))))
    (define (cons* . items)
      (if (null? (cdr items)) (car items)
          (cons (car items) (apply cons* (cdr items)))))

    (define (show-word folder file text word)
      "Print the machine code of WORD, of the program TEXT in FILE or of the
prelude; return whether it has any."
      (let*-values (((program) (parse text file refuse))
                    ((prelude) (prelude-program folder))
                    ((world) (make-program-world program prelude))
                    ((d) (or (find (lambda (d) (eq? word (definition-name d)))
                                   (definitions program))
                             (find (lambda (d) (eq? word (definition-name d)))
                                   (definitions prelude)))))
        (and d
             (let ((instance (request-instance
                              world word (definition-program d)
                              (not (definition-at d)))))
               (solve world)
               (cond ((instance-static? instance)
                      (for-each
                       (lambda (instance)
                         (for-each
                          print-block
                          (blocks (instance-block instance)
                                  (cons 'k (instance-parameters instance))
                                  (instance-tree instance) block-of
                                  (lambda ignored #f))))
                       (reachable (list instance))))
                     (else
                      (display word) (display " has no machine code: it ")
                      (display (why-not instance))
                      (newline)))
               #t))))

    ;; Commands

    (define usage "\
usage: copycat compile FILE -o IMAGE [--strip]
       copycat show WORD [FILE]
compile: makes an image of a program, which `baton run' runs.
  --strip   without names of variables and places in the text
show: prints the machine code of a word of FILE or of the prelude.
")
    (define (say . parts)
      (for-each (lambda (part) (write-string part (current-error-port)))
                parts))
    (define (misused) (say usage) 64)

    (define (with-text file act)
      "Return what ACT makes of the text of FILE, or the status of what is
wrong: 66 where there is none, 65 where it is malformed."
      (let ((bytes (guard (problem (#t #f)) (read-file-bytes file))))
        (if (not bytes)
            (begin
              (say file ": there is no such file, or it cannot be read\n")
              66)
            (let*-values (((source problems) (bytes->source file bytes))
                          ((forms more) (if (null? problems)
                                            (read-forms source #t)
                                            (values '() '())))
                          ((problems) (append problems more)))
              (cond ((pair? problems)
                     (say (report-problems source problems))
                     65)
                    (else (act (source-text source))))))))

    (define (compile-command arguments)
      "Compile as ARGUMENTS say, after the folder of the kernel."
      (let loop ((rest (cdr arguments)) (file #f) (image #f) (strip #f))
        (cond ((null? rest)
               (if (and file image)
                   (compile-file (car arguments) file image strip)
                   (misused)))
              ((string=? (car rest) "--help") (write-string usage) 0)
              ((string=? (car rest) "--strip") (loop (cdr rest) file image #t))
              ((and (string=? (car rest) "-o") (pair? (cdr rest)) (not image))
               (loop (cddr rest) file (cadr rest) strip))
              ((or file (string=? "" (car rest))
                   (char=? #\- (string-ref (car rest) 0)))
               (misused))
              (else (loop (cdr rest) (car rest) image strip)))))

    (define (compile-file folder file image strip)
      (with-text
       file
       (lambda (text)
         (let ((made (compile-text folder file text)))
           (cond ((program? made)
                  (write-image image (if strip (program-strip made) made)))
                 (else
                  (say (report-problems (make-source file text) made))
                  65))))))
    (define (write-image image program)
      (let ((new (string-append image ".new")))
        (guard (problem (#t (say image ": cannot be written\n") 73))
          (write-file-bytes new (program->bytes program))
          (rename-file new image)
          0)))

    ;; A line for each instruction, deeper on the ways of `if' and `try'.
    (define (print-block block)
      (display "(block ")
      (print-parts (list-head (cdr block) 3))
      (print-body (cdddr (cdr block)) "  ")
      (display ")\n\n"))
    (define (print-body instructions margin)
      (for-each
       (lambda (instruction)
         (display "\n") (display margin)
         (print-instruction instruction (string-append margin "  ")))
       instructions))
    (define (print-instruction instruction margin)
      (define (print-way way)
        (display "\n") (display margin) (display "(") (display (car way))
        (print-body (cdr way) (string-append margin "  "))
        (display ")"))
      (define lambda-form
        (and (eq? 'let (car instruction)) (pair? (caddr instruction))
             (eq? 'lambda (car (caddr instruction)))
             (caddr instruction)))
      (cond ((memq (car instruction) '(if try))
             (let ((ways (list-tail instruction (- (length instruction) 2))))
               (display "(")
               (print-parts (list-head instruction (- (length instruction) 2)))
               (for-each print-way ways)
               (display ")")))
            (lambda-form
             (display "(let ") (display (cadr instruction))
             (display " (lambda ")
             (print-parts (list-head (cdr lambda-form) 2))
             (print-body (cdddr lambda-form) margin)
             (display "))"))
            (else (print-datum instruction))))
    (define (print-parts parts)
      (print-datum (car parts))
      (for-each (lambda (part) (display " ") (print-datum part)) (cdr parts)))
    (define (print-datum datum)
      (cond ((void? datum) (display "#void"))
            ((and (pair? datum) (eq? 'quote (car datum)) (pair? (cdr datum)))
             (display "'") (print-datum (cadr datum)))
            ((and (pair? datum) (list? datum))
             (display "(") (print-parts datum) (display ")"))
            (else (write datum))))

    (define (show-command arguments)
      "Show the word that ARGUMENTS name, after the folder of the kernel."
      (define (show file text)
        (cond ((show-word (car arguments) file text
                          (string->symbol (cadr arguments)))
               0)
              (else (say (cadr arguments) ": there is no such word\n") 65)))
      (case (length arguments)
        ((2) (if (string=? (cadr arguments) "--help")
                 (begin (write-string usage) 0)
                 (show "" "")))
        ((3) (with-text (caddr arguments)
                        (lambda (text) (show (caddr arguments) text))))
        (else (misused))))))
