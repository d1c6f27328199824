;;; (copycat document): what follows from the table of words.
;;;
;;; `document-command' writes reference.md and generated/words.cat, the same
;;; table as a word of Copycat, into the folder that it is given.  Relies on
;;; (copycat words) alone; what it writes is committed, and a test proves it
;;; fresh.

(define-library (copycat document)
  (export document-command)
  (import (scheme base) (scheme file) (scheme read) (scheme write)
          (copycat words) (only (srfi srfi-1) filter iota))
  (begin
    (define (parts word)
      "Return the effect of WORD as a list, a type with a name as a vector."
      (define (part x) (if (pair? x) (list->vector x) x))
      (map part (read (open-input-string
                       (string-append "(" (word-effect word) ")")))))

    (define (cell text)
      "Return TEXT for a cell of a table."
      (apply string-append
             (map (lambda (c) (case c ((#\|) "\\|") ((#\newline) "\\n")
                                    (else (string c))))
                  (string->list text))))
    (define (code . texts)
      (cell (string-append "`" (apply string-append texts) "`")))
    (define (row . cells)
      (display "|")
      (for-each (lambda (text) (display " ") (display text) (display " |"))
                cells)
      (newline))

    (define (gives word)
      "Return what the example of WORD leaves and writes, as text."
      (string-append
       (cond ((not (word-example word)) "")
             ((string=? "" (word-result word)) "")
             (else (code (word-result word))))
       (if (word-output word)
           (string-append " writes " (code (word-output word))) "")))

    (define (mark word text)
      (if (eq? 'primitive (word-kind word)) (string-append "**" text "**")
          text))
    (define (write-word word)
      (row (mark word (code (symbol->string (word-name word))))
           (code (word-effect word))
           (word-doc word)
           (if (word-example word) (code (word-example word)) "")
           (gives word)))

    (define (write-reference)
      (display "# The words of Copycat\n
Made from `words.scm` by `make generate`: do not edit.  An effect shows the\n\
stack before and after the word, the top at the right: `a` is any value,\n\
`[integer? a]` one that satisfies the predicate, `...` all that lies below.\n\
Each example is a test: it leaves what stands beside it, on the kernel, as\n\
the compiler compiles it, and by the definition.  Primitives are in bold.\n")
      (for-each
       (lambda (group)
         (display "\n## ") (display (car group)) (display "\n\n")
         (row "word" "effect" "" "example" "leaves")
         (row "---" "---" "---" "---" "---")
         (for-each write-word (cdr group)))
       word-groups)
      (write-older))

    (define (count-fates wanted?)
      (length (filter (lambda (older) (wanted? (older-fate older)))
                      older-words)))
    (define (write-older)
      (define (built? fate) (eq? fate 'built))
      (define (left-out? fate) (eq? fate 'left-out))
      (define (other? fate) (not (or (built? fate) (left-out? fate))))
      (display "\n## What became of the older language's words\n\nOf its ")
      (display (length older-words))
      (display " words ")
      (display (count-fates built?))
      (display " are built, ")
      (display (count-fates other?))
      (display " have another name here, and ")
      (display (count-fates left-out?))
      (display " are left out.\nWhere the effect that was declared was wrong, \
the right one is given.\n\n")
      (row "group" "word" "here" "")
      (row "---" "---" "---" "---")
      (for-each
       (lambda (older)
         (let* ((fate (older-fate older)) (note (older-note older))
                (word (and (built? fate) (find-word (older-name older)))))
           (row (cell (older-group older))
                (code (symbol->string (older-name older)))
                (case fate ((built) "built") ((left-out) "left out")
                      (else (code (symbol->string fate))))
                (cond ((not note) "")
                      (word (string-append note ": it is "
                                           (code (word-effect word))))
                      (else note)))))
       older-words))

    (define (bucket word)
      "Return which list of the table WORD is in, as %bucket of prelude.cat does."
      (let* ((text (symbol->string (word-name word)))
             (n (string-length text)))
        (define (code i) (char->integer (string-ref text i)))
        (modulo (+ (code 0) (* 5 (code (quotient n 2))) (* 8 n)) 64)))
    (define (write-table)
      (display ";;; Made from words.scm by `make generate`: do not edit.\n\
;;; Each word: name, effect, what it is for, an example and what it leaves;\n\
;;; in lists by its first and middle letter and its length.\n\
: %word-table (#(\n")
      (for-each
       (lambda (i)
         (display "(")
         (for-each
          (lambda (word)
            (write (list (word-name word) (parts word) (word-doc word)
                         (or (word-example word) "")
                         (or (word-result word) "")))
            (newline))
          (filter (lambda (word) (= i (bucket word))) words))
         (display ")\n"))
       (iota 64))
      (display "))\n"))

    (define (document-command folder)
      "Write the reference and the table into FOLDER."
      (define (make name write-it)
        (with-output-to-file (string-append folder "/" name) write-it))
      (make "reference.md" write-reference)
      (make "generated/words.cat" write-table))))
