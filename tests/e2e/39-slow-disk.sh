#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A slow disk, or a locked database, delays no program; and what the log said of
# a tenant is in the store, however the broker ends.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
[ "$CORDON_SANITIZED" = 0 ] || { echo "skip: a sanitizer's library must be the first to be loaded"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/slow-disk.mjs"
