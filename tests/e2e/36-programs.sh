#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: secrets that a program prints (exec:) are had once for all
# who wait, renewed before they end, and shown to nobody.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/programs.mjs"
