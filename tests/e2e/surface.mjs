// SPDX-License-Identifier: Apache-2.0
// Programs that reach for the engine below the language: strings that become
// code, the engine's own globals, hidden keys, bytecode, finalizers, pointers
// in texts, host functions replaced, natives called with what they never expect.
// Each ends with the right answer or the right error, in a locked worker, and
// none makes the broker note a crash, a forbidden system call or a bad frame.
import fs from "node:fs";

import { Client, check, demo, finish } from "./client.mjs";

const c = await new Client(await demo()).open();
// Code from strings is compiled as the program is: private names work in it,
// which the engine below does not know, and what that has is not to be seen.
const code = "undefined1|EvalError";
const text = (word) => JSON.stringify(`${word} typeof Duktape + new (class { #x = 1; y() { return this.#x; } })().y()`);
const RETURN = text("return"), YIELD = text("yield"), VALUE = text("");
// what, program, what the answer is
const programs = [
	["eval", "eval(VALUE)", code],
	["eval by another name", "const e = eval; e(VALUE)", code],
	["indirect eval", "(0, eval)(VALUE)", code],
	["eval by globalThis", "globalThis['ev' + 'al'](VALUE)", code],
	["new Function", "new Function(RETURN)()", code],
	["Function called", "Function(RETURN)()", code],
	["a function's constructor", "(function () {}).constructor(RETURN)()", code],
	["an arrow's", "(() => {}).constructor(RETURN)()", code],
	["a generator's", "[...(function* () {}).constructor(YIELD)()][0]", code],
	["an async function's", "await (async function () {}).constructor(RETURN)()", code],
	["an async generator's", "(await (async function* () {}).constructor(YIELD)().next()).value", code],
	["an async arrow's", "await (async () => {}).constructor(RETURN)()", code],
	["a bound function's", "(function () {}).bind(null).constructor(RETURN)()", code],
	["a native's", "Math.max.constructor(RETURN)()", code],
	["a class's", "(class A {}).constructor(RETURN)()", code],
	["a method's", "({ m() {} }).m.constructor(RETURN)()", code],
	["a getter's", "Object.getOwnPropertyDescriptor({ get x() { return 1; } }, 'x').get.constructor(RETURN)()", code],
	["a host function's", "demo.whoami.constructor(RETURN)()", `${code}|TypeError`],
	["a prototype's", "await Object.getPrototypeOf(async () => {}).constructor(RETURN)()", code],
	["by Reflect.construct", "Reflect.construct(Object.getPrototypeOf(() => {}).constructor, [RETURN])()", code],
	["by Reflect.apply", "Reflect.apply((() => {}).constructor, null, [RETURN])()", code],
	["by class extends", "class F extends (() => {}).constructor { constructor() { super(RETURN); } } new F()()", `${code}|TypeError`],
	["by a species", "Promise.resolve(1).then.constructor(RETURN)()", code],
	["by JSON.parse's reviver", "typeof JSON.parse('[1]', (() => {}).constructor)", "function|object|Error"],
	["by replace's callback", "RETURN.replace(/.*/, (() => {}).constructor)", "."],
	["by sort's comparator", "[RETURN, 'x'].sort((() => {}).constructor).length", "2|Error"],
	["by Array.from", "Array.from([RETURN], (() => {}).constructor)[0]()", `${code}|Error`],
	["a string for setTimeout", "setTimeout('globalThis.x = 1', 0)", "TypeError.*function"],
	["a string for setInterval", "setInterval('1', 0)", "TypeError.*function"],
	["a thenable whose then is text", "await { then: 'return 1' }", "then"],
	// Connectors are made when a text may mean them: by whatever way it does.
	["a connector by a computed name", "typeof globalThis['de' + 'mo'].whoami", "function"],
	["a connector of codemode", "typeof codemode['de' + 'mo'].whoami", "function"],
	["a connector by a pattern", "const { ['de' + 'mo']: d } = globalThis; return typeof d.whoami", "function"],
	["a connector among the global's keys", "Object.getOwnPropertyNames(globalThis).includes('de' + 'mo')", "true"],
	["a connector in eval", "eval('typeof de' + 'mo.whoami')", "function"],
	["a connector in indirect eval", "(0, eval)('typeof de' + 'mo.whoami')", "function"],
	["a connector of eval's this", "typeof (0, eval)('this')['de' + 'mo'].whoami", "function"],
	["a connector in new Function", "new Function('return typeof de' + 'mo.whoami')()", "function"],
	["a connector by a constructor", "(() => {}).constructor('return typeof de' + 'mo.whoami')()", "function"],
	["a connector by an escape", "typeof d\\u0065mo.whoami", "function"],
	["a connector by a timer's this", "await new Promise((done) => setTimeout(function () { done(this === undefined || typeof this['de' + 'mo']) }))", "true|function"],
	["a connector after a stack that ended", "const f = () => { try { return f(); } catch { return eval('typeof de' + 'mo.whoami'); } }; return f()", "function"],
	["a connector under a setter of arrays", "Object.defineProperty(Array.prototype, 0, { set() {}, configurable: true }); const r = eval('typeof de' + 'mo.whoami'); delete Array.prototype[0]; return r", "function"],
	["a connector under a getter of its name", "Object.defineProperty(Object.prototype, 'de' + 'mo', { get() { return 1; }, configurable: true }); return eval('typeof de' + 'mo.whoami')", "function"],
	["a connector nobody means", "typeof whoami", "undefined"],
	["Duktape", "[typeof Duktape, typeof CBOR, typeof Packages].join()", "undefined,undefined,undefined"],
	["Duktape by its key", "Object.getOwnPropertyNames(globalThis).filter((k) => /duk|cbor|thread|pointer/i.test(k)).join() + '.'", "^\"\\.\""],
	["this at the top", "(function () { return this; })() === undefined || (function () { return typeof this.Duktape; })()", "true|undefined"],
	["hidden keys", "const h = String.fromCharCode(0xff), found = []; for (const o of [globalThis, console, Promise.resolve(), " +
		"new Map(), codemode, Math.max, () => 1, /a/, new Date(0), new Proxy({}, {}), (function* () {})()]) for (const k of ['Value', 'Target', " +
		"'Handler', 'Finalizer', 'Bytecode', 'Source', 'Varmap', 'Formals', 'Pcmap', 'Lexenv', 'Varenv', 'Next', 'Map', 'Callee']) " +
		"for (const p of [h, '\\x80', '\\x81', '\\x82', '\\xff\\xff']) if (o[p + k] !== undefined) found.push(k); return found", "^\\[\\]"],
	["writing a hidden key", "const d = new Date(0); d['\\xffValue'] = 5; d['\\x82Value'] = 6; return [d.getTime(), Object.keys(d).length]", "\\[0,2\\]"],
	["a symbol that looks hidden", "const s = Symbol.for('\\xffValue'), d = new Date(7); d[s] = 1; return [d.getTime(), Symbol.keyFor(s) === '\\xffValue']", "\\[7,true\\]"],
	["symbols of one text", "Symbol('x') === Symbol('x') || Symbol.for('x') !== Symbol.for('x') || Symbol.for('x\\xff') === Symbol.for('x')", "false"],
	["bytecode in a string", "const b = '\\xbf\\x00\\x00\\x00\\x10'; try { return String(Function.prototype.toString.call(b)); } catch (e) { return e.name; }", "TypeError"],
	["bytecode in a buffer", "try { return typeof new Uint8Array([0xbf, 0, 0, 0]).call; } catch (e) { return e.name; }", "undefined"],
	["a function's text", "String(Math.max) + String(console.log) + String(() => 1) + String(demo.whoami)", "^(?!.*0x[0-9a-f]{6})"],
	["pointers in errors", "const texts = []; for (const f of [() => null.x, () => undefined.y(), () => (1)(), () => new 1(), () => Symbol() + 1, " +
		"() => new Uint8Array(-1), () => [].reduce((a) => a), () => JSON.parse('{'), () => ({}).x.y.z, () => decodeURI('%'), () => 'x'.repeat(-1), " +
		"() => new (class { #p; static t(o) { return o.#p; } }).constructor.t({})]) try { f(); texts.push('no error'); } catch (e) { texts.push(e.message + e.stack); } " +
		"return texts.join('|')", "^(?!.*(0x[0-9a-f]{6}|\\\\bduk_))"],
	["a stack in a coroutine is the program's", "async function f() { await null; null.x; } try { await f(); } catch (e) { return e.stack; }",
		"^(?!.*program:0)(?=.*program:1)"],
	["pointers in objects", "JSON.stringify([{}, [], () => 1, new Map(), new Proxy({}, {})].map((o) => Object.prototype.toString.call(o) + String(o)))", "^(?!.*0x[0-9a-f]{6})"],
	["a finalizer by name", "const o = { finalize() { throw 1; }, fin() { throw 2; }, '\\xffFinalizer': () => { for (;;); } }; " +
		"for (let i = 0; i < 2e5; i++) ({ ...o }); return 'alive'", "alive"],
	["FinalizationRegistry's callback", "typeof FinalizationRegistry === 'undefined' ? 'none' : (new FinalizationRegistry(() => { for (;;); }), 'quiet')", "none|quiet"],
	["caller and callee", "const r = []; for (const f of [function () { return f.caller; }, function () { return arguments.callee; }]) " +
		"try { r.push(typeof f()); } catch (e) { r.push(e.name); } return r", "TypeError"],
	["JSON replaced", "JSON.stringify = () => '{\"x\":1}'; JSON.parse = () => ({ y: 2 }); return { real: (await demo.whoami()).login }", "\"real\":\"ada\""],
	["toJSON on every object", "Object.prototype.toJSON = () => 'mine'; return { a: 1 }", "mine|\"a\":1"],
	["array methods replaced", "for (const k of ['push', 'map', 'join', 'slice', 'forEach']) Array.prototype[k] = () => { throw new Error('mine'); }; " +
		"return (await demo.whoami()).login", "ada|mine"],
	["Promise's then replaced", "const then = Promise.prototype.then; Promise.prototype.then = function (a, b) { return then.call(this, a, b); }; " +
		"return (await demo.whoami()).login", "ada"],
	["Promise replaced", "Promise = class {}; return (await demo.whoami()).login", "ada|TypeError"],
	["Object.prototype as a trap", "Object.defineProperty(Object.prototype, 'body', { get() { throw new Error('trap'); }, configurable: true }); " +
		"return (await demo.whoami()).login", "ada|trap"],
	["setters on Object.prototype", "for (const k of ['id', 'ok', 'meta', 'connector', 'operation', 'then', 'resolve']) Object.defineProperty(Object.prototype, k, " +
		"{ set() { throw new Error('set'); }, get() {}, configurable: true }); return (await demo.whoami()).login", "ada|set|TypeError"],
	["the connector replaced", "try { demo.whoami = () => ({ login: 'eve' }); } catch {} return (await demo.whoami()).login", "ada|eve"],
	["the next run sees nothing of it", "return (await demo.whoami()).login + typeof [].push", "adafunction"],
	["globals do not outlive a run", "globalThis.left = 1; return typeof left", "number"],
	["as this one shows", "return typeof left", "undefined"],
	["a frame as a name", "try { await demo['x\\n[\"resolve\",1,{}]'](); } catch (e) { return e.name; }", "Error"],
	["a name of a megabyte", "try { await demo['x'.repeat(1 << 20)](); } catch (e) { return e.name + e.message.length; }", "Error"],
	["lone surrogates in arguments", "try { await demo.searchTickets({ q: '\\ud800\\udfff\\ud800' }); return 'sent'; } catch (e) { return e.name; }", "sent|Error"],
	["a result of lone surrogates", "return '\\ud800x\\udfff'", "x"],
	["a log of odd characters", "console.log('\\u0000\\ud800\\u2028\\x1b[2J'); return 'logged'", "logged"],
	["a thousand proxies deep", "let p = {}; for (let i = 0; i < 1000; i++) p = new Proxy(p, {}); try { return typeof p.x; } catch (e) { return e.name; }", "undefined|RangeError|TypeError"],
	["a proxy of a proxy's prototype", "const p = new Proxy({}, { getPrototypeOf() { return p; } }); try { return p instanceof Object; } catch (e) { return e.name; }",
		"true|false|RangeError|TypeError"],
	["deep recursion in JSON.stringify", "let o = {}; const top = o; for (let i = 0; i < 1e5; i++) o = o.a = {}; return JSON.stringify(top).length", "RangeError"],
	["deep recursion in JSON.parse", "return JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)).length", "RangeError|SyntaxError|^1"],
	["deep recursion in the result", "let o = []; const top = o; for (let i = 0; i < 1e5; i++) { const n = []; o.push(n); o = n; } return top", "RangeError|deep|\\["],
	["deep recursion in toString", "const a = []; a[0] = a; let b = []; for (let i = 0; i < 1e5; i++) b = [b]; try { return String(b).length; } catch (e) { return e.name; }", "RangeError|^0"],
	["deep nesting of source", `return ${"(".repeat(3000)}1${")".repeat(3000)}`, "^1|RangeError|SyntaxError"],
	["deep nesting of a pattern", "try { return new RegExp('('.repeat(20000) + ')'.repeat(20000)).test(''); } catch (e) { return e.name; }", "true|RangeError|SyntaxError"],
	["a huge class in a pattern", "return new RegExp('[' + 'a-z'.repeat(10000) + ']').test('q')", "true|Error"],
	["typed arrays out of range", "const u = new Uint8Array(8); u[8] = 1; u[-1] = 1; u[1e9] = 1; u['4294967296'] = 1; " +
		"try { new DataView(u.buffer).setFloat64(4, 1); } catch (e) { return [e.name, u.join('')]; }", "RangeError.*00000000"],
	["subarrays of what shrinks", "const b = new ArrayBuffer(16), v = new Uint8Array(b, 8); return [v.set.call(v, [1, 2, 3, 4]), v.subarray(-100, 100).length, v.length]", "8,8"],
	["an array that changes while it is sorted", "const a = Array.from({ length: 500 }, (_, i) => 500 - i); a.sort((x, y) => { a.length = 3; a.push(1); return x - y; }); return a.length > 0", "true"],
	["a map that changes while it is walked", "const m = new Map([[1, 1]]); let n = 0; m.forEach((v, k) => { m.delete(k); if (n++ < 1000) m.set(n + 5, 1); }); return n", "^1001"],
	["a length that lies", "return Array.prototype.concat.call({ length: 2 ** 53 - 1 }, [1]).length", "2|Error"],
	["natives with another's this", "const r = []; for (const [P, k] of [[Map, 'get'], [Set, 'has'], [WeakMap, 'get'], [Promise, 'then'], [Date, 'getTime'], [RegExp, 'exec']]) " +
		"for (const t of [{}, new Map(), new Set(), null, 1, [], Object.create(P.prototype)]) try { r.push(String(P.prototype[k].call(t, 1))); } catch (e) { r.push(e.name); } " +
		"return r.filter((x) => x === 'TypeError').length > 25", "true"],
];
for (const [what, program, want] of programs) {
	const r = await c.execute(program.replace(/\b(RETURN|YIELD|VALUE)\b/g, (w) => ({ RETURN, YIELD, VALUE })[w]), { timeout_ms: 60000 });
	check(what, new RegExp(want, "s").test(r.text), r.text.slice(0, 300));
}

// Every function that can be reached, with whatever comes to mind, many times.
const reach = fs.readFileSync(new URL("reach.js", import.meta.url), "utf8");
let odd = 0, calls = 0;
const rounds = process.env.CORDON_SLOW === "1" ? 200 : 12;
for (let seed = 1; seed <= rounds; seed++) {
	const r = await c.execute(reach.replace("SEED", String(seed)), { timeout_ms: 60000 });
	const n = /"calls":(\d+)/.exec(r.text);
	calls += n ? Number(n[1]) : 0;
	odd += n || /^\w*Error/.test(r.text) ? 0 : 1;
}
check(`${calls} calls of natives with odd values`, odd === 0 && calls > 1000 * rounds / 2, odd);
const worse = c.log.split("\n").filter((l) => /evidence=(seccomp-kill|worker-crash|bad-frame)/.test(l));
check("no crash, no forbidden call, no bad frame", worse.length === 0, worse.slice(0, 5));
finish();
