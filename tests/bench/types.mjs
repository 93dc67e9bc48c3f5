// SPDX-License-Identifier: Apache-2.0
// What compiling a document costs, beside openapi-typescript; what the text
// costs a model, by the real vocabulary, and how far our estimate is off.
//   node types.mjs [--quick]
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const bin = process.env.CORDON_BENCH ?? "build/release/tests/bench_typegen";
const shared = process.env.CORDON_SHARED ?? "../shared";
const peers = process.env.CORDON_PEERS ?? "build/bench-npm";
const work = process.env.CORDON_WORK ?? "build/bench-typegen";
const quick = process.argv.includes("--quick");
mkdirSync(work, { recursive: true });

// Processor time and peak memory of a command, as the kernel counts them; of
// several runs the least, since others use the machine as well.
function cost(...argv) {
	let best = null;
	for (let i = 0; i < (quick ? 1 : 3); i++) {
		const r = JSON.parse(spawnSync(bin, ["cost", ...argv], { encoding: "utf8" }).stdout);
		if (best === null || r.cpu < best.cpu)
			best = r;
		if (r.cpu > 5)
			break;
	}
	return best;
}
const run = (...args) => spawnSync(bin, args, { maxBuffer: 1 << 30 }).stdout;
const specs = readdirSync(join(shared, "specs")).filter((f) => /\.(json|yaml)$/.test(f) && f !== "manifest.json")
	.sort((a, b) => statSync(join(shared, "specs", a)).size - statSync(join(shared, "specs", b)).size);

console.log("document             operations   index ms   us/operation   peak MiB   types ms   open us");
const flat = [];
for (const f of specs) {
	const name = f.replace(/\W.*$/, ""), cat = join(work, `${name}.cat`);
	const r = JSON.parse(run("index", "openapi", name, join(shared, "specs", f), cat));
	const c = cost(bin, "index", "openapi", name, join(shared, "specs", f), cat);
	const types = cost(bin, "types", cat);
	const open = JSON.parse(run("open", cat)).median / 1000;
	flat.push({ name, ops: r.ops, us: 1e6 * c.cpu / r.ops, each: 1e9 * c.cpu / statSync(join(shared, "specs", f)).size });
	console.log(`${name.padEnd(20)} ${String(r.ops).padStart(10)} ${(1000 * c.cpu).toFixed(0).padStart(10)} ${(1e6 * c.cpu / r.ops).toFixed(0).padStart(14)} ${(c.kib / 1024).toFixed(0).padStart(10)} ${(1000 * types.cpu).toFixed(0).padStart(10)} ${open.toFixed(1).padStart(9)}`);
}
console.log("cost as an API grows (a star is 20 us of an operation):");
for (const x of flat.sort((a, b) => a.ops - b.ops))
	console.log(`${x.name.padEnd(20)} ${String(x.ops).padStart(10)} ${x.us.toFixed(0).padStart(6)} us/op ${x.each.toFixed(0).padStart(5)} ns/byte ${"*".repeat(Math.round(x.us / 20))}`);

// The whole way of each: a document in, all of its types out.
const peerTypes = (peer) => (path) => [process.execPath, join(import.meta.dirname ?? "tests/bench", "types-peer.mjs"), peer, peers, path];
const rivals = {
	"openapi-typescript": (path) => [process.execPath, join(peers, "node_modules/openapi-typescript/bin/cli.js"), path, "-o", join(work, "peer.d.ts")],
	"json-schema-to-typescript": peerTypes("json-schema-to-typescript"), // components only
	"@cloudflare/codemode": peerTypes("codemode"), // no replies, no path-level parameters
};
console.log("index and print all types         cpu s   peak MiB   times cordon's time, memory");
for (const f of quick ? ["github.json"] : ["petstore.json", "spotify.json", "kubernetes.json", "github.json", "stripe.yaml", "msgraph.json"]) {
	const path = join(shared, "specs", f), cat = join(work, "peer.cat");
	if (!existsSync(path))
		continue;
	const a = cost(bin, "index", "openapi", "x", path, cat), b = cost(bin, "types", cat);
	const ours = { cpu: a.cpu + b.cpu, kib: Math.max(a.kib, b.kib) };
	console.log(`${f.padEnd(16)} cordon    ${ours.cpu.toFixed(3).padStart(13)} ${(ours.kib / 1024).toFixed(0).padStart(10)}`);
	for (const [name, argv] of Object.entries(rivals)) {
		if (quick && name !== "openapi-typescript")
			continue; // the goal's
		if (!existsSync(join(peers, "node_modules", name)) || (name !== "openapi-typescript" && !f.endsWith(".json")))
			continue;
		const r = cost(...argv(path));
		console.log(`${" ".repeat(16)} ${name.padEnd(25).slice(0, 25)}${r.cpu.toFixed(3).padStart(7 - Math.max(0, name.length - 25))} ${(r.kib / 1024).toFixed(0).padStart(7)}   ${r.status !== 0 ? "refuses it" : `${(r.cpu / ours.cpu).toFixed(1)} times, ${(r.kib / ours.kib).toFixed(1)} times`}`);
	}
}

const vocabulary = join(peers, "node_modules/gpt-tokenizer/esm/encoding/o200k_base.js");
if (existsSync(vocabulary)) {
	const { encode } = await import(pathToFileURL(resolve(vocabulary)));
	const real = (s) => encode(s, { disallowedSpecial: new Set() }).length;
	const estimate = (s) => Number(spawnSync(bin, ["tokens"], { input: s }).stdout);
	console.log("one operation with its arguments' types, o200k_base tokens:");
	for (const [name, goal] of [["github", 120], ["stripe", 150], ["kubernetes", 350], ["cloudflare"], ["slack"]]) {
		const all = run("usage", join(work, `${name}.cat`)).toString().trim().split("\n").map((l) => real(JSON.parse(l))).sort((a, b) => a - b);
		const mean = all.reduce((a, b) => a + b, 0) / all.length;
		console.log(`${name.padEnd(12)} mean ${mean.toFixed(1).padStart(6)}  median ${all[all.length >> 1]}  95 % ${all[Math.floor(0.95 * all.length)]}  most ${all.at(-1)}${goal ? `  (goal ${goal})` : ""}`);
	}
	console.log("the estimate:");
	for (const f of specs.filter((x) => statSync(join(shared, "specs", x)).size < 2e6)) {
		const text = readFileSync(join(shared, "specs", f), "utf8");
		let sum = 0;
		for (let i = 0; i < text.length; i += 100000)
			sum += real(text.slice(i, i + 100000));
		console.log(`${f.padEnd(20)} ${sum} tokens, estimated ${((estimate(text) / sum - 1) * 100).toFixed(1)} % off`);
	}
}
