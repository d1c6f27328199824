# shellcheck shell=sh
# For the suites of tests/whole, each of which reads this file first: counts what
# passed.  $home is the folder of the project, $work one that is gone at the end.
home=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
passed=0 failed=0
unset MAKEFLAGS MAKELEVEL MFLAGS

# expect NAME COMMAND ...: the command must succeed; else shows what it printed.
expect() {
  expected=$1
  shift
  if "$@" >"$work/said" 2>&1 </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $expected"
    tail -n 40 "$work/said" | sed 's/^/    /'
  fi
}

# same FILE TEXT: the file holds just this text and a line end.
same() { printf '%s\n' "$2" | diff - "$1"; }

# verdict: prints the last line, and ends with the exit status.
verdict() {
  echo "$passed passed, $failed failed"
  [ $failed -eq 0 ] && [ $passed -gt 0 ]
  exit
}

# copy FOLDER: a copy of the project without what is built or not its own.
copy() {
  mkdir "$1" &&
    (cd "$home" && tar -cf - --exclude=./build --exclude=./.git .) |
    tar -xf - -C "$1"
}
