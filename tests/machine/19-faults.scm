;;; Faults that nothing takes: status 70, and the report's place.

(profile core)

(test "output before a fault is kept"
  (program (block main (k world) () (drop k)
             (let c (port world console)) (drop world)
             (out c 72) (out c 105)
             (let x (quo 1 0)) (drop c) (halt !x)))
  (output "Hi")
  (fault divide))

(test "the report names the block"
  (body (jump somewhere 5))
  (program (block somewhere (number) ()
             (let x (car number)) (drop number) (halt !x)))
  (fault type)
  (message "somewhere"))

(test "the report shows live variables by name"
  (body (jump somewhere 5 '(seven)))
  (program (block somewhere (number other) ()
             (let x (car number)) (drop number other) (halt !x)))
  (fault type)
  (message "number" "other" "(seven)"))

(test "the report shows the instruction"
  (body (let number 5) (let x (car number)) (drop number) (halt !x))
  (fault type)
  (message "(car number)"))

(test "the report shows the chain of continuations"
  (program
   (block main (k world) () (drop world)
     (let inner (lambda (r) (!k) (call !k !r)))
     (jump deeper !inner))
   (block deeper (k) ()
     (let next (lambda (r) (!k) (call !k !r)))
     (jump end !next))
   (block end (k) () (let x (quo 1 0)) (call !k !x)))
  (fault divide)
  (message "end" "deeper/1" "main/1"))

(test "type is checked before division"
  (body (let x (quo 'a 0)) (halt !x))
  (fault type))

(test "the second operand's type too"
  (body (let x (quo 0 'a)) (halt !x))
  (fault type))

(test "a fault ends all that lives without harm"
  (body (let a (cons 1 2)) (let b (cons a 3)) (let c (close d a b))
        (let x (car 5)) (drop a b c) (halt !x))
  (program (block d () (a b) (drop a) (halt !b)))
  (fault type))

(test "fault in a deep recursion"
  (program
   (block main (k world) () (drop world) (jump count !k 50000))
   (block count (k n) ()
     (if (eq n 0)
         (then (let x (quo n 0)) (drop n) (call !k !x))
         (else (let n (sub !n 1))
               (let next (lambda (r) (!k) (call !k !r)))
               (jump count !next !n)))))
  (fault divide))

(test "raise shows the value"
  (body (raise '(my own error)))
  (fault raised)
  (message "(my own error)"))

(test "the status sent before a fault does not count"
  (program (block main (k world) () (drop k)
             (let s (port world status)) (drop world)
             (out s 3) (drop s)
             (raise 1)))
  (fault raised))
