#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Native attacks and a sweep over all system calls, as root and as a user.
set -uo pipefail
attacks=$CORDON_BIN/../tests/escape_attacks
[ -x "$attacks" ] || { echo "escape_attacks is not built"; exit 77; }

# Into pipes: the wall lets no file grow.
"$attacks" | cat || exit $?
[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || exit 0

# The tree may be closed to others: an ordinary user gets a copy.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir" && install -m 755 "$attacks" "$dir/attacks"
echo "# as an ordinary user"
setpriv --reuid 23456 --regid 23456 --clear-groups "$dir/attacks" | cat
