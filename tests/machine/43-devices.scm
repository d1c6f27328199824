;;; Devices that must be granted: files, random, clock, plotter; record and
;;; replay.

(profile system)

(test "a file is read byte by byte"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(input "a.txt")) (let a (read !f))
             (let x (in a)) (let y (in a)) (let z (in !a))
             (let p (cons !y !z)) (let p (cons !x !p)) (halt !p)))
  (folder ("a.txt" "hi"))
  (options "--grant" "files={folder}")
  (answer (104 105 . #eof)))

(test "a file is read as data"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(input "a.txt")) (let a (read !f))
             (let x (read a)) (let y (read a)) (let z (read !a))
             (let p (cons !y !z)) (let p (cons !x !p)) (halt !p)))
  (folder ("a.txt" "(one 2) ; three\n\"four\""))
  (options "--grant" "files={folder}")
  (answer ((one 2) "four" . #eof)))

(test "a file is written"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(output "b.txt")) (let b (read !f))
             (out b "text ") (out b 33) (write !b '(1 "x"))
             (halt #void)))
  (folder)
  (options "--grant" "files={folder}")
  (answer)
  (folder-after ("b.txt" "text !(1 \"x\")")))

(test "a file is made anew"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(output "b.txt")) (let b (read !f))
             (out !b "new") (halt #void)))
  (folder ("b.txt" "older text"))
  (options "--grant" "files={folder}")
  (answer)
  (folder-after ("b.txt" "new")))

(test "a file is appended to"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(append "b.txt")) (let b (read !f))
             (out !b "+") (halt #void)))
  (folder ("b.txt" "old"))
  (options "--grant" "files={folder}")
  (answer)
  (folder-after ("b.txt" "old+")))

(test "a file is deleted"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(delete "b.txt")) (let x (read !f)) (halt !x)))
  (folder ("a.txt" "a") ("b.txt" "b"))
  (options "--grant" "files={folder}")
  (answer #t)
  (folder-after ("a.txt" "a")))

(test "the files are listed, sorted"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(list)) (let x (read !f)) (halt !x)))
  (folder ("b" "") ("c" "") ("a" "") ("B" ""))
  (options "--grant" "files={folder}")
  (answer ("B" "a" "b" "c")))

