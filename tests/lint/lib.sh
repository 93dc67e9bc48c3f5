# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# lib.sh -- what the lint tests share.  Source it from the top of the tree.

# Says why and skips.
skip() {
	echo "1..0 # SKIP $*"
	exit 77
}

need() {
	command -v "$1" >/dev/null || skip "no $1 here"
}

# The project's files: what git tracks or would track; in a tarball, all.
files() {
	{
		git -c safe.directory='*' ls-files -co --exclude-standard \
		    2>/dev/null ||
		    find . -type f -not -path './build/*' \
			-not -path '*/node_modules/*' -not -path './.git/*' |
		    sed 's|^\./||'
	} | while IFS= read -r f; do
		if [ -f "$f" ]; then echo "$f"; fi
	done | sort -u
}

# Those written by us in a language: no corpora, no expected outputs.
sources() {
	files | grep -E "\\.($1)\$" |
	    grep -vE '^tests/(golden|corpus|fuzz/.*\.in|.*/fixtures)/' || true
}

shell_scripts() {
	files | grep -vE '^tests/(golden|fuzz/.*\.in)/' |
	    while IFS= read -r f; do
		case $f in
		*.sh) echo "$f" ;;
		*) head -c 64 "$f" | head -n 1 | grep -aqE '^#!.*\b(ba)?sh\b' &&
		    echo "$f" ;;
		esac
	done
	return 0
}
