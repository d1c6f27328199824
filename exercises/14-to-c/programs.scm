;;; programs.scm: random programs to compile, and three that take time.
;;;
;;; A program is a list of blocks.  Its main is (main k a b): k is a continuation of one
;;; parameter, a and b are integers.  Each variable has a name of its own in the
;;; whole program.  Random programs end: each block refers to blocks that were complete
;;; before it, and to itself only with a number that becomes less; and each variable has
;;; a type, `int', `list' (of integers), `kont' (a closure of one parameter) or `fun' (of a
;;; kont and an integer), so no closure can call itself.  Now and then a type or a
;;; number of arguments is wrong, on purpose: that is a fault.

(use-modules (ice-9 match) (srfi srfi-1))

;; What is being made: the draw, whether there are cells, the number of names, the
;; blocks that are complete with their signatures, the last one first.

(define draw-now (make-parameter #f))
(define cells (make-parameter #f))
(define names (make-parameter #f))
(define made (make-parameter #f))

(define (one-in n) (= 1 (draw-integer (draw-now) 1 n)))
(define (among . items) (draw-choice (draw-now) items))
(define (up-to n) (draw-integer (draw-now) 0 n))

(define (fresh letter)
  "Return a new name that begins with LETTER."
  (let ((box (names)))
    (set-car! box (+ 1 (car box)))
    (string->symbol (string-append letter (number->string (car box))))))

(define (taken name) (symbol-append '! name))

(define (named type)
  "Return a new variable of TYPE with its type."
  (cons (fresh (case type
                 ((int) "n") ((list) "l") ((kont) "k") ((fun) "f")))
        type))

(define (of-type env type)
  "Return the names of ENV that have TYPE."
  (filter-map (lambda (entry) (and (eq? type (cdr entry)) (car entry))) env))

(define (without env gone)
  "Return ENV without the names GONE."
  (remove (lambda (entry) (memq (car entry) gone)) env))

(define (integer)
  "Draw an integer: mostly a small one, or one at an end."
  (if (one-in 12)
      (let ((end (expt 2 61)))
        (among (- end 1) (- end) (- end 2) (quotient end 2) 3037000500
               -2147483648 1000000000000))
      (- (up-to 24) 8)))

;; Operands.  In one instruction a variable is taken once at most.

(define (operand type env gone)
  "Draw an operand of TYPE from ENV, of which GONE, names, are taken already.
Return it and the name that it takes, or #f."
  (let* ((type (cond ((not (and (cells) (one-in 90))) type)
                     ((eq? type 'int) 'list)
                     ((eq? type 'list) 'int)
                     (else type)))
         (there (of-type env type)))
    (cond ((or (null? there) (and (eq? type 'int) (one-in 4)))
           (values (if (eq? type 'int) (integer) '()) #f))
          (else
           (let ((name (draw-choice (draw-now) there)))
             (if (or (memq name gone) (eq? type 'kont) (one-in 2))
                 (values name #f)
                 (values (taken name) name)))))))

(define (operands types env)
  "Draw operands of TYPES from ENV.  Return them, and ENV without what they take."
  (let loop ((rest types) (gone '()) (found '()))
    (if (null? rest)
        (values (reverse found) (without env gone))
        (call-with-values (lambda () (operand (car rest) env gone))
          (lambda (text name)
            (loop (cdr rest) (if name (cons name gone) gone)
                  (cons text found)))))))

(define (all-operands types env)
  "Draw operands of TYPES for a transfer in ENV: a variable is taken where it stands
first.  Return them, and ENV without what they take."
  (let loop ((rest types) (gone '()) (found '()))
    (if (null? rest)
        (values (reverse found) (without env gone))
        (let* ((type (car rest)) (there (of-type env type)))
          (cond ((or (null? there) (and (eq? type 'int) (one-in 5)))
                 (loop (cdr rest) gone
                       (cons (if (eq? type 'int) (integer) '()) found)))
                (else
                 (let ((name (draw-choice (draw-now) there)))
                   (if (memq name gone)
                       (loop (cdr rest) gone (cons name found))
                       (loop (cdr rest) (cons name gone)
                             (cons (taken name) found))))))))))

(define (and-drop env transfer)
  "Return TRANSFER, a list of one instruction, after the end of all that ENV has."
  (if (null? env)
      transfer
      (cons (cons 'drop (map car env)) transfer)))

;; Blocks

(define (data-types)
  "Draw the types of some variables."
  (draw-list (draw-now) (up-to 3)
             (lambda (draw)
               (if (cells) (among 'int 'int 'list 'fun) 'int))))

(define (keep! name parameters captures body)
  "Keep a complete block; return its NAME with the types of its parameters and
captures."
  (let ((signature (list name (map cdr parameters) (map cdr captures))))
    (set-cdr! (made)
              (cons (cons signature
                          `(block ,name ,(map car parameters)
                                  ,(map car captures) ,@body))
                    (cdr (made))))
    signature))

