// SPDX-License-Identifier: Apache-2.0
// Programs of cordoned tenants: which worker each gets, when the next is made,
// and who is next.  Each program waits at a gate until it was looked at, so
// that no machine is too slow for it; what it costs, tests/bench/bursts says.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";
import { roles } from "./kin.mjs";

const READY = 3, PATIENCE_MS = 60000, TENANTS = ["one", "two"];
const cordon = path.join(process.env.CORDON_BIN, "cordon"), dir = path.join(scratch, "conf");
const run = (...args) => execFileSync(cordon, ["--config", dir, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

// The gate: who came, in order, and who is there until opened.
const came = [], there = [];
const upstream = http.createServer((q, r) => {
	const [, who, n] = /^\/gate\/(\w+)\/(\d+)/.exec(q.url);
	came.push({ who, n: Number(n), beside: there.map((t) => t.who) });
	there.push({ who, open() {
		there.splice(there.indexOf(this), 1);
		r.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ n: Number(n) }));
	} });
});
const url = await new Promise((r) => upstream.listen(0, "127.0.0.1", () => r(`http://127.0.0.1:${upstream.address().port}`)));
const param = (name, type) => ({ name, in: "path", required: true, schema: { type } });
fs.writeFileSync(path.join(scratch, "api.json"), JSON.stringify({ openapi: "3.0.3", info: { title: "gate", version: "1" },
	paths: { "/gate/{who}/{n}": { get: { operationId: "gate", parameters: [param("who", "string"), param("n", "integer")],
		responses: { 200: { description: "ok", content: { "application/json": { schema: { type: "object" } } } } } } } } }));
run("add", "openapi", "api", path.join(scratch, "api.json"), "--url", url);
fs.appendFileSync(path.join(dir, "cordon.yaml"), `timeout: 5m\nisolation:\n  ready: ${READY}\n`); // a turn is waited for as long, at most
run("tenant", "hold", "local", "cordoned");

async function until(what, holds) {
	const end = performance.now() + PATIENCE_MS;
	while (!holds()) {
		if (performance.now() > end)
			throw new Error(`in vain: ${what}`);
		await sleep(5);
	}
}
const passes = (who, i) => `return ${i} + (await api.gate({ who: "${who}", n: ${i} })).n`;

// One after the other, each looked at while it runs.
const c = await new Client(dir).open(), workers = () => roles(c.p.pid)["fresh worker"] ?? [];
const first = await c.execute("1 + 1");
check("a cordoned tenant's program runs", first.text === "2", first.text);
const served = [];
// As many, and the same for a while: none of them is one that is ending.
async function standing() {
	for (;;) {
		await until(`${READY} workers stand ready`, () => workers().length === READY);
		const stood = workers();
		await sleep(250);
		if (String(workers()) === String(stood))
			return stood;
	}
}
for (let i = 0; i < 5; i++) {
	const stood = await standing(), answer = c.execute(passes("local", i));
	await until("a program runs", () => there.length === 1);
	await until("another worker is made beside one that runs", () => workers().length === READY + 1);
	there[0].open();
	const { text } = await answer;
	await until("a worker ends with its program", () => workers().length === READY);
	served.push({ text, of: stood.filter((p) => !workers().includes(p)) });
}
check(`${READY} workers stand ready, and another is made while one of them runs a program`, true);
check("each program had a worker that stood ready before it was asked for", served.every((s) => s.of.length === 1), served);
check("no two had the same", new Set(served.flatMap((s) => s.of)).size === served.length, served);
check("every answer is its own program's", served.every((s, i) => s.text === String(2 * i)), served);

// Asked for at once: who came first is first, one at a time.
const N = 12, answered = [];
came.length = 0;
const all = Array.from({ length: N }, async (_, i) => {
	const { text } = await c.execute(passes("local", i));
	answered.push(i);
	return text;
});
for (let i = 0; i < N; i++) {
	await until("the next one's turn", () => there.length > 0);
	await sleep(10);
	there[0].open();
}
const texts = await Promise.all(all), inOrder = (list) => list.length === N && list.every((n, i) => n === i);
check("a burst is served in the order it came in", inOrder(came.map((x) => x.n)) && inOrder(answered), [came, answered]);
check("one of it at a time", came.every((x) => x.beside.length === 0), came);
check("every answer of it is its own program's", texts.every((t, i) => t === String(2 * i)), texts);
await c.close();

// Two tenants' bursts: each in turn, neither behind the other's.
for (const t of TENANTS)
	run("tenant", "hold", t, "cordoned");
const tokens = Object.fromEntries(TENANTS.map((t) => [t, run("token", t).trim()]));
const server = spawn(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => server.kill("SIGKILL"));
server.stderr.resume();
const at = await new Promise((r) => server.stdout.once("data", (d) => r(String(d).trim())));
async function post(who, message, session) {
	const r = await fetch(at, { method: "POST", body: JSON.stringify({ jsonrpc: "2.0", ...message }), headers: {
		"Content-Type": "application/json", Accept: "application/json, text/event-stream",
		Authorization: `Bearer ${tokens[who]}`, ...(session ? { "Mcp-Session-Id": session } : {}) } });
	const text = await r.text();
	const json = text.startsWith("{") ? text : text.split("\n").filter((l) => l.startsWith("data: {")).map((l) => l.slice(6)).pop();
	return { session: r.headers.get("mcp-session-id"), body: json ? JSON.parse(json) : null };
}
async function burst(who, n) {
	const { session } = await post(who, { id: 1, method: "initialize", params: { protocolVersion: "2025-06-18",
		capabilities: {}, clientInfo: { name: "e2e", version: "1" } } });
	await post(who, { method: "notifications/initialized" }, session);
	return Promise.all(Array.from({ length: n }, async (_, i) => {
		const { body } = await post(who, { id: i + 2, method: "tools/call",
			params: { name: "execute", arguments: { code: passes(who, i) } } }, session);
		return body.error?.message ?? body.result.content[0].text;
	}));
}
came.length = 0;
const bursts = TENANTS.map((t) => burst(t, N));
for (let i = 0; i < N; i++) { // as many pairs, one of each tenant's
	await until("a program of each tenant at once", () => there.length === 2);
	await sleep(10);
	for (const t of [...there])
		t.open();
}
const both = await Promise.all(bursts);
check("two tenants' bursts run beside each other, of each tenant one at a time", came.length === 2 * N &&
	came.every((x) => !x.beside.includes(x.who)), came);
check("every answer of them is its own program's", both.every((b) => b.every((t, i) => t === String(2 * i))), both);
finish();
