;;; destruc.scm: takes lists apart in place and joins them again.  Reads how long
;;; the lists are, and how often.
(define (fill list x)
  (if (pair? list)
      (begin
        (set-car! list x)
        (fill (cdr list) x))))

(define (make n)
  (let next ((n n) (list '()))
    (if (= n 0)
        list
        (next (- n 1) (cons 0 list)))))

(define (reverse-onto list tail)
  (if (pair? list)
      (let ((rest (cdr list)))
        (set-cdr! list tail)
        (reverse-onto rest list))
      tail))

(define (add-up list sum)
  (if (pair? list)
      (add-up (cdr list) (remainder (+ (* sum 3) (car list)) 1000003))
      sum))

;; Counts up along the list, in place.
(define (count-up list n)
  (if (pair? list)
      (begin
        (set-car! list (+ (car list) n))
        (count-up (cdr list) (+ n 1)))))

(define (main length times)
  (let repeat ((times times) (list (make length)) (sum 0))
    (if (= times 0)
        sum
        (begin
          (fill list sum)
          (count-up list 0)
          (let ((list (reverse-onto list '())))
            (repeat (- times 1) list (add-up list sum)))))))

(let* ((length (read)) (times (read)))
  (display (main length times)))
