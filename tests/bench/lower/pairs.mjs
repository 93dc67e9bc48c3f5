// SPDX-License-Identifier: Apache-2.0
// Programs in modern JavaScript, and what a careful author of ES5 would have written instead.
const body = (s) => `(function () {\n${s}\n})()`;
export const pairs = {
	"loops": {
		modern: body(`let s = 0; for (let i = 0; i < 300; i++) { const k = i * 2; for (let j = 0; j < 3000; j++) { const v = j % 7; if (v === 3) continue; s += v + k; } } return s;`),
		es5: body(`var s = 0, i, j, k, v; for (i = 0; i < 300; i++) { k = i * 2; for (j = 0; j < 3000; j++) { v = j % 7; if (v === 3) continue; s += v + k; } } return s;`),
	},
	"closures": {
		modern: body(`const make = (n) => { let c = n; return { inc: () => ++c, add: (x) => { c += x; return c; } }; };
			let s = 0; for (let i = 0; i < 40000; i++) { const o = make(i); s += o.inc() + o.add(2); } return s;`),
		es5: body(`var make = function (n) { var c = n; return { inc: function () { return ++c; }, add: function (x) { c += x; return c; } }; };
			var s = 0, i, o; for (i = 0; i < 40000; i++) { o = make(i); s += o.inc() + o.add(2); } return s;`),
	},
	"closures over a loop's variable": {
		modern: body(`const fs = []; for (let i = 0; i < 60000; i++) fs.push(() => i); let s = 0; for (let i = 0; i < fs.length; i++) s += fs[i](); return s;`),
		es5: body(`var fs = [], s = 0, i; function f(i) { return function () { return i; }; } for (i = 0; i < 60000; i++) fs.push(f(i)); for (i = 0; i < fs.length; i++) s += fs[i](); return s;`),
	},
	"arrow callbacks": {
		modern: body(`const a = []; for (let i = 0; i < 1000; i++) a.push(i); let s = 0; for (let k = 0; k < 60; k++) s += a.map((x) => x * 2).filter((x) => x % 3 === 0).reduce((p, c) => p + c, 0); return s;`),
		es5: body(`var a = [], s = 0, i, k; for (i = 0; i < 1000; i++) a.push(i); for (k = 0; k < 60; k++) s += a.map(function (x) { return x * 2; }).filter(function (x) { return x % 3 === 0; }).reduce(function (p, c) { return p + c; }, 0); return s;`),
	},
	"destructuring objects": {
		modern: body(`const rows = []; for (let i = 0; i < 1000; i++) rows.push({ id: i, name: "n" + i, in: { x: i, y: 2 } }); let s = 0;
			for (let k = 0; k < 100; k++) for (let i = 0; i < rows.length; i++) { const { id, name, in: { x, y }, none = 1 } = rows[i]; s += id + name.length + x * y + none; } return s;`),
		es5: body(`var rows = [], s = 0, i, k, r, n; for (i = 0; i < 1000; i++) rows.push({ id: i, name: "n" + i, in: { x: i, y: 2 } });
			for (k = 0; k < 100; k++) for (i = 0; i < rows.length; i++) { r = rows[i]; n = r.none === undefined ? 1 : r.none; s += r.id + r.name.length + r.in.x * r.in.y + n; } return s;`),
	},
	"destructuring arrays": {
		modern: body(`let s = 0, a = 1, b = 2; for (let i = 0; i < 100000; i++) { [a, b] = [b, a]; const [x, y] = [i, a]; s += x + y; } return s;`),
		es5: body(`var s = 0, a = 1, b = 2, i, t, p; for (i = 0; i < 100000; i++) { t = [b, a]; a = t[0]; b = t[1]; p = [i, a]; s += p[0] + p[1]; } return s;`),
	},
	"destructuring what calls return": {
		modern: body(`const f = (i) => [i, i + 1]; let s = 0; for (let i = 0; i < 100000; i++) { const [x, y] = f(i); s += x + y; } return s;`),
		es5: body(`var f = function (i) { return [i, i + 1]; }, s = 0, i, p; for (i = 0; i < 100000; i++) { p = f(i); s += p[0] + p[1]; } return s;`),
	},
	"destructured and default parameters": {
		modern: body(`const f = ({ a, b = 2 }, c = 3) => a + b + c; let s = 0; for (let i = 0; i < 100000; i++) s += f({ a: i }, i % 2 ? undefined : 1); return s;`),
		es5: body(`var f = function (o, c) { var a = o.a, b = o.b === undefined ? 2 : o.b; if (c === undefined) c = 3; return a + b + c; }, s = 0, i; for (i = 0; i < 100000; i++) s += f({ a: i }, i % 2 ? undefined : 1); return s;`),
	},
	"spread of arrays": {
		modern: body(`const a = [1, 2, 3, 4, 5, 6, 7, 8]; let s = 0; for (let i = 0; i < 40000; i++) { const b = [0, ...a, i]; s += b.length + b[9]; } return s;`),
		es5: body(`var a = [1, 2, 3, 4, 5, 6, 7, 8], s = 0, i, b; for (i = 0; i < 40000; i++) { b = [0].concat(a, [i]); s += b.length + b[9]; } return s;`),
	},
	"spread of objects": {
		modern: body(`const o = { a: 1, b: 2, c: 3, d: 4 }; let s = 0; for (let i = 0; i < 30000; i++) { const p = { ...o, e: i }; s += p.a + p.e; } return s;`),
		es5: body(`var o = { a: 1, b: 2, c: 3, d: 4 }, s = 0, i, p; for (i = 0; i < 30000; i++) { p = Object.assign({}, o); p.e = i; s += p.a + p.e; } return s;`),
	},
	"spread in calls, rest": {
		modern: body(`const sum = (a, ...r) => a + r.length; const a = [1, 2, 3]; let s = 0; for (let i = 0; i < 60000; i++) s += sum(...a) + Math.max(...a); return s;`),
		es5: body(`var sum = function (a) { var r = Array.prototype.slice.call(arguments, 1); return a + r.length; }, a = [1, 2, 3], s = 0, i; for (i = 0; i < 60000; i++) s += sum.apply(undefined, a) + Math.max.apply(Math, a); return s;`),
	},
	"classes": {
		modern: body(`class A { constructor(x) { this.x = x; } get y() { return this.x + 1; } inc() { return ++this.x; } static of(x) { return new A(x); } }
			let s = 0; for (let i = 0; i < 60000; i++) { const a = A.of(i); s += a.inc() + a.y; } return s;`),
		es5: body(`function A(x) { this.x = x; } Object.defineProperty(A.prototype, "y", { get: function () { return this.x + 1; } }); A.prototype.inc = function () { return ++this.x; }; A.of = function (x) { return new A(x); };
			var s = 0, i, a; for (i = 0; i < 60000; i++) { a = A.of(i); s += a.inc() + a.y; } return s;`),
	},
	"classes that extend": {
		modern: body(`class A { constructor(x) { this.x = x; } inc() { return ++this.x; } } class B extends A { constructor(x) { super(x); this.z = 1; } inc() { return super.inc() + this.z; } }
			let s = 0; for (let i = 0; i < 40000; i++) s += new B(i).inc(); return s;`),
		es5: body(`function A(x) { this.x = x; } A.prototype.inc = function () { return ++this.x; }; function B(x) { A.call(this, x); this.z = 1; } B.prototype = Object.create(A.prototype); B.prototype.constructor = B; B.prototype.inc = function () { return A.prototype.inc.call(this) + this.z; };
			var s = 0, i; for (i = 0; i < 40000; i++) s += new B(i).inc(); return s;`),
	},
	"classes that extend, without constructors": {
		modern: body(`class A { n = 1; constructor(x) { this.x = x; } } class B extends A { z = 2; } class C extends B {}
			let s = 0; for (let i = 0; i < 40000; i++) { const c = new C(i); s += c.x + c.n + c.z; } return s;`),
		es5: body(`function A(x) { this.n = 1; this.x = x; } function B() { A.apply(this, arguments); this.z = 2; } B.prototype = Object.create(A.prototype); B.prototype.constructor = B; function C() { B.apply(this, arguments); } C.prototype = Object.create(B.prototype); C.prototype.constructor = C;
			var s = 0, i, c; for (i = 0; i < 40000; i++) { c = new C(i); s += c.x + c.n + c.z; } return s;`),
	},
	"fields and private members": {
		modern: body(`class C { #n = 0; step = 2; add() { this.#n += this.step; return this.#n; } } let s = 0; const c = new C(); for (let i = 0; i < 100000; i++) s += c.add(); return s;`),
		es5: body(`function C() { this._n = 0; this.step = 2; } C.prototype.add = function () { this._n += this.step; return this._n; }; var s = 0, c = new C(), i; for (i = 0; i < 100000; i++) s += c.add(); return s;`),
	},
	"templates": {
		modern: body(`let s = 0; for (let i = 0; i < 80000; i++) { const name = "n" + i % 100; s += \`\${name}: \${i} of \${i % 3}!\`.length; } return s;`),
		es5: body(`var s = 0, i, name; for (i = 0; i < 80000; i++) { name = "n" + i % 100; s += (name + ": " + i + " of " + i % 3 + "!").length; } return s;`),
	},
	"for-of": {
		modern: body(`const a = []; for (let i = 0; i < 1000; i++) a.push(i); let s = 0; for (let k = 0; k < 300; k++) for (const x of a) s += x; return s;`),
		es5: body(`var a = [], s = 0, i, k; for (i = 0; i < 1000; i++) a.push(i); for (k = 0; k < 300; k++) for (i = 0; i < a.length; i++) s += a[i]; return s;`),
	},
	"for-of over entries": {
		modern: body(`const o = {}; for (let i = 0; i < 50; i++) o["k" + i] = i; let s = 0; for (let k = 0; k < 600; k++) for (const [key, v] of Object.entries(o)) s += key.length + v; return s;`),
		es5: body(`var o = {}, s = 0, i, k, e; for (i = 0; i < 50; i++) o["k" + i] = i; for (k = 0; k < 600; k++) { e = Object.entries(o); for (i = 0; i < e.length; i++) s += e[i][0].length + e[i][1]; } return s;`),
	},
	"optional chaining": {
		modern: body(`const o = { a: { b: 1 } }; let s = 0; for (let i = 0; i < 200000; i++) s += (o?.a?.b ?? 0) + (o.x?.y ?? 2); return s;`),
		es5: body(`var o = { a: { b: 1 } }, s = 0, i, t; for (i = 0; i < 200000; i++) { t = o.a; s += (t == null || t.b == null ? 0 : t.b) + (o.x == null || o.x.y == null ? 2 : o.x.y); } return s;`),
	},
};
