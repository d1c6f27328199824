;;; fib.scm: Fibonacci numbers by double recursion.  Reads n.
(define (main n)
  (define (fib n)
    (if (< n 2)
        n
        (+ (fib (- n 1)) (fib (- n 2)))))
  (fib n))

(display (main (read)))
