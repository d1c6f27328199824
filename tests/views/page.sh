# shellcheck shell=sh
# baton trace --html: the page's data, its size, and the page itself in headless
# chromium: keys are pressed and its state is read.  Read by run.

# data KEY ...: of the run in the page.
run_data() {
  sed -n '/^<script type="application\/json"/,/^<\/script>/p' "$work/page.html" |
    sed '1d;$d' >"$work/run.json"
  "$work/json" "$work/run.json" "$@"
}
data() {
  wanted=$1
  shift
  expect "$name: $* is $wanted" test "$(run_data "$@")" = "$wanted"
}

status 0 'a page' "$baton" trace --html "$work/page.html" examples/fact.baton
data fact.baton name
data halted ended
data '(3628800 . 3628800)' end
data 104 total
data 0 from
data '["factorial",4,"(let after (close factorial/1 !k !n))",38,7,[["k","taken"],["n","taken"],["after","born"]],"close"]' code 13
expect 'a state for each step, and the start' test \
  "$(run_data states | grep -o '\[[0-9-]*,[0-9]*,{' | wc -l)" -eq 105
expect 'no more than 300 KB beside the run' test \
  $(($(wc -c <"$work/page.html") - $(wc -c <"$work/run.json"))) -lt 300000
expect 'nothing is fetched' sh -c "! grep -E \
  '(src|href)=|https?://[^w]|@import|url\((\"|.?)http' '$work/page.html'"
cp "$work/page.html" "$work/fact.html"
status 0 'a part of a run' "$baton" trace --html "$work/page.html" --from 1000 \
  --steps 50 examples/queens.baton
data 1000 from
data cut ended
data 'This page holds steps 1000 to 1050; the program goes on. Others: --from N --steps N.' notice
status 0 'a long run' "$baton" trace --html "$work/page.html" examples/queens.baton
data 5000 total
expect 'it is not large' test "$(wc -c <"$work/page.html")" -lt 600000
program odd <<'.'
(block main (k world) ()
  (let c (port !world console)) (out c "</script><b>\n") (out !c "é")
  (call !k "</script>"))
.
status 0 'text that looks like HTML' "$baton" trace --html "$work/page.html" \
  "$work/odd"
data odd name
data '"</script>"' end
expect 'it ends no script' test \
  "$(grep -c '</script>' "$work/page.html")" -eq 2
program fault <<'.'
(block main (k world) () (drop world) (let x (car !k)) (halt !x))
.
status 0 'a fault' "$baton" trace --html "$work/page.html" "$work/fault"
data faulted ended
status 0 'fuel' "$baton" trace --html "$work/page.html" --fuel 3 \
  examples/fact.baton
data spent ended
build/bin/baton asm examples/fact.baton -o "$work/fact.image"
status 0 'an image' "$baton" trace --html "$work/page.html" "$work/fact.image"
data 'The program was an image; this is its text.' notice
status 73 'no such folder' "$baton" trace --html "$work/none/x" \
  examples/fact.baton
status 65 'no right program' "$baton" trace --html "$work/x" README.md
expect 'nothing is written for it' test ! -e "$work/x"
status 64 'steps that are no number' "$baton" trace --html "$work/x" --steps x \
  examples/fact.baton

# In a browser.  page NAME HASH SCRIPT: the page, after the script; what it `say`s
# stands in its title.
page() {
  name=$1
  {
    sed '/^<\/body>/,$d' "$work/fact.html"
    cat <<.
<script>
const key = (name, more) => (document.activeElement || document.body)
  .dispatchEvent(new KeyboardEvent("keydown",
    { key: name, bubbles: true, cancelable: true, ...more }));
const text = (id) => document.getElementById(id).textContent;
const step = () => document.body.dataset.step;
const said = [];
const say = (...words) => said.push(words.join(" ").replace(/\\s+/g, " "));
try { $3 } catch (error) { say(error); }
document.documentElement.dataset.said = said.join(" | ");
</script>
</body>
</html>
.
  } >"$work/tested.html"
  browse --dump-dom "file://$work/tested.html#$2" >"$work/dom"
  sed -n 's/.*data-said="\([^"]*\)".*/\1/p' "$work/dom" | head -n 1 >"$work/out"
}
page 'keys' 0 'say(step()); key("ArrowRight"); say(step()); key("ArrowRight");
  say(step()); key("ArrowLeft"); say(step()); key("End"); say(step());
  key("ArrowRight"); say(step()); key("Home"); say(step()); key("PageDown");
  say(step()); key("PageDown"); say(step()); key("PageUp"); say(step());'
