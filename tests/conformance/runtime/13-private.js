// SPDX-License-Identifier: Apache-2.0
// Private members: what node says of each; where its words differ from ours nothing is compared.
const out = []; const t = (f) => { try { out.push(f()); } catch (e) { out.push(e.name + ": " + e.message); } };
class A {
  #x = 1; #m() { return this.#x; } get #g() { return this.#x * 2; } set #g(v) { this.#x = v; }
  get #ro() { return 5; } set #wo(v) { this.#x = v; } static #s = 7; static #sm() { return this.#s; } #f = 3; #fn = () => this.#x; #o = { a: { b: 4 } }; #u;
  static read(o) { return o.#x; } static write(o, v) { return o.#x = v; } static m(o) { return o.#m(); } static g(o) { return o.#g; } static setg(o, v) { return o.#g = v; }
  static ro(o) { return o.#ro = 1; } static wo(o) { return o.#wo; } static setm(o) { o.#m = 1; } static s() { return A.#sm(); } static inc(o) { return [o.#x++, ++o.#x, o.#x += 5, o.#x -= 1, o.#x **= 2, -o.#x, o.#x]; }
  static logical(o) { return [o.#u ??= 1, o.#u &&= 2, o.#u ||= 3, o.#u]; } static has(o) { return #x in o; } static opt(o) { return [o?.#x, o?.#fn(), o?.#m?.(), o.#o?.a.b, o.#u?.z.y]; }
  static call(o) { return o.#f(); } static callu(o) { return o.#u.x(); } static callg(o) { return o.#g(); }
  static destr(o) { [o.#x, o.#f] = [10, 20]; ({ a: o.#u = 9 } = {}); for (o.#x of [5, 6]); for (o.#f in { q: 1 }); return [o.#x, o.#f, o.#u]; }
  static spread(o, a) { return o.#fn(...a); } static tag(o) { return o.#fn``; } static nw(o) { return typeof o.#fn; } static del(o) { return delete o.#o.a; } static freeze(o) { Object.freeze(o); o.#x = 77; return o.#x; }
  add() { this.#x += this.#f; return this.#x; } static bind(o) { const { [o.#x]: z = 4 } = {}; return z; }
}
const a = new A();
t(() => A.read(a)); t(() => A.read({})); t(() => A.read(undefined)); t(() => A.read(null)); t(() => A.read(5)); t(() => A.write({}, 1)); t(() => A.write(undefined, 1)); t(() => A.write(a, 5)); t(() => A.m(a)); t(() => A.m({})); t(() => A.m("s"));
t(() => A.g(a)); t(() => A.setg(a, 8)); t(() => A.g(a)); t(() => A.ro(a)); t(() => A.wo(a)); t(() => A.setm(a)); t(() => A.s()); t(() => A.inc(a)); t(() => A.logical(a)); t(() => A.has(a)); t(() => A.has({})); t(() => A.has(1));
t(() => A.opt(a)); t(() => A.opt(null)); t(() => A.call(a)); t(() => A.callu(new A())); t(() => A.callg(a)); t(() => A.destr(a)); t(() => A.spread(a, [1])); t(() => A.tag(a)); t(() => A.nw(a)); t(() => A.del(a)); t(() => A.freeze(new A())); t(() => A.bind(a)); t(() => a.add());
t(() => A.read(Object.create(a))); t(() => A.read(new Proxy(a, {}))); t(() => A.read(new Proxy(a, { get() { return 1; } })));
class Base { constructor(o) { return o; } }
class B extends Base { #p = 4; #q() { return this.#p; } get #r() { return this.#p + 1; } set #r(v) { this.#p = v; } static all(o) { return [o.#p, o.#q(), o.#r, o.#r = 8, o.#p, o.#p++]; } static no(o) { return o.#p(); } }
const log = []; const p = new Proxy({}, new Proxy({}, { get(_, k) { log.push(k); } }));
new B(p); t(() => B.all(p)); t(() => new B(p)); t(() => B.no(p)); t(() => B.all({})); t(() => log.join());
const mk = () => class { #z = 1; static z(o) { return o.#z; } }; const C1 = mk(), C2 = mk(); t(() => C1.z(new C1())); t(() => C1.z(new C2()));
const arr = []; new B(arr); t(() => B.all(arr)); const fr = Object.freeze(() => {}); new B(fr); t(() => B.all(fr)); const u8 = new Uint8Array(2); new B(u8); t(() => B.all(u8)); const str = Object("abc"); new B(str); t(() => B.all(str)); t(() => Reflect.ownKeys(p).length + Object.keys(arr).length); (function () { new B(arguments); t(() => B.all(arguments)); })(1);
class É { #né = 2; get v() { return this.#né; } } t(() => new É().v); t(() => JSON.stringify(a)); t(() => structuredClone(a));
class N { #a = 1; inner() { const o = this; return class { #b = o.#a; get s() { return this.#b + o.#a; } }; } } t(() => new (new N().inner())().s);
class S { static #c = 0; static inc() { return ++S.#c; } static { S.#c = 10; } } t(() => S.inc()); class T extends S {} t(() => T.inc());
const wanted = [
	1,
	"TypeError: Cannot read private member #x from an object whose class did not declare it",
	"TypeError: Cannot read properties of undefined (reading '#x')",
	"TypeError: Cannot read properties of null (reading '#x')",
	"TypeError: Cannot read private member #x from an object whose class did not declare it",
	"TypeError: Cannot write private member #x to an object whose class did not declare it",
	"TypeError: Cannot set properties of undefined (setting '#x')",
	5,
	5,
	null,
	null,
	10,
	8,
	16,
	"TypeError: '#ro' was defined without a setter",
	"TypeError: '#wo' was defined without a getter",
	"TypeError: Private method '#m' is not writable",
	7,
	[8,10,15,14,196,-196,196],
	[1,2,2,2],
	true,
	false,
	"TypeError: Cannot use 'in' operator to search for '#x' in 1",
	"TypeError: Cannot read properties of undefined (reading 'y')",
	"TypeError: Cannot read properties of null (reading '#o')",
	null,
	"TypeError: Cannot read properties of undefined (reading 'x')",
	null,
	[6,"q",9],
	6,
	6,
	"function",
	true,
	77,
	4,
	"6q",
	"TypeError: Cannot read private member #x from an object whose class did not declare it",
	"TypeError: Cannot read private member #x from an object whose class did not declare it",
	"TypeError: Cannot read private member #x from an object whose class did not declare it",
	[4,4,5,8,8,8],
	null,
	null,
	"TypeError: Cannot read private member #p from an object whose class did not declare it",
	"",
	1,
	"TypeError: Cannot read private member #z from an object whose class did not declare it",
	[4,4,5,8,8,8],
	[4,4,5,8,8,8],
	[4,4,5,8,8,8],
	[4,4,5,8,8,8],
	0,
	[4,4,5,8,8,8],
	2,
	"{}",
	{},
	2,
	11,
	12
], differs = [9,10,25,27,40,41];
for (let i = 0; i < wanted.length; i++)
	if (!differs.includes(i)) is("case " + i, out[i], wanted[i]);
return report();
