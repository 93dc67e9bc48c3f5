#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a description that is indexed anew while a server runs
# never makes a call go to another operation.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/reindexed.mjs"
