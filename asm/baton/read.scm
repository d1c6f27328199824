;;; (baton read): text to forms, by the grammar of spec/text.md.
;;;
;;;     (read-forms SOURCE)   the list of all forms in SOURCE, and the problems
;;;     (read-forms SOURCE #t)   the same of Copycat, where [1 2] is a vector
;;;
;;; The reader goes on after a problem, with some datum in place of what it
;;; could not read.  It keeps the lists that are open in a list of its own, so
;;; data may nest to any depth.  A FRAME is one that is open: its kind is
;;; `list', `vector', `bytes', `quote', `discard' (after `#;') or `top'; its
;;; items are those read so far, the last first; its dot is #f, the position of
;;; a dot, or the form after that dot.

(define-library (baton read)
  (export read-forms least-integer greatest-integer)
  (import (scheme base) (scheme char) (baton source) (baton syntax)
          (only (baton void) void))
  (begin
    (define-record-type <frame>
      (make-frame kind position items dot) frame?
      (kind frame-kind) (position frame-position)
      (items frame-items set-frame-items!)
      (dot frame-dot set-frame-dot!))

    (define least-integer (- (expt 2 61)))
    (define greatest-integer (- (expt 2 61) 1))

    (define character-names
      '(("nul" . #x00) ("tab" . #x09) ("newline" . #x0a) ("return" . #x0d)
        ("escape" . #x1b) ("space" . #x20) ("delete" . #x7f)))

    (define (digit? character base)
      "Is CHARACTER an ASCII digit in BASE, 10 or 16?"
      (or (char<=? #\0 character #\9)
          (and (= base 16)
               (or (char<=? #\a character #\f)
                   (char<=? #\A character #\F)))))

    (define (all-digits? text start base)
      "Is TEXT from START on one or more digits in BASE?"
      (and (< start (string-length text))
           (let loop ((at start))
             (or (= at (string-length text))
                 (and (digit? (string-ref text at) base)
                      (loop (+ at 1)))))))

    (define (digits-start text)
      "Return where the digits of TEXT begin, after a sign; at its end without."
      (let ((end (string-length text)))
        (cond ((= end 0) 0)
              ((memv (string-ref text 0) '(#\+ #\-)) 1)
              (else 0))))

    (define (looks-like-integer? text)
      "Does TEXT start with a digit, or with a sign and a digit?"
      (let ((start (digits-start text)))
        (and (< start (string-length text))
             (digit? (string-ref text start) 10))))

    (define (scalar text)
      "Return the character whose code point TEXT spells in hexadecimal, or #f."
      (let loop ((at 0) (point 0))
        (cond ((> point #x10ffff) #f)
              ((< at (string-length text))
               (loop (+ at 1)
                     (+ (* 16 point)
                        (digit-value-16 (string-ref text at)))))
              ((<= #xd800 point #xdfff) #f)
              (else (integer->char point)))))

    (define (digit-value-16 character)
      "Return the value of the hexadecimal digit CHARACTER."
      (let ((n (char->integer (char-downcase character))))
        (if (< n 58) (- n 48) (- n 87))))

    (define (read-forms source . brackets)
      "Return the list of the forms in SOURCE, and the list of problems.  With
BRACKETS, these are around vectors."
      (define text (source-text source))
      (define end (string-length text))
      (define at 0)
      (define problems '())
      (define swallowed #f)

      (define (complain! message position . details)
        (set! problems
              (cons (apply make-problem message position details) problems)))

      (define (bracket? character)
        (and (pair? brackets) (memv character '(#\[ #\]))))

      (define (name-character? character)
        "Can CHARACTER stand in a name?"
        (and (char>? character #\space)
             (not (memv character '(#\( #\) #\" #\; #\' #\|)))
             (not (bracket? character))))

      (define (peek offset)
        "Return the character OFFSET further on, or a space at the end."
        (if (< (+ at offset) end)
            (string-ref text (+ at offset))
            #\space))

      (define (next!)
        "Return the next character, and go on behind it."
        (let ((character (string-ref text at)))
          (set! at (+ at 1))
          character))

      (define (skip-line!)
        (unless (or (= at end) (char=? #\newline (next!)))
          (skip-line!)))

      (define (skip-comment!)
        (let ((start at))
          (let loop ((depth 0))
            (cond ((= at end)
                   (set! swallowed #t)
                   (complain! 'open-comment start))
                  ((and (char=? (peek 0) #\#) (char=? (peek 1) #\|))
                   (set! at (+ at 2))
                   (loop (+ depth 1)))
                  ((and (char=? (peek 0) #\|) (char=? (peek 1) #\#))
                   (set! at (+ at 2))
                   (when (> depth 1) (loop (- depth 1))))
                  (else
                   (set! at (+ at 1))
                   (loop depth))))))

      (define (take-token!)
        "Return the name characters from here on, and go on behind them."
        (let ((start at))
          (let loop ()
            (when (and (< at end) (name-character? (string-ref text at)))
              (set! at (+ at 1))
              (loop)))
          (substring text start at)))

      (define (integer-form position digits base sign shown)
        (let ((value (* sign (or (string->number digits base) 0))))
          (cond ((<= least-integer value greatest-integer)
                 (make-form 'integer value #f position))
                (else
                 (complain! 'integer-range position shown)
                 (make-form 'integer 0 #f position)))))

      (define (take-integer! position)
        (let* ((token (take-token!))
               (start (digits-start token)))
          (cond ((all-digits? token start 10)
                 (integer-form position (substring token start
                                                   (string-length token))
                               10 (if (char=? #\- (string-ref token 0)) -1 1)
                               token))
                (else
                 (complain! 'bad-integer position token)
                 (make-form 'integer 0 #f position)))))

      (define (take-hex-integer! position token)
        (let* ((negative (and (> (string-length token) 2)
                              (char=? #\- (string-ref token 2))))
               (start (if negative 3 2)))
          (cond ((all-digits? token start 16)
                 (integer-form position (substring token start
                                                   (string-length token))
                               16 (if negative -1 1) token))
                (else
                 (complain! 'bad-integer position token)
                 (make-form 'integer 0 #f position)))))

      (define (take-hash! position)
        "Return the form of a token that starts with `#'."
        (let ((token (take-token!)))
          (cond ((string=? token "#t") (make-form 'bool #t #f position))
                ((string=? token "#f") (make-form 'bool #f #f position))
                ((string=? token "#void") (make-form 'void void #f position))
                ((string=? token "#eof")
                 (make-form 'eof (eof-object) #f position))
                ((and (> (string-length token) 1)
                      (char=? #\x (string-ref token 1)))
                 (take-hex-integer! position token))
                (else
                 (complain! 'bad-token position token)
                 (make-form 'bool #f #f position)))))

      (define (take-character! position)
        "Return the form of a character; its `#\\' is behind us."
        (define (bad token)
          (complain! 'bad-character position (string-append "#\\" token))
          (make-form 'char #\space #f position))
        (if (= at end)
            (bad "")
            (let* ((first (next!))
                   (token (string-append (string first) (take-token!)))
                   (named (assoc token character-names)))
              (cond ((= 1 (string-length token))
                     (make-form 'char first #f position))
                    (named
                     (make-form 'char (integer->char (cdr named)) #f position))
                    ((and (char=? first #\x)
                          (all-digits? token 1 16)
                          (scalar (substring token 1 (string-length token))))
                     => (lambda (character)
                          (make-form 'char character #f position)))
                    (else (bad token))))))

      (define (take-escape! close)
        "Return the character that an escape stands for; its `\\' is behind us.
CLOSE, which ends what it is in, may be escaped."
        (define start (- at 1))
        (define (bad)
          (complain! 'bad-escape start
                     (substring text start (min at end)))
          #\space)
        (if (= at end)
            #\space
            (let ((letter (next!)))
              (cond ((char=? letter #\n) #\newline)
                    ((char=? letter #\t) #\tab)
                    ((char=? letter #\r) #\return)
                    ((memv letter (list #\\ #\" close)) letter)
                    ((char=? letter #\x)
                     (let ((digits (take-digits!)))
                       (cond ((and (< 0 (string-length digits))
                                   (char=? #\; (peek 0))
                                   (scalar digits))
                              => (lambda (character)
                                   (set! at (+ at 1))
                                   character))
                             (else
                              (when (and (< at end) (char=? #\; (peek 0)))
                                (set! at (+ at 1)))
                              (bad)))))
                    (else (bad))))))

      (define (take-digits!)
        (let ((start at))
          (let loop ()
            (when (and (< at end) (digit? (string-ref text at) 16))
              (set! at (+ at 1))
              (loop)))
          (substring text start at)))

      (define (take-quoted! position close message)
        "Return the text up to CLOSE; its start is behind us.  Complain with
MESSAGE where it does not come."
        (let loop ((found '()))
          (if (= at end)
              (begin
                (set! swallowed #t)
                (complain! message position)
                (list->string (reverse found)))
              (let ((character (next!)))
                (cond ((char=? character close)
                       (list->string (reverse found)))
                      ((char=? character #\\)
                       (loop (cons (take-escape! close) found)))
                      (else (loop (cons character found))))))))

      (define (take-atom! position)
        "Return the form of the datum here, which is no list or the like."
        (let ((character (peek 0)))
          (cond ((char=? character #\")
                 (set! at (+ at 1))
                 (make-form 'string (take-quoted! position #\" 'open-string)
                            #f position))
                ((char=? character #\|)
                 (set! at (+ at 1))
                 (make-form 'symbol
                            (string->symbol
                             (take-quoted! position #\| 'open-name))
                            #f position))
                ((char=? character #\#)
                 (cond ((char=? (peek 1) #\\)
                        (set! at (+ at 2))
                        (take-character! position))
                       (else (take-hash! position))))
                ((looks-like-integer?
                  (substring text at (min end (+ at 2))))
                 (take-integer! position))
                (else
                 (make-form 'symbol (string->symbol (take-token!)) #f
                            position)))))

      (define (lone-dot?)
        (and (char=? (peek 0) #\.)
             (not (and (< (+ at 1) end) (name-character? (peek 1))))))

      (define (starts? prefix)
        "Does PREFIX, which begins with #, come next?"
        (let ((to (+ at (string-length prefix))))
          (and (char=? #\# (string-ref text at))
               (<= to end)
               (string=? prefix (substring text at to)))))

      (define (add! form frames)
        "Add FORM to the first of FRAMES; return the frames that are open then."
        (let ((frame (car frames)))
          (case (frame-kind frame)
            ((quote)
             (add! (make-form
                    'list
                    (list (make-form 'symbol 'quote #f (frame-position frame))
                          form)
                    #f (frame-position frame))
                   (cdr frames)))
            ((discard) (cdr frames))
            (else
             (cond ((not (frame-dot frame))
                    (set-frame-items! frame (cons form (frame-items frame))))
                   ((form? (frame-dot frame))
                    (complain! 'bad-dot (form-position form)))
                   (else (set-frame-dot! frame form)))
             frames))))

      (define (dot! frames)
        "Take note of a lone dot in the first of FRAMES."
        (let ((frame (car frames)))
          (if (and (eq? (frame-kind frame) 'list)
                   (pair? (frame-items frame))
                   (not (frame-dot frame)))
              (set-frame-dot! frame at)
              (complain! 'bad-dot at))
          (set! at (+ at 1))
          frames))

      (define (byte-value form)
        (let ((value (form-value form)))
          (cond ((and (eq? (form-kind form) 'integer) (<= 0 value 255)) value)
                (else
                 (complain! 'bad-byte (form-position form))
                 0))))

      (define (finish frame)
        "Return the form that FRAME, of a list or the like, has become."
        (let ((items (reverse (frame-items frame)))
              (dot (frame-dot frame))
              (position (frame-position frame)))
          (when (and dot (not (form? dot)))
            (complain! 'bad-dot dot))
          (case (frame-kind frame)
            ((list)
             (append-tail items (and (form? dot) dot) position))
            ((vector) (make-form 'vector items #f position))
            (else
             (make-form 'bytes (bytes-of items) #f position)))))

      (define (bytes-of items)
        "Return the byte string of the forms ITEMS."
        (let ((bytes (make-bytevector (length items))))
          (let loop ((items items) (n 0))
            (unless (null? items)
              (bytevector-u8-set! bytes n (byte-value (car items)))
              (loop (cdr items) (+ n 1))))
          bytes))

      (define (append-tail items tail position)
        "Return the list of ITEMS and TAIL, which may be a list itself."
        (if (and tail (eq? (form-kind tail) 'list))
            (make-form 'list (append items (form-value tail)) (form-tail tail)
                       position)
            (make-form 'list items tail position)))

      (define (close! frames)
        "Close the first of FRAMES; return the frames that are open then."
        (let ((position at)
              (frame (car frames)))
          (case (frame-kind frame)
            ((top)
             (set! at (+ at 1))
             (complain! 'stray-close position)
             frames)
            ((quote discard)
             (complain-prefix! frame)
             (close! (cdr frames)))
            (else
             (set! at (+ at 1))
             (add! (finish frame) (cdr frames))))))

      (define (complain-prefix! frame)
        "Complain that no datum follows the prefix that FRAME is about."
        (complain! 'no-datum (frame-position frame)
                   (if (eq? (frame-kind frame) 'quote) "'" "#;")))

      (define (open! kind size frames)
        "Add to FRAMES one of KIND whose start is SIZE characters long."
        (let ((position at))
          (set! at (+ at size))
          (cons (make-frame kind position '() #f) frames)))

      (define (complain-open! frames)
        "Complain of what is still open in FRAMES at the end of the text, but
for lists where a string, name or comment swallowed their ends."
        (let loop ((frames frames))
          (let ((frame (car frames)))
            (case (frame-kind frame)
              ((top) #t)
              ((quote discard)
               (complain-prefix! frame)
               (loop (cdr frames)))
              (else
               (unless swallowed
                 (complain! 'open-list (outermost-list frames))))))))

      (define (outermost-list frames)
        "Return the position of the outermost list that is open in FRAMES."
        (if (eq? 'top (frame-kind (cadr frames)))
            (frame-position (car frames))
            (outermost-list (cdr frames))))

      (define (read-all! frames)
        "Read on with FRAMES open, and return those that are open at the end."
        (if (= at end)
            frames
            (let ((character (peek 0)))
              (cond ((memv character '(#\space #\tab #\newline #\return))
                     (set! at (+ at 1))
                     (read-all! frames))
                    ((char=? character #\;)
                     (skip-line!)
                     (read-all! frames))
                    ((char=? character #\()
                     (read-all! (open! 'list 1 frames)))
                    ((char=? character #\)) (read-all! (close! frames)))
                    ((bracket? character)
                     (read-all! (if (char=? character #\[)
                                    (open! 'vector 1 frames)
                                    (close! frames))))
                    ((char=? character #\')
                     (read-all! (open! 'quote 1 frames)))
                    ((starts? "#;") (read-all! (open! 'discard 2 frames)))
                    ((starts? "#|")
                     (skip-comment!)
                     (read-all! frames))
                    ((starts? "#(") (read-all! (open! 'vector 2 frames)))
                    ((starts? "#u8(") (read-all! (open! 'bytes 4 frames)))
                    ((lone-dot?) (read-all! (dot! frames)))
                    ((char<? character #\space)
                     (complain! 'stray-character at)
                     (set! at (+ at 1))
                     (read-all! frames))
                    (else
                     (read-all! (add! (take-atom! at) frames)))))))

      (let ((top (make-frame 'top 0 '() #f)))
        (complain-open! (read-all! (list top)))
        (values (reverse (frame-items top)) (reverse problems))))))
