;;; compiler.scm: the compiler of Lap, written in Lap.
;;;
;;; It reads the definitions of a program and prints the blocks of a Baton
;;; program that does the same.  The passes are in files of their own, which go
;;; through the compiler as one program: compiler.scm expand.scm convert.scm
;;; own.scm.
;;;
;;;     expand     what can be said otherwise: cond, and, or, let*, list …
;;;     convert    what is still to do becomes a continuation
;;;     own        each variable ends where it is used last

;; A program begins with `start', which takes a list, all data that were read,
;; and gives a list of data to print, one on each line.
(define (start definitions)
  (append (runtime)
          (map (lambda (definition)
                 (compile definition (globals definitions)))
               definitions)))

;; The definition (define (name variable ...) expression ...) as a block.  K is
;; its continuation.
(define (compile definition env)
  (let* ((variables (cdr (second definition)))
         (names (fresh-names variables 1))
         (parameters (cons 'k names))
         (term (convert (cons 'begin (cdr (cdr definition)))
                        (append (pairs variables names) env)
                        (+ 1 (length variables))
                        'k)))
    (cons 'block
          (cons (car (second definition))
                (cons parameters
                      (cons '()
                            (car (ending parameters (own term)))))))))

;; What each name stands for is in an environment, a list of (NAME . ATOM); that
;; of a definition is (global NUMBER-OF-VARIABLES).
(define (globals definitions)
  (map (lambda (definition)
         (let ((head (second definition)))
           (cons (car head) (list 'global (length (cdr head))))))
       definitions))

;; Blocks that each program has: they read all data, call `start', and print.
(define (runtime)
  '((block main (k world) ()
      (let console (port !world console))
      (jump input !k !console ()))
    (block input (k console data) ()
      (let x (read console))
      (if (eof? x)
        (then
          (drop x)
          (let print (lambda (list) (!k !console)
            (jump output !k !console !list)))
          (let begin (lambda (data) (!print)
            (jump start !print !data)))
          (jump turn !begin !data ()))
        (else
          (let data (cons !x !data))
          (jump input !k !console !data))))
    (block turn (k list done) ()
      (if (pair? list)
        (then
          (let (x rest) (uncons !list))
          (let done (cons !x !done))
          (jump turn !k !rest !done))
        (else
          (drop list)
          (call !k !done))))
    (block output (k console list) ()
      (if (pair? list)
        (then
          (let (x rest) (uncons !list))
          (write console !x)
          (out console 10)
          (jump output !k !console !rest))
        (else
          (drop console list)
          (call !k #void))))))

;; Names for the program that is made: v1, v2 …  On each way through a block a
;; number is given once.
(define (fresh n)
  (string->symbol (joined "v" (digits n))))

(define (fresh-names variables n)
  (if (null? variables)
      '()
      (cons (fresh n) (fresh-names (cdr variables) (+ n 1)))))

;; Texts

(define (digits n)
  (if (< n 10)
      (make-string 1 (integer->char (+ 48 n)))
      (joined (digits (quotient n 10)) (digits (remainder n 10)))))

(define (joined a b)
  (let ((text (make-string (+ (string-length a) (string-length b)) #\-)))
    (copy a text 0 0)
    (copy b text 0 (string-length a))
    text))

(define (copy from to i at)
  (if (< i (string-length from))
      (begin
        (string-set! to (+ at i) (string-ref from i))
        (copy from to (+ i 1) at))
      to))

;; Lists

(define (second list) (car (cdr list)))

(define (third list) (car (cdr (cdr list))))

(define (fourth list) (car (cdr (cdr (cdr list)))))

(define (length list)
  (if (null? list) 0 (+ 1 (length (cdr list)))))

(define (append a b)
  (if (null? a) b (cons (car a) (append (cdr a) b))))

(define (map f list)
  (if (null? list)
      '()
      (cons (f (car list)) (map f (cdr list)))))

(define (pairs a b)
  (if (null? a)
      '()
      (cons (cons (car a) (car b)) (pairs (cdr a) (cdr b)))))

(define (member? x list)
  (and (pair? list)
       (or (eq? x (car list)) (member? x (cdr list)))))

(define (find x pairs)
  (cond ((null? pairs) #f)
        ((eq? x (car (car pairs))) (car pairs))
        (else (find x (cdr pairs)))))

;; The items of A that are not in B.
(define (without a b)
  (cond ((null? a) '())
        ((member? (car a) b) (without (cdr a) b))
        (else (cons (car a) (without (cdr a) b)))))

;; The items of both, each once, where each is once in A and once in B.
(define (union a b)
  (append (without a b) b))
