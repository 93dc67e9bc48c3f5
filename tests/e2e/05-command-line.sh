#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: the command line as it is promised: every option, the
# shape of every JSON, the exit codes.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cordon=$CORDON_BIN/cordon
conf=$work/conf
failed=0
ok() { echo "ok - $1"; }
no() { printf 'not ok - %s\n# %s\n' "$1" "$2"; failed=1; }

# wants WHAT STATUS PATTERN COMMAND...: exit status, and what is said.
wants() {
	local what=$1 status=$2 pattern=$3 said got
	shift 3
	said=$("$@" 2>&1 </dev/null)
	got=$?
	if [ $got = "$status" ] && grep -qE -- "$pattern" <<<"$said"; then
		ok "$what"
	else
		no "$what" "$got: ${said:0:300}"
	fi
}
# shape WHAT EXPRESSION COMMAND...: Python's word on the JSON `v`.
shape() {
	local what=$1 expression=$2 said
	shift 2
	said=$("$@" 2>"$work/err" </dev/null)
	if python3 -c '
import json, sys
v = [json.loads(l) for l in sys.stdin if l.strip()]
v = v[0] if len(v) == 1 else v
sys.exit(0 if eval("(" + sys.argv[1] + ")") else 1)' "$expression" <<<"$said"; then
		ok "$what"
	else
		no "$what" "${said:0:400} $(head -c 200 "$work/err")"
	fi
}
c() { "$cordon" --config "$conf" "$@"; }
# shellcheck disable=SC2317 # called by name
piped() { printf '%s' "$1" | c "${@:2}"; }

"$cordon" demo --print-openapi >"$work/demo.json"
printf 'a-secret' >"$work/secret" && chmod 600 "$work/secret"
wants "add makes the configuration" 0 "15 operations" c add openapi demo "$work/demo.json" \
    --url http://127.0.0.1:9/base --auth bearer --secret-file "$work/secret"
wants "and says which address it allowed" 0 'not public: .*127\.0\.0\.1/32' c add openapi demo "$work/demo.json" \
    --url http://127.0.0.1:9/base --auth bearer --secret-file "$work/secret" --force
: >"$work/empty" && chmod 600 "$work/empty"
wants "an empty secret is refused at once" 3 'empty is empty' c add openapi other "$work/demo.json" --auth bearer --secret-file "$work/empty"
wants "a directory is no secret" 3 'is not a file' c add openapi other "$work/demo.json" --auth bearer --secret-file "$work"
cat >"$work/twice.yaml" <<'E'
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a: {get: {operationId: same, responses: {}}}
  /b: {get: {operationId: same, responses: {}}}
E
wants "an operationId that is there twice is told" 0 '^get /b: .*"same" is taken: this one is same2$' c add openapi twice "$work/twice.yaml"
wants "a document without a server is told" 0 'names no server.*--url' c add openapi twice "$work/twice.yaml" --force
wants "with one it is not" 1 '^$' bash -c "'$cordon' --config '$conf' add openapi twice '$work/twice.yaml' --force --url https://api.example.com 2>&1 | grep 'no server'"
rm "$conf/connectors.d/twice.yaml"
wants "the file shows the private address" 0 127.0.0.1 cat "$conf/connectors.d/demo.yaml"
wants "the file holds no secret" 1 '^$' grep a-secret "$conf/connectors.d/demo.yaml"
wants "add twice is refused" 3 "force|exists" c add openapi demo "$work/demo.json"
wants "an MCP server that is not there is named once" 3 '^cordon: connector nope: it cannot be started' c add mcp nope -- "$work/none"

cat >"$work/list.json" <<'E'
{"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"name": "brew-tea", "description": "Brews a pot of tea",
 "inputSchema": {"type": "object", "properties": {"cups": {"type": "integer"}}, "required": ["cups"]}}]}}
E
wants "a list of tools is a connector without a server" 0 '^kettle: 1 tools' c add mcp kettle --tools "$work/list.json"
wants "its tools are found" 0 'kettle.brew_tea\(args: \{ cups: number \}\)' c search --connector kettle pot of tea
wants "a call of one says why not" 1 'kettle has no server' c run -e 'kettle.brew_tea({ cups: 2 })'
printf 'tools: [{name: brew-coffee}]\n' >"$work/list.json"
touch -d '+2 seconds' "$work/list.json"
wants "the list may change, and be YAML" 0 'brew_coffee' c types --connector kettle
wants "a file that is no list is refused" 3 'tools/list' c add mcp kettle2 --tools "$work/demo.json"
rm "$conf/connectors.d/kettle.yaml"