(define (make-block parameters captures depth)
  "Make a block with parameters and captures of these types; return its signature."
  (let ((parameters (map named parameters)) (captures (map named captures)))
    (keep! (fresh "b") parameters captures
           (body (append parameters captures) depth (up-to 4)))))

(define (make-loop types depth)
  "Make a block that jumps to itself, with a kont, a count and TYPES; return its
signature."
  (let* ((name (fresh "b"))
         (parameters (map named (cons* 'kont 'int types)))
         (count (car (second parameters)))
         (less (fresh "n")))
    (keep! name parameters '()
           `((if (lt 0 ,count)
                 (then
                  (let ,less (sub ,(taken count) 1))
                  ,@(straight
                     (without parameters (list count)) (up-to 2)
                     (lambda (env)
                       (call-with-values
                           (lambda () (all-operands types env))
                         (lambda (operands env)
                           (let ((k (car (of-type (cons (car parameters) env)
                                                  'kont))))
                             (and-drop
                              (without env (list k))
                              `((jump ,name ,(taken k) ,(taken less)
                                      ,@operands)))))))))
                 (else ,@(body parameters depth (up-to 2))))))))

(define (loops? block)
  "Does BLOCK jump to itself?  Then its count must be a small one."
  (match block
    (('block name _ _ ('if ('lt 0 _) . _)) #t)
    (_ #f)))

(define (block-for parameters captures depth)
  "Return the signature of a block with these types: one that is complete, or a
new one."
  (let ((fit (filter (match-lambda
                       (((_ p c) . block)
                        (and (equal? p parameters) (equal? c captures)
                             (not (loops? block)))))
                     (cdr (made)))))
    (if (and (pair? fit) (or (<= depth 0) (one-in 2)))
        (car (draw-choice (draw-now) fit))
        (make-block parameters captures (- depth 1)))))

;; Instructions

(define (closure type env depth next)
  "Make a closure of TYPE in ENV.  Return the instruction before what (NEXT ENV
NAME) gives."
  (let ((captures (if (eq? type 'kont)
                      (cons 'kont (data-types))
                      (data-types)))
        (name (fresh (if (eq? type 'kont) "k" "f"))))
    ;; A capture must be there: there is no constant of its type.
    (let ((captures (remove (lambda (type)
                              (and (eq? type 'fun)
                                   (null? (of-type env 'fun))))
                            captures)))
      (call-with-values (lambda () (operands captures env))
        (lambda (operands env)
          (let ((block (block-for (if (eq? type 'kont) '(int) '(kont int))
                                  captures depth)))
            (cons `(let ,name (close ,(car block) ,@operands))
                  (next (acons name type env) name))))))))

(define (straight env n next)
  "Return N instructions that go straight on in ENV, before what (NEXT ENV) gives."
  (define (go env) (straight env (- n 1) next))
  (define (result operation types type)
    (call-with-values (lambda () (operands types env))
      (lambda (operands env)
        (let ((x (named type)))
          (cons `(let ,(car x) (,operation ,@operands))
                (go (cons x env)))))))
  (define lists (of-type env 'list))
  (if (= n 0)
      (next env)
      (case (up-to (if (cells) 13 9))
        ((0 1 2 3) (result (among 'add 'sub 'mul) '(int int) 'int))
        ((4) (result (among 'quo 'rem) '(int int) 'int))
        ((5 6)
         (call-with-values (lambda () (operand 'int env '()))
           (lambda (text name)
             (let ((x (named (if (and (symbol? text)
                                      (memq (or name text) lists))
                                 'list
                                 'int))))
               (cons `(let ,(car x) ,text)
                     (go (cons x (without env (list name)))))))))
        ((7)
         (let ((droppable (remove (lambda (e) (eq? 'kont (cdr e))) env)))
           (if (null? droppable)
               (go env)
               (let ((name (car (draw-choice (draw-now) droppable))))
                 (cons `(drop ,name) (go (without env (list name))))))))
        ((8 9) (result 'sub '(int int) 'int))
        ((10 11) (result 'cons '(int list) 'list))
        ((12)
         (if (or (null? lists) (not (one-in 3)))
             (go env)
             (if (one-in 2)
                 (result 'car '(list) 'int)
                 (result 'cdr '(list) 'list))))
        ((13) (go env)))))

(define (branch test env depth then else)
  "Return an `if' with TEST; THEN and ELSE are the environments of its ways."
  (list `(if ,test
             (then ,@(body then (- depth 1) (up-to 2)))
             (else ,@(body else (- depth 1) (up-to 2))))))

(define (body env depth n)
  "Return the instructions of a block in ENV: N straight ones, then a choice or a
transfer.  DEPTH bounds what it refers to."
  (straight env n
            (lambda (env)
              (cond ((and (> depth 0) (cells) (one-in 3)
                          (pair? (of-type env 'list)))
                     (take-apart env depth))
                    ((and (> depth 0) (one-in 3))
                     (call-with-values
                         (lambda () (operands '(int int) env))
                       (lambda (operands env)
                         (branch (cons (among 'lt 'le 'eq) operands)
                                 env depth env env))))
                    ((and (> depth 0) (cells) (one-in 2))
                     (closure (among 'kont 'fun) env depth
                              (lambda (env name) (transfer env depth))))
                    (else (transfer env depth))))))

(define (take-apart env depth)
  "Return an `if' that looks what a list in ENV is."
  (let* ((name (draw-choice (draw-now) (of-type env 'list)))
         (rest (without env (list name)))
         (head (named 'int)) (tail (named 'list)))
    (case (up-to 2)
      ((0) (branch `(null? ,name) env depth env env))
      ((1) (branch `(pair? ,(taken name)) env depth rest rest))
      (else
       (let ((stays (one-in 2)))
         (list `(if (pair? ,name)
                    (then
                     (let (,(car head) ,(car tail))
                       (uncons ,(if stays name (taken name))))
                     ,@(body (cons* head tail (if stays env rest))
                             (- depth 1) (up-to 2)))
                    (else
                     ,@(body env (- depth 1) 0)))))))))

(define (transfer env depth)
  "Return what ends a block in ENV."
  (define (send kind)
    (case kind
      ((jump)
       (let* ((types (cons 'kont (remove (lambda (type)
                                           (and (eq? type 'fun)
                                                (null? (of-type env 'fun))))
                                         (data-types))))
              (block (block-for types '() depth)))
         (call-with-values (lambda () (all-operands types env))
           (lambda (operands env)
             (and-drop env `((jump ,(car block) ,@operands)))))))
      ((loop)
       (let* ((types (remove (lambda (type) (eq? type 'fun)) (data-types)))
              (block (make-loop types (- depth 1))))
         (call-with-values (lambda () (all-operands (cons 'kont types) env))
           (lambda (operands env)
             (and-drop env `((jump ,(car block) ,(car operands) ,(up-to 9)
                                   ,@(cdr operands))))))))
      ((fun)
       (call-with-values
           (lambda ()
             (all-operands (if (one-in 40) '(fun kont) '(fun kont int)) env))
         (lambda (operands env)
           (and-drop env `((call ,@operands))))))
      (else
       (call-with-values
           (lambda ()
             (all-operands (list 'kont (if (and (cells) (one-in 3))
                                           'list 'int))
                           env))
         (lambda (operands env)
           (and-drop env `((call ,@operands))))))))
  (send (cond ((and (pair? (of-type env 'fun)) (not (one-in 4))) 'fun)
              ((and (> depth 0) (not (one-in 4)))
               (if (one-in 2) 'loop 'jump))
              (else 'kont))))

(define (random-program draw with-cells)
  "Draw a program, with pairs and closures where WITH-CELLS."
  (parameterize ((draw-now draw) (cells with-cells) (names (list 0))
                 (made (list #f)))
    (let ((body (body '((k . kont) (a . int) (b . int)) 3 (+ 2 (up-to 3)))))
      (cons `(block main (k a b) () ,@body)
            (map cdr (reverse (cdr (made))))))))

;; Programs that come first in a test: what chance seldom brings.  An entry has a and b
;; behind the program.

(define first-of-integers
  '((((block main (k a b) ()                       ; arguments change places
        (jump swap !k 3 !a !b))
      (block swap (k1 n x y) ()
        (if (lt 0 n)
            (then (let m (sub !n 1)) (jump swap !k1 !m !y !x))
            (else (drop n) (let d (sub !x !y)) (call !k1 !d)))))
     7 2)
    (((block main (k a b) () (let c (add !a !b)) (call !k !c)))
     2305843009213693951 1)
    (((block main (k a b) () (let c (mul !a !b)) (call !k !c)))
     1152921504606846976 2)
    (((block main (k a b) () (let c (sub !a !b)) (call !k !c)))
     -2305843009213693952 1)
    (((block main (k a b) () (let c (quo !a !b)) (call !k !c)))
     -2305843009213693952 -1)
    (((block main (k a b) () (drop b) (jump down !k !a))   ; no stack is needed
      (block down (k1 n) ()
        (if (lt 0 n)
            (then (let m (sub !n 1)) (jump down !k1 !m))
            (else (call !k1 !n)))))
     300000 0)))

(define first-of-all
  '((((block main (k a b) ()                       ; a closure is called twice
        (let l (cons !a ()))
        (let l2 (cons !b !l))
        (let f (close put !l2))
        (let again (close more !k f))
        (call !f !again 1))
      (block more (x) (k1 f1)
        (let last (close both !k1 !x))
        (call !f1 !last 2))
      (block both (y) (k2 x2)
        (let p (cons !x2 !y))
        (call !k2 !p))
      (block put (k3 n) (l3)
        (let p3 (cons !n !l3))
        (call !k3 !p3)))
     5 6)
    (((block main (k a b) ()                       ; one argument is missing
        (let f (close two !a !b))
        (call !f !k))
      (block two (k1 n) (x y)
        (drop x y)
        (call !k1 !n)))
     1 2)
    (((block main (k a b) () (drop k) (call !a !b)))
     1 2)
    (((block main (k a b) ()                       ; a list that two hold
        (let l (cons !a ()))
        (let m (cons !b l))
        (let (h t) (uncons m))
        (if (eq t !l)
            (then
             (let n (cons !t !m))
             (let p (cons !h !n))
             (call !k !p))
            (else (drop h t m) (call !k #f)))))
     3 4)
    (((block main (k a b) ()                       ; tests that take lists
        (let l (cons !a ()))
        (let m (cons !b ()))
        (if (null? !l)
            (then (drop m) (call !k 1))
            (else
             (if (pair? !m) (then (call !k 2)) (else (call !k 3)))))))
     3 4)
    (((block main (k a b) ()
        (let l (cons !a ()))
        (if (lt !l !b) (then (call !k #t)) (else (call !k #f)))))
     3 4)))

;; Programs that take time: a loop, one that makes closures, one that makes lists.

(define slow-programs
  '(((block main (k a b) () (jump loop !k !a !b 0))
     (block loop (k1 n least sum) ()
       (if (eq n 0)
           (then (drop n least) (call !k1 !sum))
           (else
            (let product (mul !sum 31))
            (let more (add !product n))
            (let less (rem !more least))
            (let m (sub !n 1))
            (jump loop !k1 !m !least !less)))))
    ((block main (k a b) () (drop b) (jump fib !k !a))
     (block fib (k1 n) ()
       (if (lt n 2)
           (then (call !k1 !n))
           (else
            (let m (sub n 1))
            (let first (close second !k1 !n))
            (jump fib !first !m))))
     (block second (x) (k2 n2)
       (let m2 (sub !n2 2))
       (let both (close third !k2 !x))
       (jump fib !both !m2))
     (block third (y) (k3 x3)
       (let sum (add !y !x3))
       (call !k3 !sum)))
    ((block main (k a b) () (drop b) (jump build !k !a ()))
     (block build (k1 n1 l1) ()
       (if (lt 0 n1)
           (then
            (let p1 (cons n1 !l1))
            (let m1 (sub !n1 1))
            (jump build !k1 !m1 !p1))
           (else (drop n1) (jump turn !k1 !l1 ()))))
     (block turn (k2 l2 done) ()
       (if (pair? l2)
           (then
            (let (h2 t2) (uncons !l2))
            (let p2 (cons !h2 !done))
            (jump turn !k2 !t2 !p2))
           (else (drop l2) (jump total !k2 !done 0))))
     (block total (k3 l3 sum3) ()
       (if (null? l3)
           (then (drop l3) (call !k3 !sum3))
           (else
            (let (h3 t3) (uncons !l3))
            (let next (add !sum3 !h3))
            (jump total !k3 !t3 !next)))))))

(define (slow-inputs draw)
  "Draw a and b for each of the programs that take time."
  (list (list (draw-integer draw 60000 65000)
              (draw-integer draw 1000 1000000))
        (list 20 (draw-integer draw 0 9))
        (list (draw-integer draw 20000 22000) (draw-integer draw 0 9))))

(define (random-inputs draw)
  "Draw a and b."
  (let ((number (lambda (draw)
                  (if (= 0 (draw-integer draw 0 9))
                      (draw-choice draw (list (expt 2 40) (- (expt 2 61))
                                              (- (expt 2 61) 1)))
                      (draw-integer draw -9 20)))))
    (draw-list draw 2 number)))
