// SPDX-License-Identifier: Apache-2.0
// TextDecoder of what is no UTF-8: Latin-1 as browsers read it (windows-1252)
// and UTF-16.  Duktape's own takes every label for UTF-8.
'use strict';
var rt = native.rt, TE = TypeError, K = native.hidden('decoder');
var Plain = global.TextDecoder, proto = Plain.prototype;
var decode = proto.decode, setProto = Object.setPrototypeOf;
var encoding = Object.getOwnPropertyDescriptor(proto, 'encoding').get;
var NAMES = { 'utf-8': ['utf-8', 'utf8', 'unicode-1-1-utf-8'],
	'windows-1252': ['latin1', 'iso-8859-1', 'iso8859-1', 'iso_8859-1', 'l1',
	    'ascii', 'us-ascii', 'windows-1252', 'cp1252'],
	'utf-16le': ['utf-16', 'utf-16le', 'ucs-2', 'unicode'],
	'utf-16be': ['utf-16be'] };
// 0x80 to 0x9f of windows-1252.
var HIGH = '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160' +
    '\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014' +
    '\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

function named(label) {
	var l = String(label).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '')
	    .toLowerCase();
	return Object.keys(NAMES).filter(function (k) {
		return NAMES[k].indexOf(l) >= 0;
	})[0];
}
function TextDecoder(label, options) {
	var name, d;
	if (new.target === undefined)
		throw new TE("Constructor TextDecoder requires 'new'");
	name = label === undefined ? 'utf-8' : named(label);
	if (name === undefined)
		throw new RangeError('The "' + label + '" encoding is not ' +
		    'supported');
	d = options === undefined ? new Plain() : new Plain('utf-8', options);
	if (new.target !== TextDecoder) setProto(d, new.target.prototype);
	if (name !== 'utf-8') d[K] = { name: name, left: [], begun: false };
	return d;
}
TextDecoder.prototype = proto;
rt.ctor('TextDecoder', TextDecoder, 0, false);

function bytesOf(x) {
	if (x === undefined) return new Uint8Array(0);
	if (ArrayBuffer.isView(x))
		return new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
	if (!(x instanceof ArrayBuffer))
		throw new TE('The "list" argument must be an instance of ' +
		    'ArrayBuffer or ArrayBufferView');
	return new Uint8Array(x);
}
function latin(bytes) {
	return native.latin1(bytes).replace(/[\x80-\x9f]/g, function (c) {
		return HIGH.charAt(c.charCodeAt(0) - 0x80);
	});
}
// Of whole pairs; what is left of them waits for the next bytes.
function wide(d, st, bytes, more) {
	var out = '', i, n, all = st.left.concat(rt.list(bytes)), low, fault;
	var big = st.name === 'utf-16be' ? 1 : 0;
	for (i = 0; i + 1 < all.length; i += 2)
		out += String.fromCharCode(all[i + 1 - big] << 8 | all[i + big]);
	n = out.length;
	low = n > 0 ? out.charCodeAt(n - 1) : 0;
	if (more && low >= 0xd800 && low < 0xdc00) {
		i -= 2;
		out = out.slice(0, -1);
	}
	st.left = more ? all.slice(i) : [];
	fault = !more && i < all.length;
	if (!st.begun && !d.ignoreBOM && out.charCodeAt(0) === 0xfeff)
		out = out.slice(1);
	st.begun = more && (st.begun || out !== '');
	if (d.fatal && (fault || !out.isWellFormed())) {
		st.left = [];
		throw new TE('The encoded data was not valid for encoding ' + st.name);
	}
	return out.toWellFormed() + (fault ? '\ufffd' : '');
}
rt.def(proto, {
	decode(input, options) {
		var st = rt.isObject(this) ? this[K] : undefined, bytes;
		if (st === undefined) return decode.call(this, input, options);
		bytes = bytesOf(input);
		return st.name === 'windows-1252' ? latin(bytes) :
		    wide(this, st, bytes, !!(options && options.stream));
	}
}, { decode: 0 });
Object.defineProperty(proto, 'encoding', { get: function () {
	var st = rt.isObject(this) ? this[K] : undefined;
	return st === undefined ? encoding.call(this) : st.name;
}, enumerable: true, configurable: true });
