# shellcheck shell=sh
# baton dap: sessions as an editor has them.  Read by run.

cc -std=c11 -Wall -Wextra -Werror -o "$work/session" tests/views/session.c \
  $(pkg-config --cflags --libs jansson) || exit 1

# session NAME: standard input is the script.
session() {
  cat >"$work/script"
  timeout 100 "$work/session" "$work/script" "$home/${baton%baton}baton-dap" \
    >"$work/out" 2>"$work/err"
  count=$(grep -x '[0-9]* passed, [0-9]* failed' "$work/out")
  count=${count%% *}
  passed=$((passed + ${count:-0}))
  expect "session: $1" sh -c \
    "cat '$work/out' '$work/err'; grep -q ' passed, 0 failed' '$work/out'"
}
fact=$home/examples/fact.baton

session 'stepping' <<.
> {"command": "initialize", "arguments": {"adapterID": "baton"}}
< {"type": "response", "command": "initialize", "success": true, "body": {"supportsStepBack": true, "supportsFunctionBreakpoints": true}}
> {"command": "launch", "arguments": {"program": "$fact", "stopOnEntry": true}}
< {"command": "launch", "success": true}
< {"event": "initialized"}
> {"command": "setBreakpoints", "arguments": {"source": {"path": "$fact"}, "breakpoints": [{"line": 38}, {"line": 30}, {"line": 999}]}}
< {"command": "setBreakpoints", "body": {"breakpoints": [{"verified": true, "line": 38}, {"verified": true, "line": 32}, {"verified": false}]}}
> {"command": "setBreakpoints", "arguments": {"source": {"path": "$fact"}, "breakpoints": [{"line": 38}]}}
> {"command": "setExceptionBreakpoints", "arguments": {"filters": []}}
> {"command": "configurationDone"}
< {"command": "configurationDone", "success": true}
< {"event": "stopped", "body": {"reason": "entry", "threadId": 1}}
> {"command": "threads"}
< {"body": {"threads": [{"id": 1}]}}
> {"command": "stackTrace", "arguments": {"threadId": 1}}
< {"body": {"totalFrames": 2, "stackFrames": [{"id": 1, "name": "main", "line": 11, "column": 3, "source": {"path": "$fact"}}, {"name": "halt", "line": 0, "column": 0}]}}
> {"command": "continue", "arguments": {"threadId": 1}}
< {"command": "continue", "success": true}
< {"event": "stopped", "body": {"reason": "breakpoint"}}
> {"command": "stackTrace", "arguments": {"threadId": 1}}
< {"body": {"totalFrames": 3, "stackFrames": [{"name": "factorial", "line": 38}, {"name": "main/2", "line": 14}, {"name": "halt"}]}}
> {"command": "scopes", "arguments": {"frameId": 1}}
< {"body": {"scopes": [{"name": "Registers", "variablesReference": "\$registers"}, {"name": "Machine", "variablesReference": "\$machine"}]}}
> {"command": "variables", "arguments": {"variablesReference": "\$registers"}}
< {"body": {"variables": [{"name": "k", "value": "#<closure main/2>", "type": "closure, taken by this instruction", "variablesReference": "\$k"}, {"name": "n", "value": "10", "variablesReference": 0}, {"name": "m", "value": "9"}]}}
> {"command": "variables", "arguments": {"variablesReference": "\$k"}}
< {"body": {"variables": [{"name": "k", "value": "#<closure halt>"}, {"name": "a", "value": "3628800"}, {"name": "references", "value": "1"}]}}
> {"command": "variables", "arguments": {"variablesReference": "\$machine"}}
< {"body": {"variables": [{"name": "instruction", "value": "(let after (close factorial/1 !k !n))"}, {"name": "step", "value": "46"}, {"name": "transfers", "value": "12"}]}}
> {"command": "evaluate", "arguments": {"expression": "n", "frameId": 1, "context": "hover"}}
< {"success": true, "body": {"result": "10"}}
> {"command": "evaluate", "arguments": {"expression": "a", "frameId": 2}}
< {"success": true, "body": {"result": "3628800"}}
> {"command": "evaluate", "arguments": {"expression": "q", "frameId": 1}}
< {"success": false, "message": "no variable of this name lives here"}
> {"command": "stepIn", "arguments": {"threadId": 1}}
< {"event": "stopped", "body": {"reason": "step"}}
> {"command": "stackTrace", "arguments": {"threadId": 1}}
< {"body": {"stackFrames": [{"name": "factorial", "line": 41}, {"name": "factorial/1", "line": 39}]}}
> {"command": "variables", "arguments": {"variablesReference": "\$k"}}
< {"success": false}
> {"command": "stepBack", "arguments": {"threadId": 1}}
< {"event": "stopped", "body": {"reason": "step"}}
> {"command": "evaluate", "arguments": {"expression": "k", "frameId": 1}}
< {"body": {"result": "#<closure main/2>"}}
> {"command": "setBreakpoints", "arguments": {"source": {"path": "$fact"}, "breakpoints": []}}
> {"command": "stepOut", "arguments": {"threadId": 1}}
< {"event": "stopped", "body": {"reason": "step"}}
> {"command": "stackTrace", "arguments": {"threadId": 1}}
< {"body": {"stackFrames": [{"name": "main/2", "line": 14}]}}
> {"command": "reverseContinue", "arguments": {"threadId": 1}}
< {"event": "stopped", "body": {"reason": "entry", "description": "the start"}}
> {"command": "setFunctionBreakpoints", "arguments": {"breakpoints": [{"name": "factorial", "condition": "n = 4"}, {"name": "nobody"}]}}
< {"body": {"breakpoints": [{"verified": true, "line": 32}, {"verified": false}]}}
> {"command": "continue"}
< {"event": "stopped", "body": {"reason": "function breakpoint"}}
> {"command": "evaluate", "arguments": {"expression": "n"}}
< {"body": {"result": "4"}}
> {"command": "setFunctionBreakpoints", "arguments": {"breakpoints": [{"name": "factorial", "condition": "n > 8"}]}}
> {"command": "reverseContinue"}
< {"event": "stopped"}
> {"command": "evaluate", "arguments": {"expression": "n"}}
< {"body": {"result": "9"}}
> {"command": "evaluate", "arguments": {"expression": "goto 3", "context": "repl"}}
< {"event": "stopped", "body": {"reason": "goto"}}
> {"command": "evaluate", "arguments": {"expression": "n"}}
< {"body": {"result": "10"}}
> {"command": "setFunctionBreakpoints", "arguments": {"breakpoints": []}}
> {"command": "continue"}
< {"event": "output", "body": {"category": "stdout", "output": "(3628800 . 3628800)"}}
< {"event": "exited", "body": {"exitCode": 0}}
< {"event": "terminated"}
> {"command": "disconnect"}
< {"command": "disconnect", "success": true}
. 0
.

