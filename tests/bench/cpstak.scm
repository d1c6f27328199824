;;; cpstak.scm: Takeuchi's function in continuation passing style.
;;; Reads x, y and z.
(define (main x y z)
  (define (tak x y z k)
    (if (< y x)
        (tak (- x 1) y z
             (lambda (a)
               (tak (- y 1) z x
                    (lambda (b)
                      (tak (- z 1) x y
                           (lambda (c)
                             (tak a b c k)))))))
        (k z)))
  (tak x y z (lambda (v) v)))

(let* ((x (read)) (y (read)) (z (read)))
  (display (main x y z)))
