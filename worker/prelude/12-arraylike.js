// SPDX-License-Identifier: Apache-2.0
// Methods of Array on what is no plain Array (array_species.c): the standard's
// steps one by one, and results of the receiver's kind.
'use strict';
var rt = native.rt, TE = TypeError, toLength = rt.toLength;
var create = rt.createArray, put = rt.putElement;

function keyed(o, i, out, k) { if (i in o) put(out, k, o[i]); }
function flatten(out, k, o, depth, n) {
	var i, v;
	for (i = 0; i < n; i++) {
		if (!(i in o)) continue;
		v = o[i];
		if (depth > 0 && Array.isArray(v))
			k = flatten(out, k, v, depth - 1, toLength(v.length));
		else put(out, k++, v);
	}
	return k;
}
native.arrayTwins({
	push: function (self) {
		var o = rt.toObject(self), n = toLength(o.length), i;
		room(n + (arguments.length - 1));
		for (i = 1; i < arguments.length; i++) o[n++] = arguments[i];
		resize(o, n);
		return n;
	},
	pop: function (self) {
		var o = rt.toObject(self), n = toLength(o.length), v;
		if (n > 0) {
			v = o[--n];
			drop(o, n);
		}
		resize(o, n);
		return v;
	},
	shift: function (self) {
		var o = rt.toObject(self), n = toLength(o.length), v, k;
		if (n > 0) {
			v = o[0];
			for (k = 1; k < n; k++) move(o, k, k - 1);
			drop(o, --n);
		}
		resize(o, n);
		return v;
	},
	unshift: function (self) {
		var o = rt.toObject(self), n = toLength(o.length), k;
		var c = arguments.length - 1;
		if (c > 0) {
			room(n + c);
			for (k = n; k > 0; k--) move(o, k - 1, k + c - 1);
			for (k = 0; k < c; k++) o[k] = arguments[k + 1];
		}
		resize(o, n + c);
		return n + c;
	},
	reverse: function (self) {
		var o = rt.toObject(self), n = toLength(o.length), i, j, a, b, x;
		for (i = 0, j = n - 1; i < j; i++, j--) {
			if ((a = i in o)) x = o[i];
			if ((b = j in o)) o[i] = o[j];
			else if (a) drop(o, i);
			if (a) o[j] = x;
			else if (b) drop(o, j);
		}
		return o;
	},
	indexOf: function (self, v, from) {
		var o = rt.toObject(self), n = toLength(o.length), i;
		if (n === 0) return -1;
		for (i = rel(from, n, 0); i < n; i++)
			if (i in o && o[i] === v) return i;
		return -1;
	},
	lastIndexOf: function (self, v, from) {
		var o = rt.toObject(self), n = toLength(o.length), i;
		if (n === 0) return -1;
		i = arguments.length > 2 ? rt.toInteger(from) : n - 1;
		i = i < 0 ? n + i : Math.min(i, n - 1) + 0;
		for (; i >= 0; i--)
			if (i in o && o[i] === v) return i;
		return -1;
	},
	flat: function (self, depth) {
		var o = rt.toObject(self), n = toLength(o.length), out;
		depth = depth === undefined ? 1 : rt.toInteger(depth);
		out = create(o, 0);
		flatten(out, 0, o, depth, n);
		return out;
	},
	slice: function (self, start, end) {
		var o = rt.toObject(self), n = toLength(o.length);
		var i = rel(start, n, 0), stop = rel(end, n, n);
		var out = create(o, Math.max(stop - i, 0)), k = 0;
		for (; i < stop; i++) keyed(o, i, out, k++);
		out.length = k;
		return out;
	},
	splice: function (self, start, count) {
		var o = rt.toObject(self), n = toLength(o.length), k, out, gone, add;
		var i = rel(start, n, 0);
		add = Array.prototype.slice.call(arguments, 3);
		gone = arguments.length < 2 ? 0 : arguments.length < 3 ? n - i :
		    Math.min(Math.max(rt.toInteger(count), 0), n - i);
		room(n - gone + add.length);
		out = create(o, gone);
		for (k = 0; k < gone; k++) keyed(o, i + k, out, k);
		out.length = gone;
		if (add.length < gone) {
			for (k = i; k < n - gone; k++) move(o, k + gone, k + add.length);
			for (k = n; k > n - gone + add.length; k--) drop(o, k - 1);
		} else if (add.length > gone) {
			for (k = n - gone; k > i; k--)
				move(o, k + gone - 1, k + add.length - 1);
		}
		for (k = 0; k < add.length; k++) o[i + k] = add[k];
		resize(o, n - gone + add.length);
		return out;
	},
	concat: function (self) {
		var o = rt.toObject(self), out = create(o, 0), k = 0, i, j, x, s, n;
		for (i = 0; i < arguments.length; i++) {
			x = i === 0 ? o : arguments[i];
			s = rt.isObject(x) ? x[Symbol.isConcatSpreadable] : false;
			if (s === undefined ? !Array.isArray(x) : !s) {
				put(out, k++, x);
				continue;
			}
			n = toLength(x.length);
			room(k + n);
			for (j = 0; j < n; j++) keyed(x, j, out, k + j);
			k += n;
		}
		out.length = k;
		return out;
	}
});
// Duktape lets what is frozen have the length that it has.
function resize(o, n) {
	if (native.isLocked(o))
		throw new TE("Cannot assign to read only property 'length' of " +
		    "object '[object Array]'");
	o.length = n;
}
function room(n) {
	if (n > 9007199254740991)
		throw new TE('Pushing ' + n + ' elements on an array-like of length ' +
		    'more than 2 ** 53 - 1');
}
function rel(x, n, missing) {
	if (x === undefined) return missing;
	x = rt.toInteger(x);
	return x < 0 ? Math.max(x + n, 0) : Math.min(x, n) + 0;
}
function drop(o, i) {
	if (!delete o[i]) throw new TE("Cannot delete property '" + i + "'");
}
function move(o, from, to) {
	if (from in o) o[to] = o[from];
	else drop(o, to);
}
