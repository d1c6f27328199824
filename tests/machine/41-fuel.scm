;;; Fuel: each transfer takes one unit, and nothing catches the end.

(profile system)

(test "no fuel is enough for no transfer"
  (body (halt 5))
  (options "--fuel" "0")
  (answer 5))

(test "one transfer without fuel"
  (body (jump b))
  (program (block b () () (halt 1)))
  (options "--fuel" "0")
  (fuel))

(test "one transfer with one unit"
  (body (jump b))
  (program (block b () () (halt 1)))
  (options "--fuel" "1")
  (answer 1))

(test "ten transfers with ten units"
  (body (jump loop 9))
  (program (block loop (n) ()
             (if (eq n 0) (then (halt !n))
                 (else (let n (sub !n 1)) (jump loop !n)))))
  (options "--fuel" "10")
  (answer 0))

(test "ten transfers with nine units"
  (body (jump loop 9))
  (program (block loop (n) ()
             (if (eq n 0) (then (halt !n))
                 (else (let n (sub !n 1)) (jump loop !n)))))
  (options "--fuel" "9")
  (fuel))

(test "an endless loop ends"
  (body (jump loop))
  (program (block loop () () (jump loop)))
  (options "--fuel" "1000000")
  (fuel))

(test "call, jump and apply count the same"
  (body (let f (close f)) (call !f))
  (program (block f () () (let g (close g)) (apply !g ()))
           (block g () () (jump h))
           (block h () () (halt 3)))
  (options "--fuel" "3")
  (answer 3))

(test "call, jump and apply, one unit short"
  (body (let f (close f)) (call !f))
  (program (block f () () (let g (close g)) (apply !g ()))
           (block g () () (jump h))
           (block h () () (halt 3)))
  (options "--fuel" "2")
  (fuel))

(test "the call of the halt continuation counts"
  (program (block main (k world) () (drop world) (call !k 1)))
  (options "--fuel" "0")
  (fuel))

(test "the call of the halt continuation, with a unit"
  (program (block main (k world) () (drop world) (call !k 1)))
  (options "--fuel" "1")
  (answer 1))

(test "a transfer that faults takes no fuel"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (call 5))
  (program (block h (kind irritants place) ()
             (drop irritants place) (halt !kind)))
  (options "--fuel" "1")
  (answer type))

(test "the call of a handler takes fuel"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (let x (car 5)) (halt !x))
  (program (block h (kind irritants place) ()
             (drop irritants place) (halt !kind)))
  (options "--fuel" "0")
  (fuel))

(test "the end of fuel is said in words"
  (body (jump loop))
  (program (block loop () () (jump loop)))
  (options "--fuel" "10")
  (fuel)
  (message "fuel"))

(test "output before the end of fuel is kept"
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (jump loop !c))
           (block loop (c) () (out c 46) (jump loop !c)))
  (options "--fuel" "5")
  (output ".....")
  (fuel))

(test "no handler takes the end of fuel"
  (body (let h (close h)) (let old (set-handler !h)) (drop old)
        (jump loop))
  (program (block h (kind irritants place) ()
             (drop irritants place) (halt !kind))
           (block loop () () (jump loop)))
  (options "--fuel" "10")
  (fuel))

(test "a transfer that faults does not ask for fuel"
  (options "--fuel" "0")
  (body (call 5 1))
  (fault type))
