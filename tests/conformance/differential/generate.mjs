// SPDX-License-Identifier: Apache-2.0
// Programs from a grammar: what models write, mixed as nobody would.  Each is
// an async arrow that returns its trace; everything in it is deterministic,
// so two engines must agree on every byte.
import { classes } from "./classes.mjs";
import { expression, value } from "./expressions.mjs";
import { rare } from "./rare.mjs";

export class Random {
	constructor(seed) {
		this.s = (seed * 2654435761 + 12345) >>> 0;
	}
	next() { // xorshift32: enough to choose branches
		let x = this.s || 88675123;
		x ^= x << 13; x >>>= 0;
		x ^= x >>> 17;
		x ^= x << 5; x >>>= 0;
		this.s = x;
		return x / 4294967296;
	}
	int(n) { return Math.floor(this.next() * n); }
	pick(list) { return list[this.int(list.length)]; }
	chance(p) { return this.next() < p; }
}

// What a statement may use: names in scope, and where it stands.
export class Scope {
	constructor(parent, over = {}) {
		Object.assign(this, { loop: false, labels: [], fn: "async", depth: 0 },
		    parent ?? {}, over);
		this.names = [...(parent?.names ?? [])];
		this.depth = (parent?.depth ?? 0) + 1;
	}
}

let serial = 0;
export const fresh = (prefix) => `${prefix}${serial++}`;

export function block(g, scope, n = 1 + g.int(3)) {
	const inner = new Scope(scope);
	return Array.from({ length: n }, () => statement(g, inner)).join("\n");
}

function declare(g, s) {
	const kind = g.pick(["let", "const", "let", "var"]);
	const name = fresh("v");
	const text = `${kind} ${name} = ${expression(g, s)};`;
	s.names.push(name);
	return kind === "const" || !g.chance(0.3) ? text :
		`${text} ${name} ${g.pick(["=", "+=", "??=", "||=", "&&="])} ${expression(g, s)};`;
}

function destructure(g, s) {
	const a = fresh("d"), b = fresh("d"), c = fresh("d");
	const text = g.pick([
		() => `const {${a} = ${value(g)}, x: ${b} = t("dflt"), ...${c}} = {x: ${g.pick(["undefined", "null", "7"])}, y: ${expression(g, s)}, [${JSON.stringify(a)}]: ${g.pick(["undefined", "1"])}};`,
		() => `let [${a}, , ${b} = t("dflt2"), ...${c}] = ${g.pick(["[1, 2, , 4, 5]", "\"a\\u{1F600}cde\"", "new Set([1, 2, 3, 4])", "iter(5)"])};`,
		() => `var {a: [${a}, {b: ${b}}] = [1, {b: 2}], ...${c}} = ${g.pick(["{}", "{a: [3, {b: 4}], z: 1}"])};`,
		() => `let ${a} = 1, ${b} = 2, ${c} = []; [${a}, ${b}, ...${c}] = [${b}, ${a}, 3, 4]; ({p: ${a}, q: ${c}[0] = 9} = {p: ${b}});`,
	])();
	s.names.push(a, b, c);
	return `${text} t(${a}, ${b}, ${c});`;
}

function loop(g, s) {
	const i = fresh("i"), label = g.chance(0.3) ? fresh("L") : "";
	const inner = new Scope(s, { loop: true, labels: label ? [...s.labels, label] : s.labels });
	inner.names.push(i);
	const capture = g.chance(0.4) ? `fs.push(() => ${i});` : "";
	const body = `${capture}\n${block(g, inner)}`;
	const pre = label ? `${label}: ` : "";
	return g.pick([
		() => `${pre}for (let ${i} = 0; ${i} < ${1 + g.int(4)}; ${i}++) {${body}}`,
		() => `${pre}for (const ${i} of ${g.pick(["[3, 1, 2]", "iter(3)", "new Map([[1, 2], [3, 4]])", "\"ab\"", "gen(3)", "new Set(\"xyz\")"])}) {${body}}`,
		() => `${pre}for (const ${i} in ${g.pick(["{b: 1, a: 2, 3: 0}", "[7, 8]", "Object.create({p: 1}, {q: {value: 1, enumerable: true}})"])}) {${body}}`,
		() => s.fn === "async" ? `${pre}for await (const ${i} of ${g.pick(["[P(1), 2]", "agen(3)", "iter(2)"])}) {${body}}` :
			`${pre}for (var ${i} = 0; ${i} < 2; ${i}++) {${body}}`,
		() => `{ let ${i} = 0; ${pre}while (${i}++ < 3) {${body}} }`,
		() => `{ let ${i} = 3; ${pre}do {${body}} while (--${i} > 0); }`,
	])();
}

