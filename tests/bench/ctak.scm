;;; ctak.scm: Takeuchi's function with a captured continuation for each call.
;;; Reads x, y and z.
(define (main x y z)
  (define (capture x y z)
    (call-with-current-continuation
     (lambda (exit) (tak exit x y z))))
  (define (tak exit x y z)
    (if (< y x)
        (call-with-current-continuation
         (lambda (exit)
           (tak exit
                (capture (- x 1) y z)
                (capture (- y 1) z x)
                (capture (- z 1) x y))))
        (exit z)))
  (capture x y z))

(let* ((x (read)) (y (read)) (z (read)))
  (display (main x y z)))
