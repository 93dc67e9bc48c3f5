#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: an MCP server behind HTTP is spoken to as any upstream is:
# what of its replies is compressed comes whole or is an error, a tool is called
# once whatever its connection does, and its certificate may be one's own.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
command -v openssl >/dev/null || { echo "skip: openssl is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/mcp-http.mjs"
