#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The engine compiles against the system's Duktape, a shared library, too: a
# distribution may have no source of it.
set -u
cd "$(dirname "$0")/../.." || exit 1
cc=${CC:-cc}
echo '#include <duktape.h>' | $cc -fsyntax-only -x c - 2>/dev/null ||
	{ echo "skip: no header of a shared Duktape is installed"; exit 77; }
bad=0 n=0
for f in worker/inside/shared.c worker/engine*.c worker/bindings*.c worker/runtime/*.c; do
	n=$((n + 1))
	$cc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -I. -Iworker "$f" || bad=1
done
[ $bad = 0 ] && echo "ok 1 - $n files compile against the system's Duktape"
# What runtime/ asks of Duktape's inside, shared.c answers, each of it.
for name in $(grep -oE '\binside_[a-z_]+\(' worker/runtime/inside.h | tr -d '(' | sort -u); do
	grep -qhE "^$name\\(" worker/inside/shared.c worker/inside/no_*.h || { echo "not ok - shared.c has no $name"; bad=1; }
done
[ $bad = 0 ] && echo "ok 2 - shared.c has what runtime/inside.h declares"
exit $bad
