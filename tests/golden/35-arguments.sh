#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what a program gives a call is sent as JSON.stringify()
# has it, with bytes, files, Map and Set in their forms, whether it is plain
# data or only looks so (arguments/).  --bless writes what is sent now.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
here=$CORDON_SRC/tests/golden/arguments
[ -x "$jsrun" ] || skip "jsrun is not built"
got=$("$jsrun" --calls "$here/answers.json" "$here/program.ts" |
	sed 's/.*"calls"://; s/},{"method"/},\n{"method"/g')
if [ "${1:-}" = --bless ]; then
	printf '%s\n' "$got" >"$here/expected.txt"
	exit 0
fi
printf '%s\n' "$got" | diff -u "$here/expected.txt" -
