#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what talks to libcurl compiles with 7.76, which EL9 has:
# with this host's headers less all options that came later.
set -eu
cc=${CC:-cc}
command -v "$cc" >/dev/null || { echo "skip: no C compiler"; exit 77; }
curl=$(echo '#include <curl/curl.h>' | "$cc" -E - 2>/dev/null | sed -n 's|^# 1 "\(.*\)/curl.h".*|\1|p' | head -n 1)
[ -n "$curl" ] || { echo "skip: libcurl's headers are not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/curl"
cp "$curl"/*.h "$dir/curl"
# 308 is the last option of 7.76.
awk '/CURLOPT\(CURLOPT_[A-Z0-9_]*, *[A-Z_]*, *[0-9]+\)/ {
	n = $0
	sub(/\).*/, "", n)
	sub(/.*, */, "", n)
	if (n + 0 > 308)
		sub(/CURLOPT\(CURLOPT_/, "CURLOPT(CURLOPT_later_")
}
{ gsub(/CURL_PREREQFUNC_/, "CURL_later_"); print }' "$curl/curl.h" >"$dir/curl/curl.h"
grep -q 'CURLOPT_later_PREREQFUNCTION' "$dir/curl/curl.h" || { echo "skip: this libcurl has no later options"; exit 77; }
sed 's/^#define LIBCURL_VERSION_NUM .*/#define LIBCURL_VERSION_NUM 0x074c00/' "$curl/curlver.h" >"$dir/curl/curlver.h"
fails=0 n=0
while IFS= read -r f; do
	n=$((n + 1))
	"$cc" -std=gnu11 -fsyntax-only -D_GNU_SOURCE -DCURL_DISABLE_TYPECHECK '-DCORDON_VERSION=""' \
	    -isystem "$dir" -I"$CORDON_SRC" "$f" 2>"$dir/errors" && continue
	fails=$((fails + 1))
	grep error "$dir/errors" | head -n 3
done < <(grep -rl --include='*.c' 'CURLOPT_\|curl/curl.h' "$CORDON_SRC/broker")
echo "$n files, $fails do not compile"
[ "$fails" = 0 ] && [ "$n" -gt 3 ]
