// SPDX-License-Identifier: Apache-2.0
// What protocol work costs: a tools/call that no worker answers, over stdio and
// HTTP, beside the official SDK's server, in turns, in one run; and execute.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { configure, demoDocument, scratch, startDemo } from "./cordon.mjs";
import { descendants, memory, quantile, sleep, table } from "./lib.mjs";

const quick = process.argv.includes("--quick");
// Few calls would measure a SDK that is not warm yet.
const ROUNDS = quick ? 3 : 5, CALLS = 6000;
const bin = process.env.CORDON_BIN, load = path.join(bin, "../tests/mcp_load");
const npm = process.env.CORDON_NPM ?? "build/npm";
const from = path.join(scratch, "sdk");
fs.mkdirSync(from);
fs.symlinkSync(path.resolve(npm, "node_modules"), path.join(from, "node_modules"));
fs.copyFileSync(new URL("sdk/server.mjs", import.meta.url), path.join(from, "server.mjs"));

const message = (method, params, id) => JSON.stringify({ jsonrpc: "2.0", ...(id ? { id } : {}), method, params });
const INIT = message("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "b", version: "1" } }, 1);
const READY = message("notifications/initialized");
const SEARCH = message("tools/call", { name: "search", arguments: { query: "list tickets" } }, 2);
const EXECUTE = message("tools/call", { name: "execute", arguments: { code: "async () => 1" } }, 3);

// CPU of it and all below it, in microseconds.
const cpu = (pid) => [pid, ...descendants(pid).map((p) => p.pid)].reduce((sum, p) => {
	try {
		const f = fs.readFileSync(`/proc/${p}/stat`, "utf8").split(") ")[1].split(" ");
		return sum + (Number(f[11]) + Number(f[12])) * 10000;
	} catch {
		return sum;
	}
}, 0);
const pss = (pid) => [pid, ...descendants(pid).map((p) => p.pid)].reduce((s, p) => s + (memory(p)?.pss ?? 0), 0);

class Http {
	constructor(name, command, args) {
		Object.assign(this, { name, command, args });
	}
	async open() {
		this.p = spawn(this.command, this.args, { stdio: ["ignore", "pipe", "ignore"] });
		process.on("exit", () => this.p.kill("SIGKILL"));
		this.url = await new Promise((resolve) => this.p.stdout.on("data", (d) => {
			const m = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(d);
			if (m)
				resolve(m[0]);
		}));
		const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
		const r = await fetch(this.url, { method: "POST", headers, body: INIT });
		await r.text();
		this.session = r.headers.get("mcp-session-id");
		await fetch(this.url, { method: "POST", headers: { ...headers, "mcp-session-id": this.session }, body: READY });
		return this;
	}
	measure(body, n, width) {
		const before = cpu(this.p.pid);
		const r = spawnSync(load, ["http", new URL(this.url).port, String(n), String(width), body,
			`Mcp-Session-Id: ${this.session}`, "MCP-Protocol-Version: 2025-11-25"], { encoding: "utf8" });
		if (r.status !== 0)
			throw new Error(`${this.name}: ${r.stderr}`);
		const [median, p99, rate] = r.stdout.split(" ").map(Number);
		return { median, p99, rate, cpu: (cpu(this.p.pid) - before) / n };
	}
}

class Stdio {
	constructor(name, command, args) {
		Object.assign(this, { name, command, args });
	}
	// The server's pipes are the load's: no process of ours is between.
	async open() {
		const fifo = path.join(scratch, `fifo-${this.name.replaceAll(" ", "-")}`);
		spawnSync("mkfifo", [fifo + ".in", fifo + ".out"]);
		const quote = (s) => `'${s}'`;
		this.p = spawn("sh", ["-c", `exec ${[this.command, ...this.args].map(quote).join(" ")} <>${fifo}.in >${fifo}.out 2>/dev/null`]);
		process.on("exit", () => this.p.kill("SIGKILL"));
		this.out = fs.openSync(fifo + ".out", "r");
		this.in = fs.openSync(fifo + ".in", "w");
		fs.writeSync(this.in, INIT + "\n");
		const b = Buffer.alloc(65536);
		fs.readSync(this.out, b);
		fs.writeSync(this.in, READY + "\n");
		return this;
	}
	measure(body, n, width) {
		const before = cpu(this.p.pid);
		const r = spawnSync(load, ["pipe", String(n), String(width), body], { stdio: [this.out, this.in, "pipe"], encoding: "utf8" });
		if (r.status !== 0)
			throw new Error(`${this.name}: ${r.stderr}`);
		const [median, p99, rate] = r.stderr.split(" ").map(Number);
		return { median, p99, rate, cpu: (cpu(this.p.pid) - before) / n };
	}
}

const demo = await startDemo();
const conf = configure("demo", demoDocument(), demo.url), bare = path.join(scratch, "bare");
fs.mkdirSync(bare);
const cordon = path.join(bin, "cordon"), sdk = [path.join(from, "server.mjs")];
const rows = [["tools/call", "median us", "p99 us", "calls/s", "CPU us", "memory kB", "", ""]];
const best = (all, key, most) => quantile(all.map((r) => r[key]), most ? 1 : 0);
async function compare(title, peers, width) {
	const seen = new Map(peers.map(({ server }) => [server, []]));
	for (let i = 0; i < ROUNDS; i++)
		for (const { server, body, calls } of peers)
			seen.get(server).push(server.measure(body, calls ?? CALLS, width));
	const sums = peers.map(({ server, label }) => {
		const all = seen.get(server);
		return { label: label ?? server.name, median: best(all, "median"), p99: best(all, "p99"), rate: best(all, "rate", true),
			cpu: best(all, "cpu"), mem: pss(server.p.pid) };
	});
	const peer = sums.at(-1);
	for (const s of sums)
		rows.push([`${title}: ${s.label}`, s.median.toFixed(0), s.p99.toFixed(0), s.rate.toFixed(0), s.cpu.toFixed(0), s.mem,
			...(s === peer ? ["", ""] : [`${(s.rate / peer.rate).toFixed(1)}x`, `1/${(peer.mem / s.mem).toFixed(1)}`])]);
}
const ours = await new Http("cordon", cordon, ["--config", bare, "serve", "--listen", "127.0.0.1:0"]).open();
const full = await new Http("cordon, 12 operations", cordon, ["--config", conf, "serve", "--listen", "127.0.0.1:0"]).open();
const a = await new Stdio("cordon", cordon, ["--config", bare, "mcp"]).open();
const b = await new Stdio("SDK", process.execPath, [...sdk, "stdio"]).open();
const theirs = await new Http("SDK", process.execPath, [...sdk, "http"]).open();
// For protocol work alone cordon keeps no worker, after ten seconds.
for (const s of [ours, full, a])
	while (descendants(s.p.pid).some((p) => p.name.startsWith("cordon-worker")))
		await sleep(200);
for (const width of [1, 8])
	await compare(`HTTP, ${width} at once`, [{ server: ours, body: SEARCH }, { server: full, body: SEARCH },
		{ server: theirs, body: SEARCH }], width);
for (const width of [1, 8])
	await compare(`stdio, ${width} at once`, [{ server: a, body: SEARCH }, { server: b, body: SEARCH }], width);
await compare("execute over stdio", [{ server: a, body: EXECUTE, calls: 500 }], 1);
table(rows);
console.log("# memory: PSS of all processes; the last columns: calls/s and memory beside the SDK's");
demo.stop();
process.exit(0);
