// SPDX-License-Identifier: Apache-2.0
// Corners of the built-ins that test262 and node found.
is("holes at the end of a slice", [["b", , "a"].slice(true, -1).length, ["b", , "a"].slice("x", 2).length, [1, , 3].slice(1, 2).length], [1, 2, 1]);
const shrinks = [1, 2, 3];
is("a slice of what shrinks meanwhile", shrinks.slice(0, { valueOf() { shrinks.length = 1; return 3; } }), [1, null, null]);
is("no time is -0", [Object.is(+new Date(-0), 0), Object.is(+new Date(-0.5), 0)], [true, true]);
is("parts of a date", [isNaN(new Date(0).setHours()), isNaN(new Date(0).setFullYear(undefined)), new Date(0).setHours(1)], [true, true, 3600000]);
throws("take of too much", () => [1].values().take(2 ** 53), RangeError);
is("take of all", [1, 2].values().take(Infinity).toArray(), [1, 2]);
let reads = 0;
const other = { size: 1, has: () => true, keys: () => ({ next: () => ({ done: reads > 0, get value() { reads++; return "a"; } }) }) };
is("values of a set are read once", [[...new Set(["b"]).union(other)], reads], [["b", "a"], 1]);
function all() { return [...arguments, ...arguments[Symbol.iterator](), Object.keys(arguments).length]; }
is("arguments are iterable", all(1, 2), [1, 2, 1, 2, 2]);
is("U+180E is no space", [isNaN(Number("\u180e1")), "\u180e".trim().length, isNaN(parseFloat("\u180e1"))], [true, 1, true]);
is("signs and radices", ["+0x10", "-0b1", "+0o7", "0x1.8", "0b1.1"].map(Number).concat(Number("0x10"), parseInt("-0x10")), [null, null, null, null, null, 16, -16]);
function f() {}
Object.defineProperty(f, "length", { value: 2 ** 31 });
is("length of a bound function", [f.bind().length, f.bind(null, 1).length, ((a, b) => 0).bind(null, 1).length, (() => 0).bind(null, 1).length], [2 ** 31, 2 ** 31 - 1, 1, 0]);
Object.defineProperty(f, "length", { value: "3" });
is("that is no number", f.bind().length, 0);
is("length comes first", [Object, Function, Proxy].map((C) => Object.getOwnPropertyNames(C).slice(0, 2)), [["length", "name"], ["length", "name"], ["length", "name"]]);
let element;
const NotPromise = function (run) { run(() => {}, () => {}); };
NotPromise.resolve = (v) => v;
Promise.any.call(NotPromise, [{ then: (ok, no) => { element = no; } }]);
is("functions of promises", [Object.getOwnPropertyNames(element), element.name], [["length", "name"], ""]);
throws("are no constructors", () => new element(), TypeError);
is("legacy accessors", (() => { const o = {}; o.__defineGetter__("x", () => 4); return [o.x, typeof o.__lookupGetter__("x"), typeof Object.create(o).__lookupGetter__("x"), typeof o.__lookupSetter__("x")]; })(),
	[4, "function", "function", "undefined"]);
throws("Object.prototype has none above", () => Object.setPrototypeOf(Object.prototype, {}), TypeError);
is("nor may it", [Reflect.setPrototypeOf(Object.prototype, {}), Reflect.setPrototypeOf(Object.prototype, null)], [false, true]);
is("tags that are no text", (() => { const m = Object.create(Math); Object.defineProperty(m, Symbol.toStringTag, { value: 1 }); return Object.prototype.toString.call(m); })(), "[object Object]");
throws("symbols are no text", () => String.raw({ raw: [Symbol()] }), TypeError);
is("fromEntries defines", Object.getOwnPropertyNames(Object.fromEntries([["toString", 1], ["__proto__", 2]])), ["toString", "__proto__"]);
is("instances of nothing", [Function.prototype[Symbol.hasInstance].call({}, {}), Function.prototype[Symbol.hasInstance].call(Map, new Map())], [false, true]);
const target = function () {}.bind();
target.prototype = 5;
is("errors of a target without a prototype", [Reflect.construct(AggregateError, [[]], target).name, Reflect.construct(TypeError, [], target).name], ["AggregateError", "TypeError"]);
return report();
