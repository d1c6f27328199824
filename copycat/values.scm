;;; (copycat values): the values of Copycat, and the primitives that only make
;;; values out of values.
;;;
;;; Values are those of Scheme, none of which is ever changed, and records: a
;;; tag and a list of fields.  A continuation is a procedure of a stack.
;;; `operation' finds a primitive by its name: its operands' kinds, from the
;;; deepest to the top, and a procedure that gives the list of its results, or
;;; throws `refuse' with an error's class and irritants.

(define-library (copycat values)
  (export make-record record? record-tag record-fields
          make-continuation continuation? continuation-go
          type-of is? refuse operation operation-names)
  (import (scheme base) (only (baton read) least-integer greatest-integer)
          (only (guile) throw ash logand logior logxor quotient remainder))
  (begin
    (define-record-type <record> (make-record tag fields) record?
      (tag record-tag) (fields record-fields))
    (define-record-type <continuation> (make-continuation go) continuation?
      (go continuation-go))

    (define (type-of v)
      "Return the symbol that the word `type' gives for V."
      (cond ((integer? v) 'integer) ((boolean? v) 'boolean) ((null? v) 'null)
            ((pair? v) 'pair) ((symbol? v) 'symbol) ((char? v) 'character)
            ((string? v) 'string) ((vector? v) 'vector) ((record? v) 'record)
            ((continuation? v) 'continuation) (else 'eof)))

    (define (is? kind v)
      "Is V of KIND: a type, or `any', `list' or `program'?"
      (case kind
        ((any) #t)
        ((list) (list? v))
        ((program) (or (list? v) (continuation? v)))
        (else (eq? kind (type-of v)))))

    (define (refuse class . irritants)
      (throw 'refuse class irritants))
    (define (fit n . operands)
      "Return N where it fits into a word of the machine."
      (if (<= least-integer n greatest-integer) n
          (apply refuse 'overflow operands)))
    (define (index i most v)
      "Return I where it is from 0 to MOST; V is what it is an index of."
      (if (<= 0 i most) i (refuse 'bounds v i)))
    (define (divisor b a)
      (if (= b 0) (refuse 'divide a b) b))

    (define-syntax operations
      (syntax-rules ()
        ((_ ((name (kind value) ...) result ...) ...)
         (list (list 'name '(kind ...) (lambda (value ...) (list result ...)))
               ...))))
    (define table
      (operations
       ((dup (any a)) a a)
       ((drop (any a)))
       ((swap (any a) (any b)) b a)
       ((over (any a) (any b)) a b a)
       ((rot (any a) (any b) (any c)) b c a)
       ((+ (integer a) (integer b)) (fit (+ a b) a b))
       ((- (integer a) (integer b)) (fit (- a b) a b))
       ((* (integer a) (integer b)) (fit (* a b) a b))
       ((quotient (integer a) (integer b)) (fit (quotient a (divisor b a)) a b))
       ((remainder (integer a) (integer b)) (remainder a (divisor b a)))
       ((bit-and (integer a) (integer b)) (logand a b))
       ((bit-or (integer a) (integer b)) (logior a b))
       ((bit-xor (integer a) (integer b)) (logxor a b))
       ((shift (integer a) (integer n)) (fit (ash a (max -64 (min 64 n))) a n))
       ((= (integer a) (integer b)) (= a b))
       ((< (integer a) (integer b)) (< a b))
       ((eq? (any a) (any b)) (eqv? a b))
       ((type (any a)) (type-of a))
       ((cons (any d) (any a)) (cons a d))
       ((car (pair p)) (car p))
       ((cdr (pair p)) (cdr p))
       ((list.vector (list l)) (list->vector l))
       ((vector.length (vector v)) (vector-length v))
       ((vector.ref (vector v) (integer i))
        (vector-ref v (index i (- (vector-length v) 1) v)))
       ((vector.set (vector v) (integer i) (any a))
        (let ((new (vector-copy v)))
          (vector-set! new (index i (- (vector-length v) 1) v) a)
          new))
       ((string.length (string s)) (string-length s))
       ((string.ref (string s) (integer i))
        (string-ref s (index i (- (string-length s) 1) s)))
       ((string.append (string a) (string b)) (string-append a b))
       ((substring (string s) (integer i) (integer j))
        (substring s (index i (index j (string-length s) s) s) j))
       ((char-list.string (list l))
        (list->string (map (lambda (c) (if (char? c) c
                                           (refuse 'type c 'character))) l)))
       ((string.symbol (string s)) (string->symbol s))
       ((symbol.string (symbol s)) (symbol->string s))
       ((char.integer (character c)) (char->integer c))
       ((integer.char (integer n))
        (if (or (<= 0 n #xd7ff) (<= #xe000 n #x10ffff)) (integer->char n)
            (refuse 'bounds n)))
       ((record (list l) (symbol tag)) (make-record tag l))
       ((record.tag (record r)) (record-tag r))
       ((record.fields (record r)) (record-fields r))))

    (define (operation name)
      "Return the kinds and the procedure of the primitive NAME, or #f."
      (let ((found (assq name table)))
        (and found (cdr found))))
    (define operation-names (map car table))))
