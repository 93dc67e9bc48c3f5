#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How many attacks succeed with some layers only; with all of them, none.
set -u
p=$CORDON_BIN/../tests/escape_ablation
[ -x "$p" ] || { echo "skip: escape_ablation is not built"; exit 77; }
# Into a pipe: no process behind limits can make a file longer.
timeout 600 "$p" 2>&1 | cat
exit "${PIPESTATUS[0]}"
