// SPDX-License-Identifier: Apache-2.0
// What classes and super refuse, and texts that are no programs.
class Up { m() { return 1; } }
class Down extends Up { d() { delete super.m; } k() { delete super[{ toString() { throw new Error("asked"); } }]; } }
throws("delete super.x", () => new Down().d(), ReferenceError, "super");
throws("without asking for its key", () => new Down().k(), ReferenceError, "super");
const none = { __proto__: null, get() { return super.x; }, set() { super.x = 1; } };
throws("super of nothing", () => none.get(), TypeError, "Cannot read properties of null (reading 'x')");
throws("nor is it set", () => none.set(), TypeError, "Cannot set properties of null (setting 'x')");
throws("super before this", () => new (class extends Up { constructor() { super[super()]; } })(), ReferenceError);
throws("nor stored", () => new (class extends Up { constructor() { super[super()] = 1; } })(), ReferenceError);
is("super after this", new (class extends Up { constructor() { super(); this.v = super["m"](); super["w"] = 2; } })(), { v: 1, w: 2 });
throws("a static prototype", () => class { static ["prototype"]() {} }, TypeError, "Cannot redefine property: prototype");
throws("as an accessor", () => class { static get ["prototype"]() { return 1; } }, TypeError);
is("but as a method", typeof new (class { ["prototype"]() {} })().prototype, "function");
throws("a bound arrow is no parent", () => class extends (() => {}).bind() {}, TypeError);
throws("nor a proxied one", () => class extends new Proxy(() => {}, {}) {}, TypeError);
throws("nor made", () => new (new Proxy(() => {}, {}))(), TypeError);
is("as functions are", [new (function () { this.a = 1; }.bind())(), new (new Proxy(class { a = 1; }, {}))()], [{ a: 1 }, { a: 1 }]);
for (const text of ["class C extends () => {} {}", "class C extends async () => {} {}", "class C { #x; m() { const { #x: x } = this; } }",
	"class C { #x; m() { return #x in () => {}; } }", "class C { #x; m(v) { for (#x in v;;) break; } }", "({ async\nfoo() {} })", "/\\\u2028/",
	"async (a = await => {}) => {}", "for (async of [1]) ;"])
	throws(text, () => (0, eval)(text), SyntaxError);
let n = 0;
for (async of => {}; n < 2; n++) ;
is("a loop that begins with an arrow function", n, 2);
is("in parentheses", (0, eval)("class C extends (function () {}) {}; typeof C"), "function");
is("await is a name in a static block's functions", (0, eval)("var got; class S { static { got = (() => { let await = 3; return await; })(); } } got"), 3);
is("what stays", (0, eval)("(function (a) { var b; return [delete a, delete b, (function () { return delete new.target; })()]; })(1)"), [false, false, true]);
is("a text is no directive later", (0, eval)("(function () { var x; 'use strict'; return this !== undefined; })()"), true);
for (const [v, shown] of [[7n, "7 is not an object"], [Symbol("k"), "Symbol(k) is not an object"]])
	for (const f of [Object.create, Reflect.ownKeys, Reflect.isExtensible, (x) => Object.defineProperty(x, "a", {}), (x) => Object.defineProperty({}, "a", x)])
		throws("refused by its text", () => f(v), TypeError, shown);
let async;
for await (async of [7]) ;
is("async is a name", async, 7);
return report();
