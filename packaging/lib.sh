# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# lib.sh -- what the package builds share.  Source it from the top of the tree.

project_version() {
	sed -nE 's/^project\(cordon VERSION ([0-9.]+).*/\1/p' CMakeLists.txt
}

# Seconds since 1970: of the last commit, else of the package's last change.
source_date() {
	git -c safe.directory='*' log -1 --format=%ct 2>/dev/null ||
	    date -d "$(sed -nE 's/^ -- .*>  //p' packaging/debian/changelog |
	    head -n 1)" +%s
}

# The tree's own files, without debian/ of the distributor: a tarball with one
# folder.  Same tree, same bytes.
# source_tarball FOLDER FILE
source_tarball() {
	{
		git -c safe.directory='*' ls-files -co --exclude-standard \
		    2>/dev/null ||
		    find . -type f -not -path './build/*' -not -path './.git/*' |
		    sed 's|^\./||'
	} | LC_ALL=C sort -u | while IFS= read -r f; do
		if [ -f "$f" ]; then printf '%s\n' "$f"; fi
	done | tar -c --no-recursion --verbatim-files-from -T - \
	    --transform "s|^|$1/|" --sort=name --owner=0 --group=0 \
	    --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-$(source_date)}" --mode=go-w |
	    gzip -9n >"$2"
}
