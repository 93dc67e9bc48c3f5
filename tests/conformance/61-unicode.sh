#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# \p{}, upper and lower case and normalize() are as the Unicode Character
# Database says, which is read here once more.  CORDON_SLOW=1: all properties.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
for ucd in /usr/share/unicode /usr/share/unicode/ucd; do
	[ -f "$ucd/UnicodeData.txt" ] && break
done
[ -f "$ucd/UnicodeData.txt" ] || skip "the Unicode Character Database is not installed"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
if [ -f "$ucd/NormalizationTest.txt" ]; then
	cp "$ucd/NormalizationTest.txt" "$tmp"
elif [ -f "$ucd/NormalizationTest.txt.bz2" ]; then
	python3 -c 'import bz2, sys; sys.stdout.buffer.write(bz2.open(sys.argv[1]).read())' \
	    "$ucd/NormalizationTest.txt.bz2" >"$tmp/NormalizationTest.txt" || skip "python3 cannot read bz2"
else
	skip "NormalizationTest.txt is not installed"
fi
step=12
[ "${CORDON_SLOW:-0}" = 1 ] && step=1
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/regexp/unicode.mjs" "$jsrun" "$ucd" "$tmp/NormalizationTest.txt" "$step"
