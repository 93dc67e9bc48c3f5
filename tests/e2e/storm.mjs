// SPDX-License-Identifier: Apache-2.0
// See 58-storm.sh.  What each client does next is drawn from a seed.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { check, demo, finish, sleep } from "./client.mjs";
import { random } from "./mutate.mjs";

const slow = process.env.CORDON_SLOW === "1", sanitized = process.env.CORDON_SANITIZED === "1";
const SECONDS = slow ? 60 : 10, CLIENTS = 200;
const seed = Number(process.env.CORDON_SEED ?? Date.now() % 1e9);
console.log(`# ${CLIENTS} clients for ${SECONDS} s, CORDON_SEED=${seed}`);
const dir = await demo();
const p = spawn(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "serve", "--listen", "127.0.0.1:0"],
	{ stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => p.kill("SIGKILL"));
let log = "";
p.stderr.on("data", (d) => { log = (log + d).slice(-20000); });
const port = await new Promise((resolve) => p.stdout.on("data", (d) => {
	const m = /127\.0\.0\.1:(\d+)/.exec(d);
	if (m)
		resolve(Number(m[1]));
}));

const META = "io.modelcontextprotocol/";
const seen = { answers: 0, refused: 0, gone: 0, wrong: [] };
// One request; {answer, drop}: what came, or a way to vanish.
function send(message, headers, agent, method = "POST") {
	const q = http.request({ port, host: "127.0.0.1", path: "/mcp", method, agent,
		headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers } });
	const answer = new Promise((resolve) => {
		q.on("response", (r) => {
			const parts = [];
			r.on("data", (d) => parts.push(d));
			r.on("error", () => resolve(null));
			r.on("close", () => resolve({ status: r.statusCode, headers: r.headers, text: Buffer.concat(parts).toString() }));
		});
		q.on("error", () => resolve(null));
	});
	q.end(message && JSON.stringify({ jsonrpc: "2.0", ...message }));
	return { answer, drop: () => q.destroy() };
}
function take(what, a, ok) {
	if (a === null)
		seen.gone++;
	else if (ok(a))
		seen.answers++;
	else if (/LimitError|too many|at once/.test(a.text))
		seen.refused++;
	else
		seen.wrong.push([what, a.status, a.text.slice(0, 300)]);
}
const programs = ["async () => (await demo.listTickets({})).length", "async () => 1",
	"async () => { await new Promise((r) => setTimeout(r, 300)); return 1 }",
	"async () => (await Promise.all([1, 2, 3].map(() => demo.listTickets({})))).length"];
const calls = [(r) => ({ name: "search", arguments: { query: ["list", "close", "ticket"][r(3)] } }),
	(r) => ({ name: "execute", arguments: { code: programs[r(programs.length)] } })];

async function client(n, end) {
	const r = random(seed + n), pause = () => sleep(r(400));
	for (let id = 1; Date.now() < end; await pause()) {
		const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
		const modern = r(2) === 1;
		let headers = {}, listening = null;
		const ask = (method, params) => send({ id: ++id, method, params: modern
			? { ...params, _meta: { [META + "protocolVersion"]: "2026-07-28", [META + "clientCapabilities"]: {} } } : params },
			modern ? { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...(params.name ? { "mcp-name": params.name } : {}) }
			: headers, agent);
		if (!modern) {
			const a = await ask("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "s", version: "1" } }).answer;
			take("initialize", a, (x) => x.status === 200 && x.headers["mcp-session-id"]);
			if (!a?.headers["mcp-session-id"])
				continue;
			headers = { "mcp-session-id": a.headers["mcp-session-id"] };
			if (r(2))
				listening = send(null, headers, agent, "GET");
		} else if (r(2))
			listening = ask("subscriptions/listen", { notifications: { toolsListChanged: true } });
		for (let k = 1 + r(5); k > 0 && Date.now() < end; k--) {
			const call = ask("tools/call", calls[r(10) < 7 ? 0 : 1](r)), what = r(10);
			if (what < 6)
				take("call", await call.answer, (x) => x.status === 200 && /"result"/.test(x.text));
			else if (what < 8 && !modern) { // cancelled: nothing, or an answer that crossed it
				await sleep(r(50));
				await send({ method: "notifications/cancelled", params: { requestId: id } }, headers, agent).answer;
				take("cancelled", await call.answer, (x) => x.status === 200);
			} else {
				await sleep(r(50));
				call.drop();
			}
		}
		if (!modern && r(2))
			take("delete", await send(null, headers, agent, "DELETE").answer, (x) => x.status === 200);
		listening?.drop();
		agent.destroy();
	}
}

const fds = (pid) => fs.readdirSync(`/proc/${pid}/fd`).length;
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
function below(pid, found = []) {
	for (const t of fs.readdirSync(`/proc/${pid}/task`))
		for (const k of fs.readFileSync(`/proc/${pid}/task/${t}/children`, "utf8").split(" ").filter(Boolean))
			try {
				found.push(fs.readFileSync(`/proc/${k}/comm`, "utf8").trim());
				below(k, found);
			} catch { /* it ended */ }
	return found;
}
async function until(what, ms) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(200))
		if (what())
			return true;
	return false;
}
// Once round, so that what is made once is there.
await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n + 1000, Date.now() + 2000)));
await until(() => fds(p.pid) < 60, 60000);
await sleep(1000);
const before = { fds: fds(p.pid), rss: rss(p.pid), family: below(p.pid) };
Object.assign(seen, { answers: 0, refused: 0, gone: 0 });
await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n, Date.now() + SECONDS * 1000)));
console.log(`# ${seen.answers} answers, ${seen.refused} refused for their number, ${seen.gone} ended without one`);
check("what was answered was answered right", seen.wrong.length === 0, seen.wrong.slice(0, 3));
check("they were served", seen.answers > CLIENTS && seen.gone < seen.answers / 10, seen);
check("descriptors are what they were", await until(() => fds(p.pid) <= before.fds, 40000), [before.fds, fds(p.pid)]);
// A template's spare or a worker may just be on its way; more is a leak.
check("processes too", await until(() => below(p.pid).length <= before.family.length, 60000), [before.family, below(p.pid)]);
const grown = rss(p.pid) - before.rss;
check(`memory too (${grown} kB more)`, sanitized || grown < 8192, grown);
const last = await send({ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {},
	clientInfo: { name: "s", version: "1" } } }, {}).answer;
check("and it serves on", last.status === 200, last);
p.kill("SIGTERM");
const code = await new Promise((resolve) => p.once("exit", resolve));
check("it ends well", code === 0 && !/ERROR: |runtime error/.test(log), [code, log.slice(-800)]);
finish();
