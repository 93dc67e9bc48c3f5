#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Requests made from real documents, judged by Prism, which has the same
# document: a sample of two; with CORDON_SLOW=1 every operation of eight.
set -eu
skip() { echo "skip: $*"; exit 77; }
specs=$CORDON_SHARED/specs
[ -e "$specs/slack.json" ] || skip "the documents are not beside the checkout"
[ -x "$CORDON_NPM/node_modules/.bin/prism" ] || skip "Prism is not installed (tests/npm/install)"
[ -x "$CORDON_BIN/../tests/catalog_ops" ] || skip "catalog_ops is not built"
run=$CORDON_SRC/tests/conformance/prism/run.mjs
node=$CORDON_SRC/tests/node
if [ "${CORDON_SLOW:-0}" != 1 ]; then
	PER_DOCUMENT=40 exec "$node" "$run" "$specs/slack.json" "$specs/twilio.json"
fi
exec "$node" "$run" "$specs"/{slack.json,twilio.json,box.json,openai.yaml,digitalocean.json,stripe.yaml,kubernetes.json,github.json}
