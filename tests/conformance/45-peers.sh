#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the official client of the next generation, in both eras,
# the Inspector and mcporter list and call over stdio and HTTP, with an approval
# accepted and one declined where they can answer: the Inspector's one-shot CLI
# and mcporter cannot (neither declares elicitation), its daemon mcpdo can.  The
# client 1.x is in e2e/55-approval.  tools/list costs under 600 tokens, whatever
# is configured, and is the same bytes each time.
set -eu
[ -d "$CORDON_NPM/node_modules/@modelcontextprotocol/client" ] || { echo "skip: the clients are not installed (tests/npm/install)"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/mcp/peers.mjs"
