// SPDX-License-Identifier: Apache-2.0
// Search quality: every set of queries in search-bench, ours beside plain
// BM25 and Cloudflare's ranker, all over the same documents.  One line a set;
// the goals are printed beside, never asserted.
//   node search.mjs [--worst N] [SET ...]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const bin = process.env.CORDON_BENCH ?? "build/release/tests/bench_typegen";
const shared = process.env.CORDON_SHARED ?? "../shared";
const here = import.meta.dirname ?? "tests/bench";
const work = process.env.CORDON_WORK ?? "build/bench-typegen";
const goals = {
	"agent-queries-dev": [["R@5", 0.86], ["nDCG@10", 0.78]],
	"restbench-tmdb": [["R@10", 0.76]],
	"restbench-spotify": [["R@10", 0.84]],
	"toolbench-solvable": [["R@5", 0.73]],
	"metatool-single-2000": [["R@5", 0.65]],
	"livemcp": [["R@10", 0.48]],
	"bfcl-live-multiple": [["R@5", 0.88]],
};
const args = process.argv.slice(2);
let worst = 0;
if (args[0] === "--worst") {
	args.shift();
	worst = Number(args.shift());
}
mkdirSync(work, { recursive: true });

// The catalog of one document of the collection, built once a run.
const built = new Map();
function catalog(spec) {
	if (built.has(spec))
		return built.get(spec);
	const tools = spec.startsWith("corpora/");
	const path = join(shared, tools ? "search-bench" : "specs", spec);
	const name = basename(spec).replace(/\W.*$/, "");
	const out = join(work, `${name}.cat`);
	execFileSync(bin, ["index", tools ? "mcp" : "openapi", name, path, out],
	    { stdio: ["ignore", "pipe", "ignore"] });
	built.set(spec, { out, path, tools, name });
	return built.get(spec);
}

// Plain BM25 over the words of name, path, summary and description.
const words = (s) => s.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
function documents(c) {
	if (c.docs)
		return c.docs;
	if (c.tools) {
		c.docs = JSON.parse(readFileSync(c.path, "utf8")).tools.map((t) => ({
			id: t.name, method: t.name, description: t.description ?? "",
			text: [t.name, t.description, ...Object.entries(t.inputSchema?.properties ?? {})
				.map(([k, v]) => `${k} ${v?.description ?? ""}`)].join(" "),
		}));
		return c.docs;
	}
	const ops = JSON.parse(execFileSync(bin, ["list", c.out], { maxBuffer: 1 << 30 }));
	c.docs = ops.map((o) => ({ id: `${o.method} ${o.path}`, method: o.id || o.name,
		description: o.summary, text: `${o.id} ${o.method} ${o.path} ${o.text}` }));
	return c.docs;
}
function bm25(c, query, k) {
	const docs = documents(c);
	if (!c.bm25) {
		const tf = docs.map((d) => {
			const m = new Map();
			for (const w of words(d.text))
				m.set(w, (m.get(w) ?? 0) + 1);
			return m;
		});
		const df = new Map();
		for (const m of tf)
			for (const w of m.keys())
				df.set(w, (df.get(w) ?? 0) + 1);
		const len = docs.map((d) => words(d.text).length);
		c.bm25 = { tf, df, len, avg: len.reduce((a, b) => a + b, 0) / docs.length };
	}
	const { tf, df, len, avg } = c.bm25;
	const q = words(query);
	return docs.map((d, i) => {
		let s = 0;
		for (const w of q) {
			const f = tf[i].get(w) ?? 0;
			const n = df.get(w) ?? 0;
			s += Math.log(1 + (docs.length - n + 0.5) / (n + 0.5)) * f * 2.2 /
			    (f + 1.2 * (0.25 + 0.75 * len[i] / avg));
		}
		return [s, d.id];
	}).filter(([s]) => s > 0).sort((a, b) => b[0] - a[0]).slice(0, k).map(([, id]) => id);
}

// Cloudflare's own ranker; it is not exported, so its module gets one line.
async function cloudflare() {
	const home = process.env.CORDON_PEERS ?? "build/bench-npm";
	const dist = join(home, "node_modules/@cloudflare/codemode/dist");
	if (!existsSync(dist))
		return null;
	const name = readdirSync(dist).find((f) => f.endsWith(".js") && readFileSync(join(dist, f), "utf8").includes("function searchConnectors("));
	const copy = join(dist, "cordon-ranker.mjs");
	const source = readFileSync(join(dist, name), "utf8")
		.replace(/^import[^;]*"cloudflare:workers";$/gm, "const RpcTarget = class {}, WorkerEntrypoint = class {}, DurableObject = class {};")
		.replace(/^import[^;]*;$/gm, "").replace(/^export \{[^}]*\};?$/gm, "");
	const from = source.indexOf("const SEARCH_RESULT_LIMIT");
	const to = source.indexOf("//#endregion", from);
	writeFileSync(copy, `${source.slice(from, to)}\nexport { searchConnectors };\n`);
	const { searchConnectors } = await import(pathToFileURL(copy));
	return (c, query, k) => {
		if (!c.descriptions) {
			const descriptors = {};
			c.byPath = new Map();
			for (const d of documents(c)) {
				const m = d.method;
				descriptors[m] = { description: d.description };
				c.byPath.set(`${c.name}.${m}`, d.id);
			}
			c.descriptions = [{ name: c.name, descriptors }];
		}
		return searchConnectors(query, c.descriptions).results.slice(0, k).map((r) => c.byPath.get(r.path));
	};
}

