// SPDX-License-Identifier: Apache-2.0
// See 33-http2.sh.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http2 from "node:http2";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";
import * as h2 from "./h2.mjs";
import { certificate, spoken } from "./http2-spoken.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
const at = (name) => path.join(scratch, name);
const SECRET = "spoken-by-two-1234567890", SECRET_B64 = Buffer.from(SECRET).toString("base64");
fs.writeFileSync(at("secret"), SECRET, { mode: 0o600 });
const mine = certificate("mine"), client = certificate("client");
const until = async (what) => {
	for (const end = Date.now() + 60000; !what() && Date.now() < end; await sleep(20));
	return what();
};

// A server of node's: what it was asked, and on which connection.
const asked = [];
async function serve(name, options, lines, answer) {
	const s = http2.createSecureServer({ ...mine, allowHTTP1: true, ...options }, (q, r) => {
		const parts = [], one = { name, url: q.url, method: q.method, headers: q.headers, session: q.stream?.session, socket: q.socket, version: q.httpVersion,
			peer: q.socket.getPeerCertificate?.()?.subject?.CN, code: null };
		q.stream?.on("error", () => {});
		q.stream?.on("close", () => { one.code = q.stream.rstCode; });
		q.on("data", (d) => parts.push(d)).on("end", () => {
			one.body = Buffer.concat(parts);
			asked.push(one);
			answer(q, r, one);
		});
	});
	s.sessions = new Set();
	s.on("session", (x) => { s.sessions.add(x); x.on("error", () => {}); x.on("close", () => s.sessions.delete(x)); }).on("sessionError", () => {});
	s.on("tlsClientError", () => {});
	await new Promise((done) => s.listen(0, "127.0.0.1", done));
	connector(name, s.address().port, lines);
	return s;
}
const op = (id, method = "get") => ({ [method]: { operationId: id, parameters: [{ name: "n", in: "query", schema: { type: "string" } }], responses: { 200: { description: "" } },
	...(method === "post" && { requestBody: { content: { "application/json": { schema: { type: "object" } } } } }) } });
fs.writeFileSync(at("api.json"), JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {
	"/go": { ...op("go"), ...op("send", "post") }, "/slow": op("slow"), "/never": op("never"), "/busy": op("busy"), "/flood": op("flood"), "/big": op("big"), "/echo": op("echo") } }));
const connector = (name, port, lines = "") => fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`),
	`kind: openapi\ndocument: ${at("api.json")}\nurl: https://127.0.0.1:${port}\nnetwork: [127.0.0.1/32]\nca: ${at("mine.pem")}\n${lines || "auth: {kind: bearer, secret: \"file:" + at("secret") + "\"}"}\n`);

const held = []; // answers of /slow, given when they are let go
function answer(q, r, one) {
	const type = (t) => r.setHeader("content-type", t);
	r.on("error", () => {});
	type("application/json");
	const what = new URL(q.url, "https://x").pathname;
	if (what === "/never")
		return;
	if (what === "/busy") {
		r.statusCode = 503;
		return r.end("{}");
	}
	if (what === "/slow")
		return held.push(() => r.end('{"fine": "slow"}'));
	if (what === "/flood") {
		const more = () => { while (!r.destroyed && !r.writableEnded && r.write(Buffer.alloc(16384, 32))); };
		r.on("drain", more);
		return more();
	}
	if (what === "/big")
		return r.end(JSON.stringify({ fine: "b".repeat(6 << 20) }));
	if (what === "/echo") { // the credential, an octet a frame
		type("text/plain");
		r.setHeader("x-echo", q.headers.authorization);
		const all = Buffer.from(`<${q.headers.authorization}|${SECRET_B64}|${encodeURIComponent(SECRET)}>`);
		let i = 0;
		const next = () => (i < all.length ? r.write(all.subarray(i, ++i), () => setImmediate(next)) : r.end());
		return next();
	}
	r.end(JSON.stringify({ fine: new URL(q.url, "https://x").searchParams.get("n") ?? q.method, length: one.body.length }));
}
const one = await serve("api", {}, "", answer);
await serve("narrow", { settings: { maxConcurrentStreams: 1 } }, "", answer);
await serve("shut", { settings: { initialWindowSize: 100 } }, "", answer);
await serve("certified", { requestCert: true, rejectUnauthorized: true, ca: client.cert },
	`auth: {kind: mtls, cert: ${at("client.pem")}, secret: "file:${at("client.key")}"}`, answer);
