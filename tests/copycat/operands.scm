;;; Prints a program that runs each primitive on operands of every kind, too few
;;; of them included, and prints what it leaves, or its error.
;;;
;;; Relies on (copycat words) for how many values a primitive takes.  Those that
;;; end the program or see devices or all words stay out.

(import (scheme base) (scheme write) (scheme read) (copycat words)
        (only (srfi srfi-1) filter append-map iota list-index))

(define left-out '(exit dir read-line clock random directory write-string parse
                   with-fuel getfile putfile delete-file plot set! callcc))
(define samples
  '("0" "3" "-7" "2305843009213693951" "-2305843009213693952" "#t" "\"abc\""
    "'abc" "#\\a" "'()" "(1 2)" "'(1 . 2)" "[4 5 6]" "4 Just"))
(define (takes word)
  "Return how many values WORD takes."
  (list-index (lambda (part) (eq? '-> part))
              (read (open-input-string
                     (string-append "(" (word-effect word) ")")))))
(define (tuples n)
  "Return texts of N samples: all of one, every seventh of two and more."
  (if (= n 0) '("")
      (let* ((rest (tuples (- n 1)))
             (all (append-map (lambda (text)
                                (map (lambda (sample)
                                       (string-append text sample " "))
                                     samples))
                              rest)))
        (if (< n 2) all
            (map (lambda (i) (list-ref all i))
                 (iota (quotient (length all) 7) 0 7))))))

(display "\
: outcome (let (p) (('() p with-stack) try (car show)
    (let (e) (e error? (e error.class print \" \" print e error.irritants write
              \" \" print e error.word write e error.place show)
    (e show) if)) if-Ok))\n")
(for-each
 (lambda (word)
   (for-each
    (lambda (n)
      (for-each (lambda (text)
                  (for-each display
                            (list "(" text (word-name word) ") outcome\n")))
                (tuples n)))
    (iota (+ 1 (takes word)))))
 (filter (lambda (word)
           (and (eq? 'primitive (word-kind word))
                (not (memq (word-name word) left-out))))
         words))
