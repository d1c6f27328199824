;;; Prints random definitions with effects, right and wrong ones: declarations
;;; SEED COUNT bare|tried.  `bare' are the definitions, a line each; `tried' makes
;;; each aside, and prints its error.  Behind each stands `; right' or `; wrong'.
;;;
;;; Words are made from types, so the right effect is known; a wrong one has a
;;; value too many or too few, or a result of another kind.  They use programs,
;;; branches, variables, loops, recursion, and the words before them.

(import (scheme base) (scheme write) (scheme process-context)
        (only (srfi srfi-1) take drop every any iota filter last drop-right)
        (only (guile) seed->random-state random))

(define state
  (seed->random-state (string->number (list-ref (command-line) 1))))
(define (below n) (random n state))
(define (pick items) (list-ref items (below (length items))))

;; NAME, or a text; types taken; types given; `p' is a program that makes an
;; integer of an integer, `q' one of two, `n' one that makes nothing of nothing.
(define operations
  '((+ (i i) (i)) (* (i i) (i)) (modulo (i i) (i)) (max (i i) (i)) (inc (i) (i))
    (neg (i) (i)) (gcd (i i) (i)) (< (i i) (b)) (even? (i) (b)) (not (b) (b))
    (list-length (l) (i)) (cdr (l) (l)) (cons (l i) (l)) (append (l l) (l))
    (list-reverse (l) (l)) (null? (l) (b)) (list.vector (l) (v))
    (vector.length (v) (i)) (vector.ref (v i) (i)) (vector.set (v i i) (v))
    (number.string (i) (s)) (string.length (s) (i)) (string.append (s s) (s))
    (iota (i) (l)) (print (s) ()) ("let (a b) (b a)" (s i) (i s))
    ("let (a b) (a b a + +)" (i i) (i)) ("Just (inc) (0) if-Just" (i) (i))
    ("2 list" (i i) (l)) ("1 pick" (i s) (i s i)) ("3 roll" (i s b) (s b i))
    (eval (i p) (i)) (dip (i s p) (i s))
    (list-map (l p) (l)) (list-fold (l i q) (i)) (if (i b p p) (i))
    (when (i b p) (i)) ("3 repeat" (i p) (i)) ("dup 100 <" (i) (i b))
    (unless (b n) ()) (list-each (i l q) (i))
    ("(dup 0 < (\"no\" () error) (1 -) if) eval" (i) (i))))
(define callable '())

(define (literal type depth)
  (case type
    ((i) (pick '("0" "1" "7" "-5" "100")))
    ((b) (pick '("#t" "#f" "1 2 <")))
    ((l) (pick '("(1 2 3)" "(5)" "3 iota")))
    ((v) (pick '("[1 2 3]" "[4]")))
    ((s) (pick '("\"\"" "\"ab\"")))
    ((p) (string-append "(" (program '(i) '(i) (- depth 1)) ")"))
    ((n) (pick '("()" "(nop)" "(1 drop)" "((1 +) try drop)")))
    (else (string-append "(" (program '(i i) '(i) (- depth 1)) ")"))))
(define (program? type) (memq type '(p q n)))
(define (word->text name)
  (if (symbol? name) (symbol->string name) name))

(define (program in out depth)
  "Return the text of a program from the types IN to the types OUT."
  (let loop ((left (+ 1 (below (if (> depth 0) 6 3))))
             (stack (reverse in)) (text ""))
    (define (go-on left stack . words)
      (loop left stack (apply string-append text " " words)))
    (define (values-of word)
      (filter (lambda (type) (not (program? type))) (cadr word)))
    (define (fits? word)
      (let ((values (values-of word)))
        (and (<= (length values) (length stack))
             (every eq? (reverse values) (take stack (length values)))
             (or (> depth 0) (not (any program? (cadr word)))))))
    (define (apply-word word)
      (go-on (- left 1)
             (append (reverse (caddr word))
                     (drop stack (length (values-of word))))
             (apply string-append
                    (map (lambda (type) (string-append (literal type depth) " "))
                         (filter program? (cadr word))))
             (word->text (car word))))
    (define (push type)
      (go-on (- left 1) (cons type stack) (literal type depth)))
    (cond ((and (> left 0) (or (null? stack) (= 0 (below 4))))
           (push (pick '(i i b l v s))))
          ((and (> left 0) (= 0 (below 6)))
           (go-on left (cons (car stack) stack) "dup"))
          ((> left 0)
           (apply-word (pick (filter fits? (append callable operations)))))
          ((equal? stack (reverse out)) text)
          ((and (< (length stack) (length out))
                (every eq? (reverse stack) out))
           (go-on 0 (cons (list-ref out (length stack)) stack)
                  (literal (list-ref out (length stack)) 0)))
          (else (go-on 0 (cdr stack) "drop")))))

(define names '((i . "integer?") (b . "boolean?") (l . "list?") (v . "vector?")
                (s . "string?")))
(define (declared types)
  (apply string-append
         (map (lambda (type)
                (string-append " " (if (= 0 (below 3)) "any?"
                                       (cdr (assq type names)))))
              types)))
(define (others type)
  (filter (lambda (other) (not (eq? type other))) '(i b l v s)))

;; A wrong effect (IN OUT), or the right one where none can be made of it.
(define (mutated in out)
  (case (below 4)
    ((0) (list in (append out (list (pick '(i b))))))
    ((1) (if (pair? out) (list in (drop-right out 1)) (list in '(s))))
    ((2) (list (cons 's in) out))
    (else (if (pair? out)
              (list in (append (drop-right out 1)
                               (list (pick (others (last out))))))
              (list in '(i))))))

(define tried? (string=? "tried" (list-ref (command-line) 3)))
(define (define-word name in out text right?)
  (let* ((effect (if right? (list in out) (mutated in out)))
         (mark (if right? "right" "wrong"))
         ;; A result of another kind must be declared, to be wrong.
         (results (if right? (declared (cadr effect))
                      (apply string-append
                             (map (lambda (type)
                                    (string-append " "
                                                   (cdr (assq type names))))
                                  (cadr effect)))))
         (definition (string-append "(: " name (declared (car effect)) " ->"
                                    results " (" text "))")))
    (display (if tried? (string-append "(" definition ") outcome") definition))
    (display " ; ") (display name) (display " ") (display mark) (newline)))

(display (if tried? "\
: outcome (try (drop) (let (e) (e error.class print \" \" print
    e error.irritants write \" \" print e error.place show)) if-Ok)\n" "\n\n"))
(for-each
 (lambda (i)
   (let* ((types '(i i i b l v s))
          (in (map (lambda (i) (pick types)) (iota (below 4))))
          (out (map (lambda (i) (pick types)) (iota (below 4))))
          (text (program in out 2))
          (name (string-append "w" (number->string i)))
          (loops? (and (= 0 (below 4)) (equal? in '(i)))))
     (define-word name in out
                  (if loops?
                      (string-append "dup 0 = (" text ") (1 - " name ") if")
                      text)
                  #t)
     (define-word (string-append name "x") in out text #f)
     (when (= 0 (below 2))
       (let ((plain (string-append name "u")))
         (for-each display (list ": " plain " (" (program in out 2) ")\n"))
         (set! callable (cons (list (string->symbol plain) in out) callable))))
     (set! callable (cons (list (string->symbol name) in out) callable))))
 (iota (string->number (list-ref (command-line) 2))))
