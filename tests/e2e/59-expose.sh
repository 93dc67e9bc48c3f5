#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a connector's operations are MCP tools of their own where
# its file says so; "auto" decides by their number and size; they obey rules and
# follow the files.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/expose.mjs"
