#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a call that C makes by itself is, to the program and to
# who answers it, what the prelude makes of one: arguments, values, errors and
# their lines, signals, timers that are due, calls that wait, the order of
# turns, and what a program has changed (plain/).  --bless writes what is seen
# now.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
here=$CORDON_SRC/tests/golden/plain
[ -x "$jsrun" ] || skip "jsrun is not built"
got=$("$jsrun" --now 1000 --calls "$here/answers.json" "$here/program.ts" |
	sed 's/\\n/\n/g; s/},{"method"/},\n{"method"/g') || true
if [ "${1:-}" = --bless ]; then
	printf '%s\n' "$got" >"$here/expected.txt"
	exit 0
fi
printf '%s\n' "$got" | diff -u "$here/expected.txt" -
