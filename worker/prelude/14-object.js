// SPDX-License-Identifier: Apache-2.0
// Object, Map.groupBy, Function.prototype.toString.
'use strict';
var rt = native.rt, TE = TypeError;
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
			if (typeof k !== 'string' || k === '__proto__')
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
		keys = Reflect.ownKeys(o);
		for (i = 0; i < keys.length; i++) {
			d = Object.getOwnPropertyDescriptor(o, keys[i]);
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
rt.def(Object.prototype, {
	toString() {
		var array = isArray(this), tag;
		if (this !== undefined && this !== null)
			tag = (isBigInt(this) ? global.BigInt.prototype : this)
			    [Symbol.toStringTag];
		return typeof tag === 'string' ? '[object ' + tag + ']' :
		    array ? '[object Array]' :
		    typeof this === 'symbol' ||
		    (typeof this === 'object' && parts(this) !== undefined) ?
		    '[object Object]' :
		    plainToString.call(this);
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
