#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: a file includes only what DESIGN's arrows allow.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
# folder: what it may include from the tree
allow() {
	dir=$1 pattern=$2
	[ -d "$dir" ] || return 0
	while IFS=: read -r file line include; do
		echo "$file:$line: $dir must not include $include"
		bad=1
	done < <(find "$dir" ${3:-} -name '*.[ch]' -print0 |
		xargs -0 -r grep -nHoE '^#include "[^"]+"' |
		sed -E 's/#include "([^"]+)"/\1/' |
		grep -vE ":[0-9]+:($pattern)/[a-z0-9_./]*$|:[0-9]+:[a-z0-9_]+\.inc$" |
		grep -vE '^worker/inside/own\.c:[0-9]+:duktape\.c$')
}
allow common/base 'common/base'
allow common/host 'common'
allow policy 'common/base|policy'
allow worker/lower 'common/base|worker/lower|worker/regexp|worker/unicode'
allow worker/url 'common/base|worker/url|worker/unicode'
allow worker/unicode 'worker/unicode'
allow worker/regexp 'worker/regexp|worker/unicode'
allow worker 'common/base|worker'
allow typegen 'common|typegen'
allow mcp 'common|mcp'
allow broker 'common|policy|typegen|mcp|broker|worker'
# Of the worker the broker knows only the two contracts.
if grep -rnE '^#include "worker/' broker | grep -vE 'worker/(template|lockdown)\.h"'; then
	bad=1
fi
# Outside libraries stay where DESIGN puts them.
only() {
	header=$1 where=$2
	if grep -rnE "^#include <$header" --include='*.[ch]' common policy typegen mcp broker worker | grep -vE "^($where)"; then
		echo "<$header> is included outside $where"
		bad=1
	fi
}
only 'ev\.h' 'broker/|mcp/'
only 'curl/' 'broker/egress/'
only 'zlib\.h' 'broker/egress/'
only 'brotli/' 'broker/egress/'
only 'yaml\.h' 'common/host/'
only 'seccomp\.h' 'worker/|broker/'
only 'sqlite3\.h' 'broker/store/'
only 'libpq' 'broker/store/'
only 'microhttpd' 'mcp/http|broker/cmd_demo'
if grep -rnE '^#include [<"]duktape\.h' --include='*.[ch]' common policy typegen mcp broker worker | grep -vE '^worker/(engine|bindings|runtime/)'; then
	echo "duktape.h is included outside the engine"
	bad=1
fi
[ $bad = 0 ] && echo "ok 1 - includes follow the arrows"
exit $bad
