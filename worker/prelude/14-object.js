// SPDX-License-Identifier: Apache-2.0
// Object, Map.groupBy, Function.prototype.toString.
'use strict';
var rt = native.rt, TE = TypeError;
var ownKeys = Reflect.ownKeys, getDescriptor = Object.getOwnPropertyDescriptor;
var defineProperty = Object.defineProperty, isBigInt = native.bigints.isBigInt;

function grouped(items, fn, add) {
	var i = 0;
	if (items === undefined || items === null)
		throw new TE(items + ' is not iterable');
	rt.callable(fn);
	rt.each(items, function (v) { add(fn(v, i++), v); });
}
rt.def(Object, {
	fromEntries(entries) {
		var out = {};
		if (entries === undefined || entries === null)
			throw new TE(entries + ' is not iterable');
		rt.each(entries, function (e) {
			var k, v;
			if (!rt.isObject(e))
				throw new TE('Iterator value ' + String(e) +
					' is not an entry object');
			k = e[0];
			v = e[1];
			if (typeof k !== 'string' || k in out)
				defineProperty(out, rt.toKey(k), { value: v,
					writable: true, enumerable: true,
					configurable: true });
			else
				out[k] = v;
		});
		return out;
	},
	getOwnPropertyDescriptors(o) {
		var out = {}, keys, i, d;
		o = rt.toObject(o);
		keys = ownKeys(o);
		for (i = 0; i < keys.length; i++) {
			d = getDescriptor(o, keys[i]);
			if (d !== undefined)
				defineProperty(out, keys[i], { value: d, writable: true,
					enumerable: true, configurable: true });
		}
		return out;
	},
	groupBy(items, fn) {
		var out = Object.create(null);
		grouped(items, fn, function (k, v) {
			k = rt.toKey(k);
			if (out[k] === undefined)
				defineProperty(out, k, { value: [v], writable: true,
					enumerable: true, configurable: true });
			else
				out[k][out[k].length] = v;
		});
		return out;
	}
});
rt.def(Map, {
	groupBy(items, fn) {
		var out = new Map(), get = Map.prototype.get, set = Map.prototype.set;
		grouped(items, fn, function (k, v) {
			var list = get.call(out, k);
			if (list === undefined) set.call(out, k, [v]);
			else list[list.length] = v;
		});
		return out;
	}
});

// Tags count on every object; Duktape looks at plain ones only.
var plainToString = Object.prototype.toString, isArray = Array.isArray;
var parts = native.proxyParts;
// Without a tag; all else that Duktape tells apart is an object.
var KINDS = Object.create(null);
['Undefined', 'Null', 'Arguments', 'Function', 'Error', 'Boolean', 'Number',
	'String', 'Date', 'RegExp'].forEach(function (k) {
	KINDS['[object ' + k + ']'] = true;
});
rt.def(Object.prototype, {
	toString() {
		var array = isArray(this), tag;
		if (this !== undefined && this !== null)
			tag = (isBigInt(this) ? global.BigInt.prototype : this)
			    [Symbol.toStringTag];
		if (typeof tag === 'string') return '[object ' + tag + ']';
		if (array) return '[object Array]';
		if (typeof this === 'symbol' || isBigInt(this) ||
		    (typeof this === 'object' && this !== null &&
		    parts(this) !== undefined))
			return '[object Object]';
		tag = plainToString.call(this);
		return KINDS[tag] || this === global ? tag : '[object Object]';
	}
});

// By Object's functions, which know a Proxy.
var getProto = Object.getPrototypeOf, setProto = Object.setPrototypeOf;
function accessor(o, k, which) {
	var d;
	o = rt.toObject(o);
	for (k = rt.toKey(k); o !== null; o = getProto(o)) {
		d = getDescriptor(o, k);
		if (d !== undefined) return d[which];
	}
	return undefined;
}
function defineAccessor(o, k, which, f) {
	var d = { enumerable: true, configurable: true };
	o = rt.toObject(o);
	rt.callable(f);
	d[which] = f;
	defineProperty(o, rt.toKey(k), d);
}
rt.def(Object.prototype, {
	__defineGetter__(k, f) { defineAccessor(this, k, 'get', f); },
	__defineSetter__(k, f) { defineAccessor(this, k, 'set', f); },
	__lookupGetter__(k) { return accessor(this, k, 'get'); },
	__lookupSetter__(k) { return accessor(this, k, 'set'); },
	get __proto__() { return getProto(rt.toObject(this)); },
	set __proto__(v) {
		if (this === undefined || this === null) rt.toObject(this);
		if (rt.isObject(this) && (rt.isObject(v) || v === null))
			setProto(this, v);
	}
});

// What nobody wrote shows that it is a function.
var written = native.written;
rt.def(Function.prototype, {
	toString() {
		var d, n;
		if (typeof this !== 'function')
			throw new TE("Function.prototype.toString requires that 'this' " +
			    'be a Function');
		if ((n = written(this)) !== undefined) return n;
		d = native.proxyParts(this) === undefined ?
		    Object.getOwnPropertyDescriptor(this, 'name') : undefined;
		n = d !== undefined && typeof d.value === 'string' ? d.value : '';
		if (!/^(?:[gs]et )?(?:[A-Za-z_$][\w$]*|\[Symbol\.\w+\])$/.test(n)) n = '';
		return 'function ' + n + '() { [native code] }';
	}
});