function jump(g, s) {
	const to = s.labels.length > 0 && g.chance(0.5) ? ` ${g.pick(s.labels)}` : "";
	const what = [];
	if (s.loop)
		what.push(`break${to};`, `continue${to};`);
	what.push(`throw ${g.pick(["new TypeError(\"t\")", "null", "\"s\"", "{k: 1}", "new RangeError(\"r\")"])};`);
	if (s.fn !== "none")
		what.push(`return ${expression(g, s)};`);
	return `if (${g.pick(["chance()", "t(true)", expression(g, s)])}) ${g.pick(what)}`;
}

function tryCatch(g, s) {
	const e = fresh("e");
	const caught = new Scope(s);
	caught.names.push(e);
	return `try {${block(g, s)}\n${g.chance(0.5) ? jump(g, s) : ""}} ` + g.pick([
		() => `catch (${e}) {t("caught", E(${e}));${block(g, s, 1)}}`,
		() => `catch {t("c");} finally {t("f");${g.chance(0.2) ? jump(g, s) : ""}}`,
		() => `catch ({name = "none", message: ${e} = "m"}) {t(name, ${e});}`,
		() => `finally {t("fin");}`,
	])();
}

function functions(g, s) {
	const f = fresh("f"), p = fresh("p"), q = fresh("q"), r = fresh("r");
	const kind = g.pick(["", "async ", "*", "async *", "=>", "async =>"]);
	const inner = new Scope(s, { loop: false, labels: [], fn: kind.startsWith("async") ? "async" : "plain" });
	inner.names.push(p, q, r);
	const params = g.pick([`${p}, ${q} = ${p}, ...${r}`, `{a: ${p} = 1, b: ${q}} = {b: 2}, ...${r}`,
		`[${p}, ${q} = () => ${p}] = [5], ${r} = t("late")`, `${p} = ${expression(g, new Scope(s, { fn: "plain" }))}, ${q} = 2, ${r}`]);
	let body = block(g, inner);
	const star = kind.includes("*");
	if (star)
		body = `${kind.startsWith("a") ? "t(await P(1));" : ""} t("sent", yield ${p}); ${body}\n yield* ${g.pick(["[1, 2]", "gen(2)", "\"xy\""])}; try { yield ${q}; } finally { t("closed"); }`;
	const end = g.chance(0.7) ? `return ${expression(g, inner)};` : "";
	s.names.push(f);
	const text = kind.includes("=>") ? `const ${f} = ${kind.replace("=>", "")}(${params}) => {${body}\n${end}};` :
		`${kind.startsWith("async") ? "async " : ""}function${star ? "*" : ""} ${f}(${params}) {${body}\n${end}}`;
	const args = g.pick(["", "1", "undefined, 3, 4", "null", "[7, 8]", "{a: 2, b: 3}, 9"]);
	if (kind === "async *")
		return `${text}\nawait run(async () => { for await (const y of ${f}(${args})) { t(y); ${g.chance(0.3) ? "break;" : ""} } });`;
	if (star)
		return `${text}\nawait run(() => drive(${f}(${args}), ${g.int(4)}));`;
	return `${text}\nt(typeof ${f}, ${f}.name); await run(() => ${f}(${args}));`;
}

function asynchronous(g, s) {
	const inner = new Scope(s, { fn: "async", loop: false, labels: [] });
	const task = (n) => `(async () => { t("a${n}"); ${g.pick(["await null;", "await P(1);", "await undefined; await 0;", ""])} ${block(g, inner, 1)} t("b${n}"); return ${n}; })()`;
	return g.pick([
		() => `t(await Promise.all([${task(1)}, ${task(2)}, P(3)].map((p) => p.catch((e) => E(e)))));`,
		() => `t(await Promise.allSettled([${task(1)}, Promise.reject(new Error("x"))]).then((r) => r.map((x) => [x.status, x.value, E(x.reason)])));`,
		() => `t(await Promise.race([${task(1)}, ${task(2)}]).catch(E));`,
		() => `P(1).then((v) => { t("then", v); return P(2); }).finally(() => t("fin")).then((v) => t("after", v)); await null; t("sync");`,
		() => `queueMicrotask(() => t("micro")); await P(0); t("await");`,
		() => `t(await Promise.any([Promise.reject(1), ${task(4)}]).catch((e) => [e.name, e.errors?.length]));`,
		() => `t(await ({ then(ok, no) { ${g.pick(["ok", "ok", "no"])}(${value(g)}); t("thenable"); } }));`,
	])();
}

