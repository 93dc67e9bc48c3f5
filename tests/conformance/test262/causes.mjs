// SPDX-License-Identifier: Apache-2.0
// The cause under which a failing test is listed: the first row that fits its path and what was seen.
const table = [
	["eval in a sloppy script: what it declares in a function is global, and may be configurable", /eval-code|evaluation-order|var-declared-via-eval/],
	["eval in a sloppy script: what it declares in a function is global, and may be configurable", /eval(-|_|\.js)|-in-eval|10\.4\.3-1|via-eval/],
	["with: Duktape's own, without Symbol.unscopables, on names that may have been renamed", /statements\/with|unscopables/],
	["with: Duktape's own, without Symbol.unscopables, on names that may have been renamed", /language\//, /scope\.x|innerScope|innerX/],
	["sloppy code: Duktape's own mapped arguments, and variables that are properties of the global object", /arguments-object|global-code|no-alias-arguments|unmapped-arguments|arguments-with-arguments|S10\.|delete\/|11\.4\.1|variable\/|function-code/],
	["parameters and body: what eval declares in them, and what closures of both see", /scope-param|scope-body|paramsbody|lex-distinct/],
	["destructuring: order of keys and targets, names of classes, closing in parameters", /dstr\/|destructuring/],
	["Proxy: traps that Duktape's own operations do not ask", /proxy/i],
	["BigInt", /bigint/i],
	["early errors that need no report: the program means something else by them", /early-errors|private-field-in|negative|S12\.4_A1|await-as-param/],
	["class: order of own keys, and what cannot be redefined", /computed-property-names|precedence-order|non-configurable|method-(number|string)-order|prototype\.js/],
	["class: private names on primitive receivers, proxies and subclasses", /class\/elements|class\/static/],
	["class: constructors of built-ins that cannot be extended, and what they return", /subclass/],
	["generators: order of turns", /async-generator|for-await/],
	["regular expressions", /regexp|RegExp/i],
	["typed arrays and buffers", /TypedArray|ArrayBuffer|DataView/],
	["dates", /\/Date\//],
	["functions: their text, and that they can be constructed", /\/Function\//],
	["descriptors, names and lengths of built-ins", /(name|length|prop-desc|not-a-constructor)\.js$/],
];

export function causeOf(name, why) {
	for (const [cause, path, seen] of table)
		if (path.test(name) && (seen === undefined || seen.test(why)))
			return cause;
	return name.startsWith("built-ins/") ? `built-ins: ${name.split("/")[1]}` : "others";
}