const c = await new Client(conf).open();
const run = async (code, time = 60000) => (await c.execute(`const say = async (p) => { try { return await p } catch (e) { return (e.code || e.name) + ": " + e.message } }; ${code}`, { timeout_ms: time })).text;
const first = await c.execute("return await api.go({})", { timeout_ms: 60000 });
spoken(asked[0]?.version === "1.1", first);
check("it is spoken", asked[0]?.version === "2.0" && /fine/.test(first.text), first);

// Many at once; that it was busy says nothing of its streams.
asked.length = 0;
let said = await run("return await say(api.busy({}))");
check("a busy one is asked three times", asked.length === 3 && /503/.test(said), [said, asked.length]);
const fifty = (name) => `const r = await Promise.all(Array.from({ length: 50 }, (_, i) => say(${name}.go({ n: String(i) })))); return r.filter((x, i) => x.fine === String(i)).length + " of " + r.length + " " + JSON.stringify(r.filter((x) => !x.fine)[0] ?? "")`;
const connections = () => new Set(asked.map((x) => x.session ?? x.socket)).size;
asked.length = 0;
said = await run(fifty("api"));
check(`50 calls at once: ${said}, ${connections()} connections`, /50 of 50/.test(said) && asked.length === 50 && connections() === 1, [said, asked.length]);
asked.length = 0;
said = await run(fifty("narrow"));
check(`50 calls at once, one stream at a time: ${said}, ${connections()} connections`, /50 of 50/.test(said) && asked.length === 50, [said, asked.length]);
asked.length = 0;
said = await run(`const r = await Promise.all(Array.from({ length: 16 }, () => say(narrow.send({ body: {} })))); return r.filter((x) => x.fine === "POST").length + " of " + r.length`);
check(`and 16 that write, by then: ${said}`, /16 of 16/.test(said) && asked.length === 16, [said, asked.length]);
asked.length = 0;
const clients = await Promise.all(Array.from({ length: 8 }, () => run(fifty("api"))));
check(`8 programs at once, 50 each: ${connections()} connections`, clients.every((t) => /50 of 50/.test(t)) && asked.length === 400, clients);
asked.length = 0;
said = await run(`const r = await Promise.all(Array.from({ length: 12 }, () => say(shut.send({ body: { a: "x".repeat(100000) } })))); return r.map((x) => x.length).join()`);
check(`12 bodies through a window of 100 octets: ${said.slice(0, 60)}`, said.includes(Array(12).fill(100008).join()) && asked.length === 12, said);

// One stream's trouble is not the next one's.
asked.length = 0;
said = run('return (await api.slow({})).fine');
await until(() => held.length === 1);
const others = [await run("return await say(api.never({}))", 700), await run("return await say(api.flood({}))"), await run("return (await api.big({})).fine.length"), await run("return (await api.go({})).fine")];
held.splice(0).forEach((go) => go());
check("a stream waits while others time out, are too long, are long", /TimeoutError|E_TIMEOUT/.test(others[0]) && /E_LIMIT/.test(others[1]) && others[2].includes(String(6 << 20)) &&
    /GET/.test(others[3]) && /slow/.test(await said), [others, await said]);
check("all on one connection", connections() === 1, asked.map((x) => x.url));
check("what was given up is reset, not read on", await until(() => ["/never", "/flood"].every((u) => asked.find((x) => x.url === u).code > 0)), asked.map((x) => [x.url, x.code]));

// Redaction, however it is cut.
said = await run('const r = await api.echo.withResponse({}); return [r.headers["x-echo"], r.data]');
check(`a secret an octet a frame: ${said.replace(/\s+/g, " ").slice(0, 120)}`, !said.includes(SECRET) && !said.includes(SECRET_B64) && (said.match(/\[redacted\]/g) ?? []).length === 4, said);

// Certificates.
asked.length = 0;
said = await run(fifty("certified"));
check(`a client certificate, 50 calls at once: ${connections()} connections`, /50 of 50/.test(said) && asked.every((x) => x.peer === "client" && x.version === "2.0"), [said, asked[0]?.peer]);

// A server that goes: gracefully, with a request under way, and for good.
asked.length = 0;
said = run("return (await api.slow({})).fine");
await until(() => held.length === 1);
for (const s of one.sessions)
	s.goaway(h2.NO_ERROR);
