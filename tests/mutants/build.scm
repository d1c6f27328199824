;;; tests/mutants/build.scm: writes the sources of the mutants.
;;;
;;; For each mutant of mutants.scm a folder build/mutants/NAME with links to vm/
;;; and changed copies of what it changes; prints its NAME and the objects that
;;; have to be compiled again, a line each.  Relies on the .d files
;;; of the ordinary build to know which object needs which file.

(use-modules (ice-9 match) (ice-9 ftw) (ice-9 popen) (ice-9 regex)
             (ice-9 textual-ports)
             ((baton instructions) #:select (read-all))
             ((srfi srfi-1) #:select (any delete-duplicates every filter)))

(define (text-of path)
  "Return the content of the file PATH."
  (call-with-input-file path get-string-all #:encoding "UTF-8"))

(define (write-text path text)
  "Write TEXT to PATH, in the place of what is there."
  (when (false-if-exception (lstat path)) (delete-file path))
  (call-with-output-file path
    (lambda (port) (put-string port text))
    #:encoding "UTF-8"))

(define (changed name file text find replace)
  "Return TEXT of FILE with REPLACE for FIND, which must stand there once."
  (let ((i (string-contains text find)))
    (unless (and i (not (string-contains text find (+ i 1))))
      (format (current-error-port)
              "tests/mutants/mutants.scm: ~a: this text is not in ~a once:~%~a~%"
              name file find)
      (exit 65))
    (string-append (substring text 0 i) replace
                   (substring text (+ i (string-length find))))))

(define (run . words)
  "Run WORDS, which must succeed."
  (unless (zero? (apply system* words))
    (error "this failed" words)))

(define (without-detours text)
  "Return TEXT, paths, without parts like `engines/../'."
  (regexp-substitute/global #f "[a-z]+/\\.\\./" text 'pre "" 'post))

(define (machine-objects home)
  "Return the names of the objects of the machine that is built in HOME."
  (let* ((port (open-pipe* OPEN_READ "ar" "t"
                           (string-append home "/build/libbaton.a")))
         (names (string-tokenize (get-string-all port))))
    (close-pipe port)
    (map (lambda (name) (string-drop-right name 2)) names)))

(define (dependents home file)
  "Return the objects of the machine that FILE, a path in HOME, goes into."
  (let ((build (string-append home "/build")) (own (machine-objects home)))
    (filter
     (lambda (object)
       (and (member object own)
            (string-contains
             (string-append
              " " (without-detours (text-of (string-append build "/" object
                                                           ".d"))))
             (string-append " " file))))
     (map (lambda (name) (string-drop-right name 2))
          (scandir build (lambda (name) (string-suffix? ".d" name)))))))

(define (write-mutant home folder name changes)
  "Write the sources of the mutant NAME with CHANGES to FOLDER; print a line for
whoever compiles it."
  (run "rm" "-rf" folder)
  (run "mkdir" "-p" (string-append folder "/spec"))
  (run "cp" "-rs" (string-append home "/vm") folder)
  (for-each
   (match-lambda
     ((file find replace)
      (let ((copy (string-append folder "/" file)))
        (write-text copy (changed name file
                                  (text-of (string-append
                                            (if (file-exists? copy) folder home)
                                            "/" file))
                                  find replace)))))
   changes)
  (let ((files (delete-duplicates (map car changes))))
    (format #t "~a ~a~%" name
            (string-join
             (delete-duplicates
              (apply append
                     (map (lambda (file)
                            (if (string=? file "spec/instructions.scm")
                                '("engine" "step" "table")
                                (dependents home file)))
                          files)))
             " "))))

(define (main home arguments)
  "Write the mutants in HOME that ARGUMENTS name, or all; `--names' only prints
their names, and what is wrong with them."
  (for-each
   (match-lambda
     (('area text) #t)
     (('mutant name what near . changes)
      (let ((name (symbol->string name)))
        (cond ((equal? arguments '("--names"))
               (format #t "~a: ~a~%" name
                       (string-join (string-split what #\newline) " ")))
              ((or (null? arguments) (member name arguments))
               (write-mutant home (string-append home "/build/mutants/" name)
                             name changes))))))
   (read-all (string-append home "/tests/mutants/mutants.scm"))))
