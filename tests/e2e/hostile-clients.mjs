// SPDX-License-Identifier: Apache-2.0
// See 57-hostile-clients.sh.  What is sent is made by mutate.mjs from a seed.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";

import { Client, check, demo, finish, sleep } from "./client.mjs";
import { mutate, random } from "./mutate.mjs";

const slow = process.env.CORDON_SLOW === "1", sanitized = process.env.CORDON_SANITIZED === "1";
const N = slow || !sanitized ? 10000 : 3000;
const seed = Number(process.env.CORDON_SEED ?? Date.now() % 1e9);
console.log(`# ${N} messages for each transport, CORDON_SEED=${seed}`);
const dir = await demo();
const fds = (pid) => fs.readdirSync(`/proc/${pid}/fd`).length;
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
async function until(what, ms) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(100))
		if (await what())
			return true;
	return false;
}

// stdio ---------------------------------------------------------------------
{
	const c = await new Client(dir).open();
	const good = async () => (await c.ask("tools/call", { name: "search", arguments: { query: "close a ticket" } }))
		.result.content[0].text.includes("closeTicket");
	c.id = 1000000; // those of the broken ones are small
	const r = random(seed);
	let before, served = 0, answers = 0;
	c.p.stdout.on("data", (d) => { answers += String(d).split("\n").length - 1; });
	for (let i = 0; i < N; i++) {
		if (!c.p.stdin.write(Buffer.concat([mutate(r, true).bytes, Buffer.from("\n")])))
			await new Promise((resolve) => c.p.stdin.once("drain", resolve));
		if (i % 100 === 0)
			served += await good();
		if (i === Math.floor(N / 5))
			before = rss(c.p.pid);
	}
	check("stdio: a good request is answered among them", served === Math.ceil(N / 100), served);
	check(`stdio: most are answered (${answers})`, answers > N / 2, answers);
	await good();
	const grown = rss(c.p.pid) - before;
	check(`stdio: memory does not grow (${grown} kB)`, sanitized || grown < 8192, grown);
	c.p.stdin.write("x".repeat(5 * 1024 * 1024) + "\n");
	check("stdio: and after a line of 5 MB", await good());
	await c.close();
	check("stdio: it ends well", c.p.exitCode === 0 && !/ERROR: |runtime error/.test(c.log), [c.p.exitCode, c.log.slice(-500)]);
}

// HTTP ----------------------------------------------------------------------
const p = spawn(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "serve", "--listen", "127.0.0.1:0"],
	{ stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => p.kill("SIGKILL"));
let log = "";
p.stderr.on("data", (d) => { log += d; });
const port = await new Promise((resolve) => p.stdout.on("data", (d) => {
	const m = /127\.0\.0\.1:(\d+)/.exec(d);
	if (m)
		resolve(Number(m[1]));
}));

// What comes back for these bytes until the other side closes, or `ms` passed.
const raw = (bytes, ms = 20000, until = () => false) => new Promise((resolve) => {
	const s = net.connect(port, "127.0.0.1");
	const parts = [];
	const end = (how) => { s.destroy(); clearTimeout(t); resolve({ how, text: Buffer.concat(parts).toString("latin1") }); };
	const t = setTimeout(end, ms, "timeout");
	s.on("data", (d) => { parts.push(d); if (until(Buffer.concat(parts).toString("latin1"))) end("answer"); });
	s.on("error", () => end("closed"));
	s.on("close", () => end("closed"));
	s.on("connect", () => s.write(bytes));
});
const HEAD = "Host: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
const post = (body, more = "") => Buffer.concat([Buffer.from(`POST /mcp HTTP/1.1\r\n${HEAD}${more}Content-Length: ${body.length}\r\n\r\n`), body]);
const whole = (t) => {
	const at = t.indexOf("\r\n\r\n"), n = /\r\ncontent-length: (\d+)/i.exec(t.slice(0, at));
	return at > 0 && (n ? t.length >= at + 4 + Number(n[1]) : t.endsWith("0\r\n\r\n"));
};
const SEARCH = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "search",
	arguments: { query: "close a ticket" }, _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28",
		"io.modelcontextprotocol/clientCapabilities": {} } } }));
