#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The messages between our processes are Cap'n Web's: npm's says so.
set -eu
skip() { echo "skip: $*"; exit 77; }
[ -d "$CORDON_NPM/node_modules/capnweb" ] || skip "capnweb is not installed (tests/npm/install)"
[ -x "$CORDON_BIN/../tests/rpc_peer" ] || skip "rpc_peer is not built"
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/capnweb/run.mjs" "$CORDON_BIN/../tests/rpc_peer" "$CORDON_NPM/node_modules"
