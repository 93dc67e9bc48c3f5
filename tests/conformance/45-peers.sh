#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the official client of the next generation, in both eras,
# and mcporter list and call; tools/list costs under 600 tokens, whatever is
# configured, and is the same bytes each time.
set -eu
[ -d "$CORDON_NPM/node_modules/@modelcontextprotocol/client" ] || { echo "skip: the clients are not installed (tests/npm/install)"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/mcp/peers.mjs"
