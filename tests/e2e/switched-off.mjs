// SPDX-License-Identifier: Apache-2.0
// See 53-switched-off.sh.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), dir = path.join(scratch, "conf");

// Two servers that have the same tools and tell what is called.
const NAMES = ["echo", "echo_all", "env", "pid"];
const tools = NAMES.map((name) => ({ name, description: `does ${name}`,
	inputSchema: { type: "object", properties: { wait: { type: "boolean" } } } }));
const answer = (m) => m.method === "initialize" ? { protocolVersion: "2025-06-18", capabilities: { tools: {} },
	serverInfo: { name: "f", version: "1" } } : m.method === "tools/list" ? { tools } : { content: [{ type: "text", text: "called" }] };
const log = path.join(scratch, "called"), pipe = path.join(scratch, "pipe.mjs");
fs.writeFileSync(log, "");
fs.writeFileSync(pipe, `import fs from "node:fs";
import readline from "node:readline";
const tools = ${JSON.stringify(tools)};
const answer = ${answer};
readline.createInterface({ input: process.stdin }).on("line", (l) => {
	const m = JSON.parse(l);
	if (m.method === "tools/call")
		fs.appendFileSync(${JSON.stringify(log)}, "pipe " + m.params.name + "\\n");
	if (m.id !== undefined)
		console.log(JSON.stringify(m.method === "server/discover" ? { jsonrpc: "2.0", id: m.id, error: { code: -32601, message: "no" } }
			: { jsonrpc: "2.0", id: m.id, result: answer(m) }));
});
`);
const held = [];
const web = http.createServer((q, r) => {
	let body = "";
	q.on("data", (d) => { body += d; });
	q.on("end", () => {
		if (q.method !== "POST")
			return r.writeHead(405).end();
		const m = JSON.parse(body);
		if (m.id === undefined)
			return r.writeHead(202).end();
		if (m.method === "server/discover")
			return r.writeHead(400).end();
		if (m.method === "tools/call")
			fs.appendFileSync(log, "web " + m.params.name + "\n");
		const end = () => r.writeHead(200, { "content-type": "application/json" })
			.end(JSON.stringify({ jsonrpc: "2.0", id: m.id, result: answer(m) }));
		if (m.params?.arguments?.wait)
			held.push(end);
		else
			end();
	});
});
await new Promise((r) => web.listen(0, "127.0.0.1", r));

async function until(what, ms = 60000) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(50))
		if (await what())
			return true;
	return false;
}
// The server behind HTTP is in this process: nothing here may block.
const run = (...args) => new Promise((resolve) => {
	const p = spawn(cordon, ["--config", dir, ...args], { stdio: ["ignore", "pipe", "pipe"] });
	let text = "";
	for (const s of [p.stdout, p.stderr])
		s.on("data", (d) => { text += d; });
	p.on("close", (status) => resolve({ status, text }));
});
for (const [name, ...how] of [["pipe", "--", process.execPath, pipe], ["web", "--url", `http://127.0.0.1:${web.address().port}/mcp`]]) {
	const r = await run("add", "mcp", name, ...how);
	check(`${name}: its four tools are known`, r.status === 0 && /4 tools/.test(r.text), r.text);
}
const file = (name) => path.join(dir, `connectors.d/${name}.yaml`), catalog = (name) => path.join(dir, `catalog/${name}.cat`);
const before = Object.fromEntries(["pipe", "web"].map((n) => [n, { yaml: fs.readFileSync(file(n)), cat: fs.readFileSync(catalog(n)) }]));
const fresh = () => {
	const s = fs.readFileSync(log, "utf8");
	fs.writeFileSync(log, "");
	return s;
};
const program = (name) => "async () => { const out = {}; for (const [k, f] of [" +
	[["echo", "echo"], ["all", "echoAll"], ["env", "env"], ["pid", "pid"]].map(([k, f]) => `["${k}", () => ${name}.${f}({})]`).join(", ") +
	"]) try { out[k] = await f() } catch (e) { out[k] = e.code + ': ' + e.message } return out }";
const SWITCHES = [
	["disabledTools: [\"e*\"]\n", { echo: false, all: false, env: false, pid: true }],
	["enabledTools: [\"echo*\"]\n", { echo: true, all: true, env: false, pid: false }],
	["enabledTools: [\"e*\", pid]\ndisabledTools: [echo_all, \"en?\"]\n", { echo: true, all: false, env: false, pid: true }],
];
for (const name of ["pipe", "web"])
	for (const [text, want] of SWITCHES) {
		const title = `${name}, ${text.trim().replaceAll("\n", ", ")}`;
		fs.writeFileSync(file(name), before[name].yaml + text);
		let r = await run("run", "-e", program(name));
		let out = JSON.parse(r.text.slice(r.text.indexOf("{")));
		check(`${title}: in lists`, Object.entries(want).every(([k, on]) => on ? out[k] === "called" : /no operation/.test(out[k])), r);
		fresh();
		// A catalog of before, as if nobody had compiled it anew.
		fs.writeFileSync(catalog(name), before[name].cat);
		const later = Date.now() / 1000 + 100;
		fs.utimesSync(catalog(name), later, later);
		const has = (await run("types", "--connector", name)).text;
		check(`${title}: the catalog of before has all`, NAMES.every((n) => new RegExp(`\\b${n}\\(`).test(has)), has);
		r = await run("run", "-e", program(name));
		out = JSON.parse(r.text.slice(r.text.indexOf("{")));
		check(`${title}: on call`, Object.entries(want).every(([k, on]) => on ? out[k] === "called"
			: /the configuration switches the tool .* off/.test(out[k])), r);
		const seen = fresh();
		check(`${title}: the server was asked for no other`, NAMES.every((n) =>
			seen.includes(`${name} ${n}\n`) === want[n === "echo_all" ? "all" : n]), seen);
		fs.rmSync(catalog(name));
	}

// A program that began before.
for (const name of ["pipe", "web"])
	fs.writeFileSync(file(name), before[name].yaml);
check("all are back", (await run("index")).status === 0);
const c = await new Client(dir).open();
const under = c.execute("async () => { await web.pid({ wait: true }); const out = []; for (const f of [web.echo, pipe.echo]) " +
	"try { out.push(await f({})) } catch (e) { out.push(e.message) } return out }", { timeout_ms: 60000 });
check("a program is under way", await until(() => held.length === 1));
fresh();
for (const name of ["pipe", "web"])
	fs.writeFileSync(file(name), before[name].yaml + "disabledTools: [echo]\n");
check("the next has no such operation", await until(async () =>
	/no operation.*no operation/s.test((await c.execute("async () => { const out = []; for (const f of ['web', 'pipe']) " +
		"try { await globalThis[f].echo({}) } catch (e) { out.push(e.message) } return out }")).text)), c.log);
fresh();
held[0]();
const end = await under;
check("and the one that began before cannot call it either", !/called/.test(end.text) && fresh() === "", [end, fs.readFileSync(log, "utf8")]);
await c.close();
web.closeAllConnections();
web.close();
finish();