# The step over a jump with a continuation ends where that is called.
session 'steps over' <<.
> {"command": "initialize", "arguments": {"linesStartAt1": false, "columnsStartAt1": false}}
> {"command": "launch", "arguments": {"program": "$fact"}}
< {"event": "initialized"}
> {"command": "configurationDone"}
< {"event": "stopped", "body": {"reason": "entry"}}
> {"command": "next"}
< {"event": "stopped"}
> {"command": "next"}
< {"event": "stopped"}
> {"command": "stackTrace"}
< {"body": {"stackFrames": [{"name": "main", "line": 16, "column": 2}]}}
> {"command": "next"}
< {"event": "stopped"}
> {"command": "stackTrace"}
< {"body": {"stackFrames": [{"name": "main/1", "line": 12}]}}
> {"command": "evaluate", "arguments": {"expression": "a"}}
< {"body": {"result": "3628800"}}
> {"command": "terminate"}
< {"event": "terminated"}
. 0
.

# Hits are counted from the start, whichever way the run goes; a message is said,
# and nothing stops there.
session 'hits and messages' <<.
> {"command": "initialize"}
< {"body": {"supportsHitConditionalBreakpoints": true, "supportsLogPoints": true}}
> {"command": "launch", "arguments": {"program": "$fact"}}
< {"event": "initialized"}
> {"command": "setFunctionBreakpoints", "arguments": {"breakpoints": [{"name": "factorial", "hitCondition": "3"}, {"name": "product", "hitCondition": "many"}, {"name": "product", "condition": "n ="}]}}
< {"body": {"breakpoints": [{"verified": true}, {"verified": false, "message": "~number of the hit"}, {"verified": false, "message": "~NAME = VALUE"}]}}
> {"command": "setBreakpoints", "arguments": {"source": {"path": "$fact"}, "breakpoints": [{"line": 39, "logMessage": "{n} times {v}, {nobody}"}, {"line": 40, "condition": "v==24"}]}}
< {"body": {"breakpoints": [{"verified": true}, {"verified": true}]}}
> {"command": "configurationDone"}
< {"event": "stopped", "body": {"reason": "entry"}}
> {"command": "evaluate", "arguments": {"expression": "goto 50", "context": "repl"}}
< {"event": "stopped", "body": {"reason": "goto"}}
> {"command": "continue"}
< {"event": "stopped", "body": {"reason": "function breakpoint"}}
> {"command": "evaluate", "arguments": {"expression": "n"}}
< {"body": {"result": "8"}}
> {"command": "continue"}
< {"event": "output", "body": {"category": "console", "output": "~2 times 1, ?"}}
< {"event": "output", "body": {"category": "console", "output": "~4 times 6, ?"}}
< {"event": "stopped", "body": {"reason": "breakpoint"}}
> {"command": "evaluate", "arguments": {"expression": "v"}}
< {"body": {"result": "24"}}
> {"command": "reverseContinue"}
< {"event": "stopped", "body": {"reason": "function breakpoint"}}
> {"command": "evaluate", "arguments": {"expression": "n"}}
< {"body": {"result": "8"}}
> {"command": "reverseContinue"}
< {"event": "stopped", "body": {"description": "the start"}}
> {"command": "disconnect"}
. 0
.

