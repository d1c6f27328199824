;;; (course draw): chance that can be repeated.
;;;
;;; A DRAW is a stream of numbers that follows from texts (a seed, a student, the
;;; name of a test), the same on every host: a splitmix64 whose start is the
;;; SHA-256 of the texts, so that what was drawn tells nobody the seed.

(define-module (course draw)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:export (sha-256 make-draw draw-integer draw-choice draw-list draw-shuffled))

;; STATE: an integer of 64 bits.
(define-record-type <draw>
  (wrap-draw state)
  draw?
  (state draw-state set-draw-state!))

(define bits-64 (- (ash 1 64) 1))

;; SHA-256 (FIPS 180-4), with words of 32 bits.

(define (word n) (logand n #xffffffff))

(define (rotated n by)
  "Return the word N, rotated right."
  (word (logior (ash n (- by)) (ash n (- 32 by)))))

(define (primes count)
  "Return the first COUNT primes."
  (let loop ((n 2) (found '()))
    (cond ((= count (length found)) (reverse found))
          ((any (lambda (p) (zero? (modulo n p))) found)
           (loop (+ n 1) found))
          (else (loop (+ n 1) (cons n found))))))

(define (root-bits n k)
  "Return the first 32 bits of the fraction of the Kth root of N."
  (let loop ((low 0) (high (ash n 32)))
    (let ((middle (quotient (+ low high) 2)))
      (cond ((= low middle) (word low))
            ((<= (expt middle k) (ash n (* 32 k))) (loop middle high))
            (else (loop low middle))))))

(define first-state (map (lambda (p) (root-bits p 2)) (primes 8)))
(define round-keys (map (lambda (p) (root-bits p 3)) (primes 64)))

(define (padded text)
  "Return TEXT as bytes, filled up to whole chunks of 64."
  (let* ((bytes (string->utf8 text))
         (length (bytevector-length bytes))
         (whole (make-bytevector (* 64 (quotient (+ length 8 64) 64)) 0)))
    (bytevector-copy! bytes 0 whole 0 length)
    (bytevector-u8-set! whole length #x80)
    (bytevector-u64-set! whole (- (bytevector-length whole) 8) (* 8 length)
                         (endianness big))
    whole))

(define (schedule bytes start)
  "Return the 64 words of the chunk at START in BYTES, as a list."
  (let ((words (make-vector 64)))
    (define (ref i) (vector-ref words i))
    (do ((i 0 (+ i 1))) ((= i 16))
      (vector-set! words i (bytevector-u32-ref bytes (+ start (* 4 i))
                                               (endianness big))))
    (do ((i 16 (+ i 1))) ((= i 64) (vector->list words))
      (let ((x (ref (- i 15))) (y (ref (- i 2))))
        (vector-set!
         words i
         (word (+ (ref (- i 16)) (ref (- i 7))
                  (logxor (rotated x 7) (rotated x 18) (ash x -3))
                  (logxor (rotated y 17) (rotated y 19) (ash y -10)))))))))

(define (mixed state words)
  "Return STATE, 8 words, after the chunk that gave WORDS."
  (define (step word-in key a b c d e f g h)
    (let ((first (+ h key word-in
                    (logxor (rotated e 6) (rotated e 11) (rotated e 25))
                    (logxor (logand e f) (logand (word (lognot e)) g))))
          (second (+ (logxor (rotated a 2) (rotated a 13) (rotated a 22))
                     (logxor (logand a b) (logand a c) (logand b c)))))
      (list (word (+ first second)) a b c (word (+ d first)) e f g)))
  (map (lambda (old new) (word (+ old new)))
       state
       (fold (lambda (word-in key state)
               (apply step word-in key state))
             state words round-keys)))

(define (sha-256 text)
  "Return the SHA-256 of TEXT, in UTF-8, as an integer."
  (let ((bytes (padded text)))
    (let loop ((start 0) (state first-state))
      (if (= start (bytevector-length bytes))
          (fold (lambda (word n) (+ (ash n 32) word)) 0 state)
          (loop (+ start 64) (mixed state (schedule bytes start)))))))

(define (make-draw . texts)
  "Return a new draw that follows from TEXTS."
  (wrap-draw (logand bits-64 (sha-256 (string-join texts "\n")))))

(define (next! draw)
  "Return the next number of DRAW, 64 bits."
  (define (mix z shift factor)
    (logand bits-64 (* (logxor z (ash z (- shift))) factor)))
  (let ((state (logand bits-64 (+ (draw-state draw) #x9E3779B97F4A7C15))))
    (set-draw-state! draw state)
    (let ((z (mix (mix state 30 #xBF58476D1CE4E5B9) 27 #x94D049BB133111EB)))
      (logxor z (ash z -31)))))

(define (draw-integer draw low high)
  "Return an integer from LOW to HIGH from DRAW."
  (+ low (modulo (next! draw) (+ 1 (- high low)))))

(define (draw-choice draw items)
  "Return one of ITEMS, a list, from DRAW."
  (list-ref items (draw-integer draw 0 (- (length items) 1))))

(define (draw-list draw count make)
  "Return a list of what COUNT calls (MAKE DRAW) gave, in order."
  (let loop ((n count) (made '()))
    (if (= n 0)
        (reverse made)
        (loop (- n 1) (cons (make draw) made)))))

(define (draw-shuffled draw items)
  "Return ITEMS in an order from DRAW."
  (let loop ((rest items) (shuffled '()))
    (if (null? rest)
        shuffled
        (let ((i (draw-integer draw 0 (- (length rest) 1))))
          (loop (append (list-head rest i) (list-tail rest (+ i 1)))
                (cons (list-ref rest i) shuffled))))))
