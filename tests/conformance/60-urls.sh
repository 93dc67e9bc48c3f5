#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: URL does what the web platform tests say.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
[ -d "$CORDON_SHARED/urls" ] || skip "the tests' data is not beside the checkout"
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/urls/run.mjs" "$jsrun" "$CORDON_SHARED/urls"
