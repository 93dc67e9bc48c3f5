// SPDX-License-Identifier: Apache-2.0
// What fuzz_builtins.c runs: bytes are a short program of calls of built-ins,
// with values that are odd in the ways that matter to them: holes, getters,
// proxies, huge lengths, callbacks that throw or change what is iterated.
// A program's own code ticks, and after so many ticks throws: it ends.
"use strict";
(() => {
	const TICKS = 400, OPS = 60, POOL = 24, DEPTH = 4;
	const enough = new Error("enough");
	let bytes, at, left, depth, pool, resolvers, alive, finding;

	const tick = () => {
		if (--left < 0) throw enough;
	};
	const byte = () => (at < bytes.length ? bytes[at++] : 0);
	const any = (list) => list[byte() % list.length];
	const pick = () => pool[byte() % pool.length];
	const picks = (n) => Array.from({ length: n }, pick);

	// Whatever can be reached from the global object is not to be changed.
	const known = new Set();
	const groups = [], statics = [], ctors = [];
	const keysOf = Reflect.ownKeys, described = Reflect.getOwnPropertyDescriptor;
	const isObject = (v) => (typeof v === "object" && v !== null) || typeof v === "function";
	function know(root) {
		const todo = [root];
		while (todo.length > 0) {
			const o = todo.pop();
			if (!isObject(o) || known.has(o)) continue;
			known.add(o);
			todo.push(Reflect.getPrototypeOf(o));
			for (const k of keysOf(o)) {
				const d = described(o, k);
				todo.push(d.value, d.get, d.set);
			}
		}
	}
	function methodsOf(o, into) {
		for (const k of keysOf(o)) {
			const d = described(o, k);
			for (const f of [d.value, d.get, d.set])
				if (typeof f === "function" && k !== "constructor") into.push(f);
		}
		return into;
	}
	const samples = [[].values(), new Map().entries(), new Set().values(), "".matchAll(/x/g), ""[Symbol.iterator](), (function* () {})(),
		(async function* () {})(), async function () {}, [].values().map((x) => x), Iterator.from({ next() {} }), new URLSearchParams().keys()];
	// Not: what ends the run, writes to the logs, or takes code.
	const left_out = ["console", "eval", "Function", "globalThis", "codemode", "$", "fuzzRun"];
	know(globalThis);
	samples.forEach(know);
	for (const name of keysOf(globalThis)) {
		const v = left_out.includes(name) ? undefined : described(globalThis, name).value;
		if (!isObject(v)) continue;
		if (typeof v === "function") statics.push(v);
		methodsOf(v, statics);
		const proto = typeof v === "function" ? described(v, "prototype")?.value : undefined;
		if (isObject(proto)) {
			ctors.push(v);
			groups.push([proto, methodsOf(proto, [])]);
		}
		for (const k of name === "Intl" ? keysOf(v) : []) {
			const c = v[k];
			if (typeof c !== "function" || !isObject(c.prototype)) continue;
			ctors.push(c);
			groups.push([c.prototype, methodsOf(c.prototype, [])]);
		}
	}
	for (const s of samples)
		for (let p = Reflect.getPrototypeOf(s); p !== Object.prototype && p !== null; p = Reflect.getPrototypeOf(p))
			groups.push([p, methodsOf(p, [])]);
	const species = Symbol.species;

	const numbers = [0, 1, 2, 3, -1, 7, 31, 64, 300, -0, NaN, 0.5, -2.5, Infinity, -Infinity, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53,
		-(2 ** 53), 1e308, 1e-7, 1e21, 8.64e15];
	const texts = ["", "a", "ab", "0", "1", "-0", "1.5", "4294967295", "length", "constructor", "__proto__", "toString", "next", "then", "size", "\ud800",
		"\udc00x", "\u{1f600}", "\u00e9", "e\u0301", "\u0130", "2024-02-30", "2024-03-01T10:00:00.5+05:30", "en-US", "xx", "USD", "utf-8", "%e9%z", "a,b;c", "$&$1$<n>",
		"http://u:p@h.example:81/a/../b?q=1&q=2#f", "[1,{\"a\":[]}]", "x".repeat(2000), "\u00e9\ud83d".repeat(700)];
	const options = { style: ["currency", "percent", "unit", "decimal", "x"], currency: ["USD", "JPY", "us"], unit: ["kilometer-per-hour", "byte", "q"],
		notation: ["compact", "scientific"], timeZone: ["UTC", "Europe/Berlin", "+05:30", "No/Where"], dateStyle: ["full", "short"], timeStyle: ["long", "medium"],
		month: ["long", "narrow", "2-digit"], hour12: [true, false], type: ["ordinal", "unit"], numeric: ["auto", true], sensitivity: ["base"],
		minimumFractionDigits: numbers, maximumFractionDigits: numbers, maximumSignificantDigits: numbers, useGrouping: [false], signDisplay: ["always"],
		maxByteLength: [8, 64, 1e9], cause: texts, signal: [undefined], mode: ["longest", "strict", "shortest"], fatal: [true], ignoreBOM: [true] };

	function option() {
		const o = {};
		for (let n = byte() % 4; n > 0; n--) {
			const k = any(keysOf(options));
			o[k] = any(options[k]);
		}
		return o;
	}
	// A value of a program's function: what it got, something else, an error.
	function reply(args) {
		switch (byte() % 6) {
		case 0: return args[0];
		case 1: return args[1];
		case 2: throw pick();
		case 3: act(); return pick();
		default: return pick();
		}
	}
	const maker = () => function (...args) {
		tick();
		return reply(args);
	};
	// Traps that tick: a length of 2 ** 53 - 1 ends, too.
	function trapped(target) {
		const size = any(numbers);
		return new Proxy(target, {
			get(t, k, r) {
				tick();
				if (byte() % 8 === 0) act();
				return k === "length" ? size : typeof k === "string" && byte() % 3 === 0 ? pick() : Reflect.get(t, k, r);
			},
			has(t, k) { tick(); return byte() % 2 === 0 || k in t; },
			set(t, k, v) { tick(); return byte() % 8 !== 0 && Reflect.set(t, k, v); },
			deleteProperty(t, k) { tick(); return Reflect.deleteProperty(t, k); },
			getOwnPropertyDescriptor(t, k) { tick(); return Reflect.getOwnPropertyDescriptor(t, k); },
			defineProperty(t, k, d) { tick(); return Reflect.defineProperty(t, k, d); },
			ownKeys(t) { tick(); return byte() % 8 === 0 ? pick() : Reflect.ownKeys(t); },
			getPrototypeOf(t) { tick(); return Reflect.getPrototypeOf(t); },
		});
	}
	function iterator() {
		return { next() { tick(); return byte() % 4 === 0 ? pick() : { get value() { tick(); return pick(); }, done: byte() % 5 === 0 }; },
			return(v) { tick(); return reply([{ value: v, done: true }]); },
			throw(v) { tick(); return reply([{ value: v, done: true }]); },
			[any([Symbol.iterator, Symbol.asyncIterator])]() { tick(); return this; } };
	}
	function derived() {
		const C = any([Array, Map, Set, Promise, Uint8Array, Float64Array, RegExp, Error, Date, String, WeakMap, Object, Iterator, URL]);
		const D = class extends C {
			#own = 1;
			constructor(...a) { tick(); super(...a); this.#own = byte() % 4 === 0 ? pick() : 2; }
			static get [species]() { tick(); return byte() % 2 === 0 ? D : pick(); }
			get own() { return this.#own; }
		};
		return byte() % 2 === 0 ? D : C === Promise ? new D((a, b) => { resolvers.push(a, b); }) : new D(...picks(byte() % 2));
	}
	function* generated() {
		try {
			for (;;) { tick(); pool.push(yield pick()); if (byte() % 6 === 0) yield* pick(); }
		} finally { if (byte() % 4 === 0) yield pick(); }
	}
	async function* promised() {
		try {
			for (;;) { tick(); yield pick(); if (byte() % 6 === 0) yield* pick(); await pick(); }
		} finally { await pick(); }
	}
	const makers = [
		() => byte() - 128, () => any(numbers), () => any(texts), () => any([0n, 1n, -1n, 2n ** 64n, -(2n ** 63n), 10n ** 40n]),
		() => any([undefined, null, true, false]),
		() => any([Symbol.iterator, Symbol.toPrimitive, Symbol("s"), Symbol.for("r"), species, Symbol.isConcatSpreadable]),
		() => picks(byte() % 8), () => [1, , 3, , ...picks(byte() % 3)],
		() => { const a = []; a[byte()] = pick(); return a; },
		() => Array.from({ length: byte() }, (_, i) => (i * 7919) % 31),
		() => ({ [any(texts)]: pick(), [any(texts)]: pick() }),
		() => ({ get length() { tick(); if (byte() % 4 === 0) act(); return byte() % 40; }, get 0() { tick(); act(); return pick(); }, 2: pick() }),
		() => trapped(any([[], {}, [1, 2, 3], function () {}, pick()].filter(isObject))), maker, maker,
		() => { const f = maker(); return (...a) => f(...a); },
		derived, () => new Map([[pick(), pick()], [pick(), pick()]]), () => new Set(picks(byte() % 6)),
		() => new (any([Uint8Array, Int16Array, Float32Array, Float64Array, BigInt64Array, Uint8ClampedArray, Uint32Array]))(byte() % 64),
		() => { const b = new ArrayBuffer(64); pool.push(new Uint8Array(b, 8, 24), new DataView(b, 3)); return new Float32Array(b, 4 * (byte() % 8), byte() % 8); },
		generated, promised, iterator, iterator,
		() => new Promise((a, b) => { resolvers.push(a, b); }), () => Promise.resolve(pick()), () => { const p = Promise.reject(pick()); p.catch(() => {}); return p; },
		() => ({ then(a, b) { tick(); (byte() % 2 === 0 ? a : b)(pick()); if (byte() % 4 === 0) throw pick(); } }),
		() => any([/a/g, /(?<n>b)|(c)/y, /(?:)/gu, /[^]+?$/dgs, /\u{1f600}/u]), () => new Date(any(numbers)),
		() => ({ valueOf: maker(), toString: maker(), [any([Symbol.toPrimitive, Symbol.toStringTag, Symbol.isConcatSpreadable, Symbol.match])]: maker() }),
		option, () => new (any([Intl.NumberFormat, Intl.DateTimeFormat, Intl.PluralRules, Intl.ListFormat, Intl.RelativeTimeFormat, Intl.Collator]))("en-US", option()),
		() => any([Object.freeze, Object.seal, Object.preventExtensions])(picks(byte() % 5)), () => (function () { return arguments; })(...picks(byte() % 4)),
		() => new (any(ctors))(...picks(byte() % 3)), () => any(statics), () => any(any(groups)[1]),
	];

	function keep(v) {
		if (isObject(v) && known.has(v)) return;
		if (pool.length < POOL) pool.push(v);
		else pool[byte() % POOL] = v;
	}
	// A method that is made for the value, most of the time.
	function method(o) {
		if (isObject(o) || typeof o === "string") {
			const own = groups.filter(([p]) => (typeof o === "string" ? p === String.prototype : p !== Object.prototype && p.isPrototypeOf(o)));
			if (own.length > 0) return any(any(own)[1]);
		}
		return any(groups[0][1]);
	}
	const mine = (o) => isObject(o) && !known.has(o) && !Array.isArray(o);
	async function later() {
		tick();
		const v = await pick();
		keep(v);
		for await (const x of pick()) { tick(); keep(x); if (byte() % 5 === 0) break; }
	}
	const acts = [
		() => { const o = pick(); keep(Reflect.apply(method(o), o, picks(byte() % 4))); },
		() => { const o = pick(); keep(Reflect.apply(method(o), o, picks(1 + (byte() % 2)))); },
		() => { const o = pick(); keep(Reflect.apply(method(o), o, [maker(), ...picks(byte() % 2)])); },
		() => { const a = pick(); keep(Reflect.apply(any(groups.find(([p]) => p === Array.prototype)[1]), a, picks(byte() % 4))); },
		() => keep(Reflect.apply(any(any(groups)[1]), pick(), picks(byte() % 4))),
		() => keep(Reflect.apply(any(statics), any([Array, Promise, Object, undefined, pick()]), picks(byte() % 4))),
		() => keep(Reflect.construct(any(ctors), picks(byte() % 4))),
		() => { const C = pick(); if (typeof C === "function") keep(byte() % 2 === 0 ? new C(...picks(byte() % 3)) : C(...picks(byte() % 3))); },
		() => { for (const x of pick()) { tick(); keep(x); if (byte() % 4 === 0) act(); if (byte() % 8 === 0) break; } },
		() => keep([...pick(), ...pick()]), () => { const [a, , b = pick(), ...c] = pick(); keep(c); },
		() => { const o = pick(), k = pick(); if (mine(o)) o[k] = pick(); else if (Array.isArray(o) && !known.has(o)) o[byte() % 100] = pick(); },
		() => { const o = pick(); if (Array.isArray(o) && !known.has(o)) o.length = byte() % 64; else if (mine(o)) delete o[any(texts)]; },
		() => { if (resolvers.length > 0) any(resolvers)(pick()); }, () => { later().catch(() => {}); },
		() => keep(JSON.stringify(pick(), pick(), pick())), () => keep(structuredClone(pick())), () => keep(JSON.parse(any(texts), maker())),
		() => keep(`${pick()}`), () => keep(pick() + pick()), () => keep(pick() < pick()),
		() => { const o = pick(); if (isObject(o)) keep(o[pick()]); },
		() => { pool.push(pick().next?.(pick()), pick().return?.(pick())); },
	];
	// None of ours is at fault, whatever the program's values do.
	function told(e) {
		if (!isObject(e) || !(e instanceof Error)) return;
		const d = described(e, "message");
		if (d !== undefined && typeof d.value === "string" && /internal error|assert/i.test(d.value)) finding = "told: " + d.value;
	}
	function act() {
		if (depth >= DEPTH || left < 0 || !alive) return;
		depth++;
		try {
			if (byte() % 3 === 0) keep(any(makers)()); else any(acts)();
		} catch (e) {
			told(e);
			if (e === enough) throw e;
			keep(e);
		} finally { depth--; }
	}
	// What no program may break for the next one.
	function laws() {
		const list = [5, 3, , 1, undefined, 2];
		if (JSON.stringify(list.toSorted()) !== "[1,2,3,5,null,null]" || [...new Set([1, 1, 2])].join() !== "1,2" ||
		    [..."a\u{1f600}"].length !== 2 || new Map([[NaN, 1]]).get(NaN) !== 1)
			throw "a law of the language is broken";
	}
	globalThis.fuzzRun = (input) => {
		bytes = input, at = 0, left = TICKS, depth = 0, pool = [undefined, 1, "ab", [3, 1, 2], {}], resolvers = [], alive = true;
		try {
			for (let n = 0; n < OPS && at < bytes.length; n++) act();
		} catch (e) {
			if (e !== enough) throw e;
		}
	};
	// After the microtasks; what is left of them finds no more ticks.
	globalThis.fuzzEnd = () => {
		alive = false, left = -1;
		pool = resolvers = [];
		if (finding !== undefined) throw finding;
		laws();
	};
})();
