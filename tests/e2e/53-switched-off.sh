#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a tool of an MCP server that enabledTools and disabledTools
# do not let through is not called, over stdio and HTTP, even where a catalog
# has it or a program began before it was switched off.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/switched-off.mjs"