printf 'const n: number = 40;\nreturn n + 2' >"$work/p.ts"
printf 'const base = 41;' >"$work/with.js"
wants "run FILE" 0 '^42$' c run "$work/p.ts"
wants "run -e" 0 '^\{"a":\[1\]\}$' c run -e '({ a: [1] })'
wants "run -" 0 '^7$' piped 'return 7' run -
wants "run --with" 0 '^42$' c run --with "$work/with.js" -e 'return base + 1'
# shellcheck disable=SC2016
printf 'const $ = (s) => [...s]; function $f(x) { return $(x) } let größe = 3;' >"$work/dollar.js"
# shellcheck disable=SC2016
wants "run --with, odd names" 0 '^\[\["a","b"\],3,"function"\]$' c run --with "$work/dollar.js" -e 'größe = 3; return [$f("ab"), größe, typeof globalThis.$]'
wants "--config after the command" 0 '^3$' "$cordon" run --config "$conf" -e 3
wants "--config=DIR" 0 '^3$' "$cordon" "--config=$conf" run -e 3
wants "a failed program: 1" 1 'line 2' c run -e $'\nthrow new Error("x")'
wants "--timeout 500ms" 1 'TimeoutError.*500 ms' c run --timeout 500ms -e 'for (;;) {}'
wants "a timeout that is none: 2" 2 'duration' c run --timeout soon -e 1
wants "no program: 2" 2 'usage' c run
wants "an unknown option: 2" 2 'unknown option' c run --nope -e 1
wants "an unknown command: 2" 2 'no command' "$cordon" nope
wants "a file that is not there: 3" 3 'No such file' c run "$work/none.ts"
wants "a configuration that is not there: 2" 2 'no such directory' "$cordon" --config "$work/none" run -e 1

result='set(v) >= {"ok", "result", "error", "logs", "calls", "usage"}'
shape "run --json: a value" "$result"' and v["ok"] is True and v["result"] == [1] and v["error"] is None and
v["logs"] == [{"level": "log", "text": "hi"}] and v["calls"] == []' c run --json -e 'console.log("hi"); return [1]'
shape "run --json: what it used" 'v["usage"]["wall_ms"] > 0 and v["usage"]["cpu_ms"] > 0 and
v["usage"]["heap_kib"] > 500 and v["usage"]["calls"] == 0' c run --json -e 1
shape "run --json: an error" "$result"' and v["ok"] is False and v["result"] is None and
v["error"]["name"] == "TypeError" and v["error"]["line"] == 2 and v["error"]["column"] == 3 and
v["error"]["message"]' c run --json -e $'const o = null;\no.x'
shape "run --json: a call" 'v["calls"][0]["operation"] == "demo.getTicket" and v["usage"]["calls"] == 1 and
v["usage"]["bytes_sent"] > 0 and v["error"]["line"] == 1' c run --json -e 'await demo.getTicket({ ticket_id: 1 })'

hit='set(v[0]) >= {"operation", "connector", "method", "path", "signature", "score"}'
shape "search --json" "len(v) == 2 and $hit"' and v[0]["operation"] == "demo.listTickets"' \
    c search --json --limit 2 'list tickets'
