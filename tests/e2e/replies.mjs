// SPDX-License-Identifier: Apache-2.0
// What programs get of replies that are sequences, and of upstreams that are busy.
import { execFile, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

import { check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
const log = {}; // name of a path: when it was asked
const send = (type, text, more = {}) => (q, r) => r.writeHead(200, { "Content-Type": type, ...more }).end(text);
const pour = (type, piece, every) => (q, r) => {
	r.writeHead(200, { "Content-Type": type });
	let n = 0;
	const more = () => { while (!r.destroyed && r.write(piece(n++)) && every === 0); };
	r.on("drain", more);
	const t = setInterval(more, every || 50);
	r.on("close", () => clearInterval(t));
	r.on("error", () => {});
};
const busy = (status, times, headers = () => ({})) => {
	let n = 0;
	return (q, r) => n++ < times ? r.writeHead(status, headers()).end("busy") : r.writeHead(200, { "Content-Type": "application/json" }).end(`{"times":${n}}`);
};
const inSeconds = (s) => ({ "Retry-After": new Date(Date.now() + s * 1000).toUTCString() });
const always = 1e9;
let now = 0, most = 0; // requests under way
const paths = {
	lines: send("application/x-ndjson", '{"a":1}\n\n[2]\r\n"three"\n4'),
	jsonl: send("application/jsonl; charset=utf-8", '{"a":"\u00e9"}\n'),
	spring: send("application/stream+json", '{"n":1}\n{"n":2}\n'),
	sequence: send("application/json-seq", '\x1e{"a":\n1}\n\x1e2\n'),
	none: send("application/x-ndjson", ""),
	broken: send("application/x-ndjson", '{"a":1}\n{"a":}\n'),
	events: send("text/event-stream", ": hello\n\nevent: add\ndata: {\"a\":1}\nid: 7\nretry: 250\n\ndata: one\ndata:two\r\n\r\nevent: no data\n\ndata\n\nnonsense: x\ndata: last"),
	latin: send("text/event-stream; charset=iso-8859-1", Buffer.from("data: caf\xe9\n\n", "latin1")),
	endlessLines: pour("application/x-ndjson", (n) => `{"n":${n},"x":"${"z".repeat(2000)}"}\n`, 0),
	endlessEvents: pour("text/event-stream", (n) => `data: ${n}\n\ndata: unfinished`, 60),
	busySeconds: busy(429, 1, () => ({ "Retry-After": "1" })),
	busyDate: busy(503, 1, () => inSeconds(2)),
	busyPlain: busy(503, 2),
	busyGateway: busy(502, 1),
	tooLong: busy(429, always, () => ({ "Retry-After": "77" })),
	tooLongDate: busy(503, always, () => inSeconds(3600)),
	broken500: busy(500, always),
	posted: busy(503, 1, () => ({ "Retry-After": "0" })),
	minus: busy(503, always, () => ({ "Retry-After": "-5" })), fraction: busy(503, always, () => ({ "Retry-After": "1.5" })),
	past: busy(503, always, () => inSeconds(-3600)), later9999: busy(503, always, () => ({ "Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT" })),
	put: busy(503, 1, () => ({ "Retry-After": "0" })),
	hammered: busy(503, always),
	silent: () => {},
	half: (q, r) => { r.writeHead(200, { "Content-Type": "application/json", "Content-Length": 100 }); r.write('{"a":'); },
	slowly: (q, r) => {
		r.writeHead(200, { "Content-Type": "application/json" });
		"[1,2,3,4,5]".split("").forEach((c, i) => setTimeout(() => i < 10 ? r.write(c) : r.end(c), i * 300));
	},
	tired: (q, r) => { r.writeHead(200, { "Content-Type": "text/event-stream" }); r.write("data: 1\n\ndata: 2\n\n"); },
	torn: (q, r) => { r.writeHead(200, { "Content-Type": "text/event-stream" }); r.write(Buffer.from("data: \u00e9\r\n\r\ndata: caf\u00e9").subarray(0, -1)); },
	tornLines: (q, r) => { r.writeHead(200, { "Content-Type": "application/x-ndjson" }); r.write(Buffer.from('{"a":1}\r\n{"a":"\xf0\x9f\x98', "latin1")); },
	tornSequence: (q, r) => { r.writeHead(200, { "Content-Type": "application/json-seq" }); r.write('\x1e{"a":\n1}\n\x1e{"a":\n'); },
	tornSecret: (q, r) => { r.writeHead(200, { "Content-Type": "text/event-stream" }); r.write(`data: 1\n\ndata: ${q.headers.authorization.slice(0, -1)}`); },
	moved: busy(503, always, () => ({ "Retry-After": "0" })), asked: busy(503, 1, () => ({ "Retry-After": "0" })),
	ended: (q, r) => q.socket.destroy(),
	markedLines: send("application/x-ndjson", '\ufeff{"a":1}\r\n{"a":2}'), markedEvents: send("text/event-stream", "\ufeffdata: 1\r\n\r\ndata: 2\r\n\r\n"),
	counted: (q, r) => { most = Math.max(most, ++now); setTimeout(() => { now--; r.writeHead(200).end(); }, 500); },
	rails: (q, r) => r.writeHead(422, { "Content-Type": "application/json" }).end(
		'{"message":"Validation Failed","errors":[{"field":"title","code":"missing_field"}]}'),
	fastapi: (q, r) => r.writeHead(422, { "Content-Type": "application/json" }).end(
		'{"detail":[{"loc":["body","title"],"msg":"field required"}]}'),
	django: (q, r) => r.writeHead(400, { "Content-Type": "application/json" }).end('{"title":["is required"]}'),
	stripe: (q, r) => r.writeHead(402, { "Content-Type": "application/json" }).end('{"error":{"message":"declined","code":"card"}}'),
	graph: (q, r) => r.writeHead(400, { "Content-Type": "application/json" }).end('{"errors":["no such field"]}'),
	wordy: (q, r) => r.writeHead(400, { "Content-Type": "application/json" }).end(
		JSON.stringify({ message: "no", errors: Array(500).fill({ field: "x".repeat(30) }) })),
	later: busy(503, always, () => ({ "Retry-After": "3" })),
};
paths.large = send("application/x-ndjson", `{"x":"${"y".repeat(90)}"}\n`.repeat(30000), { "Content-Length": 30000 * 99 });
const upstream = http.createServer((q, r) => {
	const name = q.url.slice(1).split("?")[0];
	(log[name] ??= []).push(Date.now());
	q.resume();
	paths[name](q, r);
});
await new Promise((done) => upstream.listen(0, "127.0.0.1", done));

const methods = { posted: "post", minus: "post", fraction: "post", past: "post", later9999: "post", put: "put" }, own = { moved: "MOVE", asked: "QUERY", ended: "LINK" };
const replies = { lines: { "application/x-ndjson": { schema: { type: "object", properties: { a: { type: "integer" } } } } },
	jsonl: { "application/jsonl": { schema: { type: "array", items: { type: "string" } } } },
	events: { "text/event-stream": { schema: { type: "string" } } } };
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
fs.writeFileSync(path.join(scratch, "api.json"), JSON.stringify({ openapi: "3.2.0", info: { title: "t", version: "1" },
	paths: Object.fromEntries(Object.keys(paths).map((p) => {
		const op = { [methods[p] ?? own[p] ?? "get"]: { operationId: p, responses: { 200: { description: "", content: replies[p] ?? {} } } } };
		return [`/${p}`, own[p] ? { additionalOperations: op } : op];
	})) }));
const connect = (name, more = "", port = upstream.address().port) => fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`),
	`kind: openapi\ndocument: ${scratch}/api.json\nurl: http://127.0.0.1:${port}\nnetwork: [127.0.0.1/32]\n${more}\n`);
connect("api");

const run = (code, ...more) => new Promise((done) => execFile(cordon, ["--config", conf, "run", ...more, "-e", code],
	(_, out, err) => { try { done({ value: JSON.parse(out), err }); } catch { done({ value: out, err }); } }));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

for (const [name, want] of [["lines", [{ a: 1 }, [2], "three", 4]], ["jsonl", [{ a: "\u00e9" }]], ["spring", [{ n: 1 }, { n: 2 }]],
	["sequence", [{ a: 1 }, 2]], ["markedLines", [{ a: 1 }, { a: 2 }]], ["markedEvents", [{ data: "1" }, { data: "2" }]], ["none", []], ["latin", [{ data: "caf\u00e9" }]],
	["events", [{ event: "add", data: '{"a":1}', id: "7", retry: 250 }, { data: "one\ntwo" }, { data: "" }, { data: "last" }]]]) {
	const r = await run(`await api.${name}({})`);
	check(`${name}: ${JSON.stringify(r.value).slice(0, 100)}`, same(r.value, want) && !/first/.test(r.err), [r, want]);
}
let r = await run("const all = await api.large({}); [all.length, all[29999].x.length]");
check("one with a length comes whole", same(r.value, [30000, 90]), r);
r = await run('try { await api.broken({}) } catch (e) { [e.name, e.message, e.body] }');
check(`an item that is not JSON is named: ${r.value[1]}`, r.value[0] === "SyntaxError" && /^item 2 of the reply/.test(r.value[1]) && r.value[2] === '{"a":}', r);
r = await run("const r = await api.endlessLines.withResponse({}); [r.data.length, r.data.every((l, i) => l.n === i && l.x.length === 2000), r.headers.get('x-cordon-cut')]");
check(`lines without end, collected up to 1 MiB: ${r.value}`, r.value[0] > 400 && r.value[0] <= 524 && r.value[1] === true && r.value[2] === "size" &&
	/first \d+ items .*more than is collected/.test(r.err), r);
let t = Date.now();
r = await run("const r = await api.endlessEvents.withResponse({}); [r.data.length, r.data[1], r.headers.get('x-cordon-cut')]", "--timeout", "2s");
check(`events without end, for half of the time: ${JSON.stringify(r.value)}`, r.value[0] > 1 && r.value[2] === "time" && r.value[1].data === "unfinisheddata: 1" &&
	Date.now() - t < 60000 && /items of it \(more comes than there is time for\)/.test(r.err), r);
const types = execFileSync(cordon, ["--config", conf, "types", "api"], { encoding: "utf8" });
check("their types are lists", /lines\([^)]*\): Promise<\{ a\?: number \}\[\]>/.test(types) && /jsonl\([^)]*\): Promise<string\[\]>/.test(types) &&
	/events\([^)]*\): Promise<\{ event\?: string; data: string; id\?: string; retry\?: number \}\[\]>/.test(types), types.slice(-1500));

