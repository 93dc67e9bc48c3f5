#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A broker that is killed leaves no worker behind, however many it had.
set -u
p=$CORDON_BIN/../tests/bench_sandbox
[ -x "$p" ] || { echo "skip: bench_sandbox is not built"; exit 77; }
n=1000
[ "${CORDON_SANITIZED:-0}" = 1 ] && n=50 # each is much larger
ulimit -Sn 1024 # who logs in has no more, and raises it
timeout 600 "$p" --kill "$CORDON_BIN/cordon-worker" "$n"
