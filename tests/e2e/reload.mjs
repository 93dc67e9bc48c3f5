// SPDX-License-Identifier: Apache-2.0
// See 86-reload.sh.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const fake = path.join(process.env.CORDON_SRC, "tests/fakes/mcp-server.mjs");
const seen = [];
const held = [];
const api = http.createServer((q, r) => {
	seen.push(`${q.method} ${q.url}`);
	r.setHeader("content-type", "application/json");
	if (q.url === "/slow")
		held.push(r);
	else
		r.end(JSON.stringify({ path: q.url }));
});
await new Promise((r) => api.listen(0, "127.0.0.1", r));
const url = `http://127.0.0.1:${api.address().port}`;
const operation = (id) => ({ operationId: id, responses: { 200: { description: "ok",
	content: { "application/json": { schema: { type: "object" } } } } } });
const document = (...ids) => JSON.stringify({ openapi: "3.0.3", info: { title: "Shop", version: "1" },
	paths: Object.fromEntries(ids.map((id) => [`/${id}`, { get: operation(id) }])) });
const dir = path.join(scratch, "conf"), file = path.join(scratch, "shop.json");
fs.mkdirSync(dir, { recursive: true });
fs.writeFileSync(file, document("slow", "one"));
const run = (...args) => execFileSync(cordon, ["--config", dir, ...args], { stdio: "pipe", encoding: "utf8" });
run("add", "openapi", "shop", file, "--url", url);

async function until(what, ms = 60000) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(100))
		if (await what())
			return true;
	return false;
}
const c = await new Client(dir).open();
const heard = [];
c.p.stdout.on("data", (d) => heard.push(...[...String(d).matchAll(/"method":"(notifications\/[^"]*)"/g)].map((m) => m[1])));
const text = async (code, more) => (await c.execute(code, more)).text;

// A call that is under way while everything changes.
const slow = c.execute("async () => { const a = await shop.slow({}); const b = await shop.one({}); return [a, b] }", { timeout_ms: 60000 });
await until(() => held.length === 1);

fs.writeFileSync(file, document("aaa", "slow", "one", "two"));
run("index");
check("an operation that is new is there without a restart", await until(async () => /\/two/.test(await text("shop.two({})"))), c.log);
check("the client was told", await until(() => heard.includes("notifications/tools/list_changed")), heard);
held[0].end('{"slow":true}');
const both = await slow;
check("the call under way came back; the next of that program is what it meant, or says what to do",
	/slow.*true/s.test(both.text) && /\/one/.test(both.text) || /indexed anew.*run it again/s.test(both.text), both);
check("nothing else was called", !seen.includes("GET /aaa"), seen);

const other = path.join(scratch, "other.json");
fs.writeFileSync(other, document("three"));
run("add", "openapi", "second", other, "--url", url);
check("a connector that is added is there", await until(async () => /\/three/.test(await text("second.three({})"))), c.log);
check("search finds it", /second\.three/.test((await c.ask("tools/call", { name: "search", arguments: { query: "three" } })).result.content[0].text));
fs.rmSync(path.join(dir, "connectors.d/second.yaml"));
check("one that is taken away is gone", await until(async () => /second is not defined|no connector/.test(
	await text("second.three({})"))), c.log);

// Rules count from the next call on, and a mistake changes nothing.
fs.writeFileSync(path.join(dir, "cordon.yaml"), "rules:\n  - {action: deny, operation: two}\n");
check("a rule that is added holds", await until(async () => /denies|denied|E_DENIED/.test(await text("shop.two({})"))), c.log);
fs.writeFileSync(path.join(dir, "cordon.yaml"), "rules: 7\nnonsense: yes\n");
await until(() => /reload: /.test(c.log));
check("a mistake is logged, and what was read before stays", /what was read before stays/.test(c.log) &&
	/denies|denied|E_DENIED/.test(await text("shop.two({})")) && /\/one/.test(await text("shop.one({})")), c.log);
fs.rmSync(path.join(dir, "cordon.yaml"));
check("and without it all is well again", await until(async () => /\/two/.test(await text("shop.two({})"))), c.log);
c.p.kill("SIGHUP");
await sleep(500);
check("SIGHUP ends nothing", c.p.exitCode === null && /\/two/.test(await text("shop.two({})")), c.log);

// An upstream server whose tools change.
run("add", "mcp", "grower", "--", process.execPath, fake, "plain");
check("an MCP server that is added is there", await until(async () => /"why":"x"/.test(await text("grower.echo({ why: 'x' })"))), c.log);
fs.writeFileSync(path.join(dir, "connectors.d/late.yaml"), `kind: mcp\ncommand: sh\nargs: ["-c", "sleep 2; exec '${process.execPath}' '${fake}' plain"]\n`);
check("one whose server is still asked is left out, and no error", await until(() => /warn connector=late is left out until its server/.test(c.log)) &&
	!/No such file/.test(c.log), c.log);
check("then it is there", await until(async () => /"why":"x"/.test(await text("late.echo({ why: 'x' })"))), c.log);
heard.length = 0;
await text("grower.grow({})");
check("a tool that it grew can be called", await until(async () => /^"?new/.test(await text("grower.new_tool({})"))), c.log);
check("and the client is told", await until(() => heard.includes("notifications/tools/list_changed")), heard);
await c.close();

// Over HTTP: the stream of a session, and subscriptions/listen.
const p = spawn(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => p.kill("SIGKILL"));
const at = await new Promise((resolve) => p.stdout.on("data", (d) => {
	const m = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(d);
	if (m)
		resolve(m[0]);
}));
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const M = "io.modelcontextprotocol/";
const meta = { _meta: { [M + "protocolVersion"]: "2026-07-28", [M + "clientCapabilities"]: {} } };
const stream = async (method, more, body) => {
	const r = await fetch(at, { method, headers: { ...headers, ...more }, body });
	const got = { status: r.status, text: "", over: false };
	(async () => {
		for await (const d of r.body)
			got.text += Buffer.from(d);
		got.over = true;
	})().catch(() => { got.over = true; });
	return got;
};
const init = await fetch(at, { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize",
	params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "r", version: "1" } } }) });
const { result } = await init.json();
check("both lists' changes are promised", result.capabilities.tools.listChanged === true, result);
const session = { "mcp-session-id": init.headers.get("mcp-session-id") };
const old = await stream("GET", session);
const fresh = await stream("POST", { "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" },
	JSON.stringify({ jsonrpc: "2.0", id: "sub-1", method: "subscriptions/listen", params: { ...meta, notifications: { toolsListChanged: true } } }));
check("a subscription is acknowledged first", await until(() => /^event: message\ndata: .*subscriptions\/acknowledged.*"sub-1"/.test(fresh.text)), fresh);
fs.writeFileSync(file, document("four"));
run("index");
check("the session's stream tells", await until(() => /notifications\/tools\/list_changed/.test(old.text)), old);
check("and the subscription, with its name", await until(() => /tools\/list_changed.*subscriptionId":"sub-1"/.test(fresh.text)), fresh);
const newest = await stream("GET", session);
check("a second stream of the session takes the place of the first", newest.status === 200 && await until(() => old.over), old);
check("a stream of no session is refused", (await stream("GET", { "mcp-session-id": "0".repeat(32) })).status === 404);
p.kill("SIGTERM");
await new Promise((r) => p.once("exit", r));
check("at the end the streams end", await until(() => newest.over && fresh.over), [newest, fresh]);
api.closeAllConnections();
api.close();
finish();
