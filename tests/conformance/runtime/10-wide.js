// SPDX-License-Identifier: Apache-2.0
const texts = a => Array.from(a, String);
const b = new BigInt64Array(3);
b[0] = 5n; b[1] = -1n; b[2] = 2n ** 63n;
is("elements wrap", texts(b), ["5", "-1", "-9223372036854775808"]);
is("the same bytes without a sign", texts(new BigUint64Array(b.buffer, 8)), ["18446744073709551615", "9223372036854775808"]);
throws("a number", () => { b[0] = 1; }, TypeError, "Cannot convert 1 to a BigInt");
throws("a number, outside", () => { b[9] = 1; }, TypeError);
throws("mixed copies", () => new BigInt64Array(new Uint8Array(2)), TypeError);
throws("mixed copies back", () => new Float64Array(b), TypeError);
throws("mixed set", () => new Uint8Array(4).set(b), TypeError);
throws("not aligned", () => new BigInt64Array(new ArrayBuffer(16), 4), RangeError);
throws("without new", () => BigInt64Array(1), TypeError);
throws("an array of numbers", () => BigInt64Array.of(1), TypeError);
is("methods", [texts(b.map(x => x * 2n)), texts(b.filter(x => x < 0n)), b.indexOf(-1n), b.includes(7n), b.join(), String(b.at(-3))],
	[["10", "-2", "0"], ["-1", "-9223372036854775808"], 1, false, "5,-1,-9223372036854775808", "5"]);
is("sorted", [texts(new BigUint64Array([3n, 1n, 2n ** 64n - 1n]).sort()), texts(b.toSorted((x, y) => x < y ? 1 : -1))],
	[["1", "3", "18446744073709551615"], ["5", "-1", "-9223372036854775808"]]);
is("from", [texts(BigInt64Array.from(["1", true])), texts(BigUint64Array.from({ length: 2 }, (_, i) => BigInt(i)))], [["1", "1"], ["0", "1"]]);
is("shared and copied", (() => { const s = b.subarray(1), c = b.slice(1); s[0] = 8n; c[1] = 9n; return [s instanceof BigInt64Array, texts(b), texts(c)]; })(),
	[true, ["5", "8", "-9223372036854775808"], ["-1", "9"]]);
is("copied over itself", (() => { const a = new BigInt64Array([1n, 2n, 3n]); a.set(a.subarray(0, 2), 1); return texts(a.copyWithin(0, 1)); })(), ["1", "2", "2"]);
is("shape", [BigInt64Array.name, BigInt64Array.length, BigUint64Array.BYTES_PER_ELEMENT, Object.prototype.toString.call(b), Object.keys(b), b.byteLength],
	["BigInt64Array", 3, 8, "[object BigInt64Array]", ["0", "1", "2"], 24]);
class Sums extends BigInt64Array { sum() { let s = 0n; for (const x of this) s += x; return s; } }
is("subclass", [String(new Sums([1n, 5n]).sum()), new Sums(2).map(x => x) instanceof Sums], ["6", true]);
const d = new DataView(new ArrayBuffer(16));
d.setBigInt64(0, -5n); d.setBigUint64(8, 2n ** 64n - 1n, true);
is("DataView", [d.getBigInt64(0), d.getBigUint64(0), d.getBigUint64(8, true), d.getBigInt64(8), d.getUint8(7)].map(String),
	["-5", "18446744073709551611", "18446744073709551615", "-1", "251"]);
throws("DataView, outside", () => d.getBigInt64(9), RangeError);
throws("DataView, a number", () => d.setBigInt64(0, 1), TypeError);
// Of every typed array: nothing is kept outside, and the length is not its own.
const u = new Uint8Array(2);
u[5] = 1; u["-1"] = 1; u["1.5"] = 1; u.name = 1;
is("outside", [u[5], u[-1], u[1.5], 5 in u, Object.keys(u), u.hasOwnProperty("length"), u.length], [null, null, null, false, ["0", "1", "name"], false, 2]);
is("what is asked of them", [Object.getOwnPropertyDescriptor(u, 0), Reflect.defineProperty(u, 2, { value: 1 }), Reflect.defineProperty(u, "0", { value: 7 }), u[0]],
	[{ value: 0, writable: true, enumerable: true, configurable: true }, false, true, 7]);
return report();
