;;; (baton void): the value that stands for #void.
;;;
;;; In a library of its own, so that the reader of text needs nothing that knows
;;; images.  Relies on R7RS alone.

(define-library (baton void)
  (export void void?)
  (import (scheme base))
  (begin
    (define-record-type <void> (make-void) void?)

    (define void (make-void))))
