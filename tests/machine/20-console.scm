;;; The console, arguments and status: the devices that are always granted.

(profile core)

(test "bytes out"
  (program (block main (k world) () (drop k)
             (let c (port !world console))
             (out c 72) (out c 105) (out !c 10)
             (halt #void)))
  (output "Hi\n") (answer))

(test "the answer follows the output"
  (program (block main (k world) () (drop k)
             (let c (port !world console))
             (out !c 120)
             (halt 5)))
  (output "x") (answer 5))

(test "the world is kept after port"
  (program (block main (k world) () (drop k)
             (let c (port world console)) (let d (port !world console))
             (out !c 97) (out !d 98)
             (halt #void)))
  (output "ab") (answer))

(test "bytes in, up to the end, again and again"
  (program (block main (k world) () (drop k)
             (let c (port !world console))
             (let a (in c)) (let b (in c)) (let e (in c)) (let f (in !c))
             (let p (cons !e !f)) (let p (cons !b !p)) (let p (cons !a !p))
             (halt !p)))
  (input "AB")
  (answer (65 66 #eof . #eof)))

(test "UTF-8 comes in as bytes"
  (program (block main (k world) () (drop k)
             (let c (port !world console))
             (let a (in c)) (let b (in !c))
             (let p (cons !a !b)) (halt !p)))
  (input "λ")
  (answer (206 . 187)))

(test "UTF-8 goes out as bytes"
  (program (block main (k world) () (drop k)
             (let c (port !world console))
             (out c 206) (out !c 187)
             (halt #void)))
  (output "λ") (answer))

(test "the input is echoed"
  (program
   (block main (k world) () (drop k)
     (let c (port !world console)) (jump echo !c))
   (block echo (c) ()
     (let x (in c))
     (if (eof? x)
         (then (drop c x) (halt #void))
         (else (out c !x) (jump echo !c)))))
  (input "one\ntwo\n\tthree")
  (output "one\ntwo\n\tthree") (answer))

(test "out of 256 is out of bounds"
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (out !c 256) (halt #void)))
  (fault bounds))

(test "out of -1 is out of bounds"
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (out !c -1) (halt #void)))
  (fault bounds))

(test "out of a list is a type fault"
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (out !c '(1)) (halt #void)))
  (fault type))

(test "out to the world is a device fault"
  (program (block main (k world) () (drop k)
             (out !world 65) (halt #void)))
  (fault device))

(test "in from the world is a device fault"
  (program (block main (k world) () (drop k)
             (let x (in !world)) (halt !x)))
  (fault device))

(test "port of what is no world"
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (let d (port !c console))
             (halt !d)))
  (fault device))

(test "port of no such device"
  (program (block main (k world) () (drop k)
             (let c (port !world teapot)) (halt !c)))
  (fault device))

(test "port of a device that was not granted"
  (program (block main (k world) () (drop k)
             (try c (port !world files)
                  (then (halt !c)) (else (drop world) (halt 'denied)))))
  (answer denied))

(test "status 0 to 255"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (out !s 3) (halt #void)))
  (answer) (status 3))

(test "the last status counts"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (out s 3) (out !s 255)
             (halt 'x)))
  (answer x) (status 255))

(test "status 256 is out of bounds"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (out !s 256) (halt #void)))
  (fault bounds))

(test "status is written as well"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (write !s 7) (halt #void)))
  (answer) (status 7))

(test "a status that is written is at most 255"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (write !s 256) (halt #void)))
  (fault bounds))

(test "port selects from a device"
  (body (let d (port 5 console)) (halt !d))
  (fault type))

(test "in from status is a device fault"
  (program (block main (k world) () (drop k)
             (let s (port !world status)) (let x (in !s)) (halt !x)))
  (fault device))

(test "devices are printed by name"
  (program (block main (k world) () (drop k)
             (let a (port world console)) (let b (port world args))
             (let c (port !world status))
             (let p (cons !b !c)) (let p (cons !a !p)) (halt !p)))
  (answer (#<device console> #<device args> . #<device status>)))

(test "out of a literal string" (profile data)
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (out !c "héllo\n")
             (halt #void)))
  (output "héllo\n") (answer))

(test "out of a built string" (profile data)
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (let s (make-string 3 #\😀))
             (sset s 1 #\a) (out c s) (out !c !s)
             (halt #void)))
  (output "😀a😀😀a😀") (answer))

(test "out of an empty string" (profile data)
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (out !c "") (halt #void)))
  (answer))

(test "out of a string to status is a fault" (profile data)
  (program (block main (k world) () (drop k)
             (let s (port !world status))
             (try () (out s "3")
                  (then (drop s) (halt 'no)) (else (drop s) (halt 'fault)))))
  (answer fault))

(test "out of a char is a type fault" (profile data)
  (program (block main (k world) () (drop k)
             (let c (port !world console)) (out !c #\a) (halt #void)))
  (fault type))

(test "args gives strings, then the end" (profile system)
  (program (block main (k world) () (drop k)
             (let a (port !world args))
             (let x (read a)) (let y (read a)) (let z (read a))
             (let e (read !a))
             (let p (cons !z !e)) (let p (cons !y !p)) (let p (cons !x !p))
             (halt !p)))
  (arguments "one" "two words" "")
  (answer ("one" "two words" "" . #eof)))

(test "args with UTF-8" (profile system)
  (program (block main (k world) () (drop k)
             (let a (port !world args))
             (let x (read !a)) (let n (slen x)) (let p (cons !n !x))
             (halt !p)))
  (arguments "λ😀")
  (answer (2 . "λ😀")))

(test "arguments that look like options" (profile system)
  (program (block main (k world) () (drop k)
             (let a (port !world args)) (let x (read !a)) (halt !x)))
  (arguments "--fuel")
  (answer "--fuel"))
