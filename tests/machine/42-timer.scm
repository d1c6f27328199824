;;; The timer: slices, resume closures, threads.

(profile system)

(test "the timer must be granted"
  (program (block main (k world) () (drop k)
             (let t (port !world timer)) (halt !t)))
  (fault device))

(test "after n transfers the timer calls"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 3 !f) (jump loop 0))
   (block loop (n) () (let n (add !n 1)) (put n n) (jump loop !n))
   (block rang (resume) () (drop resume) (let n (get n)) (halt !n)))
  (options "--grant" "timer" "--fuel" "100")
  (answer 3))

(test "a slice of none turns the next transfer"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump never))
   (block never () () (halt 'never))
   (block rang (resume) () (drop resume) (halt 'rang)))
  (options "--grant" "timer")
  (answer rang))

(test "resume goes on where it stopped"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 2 !f) (jump loop 0 10))
   (block loop (sum n) ()
     (if (eq n 0)
         (then (drop n) (halt !sum))
         (else (let sum (add !sum n)) (let n (sub !n 1))
               (jump loop !sum !n))))
   (block rang (resume) () (call !resume)))
  (options "--grant" "timer")
  (answer 55))

(test "the timer is disarmed when it calls"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (put count 0) (let f (close rang))
     (set-timer !t 2 !f) (jump loop 20))
   (block loop (n) ()
     (if (eq n 0)
         (then (drop n) (let c (get count)) (halt !c))
         (else (let n (sub !n 1)) (jump loop !n))))
   (block rang (resume) ()
     (let c (get count)) (let c (add !c 1)) (put count !c)
     (call !resume)))
  (options "--grant" "timer")
  (answer 1))

(test "the timer is set again and again"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (put count 0) (let f (close rang t))
     (set-timer !t 4 !f) (jump loop 20))
   (block loop (n) ()
     (if (eq n 0)
         (then (drop n) (let c (get count)) (halt !c))
         (else (let n (sub !n 1)) (jump loop !n))))
   (block rang (resume) (t)
     (let c (get count)) (let c (add !c 1)) (put count !c)
     (let f (close rang t)) (set-timer !t 4 !f)
     (call !resume)))
  (options "--grant" "timer")
  (answer 5))

(test "a resume closure holds arguments and captures"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f)
     (let a (cons 1 2)) (let g (close target !a)) (call !g 5))
   (block target (x) (a) (let p (cons !x !a)) (halt !p))
   (block rang (resume) () (call !resume)))
  (options "--grant" "timer")
  (answer (5 1 . 2)))

(test "a resume closure called twice"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (put count 0) (let f (close rang))
     (set-timer !t 0 !f)
     (let a (cons 1 2)) (let g (close target !a)) (call !g 5))
   (block target (x) (a)
     (let c (get count)) (let c (add !c 1)) (put count c)
     (if (eq !c 1)
         (then (drop x a) (let r (get resume)) (call !r))
         (else (let p (cons !x !a)) (halt !p))))
   (block rang (resume) () (put resume resume) (call !resume)))
  (options "--grant" "timer")
  (answer (5 1 . 2)))

(test "a resume closure dropped ends what it holds"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f)
     (let a (cons 1 2)) (let g (close target !a)) (let b (cons 3 4))
     (call !g !b))
   (block target (x) (a) (let p (cons !x !a)) (halt !p))
   (block rang (resume) () (drop resume) (halt 'dropped)))
  (options "--grant" "timer")
  (answer dropped))

(test "a resume closure takes no arguments"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (halt 0))
   (block rang (resume) () (call !resume 1)))
  (options "--grant" "timer")
  (fault arity))

