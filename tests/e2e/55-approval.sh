#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: rules decide which calls are made, and a person where
# they say so, asked in both eras of MCP.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/approval.mjs"
