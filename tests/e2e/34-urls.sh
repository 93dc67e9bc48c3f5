#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The URL corpora: nothing leads to a host or address outside the connector.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
[ -e "$CORDON_SHARED/urls/exam_urls.jsonl" ] || { echo "skip: the corpora are not beside the checkout"; exit 77; }
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/urls.mjs" "$CORDON_SHARED/urls"
