#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: Intl.Segmenter ends graphemes, words and sentences where the
# Unicode Character Database's own tests say.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
for ucd in /usr/share/unicode /usr/share/unicode/ucd; do
	[ -f "$ucd/auxiliary/WordBreakTest.txt" ] && break
done
[ -f "$ucd/auxiliary/WordBreakTest.txt" ] || skip "the tests of breaks are not installed"
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/unicode/breaks.mjs" "$jsrun" "$ucd/auxiliary"
