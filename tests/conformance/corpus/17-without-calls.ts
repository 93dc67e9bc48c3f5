// what constructors and array patterns do without a call, and what they must not skip
const log: any[] = []; const say = (...a: any[]) => log.push(a.map(String).join(" "));
class A { a = 1; #p() { return this.a } b = this.#p() + 1; ['c'+1] = 3; m() { return [this.a, this.b, this.c1, this.d, this.#p()] } d = 4; }
class B extends A { #q() { return 7 } get q() { return this.#q() } }
class C extends B { z = super.m(); constructor(public w = 2) { super(); } }
say(new A().m(), new B().q, new C().z, new C(5).w);
class P { x; constructor(x) { this.x = x; } static make(...a) { return new this(...a) } }
class Q extends P { y = this.x * 2; constructor(x, y) { super(x, y, x); if (y) this.y = y; } }
class R extends Q { constructor(...a) { super(...a); this.t = new.target.name } }
say(JSON.stringify([Q.make(1), Q.make(1, 5), R.make(2)]), new R(1) instanceof P);
let a = 1, b = 2, arr = [1,2,3]; [a, b] = [b, a]; [arr[0], arr[2]] = [arr[2], arr[0]]; const [x, y = 9, , z] = [1, undefined, 3]; 
const r = [a, b] = [7, 8];
say(a, b, arr, x, y, z, r);
function* g() { try { yield 1; yield 2; yield 3 } finally { say('closed') } } const [g1, g2] = g(); const [s1, , s3] = 'a😀b'; say(g1, g2, s1, s3);
for (const [k, [v, w]] of Object.entries({ p: [1, 2], q: [3, 4] })) say(k, v, w);
const keep = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function* () { for (let i = 0; i < this.length; i++) yield this[i] * 10; };
let [m1, m2] = [1, 2]; [m1, m2] = [m2, m1]; say(m1, m2); Array.prototype[Symbol.iterator] = keep;
try { class D extends P { constructor() { super.foo(); super(); } } new D() } catch (e) { say(e.name, e.message) }
try { class D extends P { constructor() { super(1); super(2); } } new D() } catch (e) { say(e.name, e.message) }
try { A() } catch (e) { say(e.name, e.message) }
class E2 extends Error { code = 5; constructor(m) { super(m); this.name = 'E2' } } const e2 = new E2('hi'); say(String(e2), e2.code, e2 instanceof E2, e2.message);
class Arr extends Array { sum() { return this.reduce((p, c) => p + c, 0) } } const ar = Arr.from([1, 2, 3]); say(ar.sum(), ar.length, ar instanceof Arr);

// literals for fields: each object has its own, defined and not set
class F { list = []; map = {}; n = -1; none; #p = 'p'; 'a b' = true; 0 = null; get p() { return this.#p } set n2(v) { say('set', v) } }
const f1 = new F(), f2 = new F(); f1.list.push(1); say(f2.list.length, f1.map !== f2.map, f1.n, 'none' in f1, f1.p, JSON.stringify(f1));
class G { set n(v) { say('never', v) } } class H extends G { n = 1; } say(new H().n, Object.keys(new H()));
class I extends F { n = 2; constructor(x) { if (x) super(); else { super(1); } say(this.n, this.list.length, new.target === I); } } new I(0); new I(1);
class J { a = 1; constructor(a) { say(this.a, a); return { own: true }; } } class K extends J { b = 2; } say(JSON.stringify(new K(5)), new K(1) instanceof K);
// a parent that changes, an arrow that calls super(), a parent that is a function
class L extends J {} Object.setPrototypeOf(L, class { c = 3; constructor(...a) { this.d = a.length; } }); say(JSON.stringify(new L(1, 2)));
class M extends Object.getPrototypeOf(L) { constructor() { const go = () => super(1, 2, 3); go(); this.e = go.name; } } say(JSON.stringify(new M()));
function Old(x) { this.x = x; } Old.prototype.twice = function () { return this.x * 2; }; class N extends Old { y = 1; } say(new N(4).twice(), JSON.stringify(new N(4)));
say(JSON.stringify(Reflect.construct(N, [1], F)), Reflect.construct(N, [1], F) instanceof F);
// patterns and literals: order, defaults, holes, more and fewer values
const order: string[] = []; const at = (s: string, v: any = {}) => { order.push(s); return v; }; const o: any = {};
[at('o1', o).a, at('o2', o).b = at('d')] = [at('v1', 1), at('v2', undefined), at('v3')]; say(order.join(), JSON.stringify(o));
let p: any = 1, q: any, r3: any; [p, , q = p, r3] = [q, p, undefined]; say(p, q, r3); [] = [at('alone')]; say(order.at(-1));
[p, q] = [q, p].map(String); say(p, q); ([p, q] = [1, 2]), say(p + q); const both = ([p, q] = [3, 4]); say(both, p);
const fib = (n: number) => { let [x, y] = [0, 1]; while (n-- > 0) [x, y] = [y, x + y]; return x; }; say(fib(30));
const grid = [[1, 2], [3, 4]]; [grid[0][1], grid[1][0]] = [grid[1][0], grid[0][1]]; say(JSON.stringify(grid));
const next = Object.getPrototypeOf([][Symbol.iterator]()); const was = next.next; next.next = function () { const v = was.call(this); return v.done ? v : { done: false, value: -v.value }; };
const [m3, m4] = [1, 2]; const [m5] = [[3]][0]; let m6, m7; [m6, m7] = [4, 5]; next.next = was; say(m3, m4, m5, m6, m7);
const $take = 'mine'; { const $ = 1; say($take, $, (() => $take + $)()); }
return log;
