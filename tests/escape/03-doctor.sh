#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The doctor's verdict, and what cordon then does: as root, as a user, as a
# service, in a container engine's profile, without user namespaces.
set -u
[ "${CORDON_SANITIZED:-0}" = 1 ] && echo "skip: this build has no filter" && exit 77
docker=$CORDON_BIN/../tests/like_docker host=$CORDON_BIN/../tests/like_host
for p in "$CORDON_BIN/cordon-worker" "$CORDON_BIN/cordon" "$docker" "$host"; do
	[ -x "$p" ] || { echo "skip: $p is not built"; exit 77; }
done
# The tree may be closed to others: an ordinary user gets copies.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" && chmod 755 "$dir" "$dir/bin"
install -m 755 "$CORDON_BIN"/cordon{,-worker,-egress} "$docker" "$host" "$dir/bin"
n=0 bad=0
ok() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2" && bad=1
		sed 's/^/# /' <<<"${3-}"
	fi
}
# verdict WANTED STATUS MISSING WHAT COMMAND...: the first word of the last line.
verdict() {
	local wanted=$1 status=$2 missing=$3 what=$4 out rc
	shift 4
	out=$("$@" "$dir/bin/cordon-worker" --doctor 2>&1)
	rc=$?
	[ $rc = "$status" ] && [ "$(tail -n 1 <<<"$out" | grep -o '^[A-Z]*')" = "$wanted" ] &&
	    { [ -z "$missing" ] || grep -q "^$missing  *MISSING" <<<"$out"; } &&
	    { [ $rc != 1 ] || tail -n 1 <<<"$out" | grep -q "may_lack: \[.*$missing.*\]"; }
	ok $? "$what: $wanted" "status $rc: $out"
}
# conf NAME [LAYERS]: a configuration that the one who runs may write.
conf() {
	mkdir -p "$dir/$1" && chmod 777 "$dir/$1"
	[ -z "${2-}" ] || printf 'isolation:\n  may_lack: [%s]\n' "$2" >"$dir/$1/cordon.yaml"
}
# goes WHAT COMMAND...: refused with the layer's name, then degraded and marked.
goes() {
	local what=$1 lacks=$2 out rc
	shift 2
	conf "strict$n"
	out=$("$@" "$dir/bin/cordon" --config "$dir/strict$((n))" run -e '6 * 7' 2>&1)
	rc=$?
	[ $rc = 3 ] && grep -q 'isolation layer' <<<"$out"
	ok $? "$what: cordon run refuses, and names a layer" "status $rc: $out"
	out=$("$@" "$dir/bin/cordon" --config "$dir/strict$((n - 1))" serve --listen 127.0.0.1:0 2>&1)
	rc=$?
	[ $rc = 3 ] && grep -q 'isolation layer' <<<"$out"
	ok $? "$what: cordon serve does not start" "status $rc: $out"
	out=$("$@" "$dir/bin/cordon" --config "$dir/strict$((n - 2))" mcp 2>&1 < <(exec sleep 60 2>/dev/null))
	rc=$?
	[ $rc = 3 ] && grep -q 'isolation layer' <<<"$out"
	ok $? "$what: nor does cordon mcp" "status $rc: $out"
	conf "lax$n" "$lacks"
	out=$("$@" "$dir/bin/cordon" --config "$dir/lax$n" run --json -e '6 * 7' 2>&1)
	grep -q '"result":42' <<<"$out" && grep -q '"isolation_lacks":"[a-z_,]*user_ns' <<<"$out"
	ok $? "$what: if it may lack them it runs, and says so" "$out"
}
user=(setpriv --reuid 23456 --regid 23456 --clear-groups)
service=("${user[@]}" --bounding-set -all --inh-caps -all --no-new-privs)
all=user_ns,net_ns,mount_ns,pid_ns,ipc_ns,uts_ns,cgroup_ns,root
# Limits set inside a user namespace of our own bind nobody else.
without=(unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces || exit 9; exec "$@"' sh)

root=0
[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && root=1
verdict FULL 0 '' "as who runs this"
if [ $root = 1 ]; then
	verdict FULL 0 '' "as an ordinary user" "${user[@]}"
	verdict FULL 0 '' "as a service's user" "${service[@]}"
	verdict DEGRADED 1 net_ns "a user in a container's profile" "${user[@]}" "$dir/bin/like_docker"
	goes "a user in a container" "$all" "${user[@]}" "$dir/bin/like_docker"
fi
verdict DEGRADED 1 user_ns "in a container's profile" "$dir/bin/like_docker"
if "${without[@]}" true 2>/dev/null; then
	verdict DEGRADED 1 user_ns "without user namespaces" "${without[@]}"
	goes "without user namespaces" user_ns "${without[@]}"
else
	echo "# no user namespaces here: left out"
fi
# Debian 12's own Linux, 6.1: what the kernel does not forbid the filter does.
verdict FULL 0 '' "on Linux before 6.3" "$dir/bin/like_host" no-mdwe
conf old
out=$("$dir/bin/like_host" no-mdwe "$dir/bin/cordon" --config "$dir/old" run -e '6 * 7' 2>&1)
[ $? = 0 ] && grep -q 42 <<<"$out"
ok $? "and a program runs there" "$out"
# Without the filter there is no wall, whatever is allowed to be lacking.
verdict REFUSE 2 filter "where no filter can be had" "$dir/bin/like_host" no-filter
for lacks in '' filter; do
	conf "none$lacks" "$lacks"
	out=$("$dir/bin/like_host" no-filter "$dir/bin/cordon" --config "$dir/none$lacks" run -e '6 * 7' 2>&1)
	rc=$?
	[ $rc = 3 ] && grep -q 'filter' <<<"$out" && ! grep -q 42 <<<"$out"
	ok $? "where no filter can be had nothing runs (may_lack: [$lacks])" "status $rc: $out"
done
out=$("$dir/bin/cordon-worker" --doctor --json)
grep -q '"verdict":"FULL"' <<<"$out" && grep -q '"cordoned":{"own_uid":' <<<"$out"
ok $? "in JSON, with what cordoned workers get" "$out"
# Who may read the audit hears the name; a user may not.
if [ $root = 1 ]; then
	out=$("${user[@]}" "$dir/bin/cordon-worker" --doctor --json)
	grep -q '"names_calls":false' <<<"$out"
	ok $? "a user's evidence has no name of the call" "$out"
	out=$("${user[@]}" "$dir/bin/cordon-worker" --doctor)
	grep -q '^names_calls .*CAP_AUDIT_READ' <<<"$out"
	ok $? "and it is said what that needs" "$out"
	first=$([ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] && echo 1)
	if [ -n "$first" ] && "${user[@]}" --inh-caps +audit_read --ambient-caps +audit_read true 2>/dev/null; then
		out=$("${user[@]}" --inh-caps +audit_read --ambient-caps +audit_read "$dir/bin/cordon-worker" --doctor --json)
		grep -q '"names_calls":true' <<<"$out"
		ok $? "with that capability it has" "$out"
	fi
fi
echo "1..$n"
exit $bad
