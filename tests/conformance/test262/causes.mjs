// SPDX-License-Identifier: Apache-2.0
// The cause under which a failing test is listed: the first row that fits its path and what was seen.
const table = [
	["with: Duktape's own: no Symbol.unscopables, and a name is looked up once more when it is stored", /unscopables|statements\/with|variable\/binding-resolution|prop-def-id-eval-error|keyed-destructuring.*-with-bindings/],
	["with: Duktape's own: no Symbol.unscopables, and a name is looked up once more when it is stored", /A5(\.\d+)?_T[123]\.js|S11\.13\.1_A[56]_T3/],
	["eval in a sloppy function: what it declares is global, and may be deleted", /eval-code|A6(\.\d+)?_T[12]\.js|var-declared-via-eval/],
	["eval: this is the outer one for a text with its own 'use strict', and in a script", /10\.4\.3-1-1[789]/],
	["operators on o[key]: a key that is an object is made a text twice, when read and when stored", /A7\.\d+_T4|A6_T3\.js/],
	["sloppy functions: Duktape's arguments follow the parameters whatever they are, and go on when frozen", /language\/.*(arguments-object|no-alias-arguments|unmapped-arguments|arguments-with-arguments)/],
	["scripts: what they declare may be deleted, is no binding beside the global object, and is not compared with what other scripts declared", /global-code|S11\.4\.1_A3\.1|S12\.2_A2|assign-to-global-undefined|decl-lex/],
	["scripts: the name $ is the runtime's", /dollar-sign|start-escape-seq|zwj-zwnj|optional-chain-prod-expression/],
	["scripts: the body of a class is no strict code", /constructor-strict-by-default|strict-mode\/arguments-callee/],
	["scripts: super.x = v throws in sloppy code, too", /obj-ref-non-strict/],
	["scripts: a function without a name is taken for one to be called", /S12\.4_A1/],
	["literals: a computed key becomes a text after its value is known, and __proto__ names or stores", /computed-property-name|to-name-side-effects|__proto__-(fn-name|permitted)/],
	["for-in: lists what another, not enumerable, hides; its head may see its own names early", /statements\/for-in/],
	["text that eval() gets is UTF-8: half a pair in it is U+FFFD", /literals\/regexp/],
	["Symbol is no parent of classes", /builtin-objects\/Symbol|Symbol\/is-constructor/],
	["generators: throw() of an iterator without one, and turns of what is not a native promise", /star-rhs-iter|-ticks|ticks-with|continuation-abrupt/],
	["limits: functions nest 200 deep", /S13\.2\.1_A1_T1/],
	["fromAsync: order of what it asks its argument", /fromAsync/],
	["buffers that change their size, or go, while a method runs", /resiz|detach|callbackfn-(resize|detach)|-(grow|shrink|during|before|after)|out-of-bounds|invalid-by|species|fixed-length|maxbytelength|coerced/i],
	["typed arrays: a length or an element asked of Duktape's own or of the prototype", /TypedArray|ArrayBuffer|DataView/],
	["Array: lengths beyond 2 ** 32 - 1, lengths that cannot be set, and what the standard asks twice", /\/Array\//],
	["values in Duktape: BigInts are symbols, and methods get primitives as objects", /bigint|primitive_this_value|primitive\.js/i],
	["JSON: the reviver stores with =, and replacers find their holder by it", /\/JSON\//],
	["functions: caller and arguments of Duktape's own", /Function\/(15|prototype\/(arguments|caller))/],
	["Proxy: order of traps of what is built of several, and of elements below an Array", /proxy/i],
	["Promise: what a program did to Array.prototype or Symbol.species is not asked", /\/Promise\//],
	["regular expressions: emoji newer than the Unicode of the build, characters that fold to several, and Symbol.match of no RegExp", /RegExp|regexp/],
	["a registered symbol is a key of WeakMap and WeakSet", /Weak(Map|Set)\//],
	["no document, and undefined of the global object can be deleted", /S15\.2\.3\.6_A1|undefined\//],
	["the name Object is looked up where the intrinsic is meant", /tamper-with-global-object/],
];

export function causeOf(name, why) {
	for (const [cause, path, seen] of table)
		if (path.test(name) && (seen === undefined || seen.test(why)))
			return cause;
	return name.startsWith("built-ins/") ? `built-ins: ${name.split("/")[1]}` : "others";
}
