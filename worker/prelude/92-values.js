// SPDX-License-Identifier: Apache-2.0
// A value as Cap'n Web writes it.  Arrays stand in another array; an array
// that does not is a typed value: ["date", ms].
var parse = JSON.parse, isArray = Array.isArray, keysOf = Object.keys;
var DEPTH = 256; // as npm's capnweb
var DIGITS = 16384;
var VIEWS = ['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8ClampedArray',
	'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
	'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'];
var DateG = global.Date, BigIntG = global.BigInt, U8 = global.Uint8Array;

function wrong(what) {
	return new TypeError('the reply is not as Cap\'n Web writes values: ' +
	    what);
}

function bytes(v) {
	var s = v[1], a, view;
	if (typeof s !== 'string' || s.length % 4 === 1 ||
	    /[^A-Za-z0-9+\/]/.test(s.replace(/==?$/, '')))
		throw wrong('bytes that are not base64');
	s = s.replace(/=+$/, '');
	while (s.length % 4) s += '=';
	a = native.unbase64(s);
	a = new U8(a.buffer || a);
	if (v[2] === undefined) return a;
	if (VIEWS.indexOf(v[2]) < 0 || global[v[2]] === undefined)
		return a;
	return v[2] === 'ArrayBuffer' ? a.buffer : new global[v[2]](a.buffer);
}

function bigint(v) {
	if (typeof v[1] !== 'string' || v[1].length > DIGITS ||
	    !/^-?\d+$/.test(v[1]))
		throw wrong('a bigint that is none');
	return BigIntG(v[1]);
}

function error(v, depth) {
	var C = global[v[1]], e, k, props = v[4];
	if (typeof C !== 'function' || !(C.prototype instanceof Error)) C = Error;
	e = new C(String(v[2]));
	if (e.name !== v[1]) $.hide(e, 'name', String(v[1]));
	if (props !== null && typeof props === 'object' && !isArray(props))
		for (k in props)
			if (k !== 'stack' && k !== 'message' && k !== 'name' &&
			    k !== '__proto__')
				e[k] = read(props[k], depth + 1);
	return e;
}

function headers(v) {
	var i, out = {};
	for (i = 0; isArray(v[1]) && i < v[1].length; i++)
		if (isArray(v[1][i])) out[String(v[1][i][0])] = String(v[1][i][1]);
	return global.Headers ? new global.Headers(out) : out;
}

function typed(v, depth) {
	switch (v[0]) {
	case 'undefined': return undefined;
	case 'inf': return Infinity;
	case '-inf': return -Infinity;
	case 'nan': return NaN;
	case 'date': return new DateG(v[1] === null ? NaN : +v[1]);
	case 'bytes': return bytes(v);
	case 'bigint': return bigint(v);
	case 'error': return error(v, depth);
	case 'url': return new global.URL(String(v[1]));
	case 'headers': return headers(v);
	case 'export': case 'promise': case 'pipeline': case 'import':
	case 'readable': case 'writable': case 'blob': case 'request':
	case 'response':
		throw new TypeError('the function answered with a reference (' +
		    v[0] + '): functions, objects passed by reference and ' +
		    'streams cannot be had here, only values');
	}
	throw wrong('an unknown type');
}

function read(v, depth) {
	var i, k, list;
	if (v === null || typeof v !== 'object') return v;
	if (depth > DEPTH) throw wrong('deeper than ' + DEPTH);
	if (isArray(v)) {
		if (v.length !== 1 || !isArray(list = v[0])) return typed(v, depth);
		for (i = 0; i < list.length; i++)
			list[i] = read(list[i], depth + 1);
		return list;
	}
	list = keysOf(v);
	for (i = 0; i < list.length; i++) {
		k = list[i];
		if (v[k] !== null && typeof v[k] === 'object')
			v[k] = read(v[k], depth + 1);
	}
	return v;
}

$.value = function (text) {
	var v;
	try { v = parse(text); }
	catch (e) { throw wrong('it is no JSON'); }
	return read(v, 0);
};
