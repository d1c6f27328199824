;;; (course opcodes): images whose opcodes have other numbers.
;;;
;;; A student's machine or assembler can be asked to work with opcodes of the
;;; student's own: a table says which instruction has which number, and images
;;; are numbered anew.  A TABLE is a text with a line `NUMBER NAME' for each
;;; instruction; it is a constant of the student's, as exercises/README.md tells.
;;; Follows spec/image.md, and (baton instructions) for the fields of each
;;; instruction.

(define-module (course opcodes)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (baton instructions)
  #:use-module ((baton bytes) #:select (crc-32))
  #:use-module ((baton host) #:select (specification-file read-file-text))
  #:use-module (course draw)
  #:export (opcodes with-opcodes without-opcodes specification-with))

(define (opcodes draw)
  "Return a table from DRAW: the numbers of the specification, shuffled.  It is
the maker of a student's constant."
  (string-concatenate
   (map (lambda (instruction number)
          (string-append (number->string number) " "
                         (symbol->string (instruction-name instruction))
                         "\n"))
        instructions
        (draw-shuffled draw (map instruction-opcode instructions)))))

(define (numbers table)
  "Return the (NAME . NUMBER) of TABLE."
  (filter-map (lambda (line)
                (match (string-tokenize line)
                  ((number name)
                   (cons (string->symbol name) (string->number number)))
                  (_ #f)))
              (string-split table #\newline)))

(define (specification-with table)
  "Return the text of spec/instructions.scm with the numbers of TABLE."
  (let ((numbers (numbers table)))
    (regexp-substitute/global
     #f "\\(instruction ([^ ]+) #x[0-9a-f]+" (read-file-text
                                              (specification-file))
     'pre
     (lambda (found)
       (let ((name (match:substring found 1)))
         (string-append "(instruction " name " #x"
                        (string-pad
                         (number->string
                          (assq-ref numbers (string->symbol name)) 16)
                         2 #\0))))
     'post)))

;; Walking through an image.  AT is where in BYTES something begins; what takes
;; it returns where it ends, and a number's taker the number before that.

(define (take-number bytes at)
  "Return the number at AT, and its end."
  (let loop ((at at) (shift 0) (number 0))
    (let* ((byte (bytevector-u8-ref bytes at))
           (number (+ number (ash (logand byte 127) shift))))
      (if (< byte 128)
          (values number (+ at 1))
          (loop (+ at 1) (+ shift 7) number)))))

(define (skip-number bytes at)
  (call-with-values (lambda () (take-number bytes at))
    (lambda (number end) end)))

(define (skip-numbers bytes at count)
  (if (= count 0)
      at
      (skip-numbers bytes (skip-number bytes at) (- count 1))))

(define (skip-string bytes at)
  (call-with-values (lambda () (take-number bytes at))
    (lambda (size at) (+ at size))))

(define (skip-counted bytes at skip)
  "Skip a count, and as many things, each with (SKIP BYTES AT)."
  (call-with-values (lambda () (take-number bytes at))
    (lambda (count at)
      (let loop ((count count) (at at))
        (if (= count 0) at (loop (- count 1) (skip bytes at)))))))

(define (skip-constant bytes at)
  (let ((kind (kind-name
               (find (lambda (kind)
                       (eqv? (kind-code kind) (bytevector-u8-ref bytes at)))
                     kinds)))
        (at (+ at 1)))
    (case kind
      ((int char) (skip-number bytes at))
      ((bool) (+ at 1))
      ((symbol string bytes) (skip-string bytes at))
      ((pair) (skip-numbers bytes at 2))
      ((vector) (skip-counted bytes at skip-number))
      (else at))))

(define (skip-fields instruction bytes at)
  "Skip the fields of INSTRUCTION."
  (if (eq? 'tree (instruction-class instruction))
      (skip-number bytes at)
      (skip-numbers
       bytes
       (fold (lambda (operand at)
               (if (eq? 'rest (operand-class operand))
                   (skip-counted bytes at skip-number)
                   (skip-number bytes at)))
             at (instruction-operands instruction))
       (length (instruction-results instruction)))))

(define (in-code bytes at end instruction-at act)
  "Call (ACT AT INSTRUCTION) for each instruction from AT to END, which is that
of the opcode (INSTRUCTION-AT NUMBER)."
  (when (< at end)
    (let ((instruction (instruction-at (bytevector-u8-ref bytes at))))
      (act at instruction)
      (in-code bytes (skip-fields instruction bytes (+ at 1)) end
               instruction-at act))))

(define (for-each-instruction bytes instruction-at act)
  "Call ACT for each instruction of the image BYTES, as in-code does."
  (define (block bytes at)
    (let* ((at (skip-number bytes (skip-string bytes at)))
           (at (skip-numbers bytes (+ at 1) 2)))
      (call-with-values (lambda () (take-number bytes at))
        (lambda (size at)
          (in-code bytes at (+ at size) instruction-at act)
          (+ at size)))))
  (skip-counted bytes (skip-counted bytes first-constant skip-constant)
                block))

(define digest-place 12)
(define first-constant 16)

;; Numbering anew

(define (signature instruction number)
  "Return the signature of INSTRUCTION with the opcode NUMBER."
  (let ((line (instruction-signature instruction)))
    (string-append (number->string number)
                   (string-drop line (string-index line #\space)))))

(define (put-sum! bytes place covered from to)
  "Put at PLACE in BYTES the CRC-32 of what COVERED has between FROM and TO."
  (bytevector-u32-set! bytes place (crc-32 covered from to)
                       (endianness little)))

(define (renumbered image old new)
  "Return IMAGE, whose instructions have the numbers OLD, with the numbers NEW."
  (let* ((bytes (bytevector-copy image))
         (sum-place (- (bytevector-length bytes) 4))
         (used '())
         (instruction-at
          (lambda (number)
            (instruction-named (car (find (lambda (entry)
                                            (= number (cdr entry)))
                                          old))))))
    (for-each-instruction
     image instruction-at
     (lambda (at instruction)
       (let ((number (assq-ref new (instruction-name instruction))))
         (bytevector-u8-set! bytes at number)
         (set! used (assv-set! used number
                               (signature instruction number))))))
    (let ((lines (string->utf8
                  (string-concatenate
                   (map cdr (sort used (lambda (a b)
                                         (< (car a) (car b)))))))))
      (put-sum! bytes digest-place lines 0 (bytevector-length lines))
      (put-sum! bytes sum-place bytes 0 sum-place))
    bytes))

(define standard-numbers
  (map (lambda (instruction)
         (cons (instruction-name instruction)
               (instruction-opcode instruction)))
       instructions))

(define (with-opcodes image table)
  "Return IMAGE with the numbers of TABLE."
  (renumbered image standard-numbers (numbers table)))

(define (without-opcodes image table)
  "Return IMAGE, which has the numbers of TABLE, with those of the
specification; or #f where it is no image."
  (catch #t
    (lambda () (renumbered image (numbers table) standard-numbers))
    (lambda _ #f)))
