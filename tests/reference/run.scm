;;; tests/reference/run.scm: the tests of the reference machine.
;;;
;;; Started by tests/reference/run.  The cases in cases.scm are programs with
;;; what a run of them gives; here are also checks of what no program can show:
;;; that each micro-operation has a procedure, that an instruction added to the
;;; specification needs nothing else, and that counts of references are exact.

(use-modules (ice-9 textual-ports) (ice-9 format)
             ((srfi srfi-1) #:select (filter lset-difference))
             ((baton instructions) #:select (micros micro-name))
             ((baton micro) #:select (micro-procedures))
             (baton heap)
             ((baton write) #:select (value->text value->brief)))

(define home #f)
(define passed 0)
(define failed 0)

(define (check name expected got)
  "Count whether GOT is EXPECTED; say so under NAME where it is not."
  (cond ((equal? expected got) (set! passed (+ passed 1)))
        (else
         (set! failed (+ failed 1))
         (format #t "FAILED ~a\n  expected ~s\n  got      ~s\n" name expected
                 got))))

;; Programs

(define (field name fields default)
  "Return what FIELDS, clauses, say of NAME, else DEFAULT."
  (let ((entry (assq name fields)))
    (if entry (cadr entry) default)))

(define (quoted text)
  "Return TEXT as one word of the shell."
  (string-append "'" (string-join (string-split text #\') "'\\''") "'"))

(define (write-file path text)
  "Write TEXT to the file PATH."
  (call-with-output-file path (lambda (port) (put-string port text))))

(define (read-file path)
  "Return the text of the file PATH, or \"\"."
  (if (file-exists? path)
      (call-with-input-file path get-string-all)
      ""))

(define (run-case folder fields)
  "Run what FIELDS describe, with files in FOLDER; return the exit status."
  (write-file (string-append folder "/case.baton")
              (field 'program fields ""))
  (write-file (string-append folder "/input") (field 'input fields ""))
  (status:exit-val
   (system
    (string-append
     "cd " (quoted folder) " && "
     (field 'environment fields "") " "
     (quoted (string-append home "/asm/baton-ref")) " "
     (field 'command fields "run") " " (field 'options fields "")
     " case.baton " (field 'arguments fields "")
     " <input >output 2>errors"))))

(define (check-case folder entry)
  "Check ENTRY, a name and clauses, with files in FOLDER."
  (let* ((name (car entry)) (fields (cdr entry))
         (status (run-case folder fields)))
    (define (compare what file)
      (when (assq what fields)
        (check (string-append name ": " (symbol->string what))
               (field what fields "")
               (read-file (string-append folder "/" file)))))
    (check (string-append name ": status") (field 'status fields 0) status)
    (compare 'output "output")
    (compare 'errors "errors")
    (compare 'file "file")))

;; What no program shows

(define (check-micros)
  "Check that all micro-operations are there, and no others."
  (let ((declared (filter (lambda (name) (not (memq name '(service go enter))))
                          (map micro-name micros)))
        (defined (map car micro-procedures)))
    (check "no micro-operation lacks a procedure" '()
           (lset-difference eq? declared defined))
    (check "no procedure lacks a declaration" '()
           (lset-difference eq? defined declared))))

(define (check-new-instruction folder)
  "Check that an instruction added to the specification runs."
  (let ((spec (string-append folder "/instructions.scm")))
    (write-file
     spec
     (string-append
      (read-file (string-append home "/spec/instructions.scm"))
      "(group more data \"Made up\")\n"
      "(instruction twice #xf0 ((a int read)) (x) (add a a) \"x is 2a.\")\n"
      "(instruction swap #xf1 ((a any store) (d any store)) (p)"
      " (cell pair d a) \"p is a pair of d and a.\")\n"
      "(instruction small? #xf2 ((a int read)) test (less a 10) \"a < 10\")\n"))
    (check-case
     folder
     `("an instruction that is only in the specification"
       (environment ,(string-append "BATON_SPEC=" (quoted spec)))
       (options "--stats --trace=text")
       (program "(block main (k world) () (drop k world)
 (let x (twice 21)) (let p (cons 1 2)) (let q (swap p !p))
 (if (small? x) (then (drop x q) (halt #f)) (else (drop x) (halt !q))))")
       (output "((1 . 2) 1 . 2)\n")
       (errors "\
1 main:0 (drop k world)  k=#<closure halt> world=#<device world>  \
ended k world  cells +0 -4
2 main:1 (let x (twice 21))  born x=42
3 main:2 (let p (cons 1 2))  born p=(1 . 2)  cells +1 -0
4 main:3 (let q (swap p !p))  p=(1 . 2)  born q=((1 . 2) 1 . 2)  ended p  \
cells +1 -0
5 main:4 (if (small? x))  x=42
6 main:7 (drop x)  x=42  ended x
7 main:8 (halt !q)  q=((1 . 2) 1 . 2)  ended q
instructions: 7
transfers: 0
allocations: 6
peak live cells: 4
peak live words: 19
live cells at halt: 0
")))
    (check-case
     folder
     `("its types are checked"
       (environment ,(string-append "BATON_SPEC=" (quoted spec)))
       (status 70)
       (program "(block main (k world) () (drop k world)
 (let x (twice '())) (halt !x))")))))

(define (check-heap)
  "Check counts, the words of cells, and the backup trace."
  (let* ((heap (make-heap 64 100))
         (inner (heap-cell heap 'pair (vector 1 2)))
         (outer (heap-cell heap 'box (vector inner))))
    (check "words of a pair and a box" 5 (heap-live-words heap))
    (retain! inner)
    (release! heap outer)
    (check "a box is freed, what others hold is not" '(1 1)
           (list (heap-live-cells heap) (cell-count inner)))
    (release! heap inner)
    (check "all is freed" '(0 0 2)
           (list (heap-live-cells heap) (heap-live-words heap)
                 (heap-frees heap)))
    (check "words of raw cells" '(2 2 3 2 3)
           (map (lambda (kind size) (heap-words heap kind size))
                '(bytes bytes bytes string string) '(0 8 9 2 3)))
    (check "no room" memory-fault
           (heap-cell heap 'vector (make-vector 100 0))))
  (let* ((heap (make-heap 32 100))
         (a (heap-cell heap 'pair (vector 1 '())))
         (b (heap-cell heap 'pair (vector 2 a))))
    (check "words of a pair of half words" 8 (heap-live-words heap))
    (vector-set! (cell-fields a) 1 b)
    (let ((kept (heap-cell heap 'box (vector 3))))
      (check "a cycle is found" 2
             (heap-collect! heap (list kept kept) (lambda (cell) '()) '()))
      (check "what is kept is counted anew" '(2 1)
             (list (cell-count kept) (heap-live-cells heap))))))

(define (check-text)
  "Check how values print."
  (define (pair a d) (make-constant-cell 'pair (vector a d)))
  (let* ((self (pair 'a '()))
         (shared (pair 1 '())))
    (vector-set! (cell-fields self) 1 self)
    (check "a list that goes round" "#0=(a . #0#)" (value->text self))
    (check "a cycle inside, met twice" "(#0=(a . #0#) . #0#)"
           (value->text (pair self self)))
    (check "no labels without cycles" "((1) 1)"
           (value->text (pair shared shared)))
    (check "eight elements of a cycle" "(a a a a a a a a …)"
           (value->brief self))
    (check "names" "(|| |a b| |+1| + - |1a| |#a| |.| .. !x |;|)"
           (value->text
            (let loop ((names '("" "a b" "+1" "+" "-" "1a" "#a" "." ".." "!x"
                                ";")))
              (if (null? names)
                  '()
                  (pair (string->symbol (car names)) (loop (cdr names)))))))
    (check "three levels" "((((1)))) (((…)))"
           (let ((value (pair (pair (pair (pair 1 '()) '()) '()) '())))
             (string-append (value->text value) " " (value->brief value))))
    (check "forty characters" "(abcdefghijklmno pqrstuvwxyz0123456789 a…"
           (value->brief
            (pair 'abcdefghijklmno
                  (pair 'pqrstuvwxyz0123456789 (pair 'abcdefg '())))))
    (let deep ((n 0) (value '()))
      (if (< n 1000000)
          (deep (+ n 1) (pair value '()))
          (check "a million levels" 2000002
                 (string-length (value->text value)))))))

(define (main folder arguments)
  "Run all tests of the project in FOLDER, and end with the verdict."
  (set! home folder)
  (let ((scratch (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp")
                                         "/baton-reference-XXXXXX"))))
    (check-micros)
    (check-heap)
    (check-text)
    (check-new-instruction scratch)
    (call-with-input-file (string-append home "/tests/reference/cases.scm")
      (lambda (port)
        (let loop ()
          (let ((entry (read port)))
            (unless (eof-object? entry)
              (check-case scratch entry)
              (loop))))))
    (system* "rm" "-rf" scratch))
  (format #t "~a passed, ~a failed\n" passed failed)
  (exit (if (and (= failed 0) (> passed 0)) 0 1)))