// Busy upstreams.
for (const [name, least, times] of [["busySeconds", 1100, 2], ["busyDate", 900, 2], ["busyPlain", 100, 3], ["busyGateway", 100, 2], ["put", 100, 2]]) {
	r = await run(`await api.${name}({})`);
	const waits = log[name].slice(1).map((at, i) => at - log[name][i]);
	check(`${name}: asked again after ${waits} ms`, r.value.times === times && waits.length === times - 1 && waits[0] >= least - 5, [r, waits]);
}
// What was wrong is in the message, however the API says it.
for (const [name, said] of [["rails", '422 Unprocessable Content: Validation Failed [{"field":"title","code":"missing_field"}]'],
	["fastapi", '422 Unprocessable Content: [{"loc":["body","title"],"msg":"field required"}]'],
	["django", '400 Bad Request: {"title":["is required"]}'], ["stripe", "402: declined"], ["graph", "400 Bad Request: no such field"]]) {
	r = await run(`try { await api.${name}({}) } catch (e) { e.message }`);
	check(`${name}: ${r.value}`, r.value === `api.${name}: ${said}`, [r, said]);
}
r = await run("try { await api.wordy({}) } catch (e) { e.message }");
check("but not all of a long list", r.value.length < 500 && r.value.endsWith("..."), r);
const tell = (name, more = "") => run(`try { await api.${name}({}) } catch (e) { [e.name, e.status, e.retryAfter, e.message${more}] }`);
r = await tell("tooLong");
check(`${r.value[3]}`, r.value[1] === 429 && r.value[2] === 77 && /retry after 77 s/.test(r.value[3]) && log.tooLong.length === 1, [r, log.tooLong]);
r = await tell("tooLongDate");
check(`a date: ${r.value[3]}`, r.value[1] === 503 && r.value[2] > 3500 && r.value[2] <= 3600 && log.tooLongDate.length === 1, [r, log.tooLongDate]);
r = await tell("posted");
check(`a POST is never repeated: ${r.value[3]}`, r.value[1] === 503 && r.value[2] === 0 && log.posted.length === 1, [r, log.posted]);
for (const [name, wants] of [["minus", (n) => n == null], ["fraction", (n) => n == null], ["past", (n) => n === 0], ["later9999", (n) => n > 1e11]]) {
	r = await tell(name);
	check(`Retry-After is ${name}: ${r.value[3]}`, r.value[1] === 503 && wants(r.value[2]) && log[name].length === 1, [r, log[name]]);
}
r = await tell("broken500");
check("nor is what is not said to be temporary", r.value[1] === 500 && r.value[2] == null && log.broken500.length === 1, [r, log.broken500]);
t = Date.now();
r = await run('try { await api.later({}) } catch (e) { [e.status, e.retryAfter] }', "--timeout", "2s");
check("nothing is waited for that the deadline forbids", same(r.value, [503, 3]) && log.later.length === 1, [r, log.later, Date.now() - t]);
r = await run("(await Promise.allSettled(Array.from({ length: 60 }, () => api.hammered({})))).filter((x) => x.reason?.status === 503).length");
check(`60 calls to one that stays busy are ${log.hammered.length} requests`, r.value === 60 && log.hammered.length >= 62 && log.hammered.length <= 60 + 10 + 8, [r, log.hammered.length]);

