#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: MCP servers are connectors: real ones from npm, imported
# from an mcp.json, and one with every bad habit.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/mcp-servers.mjs"
