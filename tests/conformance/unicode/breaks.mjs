// SPDX-License-Identifier: Apache-2.0
// breaks.mjs JSRUN AUXILIARY: Intl.Segmenter on the Unicode Character Database's own
// tests of graphemes, words and sentences.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const [, , jsrun, folder] = process.argv;
const point = (h) => String.fromCodePoint(parseInt(h, 16));
let failed = 0;
for (const [granularity, file] of [["grapheme", "Grapheme"], ["word", "Word"], ["sentence", "Sentence"]]) {
	const tests = fs.readFileSync(path.join(folder, `${file}BreakTest.txt`), "utf8").split("\n")
		.map((l) => l.replace(/#.*/, "").trim()).filter(Boolean)
		.map((l) => l.split("÷").map((s) => s.trim()).filter(Boolean).map((s) => s.split(/\s*×\s*/).map(point).join("")));
	const literal = JSON.stringify(tests).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
	const code = `async () => { const s = new Intl.Segmenter("en", { granularity: ${JSON.stringify(granularity)} });
		return ${literal}.map((t) => [t, [...s.segment(t.join(""))].map((x) => x.segment)]).filter(([a, b]) => JSON.stringify(a) !== JSON.stringify(b)); }`;
	const r = JSON.parse(spawnSync(jsrun, ["-"], { input: code, encoding: "utf8", maxBuffer: 1 << 28 }).stdout);
	const bad = r.ok ? r.result : [r.error];
	for (const b of bad.slice(0, 5))
		console.log(`# ${JSON.stringify(b)}`);
	console.log(`${bad.length || tests.length === 0 ? "not ok" : "ok"} - ${granularity}: ${tests.length - bad.length} of ${tests.length}`);
	failed += bad.length || tests.length === 0 ? 1 : 0;
}
process.exit(failed ? 1 : 0);
