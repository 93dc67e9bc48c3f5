// SPDX-License-Identifier: Apache-2.0
// Elements that Duktape has not: BigInts of 64 bits (BigInt64Array,
// BigUint64Array), numbers of 16 (Float16Array), and DataView's six.
'use strict';
var rt = native.rt, TE = TypeError, RE = RangeError;
var D = DataView.prototype, Base = Object.getPrototypeOf(Uint8Array);
var setProto = Object.setPrototypeOf, HALF = 2;

// Duktape's array of the same size, whose elements become others.
function build(kind, args, n) {
	var x = args[0], Plain = kind.Plain, how = kind.how, m, a, i, list;
	if (!rt.isObject(x)) {
		return native.makeWide(new Plain(toIndex(x)), how);
	} else if (native.isBuffer(x)) {
		a = toIndex(args[1]);
		if (a % kind.bytes !== 0)
			throw new RE('start offset of ' + kind.name +
			    ' should be a multiple of ' + kind.bytes);
		if (args[2] === undefined && native.bufferBytes(x) % kind.bytes &&
		    !(native.bufferState(x) & 1))
			throw new RE('byte length of ' + kind.name +
			    ' should be a multiple of ' + kind.bytes);
		return native.makeWide(n < 3 || args[2] === undefined ?
		    new Plain(x, a) : new Plain(x, a, toIndex(args[2])), how);
	} else if (native.isTyped(x)) {
		if (!native.typedFit(x))
			throw new TE('Cannot perform Construct on a detached ' +
			    'ArrayBuffer');
		list = x;
		m = native.typedLength(x);
		if ((native.typedName(x).charCodeAt(0) === 66) !== (how !== HALF))
			throw new TE('Cannot mix BigInt and other types, use ' +
			    'explicit conversions');
	} else {
		m = x[Symbol.iterator];
		list = m === undefined || m === null ? x :
		    rt.callable(m) && rt.list(x);
		m = rt.toLength(list.length);
	}
	a = native.makeWide(new Plain(m), how);
	for (i = 0; i < m; i++) a[i] = list[i];
	return a;
}
function toIndex(x) {
	var n = rt.toInteger(x);
	if (n < 0 || n > 9007199254740991)
		throw new RE('Invalid typed array length: ' + String(x));
	return n;
}
function define(name, how) {
	var kind = { name: name, how: how, bytes: how === HALF ? 2 : 8,
		Plain: how === HALF ? Uint16Array : Float64Array };
	function C() {
		var a;
		if (new.target === undefined)
			throw new TE('Constructor ' + name + " requires 'new'");
		a = build(kind, arguments, arguments.length);
		setProto(a, new.target.prototype || C.prototype);
		return a;
	}
	Object.setPrototypeOf(C, Base);
	Object.setPrototypeOf(C.prototype, Base.prototype);
	rt.ctor(name, C, 3, false);
	[C, C.prototype].forEach(function (o) {
		Object.defineProperty(o, 'BYTES_PER_ELEMENT', { value: kind.bytes });
	});
	native.typedCtors[name] = C;
}
if (native.makeWide) {
	define('BigInt64Array', 1);
	define('BigUint64Array', 0);
	define('Float16Array', HALF);
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

rt.method(D, 'getFloat16', { m(at, little) {
	at = native.viewIndex(this, at);
	little = $.truth(little);
	native.viewRoom(this, at, 2);
	return native.halfValue(this.getUint16(at, little));
} }.m, 1);
rt.method(D, 'setFloat16', { m(at, v, little) {
	at = native.viewIndex(this, at);
	v = +v;
	little = $.truth(little);
	native.viewRoom(this, at, 2);
	this.setUint16(at, native.halfBits(v), little);
} }.m, 2);
rt.method(Math, 'f16round', { m(x) {
	return native.halfValue(native.halfBits(+x));
} }.m, 1);
