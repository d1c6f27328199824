;;; (baton syntax): data with positions.
;;;
;;; A FORM is one datum of a program's text.  Its kind is `integer', `symbol',
;;; `char', `string', `bool', `void', `eof', `bytes', `list' or `vector'; the
;;; value of a list or vector is a list of forms, and a list that ends in a dot
;;; and a datum has that datum's form as its tail, else #f.  `()' is a list of
;;; no forms.  `'x' is the list (quote x).  The position counts the characters
;;; of the text before it, or is #f where a form was made from a datum.

(define-library (baton syntax)
  (export make-form form? form-kind form-value form-tail form-position
          form-symbol? form-list? form-empty? form-head?
          form-quoted datum->form)
  (import (scheme base) (only (baton void) void?)
          (only (baton host) make-table table-ref table-set!))
  (begin
    (define-record-type <form>
      (make-form kind value tail position) form?
      (kind form-kind) (value form-value) (tail form-tail)
      (position form-position))

    (define (form-symbol? form)
      "Is FORM a symbol?"
      (eq? (form-kind form) 'symbol))

    (define (form-list? form)
      "Is FORM a list without a dot?"
      (and (eq? (form-kind form) 'list) (not (form-tail form))))

    (define (form-empty? form)
      "Is FORM the empty list?"
      (and (eq? (form-kind form) 'list) (null? (form-value form))))

    (define (form-head? form name)
      "Is FORM a list, without a dot, that begins with the symbol NAME?"
      (and (form-list? form)
           (pair? (form-value form))
           (eq? name (form-value (car (form-value form))))))

    (define (form-quoted form)
      "Return what FORM quotes, where it is (quote DATUM), or #f."
      (and (form-head? form 'quote)
           (= 2 (length (form-value form)))
           (cadr (form-value form))))

    (define (datum->form datum)
      "Return DATUM as a form, or #f where it has cycles or parts that cannot be
written."
      (define open (make-table))
      (call-with-current-continuation
       (lambda (return)
         (define (walk-list pair)
           (let loop ((rest pair) (forms '()) (pairs '()))
             (cond ((pair? rest)
                    (enter! rest)
                    (loop (cdr rest) (cons (walk (car rest)) forms)
                          (cons rest pairs)))
                   (else
                    (let ((tail (if (null? rest) #f (walk rest))))
                      (for-each leave! pairs)
                      (make-form 'list (reverse forms) tail #f))))))
         (define (enter! part)
           (when (table-ref open part #f) (return #f))
           (table-set! open part #t))
         (define (leave! part)
           (table-set! open part #f))
         (define (walk-vector vector)
           (enter! vector)
           (let ((forms (map walk (vector->list vector))))
             (leave! vector)
             (make-form 'vector forms #f #f)))
         (define (atom kind datum)
           (make-form kind datum #f #f))
         (define (walk datum)
           (cond ((symbol? datum) (atom 'symbol datum))
                 ((pair? datum) (walk-list datum))
                 ((null? datum) (make-form 'list '() #f #f))
                 ((and (integer? datum) (exact? datum)) (atom 'integer datum))
                 ((string? datum) (atom 'string datum))
                 ((boolean? datum) (atom 'bool datum))
                 ((char? datum) (atom 'char datum))
                 ((vector? datum) (walk-vector datum))
                 ((bytevector? datum) (atom 'bytes datum))
                 ((void? datum) (atom 'void datum))
                 ((eof-object? datum) (atom 'eof datum))
                 (else (return #f))))
         (walk datum))))))
