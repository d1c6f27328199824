;;; (baton write): values of the reference machine as text.
;;;
;;;     (value->text VALUE)    as `write' prints it: what is data can be read
;;;                            again; labels stand where there are cycles only
;;;     (value->brief VALUE)   as traces print it (spec/trace.md): cut short
;;;     (value->operand VALUE) as an operand of a program's text
;;;     (symbol->text SYMBOL)  a name, between bars where it must be
;;;     (string->quoted TEXT)  a string in quotes
;;;
;;; Labels are found by a walk in depth, the first field first: the label goes
;;; to a cell that the walk meets again while it is inside of it.  They are
;;; numbered in the order in which they are printed.  Neither the walk nor
;;; `value->text' recurses.  NAME-OF, a parameter, tells the name of a closure
;;; or device.

(define-library (baton write)
  (export value->text value->brief value->operand symbol->text string->quoted
          name-of)
  (import (scheme base) (baton heap)
          (only (baton void) void?)
          (only (baton host) make-table table-ref table-set!))
  (begin
    ;; (NAME-OF CELL): the name, a symbol, of a closure or device.
    (define name-of (make-parameter (lambda (cell) 'nobody)))

    ;; Atoms

    (define (name-character? c)
      "Can C stand in a name that has no bars?"
      (and (char>? c #\space)
           (not (memv c '(#\( #\) #\" #\; #\' #\| #\x7f)))))

    (define (digit? c)
      "Is C an ASCII digit?"
      (char<=? #\0 c #\9))

    (define (plain-name? text)
      "Does TEXT read as a name without bars?"
      (let ((end (string-length text)))
        (and (> end 0)
             (let loop ((i 0))
               (or (= i end)
                   (and (name-character? (string-ref text i))
                        (loop (+ i 1)))))
             (let ((first (string-ref text 0)))
               (not (or (char=? first #\#)
                        (digit? first)
                        (string=? text ".")
                        (and (memv first '(#\+ #\-))
                             (> end 1)
                             (digit? (string-ref text 1)))))))))

    (define (quoted text quote)
      "Return TEXT between two characters QUOTE, with escapes."
      (let ((port (open-output-string)))
        (write-char quote port)
        (string-for-each
         (lambda (c)
           (let ((n (char->integer c)))
             (cond ((or (char=? c quote) (char=? c #\\))
                    (write-char #\\ port)
                    (write-char c port))
                   ((char=? c #\newline) (write-string "\\n" port))
                   ((char=? c #\tab) (write-string "\\t" port))
                   ((char=? c #\return) (write-string "\\r" port))
                   ((or (< n 32) (= n 127))
                    (write-string "\\x" port)
                    (write-string (number->string n 16) port)
                    (write-char #\; port))
                   (else (write-char c port)))))
         text)
        (write-char quote port)
        (get-output-string port)))

    (define (string->quoted text)
      "Return TEXT as the text of a string."
      (quoted text #\"))

    (define (symbol->text symbol)
      "Return the text of SYMBOL."
      (let ((text (symbol->string symbol)))
        (if (plain-name? text) text (quoted text #\|))))

    (define character-names
      '((#x00 . "nul") (#x09 . "tab") (#x0a . "newline") (#x0d . "return")
        (#x1b . "escape") (#x20 . "space") (#x7f . "delete")))

    (define (character->text c)
      "Return the text of the character C."
      (let* ((n (char->integer c)) (entry (assv n character-names)))
        (cond (entry (string-append "#\\" (cdr entry)))
              ((< n 32) (string-append "#\\x" (number->string n 16)))
              (else (string #\# #\\ c)))))

    (define (atom->text value)
      "Return the text of VALUE, which has no parts to be printed."
      (cond ((integer? value) (number->string value))
            ((symbol? value) (symbol->text value))
            ((boolean? value) (if value "#t" "#f"))
            ((null? value) "()")
            ((char? value) (character->text value))
            ((void? value) "#void")
            ((eof-object? value) "#eof")
            ((eq? 'string (cell-kind value))
             (string->quoted (cell-fields value)))
            ((eq? 'bytes (cell-kind value)) (bytes->text (cell-fields value)))
            (else
             (string-append "#<" (symbol->string (cell-kind value)) " "
                            (symbol->text ((name-of) value)) ">"))))

    (define (bytes->text bytes)
      "Return the text of BYTES."
      (let ((port (open-output-string)))
        (write-string "#u8(" port)
        (do ((i 0 (+ i 1)))
            ((= i (bytevector-length bytes)))
          (when (> i 0) (write-char #\space port))
          (write-string (number->string (bytevector-u8-ref bytes i)) port))
        (write-char #\) port)
        (get-output-string port)))

    (define (compound? value)
      "Has VALUE parts that are printed?"
      (and (cell? value) (memq (cell-kind value) '(pair box vector record))
           #t))

    ;; Cycles

    (define (cycle-heads value)
      "Return a table of the cells in VALUE where a cycle closes."
      (let ((states (make-table)) (heads (make-table)))
        (define (push-parts fields work)
          (let loop ((i (- (vector-length fields) 1)) (work work))
            (if (< i 0)
                work
                (loop (- i 1)
                      (if (compound? (vector-ref fields i))
                          (cons (vector-ref fields i) work)
                          work)))))
        ;; WORK has cells to walk, and lists of a cell that is done then.
        (let walk ((work (list value)))
          (when (pair? work)
            (if (pair? (car work))
                (begin
                  (table-set! states (caar work) 'done)
                  (walk (cdr work)))
                (let ((cell (car work)))
                  (case (table-ref states cell #f)
                    ((open) (table-set! heads cell #t) (walk (cdr work)))
                    ((done) (walk (cdr work)))
                    (else
                     (table-set! states cell 'open)
                     (walk (push-parts (cell-fields cell)
                                       (cons (list cell)
                                             (cdr work)))))))))
        heads)))

    ;; Text in full

    (define (value->text value)
      "Return the text of VALUE."
      (if (compound? value)
          (compound->text value (cycle-heads value))
          (atom->text value)))

    (define (compound->text value heads)
      "Return the text of VALUE, whose cycles close at HEADS."
      (let ((port (open-output-string)) (labels 0))
        (define (label-text n end)
          (string-append "#" (number->string n) end))
        (define (label! cell)
          "Print the label of CELL, and return whether it stands for all of
CELL."
          (let ((state (table-ref heads cell #f)))
            (cond ((integer? state)
                   (write-string (label-text state "#") port)
                   #t)
                  (else
                   (when state
                     (table-set! heads cell labels)
                     (write-string (label-text labels "=") port)
                     (set! labels (+ labels 1)))
                   #f))))
        ;; WORK has strings to print, lists of a value to print, and vectors of
        ;; a list's rest to print.
        (define (parts fields from close work)
          (let loop ((i (- (vector-length fields) 1)) (work (cons close work)))
            (cond ((< i from) work)
                  (else
                   (let ((work (cons (list (vector-ref fields i)) work)))
                     (loop (- i 1) (if (> i from) (cons " " work) work)))))))
        (define (open cell work)
          (let ((fields (cell-fields cell)))
            (case (cell-kind cell)
              ((pair) (write-string "(" port)
                      (cons (list (vector-ref fields 0))
                            (cons (vector (vector-ref fields 1)) work)))
              ((vector) (write-string "#(" port) (parts fields 0 ")" work))
              ((box) (write-string "#<box " port) (parts fields 0 ">" work))
              (else (write-string "#<record " port)
                    (parts fields 0 ">" work)))))
        (define (rest value work)
          (cond ((null? value) (write-string ")" port) work)
                ((and (cell? value) (eq? 'pair (cell-kind value))
                      (not (table-ref heads value #f)))
                 (write-string " " port)
                 (cons (list (vector-ref (cell-fields value) 0))
                       (cons (vector (vector-ref (cell-fields value) 1))
                             work)))
                (else
                 (write-string " . " port)
                 (cons (list value) (cons ")" work)))))
        (let loop ((work (list (list value))))
          (when (pair? work)
            (let ((item (car work)) (work (cdr work)))
              (cond ((string? item) (write-string item port) (loop work))
                    ((vector? item) (loop (rest (vector-ref item 0) work)))
                    ((not (compound? (car item)))
                     (write-string (atom->text (car item)) port)
                     (loop work))
                    ((label! (car item)) (loop work))
                    (else (loop (open (car item) work)))))))
        (get-output-string port)))

    (define (value->operand value)
      "Return the text of the constant VALUE as an operand."
      (if (or (symbol? value) (value-is? value 'pair))
          (string-append "'" (value->text value))
          (value->text value)))

    ;; Text cut short

    (define most-levels 3)
    (define most-elements 8)
    (define most-characters 40)

    (define (cut text)
      "Return TEXT, its end replaced by `…' where it is too long."
      (if (> (string-length text) most-characters)
          (string-append (substring text 0 most-characters) "…")
          text))

    (define (value->brief value)
      "Return the text of VALUE for a trace."
      (cut (brief value 1)))

    (define (brief value level)
      "Return the text of VALUE, LEVEL levels down."
      (cond ((not (cell? value)) (atom->text value))
            ((and (compound? value) (> level most-levels)) "…")
            (else
             (let ((fields (cell-fields value)))
               (case (cell-kind value)
                 ((pair) (brief-list value (+ level 1)))
                 ((vector)
                  (brief-parts "#(" fields vector-ref (vector-length fields)
                               ")" (+ level 1)))
                 ((record)
                  (brief-parts "#<record " fields vector-ref
                               (vector-length fields) ">" (+ level 1)))
                 ((box)
                  (brief-parts "#<box " fields vector-ref 1 ">" (+ level 1)))
                 ((bytes)
                  (brief-parts "#u8(" fields bytevector-u8-ref
                               (bytevector-length fields) ")" level))
                 ((string)
                  (string->quoted
                   (substring fields 0 (min (string-length fields)
                                            (+ most-characters 1)))))
                 (else (atom->text value)))))))

    (define (brief-parts open fields ref size close level)
      "Return OPEN, the texts of the SIZE FIELDS that REF gets, LEVEL levels
down, and CLOSE."
      (let loop ((n 0) (parts (list open)))
        (define (space parts)
          (if (= n 0) parts (cons " " parts)))
        (cond ((= n size)
               (apply string-append (reverse (cons close parts))))
              ((= n most-elements)
               (apply string-append
                      (reverse (cons close (cons "…" (space parts))))))
              (else
               (loop (+ n 1)
                     (cons (brief (ref fields n) level) (space parts)))))))

    (define (brief-list pair level)
      "Return the text of the list PAIR, its elements LEVEL levels down."
      (let loop ((rest pair) (count 0) (parts '("(")))
        (define (finish . last)
          (apply string-append (reverse (append last parts))))
        (define (space)
          (if (= count 0) "" " "))
        (cond ((null? rest) (finish ")"))
              ((not (value-is? rest 'pair))
               (finish ")" (brief rest level) " . "))
              ((= count most-elements) (finish ")" "…" (space)))
              (else
               (loop (vector-ref (cell-fields rest) 1) (+ count 1)
                     (cons (brief (vector-ref (cell-fields rest) 0) level)
                           (cons (space) parts)))))))))
