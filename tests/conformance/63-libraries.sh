#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Libraries that nobody here wrote, as programs: every function they export does
# in the engine what it does in node.  CORDON_SLOW=1 runs some ninety of them.
set -eu
skip() { echo "skip: $*"; exit 77; }
scriptrun=$CORDON_BIN/../tests/scriptrun
[ -x "$scriptrun" ] || skip "scriptrun is not built"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
[ -d "$CORDON_NPM/node_modules/esbuild" ] || skip "esbuild is not installed (tests/npm/install)"
which=usual
[ "${CORDON_SANITIZED:-0}" = 1 ] && which="semver ini long sprintf-js path-to-regexp"
[ "${CORDON_SLOW:-0}" = 1 ] && which=all
# shellcheck disable=SC2086 # names, apart
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/libraries/run.mjs" "$scriptrun" "$CORDON_NPM" $which
