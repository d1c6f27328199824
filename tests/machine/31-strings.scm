;;; Strings, characters and symbols, within ASCII and outside.

(profile data)

(test "escapes in a literal"
  (body (let s "a\tb\"\\\x41;") (let n (slen s)) (let p (cons !n !s))
        (halt !p))
  (answer (6 . "a\tb\"\\A")))

(test "a string over two lines"
  (body (let s "a
b") (let c (sref !s 1)) (let n (char->int !c)) (halt !n))
  (answer 10))

(test "what a string prints"
  (body (halt "tab\t newline\n return\r quote\" backslash\\ bell\x7;"))
  (answer "tab\t newline\n return\r quote\" backslash\\ bell\x7;"))

(test "a string outside ASCII prints as it is"
  (body (halt "λ ü € 😀"))
  (answer "λ ü € 😀"))

(test "an index counts characters"
  (body (let s "λ😀x") (let a (sref s 1)) (let b (sref !s 2))
        (let p (cons !a !b)) (halt !p))
  (answer (#\😀 . #\x)))

(test "a wider character makes room"
  (body (let s (make-string 3 #\a)) (sset s 0 #\ü) (sset s 1 #\€)
        (sset s 2 #\😀) (halt !s))
  (answer "ü€😀"))

(test "a built string is shared"
  (body (let s (make-string 2 #\a)) (let t s) (sset s 0 #\b) (drop s)
        (halt !t))
  (answer "ba"))

(test "sset of a literal"
  (body (sset "abc" 0 #\x) (halt 0))
  (fault type))

(test "sset of a constant in a variable, under try"
  (body (let s "abc")
        (try () (sset s 0 #\x) (then (drop s) (halt 'no)) (else (halt !s))))
  (answer "abc"))

(test "character literals by name"
  (body (let l '(#\nul #\tab #\newline #\return #\escape #\space #\delete))
        (jump codes !l ()))
  (program
   (block codes (l out) ()
     (if (null? l)
         (then (drop l) (halt !out))
         (else (let (c l) (uncons !l)) (let n (char->int !c))
               (let out (cons !n !out)) (jump codes !l !out)))))
  (answer (127 32 27 13 10 9 0)))

(test "character literals by number and of one character"
  (body (let l '(#\x41 #\x #\( #\" #\; #\' #\x1F600 #\! #\\ #\1))
        (jump codes !l ()))
  (program
   (block codes (l out) ()
     (if (null? l)
         (then (drop l) (halt !out))
         (else (let (c l) (uncons !l)) (let n (char->int !c))
               (let out (cons !n !out)) (jump codes !l !out)))))
  (answer (49 92 33 128512 39 59 34 40 120 65)))

(test "what characters print"
  (body (halt '(#\a #\space #\newline #\tab #\nul #\delete #\escape
                #\return #\( #\λ #\x)))
  (printed "(#\\a #\\space #\\newline #\\tab #\\nul #\\delete "
           "#\\escape #\\return #\\( #\\λ #\\x)"))

(test "a control character without a name prints by number"
  (body (let c (int->char 7)) (halt !c))
  (answer #\x7))

(test "the last character"
  (body (let c (int->char #x10ffff)) (let n (char->int !c)) (halt !n))
  (answer 1114111))

(test "characters on both sides of the surrogates"
  (body (let a (int->char #xd7ff)) (let b (int->char #xe000))
        (let a (char->int !a)) (let b (char->int !b))
        (let p (cons !a !b)) (halt !p))
  (answer (55295 . 57344)))

(test "a symbol made at run time is the one in the program"
  (body (let s (make-string 2 #\a)) (let s (string->symbol !s))
        (if (eq !s 'aa) (then (halt #t)) (else (halt #f))))
  (answer #t))

(test "a symbol made twice is one"
  (body (let s (make-string 2 #\z)) (let a (string->symbol s))
        (let b (string->symbol !s))
        (if (eq !a !b) (then (halt #t)) (else (halt #f))))
  (answer #t))

(test "a symbol does not follow its string"
  (body (let s (make-string 2 #\z)) (let a (string->symbol s))
        (sset s 0 #\y) (drop s)
        (if (eq a 'zz) (then (halt !a)) (else (drop a) (halt #f))))
  (answer zz))

(test "symbol->string gives a string that can be set"
  (body (let s (symbol->string 'name)) (sset s 0 #\g) (halt !s))
  (answer "game"))

(test "symbol->string gives a new string each time"
  (body (let a (symbol->string 'n)) (let b (symbol->string 'n))
        (if (eq !a !b) (then (halt #t)) (else (halt #f))))
  (answer #f))

(test "symbols that need bars"
  (body (halt '(|a b| |(| || |12| |-1| |a\|b| |;| |#t| |.|)))
  (answer (|a b| |(| || |12| |-1| |a\|b| |;| |#t| |.|)))

(test "symbols that need none"
  (body (halt '(a |b| -> ... + - 1+ |x!|)))
  (malformed))

(test "symbols that need no bars"
  (body (halt '(a |b| -> ... + - |x!| !x -x +x .x)))
  (answer (a b -> ... + - x! !x -x +x .x)))

(test "cases are kept apart"
  (body (if (eq 'Name 'name) (then (halt #t)) (else (halt 'Name))))
  (answer Name))

(test "a string of a hundred thousand characters"
  (body (let s (make-string 100000 #\a)) (sset s 99999 #\λ)
        (let c (sref s 99999)) (let n (slen !s)) (let p (cons !c !n))
        (halt !p))
  (answer (#\λ . 100000)))
