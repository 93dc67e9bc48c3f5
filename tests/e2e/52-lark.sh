#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the largest MCP server there is, lark-mcp with each of its
# 1,271 tools (724,249 tokens as plain MCP): added, found, called; and an agent
# pays for it no more than for none.  Takes a minute: CORDON_SLOW=1.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
[ -d "$CORDON_NPM/node_modules/@larksuiteoapi/lark-mcp" ] || { echo "skip: lark-mcp is not installed (tests/npm/install)"; exit 77; }
[ "${CORDON_SLOW:-0}" = 1 ] || { echo "skip: slow; CORDON_SLOW=1 runs it"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/lark.mjs"
