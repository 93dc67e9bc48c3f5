// SPDX-License-Identifier: Apache-2.0
// Methods of Array on what is no plain Array, and Reflect with symbols.
const A = Array.prototype, far = 2 ** 53 - 2;
const frozen = Object.freeze([1, 2]);
for (const [name, f] of Object.entries({ push: a => a.push(3), "push of nothing": a => a.push(), pop: a => a.pop(), shift: a => a.shift(),
	unshift: a => a.unshift(0), splice: a => a.splice(0, 1), "splice of nothing": a => a.splice(0, 0), reverse: a => a.reverse(), length: a => { "use strict"; a.length = 0; } }))
	throws("frozen: " + name, () => f(frozen), TypeError);
is("and is as it was", [frozen, Object.isFrozen(frozen), Object.getOwnPropertyDescriptor(frozen, "length").writable], [[1, 2], true, false]);
throws("sealed: push", () => Object.seal([1]).push(2), TypeError);
is("splice without arguments", (() => { const a = [1, 2]; return [a.splice(), a]; })(), [[], [1, 2]]);
is("beyond 2 ** 32", (() => { const o = { length: far, [far - 1]: "x" }; return [A.pop.call(o), o.length, A.push.call(o, "y", "z"), o[far], o.length]; })(),
	["x", far - 1, far + 1, "z", far + 1]);
throws("beyond 2 ** 53", () => A.push.call({ length: 2 ** 53 - 1 }, 1), TypeError);
is("negative lengths", [A.join.call({ length: -1, 0: "x" }), A.pop.call({ length: -1, 0: "x" }), A.indexOf.call({ length: -4294967294, 0: 1 }, 1)], ["", null, -1]);
is("array-likes", (() => { const o = { length: 3, 0: 1, 2: 3 }; A.reverse.call(o); A.unshift.call(o, 0); return [o, A.lastIndexOf.call(o, 3), A.slice.call(o, 1, 3), A.shift.call(o)]; })(),
	[{ 0: 3, 2: 1, length: 3 }, 1, [3, null], 0]);
is("strings", [A.slice.call("abc", 1), A.indexOf.call("abc", "c"), A.concat.call("a", "b").length], [["b", "c"], 2, 2]);
const log = [];
const seen = new Proxy([1, 2], { get(t, k, r) { log.push(String(k)); return Reflect.get(t, k, r); } });
is("through a proxy", [seen.concat([3]), Array.isArray(new Proxy(seen, {})), JSON.stringify(new Proxy(seen, {}))], [[1, 2, 3], true, "[1,2]"]);
is("which saw it", ["constructor", "length", "0", "1"].filter(k => !log.includes(k)), []);
const s = Symbol("s"), o = { [s]: 1 };
is("Reflect and symbols", [Reflect.get(o, s), Reflect.has(o, s), Reflect.set(o, s, 2), o[s], Reflect.has(new Map(), Symbol.iterator), Reflect.get([], Symbol.iterator) === A.values], [1, true, true, 2, true, true]);
is("refused", [Reflect.set(Object.freeze({ a: 1 }), "a", 2), Reflect.set({ get a() { return 1; } }, "a", 2), Reflect.set(new Proxy({}, { set: () => false }), s, 2)], [false, false, false]);
is("a key that becomes a symbol", [o.hasOwnProperty({ [Symbol.toPrimitive]: () => s }), Object.hasOwn(o, { toString: () => s })], [true, true]);
return report();
