// defaults in the patterns of parameters, types before an operator, aliases of namespaces
const log: any[] = []; const say = (...a: any[]) => log.push(a.map((v) => typeof v === 'string' ? v : v === undefined ? 'undefined' : typeof v === 'bigint' || typeof v === 'symbol' ? String(v) : JSON.stringify(v) ?? String(v)).join(' '));
function f1({ a, b = a }: any) { return [a, b] } say(f1({ a: 1 }), (([x, y = x, z = x + y]: any) => [x, y, z])([1]));
const f2 = ({ a = 1, b: { c = a + 1, ...r } = {} as any, ...rest } = {} as any, [p = a, q = p] = [], s = q) => [a, c, p, q, s, r, rest]; say(f2(), f2({ a: 5, b: { c: 6, d: 7 }, e: 8 }, [9]));
for (const bad of [({ a = a }: any = {}) => a, ({ a = b, b }: any = {}) => a, ([x = y, y]: any = []) => x, (x = y, { y }: any = {}) => x]) try { say((bad as any)()) } catch (e) { say(e.message) }
class D { constructor({ w, h = w }: any, public area = w * h) { } m({ a, b = () => a }: any, c = b()) { return c } } say(new D({ w: 3 }).area, new D({ w: 1 }).m({ a: 4 }));
const keep = ({ a, f = () => a }: any, g = () => (a = 9)) => { g(); return [a, f()] }; say(keep({ a: 1 }));
const a = 5, b = 6; const t = a as number < b, u = <number>a < b, v = (a as unknown as any) > b; let w = 1 as any as number < 2; say(t, u, v, w, (a as number) + 1, [a as any, b as number].length, a as number > b, a satisfies number < b);
namespace NS { export const val = 3; export type T = number; export namespace In { export const fn = (x: number) => x + val } } import V = NS.In; import Ty = NS.T; import Fn = NS.In.fn; namespace Types { export interface I { } } import Gone = Types.I; const k: Ty = 1; let g: Gone; say(V.fn(1), Fn(k));
return log;
