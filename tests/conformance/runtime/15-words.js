// SPDX-License-Identifier: Apache-2.0
// What an argument that is refused is told, and JSON with halves of pairs.
const says = (name, f, Type, message) => {
	try {
		is(name, f(), message);
	} catch (e) {
		is(name, e instanceof Type && e.message, message);
	}
};
const units = (s) => [...Array(s.length).keys()].map((i) => s.charCodeAt(i).toString(16)).join();
const value = { a: ["\ud800", {}], "\udc00": "x\n y" };
for (const gap of ["\ud800", "\udc00\ud800", "123456789\ud83d\ude00", new String("\ud800x")])
	is("gap " + JSON.stringify(gap), units(JSON.stringify(value, null, gap)),
		units(JSON.stringify(value, null, " ").split("\n").map((l) => l.replace(/^ +/, (m) => String(gap).slice(0, 10).repeat(m.length))).join("\n")));
is("gap of a whole pair", units(JSON.stringify([1], null, "\ud83d\ude00")), "5b,a,d83d,de00,31,a,5d");
is("a gap and nothing", JSON.stringify(undefined, null, "\ud800"), undefined);
let order = "";
JSON.stringify([], { get length() { order += "never"; return 0; } }, { toString() { order += "never"; return "\ud800"; } });
is("only a String is a gap", order, "");

const none = "Incorrect locale information provided";
for (const l of ["", "x", "en_US"]) {
	says("date " + l, () => new Date(0).toLocaleString(l), RangeError, none);
	says("day " + l, () => new Date(0).toLocaleDateString(l), RangeError, none);
	says("time " + l, () => new Date(0).toLocaleTimeString(l), RangeError, none);
	says("number " + l, () => (5).toLocaleString(l), RangeError, none);
	says("bigint " + l, () => 5n.toLocaleString(l), RangeError, none);
	says("compare " + l, () => "a".localeCompare("b", l), RangeError, none);
	says("lower " + l, () => "A".toLocaleLowerCase(l), RangeError, none);
	says("upper " + l, () => "A".toLocaleUpperCase([l]), RangeError, none);
	says("list " + l, () => [5].toLocaleString(l), RangeError, none);
}
says("no locale", () => "a".localeCompare("b", null), TypeError, "Cannot convert undefined or null to object");
says("a number as locale", () => "a".localeCompare("b", [5]), TypeError, "Language ID should be string or object.");
is("a locale", ["\u00e4".localeCompare("z", "de"), "I".toLocaleLowerCase("en-US"), "i".toLocaleUpperCase()], [-1, "i", "I"]);

const gone = (t) => { const r = Proxy.revocable(t, {}); r.revoke(); return r.proxy; };
const isArray = "Cannot perform 'IsArray' on a proxy that has been revoked";
says("a revoked array", () => Array.isArray(gone([])), TypeError, isArray);
says("a revoked object", () => Array.isArray(gone({})), TypeError, isArray);
says("a proxy of a revoked one", () => Array.isArray(new Proxy(gone([]), {})), TypeError, isArray);
says("as a replacer", () => JSON.stringify(1, gone([])), TypeError, isArray);
is("proxies of arrays", [Array.isArray(new Proxy(new Proxy([], {}), {})), Array.isArray(Proxy.revocable([], {}).proxy), Array.isArray(new Proxy({}, {}))],
	[true, true, false]);

const big = "Cannot convert a BigInt value to a number", symbol = "Cannot convert a Symbol value to a number";
for (const f of [(x) => (1.5).toFixed(x), (x) => (1.5).toPrecision(x), (x) => (1.5).toString(x), (x) => Math.max(x), (x) => "a".at(x),
	(x) => "a".repeat(x), (x) => isNaN(x), (x) => [1].slice(x), (x) => new Date(x), (x) => new Uint8Array([x]), (x) => Math.abs(x)]) {
	says("a BigInt: " + f, () => f(1n), TypeError, big);
	says("a symbol: " + f, () => f(Symbol("s")), TypeError, symbol);
}
for (const f of [(x) => x.join(), (x) => `${x}`, (x) => x + "", (x) => [x].toString(), (x) => +x])
	says("a symbol in a list: " + f, () => f([Symbol("s")]), TypeError, "Cannot convert a Symbol value to a string");
is("a BigInt in a list", [[1n, 2n].join(), +[3n], `${[[4n]]}`], ["1,2", 3, "4"]);
for (const s of ["%", "%zz", "%80", "%C3%28", "%F4%90%80%80", "%ed%a0%80"]) {
	says("decode " + s, () => decodeURIComponent(s), URIError, "URI malformed");
	says("decode whole " + s, () => decodeURI(s), URIError, "URI malformed");
}
says("encode half a pair", () => encodeURIComponent("\ud800"), URIError, "URI malformed");
says("a program's own words", () => { throw new URIError("invalid input"); }, URIError, "invalid input");
says("no time", () => new Date(NaN).toISOString(), RangeError, "Invalid time value");
says("a radix", () => (5).toString(37), RangeError, "toString() radix argument must be between 2 and 36");
says("an expression for a text", () => "abc".includes(/b/), TypeError, "First argument to String.prototype.includes must not be a regular expression");
is("a BigInt where a text is wanted", ["a1".indexOf(1n), "x".padEnd(3, 1n), "abc1".replace(1n, 2n), "a1b".split(1n), "x".concat(5n), String.raw`a${6n}`,
	"1".match(1n)[0], encodeURIComponent(7n), new Error(5n).message, { [5n]: 1 }, Object.prototype.toString.call(1n)],
[1, "x11", "abc2", ["a", "b"], "x5", "a6", "1", "7", "5", { 5: 1 }, "[object BigInt]"]);
is("parseInt", [parseInt("1e3"), parseInt(1.5), parseInt("12.9px", 10), parseInt(-2.7), parseInt("1e21"), parseFloat("1e3x"), parseFloat("1.5.5"), parseInt("9007199254740993"), Number("1e3")],
	[1, 1, 12, -2, 1, 1000, 1.5, 9007199254740992, 1000]);
is("rounded", [2.5, -2.5, -0.4, 0.49999999999999994, 1 - 2 / Number.EPSILON].map((x) => [Math.round(x), 1 / Math.round(x) > 0]),
	[[3, true], [-2, false], [-0, false], [0, true], [-9007199254740991, false]]);
is("two spellings of a letter", ["o\u0308".localeCompare("\u00f6"), "\u00c9".localeCompare("\u00e9"), "e".localeCompare("\u00e9")], [0, 1, -1]);
return report();