# A continuation that is dropped is never called, though the next one looks like it.
session 'a step over what is dropped' <<.
> {"command": "initialize"}
> {"command": "launch", "arguments": {"program": "$home/tests/trace/programs/dropped.baton"}}
< {"event": "initialized"}
> {"command": "configurationDone"}
< {"event": "stopped"}
> {"command": "evaluate", "arguments": {"expression": "goto 5", "context": "repl"}}
< {"event": "stopped", "body": {"reason": "goto"}}
> {"command": "stepOut"}
< {"event": "stopped", "body": {"reason": "step", "description": "the continuation was ended without a call"}}
> {"command": "stackTrace"}
< {"body": {"stackFrames": [{"name": "perhaps", "line": 18}]}}
> {"command": "disconnect"}
. 0
.

program loop <<'.'
(block main (k world) () (drop world) (jump loop !k 0))
(block loop (k n) () (let n (add !n 1)) (jump loop !k !n))
.
session 'pausing' <<.
> {"command": "initialize"}
> {"command": "launch", "arguments": {"program": "$work/loop", "stopOnEntry": false}}
< {"event": "initialized"}
> {"command": "configurationDone"}
< {"command": "configurationDone"}
> {"command": "pause", "arguments": {"threadId": 1}}
< {"event": "stopped", "body": {"reason": "pause"}}
> {"command": "stepBack"}
< {"event": "stopped", "body": {"reason": "step"}}
> {"command": "continue"}
< {"command": "continue", "success": true}
> {"command": "setFunctionBreakpoints", "arguments": {"breakpoints": [{"name": "loop"}]}}
< {"event": "stopped", "body": {"reason": "function breakpoint"}}
> {"command": "disconnect"}
. 0
.

program ends <<'.'
(block main (k world) ()
  (let c (port world console))
  (let x (in c))
  (let a (port !world args)) (let y (read !a))
  (out c "one\n") (out !c !x)
  (let z (car !y))
  (drop z)
  (call !k 1))
