;;; Exercise 0: change a text, save, pass.

(define (greets bench draw)
  "Does the program greet the runner?"
  (like-answer bench "hello.baton" #:ratio 2))

(exercise
 #:title "First pass"
 #:files '("hello.baton")
 #:constants `(("RUNNER" ,(choice "Atalanta" "Pheidippides" "Hermes" "Iris"
                                  "Achilles")))
 #:tests (list (test "the greeting" 0 greets))
 #:hints
 '((output
    "Replace ??? in the text between the quotes with the name, and save."
    "Every character counts: a comma, one space, an exclamation mark, and \\n, the line end."
    "Compare `expected' and `got' letter by letter.")
   (refused
    "The message has the line and column where the machine stumbled."
    "Is there a quote at both ends of the text, and are all parentheses there?"
    "`exercises/learn reset 00' brings the file back as it was."))
 #:starter '(("the greeting" output))
 #:wrong '(("greets-in-lower-case" ("the greeting" output))))
