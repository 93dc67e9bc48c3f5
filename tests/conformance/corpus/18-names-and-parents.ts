// names that are not ASCII or are keywords, parents that are no classes, merged namespaces
const log: any[] = []; const say = (...a: any[]) => log.push(a.map((v) => typeof v === 'string' ? v : v === undefined ? 'undefined' : typeof v === 'bigint' || typeof v === 'symbol' ? String(v) : JSON.stringify(v) ?? String(v)).join(' '));
function Old() { this.nt = new.target === X1 ? 'X1' : String(new.target); } class X1 extends (Old as any) { } say(new X1().nt);
const P1 = new Proxy(class Base { constructor(x) { this.x = x; this.nt = new.target?.name; } hi() { return 'hi' } }, { construct(t, args, nt) { say('trap', args.length, nt === Y1); return Reflect.construct(t, args, nt) } });
class Y1 extends P1 { constructor() { super(5); this.y = 1; } } const y1 = new Y1(); say(y1.x, y1.nt, y1.y, y1.hi(), y1 instanceof Y1);
const P2 = new Proxy(class { z = 1 }, {}); class Z1 extends P2 { w = 2 } say(JSON.stringify(new Z1()), new Z1() instanceof Z1, Z1.name);
class G1 { get id() { return 1 } set id(v) { } static get sid() { return 2 } get [Symbol.toStringTag]() { return 'G' } get ['a' + 'b']() { return 0 } }
const d1 = Object.getOwnPropertyDescriptor(G1.prototype, 'id'); say(d1.get.name, d1.set.name, Object.getOwnPropertyDescriptor(G1, 'sid').get.name, Object.getOwnPropertyDescriptor(G1.prototype, Symbol.toStringTag).get.name, Object.getOwnPropertyDescriptor(G1.prototype, 'ab').get.name);
const og = { get q() { return 1 }, set q(v) { }, get ['z' + 1]() { return 1 }, async *m() { }, [Symbol.iterator]() { } }; say(Object.getOwnPropertyDescriptor(og, 'q').get.name, Object.getOwnPropertyDescriptor(og, 'q').set.name, Object.getOwnPropertyDescriptor(og, 'z1').get.name, og.m.name, og[Symbol.iterator].name);
namespace A.B.C { export const x = 1; export function f() { return x + 1 } } namespace A.B { export const y = C.x + 10; } namespace A { export namespace B { export const z = y + C.f(); } export const w = B.z; }
say(A.B.C.x, A.B.y, A.B.z, A.w, A.B.C.f());
try { eval; (globalThis as any).nothing; nothingé } catch (e) { say(e.message) }
try { 变量 + 1 } catch (e) { say(e.message) }
try { ünï.foo() } catch (e) { say(e.message) }
const ok = { ünï: 1, 变量: { x: undefined as any } }; try { ok.变量.x.y } catch (e) { say(e.message) }
try { ok.naïve() } catch (e) { say(e.message) }
let té: any; try { té() } catch (e) { say(e.message) } try { té.foo } catch (e) { say(e.message) } try { new té } catch (e) { say(e.message) } try { zé; let zé = 1 } catch (e) { say(e.message) }
class Clé { #privé = 1; static lit(o) { return o.#privé } } try { Clé.lit({}) } catch (e) { say(e.message) } try { (Clé as any)() } catch (e) { say(e.message) } say(Clé.name, (function fé() { }).name);
return log;
