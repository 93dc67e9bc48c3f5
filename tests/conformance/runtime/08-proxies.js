// SPDX-License-Identifier: Apache-2.0
const log = [];
const spy = new Proxy({ a: 1, b: 2 }, {
	ownKeys(t) { log.push("ownKeys"); return Reflect.ownKeys(t).filter(k => k !== "b"); },
	getOwnPropertyDescriptor(t, k) { log.push("describe " + String(k)); return Reflect.getOwnPropertyDescriptor(t, k); },
	defineProperty(t, k, d) { log.push("define " + k); return Reflect.defineProperty(t, k, d); },
	getPrototypeOf() { log.push("proto"); return Array.prototype; },
	has(t, k) { return k === "magic" || k in t; },
	deleteProperty(t, k) { log.push("delete " + k); return delete t[k]; },
});
is("keys", [Object.keys(spy), Object.entries(spy), Reflect.ownKeys(spy), Object.getOwnPropertyNames(spy)], [["a"], [["a", 1]], ["a"], ["a"]]);
is("spread", [{ ...spy }, Object.assign({}, spy), JSON.stringify(spy)], [{ a: 1 }, { a: 1 }, '{"a":1}']);
is("proto", [Object.getPrototypeOf(spy) === Array.prototype, Reflect.getPrototypeOf(spy) === Array.prototype], [true, true]);
Object.defineProperty(spy, "c", { value: 3, enumerable: true, configurable: true, writable: true });
is("define", [spy.c, log.includes("define c"), Object.getOwnPropertyDescriptor(spy, "a"), "magic" in spy, spy.hasOwnProperty("a"), Object.hasOwn(spy, "zz")],
	[3, true, { value: 1, writable: true, enumerable: true, configurable: true }, true, true, false]);
