;;; deriv.scm: the derivative of a formula.  Reads how often.
(define (derive a)
  (cond ((not (pair? a)) (if (eq? a 'x) 1 0))
        ((eq? (car a) '+) (cons '+ (derive-all (cdr a))))
        (else
         (list '* a (cons '+ (quotients (cdr a)))))))

(define (derive-all a)
  (if (null? a)
      '()
      (let ((first (derive (car a))))
        (cons first (derive-all (cdr a))))))

(define (quotients a)
  (if (null? a)
      '()
      (let ((first (list '/ (derive (car a)) (car a))))
        (cons first (quotients (cdr a))))))

(define (main times)
  (let ((formula '(+ (* 3 x x) (* a x x) (* b x) 5)))
    (let repeat ((times times))
      (let ((derived (derive formula)))
        (if (= times 1)
            derived
            (repeat (- times 1)))))))

(display (main (read)))
