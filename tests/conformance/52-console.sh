#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: console writes values as node does, texts, lines and columns
# (console/expected.txt, which console/run.mjs --bless has node write).
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/console/run.mjs" "$jsrun"
