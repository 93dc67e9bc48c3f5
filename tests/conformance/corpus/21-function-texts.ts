// the text that functions were written as, and what numbers call them
function plain(a, b) { return a + b } // no
async function af (x) { await x; }
function* gen(a) { yield 1 }
async   function * agen() { yield 1 }
const arrow = (a,b) => a+b, one = x => { return x }, aar = async (y=1) => y, aone = async z => z;
const fe = function () {}, fn = function named() { return 1 };
const o = { m(a) { return 1 }, get g() { return 2 }, set g(v) {}, async am() {}, *gm() {}, async *agm() {}, ['comp' + 1]() {}, 1() {}, 'str q'() {}, p: x => x, q: function () {}, async(){}, get(){}, set(){}, static(){}, async get(){}, await: 1, 0x10() {}, 1n() {}, 1.50() {}, "get"(){} , get 5() { return 1 }, [Symbol.iterator]() {}, ["a b"]: () => 1 };
class A { constructor(a) { this.a = a } m() {} static s() {} static async as() {} get x() { return 1 } set x(v) {} static get y() { return 2 } *g() {} async *ag() {} #p() {} q = () => 1; static r = function () {}; ["c"](){} 7() {} static 'z z'() {} static { this.t = () => 5 } async() {} get() {} static static() {} getP() { return this.#p } }
class B extends A {}
class C extends A { constructor() { super(1); } }
const D = class {}, E = class F { };
const all = [plain, af, gen, agen, arrow, one, aar, aone, fe, fn, A, B, C, D, E];
const out = [];
const add = (n, f) => { if (typeof f === 'function') out.push([n, f.name, f.length, Function.prototype.toString.call(f)]) };
for (const f of all) add('f', f);
for (const obj of [o, A, A.prototype, new A(1), B, C.prototype]) for (const k of Reflect.ownKeys(obj)) { const d = Object.getOwnPropertyDescriptor(obj, k); if (k === 'constructor') continue; add(String(k), d.value); add('get ' + String(k), d.get); add('set ' + String(k), d.set); }
add('#p', new A(1).getP());
add('eval', eval('(function ev(a) { return a })'));
add('Function', new Function('a', 'b', 'return a+b'));
add('Function0', Function());
add('ge', (0, eval)('x => x * 2'));
add('dir', eval('[1].map(x => 2); y => y'));
add('bound', plain.bind(null)); add('native', Math.max); add('map', [].map);
add('proxy', new Proxy(plain, {}));
add('inner', (() => { for (let i = 0; i < 2; i++) { const f = () => i; if (i) return f; g2(() => i) } function g2() {} })());
add('émoji', () => 'é😀');
add('iife', (function () { return function inner /* c */ (a /* x */) { /* y */ } })());
out.push(['str', `${plain}`, plain + '', String(A)]);
{
const Numbers = class { 1 = () => {}; 0x11 = class {}; 2n() {} static 3() {} get 4() { return 1 } 1e3() {} .5() {} 'a b' = () => 1; async 8() {} *9() {} };
const keyed = { 1() {}, 0x10() {}, 1n() {}, 1_000() {}, 1e3() {}, .5() {}, 1.50: () => {}, 0b11: function () {}, 0o17: class {}, async 18() {}, *19() {}, get 20() { return 1 }, set 21(v) {}, 0x1Fn: () => 1, 9007199254740993() {}, 123456789012345678901234567890n: x => x, 1e21() {}, async *22() {}, 5: x => x, get 0xff() { return 2 } };
for (const x of [keyed, new Numbers(), Numbers.prototype, Numbers]) for (const k of Reflect.ownKeys(x)) { const d = Object.getOwnPropertyDescriptor(x, k); for (const f of [d.value, d.get, d.set]) if (typeof f === 'function') out.push(String(k) + ' ' + f.name + ' ' + f.toString()); }
const { 1: a, 0x10: b, 2n: c = 5 } = { 1: 'x', 16: 'y' };
out.push(a, b, c);
}
class Typed<T> { private async f<U extends T>(a: U, b?: string): Promise<U | undefined> { return a } static readonly g = <V,>(x: V): V => x; protected get h(): number { return 1 } declare never: string; abs(): void; abs(x?: number): void {} constructor(private readonly t: T) { void this.t } }
function over(a: string): string; function over(a: number): number; function over(a: any): any { return a as any }
const typed = async <T extends object>(x: T, ...rest: Array<string | number>): Promise<T> => ({ ...x! } satisfies T);
namespace N { export function inN(a: number = 1): number { return a } export enum E { A } }
for (const f of [over, typed, N.inN, Typed, Typed.prototype.abs, (Typed.prototype as any).f, Typed.g, Object.getOwnPropertyDescriptor(Typed.prototype, 'h')!.get!]) out.push(String(f));
return out;
