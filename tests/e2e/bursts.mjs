// SPDX-License-Identifier: Apache-2.0
// Programs of two cordoned tenants, one after the other and many at once.
// Each worker of theirs is made for it; what they wait for is their turn.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { check, demo, finish, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), dir = await demo();
const run = (...args) => execFileSync(cordon, ["--config", dir, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const tenants = ["one", "two", "slow"];
const tokens = Object.fromEntries(tenants.map((t) => [t, run("token", t).trim()]));
run("tenant", "hold", "one", "cordoned");
run("tenant", "hold", "two", "cordoned");
run("tenant", "hold", "slow", "slowed"); // one at a time too, but forks
const server = spawn(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => server.kill("SIGKILL"));
server.stderr.resume();
const url = await new Promise((r) => server.stdout.once("data", (d) => r(String(d).trim())));

async function post(who, message, session) {
	const r = await fetch(url, { method: "POST", body: JSON.stringify({ jsonrpc: "2.0", ...message }), headers: {
		"Content-Type": "application/json", Accept: "application/json, text/event-stream",
		Authorization: `Bearer ${tokens[who]}`, ...(session ? { "Mcp-Session-Id": session } : {}) } });
	const text = await r.text();
	const json = text.startsWith("{") ? text : text.split("\n").filter((l) => l.startsWith("data: {")).map((l) => l.slice(6)).pop();
	return { session: r.headers.get("mcp-session-id"), body: json ? JSON.parse(json) : null };
}
const sessions = {};
let id = 0;
async function execute(who, code) {
	if (!sessions[who]) {
		sessions[who] = (await post(who, { id: ++id, method: "initialize", params: { protocolVersion: "2025-06-18",
			capabilities: {}, clientInfo: { name: "e2e", version: "1" } } })).session;
		await post(who, { method: "notifications/initialized" }, sessions[who]);
	}
	const t = performance.now();
	const { body } = await post(who, { id: ++id, method: "tools/call", params: { name: "execute", arguments: { code } } }, sessions[who]);
	return { text: body.error?.message ?? body.result.content[0].text, began: t, ended: performance.now() };
}
const took = (r) => r.ended - r.began;
const median = (a) => a.toSorted((x, y) => x - y)[a.length >> 1];
async function one_by_one(who, n, code) {
	const all = [];
	for (let i = 0; i < n; i++)
		all.push(await execute(who, code(i)));
	return all;
}
const at_once = (who, n, code) => Promise.all(Array.from({ length: n }, (_, i) => execute(who, code(i))));
const span = (all) => Math.max(...all.map((r) => r.ended)) - Math.min(...all.map((r) => r.began));
const trivial = (i) => `${i} + 1`;

for (const t of tenants) // lanes, sessions
	await execute(t, "0");
await sleep(1500);

// A worker is there when it is asked for, if the one before was given the time
// to be made: the request does not pay for it.
const paced = { one: [], slow: [] };
for (let i = 0; i < 15; i++)
	for (const t of ["slow", "one"]) {
		paced[t].push(took(await execute(t, trivial(i))));
		await sleep(60);
	}
const ms = (n) => `${n.toFixed(1)} ms`;
check(`at leisure: ${ms(median(paced.one))}, ${ms(median(paced.slow))} of forks: none waits for a worker's making`,
	median(paced.one) < median(paced.slow) * 2 + 4, paced);

// What a program in namespaces of its own costs here, in the same seconds and
// with the same claim to the processor: a busy host slows both.
function others() {
	const t = performance.now(), n = 8;
	for (let i = 0; i < n; i++)
		execFileSync("nice", ["-n", "10", "taskset", "-c", "0", "unshare", "-Urpmniu", "--fork", "/bin/true"]);
	return (performance.now() - t) / n;
}
const N = 24, rounds = 3, least = { sequence: Infinity, burst: Infinity, others: Infinity };
for (let round = 0; round < rounds; round++) {
	least.others = Math.min(least.others, others());
	const sequence = span(await one_by_one("one", N, trivial));
	least.sequence = Math.min(least.sequence, sequence / N);
	await sleep(300);
	// Two tenants' at once, in turn each.
	const bursts = await Promise.all(["one", "two"].map((t) => at_once(t, N, trivial)));
	least.burst = Math.min(least.burst, span(bursts.flat()) / (2 * N));
	check(`round ${round}: every answer is its own program's`,
		bursts.every((b) => b.every((r, i) => r.text === String(i + 1))), bursts.map((b) => b.map((r) => r.text)));
	await sleep(300);
}
for (const how of ["sequence", "burst"])
	check(`${how}: ${ms(least[how])} a program, ${ms(least.others)} what unshare(1) of /bin/true takes`,
		least[how] < least.others * 1.5, least);

// In order: who came first ends first.
const order = await at_once("one", 12, (i) => `${i}`);
const ends = order.map((r) => r.ended);
check("a burst is answered in the order it came in", ends.every((e, i) => i === 0 || e >= ends[i - 1] - 2), ends);
finish();
