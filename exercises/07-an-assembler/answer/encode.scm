;;; encode.scm: the second pass of the assembler, from code to bytes.
;;;
;;; (image PROGRAM) gives the bytes of an image.  Constants and blocks
;;; get their numbers on the way, as spec/text.md says: "Which constants, in
;;; which order".

;; Bytes

(define (uleb n)
  "Return the number N as a list of bytes."
  (if (< n 128)
      (list n)
      (cons (+ 128 (remainder n 128)) (uleb (quotient n 128)))))

(define (string-bytes text)
  "Return TEXT as a string of an image."
  (let ((bytes (text-bytes text)))
    (append (uleb (length bytes)) bytes)))

;; The image

(define (width all)
  "Return the least width of a word for the integers of the program ALL."
  (let ((fits? (lambda (bits)
                 (let ((bound (expt 2 (- bits 3))))
                   (every (lambda (n) (and (<= (- bound) n) (< n bound)))
                          (integers all))))))
    (find fits? '(16 32 64))))

(define (profile-byte all)
  "Return the profiles byte of the program ALL."
  (+ 1
     (if (memq 'data (profiles all)) 2 0)
     (if (memq 'system (profiles all)) 4 0)))

(define (digest all)
  "Return the four bytes that tell which instructions the program ALL uses."
  (checksum
   (append-map (lambda (instruction)
                 (text-bytes (instruction-signature instruction)))
               (sort (delete-duplicates (instructions all))
                     (lambda (a b) (< (instruction-opcode a)
                                      (instruction-opcode b)))))))

(define (block-bytes all block)
  "Return the bytes of BLOCK of the program ALL."
  (let ((code (encode all (block-code block))))
    (append (string-bytes (symbol->string (block-name block)))
            (uleb (block-parameters block))
            (list (if (block-rest block) 1 0))
            (uleb (block-captures block))
            (uleb (block-registers block))
            (uleb (length code))
            code)))

(define (image all)
  "Return the image of the program ALL, a list of bytes."
  (unless (find-block all 'main)
    (refuse #f "there is no block main"))
  (let* ((code (append-map (lambda (block) (block-bytes all block))
                           (reverse (blocks all))))
         (body (append '(#x8b #x42 #x61 #x74 #x6f #x6e #x0d #x0a 1)
                       (list (width all) (profile-byte all) 0)
                       (digest all)
                       (uleb (length (constants all)))
                       (concatenate (reverse (constants all)))
                       (uleb (length (blocks all)))
                       code)))
    (append body (checksum body))))

;; Code to bytes

(define (encode all code)
  "Return the bytes of CODE, in the program ALL."
  (append-map (lambda (part) (encode-part all part)) code))

(define (encode-part all part)
  "Return the bytes of PART of a code."
  (match part
    ((? number? n) (uleb n))
    (('byte n) (list n))
    (('constant form) (uleb (+ 2 (* 4 (constant-number all form)))))
    (('symbol form) (uleb (constant-number all form)))
    (('block form operation given)
     (uleb (block-number all form operation given)))
    (('tree opcode code then else)
     (let* ((code (encode all code))
            (then (encode all then))
            (else (encode all else)))
       (append (list opcode) (uleb (length then)) code then else)))))

(define (find-block all symbol)
  "Return the block SYMBOL of the program ALL, or #f."
  (find (lambda (block) (eq? symbol (block-name block)))
        (blocks all)))

(define (block-number all form operation given)
  "Return the number of the block of the program ALL that FORM names, to which
OPERATION gives so many values."
  (let ((block (find-block all (form-value form))))
    (unless block (refuse form "there is no such block"))
    (if (eq? operation 'close)
        (unless (= given (block-captures block))
          (refuse form "it captures more or less than that"))
        (unless (and (= 0 (block-captures block))
                     (if (block-rest block)
                         (>= given (block-parameters block))
                         (= given (block-parameters block))))
          (refuse form "it takes more or less than that")))
    (- (length (memq block (blocks all))) 1)))

;; Constants

(define (add-constant all bytes)
  "Return the number of a new constant of the program ALL, encoded as BYTES."
  (set-constants! all (cons bytes (constants all)))
  (- (length (constants all)) 1))

(define (constant-once all bytes)
  "Return the number of the constant of the program ALL encoded as BYTES."
  (let ((found (member bytes (constants all))))
    (if found
        (- (length found) 1)
        (add-constant all bytes))))

(define (tagged all kind bytes)
  "Return BYTES, of a constant of KIND, with its tag."
  (set-profiles! all (cons (kind-profile (kind-named kind)) (profiles all)))
  (cons (kind-code (kind-named kind)) bytes))

(define (constant-number all form)
  "Return the number of the constant of the program ALL that FORM spells."
  (let ((value (form-value form)))
    (define (once kind bytes) (constant-once all (tagged all kind bytes)))
    (define (new kind bytes) (add-constant all (tagged all kind bytes)))
    (case (form-kind form)
      ((integer)
       (set-integers! all (cons value (integers all)))
       (once 'int (uleb (zigzag value))))
      ((bool) (once 'bool (list (if value 1 0))))
      ((void) (once 'void '()))
      ((eof) (once 'eof '()))
      ((char) (once 'char (uleb (char->integer value))))
      ((symbol) (once 'symbol (string-bytes (symbol->string value))))
      ((string) (new 'string (string-bytes value)))
      ((bytes)
       (let ((bytes (byte-list value)))
         (new 'bytes (append (uleb (length bytes)) bytes))))
      ((vector)
       (let ((parts (numbers all value)))
         (new 'vector (append (uleb (length parts))
                              (append-map uleb parts)))))
      ((list)
       (let ((parts (numbers all value)))
         (fold-right (lambda (part tail)
                       (new 'pair (append (uleb part) (uleb tail))))
                     (if (form-tail form)
                         (constant-number all (form-tail form))
                         (once 'null '()))
                     parts))))))

(define (numbers all forms)
  "Return the numbers of the constants that FORMS spell, from first to last."
  (if (null? forms)
      '()
      (let ((first (constant-number all (car forms))))
        (cons first (numbers all (cdr forms))))))
