#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: functions of a Cap'n Web endpoint, npm's own server, are
# called like any operation; and an endpoint that lies harms nobody.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
[ -d "$CORDON_NPM/node_modules/capnweb" ] || { echo "skip: capnweb is not installed (tests/npm/install)"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/capnweb.mjs"
