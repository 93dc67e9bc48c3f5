#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The built-in demo: its API by itself, and the main job on it.
set -eu
work=$(mktemp -d)
pid=
finish() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	rm -rf "$work"
}
trap finish EXIT
cordon=$CORDON_BIN/cordon
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
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$token" >"$work/token"
"$cordon" demo --port 0 --token-file "$work/token" >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 600); do
	[ -s "$work/out" ] && break
	sleep 0.1
done
url=$(head -n 1 "$work/out")

api() {
	curl -s -o "$work/body" -w '%{http_code}' -H "Authorization: Bearer $token" "$@"
}
check "without the token: 401" 401 "$(curl -s -o /dev/null -w '%{http_code}' "$url/me")"
check "with a wrong one: 401" 401 "$(curl -s -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer x' "$url/me")"
check "with it: 200" 200 "$(api "$url/me")"
check "no such ticket: 404" 404 "$(api "$url/tickets/999")"
check "no such path: 404" 404 "$(api "$url/nothing")"
check "not by this method: 405" 405 "$(api -X PUT "$url/tickets/1")"
check "a made ticket: 201" 201 "$(api -d '{"customer_id":1,"title":"T"}' "$url/tickets")"
check "an impossible priority: 422" 422 "$(api -d '{"customer_id":1,"title":"T","priority":"x"}' "$url/tickets")"
check "no JSON: 400" 400 "$(api -d '{' "$url/tickets")"
check "deleted: 204" 204 "$(api -X DELETE "$url/tickets/41")"
check "closed twice: 409" "200 409" "$(api -X POST "$url/tickets/1/close") $(api -X POST "$url/tickets/1/close")"
check "changed by another: 412" 412 "$(api -X PATCH -H 'If-Match: 1' -d '{"status":"open"}' "$url/tickets/1")"
check "too long: 413" 413 "$(head -c 100000 /dev/zero | api --data-binary @- "$url/tickets")"
check "two priorities and a page" 200 "$(api "$url/tickets?priority=high&priority=urgent&per_page=3")"
check "the document is served" "$("$cordon" demo --print-openapi | sha256sum)" "$(curl -s "$url/openapi.json" | sha256sum)"

export XDG_CONFIG_HOME=$work
mkdir "$work/cordon"
"$cordon" demo --print-openapi >"$work/demo.json"
"$cordon" add openapi demo "$work/demo.json" --url "$url" --auth bearer \
    --secret-file "$work/token" >/dev/null 2>&1
check "search finds the operation first" demo.listCustomerTickets \
    "$("$cordon" search --json --limit 1 'open tickets of a customer' |
	sed -E 's/.*"operation": ?"([^"]*)".*/\1/' | grep -m1 demo)"
"$cordon" run --json "$CORDON_SRC/packaging/examples/demo.ts" >"$work/result"
case $(cat "$work/result") in
*'"ok":true'*'"refused":"404: there is no such ticket"'*) echo "ok - the example runs" ;;
*) echo "not ok - the example runs"; cat "$work/result"; failed=1 ;;
esac
grep -qF 'customers looked at' "$work/result" || { echo "not ok - its log is there"; failed=1; }
check "values of every parameter arrive" '["high","urgent"] 2 open' "$("$cordon" run -e 'async () => {
	const p = await demo.listTickets({ priority: ["high", "urgent"], status: "open", sort: "priority", per_page: 2 });
	const kinds = [...new Set((await demo.listTickets({ priority: ["high", "urgent"], per_page: 100 })).items.map((t) => t.priority))];
	return JSON.stringify(kinds.sort()) + " " + p.items.length + " " + p.items[0].status }' | sed 's/\\"/"/g; s/^"//; s/"$//')"
check "pages() walks them all" 41 "$("$cordon" run -e 'async () => {
	let n = 0; for await (const page of demo.listTickets.pages({ per_page: 7 })) n += page.items.length; return n }')"
! grep -qF "$token" "$work/result" || { echo "not ok - the token is in an answer"; failed=1; }

check "a number as text is taken, and that is said" '2 [warn] demo.listTickets: /per_page: "2" was taken as 2' \
    "$("$cordon" run -e 'async () => (await demo.listTickets({ per_page: "2" })).items.length' 2>&1 | sort | paste -sd' ')"

kill "$pid"
wait "$pid" && echo "ok - it ends well" || { echo "not ok - it ends well"; failed=1; }
pid=
exit $failed
