;;; (baton source): the text of a program, places in it, and problems with it.
;;;
;;; A SOURCE is a named text.  A position is a character's number from 0; a
;;; place is a pair (LINE . COLUMN), both from 1.  A PROBLEM is a message of
;;; the catalogue (baton messages) at a position, or at #f where there is no
;;; text. `problem->text' prints it the way every Baton tool does:
;;;
;;;     fact.baton:5:9: k is still alive at this jump
;;;             (jump fact !n !m)
;;;             ^
;;;     pass it (!k) or (drop k)
;;;
;;; A tab before the caret's column is a tab on the caret's line too.  Of a
;;; line of more than 100 characters, the 100 around the column are printed.

(define-library (baton source)
  (export make-source source? source-name source-text source-place
          make-problem problem? problem-message problem-details
          problem-position problem-what problem-advice
          complaint->text problem->text problems-in-order)
  (import (scheme base) (baton messages))
  (begin
    ;; STARTS is a vector of the positions where lines begin.
    (define-record-type <source>
      (make-source-of name text starts) source?
      (name source-name) (text source-text) (starts source-starts))

    (define-record-type <problem>
      (make-problem-of message details position) problem?
      (message problem-message) (details problem-details)
      (position problem-position))

    (define (make-source name text)
      "Return the source NAME, a string or #f, with TEXT."
      (let ((end (string-length text)))
        (let loop ((at 0) (starts '(0)))
          (cond ((= at end)
                 (make-source-of name text (list->vector (reverse starts))))
                ((char=? (string-ref text at) #\newline)
                 (loop (+ at 1) (cons (+ at 1) starts)))
                (else (loop (+ at 1) starts))))))

    (define (source-line source position)
      "Return the number, from 0, of the line of SOURCE that holds POSITION."
      (let ((starts (source-starts source)))
        (let loop ((low 0) (high (vector-length starts)))
          (let ((middle (quotient (+ low high) 2)))
            (cond ((= (+ low 1) high) low)
                  ((<= (vector-ref starts middle) position)
                   (loop middle high))
                  (else (loop low middle)))))))

    (define (source-place source position)
      "Return the place of POSITION in SOURCE."
      (let ((line (source-line source position)))
        (cons (+ line 1)
              (+ 1 (- position (vector-ref (source-starts source) line))))))

    (define (line-text source line)
      "Return the text of LINE, from 0, of SOURCE without its end."
      (let* ((text (source-text source))
             (starts (source-starts source))
             (start (vector-ref starts line))
             (end (if (< (+ line 1) (vector-length starts))
                      (- (vector-ref starts (+ line 1)) 1)
                      (string-length text))))
        (substring text start
                   (if (and (< start end)
                            (char=? #\return (string-ref text (- end 1))))
                       (- end 1)
                       end))))

    (define (make-problem message position . details)
      "Return the problem MESSAGE, a name in the catalogue, at POSITION, with
DETAILS, strings."
      (make-problem-of message details position))

    (define (problem-what problem)
      "Return what PROBLEM says is wrong."
      (message-what (problem-message problem) (problem-details problem)))

    (define (problem-advice problem)
      "Return what PROBLEM says to do."
      (message-advice (problem-message problem) (problem-details problem)))

    (define (blank character)
      "Return what stands under CHARACTER on the caret's line."
      (if (char=? character #\tab) #\tab #\space))

    (define (excerpt text column)
      "Return at most 100 characters of TEXT around COLUMN, from 0, a line end,
and a line with a caret under it."
      (let* ((long (> (string-length text) 100))
             (start (if long (max 0 (- column 50)) 0))
             (end (if long
                      (min (string-length text) (+ start 100))
                      (string-length text))))
        (string-append
         (substring text start end) "\n"
         (string-map blank (substring text start column))
         "^\n")))

    (define (complaint->text source position what advice)
      "Return what to print where WHAT is wrong at POSITION in SOURCE and ADVICE
says what to do, strings: several lines."
      (let* ((place (source-place source position))
             (line (line-text source (- (car place) 1))))
        (string-append
         (source-name source) ":" (number->string (car place)) ":"
         (number->string (cdr place)) ": " what "\n"
         (excerpt line (- (cdr place) 1))
         advice "\n")))

    (define (problem->text source problem)
      "Return what to print of PROBLEM in SOURCE, several lines."
      (if (problem-position problem)
          (complaint->text source (problem-position problem)
                           (problem-what problem) (problem-advice problem))
          (string-append (or (source-name source) "program") ": "
                         (problem-what problem) "\n"
                         (problem-advice problem) "\n")))

    (define (problems-in-order problems)
      "Return PROBLEMS ordered by position, else as they are."
      (define (before? a b)
        (< (or (problem-position a) 0) (or (problem-position b) 0)))
      (define (merge a b)
        (let loop ((a a) (b b) (found '()))
          (cond ((null? a) (append (reverse found) b))
                ((null? b) (append (reverse found) a))
                ((before? (car b) (car a))
                 (loop a (cdr b) (cons (car b) found)))
                (else (loop (cdr a) b (cons (car a) found))))))
      (define (merge-pairs lists)
        (let loop ((lists lists) (found '()))
          (cond ((null? lists) (reverse found))
                ((null? (cdr lists)) (reverse (cons (car lists) found)))
                (else (loop (cddr lists)
                            (cons (merge (car lists) (cadr lists))
                                  found))))))
      (let loop ((lists (map list problems)))
        (cond ((null? lists) '())
              ((null? (cdr lists)) (car lists))
              (else (loop (merge-pairs lists))))))))