// A connector's own times.
const child = spawn(process.execPath, ["-e", `const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 },
	() => console.log(s.address().port))`], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => child.kill("SIGKILL"));
const deaf = await new Promise((done) => child.stdout.once("data", (d) => done(+d)));
child.kill("SIGSTOP");
for (let i = 0; i < 4; i++)
	net.connect(deaf, "127.0.0.1").on("error", () => {}).unref();
await new Promise((done) => setTimeout(done, 100));
connect("brisk", "timeout: 400ms");
connect("restless", "idle_timeout: 400ms");
connect("patient", "idle_timeout: 2500ms"); // less than all of `slowly` takes
connect("hasty", "connect_timeout: 400", deaf);
const timed = async (call) => {
	const t = Date.now(), r = await run(`try { [await ${call}] } catch (e) { [e.code, e.message] }`);
	return { code: r.value[0], ms: Date.now() - t, message: r.value[1], r };
};
for (const [call, why] of [["brisk.silent({})", /timed out/], ["brisk.half({})", /timed out/], ["hasty.lines({})", /onnect/],
	["restless.silent({})", /nothing was heard for 400 ms/], ["restless.half({})", /nothing was heard for 400 ms/]]) {
	const x = await timed(call);
	check(`${call}: ${x.message} (${x.ms} ms)`, x.code === "E_TIMEOUT" && why.test(x.message) && x.ms >= 390 && x.ms < 60000, x);
}
let x = await timed("brisk.slowly({})");
check("a reply that takes longer than the time of a call", x.code === "E_TIMEOUT", x);
x = await timed("patient.slowly({})");
check(`silence is counted from the last byte: ${JSON.stringify(x.code)} after ${x.ms} ms`, same(x.code, [1, 2, 3, 4, 5]) && x.ms > 2900, x);
x = await timed("restless.tired({})");
check("a stream that has gone silent is given as far as it came", same(x.code, [{ data: "1" }, { data: "2" }]) && x.ms >= 390 && x.ms < 60000, x);

