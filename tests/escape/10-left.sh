#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what the processor leaves to native code in a worker,
# SECURITY.md names, each by its name; and no counter of time is among it.
set -uo pipefail
left=$CORDON_BIN/../tests/escape_left
[ -x "$left" ] || { echo "skip: escape_left is not built"; exit 77; }
out=$("$left" | cat)
status=$?
[ $status = 0 ] || { echo "$out"; exit $status; }
n=0 bad=0
while read -r word name rest; do
	n=$((n + 1)) name=${name%:}
	if [ "$word" = left ] && ! grep -qF "\`$name\`" "$CORDON_SRC/SECURITY.md"; then
		echo "not ok $n - SECURITY.md names what is left: $name"
		bad=1
	else
		echo "ok $n - $word $name $rest"
	fi
done <<<"$out"
[ $n -ge 1 ] || { echo "not ok - nothing was tried"; bad=1; }
echo "1..$n"
exit $bad
