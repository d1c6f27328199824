;;; Instructions that find no room: each faults `memory', and leaves all as it was.
;;;
;;; Every program fills the heap first: with pairs, as long as there is room for
;;; one, then with boxes, which are smaller.

(blocks
  (block fill (l a) ()
    (try m (cons 1 !l)
      (then (jump fill !m !a))
      (else (jump fill-rest !l !a))))
  (block fill-rest (l a) ()
    (try b (box !l)
      (then (jump fill-rest !b !a))
      (else (jump full !l !a)))))

(profile core)

(test "no room: cons"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let x (cons a a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: box"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let x (box a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: close"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let x (close d !l !a)) (halt !x))
           (block d () (l a) (drop l) (halt !a)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: jump to a block that gathers its arguments"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (jump gather !l !a))
           (block gather (first . xs) () (drop first) (halt !xs)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: call of a block that gathers its arguments"
  (program (block main (k world) () (drop k) (drop world) (let f (close gather)) (jump fill () !f))
           (block full (l a) ()
             (call !a !l 1))
           (block gather (first . xs) () (drop first) (halt !xs)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: apply that gathers"
  (program (block main (k world) () (drop k) (drop world) (let f (close gather)) (jump fill () !f))
           (block full (l a) ()
             (apply !a !l 1 ()))
           (block gather (first . xs) () (drop first) (halt !xs)))
  (options "--heap" "2000")
  (fault memory))

(profile data)

(test "no room: vector"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let x (vector l a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: make-vector"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let x (make-vector 3 a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: record"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let x (record 'tag l a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: make-bytes"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let x (make-bytes 9 a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: make-string"
  (program (block main (k world) () (drop k) (drop world) (jump fill () #\a))
           (block full (l a) ()
             (let x (make-string 2 a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(test "no room: symbol->string"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 'name))
           (block full (l a) ()
             (let x (symbol->string a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (fault memory))

(profile system)

(test "no room: read"
  (program (block main (k world) () (drop k) (let c (port !world console)) (jump fill () !c))
           (block full (l a) ()
             (let x (read a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (input "(one two three)")
  (fault memory))

(test "no room: a line of text for read"
  (program (block main (k world) () (drop k) (let c (port !world console)) (jump fill () !c))
           (block full (l a) ()
             (let x (read a)) (drop l a) (halt !x)))
  (options "--heap" "2000")
  (input "\"a string that is read\"")
  (fault memory))

(test "no room: set-handler"
  (program (block main (k world) () (drop k) (drop world) (jump fill () 1))
           (block full (l a) ()
             (let h (close handler)) (let x (set-handler !h)) (drop l a) (halt !x))
           (block handler (kind irritants place) ()
             (drop irritants place) (halt !kind)))
  (options "--heap" "2000")
  (fault memory))

;;; The timer disarms itself; the fault is one at the first instruction of the block
;;; that was the target.
(test "no room: the closure for the timer"
  (program (block main (k world) () (drop k)
             (let h (close handler)) (let old (set-handler !h)) (drop old)
             (let t (port !world timer)) (let f (close rang))
             (set-timer !t 3000 !f) (jump fill () 1))
           (block full (l a) () (drop a) (jump loop !l))
           (block loop (l) () (let n 1) (drop n) (jump loop !l))
           (block rang (resume) () (halt !resume))
           (block handler (kind irritants place) ()
             (drop kind irritants) (halt !place)))
  (options "--heap" "2000" "--grant" "timer" "--fuel" "10000")
  (answer (loop . 0)))
