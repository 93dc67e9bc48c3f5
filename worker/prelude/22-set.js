// SPDX-License-Identifier: Apache-2.0
// Set's methods on two sets, and Array.fromAsync.
'use strict';
var rt = native.rt, TE = TypeError, RE = RangeError;
var P = Set.prototype, has = P.has, add = P.add, remove = P['delete'];
var values = P.values, next = native.SetIteratorPrototype.next;
var size = Object.getOwnPropertyDescriptor(P, 'size').get;

// What the other one offers, read once and in the standard's order.
function record(o) {
	var n, r;
	if (!rt.isObject(o))
		throw new TE(rt.show(o) + ' is not an object');
	n = +o.size;
	if (n !== n) throw new TE("The 'size' property must be a number");
	n = rt.toInteger(n);
	if (n < 0) throw new RE("'" + n + "' is an invalid size");
	r = { o: o, size: n, has: o.has, keys: undefined };
	if (typeof r.has !== 'function')
		throw new TE("The 'has' property must be a function");
	r.keys = o.keys;
	if (typeof r.keys !== 'function')
		throw new TE("The 'keys' property must be a function");
	return r;
}
function includes(r, v) { return !!r.has.call(r.o, v); }
// Each key of the other one; f returning true stops, and closes.
function keys(r, f) {
	var it = r.keys.call(r.o), step, x;
	if (!rt.isObject(it))
		throw new TE('keys() result is not an object');
	step = it.next;
	for (;;) {
		x = step.call(it);
		if (!rt.isObject(x))
			throw new TE('Iterator result ' + rt.show(x) +
			    ' is not an object');
		if (x.done) return;
		x = x.value; // once: it may be an accessor
		if (f(x === 0 ? 0 : x) === true) {
			x = it['return'];
			if (x !== undefined && x !== null) x.call(it);
			return;
		}
	}
}
// Each of our own, also of those added meanwhile; f returning true stops.
function own(set, f) {
	var it = values.call(set), x;
	for (;;) {
		x = next.call(it);
		if (x.done || f(x.value) === true) return;
	}
}
function copy(set) {
	var out = new Set();
	own(set, function (v) { add.call(out, v); });
	return out;
}
rt.def(P, {
	union(other) {
		var out, r;
		size.call(this);
		r = record(other);
		out = copy(this);
		keys(r, function (v) { add.call(out, v); });
		return out;
	},
	intersection(other) {
		var self = this, out = new Set(), r;
		size.call(this);
		r = record(other);
		if (size.call(this) <= r.size)
			own(this, function (v) {
				if (includes(r, v)) add.call(out, v);
			});
		else
			keys(r, function (v) {
				if (has.call(self, v)) add.call(out, v);
			});
		return out;
	},
	difference(other) {
		var out, r;
		size.call(this);
		r = record(other);
		out = copy(this);
		if (size.call(this) <= r.size)
			own(this, function (v) {
				if (includes(r, v)) remove.call(out, v);
			});
		else
			keys(r, function (v) { remove.call(out, v); });
		return out;
	},
	symmetricDifference(other) {
		var self = this, out, r;
		size.call(this);
		r = record(other);
		out = copy(this);
		keys(r, function (v) {
			if (has.call(self, v)) remove.call(out, v);
			else add.call(out, v);
		});
		return out;
	},
	isSubsetOf(other) {
		var yes = true, r;
		size.call(this);
		r = record(other);
		if (size.call(this) > r.size) return false;
		own(this, function (v) { return !(yes = includes(r, v)); });
		return yes;
	},
	isSupersetOf(other) {
		var self = this, yes = true, r;
		size.call(this);
		r = record(other);
		if (size.call(this) < r.size) return false;
		keys(r, function (v) { return !(yes = has.call(self, v)); });
		return yes;
	},
	isDisjointFrom(other) {
		var self = this, yes = true, r;
		size.call(this);
		r = record(other);
		if (size.call(this) <= r.size)
			own(this, function (v) { return !(yes = !includes(r, v)); });
		else
			keys(r, function (v) {
				return !(yes = !has.call(self, v));
			});
		return yes;
	}
});

function put(o, i, v) {
	Object.defineProperty(o, i, { value: v, writable: true,
		enumerable: true, configurable: true });
}
function fromList(C, list, fn, self) {
	var n = rt.toLength(list.length), i, v;
	var out = native.isConstructor(C) ? new C(n) : new Array(n);
	for (i = 0; i < n; i++) {
		v = $['await'](list[i]);
		put(out, i, fn ? $['await'](fn.call(self, v, i)) : v);
	}
	out.length = n;
	return out;
}
rt.def(Array, {
	fromAsync(items, fn, self) {
		var C = this;
		return $.async(function () {
			var w, out, i = 0, v;
			if (fn !== undefined) rt.callable(fn);
			v = items[Symbol.asyncIterator];
			if (v === undefined || v === null)
				v = items[Symbol.iterator];
			if (v === undefined || v === null)
				return fromList(C, rt.toObject(items), fn, self);
			out = native.isConstructor(C) ? new C() : [];
			w = $.aof(items);
			while ($.astep(w)) {
				try {
					v = w.v;
					if (fn) v = $['await'](fn.call(self, v, i));
					put(out, i++, v);
				} catch (e) {
					try { $.aend(w); } catch (x) { /* the first */ }
					throw e;
				}
			}
			out.length = i;
			return out;
		});
	}
}, { fromAsync: 1 });
