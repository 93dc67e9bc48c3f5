// SPDX-License-Identifier: Apache-2.0
// ArrayBuffer and SharedArrayBuffer: sizes that change, buffers that are taken
// away.  What changes them is runtime/buffer.c.
'use strict';
var rt = native.rt, TE = TypeError, RE = RangeError;
var RESIZABLE = 1, DETACHED = 2, SHARED = 4, P = ArrayBuffer.prototype;
var stateOf = native.bufferState, bytesOf = native.bufferBytes;
var setProto = Object.setPrototypeOf;

function need(o, shared) {
	if (!native.isBuffer(o) || !(stateOf(o) & SHARED) === shared)
		throw new TE('this is no ' + (shared ? 'SharedArrayBuffer' :
		    'ArrayBuffer'));
	return o;
}
function plain(o) { return need(o, false); }
function attached(o) {
	if (stateOf(o) & DETACHED)
		throw new TE('Cannot perform this on a detached ArrayBuffer');
	return o;
}
function toIndex(x, what) {
	var n = rt.toInteger(x);
	if (n < 0 || n > 9007199254740991)
		throw new RE('Invalid ' + what + ': ' + String(x));
	return n;
}
function whole(b) { return new Uint8Array(b); }
function relative(x, n, missing) {
	if (x === undefined) return missing;
	x = rt.toInteger(x);
	return x < 0 ? Math.max(x + n, 0) : Math.min(x, n);
}
// The part of b as another buffer of its kind.
function slice(b, start, end, base, shared) {
	var n = bytesOf(b), from = relative(start, n, 0), out, C;
	var m = Math.max(relative(end, n, n) - from, 0);
	C = rt.species(b, base);
	out = attached(need(new C(m), shared));
	if (out === b) throw new TE('the species of an ArrayBuffer is itself');
	if (bytesOf(out) < m) throw new TE('the species gave too few bytes');
	attached(b);
	n = bytesOf(b);
	if (from < n)
		whole(out).set(new Uint8Array(b, from, Math.min(m, n - from)));
	return out;
}
rt.getter(ArrayBuffer, Symbol.species, function () { return this; });
// Duktape's is not configurable.
native.getter(P, 'byteLength', function () {
	return bytesOf(plain(this));
}, false);
rt.def(P, { slice(start, end) {
	return slice(attached(plain(this)), start, end, ArrayBuffer, false);
} });
if (!native.sharedBuffer) return;

rt.getter(P, 'maxByteLength', function () {
	return native.bufferMax(plain(this));
});
rt.getter(P, 'resizable', function () {
	return (stateOf(plain(this)) & RESIZABLE) !== 0;
});
rt.getter(P, 'detached', function () {
	return (stateOf(plain(this)) & DETACHED) !== 0;
});
function transfer(o, length, keep) {
	var n, b, m;
	plain(o);
	n = length === undefined ? bytesOf(o) : toIndex(length, 'length');
	attached(o);
	b = keep && stateOf(o) & RESIZABLE ? new ArrayBuffer(n,
	    { maxByteLength: native.bufferMax(o) }) : new ArrayBuffer(n);
	m = Math.min(n, bytesOf(o));
	whole(b).set(new Uint8Array(o, 0, m));
	native.bufferDetach(o);
	return b;
}
native.transferBuffer = function (b) { return transfer(b, undefined, true); };
rt.def(P, {
	resize(bytes) {
		if (!(stateOf(plain(this)) & RESIZABLE))
			throw new TE('Method ArrayBuffer.prototype.resize called on ' +
			    'incompatible receiver #<ArrayBuffer>');
		bytes = toIndex(bytes, 'length');
		attached(this);
		if (bytes > native.bufferMax(this))
			throw new RE("ArrayBuffer.prototype.resize: Invalid length " +
			    'parameter');
		native.bufferResize(this, bytes);
	},
	transfer() { return transfer(this, arguments[0], true); },
	transferToFixedLength() { return transfer(this, arguments[0], false); }
});

function SharedArrayBuffer(length) {
	if (new.target === undefined)
		throw new TE("Constructor SharedArrayBuffer requires 'new'");
	var b = native.sharedBuffer(length, arguments[1]), p = new.target.prototype;
	return setProto(b, rt.isObject(p) ? p : SharedArrayBuffer.prototype);
}
rt.ctor('SharedArrayBuffer', SharedArrayBuffer, 1);
rt.getter(SharedArrayBuffer, Symbol.species, function () { return this; });
var S = SharedArrayBuffer.prototype;
rt.getter(S, 'byteLength', function () { return bytesOf(need(this, true)); });
rt.getter(S, 'growable', function () {
	return (stateOf(need(this, true)) & RESIZABLE) !== 0;
});
rt.getter(S, 'maxByteLength', function () {
	return native.bufferMax(need(this, true));
});
rt.def(S, {
	grow(bytes) {
		if (!(stateOf(need(this, true)) & RESIZABLE))
			throw new TE('Method SharedArrayBuffer.prototype.grow called ' +
			    'on incompatible receiver #<SharedArrayBuffer>');
		bytes = toIndex(bytes, 'length');
		if (bytes > native.bufferMax(this) || bytes < bytesOf(this))
			throw new RE('SharedArrayBuffer.prototype.grow: Invalid ' +
			    'length parameter');
		native.bufferResize(this, bytes);
	},
	slice(start, end) {
		return slice(need(this, true), start, end, SharedArrayBuffer, true);
	}
});
