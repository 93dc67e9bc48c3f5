#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: an answer of `search` is at most 1,200 tokens, whatever is
# asked for and however: all collected queries when slow, else one in sixteen.
set -eu
[ -d "$CORDON_NPM/node_modules/gpt-tokenizer" ] || { echo "skip: the vocabulary is not installed (tests/npm/install)"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/conformance/mcp/answers.mjs"
