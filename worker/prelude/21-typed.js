// SPDX-License-Identifier: Apache-2.0
// Typed arrays: what arrays have, on arrays of numbers.
'use strict';
var rt = native.rt, TE = TypeError, RE = RangeError;
var Base = Object.getPrototypeOf(Uint8Array), P = Base.prototype;
var callable = rt.callable, toInteger = rt.toInteger;
var size = native.typedLength, setProto = Object.setPrototypeOf;
var NAMES = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array',
	'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array',
	'Float64Array'];
var isView = ArrayBuffer.isView;
function getterOf(k) { return Object.getOwnPropertyDescriptor(P, k).get; }
var bufferOf = getterOf('buffer'), offsetOf = getterOf('byteOffset');
var plainSubarray = P.subarray, plainSet = P.set;

function typed(o) {
	if (!native.isTyped(o)) throw new TE('this is not a typed array.');
	return o;
}
// ... and has not lost its buffer, or its place in it.
function need(o) {
	if (!native.typedFit(o))
		throw new TE(native.isTyped(o) ? 'Cannot perform this on a typed ' +
		    'array whose ArrayBuffer is detached or too short' :
		    'this is not a typed array.');
	return o;
}
var TRACKS = 8, OUTSIDE = 16, stateOf = native.bufferState;
// By name; 21-wide.js adds two.
var ctors = native.typedCtors = {};
NAMES.forEach(function (k) { ctors[k] = global[k]; });
function like(o) { return ctors[native.typedName(o)]; }
function isWide(o) { return native.typedName(o).charCodeAt(0) === 66; }
function element(o, v) { return isWide(o) ? native.toBigInt(v) : +v; }
function make(C, n) {
	var a = new C(n);
	need(a);
	if (typeof n === 'number' && size(a) < n)
		throw new TE('the typed array is too short');
	return a;
}
function create(o, n) { return sameKind(make(rt.species(o, like(o)), n), o); }
function sameKind(a, o) {
	if (isWide(a) !== isWide(o))
		throw new TE('a typed array of BigInts where one of numbers was ' +
		    'expected, or the other way round');
	return a;
}
function relative(x, n, missing) {
	if (x === undefined) return missing;
	x = toInteger(x);
	return x < 0 ? Math.max(x + n, 0) : Math.min(x, n);
}
Object.defineProperty(P, Symbol.toStringTag, {
	get: rt.name(function () { return native.typedName(this); },
	    'get [Symbol.toStringTag]'),
	set: undefined, enumerable: false, configurable: true
});
// The accessors, with names and checks.
function renamed(proto, keys, check) {
	keys.forEach(function (k) {
		var d = Object.getOwnPropertyDescriptor(proto, k);
		// Duktape's are not configurable.
		native.getter(proto, k, function () {
			check(this, k);
			return k === 'byteOffset' && stateOf(this) & OUTSIDE ? 0 :
			    d ? d.get.call(this) : size(this);
		}, false);
	});
}
renamed(P, ['buffer', 'byteLength', 'byteOffset', 'length'], typed);
var D = DataView.prototype;
renamed(D, ['buffer', 'byteLength', 'byteOffset'], function (o, k) {
	needView(o);
	if (k !== 'buffer') viewBytes(o);
});
// How many bytes a DataView has, if it has not lost its place.
function viewBytes(o) {
	if (stateOf(o) & OUTSIDE)
		throw new TE('Cannot perform this on a DataView whose ArrayBuffer ' +
		    'is detached or too short');
	return native.bufferBytes(o);
}
rt.tag(D, 'DataView');
function needView(o) {
	if (!rt.isObject(o) || !isView(o) || native.isTyped(o))
		throw new TE('this is no DataView');
}
function index(at) {
	at = toInteger(at);
	if (at < 0 || at > 9007199254740991)
		throw new RE('Offset is outside the bounds of the DataView');
	return at;
}
native.viewIndex = function (view, at) {
	needView(view);
	return index(at);
};
native.viewRoom = function (view, at, bytes) {
	if (at + bytes > viewBytes(view))
		throw new RE('Offset is outside the bounds of the DataView');
};
['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32',
	'Float64'].forEach(function (k) {
	var get = D['get' + k], set = D['set' + k];
	var size = /\d+$/.exec(k)[0] / 8;
	// Methods of a literal are no constructors.
	rt.method(D, 'get' + k, { m(at, little) {
		needView(this);
		at = index(at);
		little = !!little;
		if (at + size > viewBytes(this))
			throw new RE('Offset is outside the bounds of the DataView');
		return get.call(this, at, little);
	} }.m, 1);
	rt.method(D, 'set' + k, { m(at, v, little) {
		needView(this);
		at = index(at);
		v = +v;
		little = !!little;
		if (at + size > viewBytes(this))
			throw new RE('Offset is outside the bounds of the DataView');
		set.call(this, at, v, little);
	} }.m, 2);
});
// new Uint8Array(iterable): Duktape takes lists only.
native.typedFrom(NAMES.map(function (k) { return global[k]; }), function (x) {
	var m = x[Symbol.iterator];
	if (m === undefined || m === null) return x;
	rt.callable(m);
	return rt.list(x);
});
var A = Array.prototype;
// What only reads, or only swaps, does what Array's own does.
function borrow(name, n) {
	var f = A[name], g = { m() {
		return f.apply(need(this), arguments);
	} }.m;
	rt.method(P, name, g, n);
	rt.name(g, name);
}
['at', 'includes', 'indexOf', 'lastIndexOf', 'find', 'findIndex', 'findLast',
	'findLastIndex', 'forEach', 'some', 'every', 'reduce',
	'reduceRight', 'join'].forEach(function (k) { borrow(k, 1); });
