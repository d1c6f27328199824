;;; (baton image): a program as records, and as the bytes of an image.
;;;
;;; The format is that of spec/image.md; the lifetime rule that of
;;; spec/machine.md.
;;;
;;; A PROGRAM has the name of its source (or #f: no debug section), the names of
;;; its variables in the order of first use, a vector of constants, and a vector
;;; of blocks.  A CONSTANT has a kind (a symbol of spec/instructions.scm) and a
;;; value; the value of a pair is a pair of two constants' numbers, that of a
;;; vector a list of numbers.  `program-values' gives all constants as Scheme
;;; data, with sharing; `void' stands for #void and (eof-object) for #eof.
;;;
;;; A BLOCK has a name (a symbol), the number of its parameters (the rest
;;; parameter not counted), whether it has a rest parameter, the number of
;;; captures, of registers, and its STEPS, a list in code order.  The first
;;; step is where it begins.  A STEP is one instruction: TREE is #f, `if' (the
;;; instruction is its test) or `try' (the instruction is what it tries);
;;; FIELDS are as the instruction's operands are listed: for a value a field,
;;; for a rest a list of fields, for a block or a symbol its number; RESULTS
;;; are register numbers; INDEX counts the steps of the block from 0; NEXT is
;;; the step after it (of a tree: the first of `then'), #f after a transfer;
;;; ELSE is the first of a tree's `else'.  A FIELD has a mode, `copy' or `take'
;;; (the index is a register), `constant' (a constant's number) or `small' (the
;;; integer itself).
;;;
;;; Debug: VARIABLES of a block are the names of its parameters and captures, or
;;; #f where it has numbers; NAMES of a step are those of its results; PLACE is
;;; (LINE . COLUMN), or #f.
;;;
;;;     (bytes->program BYTES)     a program, or a refusal: offset and message
;;;     (program->bytes PROGRAM)   an image
;;;
;;; A program that `bytes->program' gives follows every rule, so that whoever
;;; runs it need check nothing again.  `program->bytes' checks nothing.

