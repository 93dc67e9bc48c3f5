#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: no function over 80 lines, no file over 500.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
mapfile -t list < <(sources '[ch]|def|js|mjs|sh|cmake')
[ ${#list[@]} -gt 0 ] || exit 1
# A C function's body opens and closes in the first column.
awk '
FNR == 1 { open = 0 }
FNR == 501 { print FILENAME ": over 500 lines: split it by subject"; bad = 1 }
FILENAME !~ /\.c$/ { next }
/^\{/ { open = FNR; next }
/^\}/ && open {
	if (FNR - open + 1 > 80) {
		print FILENAME ":" open ": a function of " FNR - open + 1 " lines"
		bad = 1
	}
	open = 0
}
END { exit bad }' "${list[@]}" || exit 1
echo "ok 1 - ${#list[@]} files and their functions are short"
