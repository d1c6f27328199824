;;; bytes.scm: the sieve of Eratosthenes in a vector, which all have.  Reads n:
;;; how many primes are below it?
(define (main n)
  (define sieve (make-vector n 1))
  (let next ((i 2) (found 0))
    (cond ((= i n) found)
          ((= 0 (vector-ref sieve i)) (next (+ i 1) found))
          (else
           (let strike ((multiple (+ i i)))
             (if (< multiple n)
                 (begin
                   (vector-set! sieve multiple 0)
                   (strike (+ multiple i)))
                 (next (+ i 1) (+ found 1))))))))

(display (main (read)))
