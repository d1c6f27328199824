;;; loop.scm: counts to n.  Reads n.
(define (main n)
  (let next ((i 0))
    (if (< i n)
        (next (+ i 1))
        i)))

(display (main (read)))