const seen = [], outer = new Proxy(new Proxy({ a: 1, f() { return this.a; } }, {}), { get(t, k, r) { seen.push(k); return Reflect.get(t, k, r); } });
is("a proxy of a proxy", [outer.a, outer.f(), Object.keys(outer), "a" in outer, JSON.stringify({ ...outer, f: 0 }), seen.includes("a")], [1, 1, ["a", "f"], true, '{"a":1,"f":0}', true]);
const called = new Proxy(new Proxy((x, y) => x + y, {}), { apply(t, self, args) { return "(" + t(...args) + ")"; } });
is("a call through two", [called(1, 2), new (new Proxy(new Proxy(class K { constructor(v) { this.v = v; } }, {}), {}))(7).v], ["(3)", 7]);
is("a proxy as handler", new Proxy({ q: 1 }, new Proxy({}, { get: (t, k) => k === "get" ? () => 42 : undefined })).q, 42);
throws("a lie about the prototype", () => Object.getPrototypeOf(new Proxy({}, { getPrototypeOf: () => 1 })), TypeError);
throws("a lie about keys", () => Object.keys(new Proxy(Object.freeze({ x: 1 }), { ownKeys: () => [] })), TypeError);
throws("a lie about a property", () => Object.getOwnPropertyDescriptor(new Proxy(Object.freeze({ x: 1 }), { getOwnPropertyDescriptor: () => undefined }), "x"), TypeError);
throws("falsish", () => Object.defineProperty(new Proxy({}, { defineProperty: () => false }), "x", {}), TypeError);
is("Reflect says false", Reflect.defineProperty(new Proxy({}, { defineProperty: () => false }), "x", {}), false);
const { proxy, revoke } = Proxy.revocable({ n: 1 }, {});
is("revocable", proxy.n, 1);
revoke();
throws("revoked", () => proxy.n, TypeError, "revoked");
is("frozen", [Object.isFrozen(Object.freeze(new Proxy({ a: 1 }, {}))), Object.isExtensible(new Proxy({}, {}))], [true, true]);
is("typed from a set", [...new Uint8Array(new Set([1, 2, 300]))], [1, 2, 44]);
class Count extends Iterator { #n = 0; next() { return { value: this.#n++, done: this.#n > 3 }; } }
is("an own iterator", new Count().map(x => x * 2).toArray(), [0, 2, 4]);
is("its source", [String(function named(a, b) { return a + b; }), String(new Proxy(() => 1, {}))], ["function named(a, b) { return a + b; }", "function () { [native code] }"]);
const sym = Symbol("s");
const made = new Proxy({}, { ownKeys: () => ["a", "b", sym, "hidden"], get: (t, k) => k === sym ? 5 : typeof k === "symbol" ? undefined : "v" + k,
	getOwnPropertyDescriptor: (t, k) => ({ value: 1, enumerable: k !== "hidden", configurable: true, writable: true }) });
const listed = [];
for (const k in made) listed.push(k);
is("what only the handler has", [JSON.stringify(made), listed, { ...made }, { ...made }[sym], Object.keys(made), Object.assign({}, made)],
	['{"a":"va","b":"vb"}', ["a", "b"], { a: "va", b: "vb" }, 5, ["a", "b"], { a: "va", b: "vb" }]);
is("a proxy of it", JSON.stringify([new Proxy(made, {})]), '[{"a":"va","b":"vb"}]');
const empty = new Proxy({ x: 1 }, { get: undefined, has: null, set: undefined, deleteProperty: null, ownKeys: undefined });
empty.y = 2;
is("empty traps", [empty.x, "y" in empty, delete empty.x, Object.keys(empty), new Proxy((x) => x + 1, { apply: undefined })(1)], [1, true, true, ["y"], 2]);
throws("a trap that is none", () => new Proxy({}, { get: 5 }).x, TypeError, "'5' returned for property 'get' of object '#<Object>' is not a function");
is("delete a symbol", [Reflect.deleteProperty({ [sym]: 1 }, sym), Reflect.deleteProperty(Object.freeze({ [sym]: 1 }), sym)], [true, false]);
const keys = [], spied = new Proxy([1, 2, 3], { get: (t, k, r) => (keys.push(typeof k), Reflect.get(t, /^-\d+$/.test(k) ? t.length + +k : k, r)),
	set: (t, k, v) => (keys.push(k), Reflect.set(t, k, v)), has: (t, k) => (keys.push(k), k in t), deleteProperty: (t, k) => (keys.push(k), delete t[k]) });
let last = spied[-1] + spied[0];
spied[3] = 4;
spied[{ toString: () => "name" }] = 5;
is("traps get strings", [last, 7 in spied, delete spied[3], spied[true], keys], [4, false, true, undefined, ["string", "string", "3", "name", "7", "3", "string"]]);
// As a prototype, and without a trap for what is asked.
const above = Object.create(new Proxy({ q: 7, get me() { return this; } }, { has: (t, k) => k === "said" || k in t }));
above.q = 8;
is("a proxy above", [above.q, Object.getPrototypeOf(above).q, "q" in above, "said" in above, "zz" in above, above.me === above, above.toString === Object.prototype.toString],
	[8, 7, true, true, false, true, true]);
const sets = [], below = Object.create(new Proxy({}, { set(t, k, v, r) { sets.push(k, v, r === below); return k !== "no"; }, get: (t, k, r) => [k, r === below] }));
below.p = 1;
is("is asked for the receiver", [sets, Object.keys(below), below.any], [["p", 1, true], [], ["any", true]]);
throws("and may refuse", () => { "use strict"; below.no = 1; }, TypeError);
const plain = new Proxy({ get self() { return this; }, set other(v) { this.kept = v; }, n: 1 }, {});
plain.other = 5;
is("accessors see the proxy", [plain.self === plain, plain.kept], [true, 5]);
const defined = [], strict = new Proxy({ a: 1 }, { defineProperty(t, k, d) { defined.push(k, d); return Reflect.defineProperty(t, k, d); } });
strict.a = 2;
strict.b = 3;
is("setting comes by defineProperty", [defined, strict.a, strict.b],
	[["a", { value: 2 }, "b", { value: 3, writable: true, enumerable: true, configurable: true }], 2, 3]);
class Base { constructor() { return new Proxy(this, {}); } get doubled() { return this.v * 2; } }
class Derived extends Base { v = 4; #p = 1; m() { this.w = 5; return [this.doubled, this.w, this.#p]; } }
is("fields of a proxied this", [new Derived().m(), new Derived() instanceof Derived, Object.keys(new Derived())], [[8, 5, 1], true, ["v"]]);
function Custom() {}
const claims = new Proxy({}, { getPrototypeOf: () => Custom.prototype });
is("instanceof asks", [claims instanceof Custom, claims instanceof Derived, Custom.prototype.isPrototypeOf(claims), Object.create(claims) instanceof Custom],
	[true, false, true, true]);
is("keys in turn", (() => { const l = []; Object.entries(new Proxy({ a: 1, b: 2 }, { get(t, k) { l.push("get " + k); return t[k]; },
	getOwnPropertyDescriptor(t, k) { l.push("is " + k); return Reflect.getOwnPropertyDescriptor(t, k); } })); return l; })(), ["is a", "get a", "is b", "get b"]);
return report();
