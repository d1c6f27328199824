;;; (course draw): chance that can be repeated.
;;;
;;; A DRAW is a stream of numbers that follows from texts (a seed, a student, the
;;; name of a test), the same on every host: a splitmix64 whose start is the
;;; SHA-256 of the texts, so that what was drawn tells nobody the seed.  Relies
;;; on sha256sum for that.

(define-module (course draw)
  #:use-module (ice-9 popen)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-9)
  #:export (make-draw draw-integer draw-choice draw-list draw-shuffled))

;; STATE: an integer of 64 bits.
(define-record-type <draw>
  (wrap-draw state)
  draw?
  (state draw-state set-draw-state!))

(define bits-64 (- (ash 1 64) 1))

(define (sha-256 text)
  "Return the SHA-256 of TEXT as an integer."
  (let* ((port (mkstemp! (string-append (or (getenv "TMPDIR") "/tmp")
                                        "/baton-draw-XXXXXX")))
         (path (port-filename port)))
    (dynamic-wind
      (const #f)
      (lambda ()
        (set-port-encoding! port "UTF-8")
        (put-string port text)
        (close-port port)
        (let* ((sum (open-pipe* OPEN_READ "sha256sum" path))
               (digits (get-string-n sum 64)))
          (close-pipe sum)
          (or (and (string? digits) (string->number digits 16))
              (error "sha256sum does not work"))))
      (lambda () (delete-file path)))))

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
