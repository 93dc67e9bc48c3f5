#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: however a process of cordon dies, and whatever limit it was
# started with, no core file with a secret is left, and none is swapped.
set -eu
"$CORDON_SRC/tests/node" --version >/dev/null 2>&1 || { echo "skip: node is not installed"; exit 77; }
[ "$CORDON_SANITIZED" != 1 ] || { echo "skip: a sanitizer takes the signals"; exit 77; }
case $(cat /proc/sys/kernel/core_pattern) in
*/* | \|*) echo "skip: core files go elsewhere here (kernel.core_pattern)"; exit 77 ;;
esac
# Otherwise nothing can be shown.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# shellcheck disable=SC2016
(cd "$dir" && ulimit -c unlimited && sh -c 'kill -SEGV $$') 2>/dev/null || true
[ -n "$(ls "$dir")" ] || { echo "skip: no core files can be made here"; exit 77; }
"$CORDON_SRC/tests/node" "$CORDON_SRC/tests/e2e/cores.mjs"
