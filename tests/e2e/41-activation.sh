#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a socket that systemd would pass is served: TCP, a Unix
# socket, one connection of `cordon mcp`; two sockets, or none, are told so.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/activation.mjs"
