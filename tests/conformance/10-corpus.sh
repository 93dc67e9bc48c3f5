#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Programs as models write them give what node gave.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
# The project's own few, then the larger collection.
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/corpus/run.mjs" "$jsrun" "$CORDON_SRC/tests/conformance/corpus"
[ -d "$CORDON_SHARED/js-corpus" ] || { echo "# the larger collection is not beside the checkout"; exit 0; }
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/corpus/run.mjs" "$jsrun" "$CORDON_SHARED/js-corpus"
