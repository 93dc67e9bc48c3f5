#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Any process may die at any moment.
set -eu
command -v node >/dev/null || { echo "skip: node is not installed"; exit 77; }
exec node "$CORDON_SRC/tests/e2e/kills.mjs"
