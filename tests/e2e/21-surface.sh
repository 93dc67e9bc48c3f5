#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The engine's own surface: nothing of it is a way out of the language.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/surface.mjs"
