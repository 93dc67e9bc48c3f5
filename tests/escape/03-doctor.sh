#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The doctor's verdict is right where user namespaces are forbidden.
set -u
[ "${CORDON_SANITIZED:-0}" = 1 ] && echo "this build has no filter" && exit 77
w=$CORDON_BIN/cordon-worker
[ -x "$w" ] || { echo "$w is not built"; exit 77; }
# Limits set inside a user namespace of our own bind nobody else.
inside=(unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces || exit 9
	exec "$@"' sh)
"${inside[@]}" true 2>/dev/null || { echo "no user namespaces here"; exit 77; }

bad=0
out=$("${inside[@]}" "$w" --doctor)
[ $? = 1 ] || bad=1
grep -q '^user_ns .*MISSING' <<<"$out" || bad=1
grep -q '^filter .*holds' <<<"$out" || bad=1
grep -q '^DEGRADED' <<<"$out" || bad=1
if [ $bad = 0 ]; then
	echo "ok 1 - without user namespaces: DEGRADED"
else
	echo "not ok 1 - without user namespaces: DEGRADED"
	echo "$out"
fi

out=$("${inside[@]}" "$w" --doctor --json)
if grep -q '"user_ns":false' <<<"$out" && grep -q '"filter":true' <<<"$out"; then
	echo "ok 2 - and so in JSON"
else
	echo "not ok 2 - and so in JSON: $out" && bad=1
fi
echo 1..2
exit $bad
