;;; strings.scm: builds a string, a letter at a time, and adds up its codes.
;;; Reads how long, and how often.
(define (main length times)
  (define (build text i)
    (if (< i length)
        (begin
          (string-set! text i (integer->char (+ 97 (remainder i 26))))
          (build text (+ i 1)))
        text))
  (define (add-up text i sum)
    (if (< i length)
        (add-up text (+ i 1) (+ sum (char->integer (string-ref text i))))
        sum))
  (let repeat ((times times) (sum 0))
    (if (= times 0)
        sum
        (repeat (- times 1)
                (add-up (build (make-string length #\space) 0) 0 sum)))))

(let* ((length (read)) (times (read)))
  (display (main length times)))
