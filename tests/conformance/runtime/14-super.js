// SPDX-License-Identifier: Apache-2.0
// Classes that extend: what node says of each; where its words differ from ours nothing is compared.
const out = []; const t = (f) => { try { out.push(f()); } catch (e) { out.push(e.name + ": " + e.message); } };
class A { constructor(...a) { this.a = a; this.nt = new.target?.name; } m(x) { return ["A.m", x, this.k]; } get g() { return this.k + 1; } set g(v) { this._g = v; } static s() { return "A.s" + this.name; } }
class B extends A { constructor(x, ...r) { super(x, ...r); this.k = 1; } m(x) { return ["B.m", ...super.m(x)]; } get g() { return super.g * 2; } set g(v) { super.g = v + 1; } static s() { return "B" + super.s(); } }
class C extends B { f = this.k + 1; constructor() { const q = 5; super(q, 6); } }
class D extends C {} class E extends A { #p = 3; p() { return this.#p; } }
const r = (o) => [o.a, o.nt, o.k, o.f, Object.getPrototypeOf(o).constructor.name];
t(() => r(new B(1, 2, 3))); t(() => r(new C())); t(() => r(new D(1))); t(() => new E(1, 2).a); t(() => new E().p()); t(() => new D().m(4)); t(() => new D().g); t(() => { const d = new D(); d.g = 4; return d._g; }); t(() => D.s());
t(() => A()); t(() => B()); t(() => A.call({})); t(() => D.call(new D()));
t(() => r(Reflect.construct(B, [1], D))); t(() => r(Reflect.construct(A, [1], Array))); t(() => Reflect.construct(D, [], Object) instanceof D); t(() => r(Reflect.construct(function () { this.a = new.target.name; }, [], A)));
class Twice extends A { constructor() { super(1); super(2); } } t(() => new Twice()); class Never extends A { constructor() {} } t(() => new Never()); class NeverArrow extends A { constructor() { const f = () => super(9); f(); this.z = 1; } } t(() => { const n = new NeverArrow(); return [n.a, n.z, n.nt]; });
class LateArrow extends A { constructor(cb) { cb(() => super(7)); return this; } } t(() => new LateArrow((f) => f()).a); t(() => new LateArrow((f) => { f(); f(); })); t(() => new LateArrow(() => {}));
class Ret extends A { constructor(v) { super(); return v; } } t(() => new Ret({ q: 1 }).q); t(() => new Ret(5)); t(() => new Ret(undefined).nt); class Ret0 extends A { constructor(v) { return v; } } t(() => new Ret0({ w: 1 }).w); t(() => new Ret0()); t(() => new Ret0(null));
class BaseRet { constructor(o) { return o; } } class DR extends BaseRet { #x = 1; y = 2; static x(o) { return o.#x; } } t(() => { const o = {}; const d = new DR(o); return [d === o, DR.x(o), o.y]; }); t(() => new DR(5) instanceof DR);
function F(x) { this.x = x; this.nt = new.target; } F.prototype.hi = function () { return this.x; }; class G extends F { hi() { return super.hi() + 1; } } t(() => new G(4).hi()); t(() => new G(4).nt === G);
class Err extends Error { constructor(m, c) { super(m, { cause: c }); this.name = "Err"; this.code = 5; } } class Err2 extends Err {} t(() => { const e = new Err2("hm", 3); return [e.message, e.name, e.cause, e instanceof Err2, e instanceof Error, String(e), typeof e.stack]; });
class Arr extends Array { sum() { return this.reduce((a, b) => a + b, 0); } } t(() => { const a = Arr.from([1, 2, 3]); return [a.sum(), a.length, a.map((x) => x * 2) instanceof Arr, a.map((x) => x * 2).sum(), Array.isArray(a)]; });
class MyMap extends Map { constructor(i) { super(i); this.extra = 1; } get(k) { return super.get(k) ?? "none"; } } t(() => { const m = new MyMap([[1, 2]]); return [m.get(1), m.get(2), m.size, m.extra]; });
class P extends Promise {} t(() => P.resolve(1) instanceof P); class Nul extends null { constructor() { return Object.create(Nul.prototype); } } t(() => Object.getPrototypeOf(Nul.prototype)); class Nul2 extends null {} t(() => new Nul2());
t(() => class extends 5 {}); t(() => class extends (() => {}) {}); t(() => { class X extends A {} Object.setPrototypeOf(X, {}); return new X(); }); t(() => { class X extends A {} Object.setPrototypeOf(X, F); return new X(8).x; }); t(() => { class X extends A {} Object.setPrototypeOf(X, null); return new X(); });
t(() => { const Bd = F.bind(null, 3); Bd.prototype = F.prototype; class X extends Bd {} return [new X(1).x, new X(1) instanceof X]; }); t(() => { const lg = []; const Px = new Proxy(A, { construct(t, a, n) { lg.push(a.length, n.name); return Reflect.construct(t, a, n); } }); class X extends Px {} return [new X(1, 2).a, lg]; });
t(() => { class X extends A { constructor() { try { super(1); } finally { this.fin = 1; } } } return new X().fin; }); t(() => { class X extends A { constructor() { try { super(2); return; } catch { } } } return new X().a; }); t(() => { class X extends A { constructor() { for (const i of [1]) { super(i); } } } return new X().a; });
t(() => { class X extends A { constructor(a = super(3)) { this.d = a === this; } } return new X().d; }); t(() => { class X extends A { constructor() { super(super(1)); } } return new X(); }); t(() => { class X extends A { constructor() { super(this.q); } } return new X(); }); t(() => { class X extends A { constructor() { super((() => this)()); } } return new X(); });
t(() => { class X extends A { constructor() { super(new.target.name, new B(1).nt, new.target.name); } } return new X().a.concat(new X().nt); });
t(() => { let n = 0; class X { constructor() { n++; if (n < 5) new X(); this.t = new.target === X; } } class Y extends X { constructor() { super(); this.y = new.target === Y; } } const y = new Y(); return [n, y.t, y.y]; });
t(() => { class X { constructor() { throw new TypeError("no"); } } class Y extends X {} try { new Y(); } catch (e) { return e.message; } }); t(() => { function rec() { return new (class extends A { constructor() { super(rec()); } })(); } try { rec(); } catch (e) { return e.name; } });
t(() => { function g() { return new.target; } return [g(), new g() instanceof g]; }); t(() => { class X extends A {} return [X.length, A.length, B.length, X.name]; }); t(() => { class X extends A { constructor() { super(...[1, , 3], ...new Set([4])); } } return new X().a; }); t(() => { class X extends A { constructor(a) { super(...a); } } return [new X([1, 2]).a, new X("ab").a, new X(new Set([3])).a]; }); t(() => { class X extends A { constructor(a) { super(...a); } } return new X(5); });
t(() => { const M = (S) => class extends S { mix() { return "m" + super.m(1); } }; return new (M(M(A)))().mix(); }); t(() => { const o = { __proto__: { hi() { return "p" + this.n; } }, n: 1, hi() { return super.hi(); } }; return o.hi(); });
class Pp { constructor() { this.init(); } init() { this.i = "base"; } } class Pc extends Pp { v = 1; init() { this.i = "child" + this.v; } } t(() => [new Pc().i, new Pc().v]); t(() => { class X extends A { constructor() { return super(1); } } return new X().a; }); t(() => { class X extends A { constructor() { return super(1), { z: 1 }; } } return new X().z; });
t(() => { class X extends A { constructor() { let s = () => super(1), th = () => this; s(); return { same: th() instanceof X }; } } return new X().same; }); t(() => { class X extends A { constructor() { eval; super(1); this.f = () => this; } } const x = new X(); return x.f() === x; });
t(() => Reflect.construct(A, [], Object.defineProperty(function () {}.bind(), "prototype", { get() { out.push("get"); return Array.prototype; } })) instanceof Array);
const wanted = [
	[[1,2,3],"B",1,null,"B"],
	[[5,6],"C",1,2,"C"],
	[[5,6],"D",1,2,"D"],
	[1,2],
	3,
	["B.m","A.m",4,1],
	4,
	5,
	"BA.sD",
	"TypeError: Class constructor A cannot be invoked without 'new'",
	"TypeError: Class constructor B cannot be invoked without 'new'",
	"TypeError: Class constructor A cannot be invoked without 'new'",
	"TypeError: Class constructor D cannot be invoked without 'new'",
	[[1],"D",1,null,"D"],
	[[1],"Array",null,null,"Array"],
	false,
	null,
	"ReferenceError: Super constructor may only be called once",
	"ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
	[[9],1,"NeverArrow"],
	[7],
	"ReferenceError: Super constructor may only be called once",
	"ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
	1,
	"TypeError: Derived constructors may only return object or undefined",
	"Ret",
	1,
	"ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
	"TypeError: Derived constructors may only return object or undefined",
	[true,1,2],
	true,
	5,
	null,
	["hm","Err",3,true,true,"Err: hm","string"],
	[6,3,true,12,true],
	[2,"none",1,1],
	true,
	null,
	null,
	"TypeError: Class extends value 5 is not a constructor or null",
	null,
	null,
	8,
	null,
	[3,true],
	null,
	1,
	[2],
	[1],
	true,
	"ReferenceError: Super constructor may only be called once",
	"ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
	"ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
	["X","B","X","X"],
	[5,false,true],
	"no",
	"RangeError",
	[null,false],
	[0,0,1,"X"],
	[1,null,3,4],
	[[1,2],["a","b"],[3]],
	null,
	"mA.m,1,",
	"p1",
	["childundefined",1],
	[1],
	1,
	true,
	true,
	"get",
	true
], differs = [16,32,38,40,41,43,45,61];
for (let i = 0; i < wanted.length; i++)
	if (!differs.includes(i)) is("case " + i, out[i], wanted[i]);
return report();
