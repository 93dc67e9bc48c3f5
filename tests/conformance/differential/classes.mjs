// SPDX-License-Identifier: Apache-2.0
// Classes: fields, private members, accessors, statics, inheritance.
import { expression } from "./expressions.mjs";
import { Scope, block, fresh } from "./generate.mjs";

const members = [
	(g, s) => `x = ${expression(g, s)};`,
	() => `#p = 1; bump() { this.#p += 1; return this.#p; } static has(o) { return #p in o; }`,
	() => `static count = t(0); static { this.count += 5; t("static block", this.count); }`,
	() => `get acc() { return t("get", this.x); } set acc(v) { t("set", v); this.x = v; }`,
	() => `static #secret() { return "s"; } static reveal() { return this.#secret(); }`,
	() => `["m" + 1](a, b = 2) { return [a, b, new.target === undefined]; }`,
	() => `*[Symbol.iterator]() { yield 1; yield* [2, 3]; }`,
	() => `async later() { await null; return this === undefined; }`,
	() => `arrow = () => this.x; f = function () { return this; };`,
	() => `get [Symbol.toStringTag]() { return "Tag"; }`,
	() => `static make(...a) { return new this(...a); }`,
	() => `"quoted name" = 1; 42() { return "n"; } toString() { return "str"; }`,
];

export function classes(g, s) {
	const A = fresh("A"), B = fresh("B"), o = fresh("o");
	const inner = new Scope(s, { fn: "plain", loop: false, labels: [] });
	inner.names = [];
	const chosen = members.filter(() => g.chance(0.4)).map((m) => m(g, inner)).join("\n");
	const base = g.pick(["", "", " extends Array", " extends Error", " extends Map", " extends Object"]);
	const own = base === "" ? "constructor(a = t(\"arg\")) { this.a = a; }" :
		base === " extends Error" ? "constructor(m) { super(m ?? \"m\"); this.name = \"Own\"; }" : "";
	const text = `class ${A}${base} { ${own}\n${chosen} hi() { return ["A.hi", ${g.pick(["typeof this", "new.target", "1"])}]; } static st() { return "A.st"; } }
class ${B} extends ${A} { constructor(...a) { t("before"); super(...a); t("after"); ${block(g, inner, 1)} } y = "y"; hi() { return ["B.hi", ...super.hi()]; } static st() { return super.st() + "B"; } get sup() { return super.toString === Object.prototype.toString; } }`;
	const uses = [
		`${o}.hi()`, `${B}.st()`, `${o} instanceof ${A}`, `${B}.name`, `Object.getOwnPropertyNames(${A}.prototype).sort()`,
		`${o}.bump?.()`, `${A}.has?.(${o})`, `${A}.has?.({})`, `${o}.acc`, `(${o}.acc = 3)`, `${A}.reveal?.()`, `${o}.m1?.(1)`,
		`typeof ${o}[Symbol.iterator] === "function" ? [...${o}] : 0`, `${o}.arrow?.call(null)`, `Object.keys(${o})`,
		`String(Object.prototype.toString.call(${o}))`, `${A}.make?.() instanceof ${A}`, `${o}.constructor === ${B}`, `${o}.sup`,
		`${o} instanceof Error ? [${o}.name, ${o}.message] : 1`, `Array.isArray(${o}) ? (${o}.push(1), ${o}.length) : 2`,
		`${o} instanceof Map ? ${o}.set(1, 2).size : 3`,
	].filter(() => g.chance(0.4)).map((u) => `await run(() => ${u});`).join("\n");
	return `${text}\nlet ${o}; await run(() => { ${o} = new ${B}(${g.pick(["", "3", "\"m\""])}); });
if (${o}) { ${uses} }
await run(() => ${g.pick([`${A}()`, `new ${A}().hi()`, `${B}.prototype.hi.call({})`, `Reflect.construct(${A}, [], ${B}).hi()`])});`;
}
