// SPDX-License-Identifier: Apache-2.0
// Expressions: values, operators, calls, methods of built-ins.
import { fresh } from "./generate.mjs";

const literals = ["0", "1", "(-0)", "NaN", "2.5", "1e21", "\"\"", "\"abc\"", "\"é\\u{1F600}\"", "true", "false",
	"null", "undefined", "[]", "[1, , 3]", "{a: 1}", "1_000", "0b101", "0o17", "/x/y"];
// A regex literal is no value to compare; an object literal needs brackets.
export const value = (g) => {
	const v = g.pick(literals);
	return v.startsWith("/") ? "3" : v.startsWith("{") ? `(${v})` : v;
};

// What the engine lacks yet; the list only gets shorter.
// (Nor has this node all of it.)
const unknown = Object.groupBy ? "" : "|groupBy";
export const NOT_YET = new RegExp(String.raw`\d+n\b` + unknown);

const strings = [
	(a) => `${a}.slice(1)`, (a) => `${a}.padStart(5, "-")`, (a) => `${a}.repeat(2)`, (a) => `[...${a}]`,
	(a) => `${a}.split("")`, (a) => `${a}.at(-1)`, (a) => `${a}.replaceAll("a", (m, i) => m + i)`,
	(a) => `${a}.codePointAt(0)`, (a) => `${a}.includes("b")`, (a) => `${a}.toUpperCase().trim()`,
	(a) => `${a}.replace(/(?<x>[a-c])/gu, "<$<x>$&>")`, (a) => `[...${a}.matchAll(/[^b]/g)].map((m) => [m[0], m.index])`,
	(a) => `${a}.localeCompare("b")`, (a) => `${a}.normalize("NFD").length`, (a) => `${a}.split(/(b)/)`,
].filter((f) => !NOT_YET.test(f.toString()));
const arrays = [
	(a) => `${a}.map((x, i) => [x, i])`, (a) => `${a}.flatMap((x) => [x, x])`, (a) => `${a}.reduce((s, x) => s + x, "")`,
	(a) => `${a}.findLast((x) => x > 1)`, (a) => `${a}.toSorted((x, y) => y - x)`, (a) => `${a}.with(0, "w")`,
	(a) => `${a}.indexOf(NaN)`, (a) => `${a}.includes(NaN)`, (a) => `${a}.join("|")`, (a) => `[...${a}.entries()]`,
	(a) => `Object.groupBy(${a}, (x) => typeof x)`, (a) => `${a}.flat(Infinity)`, (a) => `${a}.copyWithin(0, 1)`,
	(a) => `${a}.slice().sort()`, (a) => `Array.from(${a}, (x) => x ?? "hole")`, (a) => `${a}.fill(7, 1)`,
	(a) => `${a}.splice(1, 1, "in", "out")`, (a) => `Math.max(...${a})`, (a) => `JSON.stringify(${a})`,
].filter((f) => !NOT_YET.test(f.toString()));
const objects = [
	(a) => `Object.entries(${a})`, (a) => `({...${a}, z: 1})`, (a) => `JSON.stringify(${a}, null, 1)`,
	(a) => `Object.fromEntries(Object.entries(${a}).reverse())`, (a) => `structuredClone(${a})`,
	(a) => `"a" in ${a}`, (a) => `delete ${a}.a`, (a) => `Object.getOwnPropertyNames(${a}).sort()`,
	(a) => `(({a = "no", ...rest}) => [a, rest])(${a})`, (a) => `Object.freeze(${a}).a`,
];
const make = {
	string: ["\"abcab\"", "\"\"", "`x${1 + 1}y`", "String.raw`a\\n${2}`", "\"é\\u{1F600}b\""],
	array: ["[3, 1, 2]", "[1, , NaN]", "[[1, [2]], 3]", "[\"b\", \"a\", undefined]", "Array.of(7, 8)"],
	object: ["{a: 1, b: [2]}", "{a: {b: {c: 1}}, 2: 1, 1: 2}", "{get a() { return 5 }, [\"k\" + 1]: 2}"],
};

