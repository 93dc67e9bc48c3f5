// tagged templates, getters/setters, symbols, proxies
function html(strings: TemplateStringsArray, ...vals: unknown[]) { return strings.raw.reduce((acc, s, i) => acc + s + (i < vals.length ? String(vals[i]).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`) : ""), "") }
const same = (s: TemplateStringsArray) => s; const f = () => same`a${1}b`; 
const o = { _x: 1, get x() { return this._x }, set x(v) { this._x = v * 2 }, ["dyn" + 1]: 2, async am() { return super.toString() }, *gm() { yield this.x }, [Symbol.toPrimitive](hint: string) { return hint === "number" ? 42 : hint }, __proto__: { inherited: true } };
o.x = 5; o.x += 1; o.x ||= 9; o.x &&= 3; (o as any).nn ??= "set";
const handler: ProxyHandler<any> = { get: (t, k, r) => k in t ? Reflect.get(t, k, r) : `no_${String(k)}`, has: (t, k) => String(k).startsWith("a"), set(t, k, v) { if (typeof v !== "number") throw new TypeError("num only"); t[k] = v; return true }, deleteProperty: () => true, ownKeys: () => ["q", "w"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) };
const p = new Proxy({ z: 1 } as any, handler); let pe; try { p.s = "str" } catch (e) { pe = String(e) } p.n = 3;
const cache = new WeakMap<object, number>(); const key = {}; cache.set(key, 1);
class Temp { static #count = 0; #c = 0; static { this.#count = 10 } get f() { return this.#c * 9 / 5 + 32 } set f(v) { this.#c = (v - 32) * 5 / 9; Temp.#count++ } static get count() { return Temp.#count } static isTemp(o: any) { return #c in o } }
const t = new Temp(); t.f = 212; 
return [html`<p>${"<b>"}${1 + 1}\n</p>`, f() === f(), f().raw, Object.isFrozen(f()), o.x, o.dyn1, await o.am(), [...o.gm()], +o as any, `${o}`, o + "", o.inherited, (o as any).nn, p.z, p.foo, "abc" in p, "zzz" in p, pe, p.n, Object.keys(p), delete p.z, cache.has(key), t.f, Temp.count, Temp.isTemp(t), Temp.isTemp({}), typeof Symbol.iterator, Symbol("d").description, Object.getOwnPropertySymbols(o).length, Symbol.for("a") === Symbol.for("a")];
