;;; (baton examples): tests made from examples of each instruction.
;;;
;;; Reads tests/instructions.scm, whose head explains its entries, and the table
;;; of instructions.  From each example follow programs with the operands
;;; copied, taken, shared, constant and literal; from each typed operand,
;;; programs with values of every other kind.  What integers give is computed here with exact
;;; integers.  Every program that halts has ended all that it was given, so a
;;; test expects no live cells.  Relies on (baton conformance) for the places of
;;; data and for what a test is.

(define-library (baton examples)
  (export example-tests)
  (import (scheme base) (scheme case-lambda) (scheme cxr) (baton conformance)
          (baton lists)
          (baton instructions)
          (only (baton host) bits-and bits-xor bits-shift))
  (begin

    (define (text . parts)
      "Return PARTS, strings and integers, as one string."
      (apply string-append
             (map (lambda (part)
                    (if (number? part) (number->string part) part))
                  parts)))

    (define gather
      (case-lambda
        ((make items) (apply append (map make items)))
        ((make items others) (apply append (map make items others)))))

    ;; Values

    ;; What a node of the table means.  LITERAL is its text as an operand, or
    ;; #f; PRINTED is what `write' prints; PARTS the values in it.
    (define-record-type <value>
      (make-value kind literal printed parts node)
      value?
      (kind value-kind) (literal value-literal) (printed value-printed)
      (parts value-parts) (node value-node))

    (define (head-is? node name)
      "Is NODE a list that begins with the symbol NAME?"
      (and (eq? (node-kind node) 'list) (pair? (node-items node))
           (eq? (node-value (car (node-items node))) name)))

    (define (node->value node width)
      "Return the value that NODE means on a machine of WIDTH bits."
      (define (words kind)
        (make-value kind (node-text node) (node-text node) '() node))
      (define (integer n)
        (make-value 'int (number->string n) (number->string n) '() node))
      (define (inner items)
        (map (lambda (item) (node->value item width)) items))
      (define (printed-parts parts)
        (join (map value-printed parts) " "))
      (case (node-kind node)
        ((integer) (integer (node-value node)))
        ((string) (words 'string))
        ((bytes) (words 'bytes))
        ((vector)
         (make-value 'vector (node-text node) (node-text node)
                     (inner (node-items node)) node))
        ((list)
         (cond ((null? (node-items node)) (words 'null))
               ((head-is? node '$box)
                (let ((parts (inner (cdr (node-items node)))))
                  (make-value 'box #f
                              (text "#<box " (printed-parts parts) ">")
                              parts node)))
               ((head-is? node '$record)
                (let ((parts (inner (cdr (node-items node)))))
                  (make-value 'record #f
                              (text "#<record " (printed-parts parts) ">")
                              parts node)))
               (else
                (make-value 'pair (text "'" (node-text node))
                            (node-text node) '() node))))
        (else (atom->value node width))))

    (define (atom->value node width)
      "Return the value that NODE, an atom, means on a machine of WIDTH bits."
      (define (word kind literal)
        (make-value kind literal (node-text node) '() node))
      (define (integer n)
        (make-value 'int (number->string n) (number->string n) '() node))
      (let ((name (node-text node)))
        (case (node-value node)
          (($most) (integer (most width)))
          (($least) (integer (least width)))
          (($closure)
           (make-value 'closure #f "#<closure helper>" '() node))
          (($device) (make-value 'device #f "#<device world>" '() node))
          (else
           (cond ((member name '("#t" "#f")) (word 'bool name))
                 ((string=? name "#void") (word 'void name))
                 ((string=? name "#eof") (word 'eof name))
                 ((and (> (string-length name) 1)
                       (string=? (substring name 0 2) "#\\"))
                  (word 'char name))
                 (else (word 'symbol (text "'" name))))))))

    (define (most width)
      "Return the greatest integer of a machine of WIDTH bits."
      (- (expt 2 (- width 3)) 1))

    (define (least width)
      "Return the least integer of a machine of WIDTH bits."
      (- (expt 2 (- width 3))))

    (define (higher a b)
      "Return the higher of the profiles A and B."
      (if (profile<=? a b) b a))

    (define (value-profile value)
      "Return the profile that VALUE belongs to."
      (let loop ((parts (value-parts value))
                 (profile (kind-profile (kind-named (value-kind value)))))
        (if (null? parts)
            profile
            (loop (cdr parts)
                  (higher profile (value-profile (car parts)))))))

    ;; Building values at run time

    (define (build value name)
      "Return the instructions that give birth to VALUE as NAME, in new cells
where it has any."
      (define (birth . parts)
        (list (text "(let " name " " (apply text parts) ")")))
      (case (value-kind value)
        ((pair) (build-list (node-items (value-node value)) name))
        ((vector) (build-parts "vector" value name))
        ((record) (build-parts "record" value name))
        ((box) (build-parts "box" value name))
        ((bytes)
         (let ((items (map node-value (node-items (value-node value)))))
           (append (birth "(make-bytes " (length items) " 0)")
                   (build-elements "bset" name (map number->string items)))))
        ((string)
         (let ((characters (string->list (node-value (value-node value)))))
           (append (birth "(make-string " (length characters) " #\\space)")
                   (build-elements "sset" name
                                   (map (lambda (c) (string #\# #\\ c))
                                        characters)))))
        ((closure)
         (append (birth "(cons 1 2)")
                 (birth "(close helper !" name ")")))
        ((device) (birth "world"))
        (else (birth (value-literal value)))))

    (define (build-elements setter name literals)
      "Return the instructions that set the elements of NAME to LITERALS."
      (let loop ((i 0) (rest literals) (found '()))
        (if (null? rest)
            (reverse found)
            (loop (+ i 1) (cdr rest)
                  (cons (text "(" setter " " name " " i " " (car rest) ")")
                        found)))))

    (define (literal-item? node)
      "Is NODE, in a list or vector, best written as a literal operand?"
      (or (memq (node-kind node) '(integer atom string bytes))
          (null? (node-items node))))

    (define dot (string->symbol "."))

    (define (build-list items name)
      "Return the instructions that give birth to the list of the nodes ITEMS
(an atom `.' before an improper tail) as NAME."
      (define (operand node name)
        (if (literal-item? node)
            (value-literal (node->value node 64))
            (text "!" name)))
      (define (prepare node name)
        (if (literal-item? node) '() (build (node->value node 64) name)))
      (let ((first (car items)) (rest (cdr items)) (part (text name "a")))
        (define (finish tail)
          (append (prepare first part)
                  (list (text "(let " name " (cons " (operand first part)
                              " " tail "))"))))
        (cond ((null? rest) (finish "()"))
              ((eq? (node-value (car rest)) dot)
               (append (prepare (cadr rest) name)
                       (finish (operand (cadr rest) name))))
              (else (append (build-list rest name)
                            (finish (text "!" name)))))))

    (define (build-parts operation value name)
      "Return the instructions that give birth to VALUE as NAME by OPERATION on
its parts."
      (let loop ((parts (value-parts value)) (i 0) (before '())
                 (operands '()))
        (if (null? parts)
            (append before
                    (list (text "(let " name " (" operation
                                (apply text (reverse operands)) "))")))
            (let ((part (car parts)) (inner (text name i)))
              (if (literal-item? (value-node part))
                  (loop (cdr parts) (+ i 1) before
                        (cons (text " " (value-literal part)) operands))
                  (loop (cdr parts) (+ i 1)
                        (append before (build part inner))
                        (cons (text " !" inner) operands)))))))

    ;; Modes

    ;; `copy' and `take' of a new value; `shared': taken, while a second
    ;; variable holds it too; `copy-constant' and `take-constant': of a
    ;; variable that holds a constant; `literal': the constant stands in the
    ;; instruction.
    (define (modes value mutable?)
      "Return the modes in which VALUE can be an operand; MUTABLE?: one that
must be a mutable cell."
      (cond ((not (value-literal value)) '(copy take shared))
            ((not (memq (value-kind value) '(pair vector bytes string)))
             '(copy take literal))
            (mutable? '(copy take shared))
            (else '(copy take shared copy-constant take-constant literal))))

    (define (prepare value mode name)
      "Return the instructions that make VALUE ready, as NAME, to be used in
MODE."
      (case mode
        ((copy take) (build value name))
        ((shared)
         (append (build value name)
                 (list (text "(let " name "+ " name ")"))))
        ((literal) '())
        (else (list (text "(let " name " " (value-literal value) ")")))))

    (define (operand value mode name)
      "Return the text of the operand that is VALUE, as NAME, in MODE."
      (case mode
        ((copy copy-constant) name)
        ((literal) (value-literal value))
        (else (text "!" name))))

    (define (kept mode name)
      "Return the names that live on when NAME was used in MODE."
      (case mode
        ((copy copy-constant) (list name))
        ((shared) (list (text name "+")))
        (else '())))

    (define (combinations lists)
      "Return every way to pick one item of each of LISTS."
      (if (null? lists)
          '(())
          (let ((rest (combinations (cdr lists))))
            (gather (lambda (item)
                      (map (lambda (others) (cons item others)) rest))
                    (car lists)))))

    (define (one-at-a-time lists)
      "Return the ways to pick of LISTS where all pick the same item, and those
where one picks any item and the others the first."
      (define (same mode)
        (map (lambda (modes) (if (memq mode modes) mode (car modes))) lists))
      (define (but-one i)
        (map (lambda (mode)
               (let loop ((j 0) (rest lists))
                 (cond ((null? rest) '())
                       (else (cons (if (= i j) mode (caar rest))
                                   (loop (+ j 1) (cdr rest)))))))
             (cdr (list-ref lists i))))
      (append (map same '(copy take literal))
              (let loop ((i 0))
                (if (= i (length lists))
                    '()
                    (append (but-one i) (loop (+ i 1)))))))

    (define (distinct items)
      "Return ITEMS, each once."
      (let loop ((rest items) (found '()))
        (cond ((null? rest) (reverse found))
              ((member (car rest) found) (loop (cdr rest) found))
              (else (loop (cdr rest) (cons (car rest) found))))))

    (define (mode-choices lists)
      "Return the combinations of modes, of LISTS, that are worth a test."
      (if (<= (apply * (map length lists)) 18)
          (combinations lists)
          (distinct (one-at-a-time lists))))

    (define (operand-names values)
      "Return a name for each of VALUES: a, b, c, …"
      (let loop ((rest values) (code 97))
        (if (null? rest)
            '()
            (cons (string (integer->char code))
                  (loop (cdr rest) (+ code 1))))))

    (define (mutable-operands instruction count)
      "Return for each of the COUNT operands of INSTRUCTION if it must be
mutable."
      (let loop ((operands (instruction-operands instruction)) (n count))
        (cond ((= n 0) '())
              ((operand-rest? (car operands))
               (cons #f (loop operands (- n 1))))
              (else (cons (operand-mutable? (car operands))
                          (loop (cdr operands) (- n 1)))))))

    ;; Programs

    (define (program instructions)
      "Return the text of a program whose main does INSTRUCTIONS."
      (text "(block main (k world) ()\n  (drop k)\n  "
            (join instructions "\n  ") ")\n"))

    (define helper
      "(block helper (k) (x) (drop k) (halt !x))\n")

    (define (with-helper values text)
      "Return the program TEXT with the block that the closures among VALUES are
of, if there are any."
      (if (null? (select (lambda (value) (eq? (value-kind value) 'closure))
                         values))
          text
          (string-append text helper)))

    (define (drop names)
      "Return a list of the instruction that drops NAMES, or () for none."
      (if (null? names) '() (list (text "(drop " (join names " ") ")"))))

    (define (answer-list names)
      "Return the instructions that halt with a list of what NAMES hold."
      (append (list "(let list ())")
              (map (lambda (name)
                     (text "(let list (cons !" name " !list))"))
                   (reverse names))
              '("(halt !list)")))

    (define (born instruction)
      "Return the text of INSTRUCTION's results as variables."
      (let ((results (instruction-results instruction)))
        (case (length results)
          ((0) "()")
          ((1) "x")
          (else "(x y)"))))

    (define (operation instruction values modes names)
      "Return the text of INSTRUCTION on VALUES in MODES as NAMES."
      (text "(" (symbol->string (instruction-name instruction))
            (apply text (map (lambda (value mode name)
                               (text " " (operand value mode name)))
                             values modes names))
            ")"))

    (define (finish instruction left)
      "Return the instructions that end the names LEFT and halt with the results
of INSTRUCTION; where it has none, with what the first of LEFT holds."
      (case (length (instruction-results instruction))
        ((0) (if (null? left)
                 '("(halt #void)")
                 (append (drop (cdr left))
                         (list (text "(halt !" (car left) ")")))))
        ((1) (append (drop left) '("(halt !x)")))
        (else (append (drop left) (answer-list '("x" "y"))))))

    (define (perform instruction done left)
      "Return the instructions that do DONE, the text of INSTRUCTION, end LEFT,
and halt with the outcome."
      (case (instruction-class instruction)
        ((test)
         (list (text "(if " done "\n    (then "
                     (join (append (drop left) '("(halt #t)")) " ")
                     ")\n    (else "
                     (join (append (drop left) '("(halt #f)")) " ")
                     "))")))
        (else
         (cons (if (null? (instruction-results instruction))
                   done
                   (text "(let " (born instruction) " " done ")"))
               (finish instruction left)))))

    (define (attempt instruction done left all)
      "Return the instructions that try DONE, the text of INSTRUCTION: then end
LEFT and halt with the outcome, else halt with a list of what ALL hold."
      (list (text "(try " (born instruction) " " done "\n    (then "
                  (join (finish instruction left) " ") ")\n    (else "
                  (join (answer-list all) " ") "))")))

    (define (preparation values modes names)
      "Return the instructions before the one that uses VALUES in MODES as
NAMES."
      (append (gather (lambda (triple) (apply prepare triple))
                      (map list values modes names))
              '("(drop world)")))

    (define (variables modes names)
      "Return those of NAMES that MODES make variables of, and the second
holders."
      (gather (lambda (mode name)
                (case mode
                  ((literal) '())
                  ((shared) (list name (text name "+")))
                  (else (list name))))
              modes names))

    ;; Tests

    ;; What all the tests of one table share: its path, and the width.
    (define-record-type <maker>
      (make-maker file width samples examples)
      maker?
      (file maker-file) (width maker-width) (samples maker-samples)
      (examples maker-examples))

    (define (outcome kind status printed messages)
      "Return the expectations for an outcome KIND with STATUS, the text PRINTED
and MESSAGES."
      `((output . ,printed) (messages . ,messages) (kind . ,kind)
        (status . ,status)
        . ,(if (eq? kind 'answer) '((live . 0)) '())))

    (define (answers printed)
      "Return the expectations for an answer that is PRINTED."
      (outcome 'answer 0 (text printed "\n") '()))

    (define (made-test maker line name profile values text expected)
      "Return the test NAME of PROFILE, or of the higher one that VALUES need."
      (let loop ((rest values) (profile profile))
        (if (pair? rest)
            (loop (cdr rest) (higher profile (value-profile (car rest))))
            (make-test name profile (maker-file maker) line
                       (with-helper values text)
                       #f '() "" '() #f 32 expected))))

    (define (title instruction values note)
      "Return a test's name for INSTRUCTION on VALUES; NOTE tells what else."
      (text "(" (join (cons (symbol->string (instruction-name instruction))
                            (map value-printed values))
                      " ")
            ") " note))

    (define (modes-note modes)
      "Return MODES as words."
      (join (map symbol->string modes) " "))

    (define (expected-print instruction values results modes)
      "Return what is printed when INSTRUCTION on VALUES, in MODES, gave
RESULTS, or #f for nothing: see `finish'."
      (case (length (instruction-results instruction))
        ((0) (if (and (eq? (instruction-class instruction) 'data)
                      (not (kept? (car modes))))
                 (let loop ((values (cdr values)) (modes (cdr modes)))
                   (cond ((null? values) #f)
                         ((kept? (car modes)) (value-printed (car values)))
                         (else (loop (cdr values) (cdr modes)))))
                 (value-printed (car results))))
        ((1) (value-printed (car results)))
        (else (text "(" (join (map value-printed results) " ") ")"))))

    (define (kept? mode)
      "Does the value of an operand in MODE live on?"
      (pair? (kept mode "")))

    (define (left-names modes names)
      "Return the names that live on when NAMES were used in MODES."
      (gather kept modes names))

    (define (example-cases maker line instruction values results)
      "Return the tests for INSTRUCTION that, on VALUES, gives RESULTS."
      (define names (operand-names values))
      (define choices
        (mode-choices
         (map modes values
              (mutable-operands instruction (length values)))))
      (define (expectations modes)
        (let ((printed (expected-print instruction values results modes)))
          (if printed (answers printed) (outcome 'answer 0 "" '()))))
      (define (left modes)
        (left-names modes names))
      (define (plain modes)
        (made-test maker line
                   (title instruction values (modes-note modes))
                   (instruction-profile instruction) values
                   (program
                    (append (preparation values modes names)
                            (perform instruction
                                     (operation instruction values modes
                                                names)
                                     (left modes))))
                   (expectations modes)))
      (define (tried modes)
        (made-test maker line
                   (title instruction values
                          (text "try " (modes-note modes)))
                   (instruction-profile instruction) values
                   (program
                    (append (preparation values modes names)
                            (attempt instruction
                                     (operation instruction values modes
                                                names)
                                     (left modes)
                                     (variables modes names))))
                   (expectations modes)))
      (append (map plain choices)
              (if (or (null? (instruction-faults instruction))
                      (eq? (instruction-class instruction) 'test))
                  '()
                  (map tried choices))))

    (define (irritants values)
      "Return the list of irritants that VALUES give, as it is printed."
      (text "(" (join (map value-printed (first-of values 8)) " ") ")"))

    (define (fault-cases maker line instruction values kind thorough?)
      "Return the tests for INSTRUCTION that faults with KIND on VALUES; where
THOROUGH?, also without a handler and with literals."
      (define names (operand-names values))
      (define test? (eq? (instruction-class instruction) 'test))
      (define choices
        (distinct
         (one-at-a-time*
          (map modes values
               (mutable-operands instruction (length values)))
          thorough?)))
      (define (done modes)
        (operation instruction values modes names))
      (define (plain modes)
        (made-test maker line
                   (title instruction values
                          (text (symbol->string kind) " "
                                (modes-note modes)))
                   (instruction-profile instruction) values
                   (program
                    (append (preparation values modes names)
                            (perform instruction (done modes)
                                     (left-names modes names))))
                   (outcome 'fault 70 "" (list (symbol->string kind)))))
      (define (tried modes)
        (let ((all (variables modes names)))
          (made-test maker line
                     (title instruction values
                            (text (symbol->string kind) " try "
                                  (modes-note modes)))
                     (instruction-profile instruction) values
                     (program
                      (append (preparation values modes names)
                              (attempt instruction (done modes)
                                       (left-names modes names) all)))
                     (answers
                      (text "(" (join (printed-variables values modes) " ")
                            ")")))))
      (define (handled modes)
        (let* ((before (append '("(let old (set-handler #f))"
                                 "(drop old)"
                                 "(let handler (close caught))"
                                 "(let old (set-handler !handler))"
                                 "(drop old)")
                               (preparation values modes names)))
               (place (text "(main . " (+ 1 (length before)) ")")))
          (made-test maker line
                     (title instruction values
                            (text (symbol->string kind) " handled "
                                  (modes-note modes)))
                     'system values
                     (string-append
                      (program
                       (append before
                               (perform instruction (done modes)
                                        (left-names modes names))))
                      catcher)
                     (answers
                      (text "(" (symbol->string kind) " "
                            (irritants values) " " place ")")))))
      (append (if thorough? (map plain choices) '())
              (if test? '() (map tried choices))
              (if (or thorough? test?) (map handled choices) '())))

    (define catcher
      "(block caught (kind irritants place) ()
  (let list (cons !place ()))
  (let list (cons !irritants !list))
  (let list (cons !kind !list))
  (halt !list))
")

    (define (printed-variables values modes)
      "Return what those of VALUES print that MODES make variables of."
      (gather (lambda (value mode)
                (case mode
                  ((literal) '())
                  ((shared) (list (value-printed value)
                                  (value-printed value)))
                  (else (list (value-printed value)))))
              values modes))

    (define (one-at-a-time* lists thorough?)
      "Return combinations of modes of LISTS: all of one mode, for each mode
where THOROUGH?, else copied and taken."
      (map (lambda (mode)
             (map (lambda (modes) (if (memq mode modes) mode (car modes)))
                  lists))
           (if thorough? '(copy take shared literal) '(copy take))))

    ;; From the table

    (define (sample-of maker kind)
      "Return MAKER's sample value of KIND."
      (cdr (assq kind (maker-samples maker))))

    (define (default-operands maker instruction)
      "Return values that INSTRUCTION takes without a fault: those of the first
example, else a sample for each operand."
      (let ((entry (assq (instruction-name instruction)
                         (maker-examples maker))))
        (if entry
            (cdr entry)
            (map (lambda (operand)
                   (sample-of maker (case (operand-type operand)
                                      ((any) 'int)
                                      (else (operand-type operand)))))
                 (instruction-operands instruction)))))

    (define (replace items i item)
      "Return ITEMS with ITEM in place I."
      (if (= i 0)
          (cons item (cdr items))
          (cons (car items) (replace (cdr items) (- i 1) item))))

    (define (generic? instruction)
      "Can tests of INSTRUCTION follow from its operands' types alone?"
      (and (memq (instruction-class instruction) '(data test))
           (pair? (instruction-operands instruction))
           (let loop ((rest (instruction-operands instruction)))
             (or (null? rest)
                 (and (memq (operand-class (car rest)) '(value rest))
                      (loop (cdr rest)))))))

    (define (wrong-kind-tests maker)
      "Return tests with each typed operand replaced by a value of every other
kind."
      (gather
       (lambda (instruction)
         (let ((values (default-operands maker instruction)))
           (let loop ((i 0) (operands (instruction-operands instruction)))
             (cond ((null? operands) '())
                   ((memq (operand-type (car operands)) '(any #f))
                    (loop (+ i 1) (cdr operands)))
                   (else
                    (append (wrong-operand-tests maker instruction values i
                                                 (car operands))
                            (loop (+ i 1) (cdr operands))))))))
       (select generic? instructions)))

    (define (wrong-operand-tests maker instruction values i operand)
      "Return tests of INSTRUCTION on VALUES with a wrong kind for the I-th,
which is OPERAND."
      (let loop ((rest (select
                        (lambda (sample)
                          (not (eq? (car sample) (operand-type operand))))
                        (maker-samples maker)))
                 (first? #t))
        (if (null? rest)
            (if (operand-mutable? operand)
                (constant-tests maker instruction values)
                '())
            (append (fault-cases maker 1 instruction
                                 (replace values i (cdar rest)) 'type first?)
                    (loop (cdr rest) #f)))))

    (define (constant-tests maker instruction values)
      "Return tests where INSTRUCTION, a setter, faults because the first of
VALUES is a constant."
      (if (not (value-literal (car values)))
          '()
          (let ((names (operand-names values))
                (rest (map (lambda (value) 'literal) (cdr values))))
            (map
             (lambda (mode)
               (let ((modes (cons mode rest)))
                 (made-test
                  maker 1
                  (title instruction values
                         (text "type: a constant, try " (modes-note modes)))
                  (instruction-profile instruction) values
                  (program
                   (append
                    (preparation values modes names)
                    (attempt instruction
                             (operation instruction values modes names)
                             (left-names modes names)
                             (variables modes names))))
                  (answers
                   (text "(" (join (printed-variables values modes) " ")
                         ")")))))
             '(literal copy-constant take-constant)))))

    (define (kind-test-tests maker)
      "Return tests of each test of a kind on a sample of each kind."
      (gather
       (lambda (instruction)
         (let ((formula (instruction-formula instruction)))
           (if (and (pair? formula) (eq? (car formula) 'is))
               (gather
                (lambda (sample)
                  (example-cases maker 1 instruction (list (cdr sample))
                                 (list (truth
                                        (eq? (car sample)
                                             (caddr formula))))))
                (maker-samples maker))
               '())))
       instructions))

    (define (truth holds?)
      "Return the value #t where HOLDS?, else #f."
      (node->value (car (scan (if holds? "#t" "#f"))) 64))

    ;; Integers

    (define (shift a n width)
      "Return A * 2^N, towards minus infinity; #f where it does not fit into
WIDTH."
      (cond ((= a 0) 0)
            ((< n 0) (bits-shift a (max n (- width))))
            ((> n width) #f)
            (else (bits-shift a n))))

    (define (integer-oracle name width)
      "Return what computes the instruction NAME of two integers: a procedure
that returns an integer, a boolean, or `fault'."
      (define (fits n)
        (if (and n (<= (least width) n (most width))) n 'fault))
      (define (total operation)
        (lambda (a b) (fits (operation a b))))
      (define (divided operation)
        (lambda (a b) (if (= b 0) 'fault (fits (operation a b)))))
      (case name
        ((add) (total +))
        ((sub) (total -))
        ((mul) (total *))
        ((quo) (divided truncate-quotient))
        ((rem) (divided truncate-remainder))
        ((and) (total bits-and))
        ((or) (total (lambda (a b) (- (+ a b) (bits-and a b)))))
        ((xor) (total bits-xor))
        ((shl) (total (lambda (a n) (shift a n width))))
        ((shr) (total (lambda (a n) (shift a (- n) width))))
        ((lt) <)
        ((le) <=)
        ((eq) =)))

    (define (integer-edges width)
      "Return the integers at which machines of WIDTH bits go wrong."
      (list 0 1 -1 2 -2 7 -7 63 64 -64 255 65536
            (expt 2 30) (- (expt 2 30)) (- (expt 2 31) 1) (- (expt 2 31))
            (most width) (least width) (- (most width) 1)
            (+ (least width) 1) (quotient (most width) 2)
            (quotient (least width) 2)))

    (define (integer-tests maker)
      "Return tests of the instructions on two integers with each pair of
edges: a program for each first operand."
      (let* ((width (maker-width maker))
             (edges (select (lambda (n)
                              (<= (least width) n (most width)))
                            (integer-edges width))))
        (gather (lambda (name)
                  (map (lambda (a)
                         (integer-test maker (instruction-named name)
                                       a edges))
                       edges))
                '(add sub mul quo rem and or xor shl shr lt le eq))))

    (define (integer-test maker instruction a edges)
      "Return the test of INSTRUCTION with A and each of EDGES."
      (define oracle
        (integer-oracle (instruction-name instruction) (maker-width maker)))
      (define test? (eq? (instruction-class instruction) 'test))
      (define (result b)
        (let ((r (oracle a b)))
          (cond ((number? r) (number->string r))
                ((eq? r 'fault) "fault")
                (r "#t")
                (else "#f"))))
      (define (way value next)
        (text "(let list (cons " value " !list)) (jump " next " !list)"))
      ;; The operands' modes alternate from block to block.
      (define (step i b)
        (let* ((next (if (= (+ i 1) (length edges))
                         "done"
                         (text "step" (+ i 1))))
               (a-mode (list-ref '("a" "!a" "#") (modulo i 3)))
               (b-mode (list-ref '("!b" "#" "b" "b" "!b")
                                 (modulo i 5)))
               (done
                (text "(" (symbol->string (instruction-name instruction))
                      " " (if (string=? a-mode "#") a a-mode)
                      " " (if (string=? b-mode "#") b b-mode) ")"))
               (left (append (if (string=? a-mode "a") '("a") '())
                             (if (string=? b-mode "b") '("b") '())))
               (all (append (if (string=? a-mode "#") '() '("a"))
                            (if (string=? b-mode "#") '() '("b")))))
          (text "(block step" i " (list) ()\n"
                (if (string=? a-mode "#") "" (text "  (let a " a ")"))
                (if (string=? b-mode "#") "" (text "  (let b " b ")\n"))
                (cond
                 (test?
                  (text "  (if " done "\n    (then "
                        (join (drop left) "") (way "#t" next)
                        ")\n    (else " (join (drop left) "")
                        (way "#f" next) ")))\n"))
                 ((null? (instruction-faults instruction))
                  (text "  (let x " done ")" (join (drop left) "")
                        (way "!x" next) ")\n"))
                 (else
                  (text "  (try x " done "\n    (then "
                        (join (drop left) "") (way "!x" next)
                        ")\n    (else " (join (drop all) "")
                        (way "'fault" next) ")))\n"))))))
      (make-test
       (text (symbol->string (instruction-name instruction)) " " a
             " and each edge")
       'core (maker-file maker) 1
       (text "(block main (k world) () (drop k world) (jump step0 ()))\n"
             (let loop ((i 0) (rest edges))
               (if (null? rest)
                   ""
                   (text (step i (car rest)) (loop (+ i 1) (cdr rest)))))
             "(block done (list) () (halt !list))\n")
       #f '() "" '() #f
       (if (= (maker-width maker) 64) 64 32)
       (answers
        (text "(" (join (reverse (map result edges)) " ") ")"))))

    ;; Limits: 255 operands, 256 registers, and nests of any depth

    (define (numbered count make)
      "Return the texts (MAKE I) for I from 0 to before COUNT, with blanks."
      (let loop ((i count) (found '()))
        (if (= i 0)
            (join found " ")
            (loop (- i 1) (cons (make (- i 1)) found)))))

    (define (variable i)
      "Return a name for the I-th variable."
      (text "v" i))

    (define (births count)
      "Return instructions that give birth to COUNT variables, each its number."
      (numbered count (lambda (i) (text "(let v" i " " i ")\n"))))

    (define (repeated count part)
      "Return PART, COUNT times."
      (numbered count (lambda (i) part)))

    (define main-head "(block main (k world) () (drop k world)\n")

    (define (limit-tests maker)
      "Return tests of the largest programs and data there can be."
      (define takes (lambda (i) (text "!v" i)))
      (define last-but-one
        (text "(let x (cons !v254 !v0))"
              "(drop " (numbered 253 (lambda (i) (variable (+ i 1)))) ")"
              "(halt !x))\n"))
      (define (test name profile text expected)
        (make-test name profile (maker-file maker) 1 text #f '() "" '() #f 32
                   expected))
      (define (refused name text)
        (test name 'core text (outcome 'malformed 65 "" '())))
      (list
       (test "a jump with 255 arguments, turned round" 'core
             (text main-head (births 255)
                   "(jump b " (numbered 255 (lambda (i)
                                              (takes (- 254 i))))
                   "))\n(block b (" (numbered 255 variable) ") ()"
                   last-but-one)
             (answers "(0 . 254)"))
       (test "a call with 255 arguments" 'core
             (text main-head (births 255) "(let f (close b))"
                   "(call !f " (numbered 255 takes)
                   "))\n(block b (" (numbered 255 variable) ") ()"
                   last-but-one)
             (answers "(254 . 0)"))
       (test "a call with 255 arguments for a rest" 'core
             (text main-head "(let f (close b))"
                   "(call !f " (numbered 255 number->string)
                   "))\n(block b (x . rest) () (drop x)"
                   " (let x (car !rest)) (halt !x))\n")
             (answers "1"))
       (test "a closure of 255 captures" 'core
             (text main-head (births 255)
                   "(let f (close b " (numbered 255 takes)
                   "))(call !f 1))\n(block b (k) ("
                   (numbered 255 variable) ") (drop k)" last-but-one)
             (answers "(254 . 0)"))
       (test "256 parameters by apply" 'core
             (text main-head "(let f (close b))"
                   "(apply !f '(" (numbered 256 number->string)
                   ")))\n(block b (k " (numbered 255 variable) ") ()"
                   "(drop k)" last-but-one)
             (answers "(255 . 1)"))
       (test "256 living variables" 'core
             (text main-head (births 255) "(let last 255)"
                   "(let x (cons !v0 !last))"
                   "(drop " (numbered 254 (lambda (i) (variable (+ i 1))))
                   ")(halt !x))\n")
             (answers "(0 . 255)"))
       (refused "257 living variables"
                (text main-head (births 255) "(let last 255)"
                      "(let more 256)"
                      "(drop last more " (numbered 255 variable)
                      ")(halt 0))\n"))
       (refused "257 parameters and captures"
                (text main-head "(halt 0))\n(block b ("
                      (numbered 255 variable) ") (x y) (drop x y "
                      (numbered 255 variable) ") (halt 0))\n"))
       (refused "a jump with 256 arguments"
                (text main-head "(jump b " (repeated 256 "0")
                      "))\n(block b (x . rest) () (drop x) (halt !rest))\n"))
       (test "a drop of 255" 'core
             (text main-head (births 255)
                   "(drop " (numbered 255 variable) ") (halt 0))\n")
             (answers "0"))
       (test "a vector of 255 elements" 'data
             (text main-head "(let v (vector "
                   (numbered 255 number->string)
                   ")) (let n (vlen v)) (let x (vref !v 254))"
                   " (let p (cons !n !x)) (halt !p))\n")
             (answers "(255 . 254)"))
       (refused "a vector of 256 operands"
                (text main-head "(let v (vector " (repeated 256 "0")
                      ")) (halt !v))\n"))
       (test "a record of 254 fields" 'data
             (text main-head "(let v (record "
                   (numbered 255 number->string)
                   ")) (let n (rlen v)) (let x (rref !v 253))"
                   " (let p (cons !n !x)) (halt !p))\n")
             (answers "(254 . 254)"))
       (test "a thousand nested ifs" 'core
             (text main-head
                   (repeated 1000 "(if (true #t) (then")
                   " (halt 'deep) "
                   (repeated 1000 ") (else (halt 'wrong)))") ")\n")
             (answers "deep"))
       (test "a thousand nested elses" 'core
             (text main-head
                   (repeated 1000 "(if (true #f) (then (halt 'wrong)) (else")
                   " (halt 'deep) " (repeated 1000 "))") ")\n")
             (answers "deep"))
       (test "a hundred nested lambdas" 'core
             (text main-head
                   (repeated 100 "(let f (lambda () () ")
                   "(halt 'deep) "
                   (repeated 100 ")) (call !f)") ")\n")
             (answers "deep"))
       (test "a constant nested twenty thousand deep" 'core
             (text main-head "(let x '" (repeated 20000 "(")
                   (repeated 20000 ")") ")"
                   "(if (pair? !x) (then (halt #t)) (else (halt #f))))\n")
             (answers "#t"))
       (test "a constant list of twenty thousand" 'core
             (text main-head "(let x '(" (repeated 20000 "7") "))"
                   "(let x (car !x)) (halt !x))\n")
             (answers "7"))
       (test "a thousand instructions" 'core
             (text main-head "(let n 0)"
                   (repeated 1000 "(let n (add !n 1))\n")
                   "(halt !n))\n")
             (answers "1000"))
       (test "a thousand blocks" 'core
             (text main-head "(jump b0 0))\n"
                   (numbered 1000
                             (lambda (i)
                               (text "(block b" i " (n) ()"
                                     " (let n (add !n 1)) (jump b"
                                     (+ i 1) " !n))\n")))
                   "(block b1000 (n) () (halt !n))\n")
             (answers "1000"))))

    (define (entry-tests maker entry)
      "Return the tests of ENTRY, a node of the table."
      (define items (node-items entry))
      (define (values nodes)
        (map (lambda (node) (node->value node (maker-width maker))) nodes))
      (define (instruction node)
        (or (instruction-named (node-value node))
            (error "no such instruction" (node-text node))))
      (case (node-value (car items))
        ((example)
         (example-cases maker (node-line entry)
                        (instruction (cadr items))
                        (values (node-items (caddr items)))
                        (values (cdddr items))))
        ((fault)
         (fault-cases maker (node-line entry)
                      (instruction (caddr items))
                      (values (node-items (cadddr items)))
                      (node-value (cadr items)) #t))
        (else '())))

    (define (entries-of name entries)
      "Return those of ENTRIES that begin with NAME."
      (select (lambda (entry) (head-is? entry name)) entries))

    (define (example-tests source file width)
      "Return the tests that follow from the table SOURCE, the content of FILE,
for a machine of WIDTH bits."
      (let* ((entries (scan source))
             (value (lambda (node) (node->value node width)))
             (maker
              (make-maker
               file width
               (map (lambda (entry)
                      (cons (node-value (cadr (node-items entry)))
                            (value (caddr (node-items entry)))))
                    (entries-of 'sample entries))
               (map (lambda (entry)
                      (cons (node-value (cadr (node-items entry)))
                            (map value
                                 (node-items (caddr (node-items entry))))))
                    (entries-of 'example entries)))))
        (append (gather (lambda (entry) (entry-tests maker entry)) entries)
                (limit-tests maker)
                (integer-tests maker)
                (kind-test-tests maker)
                (wrong-kind-tests maker))))))
