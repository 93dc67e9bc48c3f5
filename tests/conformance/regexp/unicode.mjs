// SPDX-License-Identifier: Apache-2.0
// unicode.mjs JSRUN UCD NORMALIZATION STEP: what \p{} matches, case mapping and
// normalize(), against the Unicode Character Database read here once more, by
// other means than the build's.  Every STEPth property.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const [, , jsrun, ucd, normalization, step] = process.argv;
let bad = 0;
function report(what, differ, of) {
	console.log(`${differ ? "not ok" : "ok"} - ${what}: ${differ} of ${of} differ`);
	bad += differ + (of === 0);
}
function run(code) {
	const r = spawnSync(jsrun, ["--heap", "1024", "--max", String(1 << 27), "-"], { input: code, encoding: "utf8", timeout: 250000, maxBuffer: 1 << 28 });
	try {
		const got = JSON.parse(r.stdout);
		if (got.ok) return got.result;
		console.log(got.error);
	} catch {
		console.log(`${r.signal ?? r.status}: ${r.stderr.slice(0, 2000)}`);
	}
	process.exit(1);
}
const literal = (x) => `JSON.parse(${JSON.stringify(JSON.stringify(x))})`;
const lines = (f) => fs.readFileSync(path.join(ucd, f), "utf8").split("\n").map((l) => l.replace(/#.*/, "").trim()).filter(Boolean)
	.map((l) => l.split(";").map((x) => x.trim()));
const span = (s) => { const [a, b] = s.split(".."); return [parseInt(a, 16), parseInt(b ?? a, 16)]; };
const MAX = 0x110000;
const sets = new Map(); // "gc=Lu" -> Uint8Array
const set = (k) => { if (!sets.has(k)) sets.set(k, new Uint8Array(MAX)); return sets.get(k); };
const surrogate = (c) => c >= 0xd800 && c <= 0xdfff;

const upper = new Map(), lower = new Map(), script = new Array(MAX).fill("Unknown");
let first = 0;
set("gc=Cn").fill(1);
for (const f of lines("UnicodeData.txt")) {
	const c = parseInt(f[0], 16);
	if (!f[1].endsWith(", Last>")) first = c;
	if (f[1].endsWith(", First>")) continue;
	set("gc=" + f[2]).fill(1, first, c + 1);
	set("gc=Cn").fill(0, first, c + 1);
	if (f[12]) upper.set(c, String.fromCodePoint(parseInt(f[12], 16)));
	if (f[13]) lower.set(c, String.fromCodePoint(parseInt(f[13], 16)));
}
for (const f of lines("Scripts.txt")) { const [a, b] = span(f[0]); script.fill(f[1], a, b + 1); }
const short = new Map(lines("PropertyValueAliases.txt").filter((f) => f[0] === "sc").map((f) => [f[2], f[1]]));
const extensions = new Map();
for (const f of lines("ScriptExtensions.txt")) { const [a, b] = span(f[0]); for (let c = a; c <= b; c++) extensions.set(c, f[1].split(" ")); }
for (let c = 0; c < MAX; c++) {
	const s = short.get(script[c]);
	set("sc=" + s)[c] = 1;
	for (const x of extensions.get(c) ?? [s]) set("scx=" + x)[c] = 1;
}
const BINARY = ["Alphabetic", "White_Space", "Uppercase", "Lowercase", "Dash", "Hex_Digit", "ID_Start", "ID_Continue", "XID_Start", "Math", "Cased",
	"Case_Ignorable", "Grapheme_Base", "Grapheme_Extend", "Diacritic", "Extender", "Ideographic", "Quotation_Mark", "Noncharacter_Code_Point",
	"Pattern_Syntax", "Default_Ignorable_Code_Point", "Changes_When_Lowercased", "Variation_Selector", "Radical", "Regional_Indicator"];
for (const file of ["PropList.txt", "DerivedCoreProperties.txt"])
	for (const f of lines(file)) if (BINARY.includes(f[1])) { const [a, b] = span(f[0]); set(f[1]).fill(1, a, b + 1); }

const names = [...sets.keys()].filter((_, i) => i % Number(step) === 0);
const got = run(`async () => { let s = ""; const part = [];
	for (let c = 0; c < 0x110000; c++) { if (c < 0xd800 || c > 0xdfff) part.push(String.fromCodePoint(c)); if (part.length === 4096) { s += part.join(""); part.length = 0; } }
	s += part.join("");
	return ${JSON.stringify(names)}.map((n) => { const out = []; for (const m of s.matchAll(new RegExp("\\\\p{" + n + "}+", "gu"))) {
		const a = m[0].codePointAt(0), u = m[0]; const z = u.charCodeAt(u.length - 1) >= 0xdc00 && u.charCodeAt(u.length - 1) < 0xe000 ? u.codePointAt(u.length - 2) : u.charCodeAt(u.length - 1);
		out.push(a, z); } return out; }); }`);
names.forEach((n, i) => {
	const want = [], have = sets.get(n);
	for (let c = 0, last = -2; c < MAX; c++) {
		if (surrogate(c)) { if (last === 0xd7ff) last = 0xdfff; continue; }
		if (!have[c]) continue;
		if (c === last + 1 || (last === 0xd7ff && c === 0xe000)) want[want.length - 1] = c;
		else want.push(c, c);
		last = c;
	}
	if (JSON.stringify(want) !== JSON.stringify(got[i])) {
		report(`\\p{${n}}`, 1, 1);
		console.log(`#   want ${JSON.stringify(want).slice(0, 200)}\n#   got  ${JSON.stringify(got[i]).slice(0, 200)}`);
	}
});
report("properties", 0, names.length);

for (const f of lines("SpecialCasing.txt")) {
	if (f[4] && f.length > 5) continue;
	const c = parseInt(f[0], 16), text = (s) => s.split(" ").map((x) => String.fromCodePoint(parseInt(x, 16))).join("");
	lower.set(c, text(f[1]));
	upper.set(c, text(f[3]));
}
const points = [...new Set([...upper.keys(), ...lower.keys()])];
const mapped = run(`async () => ${literal(points)}.map((c) => { const s = String.fromCodePoint(c); return s.toUpperCase() + "|" + s.toLowerCase(); })`);
report("case mappings", points.filter((c, i) => mapped[i] !== `${upper.get(c) ?? String.fromCodePoint(c)}|${lower.get(c) ?? String.fromCodePoint(c)}`).length, points.length);

const rows = fs.readFileSync(normalization, "utf8").split("\n").map((l) => l.replace(/#.*/, "")).filter((l) => /^[0-9A-F]/.test(l))
	.map((l) => l.split(";").slice(0, 5).map((x) => x.split(" ").map((h) => String.fromCodePoint(parseInt(h, 16))).join("")));
const forms = run(`async () => ${literal(rows)}.map((r) => r.map((s) => ["NFC", "NFD", "NFKC", "NFKD"].map((f) => s.normalize(f)))) `);
let differ = 0;
rows.forEach(([c1, c2, c3, c4, c5], i) => {
	const want = [[c2, c3, c4, c5], [c2, c3, c4, c5], [c2, c3, c4, c5], [c4, c5, c4, c5], [c4, c5, c4, c5]];
	if (JSON.stringify(want) !== JSON.stringify(forms[i])) differ++;
});
report("normalization forms of NormalizationTest.txt", differ, rows.length);
process.exit(bad ? 1 : 0);
