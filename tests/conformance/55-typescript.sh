#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: TypeScript as npm packages ship it is lowered to the same
# tokens as when npm's typescript took its types away first.
# CORDON_TS_SOURCES is a folder with node_modules (typescript and packages with
# .ts files); with CORDON_SLOW=1 a dozen packages are installed for the test.
set -eu
skip() { echo "skip: $*"; exit 77; }
[ "${CORDON_SANITIZED:-0}" = 0 ] || skip "too slow with sanitizers"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
sources=${CORDON_TS_SOURCES:-}
if [ -z "$sources" ]; then
	[ "${CORDON_SLOW:-0}" = 1 ] || skip "a slow test (CORDON_SLOW=1)"
	sources=$(mktemp -d)
	trap 'rm -rf "$sources"' EXIT
	(cd "$sources" && npm init -y && npm install --no-audit --no-fund \
	    --ignore-scripts typescript@5.9.3 rxjs@7.8.2 effect@3 zod@4 mobx@6 \
	    immer@10 redux@5 @reduxjs/toolkit@2 @tanstack/query-core@5 \
	    @noble/curves@2 @noble/hashes@2 @trpc/server@11 viem@2) \
	    >"$sources/log" 2>&1 || skip "the packages cannot be installed"
fi
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/typescript/erase.mjs" "$CORDON_BIN/cordon-worker" "$sources/node_modules"
