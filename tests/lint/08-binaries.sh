#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what was built is hardened, carries no path of the
# machine, and links no library that its process must not have.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
need readelf
[ "${CORDON_SANITIZED:-0}" = 0 ] || skip "sanitized binaries are another matter"
bin=${CORDON_BIN:-build/release/bin}
bad=0 seen=0
say() {
	echo "$*"
	bad=1
}
needs() {
	readelf -dW "$1" | sed -nE 's/.*NEEDED.*\[(.*)\]/\1/p'
}
must_not_link() {
	local prog=$1 lib
	shift
	[ -e "$bin/$prog" ] || return 0
	for lib; do
		if needs "$bin/$prog" | grep -q "^lib$lib"; then
			say "$prog links lib$lib"
		fi
	done
}
for f in "$bin"/cordon "$bin"/cordon-egress "$bin"/cordon-worker; do
	[ -e "$f" ] || continue
	seen=$((seen + 1))
	readelf -hW "$f" | grep -q 'Type:.*DYN' ||
	    say "$f: not position independent"
	readelf -lW "$f" | grep -q 'GNU_STACK.*RWE' && say "$f: stack is executable"
	readelf -lW "$f" | grep -q GNU_RELRO || say "$f: no RELRO"
	readelf -dW "$f" | grep -qE 'BIND_NOW|NOW' || say "$f: binds lazily"
	readelf -dW "$f" | grep -qE 'RPATH|RUNPATH' && say "$f: has an rpath"
	grep -qaF "$(pwd -P)/" "$f" && say "$f: carries the build's path"
done
[ $seen -gt 0 ] || skip "no programs built yet"
# The broker opens no upstream connection; a worker has nothing but its job.
must_not_link cordon curl ssl crypto
must_not_link cordon-worker curl ssl crypto sqlite3 jansson yaml ev microhttpd
[ $bad = 0 ] && echo "ok 1 - $seen programs are hardened"
exit $bad
