// Arguments of which some are data as it stands, and some only look like it.
async () => {
  class P { constructor() { this.a = 1; } toJSON() { return "P"; } }
  class Q { constructor() { this.b = [1]; } }
  const list = [ {}, { a: 1, b: "ü", c: null, d: undefined, e: [1, , 3], f: { g: [ { h: true } ] } }, { x: new Uint8Array([1, 2]) },
    { x: new Map([[1, 2]]) }, { x: new Set(["a"]) }, { x: new Date(0) }, { x: new P() }, { x: new Q() }, { get x() { return 7; } },
    { x: NaN, y: Infinity, z: -0 }, { x: Symbol("s"), [Symbol("k")]: 1 }, { x: () => 1 }, { x: Object.create({ y: 1 }) }, { x: Object.create(null) },
    { x: new Blob(["ab"]) }, { x: [new Uint8Array(2)] }, { x: new Proxy({ a: 1 }, {}) }, { x: new String("s"), y: new Number(3), z: new Boolean(false) },
    { x: Object.assign(Object.create(null), { q: 1 }) }, { x: [[[[1]]]] }, { "1": 2, "0": 1, "-1": 3 }, { x: /a/ }, { x: new Error("e") },
    Object.defineProperty({ a: 1 }, "h", { value: 3, enumerable: false }), { x: Object.freeze([1, 2]) }, { x: new Array(3) }, { x: Object.assign([1], { y: 2 }) } ];
  const d = { k: 1, l: 2, m: 3 }; delete d.l; list.push(d);
  list.push({ x: Array.from({ length: 260 }, (_, i) => i) });
  for (const a of list) await demo.get(a);
  const c = {}; c.c = c; try { await demo.get(c); } catch (e) { await demo.get({ said: e.message }); }
  try { await demo.get({ n: 5n }); } catch (e) { await demo.get({ said: e.message }); }
  Object.prototype.toJSON = function () { return 9; }; await demo.get({ q: { r: 1 } }); delete Object.prototype.toJSON;
  Array.prototype.toJSON = function () { return 8; }; await demo.get({ q: [1] }); delete Array.prototype.toJSON;
  Array.prototype[1] = 44; await demo.get({ q: [1, , 2] }); delete Array.prototype[1];
  return (await demo.get.withResponse({})).headers.get("Date");
}
