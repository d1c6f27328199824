;;; ack.scm: Ackermann's function.  Reads m and n.
(define (main m n)
  (define (ack m n)
    (cond ((= m 0) (+ n 1))
          ((= n 0) (ack (- m 1) 1))
          (else (ack (- m 1) (ack m (- n 1))))))
  (ack m n))

(let* ((m (read)) (n (read)))
  (display (main m n)))
