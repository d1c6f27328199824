;;; (course report): the reports that people and other tools want of a result.
;;;
;;; Each report is a pure procedure from a RESULT of (course grade) to a text:
;;; for people, as JSON, and in the formats of Gradescope, Autolab, Exercism
;;; (version 3) and JUnit.  What concerns a hidden input is left out unless
;;; REVEAL.  Guarantees the same bytes for the same result; only `seconds'
;;; changes from run to run.

(define-module (course report)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module ((baton conformance) #:select (write-json))
  #:use-module (course exercise)
  #:use-module (course grade)
  #:export (formats report number-text shown-details test-lines))

(define (number-text n)
  "Return the exact number N with at most two places behind the point."
  (let ((hundredths (inexact->exact (round (* 100 n)))))
    (if (zero? (modulo hundredths 100))
        (number->string (quotient hundredths 100))
        (let ((text (number->string (/ hundredths 100.0))))
          text))))

(define (decimal n)
  "Return N as JSON should have it."
  (let ((hundredths (inexact->exact (round (* 100 n)))))
    (if (zero? (modulo hundredths 100))
        (quotient hundredths 100)
        (/ hundredths 100.0))))

(define (passed? test)
  "Did the TEST of a result pass?"
  (eq? 'passed (field test 'status)))

(define (shown-details test reveal)
  "Return the details of TEST, none where they are of a hidden input unless
REVEAL."
  (if (or reveal (eq? 'public (field test 'inputs)))
      (field test 'details)
      '()))

(define (indented text by)
  "Return TEXT with BY before each line."
  (string-join (map (lambda (line) (string-append by line))
                    (string-split (string-trim-right text #\newline)
                                  #\newline))
               "\n"))

(define (said test reveal)
  "Return what is to be said of TEST that failed, as text of several lines."
  (string-join
   `(,(string-append (field test 'message)
                     (if (eq? 'hidden (field test 'inputs))
                         " (on a hidden input)" ""))
     ,@(append-map
        (match-lambda
          ((label . text)
           (if (or (string-index text #\newline)
                   (> (+ (string-length label) (string-length text)) 70))
               (list (string-append label ":") (indented text "    "))
               (list (string-append label ": " text)))))
        (shown-details test reveal))
     ,@(if (null? (field test 'hints))
           '()
           (list (string-append "hint: " (car (field test 'hints))))))
   "\n"))

(define (test-lines test reveal)
  "Return the lines that tell of TEST."
  (string-append
   (if (passed? test) "  passed  " "  FAILED  ")
   (field test 'name)
   (if (zero? (field test 'points))
       ""
       (string-append "  " (number-text (field test 'score)) " of "
                      (number-text (field test 'points))))
   "\n"
   (if (passed? test)
       ""
       (string-append (indented (said test reveal) "          ") "\n"))))

;; For people

(define (left-lines exercise)
  "Return the lines that tell what was left out of EXERCISE's submission."
  (string-concatenate
   (map (match-lambda
          ((name . reason)
           (string-append "  left out: " name " " reason "\n")))
        (field exercise 'left))))

(define (text-report result reveal)
  "Return RESULT as text for people."
  (string-append
   (field result 'submission)
   (if (string-null? (field result 'student))
       ""
       (string-append ", student " (field result 'student)))
   "\n"
   (if (field result 'contained)
       ""
       "  NOT CONTAINED: this ran without a sandbox, at your own risk\n")
   (string-concatenate
    (map (lambda (exercise)
           (string-append
            "\n" (field exercise 'name) ": "
            (number-text (field exercise 'score)) " of "
            (number-text (field exercise 'points)) " points\n"
            (left-lines exercise)
            (string-concatenate
             (map (lambda (test) (test-lines test reveal))
                  (field exercise 'tests)))))
         (field result 'exercises)))
   (if (null? (field result 'exercises))
       "\nno test ran: there is no folder of an exercise in it\n"
       "")
   "\n" (number-text (result-score result)) " of "
   (number-text (result-points result)) " points; "
   (match (field result 'hidden)
     ('none "public inputs only")
     ('practice "hidden inputs from the seed for practice")
     ('secret "hidden inputs from a secret seed"))
   "\n"))

;; JSON

(define (json value)
  "Return VALUE as JSON, with a line end."
  (call-with-output-string
    (lambda (port)
      (write-json value port)
      (newline port))))

(define (list->json items convert)
  "Return the vector of what CONVERT gives for ITEMS."
  (list->vector (map convert items)))

(define (json-report result reveal)
  "Return RESULT as JSON, all of it."
  (json
   `((version . 1)
     (submission . ,(field result 'submission))
     (student . ,(field result 'student))
     (contained . ,(field result 'contained))
     (hidden . ,(field result 'hidden))
     (score . ,(decimal (result-score result)))
     (points . ,(decimal (result-points result)))
     (message . ,(no-test-message result))
     (exercises
      . ,(list->json
          (field result 'exercises)
          (lambda (exercise)
            `((name . ,(field exercise 'name))
              (title . ,(field exercise 'title))
              (score . ,(decimal (field exercise 'score)))
              (points . ,(decimal (field exercise 'points)))
              (left . ,(list->json (field exercise 'left)
                                   (match-lambda
                                     ((name . reason)
                                      `((file . ,name)
                                        (reason . ,reason))))))
              (tests . ,(list->json (field exercise 'tests)
                                    (lambda (test)
                                      (test-json test reveal))))))))
     (seconds . ,(field result 'seconds)))))

(define (test-json test reveal)
  "Return TEST as an object for JSON."
  `((name . ,(field test 'name))
    (status . ,(field test 'status))
    (score . ,(decimal (field test 'score)))
    (points . ,(decimal (field test 'points)))
    (inputs . ,(field test 'inputs))
    (kind . ,(or (field test 'kind) 'null))
    (message . ,(field test 'message))
    (details . ,(list->json (shown-details test reveal)
                            (match-lambda
                              ((label . text)
                               `((label . ,label) (text . ,text))))))
    (hints . ,(list->vector (field test 'hints)))))

(define (no-test-message result)
  "Return why no test of RESULT ran, or an empty text."
  (if (null? (field result 'exercises)) "no test ran" ""))

;; All tests of a result, as the other formats want them

(define (all-tests result)
  "Return the (EXERCISE . TEST) of RESULT.  Where no test ran, that is a test
that failed."
  (let ((tests (append-map (lambda (exercise)
                             (map (lambda (test) (cons exercise test))
                                  (field exercise 'tests)))
                           (field result 'exercises))))
    (if (null? tests)
        '((((name . "submission"))
           . ((name . "handed in") (points . 0) (score . 0)
              (status . failed) (inputs . public) (kind . missing)
              (message . "no test ran: there is no folder of an exercise")
              (details) (hints))))
        tests)))

(define (full-name exercise test)
  "Return the name of TEST among those of all exercises."
  (string-append (field exercise 'name) ": " (field test 'name)))

(define (gradescope-report result reveal)
  "Return RESULT as Gradescope's results.json."
  (json
   `((score . ,(decimal (result-score result)))
     (execution_time . ,(field result 'seconds))
     (output . ,(string-append "Baton: " (number-text (result-score result))
                               " of " (number-text (result-points result))
                               " points"))
     (stdout_visibility . "hidden")
     (tests
      . ,(list->json
          (all-tests result)
          (match-lambda
            ((exercise . test)
             `((name . ,(full-name exercise test))
               (score . ,(decimal (field test 'score)))
               (max_score . ,(decimal (field test 'points)))
               (status . ,(field test 'status))
               (output . ,(if (passed? test) "" (said test reveal)))
               (visibility . "visible"))))))
     (leaderboard . ,(vector
                      `((name . "points")
                        (value . ,(decimal (result-score result)))))))))

(define (autolab-report result reveal)
  "Return RESULT as text that ends with Autolab's line."
  (string-append
   (text-report result reveal)
   (json
    `((scores . ,(if (null? (field result 'exercises))
                     '((submission . 0))
                     (map (lambda (exercise)
                            (cons (string->symbol (field exercise 'name))
                                  (decimal (field exercise 'score))))
                          (field result 'exercises))))
      (scoreboard . ,(vector (decimal (result-score result))))))))

(define (exercism-report result reveal)
  "Return RESULT as Exercism's results.json, version 3."
  (let ((tests (all-tests result)))
    (json
     `((version . 3)
       (status . ,(cond ((null? (field result 'exercises)) "error")
                        ((every (lambda (t) (passed? (cdr t))) tests) "pass")
                        (else "fail")))
       (message . ,(if (null? (field result 'exercises))
                       (no-test-message result)
                       'null))
       (tests
        . ,(list->json
            tests
            (match-lambda
              ((exercise . test)
               `((name . ,(full-name exercise test))
                 (task_id . ,(+ 1 (list-index
                                   (lambda (e) (equal? e exercise))
                                   (if (null? (field result 'exercises))
                                       (list exercise)
                                       (field result 'exercises)))))
                 (test_code . ,(field test 'name))
                 (status . ,(cond ((passed? test) "pass")
                                  ((memq (field test 'kind)
                                         '(missing build grader))
                                   "error")
                                  (else "fail")))
                 (message . ,(if (passed? test) 'null (said test reveal)))
                 (output . null))))))))))

;; XML

(define (xml-text text)
  "Return TEXT as XML; what XML cannot have becomes a question mark."
  (string-concatenate
   (map (lambda (c)
          (case c
            ((#\<) "&lt;") ((#\>) "&gt;") ((#\&) "&amp;") ((#\") "&quot;")
            ((#\newline) "&#10;") ((#\tab) "&#9;")
            (else (if (or (char<? c #\space)
                          (memv (char->integer c) '(#xFFFE #xFFFF)))
                      "?"
                      (string c)))))
        (string->list text))))

(define (element name attributes . content)
  "Return the XML element NAME with ATTRIBUTES, (NAME . TEXT), and CONTENT."
  (string-append
   "<" name
   (string-concatenate
    (map (match-lambda
           ((key . text)
            (string-append " " key "=\"" (xml-text text) "\"")))
         attributes))
   (if (null? content)
       "/>"
       (string-append ">" (string-concatenate content) "</" name ">"))
   "\n"))

(define (junit-report result reveal)
  "Return RESULT as JUnit's XML."
  (let* ((tests (all-tests result))
         (failures (count (lambda (t) (not (passed? (cdr t)))) tests)))
    (string-append
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
     (apply
      element "testsuite"
      `(("name" . ,(string-append "baton " (field result 'submission)))
        ("tests" . ,(number->string (length tests)))
        ("failures" . ,(number->string failures))
        ("errors" . "0")
        ("time" . ,(number->string (field result 'seconds))))
      "\n"
      (map (match-lambda
             ((exercise . test)
              (apply element "testcase"
                     `(("classname" . ,(field exercise 'name))
                       ("name" . ,(field test 'name)))
                     (if (passed? test)
                         '()
                         (list
                          (element "failure"
                                   `(("type" . ,(symbol->string
                                                 (field test 'kind)))
                                     ("message" . ,(field test 'message)))
                                   (xml-text (said test reveal))))))))
           tests)))))

(define formats
  `(("text" . ,text-report) ("json" . ,json-report)
    ("gradescope" . ,gradescope-report) ("autolab" . ,autolab-report)
    ("exercism" . ,exercism-report) ("junit" . ,junit-report)))

(define (report format result reveal)
  "Return RESULT as text in FORMAT, a name in `formats'."
  ((assoc-ref formats format) result reveal))
