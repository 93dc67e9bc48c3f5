// SPDX-License-Identifier: Apache-2.0
// A random secret per kind of credential, 1,000 calls to an upstream that
// echoes what it was sent: in headers, bodies, error pages, redirects,
// compressed, cut in awkward places and encoded.  It is found nowhere.
import crypto from "node:crypto";
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

import { Client, check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const CALLS = 1000;

// Secrets as providers make them, and one with everything in it.
const word = (n) => crypto.randomBytes(n).toString("base64").replace(/[+=]/g, "x");
const kinds = [
	{ name: "bearer", auth: ["bearer"], secret: `ghp_${word(24)}`, of: (q) => q.headers.authorization.slice(7) },
	{ name: "basic", auth: ["basic"], secret: `AC${word(8)}:p&w"d/\\${word(12)}`,
		of: (q) => Buffer.from(q.headers.authorization.slice(6), "base64").toString("latin1") },
	{ name: "keyheader", auth: ["apiKey", "--auth-name", "X-Api-Key"], secret: `k<'${word(18)}/+=`,
		of: (q) => q.headers["x-api-key"] },
	{ name: "keyquery", auth: ["apiKey", "--auth-in", "query", "--auth-name", "key"], secret: `q ${word(30)}%25&`,
		of: (q) => new URL(q.url, "http://x").searchParams.get("key") },
	{ name: "keycookie", auth: ["apiKey", "--auth-in", "cookie", "--auth-name", "sid"], secret: `c${word(24)}`,
		of: (q) => /sid=([^;]*)/.exec(q.headers.cookie)[1] },
];

const html = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;").replace(/'/g, "&#39;");
const u4 = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
const b64 = (s, k) => Buffer.from("abc".slice(0, k) + s).toString("base64");
const encodings = {
	plain: (s) => s, url: (s) => encodeURIComponent(s), urlall: (s) => [...s].map((c) => "%" + c.charCodeAt(0).toString(16)).join(""),
	form: (s) => new URLSearchParams({ s }).toString(), html, entities: (s) => [...s].map((c) => `&#${c.charCodeAt(0)};`).join(""),
	json: (s) => JSON.stringify(s).slice(1, -1), php: (s) => JSON.stringify(s).slice(1, -1).replace(/\//g, "\\/"),
	unicode: (s) => [...s].map(u4).join(""), b0: (s) => b64(s, 0), b1: (s) => b64(s, 1), b2: (s) => b64(s, 2),
	b64url: (s) => Buffer.from(s).toString("base64url"), b64inurl: (s) => encodeURIComponent(b64(s, 0)),
	mime: (s) => b64(s, 1).replace(/(.{16})/g, "$1\r\n"), hex: (s) => Buffer.from(s).toString("hex"),
	HEX: (s) => Buffer.from(s).toString("hex").toUpperCase(), basic: (s) => "Basic " + b64(s, 0),
};
const oneLine = (s) => s.replace(/[\r\n]/g, "");
const squeeze = { none: (b) => b, gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync };

// status, headers, body of each place to put it.
const places = {
	json: (s) => [200, { "Content-Type": "application/json" }, `{"a":[1,"${s.replace(/"/g, "'")}"],"b":2}`],
	text: (s) => [200, { "Content-Type": "text/plain" }, `before ${s} after`],
	bytes: (s) => [200, { "Content-Type": "application/octet-stream" }, `\x00\x01${s}\x02`],
	events: (s) => [200, { "Content-Type": "text/event-stream" }, `data: ${oneLine(s)}\n\n`],
	lines: (s) => [200, { "Content-Type": "application/x-ndjson" }, `{"s":"${oneLine(s).replace(/["\\]/g, "")}"}\n{}\n`],
	header: (s) => [200, { "Content-Type": "application/json", "X-Echo": oneLine(s), "ETag": `"${oneLine(s)}"` }, "{}"],
	cookie: (s) => [200, { "Set-Cookie": `s=${oneLine(s)}` }, ""],
	page: (s) => [500, { "Content-Type": "text/html" }, `<h1>Error</h1><pre>${s}</pre>`],
	refusal: (s) => [401, { "Content-Type": "application/json" }, `{"message":"bad key ${s.replace(/["\\]/g, "")}"}`],
	problem: (s) => [422, { "Content-Type": "application/problem+json", "WWW-Authenticate": `Bearer error="${oneLine(s)}"` },
		`{"detail":"${s.replace(/["\\]/g, "")}"}`],
	redirect: (s) => [302, { Location: `/elsewhere?from=${encodeURIComponent(s)}` }, s],
	away: (s) => [302, { Location: `http://${"x".repeat(8)}.invalid/${encodeURIComponent(s)}` }, s],
	nowhere: (s) => [307, { Location: `ht!tp://[${encodeURIComponent(s)}` }, s],
	reason: (s) => [400, { "Content-Type": "text/plain", $reason: oneLine(s).replace(/[^\x20-\x7e]/g, "") }, s],
	short: (s) => [200, { "Content-Type": "text/plain", "Content-Length": "100000" }, `cut ${s}`],
};

const cases = [];
for (let i = 0; i < CALLS; i++) {
	const pick = (o, n) => Object.keys(o)[n % Object.keys(o).length];
	cases.push({ kind: kinds[i % kinds.length], place: pick(places, i), encoding: pick(encodings, Math.floor(i / 3)),
		squeeze: i % 4 === 0 ? "none" : pick(squeeze, Math.floor(i / 7)), cut: 1 + (i % 23) });
}
const seen = new Set(), wrong = [];

function write(r, reason, status, headers, body, cut) {
	const h = [];
	for (const [k, v] of Object.entries(headers))
		h.push(k, Buffer.from(v).toString("latin1"));
	r.writeHead(status, reason ?? http.STATUS_CODES[status], h);
	// Cut in many pieces, each a chunk of its own on the wire.
	for (let at = 0; at < body.length; at += cut)
		r.write(body.subarray(at, at + cut));
	if (headers["Content-Length"])
		r.destroy();
	else
		r.end();
}

const upstream = http.createServer((q, r) => {
	const m = /^\/[a-z]+\/echo\/(\d+)/.exec(q.url);
	if (!m) { // where a redirect led: the whole request, as debug pages show it
		r.end(`you came by ${q.url} with ${JSON.stringify(q.headers)}`);
		return;
	}
	const c = cases[+m[1]], secret = c.kind.of(q);
	seen.add(+m[1]);
	if (secret !== c.kind.secret)
		wrong.push([c.kind.name, secret]);
	let [status, headers, body] = places[c.place](encodings[c.encoding](c.kind.secret));
	const { $reason: reason, ...rest } = headers;
	let bytes = squeeze[c.squeeze](Buffer.from(body));
	if (c.squeeze !== "none" && !rest["Content-Length"])
		rest["Content-Encoding"] = c.squeeze;
	write(r, reason, status, rest, bytes, c.cut);
});
await new Promise((done) => upstream.listen(0, "127.0.0.1", done));
const url = `http://127.0.0.1:${upstream.address().port}`;

const conf = path.join(scratch, "conf"), document = path.join(scratch, "echo.json");
fs.mkdirSync(conf, { recursive: true });
fs.writeFileSync(document, JSON.stringify({ openapi: "3.1.0", info: { title: "echo", version: "1" }, paths: {
	"/echo/{n}": { get: { operationId: "echo", parameters: [{ name: "n", in: "path", required: true,
		schema: { type: "integer" } }], responses: { 200: { description: "" } } } } } }));
for (const k of kinds) {
	const file = path.join(scratch, `secret-${k.name}`);
	fs.writeFileSync(file, k.secret + "\n", { mode: 0o600 });
	execFileSync(cordon, ["--config", conf, "add", "openapi", k.name, document, "--url", `${url}/${k.name}`,
		"--auth", ...k.auth, "--secret-file", file], { stdio: "pipe" });
}

// What a leak looks like: any twelve bytes in a row of a form of the secret.
const needles = [];
for (const k of kinds)
	for (const s of [k.secret, b64(k.secret, 0), b64(k.secret, 1), b64(k.secret, 2), encodings.hex(k.secret),
		encodings.HEX(k.secret), encodeURIComponent(k.secret), encodings.json(k.secret), encodings.unicode(k.secret),
		encodings.entities(k.secret), encodings.urlall(k.secret)])
		for (let i = 4; i + 12 <= s.length - 4; i++)
			needles.push([k.name, Buffer.from(s.slice(i, i + 12))]);
function leaks(bytes) {
	const b = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
	return needles.filter(([, n]) => b.includes(n)).map(([name, n]) => `${name}: ${n}`);
}

const program = `
const names = ${JSON.stringify(cases.map((c) => c.kind.name))};
const g = { ${kinds.map((k) => k.name).join(", ")} };
const out = [];
async function one(n) {
	try {
		const r = await g[names[n]].echo.withResponse({ n });
		let d = r.data;
		if (d instanceof Uint8Array) d = String.fromCharCode(...d);
		out.push([n, r.status, r.headers, d]);
	} catch (e) {
		console.log(e);
		out.push([n, String(e), e.stack, e.body, Object.assign({}, e)]);
	}
}
for (let n = FROM; n < TO; n += 25)
	await Promise.all(Array.from({ length: 25 }, (_, i) => one(n + i)));
`;
const slice = (from, to) => program.replace("FROM", from).replace("TO", to);
const whole = path.join(scratch, "program.js");
fs.writeFileSync(whole, slice(0, CALLS) + "return out;");
// Not the synchronous one: the upstream is in this process.
const ran = await new Promise((done) => execFile(cordon, ["--config", conf, "run", "--json", "--timeout", "120s", whole],
	{ env: { ...process.env, CORDON_DEBUG: "1" }, maxBuffer: 1 << 28 }, (_, out, err) => {
		fs.writeFileSync(path.join(scratch, "log"), err);
		done(out);
	}));
const answer = JSON.parse(ran);
check(`${seen.size} calls of ${CALLS} arrived with their secret`, answer.ok && seen.size === CALLS && wrong.length === 0, wrong.slice(0, 3));
const results = new Map((answer.result ?? []).map((x) => [x[0], x]));
const said = [...results.values()].filter((x) => JSON.stringify(x).includes("[redacted]")).length;
check(`${results.size} came back, ${said} of them with [redacted] in them`, results.size === CALLS && said > CALLS / 2, said);
for (const [n, r] of results) {
	const found = leaks(JSON.stringify(r).replace(/\\\\/g, "\\")).concat(leaks(JSON.stringify(r)));
	if (found.length > 0) {
		const c = cases[n];
		check(`call ${n} (${c.kind.name} ${c.place} ${c.encoding} ${c.squeeze}) says nothing`, false, [found.slice(0, 2), r]);
	}
}
check("the answer and its log say nothing", leaks(ran).length === 0, leaks(ran).slice(0, 3));
check("nor does cordon's own log", leaks(fs.readFileSync(path.join(scratch, "log"))).length === 0);

// While a run holds all that it was told: memory, environments, arguments.
const c = await new Client(conf).open();
await c.execute("1");
const busy = c.execute(`${slice(0, 300)} for (;;) {}`, { timeout_ms: 6000 });
const until = Date.now() + 20000;
seen.clear();
while (seen.size < 300 && Date.now() < until)
	await new Promise((r) => setTimeout(r, 50));
await new Promise((r) => setTimeout(r, 500));
const everyone = [c.p.pid, ...c.family("cordon")];
const shown = everyone.flatMap((pid) => ["cmdline", "environ"].flatMap((f) => leaks(fs.readFileSync(`/proc/${pid}/${f}`))));
check(`no argument or environment of ${everyone.length} processes has it`, everyone.length >= 3 && shown.length === 0, shown);
const cores = c.family("cordon-egress").map((pid) => /Max core file size\s+(\d+)\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/limits`, "utf8")));
check("egress leaves no core file", cores.length === 1 && cores[0][1] === "0" && cores[0][2] === "0", cores);
if (process.getuid() === 0 && process.env.CORDON_SANITIZED !== "1") {
	const searched = [c.p.pid, ...c.family("cordon-worker")];
	const found = searched.flatMap((pid) => searchMemory(pid).map((x) => `${pid} ${x}`));
	check(`the memory of the broker and ${searched.length - 1} workers does not have it`, found.length === 0, found);
	const [egress] = c.family("cordon-egress");
	check("the memory of egress does (so the search works)", searchMemory(egress).length > 0);
} else
	console.log("skip: only root can read another's memory, and not a sanitized one's");
check("the run was held by its loop", (await busy).failed);
await c.close();
check("and the server's log says nothing", leaks(c.log).length === 0, leaks(c.log));
const files = fs.readdirSync(scratch, { recursive: true }).filter((f) => !f.startsWith("secret-") &&
    fs.statSync(path.join(scratch, f)).isFile());
const written = files.filter((f) => leaks(fs.readFileSync(path.join(scratch, f))).length > 0);
check(`no file of ${files.length} has it`, written.length === 0, written);
upstream.close();
upstream.closeAllConnections();
finish();

// Whole secrets only: windows would be many passes over much memory.
function searchMemory(pid) {
	const found = [];
	let mem;
	try {
		mem = fs.openSync(`/proc/${pid}/mem`, "r");
	} catch {
		return []; // it ended meanwhile
	}
	const whole = kinds.flatMap((k) => [k.secret, b64(k.secret, 0), encodings.hex(k.secret)].map((s) => Buffer.from(s)));
	for (const line of fs.readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
		const m = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line);
		if (!m || line.includes("[v"))
			continue;
		const from = BigInt(`0x${m[1]}`), size = Number(BigInt(`0x${m[2]}`) - from), data = Buffer.alloc(size);
		try {
			fs.readSync(mem, data, 0, size, from);
		} catch {
			continue; // a guard page
		}
		if (whole.some((s) => data.includes(s)))
			found.push(line.slice(0, 60));
	}
	fs.closeSync(mem);
	return found;
}