function builtin(g) {
	return g.pick([
		() => g.pick(strings)(g.pick(make.string)),
		() => g.pick(arrays)(g.pick(make.array)),
		() => g.pick(objects)(`(${g.pick(make.object)})`),
		() => `[...new Map([[NaN, 1], [0, 2], [-0, 3], ["a", 4]])]`,
		() => `[...new Set([3, 1, 3, NaN, NaN])].length`,
		() => `[Number("${g.pick(["12", " 1e3 ", "0x1f", "", "1_0", "Infinity"])}"), parseInt("${g.pick(["12px", "0x1f", "z"])}"), (${g.pick(["1.005", "255", "0.1", "1e21", "-1.5"])}).toFixed(2), (255).toString(${2 + g.int(35)})]`,
		() => `[Math.trunc(-1.5), Math.sign(-3), Math.hypot(3, 4), Math.clz32(1), Math.round(-0.5), Math.cbrt(27), Math.log2(8)]`,
		() => `new Date(${g.int(2000000000)}000).toISOString()`,
		() => `"${g.pick(["a-b_c", "2024-01-02", "x=1&y=2", "aaa"])}".${g.pick(["match(/(\\d+)-(\\d+)/)?.slice(1)", "replace(/[-_](\\w)/g, (_, c) => c.toUpperCase())", "search(/[=b]/)", "match(/a(?=a)/g)", "split(/[&=]/)"])}`,
		() => `[10n ** 20n, -7n / 2n, 5n % 3n, BigInt("0xff"), 1n << 70n, 3n > 2, typeof 1n].map(String)`,
		() => `Object.entries(${g.pick(["\"ab\"", "[5]", "{x: 1}"])})`,
	].filter((f) => !NOT_YET.test(f.toString())))();
}

function member(g, s) {
	return g.pick([
		() => `o${g.pick(["?.", "."])}${g.pick(["n", "s", "a", "g", "nope"])}`,
		() => `o.nil?.x.y.z`, () => `o.a?.[1]?.[0]`, () => `o.f?.(${expression(g, s)})`, () => `o.nope?.(t("never"))`,
		() => `o["a"].at(-1)`, () => `(o.g = ${value(g)})`, () => `o?.f.call(null, 2)`, () => `(0, o.f)(1)`,
		() => `(delete o?.nope?.x)`, () => `(o.nope ?? t("default"))`, () => `o.nope?.[t("never")]`,
	])();
}

function functionValue(g, s) {
	const x = fresh("x");
	const inner = { ...s, fn: "plain", names: [...s.names, x] };
	return g.pick([
		() => `((${x}) => ${expression(g, inner)})(${value(g)})`,
		() => `(function (${x}) { return [arguments.length, ${x}, typeof this]; })(${value(g)}, 2)`,
		() => `[1, 2, 3].map((${x}) => ${x} * 2).filter((${x}) => ${x} > 2)`,
		() => `(({a: ${x} = 4}) => ${x})({})`,
		() => `((a, b = a, ...${x}) => [a, b, ${x}])(...[1, undefined, 3], 4)`,
		() => `(() => ({${x}: 1}))()`,
		() => `[...gen(3)].concat(Array.from(iter(2)))`,
		() => `((f) => f\`a\${1}b\${${value(g)}}c\`)((s, ...v) => [s.raw.length, s, v])`,
		() => `new (class { x = 1; get y() { return this.x + 1; } static z = 3 })().y`,
	])();
}

export function expression(g, s, depth = 0) {
	if (depth > 2)
		return value(g);
	const again = () => expression(g, s, depth + 1);
	return g.pick([
		() => value(g), () => value(g),
		() => s.names.length > 0 ? g.pick(s.names) : value(g),
		() => s.names.length > 0 ? g.pick(s.names) : value(g),
		() => `(${again()} ${g.pick(["+", "-", "*", "%", "**", "<", ">=", "==", "===", "!==", "&", "|", ">>>", "<<"])} ${num(g)})`,
		() => `(${again()} ${g.pick(["&&", "||", "??"])} ${again()})`,
		() => `(${again()} ? ${again()} : ${again()})`,
		() => `(${g.pick(["!", "typeof ", "void ", "-", "+"])}(${again()}))`,
		() => `[${again()}, ...[${again()}]]`,
		() => `({k: ${again()}, ...${g.pick(["null", "{m: 2}", "[9]"])}})`,
		() => `\`<\${S(${again()})}>\``,
		() => builtin(g), () => builtin(g), () => member(g, s), () => functionValue(g, s),
		() => s.fn === "async" ? `(await ${g.pick(["P(2)", "3", "P(P(4))"])})` : value(g),
	])();
}

const num = (g) => g.pick(["2", "3", "0", "-1", "0.5"]);
