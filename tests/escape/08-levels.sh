#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: at each level every native attack ends its worker, and the
# broker has it as evidence.  The worker is cordon-worker with another engine.
# CORDON_SLOW=1 sweeps over all numbers.
set -u
[ "${CORDON_SANITIZED:-0}" = 1 ] && echo "skip: this build has no filter" && exit 77
tests=$CORDON_BIN/../tests
for p in escape_levels hostile_worker; do
	[ -x "$tests/$p" ] || { echo "skip: $p is not built"; exit 77; }
done
step=7
[ "${CORDON_SLOW:-0}" = 1 ] && step=1
"$tests/escape_levels" "$tests/hostile_worker" "$step" 2>/dev/null
