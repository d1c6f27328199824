;;; tak.scm: Takeuchi's function.  Reads x, y and z.
(define (main x y z)
  (define (tak x y z)
    (if (< y x)
        (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))
        z))
  (tak x y z))

(let* ((x (read)) (y (read)) (z (read)))
  (display (main x y z)))
