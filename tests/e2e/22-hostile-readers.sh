#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Results, errors, logs, arguments and source that attack who reads them.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/hostile-readers.mjs"
