;;; driver.scm: lets a compiler compile programs.
;;;
;;;     guile … driver.scm COMPILER <PROGRAMS
;;;
;;; Standard input has programs, each a list of blocks as they stand in a text.  Each is
;;; decoded and handed to the procedure compile-program of COMPILER with its name, p0,
;;; p1, …; what that gives, and before it the text `prelude', is printed.  What cannot
;;; be compiled ends this with a report.  What the compiler prints goes to standard error.
;;;
;;; A decoded program is a list of
;;;     (block NAME (PARAMETER …) (CAPTURE …) INSTRUCTION …)
;;; An INSTRUCTION is one of
;;;     (let (RESULT …) OPERATION OPERAND …)
;;;     (let (RESULT) close BLOCK OPERAND …)
;;;     (drop VARIABLE …)
;;;     (if (TEST OPERAND …) (INSTRUCTION …) (INSTRUCTION …))
;;;     (jump BLOCK OPERAND …)
;;;     (call OPERAND OPERAND …)
;;; and an OPERAND
;;;     (copy VARIABLE)  (take VARIABLE)  (constant DATUM)
;;; `(let x y)' is decoded as (let (x) move (copy y)).

(use-modules (ice-9 match) (ice-9 textual-ports) (srfi srfi-1))

(define (decode-operand operand)
  "Return OPERAND, as it stands in a text, decoded."
  (if (symbol? operand)
      (let ((name (symbol->string operand)))
        (if (string-prefix? "!" name)
            (list 'take (string->symbol (string-drop name 1)))
            (list 'copy operand)))
      (list 'constant operand)))

(define (decode instruction)
  "Return INSTRUCTION, as it stands in a text, decoded."
  (match instruction
    (('let result ('close block . operands))
     `(let (,result) close ,block ,@(map decode-operand operands)))
    (('let result ((? symbol? operation) . operands))
     `(let ,(if (pair? result) result (list result)) ,operation
        ,@(map decode-operand operands)))
    (('let result operand) `(let (,result) move ,(decode-operand operand)))
    (('drop . variables) instruction)
    (('if (test . operands) ('then . then) ('else . else))
     `(if (,test ,@(map decode-operand operands))
          ,(map decode then) ,(map decode else)))
    (('jump block . operands) `(jump ,block ,@(map decode-operand operands)))
    (('call . operands) `(call ,@(map decode-operand operands)))))

(define (decode-program blocks)
  "Return BLOCKS, as they stand in a text, decoded."
  (map (match-lambda
         (('block name parameters captures . body)
          `(block ,name ,parameters ,captures ,@(map decode body))))
       blocks))

(define (load-compiler path)
  "Return the module that the file PATH is."
  (let ((module (make-fresh-user-module)))
    (save-module-excursion
     (lambda ()
       (set-current-module module)
       (set-module-declarative?! module #f)
       (primitive-load path)))
    module))

(define (complain program key arguments)
  "Say that PROGRAM cannot be compiled, and why; end."
  (let ((port (current-error-port)))
    (put-string port "this program cannot be compiled:\n")
    (for-each (lambda (block) (write block port) (newline port)) program)
    (print-exception port #f key arguments)
    (exit 65)))

(define (compiled module program name)
  "Return the C text of PROGRAM as NAME, from the compiler in MODULE."
  (catch #t
    (lambda ()
      (let ((text (parameterize ((current-output-port (current-error-port)))
                    ((module-ref module 'compile-program)
                     name (decode-program program)))))
        (unless (string? text) (error "compile-program gives no text" text))
        text))
    (lambda (key . arguments) (complain program key arguments))))

(define (read-all port)
  "Return the data of PORT."
  (let ((datum (read port)))
    (if (eof-object? datum) '() (cons datum (read-all port)))))

(match (command-line)
  ((_ path)
   (let* ((module (load-compiler (canonicalize-path path)))
          (programs (read-all (current-input-port)))
          (texts (map (lambda (program i)
                        (compiled module program
                                  (string-append "p" (number->string i))))
                      programs (iota (length programs)))))
     (for-each display
               (cons (module-ref module 'prelude)
                     (append-map (lambda (text) (list "\n" text)) texts))))))