const MODERN = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: search\r\n";
const good = async () => (await raw(post(SEARCH, MODERN), 20000, whole)).text.includes("closeTicket");
check("HTTP: a good request", await good());

// A good client all the while.
let asked = 0, heard = 0, stop = false, longest = 0;
const witness = (async () => {
	while (!stop) {
		const t = Date.now();
		asked++;
		heard += await good();
		longest = Math.max(longest, Date.now() - t);
		await sleep(50);
	}
})();
const answer = await raw(post(Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize",
	params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "h", version: "1" } } }))), 20000, whole);
const session = /mcp-session-id: (\S+)/i.exec(answer.text)[1];
const r = random(seed + 1);
const extra = ["", "", `Mcp-Session-Id: ${session}\r\n`, `Mcp-Session-Id: ${session}\r\n`, MODERN, "Mcp-Session-Id: nope\r\n",
	"MCP-Protocol-Version: 1999-01-01\r\n", "Mcp-Name: =?base64?!!?=\r\n"];
const wrong = [];
let done = 0, before, handles;
async function one() {
	const m = mutate(r, false);
	const a = await raw(post(m.bytes, extra[r(extra.length)]), 20000, whole);
	const status = Number(/^HTTP\/1\.1 (\d+) /.exec(a.text)?.[1] ?? 0);
	const body = a.text.slice(a.text.indexOf("\r\n\r\n") + 4);
	let fine = a.how !== "timeout" && (status === 0 || [200, 202, 400, 404, 413].includes(status));
	if (/\r\ncontent-type: application\/json/i.test(a.text))
		try {
			JSON.parse(Buffer.from(body, "latin1").toString());
		} catch {
			fine = false;
		}
	if (!fine)
		wrong.push([m.what, a.how, a.text.slice(0, 300), m.bytes.toString("latin1").slice(0, 200)]);
	if (++done === Math.floor(N / 5))
		before = rss(p.pid);
}
await Promise.all(Array.from({ length: 8 }, async () => {
	while (done < N)
		await one();
}));
check("HTTP: every broken message ends in an error or a closed connection", wrong.length === 0, wrong.slice(0, 3));
await until(() => fds(p.pid) <= 40, 10000);
handles = fds(p.pid);

