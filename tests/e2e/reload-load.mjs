// SPDX-License-Identifier: Apache-2.0
// See 87-reload-under-load.sh.
import { execFile, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { check, finish, scratch, sleep } from "./client.mjs";
import { alive, roles } from "./kin.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), slow = process.env.CORDON_SLOW === "1";
const CLIENTS = 4, LOAD_MS = slow ? 30000 : 6000;
const conf = path.join(scratch, "conf"), document = path.join(scratch, "api.json"), secret = path.join(scratch, "secret");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });

// The upstream: which secrets came, and how often each call did.
const known = new Map(), came = new Map(), strangers = [], held = [];
let tokens = null;
const upstream = http.createServer((q, r) => {
	if (q.url === "/token") {
		tokens.n++;
		const token = `granted-${tokens.n}`;
		known.set(token, 0);
		q.resume();
		return r.writeHead(tokens.down ? 500 : 200).end(JSON.stringify({ access_token: token, expires_in: 3600 }));
	}
	const token = q.headers.authorization?.slice(7), id = /[?&]id=([^&]*)/.exec(q.url)?.[1];
	if (!known.has(token))
		strangers.push([q.url, token]);
	else
		known.set(token, known.get(token) + 1);
	came.set(id, (came.get(id) ?? 0) + 1);
	if (id === "held")
		return held.push(r);
	q.resume().on("end", () => setTimeout(() => r.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ id })),
		Math.random() * 25));
});
const url = await new Promise((done) => upstream.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${upstream.address().port}`)));
const fresh = () => {
	const s = `${known.size}-${crypto.randomBytes(40).toString("hex")}`;
	known.set(s, 0);
	return s;
};
const replace = (file, text, mode = 0o644) => {
	fs.writeFileSync(`${file}.new`, text, { mode });
	fs.renameSync(`${file}.new`, file);
};
const op = (id, method = "get") => ({ [method]: { operationId: id, parameters: [{ name: "id", in: "query", required: true, schema: { type: "string" } }],
	...(method === "post" ? { requestBody: { content: { "application/json": { schema: { type: "object" } } } } } : {}),
	responses: { 200: { description: "", content: { "application/json": { schema: { type: "object" } } } } } } });
const describe = (n) => replace(document, JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: String(n) }, paths: {
	...Object.fromEntries(Array.from({ length: n % 3 }, (_, i) => [`/aa${n}${i}`, op(`aa${n}x${i}`)])), "/get": op("get"), "/post": op("post", "post") } }));
const configure = (n) => replace(path.join(conf, "connectors.d/api.yaml"), `# ${n}\nkind: openapi\ndocument: ${document}\nurl: ${url}\nnetwork: [127.0.0.1/32]\n` +
    `auth: {kind: bearer, secret: "file:${secret}"${n % 2 ? ", methods: [GET, POST]" : ""}}\n`);
const rotate = () => replace(secret, fresh() + "\n", 0o600);
fs.writeFileSync(path.join(conf, "cordon.yaml"), `state: ${scratch}/state\nwrites: allow\n`);
describe(0);
configure(0);
rotate();
const index = () => new Promise((done) => execFile(cordon, ["--config", conf, "index"], done));
await index();

