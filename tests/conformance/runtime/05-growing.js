// SPDX-License-Identifier: Apache-2.0
// A string that grows in place is still a value: nobody sees it change.
let s = "x".repeat(5000);
const first = s, kept = [];
s += "abc";
const a = s;
s += "def";
s += "\u00e4\u00f6\u00fc";
kept.push(s);
s += s;
s += "\u{1F600}";
const u = s;
s = s + s;
is("lengths", [first.length, a.length, kept[0].length, u.length, s.length], [5000, 5003, 5009, 10020, 20040]);
is("ends", [a.slice(-4), kept[0].slice(-6), [...u].length], ["xabc", "def\u00e4\u00f6\u00fc", 10019]);
let v = "y".repeat(6000);
v += "z";
const w = "y".repeat(6000) + "z";
is("the same text is the same value", [v === w, new Map([[v, 1]]).get(w)], [true, 1]);
let t = "q".repeat(6000);
const again = t + "r";
t += "r";
is("that text exists already", t === again, true);
let g = "g".repeat(5000);
const f = () => { g += "!"; return "?"; };
g += f();
is("the old value counts", [g.length, g.slice(-2)], [5001, "g?"]);
let e = "e".repeat(5000), caught = "";
try { e += String(Symbol("x")) + { toString() { throw new Error("no"); } }; } catch (x) { caught = x.message; }
is("a throw leaves it", [e.length, caught], [5000, "no"]);
let n = "n".repeat(5000), lines = 0;
for (let i = 0; i < 30000; i++) n += `${i},${i * 2}\n`;
for (const c of n) if (c === "\n") lines++;
is("many steps", [lines, n.length], [30000, 5000 + n.slice(5000).length]);
is("characters", [..."a\u00e4\u{1F600}\ud800b"].map(c => c.length), [1, 1, 2, 1, 1]);
class P { #v = 1; static has(o) { return #v in o; } get() { return this.#v; } add(x) { this.#v += x; return this; } }
is("private", [new P().add(2).get(), P.has(new P()), P.has({})], [3, true, false]);
throws("not a P", () => P.prototype.get.call({}), TypeError, "private member");
throws("an heir of one", () => P.prototype.get.call(Object.create(new P())), TypeError, "private member");
return report();
