;;; deep.scm: recursion that is no loop.  Reads how deep, and how often.
(define (main depth times)
  (define (deep n)
    (if (= n 0)
        n
        (+ (deep (- n 1)) 1)))
  (let repeat ((times times) (sum 0))
    (if (= times 0)
        sum
        (repeat (- times 1) (+ sum (deep depth))))))

(let* ((depth (read)) (times (read)))
  (display (main depth times)))
