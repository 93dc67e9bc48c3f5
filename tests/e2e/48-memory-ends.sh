#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: where the memory of cordon's control group ends, a worker
# is ended, however large others in the group are; its run says what killed it,
# and all goes on.  Needs root and a control group of our own.
set -eu
skip() { echo "skip: $*"; exit 77; }
[ "${CORDON_SANITIZED:-0}" = 0 ] || skip "sanitizers have memory of their own"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
group=
# The second kind of groups, then the first.
for top in /sys/fs/cgroup /sys/fs/cgroup/memory; do
	for limit in memory.max memory.limit_in_bytes; do
		mkdir "$top/cordon-$$" 2>/dev/null || continue
		if [ -w "$top/cordon-$$/$limit" ]; then
			group=$top/cordon-$$
			break 2
		fi
		rmdir "$top/cordon-$$"
	done
done
[ -n "$group" ] || skip "no control group can be made here"
trap 'rmdir "$group"' EXIT
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/memory-ends.mjs" "$group"