.
printf 'AB' >"$work/typed"
session 'a fault, output and input' <<.
> {"command": "initialize"}
> {"command": "launch", "arguments": {"program": "$work/ends", "args": ["word"], "input": "$work/typed", "stopOnEntry": false}}
< {"event": "initialized"}
> {"command": "configurationDone"}
< {"event": "output", "body": {"category": "stdout", "output": "one\nA"}}
< {"event": "output", "body": {"category": "stderr", "output": "~fault type in main"}}
< {"event": "stopped", "body": {"reason": "exception", "text": "type"}}
> {"command": "exceptionInfo", "arguments": {"threadId": 1}}
< {"body": {"exceptionId": "type", "description": "~(car !y)"}}
> {"command": "stackTrace"}
< {"body": {"stackFrames": [{"name": "main", "line": 6}]}}
> {"command": "evaluate", "arguments": {"expression": "y"}}
< {"body": {"result": "\"word\""}}
> {"command": "stepBack"}
< {"event": "stopped", "body": {"reason": "step"}}
> {"command": "exceptionInfo", "arguments": {"threadId": 1}}
< {"success": false}
> {"command": "disconnect"}
. 0
.
session 'fuel' <<.
> {"command": "initialize"}
> {"command": "launch", "arguments": {"program": "$work/loop", "fuel": 5, "stopOnEntry": false}}
< {"event": "initialized"}
> {"command": "configurationDone"}
< {"event": "stopped", "body": {"description": "the fuel is used up"}}
> {"command": "disconnect"}
. 0
.
session 'programs that are none' <<.
> {"command": "initialize"}
> {"command": "stackTrace"}
< {"success": false, "message": "no program is launched"}
> {"command": "launch", "arguments": {}}
< {"success": false, "message": "~which program"}
> {"command": "launch"}
< {"success": false, "message": "~which program"}
> {"command": "launch", "arguments": {"program": "$work/none"}}
< {"success": false, "message": "~No such file"}
> {"command": "launch", "arguments": {"program": "$fact", "input": "$work/none"}}
< {"success": false, "message": "~No such file"}
> {"command": "launch", "arguments": {"program": "$fact", "grant": ["moon"]}}
< {"success": false, "message": "~no such device"}
> {"command": "launch", "arguments": {"program": "$fact", "args": [5]}}
< {"success": false}
> {"command": "launch", "arguments": {"program": "$home/README.md"}}
< {"event": "output", "body": {"category": "stderr", "output": "~README.md:1:1: # is no datum"}}
< {"success": false, "message": "~refused"}
< {"event": "terminated"}
> {"command": "launch", "arguments": {"program": "$fact"}}
< {"success": true}
> {"command": "launch", "arguments": {"program": "$fact"}}
< {"success": false, "message": "a program is launched already"}
> {"command": "fly"}
< {"success": false, "message": "~does not know"}
> {"command": "variables", "arguments": {"variablesReference": 99999999}}
< {"success": false}
> {"command": "scopes", "arguments": {"frameId": 77}}
< {"success": true}
> {"command": "stackTrace", "arguments": {"startFrame": -5, "levels": -1}}
< {"success": true}
> {"command": 5}
< {"success": false, "message": "a request needs a command"}
! Content-Length: 4\r\n\r\n{{{{
< {"event": "output", "body": {"category": "stderr"}}
! Content-Length: 2\r\n\r\n[]
< {"event": "output", "body": {"category": "stderr"}}
! Content-Length: 3\r\nX-Other: y\r\n\r\n\0\0\0
< {"event": "output", "body": {"category": "stderr"}}
> {"command": "threads"}
< {"success": true}
. 0
.
for bytes in 'Content-Length: 99999999999\r\n\r\n' 'Content-Length: -1\r\n\r\n' \
  'Length: 5\r\n\r\nhello' 'Content-Length: 50\r\n\r\n{' 'nonsense'; do
  session "bytes that are no message: $bytes" <<.
! $bytes
. 0
.
done
status 64 'dap with an argument' "$baton" dap x
status 0 'help for dap' "$baton" dap --help
