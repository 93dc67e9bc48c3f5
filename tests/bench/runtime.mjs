// SPDX-License-Identifier: Apache-2.0
// runtime.mjs [--quick]: the engine alone: its warm-up, programs as models write
// them, and heavy programs, and the built-ins they lean on, each
// run by node, by QuickJS (npm quickjs-emscripten, its wasm build) and by the
// worker's engine, in turns in the same run.  A line is the ratio to QuickJS.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { quantile, table } from "./lib.mjs";

const quick = process.argv.includes("--quick");
const jsrun = path.join(process.env.CORDON_BIN ?? "build/release/bin", "../tests/jsrun");
const rounds = quick ? 1 : 3;

const rows = "const rows = Array.from({length: 6000}, (_, i) => ({id: i, name: 'user ' + i, email: `u${i}@example.com`, active: i % 3 === 0, score: i * 1.5, tags: ['a', 'b', 'c'], nested: {x: i, y: [i, i + 1]}}));";
const programs = {
	"JSON.parse 10 x 1 MB": `async () => { ${rows} const text = JSON.stringify(rows); let n = 0; for (let i = 0; i < 10; i++) n += JSON.parse(text).length; return n; }`,
	"JSON.stringify 10 x 1 MB": `async () => { ${rows} let n = 0; for (let i = 0; i < 10; i++) n += JSON.stringify(rows).length; return n; }`,
	"array methods": "async () => { const a = Array.from({length: 20000}, (_, i) => i); let s = 0; for (let k = 0; k < 10; k++) { s += a.map(x => x * 2).filter(x => x % 3 === 0).reduce((p, c) => p + c, 0); a.forEach(x => { s += x & 1; }); s += a.findIndex(x => x === 19999) + (a.includes(19999) ? 1 : 0) + a.indexOf(19998) + a.slice(5).length + a.concat(a).length + [...a].length; } return s; }",
	"spread, rest, entries": "async () => { let s = 0; for (let i = 0; i < 20000; i++) { const o = {a: i, b: i + 1, c: 'x'}, p = {...o, d: 4}; for (const [k, v] of Object.entries(p)) s += k.length; const {a, ...r} = p; s += a + Object.keys(r).length; } return s; }",
	"a string in steps": "async () => { let s = ''; for (let i = 0; i < 100000; i++) s += 'ab' + i; let n = 0; for (const c of s) if (c === '1') n++; return n + s.split('1').length; }",
	"25,000 awaits": "async () => { let s = 0; async function f(x) { await null; return x; } for (let i = 0; i < 20000; i++) s += await f(i); return s + (await Promise.all(Array.from({length: 5000}, (_, i) => f(i)))).length; }",
	"Map and Set": "async () => { const m = new Map(), t = new Set(); for (let i = 0; i < 50000; i++) { m.set('k' + i % 5000, (m.get('k' + i % 5000) ?? 0) + 1); t.add(i % 1000); } let n = t.size; for (const [, v] of m) n += v; return n; }",
	"sort": "async () => { const a = Array.from({length: 50000}, (_, i) => i * 7919 % 50021); return [a.slice().sort((x, y) => x - y)[5], a.map(x => 'n' + x).sort()[5]]; }",
	"classes": "async () => { class A { #n = 0; constructor(x) { this.x = x; } get y() { return this.x + 1; } inc() { return ++this.#n; } } class B extends A { inc() { return super.inc() + 1; } } let s = 0; for (let i = 0; i < 30000; i++) { const b = new B(i); s += b.inc() + b.y; } return s; }",
	"numbers": "async () => { let s = 0; for (let i = 0; i < 2000000; i++) s = (s + i * 3) % 1000003; const fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2); return s + fib(24); }",
	"match, 20,000 times": "async () => { const l = '2026-11-10 host3 GET /api/v1/items/17?q=a 200 35ms'; let n = 0; for (let i = 0; i < 20000; i++) n += l.match(/^(\\S+) (\\w+) (\\w+) (\\S+) (\\d+) (\\d+)ms$/).length; return n; }",
	"split and replace, large texts": "async () => { const s = 'the \"quick\" brown, fox; '.repeat(10000); return s.split(/[,;]\\s*/).length + s.replace(/\"/g, '').length + s.replace(/\\b(\\w)(\\w*)/g, (m, a, b) => a.toUpperCase() + b).length + s.replaceAll('fox', 'dog').length; }",
	"replace, 30,000 small texts": "async () => { let n = 0; for (let i = 0; i < 30000; i++) n += 'abc'.replace(/b/g, '').length; return n; }",
	"matchAll with names": "async () => { const s = 'k1=v1; key2=value2; '.repeat(4000); let n = 0; for (const m of s.matchAll(/(?<k>\\w+)=(?<v>[^;]*)/g)) n += m.groups.k.length + m.index % 3; return n; }",
	"search in 600 kB": "async () => { const s = ('x'.repeat(200) + '\\n').repeat(3000); return [s.match(/^.*y/m), s.search(/foo|bar|baz/), s.match(/x{3,7}/g).length, /(?:x|z)*y/.test(s.slice(0, 2000))]; }",
	"normalize and localeCompare": "async () => { const a = Array.from({length: 3000}, (_, i) => 'n\u00e4me ' + i * 7919 % 3001); return [a.sort((x, y) => x.localeCompare(y))[7], a.map(x => x.normalize('NFD')).join('').length]; }",
};
const heavy = path.join(process.env.CORDON_SHARED ?? "../shared", "prototypes/engine/lower/heavy");
const names = { h1: "group 50,000 rows", h2: "20,000 log lines by regex", h3: "3,000 x Promise.all", h4: "generators and sort", h5: "20,000-row CSV" };
for (const [f, name] of Object.entries(names))
	if (fs.existsSync(path.join(heavy, f + ".js")))
		programs[name] = fs.readFileSync(path.join(heavy, f + ".js"), "utf8").trim();

