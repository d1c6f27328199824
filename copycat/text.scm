;;; (copycat text): text to programs, and programs with other words in them.
;;;
;;; Programs are lists, and each pair of one that was read remembers the place
;;; of its first item: its AT, (SOURCE POSITION . ITEM), where SOURCE is one of
;;; (baton source).  Relies on the reader of the assembler.

(define-library (copycat text)
  (export parse place-of place-list substitute rename symbols? typed?
          typed-program)
  (import (scheme base) (scheme cxr) (baton source) (baton syntax) (baton read)
          (only (srfi srfi-1) drop-right every filter filter-map find last)
          (only (guile) make-weak-key-hash-table hashq-ref hashq-set!
                symbol-append))
  (begin
    (define places (make-weak-key-hash-table))
    (define (place-of program default)
      "Return where the first item of PROGRAM stands, or DEFAULT."
      (hashq-ref places program default))
    (define (place-list at)
      "Return AT as errors show it: file, line and column, or the empty list."
      (if at
          (let ((place (source-place (car at) (cadr at))))
            (list (source-name (car at)) (car place) (cdr place)))
          '()))
    (define (placed old a d)
      (let ((pair (cons a d)))
        (if old (hashq-set! places pair old))
        pair))
    (define (form->datum form source)
      "Return the datum of FORM, whose pairs know places in SOURCE, if not #f."
      (define (items forms)
        (if (pair? forms)
            (let ((a (form->datum (car forms) source)))
              (placed (and source
                           (cons source (cons (form-position (car forms)) a)))
                      a (items (cdr forms))))
            (if (form-tail form) (form->datum (form-tail form) source) '())))
      (case (form-kind form)
        ((list) (items (form-value form)))
        ((vector) (list->vector (map (lambda (item) (form->datum item #f))
                                     (form-value form))))
        (else (form-value form))))
    (define (parse text name fail)
      "Return the program TEXT; NAME is its file's, or #f for no places.  What
is malformed goes to FAIL: an error's class, irritants and AT."
      (let*-values (((source) (make-source name text))
                    ((forms problems) (read-forms source #t)))
        (if (pair? problems)
            (fail 'syntax (list (problem-what (car problems)))
                  (cons source (cons (problem-position (car problems)) #f))))
        (form->datum (make-form 'list forms #f 0) (and name source))))

    (define (substitute p values)
      "Return the program P with its variables in VALUES replaced by these."
      (let loop ((p p) (kept 0))
        (if (not (pair? p)) p
            (let* ((a (car p)) (bound (and (= kept 0) (assq a values))))
              (define (go-on a)
                (placed (place-of p #f) a
                        (loop (cdr p) (cond ((> kept 0) (- kept 1))
                                            ((eq? a ':) 1)
                                            (else 0)))))
              (cond (bound (go-on (quoted (cdr bound))))
                    ((and (= kept 0) (eq? a 'let)
                          (pair? (cdr p)) (pair? (cddr p)))
                     (cons 'let (cons (cadr p)
                       (cons (substitute (caddr p) (hide (cadr p) values))
                             (loop (cdddr p) 0)))))
                    ((or (> kept 0) (not (pair? a)) (eq? 'quote (car a)))
                     (go-on a))
                    ((typed? a)
                     (go-on (append (drop-right a 1)
                                    (list (substitute (last a) values)))))
                    (else (go-on (substitute a values))))))))
    (define (quoted v) (if (or (symbol? v) (pair? v)) `(quote ,v) v))
    (define (hide names values)
      (filter-map (lambda (v) (and (not (memq (car v) names)) v)) values))
    (define (rename body module)
      "Return BODY with MODULE: before the words that it defines."
      (let ((names (filter-map (lambda (a b)
                                 (cond ((eq? a ':) (and (symbol? b) b))
                                       ((typed? a) (cadr a))
                                       (else #f)))
                               body (append (cdr body) '(#f)))))
        (let loop ((p body))
          (cond ((pair? p) (placed (place-of p #f)
                                   (loop (car p)) (loop (cdr p))))
                ((memq p names) (symbol-append module ': p))
                (else p)))))
    (define (symbols? names)
      "Is NAMES a list of symbols?"
      (and (list? names) (every symbol? names)))
    (define (typed? item)
      "Is ITEM a definition with types?  A program that begins with a definition
is none: after (: NAME comes a type there, never a list."
      (and (pair? item) (eq? ': (car item))
           (not (and (pair? (cdr item)) (pair? (cddr item))
                     (list? (caddr item))))))
    (define (typed-program definition)
      "Return what DEFINITION, (: NAME TYPE ... -> TYPE ... [DOC] PROGRAM), stands
for: 'P 'NAME %declared : NAME P where P is (DOC drop '(TYPE ...) '(TYPE ...)
PROGRAM checked); only what is malformed where it is."
      (let* ((items (cdr definition)) (after (memq '-> items)))
        (define (whole out)
          `(,(or (find string? out) "") drop
            (quote ,(drop-right (cdr items) (length after)))
            (quote ,(filter (lambda (type) (not (string? type))) out))
            ,(last items) checked))
        (if (and after (symbol? (car items))
                 (list? (last items)) (pair? (cdr after)))
            (let ((p (whole (cdr (drop-right after 1)))))
              `((quote ,p) (quote ,(car items)) %declared : ,(car items) ,p))
            '(: #f #f))))))
