#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: two tenants, a connector each with a credential of its own.
# What one may know nothing of is told to it nowhere: not by its name either.
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
# has WHAT PATTERN TEXT, hasnt WHAT PATTERN TEXT
has() {
	if grep -qE -- "$2" <<<"$3"; then echo "ok - $1"; else
		printf 'not ok - %s\n# %s\n' "$1" "${3:0:400}"
		failed=1
	fi
}
hasnt() {
	if grep -qE -- "$2" <<<"$3"; then
		printf 'not ok - %s\n# %s\n' "$1" "${3:0:400}"
		failed=1
	else echo "ok - $1"; fi
}
umask 077
conf=$work/conf
mkdir "$conf"
printf 'upstream-token' >"$work/token"
"$cordon" demo --port 0 --token-file "$work/token" >"$work/demo" &
pids+=($!)
for _ in $(seq 600); do [ -s "$work/demo" ] && break; sleep 0.1; done
"$cordon" demo --print-openapi >"$work/demo.json"
printf 'wrong-token' >"$work/wrong"
add() { # NAME SECRET
	"$cordon" --config "$conf" add openapi "$1" "$work/demo.json" --url "$(head -n 1 "$work/demo")" \
	    --auth bearer --secret-file "$2" >/dev/null
}
add north "$work/token"
add south "$work/wrong"
add both "$work/token"
cat >"$conf/cordon.yaml" <<'E'
rules:
  - {action: hide, tenant: ann, connector: south}
  - {action: hide, tenant: "bob*", connector: north}
E
ann=$("$cordon" --config "$conf" token ann)
bob=$("$cordon" --config "$conf" token bobby)
"$cordon" --config "$conf" serve --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
pids+=($!)
for _ in $(seq 600); do [ -s "$work/out" ] && break; sleep 0.1; done
url=$(head -n 1 "$work/out")

post() { # TOKEN BODY [ARG ...]
	local token=$1 body=$2
	shift 2
	curl -s -m 60 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
	    -H 'Accept: application/json, text/event-stream' -d "$body" "$@" "$url"
}
init='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}'
begin() { post "$1" "$init" -D "$work/head"; }
session() { tr -d '\r' <"$work/head" | sed -n 's/^[Mm]cp-[Ss]ession-[Ii]d: //p'; }
call() { # TOKEN SESSION TOOL ARGUMENTS
	post "$1" "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"$3\",\"arguments\":$4}}" \
	    -H "Mcp-Session-Id: $2" -H 'MCP-Protocol-Version: 2025-06-18'
}
said=$(begin "$ann")
hers=$(session)
has "what all may use is told at the beginning" '\\nboth: ' "$said"
has "and that there is more" 'search.* finds what else' "$said"
hasnt "what one of them may not know is not, as all are told the same" 'north|south' "$said"
begin "$bob" >/dev/null
his=$(session)
run() { call "$1" "$2" execute "{\"code\":\"$3\"}"; }
has "ann's calls have her credential" 'Ada' "$(run "$ann" "$hers" 'north.whoami()')"
has "bob's have his" 'ApiError: south.whoami: 401' "$(run "$bob" "$his" 'south.whoami()')"
said=$(run "$ann" "$hers" 'south.whoami()')
has "to ann, bob's connector is a name that nobody knows" 'ReferenceError: south is not defined' "$said"
said=$(run "$ann" "$hers" 'nowhere.whoami()')
has "she is told of hers" 'both, north|north, both' "$said"
hasnt "and of no other" 'south' "$said"
hasnt "neither by a search" 'south' "$(call "$ann" "$hers" search '{"query":"customers","limit":50,"detail":"names"}')"
said=$(call "$ann" "$hers" search '{"query":"zzzz"}')
has "that finds nothing" 'No operation matches.*north' "$said"
hasnt "or that" 'south' "$said"
said=$(call "$ann" "$hers" search '{"query":"customers","connector":"south"}')
has "nor by its name" 'no connector' "$said"
hasnt "nor what is near" 'did you mean .*south' "$(call "$ann" "$hers" search '{"query":"customers","connector":"sout"}')"
has "programs do not see it" '"undefined","object|function' "$(run "$ann" "$hers" '[typeof globalThis.south, typeof globalThis.north]' | tr -d '\\')"
hasnt "nor describe it" 'whoami\(' "$(run "$ann" "$hers" 'await codemode.describe(\"south\")')"
has "bob does" 'whoami\(' "$(run "$bob" "$his" 'await codemode.describe(\"south\")')"
exit $failed
