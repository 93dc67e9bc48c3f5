// SPDX-License-Identifier: Apache-2.0
// eval and the constructors of functions: their text is lowered as a program's
// is.  Where it is called by its name, it gets the variables in sight as `scope`
// (worker/lower/direct.h).
'use strict';
var evaluate = native.evaluate, defineProperty = Object.defineProperty;
var setProto = Object.setPrototypeOf, getProto = Object.getPrototypeOf;
var functionProto = Function.prototype, construct = global.Reflect.construct;
native.method(global, 'eval', {
	run(x) { return typeof x === 'string' ? evaluate(x, false) : x; }
}.run);
var indirect = global.eval, evaluateIn = native.evaluateIn;
var apply = global.Reflect.apply;
$.direct = function (f, context, home, scope, args) {
	var x = args[0];
	if (f !== indirect) return apply(f, undefined, args);
	return typeof x === 'string' ? evaluateIn(x, context, scope, home) : x;
};

// Parameters and body are looked at apart, so that neither can end the other.
function make(head, args) {
	var n = args.length, params = [], body, i;
	for (i = 0; i < n - 1; i++) params[i] = String(args[i]);
	params = params.join(',');
	body = n > 0 ? String(args[n - 1]) : '';
	if (params !== '') evaluate('(' + head + '(' + params + '\n) {\n})', true);
	evaluate('(' + head + '(\n) {\n' + body + '\n})', true);
	return evaluate('(' + head + '(' + params + '\n) {\n' + body + '\n})', true);
}
function constructorOf(name, head, proto) {
	var C = function () {
		var f = make(head, arguments), P;
		if (new.target !== undefined && new.target !== C) {
			P = new.target.prototype;
			if (P !== null && (typeof P === 'object' ||
			    typeof P === 'function')) setProto(f, P);
		}
		return f;
	};
	native.name(C, name);
	defineProperty(C, 'length', { value: 1, configurable: true });
	defineProperty(C, 'prototype', { value: proto, writable: false });
	return C;
}
var F = constructorOf('Function', 'function anonymous', functionProto);
native.method(functionProto, 'constructor', F);
native.method(global, 'Function', F);
native.name(F, 'Function');

// Strict functions inherit two accessors that only throw.
function restricted() {
	throw new TypeError("'caller', 'callee', and 'arguments' properties may " +
	    'not be accessed on strict mode functions');
}
['caller', 'arguments'].forEach(function (k) {
	defineProperty(functionProto, k, { get: restricted, set: restricted,
	    configurable: true });
});
var kinds = native.functionKinds;
function kindOf(name, head) {
	var C = constructorOf(name, head, kinds[name]);
	setProto(C, F);
	defineProperty(kinds[name], 'constructor', { value: C,
	    configurable: true });
}
kindOf('AsyncFunction', 'async function anonymous');
kindOf('GeneratorFunction', 'function* anonymous');
kindOf('AsyncGeneratorFunction', 'async function* anonymous');
