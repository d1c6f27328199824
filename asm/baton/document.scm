;;; (baton document): the reference and the card, made from the specification.
;;;
;;; Writes spec/instructions.md, every instruction with its operands, faults,
;;; effect and an example in bytes, and spec/card.svg, one page for the wall.
;;; The examples are assembled, so the bytes are those of an image.  Relies on
;;; (baton instructions) for what is said and on (baton assemble) for the bytes.

(define-library (baton document)
  (export document-command write-reference write-card)
  (import (scheme base) (scheme char) (scheme file) (baton instructions)
          (baton lists)
          (baton assemble) (baton image) (only (baton host) format-number))
  (begin
    ;; Text

    (define (text . parts)
      "Return PARTS, strings, symbols and integers, as one string."
      (apply string-append
             (map (lambda (part)
                    (cond ((string? part) part)
                          ((symbol? part) (symbol->string part))
                          (else (format-number part 10))))
                  parts)))

    (define (say . parts)
      "Write PARTS, as `text' takes them, and end the line."
      (write-string (apply text parts))
      (newline))

    (define (replaced string change)
      "Return STRING with (CHANGE CHARACTER), a string, for each character."
      (apply string-append (map change (string->list string))))

    (define (one-line words)
      "Return WORDS, an explanation of the specification, without line ends."
      (replaced words (lambda (c) (if (char=? c #\newline) " " (string c)))))

    (define (in-markdown words)
      "Return WORDS, an explanation, with code quoted as Markdown does it."
      (let ((open #f))
        (replaced
         (one-line words)
         (lambda (c)
           (cond ((char=? c #\`) (set! open #t) "`")
                 ((and open (char=? c #\')) (set! open #f) "`")
                 ((char=? c #\*) "\\*")
                 (else (string c)))))))

    (define (hexadecimal byte)
      "Return BYTE as two digits."
      (let ((digits (string-upcase (format-number byte 16))))
        (if (< byte 16) (string-append "0" digits) digits)))

    (define (code-list names)
      "Return the symbols NAMES as code, with commas between."
      (join (map (lambda (name) (text "`" name "`")) names) ", "))

    ;; Forms: instructions as a program writes them

    (define (class? instruction . classes)
      "Is the class of INSTRUCTION one of CLASSES?"
      (and (memq (instruction-class instruction) classes) #t))

    (define (singular operand)
      "Return the name of the rest OPERAND for one of its values."
      (let* ((name (symbol->string (operand-name operand)))
             (last (- (string-length name) 1)))
        (if (char=? #\s (string-ref name last))
            (substring name 0 last)
            name)))

    (define (operand-words instruction word)
      "Return (WORD OPERAND NAME) for the operands of INSTRUCTION, as words."
      (join (map (lambda (operand)
                   (text " "
                         (if (operand-rest? operand)
                             (text (word operand (singular operand)) " …")
                             (word operand (text (operand-name operand))))))
                 (instruction-operands instruction))
            ""))

    (define (operation instruction word)
      "Return INSTRUCTION in parentheses, its operands as WORD writes them."
      (text "(" (instruction-name instruction)
            (operand-words instruction word) ")"))

    (define (plain-word operand name)
      "Return NAME, that of OPERAND, as it is."
      name)

    (define (born results)
      "Return RESULTS, names, as `let' writes what is born."
      (if (null? (cdr results))
          (text (car results))
          (text "(" (join (map symbol->string results) " ") ")")))

    (define (form instruction)
      "Return how a program writes INSTRUCTION."
      (let ((results (instruction-results instruction))
            (bare (operation instruction plain-word)))
        (case (instruction-name instruction)
          ((let) "(let x a)")
          ((if) "(if (test …) (then …) (else …))")
          ((try) "(try x (op …) (then …) (else …))")
          (else
           (cond ((class? instruction 'test)
                  (text "(if " bare " (then …) (else …))"))
                 ((pair? results) (text "(let " (born results) " " bare ")"))
                 (else bare))))))

    ;; Examples: each instruction once, as text and as bytes

    (define (example-operand operand taken)
      "Return how OPERAND is written in an example, ended there if TAKEN."
      (case (operand-class operand)
        ((block) "b")
        ((symbol) (if (eq? (operand-name operand) 'name) "console" "s"))
        ((rest) (text (if taken "!" "") (singular operand)))
        (else (text (if taken "!" "") (operand-name operand)))))

    (define (variables instruction)
      "Return the names of the variables in the example of INSTRUCTION."
      (map (lambda (operand)
             (if (operand-rest? operand)
                 (singular operand)
                 (text (operand-name operand))))
           (select (lambda (operand)
                     (memq (operand-class operand) '(value rest)))
                   (instruction-operands instruction))))

    (define (example instruction)
      "Return the example of INSTRUCTION.  A transfer takes all its operands,
another instruction the last one, so that both modes are seen."
      (let* ((operands (instruction-operands instruction))
             (last (and (pair? operands) (car (reverse operands))))
             (results (instruction-results instruction))
             (bare
              (text "(" (instruction-name instruction)
                    (join (map (lambda (operand)
                                 (text " "
                                       (example-operand
                                        operand
                                        (and (not (eq? (operand-role operand)
                                                       'end))
                                             (or (class? instruction 'transfer)
                                                 (eq? operand last))))))
                               operands)
                          "")
                    ")")))
        (cond ((eq? (instruction-name instruction) 'let) "(let x !a)")
              ((pair? results) (text "(let " (born results) " " bare ")"))
              (else bare))))

    (define (left-over instruction)
      "Return the names that live after the example of INSTRUCTION."
      (let ((names (variables instruction)))
        (append (if (and (pair? names)
                         (memq (operand-class
                                (car (reverse (instruction-operands
                                               instruction))))
                               '(value rest)))
                    (reverse (cdr (reverse names)))
                    names)
                (map symbol->string (instruction-results instruction)))))

    (define (end-of names)
      "Return what ends a block where NAMES live."
      (text (if (null? names) "" (text "(drop " (join names " ") ") "))
            "(halt 0)"))

    (define (example-program instruction)
      "Return a program whose last block begins with INSTRUCTION's example."
      (let* ((names (variables instruction))
             (parameters (join names " "))
             (end (end-of (left-over instruction))))
        (text (if (class? instruction 'transfer)
                  (text "(block b (" parameters ") () ")
                  (text "(block b () (" parameters ") "))
              (end-of names) ")\n(block main (" parameters ") () "
              (cond ((class? instruction 'transfer) (example instruction))
                    ((class? instruction 'test)
                     (text "(if " (example instruction) " (then " end
                           ") (else " end "))"))
                    (else (text (example instruction) " " end)))
              ")")))

    (define (main-code image)
      "Return the code of the last block, `main', of IMAGE."
      (let* ((end (- (bytevector-length image) 4))
             (name (bytevector 4 109 97 105 110))
             (size (bytevector-length name)))
        (let loop ((at (- end size)))
          (if (equal? name (bytevector-copy image at (+ at size)))
              (bytevector-copy image (+ at size 5) end)
              (loop (- at 1))))))

    (define (example-bytes instruction)
      "Return the bytes of INSTRUCTION's example, a list."
      (let* ((program (assemble-text "example" (example-program instruction)))
             (code (bytevector->list
                    (main-code (program->bytes (program-strip program)))))
             (names (left-over instruction))
             (end (+ 2 (if (null? names) 0 (+ 2 (length names))))))
        (cond ((class? instruction 'transfer) code)
              ((class? instruction 'test)
               (list-head (cddr code) (- (length code) 2 end end)))
              (else (list-head code (- (length code) end))))))

    (define (bytevector->list bytes)
      "Return BYTES as a list of integers."
      (let loop ((n (- (bytevector-length bytes) 1)) (found '()))
        (if (< n 0)
            found
            (loop (- n 1) (cons (bytevector-u8-ref bytes n) found)))))

    (define (list-head items count)
      "Return the first COUNT of ITEMS."
      (if (= count 0)
          '()
          (cons (car items) (list-head (cdr items) (- count 1)))))

    ;; The reference

    (define (groups)
      "Return the groups in order, each a list of its instructions."
      (let loop ((rest instructions) (found '()))
        (cond ((null? rest) (reverse (map reverse found)))
              ((and (pair? found)
                    (eq? (instruction-group (car rest))
                         (instruction-group (caar found))))
               (loop (cdr rest)
                     (cons (cons (car rest) (car found)) (cdr found))))
              (else (loop (cdr rest) (cons (list (car rest)) found))))))

    (define (operand-line operand)
      "Write OPERAND as an item of a list."
      (say "- `"
           (if (operand-rest? operand)
               (text (singular operand) " …")
               (operand-name operand))
           "`: "
           (case (operand-class operand)
             ((block) "a block's name, written bare")
             ((symbol) "a symbol, written bare")
             (else
              (text (if (eq? (operand-type operand) 'any)
                        "any value"
                        (operand-type operand))
                    (if (operand-mutable? operand) ", not a constant" "")
                    ", *" (operand-role operand) "*")))
           (if (operand-rest? operand)
               (text ", " (operand-least operand) " to "
                     (operand-most operand) " of them")
               "")))

    (define (service? instruction)
      "Is the effect of INSTRUCTION a service of the machine?"
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula) (eq? (car formula) 'service))))

    (define (formula-text formula)
      "Return FORMULA as code."
      (if (symbol? formula)
          (text formula)
          (text "(" (join (map (lambda (part) (text part)) formula) " ")
                ")")))

    (define (effect instruction)
      "Return the formula of INSTRUCTION, and what it means where a
micro-operation stands in it."
      (let* ((formula (instruction-formula instruction))
             (micro (and (pair? formula)
                         (not (memq (car formula) '(end if try halt raise)))
                         (micro-named (car formula)))))
        (text "`" (formula-text formula) "`"
              (cond ((service? instruction) ": `machine.md`, Services")
                    (micro (text ", where `" (car formula) "` is: "
                                 (in-markdown (micro-doc micro))))
                    (else "")))))

    (define (write-entry instruction)
      "Write the entry of INSTRUCTION."
      (newline)
      (say "### " (instruction-name instruction))
      (newline)
      (say "    " (form instruction))
      (newline)
      (say (in-markdown (instruction-doc instruction)))
      (newline)
      (for-each operand-line (instruction-operands instruction))
      (say "- Faults: "
           (if (null? (instruction-faults instruction))
               "none"
               (code-list (instruction-faults instruction))))
      (say "- Effect: " (effect instruction))
      (unless (class? instruction 'tree)
        (let ((bytes (example-bytes instruction)))
          (say "- Bytes: `" (example instruction) "` is `"
               (join (map hexadecimal bytes) " ") "`"
               (registers-note instruction bytes)))))

    (define (registers-note instruction bytes)
      "Return where the words of INSTRUCTION's example, which is BYTES, are."
      (let* ((names (variables instruction))
             (results (instruction-results instruction))
             (born (list-tail bytes (- (length bytes) (length results))))
             (places
              (append
               (map (lambda (operand)
                      (text "`" (example-operand operand #f) "` number 0"))
                    (select (lambda (operand)
                              (memq (operand-class operand) '(block symbol)))
                            (instruction-operands instruction)))
               (let loop ((names names) (n 0))
                 (if (null? names)
                     '()
                     (cons (text "`" (car names) "` in r" n)
                           (loop (cdr names) (+ n 1)))))
               (map (lambda (name n) (text "`" name "` born in r" n))
                    results born))))
        (if (null? places) "" (text ", with " (join places ", ")))))

    (define (write-group group)
      "Write GROUP, a list of instructions: a table of all, then each."
      (let ((its (instruction-group (car group))))
        (newline)
        (say "## " (group-doc its))
        (newline)
        (say "Group `" (group-name its) "`, profile `" (group-profile its)
             "`.")
        (newline)
        (say "| opcode | | faults |")
        (say "|---|---|---|")
        (for-each
         (lambda (instruction)
           (say "| `" (hexadecimal (instruction-opcode instruction))
                "` | [`" (form instruction) "`](#"
                (anchor (instruction-name instruction)) ") | "
                (join (map symbol->string (instruction-faults instruction))
                      ", ")
                " |"))
         group)
        (for-each write-entry group)))

    (define (anchor name)
      "Return the link to the heading NAME, as Markdown readers make it."
      (replaced (symbol->string name)
                (lambda (c) (if (memv c '(#\? #\>)) "" (string c)))))

    (define (write-table heads rows)
      "Write a table of ROWS, lists of strings, below HEADS."
      (define (row cells)
        (say "| " (join cells " | ") " |"))
      (newline)
      (row heads)
      (row (map (lambda (head) "---") heads))
      (for-each row rows))

    (define (write-reference)
      "Write instructions.md."
      (say "# The instructions")
      (newline)
      (say "Made from `instructions.scm` by `make generate`: do not edit.")
      (say "The one-page form of it is `card.svg`.")
      (newline)
      (say "An operand `x` is a copy, `!x` is taken and ends, and a constant
or a small integer stands for itself.  What an instruction does with an
operand is its role:")
      (write-table
       '("role" "" "copied" "taken")
       '(("*read*" "looks at the value" "nothing" "released afterwards")
         ("*store*" "keeps the value" "retained" "moved")
         ("*end*" "ends it" "-" "released")))
      (newline)
      (say "Before it acts an instruction checks the types of its operands,
from left to right, and reserves its memory.  A fault leaves all as it was.
In the bytes the opcode comes first, then each operand, as 4 times its register
plus 0 (a copy) or 1 (taken), then the register of each result; a `…` operand
has its count before it (`image.md` has the rest).")
      (write-table
       '("kind" "code" "memory" "profile" "")
       (map (lambda (kind)
              (list (text "`" (kind-name kind) "`") (text (kind-code kind))
                    (case (kind-memory kind)
                      ((word) "a word") ((values) "a cell of values")
                      (else "a cell of raw data"))
                    (text (kind-profile kind)) (in-markdown (kind-doc kind))))
            kinds))
      (write-table
       '("fault" "code" "")
       (map (lambda (fault)
              (list (text "`" (fault-name fault) "`")
                    (text (fault-code fault)) (in-markdown (fault-doc fault))))
            faults))
      (for-each write-group (groups)))

    ;; The card: lines first, then columns of them.  A line is a procedure that
    ;; draws itself at X and Y; all lines are equally high.

    (define page-width 297)
    (define page-height 210)
    (define margin 9)
    (define gap 5)
    (define top 27)
    (define columns 4)
    (define column-width
      (/ (- page-width (* 2 margin) (* gap (- columns 1))) columns))

    (define (number n)
      "Return N, a rational, with two decimals."
      (let* ((hundredths (round (* 100 n)))
             (whole (quotient (abs hundredths) 100))
             (part (modulo (abs hundredths) 100)))
        (text (if (< n 0) "-" "") whole "." (if (< part 10) "0" "") part)))

    (define (escaped words)
      "Return WORDS as they stand in the drawing, with all their spaces, and
with `' curled."
      (let ((open #f))
        (replaced words
                  (lambda (c)
                    (case c
                      ((#\&) "&amp;") ((#\<) "&lt;") ((#\>) "&gt;")
                      ((#\space) "&#160;")
                      ((#\`) (set! open #t) "‘")
                      ((#\') (if open (begin (set! open #f) "’") "'"))
                      (else (string c)))))))

    (define (draw-text style x y string)
      "Draw STRING in the class STYLE with its left end at X, Y."
      (say "<text class=\"" style "\" x=\"" (number x) "\" y=\"" (number y)
           "\">" (escaped string) "</text>"))

    (define (line style indent string)
      "Return a line of STRING in the class STYLE, INDENT from the left."
      (lambda (x y) (draw-text style (+ x indent) y string)))

    (define (blank x y)
      "Draw nothing at X, Y."
      #f)

    (define (head-line title note)
      "Return a line that begins a part: TITLE, and NOTE at the right."
      (lambda (x y)
        (say "<line class=\"rule\" x1=\"" (number x) "\" y1=\""
             (number (- y 1/5)) "\" x2=\"" (number (+ x column-width))
             "\" y2=\"" (number (- y 1/5)) "\"/>")
        (draw-text "head" x (- y 6/5) title)
        (draw-text "note right" (+ x column-width) (- y 6/5) note)))

    (define (card-word operand name)
      "Return NAME in capitals where OPERAND keeps the value."
      (if (eq? (operand-role operand) 'store) (string-upcase name) name))

    (define (card-form instruction)
      "Return INSTRUCTION as the card writes it."
      (let ((results (instruction-results instruction)))
        (case (instruction-name instruction)
          ((let) "(let x A)")
          ((if try) (form instruction))
          (else
           (text (operation instruction card-word)
                 (if (null? results)
                     ""
                     (text " → "
                           (join (map symbol->string results) " "))))))))

    (define (entry-line instruction)
      "Return the line of opcode, form and faults of INSTRUCTION."
      (lambda (x y)
        (draw-text "opcode" x y (hexadecimal (instruction-opcode instruction)))
        (draw-text "form" (+ x 5) y (card-form instruction))
        (draw-text "note right" (+ x column-width) y
                   (if (service? instruction)
                       ""
                       (join (map symbol->string
                                  (select (lambda (name)
                                            (not (eq? name 'type)))
                                          (instruction-faults instruction)))
                             " ")))))

    (define (wrapped string width)
      "Return STRING as a list of lines of at most WIDTH characters."
      (let loop ((words (split-words string)) (sofar "") (found '()))
        (cond ((null? words) (reverse (cons sofar found)))
              ((string=? sofar "") (loop (cdr words) (car words) found))
              ((<= (+ (string-length sofar) 1 (string-length (car words)))
                   width)
               (loop (cdr words) (text sofar " " (car words)) found))
              (else (loop words "" (cons sofar found))))))

    (define (split-words string)
      "Return the words of STRING."
      (let loop ((rest (reverse (string->list string))) (word '()) (found '()))
        (define (with-word)
          (if (null? word) found (cons (list->string word) found)))
        (cond ((null? rest) (with-word))
              ((memv (car rest) '(#\space #\newline))
               (loop (cdr rest) '() (with-word)))
              (else (loop (cdr rest) (cons (car rest) word) found)))))

    (define (first-sentence string)
      "Return STRING up to its first full stop that ends a sentence."
      (let loop ((n 0))
        (cond ((= n (string-length string)) string)
              ((and (char=? #\. (string-ref string n))
                    (< (+ n 2) (string-length string))
                    (memv (string-ref string (+ n 1)) '(#\space #\newline)))
               (substring string 0 (+ n 1)))
              (else (loop (+ n 1))))))

    (define (explained instruction)
      "Return the lines that explain INSTRUCTION."
      (map (lambda (string) (line "text" 5 string))
           (wrapped (first-sentence (instruction-doc instruction)) 54)))

    (define (kind-test? instruction)
      "Is INSTRUCTION a test of a kind?"
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula) (eq? (car formula) 'is))))

    (define (kind-lines tests)
      "Return lines for TESTS of kinds, several in each."
      (if (null? tests)
          '()
          (let ((count (min 3 (length tests))))
            (cons (lambda (x y)
                    (let loop ((rest (list-head tests count)) (x x))
                      (unless (null? rest)
                        (draw-text "opcode" x y
                                   (hexadecimal
                                    (instruction-opcode (car rest))))
                        (draw-text "form" (+ x 5) y
                                   (text "(" (instruction-name (car rest))
                                         " a)"))
                        (loop (cdr rest) (+ x (/ column-width 3))))))
                  (kind-lines (list-tail tests count))))))

    (define (group-lines group)
      "Return the lines of GROUP, a list of lists that stay together."
      (let* ((its (instruction-group (car group)))
             (title (head-line (group-doc its) (text (group-profile its))))
             (kinds (kind-lines (select kind-test? group)))
             (parts (append
                     (map (lambda (instruction)
                            (cons (entry-line instruction)
                                  (explained instruction)))
                          (select (lambda (i) (not (kind-test? i))) group))
                     (if (null? kinds) '() (list kinds)))))
        (cons (append (list blank title) (car parts)) (cdr parts))))

    (define (prose strings)
      "Return lines for STRINGS, each a paragraph."
      (apply append
             (map (lambda (string)
                    (map (lambda (part) (line "text" 0 part))
                         (wrapped string 61)))
                  strings)))

    (define (rules)
      "Return the lines of what a program keeps to, as parts."
      (define (codes indent pairs)
        (map (lambda (pair)
               (lambda (x y)
                 (draw-text "form" x y (car pair))
                 (draw-text "text" (+ x indent) y (cdr pair))))
             pairs))
      (list
       (append
        (list blank (head-line "Operands" ""))
        (codes 25 '(("x" . "a copy: x stays alive")
                 ("!x" . "taken: x ends here")
                 ("5  #t  ()  'a" . "constants stand for themselves"))))
       (append
        (list blank (head-line "Lifetimes" ""))
        (prose '("Alive at first: the parameters, then the captures."
                 "Copy as often as you like; take at most once."
                 "Both ways of an `if' start from the same live set."
                 "At a transfer nothing is left alive: pass it or drop it.")))
       (append
        (list blank (head-line "Roles" ""))
        (codes 25 '(("small letters" . "looked at: !x is released after")
                 ("CAPITALS" . "kept: a copy is retained, !x is moved"))))
       (append
        (list blank (head-line "Blocks" ""))
        (codes 25 '(("(block b (k x) ()" . "name, parameters, captures")
                 ("…)" . "ends in a transfer, if or try")
                 ("(k x . rest)" . "further arguments as a list")
                 ("(let c (lambda" . "a closure, its block in place:")
                 ("(v) (!k) …))" . "parameters, captures, body"))))
       (append
        (list blank (head-line "Faults" "type: wherever an operand has one"))
        (codes 13 (map (lambda (fault)
                         (cons (text (fault-name fault)) (fault-doc fault)))
                       faults)))
       (append
        (list blank (head-line "Bytes" "numbers are ULEB128"))
        (codes 25 '(("opcode operand …" . "then the result's register")
                 ("index * 4 + mode" . "0 copy, 1 take: a register")
                 ("" . "2 constant, 3 small integer (zigzag)")
                 ("count operand …" . "where … stands")
                 ("04 size test" . "size of then; then, else"))))
       (append
        (list blank (head-line "Kinds" "profile"))
        (map (lambda (kind)
               (lambda (x y)
                 (draw-text "opcode" x y (hexadecimal (kind-code kind)))
                 (draw-text "form" (+ x 5) y (text (kind-name kind)))
                 (draw-text "text" (+ x 18) y (kind-doc kind))))
             kinds))))

    (define (flow parts room)
      "Return PARTS, lists of lines, as columns of at most ROOM lines, a list."
      (let loop ((rest parts) (column '()) (used 0) (found '()))
        (cond ((null? rest) (reverse (cons (reverse column) found)))
              ((and (pair? column) (> (+ used (length (car rest))) room))
               (loop rest '() 0 (cons (reverse column) found)))
              (else
               (loop (cdr rest) (append (reverse (car rest)) column)
                     (+ used (length (car rest))) found)))))

    (define (fit parts count)
      "Return PARTS as at most COUNT columns, as short as can be."
      (let loop ((room 10))
        (let ((found (flow parts room)))
          (if (<= (length found) count) found (loop (+ room 1))))))

    (define (draw-column lines x pitch)
      "Draw LINES from the top, PITCH apart, with their left ends at X."
      (let loop ((rest lines) (y top))
        (unless (null? rest)
          ((car rest) x y)
          (loop (cdr rest) (+ y pitch)))))

    (define style "\
text { font-family: 'DejaVu Sans', Verdana, sans-serif; fill: #111 }
.title { font-size: 7px; font-weight: bold }
.lead { font-size: 2.9px }
.head { font-size: 2.7px; font-weight: bold; fill: #8a2b0e }
.note { font-size: 1.9px; fill: #555 }
.right { text-anchor: end }
.form, .opcode { font-family: 'DejaVu Sans Mono', Menlo, monospace }
.form { font-size: 2.25px }
.opcode { font-size: 2.25px; fill: #8a2b0e }
.text { font-size: 2.05px; fill: #333 }
.rule { stroke: #8a2b0e; stroke-width: 0.25 }")

    (define (write-card)
      "Write card.svg."
      (say "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" page-width
           "mm\" height=\"" page-height "mm\" viewBox=\"0 0 " page-width " "
           page-height "\">")
      (say "<!-- Made from spec/instructions.scm by `make generate`: do not"
           " edit. -->")
      (say "<title>Baton: the instructions</title>")
      (say "<style>" style "</style>")
      (say "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>")
      (draw-text "title" margin 16 "Baton")
      (draw-text "lead" 38 13
                 "A program never returns: it hands its continuation on.")
      (draw-text "lead" 38 17.5
                 "Each value's birth and end is written where it happens.")
      (draw-text "note right" (- page-width margin) 13
                 "opcodes are hexadecimal; faults stand at the right")
      (draw-text "note right" (- page-width margin) 17
                 "instructions.md has the details")
      (let* ((parts (apply append (map group-lines (groups))))
             (found (append (fit parts (- columns 1))
                            (list (apply append (rules)))))
             (longest (apply max (map length found)))
             (pitch (/ (- page-height top margin) longest)))
        (let loop ((rest found) (x margin))
          (unless (null? rest)
            (draw-column (if (eq? blank (caar rest)) (cdar rest) (car rest))
                         x pitch)
            (loop (cdr rest) (+ x column-width gap)))))
      (say "</svg>"))

    (define (document-command arguments)
      "Write both files into the folder that ARGUMENTS names."
      (for-each
       (lambda (name write-it)
         (call-with-output-file (text (car arguments) "/" name)
           (lambda (port)
             (parameterize ((current-output-port port)) (write-it)))))
       '("instructions.md" "card.svg")
       (list write-reference write-card))
      0)))
