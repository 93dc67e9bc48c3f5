#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: of a program's calls those that can be judged before it
# runs are seen, with place and arguments, and no other is: none that something
# may catch, that is not reached, that the program asks about, or whose name
# means something else (calls/cases.txt).  --bless writes what is seen now.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/golden/calls/run.mjs" "$jsrun" "$CORDON_SRC/tests/golden/calls/cases.txt" "$@"
