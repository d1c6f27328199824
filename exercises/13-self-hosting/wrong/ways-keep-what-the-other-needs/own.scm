;;; own.scm: the last pass, from terms to the bodies of blocks.
;;;
;;; (own TERM) gives a pair: the body, a list of instructions in which each
;;; variable ends where it is used last, and the variables that it needs from
;;; outside, each once.  It works from the end to the beginning: what comes
;;; after says which variables are still needed.

(define (own term)
  (let ((kind (car term)))
    (cond ((eq? kind 'op) (own-op (second term) (third term) (fourth term)))
          ((eq? kind 'do) (own-do (second term) (third term)))
          ((eq? kind 'fun)
           (own-fun (second term) (third term) (fourth term)
                    (own (fourth (cdr term)))))
          ((eq? kind 'if)
           (own-if (second term) (own (third term)) (own (fourth term))))
          ((eq? kind 'jump)
           (cons (list (cons 'jump (cons (second term)
                                         (marked (cdr (cdr term)) '()))))
                 (variables (cdr (cdr term)))))
          (else
           (cons (list (cons kind (marked (cdr term) '())))
                 (variables (cdr term)))))))

;; The variables among ATOMS, each once.
(define (variables atoms)
  (cond ((null? atoms) '())
        ((and (symbol? (car atoms)) (not (member? (car atoms) (cdr atoms))))
         (cons (car atoms) (variables (cdr atoms))))
        (else (variables (cdr atoms)))))

;; ATOMS as operands: a variable that is not among those NEEDED afterwards, nor
;; comes again in ATOMS, is taken.
(define (marked atoms needed)
  (if (null? atoms)
      '()
      (cons (if (and (symbol? (car atoms))
                     (not (member? (car atoms) needed))
                     (not (member? (car atoms) (cdr atoms))))
                (taken (car atoms))
                (car atoms))
            (marked (cdr atoms) needed))))

(define (taken name)
  (string->symbol (joined "!" (symbol->string name))))

;; OWNED, a body with the variables that it needs, where NAMES are alive as it
;; begins: those that it does not need are dropped, and the others are no longer
;; needed from outside.
(define (ending names owned)
  (let ((idle (without names (cdr owned))))
    (cons (if (null? idle)
              (car owned)
              (cons (cons 'drop idle) (car owned)))
          (without (cdr owned) names))))

;; INSTRUCTION, which uses ATOMS, before the body of OWNED.
(define (before instruction atoms owned)
  (cons (cons instruction (car owned))
        (union (variables atoms) (cdr owned))))

(define (own-op name instruction term)
  (let ((after (ending (list name) (own term)))
        (atoms (cdr instruction)))
    (before (list 'let name
                  (cons (car instruction) (marked atoms (cdr after))))
            atoms after)))

(define (own-do instruction term)
  (let ((after (own term)) (atoms (cdr instruction)))
    (before (cons (car instruction) (marked atoms (cdr after)))
            atoms after)))

;; What one way needs and the other does not, the other drops.
(define (own-if test then else)
  (let* ((needed (union (cdr then) (cdr else)))
         (atoms (cdr test)))
    (cons (list (list 'if (cons (car test) (marked atoms needed))
                      (cons 'then (car then))
                      (cons 'else (car else))))
          (union (variables atoms) needed))))

;; A closure captures what its body needs and its parameters do not give.
(define (own-fun name parameters body rest)
  (let* ((inside (ending parameters (own body)))
         (after (ending (list name) rest))
         (captures (cdr inside)))
    (before (list 'let name
                  (cons 'lambda
                        (cons parameters
                              (cons (marked captures (cdr after))
                                    (car inside)))))
            captures after)))
