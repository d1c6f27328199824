;;; Exercise 7: an assembler in Guile, compared with the project's own, byte by
;;; byte.
;;;
;;; One run of the submission assembles all sources of a test: given/driver.scm
;;; prints a line for each.  It sees the compiled modules of asm/baton/ that
;;; given/tools.scm needs, and no other.

(use-modules (ice-9 match) (ice-9 textual-ports)
             (rnrs bytevectors) (srfi srfi-1)
             (baton assemble) (baton disassemble) (baton image)
             (baton instructions) (baton random) (baton source)
             (course opcodes) (course sandbox))

;; What a run is given beside the submission

(define tool-modules
  '("host" "void" "bytes" "messages" "source" "syntax" "read"
    "instructions"))

(define (compiled module)
  "Return the bytes of the compiled MODULE of asm/baton/, which was loaded."
  (read-bytes (string-append %compile-fallback-path
                             (canonicalize-path
                              (string-append (home) "/asm/baton/" module
                                             ".scm"))
                             ".go")))

(define (given-file name)
  "Return the file NAME of given/ as an entry of a run's files."
  (cons name
        (read-text (string-append (exercises-folder)
                                  "/07-an-assembler/given/" name))))

(define tools
  (delay
    (append (list (given-file "driver.scm") (given-file "tools.scm"))
            (map (lambda (module n)
                   (cons (string-append (number->string n) "-" module ".go")
                         (compiled module)))
                 tool-modules (iota (length tool-modules))))))

(define command
  '("/usr/bin/env" "BATON_SPEC={input}/instructions.scm"
    "guile" "-q" "--no-auto-compile"
    "{input}/driver.scm" "{input}" "{submission}/assembler.scm"))

;; What is expected of a text: its image, a bytevector, or the place where it
;; must be refused, a text.

(define known (make-hash-table))

