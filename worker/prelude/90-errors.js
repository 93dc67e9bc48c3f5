// SPDX-License-Identifier: Apache-2.0
// Entry points that the engine calls, timers, and what JSON cannot say.
// `$` members made here are listed in DESIGN.md.
var P = global.Promise, defineProperty = Object.defineProperty;
var freeze = Object.freeze, keysOf = Object.keys;
var then = P.prototype.then;

// hide(o, key, value): as the standard's own methods are, not enumerable.
$.hide = function (o, key, value) {
	defineProperty(o, key, {
		value: value, writable: true, enumerable: false,
		configurable: true
	});
	return value;
};

// later(f(resolve, reject)): a promise by the real constructor, whatever the
// program has put in its place.
$.later = function (f) { return new P(f); };
$.then = function (p, ok, bad) { return then.call(p, ok, bad); };

// One that neither awaits nor was an async function C starts without this.  One
// that was (whole) is settled when its promise would be: what it did not await
// has as many turns.
function same(p) { return p; }
$.start = function (program, whole) {
	var p = program.length > 1 ?
	    $.async(function () { return program($); }) :
	    $.settled(program, $);
	native.outcome(whole ? $.settled(same, p) : p);
};

// Map and Set have no JSON, Error loses its message, bytes become an object of
// numbers: here is a form for each.
var MapP = global.Map, SetP = global.Set, mapEach, setEach;
if (MapP) mapEach = MapP.prototype.forEach;
if (SetP) setEach = SetP.prototype.forEach;
var isView = ArrayBuffer.isView;

function plainMap(m) {
	var pairs = [], named = {}, all = true;
	mapEach.call(m, function (v, k) {
		pairs[pairs.length] = [k, v];
		if (typeof k !== 'string' || k === '__proto__') all = false;
		if (all) named[k] = v;
	});
	return all ? named : pairs;
}

function plainError(e) {
	var o = { name: String(e.name), message: String(e.message) };
	var keys = keysOf(e), i;
	for (i = 0; i < keys.length; i++)
		if (!(keys[i] in o)) o[keys[i]] = e[keys[i]];
	if (e.cause !== undefined) o.cause = e.cause;
	return o;
}

$.plain = function (v) {
	var a, i;
	if ($.isBigInt(v)) return String(v);
	if (MapP && v instanceof MapP) return plainMap(v);
	if (SetP && v instanceof SetP) {
		a = [];
		setEach.call(v, function (x) { a[a.length] = x; });
		return a;
	}
	if (v instanceof Error) return plainError(v);
	if (v instanceof Uint8Array || v instanceof ArrayBuffer)
		return { $bytes: native.base64(v) };
	if ((a = $.blobBytes(v)) !== undefined)
		return { $bytes: native.base64(a) };
	if (isView(v)) {
		if (typeof v.length !== 'number')
			return { $bytes: native.base64(v) };
		a = [];
		for (i = 0; i < v.length; i++) a[i] = v[i];
		return a;
	}
	if (v instanceof String || v instanceof Number || v instanceof Boolean)
		return v.valueOf();
	if (v instanceof P)
		throw new TypeError('the result holds a promise: await it');
	return v;
};
