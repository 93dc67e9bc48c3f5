// SPDX-License-Identifier: Apache-2.0
const u = Uint8Array.from([5, 1, 300, 2]);
is("from wraps", [...u], [5, 1, 44, 2]);
is("map filter", [[...u.map(x => x * 2)], [...u.filter(x => x > 2)]], [[10, 2, 88, 4], [5, 44]]);
is("sort", [...u.slice().sort()], [1, 2, 5, 44]);
is("toSorted", [...u.toSorted((a, b) => b - a)], [44, 5, 2, 1]);
is("floats sort", [...Float64Array.of(3, NaN, -0, 0, -1).sort()].map(x => Object.is(x, -0) ? "-0" : String(x)), ["-1", "-0", "0", "3", "NaN"]);
is("join", u.join("-"), "5-1-44-2");
is("fill", [...new Int16Array(4).fill(7, 1, 3)], [0, 7, 7, 0]);
is("find", [u.find(x => x > 40), u.findLast(x => x > 4), u.indexOf(44), u.includes(3)], [44, 44, 2, false]);
is("subarray shares", (() => { const a = new Uint8Array(4), b = a.subarray(1, 3); b[0] = 9; return [...a]; })(), [0, 9, 0, 0]);
is("set", (() => { const a = new Uint8Array(4); a.set([1, 2], 1); a.set(new Uint8Array([7]), 3); return [...a]; })(), [0, 1, 2, 7]);
throws("set beyond", () => new Uint8Array(1).set([1, 2]), RangeError);
is("reduce reverse at", [u.reduce((a, b) => a + b), [...u.slice().reverse()], u.at(-1)], [52, [2, 44, 1, 5], 2]);
is("with", [...u.with(0, 9)], [9, 1, 44, 2]);
is("entries", [...u.entries()][1], [1, 1]);
is("tag", Object.prototype.toString.call(new Float32Array(1)), "[object Float32Array]");
is("a JSON of it", JSON.parse(JSON.stringify({ ...u })), { 0: 5, 1: 1, 2: 44, 3: 2 });
is("a length of its own", (() => {
	const a = new Uint8Array(3), b = new BigInt64Array(2), own = (o) => Object.getOwnPropertyNames(o).join();
	const before = [own(a), Reflect.ownKeys(b).join()];
	Object.defineProperty(a, "length", { value: 9 });
	Object.defineProperty(b, "length", { get: () => 7, configurable: true });
	const got = [...before, a.length, own(a), [...a].length, a.map(() => 1).byteLength, b.length, own(b), b.indexOf(0n, 1), delete b.length, b.length];
	for (let i = 0; i < a.length; i++)
		got[20] = i;
	return got.filter((x) => x !== undefined);
})(), ["0,1,2", "0,1", 9, "0,1,2,length", 3, 3, 7, "0,1,length", 1, true, 2, 8]);
class Longer extends Uint8Array { get length() { return 77; } }
class Same extends Uint8Array {}
is("a length of its class", [new Longer(3).length, new Same(3).length, [...new Longer(3)].length, new Same(2).slice().length], [77, 3, 3, 2]);
const d = new DataView(new ArrayBuffer(16));
d.setFloat32(0, 1.5); d.setInt16(4, -2, true); d.setUint32(8, 4294967295);
is("DataView", [d.getFloat32(0), d.getInt16(4, true), d.getUint32(8), d.getInt8(8)], [1.5, -2, 4294967295, -1]);
return report();
