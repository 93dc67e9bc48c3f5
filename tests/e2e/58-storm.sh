#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: 200 clients of both eras come, call, listen, cancel and
# vanish at random, for ten seconds (CORDON_SLOW: a minute); then descriptors,
# memory and workers are what they were.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/storm.mjs"
