#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every kind of credential arrives as it should, and nowhere else.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
command -v openssl >/dev/null || { echo "skip: openssl is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/credentials.mjs"