(define (expected text)
  "Return what is expected of TEXT, which is found out once."
  (or (hash-ref known text)
      (let* ((result (assemble-text #f text))
             (found (if (program? result)
                        (program->bytes result)
                        (place text (car result)))))
        (hash-set! known text found)
        found)))

(define (place text problem)
  "Return the place of PROBLEM in TEXT."
  (let ((place (source-place (make-source #f text)
                             (problem-position problem))))
    (string-append (number->string (car place)) ":"
                   (number->string (cdr place)))))

;; Judging

(define* (check sources #:key (right #t))
  "Return the check that all of the texts (SOURCES DRAW), which are RIGHT or not,
are assembled as they must be."
  (lambda (bench draw)
    (assembled-rightly bench (sources draw) right #f)))

(define (check-code bench draw)
  "Are code-sources assembled as they must be, with the ordinary opcodes and with
those of the student?"
  (let ((texts (code-sources draw)))
    (all-pass
     (lambda () (assembled-rightly bench texts #t #f))
     (lambda ()
       (assembled-rightly bench texts #t
                          (bench-constant bench "OPCODES"))))))

(define (specification table)
  "Return the specification as an entry of a run's files, with the opcodes of
TABLE where that is not #f."
  (cons "instructions.scm"
        (if table
            (specification-with table)
            (read-text (string-append (home) "/spec/instructions.scm")))))

(define (assembled-rightly bench texts right table)
  "Return a verdict: are TEXTS, which are RIGHT or not, assembled as they must
be, with the opcodes of TABLE where that is not #f?"
  (let* ((wanted (map expected texts))
         (outcome (run bench command #:input (object->string texts)
                       #:files (cons (specification table) (force tools))))
         (lines (string-split (string-trim-right (outcome-output outcome)
                                                 #\newline)
                              #\newline))
         (ending (judged outcome)))
    (cond ((not (has-file? bench "assembler.scm"))
           (missing bench "assembler.scm"))
          ((memq (outcome-ended outcome) '(time flood signal)) ending)
          ((not (verdict-passed? ending))
           (apply failed 'build "assembler.scm cannot be loaded"
                  (verdict-details ending)))
          ((not (= (length lines) (length texts)))
           (failed 'output "it does not print one line for each source"))
          (else
           (each (zip texts wanted lines)
                 (match-lambda
                   ((text wanted line)
                    (unless (eq? right (bytevector? wanted))
                      (error "not the source that was meant" text))
                    (if table
                        (judge-renumbered text (with-opcodes wanted table)
                                          line)
                        (judge bench text wanted line)))))))))

(define (judge-renumbered text expected line)
  "Return the verdict on LINE, what became of TEXT, where EXPECTED is the image
with the student's opcodes."
  (if (string=? line (string-append "image " (hexadecimal expected)))
      passed
      (apply failed 'output
             "with opcodes of your own its image is not the right one"
             `(,@(given #f text)
               ("opcodes" . "in this run the table has other ones")
               ("expected" . ,(hexadecimal expected))
               ("got" . ,line)))))

(define (hexadecimal bytes)
  "Return BYTES, a bytevector, as text."
  (string-concatenate
   (map (lambda (byte) (string-pad (number->string byte 16) 2 #\0))
        (bytevector->u8-list bytes))))

(define (judge bench text expected line)
  "Return the verdict on LINE, what became of TEXT, of which EXPECTED is."
  (define (bad kind message . details)
    (apply failed kind message (append (given #f text) details)))
  (let* ((space (or (string-index line #\space) (string-length line)))
         (word (string-take line space))
         (rest (string-trim (string-drop line space)))
         (mine (and (string=? word "image") (hexadecimal->bytes rest))))
    (cond ((string=? word "broke")
           (bad 'fault "it breaks down" (cons "report" rest)))
          ((and (bytevector? expected) mine)
           (if (bytevector=? expected mine)
               passed
               (apply bad 'output "its image is not the right one"
                      (byte-details bench expected mine))))
          ((bytevector? expected)
           (bad 'refused "it refuses a program that is right"
                (cons "it says" line)))
          (mine
           (bad 'accepted "it accepts what is no program"
                (cons "expected" (string-append "refused " expected))))
          ((string-prefix? (string-append "refused " expected " ")
                           (string-append line " "))
           passed)
          (else
           (bad 'output "it refuses a program at another place"
                (cons "expected" (string-append "refused " expected))
                (cons "got" line))))))

(define (hexadecimal->bytes text)
  "Return the bytevector that TEXT spells, or #f."
  (and (even? (string-length text))
       (let ((bytes (map (lambda (i)
                           (string->number (substring text (* 2 i)
                                                      (+ 2 (* 2 i)))
                                           16))
                         (iota (quotient (string-length text) 2)))))
         (and (every (lambda (byte) (and (integer? byte) (<= 0 byte)))
                     bytes)
              (u8-list->bytevector bytes)))))

(define (byte-details bench expected mine)
  "Return details on the images EXPECTED and MINE, which differ."
  (let* ((a (bytevector->u8-list expected))
         (b (bytevector->u8-list mine))
         (at (or (list-index (negate =) a b) (min (length a) (length b))))
         (from (max 0 (- at 4)))
         (shown (lambda (bytes)
                  (string-join
                   (map (lambda (byte) (number->string byte 16))
                        (take (drop bytes from)
                              (min 16 (- (length bytes) from)))))))
         (checked (run bench '("{baton}" "check" "{input}/yours.image")
                       #:files `(("yours.image" . ,mine)))))
    `(("first differing byte" . ,(number->string at))
      ("expected" . ,(string-append "from byte " (number->string from) ": "
                                    (shown a)))
      ("got" . ,(string-append "from byte " (number->string from) ": "
                               (shown b)))
      ("the machine says" . ,(if (eqv? 0 (outcome-status checked))
                                 "it is an image, of another program"
                                 (harmless (outcome-errors checked)))))))

;; Sources.  Each list begins with small ones, written by hand.

(define (random-text draw)
  "Draw the text of a program with all there is."
  (random-program (draw-integer draw 1 1000000000) 1))

(define (rewritten draw fold names)
  "Draw a program as the disassembler prints it; FOLD and NAMES as there."
  (disassemble (assemble-text #f (random-text draw)) fold names))

(define (lines . parts)
  "Return PARTS as a text, a line each."
  (string-append (string-join parts "\n") "\n"))

(define straight-instructions
  (filter (lambda (i)
            (and (eq? 'data (instruction-class i))
                 (= 1 (length (instruction-results i)))
                 (every (lambda (o)
                          (and (memq (operand-class o) '(value rest))
                               (memq (operand-type o) '(any int))))
                        (instruction-operands i))
                 (not (memq (instruction-name i)
                            '(let assemble set-handler)))))
          instructions))

(define (straight draw)
  "Draw a program that goes straight on, with numbers, and integers alone."
  (define (operand live)
    (if (or (null? live) (= 0 (draw-integer draw 0 2)))
        (number->string (draw-choice draw '(0 1 -1 7 15 16 -16 -17 1000 -2000
                                            536870912 -99999999999)))
        (string-append "r" (number->string (draw-choice draw live)))))
  (define (operands instruction live)
    (append-map
     (lambda (o)
       (draw-list draw (if (operand-rest? o) (draw-integer draw 1 4) 1)
                  (lambda (draw) (operand live))))
     (instruction-operands instruction)))
  (let loop ((n (draw-integer draw 3 9)) (live '(0 1)) (next 2) (found '()))
    (if (= n 0)
        (apply lines
               "(block main 2 0"
               (append (reverse found)
                       (list (string-append
                              "  (drop"
                              (string-concatenate
                               (map (lambda (r)
                                      (string-append
                                       " r" (number->string r)))
                                    (delete 0 live)))
                              ")")
                             (if (memv 0 live) "  (call !r0 1))"
                                 "  (halt 1))"))))
        (let* ((instruction (draw-choice draw straight-instructions))
               (texts (operands instruction live)))
          (loop (- n 1) (cons next live)
                (+ next (draw-choice draw '(1 1 1 12)))
                (cons (string-append
                       "  (let r" (number->string next) " ("
                       (symbol->string (instruction-name instruction)) " "
                       (string-join texts) "))")
                      found))))))

(define (code-sources draw)
  (cons* "(block main 0 0 (halt 7))\n"
         "(block main 2 0 (drop r1) (call !r0 5))\n"
         "(block main 2 0\n  (let r2 (add 1000 -1000))\n  (drop r0 r1)\n  (halt !r2))\n"
         "(block main 2 0 (drop r0 r1) (jump next 1 2 3))\n(block next 3 0 (drop r1 r2) (halt !r0))\n"
         "(block main 2 0\n  (let r2 (set-handler #f))\n  (drop r0 r1)\n  (halt !r2))\n"
         (draw-list draw 25 straight)))

(define (tree-sources draw)
  (cons* "(block main 1 0\n  (if (lt 1 2)\n    (then (drop r0) (halt 1))\n    (else (halt !r0))))\n"
         "(block main 1 0\n  (try r1 (add r0 1)\n    (then (drop r0) (halt !r1))\n    (else (halt !r0))))\n"
         "(block main 2 0 (drop r1) (call !r0 'red))\n"
         "(block main 2 0\n  (let r2 (vector #t 'a 'a \"a\" \"a\"))\n  (drop r1 r2)\n  (call !r0 '(a #(1 #t) . b)))\n"
         (draw-list draw 25 (lambda (draw) (rewritten draw #f #f)))))

(define (name-sources draw)
  (cons* "(block main (k world) ()\n  (let n (add 1 2))\n  (drop world)\n  (call !k !n))\n"
         "(block main (k world) ()\n  (drop world)\n  (let n 1)\n  (let n (add !n n))\n  (call !k !n))\n"
         "(block main (k world) ()\n  (let p (cons !world 1))\n  (let (a d) (uncons !p))\n  (drop a d)\n  (call !k 1))\n"
         "(block main (k x . more) ()\n  (if (null? more)\n    (then (drop more)\n      (let a 1) (call !k !x !a))\n    (else (let a !more)\n      (let b !x) (call !k !a !b))))\n"
         (draw-list draw 25 (lambda (draw) (rewritten draw #f #t)))))

(define (lambda-sources draw)
  (cons* "(block main (k world) ()\n  (let f (lambda (x) () (halt !x)))\n  (drop k world)\n  (call !f 1))\n"
         "(block main (k world) ()\n  (let f (lambda (x) (!k world)\n    (let g (lambda (y) (!x) (let y (cons !x !y)) (halt !y)))\n    (drop world)\n    (call !k !g)))\n  (let h (lambda (x) () (halt !x)))\n  (drop world)\n  (call !f !h))\n(block last 0 0 (halt 'end))\n"
         (draw-list draw 25 random-text)))

;; What is refused: programs that are right but for one thing.

(define edits
  '(("!v" . "v") (" v" . " !v") (" v" . " w") ("(let v" . "(let k")
    ("(drop v" . "(drop 1 v") ("(drop v" . "(drop !v")
    ("(cons " . "(konz ") ("(cons " . "(cons 7 ") ("(vector " . "(vlen ")
    ("(jump b" . "(jump c") ("(jump b" . "(halt 1) (jump b")
    ("(jump b" . "(jump b0 1 2 3 4 5 6 7 b") ("(halt " . "(box ")
    ("(let v" . "(let !v") ("(then" . "(than") ("(if (" . "(if 5 (")
    ("(try v" . "(try () v") ("(halt !v" . "(halt (box 1) !v")
    ("(block b0" . "(block finish")))

(define (occurrences text part)
  "Return all places in TEXT where PART begins."
  (let loop ((from 0) (found '()))
    (let ((at (string-contains text part from)))
      (if at (loop (+ at 1) (cons at found)) found))))

(define (edited draw)
  "Draw a program with just one problem, which has a place."
  (let* ((text (rewritten draw (= 0 (draw-integer draw 0 1)) #t))
         (edit (draw-choice draw edits))
         (found (occurrences text (car edit))))
    (if (null? found)
        (edited draw)
        (let* ((at (draw-choice draw found))
               (text (string-replace text (cdr edit) at
                                     (+ at (string-length (car edit)))))
               (result (assemble-text #f text)))
          (if (and (pair? result) (null? (cdr result)))
              text
              (edited draw))))))

(define (refused-sources draw)
  (cons* "(block main (k world) ()\n  (drop world)\n  (call k 1))\n"
         "(block main (k world) ()\n  (drop world)\n  (call !k world))\n"
         "(block main (k world) ()\n  (let p (cons !world !world))\n  (call !k !p))\n"
         "(block main (k world) ()\n  (let k 1)\n  (drop world)\n  (halt !k))\n"
         "(block main (k world) ()\n  (call !k !world !word))\n"
         "(block main (k world) ()\n  (drop world)\n  (let x (ad 1 2))\n  (call !k !x))\n"
         "(block main (k world) ()\n  (drop world)\n  (let x (add 1 2 3))\n  (call !k !x))\n"
         "(block main (k world) ()\n  (call !k !world)\n  (halt 1))\n"
         "(block main (k world) ()\n  (drop k world)\n  (if (lt 1 2)\n    (then (halt 1))\n    (else)))\n"
         "(block main (k world) ()\n  (jump end !k !world))\n"
         "(block main (k world) ()\n  (jump end !k !world))\n(block end (k) ()\n  (call !k 1))\n"
         "(block main (k world) ()\n  (jump main !k !world))\n(block main (k world) ()\n  (call !k !world))\n"
         "(block main (k world) ()\n  (let f (lambda (x) (!k)\n    (halt !x)))\n  (call !f !world))\n"
         "(block start (k world) ()\n  (call !k !world))\n"
         "(block main (k world) ()\n  (call !k !world)\n"
         (draw-list draw 25 edited)))

(exercise
 #:title "An assembler in Guile"
 #:files '("assembler.scm" "encode.scm" "translate.scm")
 #:constants `(("OPCODES" ,opcodes))
 #:tests (list (test "code" 1 check-code)
               (test "trees and constants" 2 (check tree-sources))
               (test "names" 2 (check name-sources))
               (test "lambdas" 1 (check lambda-sources))
               (test "refused" 2 (check refused-sources #:right #f)))
 #:hints
 '((("code" output)
    "Which byte is the first to differ, and what stands there in an image?  `baton dis' on your image says where it loses the thread."
    "An operand is index * 4 + mode.  A rest operand has its count before it, and the registers of the results come last.  Registers count to one more than the highest, the parameters included."
    "For an instruction: (byte OPCODE), then for each value (translate-operand …), for a rest the count and then each; after that the registers born.  Numbers of more than seven bits: the low seven first, 128 added to all bytes but the last.")
   (("trees and constants" output)
    "Is it the length of `then', or the number of a constant?  Look at the first source that fails; it is the smallest."
    "The code of a tree is: opcode, length of `then', instruction, then, else.  Constants are numbered as the code is read: first the instruction's, then those of `then', then those of `else'."
    "Make the bytes of the instruction first, then those of `then', then of `else', with let*; then put the length before them.  Integers, symbols, characters and the like are looked up before they are added; strings, bytes, vectors and pairs are always new, and their parts come first.")
   (("names" output)
    "Write down by hand which register each name gets in the first source that fails."
    "Takes end before births, so a register that the instruction takes can be born again in the same instruction.  In `else' all is as it was before `then'."
    "free-register: count up from 0 until no entry of LIVE has that number.  LIVE is a list that you hand on, never one that you change: then `else' begins with the old one by itself.")
   (("lambdas" output)
    "How many blocks has your image, and in which order?"
    "The lambda's block comes right after the blocks that were begun before it, before the lambdas inside it; N counts on through the whole top-level block."
    "Add the block first, then translate the captures in the block around it, then the body, and let the name be born last: (byte CLOSE), the block's number, the count, the captures, the register.")
   (("refused" accepted)
    "Which rule is broken?  README.md has a table of those that are tested, each with its place."
    "Most of these are one question at one point of the code: is it alive, is it there, how many are there?"
    "At a transfer, when takes have ended: LIVE must be empty.  At a birth: the name must not be in LIVE.  At a take: it must still be there.  At jump and close, when all blocks are known: the counts.")
   (("refused" output)
    "It is refused, but elsewhere: is the form that you give to `refuse' the one of the table?"
    "A variable has its own form, and so have the instruction, the way and the block."
    "Compare with `build/bin/baton check' on the same file: it prints the place.")
   (refused
    "It refuses a program that is right: which variable does it think is dead, or alive?"
    "A copy lets a variable live on; only `!' and drop end it.  After `let' the new name is alive."
    "In translate-body hand on the LIVE that translate-let gave you, and in `else' the one from before.")
   (fault
    "Your assembler itself breaks down; the report is Guile's."
    "The report names the procedure.  Does it get what its docstring says?"
    "Try it alone: exercises/07-an-assembler/try FOLDER FILE -o IMAGE, with (pk …) around what you doubt.")
   (build
    "Guile cannot load assembler.scm: are the parentheses right?"
    "The report names the line.  An unbound variable is a name that is spelt another way elsewhere."
    "`exercises/learn reset 07' brings back the file to begin with; yours is kept beside it."))
 #:starter '(("code" output) ("trees and constants" output) ("names" output)
             ("lambdas" output) ("refused" accepted))
 #:wrong
 '(("high-bits-come-first"
    ("code" output) ("trees and constants" output) ("names" output)
    ("lambdas" output))
   ("opcodes-are-numbers"
    ("code" output) ("trees and constants" output) ("names" output)
    ("lambdas" output))
   ("opcodes-by-heart" ("code" output))
   ("length-counts-else"
    ("trees and constants" output) ("names" output) ("lambdas" output))
   ("equal-texts-are-one"
    ("trees and constants" output) ("names" output) ("lambdas" output))
   ("registers-stay-in-use" ("names" output) ("lambdas" output))
   ("births-before-ends"
    ("trees and constants" refused) ("names" refused) ("lambdas" refused)
    ("refused" output))
   ("else-goes-on-from-then"
    ("trees and constants" refused) ("names" refused) ("lambdas" refused)
    ("refused" output))
   ("lambdas-are-named-after-lambdas" ("lambdas" output))
   ("a-leak-is-accepted" ("refused" accepted))
   ("points-at-the-instruction" ("refused" output))))
