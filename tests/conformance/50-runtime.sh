#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: each program of runtime/ finds the built-ins as the
# standards have them.  A program calls is(name, got, wanted).
set -u
cd "$(dirname "$0")" || exit 1
run="$(dirname "$CORDON_BIN")/tests/jsrun"
[ -x "$run" ] || { echo "skipped: no jsrun"; exit 77; }
bad=0
# Each in a fork of one engine, and of each a line.
files=(runtime/[0-9]*.js)
mapfile -t said < <("$run" --with runtime/lib.js "${files[@]}")
for i in "${!files[@]}"; do
	out=${said[i]-nothing}
	if [ "$out" = "${out#*\"result\":\"ok\"}" ]; then
		echo "not ok - ${files[i]}: $out"
		bad=1
	else
		echo "ok - ${files[i]}"
	fi
done
exit $bad
