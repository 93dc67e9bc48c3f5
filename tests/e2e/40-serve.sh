#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `cordon serve`: the official SDK's client over HTTP, tokens, Unix sockets,
# what is refused.
set -eu
cordon=$CORDON_BIN/cordon
work=$(mktemp -d)
pids=()
finish() {
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null || :; done
	rm -rf "$work"
}
trap finish EXIT
failed=0
check() {
	if [ "$2" = "$3" ]; then
		echo "ok - $1"
	else
		printf 'not ok - %s\n# want %s\n# got  %s\n' "$1" "$2" "$3"
		failed=1
	fi
}
umask 077
conf=$work/conf
mkdir "$conf"
printf 'upstream-token\n' >"$work/token"
"$cordon" demo --port 0 --token-file "$work/token" >"$work/demo" &
pids+=($!)
for _ in $(seq 600); do [ -s "$work/demo" ] && break; sleep 0.1; done
"$cordon" demo --print-openapi >"$work/demo.json"
"$cordon" --config "$conf" add openapi demo "$work/demo.json" \
    --url "$(head -n 1 "$work/demo")" --auth bearer --secret-file "$work/token" >/dev/null 2>&1

# serve WHERE: its name in $url.
serve() {
	: >"$work/out"
	"$cordon" --config "$conf" serve --listen "$1" >"$work/out" 2>"$work/err" &
	pids+=($!)
	last=$!
	for _ in $(seq 600); do [ -s "$work/out" ] && break; sleep 0.1; done
	url=$(head -n 1 "$work/out")
}
init='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}'
post() {
	curl -s -m 20 -o "$work/body" -w '%{http_code}' -H 'Content-Type: application/json' \
	    -H 'Accept: application/json, text/event-stream' -d "${body:-$init}" "$@"
}

check "beyond loopback without a token: refused" 3 \
    "$("$cordon" --config "$conf" serve --listen 0.0.0.0:0 >/dev/null 2>"$work/why"; echo $?)"
grep -q 'cordon token' "$work/why" || { echo "not ok - and it says what to do"; failed=1; }

serve 127.0.0.1:0
check "loopback needs no token" 200 "$(post "$url")"
check "a foreign Origin: 403" 403 "$(post -H 'Origin: https://evil.example' "$url")"
check "a foreign Host: 403" 403 "$(post -H 'Host: evil.example' "$url")"
check "an unknown session: 404" 404 "$(body='{"jsonrpc":"2.0","id":2,"method":"tools/list"}' post -H 'Mcp-Session-Id: 0123' "$url")"
check "no JSON: 400" 400 "$(body='{' post "$url")"
check "not by GET: 405" 405 "$(curl -s -m 20 -o /dev/null -w '%{http_code}' "$url")"
if [ -d "$CORDON_NPM/node_modules/@modelcontextprotocol/sdk" ]; then
	cp "$CORDON_SRC/tests/e2e/serve-client.mjs" "$work/"
	ln -s "$CORDON_NPM/node_modules" "$work/node_modules"
	"$CORDON_SRC/tests/node" "$work/serve-client.mjs" "$url" || failed=1
else
	echo "# the SDK is not installed: its client is left out"
fi
kill "$last"
rc=0
wait "$last" || rc=$?
check "it ends well" 0 "$rc"

token=$("$cordon" --config "$conf" token alice)
bob=$("$cordon" --config "$conf" token bob)
check "the file has no token, only its hash" 0 "$(grep -cF "$token" "$conf/tokens" || :)"
serve 127.0.0.1:0
check "with tokens there, none: 401" 401 "$(post "$url")"
check "a wrong one: 401" 401 "$(post -H 'Authorization: Bearer cdn_x' "$url")"
check "the right one: 200" 200 "$(post -H "Authorization: Bearer $token" "$url")"
at=${url%/mcp}
check "a 401 names the document of RFC 9728" 1 \
    "$(post -D - "$url" | tr -d '\r' | grep -ciF "WWW-Authenticate: Bearer resource_metadata=\"$at/.well-known/oauth-protected-resource/mcp\"")"
check "which says whose it is, and how a token is shown" "{\"resource\":\"$url\",\"bearer_methods_supported\":[\"header\"]}" \
    "$(curl -s -m 20 "$at/.well-known/oauth-protected-resource/mcp")"
check "to a foreign Host it says nothing" 403 \
    "$(curl -s -m 20 -o /dev/null -w '%{http_code}' -H 'Host: evil.example' "$at/.well-known/oauth-protected-resource/mcp")"
