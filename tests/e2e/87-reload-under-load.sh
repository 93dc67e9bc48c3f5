#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: secrets, configuration and catalogs change while clients
# call, and no call is dropped or has half of anything; when egress dies, what
# may have happened is said to, and is not done again.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/reload-load.mjs"
