#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: tsc --strict takes what cordon prints, and the types say
# what the schemas say: for each construct, programs that are right compile and
# programs that are wrong do not; no required input of an operation is lost.
# CORDON_SLOW=1: every document of the collection as well.
set -eu
command -v node >/dev/null || { echo "node is needed"; exit 77; }
[ -e "$CORDON_NPM/node_modules/typescript/bin/tsc" ] || { echo "no typescript: tests/npm/install"; exit 77; }
[ -x "$CORDON_BIN/../tests/bench_typegen" ] || { echo "no bench_typegen"; exit 77; }
run=tests/conformance/typescript/run.mjs
required=tests/conformance/typescript/required.mjs
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}
node $run constructs
if [ "${CORDON_SLOW:-0}" = 1 ] && [ -d "$CORDON_SHARED/specs" ]; then
	node $run documents "$CORDON_SHARED/specs"
	node $run documents "$CORDON_SHARED/mcp/upstreams"
	node $required "$CORDON_SHARED/specs"
elif [ -d "$CORDON_SHARED/specs" ]; then
	node $run documents "$CORDON_SHARED/specs" petstore,slack,spotify
	node $run documents "$CORDON_SHARED/mcp/upstreams" filesystem,notion,everything
	node $required "$CORDON_SHARED/specs" petstore,slack,digitalocean
fi