shape "search --connector" 'all(h["connector"] == "demo" for h in v)' c search --json --connector demo tickets
wants "search --explain" 0 'rarity' c search --explain --limit 1 tickets
shape "search --batch" 'len(v) == 2 and all(isinstance(a, list) for a in v) and len(v[0]) == 1' \
    piped '{"query": "list tickets", "limit": 1}
{"query": "close", "connector": "demo"}
' search --batch
wants "search: no such connector: 3" 3 'did you mean|no connector' c search --connector nope x
wants "types" 0 'declare|interface|type ' c types
wants "types --connector" 0 'listTickets' c types --connector demo
wants "types OPERATION" 0 'type TicketPage' c types demo.listTickets
wants "types: no such operation: 3" 3 'nearest: demo\.[a-zA-Z]+Tickets?, demo\.\w+, demo\.\w+$' c types demo.listTicket
shape "tokens --json" 'v["connectors"][0]["operations"] == 15 and v["cordon_tokens"] < 600 and
v["error_percent"] < 10 and all(o["tokens"] > 400 for o in v["others"])' c tokens --json
wants "tokens says how far off it may be" 0 'within 6 %' c tokens
shape "check --json" 'v["ok"] is True and v["rules_that_fit_nothing"] == []' c check --json
echo "state: $work/secret/state" >"$conf/cordon.yaml"
wants "levels that cannot be looked at are not \"nobody owes anything\"" 3 'cordon.db: Not a directory' c tenant list
printf 'rules: [{action: deny, operation: "get*"}, {action: deny, operation: demo.getTicket}]\n' >"$conf/cordon.yaml"
wants "check names a rule that forbids in vain" 0 'number 2 fits no operation: none is demo.getTicket; operation: is without' c check
shape "check --json does, too" 'v["rules_that_fit_nothing"] == [2]' c check --json
printf 'rules: [{action: deny, method: DELTE}, {action: deny, connector: dmo}, {action: deny, method: POST, operation: getTicket}]\n' >"$conf/cordon.yaml"
wants "and which of its keys is to blame: the method" 0 'number 1 .*: none has the method DELTE' c check
wants "the connector" 0 'number 2 .*: no connector is dmo$' c check
wants "or none alone" 0 'number 3 .*: each of its keys fits some' c check
rm "$conf/cordon.yaml"
wants "token" 0 '^cdn_[A-Za-z0-9_-]{43}$' c token ann
wants "check counts tokens" 0 'tokens: ok, 1' c check
printf 'ann 12\n' >>"$conf/tokens"
wants "check names the line of a token that is none" 1 'tokens: WRONG: .*tokens:2: ' c check
shape "check --json does, too" 'v["ok"] is False and ":2:" in v["tokens_error"]' c check --json
wants "token --remove" 0 '^removed: 2$' c token --remove ann
wants "token --remove of none: 3" 3 'no token' c token --remove ann
wants "tenant release, of who ran all this" 0 '^local +clear *$' c tenant release local
wants "tenant list, of none" 0 '^no tenant owes anything$' c tenant list
shape "tenant list --json, of none" 'v == []' c tenant list --json
wants "tenant show of one that never was" 0 '^nobody +clear +nothing is known of a tenant of this name$' c tenant show nobody
wants "add: where its usage is" 2 '^.cordon help add. has its usage$' c add openapi x "$work/none" --auth wrong
shape "tenant show --json" 'v == {"tenant": "nobody", "level": "clear", "held": False, "clear_in_s": 0, "evidence": {}, "changes": []}' c tenant show --json nobody
wants "tenant hold" 0 '^ann +cordoned +held by an operator$' c tenant hold ann cordoned
wants "tenant list names who is held" 0 '^ann +cordoned +held by an operator$' c tenant list
shape "tenant list --json" '[(t["tenant"], t["level"], t["held"]) for t in v] == [("ann", "cordoned", True)]' c tenant list --json
shape "tenant hold --json" 'v["level"] == "refused" and v["held"] is True' c tenant hold --json ann refused
wants "a name is text, whatever is in it" 0 'watched' c tenant hold $'"b\\\n' watched
shape "and JSON of it is JSON" 'v["tenant"] == "\"b\\\n"' c tenant show --json $'"b\\\n'
wants "tenant release" 0 '^ann +clear *$' c tenant release ann
shape "its changes have their causes" '[(x["was"], x["level"], x["cause"]) for x in v["changes"]][-3:] in
	([("clear", "cordoned", "held by an operator"), ("cordoned", "refused", "held by an operator"), ("refused", "clear", "released by an operator")],
	[("refused", "clear", "released by an operator"), ("cordoned", "refused", "held by an operator"), ("clear", "cordoned", "held by an operator")])' c tenant show --json ann
wants "tenant release of one that never was" 0 'clear' c tenant release nobody2
wants "tenant alone is misuse" 2 'list, show NAME, hold NAME LEVEL or release NAME' c tenant
wants "nor is another word" 2 'list, show NAME' c tenant jail ann
wants "a level that is none" 2 '"jailed" is no level: watched, slowed, cordoned or refused' c tenant hold ann jailed
wants "hold without a level" 2 'hold NAME LEVEL' c tenant hold ann
wants "one word too many" 2 'release NAME' c tenant release ann bob
wants "an empty name" 2 "no tenant's name" c tenant show ''
wants "a name of 300 letters" 2 "no tenant's name" c tenant hold "$(printf 'x%.0s' {1..300})" watched
wants "an option that is none" 2 'unknown option|--yaml' c tenant --yaml list
said=$(c doctor --json)
case $? in
0 | 1 | 2 | 3) ok "doctor's exit code" ;;
*) no "doctor's exit code" "$said" ;;
esac
shape "doctor --json" '"verdict" in v and "filter" in v["layers"]' c doctor --json
for command in $("$cordon" help | awk '/^  [a-z]+ /{ print $1 }'); do
	wants "help $command" 0 "usage: cordon" "$cordon" help "$command"
done
exit $failed
