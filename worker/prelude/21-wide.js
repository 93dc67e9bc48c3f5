// SPDX-License-Identifier: Apache-2.0
// 64 bits at a time, as BigInts: BigInt64Array, BigUint64Array, and DataView's
// four.
'use strict';
var rt = native.rt, TE = TypeError, RE = RangeError;
var D = DataView.prototype, Base = Object.getPrototypeOf(Uint8Array);
var setProto = Object.setPrototypeOf, isView = ArrayBuffer.isView;

// Duktape's Float64Array, whose elements become BigInts.
function build(signed, args, n) {
	var x = args[0], m, a, i, list;
	if (!rt.isObject(x)) {
		return native.makeWide(new Float64Array(toIndex(x)), signed);
	} else if (x instanceof ArrayBuffer && !isView(x)) {
		a = toIndex(args[1]);
		if (a % 8 !== 0)
			throw new RE('start offset of Big' + (signed ? 'Int' : 'Uint') +
			    '64Array should be a multiple of 8');
		return native.makeWide(n < 3 || args[2] === undefined ?
		    new Float64Array(x, a) : new Float64Array(x, a,
		    toIndex(args[2])), signed);
	} else if (native.isTyped(x)) {
		list = x;
		m = native.typedLength(x);
		if (native.typedName(x).charCodeAt(0) !== 66)
			throw new TE('Cannot mix BigInt and other types, use ' +
			    'explicit conversions');
	} else {
		m = x[Symbol.iterator];
		list = m === undefined || m === null ? x :
		    rt.callable(m) && rt.list(x);
		m = rt.toLength(list.length);
	}
	a = native.makeWide(new Float64Array(m), signed);
	for (i = 0; i < m; i++) a[i] = list[i];
	return a;
}
function toIndex(x) {
	var n = rt.toInteger(x);
	if (n < 0 || n > 9007199254740991)
		throw new RE('Invalid typed array length: ' + String(x));
	return n;
}
function define(name, signed) {
	function C() {
		var a;
		if (new.target === undefined)
			throw new TE('Constructor ' + name + " requires 'new'");
		a = build(signed, arguments, arguments.length);
		setProto(a, new.target.prototype || C.prototype);
		return a;
	}
	Object.setPrototypeOf(C, Base);
	Object.setPrototypeOf(C.prototype, Base.prototype);
	rt.ctor(name, C, 3, false);
	[C, C.prototype].forEach(function (o) {
		Object.defineProperty(o, 'BYTES_PER_ELEMENT', { value: 8 });
	});
	native.typedCtors[name] = C;
}
if (native.makeWide) {
	define('BigInt64Array', true);
	define('BigUint64Array', false);
}

function get(signed) {
	return { m(at, little) {
		var a, b;
		at = native.viewIndex(this, at);
		little = $.truth(little);
		native.viewRoom(this, at, 8);
		a = this.getUint32(at, little);
		b = this.getUint32(at + 4, little);
		return little ? native.wideJoin(a, b, signed) :
		    native.wideJoin(b, a, signed);
	} }.m;
}
function set() {
	return { m(at, v, little) {
		var low, high;
		at = native.viewIndex(this, at);
		v = native.toBigInt(v);
		little = $.truth(little);
		native.viewRoom(this, at, 8);
		low = native.wideBits(v, false);
		high = native.wideBits(v, true);
		this.setUint32(at, little ? low : high, little);
		this.setUint32(at + 4, little ? high : low, little);
	} }.m;
}
rt.method(D, 'getBigInt64', get(true), 1);
rt.method(D, 'getBigUint64', get(false), 1);
rt.method(D, 'setBigInt64', set(), 2);
rt.method(D, 'setBigUint64', set(), 2);
