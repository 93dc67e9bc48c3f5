// SPDX-License-Identifier: Apache-2.0
// shapes.mjs JSRUN: what a program sees of the built-ins themselves (own properties and their attributes,
// names and lengths of functions, prototypes, what toString says), here and in node: the same, but for
// what `exceptions` names.  What only node has is no matter of this test.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const [, , jsrun] = process.argv;
const NAMES = ("Object Array String Number Boolean Symbol BigInt Date RegExp Math JSON Reflect Proxy Promise Map Set WeakMap WeakSet WeakRef " +
	"FinalizationRegistry Error EvalError RangeError ReferenceError SyntaxError TypeError URIError AggregateError ArrayBuffer DataView Int8Array " +
	"Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array Iterator " +
	"NaN Infinity undefined parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval Intl").split(" ");

// Path, then why it may differ.
const exceptions = [
	[/^Function\.prototype\.(caller|arguments)/, "two functions throw where node has one"],
	[/^Error\.prototype\.stack/, "the stack is an accessor of the prototype"],
	[/^Error\.stackTraceLimit$/, "V8's own"],
	[/^%AsyncFunction/, "async functions are of a kind of their own here too, under a name node's Function.prototype has"],
	[/@asyncIterator/, "made by the engine's interface"],
];

// Runs on both sides, as text.
const WALK = `
const out = [], seen = new Map([[Function.prototype, "Function.prototype"], [Object.prototype, "Object.prototype"]]);
const keyText = (k) => typeof k === "symbol" ? "@" + String(k.description).replace("Symbol.", "") : k;
function value(d, k) {
	if (!("value" in d)) return "accessor " + (d.get ? "g" : "-") + (d.set ? "s" : "-");
	const t = d.value === null ? "null" : typeof d.value;
	return t === "string" || t === "number" || t === "boolean" ? t + " " + String(d.value) : t;
}
function attributes(d) {
	return ("writable" in d ? (d.writable ? "w" : "-") : "") + (d.enumerable ? "e" : "-") + (d.configurable ? "c" : "-");
}
function visit(o, path, again) {
	if (!again && seen.has(o)) return;
	seen.set(o, path);
	const later = [];
	for (const k of Reflect.ownKeys(o)) {
		const d = Object.getOwnPropertyDescriptor(o, k), at = path + "." + keyText(k);
		out.push([at, attributes(d) + " " + value(d, k)]);
		for (const [v, to] of [[d.value, at], [d.get, at + "<get>"], [d.set, at + "<set>"]])
			if (v !== null && (typeof v === "object" || typeof v === "function")) later.push([v, to]);
	}
	for (const [v, to] of later) visit(v, to);
	const p = Object.getPrototypeOf(o);
	if (p !== null) visit(p, path + ".__proto__");
	out.push([path + " is of", p === null ? "null" : seen.get(p)]);
	out.push([path + " says", (typeof o === "function" ? Function.prototype.toString : Object.prototype.toString).call(o)]);
}
visit(Function.prototype, "Function.prototype", true);
visit(Object.prototype, "Object.prototype", true);
for (const n of NAMES) {
	const d = Object.getOwnPropertyDescriptor(globalThis, n);
	out.push([n, d === undefined ? "missing" : attributes(d) + " " + value(d, n)]);
	if (d !== undefined && d.value !== null && (typeof d.value === "object" || typeof d.value === "function")) visit(d.value, n);
}
[["Generator", function* () {}], ["AsyncGenerator", async function* () {}]].forEach(([n, f]) => visit(Object.getPrototypeOf(f), "%" + n + "%"));
[["Array", [].values()], ["Map", new Map().keys()], ["Set", new Set().keys()], ["String", ""[Symbol.iterator]()], ["RegExpString", "".matchAll(/a/g)]]
	.forEach(([n, it]) => visit(Object.getPrototypeOf(it), "%" + n + "Iterator%"));
`;
const program = `const NAMES = ${JSON.stringify(NAMES)};${WALK}`;

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-shapes-"));
fs.writeFileSync(path.join(dir, "p.js"), `${program} return [out, Object.keys(globalThis)];`);
const run = spawnSync(jsrun, ["--max", "8000000", path.join(dir, "p.js")], { encoding: "utf8", maxBuffer: 1 << 26 });
fs.rmSync(dir, { recursive: true });
const [ours, keys] = JSON.parse(run.stdout).result;
const theirs = new Map(new Function(`${program} return out;`)());

let bad = 0;
for (const [at, what] of ours) {
	const wanted = theirs.get(at);
	if (wanted === what || exceptions.some(([re]) => re.test(at)))
		continue;
	if (bad++ < 40)
		console.log(`${at}\n  node   ${wanted ?? "has it not"}\n  cordon ${what}`);
}
if (keys.length > 0) {
	bad++;
	console.log(`Object.keys(globalThis): ${keys}`);
}
console.log(`${bad === 0 ? "ok" : "not ok"} - shapes: ${bad} of ${ours.length} differ`);
process.exit(bad === 0 && ours.length > 2500 ? 0 : 1);
