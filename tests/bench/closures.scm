;;; closures.scm: makes a function out of two new ones and calls it.  Reads n.
(define (compose f g)
  (lambda (x) (g (f x))))

;; A variable that is set is no constant: no compiler may look through it.
(set! compose compose)

(define (main n)
  (let count ((sum 0) (n n))
    (if (= n 0)
        sum
        (count ((compose (lambda (x) (+ x n))
                         (lambda (x) (remainder x 1000003)))
                sum)
               (- n 1)))))

(display (main (read)))
