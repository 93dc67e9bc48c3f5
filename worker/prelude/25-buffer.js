// SPDX-License-Identifier: Apache-2.0
// A small Buffer: text to bytes and back, as utf8, base64, hex and latin1.
// Programs reach for it to encode; it is a Uint8Array with those methods.
'use strict';
var rt = native.rt, TE = TypeError, isView = ArrayBuffer.isView;
var P = Object.create(Uint8Array.prototype);

function adopt(bytes) {
	return Object.setPrototypeOf(bytes, P);
}
function plain(b) { return new Uint8Array(b.buffer || b); }
function encoding(e) {
	e = e === undefined || e === null ? 'utf8' : String(e).toLowerCase();
	if (e === 'utf-8') e = 'utf8';
	if (e === 'binary') e = 'latin1';
	if (['utf8', 'base64', 'base64url', 'hex', 'latin1', 'ascii']
		.indexOf(e) < 0)
		throw new TE('Unknown encoding: ' + e + ': this Buffer knows utf8, ' +
		    'base64, base64url, hex, latin1 and ascii');
	return e;
}
function fromHex(s) {
	var out = [], i, n;
	for (i = 0; i + 1 < s.length; i += 2) {
		n = parseInt(s.slice(i, i + 2), 16);
		if (!/^[0-9a-f]{2}$/i.test(s.slice(i, i + 2))) break;
		out.push(n);
	}
	return new Uint8Array(out);
}
function fromBase64(s) {
	s = s.replace(/[^A-Za-z0-9+\/_-]/g, '').replace(/-/g, '+')
	    .replace(/_/g, '/');
	if (s.length % 4 === 1) s = s.slice(0, -1);
	while (s.length % 4) s += '=';
	return plain(native.unbase64(s));
}
function encode(s, e) {
	var out, i;
	switch (encoding(e)) {
	case 'utf8': return plain(native.bytes(native.wellFormed(s)));
	case 'hex': return fromHex(s);
	case 'latin1': case 'ascii':
		out = new Uint8Array(s.length);
		for (i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
		return out;
	}
	return fromBase64(s);
}
function decode(b, e) {
	switch (encoding(e)) {
	case 'utf8': return native.text(b);
	case 'hex': return native.hex(b);
	case 'base64': return native.base64(b);
	case 'base64url':
		return native.base64(b).replace(/\+/g, '-').replace(/\//g, '_')
		    .replace(/=+$/, '');
	}
	return native.latin1(b);
}
function Buffer(x, e) {
	if (typeof x === 'number') return Buffer.alloc(x);
	return Buffer.from(x, e);
}
Buffer.prototype = P;
rt.def(P, {
	toString(e, start, end) {
		return decode(start === undefined && end === undefined ? this :
		    this.subarray(start, end), e);
	},
	toJSON() {
		return { type: 'Buffer', data: Array.prototype.slice.call(this) };
	},
	equals(other) {
		var i;
		if (this.length !== other.length) return false;
		for (i = 0; i < this.length; i++)
			if (this[i] !== other[i]) return false;
		return true;
	},
	subarray(start, end) {
		return adopt(Uint8Array.prototype.subarray.call(plainView(this),
		    start, end));
	},
	slice(start, end) { return this.subarray(start, end); }
}, { toString: 0 });
function plainView(b) {
	return new Uint8Array(b.buffer, b.byteOffset, b.length);
}
rt.ctor('Buffer', Buffer, 2, false);
rt.def(Buffer, {
	from(x, e, n) {
		if (typeof x === 'string') return adopt(encode(x, e));
		if (x instanceof ArrayBuffer)
			return adopt(e === undefined ? new Uint8Array(x) :
			    new Uint8Array(x, e, n));
		if (rt.isObject(x) && x.type === 'Buffer') x = x.data;
		if (isView(x) || rt.isObject(x)) return adopt(new Uint8Array(
		    Array.prototype.slice.call(x)));
		throw new TE('The first argument must be a string, bytes or an array');
	},
	alloc(n, fill) {
		var b = adopt(new Uint8Array(n));
		return fill === undefined ? b : b.fill(fill);
	},
	concat(list) {
		var n = 0, out;
		list.forEach(function (b) { n += b.length; });
		out = new Uint8Array(n);
		n = 0;
		list.forEach(function (b) {
			out.set(b, n);
			n += b.length;
		});
		return adopt(out);
	},
	byteLength(x, e) {
		return typeof x === 'string' ? encode(x, e).length : x.byteLength;
	},
	compare(a, b) {
		var i, n = Math.min(a.length, b.length);
		for (i = 0; i < n; i++)
			if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
		return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
	},
	isBuffer(x) { return rt.isObject(x) && P.isPrototypeOf(x); }
}, { from: 2 });

var encoder = global.TextEncoder && global.TextEncoder.prototype;
if (encoder && !encoder.encodeInto)
	rt.def(encoder, {
		encodeInto(s, to) {
			var i, n, read = 0, written = 0, c;
			s = native.wellFormed(String(s));
			for (i = 0; i < s.length; i += n) {
				n = s.codePointAt(i) > 0xffff ? 2 : 1;
				c = plain(native.bytes(s.slice(i, i + n)));
				if (written + c.length > to.length) break;
				to.set(c, written);
				written += c.length;
				read += n;
			}
			return { read: read, written: written };
		}
	});
