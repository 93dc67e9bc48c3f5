#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the manual pages are good mdoc.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
need mandoc
mapfile -t pages < <(files | grep -E '^packaging/man/.*\.[1-8]$')
[ ${#pages[@]} -gt 0 ] || skip "no pages yet"
bad=0
# Cross references are looked for in the system's manual, not in the tree.
if mandoc -Tlint -W warning "${pages[@]}" |
    grep -vE 'referenced manual not found'; then
	bad=1
fi
for page in "${pages[@]}"; do
	grep -q '^\.Sh NAME' "$page" && grep -q '^\.Dd ' "$page" ||
	    { echo "$page: no NAME or date"; bad=1; }
	mandoc -Tutf8 "$page" | grep -q . || { echo "$page: empty"; bad=1; }
done
[ $bad = 0 ] && echo "ok 1 - ${#pages[@]} pages are clean"
exit $bad
