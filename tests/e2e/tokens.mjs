// SPDX-License-Identifier: Apache-2.0
// See 86-tokens.sh.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { check, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), dir = path.join(scratch, "conf");
const tokens = path.join(dir, "tokens");
const held = []; // calls that have arrived, until answered: {name, answer, gone}
const api = http.createServer((q, r) => {
	const one = { name: q.url.slice(1), answer: () => r.end('{"ok":true}'), gone: false };
	r.setHeader("content-type", "application/json");
	r.on("close", () => { one.gone = true; });
	held.push(one);
});
await new Promise((r) => api.listen(0, "127.0.0.1", r));
const of = (name) => held.find((h) => h.name === name);
const names = ["nobody", "alice", "alice-new", "bob"];
fs.mkdirSync(dir);
fs.writeFileSync(path.join(scratch, "api.json"), JSON.stringify({ openapi: "3.0.3", info: { title: "Slow", version: "1" },
	paths: Object.fromEntries(names.map((n) => [`/${n}`, { get: { operationId: n,
		responses: { 200: { description: "ok", content: { "application/json": { schema: { type: "object" } } } } } } }])) }));
const run = (...args) => execFileSync(cordon, ["--config", dir, ...args], { stdio: "pipe", encoding: "utf8" }).trim();
run("add", "openapi", "slow", path.join(scratch, "api.json"), "--url", `http://127.0.0.1:${api.address().port}`);

let log = "";
const p = spawn(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => p.kill("SIGKILL"));
p.stderr.on("data", (d) => { log += d; });
const url = await new Promise((resolve) => p.stdout.on("data", (d) => {
	const m = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(d);
	if (m)
		resolve(m[0]);
}));

async function until(what, ms = 60000) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(20))
		if (await what())
			return true;
	return false;
}
const headers = (who, more) => ({ "content-type": "application/json", accept: "application/json, text/event-stream",
	...(who ? { authorization: `Bearer ${who}` } : {}), ...more });
const post = (who, message, more) => fetch(url, { method: "POST", headers: headers(who, more),
	body: JSON.stringify({ jsonrpc: "2.0", ...message }) });
const initialize = { id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {},
	clientInfo: { name: "e2e", version: "1" } } };
async function status(who, message = initialize, more = {}) {
	const r = await post(who, message, more);
	await r.text();
	return r.status;
}
// A session with its stream, and what became of it.
async function open(who) {
	const r = await post(who, initialize), s = { id: { "mcp-session-id": r.headers.get("mcp-session-id") }, over: false };
	await r.text();
	await status(who, { method: "notifications/initialized" }, s.id);
	const stream = await fetch(url, { headers: headers(who, s.id) });
	s.status = stream.status;
	(async () => {
		for await (const _ of stream.body)
			;
	})().catch(() => {}).then(() => { s.over = true; });
	return s;
}
const M = "io.modelcontextprotocol/";
// A call that waits for the API; in the stateless era when it has no session.
async function call(who, session, name) {
	const message = { id: 7, method: "tools/call", params: { name: "execute", arguments: {
		code: `async () => slow.${name === "alice-new" ? "aliceNew" : name}({})`, timeout_ms: 60000 },
	...(session ? {} : { _meta: { [M + "protocolVersion"]: "2026-07-28", [M + "clientCapabilities"]: {} } }) } };
	const c = { over: false };
	post(who, message, session ? session.id : { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call",
		"mcp-name": "execute" }).then(async (r) => {
		c.status = r.status;
		c.text = await r.text();
	}).catch((e) => { c.text = String(e); }).then(() => { c.over = true; });
	await until(() => of(name) || c.over);
	return c;
}

// Without tokens every local user may call, until there is one.
const nobody = await open(undefined);
check("without tokens a local user may call", nobody.status === 200);
const open_call = await call(undefined, nobody, "nobody");
const alice = run("token", "alice");
check("a token that is made counts without a restart", await until(async () => await status(alice) === 200), log);
check("from then on one is needed", await status(undefined) === 401);
check("and what was begun without ends", await until(() => nobody.over && open_call.over && of("nobody").gone), [nobody, open_call, log]);

const bob = run("token", "bob"), second = run("token", "alice");
check("so does the next, and a second of one name", await until(async () => await status(bob) === 200 && await status(second) === 200), log);
const a = await open(alice), b = await open(bob), a2 = await open(second);
const old = await call(alice, a, "alice"), fresh = await call(alice, undefined, "alice-new"), other = await call(bob, b, "bob");
check("three calls are under way", of("alice") && of("alice-new") && of("bob") && !old.over && !fresh.over && !other.over, [old, fresh, other]);

// A spoilt file changes nothing.
const was = fs.readFileSync(tokens, "utf8");
fs.appendFileSync(tokens, "mallory 1234\n");
check("a mistake in the file is logged with its line", await until(() => /reload: .*tokens:4: a line is a name .*the tokens of before stay/.test(log)), log);
check("and changes nothing", await status(alice) === 200 && !a.over && !old.over);

// One of alice's two is taken back: the first line.
fs.writeFileSync(tokens + ".new", was.split("\n").slice(1).join("\n"), { mode: 0o600 });
const removed = Date.now();
fs.renameSync(tokens + ".new", tokens);
check("a token that is taken back is refused", await until(async () => await status(alice) === 401), log);
console.log(`# after ${Date.now() - removed} ms`);
check("its session's stream ends", await until(() => a.over));
check("its calls end, of both eras", await until(() => old.over && fresh.over) && !/"ok"/.test(old.text + fresh.text), [old, fresh]);
check("and their upstream calls", await until(() => of("alice").gone && of("alice-new").gone), held);
check("its session is not there for the other token of that name", await status(second, { id: 2, method: "ping" }, a.id) === 404);
check("that one's own goes on", await status(second, { id: 2, method: "ping" }, a2.id) === 200 && !a2.over);
check("and so do those of others", !b.over && !other.over && await status(bob, { id: 2, method: "ping" }, b.id) === 200);
of("bob").answer();
check("whose call comes to its end", await until(() => other.over) && other.status === 200 && /ok.*true/.test(other.text), other);

// As the command does it; and all of them.
check("the command says how many it took", /removed: 1/.test(run("token", "--remove", "alice")));
check("and it counts as well", await until(async () => await status(second) === 401 && a2.over) && await status(bob) === 200, log);
const none = spawnSync(cordon, ["--config", dir, "token", "--remove", "alice"], { encoding: "utf8" });
check("one that has none is an error", none.status !== 0 && /"alice" has no token/.test(none.stderr), none);
fs.rmSync(tokens);
check("without the file nobody comes in, not even as before it was there", await until(async () => await status(bob) === 401) &&
	await status(undefined) === 401 && await until(() => b.over), log);
const again = run("token", "carol");
check("and one that is made then does", await until(async () => await status(again) === 200), log);
finish();
