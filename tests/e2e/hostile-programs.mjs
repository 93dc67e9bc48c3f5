// SPDX-License-Identifier: Apache-2.0
// What programs do to those who read them: results, errors, logs and arguments
// that are attackers; the language's own loops; lengths that lie; text that
// grows.  [what, code, the answer wanted]
const deep = (open, middle, close, n) => open.repeat(n) + middle + close.repeat(n);
const limits = /TimeoutError|MemoryError|RangeError/;

export const programs = [
	// Results that answer back.
	["a result that grows while it is written", "const a = [1, 2, 3]; a.push({ toJSON() { for (let i = 0; i < 1e5; i++) a.push(i); return 1 } }); return a", /^\[1,\s*2,\s*3|"?\[/],
	["a result that ends while it is written", "const a = Array.from({ length: 1000 }, (_, i) => ({ i })); a[0] = { toJSON() { a.length = 0; return 0 } }; return a", /^\[|Error/],
	["toJSON without end", "const f = () => ({ toJSON: f }); return f()", /\{\}|Error/],
	["a proxy of a million names", "return new Proxy({}, { ownKeys: () => Array.from({ length: 1e6 }, (_, i) => 'k' + i), getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: () => 1 })", limits],
	["a proxy of four billion elements", "return new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 32 - 1 : 1 })", limits],
	["a name of a megabyte", "return { ['x'.repeat(1 << 20)]: 1 }", /shortened/],
	["a getter of a megabyte's name that throws", "return { get ['k'.repeat(1 << 20)]() { throw new Error('z') } }", /z/],
	["zeros, six bytes each", "return '\\0'.repeat(3e6)", /u0000|Error/],
	["a million lone surrogates", "return '\\ud800'.repeat(1e6)", /./],
	["a thenable that never settles", "return { then() {} }", /never|settle/i],
	["a then that throws when it is looked at", "return { get then() { throw new RangeError('looked at') } }", /RangeError.*looked at/],
	// Errors.
	["an error of megabytes, its own cause", "const e = new Error('m'.repeat(1e6)); e.name = 'N'.repeat(1e6); e.cause = e; throw e", /N{10}|m{10}/],
	["twenty thousand errors in one", "throw new AggregateError(Array.from({ length: 2e4 }, (_, i) => new Error('e' + i)), 'all')", /AggregateError.*all|TimeoutError/],
	["names that fit no message, again and again", "const why = new Set(); for (let i = 0; i < 300; i++) try { await demo['x'.repeat(1e5)]({}) } catch (e) { why.add(e.message) } return [...why, 'ended'].join()", /too long.*ended/],
	["an error that throws whoever reads it", "throw { get name() { throw 1 }, get message() { throw 2 }, get stack() { throw 3 }, toString() { throw 4 } }", /Error|thrown/],
	["a proxy of an error", "throw new Proxy(new Error('p'), { get() { throw new Error('trap') }, getPrototypeOf() { throw new Error('prototype') } })", /Error|trap/],
	["a symbol is thrown", "throw Symbol('s')", /Symbol|s/],
	["a stack that is an object without end", "const e = new Error('x'); e.stack = new Proxy({}, { get: () => () => e.stack }); throw e", /x/],
	["a hundred thousand rejections nobody hears", "for (let i = 0; i < 1e5; i++) Promise.reject(new Error('r' + i)); return 1", /^1|r\d|Error/],
	["microtasks that throw", "for (let i = 0; i < 1e5; i++) queueMicrotask(() => { throw new Error('m' + i) }); return 1", /^1|m\d|Error/],
	// Calls.
	["arguments without end", "await demo.getTicket(new Proxy({}, { get() { for (;;) {} }, ownKeys() { for (;;) {} } }))", /TimeoutError|Error/],
	["an argument that throws", "await demo.getTicket({ get id() { throw new RangeError('thrown') } })", /thrown/],
	["an argument of 30 MB", "await demo.createTicket({ body: { title: 'x'.repeat(3e7), body: 'y' } })", /Error/],
	["a billion leaves as an argument", "let o = []; for (let i = 0; i < 30; i++) o = [o, o]; await demo.createTicket({ body: { title: o } })", /Error/],
	["the argument's prototype", "await demo.createTicket({ body: JSON.parse('{\"__proto__\":{\"title\":\"x\"},\"constructor\":1}') })", /Error/],
	["a method that is everything", "let f = demo; for (let i = 0; i < 1e5; i++) f = f.x; await f()", /Error/],
	["what a reply inherits is an attacker", "Object.defineProperty(Object.prototype, 'login', { set() { throw new Error('set') }, get: () => 'owned', configurable: true }); return (await demo.whoami()).login", /ada/],
	["what a reply is iterated by is an attacker", "Array.prototype[Symbol.iterator] = Array.prototype.push = Array.prototype.map = JSON.parse = Promise.prototype.then = () => { throw new Error('owned') }; return (await demo.listAgents()).length", /3|owned|TypeError/],
	["a call that is answered by what all inherit", "Object.prototype.then = function (f) { f('owned') }; return (await demo.whoami())", /ada|owned/],
	["a search for 10 MB", "return await codemode.search('x'.repeat(1e7))", /Error|\[|./],
	// The language's loops.
	["async recursion", "const f = async (n) => await f(n + 1); await f(0)", limits],
	["async generators in each other", "async function* g() { yield* g() } for await (const x of g()) {}", limits],
	["a generator that calls itself", "let it; function* g() { it.next(); yield 1 } it = g(); return [...it]", /TypeError/],
	["an iterator without end, spread", "return [...{ *[Symbol.iterator]() { for (;;) yield 1 } }]", limits],
	["an iterator without end, awaited", "await Promise.all({ *[Symbol.iterator]() { for (;;) yield 1 } })", limits],
	["keys of keys, weakly", "const w = new WeakMap(); let k = {}; for (;;) { const n = {}; w.set(k, n); k = n }", limits],
	["last words", "const r = new FinalizationRegistry(() => {}); for (let i = 0; ; i++) { r.register({ i }, i); new WeakRef({}) }", /TimeoutError|MemoryError|ReferenceError/],
	["a timer that begins itself", "const f = () => setTimeout(f, 0); f(); await new Promise(() => {})", /TimeoutError|MemoryError|timer/],
	["text as a timer", "setTimeout('globalThis.x = 1', 0); await new Promise((r) => setTimeout(r, 5)); return typeof x", /undefined|TypeError/],
	["a comparator that sorts", "const a = Array.from({ length: 2000 }, (_, i) => -i); let n = 0; a.sort(function f(x, y) { if (n++ < 50) a.sort(f); return x - y }); return a.length", /2000|Error/],
	["a reviver that parses", "let n = 0; return JSON.parse('[1,[2,[3]]]', function f(k, v) { return n++ < 1e5 ? JSON.parse('[1]', f) : v })", /Error|\[|1/],
	// Lengths that lie.
	["an array that holds itself, flat", "const a = []; a[0] = a; return a.flat(Infinity)", limits],
	["2 ** 53 elements", "return Array.from({ length: 2 ** 53 - 1 })", limits],
	["2 ** 53 elements, moved", "return [].splice.call({ length: 2 ** 53 - 1 }, 0, 0, 1)", /TypeError|TimeoutError|RangeError/],
	["2 ** 53 parts of a text", "return String.raw({ raw: { length: 2 ** 53 - 1 } })", limits],
	["four billion holes, turned round", "const a = [1]; a.length = 4294967295; return a.reverse().indexOf(1)", /\d+|TimeoutError|MemoryError/],
	["a terabyte of bytes", "return new ArrayBuffer(1e12).byteLength", /RangeError|MemoryError/],
	["arguments that say they are many", "return (function () { arguments.length = 4294967295; return Math.max.apply(null, arguments) })()", /RangeError|MemoryError|TimeoutError/],
	["bits of an integer", "return BigInt.asUintN(2 ** 53 - 1, -1n)", /RangeError|MemoryError/],
	["a million digits", "return String(BigInt('9'.repeat(1e6)) * 3n).length", /\d+|RangeError|TimeoutError|MemoryError/],
	// Text that grows.
	["one letter that becomes eighteen", "return '\\ufdfa'.repeat(2e6).normalize('NFKD').length", /\d+|Error/],
	["a replacement that begins anew", "const r = /(?:)/g; return 'a'.repeat(1e6).replace(r, () => { r.lastIndex = 0; return 'x' }).length", /\d+|Error/],
	["a back reference's explosion", "return /^(a*)*\\1b/.test('a'.repeat(60))", /false|Error/],
	["a look back's explosion", "return /(?<=(a+)+c)b/.test('a'.repeat(60) + 'b')", /false|Error/],
	["ten million parts", "return 'a'.repeat(1e7).split('').length", /\d+|MemoryError|TimeoutError/],
	["a host of a million labels", "return new URL('http://' + 'a.'.repeat(1e6)).host.length", /\d+|Error/],
	["a million parameters", "return [...new URLSearchParams('a&'.repeat(1e6))].length", /\d+|Error/],
	["a locale of a megabyte", "return new Date(0).toLocaleString('x'.repeat(1e6))", /./],
	// Logs.
	["a log without end", "console.log({ get a() { for (;;) {} } })", /TimeoutError|undefined|./],
	["a proxy is logged", "console.log(new Proxy([], { get(t, k) { throw new Error('trap ' + String(k)) } }), new Proxy({}, { ownKeys() { throw new Error('keys') } })); return 'logged'", /logged|trap|keys/],
	["a million formats", "console.log('%s%o%j'.repeat(1e5), {}); return 'logged'", /logged|TimeoutError|MemoryError/],
	["names of a megabyte are logged", "for (let i = 0; i < 50; i++) console.log({ ['x'.repeat(1 << 20)]: i }); return 'logged'", /logged|Error/],
	// Source that is deep.
	["parentheses, 100,000 deep", `return ${deep("(", "1", ")", 100000)}`, /SyntaxError|RangeError|too deep|too large/],
	["arrays, 100,000 deep", `return ${deep("[", "", "]", 100000)}`, /SyntaxError|RangeError|too deep|too large/],
	["not, a million times", `return ${"!".repeat(990000)}1`, /SyntaxError|RangeError|too deep|too large|true|false/],
	["100,000 labels", `${Array.from({ length: 100000 }, (_, i) => `l${i}:`).join("")};`, /SyntaxError|RangeError|too deep|too large/],
	["functions, 20,000 deep", `${deep("(() => ", "1", ")()", 20000)}`, /SyntaxError|RangeError|too deep|too large/],
	["templates in templates", `return ${deep("`${", "1", "}`", 30000)}`, /SyntaxError|RangeError|too deep|too large/],
	["one line of 100,000 conditions", `return ${"0 ? 1 : ".repeat(100000)}2`, /SyntaxError|RangeError|too deep|too large|2/],
	["types, 50,000 deep", `let x: ${deep("Array<", "number", ">", 50000)} = []; return x`, /SyntaxError|RangeError|too deep|too large|\[\]/],
	["a sum of 200,000 parts", `return ${"1+".repeat(200000)}1`, /SyntaxError|RangeError|too deep|too large|200001/],
	["a chain of 200,000 calls", `return [1]${".slice()".repeat(110000)}`, /SyntaxError|RangeError|too deep|too large|\[1\]|MemoryError|TimeoutError/],
];
