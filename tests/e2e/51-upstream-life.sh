#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: an upstream MCP server starts when it is first called, is
# stopped when nobody uses it, and one that fails is left alone for longer and
# longer, while others are served.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/upstream-life.mjs"