function score(ranked, gold) {
	const at = (k) => gold.filter((x) => ranked.slice(0, k).includes(x)).length / gold.length;
	let dcg = 0, ideal = 0;
	gold.forEach((_, i) => { ideal += i < 10 ? 1 / Math.log2(i + 2) : 0; });
	ranked.slice(0, 10).forEach((x, i) => { dcg += gold.includes(x) ? 1 / Math.log2(i + 2) : 0; });
	return { "R@1": at(1), "R@5": at(5), "R@10": at(10), "R@20": at(20), "nDCG@10": dcg / ideal };
}

function ours(lines) {
	const out = new Array(lines.length);
	const bySpec = Map.groupBy ? Map.groupBy(lines.map((l, i) => i), (i) => lines[i].spec)
		: lines.reduce((m, l, i) => m.set(l.spec, [...(m.get(l.spec) ?? []), i]), new Map());
	for (const [spec, at] of bySpec) {
		const got = execFileSync(bin, ["search", "20", catalog(spec).out], { maxBuffer: 1 << 30,
			input: at.map((i) => JSON.stringify(lines[i].query)).join("\n") + "\n" })
			.toString().trim().split("\n").map((l) => JSON.parse(l));
		at.forEach((i, k) => { out[i] = got[k]; });
	}
	return out;
}

const mean = (list, key) => list.reduce((a, b) => a + b[key], 0) / list.length;
const pct = (x) => (100 * x).toFixed(1).padStart(5);
const rival = !process.env.ALONE && await cloudflare();
const keys = ["R@1", "R@5", "R@10", "R@20", "nDCG@10"];
console.log(`${"set".padEnd(22)} ${"ranker".padEnd(11)} ${keys.map((k) => k.padStart(7)).join(" ")}   us/query`);
// The collected sets, and one written here before its ranking was looked at.
const sets = [join(shared, "search-bench"), join(here, "../data")].flatMap((dir) => existsSync(dir)
	? readdirSync(dir).filter((f) => f.endsWith(".jsonl")).map((f) => join(dir, f)) : []);
for (const path of sets) {
	const set = basename(path, ".jsonl");
	if (args.length && !args.includes(set))
		continue;
	const lines = readFileSync(path, "utf8").trim().split("\n").map((l) => JSON.parse(l));
	const all = lines.length;
	lines.splice(0, all, ...lines.filter((l) => existsSync(join(shared, l.spec.startsWith("corpora/") ? "search-bench" : "specs", l.spec))));
	if (lines.length < all)
		console.log(`${set}: ${all - lines.length} of ${all} queries are about documents that are not here`);
	if (lines.length === 0)
		continue;
	const row = (who, ranked, us) => {
		const s = ranked.map((r, i) => score(r, lines[i].gold));
		const m = Object.fromEntries(keys.map((k) => [k, mean(s, k)]));
		const goal = who === "cordon" ? (goals[set] ?? []).map(([k, g]) => `${k} ${m[k] >= g ? "reaches" : "MISSES"} ${g}`).join(", ") : "";
		console.log(`${set.padEnd(22)} ${who.padEnd(11)} ${keys.map((k) => pct(m[k]).padStart(7)).join(" ")} ${us === undefined ? "" : us.toFixed(0).padStart(8)}  ${goal}`);
		if (who === "cordon" && worst > 0)
			s.map((x, i) => [x["R@10"], i]).sort((a, b) => a[0] - b[0]).slice(0, worst)
				.forEach(([, i]) => console.log(`    ${lines[i].query}\n      want ${lines[i].gold.join(", ")}\n      got  ${ranked[i].slice(0, 5).join(", ")}`));
	};
	const got = ours(lines);
	const ns = got.map((g) => g.ns).sort((a, b) => a - b);
	row("cordon", got.map((g) => g.hits), ns[ns.length >> 1] / 1000);
	if (worst > 0 || process.env.ALONE)
		continue;
	row("BM25", lines.map((l) => bm25(catalog(l.spec), l.query, 20)));
	if (rival)
		row("Cloudflare", lines.map((l) => rival(catalog(l.spec), l.query, 20)));
}
