#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: servers, parameters and bodies arrive as descriptions word
# them, byte for byte; replies of any status, media type, charset and coding
# are to programs what they say.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/requests.mjs"
