;;; (baton datum): reads one datum at a time from a stream of bytes.
;;;
;;; The reader that a running program has for its devices, by the grammar of
;;; spec/text.md.  Unlike (baton read) it takes no byte that it does not need,
;;; stops at the first problem, and goes on behind the token that was wrong.
;;;
;;; An INPUT is a stream: (NEXT) gives its next byte, or the end-of-file object
;;; again and again.  It counts lines and columns.
;;;
;;;     (read-datum INPUT LEAST GREATEST)
;;;
;;; gives a datum of the host (`void' stands for #void), the end-of-file object
;;; at the end, or a `problem' with its text.  A datum `#eof' is the end-of-file
;;; object too.

(define-library (baton datum)
  (export make-input input-byte! read-datum
          problem? problem-text)
  (import (scheme base) (scheme char) (baton messages)
          (only (baton bytes) utf-8-fault)
          (only (baton void) void))
  (begin
    ;; AHEAD is a byte that was looked at, or #f.
    (define-record-type <input>
      (make-input-of next ahead line column) input?
      (next input-next)
      (ahead input-ahead set-input-ahead!)
      (line input-line set-input-line!)
      (column input-column set-input-column!))

    (define-record-type <problem>
      (make-problem text) problem?
      (text problem-text))

    (define (make-input next)
      "Return the stream of the bytes that NEXT gives."
      (make-input-of next #f 1 1))

    (define (peek-byte input)
      "Return the next byte of INPUT, which stays there."
      (or (input-ahead input)
          (let ((byte ((input-next input))))
            (set-input-ahead! input byte)
            byte)))

    (define (input-byte! input)
      "Take the next byte of INPUT."
      (let ((byte (peek-byte input)))
        (cond ((eof-object? byte) byte)
              (else
               (set-input-ahead! input #f)
               (cond ((= byte 10)
                      (set-input-line! input (+ (input-line input) 1))
                      (set-input-column! input 1))
                     ((or (< byte #x80) (>= byte #xc0))
                      (set-input-column! input (+ (input-column input) 1))))
               byte))))

    (define (name-byte? byte)
      "Can BYTE be one of a name's?"
      (and (integer? byte) (> byte 32)
           (not (memv byte '(#x28 #x29 #x22 #x3b #x27 #x7c)))))

    (define (all-digits? text start base)
      "Is TEXT from START on one or more digits in BASE, 10 or 16?"
      (and (< start (string-length text))
           (let loop ((i start))
             (or (= i (string-length text))
                 (let ((c (string-ref text i)))
                   (and (or (char<=? #\0 c #\9)
                            (and (= base 16) (char<=? #\a (char-downcase c) #\f)
                                 (char<=? c #\f)))
                        (loop (+ i 1))))))))

    (define (scalar digits)
      "Return the character of the code point that DIGITS spell, or #f."
      (let ((n (string->number digits 16)))
        (and (or (<= 0 n #xd7ff) (<= #xe000 n #x10ffff)) (integer->char n))))

    (define character-names
      '(("nul" . #x00) ("tab" . #x09) ("newline" . #x0a) ("return" . #x0d)
        ("escape" . #x1b) ("space" . #x20) ("delete" . #x7f)))

    (define (read-datum input least greatest)
      "Return the next datum of INPUT, whose integers go from LEAST to
GREATEST."
      (call-with-current-continuation
       (lambda (return)
         (define line 1)
         (define column 1)
         (define (mark!)
           "The token that begins here is the one to complain of."
           (set! line (input-line input))
           (set! column (input-column input)))
         (define (fail message . details)
           (return
            (make-problem
             (string-append "line " (number->string line) ", column "
                            (number->string column) ": "
                            (message-what message details)))))

         (define (peek) (peek-byte input))
         (define (byte! bytes)
           (cons (input-byte! input) bytes))
         (define (text bytes)
           "Return the text of BYTES, the last first."
           (let* ((all (apply bytevector (reverse bytes)))
                  (text (utf-8-text all)))
             (or text (fail 'not-utf-8))))
         (define (token! bytes)
           "Return the text of BYTES and of the bytes of a name that follow."
           (let loop ((bytes bytes))
             (if (name-byte? (peek)) (loop (byte! bytes)) (text bytes))))

         (define (skip-line!)
           (let ((byte (peek)))
             (unless (or (eof-object? byte) (= byte 10))
               (input-byte! input)
               (skip-line!))))
         (define (skip-comment!)
           "Skip to the end of a nested comment; its `#|' is behind us."
           (let loop ((depth 1) (last 0))
             (when (> depth 0)
               (let ((byte (input-byte! input)))
                 (cond ((eof-object? byte) (fail 'open-comment))
                       ((and (= last 124) (= byte 35)) (loop (- depth 1) 0))
                       ((and (= last 35) (= byte 124)) (loop (+ depth 1) 0))
                       (else (loop depth byte)))))))

         ;; Gives a datum, or one of the marks below.
         (define close (list 'close))
         (define dot (list 'dot))
         (define end (list 'end))
         (define (item!)
           (let ((byte (peek)))
             (cond ((eof-object? byte) end)
                   ((memv byte '(32 9 10 13)) (input-byte! input) (item!))
                   (else (mark!) (token-item! byte)))))
         (define (token-item! byte)
           (case byte
             ((59) (skip-line!) (item!))
             ((40) (input-byte! input) (list! line column))
             ((41) (input-byte! input) close)
             ((39) (input-byte! input) (list 'quote (datum! "'")))
             ((34) (input-byte! input) (quoted! 34 'open-string))
             ((124) (input-byte! input)
                    (string->symbol (quoted! 124 'open-name)))
             ((35) (hash! (byte! '())))
             (else
              (if (< byte 32)
                  (begin (input-byte! input) (fail 'stray-character))
                  (plain! (token! '()))))))
         (define (plain! token)
           (let* ((signed (memv (string-ref token 0) '(#\+ #\-)))
                  (start (if signed 1 0)))
             (cond ((string=? token ".") dot)
                   ((and (< start (string-length token))
                         (char<=? #\0 (string-ref token start) #\9))
                    (if (all-digits? token start 10)
                        (integer token (string->number token 10))
                        (fail 'bad-integer token)))
                   (else (string->symbol token)))))
         (define (integer token n)
           (if (<= least n greatest) n (fail 'integer-range token)))
         (define (datum! prefix)
           "Return the datum that must follow PREFIX."
           (let ((at-line line) (at-column column) (item (item!)))
             (when (memq item (list close dot end))
               (set! line at-line)
               (set! column at-column)
               (fail 'no-datum prefix))
             item))

         (define (list! at-line at-column)
           "Return the list whose `(' is behind us."
           (define (open-list)
             (set! line at-line)
             (set! column at-column)
             (fail 'open-list))
           (let loop ((items '()))
             (let ((item (item!)))
               (cond ((eq? item end) (open-list))
                     ((eq? item close) (reverse items))
                     ((eq? item dot)
                      (when (null? items) (fail 'bad-dot))
                      (let ((tail (item!)))
                        (when (eq? tail end) (open-list))
                        (when (memq tail (list close dot)) (fail 'bad-dot))
                        (let ((last (item!)))
                          (cond ((eq? last end) (open-list))
                                ((eq? last close) (join items tail))
                                (else (fail 'bad-dot))))))
                     (else (loop (cons item items)))))))
         (define (join items tail)
           (if (null? items) tail (join (cdr items) (cons (car items) tail))))
         (define (items!)
           "Return the items up to `)' of a vector or of bytes."
           (let ((at-line line) (at-column column))
             (let ((items (list! at-line at-column)))
               (if (list? items) items (fail 'bad-dot)))))

         (define (hash! bytes)
           "Return what begins with BYTES, a `#'."
           (let ((byte (peek)))
             (cond ((eqv? byte 40) (input-byte! input) (list->vector (items!)))
                   ((eqv? byte 124) (input-byte! input) (skip-comment!) (item!))
                   ((eqv? byte 59) (input-byte! input) (datum! "#;") (item!))
                   ((eqv? byte 92) (input-byte! input) (character!))
                   (else (hash-token! (token! bytes))))))
         (define (hash-token! token)
           (cond ((string=? token "#t") #t)
                 ((string=? token "#f") #f)
                 ((string=? token "#void") void)
                 ((string=? token "#eof") (eof-object))
                 ((and (string=? token "#u8") (eqv? (peek) 40))
                  (input-byte! input)
                  (bytes (items!)))
                 ((and (> (string-length token) 2)
                       (string=? (substring token 0 2) "#x"))
                  (let ((start (if (char=? (string-ref token 2) #\-) 3 2)))
                    (if (all-digits? token start 16)
                        (integer token
                                 (string->number
                                  (substring token 2 (string-length token))
                                  16))
                        (fail 'bad-integer token))))
                 (else (fail 'bad-token token))))
         (define (bytes items)
           (for-each (lambda (item)
                       (unless (and (integer? item) (<= 0 item 255))
                         (fail 'bad-byte)))
                     items)
           (apply bytevector items))

         (define (character!)
           "Return the character whose `#\\' is behind us."
           (when (eof-object? (peek)) (fail 'bad-character "#\\"))
           (let* ((token (token! (byte! '()))) (named (assoc token
                                                             character-names)))
             (cond ((= 1 (string-length token)) (string-ref token 0))
                   (named (integer->char (cdr named)))
                   ((and (char=? #\x (string-ref token 0))
                         (all-digits? token 1 16)
                         (scalar (substring token 1 (string-length token)))))
                   (else
                    (fail 'bad-character (string-append "#\\" token))))))

         (define (quoted! close message)
           "Return the text up to the byte CLOSE; its start is behind us."
           (let loop ((bytes '()))
             (let ((byte (peek)))
               (cond ((eof-object? byte) (fail message))
                     ((= byte close) (input-byte! input) (text bytes))
                     ((= byte 92)
                      (input-byte! input)
                      (loop (append (escape! close) bytes)))
                     (else (loop (byte! bytes)))))))
         (define (escape! close)
           "Return the bytes, the last first, that an escape stands for; its
`\\' is behind us."
           (let ((byte (peek)))
             (cond ((eqv? byte 110) (input-byte! input) '(10))
                   ((eqv? byte 116) (input-byte! input) '(9))
                   ((eqv? byte 114) (input-byte! input) '(13))
                   ((or (eqv? byte 92) (eqv? byte 34) (eqv? byte close))
                    (byte! '()))
                   ((eqv? byte 120) (input-byte! input) (code-point! '()))
                   ((eof-object? byte) '())
                   (else (fail 'bad-escape
                               (string-append "\\" (text (byte! '()))))))))
         (define (code-point! bytes)
           (let ((byte (peek)))
             (cond ((and (integer? byte)
                         (all-digits? (string (integer->char byte)) 0 16))
                    (code-point! (byte! bytes)))
                   ((and (eqv? byte 59) (pair? bytes) (scalar (text bytes)))
                    => (lambda (c)
                         (input-byte! input)
                         (reverse (bytevector->list
                                   (string->utf8 (string c))))))
                   (else (fail 'bad-escape
                               (string-append "\\x" (text bytes)))))))

         (let ((item (item!)))
           (cond ((eq? item end) (eof-object))
                 ((eq? item close) (fail 'stray-close))
                 ((eq? item dot) (fail 'bad-dot))
                 (else item))))))

    (define (bytevector->list bytes)
      "Return the list of BYTES."
      (let loop ((i (bytevector-length bytes)) (found '()))
        (if (= i 0)
            found
            (loop (- i 1) (cons (bytevector-u8-ref bytes (- i 1)) found)))))

    (define (utf-8-text bytes)
      "Return the text of BYTES, or #f where they are no UTF-8."
      (and (not (utf-8-fault bytes 0 (bytevector-length bytes)))
           (utf8->string bytes)))))
