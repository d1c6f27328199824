;;; Tests of a machine: each is a program and what must come of it.
;;; tests/README.md lists the clauses.

(test "sub takes its second operand from its first"
  (body (let x (sub 7 5)) (halt !x))
  (answer 2))

;; A right machine fails this one.  Who is wrong?
(test "quo rounds down"
  (body (let x (quo -7 2)) (halt !x))
  (answer -4))
