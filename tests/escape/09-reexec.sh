#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a template is executed anew after so many forks, with
# another layout, and no run notices.
set -u
p=$CORDON_BIN/../tests/escape_reexec
[ -x "$p" ] || { echo "skip: escape_reexec is not built"; exit 77; }
"$p" "$CORDON_BIN/cordon-worker"
