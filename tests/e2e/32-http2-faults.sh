#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# An upstream that breaks HTTP/2 in every way.  Only libcurl 8.1 and later are
# spoken HTTP/2 with.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
command -v openssl >/dev/null || { echo "skip: openssl is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/http2-faults.mjs"
