;;; What the attacks attack: a shell script that is to double a number.

(define limits (make-limits 2 5 300 16 100000 4000000))

(define (doubles bench draw)
  "Does the script double a number?"
  (let* ((n (draw-integer draw 100000 999999))
         (outcome (run bench '("/bin/sh" "{submission}/run")
                       #:input (string-append (number->string n) "\n")
                       #:limits limits)))
    (all-pass
     (lambda () (if (has-file? bench "run") passed (missing bench "run")))
     (lambda () (judged outcome))
     (lambda ()
       (if (string=? (outcome-output outcome)
                     (string-append (number->string (* 2 n)) "\n"))
           passed
           (failed 'output "it does not print the double"
                   (cons "got" (harmless (outcome-output outcome)))))))))

(exercise #:title "A victim" #:files '("run")
          #:tests (list (test "doubles" 10 doubles)))
