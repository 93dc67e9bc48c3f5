#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The wall compiles for 64-bit ARM, where that compiler is installed.
set -u
cd "$(dirname "$0")/../.." || exit 1
cc=aarch64-linux-gnu-gcc
command -v $cc >/dev/null || { echo "skip: $cc is not installed"; exit 77; }
bad=0 n=0
# Headers of libraries are the same on all architectures; the C library's are
# the cross compiler's own, which come first.
for f in worker/lockdown*.c worker/fresh.c worker/template_loop.c worker/doctor.c \
    worker/link*.c broker/filter.c tests/escape/attacks.c tests/escape/ablation.c; do
	n=$((n + 1))
	$cc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Werror \
	    -I. -idirafter /usr/include -c "$f" -o /dev/null || bad=1
done
[ $bad = 0 ] && echo "ok 1 - $n files compile for aarch64"
exit $bad
