#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: worker/together.list names functions that there are.
set -u
cd "$(dirname "$0")/../.." || exit 1
list=worker/together.list
n=$(wc -l <"$list")
[ "$n" -gt 100 ] && [ "$(sort -u "$list" | wc -l)" = "$n" ] || {
	echo "not ok 1 - $list has names, each once"
	exit 1
}
# Duktape's and the C library's are not ours to look for.  What was renamed
# lies elsewhere, and costs nanoseconds: some may.
ours=$(grep -vE '^(duk_|_)' "$list")
mapfile -t gone < <(comm -23 <(sort <<<"$ours") <(
	find worker common -name '*.[ch]' -exec sed -nE 's/.*\b([a-z_0-9]+)\(.*/\1/p' {} + | sort -u))
all=$(wc -l <<<"$ours")
[ $((${#gone[@]} * 10)) -le "$all" ] || {
	echo "# no such function: ${gone[*]}"
	echo "not ok 1 - of $all functions ${#gone[@]} are gone: tests/bench/together lists them anew"
	exit 1
}
echo "ok 1 - of $all functions ${#gone[@]} are gone"
