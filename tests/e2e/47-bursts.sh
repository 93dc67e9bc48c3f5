#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what a cordoned tenant's programs wait for is their turn,
# and not the making of their workers.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/bursts.mjs"
