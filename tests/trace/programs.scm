;;; tests/trace/programs.scm: writes random programs into files.

(use-modules (baton random))

(define (main home arguments)
  "Write the random programs of the seeds 1 to N into the files 1.baton … of a
folder; ARGUMENTS are the folder and N."
  (let ((folder (car arguments))
        (n (string->number (cadr arguments))))
    (do ((seed 1 (+ seed 1)))
        ((> seed n))
      (call-with-output-file
          (string-append folder "/" (number->string seed) ".baton")
        (lambda (port) (display (random-program seed 8) port))))))
