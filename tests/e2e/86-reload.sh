#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: connectors come, change and go while cordon runs; calls
# under way go on, and clients of both eras are told; so they are when an
# upstream MCP server says that its tools changed.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/reload.mjs"