function switchCase(g, s) {
	const x = fresh("s");
	return `switch (t(${g.pick(["1", "2", "\"a\"", expression(g, s)])})) { case t(1): t("one"); ${g.chance(0.5) ? "break;" : ""} default: let ${x} = 1; t("def", ${x}); case 2: t("two"); ${g.chance(0.5) ? "break;" : ""} case "a": t("a"); }`;
}

const kinds = [
	[4, declare], [2, destructure], [3, loop], [1, jump], [2, tryCatch], [2, functions],
	[1, asynchronous], [1, switchCase], [2, classes], [3, (g, s) => (s.fn === "async" ? rare(g, s) : "")],
	[4, (g, s) => `t(${expression(g, s)});`],
	[1, (g, s) => `if (${expression(g, s)}) {${block(g, s)}} else {${block(g, s)}}`],
	[1, (g, s) => `{${block(g, s)}}`],
	[1, () => `t(fs.map((f) => f()));`],
	[1, (g) => { const n = fresh("z"); return `try { ${n}; let ${n} = 1; } catch (e) { t(e.name); }`; }],
	[1, (g) => { const n = fresh("h"); return `t(typeof ${n}); var ${n} = ${value(g)}; t(${n});`; }],
];
const simple = [declare, (g, s) => `t(${expression(g, s)});`];

export function statement(g, s) {
	if (s.depth > 5)
		return g.pick(simple)(g, s);
	let n = g.int(kinds.reduce((sum, [w]) => sum + w, 0));
	const [, make] = kinds.find(([w]) => (n -= w) < 0);
	const text = make(g, s);
	// An await is only one where the function around it is async.
	return s.fn === "async" ? text : text.replace(/\bfor await\b/g, "for").replace(/\bawait /g, "");
}

// The trace: every value as text, so that -0, holes and cycles show.
const HELP = `
	const T = [], fs = []; let N = 0, budget = 400;
	const S = (v, d = 0) => typeof v === "bigint" ? v + "n" : typeof v === "symbol" ? "symbol" : typeof v === "function" ? "function " + v.name :
		Object.is(v, -0) ? "-0" : v === null || typeof v !== "object" ? (typeof v === "string" ? JSON.stringify(v) : String(v)) : d > 3 ? "..." :
		Array.isArray(v) ? "[" + Array.from(v, (x, i) => i in v ? S(x, d + 1) : "hole").join() + "]" :
		v instanceof Error ? E(v) : v instanceof Map ? "Map" + S([...v], d + 1) : v instanceof Set ? "Set" + S([...v], d + 1) :
		v instanceof Promise ? "Promise" : "{" + Reflect.ownKeys(v).map((k) => String(k) + ":" + S(v[k], d + 1)).join() + "}";
	const E = (e) => e instanceof Error ? e.name : S(e);
	const stop = () => { if (--budget < 0) throw { budget: 1 }; };
	const t = (...a) => { stop(); T.push(a.map((x) => S(x)).join(" ")); return a[0]; };
	const chance = () => (N = (N * 1103515245 + 12345) % 2147483648) % 3 === 0;
	const P = (v) => Promise.resolve(v);
	const gen = function* (n) { try { for (let i = 0; i < n; i++) { stop(); yield i; } } finally { t("gen end"); } };
	const agen = async function* (n) { try { for (let i = 0; i < n; i++) { stop(); yield P(i); } } finally { t("agen end"); } };
	const iter = (n) => ({ [Symbol.iterator]() { let i = 0; return { next: () => (stop(), i < n ? { value: i++, done: false } : { value: "end", done: true }), return(v) { t("return"); return {}; } }; } });
	const run = async (f) => { try { t(await f()); } catch (e) { if (e?.budget) throw e; t("threw", E(e)); } };
	const drive = (it, how) => { t(it.next("first")); t(it.next("second")); if (how === 1) t(it.return("r")); if (how === 2) { try { t(it.throw(new Error("in"))); } catch (e) { t(E(e)); } } if (how === 3) t([...it]); return it.next(); };
	const o = { n: 1, s: "str", a: [1, [2, 3]], f(x) { return [this === o, x]; }, get g() { return t("getter"); }, set g(v) { t("setter", v); }, nil: null };
`;

export function program(seed) {
	serial = 0;
	const g = new Random(seed);
	const scope = new Scope(null);
	const body = Array.from({ length: 4 + g.int(6) }, () => statement(g, scope)).join("\n");
	return `async () => {${HELP}\ntry { t("result", await (async () => {\n${body}\n})());\n} catch (e) { T.push("ended " + (e?.budget ? "budget" : E(e))); }\nreturn T.slice();\n}`;
}
