# shellcheck shell=sh
# baton diff: what it finds, and what it says of bad input.  Read by run.

fact=examples/fact.baton
"$baton" run --trace=transfers --trace-file "$work/right" $fact >/dev/null
"$baton" run --trace=text --trace-file "$work/steps" $fact >/dev/null

# differs NAME CODE NUMBER SED: the trace, edited, differs there, for this cause.
differs() {
  sed "$4" "${from:-$work/right}" >"$work/wrong"
  status 1 "$1" "$baton" diff --json "${from:-$work/right}" "$work/wrong"
  says "\"number\":$3,"
  says "\"cause\":\"$2\""
}

status 0 'the same' "$baton" diff "$work/right" "$work/right"
says 'the same: 32 transfers, then halt (3628800 . 3628800)'
status 0 'the same, as JSON' "$baton" diff --json "$work/right" "$work/right"
says '{"same":true,"unit":"transfer","number":32,"end":"halt (3628800 . 3628800)"}'
status 0 'the same steps' "$baton" diff "$work/steps" "$work/steps"
says 'the same: '
status 0 'standard input' sh -c "'$baton' diff - '$work/right' <'$work/right'"

differs 'a value' value 15 's/^15 \(.*\) 7$/15 \1 8/'
says '"mine":"15 factorial #<closure factorial/1> 7"'
says '"yours":"15 factorial #<closure factorial/1> 8"'
says '"before":"14 factorial #<closure factorial/1> 8"'
status 1 'a value, in words' "$baton" diff "$work/right" "$work/wrong"
says 'first difference: transfer 15'
says 'MINE    15 factorial #<closure factorial/1> 7'
says 'YOURS   15 factorial #<closure factorial/1> 8'
expect 'a caret under the value' grep -x '  *^' "$work/out"
expect 'under just that' test \
  "$(sed -n 's/YOURS.* 8$/&/p' "$work/out" | awk '{print length}')" = \
  "$(grep '^ *^$' "$work/out" | awk '{print length}')"
differs 'a continuation handed on' continuation 12 's/main.2> 10/main\/1> 10/'
differs 'another target' target 12 's/^12 factorial/12 product/'
differs 'too few arguments' arguments 15 's/^15 \(.*\) 7$/15 \1/'
differs 'too many arguments' arguments 15 's/^15 .*$/& 7/'
differs 'another order' order 2 's/^2 \(.*\) 9 10$/2 \1 10 9/'
differs 'written before read' order 3 's/^3 \(.*\) 8 90$/3 \1 90 90/'
differs 'released' released 15 's/^15 .*$/15 factorial (1 2) 7/'
differs 'not abridged' value 22 's/^22 .*$/22 factorial\/1 1 …/;s/ …$/2/'
differs 'one left out' missing 11 '/^11 /d;s/^12 /11 /;s/^13 /12 /'
differs 'one too many' extra 12 's/^12 .*/12 factorial\/1 10\n13 factorial #<closure main\/2> 10/'
differs 'another number' number 12 's/^12 /13 /'
differs 'another answer' value 33 's/^halt .*/halt 5/'
differs 'an early halt' ended-early 20 's/^20 .*/halt 5/;20,$!b;21,$!b'
differs 'a fault' fault 20 's/^20 .*/fault type/'
differs 'no memory' leaked 20 's/^20 .*/fault memory/'
differs 'fuel' fuel 20 's/^20 .*/fuel/'
differs 'no end' goes-on 33 's/^halt .*/33 main\/2 5/'
differs 'a line behind the end' goes-on 33 '$a33 main/2 5'
differs 'no line of a trace' form 20 's/^20 .*/Segmentation fault/'
differs 'cut off at a line' ended-early 20 '21,$d'
differs 'spaces' form 20 's/^20 /20  /'

# Where the program is known, its instructions are told, and names.
sed 's/^15 \(.*\) 7$/15 \1 8/' "$work/right" >"$work/wrong"
status 1 'a program' "$baton" diff --program $fact "$work/right" "$work/wrong"
says 'MINE got there by'
says 'examples/fact.baton:41:7  (jump factorial !after !m)'
says 'argument 2 (n) is 8 instead of 7'
sed 's/^23 factorial.1 /23 main\/2 /' "$work/right" >"$work/wrong"
status 1 'a wrong continuation' "$baton" diff --json --program $fact \
  "$work/right" "$work/wrong"
