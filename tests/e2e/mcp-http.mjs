// SPDX-License-Identifier: Apache-2.0
// See 54-mcp-http.sh.
import { execFile, execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import path from "node:path";
import zlib from "node:zlib";

import { Client, check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9", "-keyout",
	path.join(scratch, "key"), "-out", path.join(scratch, "pem"), "-subj", "/CN=x", "-addext", "subjectAltName=IP:127.0.0.1"], { stdio: "pipe" });

// A server whose tools answer each in a way of its own.
const reply = (r, type, bytes, coding) => {
	r.writeHead(200, { "Content-Type": type, ...(coding ? { "Content-Encoding": coding } : {}), "Content-Length": bytes.length });
	r.end(bytes);
};
const json = (r, bytes, coding) => reply(r, "application/json", bytes, coding);
const event = (text) => Buffer.from(`data: ${text}\n\n`);
// 200 MiB of header lines, or of interim replies.
const without = (r, head, name) => {
	const s = r.socket, piece = (name ? `${name}: ${"y".repeat(1000)}\r\n` : `HTTP/1.1 103 Early Hints\r\nLink: ${"y".repeat(1000)}\r\n\r\n`).repeat(64);
	let left = 200 << 20;
	const more = () => { while (left > 0 && !s.destroyed && s.write(piece)) left -= piece.length; };
	s.on("drain", more).on("error", () => {});
	s.write(Buffer.from(`${name ? "HTTP/1.1 200 OK\r\n" : ""}${head}`, "latin1"));
	more();
};
const tools = {
	plain: (r, text) => json(r, text),
	gzip: (r, text) => json(r, zlib.gzipSync(text), "gzip"),
	brotli: (r, text) => json(r, zlib.brotliCompressSync(text), "br"),
	twice: (r, text) => json(r, zlib.gzipSync(zlib.deflateSync(text)), "deflate, gzip"),
	events: (r, text) => reply(r, "text/event-stream", zlib.gzipSync(event(text)), "gzip"),
	slowEvents: (r, text) => { // each piece can be read when it comes
		const z = zlib.createGzip();
		r.writeHead(200, { "Content-Type": "text/event-stream", "Content-Encoding": "gzip" });
		z.pipe(r);
		z.write(event(text));
		z.flush();
	},
	noEnd: (r, text) => json(r, zlib.gzipSync(text).subarray(0, -8), "gzip"), // all of the text, but not that it is all
	half: (r, text) => { const z = zlib.gzipSync(text); json(r, z.subarray(0, z.length / 2), "gzip"); },
	halfBrotli: (r, text) => { const z = zlib.brotliCompressSync(text); json(r, z.subarray(0, z.length / 2), "br"); },
	notGzip: (r, text) => json(r, text, "gzip"),
	unknown: (r, text) => json(r, text, "zstd"),
	halfEvents: (r, text) => { const z = zlib.gzipSync(event(text)); reply(r, "text/event-stream", z.subarray(0, z.length / 2), "gzip"); },
	trailers: (r, text) => {
		r.writeHead(200, { "Content-Type": "application/json", Trailer: "Content-Encoding, Content-Type" });
		r.write(text);
		r.addTrailers({ "Content-Encoding": "gzip", "Content-Type": "text/event-stream" });
		r.end();
	},
	bomb: (r) => json(r, zlib.gzipSync(Buffer.alloc(200 << 20, 32)), "gzip"),
	eventBomb: (r) => reply(r, "text/event-stream", zlib.gzipSync(Buffer.concat([Buffer.from("data: "), Buffer.alloc(200 << 20, 120)])), "gzip"),
	commentBomb: (r) => reply(r, "text/event-stream", zlib.gzipSync(Buffer.from((": " + "c".repeat(97) + "\n").repeat(2 << 20))), "gzip"),
	trailersWithoutEnd: (r, text) => without(r, `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text.toString("latin1")}\r\n0\r\n`, "X-A"),
	headersWithoutEnd: (r) => without(r, "", "X-B"),
	interimWithoutEnd: (r) => without(r, "", null),
	drop: (r) => (r.stream?.session ?? r.socket).destroy(),
};
const came = [], called = {};
const serve = (q, r) => {
	const parts = [];
	q.on("data", (d) => parts.push(d));
	q.on("end", () => {
		came.push({ version: q.httpVersion, headers: q.headers, auth: q.headers.authorization });
		if (q.method !== "POST")
			return r.writeHead(405).end();
		const m = JSON.parse(Buffer.concat(parts)), say = (result) => Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: m.id, result }));
		if (m.id === undefined)
			return r.writeHead(202).end();
		if (m.method === "initialize")
			return json(r, say({ protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "t", version: "1" } }));
		if (m.method === "tools/list")
			return json(r, say({ tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: "object" } })) }));
		if (m.method !== "tools/call")
			return json(r, say({}));
		called[m.params.name] = (called[m.params.name] ?? 0) + 1;
		tools[m.params.name](r, say({ content: [{ type: "text", text: `${m.params.name} \u00e9 ${"x".repeat(3000)}` }] }));
	});
};
const listen = (s) => new Promise((done) => s.listen(0, "127.0.0.1", () => done(s.address().port)));
const plain = http.createServer(serve), secure = http2.createSecureServer({ allowHTTP1: true, key: fs.readFileSync(path.join(scratch, "key")),
	cert: fs.readFileSync(path.join(scratch, "pem")) }, serve);
