#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Generated programs, each run by node and by the engine: equal traces.
# CORDON_SLOW=1 runs more.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
count=300
[ "${CORDON_SLOW:-0}" = 1 ] && count=20000
scriptrun=$CORDON_BIN/../tests/scriptrun
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/compare.mjs" "$scriptrun" 1 "$count"
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/builtins.mjs" "$jsrun" 1 "$((count * 2))"
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/numbers.mjs" "$jsrun" "$((count * 5))"
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/unicode.mjs" "$jsrun"
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/intl.mjs" "$jsrun"
# What an older node lacks would look like too much here.
if "$CORDON_SRC/tests/node" -e 'process.exit(typeof Error.isError === "function" ? 0 : 1)'; then
	"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/same.mjs" "$jsrun" "$CORDON_SRC"/tests/conformance/differential/{data-work,intl-options}.js
	"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/shapes.mjs" "$jsrun"
else
	echo "# an older node: shapes of built-ins, programs and names were not compared"
fi
