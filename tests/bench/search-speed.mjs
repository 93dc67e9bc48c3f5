// SPDX-License-Identifier: Apache-2.0
// What a search takes over the four largest APIs at once: in the process, over
// all collected queries, and as a command, beside a command that does nothing.
//   node search-speed.mjs
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const bin = process.env.CORDON_BENCH ?? "build/release/tests/bench_typegen";
const cordon = join(process.env.CORDON_BIN ?? "build/release/bin", "cordon");
const shared = process.env.CORDON_SHARED ?? "../shared";
const work = process.env.CORDON_WORK ?? "build/bench-typegen";
const apis = ["github", "cloudflare", "kubernetes", "msgraph"].filter((a) => existsSync(join(shared, "specs", `${a}.json`)));
mkdirSync(work, { recursive: true });

const ask = (...args) => JSON.parse(execFileSync(bin, args, { stdio: ["ignore", "pipe", "ignore"] }));
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
const sort = (list) => list.sort((a, b) => a - b);
const cats = apis.map((a) => join(work, `${a}.cat`));
const ops = apis.map((a, i) => ask("index", "openapi", a, join(shared, "specs", `${a}.json`), cats[i]).ops).reduce((a, b) => a + b, 0);

// A search is measured by the least of five, so that what else the machine does
// does not count; "first" is the first of them, with all that is not there yet.
console.log(`search over ${apis.join(", ")} (${ops} operations), us:`);
console.log("queries                   number   median      p99     most   first: median      p99");
const sets = readdirSync(join(shared, "search-bench")).filter((f) => f.endsWith(".jsonl")).map((f) => [f.replace(".jsonl", ""),
	readFileSync(join(shared, "search-bench", f), "utf8").trim().split("\n").map((l) => JSON.parse(l).query)]);
const agents = sets.find(([name]) => name === "agent-queries-dev")?.[1] ?? [];
const all = sets.flatMap(([, q]) => q), words = (q) => q.trim().split(/\s+/).length;
const rows = [["agents'", agents, 50], ...[[1, 8], [9, 15], [16, 30], [31, Infinity]].map(([from, to]) =>
	[to === Infinity ? `all sets': ${from} words up` : `all sets': ${from}-${to} words`, all.filter((q) => words(q) >= from && words(q) <= to)])];
for (const [name, queries, goal] of rows.filter(([, q]) => q.length > 0)) {
	const got = execFileSync(bin, ["search", "10", ...cats], { maxBuffer: 1 << 30,
		input: queries.map((q) => JSON.stringify(q)).join("\n") + "\n" }).toString().trim().split("\n").map((l) => JSON.parse(l));
	const us = sort(got.map((g) => g.ns / 1000)), first = sort(got.map((g) => g.first / 1000));
	console.log(`${name.padEnd(22)} ${[us.length, at(us, 0.5), at(us, 0.99), us.at(-1)].map((x) => x.toFixed(0).padStart(9)).join("")} ${[at(first, 0.5), at(first, 0.99)].map((x) => x.toFixed(0).padStart(12)).join("")}${goal ? `   (goal ${goal} at the median: ${at(us, 0.5) <= goal ? "reached" : "MISSED"})` : ""}`);
}

// The same as `cordon search`, each a process of its own, by turns with one
// that does nothing: what is above it is ours.
const dir = mkdtempSync(join(tmpdir(), "cordon-search-"));
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));
for (const a of apis)
	execFileSync(cordon, ["--config", dir, "add", "openapi", a, resolve(shared, "specs", `${a}.json`), "--url", "https://api.example"], { stdio: "ignore" });
execFileSync(cordon, ["--config", dir, "index"], { stdio: "ignore" });
const commands = [["cordon search", (q) => [cordon, "--config", dir, "search", q]], ["true", () => ["true"]]].map(([name, argv]) => ({ name, argv, wall: [], cpu: [] }));
for (const q of agents)
	for (const r of commands) {
		const c = ask("cost", ...r.argv(q));
		if (c.status !== 0)
			throw new Error(`${r.name}: status ${c.status}`);
		r.wall.push(1000 * c.wall);
		r.cpu.push(1000 * c.cpu);
	}
console.log("as a command, ms           runs   median      p99    least   processor: median");
for (const r of commands) {
	const wall = sort(r.wall), cpu = at(sort(r.cpu), 0.5);
	console.log(`${r.name.padEnd(22)} ${String(wall.length).padStart(8)} ${[at(wall, 0.5), at(wall, 0.99), wall[0]].map((x) => x.toFixed(2).padStart(9)).join("")} ${cpu.toFixed(2).padStart(17)}${r.name === "true" ? "" : `   (goal 10: ${cpu <= 10 ? "reached" : "MISSED"} by processor time, ${at(wall, 0.5) <= 10 ? "reached" : "missed"} by the clock, which others' work counts in)`}`);
}