(test "a file that is not there"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(input "none")) (let x (read f))
             (write f '(delete "none")) (let y (read !f))
             (let p (cons !x !y)) (halt !p)))
  (folder)
  (options "--grant" "files={folder}")
  (answer (#f . #f)))

(test "a name with a slash"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (try () (write f '(input "../a.txt"))
                  (then (let x (read !f)) (halt !x))
                  (else (drop f) (halt #f)))))
  (folder ("a.txt" "a"))
  (options "--grant" "files={folder}")
  (answer #f))

(test "the parent folder is no file"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (try () (write f '(input ".."))
                  (then (let x (read !f)) (halt !x))
                  (else (drop f) (halt #f)))))
  (folder ("a.txt" "a"))
  (options "--grant" "files={folder}")
  (answer #f))

(test "a request that is none"
  (program (block main (k world) () (drop k)
             (let f (port !world files)) (write !f '(burn "a")) (halt 0)))
  (folder)
  (options "--grant" "files={folder}")
  (fault device))

(test "a request whose name is no string"
  (program (block main (k world) () (drop k)
             (let f (port !world files)) (write !f '(input a)) (halt 0)))
  (folder)
  (options "--grant" "files={folder}")
  (fault device))

(test "an input file is not written to"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(input "a.txt")) (let a (read !f))
             (try () (out a 65)
                  (then (drop a) (halt 'no)) (else (drop a) (halt 'yes)))))
  (folder ("a.txt" "a"))
  (options "--grant" "files={folder}")
  (answer yes)
  (folder-after ("a.txt" "a")))

(test "a file dropped can be read again"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(output "c")) (let a (read f)) (out a "abc")
             (drop a)
             (write f '(input "c")) (let a (read !f)) (let x (read !a))
             (halt !x)))
  (folder)
  (options "--grant" "files={folder}")
  (answer abc))

(test "a file still open has what was written to it"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(output "c")) (let a (read f)) (out a "abc")
             (write f '(input "c")) (let b (read !f)) (let x (read !b))
             (drop a)
             (halt !x)))
  (folder)
  (options "--grant" "files={folder}")
  (answer abc))

(test "a file device is shared"
  (program (block main (k world) () (drop k)
             (let f (port !world files))
             (write f '(input "a")) (let a (read !f)) (let b a)
             (let x (in !a)) (let y (in !b))
             (let p (cons !x !y)) (halt !p)))
  (folder ("a" "AB"))
  (options "--grant" "files={folder}")
  (answer (65 . 66)))

(test "random numbers with the seed 1"
  (program (block main (k world) () (drop k)
             (let r (port !world random))
             (let a (read r)) (let b (read r)) (let c (read !r))
             (let p (cons !b !c)) (let p (cons !a !p)) (halt !p)))
  (options "--grant" "random")
  (answer (150772169 360314069 . 389685681)))

(test "random numbers with another seed"
  (program (block main (k world) () (drop k)
             (let r (port !world random))
             (let a (read r)) (let b (read r)) (let c (read !r))
             (let p (cons !b !c)) (let p (cons !a !p)) (halt !p)))
  (options "--grant" "random" "--seed" "42")
  (answer (182045014 419970410 . 424201596)))

(test "random bytes"
  (program (block main (k world) () (drop k)
             (let r (port !world random))
             (let a (in r)) (let b (in r)) (let c (in !r))
             (let p (cons !b !c)) (let p (cons !a !p)) (halt !p)))
  (options "--grant" "random")
  (answer (71 171 . 185)))

(test "the seed 0 is made 1"
  (program (block main (k world) () (drop k)
             (let r (port !world random)) (let a (read !r)) (halt !a)))
  (options "--grant" "random" "--seed" "0")
  (answer 150772169))

(test "the clock gives three integers"
  (program (block main (k world) () (drop k)
             (let c (port !world clock)) (let t (read !c))
             (let (day t) (uncons !t)) (let (second t) (uncons !t))
             (let (micro t) (uncons !t))
             (if (lt !day 20000)
                 (then (drop second micro t) (halt 'early))
                 (else
                  (if (lt !second 86400)
                      (then (if (lt !micro 1000000)
                                (then (halt !t))
                                (else (drop t) (halt 'micro))))
                      (else (drop micro t) (halt 'second)))))))
  (options "--grant" "clock")
  (answer ()))

(test "random is not granted by itself"
  (program (block main (k world) () (drop k)
             (let r (port !world random)) (halt !r)))
  (fault device))

(test "the clock is not granted by itself"
  (program (block main (k world) () (drop k)
             (let r (port !world clock)) (halt !r)))
  (fault device))

(test "random takes nothing"
  (program (block main (k world) () (drop k)
             (let r (port !world random)) (write !r 5) (halt 0)))
  (options "--grant" "random")
  (fault device))

(test "several grants"
  (program (block main (k world) () (drop k)
             (let r (port world random)) (let t (port !world timer))
             (drop r t) (halt 'both)))
  (options "--grant" "random" "--grant" "timer")
  (answer both))

(test "a drawing, in a colour of any length"
  (program (block main (k world) () (drop k)
             (let p (port !world plotter))
             (write p '(move 3 4)) (write p '(line -5 6))
             (write p
               '(color "<&a-colour-whose-name-is-longer-than-anybody-would-think-that-it-can-be"))
             (write p '(width 2)) (write p '(circle 10))
             (write !p '(text "1 < 2"))
             (halt #void)))
  (folder)
  (options "--grant" "plotter={folder}/d.svg")
  (answer)
  (folder-after ("d.svg" "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-27 -16 44 44\">
<line x1=\"3\" y1=\"4\" x2=\"-5\" y2=\"6\" stroke=\"black\" stroke-width=\"1\" stroke-linecap=\"round\"/>
<circle cx=\"-5\" cy=\"6\" r=\"10\" fill=\"none\" stroke=\"&lt;&amp;a-colour-whose-name-is-longer-than-anybody-would-think-that-it-can-be\" stroke-width=\"2\"/>
<text x=\"-5\" y=\"6\" fill=\"&lt;&amp;a-colour-whose-name-is-longer-than-anybody-would-think-that-it-can-be\">1 &lt; 2</text>
</svg>
")))
