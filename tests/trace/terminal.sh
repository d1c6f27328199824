# The terminal under tmux; sourced by run.

# until_shows NAME TEXT: waits until the window has the text.
until_shows() {
  for _ in $(seq 100); do
    tm capture-pane -p >"$work/window" 2>&1
    if grep -q -F -e "$2" "$work/window"; then
      pass
      return
    fi
    sleep 0.05
  done
  fail "terminal: $1: does not show: $2"
  cat "$work/window"
}
# opened COLUMNS ROWS TERM WORD…: a window in which `baton trace` runs.
opened() {
  columns=$1 rows=$2 term=$3
  shift 3
  tm kill-server 2>/dev/null
  server=${server}x
  tm new-session -d -x "$columns" -y "$rows" \
    "stty -a >$work/tty; TERM=$term $PWD/$baton trace $*; echo status \$?; stty -a | cmp - $work/tty && echo restored; sleep 100"
}
# The process that runs in the window.
traced() { tm list-panes -F '#{pane_pid}' | xargs pgrep -P; }
keys() { tm send-keys "$@"; }
typed() {
  tm send-keys -l "$1"
  tm send-keys Enter
}

opened 80 24 screen-256color examples/fact.baton
until_shows start 'step 0 of 0+'
until_shows "the source" '=>'
keys s s s s s
until_shows step 'step 5 of 5+'
until_shows "word and sign" '+born   r2   so-far = 10'
until_shows "word and sign" '-taken  r1   n = 10'
keys b
until_shows back 'step 4 of 5+'
keys t
until_shows transfer 'product:0 (if (lt n 2))'
keys f
until_shows finish 'the continuation main/1 was called'
keys g
typed 60
until_shows goto 'step 60 of 60+'
until_shows chain 'factorial/1  x4'
keys Up
until_shows heap '#1 factorial/1 x1 k=#2 n='
keys x
typed factorial
keys R
until_shows "break, run back" 'stopped: break 1 (fact'
keys End
until_shows end 'halted with (3628800 . 3628800)'
keys Left
until_shows "back from the end" 'step 103 of 104 '
keys /
typed mul
until_shows search 'not found'
keys '?'
until_shows help 'run until this continuation is called'
keys ' '
until_shows "more help" 'step [N]'
tm resize-window -x 70 -y 20
until_shows "help in a smaller window" 'any key: more'
keys q
until_shows "help goes" 'not found'
tm resize-window -x 80 -y 24
keys :
typed 'help'
until_shows "more than two lines" 'm: all'
keys m
until_shows "the whole answer" 'the last answer'
until_shows "its end" 'quit'
keys q
until_shows "back from it" 'registers'
keys g
until_shows prompt 'goto'
tm resize-window -x 90 -y 30
typed 103
until_shows "a prompt outlives a change of size" 'step 103 of 104'
tm resize-window -x 120 -y 40
until_shows larger 'is handed on as the continuation of the next call'
tm resize-window -x 50 -y 12
until_shows "too small" 'This window is too small'
tm resize-window -x 80 -y 24
until_shows "large enough again" 'registers'
keys q
until_shows quit 'status 0'
until_shows "the terminal is put back" restored

cat >"$work/reads.baton" <<'.'
(block main (k world) ()
  (let console (port !world console))
  (let n (read !console))
  (let n (add !n 1))
  (call !k !n))
.
opened 80 24 vt100 "$work/reads.baton"
until_shows "without colour" 'step 0 of 0+'
keys r
until_shows "the program reads" 'the program reads a line'
typed 41
until_shows "what was read" 'halted with 42'
keys g
typed start
until_shows "back at the start" 'step 0 of'
keys r
until_shows "asked once" 'halted with 42'
keys q
until_shows "vt100 is put back" restored

printf '(block main (k world) ()\n  (call !k 1))\n' >"$work/refused.baton"
opened 80 24 screen "$work/refused.baton"
until_shows refused '!!   2'
until_shows "what is wrong" 'world is still alive'
keys q
until_shows "status of what is refused" 'status 65'

printf '(block main (k world) ()\n  (drop world)\n  (let n (quo 1 0))\n  (call !k !n))\n' \
  >"$work/fault.baton"
opened 80 24 screen "$work/fault.baton"
keys r
until_shows fault 'fault divide in main:1'
keys b
until_shows "back from a fault" 'step 1 of 2 '
# Whatever ends it, the terminal is put back.
traced | xargs kill -TERM
until_shows "killed by TERM" 'status 143'
until_shows "put back after TERM" restored
opened 80 24 screen examples/fact.baton
until_shows "before a fault of its own" 'step 0'
traced | xargs kill -SEGV
until_shows "ended by a fault" 'ended by a fault of its own'
until_shows "put back after a fault" restored
opened 80 24 screen examples/fact.baton
until_shows "before SIGHUP" 'step 0'
traced | xargs kill -HUP
until_shows "killed by HUP" 'status 129'
until_shows "put back after HUP" restored

# A long run: stopped by Ctrl-C or by a signal in its midst.
echo 39 >"$work/input"
opened 160 24 screen --input "$work/input" tests/bench/fib.baton
until_shows "a long run" 'step 0'
keys x
typed 'if n = 77'
until_shows "a break that does not come" 'break 1'
keys r
until_shows "at work" 'working; Ctrl-C stops it'
sleep 0.3
keys C-c
until_shows interrupted 'stopped: inter'
at=$(sed -n 's/.*step \([0-9]*\) of.*/\1/p' "$work/window")
check "the window is where the interrupt says" \
  grep -q "^at ${at:-x}: " "$work/window"
keys r
until_shows "at work again" 'working; Ctrl-C stops it'
traced | xargs kill -TERM
until_shows "ended in the midst of a run" 'status 143'
until_shows "put back after that" restored

echo '1000000 1' >"$work/input"
opened 80 24 screen --input "$work/input" tests/bench/deep.baton
until_shows "a deep chain" 'step 0'
keys g
typed 5000000
until_shows "a long chain, counted" 'deep/1  x50000'

# An image has its own text for a source, however large it is.
make -s build/copycat.image
echo '1 2' >"$work/input"
opened 80 24 screen --input "$work/input" build/copycat.image
until_shows "an image" '(an image'
keys g
typed 80000
until_shows "a large image" '=> '
until_shows "the chain goes on" '…'

opened 80 24 dumb examples/fact.baton
until_shows "a terminal without a cursor" 'this terminal (TERM=dumb) cannot'
until_shows "status of such a terminal" 'status 69'
until_shows "it is put back" restored
tm kill-server 2>/dev/null
