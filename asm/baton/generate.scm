;;; (baton generate): the C files that follow from the specification.
;;;
;;; Writes vm/generated/: names.h (enumerations), table.c (the table of
;;; instructions), handlers.h (one line a handler), bodies.h (the bodies that
;;; fast engines include), plain.h (one body for each instruction, for those that
;;; step) and effects.[ch] (the same as functions, for programs that are compiled
;;; to C).  A body says what an instruction does in terms of a page of macros (an
;;; engine) and the micro-operations (vm/micro.h).
;;;
;;; An instruction whose operands may refer to cells has up to three handlers: all
;;; of these operands taken, all copied, and mixed, where a unit holds a bit for
;;; each.  Integers and the like own nothing, so their mode does not matter.
;;; Transfers, trees and `drop' are the engine's own, written by hand.

(define-library (baton generate)
  (export generate-names generate-table generate-handlers generate-bodies
          generate-messages generate-message-texts generate-start
          generate-plain generate-families generate-fusion-table generate-effects
          generate-effect-names)
  (import (scheme base) (scheme char) (scheme write) (baton instructions)
          (baton messages) (baton assemble) (baton image)
          (only (baton lists) select)
          (only (baton host) fusions-file) (only (baton instructions) read-all))
  (begin
    (define (say . parts)
      "Write PARTS, texts, numbers and symbols, and end the line."
      (for-each display parts)
      (newline))

    (define (identifier name)
      "Return NAME, a symbol, as a C identifier in lower case."
      (let loop ((characters (string->list (symbol->string name))) (out '()))
        (if (null? characters)
            (apply string-append (reverse out))
            (let ((c (car characters)) (rest (cdr characters)))
              (cond ((and (char=? c #\-) (pair? rest) (char=? (car rest) #\>))
                     (loop (cdr rest) (cons "_to_" out)))
                    ((char=? c #\-) (loop rest (cons "_" out)))
                    ((char=? c #\?) (loop rest (cons "_p" out)))
                    (else (loop rest (cons (string c) out))))))))

    (define (constant prefix name)
      "Return NAME as a C constant that begins with PREFIX."
      (string-append prefix (string-upcase (identifier name))))

    ;; Each fusion is a list of handlers, as texts.
    (define fusions
      (map (lambda (parts) (map symbol->string parts))
           (read-all (fusions-file))))

    (define (table from to least most row)
      "Return (ROW I J) for I in FROM to TO and J in LEAST to MOST, as texts."
      (let loop ((i to) (j most) (rows '()))
        (cond ((< i from) rows)
              ((< j least) (loop (- i 1) most rows))
              (else (loop i (- j 1)
                          (cons (row (number->string i) (number->string j))
                                rows))))))

    (define head
      "/* Made from spec/instructions.scm by `make generate`: do not edit. */")

    ;; names.h

    (define (enumeration type prefix items name code)
      "Write the enumeration TYPE of ITEMS, by their NAME and CODE."
      (say "typedef enum " type " {")
      (for-each (lambda (item)
                  (say "  " (constant prefix (name item)) " = " (code item)
                       ","))
                items)
      (say "} " type ";")
      (newline))

    (define (room items key)
      "Return the room for the longest of the names KEY of ITEMS in C."
      (apply max (map (lambda (item)
                        (+ 1 (string-length (symbol->string (key item)))))
                      items)))

    (define (most number)
      "Return the largest NUMBER of an instruction."
      (apply max (map number instructions)))

    (define (instruction-signature-length instruction)
      "Return the length of the line of INSTRUCTION in digests."
      (string-length (instruction-signature instruction)))

    (define (generate-names)
      "Write names.h: kinds, faults, opcodes."
      (say head)
      (say "#ifndef BATON_NAMES_H")
      (say "#define BATON_NAMES_H")
      (newline)
      (enumeration "Kind" "KIND_" kinds kind-name kind-code)
      (say "#define FAULT_NONE ((Fault)0)")
      (enumeration "Fault" "FAULT_" faults fault-name fault-code)
      (enumeration "Opcode" "OP_" instructions
                   instruction-name instruction-opcode)
      (say "/* Room for the longest name, with a 0 behind it. */")
      (say "enum { KIND_NAME = " (room kinds kind-name)
           ", FAULT_NAME = " (room faults fault-name)
           " };")
      (say "/* The longest line of an instruction in digests, and one more than the")
      (say " * highest opcode. */")
      (say "enum { SIGNATURE_MOST = " (most instruction-signature-length)
           ", OPCODES = " (+ 1 (most instruction-opcode)) " };")
      (newline)
      (say "#endif"))

    ;; Which handlers there are

    (define (plain? operand)
      "Can OPERAND never refer to a cell, because of its type?"
      (or (memq (operand-class operand) '(block symbol))
          (and (not (eq? (operand-type operand) 'any))
               (eq? (kind-memory (kind-named (operand-type operand))) 'word))))

    (define (counted-operands instruction)
      "Return the operands of INSTRUCTION, a rest apart, that may be cells."
      (let loop ((rest (instruction-operands instruction)) (found '()))
        (cond ((null? rest) (reverse found))
              ((or (plain? (car rest)) (operand-rest? (car rest)))
               (loop (cdr rest) found))
              (else (loop (cdr rest) (cons (car rest) found))))))

    (define (by-hand? instruction)
      "Has the engine a body of its own for INSTRUCTION?"
      (or (memq (instruction-class instruction) '(transfer tree))
          (eq? (instruction-name instruction) 'drop)))

    (define (variants instruction)
      "Return the variants of INSTRUCTION, of `take', `copy' and `mixed'.  Calls have
one handler."
      (case (if (memq (instruction-name instruction) '(call apply))
                0
                (length (counted-operands instruction)))
        ((0) '(take))
        ((1) '(take copy))
        (else '(take copy mixed))))

    (define (handler instruction variant)
      "Return the name of the handler of INSTRUCTION for VARIANT."
      (let ((name (identifier (instruction-name instruction)))
            (all (variants instruction)))
        (cond ((null? (cdr all)) name)
              ((memq variant all)
               (string-append name "_" (symbol->string variant)))
              (else (string-append name "_copy")))))

    ;; Micro-operations that are told the kind of their first operand.
    (define kind-dependent '(ref set size))

    (define (alike instruction)
      "Return what is the same in all instructions that differ from INSTRUCTION by the
kind of their first operand, or by the one they test for, alone; or #f."
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula)
             (memq (car formula) (cons 'is kind-dependent))
             (list (car formula)
                   (length (variants instruction))
                   (map operand-type (cdr (instruction-operands instruction)))))))

    ;; Instructions that have bodies here, in lists of those that are alike.
    (define groups
      (let loop ((rest (select (lambda (instruction) (not (by-hand? instruction)))
                               instructions))
                 (found '()))
        (if (null? rest)
            (reverse found)
            (let ((same (alike (car rest))))
              (define (joins? instruction)
                (or (eq? instruction (car rest))
                    (and same (equal? same (alike instruction)))))
              (loop (select (lambda (instruction) (not (joins? instruction))) rest)
                    (cons (select joins? rest) found))))))

    (define (instruction-handlers instruction)
      "Return the names of the handlers of INSTRUCTION."
      (map (lambda (variant) (handler instruction variant))
           (variants instruction)))

    (define (handler-names)
      "Return the names of all generated handlers, in order: instructions that are
alike stand side by side."
      (append-map (lambda (group) (append-map instruction-handlers group))
                  groups))

    (define (append-map each items)
      "Return the lists that EACH makes of ITEMS as one."
      (apply append (map each items)))

    (define (generate-handlers)
      "Write handlers.h: a line HANDLER(name) for each handler, and FUSED(name),
which is the same where nobody has defined it, for each that is fused."
      (say head)
      (say "#ifndef FUSED")
      (say "#define FUSED HANDLER")
      (say "#endif")
      (for-each (lambda (name) (say "HANDLER(" name ")"))
                (simple-names))
      (for-each (lambda (parts) (say "FUSED(" (fused-name parts) ")"))
                fusions)
      (say "#undef FUSED"))

    ;; table.c

    (define profiles '((core . 1) (data . 2) (system . 4)))

    (define (c-string text)
      "Return TEXT as a C string literal; a line end at its end is kept."
      (let ((last (- (string-length text) 1)))
        (string-append
         "\"" (if (char=? (string-ref text last) #\newline)
                  (string-append (substring text 0 last) "\\n")
                  text)
         "\"")))

    (define (operand-row operand)
      "Return OPERAND as an initializer."
      (string-append
       "{" (constant "OPERAND_" (operand-class operand))
       ", " (constant "ROLE_" (or (operand-role operand) 'read))
       ", " (if (or (plain? operand) (operand-rest? operand)) "false" "true")
       ", " (number->string (or (operand-least operand) 0))
       ", " (number->string (or (operand-most operand) 0)) "}"))

    (define (operand-type-byte operand)
      "Return what OPERAND must be as an initializer: a kind or ANY, and CHANGED
with it where it is no constant."
      (string-append
       (cond ((eq? (operand-class operand) 'symbol) "KIND_SYMBOL")
             ((memq (operand-type operand) '(#f any)) "ANY")
             (else (constant "KIND_" (operand-type operand))))
       (if (operand-mutable? operand) " | CHANGED" "")))

    (define (join texts)
      "Return TEXTS with commas between."
      (if (null? texts)
          ""
          (apply string-append (car texts)
                 (map (lambda (text) (string-append ", " text))
                      (cdr texts)))))

    (define (name-text item)
      "Return the name of the instruction ITEM as a text."
      (symbol->string (instruction-name item)))

    (define (instruction-row instruction name)
      "Write INSTRUCTION, whose name begins at NAME, as an initializer of the table."
      (say "  {" (digest (list instruction)) "u, "
           (instruction-signature-length instruction) ", "
           (constant "OP_" (instruction-name instruction)) ", " name ", "
           (constant "CLASS_" (instruction-class instruction)) ", "
           (length (instruction-results instruction)) ", "
           (length (instruction-operands instruction)) ",")
      (say "   {"
           (if (null? (instruction-operands instruction))
               "{0}"
               (join (map operand-row (instruction-operands instruction))))
           "}, " (cdr (assq (instruction-profile instruction) profiles)) ", "
           (if (null? (instruction-faults instruction)) "false" "true") ",")
      (say "   {"
           (if (eq? (instruction-class instruction) 'tree)
               "0"
               (join (map (lambda (variant)
                            (string-append "HANDLE_"
                                           (handler instruction variant)))
                          '(take copy mixed))))
           "}},"))

    (define (name-array name size items key key-code)
      "Write the array NAME of the names KEY of ITEMS, with room for SIZE each, at
the places KEY-CODE."
      (say "const char " name "[][" size "] = {")
      (for-each (lambda (item)
                  (say "  [" (key-code item) "] = "
                       (c-string (symbol->string (key item))) ","))
                items)
      (say "};"))

    (define (generate-table)
      "Write table.c: instructions, faults, kinds and profiles for C."
      (say head)
      (say "#include \"../table.h\"")
      (say "#include \"../handlers.h\"")
      (newline)
      (say "const Instruction baton_instructions[] = {")
      (say "  {0},")
      (let loop ((rest instructions) (name 1))
        (unless (null? rest)
          (instruction-row (car rest) name)
          (loop (cdr rest) (+ name 1 (string-length (name-text (car rest)))))))
      (say "};")
      (say "const char baton_instruction_names[] =")
      (say "  \"\\0\"")
      (for-each (lambda (instruction)
                  (say "  \"" (name-text instruction) "\\0\""))
                instructions)
      (say ";")
      (say "const uint16_t baton_instruction_count = "
           (+ 1 (length instructions)) ";")
      (say "const uint8_t baton_opcode_index[OPCODES] = {")
      (let loop ((rest instructions) (index 1))
        (unless (null? rest)
          (say "  [" (instruction-opcode (car rest)) "] = " index ",")
          (loop (cdr rest) (+ index 1))))
      (say "};")
      (say "const uint8_t baton_operand_types[OPCODES][3] = {")
      (for-each (lambda (instruction)
                  (unless (null? (instruction-operands instruction))
                    (say "  [" (instruction-opcode instruction) "] = {"
                         (join (map operand-type-byte
                                    (instruction-operands instruction)))
                         "},")))
                instructions)
      (say "};")
      (name-array "baton_fault_names" "FAULT_NAME" faults fault-name fault-code)
      (name-array "baton_kind_names" "KIND_NAME" kinds kind-name kind-code)
      (say "const uint8_t baton_kind_profiles[] = {")
      (for-each (lambda (kind)
                  (say "  [" (kind-code kind) "] = "
                       (cdr (assq (kind-profile kind) profiles)) ","))
                kinds)
      (say "};"))

    ;; bodies.h

    ;; messages.h and messages.c

    (define (generate-messages)
      "Write messages.h: the catalogue's names, and what C knows of an entry."
      (say head)
      (say "#ifndef BATON_MESSAGES_H")
      (say "#define BATON_MESSAGES_H")
      (newline)
      (say "typedef enum Message {")
      (for-each (lambda (entry)
                  (say "  " (constant "MESSAGE_" (car entry)) ","))
                catalogue)
      (say "} Message;")
      (newline)
      (say "/* Of each, what is wrong, and what to do about it, ended by 0. */")
      (say "extern const char baton_messages[];")
      (say "#endif"))

    (define (generate-message-texts)
      "Write messages.c: the catalogue's texts."
      (say head)
      (say "#include \"messages.h\"")
      (newline)
      (say "const char baton_messages[] =")
      (for-each (lambda (entry)
                  (display "  ")
                  (write (cadr entry))
                  (display " \"\\0\" ")
                  (write (list-ref entry 2))
                  (say " \"\\0\""))
                catalogue)
      (say ";"))

    ;; start.h

    (define start-text
      (string-append
       "(block main () () (jump halt '("
       (apply string-append
              (map (lambda (fault)
                     (string-append (symbol->string (fault-name fault)) " "))
                   faults))
       ")))
(block halt (v) () (halt !v))
(block resume () () (jump main))"))

    (define (generate-start)
      "Write start.h: the image of the machine's own program.  The names of the
faults are its first symbols; its block 1, `halt', is the first continuation of
every program, and resume closures are of block 2, which is never run."
      (say head)
      (say "static const unsigned char start_image[] = {")
      (let ((image (program->bytes (assemble-text "machine" start-text))))
        (do ((i 0 (+ i 1)))
            ((= i (bytevector-length image)))
          (display (bytevector-u8-ref image i))
          (display ",")
          (when (= 15 (modulo i 16)) (newline))))
      (say "};"))

    ;; Where an operand or result stands among the units of its instruction:
    ;; a number, or a text that adds to where a rest has ended.
    (define (place-of units)
      "Return UNITS, a number of units from the handler, as C."
      (number->string units))

    (define (load-operand operand at)
      "Write the C that reads OPERAND from the units AT; return the next AT."
      (let ((name (identifier (operand-name operand))))
        (case (operand-class operand)
          ((value)
           (say "  Value " name "_ = R(" at ");")
           (+ at 1))
          ((block)
           (say "  const uint16_t *" name "_ = load_pointer(pc + " at ");")
           (string-append (number->string at) " + POINTER_UNITS"))
          ((symbol)
           (say "  uint32_t " name "_ = load32(pc + " at ");")
           (+ at 2))
          (else
           (say "  uint32_t count = pc[" at "];")
           (say "  const uint16_t *" name "_ = pc + " at " + 1;")
           #f))))

    ;; The C before the check of an operand, and for an integer in the check of all
    ;; integers, by the operand's number: compiled programs know of some operands that
    ;; they need none.
    (define check-needed (make-parameter (lambda (operand number) "")))
    (define integer-checked (make-parameter (lambda (name number) name)))

    ;; Is a body for instructions that differ by a kind alone?  It is a variable then.
    (define for-kinds? (make-parameter #f))

    (define (kind-text name)
      "Return the kind NAME of the instruction at hand as C."
      (if (for-kinds?) "kind" (constant "KIND_" name)))

    (define (check-operand operand number)
      "Write the C that checks the type of OPERAND, the one of this NUMBER."
      (let ((name (identifier (operand-name operand)))
            (type (operand-type operand)))
        (unless (memq type '(#f any int))
          (say "  if (UNLIKELY(" ((check-needed) operand number) "!"
               (if (operand-mutable? operand) "value_is_mutable" "value_is")
               "(" name "_, " (kind-text type)
               "))) FAULT(FAULT_TYPE);"))))

    (define (check-integers operands)
      "Write the C that checks all of OPERANDS that are integers at once: their
tag is two zero bits."
      (let loop ((rest operands) (number 0) (texts '()))
        (cond ((pair? rest)
               (loop (cdr rest)
                     (+ number 1)
                     (if (eq? 'int (operand-type (car rest)))
                         (cons ((integer-checked)
                                (string-append
                                 (identifier (operand-name (car rest))) "_")
                                number)
                               texts)
                         texts)))
              ((pair? texts)
               (say "  if (UNLIKELY(!value_is_int("
                    (apply string-append (car texts)
                           (map (lambda (text) (string-append " | " text))
                                (cdr texts)))
                    "))) FAULT(FAULT_TYPE);")))))

    (define (check-operands operands)
      "Write the C that checks the types of OPERANDS."
      (check-integers operands)
      (let loop ((rest operands) (number 0))
        (unless (null? rest)
          (check-operand (car rest) number)
          (loop (cdr rest) (+ number 1)))))

    (define (find-operand instruction name)
      "Return the operand NAME of INSTRUCTION, or #f."
      (let loop ((rest (instruction-operands instruction)))
        (cond ((null? rest) #f)
              ((eq? (operand-name (car rest)) name) (car rest))
              (else (loop (cdr rest))))))

    (define (argument instruction term)
      "Return TERM of the formula of INSTRUCTION as C arguments."
      (let ((operand (and (symbol? term) (find-operand instruction term))))
        (cond ((number? term) (number->string term))
              ((not operand) (kind-text term))
              ((operand-rest? operand)
               (string-append "count, " (identifier term) "_"))
              (else (string-append (identifier term) "_")))))

    (define (arguments instruction terms)
      "Return the C arguments for TERMS of the formula of INSTRUCTION."
      (let ((texts (map (lambda (term) (argument instruction term)) terms))
            (name (car (instruction-formula instruction))))
        (join
         (append
          (if (needs-machine? name) '("m") '())
          (if (memq name kind-dependent)
              (list (kind-text (operand-type
                                (find-operand instruction (car terms)))))
              '())
          texts))))

    (define (needs-machine? name)
      "Does the micro-operation NAME make a value that it owns, or end one?"
      (let ((micro (micro-named name)))
        (or (memq (micro-result micro) '(owned none))
            (memq 'memory (micro-faults micro)))))

    (define (results-out instruction)
      "Return C arguments that are the places for the results of INSTRUCTION."
      (apply string-append
             (map (lambda (name)
                    (string-append ", &" (identifier name) "_out"))
                  (instruction-results instruction))))

    (define (act-cell instruction kind fields)
      "Write the C for a new cell of KIND with FIELDS."
      (let ((size (number->string (length fields)))
            (result (identifier (car (instruction-results instruction)))))
        (say "  Cell *cell = cell_allocate(m, " (constant "KIND_" kind) ", "
             size ", " size ");")
        (say "  if (UNLIKELY(!cell)) FULL(" size ");")
        (let loop ((rest fields) (i 0))
          (unless (null? rest)
            (say "  cell->field[" i "] = " (identifier (car rest)) "_;")
            (loop (cdr rest) (+ i 1))))
        (say "  " result "_out = value_of_cell(cell);")))

    ;; How C assigns the fault of an instruction: in bodies, to a variable made
    ;; for it.
    (define fault-place (make-parameter "  Fault fault = "))

    ;; How C allocates a closure: compiled programs keep free cells at hand for it.
    (define closure-allocate (make-parameter "cell_allocate(m, "))

    ;; Does C put the values of a rest into the cell?  Else it is told by a macro where
    ;; each belongs.
    (define rest-stored? (make-parameter #t))

    (define (act-collect instruction kind first xs)
      "Write the C for a new cell of KIND with the values XS after FIRST, or #f."
      (let ((more (if first " + 1" ""))
            (result (identifier (car (instruction-results instruction))))
            (kind (constant "KIND_" kind)))
        (say "  uint32_t words = words_of(" kind ", count" more ");")
        (when (rest-stored?)
          (say "  if (UNLIKELY(words >= CLASSES)) ASIDE();"))
        (say "  Cell *cell = "
             (if first (closure-allocate) "cell_allocate(m, ")
             kind ", count" more ", words);")
        (say "  if (UNLIKELY(!cell)) FULL(words);")
        (when first
          (say "  cell->field[0] = (Value)" (identifier first) "_;"))
        (when (rest-stored?)
          (say "  for (uint32_t i = 0; i < count; i++)")
          (say "    cell->field[i" more "] = m->r[" (identifier xs) "_[i]];"))
        (say "  " result "_out = value_of_cell(cell);")))

    (define (act-service instruction name terms)
      "Write the C that calls the service NAME with TERMS."
      (say "  SAVE();")
      (say (fault-place) "baton_service_" (identifier name) "("
           (arguments instruction terms) (results-out instruction) ");")
      (say "  LOAD();")
      (say "  if (UNLIKELY(fault)) FAILED(fault);"))

    (define (act-micro instruction name terms variant)
      "Write the C that calls the micro-operation NAME with TERMS."
      (let* ((micro (micro-named name))
             (call (string-append
                    "micro_" (identifier name) "("
                    (arguments instruction terms)
                    (if (eq? name 'parts)
                        (case variant
                          ((take) ", true")
                          ((copy) ", false")
                          (else ", !(modes & 1)"))
                        "")))
             (results (instruction-results instruction)))
        (when (memq 'memory (micro-faults micro)) (say "  SAVE();"))
        (cond ((eq? (micro-result micro) 'test)
               (say "  bool holds = " call ");"))
              ((pair? (micro-faults micro))
               (say (fault-place) call (results-out instruction) ");")
               (say "  if (UNLIKELY(fault)) FAULT(fault);"))
              ((and (pair? results) (null? (cdr results)))
               (say "  " (identifier (car results)) "_out = " call ");"))
              (else (say "  " call (results-out instruction) ");")))))

    (define (act instruction variant)
      "Write the C for the formula of INSTRUCTION; return the kind of result."
      (let ((formula (instruction-formula instruction)))
        (if (symbol? formula)
            (let ((result (identifier (car (instruction-results instruction)))))
              (say "  " result "_out = " (identifier formula) "_;")
              'owned)
            (let ((terms (cdr formula)))
              (case (car formula)
                ((cell) (act-cell instruction (car terms) (cdr terms)))
                ((collect)
                 (act-collect instruction (car terms) #f (cadr terms)))
                ((close)
                 (act-collect instruction 'closure (car terms) (cadr terms)))
                ((service) (act-service instruction (car terms) (cdr terms)))
                (else (act-micro instruction (car formula) terms variant)))
              (micro-result (micro-named (car formula)))))))

    (define (settle-operand instruction operand bit variant)
      "Write the C that retains or releases OPERAND, the one of BIT in a mask, as
its role and VARIANT ask."
      (let* ((name (string-append (identifier (operand-name operand)) "_"))
             (store (eq? (operand-role operand) 'store))
             (what (if store
                       (string-append "value_retain(m, " name ")")
                       (string-append "value_release(m, " name ")"))))
        (case variant
          ((mixed any)
           (say "  if (" (if store "" "!") "(modes & " (expt 2 bit) ")) " what
                ";"))
          ((take) (unless store (say "  " what ";")))
          (else (when store (say "  " what ";"))))))

    (define (settle instruction variant)
      "Write the C that gives INSTRUCTION's counted operands their due: stored
ones are retained before others are released, which may hold them."
      (define (settle-role store)
        (let loop ((rest (counted-operands instruction)) (bit 0))
          (unless (null? rest)
            (when (eq? store (eq? (operand-role (car rest)) 'store))
              (settle-operand instruction (car rest) bit variant))
            (loop (cdr rest) (+ bit 1)))))
      (unless (takes-apart? instruction)
        (settle-role #t)
        (settle-role #f)))

    (define (takes-apart? instruction)
      "Does the formula of INSTRUCTION release its operand itself?"
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula) (eq? (car formula) 'parts))))

    (define (settle-rest operand)
      "Write the C for the list of slots behind the rest OPERAND: copied ones of
a stored rest, taken ones of a rest that is read."
      (say "  const uint16_t *due = " (identifier (operand-name operand))
           "_ + count;")
      (say "  for (uint32_t i = 1; i <= due[0]; i++)")
      (if (eq? (operand-role operand) 'store)
          (say "    value_retain(m, m->r[due[i]]);")
          (say "    value_release(m, m->r[due[i]]);"))
      (say "  pc = due + due[0];"))

    (define (act-and-settle instruction variant)
      "Write the C for the formula of INSTRUCTION and for its operands' ends."
      (cond ((not (fields-around instruction)) (act-plainly instruction variant))
            ((eq? variant 'take) (act-part instruction))
            ((eq? variant 'copy) (act-plainly instruction variant))
            (else
             (say "  if (modes & 1) {")
             (act-plainly instruction 'copy)
             (say "  } else {")
             (act-part instruction)
             (say "  }"))))

    (define (act-plainly instruction variant)
      "Write the C for the formula of INSTRUCTION, and then for its operands' ends."
      (when (eq? 'borrowed (act instruction variant))
        (for-each (lambda (name)
                    (say "  value_retain(m, " (identifier name) "_out);"))
                  (instruction-results instruction)))
      (settle instruction variant))

    (define (fields-around instruction)
      "Return how many fields the cell has of which INSTRUCTION reads one, where all of
the kind have as many; else #f."
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula) (eq? (car formula) 'part)
             (case (operand-type (find-operand instruction (cadr formula)))
               ((pair) 2)
               ((box) 1)
               (else #f)))))

    (define (act-part instruction)
      "Write the C that moves a field out of the cell that INSTRUCTION takes."
      (let ((formula (instruction-formula instruction)))
        (say "  " (identifier (car (instruction-results instruction)))
             "_out = micro_part_out(m, " (identifier (cadr formula)) "_, "
             (list-ref formula 2) ", " (fields-around instruction) ");")))

    (define (any-of-three? instruction variant)
      "Is a body for VARIANT that of a `take', a `copy' and a `mixed' at once?"
      (and (eq? variant 'any) (= 3 (length (variants instruction)))))

    (define (say-modes instruction variant at)
      "Write the C for the modes of INSTRUCTION's counted operands, a bit for each
that is copied: where they are mixed, what stands AT.  The variant `any' is told
by how far its handler is from the first one's."
      (let* ((all (string-append "VARIANT(" (handler instruction 'take) ")"))
             (first (if (for-kinds?)
                        (string-append
                         "(" all " % "
                         (number->string (length (variants instruction))) ")")
                        all)))
        (cond ((eq? variant 'mixed) (say "  uint32_t modes = pc[" at "];"))
              ((any-of-three? instruction variant)
               (say "  uint32_t mixed = " first " >> 1;")
               (say "  uint32_t modes = mixed ? pc[" at "] : 0 - " first ";"))
              ((and (eq? variant 'any)
                    (pair? (cdr (variants instruction))))
               (say "  uint32_t modes = " first ";")))))

    (define (behind-modes instruction variant at)
      "Return what stands behind the modes for which there may be a unit AT."
      (cond ((eq? variant 'mixed) (+ at 1))
            ((any-of-three? instruction variant)
             (string-append "mixed + " (number->string at)))
            (else at)))

    (define (generate-body instruction variant go)
      "Write what INSTRUCTION does for VARIANT; it goes on by the macro GO.  A seldom
one begins with ASIDE()."
      (say "{")
      (when (or (seldom? instruction) (ends-here? instruction variant))
        (say "  ASIDE();"))
      (let* ((operands (instruction-operands instruction))
             (rest? (and (pair? operands)
                         (operand-rest? (car (reverse operands)))))
             (results (instruction-results instruction))
             (at (let loop ((rest operands) (at 1))
                   (if (null? rest)
                       at
                       (loop (cdr rest) (load-operand (car rest) at)))))
             (base (if rest? 1 at)))
        (say-modes instruction variant base)
        (for-each (lambda (name)
                    (say "  Value " (identifier name) "_out;"))
                  results)
        (check-operands operands)
        (act-and-settle instruction variant)
        (let ((base (behind-modes instruction variant base)))
          (when rest? (settle-rest (car (reverse operands))))
          (if (eq? (instruction-class instruction) 'test)
              (say "  BRANCH(" base ", holds, " go ");")
              (let loop ((rest results) (at base))
                (if (null? rest)
                    (say "  " go "(" at ");")
                    (begin
                      (say "  SET(" at ", " (identifier (car rest)) "_out);")
                      (loop (cdr rest)
                            (if (number? at)
                                (+ at 1)
                                (string-append at " + 1")))))))))
      (say "}"))

    ;; effects.h and effects.c

    (define (direct? instruction)
      "Is the effect of INSTRUCTION a function?  The others may collect, so all
values must be in the machine's registers: an engine does them."
      (and (not (by-hand? instruction))
           (let ((formula (instruction-formula instruction)))
             (or (symbol? formula)
                 (memq (car formula) '(cell collect close))
                 (and (not (eq? (car formula) 'service))
                      (not (memq 'memory
                                 (micro-faults
                                  (micro-named (car formula))))))))))

    (define (closes? instruction)
      "Does INSTRUCTION make a closure?"
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula) (eq? (car formula) 'close))))

    (define (parameters operand)
      "Return OPERAND as C parameters."
      (let ((name (string-append (identifier (operand-name operand)) "_")))
        (case (operand-class operand)
          ((value) (string-append "Value " name))
          ((block) (string-append "const uint16_t *" name))
          ((symbol) (string-append "uint32_t " name))
          (else "uint32_t count"))))

    (define (generate-rest instruction)
      "Write the macro that says where value I of the rest of INSTRUCTION belongs in
its result X, if it has a rest."
      (let ((formula (instruction-formula instruction)))
        (when (and (pair? formula) (memq (car formula) '(collect close)))
          (say "#define effect_" (identifier (instruction-name instruction))
               "_rest(x, i) value_counted_cell(x)->field[(i)"
               (if (eq? (car formula) 'close) " + 1" "") "]"))))

    (define (generate-effect instruction)
      "Write what INSTRUCTION does as a C function."
      (let ((operands (instruction-operands instruction))
            (results (instruction-results instruction))
            (test? (eq? (instruction-class instruction) 'test)))
        (say "EFFECT effect_" (identifier (instruction-name instruction)) "(")
        (say "    "
             (join (append
                    '("Machine *m")
                    (if (closes? instruction) '("Cell **kept") '())
                    '("uint32_t modes")
                    (map parameters operands)
                    (if test? '("bool *holds_to") '())
                    (map (lambda (name)
                           (string-append "Value *" (identifier name) "_to"))
                         results)))
             ")")
        (say "{")
        (say "  Fault fault = FAULT_NONE;")
        (for-each (lambda (name) (say "  Value " (identifier name) "_out;"))
                  results)
        (check-operands operands)
        (act-and-settle instruction 'mixed)
        (when test? (say "  *holds_to = holds;"))
        (for-each (lambda (name)
                    (say "  *" (identifier name) "_to = "
                         (identifier name) "_out;"))
                  results)
        (say "  (void)m, (void)modes;")
        (say "  return fault;")
        (say "}")
        (generate-rest instruction)))

    (define (generate-effects)
      "Write effects.h: what each instruction does, as a function of values that
returns its fault.  Bit i of `modes' is set where counted operand i is copied, bit
8 + i where operand i is known to be of its kind; `kept' are lists of free cells, by
their words."
      (define (bit number) (number->string (expt 2 (+ 8 number))))
      (say head)
      (parameterize ((check-needed
                      (lambda (operand number)
                        (if (operand-mutable? operand)
                            ""
                            (string-append "!(modes & " (bit number) ") && "))))
                     (integer-checked
                      (lambda (name number)
                        (string-append "UNSURE(" (bit number) ", " name ")")))
                     (closure-allocate "cell_allocate_kept(m, kept, ")
                     (rest-stored? #f)
                     (fault-place "  fault = "))
        (for-each (lambda (instruction)
                    (when (direct? instruction) (generate-effect instruction)))
                  instructions)))

    (define (generate-effect-names)
      "Write effects.c: the names of these functions, the kinds of the cells that
each instruction can make, and what it tells of kinds, by opcode."
      (say head)
      (say "#include \"../table.h\"")
      (newline)
      (say "const char *const baton_effect_names[256] = {")
      (for-each (lambda (instruction)
                  (when (direct? instruction)
                    (say "  [" (instruction-opcode instruction) "] = \""
                         (identifier (instruction-name instruction)) "\",")))
                instructions)
      (say "};")
      (newline)
      (say "const uint16_t baton_kinds_made[256] = {")
      (for-each (lambda (instruction)
                  (let ((kinds (kinds-made instruction)))
                    (unless (= kinds 0)
                      (say "  [" (instruction-opcode instruction) "] = " kinds
                           ","))))
                instructions)
      (say "};")
      (newline)
      (say "const KindsTold baton_kinds_told[256] = {")
      (for-each (lambda (instruction)
                  (say "  [" (instruction-opcode instruction) "] = {{"
                       (if (null? (instruction-operands instruction))
                           "0"
                           (join (map (lambda (operand)
                                        (number->string (kinds-asked operand)))
                                      (instruction-operands instruction))))
                       "}, " (kinds-result instruction)
                       ", " (kind-tested instruction) "},"))
                instructions)
      (say "};"))

    (define (kind-bit name)
      "Return the bit of the kind NAME in a set of kinds."
      (expt 2 (kind-code (kind-named name))))

    (define (kinds-asked operand)
      "Return the kinds that OPERAND may have: all where it has no type."
      (if (memq (operand-type operand) '(#f any))
          65535
          (kind-bit (operand-type operand))))

    (define (kinds-result instruction)
      "Return the kinds that a result of INSTRUCTION may have; 0 where the result is
its operand."
      (let ((formula (instruction-formula instruction)))
        (cond ((symbol? formula) 0)
              ((memq (car formula) '(cell collect filled)) (kind-bit (cadr formula)))
              ((eq? (car formula) 'close) (kind-bit 'closure))
              ((find-micro-kind (car formula)) => kind-bit)
              (else 65535))))

    (define (find-micro-kind name)
      "Return the kind of the words that the micro-operation NAME makes, or #f."
      (let ((result (and (memq name (map micro-name micros))
                         (micro-result (micro-named name)))))
        (and (not (memq result '(#f borrowed owned test none)))
             result)))

    (define (kind-tested instruction)
      "Return the kind, as a bit, that INSTRUCTION tests its operand for, or 0."
      (let ((formula (instruction-formula instruction)))
        (if (and (pair? formula) (eq? (car formula) 'is))
            (kind-bit (list-ref formula 2))
            0)))

    (define (kinds-made instruction)
      "Return the kinds of the cells that INSTRUCTION can make, a bit for each by
its code; of a service nobody knows, so all."
      (let ((formula (instruction-formula instruction)))
        (cond ((symbol? formula) 0)
              ((memq (car formula) '(cell collect filled))
               (kind-bit (cadr formula)))
              ((eq? (car formula) 'close) (kind-bit 'closure))
              ((eq? (car formula) 'name) (kind-bit 'string))
              ((and (eq? (car formula) 'service)
                    (pair? (instruction-results instruction)))
               65535)
              (else 0))))

;; Handlers of the engine's own for the common numbers of slots: families, each
    ;; (NAME FROM TO LEAST MOST MEMBER BODY).  There is a handler for each I in FROM
    ;; to TO and J in LEAST to MOST, in this order: MEMBER is its name after
    ;; those of the families, and BODY the C, with 'go for the macro by which it
    ;; goes on.
    (define families
      (list
       (list "close" 1 6 0 2
             (lambda (i j) (string-append i "_" j))
             (lambda (i j)
               ;; No more are copied than there are.
               (if (and (string->number i)
                        (< (string->number i) (string->number j)))
                   '("BATON_NEVER(); " go "(1)")
                   (list "CLOSE(" i ", " j ", " 'go ")"))))
       (list "jump" 0 6 0 0
             (lambda (i j) i)
             (lambda (i j) (list "JUMP(" i ")")))
       (list "call_register" 0 2 0 2
             (lambda (i j) (string-append i "_r" j))
             (lambda (i j) (list "CALL(" i ", m->r[" j "])")))
       (list "call" 0 3 0 0
             (lambda (i j) i)
             (lambda (i j) (list "CALL(" i ", R(1))")))))

    ;; Special handlers that next to no program runs but as part of a fused one: the
    ;; general one does what they do.
    (define general-alone
      '("close_2_2" "close_3_2" "close_4_1" "close_4_2" "close_5_0" "close_5_1"
        "close_5_2" "close_6_0" "close_6_1"))

    (define (family-name family) (list-ref family 0))
    (define (family-from family) (list-ref family 1))
    (define (family-to family) (list-ref family 2))
    (define (family-least family) (list-ref family 3))
    (define (family-most family) (list-ref family 4))
    (define (family-body family) (list-ref family 6))
    (define (family-width family)
      "Return how many members of FAMILY have the same I."
      (+ 1 (- (family-most family) (family-least family))))

    (define (family-plain family)
      "Return the name of the handler that those of FAMILY are special ones of."
      (if (string=? (family-name family) "call_register")
          "call"
          (family-name family)))

    (define (family-member family i j)
      "Return the name of the member of FAMILY for the texts I and J."
      (string-append (family-plain family) "_" ((list-ref family 5) i j)))

    (define (family-handlers family)
      "Return the handlers of FAMILY, as in own-bodies."
      (table (family-from family) (family-to family)
             (family-least family) (family-most family)
             (lambda (i j)
               (cons (family-member family i j)
                     ((family-body family) i j)))))

    (define (family-first family)
      "Return the C constant of the first handler of FAMILY."
      (string-append "HANDLE_"
                     (family-member family
                                    (number->string (family-from family))
                                    (number->string (family-least family)))))

    (define (at-least name least)
      "Return the C that asks whether the unsigned NAME is at LEAST; empty, if
always."
      (if (= least 0)
          ""
          (string-append name " >= " (number->string least) " && ")))

    (define (less name least)
      "Return the C for NAME - LEAST."
      (if (= least 0)
          name
          (string-append "(" name " - " (number->string least) ")")))

    (define (generate-family family)
      "Write the C function that returns the handler of FAMILY for two numbers."
      (say "static inline uint16_t family_" (family-name family)
           "(uint32_t i, uint32_t j) {")
      (say "  return " (at-least "i" (family-from family))
           "i <= " (family-to family) " && "
           (at-least "j" (family-least family))
           "j <= " (family-most family))
      (say "    ? (uint16_t)(" (family-first family) " + "
           (family-width family) " * " (less "i" (family-from family)) " + "
           (less "j" (family-least family)) ") : 0;")
      (say "}"))

    (define (generate-families)
      "Write families.h: for each family a function that tells its handler, or 0,
for two numbers; and family_plain(handler), which takes any of them back."
      (say head)
      (say "#ifndef BATON_FAMILIES_H")
      (say "#define BATON_FAMILIES_H")
      (newline)
      (say "#include <stdint.h>")
      (say "#include \"../handlers.h\"")
      (newline)
      (say "enum { FUSED_MOST = " (apply max (map length fusions)) " };")
      (newline)
      (for-each generate-family families)
      (newline)
      (say "/* The handler that a special one stands for; another is its own. */")
      (say "static inline uint32_t family_plain(uint32_t handler) {")
      (for-each (lambda (family)
                  (say "  if (handler >= " (family-first family)
                       ") return HANDLE_" (family-plain family) ";"))
                (reverse families))
      (say "  return handler >= HANDLE_drop_one ? HANDLE_drop : handler;")
      (say "}")
      (newline)
      (say "#endif"))

    ;; Handlers whose bodies are macros of the engine: (NAME TEXT ...), where GO
    ;; stands for the macro by which they go on.
    (define own-bodies
      (append
       '(("constant" "CONSTANT(" go ")") ("drop_one" "DROP(" go ")")
         ("drop_two" "DROP(WITH); value_release(m, R(0)); " go "(1)"))
       (apply append (map family-handlers families))))

    (define (seldom? instruction)
      "Does INSTRUCTION call a function that takes much longer than a handler?  Fast
engines leave it to the one that steps.  Bytes are moved one by one, so for them this
would be felt."
      (let ((formula (instruction-formula instruction)))
        (and (pair? formula)
             (if (eq? 'service (car formula))
                 (not (memq (cadr formula) '(get put in out)))
                 (and (not (memq (car formula) '(cell collect close)))
                      (memq 'memory
                            (micro-faults (micro-named (car formula)))))))))

    (define (ends-here? instruction variant)
      "Does INSTRUCTION in VARIANT change, measure, test the kind of or serve itself of
a cell that it takes?  Few want that."
      (let ((operands (instruction-operands instruction))
            (formula (instruction-formula instruction)))
        (and (eq? variant 'take)
             (pair? (counted-operands instruction))
             (pair? formula)
             (or (operand-mutable? (car operands))
                 (memq (car formula) '(is size))
                 (and (eq? 'service (car formula))
                      (eq? 'device (operand-type (car operands))))))))

    (define (find-handler name)
      "Return the instruction and the variant of the handler NAME, or #f, #f."
      (let loop ((rest instructions))
        (cond ((null? rest) (values #f #f))
              ((by-hand? (car rest)) (loop (cdr rest)))
              (else
               (let inner ((all (variants (car rest))))
                 (cond ((null? all) (loop (cdr rest)))
                       ((string=? name (handler (car rest) (car all)))
                        (values (car rest) (car all)))
                       (else (inner (cdr all)))))))))

    (define (generate-part name go)
      "Write what the handler NAME does; it goes on by the macro GO."
      (let ((own (assoc name own-bodies)))
        (if own
            (begin
              (say "{")
              (for-each (lambda (text) (display (if (eq? text 'go) go text)))
                        (cdr own))
              (say ";")
              (say "}"))
            (let-values (((instruction variant) (find-handler name)))
              (unless instruction (error "no such handler" name))
              (generate-body instruction variant go)))))

    (define (fused-name parts)
      "Return the name of the fused handler of the list PARTS."
      (if (null? (cdr parts))
          (car parts)
          (string-append (car parts) "__" (fused-name (cdr parts)))))

    (define (generate-fused parts)
      "Write the body of the handler that does PARTS one after the other."
      (say "BODY(" (fused-name parts) ")")
      (say "{")
      (let loop ((rest parts))
        (cond ((null? (cdr rest)) (generate-part (car rest) "NEXT"))
              (else
               (generate-part (car rest) "THEN")
               (loop (cdr rest)))))
      (say "}"))

    (define (simple-names)
      "Return the names of all handlers with a body here that are not fused."
      (append (handler-names) (map car own-bodies)))

    (define (generate-bodies)
      "Write bodies.h: what each handler does."
      (say head)
      (for-each (lambda (name)
                  (say "BODY(" name ")")
                  (if (member name general-alone)
                      (say "{ GENERALLY(close); }")
                      (generate-part name "NEXT")))
                (simple-names))
      (for-each generate-fused fusions))

    (define (generate-for-all group)
      "Write one body for all handlers of GROUP, instructions that are alike."
      (let* ((first (car group))
             (all (variants first)))
        (for-each (lambda (name) (say "BODY(" name ")"))
                  (append-map instruction-handlers group))
        (cond ((pair? (cdr group))
               (say "{")
               (say "  static const uint8_t kinds[] = {"
                    (join (map (lambda (instruction)
                                 (constant "KIND_" (kind-of instruction)))
                               group))
                    "};")
               (say "  Kind kind = (Kind)kinds[VARIANT(" (handler first 'take)
                    ") / " (length all) "];")
               (parameterize ((for-kinds? #t))
                 (generate-body first 'any "NEXT"))
               (say "}"))
              (else
               (generate-body first (if (null? (cdr all)) 'take 'any) "NEXT")))))

    (define (kind-of instruction)
      "Return the kind that tells INSTRUCTION from those that are alike."
      (let ((formula (instruction-formula instruction)))
        (if (eq? 'is (car formula))
            (list-ref formula 2)
            (operand-type (car (instruction-operands instruction))))))

    (define (generate-plain)
      "Write plain.h: what each instruction does, in one body for all of its
handlers, and for all instructions that are alike."
      (say head)
      (for-each generate-for-all groups)
      (say "BODY(constant)")
      (generate-part "constant" "NEXT"))

    (define (begun)
      "Return the beginnings of fusions that are none themselves, each once."
      (let loop ((rest (map but-last fusions)) (found '()))
        (cond ((null? rest) (reverse found))
              ((or (null? (cdar rest)) (member (car rest) fusions)
                   (member (car rest) found))
               (loop (cdr rest) found))
              (else (loop (cons (but-last (car rest)) (cdr rest))
                          (cons (car rest) found))))))

    (define (but-last parts)
      "Return PARTS without the last one."
      (reverse (cdr (reverse parts))))

    (define (run-constant parts)
      "Return the C constant of the run PARTS: of a handler, or of what has begun."
      (string-append (if (or (null? (cdr parts)) (member parts fusions))
                         "HANDLE_"
                         "BEGUN_")
                     (fused-name parts)))

    (define (generate-fusion-table)
      "Write fusions.c: which handler makes a run of handlers which fused one, or the
beginning of one."
      (say head)
      (say "#include \"../handlers.h\"")
      (say "#include \"../table.h\"")
      (newline)
      (say "enum { BEGUN = HANDLERS - 1")
      (for-each (lambda (parts) (say "  , " (run-constant parts))) (begun))
      (say "};")
      (newline)
      (say "/* A run, what is next, what they become; in order. */")
      (say "static const uint8_t runs[][3] = {")
      (for-each (lambda (parts)
                  (say "  {" (run-constant (but-last parts)) ", HANDLE_"
                       (car (reverse parts)) ", " (run-constant parts) "},"))
                (ordered-runs))
      (say "};")
      (newline)
      (say "uint16_t baton_fused(uint16_t run, uint16_t next) {")
      (say "  uint32_t low = 0, high = sizeof runs / sizeof *runs;")
      (say "  while (low < high) {")
      (say "    uint32_t middle = (low + high) / 2;")
      (say "    int more = runs[middle][0] - run;")
      (say "    if (!more) more = runs[middle][1] - next;")
      (say "    if (!more) return runs[middle][2];")
      (say "    if (more < 0) low = middle + 1;")
      (say "    else high = middle;")
      (say "  }")
      (say "  return 0;")
      (say "}")
      (newline)
      (say "uint16_t baton_first_part(uint16_t handler) {")
      (say "  static const uint8_t first[] = {")
      (for-each (lambda (parts) (say "    HANDLE_" (car parts) ","))
                fusions)
      (say "  };")
      (say "  uint16_t fused = HANDLERS - sizeof first / sizeof *first;")
      (say "  return handler < fused ? handler : first[handler - fused];")
      (say "}"))

    (define (ordered-runs)
      "Return the fusions and what has begun, by the numbers of what they join."
      (define numbered
        (append (simple-names) (map fused-name fusions) (map fused-name (begun))))
      (define (number name)
        (- (length numbered) (length (member name numbered))))
      (define (key parts)
        (+ (* 256 (number (fused-name (but-last parts))))
           (number (car (reverse parts)))))
      (define (insert parts sorted)
        (if (or (null? sorted) (< (key parts) (key (car sorted))))
            (cons parts sorted)
            (cons (car sorted) (insert parts (cdr sorted)))))
      (let loop ((rest (append (begun) fusions)) (sorted '()))
        (if (null? rest)
            sorted
            (loop (cdr rest) (insert (car rest) sorted)))))))