(test "a resume closure is a closure"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (halt 0))
   (block rang (resume) ()
     (if (closure? !resume) (then (halt #t)) (else (halt #f)))))
  (options "--grant" "timer")
  (answer #t))

(test "a rest parameter is in the resume closure"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b 1 2 3))
   (block b (a . rest) () (let p (cons !rest !a)) (halt !p))
   (block rang (resume) () (call !resume)))
  (options "--grant" "timer")
  (answer ((2 3) . 1)))

(test "the handler is kept in the resume closure"
  (program
   (block main (k world) () (drop k)
     (let h (close h)) (let old (set-handler !h)) (drop old)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (raise 'inner))
   (block h (kind irritants place) () (drop kind place) (halt !irritants))
   (block rang (resume) () (call !resume)))
  (options "--grant" "timer")
  (answer (inner)))

(test "there is no handler while the timer's closure runs"
  (program
   (block main (k world) () (drop k)
     (let h (close h)) (let old (set-handler !h)) (drop old)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (raise 'inner))
   (block h (kind irritants place) () (drop kind place) (halt !irritants))
   (block rang (resume) () (drop resume)
     (let old (set-handler #f)) (halt !old)))
  (options "--grant" "timer")
  (answer #f))

(test "the handler comes back with resume"
  (program
   (block main (k world) () (drop k)
     (let h (close h)) (let old (set-handler !h)) (drop old)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (let old (set-handler #f)) (halt !old))
   (block h (kind irritants place) () (drop kind place) (halt !irritants))
   (block other (kind irritants place) ()
     (drop kind place) (halt !irritants))
   (block rang (resume) ()
     (let h (close other)) (let old (set-handler !h)) (drop old)
     (call !resume)))
  (options "--grant" "timer")
  (answer #<closure h>))

(test "the handler comes back after another took a fault"
  (program
   (block main (k world) () (drop k)
     (let h (close h)) (let old (set-handler !h)) (drop old)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (raise 'inner))
   (block h (kind irritants place) () (drop kind place) (halt !irritants))
   (block other (kind irritants place) (resume)
     (drop kind irritants place) (call !resume))
   (block rang (resume) ()
     (let h (close other !resume)) (let old (set-handler !h)) (drop old)
     (raise 'outer)))
  (options "--grant" "timer")
  (answer (inner))
  (live 0))

(test "the handler comes back after there was to be none"
  (program
   (block main (k world) () (drop k)
     (let h (close h)) (let old (set-handler !h)) (drop old)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (raise 'inner))
   (block h (kind irritants place) () (drop kind place) (halt !irritants))
   (block rang (resume) ()
     (let old (set-handler #f)) (drop old) (call !resume)))
  (options "--grant" "timer")
  (answer (inner))
  (live 0))

(test "the timer is disarmed by #f"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer t 0 !f) (set-timer !t 0 #f) (jump b))
   (block b () () (halt 'quiet))
   (block rang (resume) () (drop resume) (halt 'rang)))
  (options "--grant" "timer")
  (answer quiet))

(test "the timer set twice: the second counts"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close one)) (let g (close two))
     (set-timer t 5 !f) (set-timer !t 0 !g) (jump b))
   (block b () () (halt 'quiet))
   (block one (resume) () (drop resume) (halt 'one))
   (block two (resume) () (drop resume) (halt 'two)))
  (options "--grant" "timer")
  (answer two))

(test "a negative slice is out of bounds"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t -1 !f) (halt 0))
   (block rang (resume) () (drop resume) (halt 'rang)))
  (options "--grant" "timer")
  (fault bounds))

(test "the timer calls no integer"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (set-timer !t 1 5) (halt 0)))
  (options "--grant" "timer")
  (fault type))

(test "another device is no timer"
  (program
   (block main (k world) () (drop k)
     (let t (port !world console)) (let f (close rang))
     (set-timer !t 1 !f) (halt 0))
   (block rang (resume) () (drop resume) (halt 'rang)))
  (options "--grant" "timer")
  (fault device))

(test "an armed timer at halt leaks nothing"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let a (cons 1 2)) (let f (close rang !a))
     (set-timer !t 9 !f) (halt 0))
   (block rang (resume) (a) (drop resume) (halt !a)))
  (options "--grant" "timer")
  (answer 0))

(test "a timer's closure of the wrong arity faults without a handler"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (halt 0))
   (block rang (a b) () (drop a) (halt !b)))
  (options "--grant" "timer")
  (fault arity))

(test "the call of the timer takes budget"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (halt 'end))
   (block rang (resume) () (call !resume)))
  (options "--grant" "timer" "--fuel" "1")
  (fuel))

(test "the call of the timer and the resumption take two"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (halt 'end))
   (block rang (resume) () (call !resume)))
  (options "--grant" "timer" "--fuel" "2")
  (answer end))

(test "the budget ends before the timer calls"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (let f (close rang))
     (set-timer !t 0 !f) (jump b))
   (block b () () (halt 'end))
   (block rang (resume) () (drop resume) (halt 'rang)))
  (options "--grant" "timer" "--fuel" "0")
  (fuel))

(test "two threads, pre-empted, share the work"
  (program
   (block main (k world) () (drop k)
     (let t (port !world timer)) (put log ()) (put done 0)
     (let b (close start 'b 6))
     (let f (close switch t !b))
     (set-timer !t 4 !f)
     (jump work 'a 6))
   (block switch (resume) (t next)
     (let f (close switch t !resume)) (set-timer !t 4 !f)
     (call !next))
   (block start () (name n) (jump work !name !n))
   (block work (name n) ()
     (if (eq n 0)
         (then (drop name n)
               (let d (get done)) (let d (add !d 1)) (put done d)
               (if (eq !d 2)
                   (then (let log (get log)) (halt !log))
                   (else (jump idle))))
         (else
          (let log (get log)) (let log (cons name !log)) (put log !log)
          (let n (sub !n 1)) (jump work !name !n))))
   (block idle () () (jump idle)))
  (options "--grant" "timer" "--fuel" "1000")
  (answer (b b b a a b b b a a a a)))

(test "a resume closure is called again after its handler took a fault"
  (options "--grant" "timer" "--fuel" "9")
  (program (block main (k world) ()
             (let t (port !world timer))
             (let h (close handler !k))
             (let old (set-handler !h))
             (drop old)
             (let f (lambda (resume) () (put saved resume) (call !resume)))
             (set-timer t 0 !f)
             (jump work !t))
           (block work (t) () (drop t) (let x (add 1 #t)) (halt !x))
           (block handler (kind irritants place) (k)
             (drop kind irritants place k)
             (let r (get saved))
             (call !r)))
  (fuel)
  (live 0))

(test "a timer closure with a rest parameter"
  (options "--grant" "timer")
  (program (block main (k world) ()
             (let t (port !world timer))
             (let f (close tick))
             (drop k)
             (set-timer !t 5 !f)
             (halt 1))
           (block tick (0 . rest) 0 (halt !r0)))
  (fault arity))
