#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: an operation that a rule denies is not reached by the path
# of another, whatever its arguments are and however the server reads a path.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/paths.mjs"
