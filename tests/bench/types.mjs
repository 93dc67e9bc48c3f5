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

// Seconds of processor time and peak memory of a command, as time(1) sees it.
function cost(...argv) {
	const r = spawnSync("/usr/bin/env", ["bash", "-c",
		'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>/dev/null; } 2>&1', "-", ...argv], { encoding: "utf8" });
	return r.stdout.trim().split(/\s+/).slice(-2).map(Number).reduce((a, b) => a + b, 0);
}
const run = (...args) => spawnSync(bin, args, { maxBuffer: 1 << 30 }).stdout;
const specs = readdirSync(join(shared, "specs")).filter((f) => /\.(json|yaml)$/.test(f) && f !== "manifest.json")
	.sort((a, b) => statSync(join(shared, "specs", a)).size - statSync(join(shared, "specs", b)).size);

console.log("document             operations   index ms   us/operation   peak MiB   types ms   open us");
for (const f of specs) {
	const name = f.replace(/\W.*$/, ""), cat = join(work, `${name}.cat`);
	const r = JSON.parse(run("index", "openapi", name, join(shared, "specs", f), cat));
	const cpu = cost(bin, "index", "openapi", name, join(shared, "specs", f), cat);
	const types = cost(bin, "types", cat);
	const open = JSON.parse(run("open", cat)).ns / 1000;
	console.log(`${name.padEnd(20)} ${String(r.ops).padStart(10)} ${(1000 * cpu).toFixed(0).padStart(10)} ${(1e6 * cpu / r.ops).toFixed(0).padStart(14)} ${(r.kib / 1024).toFixed(0).padStart(10)} ${(1000 * types).toFixed(0).padStart(10)} ${open.toFixed(1).padStart(9)}`);
}

const ots = join(peers, "node_modules/openapi-typescript/bin/cli.js");
if (existsSync(ots)) {
	for (const f of quick ? ["spotify.json"] : ["spotify.json", "stripe.yaml", "github.json"]) {
		const path = join(shared, "specs", f), cat = join(work, "peer.cat");
		const ours = cost("bash", "-c", `"${bin}" index openapi x "${path}" "${cat}" && "${bin}" types "${cat}"`);
		const theirs = cost(process.execPath, ots, path, "-o", join(work, "peer.d.ts"));
		console.log(`${f}: index and print ${ours.toFixed(2)} s, openapi-typescript ${theirs.toFixed(2)} s: ${(theirs / ours).toFixed(1)} times as much`);
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
