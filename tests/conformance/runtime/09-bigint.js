// SPDX-License-Identifier: Apache-2.0
const big = 123456789012345678901234567890n;
is("arithmetic", [big * -987654321n, big ** 3n, big / 12345n, -big % 997n, 2n ** 200n].map(String),
	["-121932631124828532112482853211126352690", String(big * big * big), "10000549940246713560245813", String(-(big - big / 997n * 997n)), "1606938044258990275541962092341162602522202993782792835301376"]);
is("factorial", String((() => { let f = 1n; for (let i = 1n; i <= 30n; i++) f *= i; return f; })()), "265252859812191058636308480000000");
is("bits", [5n & 3n, 5n | 3n, 5n ^ 3n, ~5n, -5n >> 1n, 1n << 70n, BigInt.asIntN(8, 255n), BigInt.asUintN(64, -1n)].map(String),
	["1", "7", "6", "-6", "-3", "1180591620717411303424", "-1", "18446744073709551615"]);
is("compare", [1n < 2, 2 > 1n, 1n == 1, 1n === 1n, 1n === 1, "2" > 1n, 0n ? 1 : 2, !0n, typeof 1n, 1n == "1"],
	[true, true, true, true, false, true, 2, true, "bigint", true]);
// A program with a BigInt in it compares everything else as any other does.
const brace = "{", closing = "}", two = "2", zero = "0";
is("texts in order", [closing > brace, brace < closing, two > zero, zero >= two, [..."2024-01"].sort((x, y) => x > y ? 1 : x < y ? -1 : 0).join("")],
	[true, true, true, false, "-001224"]);
is("wrapped", [Object(1n), Object.assign(1n, {})].map((o) => [typeof o, o instanceof BigInt, o.constructor === BigInt, Object.getPrototypeOf(o) === BigInt.prototype, o == 1n, String(o)]),
	Array(2).fill(["object", true, true, true, true, "1"]));
is("text", [`${big}`, String(255n), (255n).toString(16), (1234567n).toLocaleString(), [1n, 2n].join(), 1n + "x"],
	["123456789012345678901234567890", "255", "ff", "1,234,567", "1,2", "1x"]);
is("keys", [new Map([[1n, "a"]]).get(1n), [3n, 1n, 2n].sort().map(String), [1n].includes(1n), new Set([1n, 1n]).size], ["a", ["1", "2", "3"], true, 1]);
is("conversion", [Number(2n ** 64n), parseInt("12") + Number(3n), BigInt("0xff") === 255n, BigInt(" 42 ") === 42n, BigInt(true) === 1n], [18446744073709551616, 15, true, true, true]);
throws("mixed", () => 1n + 1, TypeError, "Cannot mix BigInt");
throws("division", () => 1n / 0n, RangeError, "Division by zero");
throws("fraction", () => BigInt(1.5), RangeError, "not an integer");
throws("no number", () => BigInt("1x"), SyntaxError);
throws("Math", () => Math.max(1n), TypeError);
throws("unary plus", () => +1n, TypeError);
throws("JSON", () => JSON.stringify({ a: 1n }), TypeError, "serialize a BigInt");
is("JSON with a replacer", JSON.stringify({ a: 1n, b: [2n] }, (k, v) => typeof v === "bigint" ? v.toString() : v), '{"a":"1","b":["2"]}');
BigInt.prototype.toJSON = function () { return this.toString(); };
is("JSON with toJSON", JSON.stringify({ a: 1n }), '{"a":"1"}');
delete BigInt.prototype.toJSON;
// What a look-up on one finds is BigInt.prototype's, and not Symbol's.
is("its own prototype", [(7n).constructor === BigInt, Object.getPrototypeOf(7n) === BigInt.prototype, (7n).__proto__ === BigInt.prototype,
	(7n)[Symbol.toStringTag], typeof (7n).description, typeof (7n)[Symbol.toPrimitive], "description" in Object(7n), (255n)["toString"](16)],
	[true, true, true, "BigInt", "undefined", "undefined", false, "ff"]);
is("members of a program's", (() => {
	Object.defineProperties(BigInt.prototype, { twice: { configurable: true, value() { return String(this * 2n); } },
		kind: { configurable: true, get() { return typeof this; }, set(v) { kinds.push(typeof this, v); } } });
	const kinds = [(21n).twice(), (7n).kind];
	let x = 7n;
	x.kind = 1;
	delete BigInt.prototype.twice;
	delete BigInt.prototype.kind;
	return [...kinds, (7n).kind];
})(), ["42", "bigint", "bigint", 1, undefined]);
is("Symbol's are Symbol's", [Symbol("a").description, Symbol("a").toString(), Object(Symbol("b")).description, Symbol.iterator.constructor === Symbol], ["a", "Symbol(a)", "b", true]);
for (const v of [7n, Object(7n), 7, {}])
	for (const f of [Symbol.prototype.toString, Symbol.prototype.valueOf, Symbol.prototype[Symbol.toPrimitive], Object.getOwnPropertyDescriptor(Symbol.prototype, "description").get])
		throws("Symbol of " + typeof v, () => f.call(v), TypeError, "requires that 'this' be a Symbol");
throws("no property of its own", () => { (7n).foo = 1; }, TypeError, "Cannot create property 'foo' on bigint '7'");
throws("nor a number", () => { (5)[Symbol("z")] = 1; }, TypeError, "Cannot create property 'Symbol(z)' on number '5'");
is("objects of it", [Number(Object(7n)), structuredClone(Object(7n)) == 7n, typeof structuredClone(Object(7n))], [7, true, "object"]);
throws("JSON of an object", () => JSON.stringify([Object(7n)]), TypeError, "serialize a BigInt");
let n = 5n; n++; n += 2n; n **= 2n;
is("assignment", String(n--), "64");
is("after it", String(n), "63");
return report();
