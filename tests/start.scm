;;; Starts a script of tests/: start.scm SCRIPT HOME ARGUMENT ...
;;;
;;; Run by guile itself.  What SCRIPT loads, and SCRIPT itself, is compiled and
;;; kept; what Guile has to say about that is kept off the user's terminal.

(set! %load-should-auto-compile #t)

(let ((script (cadr (command-line))))
  (parameterize ((current-warning-port (%make-void-port "w")))
    (load script))
  (main (cdr (command-line))))
