#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A list of itself, and an allOf of itself: indexed and printed, not followed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/conf"
"$CORDON_BIN/cordon" --config "$work/conf" add openapi r "$CORDON_SRC/tests/data/recursive.json" 2>&1
"$CORDON_BIN/cordon" --config "$work/conf" types >"$work/types"
grep -qF 'type A = A[];' "$work/types"
