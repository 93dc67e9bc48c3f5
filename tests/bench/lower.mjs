// SPDX-License-Identifier: Apache-2.0
// lower.mjs [--quick]: the front end.  Compile time beside sucrase, esbuild and tsc on node, for the
// collection of programs and one of 60 lines; time per byte up to 1 MB; and what lowered code costs beside
// ES5 written by hand, both run by the worker's engine in turns.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { now, quantile, table } from "./lib.mjs";
import { pairs } from "./lower/pairs.mjs";

const quick = process.argv.includes("--quick");
const bin = process.env.CORDON_BIN ?? "build/release/bin";
const bench = path.join(bin, "../tests/bench_lower"), jsrun = path.join(bin, "../tests/jsrun");
const here = path.dirname(new URL(import.meta.url).pathname);
const corpus = path.join(process.env.CORDON_SHARED ?? "../shared", "js-corpus");
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-bench-lower-"));
process.on("exit", () => fs.rmSync(dir, { recursive: true }));

// Microseconds by file, the best of many.
function ours(files) {
	const out = execFileSync(bench, [quick ? "20" : "200", ...files], { encoding: "utf8" });
	return new Map(out.trim().split("\n").map((l) => l.split(" ")).map(([us, , f]) => [f, Number(us)]));
}
const peers = {};
if (process.env.CORDON_PEERS) {
	const need = createRequire(path.join(path.resolve(process.env.CORDON_PEERS), "x.js"));
	const { transform } = need("sucrase"), esbuild = need("esbuild"), ts = need("typescript");
	peers["sucrase (types only)"] = (text) => transform(text, { transforms: ["typescript"] });
	peers["esbuild (to ES2020)"] = (text) => esbuild.transformSync(text, { loader: "ts", target: "es2020" });
	peers["tsc (to ES5)"] = (text) => ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES5, downlevelIteration: true } });
}
// What a peer does not take (a return outside of a function) it is not measured with.
function theirs(one, text) {
	let best = Infinity;
	try {
		one(text);
	} catch {
		return NaN;
	}
	for (let i = 0, end = now() + (quick ? 50 : 300); i < 5 || now() < end; i++) {
		const t = now();
		one(text);
		best = Math.min(best, now() - t);
	}
	return best * 1000;
}

// Compile time.
const files = fs.existsSync(corpus) ? fs.readdirSync(corpus).filter((f) => f.endsWith(".ts")).map((f) => path.join(corpus, f)) : [];
if (files.length === 0)
	console.log("no collection of programs (CORDON_SHARED)");
const snippet = path.join(here, "lower/snippet.ts");
const us = ours([...files, snippet]);
const rows = [["cordon (to ES5)", files.length ? quantile(files.map((f) => us.get(f)), 0.5) : NaN, us.get(snippet)]];
for (const [name, one] of Object.entries(peers)) {
	const taken = files.map((f) => theirs(one, fs.readFileSync(f, "utf8"))).filter((v) => !Number.isNaN(v));
	rows.push([`${name}${taken.length < files.length ? `, ${taken.length} of ${files.length} programs` : ""}`,
		taken.length ? quantile(taken, 0.5) : NaN, theirs(one, fs.readFileSync(snippet, "utf8"))]);
}
const show = (v) => Number.isNaN(v) ? "-" : `${v.toFixed(0)} us`;
table([["compile time, best of many", "median program", "60 lines", "x cordon"],
	...rows.map(([name, a, b]) => [name, show(a), show(b), (b / rows[0][2]).toFixed(1)])]);

// Time per byte.
const part = fs.readFileSync(path.join(here, "lower/large.ts"), "utf8");
const sizes = [64, 256, 1000].map((kb) => {
	let text = "";
	for (let i = 0; text.length < kb * 1024 - part.length; i++)
		text += part.replaceAll("$N", i);
	const file = path.join(dir, `${kb}.ts`);
	fs.writeFileSync(file, text);
	return [file, kb, text.length];
});
const large = ours(sizes.map(([f]) => f));
console.log();
table([["size", "time", "ns a byte"], ...sizes.map(([f, kb, n]) =>
	[`${kb} KB`, `${(large.get(f) / 1000).toFixed(1)} ms`, (large.get(f) * 1000 / n).toFixed(0)])]);

// Run time: the program's own clock stands still, so jsrun tells.
function run(code) {
	const file = path.join(dir, "p.js");
	fs.writeFileSync(file, code);
	const r = spawnSync(jsrun, ["--time", file], { encoding: "utf8" });
	const m = /cpu (\d+) us/.exec(r.stderr);
	if (!m || r.status !== 0)
		throw new Error(`${code}\n${r.stdout}${r.stderr}`);
	return { ms: Number(m[1]) / 1000, value: JSON.stringify(JSON.parse(r.stdout).result) };
}
const ratios = [];
for (const [name, { modern, es5 }] of Object.entries(pairs)) {
	let a = Infinity, b = Infinity;
	for (let i = 0; i < (quick ? 2 : 7); i++) {
		const x = run(modern), y = run(es5);
		if (x.value !== y.value)
			throw new Error(`${name}: ${x.value} is not ${y.value}`);
		a = Math.min(a, x.ms);
		b = Math.min(b, y.ms);
	}
	ratios.push([name, `${a.toFixed(0)} ms`, `${b.toFixed(0)} ms`, (a / b).toFixed(2)]);
}
console.log();
table([["run time", "lowered", "ES5 by hand", "ratio"], ...ratios]);
