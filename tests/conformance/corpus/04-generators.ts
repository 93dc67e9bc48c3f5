function* fib(): Generator<number, string, number | undefined> { let [a, b] = [0, 1]; try { while (true) { const r = yield a; if (r) [a, b] = [r, r]; else [a, b] = [b, a + b]; if (a > 100) return "big" } } finally { log.push("closed") } }
const log: any[] = [];
for (const x of fib()) { if (x > 20) break; log.push(x) }
const it = fib(); it.next(); it.next(); log.push(it.next(40), it.return("r"), it.next());
function* walk(t: any): Iterable<number> { if (!t) return; yield* walk(t.l); yield t.v; yield* walk(t.r) }
const tree = { v: 5, l: { v: 2, r: { v: 3 } }, r: { v: 9, l: { v: 7 } } };
class Coll { #xs = [3, 1, 2]; *[Symbol.iterator]() { for (const x of this.#xs) yield x * 10 } get [Symbol.toStringTag]() { return "Coll" } static *range(a: number, b: number, s = 1) { for (let i = a; i < b; i += s) yield i } }
async function* pages() { for (let p = 1; p <= 3; p++) { await null; yield { p, rows: Array.from({ length: p }, (_, i) => i + p) } } }
const rows = []; for await (const { p, rows: [first, ...rest] } of pages()) rows.push([p, first, rest.length]);
for await (const v of [Promise.resolve(1), 2]) rows.push(v);
const [a, , b = "dflt", ...c] = new Coll(); const m = new Map(Object.entries({ x: 1, y: { z: 2 } }));
return [log, [...walk(tree)], [...new Coll()], String(new Coll()), Math.max(...Coll.range(0, 10, 3)), rows, a, b, c, [...m].map(([k, v]) => `${k}=${JSON.stringify(v)}`), Object.fromEntries(m), Array.from(Coll.range(1, 4), x => x ** 2)];
