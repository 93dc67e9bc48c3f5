#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: neither a hostile upstream, nor a name that changes its
# mind, nor the environment leads egress or a credential elsewhere, and tenants
# share nothing on the way.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
command -v openssl >/dev/null || { echo "skip: openssl is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/egress-attacked.mjs"
