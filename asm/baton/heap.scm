;;; (baton heap): values and cells, with counts that are exact.
;;;
;;; The values of the reference machine.  Immediate ones are the host's: exact
;;; integers, booleans, (), characters, symbols, the end-of-file object and
;;; `void' of (baton void).  The others are CELLS, with a kind, a count of
;;; references and fields: a vector of values, a bytevector or a string.  The
;;; first field of a closure is its block, in whatever form the machine keeps
;;; blocks; that of a device is what the devices make of it.  A cell without a
;;; count is a constant: immutable, never counted, no live cell.
;;;
;;; A HEAP knows the word's width, the limit in words, and what was allocated
;;; and freed.  A cell takes its head of 64 bits and its fields, at least one
;;; word. Guarantees that freeing does not recurse.
;;;
;;; A FAULT stands in the place of a result; no value is one.  DETAIL says what
;;; was wrong, as text, or is #f.

(define-library (baton heap)
  (export make-heap heap? heap-width heap-least heap-greatest heap-limit
          heap-live-words heap-live-cells heap-peak-words heap-peak-cells
          heap-allocations heap-frees heap-head set-heap-close!
          cell? cell-kind cell-count cell-fields set-cell-count!
          make-constant-cell cell-mutable? constant-string
          heap-room? heap-cell heap-words heap-recycle! heap-collect!
          retain! release! size-limit
          value-kind value-is? kind-test
          make-fault fault? fault-kind fault-detail
          type-fault arity-fault overflow-fault divide-fault bounds-fault
          memory-fault raised-fault unbound-fault)
  (import (scheme base) (only (baton void) void?)
          (only (baton host) make-table table-ref table-set!))
  (begin
    (define-record-type <heap>
      (make-heap-of width least greatest limit live-words live-cells
                    peak-words peak-cells allocations frees close)
      heap?
      (width heap-width) (least heap-least) (greatest heap-greatest)
      (limit heap-limit)
      (live-words heap-live-words set-heap-live-words!)
      (live-cells heap-live-cells set-heap-live-cells!)
      (peak-words heap-peak-words set-heap-peak-words!)
      (peak-cells heap-peak-cells set-heap-peak-cells!)
      (allocations heap-allocations set-heap-allocations!)
      (frees heap-frees set-heap-frees!)
      (close heap-close set-heap-close!))

    (define-record-type <cell>
      (make-cell kind count fields) cell?
      (kind cell-kind) (count cell-count set-cell-count!)
      (fields cell-fields))

    (define-record-type <fault>
      (make-fault kind detail) fault?
      (kind fault-kind) (detail fault-detail))

    (define type-fault (make-fault 'type #f))
    (define arity-fault (make-fault 'arity #f))
    (define overflow-fault (make-fault 'overflow #f))
    (define divide-fault (make-fault 'divide #f))
    (define bounds-fault (make-fault 'bounds #f))
    (define memory-fault (make-fault 'memory #f))
    (define raised-fault (make-fault 'raised #f))
    (define unbound-fault (make-fault 'unbound #f))

    ;; The most elements that a cell can have.
    (define size-limit (- (expt 2 27) 1))

    (define (make-heap width limit)
      "Return an empty heap of words of WIDTH bits that holds LIMIT words."
      (let ((bound (expt 2 (- width 3))))
        (make-heap-of width (- bound) (- bound 1) limit 0 0 0 0 0 0
                      (lambda (cell) cell))))

    (define (heap-head heap)
      "Return the words of a cell of HEAP before its fields."
      (quotient 64 (heap-width heap)))

    (define (heap-words heap kind size)
      "Return the words of a cell of KIND with SIZE elements in HEAP."
      (let* ((width (heap-width heap))
             (bits (* size (case kind ((bytes) 8) ((string) 32) (else width)))))
        (+ (heap-head heap)
           (max 1 (quotient (+ bits (- width 1)) width)))))

    (define (cell-size cell)
      "Return the number of CELL's elements."
      (case (cell-kind cell)
        ((bytes) (bytevector-length (cell-fields cell)))
        ((string) (string-length (cell-fields cell)))
        (else (vector-length (cell-fields cell)))))

    (define (make-constant-cell kind fields)
      "Return a constant of KIND with FIELDS."
      (make-cell kind #f fields))

    (define (constant-string text)
      "Return the constant string TEXT."
      (make-cell 'string #f text))

    (define (heap-room? heap words)
      "Have WORDS more words room in HEAP?"
      (<= (+ words (heap-live-words heap)) (heap-limit heap)))

    (define (heap-cell heap kind fields)
      "Return a new cell of KIND with FIELDS in HEAP, held once, or a fault."
      (let* ((cell (make-cell kind 1 fields))
             (words (+ (heap-live-words heap)
                       (heap-words heap kind (cell-size cell))))
             (cells (+ (heap-live-cells heap) 1)))
        (cond ((<= words (heap-limit heap))
               (set-heap-live-words! heap words)
               (when (> words (heap-peak-words heap))
                 (set-heap-peak-words! heap words))
               (set-heap-live-cells! heap cells)
               (when (> cells (heap-peak-cells heap))
                 (set-heap-peak-cells! heap cells))
               (set-heap-allocations! heap (+ (heap-allocations heap) 1))
               cell)
              (else memory-fault))))

    (define (cell-mutable? value)
      "Is VALUE a cell that setters may change?"
      (and (cell? value) (cell-count value) #t))

    (define (retain! value)
      "Count one more reference to VALUE."
      (when (cell? value)
        (let ((count (cell-count value)))
          (when count (set-cell-count! value (+ count 1))))))

    (define (release! heap value)
      "Count one reference less to VALUE, a value in HEAP."
      (when (cell? value)
        (let ((count (cell-count value)))
          (when count
            (set-cell-count! value (- count 1))
            (when (= count 1) (free! heap (list value)))))))

    (define (heap-recycle! heap cell)
      "Give back to HEAP the CELL, whose fields have been moved out."
      (set-cell-count! cell 0)
      (set-heap-live-words! heap (- (heap-live-words heap)
                                    (heap-words heap (cell-kind cell)
                                                (cell-size cell))))
      (set-heap-live-cells! heap (- (heap-live-cells heap) 1))
      (set-heap-frees! heap (+ (heap-frees heap) 1)))

    (define (free! heap dead)
      "Free the cells DEAD, whose counts are 0, and what they alone hold."
      (let next ((dead dead))
        (when (pair? dead)
          (let* ((cell (car dead)) (fields (cell-fields cell)))
            (heap-recycle! heap cell)
            (when (eq? (cell-kind cell) 'device) ((heap-close heap) cell))
            (if (vector? fields)
                (let loop ((i 0) (dead (cdr dead)))
                  (if (= i (vector-length fields))
                      (next dead)
                      (let* ((value (vector-ref fields i))
                             (count (and (cell? value) (cell-count value))))
                        (when count (set-cell-count! value (- count 1)))
                        (loop (+ i 1)
                              (if (eqv? count 1) (cons value dead) dead)))))
                (next (cdr dead)))))))

    ;; The backup trace

    (define (heap-collect! heap roots more watched)
      "Free all cells of HEAP that the list ROOTS does not reach, and return
how many. (MORE CELL) gives further roots, which CELL, counted or constant,
makes such; each is given once. Of the cells WATCHED, those that are freed are
closed."
      (let ((known (make-table))
            (before (heap-live-cells heap))
            (live 0) (words 0) (found '()))
        (define (push value work)
          (if (and (cell? value) (not (table-ref known value #f)))
              (begin (table-set! known value #t) (cons value work))
              work))
        (define (push-all values work)
          (if (null? values)
              work
              (push-all (cdr values) (push (car values) work))))
        (define (count! value)
          (when (and (cell? value) (cell-count value))
            (set-cell-count! value (+ (cell-count value) 1))))
        (define (find! cell)
          (when (cell-count cell)
            (set! live (+ live 1))
            (set! words (+ words (heap-words heap (cell-kind cell)
                                             (cell-size cell))))
            (set-cell-count! cell 0)
            (set! found (cons cell found))))
        (define (mark! work)
          (when (pair? work)
            (let* ((cell (car work))
                   (fields (cell-fields cell))
                   (further (more cell)))
              (find! cell)
              (set! roots (append further roots))
              (mark! (push-all (if (vector? fields)
                                   (vector->list fields)
                                   '())
                               (push-all further (cdr work)))))))
        (mark! (push-all roots '()))
        (for-each (lambda (cell)
                    (when (vector? (cell-fields cell))
                      (vector-for-each count! (cell-fields cell))))
                  found)
        (for-each count! roots)
        (for-each (lambda (cell)
                    (unless (table-ref known cell #f)
                      ((heap-close heap) cell)))
                  watched)
        (set-heap-live-cells! heap live)
        (set-heap-live-words! heap words)
        (set-heap-frees! heap (+ (heap-frees heap) (- before live)))
        (- before live)))

    ;; Kinds

    (define (value-kind value)
      "Return the kind of VALUE, a symbol."
      (cond ((cell? value) (cell-kind value))
            ((integer? value) 'int)
            ((symbol? value) 'symbol)
            ((boolean? value) 'bool)
            ((null? value) 'null)
            ((char? value) 'char)
            ((void? value) 'void)
            (else 'eof)))

    (define (value-is? value kind)
      "Is VALUE of KIND?"
      (eq? (value-kind value) kind))

    (define (kind-test kind mutable)
      "Return the predicate for values of KIND, or `any'; where MUTABLE, only
for those that setters may change."
      (cond (mutable
             (lambda (value)
               (and (cell? value) (eq? kind (cell-kind value))
                    (cell-count value) #t)))
            ((eq? kind 'any) (lambda (value) #t))
            ((eq? kind 'int) (lambda (value) (integer? value)))
            ((eq? kind 'char) char?)
            ((eq? kind 'symbol) symbol?)
            (else (lambda (value)
                    (and (cell? value) (eq? kind (cell-kind value)))))))))
