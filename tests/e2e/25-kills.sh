#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Any process may die at any moment of a run: each of seven, at each of ten
# steps.  CORDON_SLOW=1 kills a thousand times.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/kills.mjs"
