#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: thousands of broken messages over both transports, and HTTP
# bent in every way, end in a right error or a closed connection; nothing leaks,
# nothing dies, and a good client is served all the while.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/hostile-clients.mjs"