fs.writeFileSync(path.join(scratch, "secret"), "s3cret-of-many-letters", { mode: 0o600 });
connect("sworn", `idle_timeout: 400ms\nauth: {kind: bearer, secret: "file:${scratch}/secret"}`);
for (const [name, want] of [["torn", [{ data: "\u00e9" }]], ["tornLines", [{ a: 1 }]], ["tornSequence", [{ a: 1 }]], ["tornSecret", [{ data: "1" }]]]) {
	x = await timed(`sworn.${name}({})`);
	check(`${name}: whole items only, no half of a character: ${JSON.stringify(x.code)}`, same(x.code, want), x.r);
}

// Of a method of the API's own nobody knows whether it may be sent twice.
fs.writeFileSync(path.join(conf, "cordon.yaml"), `state: ${scratch}/state\nwrites: allow\n`);
for (const [name, times, want] of [["moved", 1, 503], ["asked", 2, 200], ["ended", 1, "E_UPSTREAM"]]) {
	r = await run(`try { (await api.${name}.withResponse({})).status } catch (e) { [e.status ?? e.code, e.message] }`);
	const got = r.value?.[0] ?? r.value;
	check(`${own[name]}: sent ${log[name]?.length} times: ${JSON.stringify(r.value)}`, log[name]?.length === times && got === want &&
	    (name !== "ended" || /may or may not have had its effect/.test(r.value[1])), [r, log[name]]);
}

// How many at once, of a program and of all.
const many = (name, n) => run(`(await Promise.all(Array.from({ length: ${n} }, () => ${name}.counted.withResponse({})))).filter((r) => r.status === 200).length`);
r = await many("api", 40);
check(`a program has at most 16 under way (${most})`, r.value === 40 && most === 16, [r, most]);
connect("narrow", "in_flight: 3");
most = 0;
r = await many("narrow", 20);
check(`a connector has as many as it says (${most})`, r.value === 20 && most === 3, [r, most]);
r = await run(`async () => { const gone = new AbortController(), all = [];
	setTimeout(() => gone.abort(), 20);
	for (let i = 0; i < 12; i++) all.push(narrow.counted.withResponse(i < 8 ? { signal: gone.signal } : {}).then((r) => r.status, (e) => e.name));
	return await Promise.all(all) }`);
check(`calls given up make room: ${r.value}`, Array.isArray(r.value) && r.value.slice(8).every((v) => v === 200) && r.value[0] !== 200, r);
upstream.close();
upstream.closeAllConnections();
finish();
