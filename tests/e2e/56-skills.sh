#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: skills are prompts in both eras and found by search; what
# a rule hides is told by nothing; both follow the files.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/skills.mjs"
