#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What each of our processes may, as /proc says; limits that bind from outside;
# and no two workers that draw the same numbers.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/processes.mjs"
