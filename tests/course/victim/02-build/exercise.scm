;;; What the attacks on the build attack: a C program that is to double a number.

(define (doubles bench draw)
  "Does the program double a number?"
  (let* ((n (draw-integer draw 100000 999999))
         (outcome (run bench '("{built}")
                       #:input (string-append (number->string n) "\n")
                       #:limits (make-limits 1 4 300 16 100000 4000000))))
    (all-pass
     (lambda () (judged outcome))
     (lambda ()
       (if (string=? (outcome-output outcome)
                     (string-append (number->string (* 2 n)) "\n"))
           passed
           (failed 'output "it does not print the double"))))))

(exercise #:title "A victim that is built" #:files '("program.c")
          #:build '("timeout" "5" "sh" "-c"
                    "cc -o program {submission}/program.c >&2 && cat program")
          #:tests (list (test "doubles" 10 doubles)))
