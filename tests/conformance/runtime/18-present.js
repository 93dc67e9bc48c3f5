// SPDX-License-Identifier: Apache-2.0
// What is there by name, and what is not: as in node 24, but for what a worker
// has no use for.
const lacks = (o, names) => names.split(" ").filter((k) => !(k in o));
const g = (names) => names.split(" ").filter((k) => typeof globalThis[k] === "undefined");
is("globals", g("Promise Map Set WeakMap WeakSet WeakRef FinalizationRegistry Symbol Proxy Reflect BigInt Intl globalThis queueMicrotask structuredClone setTimeout setInterval setImmediate clearTimeout console TextEncoder TextDecoder URL URLSearchParams ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array AggregateError Iterator performance Performance PerformanceEntry atob btoa AbortController AbortSignal Event CustomEvent EventTarget DOMException Buffer Blob File FormData Headers Response ReadableStream crypto"), []);
// Duktape's own names are another engine's; print and alert are a shell's and a browser's.
is("not there", ["Duktape", "CBOR", "print", "alert", "Temporal", "load", "readFile"].filter((k) => typeof globalThis[k] !== "undefined"), []);
// What other hosts have can be asked for as anywhere; its use says what to use.
is("of other hosts", [typeof process, typeof require, typeof fetch, typeof document, typeof window, typeof module, typeof Deno, globalThis.process?.env, "fetch" in globalThis],
	["undefined", "undefined", "undefined", "undefined", "undefined", "undefined", "undefined", undefined, false]);
is("where it runs", typeof process !== "undefined" && process.versions ? "node" : typeof window !== "undefined" ? "browser" : "neither", "neither");
throws("used", () => process.env.HOME, ReferenceError, "process is not available: there is no process");
throws("called", () => fetch("x"), ReferenceError, "there is no network here");
throws("window", () => window.x, ReferenceError, "the global object is globalThis");
throws("exports", () => { exports.x = 1; }, ReferenceError, "return the result");
is("named", [console.log, console.error, console.table].map((f) => f.name), ["log", "error", "table"]);
throws("segments of a symbol", () => new Intl.Segmenter().segment(Symbol("x")), TypeError);
const indirect = eval;
is("this of evaluated text", [(0, eval)("this") === globalThis, indirect("(() => this)()") === globalThis, eval("typeof this"), new Function("return this")() === globalThis],
	[true, true, "undefined", true]);
is("no Uint8Array.prototype.from, as everywhere", "from" in Uint8Array.prototype, false);
is("Object", lacks(Object, "assign entries values fromEntries is keys getOwnPropertyNames getOwnPropertySymbols getOwnPropertyDescriptors setPrototypeOf freeze hasOwn groupBy create"), []);
is("Array", [lacks(Array, "from of isArray fromAsync"), lacks(Array.prototype, "includes find findIndex findLast findLastIndex fill copyWithin flat flatMap at entries keys values toSorted toReversed toSpliced with map filter reduce reduceRight some every forEach indexOf lastIndexOf")], [[], []]);
is("String", [lacks(String, "raw fromCodePoint fromCharCode"), lacks(String.prototype, "includes startsWith endsWith repeat padStart padEnd trim trimStart trimEnd codePointAt normalize replaceAll matchAll at localeCompare isWellFormed toWellFormed substr anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup")], [[], []]);
is("Math", lacks(Math, "trunc sign cbrt log2 log10 hypot clz32 imul fround f16round expm1 log1p sinh cosh tanh asinh"), []);
is("Number", lacks(Number, "isInteger isSafeInteger isFinite isNaN parseFloat parseInt EPSILON MAX_SAFE_INTEGER"), []);
is("Reflect", lacks(Reflect, "ownKeys has get set apply construct defineProperty getPrototypeOf"), []);
is("Symbol", lacks(Symbol, "iterator asyncIterator hasInstance toPrimitive toStringTag species isConcatSpreadable match matchAll replace search split unscopables for keyFor"), []);
is("JSON", lacks(JSON, "stringify parse rawJSON isRawJSON"), []);
is("Promise", lacks(Promise, "all allSettled any race resolve reject try withResolvers"), []);
is("Set", lacks(Set.prototype, "union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom"), []);
is("Iterator", lacks(Iterator.prototype, "map filter take drop flatMap reduce toArray forEach some every find"), []);
is("ArrayBuffer", lacks(ArrayBuffer.prototype, "slice resize resizable maxByteLength transfer transferToFixedLength detached"), []);
is("Error", [lacks(Error, "isError captureStackTrace"), new Error("x", { cause: 1 }).cause, typeof new Error("x").stack], [[], 1, "string"]);
is("RegExp", [lacks(RegExp, "escape"), lacks(RegExp.prototype, "flags sticky unicode hasIndices dotAll unicodeSets")], [[], []]);
is("Intl", lacks(Intl, "Collator DateTimeFormat DisplayNames ListFormat Locale supportedValuesOf NumberFormat PluralRules RelativeTimeFormat Segmenter getCanonicalLocales"), []);

is("HTML", ["x".anchor('a"b'), "x".sub(), "x".fontsize(7)], ['<a name="a&quot;b">x</a>', "<sub>x</sub>", '<font size="7">x</font>']);
throws("a String only", () => String.prototype.big.call(null), TypeError);
is("rawJSON", JSON.stringify({ a: JSON.rawJSON("12345678901234567890"), b: "\0raw 0 0", c: [JSON.rawJSON('"x"')] }), '{"a":12345678901234567890,"b":"\\u0000raw 0 0","c":["x"]}');
is("rawJSON of a BigInt", JSON.stringify({ n: 10n ** 20n }, (k, v) => typeof v === "bigint" ? JSON.rawJSON(String(v)) : v), '{"n":100000000000000000000}');
is("is one", [JSON.isRawJSON(JSON.rawJSON("1")), JSON.isRawJSON({ rawJSON: "1" })], [true, false]);
for (const s of ["", "{}", " 1", "1 ", "1x"]) throws(`rawJSON of ${s}`, () => JSON.rawJSON(s), SyntaxError);
is("sources", JSON.parse('{"id":12345678901234567890,"x":[1.0,"s",{"y":null}],"id":7.50}', (k, v, { source }) => typeof v === "number" ? source : v), { id: "7.50", x: ["1.0", "s", { y: null }] });
is("no source of what was put there", JSON.parse('[1,2]', function (k, v, c) { if (k === "0") this[1] = 3; return k === "1" ? c.source ?? "none" : v; }), [1, "none"]);
performance.mark("a");
await new Promise((r) => setTimeout(r, 20));
performance.mark("b", { detail: { x: 1 } });
is("performance", [performance.measure("m", "a", "b").duration, performance.getEntries().map((e) => e.entryType + " " + e.name), performance.getEntriesByName("b")[0].detail.x, String(performance), performance.timeOrigin + performance.now() === Date.now()], [20, ["mark a", "measure m", "mark b"], 1, "[object Performance]", true]);
throws("no mark of that name", () => performance.measure("x", "nowhere"), DOMException);
throws("Performance", () => new Performance(), TypeError);
return report();
