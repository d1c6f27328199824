;;; tests/random/generate.scm: prints the random program of a seed.

(use-modules (baton random))

(define (main home arguments)
  "Print the program that ARGUMENTS, a seed and perhaps a size, name."
  (let ((numbers (map string->number arguments)))
    (cond ((or (null? numbers) (memv #f numbers) (> (length numbers) 2))
           (display "usage: generate SEED [SIZE]\n" (current-error-port))
           (exit 64))
          (else
           (display (random-program
                     (car numbers)
                     (if (null? (cdr numbers)) 5 (cadr numbers))))))))
