#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A wall with a hole is noticed before a program runs behind it.
set -u
[ "${CORDON_SANITIZED:-0}" = 1 ] && echo "skip: this build has no filter" && exit 77
holed=$CORDON_BIN/../tests/escape_holed
[ -x "$holed" ] || { echo "skip: escape_holed is not built"; exit 77; }
"$holed" 2>&1 | cat
exit "${PIPESTATUS[0]}"
