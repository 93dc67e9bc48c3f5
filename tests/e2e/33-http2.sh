#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# HTTP/2, which is spoken with libcurl 8.1 and later: its own faults, many
# calls at once on one connection, and tenants who never share one.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
command -v openssl >/dev/null || { echo "skip: openssl is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/http2.mjs"
