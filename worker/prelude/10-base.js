// SPDX-License-Identifier: Apache-2.0
// What the files after this one build with: rt, an object of helpers.
'use strict';
var rt = native.rt = {};
var defineProperty = Object.defineProperty;
var getDescriptor = Object.getOwnPropertyDescriptor;
var TE = TypeError, RE = RangeError;
var hasOwn = Object.prototype.hasOwnProperty;

function name(fn, text) {
	defineProperty(fn, 'name', { value: text, writable: false,
		enumerable: false, configurable: true });
	return fn;
}
function arity(fn, n) {
	defineProperty(fn, 'length', { value: n, writable: false,
		enumerable: false, configurable: true });
	return fn;
}
function symbolName(k) {
	return typeof k === 'symbol' ? '[' + k.description + ']' : k;
}
rt.name = name;
rt.arity = arity;
// Copies the methods and accessors of a literal onto a built-in object, not
// enumerable.  lengths: those that differ from the parameters written.
rt.def = function (target, methods, lengths) {
	var keys = Object.getOwnPropertyNames(methods), i, k, d;
	for (i = 0; i < keys.length; i++) {
		k = keys[i];
		d = getDescriptor(methods, k);
		d.enumerable = false;
		d.configurable = true;
		if (d.get || d.set) {
			if (d.get) name(d.get, 'get ' + k);
			if (d.set) name(d.set, 'set ' + k);
		} else {
			d.writable = true;
			if (typeof d.value === 'function') {
				name(d.value, k);
				if (lengths && hasOwn.call(lengths, k))
					arity(d.value, lengths[k]);
			}
		}
		defineProperty(target, k, d);
	}
	return target;
};
rt.put = function (target, key, value) {
	defineProperty(target, key, { value: value, writable: true,
		enumerable: false, configurable: true });
	return value;
};
// A method under a symbol.
rt.method = function (target, key, fn, n) {
	name(fn, symbolName(key));
	if (n !== undefined) arity(fn, n);
	return rt.put(target, key, fn);
};
rt.getter = function (target, key, fn) {
	name(fn, 'get ' + symbolName(key));
	defineProperty(target, key, { get: fn, set: undefined,
		enumerable: false, configurable: true });
};
rt.tag = function (target, text) {
	defineProperty(target, Symbol.toStringTag, { value: text,
		writable: false, enumerable: false, configurable: true });
};
// global[name] = a constructor, its prototype not writable, with a tag.
rt.ctor = function (ctorName, fn, n, tag) {
	name(fn, ctorName);
	arity(fn, n);
	rt.put(fn.prototype, 'constructor', fn);
	defineProperty(fn, 'prototype', { writable: false, enumerable: false,
		configurable: false });
	if (tag !== false) rt.tag(fn.prototype, tag || ctorName);
	rt.put(global, ctorName, fn);
	return fn;
};
rt.isObject = function (x) {
	return x !== null && (typeof x === 'object' || typeof x === 'function');
};
rt.callable = function (f) {
	if (typeof f !== 'function')
		throw new TE(rt.show(f) + ' is not a function');
	return f;
};
// A value in a message, as node writes it.
rt.show = function (x) {
	if (typeof x === 'string') return '"' + x + '"';
	if (typeof x === 'symbol') return x.toString();
	if (typeof x === 'function') {
		return native.proxyParts(x) !== undefined ? 'function' :
		    x.name || 'function';
	}
	if (Array.isArray(x)) return '[object Array]';
	if (x !== null && typeof x === 'object') {
		// A Proxy's traps are not asked for a message.
		if (native.proxyParts(x) !== undefined) return '#<Object>';
		return '#<' + ((x.constructor && x.constructor.name) || 'Object')
			+ '>';
	}
	return String(x);
};
rt.toObject = function (x) {
	if (x === undefined || x === null)
		throw new TE('Cannot convert undefined or null to object');
	return Object(x);
};
rt.toInteger = function (x) {
	x = +x;
	if (x !== x) return 0;
	return x < 0 ? Math.ceil(x) + 0 : Math.floor(x);
};
rt.toLength = function (x) {
	x = rt.toInteger(x);
	return x <= 0 ? 0 : x > 9007199254740991 ? 9007199254740991 : x;
};
rt.toKey = function (x) {
	var k = native.toPrimitiveString(x);
	return typeof k === 'symbol' ? k : String(k);
};
// Duktape's arguments objects are born without an iterator.
rt.iteratorMethod = function (x) {
	var m = x[Symbol.iterator];
	if (m === undefined && toString.call(x) === '[object Arguments]')
		return arrayValues;
	return m;
};
// `new Map(5)`: what it is, as node says it.
rt.notIterable = function (x) {
	var t = typeof x;
	if (t === 'string') t += ' "' + x + '"';
	else if (x === null || t === 'number' || t === 'boolean') t += ' ' + x;
	return new TE(t + ' is not iterable ' +
		'(cannot read property Symbol(Symbol.iterator))');
};
// Calls f(value) for each value of any iterable, closing it when f throws.
// f returning true stops (and closes).
rt.each = function (iterable, f) {
	var m, it, next, r, v, ok, i;
	if (native.isPlainArray(iterable) && rt.pristine(iterable)) {
		for (i = 0; i < iterable.length; i++)
			if (f(iterable[i]) === true) return;
		return;
	}
	if (iterable === undefined || iterable === null)
		throw rt.notIterable(iterable);
	m = rt.iteratorMethod(iterable);
	if (typeof m !== 'function') throw rt.notIterable(iterable);
	it = m.call(iterable);
	if (!rt.isObject(it))
		throw new TE('Result of the Symbol.iterator method is not an object');
	rt.eachOf(it, f);
};
rt.eachOf = function (it, f) {
	var next = it.next, r, v, ok, ret;
	for (;;) {
		r = next.call(it);
		if (!rt.isObject(r))
			throw new TE('Iterator result ' + rt.show(r) +
				' is not an object');
		if (r.done) return;
		v = r.value;
		ok = false;
		try {
			if (f(v) === true) {
				ok = true;
				ret = it['return'];
				if (ret !== undefined && ret !== null) ret.call(it);
				return;
			}
			ok = true;
		} finally {
			if (!ok) {
				try {
					ret = it['return'];
					if (ret) ret.call(it);
				} catch (e) { /* the first error counts */ }
			}
		}
	}
};
var toString = Object.prototype.toString;
var arrayProto = Array.prototype, getProto = Object.getPrototypeOf;
var arrayValues = arrayProto[Symbol.iterator];
var arrayIteratorProto = native.ArrayIteratorPrototype;
var arrayNext = arrayIteratorProto.next;
// Iterating this array runs no code of the program.
rt.pristine = function (a) {
	return a[Symbol.iterator] === arrayValues &&
		arrayIteratorProto.next === arrayNext;
};
// A list of an iterable's values.
rt.list = function (iterable) {
	var out;
	if (native.isPlainArray(iterable) && rt.pristine(iterable))
		return native.copyArray(iterable);
	out = [];
	rt.each(iterable, function (v) { out[out.length] = v; });
	return out;
};
rt.species = function (o, base) {
	var C = o.constructor, S;
	if (C === undefined) return base;
	if (!rt.isObject(C))
		throw new TE('The .constructor property is not an object');
	S = C[Symbol.species];
	if (S === undefined || S === null) return base;
	if (!native.isConstructor(S))
		throw new TE('object.constructor[Symbol.species] is not a constructor');
	return S;
};
native.setFill(function (target, iterable, adder, pairs) {
	var add = target[adder];
	if (typeof add !== 'function')
		throw new TE("'" + rt.show(add) + "' returned for property '" +
			adder + "' of object '" + rt.show(target) +
			"' is not a function");
	rt.each(iterable, pairs ? function (e) {
		if (!rt.isObject(e))
			throw new TE('Iterator value ' + String(e) +
				' is not an entry object');
		add.call(target, e[0], e[1]);
	} : function (v) { add.call(target, v); });
});
