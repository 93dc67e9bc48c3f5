#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: each program of runtime/ finds the built-ins as the
# standards have them.  A program calls is(name, got, wanted).
set -u
cd "$(dirname "$0")" || exit 1
run="$(dirname "$CORDON_BIN")/tests/jsrun"
[ -x "$run" ] || { echo "skipped: no jsrun"; exit 77; }
bad=0
for f in runtime/[0-9]*.js; do
	out=$("$run" --with runtime/lib.js "$f")
	if [ "$out" = "${out#*\"result\":\"ok\"}" ]; then
		echo "not ok - $f: $out"
		bad=1
	else
		echo "ok - $f"
	fi
done
exit $bad
