#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: every source file says its licence in its first lines.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
bad=0
while IFS= read -r f; do
	head -n 3 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || { echo "$f: no SPDX line"; bad=1; }
done < <(files | grep -E '\.([ch]|def|sh|js|mjs|cmake)$|CMakeLists.txt$|^tests/run$|^packaging/(quickstart|install-deps|build-[a-z]+)$|^.ci/run$' | grep -vE '^tests/(golden|fuzz/.*\.in|corpus)/')
[ $bad = 0 ] && echo "ok 1 - every file has its SPDX line"
exit $bad
