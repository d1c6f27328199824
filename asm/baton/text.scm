;;; (baton text): data as text that the reader reads back.
;;;
;;;     (datum->text DATUM)   as `write' prints it, by spec/text.md's grammar
;;;     (name->text SYMBOL)   the same for a symbol
;;;
;;; Data are those of (baton image): `void' is #void.  They must not be cyclic.
;;; Strings and names escape what is below space, and #\delete.

(define-library (baton text)
  (export datum->text name->text)
  (import (scheme base) (only (baton void) void?)
          (only (baton host) format-number))
  (begin
    (define character-names
      '((#x00 . "nul") (#x09 . "tab") (#x0a . "newline") (#x0d . "return")
        (#x1b . "escape") (#x20 . "space") (#x7f . "delete")))

    (define (control? character)
      "Is CHARACTER one that is never written as itself?"
      (or (char<? character #\space) (char=? character #\delete)))

    (define (put-escaped! port text close)
      "Write to PORT the characters of TEXT as they stand between two CLOSE."
      (string-for-each
       (lambda (character)
         (cond ((or (char=? character close) (char=? character #\\))
                (write-char #\\ port)
                (write-char character port))
               ((char=? character #\newline) (write-string "\\n" port))
               ((char=? character #\tab) (write-string "\\t" port))
               ((char=? character #\return) (write-string "\\r" port))
               ((control? character)
                (write-string "\\x" port)
                (write-string (format-number (char->integer character) 16)
                              port)
                (write-char #\; port))
               (else (write-char character port))))
       text))

    (define (plain-name? text)
      "Does the reader take TEXT, without bars, as a name?"
      (let ((end (string-length text)))
        (and (< 0 end)
             (not (char=? #\# (string-ref text 0)))
             (not (string=? text "."))
             (not (starts-integer? text))
             (let loop ((at 0))
               (or (= at end)
                   (let ((character (string-ref text at)))
                     (and (char>? character #\space)
                          (not (memv character
                                     '(#\( #\) #\" #\; #\' #\| #\delete)))
                          (loop (+ at 1)))))))))

    (define (starts-integer? text)
      "Does TEXT, not empty, start with a digit, or with a sign and a digit?"
      (define (digit-at? at)
        (and (< at (string-length text))
             (char<=? #\0 (string-ref text at) #\9)))
      (or (digit-at? 0)
          (and (memv (string-ref text 0) '(#\+ #\-)) (digit-at? 1))))

    (define (put-name! port symbol)
      "Write SYMBOL to PORT."
      (let ((text (symbol->string symbol)))
        (cond ((plain-name? text) (write-string text port))
              (else
               (write-char #\| port)
               (put-escaped! port text #\|)
               (write-char #\| port)))))

    (define (put-character! port character)
      "Write CHARACTER to PORT."
      (let* ((point (char->integer character))
             (named (assv point character-names)))
        (write-string "#\\" port)
        (cond (named (write-string (cdr named) port))
              ((control? character)
               (write-char #\x port)
               (write-string (format-number point 16) port))
              (else (write-char character port)))))

    (define (put-items! port items)
      "Write ITEMS, a list or what ends one, to PORT, spaces between."
      (let loop ((items items) (first #t))
        (cond ((pair? items)
               (unless first (write-char #\space port))
               (put! port (car items))
               (loop (cdr items) #f))
              ((not (null? items))
               (write-string " . " port)
               (put! port items)))))

    (define (put-bytes! port bytes)
      "Write BYTES to PORT."
      (write-string "#u8(" port)
      (do ((n 0 (+ n 1)))
          ((= n (bytevector-length bytes)))
        (when (> n 0) (write-char #\space port))
        (write-string (format-number (bytevector-u8-ref bytes n) 10) port))
      (write-char #\) port))

    (define (put! port datum)
      "Write DATUM to PORT."
      (cond ((symbol? datum) (put-name! port datum))
            ((pair? datum)
             (write-char #\( port)
             (put-items! port datum)
             (write-char #\) port))
            ((null? datum) (write-string "()" port))
            ((number? datum) (write-string (format-number datum 10) port))
            ((string? datum)
             (write-char #\" port)
             (put-escaped! port datum #\")
             (write-char #\" port))
            ((eq? datum #t) (write-string "#t" port))
            ((eq? datum #f) (write-string "#f" port))
            ((char? datum) (put-character! port datum))
            ((vector? datum)
             (write-string "#(" port)
             (put-items! port (vector->list datum))
             (write-char #\) port))
            ((bytevector? datum) (put-bytes! port datum))
            ((void? datum) (write-string "#void" port))
            ((eof-object? datum) (write-string "#eof" port))
            (else (error "no datum" datum))))

    (define (datum->text datum)
      "Return DATUM as text."
      (let ((port (open-output-string)))
        (put! port datum)
        (get-output-string port)))

    (define (name->text symbol)
      "Return SYMBOL as text."
      (datum->text symbol))))
