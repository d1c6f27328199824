;;; Text that is no program, and text that only looks wrong.  Here programs
;;; stand in strings.

(profile core)

(test "a comment of every sort"
  (text "; a line\n#| a #| nested |# one |# #;(block main () () (halt 0))\n"
        "(block main ; name\n (k #;one world) () (drop k world)"
        " (halt #;#;1 2 3))\n")
  (answer 3))

(test "no line end at the end"
  (text "(block main (k world) () (drop k world) (halt 3))")
  (answer 3))

(test "a comment at the very end"
  (text "(block main (k world) () (drop k world) (halt 3)) ;")
  (answer 3))

(test "line ends of another system"
  (text "(block main (k world) ()\r\n (drop k world)\r\n (halt 3))\r\n")
  (answer 3))

(test "tabs"
  (text "(block\tmain\t(k\tworld)\t()\t(drop\tk\tworld)\t(halt\t3))")
  (answer 3))

(test "no space where none is needed"
  (text "(block main(k world)()(drop k world)(halt'(a\"b\"#\\c)))")
  (profile data)
  (answer (a "b" #\c)))

(test "a parenthesis missing"
  (text "(block main (k world) () (drop k world) (halt 3)\n")
  (malformed))

(test "a parenthesis too many"
  (text "(block main (k world) () (drop k world) (halt 3)))\n")
  (malformed))

(test "an unended string"
  (text "(block main (k world) () (drop k world) (halt \"abc))\n")
  (malformed))

(test "an unended comment"
  (text "(block main (k world) () (drop k world) (halt 3)) #| #| |#\n")
  (malformed))

(test "an unended name"
  (text "(block main (k world) () (drop k world) (halt '|abc))\n")
  (malformed))

(test "a datum comment of nothing"
  (text "(block main (k world) () (drop k world) (halt 3)) #;")
  (malformed))

(test "a datum comment before a parenthesis"
  (text "(block main (k world) () (drop k world) (halt 3 #;))")
  (malformed))

(test "a quote of nothing"
  (text "(block main (k world) () (drop k world) (halt '))")
  (malformed))

(test "a token that starts like an integer"
  (text "(block main (k world) () (drop k world) (halt 3x))")
  (malformed))

(test "a token that starts like a signed integer"
  (text "(block main (k world) () (drop k world) (halt '-3x))")
  (malformed))

(test "a decimal point"
  (text "(block main (k world) () (drop k world) (halt 3.5))")
  (malformed))

(test "an unknown token with a hash"
  (text "(block main (k world) () (drop k world) (halt #true))")
  (malformed))

(test "a bare hash"
  (text "(block main (k world) () (drop k world) (halt '#))")
  (malformed))

(test "hexadecimal without digits"
  (text "(block main (k world) () (drop k world) (halt #x))")
  (malformed))

(test "hexadecimal with a wrong digit"
  (text "(block main (k world) () (drop k world) (halt #x1g))")
  (malformed))

(test "hexadecimal with a plus"
  (text "(block main (k world) () (drop k world) (halt #x+1))")
  (malformed))

(test "an unknown character name"
  (text "(block main (k world) () (drop k world) (halt #\\backspace))")
  (malformed))

(test "a character beyond the last"
  (text "(block main (k world) () (drop k world) (halt #\\x110000))")
  (malformed))

(test "a character that is a surrogate"
  (text "(block main (k world) () (drop k world) (halt #\\xd800))")
  (malformed))

(test "an unknown escape in a string"
  (text "(block main (k world) () (drop k world) (halt \"\\q\"))")
  (malformed))

(test "an escape beyond the last character"
  (text "(block main (k world) () (drop k world) (halt \"\\x110000;\"))")
  (malformed))

(test "an escape without an end"
  (text "(block main (k world) () (drop k world) (halt \"\\x41\"))")
  (malformed))

(test "a byte too large"
  (text "(block main (k world) () (drop k world) (halt #u8(256)))")
  (malformed))

(test "a byte below zero"
  (text "(block main (k world) () (drop k world) (halt #u8(-1)))")
  (malformed))

(test "a byte that is none"
  (text "(block main (k world) () (drop k world) (halt #u8(a)))")
  (malformed))

(test "a lone dot"
  (text "(block main (k world) () (drop k world) (halt '(a .)))")
  (malformed))

(test "a dot first"
  (text "(block main (k world) () (drop k world) (halt '(. a)))")
  (malformed))

(test "two behind a dot"
  (text "(block main (k world) () (drop k world) (halt '(a . b c)))")
  (malformed))

(test "two dots"
  (text "(block main (k world) () (drop k world) (halt '(a . b . c)))")
  (malformed))

(test "a dot outside of lists"
  (text "(block main (k world) () (drop k world) (halt 3)) .")
  (malformed))

(test "a dot in a vector"
  (text "(block main (k world) () (drop k world) (halt #(a . b)))")
  (malformed))

(test "a label of a cycle is not read"
  (text "(block main (k world) () (drop k world) (halt '#0=(a . #0#)))")
  (malformed))

(test "an atom for a block"
  (text "(block main (k world) () (drop k world) (halt 3)) hello")
  (malformed))

(test "a list that is no block"
  (text "(block main (k world) () (drop k world) (halt 3)) (blok x)")
  (malformed))

(test "a block without a name"
  (text "(block (k world) () (drop k world) (halt 3))")
  (malformed))

(test "a block with a number for a name"
  (text "(block main (k world) () (drop k world) (halt 3)) (block 5 () ()"
        " (halt 1))")
  (malformed))

(test "a block without captured variables"
  (text "(block main (k world) (drop k world) (halt 3))")
  (malformed))

(test "a block without a body"
  (text "(block main (k world) ())")
  (malformed))

(test "a block without a transfer"
  (text "(block main (k world) () (drop k world))")
  (malformed))

(test "an instruction behind a transfer"
  (text "(block main (k world) () (drop k world) (halt 3) (drop k))")
  (malformed))

(test "a transfer behind a transfer"
  (text "(block main (k world) () (drop k world) (halt 3) (halt 4))")
  (malformed))

(test "an instruction behind an if"
  (text "(block main (k world) () (drop k world)"
        " (if (lt 1 2) (then (halt 1)) (else (halt 2))) (halt 3))")
  (malformed))

(test "an empty way"
  (text "(block main (k world) () (drop k world)"
        " (if (lt 1 2) (then) (else (halt 2))))")
  (malformed))

(test "an if without else"
  (text "(block main (k world) () (drop k world)"
        " (if (lt 1 2) (then (halt 1))))")
  (malformed))

(test "an if with its ways exchanged"
  (text "(block main (k world) () (drop k world)"
        " (if (lt 1 2) (else (halt 1)) (then (halt 2))))")
  (malformed))

(test "an if with three ways"
  (text "(block main (k world) () (drop k world)"
        " (if (lt 1 2) (then (halt 1)) (else (halt 2)) (else (halt 2))))")
  (malformed))

(test "an if on a variable"
  (text "(block main (k world) () (drop world)"
        " (if k (then (drop k) (halt 1)) (else (drop k) (halt 2))))")
  (malformed))

(test "an if on no test"
  (text "(block main (k world) () (drop k world)"
        " (if (add 1 2) (then (halt 1)) (else (halt 2))))")
  (malformed))

(test "a test outside of if"
  (text "(block main (k world) () (drop k world)"
        " (let x (lt 1 2)) (halt !x))")
  (malformed))

(test "a bare test outside of if"
  (text "(block main (k world) () (drop k world) (lt 1 2) (halt 1))")
  (malformed))

(test "an unknown instruction"
  (text "(block main (k world) () (drop k world)"
        " (let x (plus 1 2)) (halt !x))")
  (malformed "plus"))

(test "an unknown bare instruction"
  (text "(block main (k world) () (drop k world) (print 1) (halt 1))")
  (malformed "print"))

(test "too few operands"
  (text "(block main (k world) () (drop k world)"
        " (let x (add 1)) (halt !x))")
  (malformed "add"))

(test "too many operands"
  (text "(block main (k world) () (drop k world)"
        " (let x (add 1 2 3)) (halt !x))")
  (malformed "add"))

(test "a result where there is none"
  (text "(block main (k world) () (drop k world)"
        " (let x (set-car '(1) 2)) (halt !x))")
  (malformed "set-car"))

(test "no result where there is one"
  (text "(block main (k world) () (drop k world) (add 1 2) (halt 1))")
  (malformed "add"))

(test "a result, though no name, where there is none"
  (text "(block main (k world) () (drop world) (let #void (put a 1)) (call !k 1))")
  (malformed "put"))

(test "one result where there are two"
  (text "(block main (k world) () (drop k world)"
        " (let x (uncons '(1 . 2))) (halt !x))")
  (malformed "uncons"))

(test "three results where there are two"
  (text "(block main (k world) () (drop k world)"
        " (let (a b c) (uncons '(1 . 2))) (halt !a))")
  (malformed "uncons"))

(test "a transfer with a result"
  (text "(block main (k world) () (drop k world) (let x (halt 1)))")
  (malformed))

(test "let as an instruction in parentheses"
  (text "(block main (k world) () (drop k world)"
        " (let x (let 5)) (halt !x))")
  (malformed))

(test "let of nothing"
  (text "(block main (k world) () (drop k world) (let x) (halt 1))")
  (malformed))

(test "drop of nothing"
  (text "(block main (k world) () (drop k world) (drop) (halt 1))")
  (malformed "drop"))

(test "drop of a literal"
  (text "(block main (k world) () (drop k world) (drop 5) (halt 1))")
  (malformed))

(test "drop with a mark"
  (text "(block main (k world) () (drop !k world) (halt 1))")
  (malformed))

(test "a lone mark"
  (text "(block main (k world) () (drop k world) (halt !))")
  (malformed))

(test "a mark on a literal"
  (text "(block main (k world) () (drop k world) (halt !5))")
  (malformed))

(test "a list as an operand, not quoted"
  (text "(block main (k world) () (drop k world) (halt (1 2)))")
  (malformed))

(test "an instruction as an operand"
  (text "(block main (k world) () (drop k world) (halt (add 1 2)))")
  (malformed))

(test "a try of a test"
  (text "(block main (k world) () (drop k world)"
        " (try () (lt 1 2) (then (halt 1)) (else (halt 2))))")
  (malformed))

(test "a try of a transfer"
  (text "(block main (k world) () (drop k world)"
        " (try () (halt 1) (then (halt 1)) (else (halt 2))))")
  (malformed))

(test "a try of what cannot fault"
  (text "(block main (k world) () (drop k world)"
        " (try x (true 1) (then (halt !x)) (else (halt 2))))")
  (malformed))

(test "a try of let"
  (text "(block main (k world) () (drop k world)"
        " (try x 5 (then (halt !x)) (else (halt 2))))")
  (malformed))

(test "a try of drop"
  (text "(block main (k world) () (drop world)"
        " (try () (drop k) (then (halt 1)) (else (drop k) (halt 2))))")
  (malformed))

(test "a try of a lambda"
  (text "(block main (k world) () (drop k world)"
        " (try f (lambda () () (halt 1)) (then (call !f)) (else (halt 2))))")
  (malformed))

(test "a try without a place for its result"
  (text "(block main (k world) () (drop k world)"
        " (try () (add 1 2) (then (halt 1)) (else (halt 2))))")
  (malformed))

(test "numbers in a block with names"
  (text "(block main (k world) () (drop r0 r1) (halt 1))")
  (invalid "r0"))

(test "names in a block with numbers"
  (text "(block main 2 0 (drop r0 r1) (let x 5) (halt !x))")
  (malformed))

(test "a lambda in a block with numbers"
  (text "(block main 2 0 (drop r0 r1)"
        " (let r0 (lambda () () (halt 1))) (call !r0))")
  (malformed))

(test "register 256"
  (text "(block main 2 0 (drop r0 r1) (let r256 5) (halt !r256))")
  (malformed))

(test "a header with more parameters than registers"
  (text "(block main 2 0 (drop r0 r1) (halt 1)) (block b 200 100 (halt 1))")
  (malformed))

(test "a header half of names"
  (text "(block main (k world) 0 (drop k world) (halt 1))")
  (malformed))

(test "a parameter with a mark"
  (text "(block main (!k world) () (drop k world) (halt 1))")
  (malformed))

(test "a capture of a lambda that is a literal"
  (text "(block main (k world) () (drop k world)"
        " (let f (lambda () (5) (halt 1))) (call !f))")
  (malformed))

(test "a rest parameter without a name"
  (text "(block main (k world) () (drop k world) (halt 1))"
        "(block b (x .) () (halt !x))")
  (malformed))

(test "UTF-8 in a comment"
  (text "; λ 😀\n(block main (k world) () (drop k world) (halt 3))")
  (answer 3))

(test "a name in bars is the same name"
  (text "(|block| main (k |world|) () (drop |k| world)"
        " (let x 'a) (if (eq !x '|a|) (then (halt #t)) (else (halt #f))))")
  (answer #t))

(test "a quote of a quote"
  (text "(block main (k world) () (drop k world)"
        " (let q ''a) (let x (car !q)) (halt !x))")
  (answer quote))

(test "quotes before literals change nothing"
  (text "(block main (k world) () (drop k world)"
        " (let x (cons '5 '())) (let x (cons '#t !x)) (halt !x))")
  (answer (#t 5)))

(test "the long form of a quote"
  (text "(block main (k world) () (drop k world)"
        " (halt (quote (1 2))))")
  (answer (1 2)))
