;;; (baton devices): input and output of the reference machine.
;;;
;;; A device is a cell whose field is a DEVICE record: its name, its state, and
;;; what it does for `in', `out', `read' and `write' (#f: nothing).  The devices
;;; that a machine has from its start are constants; a file is a counted cell and
;;; is closed when that is freed.  Each service gives a value, or a fault.
;;;
;;;     (make-devices HEAP GRANTS ARGUMENTS SEED ECHO)
;;;
;;; GRANTS is an association list of names (`files' with a folder, `plotter' with
;;; a file, others with #t); ARGUMENTS are strings; (ECHO BYTES) hears what goes to
;;; the console.  The console is the process's standard input and output.

(define-library (baton devices)
  (export make-devices devices-world devices-status devices-finish!
          devices-roots devices-open
          device-name device-port device-in device-out device-read device-write
          datum->value value->datum)
  (import (scheme base) (scheme file) (baton heap) (baton datum) (baton write)
          (only (baton host) flush-output open-append-file folder-names
                file-kind time-of-day bits-and bits-xor bits-shift
                make-table table-ref table-set!))
  (begin
    (define-record-type <device>
      (make-device name state in out read write) device?
      (name record-name) (state record-state set-record-state!)
      (in record-in) (out record-out) (read record-read)
      (write record-write))

    ;; NAMED is an association list of names and device cells; LAST a list of what
    ;; to do at the end of the run; OPEN lists the files' cells; ANSWER is that of
    ;; the file system.
    (define-record-type <devices>
      (make-devices-of world named status last open answer) devices?
      (world devices-world)
      (named devices-named set-devices-named!)
      (status devices-status set-devices-status!)
      (last devices-last set-devices-last!)
      (open devices-open set-devices-open!)
      (answer devices-answer set-devices-answer!))

    (define (devices-roots devices)
      "Return the values that DEVICES keep."
      (list (devices-answer devices)))

    (define (device-fault text)
      "Return the fault of a device that cannot do what TEXT says."
      (make-fault 'device text))

    (define (constant-device . fields)
      "Return the constant device whose record has FIELDS."
      (make-constant-cell 'device (vector (apply make-device fields))))

    (define (cell-device cell)
      "Return the record of the device CELL."
      (vector-ref (cell-fields cell) 0))

    (define (device-name cell)
      "Return the name of the device CELL."
      (record-name (cell-device cell)))

    (define (serve cell what service arguments)
      "Let the device CELL serve WHAT, by the accessor SERVICE, for ARGUMENTS."
      (let ((act (service (cell-device cell))))
        (if act
            (apply act arguments)
            (device-fault
             (string-append "the device " (symbol->string (device-name cell))
                            " does not serve " what)))))

    (define (device-in cell)
      "Return the next byte of the device CELL."
      (serve cell "in" record-in '()))

    (define (device-out cell value)
      "Send VALUE, a byte or a string, to the device CELL."
      (serve cell "out" record-out (list value)))

    (define (device-read cell)
      "Return the next datum of the device CELL."
      (serve cell "read" record-read '()))

    (define (device-write cell value)
      "Write VALUE to the device CELL."
      (serve cell "write" record-write (list value)))

    (define (device-port devices world name)
      "Return the one of DEVICES that WORLD grants as NAME."
      (let ((entry (assq name (devices-named devices))))
        (if (and entry (eq? world (devices-world devices)))
            (cdr entry)
            (device-fault (string-append "no device " (symbol->string name)
                                         " is granted")))))

    (define (make-devices heap grants arguments seed echo)
      "Return the devices of a machine with HEAP."
      (let ((devices (make-devices-of
                      (constant-device 'world #f #f #f #f #f)
                      '() 0 '() '() (eof-object))))
        (define (add! name cell)
          (set-devices-named! devices (cons (cons name cell)
                                            (devices-named devices))))
        (add! 'console (console heap echo))
        (add! 'args (arguments-device heap arguments))
        (add! 'status (status-device devices))
        (for-each
         (lambda (grant)
           (add! (car grant)
                 (case (car grant)
                   ((files) (files heap devices (cdr grant)))
                   ((clock) (clock heap))
                   ((random) (random-device seed))
                   ((timer) (constant-device 'timer #f #f #f #f #f))
                   ((plotter) (plotter devices (cdr grant)))
                   (else (error "no such device" (car grant))))))
         grants)
        (set-heap-close! heap (lambda (cell) (close-file! devices cell)))
        devices))

    (define (at-last! devices act)
      "Let ACT be done when the run with DEVICES ends."
      (set-devices-last! devices (cons act (devices-last devices))))

    (define (devices-finish! devices)
      "Do what DEVICES have to do at the end of the run."
      (for-each (lambda (act) (act)) (devices-last devices)))

    ;; Values and data of the host

    (define (datum-words heap datum)
      "Return the words that DATUM takes in HEAP."
      (define (words kind size)
        (heap-words heap kind size))
      (cond ((pair? datum)
             (let loop ((rest datum) (sum 0))
               (if (pair? rest)
                   (loop (cdr rest) (+ sum (words 'pair 2)
                                       (datum-words heap (car rest))))
                   (+ sum (datum-words heap rest)))))
            ((vector? datum)
             (apply + (words 'vector (vector-length datum))
                    (map (lambda (item) (datum-words heap item))
                         (vector->list datum))))
            ((string? datum) (words 'string (string-length datum)))
            ((bytevector? datum) (words 'bytes (bytevector-length datum)))
            (else 0)))

    (define (datum->value heap datum)
      "Return DATUM as a value in HEAP, or a fault."
      (define (list->value datum)
        (let loop ((rest datum) (items '()))
          (if (pair? rest)
              (loop (cdr rest) (cons (build (car rest)) items))
              (let join ((items items) (tail (build rest)))
                (if (null? items)
                    tail
                    (join (cdr items)
                          (heap-cell heap 'pair
                                     (vector (car items) tail))))))))
      (define (build datum)
        (cond ((pair? datum) (list->value datum))
              ((vector? datum)
               (heap-cell heap 'vector
                          (list->vector (map build (vector->list datum)))))
              ((string? datum) (heap-cell heap 'string (string-copy datum)))
              ((bytevector? datum) (heap-cell heap 'bytes datum))
              (else datum)))
      (if (heap-room? heap (datum-words heap datum))
          (build datum)
          memory-fault))

    (define (value->datum value)
      "Return VALUE as a datum of the host that shares what VALUE shares; what
is no data stands in it as it is."
      (let ((known (make-table)))
        (define (start! cell datum)
          (table-set! known cell datum)
          datum)
        (define (list->datum cell)
          (let ((first (start! cell (cons #f '()))))
            (let loop ((cell cell) (pair first))
              (set-car! pair (walk (vector-ref (cell-fields cell) 0)))
              (let ((rest (vector-ref (cell-fields cell) 1)))
                (cond ((and (value-is? rest 'pair)
                            (not (table-ref known rest #f)))
                       (set-cdr! pair (start! rest (cons #f '())))
                       (loop rest (cdr pair)))
                      (else (set-cdr! pair (walk rest)) first))))))
        (define (vector->datum cell)
          (let* ((fields (cell-fields cell))
                 (size (vector-length fields))
                 (datum (start! cell (make-vector size #f))))
            (do ((i 0 (+ i 1)))
                ((= i size) datum)
              (vector-set! datum i (walk (vector-ref fields i))))))
        (define (walk value)
          (if (cell? value)
              (or (table-ref known value #f)
                  (case (cell-kind value)
                    ((pair) (list->datum value))
                    ((vector) (vector->datum value))
                    ((string) (string-copy (cell-fields value)))
                    ((bytes) (bytevector-copy (cell-fields value)))
                    (else value)))
              value))
        (walk value)))

    ;; The devices that are always there

    (define (out-bytes value)
      "Return the bytes to send for VALUE, or a fault."
      (cond ((integer? value)
             (if (<= 0 value 255) (bytevector value) bounds-fault))
            ((value-is? value 'string) (string->utf8 (cell-fields value)))
            (else type-fault)))

    (define (sending put!)
      "Return the service `out' that sends bytes by PUT!."
      (lambda (value)
        (let ((bytes (out-bytes value)))
          (cond ((fault? bytes) bytes)
                (else (put! bytes) #f)))))

    (define (writing put!)
      "Return the service `write' that sends bytes by PUT!."
      (lambda (value)
        (put! (string->utf8 (value->text value)))
        #f))

    ;; A datum for which there was no room is kept: the machine may find room
    ;; and ask again.
    (define (reading heap input)
      "Return the service `read' of INPUT, a stream, that makes values in HEAP."
      (let ((kept '()))
        (lambda ()
          (let ((datum (if (null? kept)
                           (read-datum input (heap-least heap)
                                       (heap-greatest heap))
                           (car kept))))
            (set! kept '())
            (if (problem? datum)
                (device-fault (problem-text datum))
                (let ((value (datum->value heap datum)))
                  (when (eq? value memory-fault) (set! kept (list datum)))
                  value))))))

    (define (console heap echo)
      "Return the device `console' of a machine with HEAP; ECHO hears output."
      (let* ((in (current-input-port))
             (out (current-output-port))
             (input (make-input
                     (lambda ()
                       (unless (u8-ready? in) (flush-output out))
                       (read-u8 in)))))
        (define (put! bytes)
          (echo bytes)
          (write-bytevector bytes out))
        (constant-device 'console #f
                         (lambda () (input-byte! input))
                         (sending put!) (reading heap input)
                         (writing put!))))

    (define (arguments-device heap arguments)
      "Return the device `args', which gives ARGUMENTS, strings, in HEAP."
      (constant-device
       'args #f #f #f
       (lambda ()
         (if (null? arguments)
             (eof-object)
             (let ((value (datum->value heap (car arguments))))
               (unless (fault? value) (set! arguments (cdr arguments)))
               value)))
       #f))

    (define (status-device devices)
      "Return the device `status', which sets the status of DEVICES."
      (define (set-status! value)
        (cond ((not (integer? value)) type-fault)
              ((<= 0 value 255) (set-devices-status! devices value) #f)
              (else bounds-fault)))
      (constant-device 'status #f #f set-status! #f set-status!))

    ;; Clock and random

    (define (clock heap)
      "Return the device `clock', which makes lists in HEAP."
      (constant-device
       'clock #f #f #f
       (lambda ()
         (let ((now (time-of-day)) (day 86400))
           (datum->value heap (list (quotient (car now) day)
                                    (remainder (car now) day)
                                    (cdr now)))))
       #f))

    (define (random-device seed)
      "Return the device `random' that begins with SEED."
      (let* ((word (expt 2 64))
             (state (if (= 0 (modulo seed word)) 1 (modulo seed word))))
        (define (step!)
          "Return the next 64 bits."
          (let* ((s (bits-xor state (bits-shift state -12)))
                 (s (bits-xor s (modulo (bits-shift s 25) word)))
                 (s (bits-xor s (bits-shift s -27))))
            (set! state s)
            (modulo (* s #x2545F4914F6CDD1D) word)))
        (constant-device 'random #f
                         (lambda () (bits-shift (step!) -56))
                         #f
                         (lambda () (bits-shift (step!) -35))
                         #f)))

    ;; Files

    (define (close-file! devices cell)
      "Close the file of CELL, one of DEVICES."
      (set-devices-open! devices
                         (remove-item cell (devices-open devices)))
      (close-port (record-state (cell-device cell))))

    (define (remove-item item items)
      "Return ITEMS without ITEM, which is one of them."
      (if (eq? item (car items))
          (cdr items)
          (cons (car items) (remove-item item (cdr items)))))

    (define (open-file! heap devices record)
      "Return a cell in HEAP, one of DEVICES, for the file RECORD."
      (let ((cell (heap-cell heap 'device (vector record))))
        (set-devices-open! devices (cons cell (devices-open devices)))
        cell))

    (define (attempt act)
      "Return what ACT gives, or #f where the file system refuses."
      (call-with-current-continuation
       (lambda (return)
         (with-exception-handler
          (lambda (problem) (return #f))
          act))))

    (define (request value)
      "Return the command and the operands of the list VALUE, or #f."
      (let ((datum (value->datum value)))
        (and (list? datum) (pair? datum) (symbol? (car datum)) datum)))

    (define (file-name? value)
      "Can VALUE be the name of a file in a folder?"
      (and (string? value)
           (not (string=? value ""))
           (let loop ((i 0))
             (or (= i (string-length value))
                 (and (not (memv (string-ref value i) '(#\/ #\x0)))
                      (loop (+ i 1)))))))

    (define (input-file heap port)
      "Return the record of a file that is read from PORT into HEAP."
      (let ((input (make-input (lambda () (read-u8 port)))))
        (make-device 'file port (lambda () (input-byte! input)) #f
                     (reading heap input) #f)))

    (define (output-file port)
      "Return the record of a file that is written to PORT."
      (define (put! bytes) (write-bytevector bytes port))
      (make-device 'file port #f (sending put!) #f (writing put!)))

    (define (files heap devices folder)
      "Return the device `files' that grants FOLDER, with values in HEAP."
      (let ()
        (define (path name) (string-append folder "/" name))
        (define (open name kinds make)
          "Return a file for NAME, if it is one of KINDS, with the record MAKE gives."
          (and (memq (file-kind (path name)) kinds)
               (let ((record (attempt (lambda () (make (path name))))))
                 (and record (open-file! heap devices record)))))
        (define (file-request command name)
          (case command
            ((input)
             (open name '(regular)
               (lambda (path)
                 (input-file heap (open-binary-input-file path)))))
            ((output)
             (open name '(regular #f)
               (lambda (path) (output-file (open-binary-output-file path)))))
            ((append)
             (open name '(regular #f)
               (lambda (path) (output-file (open-append-file path)))))
            ((delete)
             (and (eq? 'regular (file-kind (path name)))
                  (attempt (lambda () (delete-file (path name)) #t))))
            (else (device-fault "there is no such request to files"))))
        (define (respond datum)
          "Return the answer to the request DATUM, or a fault."
          (cond ((not (heap-room? heap (heap-words heap 'device 1)))
                 memory-fault)
                ((and datum (= 2 (length datum)) (file-name? (cadr datum)))
                 (file-request (car datum) (cadr datum)))
                ((equal? datum '(list))
                 (let ((names (attempt (lambda () (folder-names folder)))))
                   (and names (datum->value heap names))))
                (else (device-fault "there is no such request to files"))))
        (define (write value)
          (let ((response (respond (request value))))
            (cond ((fault? response) response)
                  (else
                   (release! heap (read))
                   (set-devices-answer! devices response)
                   #f))))
        (define (read)
          (let ((answer (devices-answer devices)))
            (set-devices-answer! devices (eof-object))
            answer))
        (at-last! devices (lambda () (release! heap (read))))
        (constant-device 'files #f #f #f read write)))

    ;; The plotter

    (define (plotter devices file)
      "Return the device `plotter', which draws into FILE when the run of DEVICES
ends."
      (let ((x 0) (y 0) (color "black") (width 1) (shapes '())
            (left #f) (top #f) (right #f) (bottom #f))
        (define (cover! x y)
          (set! left (if left (min left x) x))
          (set! right (if right (max right x) x))
          (set! top (if top (min top y) y))
          (set! bottom (if bottom (max bottom y) y)))
        (define (draw! . parts)
          (set! shapes (cons parts shapes)))
        (define (pen)
          (list " stroke=\"" (escaped color) "\" stroke-width=\"" width
                "\" fill=\"none\"/>"))
        (define (command! datum)
          (define (operands? . tests)
            (and (= (length (cdr datum)) (length tests))
                 (let loop ((tests tests) (values (cdr datum)))
                   (or (null? tests)
                       (and ((car tests) (car values))
                            (loop (cdr tests) (cdr values)))))))
          (define (natural? value) (and (integer? value) (>= value 0)))
          (define (first) (cadr datum))
          (define (move!)
            (set! x (cadr datum))
            (set! y (list-ref datum 2)))
          (case (and datum (car datum))
            ((move) (and (operands? integer? integer?) (begin (move!) #t)))
            ((line)
             (and (operands? integer? integer?)
                  (let ((from-x x) (from-y y))
                    (move!)
                    (cover! from-x from-y)
                    (cover! x y)
                    (draw! "<line x1=\"" from-x "\" y1=\"" from-y "\" x2=\"" x
                           "\" y2=\"" y "\"" (pen))
                    #t)))
            ((circle)
             (and (operands? natural?)
                  (let ((r (first)))
                    (cover! (- x r) (- y r))
                    (cover! (+ x r) (+ y r))
                    (draw! "<circle cx=\"" x "\" cy=\"" y "\" r=\"" r "\""
                           (pen))
                    #t)))
            ((color)
             (and (operands? string?) (begin (set! color (first)) #t)))
            ((width)
             (and (operands? natural?) (begin (set! width (first)) #t)))
            ((text)
             (and (operands? string?)
                  (begin
                    (cover! x y)
                    (draw! "<text x=\"" x "\" y=\"" y "\" fill=\""
                           (escaped color) "\">" (escaped (first)) "</text>")
                    #t)))
            (else #f)))
        (define (write value)
          (if (command! (request value))
              #f
              (device-fault "there is no such command of the plotter")))
        (define (finish!)
          (let* ((margin 10)
                 (left (- (or left 0) margin)) (top (- (or top 0) margin))
                 (wide (- (+ (or right 0) margin) left))
                 (high (- (+ (or bottom 0) margin) top)))
            (attempt
             (lambda ()
               (call-with-port (open-binary-output-file file)
                 (lambda (port)
                   (write-parts
                    (list
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\""
                     left " " top " " wide " " high "\" width=\"" wide
                     "\" height=\"" high "\">\n"
                     (map (lambda (shape) (list shape "\n"))
                          (reverse shapes))
                     "</svg>\n")
                    port)))))))
        (at-last! devices finish!)
        (constant-device 'plotter #f #f #f #f write)))

    (define (write-parts parts port)
      "Write PARTS, nested lists of strings and integers, to PORT as UTF-8."
      (cond ((pair? parts)
             (write-parts (car parts) port)
             (write-parts (cdr parts) port))
            ((string? parts) (write-bytevector (string->utf8 parts) port))
            ((integer? parts) (write-parts (number->string parts) port))))

    (define (escaped text)
      "Return TEXT with the characters escaped that SVG gives a meaning."
      (apply string-append
             (map (lambda (c)
                    (case c
                      ((#\&) "&amp;") ((#\<) "&lt;") ((#\>) "&gt;")
                      ((#\") "&quot;") (else (string c))))
                  (string->list text))))))
