// SPDX-License-Identifier: Apache-2.0
// exercise(LIB, only): calls every function that a library exports, and the
// methods of what it constructs, with the same odd arguments; returns a number
// for each outcome, or the outcomes in full of the numbers in `only`.
function exercise(library, without, only) {
	const apply = Reflect.apply, ownKeys = Reflect.ownKeys, protoOf = Object.getPrototypeOf;
	const describe = Object.getOwnPropertyDescriptor;
	const CALLS = 12000, NAMES = 400, SHOWN = 40;
	const engines = new Set([TypeError, RangeError, SyntaxError, ReferenceError]);
	const out = [];
	let count = 0, seed = 1;

	Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
	Date.now = () => 1700000000000;
	globalThis.setTimeout = globalThis.setInterval = () => 0;

	function tell(text) {
		const at = count++;
		let h = 5381;
		if (at >= CALLS)
			return;
		if (only !== null) {
			if (only.includes(at))
				out.push(text);
			return;
		}
		for (let i = 0; i < text.length; i++)
			h = (h * 33 + text.charCodeAt(i)) % 4294967296;
		out.push(h);
	}

	// Errors of the engine are told by their kind: their words are each engine's own.
	function error(e) {
		if (e === null || typeof e !== "object")
			return `thrown ${String(e)}`;
		return engines.has(e.constructor) ? `!${e.name}` : `!${String(e.name)}:${String(e.message).slice(0, 200)}`;
	}
	function property(o, k, depth, seen) {
		const d = describe(o, k);
		if (k === "stack" || d === undefined)
			return "";
		return `${String(k)}:${"value" in d ? show(d.value, depth + 1, seen) : "<get>"}`;
	}
	function object(v, depth, seen) {
		const list = (a) => a.slice(0, SHOWN).map((x) => show(x, depth + 1, seen)).join();
		if (Array.isArray(v))
			return `[${list(v)}${v.length > SHOWN ? `...${v.length}` : ""}]`;
		if (v instanceof Error)
			return error(v);
		if (v instanceof RegExp || v instanceof Date)
			return v instanceof Date ? `Date ${v.getTime()}` : String(v);
		if (v instanceof Map || v instanceof Set)
			return `${v instanceof Map ? "Map" : "Set"}[${list([...v])}]`;
		if (ArrayBuffer.isView(v) && !(v instanceof DataView))
			return `${v.constructor.name}[${list(Array.from(v))}]`;
		if (v instanceof Promise) {
			v.catch(() => {}); // nobody is to call it unhandled
			return "Promise";
		}
		const p = protoOf(v), name = p && p !== Object.prototype && p.constructor ? p.constructor.name : "";
		return `${name}{${ownKeys(v).slice(0, SHOWN).map((k) => property(v, k, depth, seen)).join()}}`;
	}
	function show(v, depth, seen) {
		if (depth > 4)
			return "...";
		if (typeof v === "string")
			return JSON.stringify(v.length > 300 ? v.slice(0, 300) + v.length : v);
		if (typeof v === "function")
			return `function ${v.name}/${v.length}`;
		if (typeof v === "bigint")
			return `${v}n`;
		if (typeof v !== "object" || v === null)
			return Object.is(v, -0) ? "-0" : String(v);
		if (seen.includes(v))
			return "<cycle>";
		try {
			return object(v, depth, [...seen, v]);
		} catch (e) {
			return `<${error(e)}>`;
		}
	}
	function outcome(fn) {
		try {
			return show(fn(), 0, []);
		} catch (e) {
			return error(e);
		}
	}

	const nested = () => ({ a: 1, b: { c: [1, 2, { d: "x" }] }, "\u00e9": null, z: undefined });
	const some = [[], ["abc"], ["Hello World foo-bar_baz", "o"], [3, 2], [1.5], [-7, 3, 2], [[3, 1, 2, 3]],
		[[1, [2, [3, [4]]]], 1], [nested()], [nested(), "b.c[2].d"], [nested(), { a: 5, q: 1 }],
		[[{ a: 1, b: 2 }, { a: 1, b: 1 }, { a: 0 }], "a"], [[1, 2, 3, 4], (x) => x % 2 === 0], [(x) => x * 2, 4],
		[(a, b) => a + b], [null], [undefined], [true], ["2024-01-02T03:04:05Z"], ["a=1&b[]=2&b[]=3&c[d]=x%20y"],
		["1.2.3-beta.1", ">=1.2.0"], ["a: 1\nb:\n  - x\n  - y: [1, 2]\n"], ['{"a": [1, 2, 3], "b": {"c": null}}'],
		["x = (a) => { return a + 1; };", { ecmaVersion: 2020 }], ["<p>a &amp; b</p>"], ["**/*.js"], ["/user/:id/(.*)?"],
		[{ type: "object", properties: { a: { type: "string" } } }], [Uint8Array.from([1, 2, 3, 250])], ["192.168.1.1"],
		["https://user:pw@example.com:8080/p/a?q=1#h"], ["h\u00e9llo w\u00f6rld \u65e5\u672c \ud83d\udc4d\ud83c\udffd", 5],
		[[["k", 1], ["m", 2]]], [new Map([["a", 1]])], [new Set([1, 2])], [new Date(86400000), "x"], [Symbol.for("s")],
		[12345678901234567890n], [/a(b+)c/gi, "xabbc"], [["a", "b"], ["b", "c"]], [{ then: null, length: 2, 0: "x", 1: "y" }],
		["#ff8800"], [255, 128, 0], ["%s is %d years", "Bob", 42], [1000, { long: true }], ["text/html; charset=utf-8"],
		["one\ntwo\n", "one\n2\n"]];
	const skipped = new Set(["stack", "caller", "arguments", "prototype", "constructor", ...without]);
	// They take the odd numbers at their word, or the host's clock.
	const endless = /^(delay|setTimeout|exit|on|once|sleep|forever|runInContext|noConflict|times|repeat|fill|range|rangeRight|pad.*)$/;
	const wanted = (k) => typeof k === "string" && !skipped.has(k) && !endless.test(k);

	function construct(name, C) {
		const methods = ownKeys(C.prototype).filter((m) => wanted(m)).sort().slice(0, SHOWN);
		for (let i = 0; i < some.length; i += 3) {
			let made;
			tell(`new ${name}#${i} ${outcome(() => made = Reflect.construct(C, some[i]))}`);
			for (const m of made === undefined ? [] : methods)
				tell(`  ${m} ${outcome(() => typeof made[m] === "function" ? apply(made[m], made, ["a", 1]) : made[m])}`);
		}
	}
	function visit(name, o, depth, seen) {
		if (seen.has(o) || seen.size > NAMES)
			return;
		seen.add(o);
		for (const k of ownKeys(o).filter(wanted).sort()) {
			const full = `${name}.${k}`;
			let v;
			try {
				v = o[k];
			} catch (e) {
				tell(`${full} get ${error(e)}`);
				continue;
			}
			tell(`${full} ${show(v, 0, [])}`);
			if (typeof v === "function") {
				some.forEach((args, i) => tell(`${full}#${i} ${outcome(() => apply(v, o, args))}`));
				if (depth < 2 && v.prototype && ownKeys(v.prototype).length > 1)
					construct(full, v);
			}
			if (depth < 2 && v !== null && (typeof v === "function" || typeof v === "object"))
				visit(full, v, depth + 1, seen);
		}
	}
	visit("L", library, 0, new Set());
	return out;
}
