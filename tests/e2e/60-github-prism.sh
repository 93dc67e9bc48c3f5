#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job with parts nobody here wrote: the official SDK's client starts
# `cordon mcp` with GitHub's real document, and Prism, mocking that document,
# judges every request that leaves.
set -eu
skip() { echo "skip: $*"; exit 77; }
document=$CORDON_SHARED/specs/github.json
[ -e "$document" ] || skip "GitHub's document is not beside the checkout"
[ -x "$CORDON_NPM/node_modules/.bin/prism" ] || skip "Prism is not installed (tests/npm/install)"
[ -x "$CORDON_BIN/cordon" ] || skip "cordon is not built"

work=$(mktemp -d)
prism_pid=
finish() {
	[ -z "$prism_pid" ] || kill "$prism_pid" 2>/dev/null || :
	rm -rf "$work"
}
trap finish EXIT

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
	console.log(s.address().port); s.close(); })')
"$CORDON_SRC/tests/node" "$CORDON_NPM/node_modules/.bin/prism" mock -h 127.0.0.1 -p "$port" --errors \
    "$document" >"$work/prism.log" 2>&1 &
prism_pid=$!

token=ghp_$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
umask 077
printf '%s\n' "$token" >"$work/token"
"$CORDON_BIN/cordon" --config "$work/xdg/cordon" add openapi github "$document" \
    --url "http://127.0.0.1:$port" --auth bearer --secret-file "$work/token"

for _ in $(seq 6000); do
	grep -q 'Prism is listening' "$work/prism.log" && break
	kill -0 "$prism_pid" || { cat "$work/prism.log"; exit 1; }
	sleep 0.1
done

cp "$CORDON_SRC/tests/e2e/sdk-client.mjs" "$work/"
ln -s "$CORDON_NPM/node_modules" "$work/node_modules"
"$CORDON_SRC/tests/node" "$work/sdk-client.mjs" "$CORDON_BIN/cordon" "$work/xdg/cordon" "$token"

# The Inspector takes --config for itself, and finds its own package.json by
# the working directory.
cd "$CORDON_NPM/node_modules/@modelcontextprotocol/inspector-cli/build"
"$CORDON_NPM/node_modules/.bin/mcp-inspector-cli" --cli \
    -e "XDG_CONFIG_HOME=$work/xdg" "$CORDON_BIN/cordon" mcp --method tools/list >"$work/inspector.json"
grep -q '"execute"' "$work/inspector.json"
grep -q '"search"' "$work/inspector.json"

asked=$(grep -c 'Request received' "$work/prism.log")
valid=$(grep -c 'passed the validation rules' "$work/prism.log" || :)
echo "Prism: $valid of $asked requests valid"
if [ "$asked" -lt 3 ] || [ "$valid" != "$asked" ]; then
	cat "$work/prism.log"
	exit 1
fi
if grep -rqF "$token" "$work/prism.log" "$work/inspector.json" "$work/xdg/cordon"; then
	echo "the token is where it must not be"
	exit 1
fi
