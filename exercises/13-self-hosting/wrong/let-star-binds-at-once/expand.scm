;;; expand.scm: the first pass, forms that can be said otherwise.
;;;
;;; (expand FORM) gives a form that means the same, and that begins with none of
;;; these words; what is inside it may still have them.

(define (expand form)
  (if (pair? form)
      (let ((word (car form)) (parts (cdr form)))
        (cond ((eq? word 'cond) (expand (expand-cond parts)))
              ((eq? word 'and) (expand (expand-and parts)))
              ((eq? word 'or) (expand (expand-or parts)))
              ((eq? word 'not)
               (list 'if (car parts) #f #t))
              ((eq? word 'let*) (expand-let* (car parts) (cdr parts)))
              ((eq? word 'list) (expand (expand-list parts)))
              (else form)))
      form))

;; (cond (TEST EXPRESSION …) … (else EXPRESSION …))
(define (expand-cond ways)
  (cond ((null? ways) #f)
        ((eq? (car (car ways)) 'else) (cons 'begin (cdr (car ways))))
        (else (list 'if (car (car ways))
                    (cons 'begin (cdr (car ways)))
                    (cons 'cond (cdr ways))))))

;; (and A B …): the first that is #f, else the last.
(define (expand-and parts)
  (cond ((null? parts) #t)
        ((null? (cdr parts)) (car parts))
        (else (list 'if (car parts) (cons 'and (cdr parts)) #f))))

;; (or A B …): the first that is not #f, else the last.  A is evaluated once.
(define (expand-or parts)
  (cond ((null? parts) #f)
        ((null? (cdr parts)) (car parts))
        (else (list 'let (list (list 'or (car parts)))
                    (list 'if 'or 'or (cons 'or (cdr parts)))))))

;; (let* ((VARIABLE EXPRESSION) …) EXPRESSION …): each sees those before it.
(define (expand-let* bindings body)
  (cons 'let (cons bindings body)))

;; (list A B …)
(define (expand-list parts)
  (if (null? parts)
      ''()
      (list 'cons (car parts) (cons 'list (cdr parts)))))
