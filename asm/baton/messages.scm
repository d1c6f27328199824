;;; (baton messages): what the reader and the assembler say about a program.
;;;
;;; The catalogue below is the only place that knows these words.  An entry is
;;;
;;;     (NAME WHAT ADVICE)
;;;
;;; WHAT says what is wrong, ADVICE what to do about it.  $1, $2 and $3 stand
;;; for the message's details, strings, each cut after 40 characters with a
;;; `…'. Every machine that reads text prints these texts, so that one set of
;;; expected outputs (tests/golden/errors/) serves them all.

(define-library (baton messages)
  (export catalogue message-what message-advice)
  (import (scheme base))
  (begin
    (define catalogue
      '(;; Reading: text to data.  They stand first: where one is told, no
        ;; others are (vm/problems.c).
        (not-utf-8 "this is not UTF-8"
                   "save the file as UTF-8")
        (stray-character "a control character cannot stand here"
                         "delete it, or write it as \\x…; in a string")
        (open-list "this list is never closed"
                   "write ) where it ends")
        (open-string "this string is never closed"
                     "write \" where it ends")
        (open-name "this name is never closed"
                   "write | where it ends")
        (open-comment "this comment is never closed"
                      "write |# where it ends")
        (stray-close "this ) closes nothing"
                     "delete it, or open a list before it")
        (bad-dot "this dot is out of place"
                 "write one datum after it, and at least one before it in its \
list: (a . b)")
        (no-datum "nothing follows this $1"
                  "write a datum after it")
        (bad-token "$1 is no datum"
                   "after # can stand: t f void eof x \\ ( u8( | ;")
        (bad-integer "$1 is no integer"
                     "write digits only, or begin a name with another \
character")
        (integer-range "$1 is out of range"
                       "integers go from -2305843009213693952 to \
2305843009213693951")
        (bad-character "$1 is no character"
                       "write it as in #\\a, #\\space, #\\newline or #\\x41")
        (bad-escape "$1 is no escape"
                    "write one of \\n \\t \\r \\\\ \\\" \\x41;")
        (bad-byte "this is no byte"
                  "write integers from 0 to 255 in #u8( )")

        (no-memory "there is no memory left"
                   "split the program, or free some memory")

        ;; Blocks
        (not-a-program "this is no program"
                       "give a list of blocks, made of what can be written")
        (not-a-block "this is no block"
                     "write (block name (parameters) (captures) body)")
        (bad-block-name "this is no name for a block"
                        "write a name")
        (bad-parameters "these are no parameters"
                        "write (a b), (a b . rest), or with numbers a count \
or (count . rest)")
        (bad-captures "these are no captured variables"
                      "write a list of names, () without any; or with numbers \
a count")
        (mixed-header "names and numbers are mixed in this header"
                      "write (a b) (c) with names, 2 1 with numbers")
        (lambda-parameters "these are no parameters"
                           "write (a b) or (a b . rest)")
        (lambda-captures "these are no captures"
                         "write a list of variables, each x or !x; () without \
any")
        (lambda-numbers "a lambda needs names"
                        "name the variables of this block, or write close")
        (twice-in-header "$1 is there twice"
                         "give each parameter and captured variable a name of \
its own")
        (bad-variable "this is no variable"
                      "write a name that does not begin with !")
        (bad-register "this is no register"
                      "write r0 to r255; the variables of this block are \
numbers")
        (registers "there are more than 256 registers"
                   "end variables earlier, or keep values in a vector")
        (block-twice "there is another block $1"
                     "rename one of the two")
        (no-main "there is no block main"
                 "write (block main (k world) () …), where the program starts")
        (main-captures "main captures nothing"
                       "write () after the parameters")
        (no-transfer "this way does not end in a transfer"
                     "end it with jump, call, apply, halt, raise, if or try")
        (after-transfer "nothing may follow a transfer"
                        "delete this, or move it before the transfer")

        ;; Instructions
        (not-an-instruction "this is no instruction"
                            "write (op operand …), (let x (op operand …)) or \
(drop x …)")
        (unknown-op "there is no instruction $1"
                    "see spec/instructions.md for those there are")
        (bad-let "this let is malformed"
                 "write (let x (op operand …)), (let (x y) (op operand …)) or \
(let x operand)")
        (bad-if "this if is malformed"
                "write (if (test operand …) (then …) (else …))")
        (bad-try "this try is malformed"
                 "write (try x (op operand …) (then …) (else …))")
        (bad-lambda "this lambda is malformed"
                    "write (lambda (parameters) (captures) body)")
        (transfer-inside "$1 cannot stand here"
                         "write it as the last instruction of a way")
        (tree-inside "$1 cannot stand here"
                     "write it as the last form of a way")
        (let-inside "$1 cannot stand here"
                    "write (let x operand) or (let x (lambda …)) as a form of \
its own")
        (test-outside "$1 is a test"
                      "write (if ($1 …) (then …) (else …))")
        (not-a-test "$1 is no test"
                    "let a variable be born of it first, then test that with \
(true x)")
        (cannot-fault "$1 cannot fault"
                      "write it without try")
        (no-results "$1 has no result"
                    "write it bare: ($1 …)")
        (no-results-try "$1 has no result"
                        "write () for its results: (try () ($1 …) …)")
        (one-result "$1 has one result"
                    "write (let x ($1 …))")
        (many-results "$1 has $2 results"
                      "write a list of $2 variables for them")
        (operand-count "$1 takes $2, given $3"
                       "count its operands again")

        ;; Operands
        (bad-operand "this is no operand"
                     "write x, !x, a constant or 'datum")
        (bad-block-operand "a block's name must stand here"
                           "write the name bare: ($1 name …)")
        (bad-symbol-operand "a name must stand here"
                            "write it bare, without quote")
        (drop-takes "drop takes variables bare"
                    "write $1 without !")
        (drop-constant "only variables can be dropped"
                       "write (drop x …)")

        ;; Blocks named in instructions
        (unknown-block "there is no block $1"
                       "check its name, or write the block")
        (jump-captures "block $1 has captured variables"
                       "make a closure of it with close, and call that")
        (jump-count "block $1 takes $2, given $3"
                    "pass as many as its header says")
        (close-count "block $1 captures $2, given $3"
                     "capture as many as its header says")

        ;; Lifetimes
        (unknown-variable "there is no variable $1 here"
                          "let it be born before, or list it in the header")
        (ended "$1 is used, but it ended in line $2"
               "copy it there ($1 instead of !$1), or do not use it here")
        (ended-before "$1 is used, but it has ended"
                      "copy it there ($1 instead of !$1), or do not use it \
here")
        (taken-twice "$1 is taken twice here"
                     "copy it (write $1) in one of the two places")
        (born-alive "$1 is born, but it is still alive"
                    "end the old one first (!$1 or drop), or use another name")
        (still-alive "$1 is still alive at this $2"
                     "pass it (!$1) or (drop $1)")))

    (define (fill template details)
      "Return TEMPLATE with DETAILS in the places of $1, $2 and $3."
      (let ((end (string-length template)))
        (let loop ((at 0) (parts '()))
          (cond ((= at end) (apply string-append (reverse parts)))
                ((char=? (string-ref template at) #\$)
                 (let ((n (- (char->integer (string-ref template (+ at 1)))
                             (char->integer #\1))))
                   (loop (+ at 2) (cons (cut (list-ref details n)) parts))))
                (else
                 (let next ((to at))
                   (if (or (= to end) (char=? (string-ref template to) #\$))
                       (loop to (cons (substring template at to) parts))
                       (next (+ to 1)))))))))

    (define (cut detail)
      "Return DETAIL, a string, with at most 40 characters."
      (if (> (string-length detail) 40)
          (string-append (substring detail 0 40) "…")
          detail))

    (define (entry name)
      "Return the catalogue's entry NAME."
      (or (assq name catalogue) (error "no such message" name)))

    (define (message-what name details)
      "Return what is wrong, for the message NAME with its DETAILS."
      (fill (cadr (entry name)) details))

    (define (message-advice name details)
      "Return what to do, for the message NAME with its DETAILS."
      (fill (list-ref (entry name) 2) details))))