says '0 | 1 | 2 | 1 | 104 | 104 | 0 | 3 | 7 | 3'
page 'until the continuation is called' 41 'say(text("chain")); key("c");
  say(step(), text("now"));'
says 'main/1 · 2halt | 42 main/1, instruction 0, line 13'
page 'a state' 70 'say(text("now")); say(text("registers"));
  say(text("chain")); say(text("heap-count"));'
says 'factorial, instruction 4, line 38(let after (close factorial/1 !k !n))'
says 'after is born: factorial/1 · cell 10; k and n are taken'
says 'kfactorial/1 · cell 9r0− taken'
says 'afterfactorial/1 · cell 10r0+ born'
says '7 cells'
page 'what is said aloud' 70 'key("s"); say(text("live"));'
says 'Step 70. factorial, instruction 4, line 38.'
says 'Continuations: factorial/1, then factorial/1'
page 'the current instruction' 70 'const at =
  document.querySelector("[aria-current=step]"); say(at.textContent);
  say(at.querySelector("mark").textContent);'
says '38 (let after (lambda (v) (!k !n)'
page 'the end' 104 'say(text("now")); say(text("output"));
  say(document.getElementById("step").disabled);'
says 'The program has halted with (3628800 . 3628800).'
says 'true'
page 'back and forth' 104 'let same = true; const seen = [];
  for (let i = 0; i <= 104; i++) { key(i ? "ArrowRight" : "Home");
    seen.push(text("registers") + text("chain") + text("heap")); }
  for (let i = 104; i >= 0; i--) { if (i < 104) key("ArrowLeft");
    same = same && seen[i] === text("registers") + text("chain") +
      text("heap"); } say(same, step());'
says 'true 0'
page 'all can be reached and has a name' 70 'say([...document
  .querySelectorAll("button, input, [tabindex], summary")].every((e) =>
  e.tabIndex >= 0 && (e.textContent.trim() || e.labels && e.labels.length ||
  e.getAttribute("aria-label") || e.getAttribute("aria-labelledby"))));
  say([...document.querySelectorAll("svg:not([aria-hidden])")].every((e) =>
  e.getAttribute("aria-label")));
  say(document.getElementById("live").getAttribute("aria-live"));'
says 'true | true | polite'
page 'buttons' 0 'for (const id of ["step", "transfer", "until", "back"]) {
  document.getElementById(id).click(); say(step()); }
  document.getElementById("slider").value = 50;
  document.getElementById("slider").dispatchEvent(new Event("input"));
  say(step()); document.getElementById("help").click();
  say(document.getElementById("keys").hidden); key("g");
  say(document.activeElement.id);'
says '1 | 3 | 42 | 41 | 50 | false | number'
page 'the heap in words' 70 'const w = document.getElementById("words");
  w.open = true; w.dispatchEvent(new Event("toggle"));
  say(w.textContent);'
says 'cell 9: closure factorial/1, 1 reference: k = cell 8, n = 5'

# A picture of the page, for who wants to look: it is there, and not empty.
browse --screenshot="$work/page.png" --window-size=1280,1000 \
  --hide-scrollbars "file://$work/fact.html#70" >"$work/out"
expect 'a screenshot' test "$(wc -c <"$work/page.png")" -gt 30000
