#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: whatever a program does wrong is an error that says what
# and where, or a value; never a silent success.  tests/data/errors.json has
# the programs and what is said; CORDON_BLESS=1 rewrites it.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/errors.mjs"