// HTTP itself, bent.
const line = "POST /mcp HTTP/1.1\r\n";
const bent = {
	"two lengths": `${line}${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   `,
	"a length and chunks": `${line}${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPOST /mcp HTTP/1.1\r\n${HEAD}Content-Length: ${SEARCH.length}\r\n${MODERN}\r\n${SEARCH}`,
	"a negative length": `${line}${HEAD}Content-Length: -1\r\n\r\n`,
	"a length beyond 64 bits": `${line}${HEAD}Content-Length: 99999999999999999999999\r\n\r\n`,
	"a length that is none": `${line}${HEAD}Content-Length: 0x10\r\n\r\n`,
	"a chunk's size that is none": `${line}${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
	"a chunk without end": `${line}${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}`,
	"a chunk's size of 10 kB": `${line}${HEAD}Transfer-Encoding: chunked\r\n\r\n${"0".repeat(10000)}2\r\n{}\r\n0\r\n\r\n`,
	"a chunk's extension of 100 kB": `${line}${HEAD}Transfer-Encoding: chunked\r\n\r\n2;a=${"x".repeat(100000)}\r\n{}\r\n0\r\n\r\n`,
	"an unknown coding": `${line}${HEAD}Transfer-Encoding: gzip\r\n\r\n{}`,
	"a header of 100 kB": `${line}${HEAD}X: ${"y".repeat(100000)}\r\nContent-Length: 2\r\n\r\n{}`,
	"5000 headers": `${line}${HEAD}${"X: y\r\n".repeat(5000)}Content-Length: 2\r\n\r\n{}`,
	"a path of 100 kB": `POST /${"p".repeat(100000)} HTTP/1.1\r\n${HEAD}\r\n`,
	"no Host": `${line}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
	"two Hosts": `${line}Host: evil.example\r\n${HEAD}Content-Length: 2\r\n\r\n{}`,
	"a folded header": `${line}${HEAD}X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}`,
	"a NUL in a header": `${line}${HEAD}X: a\0b\r\nContent-Length: 2\r\n\r\n{}`,
	"HTTP/0.9": "GET /mcp\r\n\r\n",
	"HTTP/2's preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	"TLS": Buffer.from("16030100c8010000c40303", "hex"),
	"CONNECT": "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
	"another path": `POST /mcp/../mcp%00 HTTP/1.1\r\n${HEAD}Content-Length: 2\r\n\r\n{}`,
	"a method of 1 kB": `${"M".repeat(1000)} /mcp HTTP/1.1\r\n${HEAD}\r\n`,
	"noise": Buffer.from(Array.from({ length: 3000 }, () => r(256))),
};
const odd = [];
const t0 = Date.now();
await Promise.all(Object.entries(bent).map(async ([what, bytes]) => {
	// Half a request is waited for, but not for ever.
	const a = await raw(Buffer.from(bytes), 60000);
	const status = [...a.text.matchAll(/HTTP\/1\.[01] (\d+) /g)].map((m) => Number(m[1]));
	if (a.how !== "closed" || status.some((s) => s < 400 || s >= 500 && s !== 501 && s !== 505) || a.text.includes("closeTicket"))
		odd.push([what, a.how, status, a.text.slice(0, 200)]);
}));
check(`HTTP bent in ${Object.keys(bent).length} ways is refused or closed (${Date.now() - t0} ms)`, odd.length === 0, odd);
const three = await raw(Buffer.concat([1, 2, 3].map(() => post(SEARCH, MODERN))), 20000, (t) => t.split("HTTP/1.1 200").length === 4 && whole(t.slice(t.lastIndexOf("HTTP/1.1"))));
check("three requests at once are answered in turn", three.text.split("closeTicket").length >= 4, three.text.slice(0, 400));
const big = Buffer.alloc(6 * 1024 * 1024, 32);
check("a body of 6 MB is told to be too large", / 413 /.test((await raw(post(big), 30000, whole)).text));

// A hundred that trickle, each a byte at a time.
const t1 = Date.now();
const trickles = Array.from({ length: 100 }, (_, i) => new Promise((resolve) => {
	const s = net.connect(port, "127.0.0.1");
	const bytes = i % 2 ? post(SEARCH, MODERN) : Buffer.from(line + HEAD + "X: y\r\n".repeat(1000));
	let at = 0;
	const t = setInterval(() => at < bytes.length - 1 && s.write(bytes.subarray(at, ++at)), 500);
	s.on("error", () => {});
	s.on("close", () => { clearInterval(t); resolve(Date.now() - t1); });
	setTimeout(() => { clearInterval(t); s.destroy(); resolve(Infinity); }, 90000);
}));
await sleep(2000);
check("while a hundred trickle, others are served", await good());
const ends = await Promise.all(trickles);
check(`and those are cut off (the last after ${Math.max(...ends)} ms)`, ends.every((ms) => ms < 80000), ends.filter((ms) => ms > 80000).length);

stop = true;
await witness;
check(`the good client was served ${heard} times, at the longest in ${longest} ms`, asked > 10 && heard === asked, [asked, heard]);
check("no descriptor is left", await until(() => fds(p.pid) <= handles, 60000), [handles, fds(p.pid)]);
const grown = rss(p.pid) - before;
check(`memory does not grow (${grown} kB)`, sanitized || grown < 16384, grown);
p.kill("SIGTERM");
const code = await new Promise((resolve) => p.once("exit", resolve));
check("it ends well", code === 0 && !/ERROR: |runtime error/.test(log), [code, log.slice(-500)]);
finish();
