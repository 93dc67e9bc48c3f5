#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a token counts as soon as it is made and no longer than its
# line stays: what one that was taken back began (sessions, streams, calls) ends
# at once, and nobody else notices.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/tokens.mjs"
