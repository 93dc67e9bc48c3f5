#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A run's deadline and its CPU time end in its worker's death, within 15 ms,
# at each level.
set -u
p=$CORDON_BIN/../tests/escape_ends
[ -x "$p" ] || { echo "skip: escape_ends is not built"; exit 77; }
n=8
[ "${CORDON_SLOW:-0}" = 1 ] && n=100
"$p" "$CORDON_BIN/cordon-worker" "$n"
