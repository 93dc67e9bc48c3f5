// the keys that only a Proxy has, in what order its traps are asked; what enums have besides
const T: any[] = [];
const mk = (keys: any, log?: any) => new Proxy({}, { ownKeys(t) { log && T.push('ownKeys'); return keys }, getOwnPropertyDescriptor(t, k) { log && T.push('gopd ' + String(k)); return k === 'hid' ? { value: 1, enumerable: false, configurable: true } : k === 'no' ? undefined : { value: 'v' + String(k), enumerable: true, configurable: true, writable: true } }, get(t, k) { log && T.push('get ' + String(k)); return 'g' + String(k) }, has(t, k) { log && T.push('has ' + String(k)); return true } });
const s = Symbol('s');
const p = mk(['a', 'hid', 'no', s, '1'], true);
T.push(JSON.stringify({ ...p }), String({ ...p }[s]));
T.push(JSON.stringify(Object.assign({}, p)));
const { a, ...rest } = p; T.push(a, JSON.stringify(rest), String(rest[s]));
T.push(Object.keys(p).join(), JSON.stringify(Object.entries(p)), Object.values(p).join());
T.push(JSON.stringify(p));
const q = []; for (const k in p) q.push(k); T.push(q.join());
T.push(Reflect.ownKeys(p).map(String).join(), Object.getOwnPropertyNames(p).join());
T.push(Object.hasOwn(p, 'a'), p.hasOwnProperty === undefined, Object.prototype.hasOwnProperty.call(p, 'no'), Object.prototype.propertyIsEnumerable.call(p, 'hid'));
T.push(JSON.stringify(Object.getOwnPropertyDescriptors(p)));
const fp = new Proxy({ x: 1, y: 2 }, {}); T.push(JSON.stringify({ ...fp, z: 3 }));
const np = new Proxy({ x: 1, y: 2 }, { get: (t, k) => k === 'x' ? 10 : t[k] }); T.push(JSON.stringify({ ...np }), JSON.stringify(Object.fromEntries(Object.entries(np))), JSON.stringify(structuredCloneLike(np)));
function structuredCloneLike(o) { const r = {}; for (const k of Object.keys(o)) r[k] = o[k]; return r }
const nested = new Proxy(mk(['q']), {}); T.push(JSON.stringify({ ...nested }), Object.keys(nested).join());
const arr = new Proxy([1, 2, 3], { get(t, k) { return k === 'length' ? 2 : Reflect.get(t, k) } }); T.push(JSON.stringify([...arr]), JSON.stringify({ ...arr }), JSON.stringify(arr));
try { ({ ...new Proxy({}, { ownKeys: () => ['a', 'a'] }) }) } catch (e) { T.push(e.name + e.message) }
try { ({ ...new Proxy({}, { ownKeys: () => [1] }) }) } catch (e) { T.push(e.name + e.message) }
try { ({ ...new Proxy({}, { ownKeys: () => 5 }) }) } catch (e) { T.push(e.name + e.message) }
try { ({ ...new Proxy({}, { ownKeys: () => ['k'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: false }) }) }) } catch (e) { T.push(e.name + e.message) }
try { ({ ...new Proxy(Object.preventExtensions({ m: 1 }), { ownKeys: () => ['k'] }) }) } catch (e) { T.push(e.name + e.message) }
const del = new Proxy({}, { ownKeys: () => ['k'] }); T.push(JSON.stringify({ ...del }), Object.keys(del).length);
class K { constructor() { return new Proxy(this, { get: (t, k) => k in t ? t[k] : 'dyn:' + String(k), ownKeys: () => ['one', 'two'], getOwnPropertyDescriptor: (t, k) => ({ configurable: true, enumerable: true, value: k }) }) } }
T.push(JSON.stringify({ ...new K() }), Object.keys(new K()).join(), JSON.stringify(Object.entries(new K())));
enum A { X = 'x' as any, Y = 5 as any }
T.push(A, Object.keys(A));
declare const foo: any;
enum B { P = ('p' as any), Q = <any>'q', R = `r` as any, S = (2 as number), U = "s".length, V = 'lit', W = `tpl`, C = V + 'x' }
T.push(B, Object.keys(B));
enum D { a = 'a', b = a, c = D.a, d = `${a}b`, e = 1 << 2, f = e | 1, g = ~f, h = -1, i = +'3', j = f }
T.push(D, Object.keys(D));
const enum CE { k = 1, l = 'x' } T.push(CE.k, CE.l);
enum E2 { n = Math.max(1, 2), m = 'z' satisfies string, o = ('w')! }
T.push(E2, Object.keys(E2));
enum F { 'a-b' = 1, "c d", e = F['a-b'] + 1, NaN1 = 0 / 0, inf = 1 / 0 }
T.push(F, Object.keys(F));
enum G { s1 = F.e, s2 = D.a, s3 = V2 as any, s4 = String(1) as any, s5 = s2 }
var V2 = 'v2'; T.push(G, Object.keys(G));
return T.map((x) => x === undefined ? 'undefined' : typeof x === 'object' ? JSON.stringify(x) : x);
