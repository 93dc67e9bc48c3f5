#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: each line of worker/syscalls.def names a function of the
# worker that makes that call.  One that nobody makes any more is a hole.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
n=0 bad=0

# makes CALLER CALL: the body of one function of that name has the call.
makes() {
	awk -v caller="$1" -v call="$2" '
	BEGIN { if (call == "exit_group") call = "_exit" }
	FNR == 1 { inside = 0 }
	index($0, caller "(") == 1 { inside = 1; next }
	/^}/ { inside = 0 }
	inside && $0 ~ ("(^|[^a-z0-9_])(SYS_)?" call "[(,]") { found = 1 }
	END { exit !found }' worker/*.c
}
while IFS=$'\t' read -r who call caller; do
	n=$((n + 1))
	if makes "$caller" "$call"; then
		echo "ok $n - $who: $caller() makes $call()"
	else
		echo "not ok $n - $who: no function $caller() in worker/ makes $call()"
		bad=1
	fi
done < <(sed -nE 's/^CALL\((WORKER|TEMPLATE), ([a-z0-9_]+), [A-Z_]+, "([a-z_0-9]+): .*"\)$/\1\t\2\t\3/p' worker/syscalls.def)
lines=$(grep -c '^CALL(' worker/syscalls.def)
[ "$n" = "$lines" ] || { echo "not ok - $((lines - n)) lines name no caller"; bad=1; }
echo "1..$n"
exit $bad
