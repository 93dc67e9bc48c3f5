// SPDX-License-Identifier: Apache-2.0
// Programs that want too much: each ends at its limit with an error that
// names it, while another agent's requests go on.
import fs from "node:fs";

import { Client, check, demo, finish, sleep } from "./client.mjs";

const dir = await demo();
const attacker = await new Client(dir).open(), other = await new Client(dir).open();
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

const programs = [
	["an endless loop", "for (;;) {}", /TimeoutError.*time|time.*limit|deadline/is],
	["an endless array", "const a = []; while (true) a.push(a)", /MemoryError.*MiB|TimeoutError.*1500 ms/s],
	["a string that doubles", "let s = 'x'.repeat(1 << 20); for (;;) s += s", /MemoryError.*MiB|RangeError/s],
	["a string of 100 MB", "return 'x'.repeat(100 * 1024 * 1024).length", /100|MemoryError|RangeError/s],
	["deep recursion", "const f = (n) => f(n + 1) + 1; f(0)", /RangeError.*recursion/s],
	["mutual recursion through JSON", "const o = { toJSON() { return JSON.stringify(o) } }; JSON.stringify(o)", /RangeError/s],
	["a promise that never settles", "await new Promise(() => {})", /never|settle/is],
	["10,000 calls at once", "await Promise.all(Array.from({ length: 10000 }, () => demo.getStats()))", /call|TimeoutError/i],
	["a microtask storm", "const again = () => Promise.resolve().then(again); again(); await new Promise(() => {})", /TimeoutError.*1500 ms|MemoryError.*MiB/s],
	["timers without end", "setInterval(() => {}, 1); await new Promise(() => {})", /TimeoutError|timer|settle/is],
	["a regular expression's explosion", "/^(a+)+$/.test('a'.repeat(40) + '!')", /TimeoutError|RangeError|step|regexp/is],
	["a large sparse array", "const a = []; a[4294967294] = 1; return a.fill(0).length", /TimeoutError|MemoryError|RangeError/s],
	["sorting by a comparator that lies", "return Array.from({ length: 20000 }, (_, i) => i).sort(() => Math.random() - 0.5).length", /20000|TimeoutError/],
	["a log flood", "for (let i = 0; i < 100000; i++) console.log('x'.repeat(100)); return 'done'", /done|Error/],
	["a result too large", "return Array.from({ length: 300000 }, (_, i) => ({ i, s: 'some text here' }))", /./],
	["a circular result", "const a = {}; a.a = a; return a", /circular|cycl/i],
	["throw null", "throw null", /null/],
	["an error without a message", "throw new Error('')", /Error/],
	["getters that throw", "return { get x() { throw new RangeError('from a getter') } }", /from a getter/],
	["a proxy that lies", "return new Proxy({}, { ownKeys() { throw new TypeError('no keys') } })", /no keys/],
	["toString that never ends", "return `${{ toString() { for (;;) {} } }}`", /TimeoutError/],
	["an allocation in steps", "let m = new Map(); for (let i = 0; ; i++) m.set(i, new Uint8Array(1 << 16))", /MemoryError|TimeoutError/],
	["an escape by constructor", "return (() => {}).constructor('return typeof Duktape')()", /"undefined"|EvalError/],
	["eval", "return eval('typeof Duktape + typeof ((x) => x?.y)')", /"undefinedfunction"|EvalError/],
	["Duktape's own", "return typeof Duktape + typeof CBOR", /undefinedundefined/],
	["generators in each other", "function* g(n) { yield* g(n + 1) } return [...g(0)]", /TimeoutError|MemoryError|RangeError/],
	["a thenable that answers itself", "const t = { then(f) { f(t) } }; await t", /TimeoutError.*1500 ms|MemoryError/s],
	["an array emptied while it is sorted", "const a = Array.from({ length: 5000 }, (_, i) => i); a.sort(() => { a.length = 0; return 1 }); return 'sorted'", /sorted|TypeError/],
	["a prototype in a circle", "const a = {}, b = Object.create(a); Object.setPrototypeOf(a, b)", /TypeError/],
	["a chain of 100,000 proxies", "let p = {}; for (let i = 0; i < 100000; i++) p = new Proxy(p, {}); return p.x", /TimeoutError|RangeError|MemoryError/],
	["an integer without end", "let n = 2n; for (;;) n *= n", /RangeError.*BigInt|TimeoutError|MemoryError/s],
	["a pattern of a megabyte", "return new RegExp('a'.repeat(1 << 20)).test('a')", /SyntaxError|RangeError/],
	["groups within groups", "return new RegExp('('.repeat(20000) + ')'.repeat(20000)).test('')", /SyntaxError|RangeError/],
	["a length of 2 GiB", "return 'x'.padStart(2 ** 31).length", /RangeError|MemoryError/],
	["4 billion holes joined", "return new Array(4294967295).join('ab').length", /MemoryError|RangeError|TimeoutError/],
	["an object 200,000 deep", "let o = {}; for (let i = 0; i < 200000; i++) o = { o }; return o", /TypeError.*levels|MemoryError/s],
	["JSON 200,000 deep", "return JSON.parse('['.repeat(200000) + ']'.repeat(200000))", /RangeError|SyntaxError/],
	["an error whose stack never comes", "const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { for (;;) {} } }); throw e", /x|TimeoutError/],
	["what all objects inherit, poisoned", "Object.prototype.toJSON = () => 'owned'; Array.prototype.map = Promise.prototype.then = null; return { a: 1 }", /owned|TypeError|"a"/],
	["10 million arguments", "return Math.max.apply(null, new Array(1e7))", /RangeError|MemoryError/],
	["a billion leaves of thirty arrays", "let o = []; for (let i = 0; i < 30; i++) o = [o, o]; return o", /TimeoutError|MemoryError|LimitError/],
	["the same, logged", "let o = []; for (let i = 0; i < 30; i++) o = [o, o]; console.log(o); return 'logged'", /logged/],
	["a million timers", "for (let i = 0; i < 1e6; i++) setTimeout(() => {}, i); return 1", /./],
	// What is too much before a program runs.
	["a megabyte of functions", `let a = [${"a=>a,".repeat(190000)}]`, /too large to compile|RangeError.*limit|MemoryError|TimeoutError/s],
	["a megabyte of patterns", `let a; ${"[a]=a;".repeat(165000)}`, /too large to compile|not iterable|MemoryError|TimeoutError/],
	["a megabyte of closures in blocks", `let a; ${"{let b;()=>b}".repeat(75000)}`, /too large to compile|RangeError.*limit|MemoryError|TimeoutError/s],
	["a template of 200,000 parts", "return `" + "${1}".repeat(200000) + "`", /too large to compile|RangeError|TimeoutError|^"?1+/],
	["too large, evaluated", "return eval('let a = [' + 'a=>a,'.repeat(190000) + ']')", /too large|RangeError|SyntaxError|TimeoutError/],
	// What engines have been broken by.
	["an array that shrinks while it is sorted", "const a = Array.from({ length: 5000 }, (_, i) => i); a.sort((x, y) => { a.length = 0; return x - y }); return a.length", /^\d+|TypeError/],
	["a buffer that is handed over while it is filled", "const b = new ArrayBuffer(1 << 16), t = new Uint8Array(b); try { t.fill({ valueOf() { structuredClone(b, { transfer: [b] }); return 7 } }) } catch (e) { return e.name } return t.length", /^\d+|Error/],
	["a species that answers with a smaller array", "class A extends Array { static get [Symbol.species]() { return function () { return Object.freeze([]) } } } return new A(1, 2, 3).map((x) => x * 2)", /TypeError|\[/],
	["a pattern whose lastIndex is an attacker", "const r = /a/gy; r.lastIndex = { valueOf() { r.compile && r.compile('b'.repeat(9999)); return 2 ** 53 } }; return r.test('a'.repeat(100)) + String(r.lastIndex)", /^"?(true|false)|Error/],
	["a getter that ends what it is read from", "const o = {}; for (let i = 0; i < 3000; i++) Object.defineProperty(o, 'k' + i, { enumerable: true, configurable: true, get() { for (const k in o) delete o[k]; return 1 } }); return [Object.entries(o).length, { ...o }]", /^\[|Error/],
	["frozen insides", "return Object.keys(globalThis).length", /^\d+/],
];
for (const [what, code, want] of programs) {
	let done = false, slowest = 0, n = 0;
	const before = rss(attacker.p.pid);
	const run = attacker.execute(code, { timeout_ms: /TimeoutError/.test(want) ? 1500 : 60000 }).finally(() => { done = true; });
	do { // the other agent, meanwhile
		const r = await other.execute("async () => (await demo.whoami()).login");
		slowest = Math.max(slowest, r.ms);
		n += r.text.includes("ada") && !r.failed ? 1 : -1000;
		await sleep(20);
	} while (!done);
	const r = await run;
	check(`${what}: ${Math.round(r.ms)} ms; the other's ${n} requests, slowest ${Math.round(slowest)} ms`,
	    want.test(r.text) && n > 0, r.text);
	const grown = rss(attacker.p.pid) - before;
	if (grown > 64 * 1024)
		check(`${what}: the broker's memory grew by ${grown} KiB`, false, "");
}
// Bursts: more workers start and end than descriptors may be under way.
let wrong = [];
for (let k = 0; k < 10; k++) {
	const burst = await Promise.all(Array.from({ length: 40 }, (_, i) =>
		other.execute(`async () => ${i} + (await demo.listAgents()).length`)));
	wrong.push(...burst.filter((r, i) => r.text.trim() !== String(i + 3)));
}
check("ten bursts of 40 programs", wrong.length === 0, wrong.slice(0, 2));
// Names that pretend to be more of the log: each line says one thing, once.
const forged = ["x tenant=root evidence=seccomp-kill", 'x" tenant=root level=refused "', "x\\\" run=r1 level=refused",
	"x\nwarn tenant=root level=refused", "x\u2028warn level=refused", "x\u202e level=refused", "x\ud800 level=refused"];
for (const name of forged)
	await attacker.execute(`try { await demo[${JSON.stringify(name)}]() } catch {} return 1`);
// The log comes by a pipe of its own.
for (const end = Date.now() + 30000; Date.now() < end && attacker.log.split("demo.x").length <= forged.length;)
	await sleep(50);
const told = attacker.log.split("\n").filter((l) => l.includes("unknown-operation") && l.includes("demo.x"));
const unquoted = told.map((l) => l.replace(/"(?:[^"\\]|\\.)*"/g, "TEXT"));
check(`${told.length} forged names are text in the log, and nothing else`, told.length === forged.length &&
	unquoted.every((l) => /^cordon: warn tenant=\S+ run=r\d+ evidence=unknown-operation TEXT$/.test(l)) &&
	!/bad-frame|^warn|[\u2028\u202e]/m.test(attacker.log), [told, unquoted]);
const after = await attacker.execute("return 'still here'");
check("and the attacker's next program runs", after.text.includes("still here"), after.text);
finish();
