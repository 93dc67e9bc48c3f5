#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a program with a wrong call makes none; it is told all that
# is wrong at once, with place and signature.  A program that would have run
# runs.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/before-it-runs.mjs"
