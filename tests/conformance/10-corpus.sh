#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Programs as models write them give what node gave.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
command -v node >/dev/null || skip "node is not installed"
# The project's own few, then the larger collection.
node "$CORDON_SRC/tests/conformance/corpus/run.mjs" "$jsrun" "$CORDON_SRC/tests/conformance/corpus"
[ -d "$CORDON_SHARED/js-corpus" ] || { echo "# the larger collection is not beside the checkout"; exit 0; }
node "$CORDON_SRC/tests/conformance/corpus/run.mjs" "$jsrun" "$CORDON_SHARED/js-corpus"
