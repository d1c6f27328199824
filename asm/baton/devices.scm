;;; (baton devices): input and output of the reference machine.
;;;
;;; A device is a cell of two fields, the first of which is a DEVICE record: its
;;; name, its state, and what it does for `in', `out', `read' and `write' (#f:
;;; nothing).  The world's cell has a field for each device that can be granted.
;;; A file is closed when its cell is freed.  Each service gives a value, or a
;;; fault.
;;;
;;;     (make-devices HEAP GRANTS ARGUMENTS SEED ECHO)
;;;
;;; makes these cells: the world is held by whoever made the devices.  GRANTS is
;;; an association list of names (`files' with a folder, `plotter' with a file,
;;; others with #t); ARGUMENTS are strings; (ECHO BYTES) hears what goes to the
;;; console.  The console is the process's standard input and output.

(define-library (baton devices)
  (export make-devices devices-world devices-status devices-finish!
          devices-roots devices-open
          device-name device-is-world? device-port
          device-in device-out device-read device-write
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

    ;; LAST is a list of what to do at the end of the run; OPEN lists the files'
    ;; cells; ANSWER is that of the file system.
    (define-record-type <devices>
      (make-devices-of world status last open answer) devices?
      (world devices-world)
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

    (define (device-cell heap record)
      "Return a new device cell in HEAP for RECORD."
      (heap-cell heap 'device (vector record #f)))

    (define (cell-device cell)
      "Return the record of the device CELL."
      (vector-ref (cell-fields cell) 0))

    (define (device-name cell)
      "Return the name of the device CELL."
      (record-name (cell-device cell)))

    (define (serve cell service refusal arguments)
      "Let the device CELL do what the accessor SERVICE gets, with ARGUMENTS;
it may refuse with the text REFUSAL."
      (let ((act (service (cell-device cell))))
        (if act
            (apply act arguments)
            (device-fault
             (string-append "the device " (symbol->string (device-name cell))
                            " " refusal)))))

    (define (device-in cell)
      "Return the next byte of the device CELL."
      (serve cell record-in "gives no bytes" '()))

    (define (device-out cell value)
      "Send VALUE, a byte or a string, to the device CELL."
      (serve cell record-out "takes no bytes" (list value)))

    (define (device-read cell)
      "Return the next datum of the device CELL."
      (serve cell record-read "gives no data" '()))

    (define (device-write cell value)
      "Write VALUE to the device CELL."
      (serve cell record-write "takes no data" (list value)))

    (define (device-is-world? value)
      "Is VALUE the world?"
      (and (value-is? value 'device) (eq? 'world (device-name value))))

    (define (device-port world name)
      "Return the device that WORLD grants as NAME, held once more."
      (define (find n)
        (let ((cell (and (< n (vector-length (cell-fields world)))
                         (vector-ref (cell-fields world) n))))
          (cond (cell (if (eq? name (device-name cell)) cell (find (+ n 1))))
                ((< n (vector-length (cell-fields world))) (find (+ n 1)))
                (else #f))))
      (if (device-is-world? world)
          (let ((cell (find 1)))
            (cond (cell (retain! cell) cell)
                  (else
                   (device-fault (string-append "no device "
                                                (symbol->string name)
                                                " was granted")))))
          (device-fault "port selects from the world only")))

    (define grantable
      '(console args status files clock random timer plotter))

    (define (make-devices heap grants arguments seed echo)
      "Return the devices of a machine with HEAP."
      (let* ((fields (make-vector (+ 1 (length grantable)) #f))
             (world (heap-cell heap 'device fields))
             (devices (make-devices-of world 0 '() '() #f))
             (granted (append '((console . #t) (args . #t) (status . #t))
                              grants)))
        (define (make-record name grant)
          (case name
            ((console) (console heap echo))
            ((args) (arguments-device heap arguments))
            ((status) (status-device devices))
            ((files) (files heap devices grant))
            ((clock) (clock heap))
            ((random) (random-device seed))
            ((timer) (make-device 'timer #f #f #f #f #f))
            (else (plotter devices grant))))
        (set-heap-close! heap (lambda (cell) (close-file! devices cell)))
        (vector-set! fields 0 (make-device 'world #f #f #f #f #f))
        (let loop ((names grantable) (n 1))
          (unless (null? names)
            (let ((entry (assq (car names) granted)))
              (when entry
                (vector-set! fields n
                             (device-cell heap (make-record (car names)
                                                            (cdr entry))))))
            (loop (cdr names) (+ n 1))))
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
        (make-device 'console #f
                         (lambda () (input-byte! input))
                         (sending put!) (reading heap input)
                         (writing put!))))

    (define (arguments-device heap arguments)
      "Return the device `args', which gives ARGUMENTS, strings, in HEAP."
      (make-device
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
      (make-device 'status #f #f set-status! #f set-status!))

    ;; Clock and random

    (define (clock heap)
      "Return the device `clock', which makes lists in HEAP."
      (make-device
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
        (make-device 'random #f
                         (lambda () (bits-shift (step!) -56))
                         #f
                         (lambda () (bits-shift (step!) -35))
                         #f)))

    ;; Files

    (define (close-file! devices cell)
      "Close the file, if it is one, of CELL, one of DEVICES."
      (let ((port (record-state (cell-device cell))))
        (when port
          (set-devices-open! devices
                             (remove-item cell (devices-open devices)))
          (close-port port))))

    (define (remove-item item items)
      "Return ITEMS without ITEM, which is one of them."
      (if (eq? item (car items))
          (cdr items)
          (cons (car items) (remove-item item (cdr items)))))

    (define (flush-file cell)
      "Send what the file of CELL holds back to the folder."
      (let ((port (record-state (cell-device cell))))
        (when (output-port? port) (flush-output port))))

    (define (open-file! heap devices record)
      "Return a cell in HEAP, one of DEVICES, for the file RECORD."
      (let ((cell (device-cell heap record)))
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
           (not (member value '("" "." "..")))
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

    (define request-refusal
      "a request is (input NAME), (output NAME), (append NAME), (delete NAME) \
or (list), NAME a string without /")

    (define (files heap devices folder)
      "Return the device `files' that grants FOLDER, with values in HEAP."
      (let ()
        (define (path name) (string-append folder "/" name))
        (define (open name kinds make)
          "Return a file for NAME, if it is one of KINDS, with the record MAKE
gives."
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
             (and (not (memq (file-kind (path name)) '(directory #f)))
                  (attempt (lambda () (delete-file (path name)) #t))))
            (else (device-fault request-refusal))))
        (define (respond datum)
          "Return the answer to the request DATUM, or a fault."
          (cond ((not (heap-room? heap (heap-words heap 'device 2)))
                 memory-fault)
                ((and datum (= 2 (length datum)) (file-name? (cadr datum)))
                 (file-request (car datum) (cadr datum)))
                ((equal? datum '(list))
                 (let ((names (attempt (lambda () (folder-names folder)))))
                   (and names (datum->value heap names))))
                (else (device-fault request-refusal))))
        (define (write value)
          (for-each flush-file (devices-open devices))
          (let ((response (respond (request value))))
            (cond ((fault? response) response)
                  (else
                   (release! heap (read))
                   (set-devices-answer! devices response)
                   #f))))
        (define (read)
          (let ((answer (devices-answer devices)))
            (set-devices-answer! devices #f)
            answer))
        (at-last! devices (lambda () (release! heap (read))))
        (make-device 'files #f #f #f read write)))

    ;; The plotter

    (define command-refusal
      "a command is (move X Y), (line X Y), (circle R), (color STRING), \
(width N) or (text STRING)")

    (define farthest 1000000)

    ;; A drawing: the pen, the shapes so far, the last first, and the box that
    ;; holds them (#f: nothing yet).
    (define-record-type <drawing>
      (make-drawing x y color width shapes left top right bottom) drawing?
      (x drawing-x set-drawing-x!) (y drawing-y set-drawing-y!)
      (color drawing-color set-drawing-color!)
      (width drawing-width set-drawing-width!)
      (shapes drawing-shapes set-drawing-shapes!)
      (left drawing-left set-drawing-left!)
      (top drawing-top set-drawing-top!)
      (right drawing-right set-drawing-right!)
      (bottom drawing-bottom set-drawing-bottom!))

    (define (draw! drawing reach . parts)
      "Add to DRAWING the shape of PARTS, which has REACH around the pen."
      (define (least old new) (if old (min old new) new))
      (define (most old new) (if old (max old new) new))
      (let ((x (drawing-x drawing)) (y (drawing-y drawing)))
        (set-drawing-left! drawing (least (drawing-left drawing) (- x reach)))
        (set-drawing-right! drawing (most (drawing-right drawing) (+ x reach)))
        (set-drawing-top! drawing (least (drawing-top drawing) (- y reach)))
        (set-drawing-bottom! drawing
                             (most (drawing-bottom drawing) (+ y reach)))
        (set-drawing-shapes! drawing (cons parts (drawing-shapes drawing)))))

    (define (move! drawing place)
      "Move the pen of DRAWING to PLACE, a list of x and y."
      (set-drawing-x! drawing (car place))
      (set-drawing-y! drawing (cadr place)))

    (define (draw-line! drawing place)
      "Draw a line to PLACE, a list of x and y."
      (let ((x (drawing-x drawing)) (y (drawing-y drawing))
            (width (drawing-width drawing)))
        (draw! drawing width)
        (move! drawing place)
        (draw! drawing width
               "<line x1=\"" x "\" y1=\"" y "\" x2=\"" (car place)
               "\" y2=\"" (cadr place) "\" stroke=\""
               (escaped (drawing-color drawing)) "\" stroke-width=\"" width
               "\" stroke-linecap=\"round\"/>\n")))

    (define (draw-circle! drawing radius)
      "Draw a circle of RADIUS around the pen."
      (let ((width (drawing-width drawing)))
        (draw! drawing (+ radius width)
               "<circle cx=\"" (drawing-x drawing) "\" cy=\""
               (drawing-y drawing) "\" r=\"" radius
               "\" fill=\"none\" stroke=\"" (escaped (drawing-color drawing))
               "\" stroke-width=\"" width "\"/>\n")))

    (define (draw-text! drawing text)
      "Draw TEXT at the pen."
      (draw! drawing 10
             "<text x=\"" (drawing-x drawing) "\" y=\"" (drawing-y drawing)
             "\" fill=\"" (escaped (drawing-color drawing)) "\">"
             (escaped text) "</text>\n"))

    (define (plot! drawing command)
      "Do COMMAND, a datum or #f; return whether it is one."
      (define (operands? . tests)
        (and (= (length (cdr command)) (length tests))
             (let loop ((tests tests) (values (cdr command)))
               (or (null? tests)
                   (and ((car tests) (car values))
                        (loop (cdr tests) (cdr values)))))))
      (define (near? value)
        (and (integer? value) (<= (- farthest) value farthest)))
      (define (size? value) (and (near? value) (>= value 0)))
      (define (do-with act)
        (act drawing (cadr command))
        #t)
      (case (and command (car command))
        ((move) (and (operands? near? near?)
                     (begin (move! drawing (cdr command)) #t)))
        ((line) (and (operands? near? near?)
                     (begin (draw-line! drawing (cdr command)) #t)))
        ((circle) (and (operands? size?) (do-with draw-circle!)))
        ((color) (and (operands? string?) (do-with set-drawing-color!)))
        ((width) (and (operands? size?) (do-with set-drawing-width!)))
        ((text) (and (operands? string?) (do-with draw-text!)))
        (else #f)))

    (define (drawing-parts drawing)
      "Return the parts of the SVG text of DRAWING."
      (let ((left (- (drawing-left drawing) 10))
            (top (- (drawing-top drawing) 10)))
        (list "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"" left " "
              top " " (- (+ (drawing-right drawing) 10) left) " "
              (- (+ (drawing-bottom drawing) 10) top) "\">\n"
              (reverse (drawing-shapes drawing)) "</svg>\n")))

    (define (plotter devices file)
      "Return the record of the plotter, which draws into FILE when the run of
DEVICES ends."
      (let ((drawing (make-drawing 0 0 "black" 1 '() #f #f #f #f)))
        (define (write value)
          (if (plot! drawing (request value))
              #f
              (device-fault command-refusal)))
        (define (finish!)
          (when (drawing-left drawing)
            (attempt
             (lambda ()
               (call-with-port (open-binary-output-file file)
                 (lambda (port)
                   (write-parts (drawing-parts drawing) port)))))))
        (at-last! devices finish!)
        (make-device 'plotter #f #f #f #f write)))

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
                      ((#\&) "&amp;") ((#\<) "&lt;") ((#\") "&quot;")
                      (else (if (char<? c #\space) "" (string c)))))
                  (string->list text))))))
