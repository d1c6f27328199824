# shellcheck shell=sh
# baton trace --dot and --svg: what they show, how they abridge, and bad input.
# Read by run.

dot=$(command -v dot)
svg() { [ ! "$dot" ] || "$@"; }

status 0 'a state' "$baton" trace --dot 70 examples/fact.baton
says 'digraph heap {'
says 'fact.baton · step 70 · factorial, instruction 4 · line 38'
says '(let after (close factorial/1 !k !n))'
says '− taken'
says '+ born'
expect 'the chain is bold' test "$(grep -c penwidth "$work/out")" -eq 7
expect 'seven closures' test "$(grep -c '^c[0-9]* \[label' "$work/out")" -eq 7
status 0 'the start' "$baton" trace --dot 0 examples/fact.baton
says 'world'
status 0 'the end' "$baton" trace --dot 104 examples/fact.baton
says 'halted (3628800 . 3628800)'
says 'no register is live'
status 64 'behind the end' "$baton" trace --dot 105 examples/fact.baton
complains 'there is no step 105: the run ends after 104'

# One of everything, and more than fits.
program data <<'.'
(block main (k world) ()
  (drop world)
  (let l '(1 2 3))
  (let a (cons 1 ()))
  (let b (cons 2 a))
  (let v (make-vector 100 a))
  (let s (make-string 40 #\<))
  (let r (record 'point 3 4 "&"))
  (let self (box 0))
  (set-box self self)
  (let bytes (make-bytes 6 255))
  (let none (make-vector 0 0))
  (let |odd "name"| 5)
  (jump build !k 20 () !l !a !b !v !s !r !self !bytes !none !|odd "name"|))
(block build (k n list l a b v s r self bytes none odd) ()
  (if (eq n 0)
    (then (drop n l a b v s r bytes none odd) (set-box self 0) (drop self)
      (call !k !list))
    (else (let list (cons n !list)) (let n (sub !n 1))
      (jump build !k !n !list !l !a !b !v !s !r !self !bytes !none !odd))))
.
sed -i 's/!|odd "name"|/|!odd \\"name\\"|/; s/(let |odd "name"|/(let |odd \\"name\\"|/' "$work/data"
sed -i 's/\\"/"/g' "$work/data"
status 0 'data' "$baton" trace --dot 76 "$work/data"
says 'list of 16'
says '… 8 more'
says '… 88 more'
says 'string of 40'
says '&quot;&lt;&lt;'
says '&quot;&amp;&quot;'
says 'empty'
svg status 0 'data, drawn' "$baton" trace --svg 76 "$work/data"
svg says '<svg '
status 0 'few cells' "$baton" trace --dot 76 --cells 3 "$work/data"
says 'more cells'
expect 'three of them' test "$(grep -c '^c[0-9]* \[label' "$work/out")" -le 3
status 0 'odd names' "$baton" trace --dot 12 "$work/data"
says '|odd &quot;name&quot;|'

# 500 cells, none of them a list.
program chain <<'.'
(block main (k world) () (drop world) (jump grow !k () 0))
(block grow (k t n) ()
  (if (eq n 250)
    (then (drop n) (call !k !t))
    (else (let v (vector n !t n)) (let b (box n)) (let t (vector !v !b))
      (let n (add !n 1)) (jump grow !k !t !n))))
.
status 0 '500 cells' "$baton" trace --dot 1000 --cells 600 "$work/chain"
expect '500 cells are there' test "$(grep -c '^c[0-9]* \[label' "$work/out")" \
  -ge 498
svg status 0 '500 cells, drawn' timeout 20 "$baton" trace --svg 1000 "$work/chain"
svg says '</svg>'
# A tangle is drawn whole, with one arrow to each cell.
program tangle <<'.'
(block main (k world) () (drop world) (let v (make-vector 480 0))
  (jump fill !k !v 0))
(block fill (k v n) ()
  (if (eq n 480)
    (then (jump link !k !v 0 !n))
    (else (let x (vector n 0 0 0)) (vset v n !x)
      (let n (add !n 1)) (jump fill !k !v !n))))
(block link (k v n size) ()
  (if (eq n size)
    (then (drop n size) (let r (vref !v 0)) (call !k !r))
    (else
      (let a (mul n 7)) (let a (add !a 13)) (let a (rem !a size))
      (let b (mul n 31)) (let b (add !b 77)) (let b (rem !b size))
      (let c (mul n 101)) (let c (add !c 5)) (let c (rem !c size))
      (let x (vref v n))
      (let p (vref v !a)) (vset x 1 !p)
      (let p (vref v !b)) (vset x 2 !p)
      (let p (vref v !c)) (vset !x 3 !p)
      (let n (add !n 1)) (jump link !k !v !n !size))))
.
last=$(echo 'search (vref !v 0)' | "$baton" trace --batch "$work/tangle" |
  sed 's/at \([0-9]*\).*/\1/')
status 0 'a tangle' "$baton" trace --dot $((last + 1)) "$work/tangle"
says 'much refers to much'
says '→ '
expect 'all cells are there' test \
  "$(grep -c '^c[0-9]* \[label' "$work/out")" -eq 480
expect 'one arrow leads to each' test \
  "$(grep -c -- '-> c' "$work/out")" -eq 480
svg status 0 'a tangle, drawn' "$baton" trace --svg $((last + 1)) "$work/tangle"
svg says '</svg>'
expect 'nothing is left out' test ! -s "$work/err"
program fault <<'.'
(block main (k world) () (drop world) (let x (car !k)) (halt !x))
.
status 0 'a fault' "$baton" trace --dot 2 "$work/fault"
says 'fault type'

# Files and usage.
status 0 'a file' "$baton" trace --dot 5 -o "$work/picture" examples/fact.baton
expect 'it is there' grep -q digraph "$work/picture"
status 73 'no such folder' "$baton" trace --dot 5 -o "$work/none/x" \
  examples/fact.baton
complains 'nothing was written'
status 66 'no program' "$baton" trace --dot 5 "$work/none"
status 65 'no right program' "$baton" trace --dot 5 README.md
complains 'README.md:1:1'
for word in '' x -1 1x 99999999999999999999; do
  status 64 "step '$word'" "$baton" trace --dot "$word" examples/fact.baton
done
status 64 'no step' "$baton" trace --dot
status 64 'two kinds' "$baton" trace --dot 1 --svg 1 examples/fact.baton
status 64 'no file' "$baton" trace --dot 1
status 64 'an unknown option' "$baton" trace --dot 1 --fast examples/fact.baton
timeout=$(command -v timeout)
expect 'no Graphviz' sh -c "PATH=/nonexistent '$timeout' 20 '$baton' trace \
  --svg 5 examples/fact.baton 2>'$work/err'; [ \$? -eq 69 ]"
complains 'Graphviz, which draws, is not there'
build/bin/baton asm "$work/data" -o "$work/image"
status 0 'an image' "$baton" trace --dot 76 "$work/image"
says 'list of 16'
