#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: which directory is read without --config.  The packages'
# /etc/cordon is its user's and group's; everybody else's is one of their own.
set -u
# A /etc of our own, and no power over files that are closed to us.
if [ "${1-}" != inside ]; then
	unshare -rm sh -c 'mount -t tmpfs none /etc' 2>/dev/null &&
	    command -v setpriv >/dev/null ||
	    { echo "skip: no mounts of our own here"; exit 77; }
	exec unshare -rm setpriv --bounding-set -all,+sys_admin \
	    --inh-caps -all bash "$0" inside
fi
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
mount -t tmpfs none /etc || exit 1
cordon=$CORDON_BIN/cordon
export HOME=$work
unset XDG_CONFIG_HOME
n=0 bad=0
# wants WHAT STATUS PATTERN COMMAND...
wants() {
	local what=$1 status=$2 pattern=$3 said got
	shift 3
	said=$("$@" 2>&1 </dev/null)
	got=$?
	n=$((n + 1))
	if [ $got = "$status" ] && grep -qE -- "$pattern" <<<"$said"; then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		sed 's/^/# /' <<<"$got: $said"
		bad=1
	fi
}
add() { "$cordon" add openapi "$1" "$work/demo.json" --url http://127.0.0.1:9; }
"$cordon" demo --print-openapi >"$work/demo.json"

mkdir /etc/cordon
chmod 0 /etc/cordon
wants "the system's is closed to us here" 2 denied ls /etc/cordon
wants "then nothing is configured" 0 "^$work/.config/cordon: no connector yet" "$cordon" check
wants "and what is added is our own" 0 "^written: $work/.config/cordon/connectors.d/mine" add mine
wants "which is read from then on" 0 '^mine: ok' "$cordon" check
chmod 755 /etc/cordon
wants "also where the system's is open" 0 '^mine: ok' "$cordon" check
mv "$work/.config" "$work/away"
wants "without one of our own the system's is read" 0 '^/etc/cordon: no connector yet' "$cordon" check
wants "and written, by who may" 0 '^written: /etc/cordon/connectors.d/ours' add ours
chmod 0 /etc/cordon
wants "whoever asks for the closed one hears why not" 1 '/etc/cordon.*denied' "$cordon" --config /etc/cordon check
echo "1..$n"
exit $bad
