;;; (baton lists): what several libraries ask of lists and texts.

(define-library (baton lists)
  (export select first-of join)
  (import (scheme base))
  (begin
    (define (select right? items)
      "Return the ITEMS that are RIGHT?."
      (let loop ((rest items) (found '()))
        (cond ((null? rest) (reverse found))
              ((right? (car rest)) (loop (cdr rest) (cons (car rest) found)))
              (else (loop (cdr rest) found)))))

    (define (first-of items count)
      "Return at most the first COUNT of ITEMS."
      (if (or (null? items) (= count 0))
          '()
          (cons (car items) (first-of (cdr items) (- count 1)))))

    (define (join texts between)
      "Return the strings TEXTS as one, with BETWEEN between them."
      (if (null? texts)
          ""
          (apply string-append (car texts)
                 (map (lambda (text) (string-append between text))
                      (cdr texts)))))))
