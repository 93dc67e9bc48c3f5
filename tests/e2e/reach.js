// SPDX-License-Identifier: Apache-2.0
// Every function that can be reached is called with odd values: surface.mjs.
async () => {
  const seen = new Map(), list = [];
  // What throws in these has no caller: such a program has failed, and rightly.
  const later = [globalThis.queueMicrotask, globalThis.setTimeout, globalThis.setInterval, globalThis.setImmediate];
  const walk = (o, path, depth) => {
    if (o === null || (typeof o !== 'object' && typeof o !== 'function') || seen.has(o) || depth > 6) return;
    seen.set(o, path);
    if (typeof o === 'function' && !later.includes(o)) list.push([path, o]);
    for (const k of Reflect.ownKeys(o)) {
      let d; try { d = Object.getOwnPropertyDescriptor(o, k); } catch { continue; }
      if (!d) continue;
      const p = path + '.' + String(k);
      if ('value' in d) walk(d.value, p, depth + 1);
      else { walk(d.get, p + '#get', depth + 1); walk(d.set, p + '#set', depth + 1); }
    }
    try { walk(Object.getPrototypeOf(o), path + '.__proto__', depth + 1); } catch {}
  };
  walk(globalThis, 'g', 0);
  const extra = [function*(){}(), (async function*(){})(), [][Symbol.iterator](), new Map().entries(), new Set().values(), ''[Symbol.iterator](), 'a'.matchAll(/a/g), Promise.resolve(), new URL('http://a/'), new URLSearchParams('a=1'), new TextEncoder(), new TextDecoder(), 1n, Symbol(), new Uint8Array(4), new DataView(new ArrayBuffer(8)), /a/, new Date(0), new Error('x')];
  extra.forEach((x, i) => walk(typeof x === 'bigint' || typeof x === 'symbol' ? Object.getPrototypeOf(Object(x)) : x, 'x' + i, 0));
  let n = SEED * 7919 + 13;
  const rnd = (k) => { n = (n * 1103515245 + 12345) & 0x7fffffff; return (n >> 8) % k; };
  const skip = /setInterval|setTimeout|\.log$|\.warn$|\.error$|\.debug$|\.info$|freeze|preventExtensions|seal$/;
  const cyc = []; cyc.push(cyc);
  const odd = () => { switch (rnd(40)) {
    case 0: return undefined; case 1: return null; case 2: return NaN; case 3: return -1; case 4: return 4294967295; case 5: return 1e308; case 6: return 2147483648;
    case 7: return ''; case 8: return 'x'.repeat(50); case 9: return '\ud800'; case 10: return Symbol.iterator; case 11: return []; case 12: return [1, , 3]; case 13: return { length: 5 };
    case 14: return { length: 3, 0: 'a', get 1() { throw new RangeError('g'); } }; case 15: return cyc; case 16: return () => 1; case 17: return function () { return this; };
    case 18: return new Proxy({}, {}); case 19: return new Proxy(function () {}, { apply() { throw new Error('t'); } }); case 20: return new Proxy([], { get(t, k) { return k === 'length' ? 7 : t[k]; } });
    case 21: return new Map([[1, 2]]); case 22: return new Set([1]); case 23: return new WeakMap(); case 24: return Promise.resolve(1); case 25: return /a*/g; case 26: return new Date(NaN);
    case 27: return new Uint8Array(8); case 28: return new Float64Array(3).subarray(1); case 29: return new ArrayBuffer(16); case 30: return new DataView(new ArrayBuffer(3)); case 31: return 10n; case 32: return Object(Symbol());
    case 33: return { valueOf() { throw new TypeError('v'); } }; case 34: return { toString() { return {}; }, valueOf() { return {}; } }; case 35: return { [Symbol.iterator]() { return { next() { return {}; }, return() { throw 1; } }; } }.x;
    case 36: return { then(f) { f(1); } }; case 37: return Object.create(null); case 38: return new Error('e'); default: return list[rnd(list.length)][1]; } };
  let calls = 0, threw = 0;
  for (let i = 0; i < 1500; i++) {
    const [p, f] = list[rnd(list.length)];
    if (skip.test(p)) continue;
    const args = []; for (let k = rnd(4); k > 0; k--) args.push(odd());
    const t = odd();
    calls++;
    try { const r = rnd(5) === 0 ? Reflect.construct(f, args) : Reflect.apply(f, t, args); if (r && typeof r.then === 'function' && r instanceof Promise) r.then(() => {}, () => {}); if (rnd(3) === 0) { JSON.stringify(r); } }
    catch (e) { threw++; }
  }
  return { functions: list.length, calls, threw };
}
