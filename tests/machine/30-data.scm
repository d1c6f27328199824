;;; Boxes, vectors, records, byte strings: sharing and constants, beyond the
;;; table.

(profile data)

(test "a box shared by two"
  (body (let b (box 1)) (let c b) (set-box b 2) (drop b)
        (let x (unbox !c)) (halt !x))
  (answer 2))

(test "a box holds a cell"
  (body (let p (cons 1 2)) (let b (box !p)) (let p (unbox b))
        (set-box b 3) (let q (cons !p !b)) (halt !q))
  (answer ((1 . 2) . #<box 3>)))

(test "unbox of a taken box"
  (body (let p (cons 1 2)) (let b (box !p)) (let p (unbox !b)) (halt !p))
  (answer (1 . 2)))

(test "a box in itself leaks, and is counted"
  (body (let b (box 1)) (set-box b b) (drop b) (halt 0))
  (answer 0) (live 1))

(test "a box set to itself by take"
  (body (let b (box 1)) (let c b) (set-box c !b) (set-box !c 2) (halt 0))
  (answer 0))

(test "a counter closure"
  (body (let b (box 0)) (let tick (close tick b))
        (let next (lambda (x) (tick) (drop x) (call !tick !tick)))
        (drop tick b next) (halt 1))
  (program (block tick (k) (b)
             (let n (unbox b)) (let n (add !n 1)) (set-box !b n)
             (call !k !n)))
  (invalid "tick"))

(test "a counter"
  (body (let b (box 0)) (let tick (close tick b))
        (let third (lambda (x) (!b) (let p (cons !x !b)) (halt !p)))
        (let second (lambda (x) (tick !third) (drop x) (call !tick !third)))
        (call !tick !second))
  (program (block tick (k) (b)
             (let n (unbox b)) (let n (add !n 1)) (set-box !b n)
             (call !k !n)))
  (answer (2 . #<box 2>)))

(test "a vector of cells and copies"
  (body (let p (cons 1 2)) (let v (vector p 3 !p)) (halt !v))
  (answer #((1 . 2) 3 (1 . 2))))

(test "vector elements are one cell"
  (body (let p (cons 1 2)) (let v (make-vector 3 !p))
        (let p (vref v 0)) (set-car !p 9) (halt !v))
  (answer #((9 . 2) (9 . 2) (9 . 2))))

(test "make-vector of none drops its element"
  (body (let p (cons 1 2)) (let v (make-vector 0 !p)) (halt !v))
  (answer #()))

(test "vref of a taken vector keeps the element"
  (body (let p (cons 1 2)) (let v (vector 0 !p)) (let p (vref !v 1))
        (halt !p))
  (answer (1 . 2)))

(test "vset releases what stood there"
  (body (let p (cons 1 2)) (let v (vector !p)) (vset v 0 5) (halt !v))
  (answer #(5)))

(test "vset of a vector into itself"
  (body (let v (vector 1 2)) (vset v 0 v) (vset v 0 3) (halt !v))
  (answer #(3 2)))

(test "vset takes the vector and the element"
  (body (let v (vector 1 2)) (let w v) (let p (cons 1 2))
        (vset !w 1 !p) (halt !v))
  (answer #(1 (1 . 2))))

(test "vset under try keeps what it takes"
  (body (let v (vector 1 2)) (let p (cons 1 2))
        (try () (vset v 2 !p)
             (then (halt !v))
             (else (let q (cons !p !v)) (halt !q))))
  (answer ((1 . 2) . #(1 2))))

(test "vset of a constant"
  (body (try () (vset #(1 2) 0 5) (then (halt 'no)) (else (halt 'kept))))
  (answer kept))

(test "the type is checked before the index"
  (body (vset #(1 2) 9 5) (halt 0))
  (fault type))

(test "vector literals with data inside"
  (body (halt #(a (b . c) #(1) () #t)))
  (answer #(a (b . c) #(1) () #t)))

(test "a quoted vector is the vector"
  (body (let n (vlen '#(1 2))) (halt !n))
  (answer 2))

(test "a vector of ten thousand, filled and summed"
  (body (let v (make-vector 10000 0)) (jump fill !v 0))
  (program
   (block fill (v i) ()
     (try () (vset v i i)
          (then (let i (add !i 1)) (jump fill !v !i))
          (else (drop i) (jump sum !v 0 0))))
   (block sum (v i acc) ()
     (try x (vref v i)
          (then (let acc (add !acc !x)) (let i (add !i 1))
                (jump sum !v !i !acc))
          (else (drop v i) (halt !acc)))))
  (answer 49995000))

(test "a deep nest of vectors is freed"
  (body (jump nest 100000 ()))
  (program
   (block nest (n v) ()
     (if (eq n 0)
         (then (drop n v) (halt 'freed))
         (else (let v (vector !v 1)) (let n (sub !n 1))
               (jump nest !n !v)))))
  (answer freed))

(test "a record's tag and fields"
  (body (let p (cons 1 2)) (let r (record 'point !p 4))
        (let t (rtag r)) (let x (rref r 0)) (let n (rlen !r))
        (let q (cons !x !n)) (let q (cons !t !q)) (halt !q))
  (answer (point (1 . 2) . 2)))

(test "rset of a field that is a cell"
  (body (let p (cons 1 2)) (let r (record 'point !p)) (rset r 0 7)
        (halt !r))
  (answer #<record point 7>))

(test "rset cannot reach the tag"
  (body (let r (record 'point 1))
        (try () (rset r -1 'other) (then (halt !r)) (else (halt !r))))
  (answer #<record point 1>))

(test "a record is no vector"
  (body (let r (record 'point 1)) (let x (vref !r 0)) (halt !x))
  (fault type))

(test "a vector is no record"
  (body (let v (vector 'point 1)) (let x (rref !v 0)) (halt !x))
  (fault type))

(test "bytes are set and read"
  (body (let s (make-bytes 3 1)) (bset s 1 200) (let b (bref s 1))
        (let p (cons !b !s)) (halt !p))
  (answer (200 . #u8(1 200 1))))

(test "a byte literal"
  (body (let s '#u8(0 127 128 255)) (let b (bref s 3)) (let p (cons !b !s))
        (halt !p))
  (answer (255 . #u8(0 127 128 255))))

(test "bset of a constant"
  (body (bset #u8(1 2) 0 5) (halt 0))
  (fault type))

(test "bset's value is checked even where the index is right"
  (body (let s (make-bytes 1 0))
        (try () (bset s 0 256) (then (drop s) (halt 'no)) (else (halt !s))))
  (answer #u8(0)))

(test "an empty byte string"
  (body (let s (make-bytes 0 0)) (let n (blen s)) (let p (cons !n !s))
        (halt !p))
  (answer (0 . #u8())))

(test "constants of every kind inside one"
  (body (halt '(1 #t () #\a #void #eof name (2 . 3) #(4) #u8(5) "six")))
  (answer (1 #t () #\a #void #eof name (2 . 3) #(4) #u8(5) "six")))
