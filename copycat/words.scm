;;; (copycat words): every word of Copycat, once.
;;;
;;; The reference, `help', completion, `apropos', `find' and the compiler's
;;; effect checker all come from this table.  An entry is
;;;
;;;     (NAME KIND EFFECT DOC EXAMPLE RESULT [OUTPUT])
;;;
;;; KIND is `primitive' (definition.scm, kernel/ and the compiler have it),
;;; `prelude' (prelude.cat defines it) or `prompt' (it needs the session).  The
;;; EFFECT is written as in a definition, the top of the stack last; `...' is
;;; all that lies below.  RESULT is a program too: what it leaves is what
;;; EXAMPLE leaves, and OUTPUT is what EXAMPLE writes.
;;;
;;; `older-words' says what became of each word of the older language.

(define-library (copycat words)
  (export word-groups words find-word word-name word-kind word-effect word-doc
          word-example word-result word-output word-group
          older-words older-name older-group older-fate older-note)
  (import (scheme base) (scheme cxr) (only (srfi srfi-1) append-map find))
  (begin
    (define word-groups
      '(("Stack"
         (dup primitive "a -> a a"
          "Copies the top."
          "5 dup" "5 5")
         (drop primitive "a ->"
          "Ends the top."
          "1 2 drop" "1")
         (swap primitive "a b -> b a"
          "Exchanges the two on top."
          "1 2 swap" "2 1")
         (over primitive "a b -> a b a"
          "Copies the second."
          "1 2 over" "1 2 1")
         (rot primitive "a b c -> b c a"
          "Brings the third up."
          "1 2 3 rot" "2 3 1")
         (-rot prelude "a b c -> c a b"
          "Puts the top below the two under it."
          "1 2 3 -rot" "3 1 2")
         (nip prelude "a b -> b"
          "Ends the second."
          "1 2 nip" "2")
         (tuck prelude "a b -> b a b"
          "Copies the top below the second."
          "1 2 tuck" "2 1 2")
         (pick prelude "... [natural0? n] -> ... a"
          "Copies the value with N others above it: 0 is the top."
          "7 8 9 2 pick" "7 8 9 7")
         (pick2 prelude "a b c -> a b c a"
          "Copies the third."
          "7 8 9 pick2" "7 8 9 7")
         (pick3 prelude "a b c d -> a b c d a"
          "Copies the fourth."
          "6 7 8 9 pick3" "6 7 8 9 6")
         (roll prelude "... [natural0? n] -> ..."
          "Brings the Nth value up: 3 roll is rot."
          "7 8 9 3 roll" "8 9 7")
         (drop2 prelude "a b ->"
          "Ends the two on top."
          "1 2 3 drop2" "1")
         (drop3 prelude "a b c ->"
          "Ends the three on top."
          "1 2 3 drop3" "")
         (drop4 prelude "a b c d ->"
          "Ends the four on top."
          "0 1 2 3 4 drop4" "0")
         (dropn prelude "... [natural0? n] -> ..."
          "Ends N values."
          "7 8 9 2 dropn" "7")
         (dup2 prelude "a b -> a b a b"
          "Copies the two on top."
          "1 2 dup2" "1 2 1 2")
         (dip prelude "... a [program? p] -> ... a"
          "Runs P below A."
          "1 2 3 (+) dip" "3 3")
         (clear prelude "... ->"
          "Ends all values."
          "1 2 3 clear" "")
         (c prelude "... ->"
          "The same as clear."
          "1 2 3 c" "")
         (stack-length prelude "... -> ... natural0?"
          "How many values are on the stack."
          "7 8 stack-length" "7 8 2")
         (get-stack primitive "... -> ... list?"
          "The stack as a list, the top first."
          "1 2 get-stack" "1 2 '(2 1)")
         (set-stack primitive "... [list? l] -> ..."
          "Makes L the stack, its first value the top."
          "9 '(2 1) set-stack" "1 2")
         (slurp-stack prelude "... -> list?"
          "Makes one list of the stack."
          "1 2 slurp-stack" "'(2 1)"))
        ("Booleans and identity"
         (not prelude "[boolean? v] -> boolean?"
          "Turns true into false and false into true."
          "#t not" "#f")
         (boolean? prelude "v -> boolean?"
          "Is it #t or #f?"
          "#f boolean?" "#t")
         (any? prelude "v -> boolean?"
          "True of every value."
          "5 any?" "#t")
         (eq? primitive "a b -> boolean?"
          "Are they the same?  Not for values that have parts."
          "'x 'x eq?" "#t")
         (!eq? prelude "a b -> boolean?"
          "Are they not the same?"
          "'x 'y !eq?" "#t")
         (equal? prelude "a b -> boolean?"
          "Do they have the same parts, however deep?"
          "'(1 \"a\") '(1 \"a\") equal?" "#t")
         (.equal? prelude "a b -> boolean?"
          "The same as equal?."
          "[1 2] [1 2] .equal?" "#t")
         (type primitive "v -> symbol?"
          "What V is: integer, boolean, null, pair, symbol, string …"
          "\"a\" type" "'string"))
        ("Numbers"
         (number? prelude "v -> boolean?"
          "Is it a number?"
          "5 number?" "#t")
         (integer? prelude "v -> boolean?"
          "Is it an integer?"
          "\"5\" integer?" "#f")
         (exact? prelude "[number? n] -> boolean?"
          "Is N exact?  Every number is."
          "5 exact?" "#t")
         (inexact? prelude "[number? n] -> boolean?"
          "Is N a float?  None is."
          "5 inexact?" "#f")
         (real? prelude "v -> boolean?"
          "Is it a number?"
          "5 real?" "#t")
         (rational? prelude "v -> boolean?"
          "Is it a number?"
          "5 rational?" "#t")
         (complex? prelude "v -> boolean?"
          "Is it a number?"
          "5 complex?" "#t")
         (fixnum? prelude "v -> boolean?"
          "Is it an integer of a machine word?  Every integer is."
          "5 fixnum?" "#t")
         (natural? prelude "v -> boolean?"
          "Is it an integer from 1?"
          "0 natural?" "#f")
         (natural0? prelude "v -> boolean?"
          "Is it an integer from 0?"
          "0 natural0?" "#t")
         (fixnum-natural? prelude "v -> boolean?"
          "The same as natural?."
          "1 fixnum-natural?" "#t")
         (fixnum-natural0? prelude "v -> boolean?"
          "The same as natural0?."
          "-1 fixnum-natural0?" "#f")
         (even? prelude "[integer? n] -> boolean?"
          "Is N even?"
          "4 even?" "#t")
         (odd? prelude "[integer? n] -> boolean?"
          "Is N odd?"
          "4 odd?" "#f")
         (zero? prelude "[integer? n] -> boolean?"
          "Is N zero?"
          "0 zero?" "#t")
         (+ primitive "[integer? a] [integer? b] -> integer?"
          "A + B."
          "2 3 +" "5")
         (- primitive "[integer? a] [integer? b] -> integer?"
          "A - B."
          "2 3 -" "-1")
         (* primitive "[integer? a] [integer? b] -> integer?"
          "A times B."
          "2 3 *" "6")
         (/ prelude "[integer? a] [integer? b] -> integer?"
          "A / B; an error where that is a fraction."
          "6 3 /" "2")
         (quotient primitive "[integer? a] [integer? b] -> integer?"
          "A / B, rounded towards zero."
          "-7 2 quotient" "-3")
         (remainder primitive "[integer? a] [integer? b] -> integer?"
          "What quotient leaves over; it has the sign of A."
          "-7 2 remainder" "-1")
         (modulo prelude "[integer? a] [integer? b] -> integer?"
          "A modulo B; it has the sign of B."
          "-7 2 modulo" "1")
         (neg prelude "[integer? a] -> integer?"
          "-A."
          "5 neg" "-5")
         (.neg prelude "[integer? a] -> integer?"
          "The same as neg."
          "5 .neg" "-5")
         (abs prelude "[integer? a] -> integer?"
          "A without its sign."
          "-5 abs" "5")
         (inv prelude "[integer? a] -> integer?"
          "1 / A; an error where that is a fraction."
          "-1 inv" "-1")
         (inc prelude "[integer? a] -> integer?"
          "A + 1."
          "5 inc" "6")
         (dec prelude "[integer? a] -> integer?"
          "A - 1."
          "5 dec" "4")
         (square prelude "[integer? a] -> integer?"
          "A times itself."
          "5 square" "25")
         (sqrt prelude "[natural0? a] -> natural0?"
          "The root of A; an error where that is no integer."
          "144 sqrt" "12")
         (expt prelude "[integer? base] [natural0? n] -> integer?"
          "BASE to the power N."
          "2 10 expt" "1024")
         (min prelude "[integer? a] [integer? b] -> integer?"
          "The lesser."
          "2 3 min" "2")
         (max prelude "[integer? a] [integer? b] -> integer?"
          "The greater."
          "2 3 max" "3")
         (gcd prelude "[integer? a] [integer? b] -> integer?"
          "The greatest common divisor."
          "12 18 gcd" "6")
         (= primitive "[integer? a] [integer? b] -> boolean?"
          "Are they equal?"
          "2 3 =" "#f")
         (!= prelude "[integer? a] [integer? b] -> boolean?"
          "Are they not equal?"
          "2 3 !=" "#t")
         (< primitive "[integer? a] [integer? b] -> boolean?"
          "Is A less than B?"
          "2 3 <" "#t")
         (<= prelude "[integer? a] [integer? b] -> boolean?"
          "Is A at most B?"
          "3 3 <=" "#t")
         (> prelude "[integer? a] [integer? b] -> boolean?"
          "Is A greater than B?"
          "2 3 >" "#f")
         (>= prelude "[integer? a] [integer? b] -> boolean?"
          "Is A at least B?"
          "3 3 >=" "#t")
         (bit-and primitive "[integer? a] [integer? b] -> integer?"
          "The bits that are in both."
          "12 10 bit-and" "8")
         (bit-or primitive "[integer? a] [integer? b] -> integer?"
          "The bits that are in either."
          "12 10 bit-or" "14")
         (bit-xor primitive "[integer? a] [integer? b] -> integer?"
          "The bits that are in just one."
          "12 10 bit-xor" "6")
         (shift primitive "[integer? a] [integer? n] -> integer?"
          "A times 2 to the power N, towards minus infinity."
          "5 -1 shift" "2")
         (random-natural0 prelude "[natural? n] -> natural0?"
          "A random integer below N; the device random must be granted."
          "(6 random-natural0) try Result?" "#t")
         (random primitive "-> natural0?"
          "A random integer below 2^29; the device random must be granted."
          "(random) try Result?" "#t"))
        ("Lists"
         (list? prelude "v -> boolean?"
          "Is it a list?"
          "(1 2) list?" "#t")
         (ilist? prelude "v -> boolean?"
          "The same as list?."
          "5 ilist?" "#f")
         (pair? prelude "v -> boolean?"
          "Is it a list that is not empty?"
          "() pair?" "#f")
         (null? prelude "v -> boolean?"
          "Is it the empty list?"
          "() null?" "#t")
         (program? prelude "v -> boolean?"
          "Can it be run: is it a list or a continuation?"
          "(dup) program?" "#t")
         (cons primitive "[list? l] a -> pair?"
          "L with A before it."
          "(2 3) 1 cons" "(1 2 3)")
         (car primitive "[pair? l] -> a"
          "The first item."
          "(1 2 3) car" "1")
         (cdr primitive "[pair? l] -> list?"
          "All items but the first."
          "(1 2 3) cdr" "(2 3)")
         (first prelude "[pair? l] -> a"
          "The same as car."
          "(1 2 3) first" "1")
         (rest prelude "[pair? l] -> list?"
          "The same as cdr."
          "(1 2 3) rest" "(2 3)")
         (first+rest prelude "[pair? l] -> a list?"
          "The first item, and the others above it."
          "(1 2 3) first+rest" "1 (2 3)")
         (list prelude "... [natural0? n] -> ... list?"
          "Makes a list of N values, the deepest first."
          "7 8 9 2 list" "7 (8 9)")
         (rlist prelude "... [natural0? n] -> ... list?"
          "Makes a list of N values, the top first."
          "7 8 9 2 rlist" "7 (9 8)")
         (append prelude "[list? a] [list? b] -> list?"
          "A, and then B."
          "(1 2) (3) append" "(1 2 3)")
         (list-drop prelude "[list? l] [natural0? n] -> list?"
          "L without its first N items."
          "(1 2 3) 1 list-drop" "(2 3)")
         (list-take prelude "[list? l] [natural0? n] -> list?"
          "The first N items of L."
          "(1 2 3) 2 list-take" "(1 2)")
         (list-length prelude "[list? l] -> natural0?"
          "How many items L has."
          "(1 2 3) list-length" "3")
         (list-ref prelude "[list? l] [natural0? i] -> a"
          "The item with I others before it."
          "(7 8 9) 1 list-ref" "8")
         (list-set prelude "[list? l] [natural0? i] a -> list?"
          "L with A as its item I."
          "(7 8 9) 1 0 list-set" "(7 0 9)")
         (list-reverse prelude "[list? l] -> list?"
          "L from its end to its beginning."
          "(1 2 3) list-reverse" "(3 2 1)")
         (list-map prelude "... [list? l] [program? p] -> ... list?"
          "What P makes of each item of L."
          "(1 2 3) (square) list-map" "(1 4 9)")
         (list-rmap prelude "... [list? l] [program? p] -> ... list?"
          "The same, the last item first."
          "(1 2 3) (square) list-rmap" "(9 4 1)")
         (list-each prelude "... [list? l] [program? p] -> ..."
          "Runs P for each item of L, which is on top."
          "0 (1 2 3) (+) list-each" "6")
         (list-filter prelude "... [list? l] [program? p] -> ... list?"
          "The items of L of which P holds."
          "(1 2 3 4) (even?) list-filter" "(2 4)")
         (list-fold prelude "... [list? l] a [program? p] -> ... b"
          "Joins A and all items of L, the first one first, by P."
          "(1 2 3) 10 (-) list-fold" "4")
         (member? prelude "[list? l] a -> boolean?"
          "Is A an item of L?"
          "(1 2 3) 2 member?" "#t")
         (iota prelude "[natural0? n] -> list?"
          "The integers from 0, N of them."
          "3 iota" "(0 1 2)")
         (iota/start prelude "[natural0? n] [integer? start] -> list?"
          "The integers from START, N of them."
          "3 5 iota/start" "(5 6 7)"))
        ("Vectors"
         (vector? prelude "v -> boolean?"
          "Is it a vector?"
          "[1 2] vector?" "#t")
         (vector prelude "... [natural0? n] -> ... vector?"
          "Makes a vector of N values, the deepest first."
          "7 8 2 vector" "[7 8]")
         (rvector prelude "... [natural0? n] -> ... vector?"
          "Makes a vector of N values, the top first."
          "7 8 2 rvector" "[8 7]")
         (copy-vector prelude "... [natural0? n] -> ... vector?"
          "The same as vector, and the values stay."
          "7 8 2 copy-vector" "7 8 [7 8]")
         (copy-rvector prelude "... [natural0? n] -> ... vector?"
          "The same as rvector, and the values stay."
          "7 8 2 copy-rvector" "7 8 [8 7]")
         (vector.length primitive "[vector? v] -> natural0?"
          "How many elements V has."
          "[7 8] vector.length" "2")
         (vector.ref primitive "[vector? v] [integer? i] -> a"
          "The element with I others before it."
          "[7 8] 1 vector.ref" "8")
         (vector.set primitive "[vector? v] [integer? i] a -> vector?"
          "V with A as its element I; V itself stays as it was."
          "[7 8] 1 9 vector.set" "[7 9]")
         (vector.list prelude "[vector? v] -> list?"
          "The elements of V."
          "[7 8] vector.list" "(7 8)")
         (list.vector primitive "[list? l] -> vector?"
          "A vector of the items of L."
          "(7 8) list.vector" "[7 8]"))
        ("Strings and symbols"
         (string? prelude "v -> boolean?"
          "Is it a string?"
          "\"a\" string?" "#t")
         (string=? prelude "[string? a] [string? b] -> boolean?"
          "Do they have the same characters?"
          "\"a\" \"b\" string=?" "#f")
         (string.equal? prelude "[string? a] [string? b] -> boolean?"
          "The same as string=?."
          "\"a\" \"a\" string.equal?" "#t")
         (string.length primitive "[string? s] -> natural0?"
          "How many characters S has."
          "\"häuser\" string.length" "6")
         (string.ref primitive "[string? s] [integer? i] -> char?"
          "The character with I others before it."
          "\"abc\" 1 string.ref" "#\\b")
         (string.append primitive "[string? a] [string? b] -> string?"
          "A, and then B."
          "\"ab\" \"c\" string.append" "\"abc\"")
         (substring primitive
          "[string? s] [integer? from] [integer? to] -> string?"
          "The characters of S from FROM to before TO."
          "\"abcd\" 1 3 substring" "\"bc\"")
         (strings-append prelude "[list? l] -> string?"
          "The strings of L one after the other."
          "(\"a\" \"b\") strings-append" "\"ab\"")
         (strings-join prelude "[list? l] [string? between] -> string?"
          "The same, with BETWEEN between them."
          "(\"a\" \"b\") \", \" strings-join" "\"a, b\"")
         (string.split prelude "[string? s] [char? c] -> list?"
          "The parts of S between the characters C."
          "\"a,b,,c\" #\\, string.split" "(\"a\" \"b\" \"\" \"c\")")
         (string.chomp prelude "[string? s] -> string?"
          "S without a line end at its end."
          "\"a\\n\" string.chomp" "\"a\"")
         (string.list prelude "[string? s] -> list?"
          "The characters of S."
          "\"ab\" string.list" "(#\\a #\\b)")
         (char-list.string primitive "[list? l] -> string?"
          "A string of the characters in L."
          "(#\\a #\\b) char-list.string" "\"ab\"")
         (string prelude "... [natural0? n] -> ... string?"
          "Makes a string of N characters, the deepest first."
          "#\\a #\\b 2 string" "\"ab\"")
         (rstring prelude "... [natural0? n] -> ... string?"
          "Makes a string of N characters, the top first."
          "#\\a #\\b 2 rstring" "\"ba\"")
         (copy-string prelude "... [natural0? n] -> ... string?"
          "The same as string, and the characters stay."
          "#\\a 1 copy-string" "#\\a \"a\"")
         (copy-rstring prelude "... [natural0? n] -> ... string?"
          "The same as rstring, and the characters stay."
          "#\\a #\\b 2 copy-rstring" "#\\a #\\b \"ba\"")
         (string.maybe-number prelude "[string? s] -> a"
          "The integer that S spells, or #f."
          "\"-12\" string.maybe-number" "-12")
         (number.string prelude "[integer? n] -> string?"
          "N in decimal."
          "-12 number.string" "\"-12\"")
         (number.string/base prelude "[integer? n] [natural? base] -> string?"
          "N in a base from 2 to 36."
          "255 16 number.string/base" "\"ff\"")
         (.string prelude "v -> string?"
          "How V is shown; strings and symbols as they are."
          "(1 \"a\") .string" "\"(1 \\\"a\\\")\"")
         (char? prelude "v -> boolean?"
          "Is it a character?"
          "#\\a char?" "#t")
         (char.integer primitive "[char? c] -> natural0?"
          "The code point of C."
          "#\\A char.integer" "65")
         (integer.char primitive "[integer? n] -> char?"
          "The character with the code point N."
          "65 integer.char" "#\\A")
         (symbol? prelude "v -> boolean?"
          "Is it a symbol?"
          "'a symbol?" "#t")
         (string.symbol primitive "[string? s] -> symbol?"
          "The symbol that S spells."
          "\"dup\" string.symbol" "'dup")
         (.symbol prelude "[string? s] -> symbol?"
          "The same as string.symbol."
          "\"dup\" .symbol" "'dup")
         (symbol.string primitive "[symbol? s] -> string?"
          "How S is spelled."
          "'dup symbol.string" "\"dup\""))
        ("Whatever has items"
         (.length prelude "v -> natural0?"
          "How many items a list, vector or string has."
          "[7 8] .length" "2")
         (.ref prelude "v [integer? i] -> a"
          "The item with I others before it."
          "\"abc\" 2 .ref" "#\\c")
         (.set prelude "v [integer? i] a -> b"
          "A list, vector or string with A as its item I."
          "\"abc\" 1 #\\d .set" "\"adc\"")
         (.append prelude "a b -> c"
          "Two lists, vectors or strings one after the other."
          "[1] [2] .append" "[1 2]")
         (.split prelude "a b -> list?"
          "The parts of a list or string A between the items B."
          "(1 0 2 3) 0 .split" "((1) (2 3))"))
        ("Control"
         (eval primitive "... [program? p] -> ..."
          "Runs P."
          "1 2 (+) eval" "3")
         (nop prelude "->"
          "Does nothing."
          "5 nop" "5")
         (if primitive "... [boolean? c] [program? p] [program? q] -> ..."
          "Runs P where C is true, else Q."
          "1 #f (inc) (dec) if" "0")
         (thenelse prelude "... [boolean? c] [program? p] [program? q] -> ..."
          "The same as if."
          "1 #t (inc) (dec) thenelse" "2")
         (when prelude "... [boolean? c] [program? p] -> ..."
          "Runs P where C is true."
          "1 #t (inc) when" "2")
         (unless prelude "... [boolean? c] [program? p] -> ..."
          "Runs P where C is false."
          "1 #t (inc) unless" "1")
         (repeat prelude "... [program? p] [natural0? n] -> ..."
          "Runs P N times."
          "1 (2 *) 10 repeat" "1024")
         (loop prelude "... [program? p] -> ..."
          "Runs P, and again as long as it leaves #t."
          "1 (2 * dup 100 <) loop" "128")
         (while prelude "... [program? c] [program? p] -> ..."
          "Runs C, and as long as that leaves #t, P and C."
          "1 (dup 100 <) (2 *) while" "128")
         (with-stack primitive "[list? l] [program? p] -> list?"
          "Runs P on a stack of its own, L, and gives that stack."
          "'(2 1) (+) with-stack" "(3)")
         (plot primitive "[list? command] ->"
          "Sends a command to the plotter, which must be granted."
          "('(circle 5) plot) try Result?" "#t")
         (callcc primitive "... [program? p] -> ..."
          "Runs P with what is to do afterwards, a program, on top."
          "1 (2 swap eval 99) callcc" "1 2"))
        ("Maybe and Result"
         (Just prelude "a -> Maybe?"
          "A value that is there."
          "5 Just Just?" "#t")
         (Nothing prelude "-> Maybe?"
          "No value."
          "Nothing Nothing?" "#t")
         (Maybe? prelude "v -> boolean?"
          "Is it a Just or Nothing?"
          "5 Maybe?" "#f")
         (Just? prelude "v -> boolean?"
          "Is it a Just?"
          "Nothing Just?" "#f")
         (Nothing? prelude "v -> boolean?"
          "Is it Nothing?"
          "Nothing Nothing?" "#t")
         (if-Just prelude "... [Maybe? m] [program? p] [program? q] -> ..."
          "Runs P with the value on top, or Q where there is none."
          "5 Just (inc) (0) if-Just" "6")
         (cat-Maybes prelude "[list? l] -> list?"
          "The values of the Justs in L."
          "1 Just Nothing 2 Just 3 list cat-Maybes" "(1 2)")
         (if-just prelude "... a [program? p] [program? q] -> ..."
          "Runs P with A on top, or Q without it where A is #f."
          "5 (inc) (0) if-just" "6")
         (and prelude "... a [program? p] -> ... b"
          "#f where A is #f, else what P leaves."
          "1 2 < (3 4 <) and" "#t")
         (or prelude "... a [program? p] -> ... b"
          "A, or what P leaves where A is #f."
          "#f (5) or" "5")
         (maybe->>= prelude "... a [program? p] -> ... b"
          "#f where A is #f, else what P makes of A."
          "5 (inc) maybe->>=" "6")
         (cat-maybes prelude "[list? l] -> list?"
          "The items of L that are not #f."
          "(1 #f 2) cat-maybes" "(1 2)")
         (Ok prelude "a -> Result?"
          "A result."
          "5 Ok Ok?" "#t")
         (Error prelude "a -> Result?"
          "What went wrong instead."
          "5 Error Error?" "#t")
         (Result? prelude "v -> boolean?"
          "Is it an Ok or an Error?"
          "5 Result?" "#f")
         (Ok? prelude "v -> boolean?"
          "Is it an Ok?"
          "5 Error Ok?" "#f")
         (Error? prelude "v -> boolean?"
          "Is it an Error?"
          "5 Error Error?" "#t")
         (if-Ok prelude "... [Result? r] [program? p] [program? q] -> ..."
          "Runs P with the result on top, or Q with the error."
          "5 Ok (inc) (drop 0) if-Ok" "6")
         (unwrap prelude "[Result? r] -> a"
          "The value of an Ok; the error of an Error is raised."
          "5 Ok unwrap" "5"))
        ("Errors and fuel"
         (try primitive "... [program? p] -> ... Result?"
          "Runs P aside: Ok with the stack that it leaves, or Error."
          "7 (inc) try unwrap" "7 (8)")
         (raise primitive "... [record? e] -> ..."
          "Fails with the error E."
          "(\"no\" () generic-error raise) try Error?" "#t")
         (error prelude "... [string? message] [list? values] -> ..."
          "Fails with an error of the class error."
          "(\"no\" () error) try (drop #f) (error.class) if-Ok" "'error")
         (generic-error prelude "[string? message] [list? values] -> error?"
          "An error of the class error."
          "\"no\" (1) generic-error error.irritants" "(\"no\" (1))")
         (new-error primitive "[list? irritants] [symbol? class] -> error?"
          "An error of the class CLASS, here."
          "() 'assert new-error error.class" "'assert")
         (error? prelude "v -> boolean?"
          "Is it an error?"
          "5 error?" "#f")
         (error.class prelude "[error? e] -> symbol?"
          "Its class."
          "() 'assert new-error error.class" "'assert")
         (error.irritants prelude "[error? e] -> list?"
          "What was wrong."
          "(1) 'assert new-error error.irritants" "(1)")
         (error.word prelude "[error? e] -> a"
          "The word that failed, or #f."
          "(1 0 quotient) try (drop) (error.word) if-Ok" "'quotient")
         (error.place prelude "[error? e] -> list?"
          "Its place: file, line and column; empty where there is none."
          "(1 0 quotient) try (drop) (error.place .length) if-Ok" "3")
         (.explanation prelude "[error? e] -> string?"
          "The error in words."
          "() 'divide new-error .explanation string?" "#t")
         (assert prelude "[boolean? b] ->"
          "Fails where B is false."
          "(1 2 = assert) try Error?" "#t")
         (assertment-failure-error prelude "-> error?"
          "The error that assert raises."
          "assertment-failure-error error.class" "'assert")
         (with-fuel primitive "... [program? p] [natural0? n] -> ... Result?"
          "The same as try, with at most N units of fuel."
          "(1 2 +) 100 with-fuel unwrap" "(3)")
         (checked prelude "... [list? in] [list? out] [program? p] -> ..."
          "Runs P with an effect: what a definition with types does."
          "1 2 (a b) (c) (+) checked" "3"))
        ("Words"
         (set! primitive "[program? p] [symbol? name] ->"
          "Makes P the word NAME."
          "(dup *) 'sq set! 5 sq" "25")
         (ref primitive "[symbol? name] -> program?"
          "The program of the word NAME."
          ": sq (dup *) 'sq ref" "(dup *)")
         (defined? primitive "[symbol? name] -> boolean?"
          "Is there a word NAME?"
          "'dup defined?" "#t")
         (dir primitive "-> list?"
          "All words."
          "dir 'dup member?" "#t")
         (alias prelude "[symbol? new] [symbol? old] ->"
          "Makes the word NEW the same as OLD."
          "'sum '+ alias 1 2 sum" "3")
         (import prelude "[symbol? module] ->"
          "Makes the words of a module words without its name before them."
          "module m (: two (2)) 'm import two" "2")
         (parse primitive "[string? text] [string? name] -> program?"
          "The program that TEXT spells; NAME is that of the text in errors."
          "\"1 2 +\" \"here\" parse eval" "3")
         (help prelude "[symbol? name] ->"
          "Writes what the word NAME does."
          "'dup help" "" "dup (a -> a a)\nCopies the top.\n  5 dup gives 5 5\n")
         (help-string prelude "[symbol? name] -> string?"
          "What help writes."
          "'dup help-string string?" "#t")
         (effect prelude "[symbol? name] -> list?"
          "The effect of NAME: declared, or found out; empty where not known."
          "'swap effect" "(a b -> b a)")
         (.docstring prelude "[symbol? name] -> string?"
          "What the word NAME is for."
          "'dup .docstring" "\"Copies the top.\"")
         (apropos prelude "[string? part] -> list?"
          "The words with PART in their name or docstring."
          "\"gcd\" apropos" "(gcd)")
         (find prelude "[list? effect] -> list?"
          "The words with this effect, your own too, whatever the names in it."
          "(a b -> b a) find" "(swap)"))
        ("Records"
         (record? prelude "v -> boolean?"
          "Is it a record?"
          "5 Just record?" "#t")
         (record primitive "[list? fields] [symbol? tag] -> record?"
          "A record."
          "(1 2) 'point record record.tag" "'point")
         (record.tag primitive "[record? r] -> symbol?"
          "Its tag."
          "5 Just record.tag" "'Just")
         (record.fields primitive "[record? r] -> list?"
          "Its fields."
          "5 Just record.fields" "(5)"))
        ("Input and output"
         (print prelude "v ->"
          "Writes V; strings, characters and symbols as they are."
          "\"a\" print 5 print" "" "a5")
         (println prelude "v ->"
          "Writes V and a line end."
          "\"a\" println" "" "a\n")
         (newline prelude "->"
          "Writes a line end."
          "newline" "" "\n")
         (write prelude "v ->"
          "Writes V as it is typed in."
          "\"a\" write" "" "\"a\"")
         (show prelude "v ->"
          "Writes V as it is typed in, and a line end."
          "(1 \"a\") show" "" "(1 \"a\")\n")
         (pretty-string prelude "v -> string?"
          "V as it is typed in."
          "'(dup *) pretty-string" "\"(dup *)\"")
         (pretty-print prelude "v ->"
          "The same as show."
          "[1] pretty-print" "" "[1]\n")
         (write-string primitive "[string? s] ->"
          "Writes S."
          "\"a\" write-string" "" "a")
         (read-line primitive "-> a"
          "The next line of the input without its end, or the end of the input."
          "read-line type" "'eof")
         (ask-string prelude "[string? question] -> a"
          "Writes a question and reads a line."
          "\"Name? \" ask-string type" "'eof" "Name? ")
         (getfile primitive "[string? name] -> string?"
          "The content of a file in the granted folder."
          "(\"no such file\" getfile) try Error?" "#t")
         (putfile primitive "[string? s] [string? name] ->"
          "Makes S the content of a file in the granted folder."
          "(\"a\" \"b/c\" putfile) try Error?" "#t")
         (delete-file primitive "[string? name] ->"
          "Deletes a file in the granted folder."
          "(\"no such file\" delete-file) try Error?" "#t")
         (directory primitive "-> list?"
          "The names of the files in the granted folder."
          "(directory) try Result?" "#t")
         (ls prelude "->"
          "Writes the names of the files in the granted folder."
          "(ls) try Result?" "#t")
         (load prelude "... [string? name] -> ..."
          "Runs the program in a file of the granted folder."
          "(\"no such file\" load) try Error?" "#t")
         (include prelude "... [string? name] -> ..."
          "The same as load."
          "(\"no such file\" include) try Error?" "#t")
         (read-all prelude "[string? name] -> list?"
          "The program in a file of the granted folder."
          "(\"no such file\" read-all) try Error?" "#t")
         (clock primitive "-> list?"
          "Days since 1970, seconds, microseconds; grant clock."
          "(clock) try Result?" "#t")
         (current-unixtime prelude "-> integer?"
          "Seconds since 1970 began; the device clock must be granted."
          "(current-unixtime) try Result?" "#t")
         (time prelude "... [program? p] -> ..."
          "Runs P and writes how long that took; grant clock."
          "((1) time) try Result?" "#t")
         (exit primitive "... [natural0? code] -> ..."
          "Ends the program with this exit status."
          "#f (1 exit) when" "")
         (quit prelude "... -> ..."
          "Ends the program."
          "#f (quit) when" ""))
        ("Places"
         (location.container prelude "[list? place] -> string?"
          "The file of an error's place."
          "(\"f\" 2 7) location.container" "\"f\"")
         (location.line prelude "[list? place] -> natural?"
          "Its line, from 1."
          "(\"f\" 2 7) location.line" "2")
         (location.maybe-column prelude "[list? place] -> natural?"
          "Its column, from 1."
          "(\"f\" 2 7) location.maybe-column" "7")
         (print-location prelude "[list? place] ->"
          "Writes a place."
          "(\"f\" 2 7) print-location" "" "f:2:7\n"))
        ("Turtle"
         (° prelude "[integer? n] -> angle?"
          "An angle of N degrees."
          "90 ° .degrees" "90")
         (angle? prelude "v -> boolean?"
          "Is it an angle?"
          "90 ° angle?" "#t")
         (.degrees prelude "[angle? a] -> integer?"
          "The degrees of A."
          "90 ° .degrees" "90")
         (new prelude "->"
          "Begins a new drawing: forgets all commands."
          "(new commands) try unwrap" "(())")
         (commands prelude "-> list?"
          "What the turtle was told since the beginning."
          "new 10 draw commands" "((draw 10))")
         (view prelude "->"
          "Draws; the device plotter must be granted."
          "(view) try Result?" "#t")
         (draw prelude "[integer? n] ->"
          "Goes N pixels ahead and draws a line."
          "new 10 draw commands" "((draw 10))")
         (jump prelude "[integer? n] ->"
          "Goes N pixels ahead without a line."
          "new 10 jump commands" "((jump 10))")
         (rotate prelude "[angle? a] ->"
          "Turns to the right."
          "new 90 ° rotate commands" "((rotate 90))")
         (left prelude "[angle? a] ->"
          "Turns to the left."
          "new 90 ° left commands" "((rotate -90))")
         (back prelude "[integer? n] ->"
          "Goes back and draws a line."
          "new 10 back commands" "((draw -10))")
         (push-pos prelude "->"
          "Remembers where the turtle stands."
          "new push-pos commands" "((push-pos))")
         (pop-pos prelude "->"
          "Goes where the turtle stood when push-pos was said."
          "new push-pos pop-pos commands" "((pop-pos) (push-pos))")
         (start prelude "[integer? x] [integer? y] ->"
          "Puts the turtle at a point, x to the right and y down."
          "new 3 4 start commands" "((start 3 4))")
         (right prelude "[angle? a] ->"
          "The same as rotate."
          "new 90 ° right commands" "((rotate 90))")
         (forward prelude "[integer? n] ->"
          "The same as draw."
          "new 10 forward commands" "((draw 10))")
         (f prelude "[integer? n] ->"
          "The same as draw."
          "new 10 f commands" "((draw 10))")
         (b prelude "[integer? n] ->"
          "The same as back."
          "new 10 b commands" "((draw -10))")
         (j prelude "[integer? n] ->"
          "The same as jump."
          "new 10 j commands" "((jump 10))")
         (r prelude "[angle? a] ->"
          "The same as rotate."
          "new 90 ° r commands" "((rotate 90))")
         (l prelude "[angle? a] ->"
          "The same as left."
          "new 90 ° l commands" "((rotate -90))")
         (color prelude "[string? s] ->"
          "Draws in this color from now on."
          "new \"red\" color commands" "((color \"red\"))")
         (thickness prelude "[integer? n] ->"
          "Draws lines of N pixels from now on."
          "new 3 thickness commands" "((width 3))")
         (dot prelude "[integer? radius] ->"
          "Draws a circle around the turtle."
          "new 9 dot commands" "((circle 9))")
         (label prelude "[string? s] ->"
          "Writes S where the turtle stands."
          "new \"here\" label commands" "((text \"here\"))")
         (farbe prelude "[string? s] ->"
          "The same as color."
          "new \"red\" farbe commands" "((color \"red\"))")
         (strich prelude "[integer? n] ->"
          "The same as thickness."
          "new 3 strich commands" "((width 3))")
         (drehen prelude "[angle? a] ->"
          "The same as rotate."
          "new 90 ° drehen commands" "((rotate 90))")
         (rechts prelude "[angle? a] ->"
          "The same as rotate."
          "new 90 ° rechts commands" "((rotate 90))")
         (links prelude "[angle? a] ->"
          "The same as left."
          "new 90 ° links commands" "((rotate -90))")
         (vorwärts prelude "[integer? n] ->"
          "The same as draw."
          "new 10 vorwärts commands" "((draw 10))")
         (v prelude "[integer? n] ->"
          "The same as draw."
          "new 10 v commands" "((draw 10))")
         (zurück prelude "[integer? n] ->"
          "The same as back."
          "new 10 zurück commands" "((draw -10))")
         (neu prelude "->"
          "The same as new."
          "neu commands" "()")
         (zeig prelude "->"
          "The same as view."
          "(zeig) try Result?" "#t")
         (kommandos prelude "-> list?"
          "The same as commands."
          "new kommandos" "()"))
        ("Prompt"
         (undo prompt "... -> ..."
          "Takes the last line back: stack and words.")
         (redo prompt "... -> ..."
          "Does again what undo took back.")
         (fuel prompt "-> natural0?"
          "The fuel that is left; -1 where there is no bound.")
         (set-fuel prompt "[natural0? n] ->"
          "As a line N set-fuel: makes the fuel of the prompt N.")
         (add-fuel prompt "[integer? n] ->"
          "As a line N add-fuel: adds N to the fuel of the prompt.")
         (D prompt "... -> ..."
          "Opens a prompt on the stack here; quit or the end of input goes on.")
         (P prompt "... -> ..."
          "Writes the stack.")
         (PM prompt "... [string? message] -> ..."
          "Writes a message and the stack.")
         (debug prompt "... -> ..."
          "Opens a prompt on the stack where the last error happened.")
         (backtrace prompt "... -> ..."
          "Writes the calls that were under way at the last error.")
         (resume prompt "... -> ..."
          "Goes on behind what failed, with the stack as it is now.")
         (transcript prompt "[string? file] ->"
          "As a line FILE transcript: writes the lines that succeeded."))))

    (define-syntax field
      (syntax-rules ()
        ((_ (name index doc) ...)
         (begin (define (name word) doc
                  (and (< index (length word)) (list-ref word index))) ...))))
    (field (word-name 0 "Return the name of WORD, a symbol.")
           (word-kind 1 "Return `primitive', `prelude' or `prompt' for WORD.")
           (word-effect 2 "Return the effect of WORD as text.")
           (word-doc 3 "Return what WORD is for.")
           (word-example 4 "Return a program that shows WORD, or #f.")
           (word-result 5 "Return a program that leaves the same, or #f.")
           (word-output 6 "Return what WORD's example writes, or #f: nothing."))

    (define words (append-map cdr word-groups))
    (define (find-word name)
      "Return the word NAME, or #f."
      (assq name words))
    (define (word-group word)
      "Return the name of the group that WORD is in."
      (car (find (lambda (group) (memq word (cdr group))) word-groups)))

    ;; The words of the older language: (NAME FATE NOTE), by group.  FATE is
    ;; `built', `left-out', or the word that does its work here.  The NOTE says
    ;; why, or what was wrong with the effect that was declared.
    (define older-groups
      '(("stack forth"
         (dup built)
         (drop built)
         (swap built)
         (rot built)
         (-rot built)
         (nip built)
         (roll built "declared (n ->)")
         (over built "declared without the values that it looks past")
         (pick2 built "declared without the values that it looks past")
         (pick3 built "declared without the values that it looks past")
         (pick built "declared to leave N alone"))
        ("stack christian"
         (drop2 built)
         (drop3 built)
         (drop4 built "declared without a result arrow")
         (dropn built "declared to end only N")
         (clear built "declared no effect")
         (stack-length built))
        ("booleans"
         (not built))
        ("numbers of"
         (.length built))
        ("randomness | numbers random"
         (random-natural0 built
          "0 was allowed, below which there is no natural")
         (random-real left-out
          "wants fractions, which the machine does not have yet"))
        ("numbers predicates"
         (number? built)
         (exact? built)
         (inexact? built)
         (even? built)
         (odd? built)
         (real? built)
         (rational? built)
         (complex? built)
         (integer? built)
         (fixnum? built)
         (natural? built)
         (natural0? built)
         (fixnum-natural? built)
         (fixnum-natural0? built))
        ("numbers arithmetic"
         (+ built)
         (- built)
         (neg built)
         (.neg built)
         (* built)
         (/ built)
         (inv built)
         (inc built)
         (dec built)
         (square built)
         (sqrt built)
         (expt built)
         (log left-out "wants fractions, which the machine does not have yet")
         (log2 left-out "wants fractions, which the machine does not have yet")
         (log10 left-out "wants fractions, which the machine does not have yet")
         (zero? built)
         (= built)
         (< built)
         (<= built)
         (> built)
         (>= built)
         (!= built)
         (eq? built)
         (!eq? built))
        ("numbers strings | strings numbers"
         (string.maybe-number built)
         (number.string built)
         (number.string/base built))
        ("lists"
         (list? built)
         (ilist? built)
         (cons built)
         (car built)
         (cdr built)
         (first built)
         (rest built)
         (first+rest built)
         (pair? built)
         (null? built)
         (list built)
         (rlist built)
         (append built)
         (list-drop built)
         (list-take built)
         (list-rmap built)
         (list-reverse built)
         (list-ref built "declared to give a list")
         (list-length built)
         (list-map built)
         (iota built)
         (iota/start built))
        ("vectors | arrays"
         (vector? built)
         (vector.length built)
         (vector built "declared to give a list")
         (rvector built "declared to give a list")
         (copy-vector built)
         (copy-rvector built)
         (vector.ref built)
         (vector.set! vector.set)
         (vector.set built))
        ("strings"
         (string? built)
         (string=? built)
         (string.equal? built)
         (string.length built)
         (string.append built)
         (strings-append built)
         (strings-join built)
         (string.split built)
         (string.chomp built)
         (string built "declared to take only N")
         (rstring built "declared to take only N")
         (copy-string built)
         (copy-rstring built)
         (.string built)
         (.split built)
         (.equal? built))
        ("chars"
         (char? built "declared no result")
         (char.integer built)
         (integer.char built)
         (string.list built)
         (char-list.string built))
        ("lists | strings | vectors"
         (.ref built)
         (.set built)
         (.append built))
        ("strings | vectors"
         (.set! .set))
        ("control-flow maybe | booleans maybe"
         (if-just built "declared no result")
         (and built)
         (maybe->>= built)
         (or built)
         (cat-maybes built))
        ("control-flow Maybe"
         (Maybe? built)
         (Just? built)
         (Nothing? built)
         (Just built)
         (Nothing built)
         (if-Just built "declared to take a Result"))
        ("control-flow Maybe | lists Maybe"
         (cat-Maybes built))
        ("control-flow Result"
         (Ok built "declared no result")
         (Error built "declared no result")
         (if-Ok built "declared no result"))
        ("control-flow exceptions | propagation"
         (try built)
         (raise built)
         (unwrap built)
         (generic-error built)
         (exit-repl-error left-out "quit needs no error")
         (assertment-failure-error built)
         (error built)
         (assert built)
         (quit built)
         (.explanation built))
        ("control-flow Result exceptions | stack christian"
         (set-stack built "declared no result")
         (get-stack built)
         (slurp-stack built "declared to leave the stack"))
        ("internal fuel | fuel"
         (set-fuel built "only the prompt refills")
         (add-fuel built "only the prompt refills")
         (eval built "declared no result")
         (nop built))
        ("environment"
         (set! built))
        ("environment cc-categories"
         (cc-category left-out
          "groups are in the table of words, not values of the program")
         (.maybe-docstring left-out
          "groups are in the table of words, not values of the program")
         (.path left-out
          "groups are in the table of words, not values of the program")
         (current-cc-categories left-out
          "groups are in the table of words, not values of the program")
         (set-current-cc-categories left-out
          "groups are in the table of words, not values of the program")
         (with-cc-categories left-out
          "groups are in the table of words, not values of the program")
         (cc-category-lookup left-out
          "groups are in the table of words, not values of the program")
         (get-cc-category-list left-out
          "groups are in the table of words, not values of the program")
         (get-cc-category-paths left-out
          "groups are in the table of words, not values of the program")
         (category-path.maybe-docstring left-out
          "groups are in the table of words, not values of the program")
         (maybe-category-docstring left-out
          "groups are in the table of words, not values of the program")
         (.categories-string left-out
          "groups are in the table of words, not values of the program"))
        ("environment symbols"
         (string.symbol built)
         (.symbol built)
         (symbol.string built)
         (symbol? built)
         (ref built)
         (alias built)
         (c built))
        ("source"
         (source? left-out "programs are plain lists; errors know their places")
         (source-code ref)
         (maybe-source-location error.place))
        ("source location"
         (.maybe-location error.place)
         (location.container built)
         (location.line built)
         (location.maybe-column built)
         (print-location built))
        ("I/O"
         (print built)
         (newline built)
         (println built)
         (port.print print)
         (port.newline newline)
         (port.println println)
         (port.flush left-out "output is not kept back")
         (current-input-port left-out "there is one console")
         (current-output-port left-out "there is one console")
         (current-error-port left-out "there is one console")
         (maybe-read-line read-line)
         (string.port parse)
         (port.name left-out "there are no ports")
         (.name left-out "there are no ports")
         (ask-string built))
        ("I/O paths"
         (path-string.add left-out "a file is named without its folder")
         (path-string.absolute? left-out "a file is named without its folder")
         (path-string.relative? left-out "a file is named without its folder")
         (path-string.normalize left-out "a file is named without its folder")
         (.add left-out "a file is named without its folder")
         (.absolute? left-out "a file is named without its folder")
         (.relative? left-out "a file is named without its folder")
         (.normalize left-out "a file is named without its folder"))
        ("I/O processes"
         (exit built)
         (open-receiver-command left-out "there are no processes")
         (port.close left-out "there are no ports")
         (port.process-status left-out "there are no processes")
         (run-shell left-out "there is no host shell")
         (run-bash left-out "there is no host shell")
         (xrun-bash left-out "there is no host shell")
         (xbacktick-bash left-out "there is no host shell")
         (backtick-bash left-out "there is no host shell")
         (putfile built)
         (getfile built)
         (shell-quote left-out "there is no host shell")
         (sleep left-out "the machine waits for nobody")
         (current-unixtime built))
        ("I/O s-expressions"
         (read parse)
         (read-all built)
         (path-string.read-all-source read-all)
         (load built "declared no result")
         (include built "declared to leave the stack")
         (write built)
         (show built)
         (pretty-print built)
         (pretty-string built))
        ("I/O directories"
         (current-directory left-out
          "a program has one folder, the granted one")
         (set-current-directory left-out
          "a program has one folder, the granted one")
         (directory-items directory)
         (cd left-out "a program has one folder, the granted one")
         (pwd left-out "a program has one folder, the granted one")
         (ls built))
        ("development files transcripts"
         (new-transcript! transcript)
         (current-maybe-transcript-port left-out
          "the transcript is the prompt's"))
        ("development debugging"
         (D built "declared no result")
         (DScheme left-out "there is no Scheme below")
         (P built "declared no stack to show")
         (PM built "declared no stack to show")
         (PS P))
        ("development benchmarking"
         (time built "declared no result"))
        ("development help | procedures | environment cc-categories"
         (dir built)
         (.docstring built)
         (.type effect)
         (.categories left-out
          "groups are in the table of words, not values of the program")
         (.maybe-original left-out "a word is its program: ref")
         (categories left-out
          "groups are in the table of words, not values of the program")
         (proc-names dir)
         (proc-names-string dir)
         (help-string built)
         (help built))
        ("control-flow"
         (thenelse built "declared no result")
         (if built "declared no result")
         (when built "declared no result")
         (unless built "declared no result")
         (repeat built "declared no result")
         (loop built "declared no result")
         (unergonomic-while while))
        ("turtle"
         (° built)
         (rad left-out "wants fractions, which the machine does not have yet")
         (.rad left-out "wants fractions, which the machine does not have yet")
         (.degrees built)
         (new built)
         (commands built)
         (view built)
         (draw built)
         (jump built)
         (rotate built "declared no result")
         (closed left-out "needs paths as values")
         (paintopts left-out "needs paths as values")
         (push-pos built)
         (pop-pos built)
         (start built)
         (right built)
         (forward built)
         (f built)
         (b built)
         (j built)
         (left built)
         (r built)
         (l built)
         (back built))
        ("turtle DE"
         (drehen built)
         (links built)
         (rechts built)
         (vorwärts built)
         (v built)
         (zurück built)
         (neu built)
         (zeig built)
         (kommandos built))))
    (define older-words (append-map cdr older-groups))
    (define (older-name older)
      "Return the name of OLDER, an entry of `older-words'."
      (car older))
    (define (older-fate older)
      "Return `built', `left-out', or the word that does the work of OLDER."
      (cadr older))
    (define (older-note older)
      "Return what is to be said of OLDER, or #f."
      (and (pair? (cddr older)) (caddr older)))
    (define (older-group older)
      "Return the name of the group that OLDER was in."
      (car (find (lambda (group) (memq older (cdr group))) older-groups)))))
