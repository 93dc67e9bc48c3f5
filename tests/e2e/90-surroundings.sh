#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: all of cordon, from the agent to the API, as root, as a
# user, as systemd's service, in a container engine's profile, and without user
# namespaces; and each user of a shared socket is a tenant of its own.
set -eu
skip() { echo "skip: $*"; exit 77; }
[ "${CORDON_SANITIZED:-0}" = 0 ] || skip "this build has no filter"
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || skip "node is not installed"
for p in like_docker like_host; do
	[ -x "$CORDON_BIN/../tests/$p" ] || skip "$p is not built"
done
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/surroundings.mjs"
exec "$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/peers.mjs"
