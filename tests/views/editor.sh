# shellcheck shell=sh
# The folder for VS Code: its files are right, colour the instructions that
# spec/instructions.scm defines, and answer the editor.  Read by run.

folder=vm/trace/vscode
grammar=$folder/baton.tmLanguage.json

for file in "$folder"/*.json; do
  expect "$file is JSON" "$work/json" "$file"
done
for path in main "contributes grammars 0 path" \
  "contributes languages 0 configuration"
do
  # Several words.
  # shellcheck disable=SC2086
  expect "package.json: $path is a file" test -f \
    "$folder/$("$work/json" $folder/package.json $path)"
done
expect 'the grammar is of the language' test \
  "$("$work/json" $folder/package.json contributes grammars 0 scopeName)" = \
  "$("$work/json" $grammar scopeName)"
expect 'the debugger is a command that there is' \
  sh -c "printf '' | '$baton' '$("$work/json" $folder/package.json \
    contributes debuggers 0 args 0)'"
for include in $("$work/json" $grammar repository datum patterns |
  grep -o '#[a-z-]*'); do
  expect "the grammar has $include" "$work/json" $grammar repository \
    "${include#\#}"
done

# colours PART FILTER: the part of the grammar names the instructions of the table
# that FILTER, a command, lets through; the forms have a part of their own.
sed -n 's/^(instruction \([^ ]*\) .*/\1/p' spec/instructions.scm >"$work/all"
sed -n 's/^(instruction \([^ ]*\) .* transfer$/\1/p
  s/^(instruction \([^ ]*\) .* transfer .*/\1/p' spec/instructions.scm \
  >"$work/transfers"
sed -n 's/^(instruction \([^ ]*\) .*) test (.*/\1/p' spec/instructions.scm \
  >"$work/tests"
printf '%s\n' let drop if try >"$work/forms"
colours() {
  "$work/json" $grammar repository "$1" match |
    sed 's/.*(?:\(.*\))(?=.*/\1/; s/\\//g' | tr '|' '\n' | sort >"$work/named"
  sort "$2" >"$work/wanted"
  expect "the grammar's part $1" diff "$work/wanted" "$work/named"
}
colours transfer "$work/transfers"
colours test "$work/tests"
grep -v -x -F -f "$work/transfers" "$work/all" | grep -v -x -F -f "$work/tests" |
  grep -v -x -F -f "$work/forms" >"$work/data"
colours instruction "$work/data"
printf '%s\n' block lambda then else >>"$work/forms"
colours form "$work/forms"
# Whatever is neither transfer nor test nor form has a place to stand.
expect 'nothing is left out' test "$(cat "$work/transfers" "$work/tests" \
  "$work/data" | wc -l)" -eq "$(($(wc -l <"$work/all") - 4))"

# matches PART TEXT WANTED: what the pattern finds in the text.
matches() {
  printf '%s\n' "$2" | grep -o -P "$("$work/json" $grammar repository "$1" match)" |
    tr '\n' ',' >"$work/found"
  expect "the grammar finds $3" test "$(cat "$work/found")" = "$3"
}
matches taken '(call !k n !odd-name)' '!k,!odd-name,'
matches integer '(add 1 -2 x3 #x1f a-4 5))' '1,-2,#x1f,5,'
matches character '(let c #\a) #\space #\( #\x1f)' '#\a,#\space,#\(,#\x1f,'
matches block '(block loop (k) ()' 'block loop,'
matches test '(if (lt a b) (lt? x) (pair? p)' 'lt,pair?,'
matches instruction '(let x (char->int !c)) (in !c) (in-x)' 'char->int,in,'

# indents RULE LINE STATUS: what the editor does after it.
indents() {
  rule=$("$work/json" $folder/language-configuration.json onEnterRules "$1" \
    beforeText)
  printf '%s\n' "$2" | grep -q -P "$rule"
  expect "after $2: status $3" test $? -eq "$3"
}
indents 0 '(block loop (k n) ()' 0
indents 0 '  (let f (lambda (v) (!k !n)' 0
indents 0 '(block loop (k n) () (jump loop !k !n))' 1
indents 0 '      (jump factorial !after !m)' 1
indents 1 '  (if (lt n 2)' 0
indents 1 '  (try x (read text)' 0
indents 1 '  (let x (read text))' 1
indents 2 '    (then' 0
indents 2 '    (then (call !k !n))' 1

# What is taken stands out: the editor's own themes have one colour for all of
# variable.*, but for variable.language, and none for keyword.operator.
for capture in 1 2; do
  scope=$("$work/json" $grammar repository taken captures $capture name)
  case $scope in
  variable.language.*) coloured=true ;;
  variable.* | keyword.operator.*) coloured=false ;;
  *) coloured=true ;;
  esac
  expect "the themes show $scope" $coloured
done

# The extension, with an editor that has but what it asks for.  What it
# answers, a line each, is compared.
{
  cat <<.
<!DOCTYPE html>
<body>
<script>
const said = [], providers = {}, factories = {};
const process = { env: { PATH: "/none:/full" } };
const modules = {
  fs: { constants: { X_OK: 1 }, accessSync: (file) => {
    if (file !== "/full/baton") throw new Error("none"); } },
  path: { delimiter: ":", join: (...parts) => parts.join("/") },
  vscode: { debug: {
    registerDebugConfigurationProvider: (type, it) => providers[type] = it,
    registerDebugAdapterDescriptorFactory: (type, it) => factories[type] = it,
  } },
};
const require = (name) => modules[name];
const exports = {};
const packageJSON =
.
  cat $folder/package.json
  printf ';</script><script>\n'
  cat $folder/extension.js
  cat <<.
</script>
<script>
const ask = (what) => {
  let answer;
  try { answer = JSON.stringify(what()).replaceAll('"', ""); }
  catch (error) { answer = error.message; }
  said.push(answer);
};
const subscriptions = [];
exports.activate({ extension: { packageJSON }, subscriptions });
ask(() => subscriptions.length);
const started = (given) => ask(() =>
  providers.baton.resolveDebugConfiguration(undefined, given));
started({});
started({ noDebug: true });
started({ type: "baton", program: "x" });
const starts = () => ask(() => factories.baton.createDebugAdapterDescriptor({},
  { command: "baton", args: ["dap"] }));
starts();
process.env.PATH = "/none";
starts();
delete process.env.PATH;
starts();
document.body.textContent = said.join("\n");
</script>
.
} >"$work/editor.html"
name=extension
browse --dump-dom "file://$work/editor.html" >"$work/dom"
sed 's/<[^>]*>//g' "$work/dom" >"$work/out"
# The editor puts the file there.
# shellcheck disable=SC2016
first=$(printf %s 'type:baton,request:launch,name:Step through this program,' \
  'program:${file},stopOnEntry:true')
says 2
says "{$first}"
says "{$first,noDebug:true}"
says '{type:baton,program:x}'
says '{command:baton,args:[dap]}'
expect "$name: says twice that there is no baton" test \
  "$(grep -c 'There is no baton on the PATH' "$work/out")" -eq 2
