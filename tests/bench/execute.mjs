// SPDX-License-Identifier: Apache-2.0
// What one `execute` costs, cordon and the peer in turns, in one run.
import fs from "node:fs";
import path from "node:path";

import { Cordon, configure, demoDocument, runOnce, startDemo } from "./cordon.mjs";
import { descendants, memory, now, quantile, rate, sleep, table, times } from "./lib.mjs";
import { Workerd } from "./workerd.mjs";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 2 : 5;
const RUNS = quick ? 40 : 200;
const LOAD = quick ? 200 : 1000;

const demo = await startDemo();
const document = demoDocument();
const dir = configure("demo", document, demo.url);
// The first operation that needs no argument: both sides call its path.
const paths = JSON.parse(fs.readFileSync(document, "utf8")).paths;
const [route, item] = Object.entries(paths).find(([p, i]) => i.get && !p.includes("{") &&
	!(i.get.parameters ?? []).some((q) => q.required));
const operation = item.get.operationId;

const programs = {
	"trivial": ["async () => 1 + 1", "async () => 1 + 1"],
	"1 call": [`async () => { await demo[${JSON.stringify(operation)}]({}); return 1 }`,
		`async () => { await api.get("${demo.url}${route}"); return 1 }`],
	"50 calls": [`async () => { for (let i = 0; i < 50; i++) await demo[${JSON.stringify(operation)}]({}); return 50 }`,
		`async () => { for (let i = 0; i < 50; i++) await api.get("${demo.url}${route}"); return 50 }`],
};

const ours = await new Cordon(dir).open();
const peer = process.env.CORDON_PEERS ? await new Workerd(process.env.CORDON_PEERS).open() : null;
const rows = [["", "cordon", "workerd", "ratio"]];
const ms = (x) => x === undefined ? "-" : `${x.toFixed(3)} ms`;
const row = (name, a, b, show, better = b / a) =>
	rows.push([name, show(a), b === undefined ? "-" : show(b),
		b === undefined ? "-" : `${better.toFixed(1)} x`]);

// Neither the client's own first calls nor the peer's are what is asked about;
// a first result has a line of its own.
await times(RUNS, () => ours.execute(programs.trivial[0]));
if (peer)
	await times(RUNS, () => peer.execute(programs.trivial[1]));

for (const [name, [mine, theirs]] of Object.entries(programs)) {
	const n = name === "50 calls" ? Math.ceil(RUNS / 10) : RUNS;
	const a = [], b = [];
	for (let i = 0; i < ROUNDS; i++) {
		a.push(...await times(n, () => ours.execute(mine)));
		if (peer)
			b.push(...await times(n, () => peer.execute(theirs)));
	}
	for (const [label, q] of [["min", 0], ["median", 0.5], ["p99", 0.99]])
		row(`execute, ${name}: ${label}`, quantile(a, q), peer ? quantile(b, q) : undefined, ms);
}

for (const width of [1, 2, 8]) {
	const a = [], b = [];
	for (let i = 0; i < ROUNDS; i++) {
		a.push(await rate(LOAD, width, () => ours.execute(programs.trivial[0])));
		if (peer)
			b.push(await rate(LOAD, width, () => peer.execute(programs.trivial[1])));
	}
	const x = quantile(a, 0.5), y = peer ? quantile(b, 0.5) : undefined;
	row(`runs per second, ${width} at once`, x, y, (v) => v.toFixed(0), x / y);
}

// Memory: what an idle worker alone has, and the broker with all of its own.
const ISOLATE_KB = 1750; // of a live isolate, measured by growth; see below
await sleep(500);
const below = descendants(ours.p.pid).map((p) => ({ ...p, ...memory(p.pid) }));
const workers = below.filter((p) => p.name === "cordon-worker").sort((x, y) => y.pid - x.pid);
const parents = new Set(below.map((p) => p.ppid));
const idle = workers.filter((p) => !parents.has(p.pid) && p.own !== undefined);
if (idle.length > 0) {
	const isolate = peer ? await isolateKb(peer) : ISOLATE_KB;
	row(`private memory of an idle worker${peer ? "" : " (isolate: as recorded)"}`,
	    quantile(idle.map((p) => p.own), 0.5), isolate, (v) => `${v.toFixed(0)} kB`);
}
row("memory of the server process", memory(ours.p.pid)?.rss ?? 0,
    peer ? memory(peer.p.pid).rss : undefined, (v) => `${(v / 1024).toFixed(1)} MB`);

// Grows the peer by isolates that wait, all alive at once.
async function isolateKb(w) {
	const before = memory(w.p.pid).rss, K = 60;
	const waiting = Array.from({ length: K }, () => w.execute(
	    "async () => { await new Promise((r) => setTimeout(r, 4000)); return 1 }"));
	await sleep(3000);
	const after = memory(w.p.pid).rss;
	await Promise.all(waiting);
	return (after - before) / K;
}

// From nothing to a first result.
const cold = [], coldPeer = [];
for (let i = 0; i < (quick ? 3 : 9); i++) {
	let t = now();
	runOnce(dir, "1 + 1");
	cold.push(now() - t);
	if (!peer)
		continue;
	t = now();
	const w = await new Workerd(process.env.CORDON_PEERS).open();
	await w.execute("async () => 1 + 1");
	coldPeer.push(now() - t);
	w.close();
}
row("process start to first result: median", quantile(cold, 0.5),
    peer ? quantile(coldPeer, 0.5) : undefined, ms);

// The size of what is configured must not matter.
const specs = path.join(process.env.CORDON_SHARED ?? "", "specs");
const big = fs.existsSync(specs) ? fs.readdirSync(specs).filter((f) =>
	/^(github|(msgraph|microsoft-?graph|graph))[^/]*\.(json|ya?ml)$/i.test(f)) : [];
for (const file of big) {
	const name = file.replace(/[^A-Za-z0-9].*/, "");
	const other = await new Cordon(configure(name, path.join(specs, file), demo.url)).open();
	const a = [], b = [];
	for (let i = 0; i < ROUNDS * 2; i++) {
		a.push(...await times(RUNS, () => ours.execute("async () => 1 + 1")));
		b.push(...await times(RUNS, () => other.execute("async () => 1 + 1")));
	}
	const x = quantile(b, 0.5), y = quantile(a, 0.5);
	rows.push([`execute with ${file}: median (beside the demo's)`, ms(x), ms(y),
		`${((x / y - 1) * 100).toFixed(1)} %`]);
	other.close();
}
if (big.length === 0)
	console.log("no large documents beside the checkout: their lines are left out");

table(rows);
ours.close();
peer?.close();
demo.stop();
