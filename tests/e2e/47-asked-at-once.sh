#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: an ordinary user's cordon, as a service's, answers sixty
# programs that come at once.  Root is exempt from a limit that stopped it.
set -u
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
mkdir "$work/conf" "$work/bin"
cp "$CORDON_BIN"/cordon{,-worker,-egress} "$work/bin/"
as=()
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || { echo "skip: setpriv is not installed"; exit 77; }
	as=(setpriv --reuid 23456 --regid 23456 --clear-groups)
	chmod 755 "$work" "$work/bin"
	chown -R 23456:23456 "$work/conf"
fi
n=60
{
	echo '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}'
	echo '{"jsonrpc":"2.0","method":"notifications/initialized"}'
	for i in $(seq $n); do
		echo '{"jsonrpc":"2.0","id":'"$i"',"method":"tools/call","params":{"name":"execute","arguments":{"code":"40 + 2"}}}'
	done
	for _ in $(seq 600); do
		[ "$(wc -l <"$work/out")" -gt $n ] && break
		sleep 0.1
	done
} 2>/dev/null | "${as[@]}" "$work/bin/cordon" --config "$work/conf" mcp >"$work/out" 2>"$work/log"
got=$(grep -c '"text":"42"' "$work/out")
if [ "$got" = $n ]; then
	echo "ok 1 - $n programs at once are answered"
else
	echo "not ok 1 - $n programs at once are answered: $got"
	tail -n 3 "$work/out" "$work/log" | sed 's/^/# /'
	exit 1
fi
echo "1..1"
