#!/bin/sh
# Prepares Gradescope's machine, once: see README.md.
set -e
cd "${AUTOGRADER:-/autograder}/source"
if [ "$(id -u)" -eq 0 ] && [ -z "$BATON_NO_INSTALL" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends gcc libc6-dev make guile-3.0 \
    bubblewrap util-linux valgrind
fi
make
# The broken machines of exercise 8; who grades would build them else, each time.
case $(head -n 1 exercises/gradescope/assignment 2>/dev/null) in
'' | 8 | 08*) tests/mutants/build ;;
esac
# Compiles the grader.
exercises/grade --help >/dev/null