session=$(post -D - -H "Authorization: Bearer $token" "$url" | tr -d '\r' | sed -n 's/^mcp-session-id: //Ip')
check "a session belongs to whose token began it" 200404 "$(body='{"jsonrpc":"2.0","id":2,"method":"tools/list"}'
    for t in "$token" "$bob"; do
	    post -H "Mcp-Session-Id: $session" -H "Authorization: Bearer $t" "$url"
    done)"
kill "$last"; wait "$last" || :

# Beyond loopback: by the address that was connected to, or a name that is listed.
serve 0.0.0.0:0
port=${url##*:}; port=${port%/mcp}
far() { post -H "Authorization: Bearer $token" "$@"; }
own=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -m 1 -E '^[0-9]+(\.[0-9]+){3}$' || :)
if [ -n "$own" ]; then
	check "by its own address: 200" 200 "$(far "http://$own:$port/mcp")"
	check "from a page of that address, too" 200 "$(far -H "Origin: http://$own:$port" "http://$own:$port/mcp")"
	check "under an address that was not connected to: 403" 403 "$(far -H "Host: $own:$port" "http://127.0.0.1:$port/mcp")"
else
	echo "# this host has no address but loopback's: left out"
fi
check "under a name nobody listed: 403" 403 "$(far -H 'Host: mcp.example' "http://127.0.0.1:$port/mcp")"
grep -q "cordon.yaml's hosts" "$work/body" || { echo "not ok - and it says where to list it"; failed=1; }
kill "$last"; wait "$last" || :
echo 'hosts: [mcp.example, "[fd00::1]"]' >"$conf/cordon.yaml"
serve 0.0.0.0:0
port=${url##*:}; port=${port%/mcp}
check "under a name that is listed: 200" 200 "$(far -H 'Host: MCP.example' "http://127.0.0.1:$port/mcp")"
check "with a port" 200 "$(far -H 'Host: mcp.example:443' "http://127.0.0.1:$port/mcp")"
check "an address of a proxy" 200 "$(far -H 'Host: [fd00::1]:8443' "http://127.0.0.1:$port/mcp")"
check "behind a proxy that ends TLS the document names the outer address" \
    '{"resource":"https://mcp.example/mcp","bearer_methods_supported":["header"]}' \
    "$(curl -s -m 20 -H 'Host: mcp.example' -H 'X-Forwarded-Proto: https' "http://127.0.0.1:$port/.well-known/oauth-protected-resource/mcp")"
check "and so does a 401" 1 "$(post -D - -H 'Host: mcp.example' -H 'X-Forwarded-Proto: https' "http://127.0.0.1:$port/mcp" |
    grep -ciF 'resource_metadata="https://mcp.example/.well-known/')"
check "from its own page, too" 200 "$(far -H 'Host: mcp.example' -H 'Origin: https://mcp.example' "http://127.0.0.1:$port/mcp")"
check "a name that only begins like it: 403" 403 "$(far -H 'Host: mcp.example.evil' "http://127.0.0.1:$port/mcp")"
check "nor one that is a part of the list: 403" 403 "$(far -H 'Host: mcp.example,[fd00::1]' "http://127.0.0.1:$port/mcp")"
kill "$last"; wait "$last" || :
for bad in 'mcp.example:443' 'https://mcp.example' '[fd00::1' 'a/b'; do
	echo "hosts: ['$bad']" >"$conf/cordon.yaml"
	"$cordon" --config "$conf" serve --listen 127.0.0.1:0 2>"$work/why" >/dev/null || :
	grep -q 'hosts: .*neither a name nor an address' "$work/why" && echo "ok - $bad is no host" ||
	    { echo "not ok - $bad is no host"; cat "$work/why"; failed=1; }
done
rm "$conf/cordon.yaml"

serve "unix:$work/socket"
check "a Unix socket, its owner: 200" 200 "$(post --unix-socket "$work/socket" http://localhost/mcp)"
check "only its owner's: 600" 600 "$(stat -c %a "$work/socket")"
kill "$last"; wait "$last" || :
check "and it is removed" gone "$([ -e "$work/socket" ] && echo there || echo gone)"

echo 'alice nonsense' >>"$conf/tokens"
"$cordon" --config "$conf" serve --listen 127.0.0.1:0 2>"$work/why" >/dev/null || :
grep -q 'tokens:3: ' "$work/why" && echo "ok - a bad line is named" || { echo "not ok - a bad line is named"; cat "$work/why"; failed=1; }
exit $failed
