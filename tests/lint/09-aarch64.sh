#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The wall compiles for 64-bit ARM, where that compiler is installed; and where
# qemu runs its programs too, what of the worker needs no library is tested.
set -u
cd "$(dirname "$0")/../.." || exit 1
cc=aarch64-linux-gnu-gcc
command -v $cc >/dev/null || { echo "skip: $cc is not installed"; exit 77; }
bad=0 n=0
# Headers of libraries are the same on all architectures; the C library's are
# the cross compiler's own, which come first.
for f in worker/lockdown*.c worker/fresh.c worker/template_loop.c worker/doctor.c \
    worker/link*.c worker/replica.c worker/memory.c worker/pretouch.c worker/image.c broker/filter.c tests/escape/attacks.c tests/escape/ablation.c \
    tests/escape/left.c; do
	n=$((n + 1))
	$cc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Werror \
	    -I. -idirafter /usr/include -c "$f" -o /dev/null || bad=1
done
[ $bad = 0 ] && echo "ok 1 - $n files compile for aarch64"

qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64) || qemu=
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
# unit NAME FILE...: a unit test and what it is about, run as 64-bit ARM.
unit() {
	local name=$1
	shift
	if $cc -std=gnu11 -D_GNU_SOURCE -O2 -static -I. "tests/unit/$name.c" "$@" -lm -o "$dir/$name" &&
	    "$qemu" "$dir/$name" >"$dir/$name.out" 2>&1; then
		echo "ok - $name on aarch64: $(grep -c '^ok' "$dir/$name.out")"
	else
		sed 's/^/# /' "$dir/$name.out"
		echo "not ok - $name on aarch64"
		bad=1
	fi
}
if [ -n "$qemu" ]; then
	unit test_region worker/region.c worker/region_run.c worker/hot.c worker/nursery.c
	unit test_bignum worker/runtime/bignum.c worker/runtime/bignum_text.c
	unit test_decimal worker/runtime/decimal.c
	unit test_scan worker/scan.c
fi
exit $bad
