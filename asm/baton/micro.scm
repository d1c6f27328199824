;;; (baton micro): what the formulas of spec/instructions.scm mean.
;;;
;;; Each micro-operation that the specification declares is one procedure here,
;;; except `service', `go' and `enter', which are the machine's own ((baton
;;; reference)). A procedure takes the heap, then the arguments of the formula:
;;; an operand's value, a list for a rest operand, a block, an integer, or a
;;; symbol for a bare word.  It gives a value, a list of values where the
;;; instruction has several results, a boolean where it is a test, or a fault,
;;; and then nothing has happened.
;;;
;;; Relies on the caller to have checked the types; on what is stored being
;;; retained already, once for each operand that stores it; and on the caller to
;;; retain a result that the specification calls borrowed.

(define-library (baton micro)
  (export micro-procedure micro-procedures close-block)
  (import (scheme base) (baton heap)
          (only (baton host) bits-and bits-xor bits-shift))
  (begin
    (define (fitting heap n)
      "Return the integer N, or a fault where no word of HEAP holds it."
      (if (<= (heap-least heap) n (heap-greatest heap)) n overflow-fault))

    (define (add heap a b) (fitting heap (+ a b)))
    (define (sub heap a b) (fitting heap (- a b)))
    (define (mul heap a b) (fitting heap (* a b)))

    (define (quo heap a b)
      "Return A / B, towards zero."
      (if (eqv? b 0) divide-fault (fitting heap (quotient a b))))

    (define (rem heap a b)
      "Return what `quo' of A and B leaves over."
      (if (eqv? b 0) divide-fault (remainder a b)))

    (define (bits-or a b)
      "Return the bits in A or B."
      (- (+ a b) (bits-and a b)))

    (define (shift heap a n)
      "Return A * 2^N, towards minus infinity."
      (cond ((eqv? a 0) 0)
            ((>= n (heap-width heap)) overflow-fault)
            (else (fitting heap (bits-shift a (max n -64))))))

    (define (shift-back heap a n)
      "Return A * 2^-N, towards minus infinity."
      (shift heap a (- n)))

    (define (new-cell heap kind . fields)
      "Return a new cell of KIND with FIELDS."
      (heap-cell heap kind (list->vector fields)))

    (define (collect heap kind fields)
      "Return a new cell of KIND with the list FIELDS."
      (heap-cell heap kind (list->vector fields)))

    (define (filled heap kind n x)
      "Return a new cell of KIND with N elements X."
      (cond ((or (< n 0) (> n size-limit)) bounds-fault)
            ((and (eq? kind 'bytes) (not (<= 0 x 255))) bounds-fault)
            ((not (heap-room? heap (heap-words heap kind n))) memory-fault)
            ((eq? kind 'bytes) (heap-cell heap kind (make-bytevector n x)))
            ((eq? kind 'string) (heap-cell heap kind (make-string n x)))
            (else
             (let ((cell (heap-cell heap kind (make-vector n x))))
               (share! x n)
               cell))))

    (define (share! x n)
      "Count N more references to X."
      (when (cell-mutable? x)
        (set-cell-count! x (+ (cell-count x) n))))

    (define (part heap c i)
      "Return field I of C."
      (vector-ref (cell-fields c) i))

    (define (set-part heap c i x)
      "Put X into field I of C."
      (let* ((fields (cell-fields c))
             (old (vector-ref fields i)))
        (vector-set! fields i x)
        (release! heap old)
        #f))

    (define (parts heap c)
      "Return the two fields of C, both held."
      (let ((a (vector-ref (cell-fields c) 0))
            (d (vector-ref (cell-fields c) 1)))
        (retain! a)
        (retain! d)
        (list a d)))

    (define (size heap c)
      "Return the number of elements of C; a record's tag is none."
      (case (cell-kind c)
        ((bytes) (bytevector-length (cell-fields c)))
        ((string) (string-length (cell-fields c)))
        ((record) (- (vector-length (cell-fields c)) 1))
        (else (vector-length (cell-fields c)))))

    (define (ref heap c i)
      "Return element I of C."
      (if (and (<= 0 i) (< i (size heap c)))
          (case (cell-kind c)
            ((bytes) (bytevector-u8-ref (cell-fields c) i))
            ((string) (string-ref (cell-fields c) i))
            ((record) (vector-ref (cell-fields c) (+ i 1)))
            (else (vector-ref (cell-fields c) i)))
          bounds-fault))

    (define (set heap c i x)
      "Let element I of C become X."
      (if (and (<= 0 i) (< i (size heap c)))
          (case (cell-kind c)
            ((bytes)
             (if (<= 0 x 255)
                 (begin (bytevector-u8-set! (cell-fields c) i x) #f)
                 bounds-fault))
            ((string) (string-set! (cell-fields c) i x) #f)
            ((record) (set-part heap c (+ i 1) x))
            (else (set-part heap c i x)))
          bounds-fault))

    (define (character heap n)
      "Return the character of code point N."
      (if (or (<= 0 n #xd7ff) (<= #xe000 n #x10ffff))
          (integer->char n)
          bounds-fault))

    (define (name heap s)
      "Return the name of the symbol S as a new string."
      (heap-cell heap 'string (string-copy (symbol->string s))))

    (define (intern heap s)
      "Return the symbol whose name is the string S."
      (string->symbol (string-copy (cell-fields s))))

    (define (close-block heap block fields)
      "Return a closure of BLOCK, a constant closure, that captures FIELDS."
      (if (null? fields)
          block
          (heap-cell heap 'closure
                     (list->vector (cons (vector-ref (cell-fields block) 0)
                                         fields)))))

    (define micro-procedures
      `((add . ,add) (sub . ,sub) (mul . ,mul) (quo . ,quo) (rem . ,rem)
        (and . ,(lambda (heap a b) (bits-and a b)))
        (or . ,(lambda (heap a b) (bits-or a b)))
        (xor . ,(lambda (heap a b) (bits-xor a b)))
        (not . ,(lambda (heap a) (- -1 a)))
        (shift . ,shift) (shift-back . ,shift-back)
        (same . ,(lambda (heap a b) (eqv? a b)))
        (less . ,(lambda (heap a b) (< a b)))
        (at-most . ,(lambda (heap a b) (<= a b)))
        (truth . ,(lambda (heap a) (if a #t #f)))
        (is . ,(lambda (heap a kind) (value-is? a kind)))
        (cell . ,new-cell) (collect . ,collect) (filled . ,filled)
        (part . ,part) (set-part . ,set-part) (parts . ,parts)
        (size . ,size) (ref . ,ref) (set . ,set)
        (code-point . ,(lambda (heap c) (char->integer c)))
        (character . ,character) (name . ,name) (intern . ,intern)
        (close . ,close-block)))

    (define (micro-procedure name)
      "Return the procedure for the micro-operation NAME."
      (let ((entry (assq name micro-procedures)))
        (if entry
            (cdr entry)
            (error "a micro-operation has no procedure" name))))))
