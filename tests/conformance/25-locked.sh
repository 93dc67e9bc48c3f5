#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The wall changes no result: generated programs, and programs as models write
# them, in locked workers and in an unlocked engine.  CORDON_SLOW=1 runs more.
set -eu
skip() { echo "skip: $*"; exit 77; }
jsrun=$CORDON_BIN/../tests/jsrun
[ -x "$jsrun" ] || skip "jsrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
count=60
[ "${CORDON_SLOW:-0}" = 1 ] && count=5000
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/differential/locked.mjs" "$jsrun" "$count"
