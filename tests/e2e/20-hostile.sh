#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Programs that go past every limit, beside an agent who does not.
set -eu
command -v node >/dev/null || { echo "skip: node is not installed"; exit 77; }
exec node "$CORDON_SRC/tests/e2e/hostile.mjs"