const p = spawn(cordon, ["--config", conf, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => p.kill("SIGKILL"));
let log = "";
p.stderr.on("data", (d) => { log += d; });
const at = await new Promise((resolve) => p.stdout.on("data", (d) => {
	const m = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(d);
	if (m)
		resolve(m[0]);
}));
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
async function client() {
	const init = await fetch(at, { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize",
		params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "r", version: "1" } } }) });
	const session = { ...headers, "mcp-session-id": init.headers.get("mcp-session-id"), "mcp-protocol-version": "2025-11-25" };
	await init.text();
	await (await fetch(at, { method: "POST", headers: session, body: '{"jsonrpc":"2.0","method":"notifications/initialized"}' })).text();
	return async (code) => {
		const r = await fetch(at, { method: "POST", headers: session, body: JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/call",
			params: { name: "execute", arguments: { code, timeout_ms: 20000 } } }) });
		return await r.text();
	};
}
// [id, "", or what went wrong] of each call of programs that run until the end.
async function load(execute, name, more, results) {
	for (let n = 0; more(); n++) {
		const prefix = `${name}-${n}`;
		const said = await execute(`const one = async (id, write) => { try { const r = await (write ? api.post({ id, body: {} }) : api.get({ id }));
	return [id, r.id === id ? "" : "another's answer"] } catch (e) { return [id, e.code + ": " + e.message] } };
const out = []; for (let i = 0; i < 5; i++) out.push(...await Promise.all([one("${prefix}-r" + i, false), one("${prefix}-w" + i, true)]));
return "<<" + JSON.stringify(out) + ">>"`);
		const text = /<<(.*)>>/.exec(said.replace(/\\+"/g, '"'))?.[1];
		if (text === undefined)
			results.push([prefix, said]);
		else
			results.push(...JSON.parse(text));
	}
}
async function under(change, pause, ms, least = 110) {
	// So long, and on a busy machine until enough was called and changed.
	const results = [], from = performance.now(), clients = await Promise.all(Array.from({ length: CLIENTS }, client));
	came.clear();
	let changes = 0, over = false;
	const more = () => performance.now() < from + ms || ((results.length < least || changes < 5) && performance.now() < from + ms + 60000);
	const all = Promise.all(clients.map((c, i) => load(c, `${change.name}${i}`, more, results))).then(() => { over = true; });
	while (!over && more()) {
		await change(++changes);
		await sleep(pause);
	}
	await all;
	return { results, changes, failed: results.filter(([, why]) => why !== "") };
}
const twice = () => [...came].filter(([, n]) => n > 1).map(([id]) => id);

const steps = [rotate, configure, async (n) => { describe(n); await index(); }, () => fs.writeFileSync(secret, ""),
	() => fs.chmodSync(secret, 0o644), () => fs.rmSync(secret), () => fs.writeFileSync(path.join(conf, "cordon.yaml.new"), "x")];
const used = () => [...known.values()].filter((n) => n > 0).length, before = used();
let r = await under(async function reloads(n) {
	await steps[n % steps.length](n);
	p.kill("SIGHUP");
	if (n % steps.length > 2) { // unreadable for a while, as it is being written
		await sleep(500);
		rotate();
		p.kill("SIGHUP");
	}
}, 200, LOAD_MS);
check(`${r.results.length} calls of ${CLIENTS} clients while ${r.changes} changes were made: none fails`, r.results.length > 100 && r.changes >= 5 && r.failed.length === 0,
    [r.failed.length, r.failed.slice(0, 4), log.slice(-600)]);
check(`each had one whole secret of ${known.size}; ${used()} were used`, strangers.length === 0 && used() > before + 1, [strangers.slice(0, 3), used()]);
check("each was done once", twice().length === 0, twice().slice(0, 3));
const [old] = roles(p.pid).egress;

// A call is under way while its catalog is replaced three times, then it breaks.
const waits = (await client())("try { await api.post({ id: 'held', body: {} }) } catch (e) { return e.message }");
for (let i = 0; i < 100 && held.length === 0; i++)
	await sleep(50);
for (let n = 1; n <= 3; n++) {
	describe(n);
	await index();
	await sleep(700);
	await (await client())("await api.get({ id: 'next' })");
}
for (const h of held)
	h.destroy();
const said = await waits;
check("what a call is does not depend on a catalog that is closed", held.length === 1 && /may or may not have/.test(said) && roles(p.pid).egress?.[0] === old,
    [said, log.slice(-400)]);

// Tokens: what a token server gave is good until there is a new one, also when
// it has gone away.
tokens = { down: false, n: 0 };
fs.writeFileSync(path.join(conf, "connectors.d/granted.yaml"), `kind: openapi\ndocument: ${document}\nurl: ${url}\nnetwork: [127.0.0.1/32]\n` +
    `auth: {kind: oauth2, secret: "file:${secret}", token_url: "${url}/token", client_id: me}\n`);
await index();
const granted = async () => await (await client())("try { await granted.get({ id: 'x' }); return 'fine' } catch (e) { return e.message }");
const asked = async (n) => { // as often for a token
	let said;
	for (const end = Date.now() + 60000; Date.now() < end && !(/fine/.test(said) && tokens.n >= n); await sleep(100))
		said = await granted();
	return said;
};
const first = await asked(1);
check("a token server gives a token", /fine/.test(first) && tokens.n === 1, [first, tokens]);
p.kill("SIGHUP");
const renewed = await asked(2);
check("a reload asks for a new one", /fine/.test(renewed) && tokens.n === 2, [renewed, tokens]);
tokens.down = true;
p.kill("SIGHUP");
await asked(3);
const kept = await granted();
check("while it is down, the one there is goes on", /fine/.test(kept) && tokens.n >= 3, [kept, tokens, log.slice(-300)]);

// The signal alone, as fast as it goes.
r = await under(async function signals() {
	for (let i = 0; i < 100; i++)
		p.kill("SIGHUP");
}, 1000, LOAD_MS / 2);
check(`${r.results.length} calls while it gets ${100 * r.changes} SIGHUPs: none fails`, r.results.length > 50 && r.failed.length === 0, r.failed.slice(0, 4));
check("all that by one egress", roles(p.pid).egress?.[0] === old, log.slice(-600));

// Egress is killed.
let killed = 0;
r = await under(async function kills() {
	const [egress] = roles(p.pid).egress ?? [];
	if (egress && alive(egress) && ++killed)
		process.kill(egress, "SIGKILL");
}, 350, LOAD_MS);
const unknown = r.failed.filter(([, why]) => /may or may not have/.test(why)), reads = r.failed.filter(([id]) => /-r\d$/.test(id));
const others = r.failed.filter(([id, why]) => /-w\d$/.test(id) && !/may or may not have/.test(why));
const happened = unknown.filter(([id]) => came.has(id)).length;
check(`egress killed ${killed} times under ${r.results.length} calls: ${unknown.length} writes are reported unknown, of which ${happened} had arrived`,
    killed >= 3 && unknown.length > 0 && others.every(([id]) => !came.has(id)), [others.slice(0, 3), log.slice(-400)]);
// One is open of each client when it goes; those that come meanwhile wait.
check(`of reads ${reads.length} fail, and say that they can be repeated`, reads.every(([, why]) => /can be repeated|E_EGRESS/.test(why)) && reads.length <= killed * CLIENTS,
    reads.slice(0, 3));
check("no write was done twice", twice().filter((id) => /-w\d$/.test(id)).length === 0, twice().slice(0, 5));
check("every answer was its own call's, and no call vanished", r.results.every(([, why]) => why !== "another's answer") &&
    r.results.filter(([, why]) => why === "").every(([id]) => came.has(id)) && r.results.every(([id]) => /-[rw]\d$/.test(id)), r.results.find(([id]) => !/-[rw]\d$/.test(id)));
await sleep(300);
const execute = await client();
check("and afterwards all is well", (await execute("(await api.get({ id: 'last' })).id")).includes("last"), log.slice(-400));
p.kill("SIGTERM");
await new Promise((done) => p.once("exit", done));
upstream.close();
upstream.closeAllConnections();
finish();