says '"cause":"continuation"'
says '{"place":"examples/fact.baton:40:9","instruction":"(call !k !v)"}]'
sed 's/^halt .*/halt 5/' "$work/right" >"$work/wrong"
status 1 'a wrong answer' "$baton" diff --program $fact "$work/right" "$work/wrong"
says '(halt !v)'
status 1 'another program' "$baton" diff --program examples/hello.baton \
  "$work/right" "$work/wrong"
status 1 'no program' "$baton" diff --program "$work/none" "$work/right" \
  "$work/wrong"
says 'wrong answer: 5 instead of (3628800 . 3628800)'

from=$work/steps
differs 'cells not freed' leaked 1 's/+0 -4/+0 -3/'
differs 'cells freed early' released 1 's/+0 -4/+0 -5/'
differs 'more cells' cells 2 's/+1 -0/+2 -0/'
differs 'a value born' value 5 's/born so-far=10/born so-far=11/'
differs 'another end' lifetime 6 's/ended n$/ended so-far/'
from=

# Values with spaces, brackets and quotes in them, cut off at 40 characters.
program printed <<'.'
0 main #<closure halt> #<device world>
1 f (1 "a ) b" #\( #\space) #<box #<closure a->b>> |odd name|
2 f ("bcdefghijklmnopqrstuvwxyzabcdefghijklm… "end" 5
halt ()
.
sed 's/odd name/even name/' "$work/printed" >"$work/wrong"
status 1 'values with spaces' "$baton" diff "$work/printed" "$work/wrong"
says 'argument 3 is |even name| instead of |odd name|'
sed 's/ 5$/ 6/' "$work/printed" >"$work/wrong"
status 1 'a value cut off' "$baton" diff "$work/printed" "$work/wrong"
says 'argument 3 is 6 instead of 5'
sed 's/klm… /klmnop" b) /' "$work/printed" >"$work/wrong"
status 1 'a value not cut off' "$baton" diff "$work/printed" "$work/wrong"
says 'argument 1 is printed in another way'
printf '0 main #<closure halt> #<device world>\n1 f \033[2J\377\n' >"$work/raw"
status 1 'bytes that are no text' "$baton" diff "$work/raw" "$work/right"
expect 'nothing that a terminal obeys' sh -c \
  "! grep -q '$(printf '\033')' '$work/out'"
status 1 'the same as JSON' "$baton" diff --json "$work/raw" "$work/right"
says '\u001B[2J?'

# Bad input.
status 66 'no file' "$baton" diff "$work/right" "$work/none"
complains 'No such file or directory'
status 66 'a folder' "$baton" diff "$work/right" "$work"
complains 'Is a directory'
status 65 'no trace' "$baton" diff "$work/right" README.md
complains 'README.md:1: this is no trace of a run'
status 65 'no trace, twice' "$baton" diff README.md README.md
status 65 'an empty file' "$baton" diff /dev/null "$work/right"
status 65 'two empty files' "$baton" diff /dev/null /dev/null
status 65 'no trace, as JSON' "$baton" diff --json README.md README.md
says '"same":null'
head -c 200 "$work/right" >"$work/cut"
for pair in "$work/right $work/cut" "$work/cut $work/right" \
  "$work/cut $work/cut"; do
  # Two words.
  # shellcheck disable=SC2086
  status 65 'cut off in a line' "$baton" diff $pair
  complains 'cut:6: the trace is cut off in the middle of this line'
done
head -n 5 "$work/right" >"$work/cut"
status 65 'cut off at a line, twice' "$baton" diff "$work/cut" "$work/cut"
complains 'it ends behind this line'
status 65 'MINE cut off at a line' "$baton" diff "$work/cut" "$work/right"
head -c 3000000 /dev/zero | tr '\0' x >"$work/long"
status 65 'a line that never ends' "$baton" diff "$work/right" "$work/long"
complains 'this is no trace'
{ sed 20q "$work/right"; sed '1,22d' "$work/right"; } >"$work/wrong"
status 65 'numbers that do not go on' "$baton" diff "$work/wrong" "$work/wrong"
status 64 'one trace' "$baton" diff "$work/right"
status 64 'twice standard input' "$baton" diff - -
status 64 'an unknown option' "$baton" diff --fast "$work/right" "$work/right"
status 64 'a machine without a program' "$baton" diff --machine "$baton"
status 64 'options without a machine' "$baton" diff --fuel 5 a b
status 64 'a device that differs' "$baton" diff --machine x --grant clock $fact
status 64 'no number' "$baton" diff --machine x --fuel many $fact
status 0 'help' "$baton" diff --help
says 'usage: baton diff'

# Machines at work.  A wrong one is this one with its trace edited.
# machine NAME SED COMMAND: $work/NAME is a machine; COMMAND ends it.
machine() {
  cat >"$work/$1" <<.
#!/bin/sh
trace=/dev/null
for word; do [ "\$trace" != next ] || trace=\$word
  [ "\$word" != --trace-file ] || trace=next; done
"$home/build/bin/baton" "\$@" 2>"$work/stderr" >"$work/stdout" 3>"$work/edited"
code=\$?
sed '$2' "$work/edited" >"\$trace"
sed '$3' "$work/stderr" >&2
sed '$4' "$work/stdout"
exec >/dev/null 3>&-
${5:-exit \$code}
.
  chmod +x "$work/$1"
}
# live WANTED NAME WORD ...: compares with that machine on a program.
live() {
  wanted=$1 named=$2
  shift 2
  status "$wanted" "a machine: $named" "$baton" diff --machine "$work/$named" \
    --limit 20 "$@"
}
machine right '' '' ''
live 0 right $fact
says 'the same: 32 transfers'
machine wrong 's/^15 \(.*\) 7$/15 \1 8/' '' ''
live 1 wrong $fact
says 'argument 2 (n) is 8 instead of 7'
says '(jump factorial !after !m)'
machine crashing '20,$d' '' '' 'kill -SEGV $$'
live 1 crashing $fact
says 'YOURS crashed with signal 11'
machine refusing '1,$d' '$afact: too hard' '' 'exit 65'
live 1 refusing $fact
says 'YOURS said:'
says 'fact: too hard'
machine leaking '' 's/^live cells at halt: 0/live cells at halt: 7/' ''
live 1 leaking $fact
says 'leaked: the traces are the same, but YOURS keeps 7 cells'
live 0 leaking --without live $fact
machine printing '' '' 's/3628800/3628801/'
live 1 printing $fact
says 'the output differs, in line 1'
machine failing '' '' '' 'exit 3'
live 1 failing --json $fact
says '"cause":"status"'
machine hanging '20,$d' '' '' 'sleep 60'
sed -i 's/^exec .*$//' "$work/hanging"
status 1 'a machine: hanging' "$baton" diff --machine "$work/hanging" --limit 1 \
  $fact
says 'YOURS hangs'
status 66 'no machine' "$baton" diff --machine "$work/none" $fact
complains 'is this the path of a machine'
status 66 'no program' "$baton" diff --machine "$work/right" "$work/none"
status 65 'a program that is refused' "$baton" diff --machine "$work/right" \
  README.md
complains 'README.md:1:1:'
live 0 right --fuel 5 $fact
says 'the same: 5 transfers, then fuel'
program echo <<'.'
(block main (k world) ()
  (let console (port world console))
  (let args (port !world args))
  (let a (read !args))
  (let b (in !console))
  (let both (cons !a !b))
  (call !k !both))
.
echo x >"$work/typed"
live 0 right --input "$work/typed" "$work/echo" word
says 'then halt ("word" . 120)'
status 0 'the portable engine' "$baton" diff --machine build/bin/baton-switch \
  --reference build/bin/baton examples/queens.baton
says 'the same: 79857 transfers, then halt 92'

# 10^7 lines, in constant memory: 64 MB of address space hold no trace.
awk 'BEGIN { print "0 main #<closure halt> #<device world>"
  for (i = 1; i < 10000000; i++) print i " loop #<closure loop/1> " i % 1000
  print "halt 5" }' >"$work/big"
status 0 '10^7 lines' sh -c "ulimit -v 65536
  exec build/bin/baton diff '$work/big' - <'$work/big'"
says 'the same: 9999999 transfers'
rm "$work/big"
