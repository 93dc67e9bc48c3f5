// closures + await in loops
const out: any[] = []; const fs: any[] = [];
for (let i = 0; i < 3; i++) { await null; fs.push(() => i); if (i === 1) { await new Promise(r => setTimeout(r, 1)); continue } try { if (i === 2) { fs.push(async () => { await 0; return i * 10 }); break } } finally { out.push("f" + i) } }
for (const [k, v] of new Map([["a", 1], ["b", 2]])) { fs.push(() => k + v); await Promise.resolve(); }
for await (const x of (async function* () { for (const y of [1, 2, 3]) { if (y === 2) continue; yield y } })()) fs.push(() => x);
outer: for (const a of [1, 2, 3]) { for await (const b of [10, 20]) { fs.push(() => a * b); if (a === 2) continue outer; if (a === 3) break outer } }
let n = 0; do { const m = n; fs.push(() => m + n) } while (await (++n < 2)); 
const results = await Promise.all(fs.map(f => f()));
const lazy = { get v() { return (async () => { await 0; return this.w })() }, w: "W" };
async function rec(d: number): Promise<number> { return d === 0 ? 0 : 1 + await rec(d - 1) }
const ev: string[] = []; await Promise.all([(async () => { ev.push("a1"); await 0; ev.push("a2"); await 0; ev.push("a3") })(), (async () => { ev.push("b1"); await 0; ev.push("b2") })()]);
const th = { then(ok: any) { setTimeout(() => ok("thenable"), 1) } };
const err = await (async () => { try { await Promise.reject(new TypeError("rej")) } catch (e: any) { return e.message } finally { ev.push("fin") } })();
return [out, results, await lazy.v, await rec(50), ev, await th, err, await Promise.reject(1).catch(x => x + 1).finally(() => 9)];
