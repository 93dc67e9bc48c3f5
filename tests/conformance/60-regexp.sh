#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Regular expressions: generated ones, and those in the sources of packages,
# match in the engine as in node: places, groups, texts.
# CORDON_SLOW=1 runs more.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
# What is no pattern is an error before anything runs, with its place.
got=$(printf 'console.log("ran");\nlet re = /(/;' | "$jsrun" - || true)
case $got in
*'"SyntaxError","message":"Invalid regular expression: /(/: Unterminated group","line":2,"column":10'*'"logs":[]'*) ;;
*) echo "not ok - early error: $got"; exit 1 ;;
esac
# What explodes is an error that names the expression.
got=$(printf 'return /(a+)+$/.test("a".repeat(40) + "b")' | "$jsrun" - || true)
case $got in
*'"RangeError","message":"Regular expression /(a+)+$/ takes too many steps'*) ;;
*) echo "not ok - too many steps: $got"; exit 1 ;;
esac
compare() {
	"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/regexp/compare.mjs" "$jsrun" "$@"
}
if [ "${CORDON_SLOW:-0}" = 1 ]; then
	for seed in 1 2 3 4 5 6; do compare generate "$seed" 10000; done
	sources=100000
else
	compare generate 1 3000
	sources=3000
fi
[ -d "$CORDON_NPM/node_modules" ] || { echo "# no packages from npm: their patterns were not tried"; exit 0; }
compare sources "$CORDON_NPM/node_modules" "$sources"