async function inNode(source, want) {
	const f = (0, eval)(`(${source})`), t = performance.now();
	want.value = JSON.stringify(await f());
	return performance.now() - t;
}

function inQuickJS(quickjs, source, want) {
	const vm = quickjs.newContext(), t = performance.now();
	vm.evalCode(`globalThis.out = "pending"; (${source})().then(v => { out = JSON.stringify(v); }, e => { out = String(e); })`).dispose?.();
	vm.runtime.executePendingJobs();
	const p = vm.getProp(vm.global, "out"), got = vm.getString(p), ms = performance.now() - t;
	p.dispose();
	vm.dispose();
	if (got !== want.value)
		console.log(`QuickJS differs: ${got.slice(0, 100)}`);
	return ms;
}

const tmp = fs.mkdtempSync(path.join(os.tmpdir(), "bench-"));
function inCordon(source, want) {
	const f = path.join(tmp, "p.js");
	fs.writeFileSync(f, source);
	const r = spawnSync(jsrun, ["--time", "--heap", "256", f], { encoding: "utf8", maxBuffer: 1 << 28 });
	if (JSON.stringify(JSON.parse(r.stdout).result) !== want.value)
		console.log(`cordon differs: ${r.stdout.slice(0, 200)}`);
	return Number(/run (\d+) us/.exec(r.stderr)[1]) / 1000;
}

let quickjs = null;
try {
	const require = createRequire(path.resolve(process.env.CORDON_PEERS ?? "build/bench-npm", "x.js"));
	quickjs = await require("quickjs-emscripten").getQuickJS();
} catch {
	console.log("quickjs-emscripten is not installed: tests/bench/run installs it");
}
const lines = [["ms, the least of " + rounds, "node", "QuickJS", "cordon", "/ QuickJS", "/ node"]];
for (const [name, source] of Object.entries(programs)) {
	const best = [Infinity, Infinity, Infinity], want = {};
	for (let i = 0; i < rounds; i++) {
		best[0] = Math.min(best[0], await inNode(source, want));
		if (quickjs)
			best[1] = Math.min(best[1], inQuickJS(quickjs, source, want));
		best[2] = Math.min(best[2], inCordon(source, want));
	}
	lines.push([name, ...best.map((x) => x.toFixed(1)), (best[2] / best[1]).toFixed(1), (best[2] / best[0]).toFixed(1)]);
}
table(lines);

// The engine's warm-up, which a template does once, and the collection of
// programs as models write them; the least of the rounds each.
const corpus = path.join(process.env.CORDON_SHARED ?? "../shared", "js-corpus");
const figures = (args) => {
	const r = spawnSync(jsrun, ["--time", ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
	return /new (\d+) us, run (\d+) us/.exec(r.stderr).slice(1).map((x) => Number(x) / 1000);
};
const least = (args) => {
	const all = Array.from({ length: rounds * 3 }, () => figures(args));
	return [0, 1].map((i) => Math.min(...all.map((x) => x[i])));
};
fs.writeFileSync(path.join(tmp, "one.js"), "1 + 1");
const alone = [["the engine alone, the least of " + rounds * 3, "ms"], ["warm-up of a template's engine", least([path.join(tmp, "one.js")])[0].toFixed(1)]];
if (fs.existsSync(corpus)) {
	const empty = path.join(tmp, "empty.js"), stub = path.join(corpus, "stub.js");
	fs.writeFileSync(empty, "0");
	const without = least(["--with", stub, empty])[1];
	const took = fs.readdirSync(corpus).filter((f) => f.endsWith(".ts"))
		.map((f) => Math.max(0, least(["--with", stub, path.join(corpus, f)])[1] - without));
	alone.push([`${took.length} programs of models (compiled and run): median`, quantile(took, 0.5).toFixed(2)],
		["the same: nine of ten within", quantile(took, 0.9).toFixed(2)]);
}
table(alone);
fs.rmSync(tmp, { recursive: true });
