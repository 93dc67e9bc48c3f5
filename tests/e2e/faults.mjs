// SPDX-License-Identifier: Apache-2.0
// Upstreams that fail in every phase: each time a typed error in time, no
// memory kept, and the next call works.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import path from "node:path";
import tls from "node:tls";
import zlib from "node:zlib";

import { Client, check, finish, scratch, sleep } from "./client.mjs";

const DEADLINE = 1000;
// After it, 200 ms: the least of all that it ends; a busy machine is later.
const LATE = 200, SLACK = 30000;
// What is to come to its own end has the time for it; of events without end half
// of a program's time is collected.
const timeOf = (name, want) => want.includes(late) ? DEADLINE : name === "endless_events" ? 6000 : 60000;
const MEMORY_KB = 8 * 1024;

const open = new Set();
const listen = (server, at = "127.0.0.1") => new Promise((done) => {
	server.on("connection", (s) => { open.add(s); s.on("error", () => {}); s.on("close", () => open.delete(s)); });
	server.on("tlsClientError", () => {});
	server.listen(0, at, () => done(server.address().port));
});
// Answers once the request's head is there.
const raw = (answer) => listen(net.createServer((s) => {
	let head = "";
	s.on("data", (d) => {
		head += d.toString("latin1");
		if (head.includes("\r\n\r\n")) {
			head = "";
			answer(s);
		}
	});
}));
const says = (text) => raw((s) => s.write(text));
const saysAndEnds = (text) => raw((s) => s.end(text));
const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const drip = (s, text) => {
	s.write(text);
	const t = setInterval(() => s.write("x"), 1000);
	s.on("close", () => clearInterval(t));
};
// As much as the other side takes, up to `total` bytes.
const pour = (s, piece, total) => {
	let n = 0;
	const more = () => {
		while (n < total && !s.destroyed) {
			n += piece.length;
			if (!s.write(piece))
				return s.once("drain", more);
		}
		s.end();
	};
	more();
};

const pem = (name) => fs.readFileSync(path.join(scratch, name));
function certificate(name, host) {
	const f = (x) => path.join(scratch, x);
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
		"-keyout", f(name + ".key"), "-out", f(name + ".pem"), "-subj", "/CN=" + host, "-addext", "subjectAltName=" + host],
		{ stdio: "pipe" });
	return { key: pem(name + ".key"), cert: pem(name + ".pem") };
}
// One whose time is over; how to say so depends on openssl's version.
function expired(name) {
	const f = (x) => path.join(scratch, x), run = (...a) => execFileSync("openssl", a, { stdio: "pipe" });
	fs.writeFileSync(f("ext"), "subjectAltName=IP:127.0.0.1");
	run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f(name + ".key"), "-out", f(name + ".csr"),
	    "-subj", "/CN=" + name);
	const sign = ["x509", "-req", "-in", f(name + ".csr"), "-signkey", f(name + ".key"), "-extfile", f("ext"), "-out", f(name + ".pem")];
	try {
		run(...sign, "-days", "-1");
	} catch {
		run(...sign, "-not_before", "20200101000000Z", "-not_after", "20200201000000Z");
	}
	return { key: pem(name + ".key"), cert: pem(name + ".pem") };
}
const secure = (pair, answer, more = {}) => listen(tls.createServer({ ...pair, ...more }, (s) => {
	s.on("error", () => {});
	s.on("data", () => answer(s));
}));

// Takes its connections and stops: the next one's handshake never ends.
async function deaf() {
	const child = spawn(process.execPath, ["-e", `const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 },
		() => console.log(s.address().port))`], { stdio: ["ignore", "pipe", "ignore"] });
	process.on("exit", () => child.kill("SIGKILL"));
	const port = await new Promise((done) => child.stdout.once("data", (d) => done(+d)));
	child.kill("SIGSTOP");
	for (let i = 0; i < 4; i++)
		net.connect(port, "127.0.0.1").on("error", () => {}).unref();
	await sleep(100);
	return port;
}

const bomb = zlib.gzipSync(Buffer.alloc(200 << 20));
const packed = (b, coding) => raw((s) => s.end(Buffer.concat([Buffer.from(`${ok}Content-Encoding: ${coding}\r\nContent-Length: ${b.length}\r\n\r\n`), b])));
// Text, which has no end of its own, less its last bytes, and a right length.
const cutShort = (kind) => {
	const text = Buffer.from("a line of text, and another\n".repeat(400));
	const squeeze = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, deflateRaw: zlib.deflateRawSync, br: zlib.brotliCompressSync,
		"gzip, gzip": (b) => zlib.gzipSync(zlib.gzipSync(b).subarray(0, -9)) };
	const all = squeeze[kind](text), b = kind === "gzip, gzip" ? all : all.subarray(0, -3);
	return raw((s) => s.end(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" +
	    `Content-Encoding: ${kind.replace("Raw", "")}\r\nContent-Length: ${b.length}\r\n\r\n`), b])));
};
const old = expired("old");
const mine = certificate("mine", "IP:127.0.0.1"), other = certificate("other", "DNS:other.example");
const fine = `${ok}Content-Length: 11\r\n\r\n{"fine": 1}`;
const late = "TimeoutError|E_TIMEOUT", broken = "E_UPSTREAM", long = "E_LIMIT";

