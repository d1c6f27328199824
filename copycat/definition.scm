;;; (copycat definition): what a Copycat program means.
;;;
;;; A direct interpreter, kept short: it defines the language (README.md); kernel
;;; and compiler are tested against it.  The other words are in prelude.cat.  A
;;; stack is a list, the top first.  AT is the call that the program's text makes
;;; just now, (SOURCE POSITION . WORD), or #f: the prelude speaks for its caller.
(define-library (copycat definition)
  (export run attempt fail)
  (import (scheme base) (scheme cxr) (copycat text) (copycat values)
          (only (guile) catch throw make-hash-table hashq-ref hashq-set!
                hash-map->list exit make-symbol))
  (begin
    (define codes (make-hash-table)) ; symbol -> procedure of STACK AT
    (define texts (make-hash-table)) ; symbol -> the word's program
    (define steps 0)
    (define limit (make-parameter (cons +inf.0 #f))) ; of steps, and for whom

    (define (make-error class irritants at)
      (let ((word (and at (symbol? (cddr at)) (cddr at))))
        (make-record 'error (list class irritants word (place-list at)))))
    (define (fail class irritants at)
      (throw 'copycat (make-error class irritants at)))
    (define (pop kinds stack at)
      "Return as many values as there are KINDS, the top last, and the rest."
      (let loop ((n (length kinds)) (taken '()) (rest stack))
        (cond ((= n 0)
               (for-each (lambda (kind v)
                           (unless (is? kind v) (fail 'type (list v kind) at)))
                         kinds taken)
               (values taken rest))
              ((null? rest) (fail 'underflow '() at))
              (else (loop (- n 1) (cons (car rest) taken) (cdr rest))))))

    (define (run program stack at)
      "Return what PROGRAM makes of STACK."
      (cond ((continuation? program) ((continuation-go program) stack))
            ((null? program) stack)
            ((list? program) (step program stack at))
            (else (fail 'type (list program 'program) at))))
    (define (step program stack caller)
      (let* ((item (car program)) (at (place-of program caller)))
        (define (rest n)
          "Return the program after the first item and its N operands."
          (if (< (length program) (+ n 1)) (fail 'syntax (list item) at)
              (list-tail program (+ n 1))))
        (define (go-on stack) (run (rest 0) stack caller))
        (define (enter body rest stack)
          (if (null? rest) (run body stack caller)
              (run rest (run body stack caller) caller)))
        (case (cond ((symbol? item) item) ((not (pair? item)) #f)
                    ((typed? item) ':)
                    (else (eq? 'quote (car item))))
          ((#t) (go-on (cons (cadr item) stack)))
          ((:) (cond ((symbol? item)
                      (let ((next (rest 2)))
                        (define-word (cadr program) (caddr program) at)
                        (run next stack caller)))
                     (else (define-word (cadr item) (typed-program item) at)
                           (go-on stack))))
          ((let) (let*-values (((next) (rest 2)) ((names) (cadr program))
                               ((kinds) (map (lambda (name) 'any) names))
                               ((found below) (pop kinds stack at)))
                   (enter (substitute (caddr program) (map cons names found))
                          next below)))
          ((THENELSE) (let*-values (((next) (rest 2))
                                    ((found below) (pop '(boolean) stack at)))
                        (enter (list-ref program (if (car found) 1 2))
                               next below)))
          ((module) (let ((next (rest 2)))
                      (enter (rename (caddr program) (cadr program)) next
                             stack)))
          (else
           (if (symbol? item)
               (let ((code (hashq-ref codes item #f)))
                 (set! steps (+ steps 1))
                 (if (> steps (car (limit))) (throw (cdr (limit)) at))
                 (cond ((not code) (fail 'unknown (list item) at))
                       ((null? (rest 0)) (code stack at))
                       (else (go-on (code stack at)))))
               (go-on (cons item stack)))))))

    (define (define-word name program at)
      (unless (and (symbol? name) (is? 'program program))
        (fail 'syntax '(:) at))
      (if (and (hashq-ref codes name) (not (hashq-ref texts name)))
          (fail 'syntax (list name) at)) ; primitives stay what they are
      (hashq-set! texts name program)
      (hashq-set! codes name (lambda (stack at) (run program stack at))))
    (define (attempt go)
      "Return the result of GO: Ok with the stack that it leaves, or Error."
      (catch 'copycat (lambda () (make-record 'Ok (list (go))))
        (lambda (key e) (make-record 'Error (list e)))))
    (define (bounded program n stack at)
      "Return the result of PROGRAM, which may take N steps."
      (let* ((mine (make-symbol "fuel")) (most (min (car (limit)) (+ steps n)))
             (whose (if (= most (car (limit))) (cdr (limit)) mine)))
        (catch whose
          (lambda ()
            (attempt (lambda () (parameterize ((limit (cons most whose)))
                                  (run program stack at)))))
          (lambda (key at)
            (make-record 'Error (list (make-error 'fuel '() at)))))))

    (define (define-primitive name kinds go) ; go: stack below, at, operands
      (hashq-set! codes name
                  (lambda (stack at)
                    (let-values (((taken below) (pop kinds stack at)))
                      (apply go below at taken)))))
    (for-each
     (lambda (name)
       (define-primitive name (car (operation name))
         (lambda (s at . operands)
           (define (go) (apply (cadr (operation name)) operands))
           (define (refused key class irritants) (fail class irritants at))
           (append (reverse (catch 'refuse go refused)) s))))
     operation-names)
    (define-syntax primitives
      (syntax-rules ()
        ((_ (stack at) ((name (kind value) ...) result) ...)
         (begin (define-primitive 'name '(kind ...)
                  (lambda (stack at value ...) result)) ...))))
    (primitives (s at)
      ((get-stack) (cons s s))
      ((set-stack (list l)) l)
      ((eval (program p)) (run p s at))
      ((if (boolean c) (any p) (any q)) (run (if c p q) s at))
      ((with-stack (list l) (program p)) (cons (run p l at) s))
      ((try (program p)) (cons (attempt (lambda () (run p s at))) s))
      ((with-fuel (program p) (integer n)) (cons (bounded p n s at) s))
      ((raise (record e)) (throw 'copycat e))
      ((new-error (list l) (symbol class)) (cons (make-error class l at) s))
      ((callcc (program p))
       ((call-with-current-continuation
         (lambda (k)
           (let ((go (lambda (s) (k (lambda () s)))))
             (lambda () (run p (cons (make-continuation go) s) at)))))))
      ((set! (program p) (symbol name)) (begin (define-word name p at) s))
      ((ref (symbol name))
       (if (hashq-ref codes name) (cons (hashq-ref texts name (list name)) s)
           (fail 'unknown (list name) at)))
      ((defined? (symbol name)) (cons (and (hashq-ref codes name) #t) s))
      ((dir) (cons (hash-map->list (lambda (name code) name) codes) s))
      ((parse (string text) (string name)) (cons (parse text name fail) s))
      ((write-string (string v)) (begin (write-string v) s))
      ((read-line) (cons (read-line) s))
      ((exit (integer n)) (begin (flush-output-port) (exit n))))
    (for-each (lambda (name) ; nothing is granted but the console
                (define-primitive name '()
                  (lambda (s at) (fail 'device (list name) at))))
              '(getfile putfile delete-file directory clock random plot))))
