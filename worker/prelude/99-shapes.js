// SPDX-License-Identifier: Apache-2.0
// What a program can see of the built-ins themselves: own properties, names,
// lengths and kinds, where Duktape's or the prelude's would differ from the
// standard's.  Runs last, once.
'use strict';
var rt = native.rt, O = global.Object, getProto = O.getPrototypeOf;
var setProto = O.setPrototypeOf, define = O.defineProperty;
var describe = O.getOwnPropertyDescriptor, names = O.getOwnPropertyNames;
var symbols = O.getOwnPropertySymbols, FP = global.Function.prototype;
var Typed = getProto(global.Int8Array);

// Duktape's leftovers.
native.dropOwn(global.RegExp.prototype, 'lastIndex');
['allocPlain', 'plainOf'].forEach(function (k) {
	native.dropOwn(global.Uint8Array, k);
});
[global.Date, global.Error, global.EvalError, global.RangeError,
	global.ReferenceError, global.SyntaxError, global.TypeError,
	global.URIError].forEach(function (C) { native.makePlain(C.prototype); });
rt.put(Typed.prototype, 'constructor', Typed);

// Names and lengths.
function rename(f, text, n) {
	rt.name(f, text);
	if (n !== undefined) rt.arity(f, n);
}
function accessorNames(o, k, text) {
	var d = describe(o, k);
	if (d.get) rename(d.get, 'get ' + text);
	if (d.set) rename(d.set, 'set ' + text);
}
rename(global.parseInt, 'parseInt');
rename(global.parseFloat, 'parseFloat');
rename(global.Symbol.prototype[Symbol.toPrimitive], '[Symbol.toPrimitive]', 1);
rename(global.Date.prototype[Symbol.toPrimitive], '[Symbol.toPrimitive]', 1);
rename(FP[Symbol.hasInstance], '[Symbol.hasInstance]', 1);
rename(global.Intl.getCanonicalLocales, 'getCanonicalLocales', 1);
rt.arity(global.AbortSignal.abort, 0);
rt.arity(global.AbortController.prototype.abort, 0);
rt.arity(global.DataView, 1);
accessorNames(O.prototype, '__proto__', '__proto__');
accessorNames(global.Promise, Symbol.species, '[Symbol.species]');
['encoding', 'fatal', 'ignoreBOM'].forEach(function (k) {
	accessorNames(global.TextDecoder.prototype, k, k);
});
accessorNames(global.TextEncoder.prototype, 'encoding', 'encoding');
rt.tag(global.ArrayBuffer.prototype, 'ArrayBuffer');
rt.tag(global.TextEncoder.prototype, 'TextEncoder');
rt.tag(global.TextDecoder.prototype, 'TextDecoder');
rt.tag(global.console, 'console');
names(global.Intl).forEach(function (k) {
	var C = global.Intl[k];
	if (typeof C !== 'function' || k.charCodeAt(0) >= 97) return;
	rt.arity(C, k === 'DisplayNames' ? 2 : k === 'Locale' ? 1 : 0);
	define(C, 'prototype', { writable: false });
	rt.tag(C.prototype, 'Intl.' + k);
});

// What Web IDL defines is enumerable in prototypes.
['URL', 'URLSearchParams', 'Headers', 'FormData', 'Blob', 'File',
	'AbortController', 'AbortSignal', 'EventTarget', 'TextEncoder',
	'TextDecoder', 'Response', 'ReadableStream'].forEach(function (k) {
	var C = global[k];
	if (C === undefined) return;
	names(C.prototype).forEach(function (key) {
		if (key !== 'constructor')
			define(C.prototype, key, { enumerable: true });
	});
	if (k === 'URL') {
		define(C, 'canParse', { enumerable: true });
		define(C, 'parse', { enumerable: true });
	}
});

// Every function that is no constructor is a method: no `new`, no prototype.
// Of what Duktape's API made the kind is Function's, as of all others.
var seen = [], ctors = [Typed];
function isCtor(f, k) {
	return k === 'constructor' || ctors.indexOf(f) >= 0 ||
	    (typeof k === 'string' && k.charCodeAt(0) < 97 &&
	    (native.isConstructor(f) || describe(f, 'prototype')));
}
function shape(f, k) {
	var p = getProto(f);
	if (f !== FP && p !== FP && typeof p !== 'function') setProto(f, FP);
	if (isCtor(f, k)) {
		if (ctors.indexOf(f) < 0) ctors.push(f);
		visit(f);
	} else {
		native.shapeFunction(f);
	}
}
function visit(o) {
	var keys, i, d;
	if (seen.indexOf(o) >= 0) return;
	seen.push(o);
	keys = names(o).concat(symbols(o));
	for (i = 0; i < keys.length; i++) {
		d = describe(o, keys[i]);
		if (d.get) shape(d.get, '');
		if (d.set) shape(d.set, '');
		if (typeof d.value === 'function') shape(d.value, keys[i]);
		else if (rt.isObject(d.value)) visit(d.value);
	}
	if (getProto(o) !== null) visit(getProto(o));
}
visit(global);
// A function's length comes before its name.
[O, global.Function, FP, global.Proxy].forEach(function (f) {
	var keys = names(f).concat(symbols(f)), was = keys.map(function (k) {
		return describe(f, k);
	});
	function again(k) { define(f, k, was[keys.indexOf(k)]); }
	keys.forEach(function (k) { native.dropOwn(f, k); });
	again('length');
	again('name');
	keys.forEach(function (k) {
		if (k !== 'length' && k !== 'name') again(k);
	});
});
[native.ArrayIteratorPrototype, native.MapIteratorPrototype,
	native.SetIteratorPrototype, getProto(''[Symbol.iterator]()),
	getProto(''.matchAll(/a/g))].forEach(visit);
native.sealRegExp(global.RegExp.prototype, global.RegExp);
