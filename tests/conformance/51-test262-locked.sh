#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the wall kills nothing that is innocent.  Each test of
# test262 ends behind it, under all layers, as it ends without.  CORDON_TEST262
# is the suite's folder; a tenth of it runs, and with CORDON_SLOW=1 all.
set -eu
skip() { echo "skip: $*"; exit 77; }
[ -d "${CORDON_TEST262:-}" ] || skip "CORDON_TEST262 names no copy of test262"
[ "${CORDON_SANITIZED:-0}" = 0 ] || skip "this build has no filter"
scriptrun=$CORDON_BIN/../tests/scriptrun
[ -x "$scriptrun" ] || skip "scriptrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
step=10
[ "${CORDON_SLOW:-0}" = 1 ] && step=1
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/test262/run.mjs" "$scriptrun" "$CORDON_TEST262" --locked --step "$step"
