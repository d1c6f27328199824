;;; Starts a command of (baton commands): start.scm NAME ARGUMENT ...
;;;
;;; Run by guile itself, without compiling it; what it loads is compiled and kept,
;;; and what Guile has to say about that is kept off the user's terminal.

(set! %load-should-auto-compile #t)

(let* ((arguments (cdr (command-line)))
       (command (parameterize ((current-warning-port (%make-void-port "w")))
                  (module-ref (resolve-interface '(baton commands))
                              (string->symbol (car arguments))))))
  (exit (command (cdr arguments))))
