;;; (baton conformance): the tests that any machine can run.
;;;
;;; Reads test scripts (tests/README.md is their manual) into tests, and judges
;;; what a machine did against what a test expects.  A script is text as the
;;; machine's own reader takes it; the scanner here keeps the place of each
;;; datum, so that programs go to the machine as they were written.  Relies on
;;; the assembler for checksums only: a mistake in its reading cannot hide one
;;; in a test.  Guarantees that a script with an unknown clause is an error,
;;; never a test that expects nothing.

(define-library (baton conformance)
  (export scan node-kind node-value node-text node-line node-items
          read-tests make-test copy-test
          test-name test-profile test-file test-line test-text test-bytes
          test-options test-input test-arguments test-folder test-width
          test-expected expected? expectation
          profile<=?
          make-result result-status result-output result-errors
          result-trace result-folder complaints
          image-bytes write-json split-lines text-index)
  (import (scheme base) (scheme char) (scheme write)
          (baton bytes)
          (only (baton host) bits-and bits-shift))
  (begin

    ;; Nodes: data with their places

    ;; KIND is `list', `vector', `bytes', `quote', `string', `integer' or `atom'
    ;; (names, characters and constants).  VALUE is a string's content, an
    ;; integer, or an atom's symbol; ITEMS the nodes inside, with the atom `.'
    ;; before an improper tail.
    (define-record-type <node>
      (make-node kind value items source start end)
      node?
      (kind node-kind) (value node-value) (items node-items)
      (source node-source) (start node-start) (end node-end))

    (define (node-text node)
      "Return the text of NODE as it stands in its source."
      (substring (node-source node) (node-start node) (node-end node)))

    (define (line-at source end)
      "Return the number of the line that END is in, from 1."
      (let loop ((i 0) (line 1))
        (cond ((= i end) line)
              ((char=? (string-ref source i) #\newline)
               (loop (+ i 1) (+ line 1)))
              (else (loop (+ i 1) line)))))

    (define (node-line node)
      "Return the number of the line where NODE begins, from 1."
      (line-at (node-source node) (node-start node)))

    (define (name-character? c)
      "Can C stand in a name?"
      (and (char>? c #\space) (not (memv c '(#\( #\) #\" #\; #\' #\|)))))

    (define (at? source i text)
      "Does TEXT stand in SOURCE at I?"
      (let ((end (+ i (string-length text))))
        (and (<= end (string-length source))
             (string=? (substring source i end) text))))

    (define (after-comment source start)
      "Return where the nested comment ends that opens in SOURCE at START."
      (let loop ((i (+ start 2)) (depth 1))
        (cond ((= depth 0) i)
              ((>= i (string-length source))
               (error "a comment has no end: it begins in line"
                      (line-at source start)))
              ((at? source i "|#") (loop (+ i 2) (- depth 1)))
              ((at? source i "#|") (loop (+ i 2) (+ depth 1)))
              (else (loop (+ i 1) depth)))))

    (define (after-blanks source i)
      "Return where in SOURCE, from I on, the next datum or parenthesis is."
      (cond ((= i (string-length source)) i)
            ((char<=? (string-ref source i) #\space)
             (after-blanks source (+ i 1)))
            ((char=? (string-ref source i) #\;)
             (let loop ((i i))
               (if (or (= i (string-length source))
                       (char=? (string-ref source i) #\newline))
                   (after-blanks source i)
                   (loop (+ i 1)))))
            ((at? source i "#|")
             (after-blanks source (after-comment source i)))
            ((at? source i "#;")
             (after-blanks source (node-end (scan-node source (+ i 2)))))
            (else i)))

    (define (scan-items source start open)
      "Return the nodes in SOURCE from OPEN to the closing parenthesis, and the
place behind it.  START: where the list begins."
      (let loop ((i (after-blanks source open)) (items '()))
        (cond ((= i (string-length source))
               (error "a list has no end: it begins in line"
                      (line-at source start)))
              ((char=? (string-ref source i) #\))
               (values (reverse items) (+ i 1)))
              (else
               (let ((node (scan-node source i)))
                 (loop (after-blanks source (node-end node))
                       (cons node items)))))))

    (define (scan-list kind source start open)
      "Return the list, vector or bytes (KIND) that begins in SOURCE at START
and whose items begin at OPEN."
      (let-values (((items end) (scan-items source start open)))
        (make-node kind #f items source start end)))

    (define (scan-string source start)
      "Return the string that begins in SOURCE at START."
      (let ((out (open-output-string)))
        (let loop ((i (+ start 1)))
          (when (>= i (string-length source))
            (error "a string has no end: it begins in line"
                   (line-at source start)))
          (let ((c (string-ref source i)))
            (cond ((char=? c #\")
                   (make-node 'string (get-output-string out) '() source start
                              (+ i 1)))
                  ((char=? c #\\) (loop (scan-escape source (+ i 1) out)))
                  (else (write-char c out) (loop (+ i 1))))))))

    (define (scan-escape source i out)
      "Write the character that the escape in SOURCE at I means to OUT; return
the place behind it."
      (let ((c (string-ref source i)))
        (if (char=? c #\x)
            (let loop ((end (+ i 1)))
              (if (char=? (string-ref source end) #\;)
                  (let ((code (string->number
                               (substring source (+ i 1) end) 16)))
                    (write-char (integer->char code) out)
                    (+ end 1))
                  (loop (+ end 1))))
            (begin
              (write-char (case c
                            ((#\n) #\newline) ((#\t) #\tab)
                            ((#\r) #\return) (else c))
                          out)
              (+ i 1)))))

    (define (token-end source i)
      "Return where the token in SOURCE at I ends."
      (cond ((at? source i "|")
             (let loop ((i (+ i 1)))
               (case (string-ref source i)
                 ((#\|) (+ i 1))
                 ((#\\) (loop (+ i 2)))
                 (else (loop (+ i 1))))))
            (else
             (let loop ((end (if (at? source i "#\\") (+ i 3) i)))
               (if (and (< end (string-length source))
                        (name-character? (string-ref source end)))
                   (loop (+ end 1))
                   end)))))

    (define (scan-token source start)
      "Return the integer or atom that begins in SOURCE at START."
      (let* ((end (token-end source start))
             (text (substring source start end))
             (number (string->number text)))
        (when (= start end)
          (error "a parenthesis too many, in line" (line-at source start)))
        (make-node (if number 'integer 'atom)
                   (or number (string->symbol text)) '() source start end)))

    (define (scan-node source start)
      "Return the datum that SOURCE has at or after START, as a node."
      (let ((i (after-blanks source start)))
        (cond ((at? source i "(") (scan-list 'list source i (+ i 1)))
              ((at? source i "#(") (scan-list 'vector source i (+ i 2)))
              ((at? source i "#u8(") (scan-list 'bytes source i (+ i 4)))
              ((at? source i "\"") (scan-string source i))
              ((at? source i "'")
               (let ((inner (scan-node source (+ i 1))))
                 (make-node 'quote #f (list inner) source i
                            (node-end inner))))
              (else (scan-token source i)))))

    (define (scan source)
      "Return the data in SOURCE, a string, as a list of nodes."
      (let loop ((i (after-blanks source 0)) (nodes '()))
        (if (= i (string-length source))
            (reverse nodes)
            (let ((node (scan-node source i)))
              (loop (after-blanks source (node-end node))
                    (cons node nodes))))))

    ;; Tests

    ;; Of TEXT (a string) and BYTES (an image) one is #f.  FOLDER is #f, or the
    ;; (NAME . CONTENT) of the files in the granted directory.  EXPECTED is an
    ;; association list; see `expectation'.
    (define-record-type <test>
      (make-test name profile file line text bytes options input arguments
                 folder width expected)
      test?
      (name test-name) (profile test-profile) (file test-file)
      (line test-line) (text test-text) (bytes test-bytes)
      (options test-options) (input test-input) (arguments test-arguments)
      (folder test-folder) (width test-width) (expected test-expected))

    (define (copy-test test text bytes)
      "Return TEST with another program: TEXT, or the image BYTES."
      (make-test (test-name test) (test-profile test) (test-file test)
                 (test-line test) text bytes (test-options test)
                 (test-input test) (test-arguments test) (test-folder test)
                 (test-width test) (test-expected test)))

    (define (expected? test what)
      "Does TEST say anything about WHAT?"
      (and (assq what (test-expected test)) #t))

    (define (expectation test what)
      "Return what TEST expects of WHAT, or #f.  WHAT is `status' (an integer),
`output' (a string), `messages' (strings that stand on standard error), `live'
(the number of cells left), `trace' (the lines of the transfer trace), `folder'
(files that are there at the end) or `kind' (the name of the outcome)."
      (let ((found (assq what (test-expected test))))
        (and found (cdr found))))

    (define profiles '(core data system))

    (define (profile<=? a b)
      "Is the profile A a part of B?"
      (and (memq b (memq a profiles)) #t))

    (define (text-index text part start)
      "Return where PART stands in TEXT, from START on, or #f."
      (let ((last (- (string-length text) (string-length part))))
        (let loop ((i start))
          (cond ((> i last) #f)
                ((at? text i part) i)
                (else (loop (+ i 1)))))))

    (define (split-lines text)
      "Return the lines of TEXT, without their ends."
      (let loop ((start 0) (lines '()))
        (let ((end (text-index text "\n" start)))
          (cond (end (loop (+ end 1) (cons (substring text start end) lines)))
                ((= start (string-length text)) (reverse lines))
                (else (reverse (cons (substring text start
                                                (string-length text))
                                     lines)))))))

    ;; Reading scripts

    (define (clause-name clause)
      "Return the symbol that CLAUSE, a node, begins with."
      (if (and (eq? (node-kind clause) 'list) (pair? (node-items clause)))
          (node-value (car (node-items clause)))
          (error "no clause" (node-text clause))))

    (define (clause-items clause)
      "Return the nodes of CLAUSE behind its name."
      (cdr (node-items clause)))

    (define (clause-values clause)
      "Return the values of the nodes of CLAUSE behind its name."
      (map node-value (clause-items clause)))

    (define (find-clause name clauses)
      "Return the one of CLAUSES that begins with NAME, or #f."
      (let loop ((rest clauses))
        (cond ((null? rest) #f)
              ((eq? (clause-name (car rest)) name) (car rest))
              (else (loop (cdr rest))))))

    (define (clause-strings name clauses)
      "Return the strings of the clause NAME of CLAUSES, or ()."
      (let ((clause (find-clause name clauses)))
        (if clause (clause-values clause) '())))

    (define (inner-text clause)
      "Return the text of CLAUSE behind its name, to its closing parenthesis,
with the columns as they were."
      (let* ((first (car (node-items clause)))
             (source (node-source clause)))
        (substring source (node-end first) (- (node-end clause) 1))))

    (define (trimmed text)
      "Return TEXT without the blanks before it."
      (if (and (> (string-length text) 0)
               (char<=? (string-ref text 0) #\space))
          (trimmed (substring text 1 (string-length text)))
          text))

    (define (test-program clauses shared)
      "Return the text of the program that CLAUSES give, with the blocks SHARED
behind it, or #f."
      (let ((text (find-clause 'text clauses))
            (body (find-clause 'body clauses))
            (program (find-clause 'program clauses)))
        (if text
            (apply string-append (clause-values text))
            (and (or body program)
                 (string-append
                  (if body
                      (string-append
                       "(block main (k world) () (drop k world)\n"
                       (inner-text body) ")\n")
                      "")
                  (if program (inner-text program) "")
                  shared)))))

    (define (folder-files clause)
      "Return the (NAME . CONTENT) that CLAUSE lists."
      (map (lambda (file)
             (let ((fields (map node-value (node-items file))))
               (cons (car fields) (cadr fields))))
           (clause-items clause)))

    (define (outcome-expectations clause)
      "Return the expectations that the outcome CLAUSE states, or #f."
      (define (expect kind status)
        `((kind . ,kind) (status . ,status)))
      (define (messages)
        (clause-values clause))
      (case (clause-name clause)
        ((answer)
         `((kind . answer) (status . 0) (live . 0)
           (answer . ,(if (null? (clause-items clause))
                          ""
                          (string-append (trimmed (inner-text clause))
                                         "\n")))))
        ((printed)
         `((kind . answer) (status . 0) (live . 0)
           (answer . ,(string-append (apply string-append (messages))
                                     "\n"))))
        ((fault)
         `((kind . fault) (status . 70)
           (messages ,(symbol->string (car (messages))))))
        ((invalid)
         `((kind . invalid) (status . 65) (messages . ,(messages))))
        ((malformed)
         `((kind . malformed) (status . 65) (messages . ,(messages))))
        ((fuel) (expect 'fuel 124))
        ((status) `((status . ,(car (messages)))))
        ((output) `((sent . ,(apply string-append (messages)))))
        ((live) `((live . ,(car (messages)))))
        ((message) `((messages . ,(messages))))
        ((reuse) '((reuse . #t)))
        ((transfers) `((trace . ,(messages))))
        ((folder-after) `((folder . ,(folder-files clause))))
        (else #f)))

    (define (clause-expectations clauses)
      "Return the expectations that CLAUSES state.  What comes later wins, but
messages add up; the text on standard output is what was sent, then the answer."
      (let loop ((rest clauses) (found '()))
        (if (null? rest)
            (complete-expectations found)
            (loop (cdr rest)
                  (append (or (outcome-expectations (car rest)) '()) found)))))

    (define (complete-expectations found)
      "Return the expectations FOUND, the latest first, with `output' made of
what is sent and answered, and all messages in one entry."
      (define (field name default)
        (let ((entry (assq name found)))
          (if entry (cdr entry) default)))
      (define (all-messages)
        (let loop ((rest found) (strings '()))
          (cond ((null? rest) strings)
                ((eq? (caar rest) 'messages)
                 (loop (cdr rest) (append (cdar rest) strings)))
                (else (loop (cdr rest) strings)))))
      (unless (assq 'status found)
        (error "a test expects nothing"))
      (append
       `((output . ,(string-append (field 'sent "") (field 'answer "")))
         (messages . ,(all-messages)))
       found))

    (define clause-names
      '(profile width program body text image options input arguments folder
        answer printed fault invalid malformed fuel status output live message
        transfers folder-after reuse))

    (define (parse-test node file profile shared)
      "Return the test that NODE spells, from FILE where PROFILE and the blocks
SHARED hold."
      (let* ((items (clause-items node))
             (name (node-value (car items)))
             (clauses (cdr items))
             (profile-clause (find-clause 'profile clauses))
             (width (find-clause 'width clauses))
             (image (find-clause 'image clauses))
             (input (find-clause 'input clauses))
             (folder (find-clause 'folder clauses))
             (program (test-program clauses shared)))
        (for-each (lambda (clause)
                    (unless (memq (clause-name clause) clause-names)
                      (error "no such clause in test" name
                             (clause-name clause))))
                  clauses)
        (unless (or image program)
          (error "a test without a program" name))
        (make-test name
                   (if profile-clause
                       (car (clause-values profile-clause))
                       profile)
                   file (node-line node)
                   (and (not image) program)
                   (and image (image-bytes (clause-items image)))
                   (clause-strings 'options clauses)
                   (if input (apply string-append (clause-values input)) "")
                   (clause-strings 'arguments clauses)
                   (and folder (folder-files folder))
                   (if width (car (clause-values width)) 32)
                   (clause-expectations clauses))))

    (define (read-tests source file)
      "Return the tests of the script SOURCE, a string that FILE holds."
      (let loop ((rest (scan source)) (profile 'core) (shared "") (tests '()))
        (if (null? rest)
            (reverse tests)
            (let ((node (car rest)))
              (case (clause-name node)
                ((profile)
                 (loop (cdr rest) (car (clause-values node)) shared tests))
                ((blocks)
                 (loop (cdr rest) profile (inner-text node) tests))
                ((test)
                 (loop (cdr rest) profile shared
                       (cons (parse-test node file profile shared) tests)))
                (else (error "no test" file (node-line node))))))))

    ;; Images, piece by piece

    (define (unsigned-bytes n)
      "Return N as ULEB128, a list of bytes."
      (if (< n 128)
          (list n)
          (cons (+ 128 (bits-and n 127))
                (unsigned-bytes (bits-shift n -7)))))

    (define (four-bytes n)
      "Return the 32 bits of N, low byte first."
      (map (lambda (shift) (bits-and (bits-shift n shift) 255))
           '(0 -8 -16 -24)))

    (define (checksum bytes)
      "Return the CRC-32 of the list BYTES."
      (crc-32 (apply bytevector bytes) 0 (length bytes)))

    (define (string-bytes text)
      "Return TEXT in UTF-8 as a list of bytes."
      (let ((bytes (string->utf8 text)))
        (let loop ((i (bytevector-length bytes)) (found '()))
          (if (= i 0)
              found
              (loop (- i 1)
                    (cons (bytevector-u8-ref bytes (- i 1)) found))))))

    (define (piece-bytes piece before)
      "Return the bytes of PIECE, a node, with the bytes BEFORE it."
      (case (node-kind piece)
        ((integer) (unsigned-bytes (node-value piece)))
        ((string)
         (let ((bytes (string-bytes (node-value piece))))
           (append (unsigned-bytes (length bytes)) bytes)))
        ((bytes) (map node-value (node-items piece)))
        ((atom)
         (case (node-value piece)
           ((magic) '(#x8B #x42 #x61 #x74 #x6F #x6E #x0D #x0A))
           ((checksum) (four-bytes (checksum before)))
           (else (error "no piece of an image" (node-text piece)))))
        ((list)
         (case (clause-name piece)
           ((sized)
            (let ((bytes (pieces-bytes (clause-items piece) '())))
              (append (unsigned-bytes (length bytes)) bytes)))
           ((digest)
            (four-bytes
             (checksum (string-bytes
                      (apply string-append
                             (map (lambda (line) (string-append line "\n"))
                                  (clause-values piece)))))))
           (else (error "no piece of an image" (node-text piece)))))
        (else (error "no piece of an image" (node-text piece)))))

    (define (pieces-bytes pieces before)
      "Return the bytes of PIECES, nodes, behind the bytes BEFORE, all in all."
      (let loop ((rest pieces) (bytes before))
        (if (null? rest)
            bytes
            (loop (cdr rest)
                  (append bytes (piece-bytes (car rest) bytes))))))

    (define (image-bytes pieces)
      "Return the image that PIECES, nodes, describe, as a bytevector."
      (apply bytevector (pieces-bytes pieces '())))

    ;; Judgement

    ;; What a machine did.  STATUS is an integer, or `hung'.  TRACE is the text
    ;; of the transfer trace, or #f; FOLDER the files that were there at the
    ;; end.
    (define-record-type <result>
      (make-result status output errors trace folder)
      result?
      (status result-status) (output result-output) (errors result-errors)
      (trace result-trace) (folder result-folder))

    (define (word-in? word text)
      "Does WORD stand in TEXT, with no letter before or behind it?"
      (define (letter-at? i)
        (and (<= 0 i (- (string-length text) 1))
             (char-alphabetic? (string-ref text i))))
      (let loop ((start 0))
        (let ((i (text-index text word start)))
          (and i
               (or (not (or (letter-at? (- i 1))
                            (letter-at? (+ i (string-length word)))))
                   (loop (+ i 1)))))))

    (define (live-cells errors)
      "Return the number of live cells that the text ERRORS reports, or #f."
      (let* ((label "live cells at halt: ")
             (start (text-index errors label 0)))
        (and start
             (let loop ((end (+ start (string-length label))))
               (if (and (< end (string-length errors))
                        (char-numeric? (string-ref errors end)))
                   (loop (+ end 1))
                   (string->number
                    (substring errors (+ start (string-length label))
                               end)))))))

    (define (trace-complaint expected got)
      "Return where the transfer traces, lists of lines, first differ, or #f."
      (let loop ((mine expected) (yours got) (line 1))
        (define (tell mine yours)
          (string-append "  trace line " (number->string line)
                         "\n    expected " mine
                         "\n    got      " yours))
        (cond ((and (null? mine) (null? yours)) #f)
              ((null? mine) (tell "the end" (car yours)))
              ((null? yours) (tell (car mine) "the end"))
              ((string=? (car mine) (car yours))
               (loop (cdr mine) (cdr yours) (+ line 1)))
              (else (tell (car mine) (car yours))))))

    (define (quoted value)
      "Return VALUE as text, strings in quotes."
      (let ((out (open-output-string)))
        (write value out)
        (get-output-string out)))

    (define (complaints test result ignored)
      "Return what is wrong with RESULT for TEST, a list of texts.  IGNORED
lists what need not be right: any of `live', `trace', `messages'."
      (define (tell what expected got)
        (string-append "  " what "\n    expected " (quoted expected)
                       "\n    got      " (quoted got)))
      (define (judged? what)
        (and (expected? test what) (not (memq what ignored))))
      (define (check what right? complaint)
        (if (and (judged? what) (not right?)) (list complaint) '()))
      (define errors (result-errors result))
      (if (eq? (result-status result) 'hung)
          (list "  the machine hung: it was stopped after the time limit")
          (append
           (check 'status
                  (eqv? (expectation test 'status) (result-status result))
                  (string-append
                   (tell "exit status" (expectation test 'status)
                         (result-status result))
                   (if (string=? errors "")
                       ""
                       (string-append "\n    standard error: " errors))))
           (check 'output
                  (equal? (expectation test 'output) (result-output result))
                  (tell "standard output" (expectation test 'output)
                        (result-output result)))
           (apply append
                  (map (lambda (message)
                         (check 'messages (word-in? message errors)
                                (tell "standard error lacks" message errors)))
                       (or (expectation test 'messages) '())))
           (check 'live
                  (or (eq? (expectation test 'live) 'any)
                      (eqv? (expectation test 'live) (live-cells errors)))
                  (tell "live cells at halt" (expectation test 'live)
                        (or (live-cells errors) 'none-reported)))
           (if (judged? 'trace)
               (let ((found (trace-complaint
                             (expectation test 'trace)
                             (split-lines (or (result-trace result) "")))))
                 (if found (list found) '()))
               '())
           (check 'folder
                  (equal? (expectation test 'folder) (result-folder result))
                  (tell "files at the end" (expectation test 'folder)
                        (result-folder result))))))

    ;; JSON

    (define (write-json-string text port)
      "Write TEXT to PORT as a JSON string, in ASCII."
      (define (unit n)
        (let ((digits (number->string n 16)))
          (write-string "\\u" port)
          (write-string (make-string (- 4 (string-length digits)) #\0) port)
          (write-string digits port)))
      (write-char #\" port)
      (string-for-each
       (lambda (c)
         (let ((n (char->integer c)))
           (cond ((memv c '(#\" #\\)) (write-char #\\ port) (write-char c port))
                 ((<= 32 n 126) (write-char c port))
                 ((< n #x10000) (unit n))
                 (else
                  (unit (+ #xD800 (bits-shift (- n #x10000) -10)))
                  (unit (+ #xDC00 (bits-and n #x3FF)))))))
       text)
      (write-char #\" port))

    (define (write-json value port)
      "Write VALUE to PORT as JSON: vectors as arrays, lists of (SYMBOL . VALUE)
as objects, symbols as strings, but `null' as null."
      (define (between items write-item)
        (let loop ((rest items))
          (unless (null? rest)
            (write-item (car rest))
            (unless (null? (cdr rest)) (write-string "," port))
            (loop (cdr rest)))))
      (cond ((string? value) (write-json-string value port))
            ((boolean? value) (write-string (if value "true" "false") port))
            ((number? value) (write value port))
            ((eq? value 'null) (write-string "null" port))
            ((symbol? value) (write-json-string (symbol->string value) port))
            ((vector? value)
             (write-string "[" port)
             (between (vector->list value)
                      (lambda (item) (write-json item port)))
             (write-string "]" port))
            (else
             (write-string "{" port)
             (between value
                      (lambda (entry)
                        (write-json (car entry) port)
                        (write-string ":" port)
                        (write-json (cdr entry) port)))
             (write-string "}" port))))))