borrow('reverse', 0);
borrow('toLocaleString', 0);

function orderWide(a, b) { return $.lt(a, b) ? -1 : a === b ? 0 : 1; }
function order(compare) {
	if (compare !== undefined) callable(compare);
	return compare === undefined ? function (a, b) {
		if (a !== a) return b !== b ? 0 : 1;
		if (b !== b) return -1;
		return a < b ? -1 : a > b ? 1 : a !== 0 || b !== 0 ? 0 :
		    1 / a - 1 / b < 0 ? -1 : 1 / a === 1 / b ? 0 : 1;
	} : function (a, b) {
		var c = +compare(a, b);
		return c !== c ? 0 : c;
	};
}
rt.def(P, {
	fill(v, start, end) {
		var o = need(this), n = size(o), i;
		v = element(o, v);
		i = relative(start, n, 0);
		end = Math.min(relative(end, n, n), size(need(o)));
		for (; i < end; i++) o[i] = v;
		return o;
	},
	copyWithin(target, start, end) {
		var o = need(this), n = size(o), to = relative(target, n, 0);
		var from = relative(start, n, 0);
		var count = Math.min(relative(end, n, n) - from, n - to);
		if (count <= 0) return o;
		n = size(need(o));
		count = Math.min(count, n - from, n - to);
		if (count > 0)
			plainSet.call(o, plainSubarray.call(o, from, from + count), to);
		return o;
	},
	map(fn, self) {
		var o = need(this), n = size(o), out, i;
		callable(fn);
		out = create(o, n);
		for (i = 0; i < n; i++) out[i] = fn.call(self, o[i], i, o);
		return out;
	},
	filter(fn, self) {
		var o = need(this), n = size(o), kept = [], i, out;
		callable(fn);
		for (i = 0; i < n; i++)
			if (fn.call(self, o[i], i, o)) kept[kept.length] = o[i];
		out = create(o, kept.length);
		for (i = 0; i < kept.length; i++) out[i] = kept[i];
		return out;
	},
	slice(start, end) {
		var o = need(this), n = size(o), i = relative(start, n, 0), k = 0;
		var stop = relative(end, n, n), out = create(o, Math.max(stop - i, 0));
		if (stop > i) stop = Math.min(stop, size(need(o)));
		for (; i < stop; i++) out[k++] = o[i];
		return out;
	},
	subarray(start, end) {
		var o = typed(this), n = size(o), from = relative(start, n, 0), C, m;
		var open = end === undefined && stateOf(o) & TRACKS, at;
		if (!open) m = Math.max(relative(end, n, n) - from, 0);
		C = rt.species(o, like(o));
		if (C === like(o) && stateOf(o) === 0)
			return setProto(plainSubarray.call(o, from, from + m),
			    C.prototype);
		at = offsetOf.call(o) + from * like(o).BYTES_PER_ELEMENT;
		return sameKind(need(open ? new C(bufferOf.call(o), at) :
		    new C(bufferOf.call(o), at, m)), o);
	},
	'set'(source, offset) {
		var o = typed(this), at = toInteger(offset), i, n, s, room;
		if (at < 0) throw new RE('offset is out of bounds');
		room = size(need(o));
		if (native.isTyped(source)) {
			need(source);
			if (size(source) + at > room)
				throw new RE('offset is out of bounds');
			sameKind(source, o);
			plainSet.call(o, source, at);
			return;
		}
		s = rt.toObject(source);
		n = rt.toLength(s.length);
		if (n + at > room) throw new RE('offset is out of bounds');
		for (i = 0; i < n; i++) o[at + i] = s[i];
	},
	sort(compare) {
		var o, sorted, i, by = order(compare);
		o = need(this);
		if (compare === undefined && isWide(o)) by = orderWide;
		sorted = A.slice.call(o).sort(by);
		for (i = 0; i < sorted.length; i++) o[i] = sorted[i];
		return o;
	},
	toSorted(compare) {
		var by = order(compare), o = need(this);
		if (compare === undefined && isWide(o)) by = orderWide;
		return new (like(o))(A.slice.call(o).sort(by));
	},
	toReversed() {
		var o = need(this);
		return new (like(o))(A.slice.call(o).reverse());
	},
	'with'(index, v) {
		var o = need(this), n = size(o), i = toInteger(index), out;
		if (i < 0) i += n;
		v = element(o, v);
		if (!(i >= 0 && i < size(o)))
			throw new RE('Invalid typed array index');
		out = new (like(o))(n);
		plainSet.call(out, plainSubarray.call(o, 0, Math.min(n, size(o))));
		out[i] = v;
		return out;
	}
}, { fill: 1, map: 1, filter: 1, set: 1, copyWithin: 2 });
rt.put(P, 'toString', A.toString);

rt.def(Base, {
	from(source, fn, self) {
		var C = this, m, list, i, n, out;
		if (!native.isConstructor(C))
			throw new TE(rt.show(C) + ' is not a constructor');
		if (fn !== undefined) callable(fn);
		m = source[Symbol.iterator];
		if (m !== undefined && m !== null) {
			rt.callable(m);
			list = rt.list(source);
		} else {
			list = rt.toObject(source);
		}
		out = make(C, rt.toLength(list.length));
		n = rt.toLength(list.length);
		for (i = 0; i < n; i++)
			out[i] = fn ? fn.call(self, list[i], i) : list[i];
		return out;
	},
	of() {
		var C = this, n = arguments.length, i, out;
		if (!native.isConstructor(C))
			throw new TE(rt.show(C) + ' is not a constructor');
		out = make(C, n);
		for (i = 0; i < n; i++) out[i] = arguments[i];
		return out;
	}
}, { from: 1 });
Object.defineProperty(Base, Symbol.species, { get: rt.name(function () {
	return this;
}, 'get [Symbol.species]'), set: undefined, enumerable: false,
	configurable: true });
