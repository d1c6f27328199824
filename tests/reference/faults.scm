;;; tests/reference/faults.scm: is every fault of every instruction tested?
;;;
;;; Runs the conformance suite on the reference machine, which says what each
;;; program raised, and compares that with spec/instructions.scm: what an
;;; instruction may raise there, some test must make it raise; what it raised,
;;; it must be allowed to.  Of the generated tests only those of faults run.

(use-modules ((srfi srfi-1) #:select (append-map filter filter-map remove))
             (baton instructions) (baton conformance) (machines) (suite))

;; What the machine keeps besides cells takes room by a measure of its own
;; (spec/machine.md); tests/units.c lets that end.
(define of-its-own
  '((string->symbol . memory) (assemble . memory) (out . memory)
    (write . memory)))

;; A transfer without room for the timer's closure faults at the target's first
;; instruction, whatever that is (spec/machine.md): a `let` in 46-memory.scm.
(define of-the-timer '((let . memory)))

(define (with-counts test)
  "Return TEST with the option that prints what was raised."
  (make-test (test-name test) (test-profile test) (test-file test)
             (test-line test) (test-text test) (test-bytes test)
             (cons "--stats" (test-options test)) (test-input test)
             (test-arguments test) (test-folder test) (test-width test)
             (test-expected test)))

(define (allowed)
  "Return pairs of an instruction's name and a fault that it may raise."
  (append-map (lambda (instruction)
                (map (lambda (fault) (cons (instruction-name instruction) fault))
                     (instruction-faults instruction)))
              instructions))

(define (raised result)
  "Return the like pairs that RESULT's standard error tells of."
  (filter-map (lambda (line)
                (and (string-prefix? "raised: " line)
                     (let ((words (string-split line #\space)))
                       (cons (string->symbol (cadr words))
                             (string->symbol (caddr words))))))
              (split-lines (result-errors result))))

(define (distinct items)
  "Return ITEMS, each once."
  (let ((seen (make-hash-table)))
    (filter (lambda (item)
              (and (not (hash-ref seen item))
                   (hash-set! seen item #t)))
            items)))

(define (chosen? test)
  "Is TEST written by hand, or a generated one of a fault?"
  (or (string-prefix? "tests/machine/" (test-file test))
      (eq? 'fault (expectation test 'kind))))

(define (say-each title pairs)
  "Print TITLE and PAIRS, where there are any."
  (unless (null? pairs)
    (format #t "FAILED ~a\n~{  ~a\n~}" title pairs)))

(define (main home arguments)
  "Compare what tests raise with what the specification allows."
  (set-home! home)
  (let* ((folder (make-folder))
         (tests (map with-counts (filter chosen? (suite-tests home 64))))
         (results (run-tests tests (string-append home "/asm/baton-ref") folder
                             (processors) 60 '(live trace)))
         (found (distinct (append-map raised results)))
         (missing (remove (lambda (pair) (member pair (append of-its-own found)))
                          (allowed)))
         (wrong (remove (lambda (pair)
                          (member pair (append of-the-timer (allowed))))
                        found)))
    (remove-tree folder)
    (say-each "no test raises" missing)
    (say-each "the specification does not allow" wrong)
    (format #t "~a passed, ~a failed\n"
            (- (length found) (length wrong))
            (+ (length missing) (length wrong)))
    (exit (and (null? missing) (null? wrong) (pair? found)))))
