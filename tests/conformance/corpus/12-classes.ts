// classes in anger
const log: string[] = [];
class A { static s = log.push("A.s"); x = log.push("A.x"); constructor() { log.push("A()"); this.init() } init() { log.push("A.init") } static [Symbol.hasInstance](o: any) { return "x" in o } get acc() { return "A.acc" } static create() { return new this() } ["comp" + "uted"]() { return super.toString === Object.prototype.toString } }
class B extends A { y = log.push("B.y"); #z = this.y + 1; constructor() { super(); log.push("B()") } init() { super.init(); log.push("B.init") } get acc() { return super.acc + "B" } set acc(v) { log.push("set " + v) } static create() { const o = super.create(); log.push("B.create"); return o } swap(o: B) { [this.#z, o.#z] = [o.#z, this.#z]; return this.#z } z() { return this.#z } inc() { return [this.#z++, ++this.#z, this.#z **= 2, this.#z ||= 1] } }
const b = B.create() as any; b.acc = 5; const b2 = new B(); (b2 as any).inc();
class Arr extends Array<number> { sum() { return this.reduce((a, b) => a + b, 0) } static get [Symbol.species]() { return Array } } const arr = Arr.from([1, 2, 3]) as Arr; arr.push(4);
class MyErr extends TypeError { static { Object.defineProperty(this.prototype, "name", { value: "MyErr" }) } } let caught; try { throw new MyErr("boom") } catch (e: any) { caught = [e instanceof TypeError, e.name, `${e}`] }
const Mixin = <T extends new (...a: any[]) => {}>(Base: T) => class extends Base { mixed = true; hello() { return "hi" } }; class M extends Mixin(Map) { } const m = new M([[1, 2]]) as any;
class Cnt { static #n = 0; static inc = () => ++Cnt.#n; static get n() { return this.#n } } Cnt.inc(); Cnt.inc();
class Fluent { private parts: string[] = []; add = (s: string) => { this.parts.push(s); return this }; build() { return this.parts.join("-") } } const { add } = new Fluent();
function Old(this: any, n: any) { if (!new.target) return new (Old as any)(n); this.n = n } Old.prototype.get = function () { return this.n }; 
class FromOld extends (Old as any) { get() { return "f" + super.get() } }
const o = { __proto__: { hi() { return "proto" } }, hi() { return super.hi() + "!" } };
const acc = Object.getOwnPropertyDescriptor(B.prototype, "acc")!; const Anon = class { }; const named = { k: class { }, f() { }, ["q" + 1]: () => 1 };
let e1; try { (A as any)() } catch (e: any) { e1 = e.constructor.name } let e2; try { new (class extends A { constructor() { } })() } catch (e: any) { e2 = e.name } let e3; try { b.swap({}) } catch (e: any) { e3 = e.name }
return [log, b.acc, b.swap(b2), b.z(), ({ x: 1 }) instanceof (A as any), b.computed(), arr.sum(), arr.length, arr.map(x => x) instanceof Arr, caught, m.get(1), m.hello(), m.mixed, Cnt.n, add("a").add("b").build(), typeof acc.set, Anon.name, named.k.name, named.f.name, named.q1.name, (Old as any)(3).get(), new FromOld(4).get(), o.hi(), e1, e2, e3, Object.getOwnPropertyNames(B.prototype), B.length, String(Symbol("x")), JSON.stringify(b2)];
