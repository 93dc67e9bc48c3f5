#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: nothing in the tree names the machine it was made on,
# promises to be finished later, or calls what cannot be called safely.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
bad=0
me=tests/lint/07-words.sh
mapfile -t all < <(files | grep -vxF "$me")

# forbid WHY PATTERN FILE...
forbid() {
	local why=$1 pattern=$2
	shift 2
	[ $# -gt 0 ] || return 0
	if grep -nHIE -e "$pattern" -- "$@"; then
		echo "# $why"
		bad=1
	fi
}

# This checkout's place, whoever's home it is in; and homes in general.
here=$(pwd -P | sed 's/[][\.*^$+?(){}|]/\\&/g')
forbid "the path of this checkout" "$here([/\"' ]|\$)" "${all[@]}"
forbid "someone's home" '/(home|Users)/[a-z]+/[a-zA-Z0-9_.-]+' "${all[@]}"
# Lock files and scripts must work with whatever registry the host has.
forbid "a package registry or mirror by address" \
    "https?://[a-z0-9.-]*(registry|mirror|artifact|proxy)[a-z0-9.-]*\\.[a-z]" \
    "${all[@]}"

mapfile -t code < <(sources 'c|h|def|js|mjs|sh|cmake' | grep -vxF "$me")
forbid "unfinished work is not shipped: an issue, or nothing" \
    '\b(TODO|FIXME|XXX|HACK)\b' "${code[@]}"
mapfile -t c < <(sources '[ch]')
forbid "no bound, or a shell: use buf, snprintf, posix_spawn" \
    '(^|[^a-zA-Z0-9_.>])(strcpy|strcat|sprintf|vsprintf|gets|system|popen|strtok|alloca|mktemp|tmpnam)\(' \
    "${c[@]}"
forbid "typedef of a struct" '^typedef struct' "${c[@]}"
forbid "trailing space" '[ 	]+$' "${code[@]}"
[ $bad = 0 ] && echo "ok 1 - ${#all[@]} files use no forbidden words"
exit $bad