(define-library (baton image)
  (export digest make-program program? program-file program-names program-constants
          program-blocks program-strip program-values program-main
          make-constant constant? constant-kind constant-value
          make-block block? block-name block-parameters block-rest?
          block-captures block-registers block-steps block-variables
          block-place block-first block-frame
          make-step step? step-tree step-instruction step-fields step-results
          step-index step-next step-else step-names step-place
          set-step-fields! set-step-next! set-step-else!
          make-field field? field-mode field-index
          field-register? step-operands fold-fields instructions-used
          void void?
          bytes->program program->bytes image-bytes?
          refusal? refusal-offset refusal-message)
  (import (scheme base) (baton instructions) (baton bytes) (baton void)
          (only (baton host) make-table table-ref table-set! bits-and
                bits-shift))
  (begin
    (define-record-type <program>
      (make-program file names constants blocks) program?
      (file program-file) (names program-names)
      (constants program-constants) (blocks program-blocks))

    (define-record-type <constant>
      (make-constant kind value) constant?
      (kind constant-kind) (value constant-value))

    (define-record-type <block>
      (make-block name parameters rest captures registers steps variables
                  place)
      block?
      (name block-name) (parameters block-parameters) (rest block-rest?)
      (captures block-captures) (registers block-registers)
      (steps block-steps) (variables block-variables) (place block-place))

    (define-record-type <step>
      (make-step tree instruction fields results index next else names place)
      step?
      (tree step-tree) (instruction step-instruction)
      (fields step-fields set-step-fields!) (results step-results)
      (index step-index) (next step-next set-step-next!)
      (else step-else set-step-else!) (names step-names) (place step-place))

    (define-record-type <field>
      (make-field mode index) field?
      (mode field-mode) (index field-index))

    (define-record-type <refusal>
      (make-refusal offset message) refusal?
      (offset refusal-offset) (message refusal-message))

    (define (block-first block)
      "Return the step that BLOCK begins with."
      (car (block-steps block)))

    (define (block-frame block)
      "Return how many registers of BLOCK are live as it begins."
      (+ (block-parameters block) (if (block-rest? block) 1 0)
         (block-captures block)))

    (define (program-main program)
      "Return the block of PROGRAM where it starts."
      (let ((blocks (program-blocks program)))
        (let loop ((n 0))
          (let ((block (vector-ref blocks n)))
            (if (eq? (block-name block) 'main) block (loop (+ n 1)))))))

    (define (program-strip program)
      "Return PROGRAM without what only debugging needs."
      (make-program #f '() (program-constants program)
                    (program-blocks program)))

    (define (program-values program)
      "Return a vector of PROGRAM's constants as data that share their parts."
      (let* ((constants (program-constants program))
             (values (make-vector (vector-length constants))))
        (define (value-of constant)
          (let ((value (constant-value constant)))
            (case (constant-kind constant)
              ((pair) (cons (vector-ref values (car value))
                            (vector-ref values (cdr value))))
              ((vector) (list->vector
                         (map (lambda (n) (vector-ref values n)) value)))
              ((null) '())
              ((void) void)
              ((eof) (eof-object))
              (else value))))
        (do ((n 0 (+ n 1)))
            ((= n (vector-length values)) values)
          (vector-set! values n (value-of (vector-ref constants n))))))

    (define (field-register? field)
      "Does FIELD name a register?"
      (and (memq (field-mode field) '(copy take)) #t))

    (define (step-operands step)
      "Return the fields of STEP that are values, in one list."
      (reverse (fold-fields cons '() (step-fields step))))

    (define (fold-fields combine start fields)
      "Return (COMBINE FIELD SOFAR) over the value fields in FIELDS, those of a
step, from START."
      (let loop ((fields fields) (sofar start))
        (cond ((null? fields) sofar)
              ((field? (car fields))
               (loop (cdr fields) (combine (car fields) sofar)))
              ((integer? (car fields)) (loop (cdr fields) sofar))
              (else
               (let inner ((rest (car fields)) (sofar sofar))
                 (if (null? rest)
                     (loop (cdr fields) sofar)
                     (inner (cdr rest) (combine (car rest) sofar))))))))

    ;; What the header of an image says of the program

    (define magic (bytevector #x8b #x42 #x61 #x74 #x6f #x6e #x0d #x0a))
    (define version 1)

    (define (image-bytes? bytes)
      "Do BYTES begin as an image does?"
      (and (>= (bytevector-length bytes) (bytevector-length magic))
           (equal? magic
                   (bytevector-copy bytes 0 (bytevector-length magic)))))

    (define (tree-instruction tree)
      "Return the instruction `if' or `try', as TREE says."
      (if (eq? tree 'if) if-instruction try-instruction))

    (define if-instruction (instruction-named 'if))
    (define try-instruction (instruction-named 'try))

    (define (instructions-used blocks)
      "Return the instructions in the vector BLOCKS, by ascending opcode."
      (let ((used (make-vector 256 #f)))
        (define (use! instruction)
          (vector-set! used (instruction-opcode instruction) instruction))
        (vector-for-each
         (lambda (block)
           (for-each (lambda (step)
                       (use! (step-instruction step))
                       (when (step-tree step)
                         (use! (tree-instruction (step-tree step)))))
                     (block-steps block)))
         blocks)
        (let loop ((opcode 255) (found '()))
          (cond ((< opcode 0) found)
                ((vector-ref used opcode)
                 (loop (- opcode 1) (cons (vector-ref used opcode) found)))
                (else (loop (- opcode 1) found))))))

    (define (digest used)
      "Return the CRC-32 of the signatures of the instructions USED."
      (let ((bytes (string->utf8
                    (apply string-append (map instruction-signature used)))))
        (crc-32 bytes 0 (bytevector-length bytes))))

    (define (profiles used constants)
      "Return the profile byte for the instructions USED and for CONSTANTS."
      (let loop ((names (append
                         (map instruction-profile used)
                         (map (lambda (constant)
                                (kind-profile
                                 (kind-named (constant-kind constant))))
                              (vector->list constants))))
                 (data 0) (system 0))
        (if (null? names)
            (+ 1 data system)
            (loop (cdr names)
                  (if (eq? (car names) 'data) 2 data)
                  (if (eq? (car names) 'system) 4 system)))))

    (define (width blocks constants)
      "Return the least word width, in bits, for the integers of BLOCKS and
CONSTANTS."
      (define least 0)
      (define greatest 0)
      (define (note! integer)
        (when (< integer least) (set! least integer))
        (when (> integer greatest) (set! greatest integer)))
      (vector-for-each
       (lambda (constant)
         (when (eq? (constant-kind constant) 'int)
           (note! (constant-value constant))))
       constants)
      (vector-for-each
       (lambda (block)
         (for-each
          (lambda (step)
            (fold-fields (lambda (field ignored)
                           (when (eq? (field-mode field) 'small)
                             (note! (field-index field))))
                         #f (step-fields step)))
          (block-steps block)))
       blocks)
      (let loop ((bits 16))
        (let ((bound (expt 2 (- bits 3))))
          (if (and (<= (- bound) least) (< greatest bound))
              bits
              (loop (* 2 bits))))))

    ;; From program to bytes

    (define (program->bytes program)
      "Return the image of PROGRAM."
      (let* ((buffer (make-buffer))
             (blocks (program-blocks program))
             (constants (program-constants program))
             (used (instructions-used blocks)))
        (buffer-put-bytes! buffer magic)
        (buffer-put! buffer version)
        (buffer-put! buffer (width blocks constants))
        (buffer-put! buffer (profiles used constants))
        (buffer-put! buffer (if (program-file program) 1 0))
        (buffer-put-word! buffer (digest used))
        (buffer-put-number! buffer (vector-length constants))
        (vector-for-each (lambda (constant) (put-constant! buffer constant))
                         constants)
        (buffer-put-number! buffer (vector-length blocks))
        (vector-for-each (lambda (block) (put-block! buffer block)) blocks)
        (when (program-file program) (put-debug! buffer program))
        (let ((body (buffer->bytes buffer)))
          (buffer-put-word! buffer
                            (crc-32 body 0 (bytevector-length body)))
          (buffer->bytes buffer))))

    (define (put-constant! buffer constant)
      "Put CONSTANT at the end of BUFFER."
      (let ((value (constant-value constant)))
        (buffer-put! buffer (kind-code (kind-named (constant-kind constant))))
        (case (constant-kind constant)
          ((int) (buffer-put-number! buffer (zigzag value)))
          ((bool) (buffer-put! buffer (if value 1 0)))
          ((char) (buffer-put-number! buffer (char->integer value)))
          ((symbol) (buffer-put-string! buffer (symbol->string value)))
          ((string) (buffer-put-string! buffer value))
          ((pair) (buffer-put-number! buffer (car value))
                  (buffer-put-number! buffer (cdr value)))
          ((vector) (buffer-put-number! buffer (length value))
                    (for-each (lambda (n) (buffer-put-number! buffer n))
                              value))
          ((bytes) (buffer-put-number! buffer (bytevector-length value))
                   (buffer-put-bytes! buffer value)))))

    (define (put-block! buffer block)
      "Put BLOCK at the end of BUFFER."
      (buffer-put-string! buffer (symbol->string (block-name block)))
      (buffer-put-number! buffer (block-parameters block))
      (buffer-put! buffer (if (block-rest? block) 1 0))
      (buffer-put-number! buffer (block-captures block))
      (buffer-put-number! buffer (block-registers block))
      (let* ((steps (list->vector (block-steps block)))
             (sizes (body-sizes steps)))
        (buffer-put-number! buffer (vector-ref sizes 0))
        (vector-for-each
         (lambda (step)
           (when (step-tree step)
             (buffer-put! buffer
                          (instruction-opcode
                           (tree-instruction (step-tree step))))
             (buffer-put-number!
              buffer (vector-ref sizes (step-index (step-next step)))))
           (put-instruction! buffer step))
         steps)))

    (define (body-sizes steps)
      "Return for each of STEPS, in code order, the size in bytes of all that
begins with it."
      (let ((sizes (make-vector (vector-length steps))))
        (define (size-from step)
          (if step (vector-ref sizes (step-index step)) 0))
        (do ((n (- (vector-length steps) 1) (- n 1)))
            ((< n 0) sizes)
          (let* ((step (vector-ref steps n))
                 (then (size-from (step-next step))))
            (vector-set! sizes n
                         (+ (instruction-size step) then
                            (if (step-tree step)
                                (+ 1 (number-size then)
                                   (size-from (step-else step)))
                                0)))))))

    (define (field-number field)
      "Return the number that stands for FIELD in code."
      (let ((index (field-index field)))
        (case (field-mode field)
          ((copy) (* 4 index))
          ((take) (+ (* 4 index) 1))
          ((constant) (+ (* 4 index) 2))
          (else (+ (* 4 (zigzag index)) 3)))))

    (define (for-each-number act step)
      "Call ACT with each number that follows STEP's opcode in code."
      (let loop ((fields (step-fields step)))
        (unless (null? fields)
          (let ((field (car fields)))
            (cond ((field? field) (act (field-number field)))
                  ((integer? field) (act field))
                  (else (act (length field))
                        (for-each (lambda (field) (act (field-number field)))
                                  field))))
          (loop (cdr fields))))
      (for-each act (step-results step)))

    (define (instruction-size step)
      "Return the size of STEP's instruction in bytes."
      (let ((size 1))
        (for-each-number
         (lambda (number) (set! size (+ size (number-size number))))
         step)
        size))

    (define (put-instruction! buffer step)
      "Put STEP's instruction at the end of BUFFER."
      (buffer-put! buffer (instruction-opcode (step-instruction step)))
      (for-each-number (lambda (number) (buffer-put-number! buffer number))
                       step))

    (define (put-debug! buffer program)
      "Put the debug section of PROGRAM at the end of BUFFER."
      (define numbers (make-table))
      (define line 0)
      (define (put-names! names)
        (for-each (lambda (name)
                    (buffer-put-number! buffer (table-ref numbers name 0)))
                  names))
      (define (put-place! place)
        (let ((place (or place '(0 . 0))))
          (buffer-put-number! buffer (zigzag (- (car place) line)))
          (buffer-put-number! buffer (cdr place))
          (set! line (car place))))
      (buffer-put-string! buffer (program-file program))
      (buffer-put-number! buffer (length (program-names program)))
      (let loop ((names (program-names program)) (n 0))
        (unless (null? names)
          (buffer-put-string! buffer (symbol->string (car names)))
          (table-set! numbers (car names) n)
          (loop (cdr names) (+ n 1))))
      (vector-for-each
       (lambda (block)
         (if (block-variables block)
             (begin
               (buffer-put! buffer 1)
               (put-names! (block-variables block))
               (for-each (lambda (step) (put-names! (step-names step)))
                         (block-steps block)))
             (buffer-put! buffer 0)))
       (program-blocks program))
      (vector-for-each
       (lambda (block)
         (put-place! (block-place block))
         (for-each (lambda (step) (put-place! (step-place step)))
                   (block-steps block)))
       (program-blocks program)))

    ;; From bytes to program.  A SOURCE is where in an image the loader reads;
    ;; its END is that of the bytes that it may read now.

    (define-record-type <source>
      (make-source bytes at end) source?
      (bytes source-bytes) (at source-at set-source-at!)
      (end source-end set-source-end!))

    (define (refuse offset . parts)
      "Refuse the image at OFFSET; PARTS, strings, symbols and integers, make up
the message."
      (raise (make-refusal
              offset
              (apply string-append
                     (map (lambda (part)
                            (cond ((string? part) part)
                                  ((symbol? part) (symbol->string part))
                                  (else (number->string part))))
                          parts)))))

    (define (take-byte! source)
      "Return the next byte of SOURCE."
      (let ((at (source-at source)))
        (unless (< at (source-end source))
          (refuse at "the image ends too early"))
        (set-source-at! source (+ at 1))
        (bytevector-u8-ref (source-bytes source) at)))

    (define (take-number! source)
      "Return the next number of SOURCE."
      (let ((start (source-at source)))
        (let loop ((shift 0) (number 0))
          (let* ((byte (take-byte! source))
                 (number (+ number (bits-shift (bits-and byte 127) shift))))
            (cond ((or (> shift 63) (and (= shift 63) (> byte 1)))
                   (refuse start "a number is too long: more than 64 bits"))
                  ((>= byte 128) (loop (+ shift 7) number))
                  ((and (= byte 0) (> shift 0))
                   (refuse start "a number is longer than needed"))
                  (else number))))))

    (define (take-count! source)
      "Return the next number of SOURCE: of things of at least one byte each."
      (let* ((start (source-at source))
             (count (take-number! source)))
        (when (> count (- (source-end source) (source-at source)))
          (refuse start "the image ends too early for a count of " count))
        count))

    (define (take-bytes! source count)
      "Return the next COUNT bytes of SOURCE."
      (let ((at (source-at source)))
        (set-source-at! source (+ at count))
        (bytevector-copy (source-bytes source) at (+ at count))))

    (define (take-string! source)
      "Return the next string of SOURCE."
      (let* ((count (take-count! source))
             (at (source-at source))
             (fault (utf-8-fault (source-bytes source) at (+ at count))))
        (when fault (refuse fault "this is not UTF-8"))
        (utf8->string (take-bytes! source count))))

    (define (take-word! source)
      "Return the number of the next four bytes of SOURCE, the low byte first."
      (let loop ((n 0) (word 0))
        (if (= n 4)
            word
            (loop (+ n 1)
                  (+ word (bits-shift (take-byte! source) (* 8 n)))))))

    (define (take-list! count take)
      "Return a list of COUNT results of calling TAKE."
      (let loop ((count count) (found '()))
        (if (= count 0)
            (reverse found)
            (loop (- count 1) (cons (take) found)))))

    (define (map-in-order change items)
      "Return (CHANGE ITEM) for each of ITEMS, called from first to last."
      (let loop ((items items) (found '()))
        (if (null? items)
            (reverse found)
            (loop (cdr items) (cons (change (car items)) found)))))

    (define (take-index! source bound what)
      "Return the next number of SOURCE, the number of a WHAT below BOUND."
      (let* ((at (source-at source))
             (index (take-number! source)))
        (unless (< index bound) (refuse at "there is no " what " " index))
        index))

    (define (bytes->program bytes)
      "Return the program whose image BYTES are, or a refusal."
      (guard (refusal ((refusal? refusal) refusal))
        (take-program! (make-source bytes 0 (bytevector-length bytes)))))

    (define (take-program! source)
      "Return the program that SOURCE holds."
      (take-magic! source)
      (check-checksum! source)
      (let* ((stated-width (take-byte! source))
             (stated-profiles (take-byte! source))
             (flags (take-byte! source))
             (stated-digest (take-word! source)))
        (unless (memv stated-width '(16 32 64))
          (refuse 9 "the word width is not 16, 32 or 64"))
        (unless (< flags 2) (refuse 11 "there is no such flag"))
        (let* ((constants (take-constants! source))
               (blocks (take-blocks! source constants))
               (used (instructions-used blocks)))
          (unless (= stated-width (width blocks constants))
            (refuse 9 "the word width is not the least for these integers"))
          (unless (= stated-profiles (profiles used constants))
            (refuse 10 "the profiles are not those of what the program uses"))
          (unless (= stated-digest (digest used))
            (refuse 12 "the digest differs: the program was made for other "
                    "instructions"))
          (let ((program (if (= flags 1)
                             (take-debug! source constants blocks)
                             (make-program #f '() constants blocks))))
            (unless (= (source-at source) (source-end source))
              (refuse (source-at source) "bytes are left over"))
            program))))

    (define (take-magic! source)
      "Check the magic and the version that SOURCE begins with."
      (let loop ((n 0))
        (when (< n (bytevector-length magic))
          (unless (= (take-byte! source) (bytevector-u8-ref magic n))
            (refuse n "this is no image: the magic is wrong"))
          (loop (+ n 1))))
      (unless (= (take-byte! source) version)
        (refuse 8 "the version is not " version)))

    (define (check-checksum! source)
      "Check the checksum at the end of SOURCE, and leave it out from now on."
      (let ((start (- (source-end source) 4))
            (at (source-at source)))
        (when (< start at)
          (refuse (source-end source) "the image ends too early"))
        (set-source-at! source start)
        (unless (= (take-word! source) (crc-32 (source-bytes source) 0 start))
          (refuse start "the checksum differs: the image is damaged"))
        (set-source-at! source at)
        (set-source-end! source start)))

    (define (take-constants! source)
      "Return the vector of constants that comes next in SOURCE."
      (let* ((count (take-count! source))
             (constants (make-vector count)))
        (do ((n 0 (+ n 1)))
            ((= n count) constants)
          (vector-set! constants n (take-constant! source n)))))

    (define (take-constant! source number)
      "Return the constant that comes next in SOURCE; it has NUMBER."
      (define at (source-at source))
      (define (part)
        (take-index! source number "earlier constant"))
      (let ((tag (take-byte! source)))
        (case tag
          ((0) (make-constant 'int (take-integer! source at)))
          ((1) (make-constant 'bool (= 1 (take-index! source 2 "boolean"))))
          ((2) (make-constant 'null #f))
          ((3) (make-constant 'char (take-character! source)))
          ((4) (make-constant 'void #f))
          ((5) (make-constant 'eof #f))
          ((6) (make-constant 'symbol (string->symbol (take-string! source))))
          ((7) (let* ((first (part)) (second (part)))
                 (make-constant 'pair (cons first second))))
          ((9) (make-constant 'vector (take-list! (take-count! source) part)))
          ((11) (make-constant 'bytes
                               (take-bytes! source (take-count! source))))
          ((12) (make-constant 'string (take-string! source)))
          (else (refuse at "there is no constant of tag " tag)))))

    (define (take-integer! source at)
      "Return the integer, zigzag, that comes next in SOURCE; blame AT."
      (let ((integer (unzigzag (take-number! source))))
        (check-integer! integer at)
        integer))

    (define (check-integer! integer at)
      "Refuse an INTEGER that does not fit into 62 bits; blame AT."
      (unless (<= (- (expt 2 61)) integer (- (expt 2 61) 1))
        (refuse at "the integer " integer " is out of range")))

    (define (take-character! source)
      "Return the character whose code point comes next in SOURCE."
      (let* ((at (source-at source))
             (point (take-number! source)))
        (unless (or (< point #xd800) (<= #xe000 point #x10ffff))
          (refuse at "there is no character of code point " point))
        (integer->char point)))

    (define (take-blocks! source constants)
      "Return the vector of blocks that comes next in SOURCE, which refer to
CONSTANTS.  Blocks that refer to each other are checked at the end."
      (let* ((count (take-count! source))
             (blocks (make-vector count))
             (names (make-table))
             (references '()))
        (define (refer! offset from step)
          (set! references (cons (vector offset from step) references)))
        (do ((n 0 (+ n 1)))
            ((= n count))
          (vector-set! blocks n
                       (take-block! source constants count names refer!)))
        (unless (table-ref names 'main #f)
          (refuse (source-at source) "there is no block main"))
        (for-each (lambda (reference)
                    (check-reference blocks (vector-ref reference 0)
                                     (vector-ref reference 1)
                                     (vector-ref reference 2)))
                  (reverse references))
        blocks))

    (define (take-block! source constants blocks names refer!)
      "Return the block that comes next in SOURCE.  There are BLOCKS blocks;
those before it are in the table NAMES; REFER! takes note of a step that refers
to a block."
      (let* ((start (source-at source))
             (name (string->symbol (take-string! source)))
             (at (source-at source))
             (parameters (take-number! source))
             (rest (= 1 (take-index! source 2 "rest parameter")))
             (captures (take-number! source))
             (frame (+ parameters (if rest 1 0) captures))
             (registers-at (source-at source))
             (registers (take-number! source))
             (size (take-count! source)))
        (when (table-ref names name #f)
          (refuse start "there are two blocks " name))
        (table-set! names name #t)
        (when (and (eq? name 'main) (> captures 0))
          (refuse start "main captures something"))
        (when (or (> frame 256) (> registers 256))
          (refuse at "block " name " has more than 256 registers"))
        (let ((outer-end (source-end source)))
          (set-source-end! source (+ (source-at source) size))
          (let-values (((steps highest)
                        (take-code! source name frame constants blocks
                                    refer!)))
            (set-source-end! source outer-end)
            (unless (= registers highest)
              (refuse registers-at "block " name " has " highest
                      " registers, not " registers))
            (make-block name parameters rest captures registers steps #f
                        #f)))))

    (define (check-reference blocks offset from step)
      "Refuse at OFFSET, in block FROM, a STEP that jumps to or closes one of
BLOCKS with a wrong number of values."
      (let* ((block (vector-ref blocks (car (step-fields step))))
             (given (length (cadr (step-fields step))))
             (closes (eq? (instruction-name (step-instruction step)) 'close)))
        (define (refuse-count what count)
          (refuse offset "block " from ", instruction " (step-index step)
                  ": block " (block-name block) " " what " " count
                  ", given " given))
        (cond (closes
               (unless (= given (block-captures block))
                 (refuse-count "captures" (block-captures block))))
              ((> (block-captures block) 0)
               (refuse offset "block " from ", instruction "
                       (step-index step) ": a jump to block "
                       (block-name block) ", which captures something"))
              ((if (block-rest? block)
                   (< given (block-parameters block))
                   (not (= given (block-parameters block))))
               (refuse-count "takes" (block-parameters block))))))

    ;; The code of one block.  LIVE has #t for each register that is alive
    ;; where the loader reads; UNDO lists the (REGISTER . BEFORE) that led
    ;; there, so that `else' can start where `then' did.

    (define (take-code! source name frame constants blocks refer!)
      "Return the steps of the code that SOURCE holds up to its end, and how
many registers they need.  The block is NAME, with FRAME live registers as it
begins; it refers to CONSTANTS and to as many blocks as BLOCKS says, of which
REFER! takes note."
      (define constant-count (vector-length constants))
      (define live (make-vector 256 #f))
      (define undo '())
      (define highest frame)
      (define index 0)
      (define steps '())

      (define (set-live! register alive)
        (set! undo (cons (cons register (vector-ref live register)) undo))
        (vector-set! live register alive))

      (define (undo-to! mark)
        (unless (eq? undo mark)
          (vector-set! live (caar undo) (cdar undo))
          (set! undo (cdr undo))
          (undo-to! mark)))

      (define (refuse-here offset . parts)
        (apply refuse offset "block " name ", instruction " index ": "
               parts))

      (define (take-instruction!)
        (let* ((at (source-at source))
               (opcode (take-byte! source)))
          (or (instruction-with-opcode opcode)
              (refuse-here at "there is no opcode " opcode))))

      (define (take-register! at register)
        (unless (< register 256)
          (refuse-here at "there is no register " register))
        register)

      (define (take-field! role)
        (let* ((at (source-at source))
               (number (take-number! source))
               (index (quotient number 4))
               (mode (remainder number 4)))
          (when (and (eq? role 'end) (not (= mode 1)))
            (refuse-here at "a drop that does not take"))
          (case mode
            ((0 1)
             (unless (vector-ref live (take-register! at index))
               (refuse-here at "r" index " is not alive"))
             (make-field (if (= mode 0) 'copy 'take) index))
            ((2)
             (unless (< index constant-count)
               (refuse-here at "there is no constant " index))
             (when (eq? 'int (constant-kind (vector-ref constants index)))
               (refuse-here at "an integer operand that is not in place"))
             (make-field 'constant index))
            (else
             (check-integer! (unzigzag index) at)
             (make-field 'small (unzigzag index))))))

      (define (take-operand! operand)
        (let ((at (source-at source)))
          (case (operand-class operand)
            ((value) (take-field! (operand-role operand)))
            ((rest)
             (let ((count (take-number! source)))
               (unless (<= (operand-least operand) count
                           (operand-most operand))
                 (refuse-here at "a wrong number of operands: " count))
               (take-list! count
                           (lambda () (take-field! (operand-role operand))))))
            ((block) (take-index! source blocks "block"))
            (else
             (let ((number (take-index! source constant-count "constant")))
               (unless (eq? 'symbol
                            (constant-kind (vector-ref constants number)))
                 (refuse-here at "constant " number " is no symbol"))
               number)))))

      (define (end-takes! fields at)
        (fold-fields
         (lambda (field ignored)
           (when (eq? (field-mode field) 'take)
             (unless (vector-ref live (field-index field))
               (refuse-here at "r" (field-index field) " is taken twice"))
             (set-live! (field-index field) #f)))
         #f fields))

      (define (take-birth!)
        (let* ((at (source-at source))
               (register (take-register! at (take-number! source))))
          (when (vector-ref live register)
            (refuse-here at "r" register " is born while it is alive"))
          (set-live! register #t)
          (set! highest (max highest (+ register 1)))
          register))

      (define (check-class! at tree instruction)
        (let ((class (instruction-class instruction)))
          (case tree
            ((if)
             (unless (eq? class 'test)
               (refuse-here at "`if' without a test")))
            ((try)
             (unless (and (eq? class 'data)
                          (pair? (instruction-faults instruction)))
               (refuse-here at "`try' of " (instruction-name instruction)
                            ", which cannot fault")))
            (else
             (when (eq? class 'test)
               (refuse-here at "a test outside `if'"))))))

      ;; Fields are all read, then takes end, then results are born.
      (define (take-step! at tree instruction)
        (check-class! at tree instruction)
        (let* ((fields (map-in-order take-operand!
                                     (instruction-operands instruction)))
               (mark undo))
          (end-takes! fields at)
          (let* ((if-mark undo)
                 (results (take-list!
                           (length (instruction-results instruction))
                           take-birth!))
                 (step (make-step tree instruction fields results index
                                  #f #f '() #f)))
            (when (memq (instruction-name instruction) '(jump close))
              (refer! at name step))
            (set! steps (cons step steps))
            (values step (if (eq? tree 'try) mark if-mark)))))

      (define (check-transfer! at)
        (let loop ((register 0))
          (when (< register highest)
            (when (vector-ref live register)
              (refuse-here at "r" register
                           " is still alive at this transfer"))
            (loop (+ register 1)))))

      ;; LINK! tells the step before which step comes next.  PENDING are the
      ;; trees in whose `then' this is, the innermost first, each as a vector:
      ;; step, end of `then', undo mark, offset of its length.
      (define (take-body! link! pending)
        (let* ((at (source-at source))
               (instruction (take-instruction!)))
          (if (eq? (instruction-class instruction) 'tree)
              (take-tree! at (instruction-name instruction) link! pending)
              (let-values (((step mark) (take-step! at #f instruction)))
                (link! step)
                (cond ((eq? (instruction-class instruction) 'transfer)
                       (check-transfer! at)
                       (set! index (+ index 1))
                       (take-else! pending))
                      (else
                       (set! index (+ index 1))
                       (take-body!
                        (lambda (next) (set-step-next! step next))
                        pending)))))))

      (define (take-tree! at tree link! pending)
        (let* ((length-at (source-at source))
               (size (take-number! source))
               (inner-at (source-at source))
               (instruction (take-instruction!)))
          (let-values (((step mark) (take-step! inner-at tree instruction)))
            (link! step)
            (set! index (+ index 1))
            (take-body! (lambda (next) (set-step-next! step next))
                        (cons (vector step (+ (source-at source) size) mark
                                      length-at)
                              pending)))))

      (define (take-else! pending)
        (cond ((pair? pending)
               (let* ((tree (car pending))
                      (step (vector-ref tree 0)))
                 (unless (= (source-at source) (vector-ref tree 1))
                   (refuse (vector-ref tree 3) "block " name
                           ", instruction " (step-index step)
                           ": the length is not that of `then'"))
                 (undo-to! (vector-ref tree 2))
                 (take-body! (lambda (else) (set-step-else! step else))
                             (cdr pending))))
              ((< (source-at source) (source-end source))
               (refuse-here (source-at source)
                            "code after the last transfer"))))

      (do ((register 0 (+ register 1)))
          ((= register frame))
        (vector-set! live register #t))
      (take-body! (lambda (first) first) '())
      (values (reverse steps) highest))

    (define (take-debug! source constants blocks)
      "Return the program of CONSTANTS and BLOCKS with the debug section that
comes next in SOURCE."
      (let* ((file (take-string! source))
             (names (take-variable-names! source))
             (name-vector (list->vector names))
             (line 0))
        (define (take-names! count)
          (take-list! count
                      (lambda ()
                        (vector-ref
                         name-vector
                         (take-index! source (vector-length name-vector)
                                      "name")))))
        (define (take-place!)
          (let ((at (source-at source)))
            (set! line (+ line (unzigzag (take-number! source))))
            (let ((column (take-number! source)))
              (unless (and (<= 0 line #x7fffffff) (<= column #x7fffffff))
                (refuse at "there is no such place"))
              (cons line column))))
        (define (take-block-names! block)
          (if (= 0 (take-index! source 2 "way to name variables"))
              (cons #f #f)
              (let ((variables (take-names! (block-frame block))))
                (cons variables
                      (map-in-order
                       (lambda (step)
                         (take-names! (length (step-results step))))
                       (block-steps block))))))
        (define (block-with block names)
          (let* ((place (take-place!))
                 (steps (copy-steps (block-steps block) (cdr names)
                                    take-place!)))
            (make-block (block-name block) (block-parameters block)
                        (block-rest? block) (block-captures block)
                        (block-registers block) steps (car names) place)))
        (let ((named (map-in-order take-block-names!
                                   (vector->list blocks))))
          (define (next-block block)
            (let ((names (car named)))
              (set! named (cdr named))
              (block-with block names)))
          (make-program file names constants
                        (list->vector
                         (map-in-order next-block
                                       (vector->list blocks)))))))

    (define (take-variable-names! source)
      "Return the list of variable names that comes next in SOURCE."
      (let ((seen (make-table)))
        (take-list! (take-count! source)
                    (lambda ()
                      (let* ((at (source-at source))
                             (name (string->symbol (take-string! source))))
                        (when (table-ref seen name #f)
                          (refuse at "the name " name " is there twice"))
                        (table-set! seen name #t)
                        name)))))

    (define (copy-steps steps names take-place!)
      "Return STEPS again, each with the next of NAMES (or #f: without names)
and the place that TAKE-PLACE! gives."
      (let* ((old (list->vector steps))
             (new (make-vector (vector-length old))))
        (define (link set! step next)
          (when next (set! step (vector-ref new (step-index next)))))
        (let loop ((n 0) (names names))
          (when (< n (vector-length old))
            (let ((step (vector-ref old n)))
              (vector-set! new n
                           (make-step (step-tree step) (step-instruction step)
                                      (step-fields step) (step-results step)
                                      n #f #f (if names (car names) '())
                                      (take-place!))))
            (loop (+ n 1) (and names (cdr names)))))
        (vector-for-each
         (lambda (from to)
           (link set-step-next! to (step-next from))
           (link set-step-else! to (step-else from)))
         old new)
        (vector->list new)))))
