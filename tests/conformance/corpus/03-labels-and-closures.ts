// labelled loops, closures in loops, switch fallthrough
const log: string[] = [];
outer: for (let i = 0; i < 5; i++) {
  inner: for (let j = 0; ; j++) {
    switch (true) { case j > i: continue outer; case i === 3: break outer; case j % 2 === 0: log.push(`e${i}${j}`); default: log.push(`d${i}${j}`); }
    if (j > 3) break inner;
  }
}
const fs: (() => number)[] = []; for (let i = 0, n = 3; i < n; i++) { const k = i * 2; fs.push(() => (i += 10, k + i)); }
const gs = []; for (const k in { a: 1, b: 2 }) gs.push(() => k); for (const [k, v] of Object.entries({ c: 3 })) gs.push(() => k + v);
let w = 0; const hs = []; while (w < 3) { let c = w++; hs.push(() => c++); if (c === 1) continue; }
do { var last = w--; const z = last; hs.push(() => z) } while (w > 1);
block: { if (log.length) break block; log.push("never") }
function find(m: number[][], t: number) { for (let r = 0; r < m.length; r++) for (let c = 0; c < m[r].length; c++) { const at = () => [r, c]; if (m[r][c] === t) return at; } return null }
return [log, fs.map(f => f()), fs.map(f => f()), gs.map(g => g()), hs.map(h => h() + "" + h()), last, find([[1, 2], [3, 4]], 3)?.()];
