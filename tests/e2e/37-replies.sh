#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: sequences come as lists, bounded; an upstream that is busy
# is asked again when it may be, as often as it may be, or says for how long.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/replies.mjs"
