;;; tests/asm/agree.scm: do both assemblers say the same of wrong programs?
;;;
;;; Started by tests/asm/agree.  Takes the programs of examples/ and of
;;; tests/golden/errors, changes a few of their tokens at random, and lets the
;;; cross-assembler and the machine's own assembler translate what came out: the
;;; messages must be the same, or the images.  The seed is printed.

(use-modules (ice-9 ftw) (ice-9 regex) (ice-9 popen) (ice-9 textual-ports)
             ((srfi srfi-1) #:select (append-map iota list-tabulate take drop))
             (rnrs bytevectors) (srfi srfi-11)
             ((baton host)
              #:select (read-file-bytes read-file-text write-file-bytes))
             ((baton image) #:select (program? program->bytes))
             ((baton assemble)
              #:select (bytes->source assemble-source report-problems)))

;; What is put in the place of a token.
(define odd-tokens
  #("(" ")" "()" "!x" "!k" "0" "-7" "99999999999999999999999" "\"text\"" "'q"
    "'(1 . 2)" "then" "else" "let" "lambda" "if" "try" "drop" "jump" "call"
    "halt" "raise" "close" "block" "#t" "#\\a" "#(1 2)" "#u8(1 256)" "(a . b)"
    "|x y|" "!" "main" "r300" "r0" "." "#;" "#|" "nosuch"))

(define token (make-regexp "[ \t\n]+|;[^\n]*|\"[^\"]*\"|[()]|[^][ \t\n();\"]+"))

(define (tokens text)
  "Return the tokens of TEXT, blanks among them."
  (map match:substring (list-matches token text)))

(define (changed tokens random-below)
  "Return TOKENS with one of them dropped, doubled, exchanged, or replaced."
  (let* ((size (length tokens))
         (at (random-below size))
         (before (take tokens at))
         (this (list-ref tokens at))
         (after (drop tokens (+ at 1)))
         (other (list-ref tokens (random-below size))))
    (case (random-below 4)
      ((0) (append before after))
      ((1) (append before (list this other) after))
      ((2) (append before (list other) after))
      (else
       (append before
               (list (vector-ref odd-tokens
                                 (random-below (vector-length odd-tokens))))
               after)))))

(define (mutant texts random-below)
  "Return one of TEXTS with one to three changes."
  (let loop ((changes (+ 1 (random-below 3)))
             (tokens (tokens (list-ref texts (random-below (length texts))))))
    (if (or (= changes 0) (null? tokens))
        (string-concatenate tokens)
        (loop (- changes 1) (changed tokens random-below)))))

(define (programs home)
  "Return the texts that are changed."
  (append-map
   (lambda (folder)
     (map (lambda (name) (read-file-text (string-append folder "/" name)))
          (scandir folder (lambda (name) (string-suffix? ".baton" name)))))
   (list (string-append home "/examples")
         (string-append home "/tests/golden/errors"))))

(define (cross-assembled name bytes)
  "Return what the cross-assembler makes of BYTES, the content of NAME: an
image, or messages."
  (let-values (((source problems) (bytes->source name bytes)))
    (let ((program (if (null? problems) (assemble-source source) problems)))
      (if (program? program)
          (program->bytes program)
          (report-problems source program)))))

(define (machine-assembled baton path)
  "Return what the machine BATON makes of the file PATH: an image, or messages."
  (let* ((image (string-append path ".image"))
         (pipe (open-input-pipe (string-append baton " asm " path " -o " image
                                               " 2>&1")))
         (messages (get-string-all pipe))
         (status (status:exit-val (close-pipe pipe))))
    (if (eqv? status 0)
        (let ((bytes (read-file-bytes image)))
          (delete-file image)
          bytes)
        messages)))

(define (shown result)
  "Return RESULT as it is printed."
  (if (string? result) result "an image\n"))

(define (main home arguments)
  "Compare as many programs as the first of ARGUMENTS says (300), from the seed
that is the second."
  (let* ((count (if (pair? arguments) (string->number (car arguments)) 300))
         (seed (if (and (pair? arguments) (pair? (cdr arguments)))
                   (string->number (cadr arguments))
                   (current-time)))
         (state (seed->random-state seed))
         (baton (string-append home "/build/bin/baton"))
         (folder (mkdtemp "/tmp/baton-agree-XXXXXX"))
         (path (string-append folder "/mutant.baton"))
         (texts (programs home)))
    (format #t "seed ~a\n" seed)
    (let loop ((n 0) (passed 0))
      (if (= n count)
          (begin
            (system* "rm" "-rf" folder)
            (format #t "~a passed, ~a failed\n" passed (- count passed))
            (exit (= passed count)))
          (let ((bytes (string->utf8
                        (mutant texts (lambda (n) (random n state))))))
            (write-file-bytes path bytes)
            (let ((ours (cross-assembled path bytes))
                  (theirs (machine-assembled baton path)))
              (cond ((equal? ours theirs) (loop (+ n 1) (+ passed 1)))
                    (else
                     (format #t "FAILED\n~a\nbaton-asm says\n~abaton asm says\n~a"
                             (utf8->string bytes) (shown ours) (shown theirs))
                     (loop (+ n 1) passed)))))))))
