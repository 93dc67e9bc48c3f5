#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a wrong program is told what is wrong in the words of
# JavaScript, and where (errors/cases.txt); one that is only wrapped oddly still
# runs (errors/recovery.txt); rare syntax means what it should (language.txt).  --bless writes what is said now.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
for file in cases recovery language; do
	"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/golden/errors/run.mjs" "$jsrun" "$CORDON_SRC/tests/golden/errors/$file.txt" "$@"
done
