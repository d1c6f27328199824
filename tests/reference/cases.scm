;;; Cases for the reference machine: (NAME CLAUSE ...), read by run.scm.
;;;
;;; A CLAUSE is one of (program TEXT), (options TEXT), (arguments TEXT), (input
;;; TEXT), (command TEXT), and what is expected: (status N), (output TEXT),
;;; (errors TEXT), (file TEXT): what the file `file' has then.  Without it the
;;; status is 0; of the others, nothing is expected.

("a transfer trace"
 (options "--trace=transfers")
 (program "
(block main (k world) () (drop world) (jump loop !k 2))
(block loop (k n) ()
  (if (lt n 1) (then (call !k !n))
               (else (let n (sub !n 1)) (jump loop !k !n))))")
 (output "0\n")
 (errors "\
0 main #<closure halt> #<device world>
1 loop #<closure halt> 2
2 loop #<closure halt> 1
3 loop #<closure halt> 0
4 halt 0
halt 0
"))

("a rest parameter is shown as a list"
 (options "--trace=transfers")
 (program "
(block main (k world) () (drop k world)
  (let f (close f 7)) (apply !f 1 '(2 3)))
(block f (a . rest) (c) (drop a c) (halt !rest))")
 (output "(2 3)\n")
 (errors "\
0 main #<closure halt> #<device world>
1 f 1 (2 3)
halt (2 3)
"))

("a step trace with output, faults and cells"
 (command "trace")
 (program "
(block main (k world) () (drop k)
  (let c (port !world console))
  (out c \"hé\\n\")
  (try x (add 'a 1) (then (drop c) (halt !x))
    (else (let p (cons !c 5))
          (let (c n) (uncons !p))
          (drop c)
          (let n (quo !n 0))
          (halt !n))))")
 (status 70)
 (output "hé\n")
 (errors "\
1 main:0 (drop k)  k=#<closure halt>  ended k
2 main:1 (let c (port !world console))  world=#<device world>  \
born c=#<device console>  ended world  cells +0 -3
3 main:2 (out c \"hé\\n\")  c=#<device console>  output \"hé\\n\"
4 main:3 (try x (add 'a 1))  fault type
5 main:6 (let p (cons !c 5))  c=#<device console>  \
born p=(#<device console> . 5)  ended c  cells +1 -0
6 main:7 (let (c n) (uncons !p))  p=(#<device console> . 5)  \
born c=#<device console> n=5  ended p  cells +0 -1
7 main:8 (drop c)  c=#<device console>  ended c  cells +0 -1
8 main:9 (let n (quo !n 0))  n=5  fault divide
fault divide in main at 9: (let n (quo !n 0))
case.baton:9:11:
          (let n (quo !n 0))
          ^
irritants: 5 0
registers:
  n = 5
continuations:
"))

("a step trace as JSON"
 (options "--trace=json")
 (program "
(block main (k world) () (drop k world)
  (let |a\\x1;| \"q\\\"\") (halt |!a\\x1;|))")
 (output "\"q\\\"\"\n")
 (errors "\
{\"step\":1,\"block\":\"main\",\"index\":0,\
\"instruction\":\"(drop k world)\",\
\"values\":{\"k\":\"#<closure halt>\",\"world\":\"#<device world>\"},\
\"born\":{},\"ended\":[\"k\",\"world\"],\"allocated\":0,\"freed\":4,\
\"output\":\"\",\"fault\":null}
{\"step\":2,\"block\":\"main\",\"index\":1,\
\"instruction\":\"(let |a\\\\x1;| \\\"q\\\\\\\"\\\")\",\"values\":{},\
\"born\":{\"|a\\\\x1;|\":\"\\\"q\\\\\\\"\\\"\"},\"ended\":[],\
\"allocated\":0,\"freed\":0,\"output\":\"\",\"fault\":null}
{\"step\":3,\"block\":\"main\",\"index\":2,\
\"instruction\":\"(halt |!a\\\\x1;|)\",\
\"values\":{\"|a\\\\x1;|\":\"\\\"q\\\\\\\"\\\"\"},\"born\":{},\
\"ended\":[\"|a\\\\x1;|\"],\"allocated\":0,\"freed\":0,\"output\":\"\",\
\"fault\":null}
"))

("the continuations of a fault"
 (program "
(block main (k world) () (drop world)
  (let k (lambda (x) (!k) (call !k !x)))
  (let k (lambda (x) (!k) (call !k !x)))
  (raise !k))")
 (status 70)
 (errors "\
fault raised in main at 3: (raise !k)
case.baton:5:3:
  (raise !k))
  ^
irritants: #<closure main/2>
registers:
  k = #<closure main/2>
continuations:
  main/2
  main/1
  halt
"))

("a handler gets kind, irritants and place"
 (options "--stats")
 (program "
(block main (k world) () (drop k world)
  (let h (close h)) (let old (set-handler !h)) (drop old)
  (let v (vector 1 2)) (let x (vref !v 2)) (halt !x))
(block h (kind irritants place) ()
  (let p (cons !irritants !place)) (let p (cons !kind !p)) (halt !p))")
 (output "(bounds (#(1 2) 2) main . 5)\n")
 (errors "\
instructions: 9
transfers: 1
allocations: 16
peak live cells: 10
peak live words: 30
live cells at halt: 0
raised: vref bounds
"))

("the budget ends a loop"
 (options "--fuel 5 --trace=transfers")
 (program "
(block main (k world) () (drop k world) (jump main/loop))
(block main/loop () () (jump main/loop))")
 (status 124)
 (errors "\
0 main #<closure halt> #<device world>
1 main/loop
2 main/loop
3 main/loop
4 main/loop
5 main/loop
fuel
case.baton: the fuel is used up
give the program more with --fuel
"))

("the timer calls with a resume closure"
 (options "--grant timer --trace=transfers --stats")
 (program "
(block main (k world) () (drop k)
  (let t (port !world timer)) (let f (close tick 'a))
  (set-timer !t 1 !f) (jump b 0))
(block b (n) () (let n (add !n 1)) (jump c !n))
(block c (n) () (halt !n))
(block tick (resume) (a) (drop a) (call !resume))")
 (output "1\n")
 (errors "\
0 main #<closure halt> #<device world>
1 b 0
2 tick #<closure resume>
3 c 1
halt 1
instructions: 10
transfers: 3
allocations: 7
peak live cells: 5
peak live words: 22
live cells at halt: 0
"))

("memory comes back by the backup trace"
 (options "--heap 100 --stats")
 (program "
(block main (k world) () (drop k world) (jump loop 1000))
(block loop (n) ()
  (if (lt n 1) (then (halt !n))
    (else (let b (cons 1 2)) (set-cdr b b) (drop b)
          (let n (sub !n 1)) (jump loop !n))))")
 (output "0\n"))

("a full heap is a fault"
 (options "--heap 100")
 (program "
(block main (k world) () (drop k world)
  (try v (make-vector 100 0) (then (halt !v))
    (else (let v (make-vector 50 'x)) (let n (vlen !v)) (halt !n))))")
 (output "50\n"))

("a cycle is counted at the end"
 (options "--stats")
 (program "
(block main (k world) () (drop k world)
  (let p (cons 1 2)) (set-car p p) (set-cdr p 3) (halt !p))")
 (output "#0=(#0# . 3)\n")
 (errors "\
instructions: 5
transfers: 0
allocations: 5
peak live cells: 4
peak live words: 19
live cells at halt: 1
"))

("arguments, status and what is read"
 (arguments "one 'two 2'")
 (input "(a . #u8(1 2)) ) 7z #;x #| #| |# |# \"s\\x41;\"z")
 (program "
(block main (k world) () (drop k)
  (let a (port world args)) (let s (port world status))
  (let c (port !world console))
  (out !s 3)
  (let x (read a)) (let y (read a)) (let z (read !a))
  (write c !x) (write c !y) (write c !z) (out c 10)
  (jump loop !c))
(block loop (c) ()
  (try x (read c)
    (then (write c x) (out c 10)
      (if (eof? x) (then (drop x c) (halt #void))
                   (else (drop x) (jump loop !c))))
    (else (out c \"?\\n\") (jump loop !c))))")
 (status 3)
 (output "\"one\"\"two 2\"#eof\n(a . #u8(1 2))\n?\n?\n\"sA\"\nz\n#eof\n"))

("files"
 (options "--grant files=. --stats")
 (program "
(block main (k world) () (drop k)
  (let c (port world console)) (let f (port !world files))
  (write f '(output \"file\")) (let o (read f))
  (write o '(1 \"two\")) (out o 10) (drop o)
  (write f '(input \"file\")) (let i (read f))
  (let d (read i)) (write !c d) (drop d)
  (let b (in i)) (let e (in !i)) (drop e)
  (write f '(input \"none\")) (let n (read !f)) (drop n)
  (halt !b))")
 (output "(1 \"two\")10\n")
 (file "(1 \"two\")\n"))

("random numbers from a seed"
 (options "--grant random --seed 42")
 (program "
(block main (k world) () (drop k)
  (let r (port !world random)) (let a (in r)) (let b (read r))
  (let c (read !r))
  (let l (cons !c ())) (let l (cons !b !l)) (let l (cons !a !l)) (halt !l))")
 (output "(86 419970410 424201596)\n"))

("the plotter"
 (options "--grant plotter=file")
 (program "
(block main (k world) () (drop k)
  (let p (port !world plotter))
  (write p '(move 5 5)) (write p '(color \"red\")) (write p '(line 15 25))
  (try () (write p '(line 1)) (then (drop p) (halt 1))
    (else (write !p '(circle 3)) (halt #void))))")
 (output "")
 (file "\
<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-6 -6 35 45\">
<line x1=\"5\" y1=\"5\" x2=\"15\" y2=\"25\" stroke=\"red\" \
stroke-width=\"1\" stroke-linecap=\"round\"/>
<circle cx=\"15\" cy=\"25\" r=\"3\" fill=\"none\" stroke=\"red\" \
stroke-width=\"1\"/>
</svg>
"))

("a program assembled at run time has values of its own"
 (program "
(block main (k world) () (drop k world)
  (put x 1)
  (let f (assemble '((block main (k) () (try v (get x)
    (then (call !k !v)) (else (put x 2) (let v (get x)) (call !k !v)))))))
  (let k (close end)) (call !f !k))
(block end (v) () (let x (get x)) (let p (cons !v !x)) (halt !p))")
 (output "(2 . 1)\n"))

("a program that is refused at run time"
 (program "
(block main (k world) () (drop k world)
  (let f (assemble '((block main () (x) (halt !x))))) (halt !f))")
 (status 70))

("words of 32 bits"
 (options "--width 32")
 (program "
(block main (k world) () (drop k world)
  (let x (shl 1 28)) (try y (add x x) (then (drop x) (halt !y))
    (else (halt !x))))")
 (output "268435456\n"))

("integers that do not fit are refused"
 (options "--width=32")
 (program "(block main (k world) () (drop k world) (halt 536870912))")
 (status 65)
 (errors "\
case.baton: the integers of this program need wider words\n"))

("a wrong program is refused"
 (program "(block main (k world) () (halt !k))")
 (status 65))

("a wrong use" (options "--what=1") (program "") (status 64))
