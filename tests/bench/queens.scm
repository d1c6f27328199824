;;; queens.scm: in how many ways do n queens stand on a board in peace?
;;; Reads n.  The queens placed are a list of columns, the last row first.
(define (main size)
  (define (peace? column placed)
    (let next ((placed placed) (distance 1))
      (if (null? placed)
          #t
          (let ((gap (- (car placed) column)))
            (if (or (= gap 0) (= (* gap gap) (* distance distance)))
                #f
                (next (cdr placed) (+ distance 1)))))))
  (define (place row placed)
    (if (= row size)
        1
        (let next ((column 0) (sum 0))
          (cond ((= column size) sum)
                ((peace? column placed)
                 (let ((found (place (+ row 1) (cons column placed))))
                   (next (+ column 1) (+ sum found))))
                (else (next (+ column 1) sum))))))
  (place 0 '()))

(display (main (read)))
