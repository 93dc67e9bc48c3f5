#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The real broker and the real worker: loops end on time, memory has an end,
# and nothing outlives a broker that is killed.
set -u
n=0 bad=0
ok() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2: ${3-}" && bad=1
	fi
}
fake=$CORDON_BIN/../tests/fake_egress
for p in "$CORDON_BIN/cordon" "$CORDON_BIN/cordon-worker" "$fake"; do
	[ -x "$p" ] || { echo "$p is not built"; exit 77; }
done
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/conf"
cp "$CORDON_BIN/cordon" "$CORDON_BIN/cordon-worker" "$dir/bin/"
cp "$fake" "$dir/bin/cordon-egress"
echo 'timeout: 10s' >"$dir/conf/cordon.yaml"
cordon() {
	"$dir/bin/cordon" --config "$dir/conf" "$@" 2>&1
}
alive() {
	find /proc -maxdepth 2 -name exe -lname "$dir/bin/cordon-*" 2>/dev/null |
	    wc -l
}

begun=$(date +%s%N)
out=$(cordon run --timeout 500ms -e 'for(;;){}')
took=$((($(date +%s%N) - begun) / 1000000))
case $out in *TimeoutError*) ok 0 "an endless loop is a TimeoutError" ;;
*) ok 1 "an endless loop is a TimeoutError" "$out" ;; esac
# Half a second, the start of three programs, and a busy machine.
[ "$took" -lt 20000 ] && r=0 || r=1
ok "$r" "and ends in time" "$took ms"
out=$(cordon run -e 'const a = []; for (;;) a.push(new Array(999).join("x" + a.length))')
case $out in *Error*) ok 0 "memory has an end" ;;
*) ok 1 "memory has an end" "$out" ;; esac
out=$(cordon run -e '(function f() { return f() + 1 })()')
case $out in *RangeError*) ok 0 "recursion is a RangeError" ;;
*) ok 1 "recursion is a RangeError" "$out" ;; esac

"$dir/bin/cordon" --config "$dir/conf" run -e 'for(;;){}' >/dev/null 2>&1 &
broker=$!
for _ in $(seq 600); do
	[ "$(alive)" -ge 3 ] && break
	sleep 0.05
done
[ "$(alive)" -ge 3 ] && r=0 || r=1
ok "$r" "a run has template, worker and egress" "$(alive) processes"
kill -9 "$broker"
wait "$broker" 2>/dev/null
for _ in $(seq 600); do
	[ "$(alive)" = 0 ] && break
	sleep 0.05
done
[ "$(alive)" = 0 ] && r=0 || r=1
ok "$r" "nothing outlives a killed broker" "$(alive) processes"
echo "1..$n"
exit $bad