// name, port, what is said; scheme, lines of configuration
const faults = [
	["refused", async () => 1, broken],
	["deaf_connect", deaf, late],
	["silent_tls", () => raw(() => {}), late, "https"],
	["silent_headers", () => raw(() => {}), late],
	["half_headers", () => says("HTTP/1.1 200 OK\r\nContent-Ty"), late],
	["half_body", () => says(`${ok}Content-Length: 100\r\n\r\n{"a":`), late],
	["drip_headers", () => raw((s) => drip(s, "HTTP/1.1 200 OK\r\nX: ")), late],
	["drip_body", () => raw((s) => drip(s, `${ok}\r\n`)), late],
	["closed_at_once", () => listen(net.createServer((s) => s.destroy())), broken],
	["reset_before", () => raw((s) => s.resetAndDestroy()), broken],
	["reset_within", () => raw((s) => { s.write(`${ok}Content-Length: 100\r\n\r\n{"a":`); setTimeout(() => s.resetAndDestroy(), 50); }), broken],
	["length_too_long", () => saysAndEnds(`${ok}Content-Length: 100\r\n\r\n{}`), broken],
	["two_lengths", () => saysAndEnds(`${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `), broken],
	["bad_length", () => saysAndEnds(`${ok}Content-Length: -7\r\n\r\n{}`), broken],
	["endless_headers", () => raw((s) => { s.write("HTTP/1.1 200 OK\r\n"); pour(s, "X-A: " + "a".repeat(1000) + "\r\n", 1e9); }), broken],
	["endless_header", () => raw((s) => { s.write("HTTP/1.1 200 OK\r\nX-A: "); pour(s, "a".repeat(10000), 1e9); }), broken],
	["endless_100s", () => raw((s) => pour(s, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100), 1e9)), `${broken}|${late}`],
	["only_100", () => saysAndEnds("HTTP/1.1 100 Continue\r\n\r\n"), broken],
	["only_103", () => saysAndEnds("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), broken],
	["switching", () => saysAndEnds("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPRI"), broken],
	["bomb", () => raw((s) => s.end(Buffer.concat([Buffer.from(`${ok}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`), bomb]))), long],
	["nested_bomb", () => packed(zlib.gzipSync(bomb), "gzip, gzip"), long],
	["br_bomb", () => packed(zlib.brotliCompressSync(Buffer.alloc(200 << 20), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } }), "br"), long],
	...["gzip", "deflate", "deflateRaw", "br", "gzip, gzip"].map((k) => [`short_${k.replace(/\W+/, "_")}`, () => cutShort(k), broken + ".*ended early"]),
	["coded_20_times", () => packed(bomb, Array(20).fill("gzip").join(", ")), broken],
	["endless_trailers", () => raw((s) => { s.write(`${ok}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`); pour(s, "X-A: " + "a".repeat(1000) + "\r\n", 1e9); }), broken + ".*no end"],
	["tiny_chunks", () => raw((s) => { s.write(`${ok}Transfer-Encoding: chunked\r\n\r\n`); pour(s, "1\r\n \r\n".repeat(1000), 1e9); }), `${long}|${late}`],
	["flood", () => raw((s) => { s.write(`${ok}\r\n`); pour(s, Buffer.alloc(65536, 32), 200 << 20); }), long],
	["bad_gzip", () => saysAndEnds(`${ok}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello`), broken],
	["bad_chunk", () => saysAndEnds(`${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`), broken],
	["huge_chunk", () => says(`${ok}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}`), broken],
	["no_http", () => saysAndEnds("SSH-2.0-OpenSSH_9.9\r\n"), broken],
	["no_status", () => saysAndEnds("<html>hello</html>"), broken],
	["nul_header", () => saysAndEnds(`HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\n{}`), `${broken}|200`],
	["bad_utf8", () => saysAndEnds(`${ok}Content-Length: 9\r\n\r\n{"a":"\xff"}`), "200|Error"],
	["bad_json", () => saysAndEnds(`${ok}Content-Length: 5\r\n\r\n{"a":`), "SyntaxError"],
	["unknown_ca", () => secure(mine, (s) => s.end(fine)), broken, "https"],
	["wrong_host", () => secure(other, (s) => s.end(fine)), broken, "https", () => `ca: ${path.join(scratch, "other.pem")}`],
	["expired", () => secure(old, (s) => s.end(fine)), broken + ".*expired", "https", () => `ca: ${path.join(scratch, "old.pem")}`],
	["old_tls", () => secure(mine, (s) => s.end(fine), { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }), broken, "https", () => `ca: ${path.join(scratch, "mine.pem")}`],
	["endless_events", () => raw((s) => { s.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
		const t = setInterval(() => s.write("data: tick\n\n"), 50); s.on("close", () => clearInterval(t)); }), "200 .*tick"],
	["endless_lines", () => raw((s) => { s.write("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n");
		pour(s, '{"line":1}\n'.repeat(1000), 1e9); }), "200 .*line"],
	["redirects", () => saysAndEnds("HTTP/1.1 302 Found\r\nLocation: /go\r\nContent-Length: 0\r\n\r\n"), broken],
	["goaway", () => listen(http2.createSecureServer(mine, () => {}).on("session", (s) => { s.on("error", () => {}); s.on("stream", () => s.goaway(2)); setTimeout(() => s.destroy(), 300).unref(); })),
		`${broken}|${late}`, "https", () => `ca: ${path.join(scratch, "mine.pem")}`],
];
const wells = [
	["good", () => saysAndEnds(fine)],
	["good_tls", () => secure(mine, (s) => s.write(fine)), "https", () => `ca: ${path.join(scratch, "mine.pem")}`],
];

const conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
fs.writeFileSync(path.join(scratch, "api.json"), JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {
	"/go": { get: { operationId: "go", responses: { 200: { description: "" } } }, post: { operationId: "send", responses: { 200: { description: "" } } } } } }));
async function connector(name, start, scheme = "http", more = () => "") {
	const port = await start();
	fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`), `kind: openapi\ndocument: ${scratch}/api.json\n` +
	    `url: ${scheme}://127.0.0.1:${port}\nnetwork: [127.0.0.1/32]\n${more()}\n`);
}
for (const [name, start, , scheme, more] of faults)
	await connector(name, start, scheme, more);
for (const [name, start, scheme, more] of wells)
	await connector(name, start, scheme, more);

const rss = (pid) => +/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1];
const c = await new Client(conf).open();
const call = (name, time = 60000, op = "go") => c.execute(`async () => { try { const r = await ${name}.${op}.withResponse({}); return r.status + " " + JSON.stringify(r.data) }
	catch (e) { return (e.code || e.name) + ": " + e.message } }`, { timeout_ms: time });
for (const [name] of wells)
	check(`${name} answers`, /200.*fine/.test((await call(name)).text), await call(name));
const [egress] = c.family("cordon-egress");
let worst = 0, most = 0;
const overdue = [], beyond = [];
for (const [name, , want] of faults) {
	const before = [rss(c.p.pid), rss(egress)];
	const time = timeOf(name, want), r = await call(name, time);
	const next = await call("good");
	const grown = Math.max(rss(c.p.pid) - before[0], rss(egress) - before[1]);
	worst = Math.max(worst, r.ms);
	most = Math.max(most, grown);
	if (r.ms > time + LATE)
		overdue.push(`${name} ${Math.round(r.ms)} ms`);
	if (time === DEADLINE && r.ms > DEADLINE)
		beyond.push(r.ms - DEADLINE);
	check(`${name}: ${r.text.replace(/\s+/g, " ").slice(0, 110)} (${Math.round(r.ms)} ms, ${grown} KiB)`,
	    new RegExp(want).test(r.text) && r.ms < time + SLACK && /fine/.test(next.text) &&
	    (grown <= MEMORY_KB || process.env.CORDON_SANITIZED === "1"), [r, next, grown]);
}
console.log(`#   ${faults.length - overdue.length} of ${faults.length} within the deadline and 200 ms; not: ${overdue.join(", ") || "none"}`);
check(`the deadline holds within ${LATE} ms: ${Math.min(...beyond).toFixed(0)} to ${Math.max(...beyond).toFixed(0)} of ${beyond.length}`,
    beyond.length >= 5 && Math.min(...beyond) <= LATE, beyond);
check(`egress is still the same process; slowest ${Math.round(worst)} ms, most kept ${most} KiB`,
    c.family("cordon-egress")[0] === egress);

// What may have happened is said to, and is not done again.
let posts = 0;
const twice = await listen(net.createServer((s) => {
	let first = true;
	s.on("data", () => {
		if (first)
			s.write(fine);
		else
			s.resetAndDestroy();
		first = false;
		posts++;
	});
}));
fs.writeFileSync(path.join(conf, "connectors.d/twice.yaml"),
    `kind: openapi\ndocument: ${scratch}/api.json\nurl: http://127.0.0.1:${twice}\nnetwork: [127.0.0.1/32]\n`);
const c2 = await new Client(conf).open();
const sent = await c2.execute(`async () => { await twice.send({}); try { await twice.send({}); return "sent" } catch (e) { return e.code + ": " + e.message } }`, { timeout_ms: 60000 });
check(`a POST whose connection breaks is sent once: ${sent.text.slice(0, 160)}`, posts === 2 && /may or may not/.test(sent.text), [posts, sent.text]);
await c.close();
await c2.close();
for (const s of open)
	s.destroy();
finish();