secure.on("error", () => {}).on("sessionError", () => {});
fs.writeFileSync(path.join(scratch, "secret"), "mcp-secret-1234567890", { mode: 0o600 });
const connector = (name, url, more = "") => fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`),
	`kind: mcp\nurl: ${url}/mcp\nera: legacy\nnetwork: [127.0.0.1/32]\nauth: {kind: bearer, secret: "file:${scratch}/secret"}\n${more}`);
fs.mkdirSync(path.join(scratch, "credentials"));
fs.writeFileSync(path.join(scratch, "credentials/mcp"), "mcp-credential-1234567890", { mode: 0o600 });
Object.assign(process.env, { MCP_KEY: "mcp-variable-1234567890", CREDENTIALS_DIRECTORY: path.join(scratch, "credentials") });
connector("plain", `http://127.0.0.1:${await listen(plain)}`, "headers: {X-Variable: \"env:MCP_KEY\", X-Credential: \"cred:mcp\", X-Text: \"as it is\"}\n");
const securePort = await listen(secure);
connector("secure", `https://127.0.0.1:${securePort}`, `ca: ${scratch}/pem\n`);
connector("stranger", `https://127.0.0.1:${securePort}`, "tools: list.json\n");
fs.writeFileSync(path.join(conf, "connectors.d/list.json"), JSON.stringify({ tools: [{ name: "plain", inputSchema: { type: "object" } }] }));
fs.writeFileSync(path.join(conf, "cordon.yaml"), `state: ${scratch}/state\nwrites: allow\n`);
const indexed = await new Promise((done) => execFile(cordon, ["--config", conf, "index"], (_, out, err) => done(out + err)));
const c = await new Client(conf).open();
const told = async (call) => (await c.execute(`try { return JSON.stringify(await ${call}) } catch (e) { return [e.code, e.message].join(": ") }`)).text;

for (const name of ["plain", "gzip", "brotli", "twice", "events", "slowEvents", "trailers"]) {
	const t = await told(`plain.${name}({})`);
	const { "x-variable": variable, "x-credential": credential, "x-text": as } = came.at(-1).headers;
	check("with its headers", variable === process.env.MCP_KEY && credential === "mcp-credential-1234567890" && as === "as it is", came.at(-1));
	check(`${name} comes whole: ${t.slice(0, 40)}`, t.includes(`${name} \u00e9 xxx`) && called[name] === 1, [t.slice(0, 300), indexed.slice(-300)]);
}
for (const [name, want] of [["noEnd", /ended early/], ["half", /ended early/], ["halfBrotli", /ended early/], ["notGzip", /compressed body of the reply is broken/],
	["unknown", /Content-Encoding is none of/], ["halfEvents", /ended the stream without an answer/], ["drop", /ended without a reply; the call may or may not/]]) {
	const t = await told(`plain.${name}({})`);
	check(`${name}: ${t.slice(0, 120)}`, want.test(t) && !t.includes("xxx") && called[name] === 1, [t.slice(0, 300), called[name]]);
	check(`and the next call is fine`, (await told("plain.plain({})")).includes("plain \u00e9"), c.log.slice(-300));
}
const [egress] = c.family("cordon-egress");
const most = () => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${egress}/status`, "utf8"))?.[1]) >> 10, before = most();
// A sanitizer keeps for a while what was freed.
const fits = (mib) => process.env.CORDON_SANITIZED === "1" || most() - before < mib;
for (const name of ["headersWithoutEnd", "trailersWithoutEnd", "interimWithoutEnd"]) {
	const t = await told(`plain.${name}({})`);
	check(`${name}: ${t.slice(0, 120)}`, /E_UPSTREAM.*(Too large response headers|have no end)/.test(t) && !t.includes("xxx") && called[name] === 1, [t.slice(0, 300), called[name]]);
	check(`and the next call is fine, with ${most() - before} MiB more at most`, (await told("plain.plain({})")).includes("plain \u00e9") && fits(16), [before, most(), c.log.slice(-300)]);
}
// What it unpacks to is bounded as a message is, and a comment is none.
for (const [name, want] of [["commentBomb", /ended the stream without an answer/], ["bomb", /longer than 24 MiB/], ["eventBomb", /longer than 24 MiB/]]) {
	const t = await told(`plain.${name}({})`);
	check(`${name}: ${t.slice(0, 120)}, ${most() - before} MiB more at most`, want.test(t) && called[name] === 1 && fits(name === "commentBomb" ? 16 : 48), [t.slice(0, 300), before, most()]);
	check("and the next call is fine", (await told("plain.plain({})")).includes("plain \u00e9"));
}
check("what it may compress with is what can be undone", came.length > 0 && came.every((x) => x.headers["accept-encoding"] === "deflate, gzip, br"), came[0]);

// Certificates of one's own; and HTTP/2 only from a libcurl that loses nothing.
let t = await told("secure.gzip({})");
check(`its own certificate: ${t.slice(0, 40)}`, t.includes("gzip \u00e9"), [t, c.log.slice(-300)]);
const [, major, minor] = /libcurl[ /](\d+)\.(\d+)/.exec(spawnSync("curl", ["--version"], { encoding: "utf8" }).stdout ?? "") ?? [];
const old = major !== undefined && (+major < 8 || (+major === 8 && +minor < 1)), versions = new Set(came.map((x) => x.version));
if (old)
	check(`libcurl ${major}.${minor} speaks HTTP/1.1 (${[...versions]})`, versions.size === 1 && versions.has("1.1"));
t = await told("stranger.plain({})");
check(`another's is refused: ${t.slice(0, 120)}`, /certificate/.test(t) && !t.includes("\u00e9"), t);
await c.close();
for (const s of [plain, secure]) {
	s.close();
	s.closeAllConnections?.();
}
finish();