await sleep(100);
const after = await run("return (await api.go({})).fine");
held.splice(0).forEach((go) => go());
check("a server that goes ends what is under way; the next call is another connection's", /slow/.test(await said) && /GET/.test(after) && connections() === 2, [after, await said, connections()]);
for (const s of one.sessions)
	s.destroy();
check("a connection that is gone is made anew", /GET/.test(await run("return (await api.go({})).fine")));
await run("await api.go({})");
for (const s of one.sessions)
	s.close();
await until(() => one.sessions.size === 0);
said = await run("return await say(api.send({ body: {} }))");
check("or was closed", /POST/.test(said), said);

// What is asked for only is asked for again, what may have been done is not.
let act, came = 0;
const odd = h2.server(mine, (k, stream) => act(k, stream, ++came));
await new Promise((done) => odd.listen(0, "127.0.0.1", done));
connector("odd", odd.address().port);
const c2 = await new Client(conf).open();
const reset = (code) => (k, stream) => k.raw(h2.frame(h2.RST_STREAM, 0, stream, h2.u32(code)));
const away = (last, code) => (k, stream) => { k.raw(h2.frame(h2.GOAWAY, 0, 0, h2.u32(last ?? stream, code))); k.socket.end(); };
const fine = (k, stream) => k.fine(stream);
async function tries(code, ...acts) {
	act = fine; // the connection has been used before
	await c2.execute("await odd.go({})", { timeout_ms: 60000 });
	came = 0;
	act = (k, stream, n) => (acts[n - 1] ?? fine)(k, stream);
	return (await c2.execute(`try { return await odd.${code} } catch (e) { return e.code + ": " + e.message }`, { timeout_ms: 60000 })).text.replace(/\s+/g, " ");
}
const torn = (k) => k.socket.destroy();
for (const [what, how] of [["refused", reset(h2.REFUSED_STREAM)], ["reset", reset(h2.INTERNAL_ERROR)], ["torn", torn], ["told to go before it", away(0, h2.NO_ERROR)],
	["told to go after it", away(undefined, h2.NO_ERROR)]]) {
	said = await tries("go({})", how);
	check(`a GET that is ${what} is asked for again: ${said}`, /fine/.test(said) && came === 2, [said, came]);
	said = await tries("send({ body: {} })", how);
	check(`a POST that is ${what} is sent once: ${said.slice(0, 150)}`, came === 1 && /E_UPSTREAM.*may or may not/.test(said), [said, came]);
}
await c2.close();
await c.close();

// Tenants: a connection of one is never another's.
const token = (name) => execFileSync(cordon, ["--config", conf, "token", name], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
fs.writeFileSync(path.join(conf, "cordon.yaml"), `state: ${at("state")}\n`);
const tokens = { ann: token("ann"), bob: token("bob") };
const p = spawn(cordon, ["--config", conf, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => p.kill("SIGKILL"));
const url = await new Promise((done) => p.stdout.on("data", (d) => /http:\S+\/mcp/.test(d) && done(/http:\S+\/mcp/.exec(d)[0])));
async function as(who, code) {
	const headers = { "content-type": "application/json", accept: "application/json, text/event-stream", authorization: `Bearer ${tokens[who]}` };
	const post = (body, more) => fetch(url, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify({ jsonrpc: "2.0", ...body }) });
	const init = await post({ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "e2e", version: "1" } } });
	const session = { "mcp-session-id": init.headers.get("mcp-session-id"), "mcp-protocol-version": "2025-11-25" };
	await init.text();
	await (await post({ method: "notifications/initialized" }, session)).text();
	return (await post({ id: 2, method: "tools/call", params: { name: "execute", arguments: { code, timeout_ms: 60000 } } }, session)).text();
}
asked.length = 0;
const named = (who) => as(who, `const r = await Promise.all(Array.from({ length: 20 }, () => api.go({ n: "${who}" }))); return r.every((x) => x.fine === "${who}") && "each its own"`);
const all = await Promise.all(["ann", "bob", "ann", "bob", "ann", "bob"].map(named));
const of = (who) => new Set(asked.filter((x) => x.url.endsWith(who)).map((x) => x.session));
const [ann, bob] = [of("ann"), of("bob")];
check(`two tenants, 120 calls: ${ann.size} connections of one, ${bob.size} of the other, none of both`, all.every((t) => /each its own/.test(t)) && asked.length === 120 &&
    ann.size > 0 && bob.size > 0 && ![...ann].some((x) => bob.has(x)), [all, asked.length]);
p.kill("SIGTERM");
await new Promise((done) => p.once("exit", done));
finish();
