// SPDX-License-Identifier: Apache-2.0
// What programs seldom do: each statement leaves its mark in the trace.
import { expression, value } from "./expressions.mjs";
import { Scope, fresh } from "./generate.mjs";

const small = (g) => g.pick(["0n", "1n", "-3n", "7n", "2n ** 65n", "BigInt(5)", "-(2n ** 40n)"]);
const op = (g) => g.pick(["+", "-", "*", "&", "|", "^", "<", ">", "<=", ">=", "==", "===", "!=", "**"]);

const makers = [
	function bigint(g) {
		const a = fresh("b"), b = fresh("b");
		return `await run(() => { let ${a} = ${small(g)}, ${b} = ${small(g)}; t(${a} ${g.pick(["+", "-", "*", "<", "==="])} ${b}); ${a}++; ${b} -= 2n; t(${a}, -${b}, typeof ${a}, ~${b}); ` +
			`t(${a} ? "yes" : "no", !${b}, ${a} || 5, ${b} && 6, \`\${${a}}\`); ${g.pick([`t(${a} / ${b});`, `t(${a} % ${b});`, `t(${a} << 3n, ${b} >> 1n);`, `t(${a} + 1);`, `t([10, 20, 30][${a}]);`, `for (let i = 0n; i < 3n; i++) t(i);`])} return ${a} ${g.pick(["<", ">", "==", "!="])} ${g.pick(["1", "\"7\"", "2.5"])}; });`;
	},
	function lengths(g) {
		const f = fresh("l");
		const params = g.pick(["", "a", "a, b", "a, b = 1", "a = 1, b", "...r", "a, ...r", "{x}, [y]", "{x} = {}, y", "[a] = [], b"]);
		const kind = g.pick([`function ${f}(${params}) {}`, `const ${f} = (${params}) => 1;`, `const ${f} = async (${params}) => 1;`, `function* ${f}(${params}) {}`,
			`async function ${f}(${params}) {}`, `const ${f} = { m(${params}) {} }.m;`, `const ${f} = class { constructor(${params}) {} };`, `const ${f} = { async *m(${params}) {} }.m;`,
			`const ${f} = { ["c" + 1]: (${params}) => 1 }.c1;`, `const ${f} = function (${params}) {};`, `const ${f} = (class { static s(${params}) {} }).s;`]);
		return `${kind} t(${f}.length, ${f}.name, Object.hasOwn(${f}, "prototype"), ${f}.constructor.name); await run(() => typeof new ${f}({}, []));`;
	},
	function accessors(g, s) {
		const o = fresh("o"), k = fresh("k");
		return `{ let ${k} = 0; const ${o} = { get a() { return t("ga", ++${k}); }, set a(v) { t("sa", v); }, get ["b" + ${k}]() { return this.a; }, "c d": ${expression(g, s)}, [t("key")]: 1, __proto__: { inherited: 1 }, 1: "one", async *gen() {}, ${g.pick(["...{ get z() { return t(\"gz\"); } }", "...null", "...\"ab\"", "...[1, , 2]"])} };
${o}.a ${g.pick(["=", "+=", "||=", "??=", "&&="])} 5; ${g.pick([`${o}.a++`, `--${o}["a"]`, `${o}["b0"]`])}; t(Reflect.ownKeys(${o}), ${o}.inherited, ${o}.b0, Object.getPrototypeOf(${o}) === Object.prototype); const { a: x${o}, ...rest${o} } = ${o}; t(x${o}, Object.keys(rest${o})); }`;
	},
	function privates(g) {
		const C = fresh("P");
		return `class ${C} { #a = ${value(g)}; static #n = 0; #m() { return [this.#a, ++${C}.#n]; } get #g() { return t("get#"); } set #g(v) { t("set#", v); } static is(o) { return #a in o && #m in o; } go() { this.#g = this.#m(); this.#a ??= 4; this.#g; return [this.#a, #g in this, this.#m?.()]; } static try(o) { return o.#a; } ${g.pick(["", "static { t(\"sb\", this.#n); }", "#late = this.#a; late() { return this.#late; }", "swap(o) { [this.#a, o.#a] = [o.#a, this.#a]; return this.#a; }"])} }
await run(() => new ${C}().go()); await run(() => [${C}.is(new ${C}()), ${C}.is({})]); await run(() => ${C}.try({})); await run(() => new ${C}().late?.()); await run(() => new ${C}().swap?.(new ${C}()));`;
	},
	function agens(g) {
		const f = fresh("ag");
		return `async function* ${f}() { try { t("got", yield 1); t("got", yield* ${g.pick(["agen(3)", "gen(3)", "[P(7), 8]", "iter(3)"])}); try { yield P(3); } catch (e) { t("in", E(e)); yield "c"; } return ${g.pick(["P(9)", "8", "Promise.reject(new Error(\"r\"))"])}; } catch (e) { t("out", E(e)); } finally { t("fin"); ${g.pick(["", "yield \"late\";", "await null;", "t(\"x\");"])} } }
await run(async () => { const it = ${f}(); ${Array.from({ length: 3 + g.int(4) }, () => g.pick(["t(await it.next(1));", "t(await it.next());", "t(await it.return(5));", "t(await it.throw(new Error(\"x\")).catch(E));", "t(await Promise.all([it.next(), it.next(2)]));", "t(await it.return(P(6)));"])).join(" ")} });`;
	},
	function closing(g, s) {
		const x = fresh("x");
		const src = g.pick(["agen(4)", "{ [Symbol.asyncIterator]() { let i = 0; return { next: async () => ({ value: i++, done: i > 4 }), return: async (v) => { t(\"areturn\", v); return {}; } }; } }", "[P(1), 2, P(3)]", "iter(3)", "gen(3)"]);
		return `await run(async () => { ${fresh("Q")}: for await (const ${x} of ${src}) { t(${x}); if (${x} === ${g.int(3)}) { ${g.pick(["break;", "continue;", "return \"early\";", "throw new TypeError(\"stop\");"])} } ${g.chance(0.3) ? `fs.push(() => ${x});` : ""} } return "done"; });`;
	},
	function switches(g, s) {
		const a = fresh("w");
		return `await run(() => { const out = []; for (const v of [1, 2, 3, "x", NaN]) { switch (v) { case 1: let ${a} = "one"; out.push(() => ${a}); case 2: ${a} = ${a === "" ? "1" : "v"}; break; default: { let ${a} = "inner"; out.push(() => ${a} + v); } case 3: function hoisted() { return v; } out.push(hoisted); ${g.pick(["break;", "continue;", ""])} } } return out.map((f) => { try { return f(); } catch (e) { return e.name; } }); });`;
	},
	function heads(g) {
		const i = fresh("i"), j = fresh("j");
		return g.pick([
			`{ const out = []; for (let ${i} = 0, ${j} = () => ${i}; ${i} < 3; out.push(${j}, () => ${i}), ${i}++) { if (${i} === 1) { ${i}++; continue; } out.push(() => ${i} * 10); } t(out.map((f) => f())); }`,
			`{ const out = []; for (const [${i}, ${j} = () => ${i}] of [[1], [2, () => 9]]) { out.push(${j}, () => ${i}); } t(out.map((f) => f())); }`,
			`{ const out = []; for (let ${i} in { a: 1, b: 2 }) { ${i} += "!"; out.push(() => ${i}); } t(out.map((f) => f())); }`,
			`{ const out = []; let ${i} = 0; while (${i} < 3) { let ${j} = ${i}++; if (${j} === 1) continue; out.push(() => ${j}++); } t(out.map((f) => f() + f())); }`,
			`await run(async () => { const out = []; for (let ${i} = 0; ${i} < 3; ${i}++) { out.push(async () => { await null; return ${i}; }); await out[${i}](); } return Promise.all(out.map((f) => f())); });`,
			`await run(() => { outer: for (let ${i} = 0; ${i} < 4; ${i}++) { fs.push(() => ${i}); for (const ${j} of [0, 1, 2]) { fs.push(() => ${j}); if (${j} === ${i}) continue outer; if (${i} === 3) break outer; if (${i} + ${j} === 9) return 1; } } return t(fs.length); });`,
		]);
	},
	function holes(g) {
		return g.pick([
			`t([...[1, , 3], , ...[,]]); t([, ...[, 1]].length, Object.keys([1, , 2]));`,
			`t(((...a) => a)(...[1, , 3], ...new Set([4, 4]), ..."hi", ...gen(2)));`,
			`t(Math.max(...[3, 1], ...iter(4)), [..."a\u{1F600}b"].length, new Array(...[3]).length, new Date(...[2020, 1, 2]).getMonth());`,
			`await run(() => Math.max(...5)); await run(() => [...{}]); await run(() => ((a, b) => [a, b])(...null));`,
		]);
	},
	function tags(g, s) {
		const f = fresh("tag");
		return `{ const seen = []; const ${f} = (s, ...v) => { seen.push(s); return [s.raw.join("|"), s.map((x) => x === undefined ? "U" : x), v, Object.isFrozen(s), this === undefined]; }; const again = () => ${f}\`a\\n\${${expression(g, s)}}\\u{41}b\${2}\`; t(again()); again(); t(seen[0] === seen[1]); t(${f}\`\\unicode \${1}\`); t(${f}\`\`); const ob = { m(s) { return [this === ob, s[0]]; } }; t(ob.m\`x\`, ob["m"]\`y\`, String.raw\`\\n\${1}\\t\`); t(((s) => (r) => s.raw[0] + r[0])\`1\`\`2\`); }`;
	},
	function optional(g, s) {
		return `{ const ob = { v: 1, f() { return this?.v; }, g: () => ({ h() { return [this.k, ${value(g)}]; }, k: 2 }), n: null, a: [() => "el"] }; let ev = 0; t(ob?.f(), ob.f?.(), ob?.["f"]?.(), (ob?.f)(), ob.g?.().h?.(), ob.g()?.h(), ob.n?.x.y.z(ev++), ob.a?.[0]?.(), ob.zz?.(ev++), ob.n?.[ev++], ev); t(delete ob?.v, ob?.v, delete ob.n?.q, typeof ob.n?.x, ob.n?.x ?? "d"); await run(() => ob.f.q()); await run(() => ob.n.q?.()); t(ob?.a?.map?.((x) => x?.()), [...(ob.zz ?? [1])]); }`;
	},
	function statics(g, s) {
		const C = fresh("S");
		const parts = [`static a = t("a", ${value(g)});`, `static { t("block", this === ${C}, this.a); }`, `[t("ck")] = t("cv");`, `static [t("sk")] = t("sv");`, `b = t("b", typeof this.c);`, `c = t("c", this.b);`,
			`static m() { return [this.name, new.target]; }`, `static { try { throw 1; } catch { t("caught"); } finally { t("f"); } }`, `static x = this.m?.();`, `"quoted" = 1;`, `static async am() { return await P(this === ${C}); }`, `get [t("gk")]() { return 1; }`,
			`static { let l = 1; fs.push(() => l++); for (let i = 0; i < 2; i++) fs.push(() => i); }`];
		return `await run(() => { class ${C} { ${parts.filter(() => g.chance(0.5)).join(" ")} } t(Object.keys(new ${C}()), Reflect.ownKeys(${C}).filter((k) => k !== "length" && k !== "name" && k !== "prototype")); return ${C}.am?.(); });`;
	},
	function targets(g) {
		const f = fresh("nt"), C = fresh("N"), D = fresh("N");
		return `{ function ${f}() { const inner = () => new.target; return [new.target === undefined, inner() === ${f}]; } t(${f}()); t(new ${f}()); class ${C} { constructor() { this.nt = new.target.name; this.arrow = (() => new.target?.name)(); } m() { return new.target; } } class ${D} extends ${C} { constructor() { ${g.pick(["super();", "const s = () => super(); s();", "try { super(); } finally { t(\"fin\"); }", "if (chance()) super(); else super();"])} this.d = 1; ${g.pick(["", "return { own: 1 };", "return;", "try { return 5; } catch { t(\"not here\"); }", "return undefined;"])} } } await run(() => new ${D}()); await run(() => Reflect.construct(${C}, [], ${D}).nt); t(new ${C}().m()); await run(() => ${C}.call({})); }`;
	},
	function supers(g, s) {
		const A = fresh("U"), B = fresh("U");
		return `{ const base = { hi() { return ["base", this.n]; }, get acc() { return ["acc", this.n]; }, set acc(v) { this.saved = v; } }; const ob = { __proto__: base, n: 1, hi() { return ["ob", ...super.hi(), (() => super.hi())(), super["hi"]?.()]; }, get acc() { return super.acc; }, set acc(v) { super.acc = v; super.extra = v; }, async am() { return super.hi(); }, *gm() { yield super.hi(); } }; t(ob.hi(), ob.acc); ob.acc = ${value(g)}; t(ob.saved, ob.extra, [...ob.gm()]); await run(() => ob.am()); await run(() => ob.hi.call({ n: 5 }));
class ${A} { static who() { return "A" + this.name.length; } f() { return super.toString === Object.prototype.toString; } x = 1; get v() { return this.x; } } class ${B} extends ${A} { static who() { return super.who() + (() => super.who())(); } f = () => super.f(); v2 = super.v; m() { const up = super.f; return [up === ${A}.prototype.f, delete this.x, super.x]; } } t(${B}.who()); await run(() => new ${B}().f()); await run(() => new ${B}().v2); await run(() => new ${B}().m()); }`;
	},
	function thises(g) {
		return `{ const fn = function () { return this; }; const ar = () => this; t(typeof fn(), typeof fn.call(5), fn.call(null), typeof ar.call(1), (0, { f() { return this; } }.f)() === undefined, [1].map(function () { return this; })[0], [1].map(function () { return this; }, "x")[0], (function () { return (() => typeof this)(); }).call(7)); await run(() => (function () { undeclared${g.int(9)} = 1; })()); await run(() => { delete Object.freeze({ a: 1 }).a; }); await run(() => { (void 0).x = 1; }); t((function (a) { a = 2; return arguments[0]; })(1), (function () { return arguments.length; })(...[1, 2, 3]), (function () { const o = []; for (const x of arguments) o.push(x); return o; })(4, 5)); }`;
	},
	function destructuring(g, s) {
		const a = fresh("q"), b = fresh("q");
		return g.pick([
			`await run(() => { const [${a} = t("d1"), [${b} = t("d2")] = [undefined]] = iter(${g.int(3)}); return [${a}, ${b}]; });`,
			`await run(() => { let ${a}, ${b}; [${a} = 1, { x: ${b} = ${a} } = {}] = [undefined, ${g.pick(["undefined", "{ x: 5 }", "null"])}]; return [${a}, ${b}]; });`,
			`await run(() => { const ob = {}; ({ [t("k")]: ob.a = t("dflt"), ...ob.rest } = { ${g.pick(["k: 1,", ""])} z: 2 }); return ob; });`,
			`await run(() => { const { length: ${a}, 0: ${b}, [1]: third = "no" } = "${g.pick(["", "a", "ab"])}"; return [${a}, ${b}, third]; });`,
			`await run(() => (({ a: { b: ${a} } = { b: t("db") }, ...r }, [x, ...y] = [1, 2, 3]) => [${a}, r, x, y])(${g.pick(["{}", "{ a: { b: 2 }, c: 3 }", "{ a: {} }", "undefined"])}));`,
			`await run(() => { for (const { x: ${a} = 1, ...${b} } of [{ x: 2, y: 3 }, {}]) fs.push(() => [${a}, ${b}]); return fs.at(-1)(); });`,
			`await run(() => { try { null.x; } catch ({ message, name: ${a} }) { return [${a}, typeof message]; } });`,
			`await run(() => { let ${a} = 1; const ${b} = { get p() { ${a} = 2; return 3; } }; const r = ${a} + ${b}.p + ${a}; ${a} += ${b}.p; return [r, ${a}]; });`,
		]);
	},
	function dynamic(g) {
		const f = fresh("dy");
		return g.pick([
			`{ const ${f} = new Function("a", "b = 2", "return a + b"); t(${f}(1), ${f}.length, ${f}.name); await run(() => new Function("return }")); }`,
			`t((0, eval)("1 + ${g.int(9)}"), (0, eval)("[1, 2].map((x) => x * 2)")); await run(() => (0, eval)("let x = ;"));`,
			`t(typeof (async () => {}).constructor, (function* () {}).constructor.name, Object.prototype.toString.call(gen(1)), Object.prototype.toString.call(agen(1)), Object.prototype.toString.call(async () => {}));`,
		]);
	},
	function literals() {
		return `t(1_000, 0b11, 0o17, 0xff, .5, 5., 1e3, 0.1 + 0.2, -0, 2 ** -1, (-2) ** 2, +"0x1f", +"  12 ", "\\u{1F600}".length, "\\x41\\0", "line\\\ncont", \`a
b\`, /[/]\\/(?<n>x)/gu.source, [1, 2, 3,].length, { a: 1, }.a, ((a, b,) => a)(1,), typeof null, void 0, !!"", "b" in { b: 1 }, [] + {}, [10, 9, 1].sort() + "", null ?? "n", 0 || "z", "" && "e");`;
	},
];

export function rare(g, s) {
	return g.pick(makers)(g, new Scope(s, { fn: "async" }));
}
