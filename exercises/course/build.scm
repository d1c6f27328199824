;;; (course build): builds the small machine of a submission, part by part.
;;;
;;; The C files of a submission, and those that are given and that it has none of,
;;; become objects; what has not changed since it was compiled last in this process is
;;; not compiled again.  Files of a submission are compiled in the sandbox, in a
;;; folder with the given ones; those that are given, and see no header of the
;;; submission, outside.  Guarantees the same program for the same files.

(define-module (course build)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-11)
  #:use-module (course bench)
  #:use-module (course bundle)
  #:use-module (course exercise)
  #:use-module ((course sandbox) #:select (read-bytes))
  #:export (small-machine given-machine built-here?))

(define limits (make-limits 60 120 #f 64 64000000 200000000))

(define (built-here? bench)
  "Is the program of BENCH what the build made, and not one from elsewhere?"
  (string-prefix? (string-append (dirname (bench-submission bench)) "/")
                  (bench-built bench)))

;; Files, as (NAME . BYTES)

(define (files-of folder wanted?)
  "Return the files of FOLDER whose names are WANTED?."
  (map (lambda (name)
         (cons name (read-bytes (string-append folder "/" name))))
       (filter wanted? (folder-files folder))))

(define (source? name)
  "Is NAME that of a C file, in no folder?"
  (and (string-suffix? ".c" name) (not (string-index name #\/))))

(define (part? name)
  "Can the file NAME of a submission be a part of its machine?  Names that begin with
= are those of the script."
  (not (or (string-prefix? "=" name)
           (any (lambda (ending) (string-suffix? ending name))
                '(".md" ".o" ".log" "~")))))

(define (parts-of folder)
  "Return the C files and headers of FOLDER."
  (files-of folder (lambda (name)
                     (or (source? name) (string-suffix? ".h" name)))))

(define given
  (delay
    `(("table.c" . ,(read-bytes (string-append (home)
                                               "/vm/generated/table.c")))
      ,@(parts-of (string-append (home) "/exercises/machine"))
      ,@(append-map (lambda (name) (call-with-answer name parts-of))
                    '("09-your-own-machine" "10-memory-managers")))))

(define (over files others)
  "Return FILES, but for those of the names that OTHERS have, and OTHERS."
  (append (remove (lambda (file) (assoc (car file) others)) files) others))

;; Units.  A unit is compiled by itself: NAME, KEY, by which its object is known:
;; all that it follows from; GIVEN?: does it see nothing of the submission?

(define (unit name key given?) (list name key given?))
(define unit-name first)
(define unit-key second)
(define unit-given? third)

(define (units own flags)
  "Return the units of the submission whose files are OWN, with FLAGS."
  (define (is-source? file) (source? (car file)))
  (let* ((all-given (force given))
         (given-headers (remove is-source? all-given))
         (own-others (remove is-source? own))
         (headers (over given-headers own-others))
         ;; Given parts see headers of the submission in the place of others only.
         (touched? (any (lambda (file) (assoc (car file) given-headers))
                        own-others)))
    (map (match-lambda
           ((and file (name . bytes))
            (let ((given? (and (not (memq file own)) (not touched?))))
              (unit name
                    (list flags bytes
                          (cond (given? given-headers)
                                ;; It may include any file.
                                ((memq file own) (over headers own))
                                (else headers)))
                    given?))))
         (filter is-source? (over all-given own)))))

;; Compiling

;; Arguments: the folder of files, vm/generated, the submission's, then flags.  The
;; file =compile has the names of what to compile, each ended by a zero; =link is
;; there where the objects are to become a program.
(define script "\
input=$1 vm=$(dirname \"$2\") own=$3
shift 3
flags=$*
cp \"$input\"/* . || exit 1
export vm own flags
xargs -0 -r -P \"$(nproc)\" -n 1 sh -c '
  source=$0
  [ -f \"$source\" ] || source=$vm/generated/$0
  exec cc -std=c11 -pipe $flags -Wall -Wextra -I . -I \"$own\" -I \"$vm\" \\
    -fdebug-prefix-map=\"$PWD\"=. -c -o \"$0.o\" \"$source\" 2>\"$0.log\"
' <=compile
status=$?
{ cat ./*.log; } >&2 2>/dev/null
[ $status -eq 0 ] || exit 1
[ ! -f =link ] || cc $flags -o =program ./*.o || exit 1
")

(define objects (make-hash-table))

(define (object-of unit)
  "Return the object of UNIT, or #f where it was not compiled yet."
  (hash-ref objects (unit-key unit)))

(define* (compile! bench units flags files #:key (link '()) (trusted #f))
  "Compile UNITS with FLAGS; FILES are what they include.  Return the program of these
and of the units LINK, or a verdict, where there are some."
  (let* ((link? (pair? link))
         (done (filter object-of link))
         (results (append (map (lambda (unit)
                                 (string-append (unit-name unit) ".o"))
                               units)
                          (if link? '("=program") '())))
         (outcome
          (apply run bench
                 `("sh" "{input}/=script" "{input}" "{vm/generated}" "{submission}"
                   ,@flags)
                 #:files
                 `(,@files
                   ,@(map (lambda (unit)
                            (cons (string-append (unit-name unit) ".o")
                                  (object-of unit)))
                          done)
                   ("=script" . ,(string-append own-folder script
                                               (bundled results)))
                   ("=compile" . ,(string-concatenate
                                   (map (lambda (unit)
                                          (string-append (unit-name unit) "\0"))
                                        units)))
                   ,@(if link? '(("=link" . "")) '()))
                 #:limits limits
                 (if trusted '(#:trusted #t) '()))))
    (if (eqv? 0 (outcome-status outcome))
        (let ((parts (unbundled (outcome-output-bytes outcome)
                                (length results))))
          (for-each (lambda (unit object)
                      (hash-set! objects (unit-key unit) object))
                    units (take parts (length units)))
          (and link? (last parts)))
        (failed 'build
                (if (eq? 'time (outcome-ended outcome))
                    "building it takes too long"
                    "it does not build")
                (cons "report" (first-errors (outcome-errors outcome)))))))

(define (first-errors text)
  "Return what a compiler says in TEXT from its first error on, not too much."
  (let* ((lines (string-split (harmless text) #\newline))
         (error? (lambda (line)
                   (or (string-contains line "error:")
                       (string-contains line "undefined reference"))))
         (from (or (find-tail error? lines) lines)))
    (string-join (take from (min 12 (length from))) "\n")))

(define programs (make-hash-table))

(define (small-machine bench . flags)
  "Return the machine of the submission of BENCH, compiled with FLAGS, as bytes; or the
verdict that it does not build.  The exercise has to show what of vm/ the parts include."
  (machine-of bench (files-of (bench-submission bench) part?) flags))

(define (given-machine bench . flags)
  "Return the machine that is given, compiled with FLAGS, as bytes."
  (let ((program (machine-of bench '() flags)))
    (when (verdict? program)
      (error "the given machine does not build:" (verdict-details program)))
    program))

(define (machine-of bench own flags)
  "Return the machine with the files OWN of a submission, compiled with FLAGS, as
bytes; or the verdict that it does not build."
  (let* ((all (units own flags))
         (key (map unit-key all)))
    (or (hash-ref programs key)
        (let ((program (linked bench own all flags)))
          (unless (verdict? program) (hash-set! programs key program))
          program))))

(define (linked bench own units flags)
  "Return the program of UNITS, of a submission with the files OWN, or a verdict."
  (define (flat files)
    (remove (lambda (file) (string-index (car file) #\/)) files))
  (let-values (((ready new) (partition unit-given? units)))
    (let ((lacking (remove object-of ready)))
      (when (pair? lacking)
        (progress "compiling the parts that are given, only this once")
        (let ((problem (compile! bench lacking flags
                                 (alist-delete "table.c" (force given))
                                 #:trusted #t)))
          (when problem (error "a given part cannot be compiled" problem)))))
    (let ((lacking (remove object-of new)))
      (progress "compiling " (string-join (map unit-name lacking) " "))
      (compile! bench lacking flags
                (flat (over (alist-delete "table.c" (force given)) own))
                #:link units))))
