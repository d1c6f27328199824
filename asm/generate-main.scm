;;; The command baton-generate: see baton/generate.scm.

(import (scheme base) (scheme file) (baton generate))

(define (main arguments)
  "Write the generated files into the folder that ARGUMENTS names."
  (let ((folder (cadr arguments)))
    (for-each
     (lambda (name generate)
       (let ((port (open-output-file (string-append folder "/" name))))
         (parameterize ((current-output-port port)) (generate))
         (close-port port)))
     '("names.h" "table.c" "handlers.h" "bodies.h" "plain.h" "messages.h"
       "messages.c" "start.h" "families.h" "fusions.c" "effects.h" "effects.c")
     (list generate-names generate-table generate-handlers generate-bodies
           generate-plain generate-messages generate-message-texts
           generate-start generate-families generate-fusion-table
           generate-effects generate-effect-names))))
