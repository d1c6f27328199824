;;; convert.scm: the second pass, from expressions to terms.
;;;
;;; A TERM is what is left to do in a block.  Nothing in it returns:
;;;
;;;     (op X (ADD ATOM …) TERM)          X is what an instruction gives
;;;     (do (SSET ATOM …) TERM)           an instruction without result
;;;     (fun X (VARIABLE …) BODY TERM)    X is a closure; BODY is a term
;;;     (if (LT ATOM …) TERM TERM)
;;;     (jump BLOCK ATOM …)  (call ATOM ATOM …)  (raise ATOM)
;;;
;;; An ATOM is a variable or a constant.
;;;
;;; (convert FORM ENV N K) gives the term that finds the value of FORM and hands
;;; it to K, which is one of two things.  A symbol: K is a variable of the
;;; program, a continuation.  A procedure: the compiler itself goes on, and
;;; (K ATOM N) is the term that uses the value.  N is the number of the next
;;; fresh name.

(define (convert form env n k)
  (let ((form (expand form)))
    (cond ((symbol? form) (convert-name form (atom-of form env) n k))
          ((not (pair? form)) (hand-on form n k))
          ((eq? (car form) 'quote) (hand-on form n k))
          ((eq? (car form) 'if) (convert-if form env n k))
          ((eq? (car form) 'let)
           (convert-let (second form) (cons 'begin (cdr (cdr form)))
                        env env n k))
          ((eq? (car form) 'lambda)
           (convert-lambda (second form) (cons 'begin (cdr (cdr form)))
                           env n k))
          ((eq? (car form) 'begin) (convert-begin (cdr form) env n k))
          (else (convert-application form env n k)))))

;; The term that hands ATOM to K.
(define (hand-on atom n k)
  (if (symbol? k)
      (list 'call k atom)
      (k atom n)))

;; The term that USE makes of a continuation, a variable.  K is this variable
;; itself, or it becomes a closure first.
(define (with-continuation n k use)
  (if (symbol? k)
      (use n k)
      (let ((name (fresh n)) (value (fresh (+ n 1))))
        (list 'fun name (list value)
              (k value (+ n 2))
              (use (+ n 2) name)))))

;; Names

(define (atom-of name env)
  (let ((found (find name env)))
    (if found
        (cdr found)
        (raise (list 'unbound name)))))

(define (global? atom)
  (and (pair? atom) (eq? (car atom) 'global)))

;; A definition's name alone is a closure that jumps there.
(define (convert-name name atom n k)
  (if (global? atom)
      (let* ((closure (fresh n))
             (count (second atom))
             (names (fresh-names (numbers count) (+ n 1))))
        (list 'fun closure (cons 'k names)
              (cons 'jump (cons name (cons 'k names)))
              (hand-on closure (+ n (+ 1 count)) k)))
      (hand-on atom n k)))

(define (numbers n)
  (if (= n 0) '() (cons n (numbers (- n 1)))))

;; Forms

;; Both ways hand their value to the same continuation.
(define (convert-if form env n k)
  (with-continuation n k
    (lambda (n k)
      (convert-test (second form) env n
        (lambda (test n)
          (list 'if test
                (convert (third form) env n k)
                (convert (fourth form) env n k)))))))

;; (USE TEST N) is the term with TEST, an instruction that is a test.
(define (convert-test form env n use)
  (let* ((form (expand form))
         (entry (primitive form env)))
    (if (and entry (eq? 'test (third entry)))
        (convert-list (cdr form) env n
          (lambda (atoms n)
            (use (cons (second entry) atoms) n)))
        (convert form env n
          (lambda (atom n)
            (use (list 'true atom) n))))))

;; A variable stands for the atom that was found for it: nothing is copied.
(define (convert-let bindings body env inner n k)
  (if (null? bindings)
      (convert body inner n k)
      (convert (second (car bindings)) env n
        (lambda (atom n)
          (convert-let (cdr bindings) body env
                       (cons (cons (car (car bindings)) atom) inner)
                       n k)))))

(define (convert-lambda variables body env n k)
  (let* ((closure (fresh n))
         (names (fresh-names variables (+ n 1)))
         (after (+ n (+ 1 (length variables)))))
    (list 'fun closure (cons 'k names)
          (convert body (append (pairs variables names) env) after 'k)
          (hand-on closure after k))))

(define (convert-begin forms env n k)
  (if (null? (cdr forms))
      (convert (car forms) env n k)
      (convert (car forms) env n
        (lambda (atom n)
          (convert-begin (cdr forms) env n k)))))

;; (USE ATOMS N) is the term with the values of FORMS, found from left to right.
(define (convert-list forms env n use)
  (if (null? forms)
      (use '() n)
      (convert (car forms) env n
        (lambda (atom n)
          (convert-list (cdr forms) env n
            (lambda (atoms n)
              (use (cons atom atoms) n)))))))

;; Applications

(define (convert-application form env n k)
  (let ((entry (primitive form env)))
    (if entry
        (convert-list (cdr form) env n
          (lambda (atoms n)
            (convert-primitive (third entry) (cons (second entry) atoms)
                               n k)))
        (convert-call form env n k))))

;; A definition is jumped to, any other value is called.
(define (convert-call form env n k)
  (if (and (symbol? (car form)) (global? (atom-of (car form) env)))
      (convert-list (cdr form) env n
        (lambda (atoms n)
          (with-continuation n k
            (lambda (n k)
              (cons 'jump (cons (car form) (cons k atoms)))))))
      (convert-list form env n
        (lambda (atoms n)
          (with-continuation n k
            (lambda (n k)
              (cons 'call (cons (car atoms) (cons k (cdr atoms))))))))))

(define (convert-primitive kind instruction n k)
  (cond ((eq? kind 'value)
         (let ((name (fresh n)))
           (list 'op name instruction (hand-on name (+ n 1) k))))
        ((eq? kind 'effect)
         (list 'do instruction (hand-on #f n k)))
        ((eq? kind 'test)
         (with-continuation n k
           (lambda (n k)
             (list 'if instruction (list 'call k #t) (list 'call k #f)))))
        (else instruction)))

;; The entry of the instruction that FORM asks for, (NAME INSTRUCTION KIND), or
;; #f.
(define (primitive form env)
  (and (pair? form)
       (not (find (car form) env))
       (find (car form)
             '((+ add value) (- sub value) (* mul value)
               (quotient quo value) (remainder rem value)
               (cons cons value) (car car value) (cdr cdr value)
               (make-string make-string value) (string-ref sref value)
               (string-set! sset effect) (string-length slen value)
               (char->integer char->int value)
               (integer->char int->char value)
               (symbol->string symbol->string value)
               (string->symbol string->symbol value)
               (= eq test) (eq? eq test) (< lt test) (<= le test)
               (null? null? test) (pair? pair? test) (symbol? symbol? test)
               (integer? int? test) (boolean? bool? test)
               (char? char? test) (string? string? test)
               (raise raise transfer)))))
