;;; Pairs: sharing, taking apart, lists long and deep.

(profile core)

(test "uncons of a unique pair"
  (body (let a (cons 1 2)) (let p (cons !a 3))
        (let (x y) (uncons !p))
        (let q (cons !y !x)) (halt !q))
  (answer (3 1 . 2)))

(test "uncons of a shared pair leaves the other holder's whole"
  (body (let a (cons 1 2)) (let p (cons !a 3)) (let q p)
        (let (x y) (uncons !p))
        (let r (cons !x !y)) (let s (cons !q !r)) (halt !s))
  (answer (((1 . 2) . 3) (1 . 2) . 3)))

(test "uncons of a copy leaves the pair whole"
  (body (let a (cons 1 2)) (let p (cons !a 3))
        (let (x y) (uncons p))
        (let r (cons !x !y)) (let s (cons !p !r)) (halt !s))
  (answer (((1 . 2) . 3) (1 . 2) . 3)))

(test "uncons of a constant"
  (body (let (x y) (uncons '((1) 2))) (let r (cons !y !x)) (halt !r))
  (answer ((2) 1)))

(test "uncons of a taken constant"
  (body (let p '((1) 2)) (let (x y) (uncons !p)) (let r (cons !y !x))
        (halt !r))
  (answer ((2) 1)))

(test "uncons bears the name of the pair again"
  (body (let p (cons 1 2)) (let (p q) (uncons !p)) (let r (sub !p !q))
        (halt !r))
  (answer -1))

(test "uncons into swapped names"
  (body (let p (cons 1 2)) (let (q p) (uncons !p)) (let r (sub !p !q))
        (halt !r))
  (answer 1))

(test "uncons of a pair with the same cell twice"
  (body (let a (cons 1 2)) (let p (cons a !a))
        (let (x y) (uncons !p))
        (if (eq x !y) (then (halt !x)) (else (drop x) (halt #f))))
  (answer (1 . 2)))

(test "car of a taken pair keeps the part"
  (body (let a (cons 1 2)) (let p (cons !a 3)) (let a (car !p)) (halt !a))
  (answer (1 . 2)))

(test "cdr of a taken pair that is shared"
  (body (let p (cons 1 2)) (let q p) (let d (cdr !p)) (let r (cons !d !q))
        (halt !r))
  (answer (2 1 . 2)))

(test "a borrowed part outlives the pair"
  (body (let a (cons 1 2)) (let p (cons !a 3)) (let a (car p)) (drop p)
        (halt !a))
  (answer (1 . 2)))

(test "set-car of a shared pair is seen by both"
  (body (let p (cons 1 2)) (let q p) (set-car p 8) (set-cdr !q 9)
        (halt !p))
  (answer (8 . 9)))

(test "set-car of a constant faults"
  (body (set-car '(1 2) 3) (halt #f))
  (fault type))

(test "set-cdr of a constant's part faults"
  (body (let p (cdr '(1 2))) (set-cdr !p 3) (halt #f))
  (fault type))

(test "a new pair around a constant can be set"
  (body (let p (cons 0 '(1 2))) (set-car p '(3)) (halt !p))
  (answer ((3) 1 2)))

(test "set-cdr makes an improper list proper"
  (body (let p (cons 1 2)) (set-cdr p ()) (halt !p))
  (answer (1)))

(test "car of the empty list faults"
  (body (let x (car ())) (halt !x))
  (fault type))

(test "uncons of an integer faults"
  (body (let (a d) (uncons 5)) (let p (cons !a !d)) (halt !p))
  (fault type))

(test "a list built and summed"
  (body (jump build 1000 ()))
  (program
   (block build (n list) ()
     (if (eq n 0)
         (then (drop n) (jump sum !list 0))
         (else (let list (cons n !list)) (let n (sub !n 1))
               (jump build !n !list))))
   (block sum (list acc) ()
     (if (null? list)
         (then (drop list) (halt !acc))
         (else (let (x list) (uncons !list)) (let acc (add !acc !x))
               (jump sum !list !acc)))))
  (answer 500500))

(test "a shared list is walked twice"
  (body (let list (cons 3 ())) (let list (cons 4 !list))
        (jump sum list !list 0))
  (program
   (block sum (list again acc) ()
     (if (null? list)
         (then (drop list)
               (if (null? again)
                   (then (drop again) (halt !acc))
                   (else (jump sum !again () !acc))))
         (else (let (x list) (uncons !list)) (let acc (add !acc !x))
               (jump sum !list !again !acc)))))
  (answer 14))

(test "a list is turned round in place"
  (body (let l (cons 3 ())) (let l (cons 2 !l)) (let l (cons 1 !l))
        (jump turn !l ()))
  (program
   (block turn (list done) ()
     (if (null? list)
         (then (drop list) (halt !done))
         (else (let rest (cdr list)) (set-cdr list !done)
               (jump turn !rest !list)))))
  (answer (3 2 1)))

(test "a long list is freed at once"
  (body (jump build 100000 ()))
  (program
   (block build (n list) ()
     (if (eq n 0)
         (then (drop n list) (halt 'freed))
         (else (let list (cons n !list)) (let n (sub !n 1))
               (jump build !n !list)))))
  (answer freed))

(test "a deep list is freed at once"
  (body (jump build 100000 ()))
  (program
   (block build (n list) ()
     (if (eq n 0)
         (then (drop n list) (halt 'freed))
         (else (let list (cons !list ())) (let n (sub !n 1))
               (jump build !n !list)))))
  (answer freed))

(test "a tree with shared parts is freed at once"
  (body (jump build 60 ()))
  (program
   (block build (n tree) ()
     (if (eq n 0)
         (then (drop n tree) (halt 'freed))
         (else (let tree (cons tree !tree)) (let n (sub !n 1))
               (jump build !n !tree)))))
  (answer freed))

(test "a cycle leaks, and is counted"
  (body (let p (cons 1 2)) (set-cdr p p) (drop p) (halt #t))
  (answer #t)
  (live 1))

(test "a pair stored into itself as it is taken is a cycle"
  (body (let p (cons 1 2)) (set-car !p p) (halt #t))
  (answer #t)
  (live 1))

(test "a pair that is shared, stored into itself as it is taken"
  (body (let p (cons 1 2)) (let q p) (set-car !p p) (set-car q 3) (halt !q))
  (answer (3 . 2)))

(test "a cycle of two is counted"
  (body (let p (cons 1 2)) (let q (cons 3 p)) (set-cdr !p !q) (halt #t))
  (answer #t)
  (live 2))

(test "a cycle keeps what hangs from it"
  (body (let p (cons 1 2)) (let q (cons 3 4)) (set-car p !q)
        (set-cdr p p) (drop p) (halt #t))
  (answer #t)
  (live 2))

(test "a broken cycle leaks nothing"
  (body (let p (cons 1 2)) (set-cdr p p) (set-cdr !p ()) (halt #t))
  (answer #t)
  (live 0))

(test "a cycle that is the answer is printed with a label"
  (body (let p (cons 1 2)) (set-cdr p p) (halt !p))
  (printed "#0=(1 . #0#)")
  (live 1))

(test "a quoted list in a list"
  (body (halt '(a (b c) () (d . e) f . g)))
  (answer (a (b c) () (d . e) f . g)))
