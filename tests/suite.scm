;;; (suite): the tests of the conformance suite.
;;;
;;; Reads the scripts of tests/machine and makes the generated tests from
;;; tests/instructions.scm.  HOME is the folder of the project.

(define-module (suite)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 textual-ports)
  #:use-module ((srfi srfi-1) #:select (append-map))
  #:use-module (baton conformance)
  #:use-module (baton examples)
  #:export (script-tests suite-tests every-nth))

(define (scripts home)
  "Return the paths of all scripts in tests/machine of HOME."
  (let ((folder (string-append home "/tests/machine")))
    (map (lambda (name) (string-append folder "/" name))
         (scandir folder (lambda (name) (string-suffix? ".scm" name))))))

(define (script-tests home path)
  "Return the tests of the script at PATH."
  (read-tests (call-with-input-file path get-string-all)
              (if (string-prefix? (string-append home "/") path)
                  (substring path (+ 1 (string-length home)))
                  path)))

(define (generated-tests home width)
  "Return the tests made from the examples, for words of WIDTH bits."
  (let ((file "tests/instructions.scm"))
    (example-tests
     (call-with-input-file (string-append home "/" file) get-string-all)
     file width)))

(define* (suite-tests home width #:optional (step 1))
  "Return all tests of HOME, for words of WIDTH bits; of the generated ones only
each STEPth."
  (append (append-map (lambda (path) (script-tests home path)) (scripts home))
          (every-nth (generated-tests home width) step)))

(define* (every-nth items step #:optional (first 0))
  "Return each STEPth of ITEMS, beginning with the one numbered FIRST: with a
FIRST for each of STEP jobs they share ITEMS."
  (let loop ((rest items) (i 0) (kept '()))
    (cond ((null? rest) (reverse kept))
          ((= first (modulo i step))
           (loop (cdr rest) (+ i 1) (cons (car rest) kept)))
          (else (loop (cdr rest) (+ i 1) kept)))))
