;;; (baton commands): baton-asm and baton-dis.
;;;
;;; Each command takes its arguments, a list of strings, and returns the exit
;;; status: 0, 64 for arguments that it does not understand, 65 for a program or
;;; image that is refused, 66 for a file that cannot be read or written.

(define-library (baton commands)
  (export assemble-command disassemble-command)
  (import (scheme base) (baton host) (baton source) (baton image)
          (baton assemble) (baton disassemble))
  (begin
    (define assemble-usage "\
usage: baton-asm FILE -o IMAGE [--strip]
Assembles the program in FILE and writes its image to IMAGE.
  --strip   without names of variables and places in the text
")

    (define disassemble-usage "\
usage: baton-dis IMAGE [--nested | --flat] [--names | --numbers]
Prints the program in IMAGE as text.
  --nested    blocks that can be are lambdas where they are used (default)
  --flat      every block stands for itself
  --names     variables have their names, where IMAGE has them (default)
  --numbers   variables are r0, r1, ...; blocks are flat
")

    (define (say . parts)
      "Print PARTS, strings, on the standard error port."
      (for-each (lambda (part) (write-string part (current-error-port)))
                parts))

    (define (misused usage)
      "Print USAGE as a complaint; return the status."
      (say usage)
      64)

    (define (explain usage)
      "Print USAGE as an answer; return the status."
      (write-string usage)
      0)

    (define (option? argument)
      "Does ARGUMENT begin with a hyphen?"
      (and (< 0 (string-length argument))
           (char=? #\- (string-ref argument 0))))

    (define (with-file-bytes file act)
      "Return what ACT returns for the content of FILE; without one, 66."
      (let ((bytes (guard (problem (#t #f)) (read-file-bytes file))))
        (cond (bytes (act bytes))
              (else
               (say file ": there is no such file, or it cannot be read\n")
               66))))

    (define (assemble-command arguments)
      "Do what baton-asm does with ARGUMENTS."
      (let loop ((rest arguments) (file #f) (image #f) (strip #f))
        (cond ((null? rest)
               (if (and file image)
                   (assemble-file file image strip)
                   (misused assemble-usage)))
              ((string=? (car rest) "--help") (explain assemble-usage))
              ((string=? (car rest) "--strip")
               (loop (cdr rest) file image #t))
              ((string=? (car rest) "-o")
               (if (and (pair? (cdr rest)) (not image))
                   (loop (cddr rest) file (cadr rest) strip)
                   (misused assemble-usage)))
              ((or file (option? (car rest))) (misused assemble-usage))
              (else (loop (cdr rest) (car rest) image strip)))))

    (define (assemble-file file image strip)
      "Assemble FILE to IMAGE, without debug section where STRIP says so."
      (with-file-bytes
       file
       (lambda (bytes)
         (let*-values (((source problems) (bytes->source file bytes))
                       ((result) (if (null? problems)
                                     (assemble-source source)
                                     problems)))
           (if (program? result)
               (write-image image (if strip (program-strip result) result))
               (begin
                 (say (report-problems source result))
                 65))))))

    (define (write-image image program)
      "Write PROGRAM to the file IMAGE."
      (guard (problem (#t (say image ": cannot be written\n") 66))
        (write-file-bytes image (program->bytes program))
        0))

    (define (disassemble-command arguments)
      "Do what baton-dis does with ARGUMENTS."
      (let loop ((rest arguments) (file #f) (form #f) (variables #f))
        (define (go-on form variables)
          (loop (cdr rest) file form variables))
        (cond ((null? rest)
               (if (and file (not (and (eq? form 'nested)
                                       (eq? variables 'numbers))))
                   (disassemble-file file
                                     (not (or (eq? form 'flat)
                                              (eq? variables 'numbers)))
                                     (not (eq? variables 'numbers)))
                   (misused disassemble-usage)))
              ((string=? (car rest) "--help") (explain disassemble-usage))
              ((string=? (car rest) "--nested") (go-on 'nested variables))
              ((string=? (car rest) "--flat") (go-on 'flat variables))
              ((string=? (car rest) "--names") (go-on form 'names))
              ((string=? (car rest) "--numbers") (go-on form 'numbers))
              ((or file (option? (car rest))) (misused disassemble-usage))
              (else (loop (cdr rest) (car rest) form variables)))))

    (define (disassemble-file file fold names)
      "Print the program in FILE as text; FOLD and NAMES say how."
      (with-file-bytes
       file
       (lambda (bytes)
         (let ((program (bytes->program bytes)))
           (cond ((program? program)
                  (write-string (disassemble program fold names))
                  0)
                 (else
                  (say file ": byte "
                       (number->string (refusal-offset program)) ": "
                       (refusal-message program) "\n")
                  65))))))))
