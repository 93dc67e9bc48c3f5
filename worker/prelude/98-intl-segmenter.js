// SPDX-License-Identifier: Apache-2.0
// Intl.Segmenter: graphemes, words and sentences, by the rules of UAX 29.
'use strict';
var rt = native.rt, Intl = global.Intl, isObject = rt.isObject;
var G = native.hidden('segmenter'), S = native.hidden('segments');
var I = native.hidden('segment iterator');
var KINDS = ['grapheme', 'word', 'sentence'];

function need(o, key, name) {
	if (!isObject(o) || o[key] === undefined)
		throw new TypeError('this is no ' + name);
	return o[key];
}
function Segmenter(locales, options) {
	var kind = 'grapheme';
	if (new.target === undefined)
		throw new TypeError("Constructor Intl.Segmenter requires 'new'");
	native.locale(locales);
	if (options !== undefined) {
		if (!isObject(options))
			throw new TypeError('Incorrect options argument');
		if (options.granularity !== undefined)
			kind = String(options.granularity);
	}
	if (KINDS.indexOf(kind) < 0)
		throw new RangeError('Value ' + kind + ' out of range for ' +
		    'Intl.Segmenter options property granularity');
	this[G] = kind;
}
// Segment k of s; ends are doubled, odd where a word is one.
function segment(s, k) {
	var from = k > 0 ? s.ends[k - 1] >>> 1 : 0, end = s.ends[k];
	var out = { segment: s.text.slice(from, end >>> 1), index: from,
		input: s.text };
	if (s.kind === 'word') out.isWordLike = (end & 1) === 1;
	return out;
}
function Segments() { throw new TypeError('Illegal constructor'); }
rt.def(Segments.prototype, {
	containing() {
		var s = need(this, S, 'Segments'), lo = 0, hi = s.ends.length, mid;
		var i = rt.toInteger(arguments[0]);
		if (i < 0 || i >= s.text.length) return undefined;
		while (lo < hi) {
			mid = (lo + hi) >> 1;
			if (s.ends[mid] >>> 1 > i) hi = mid;
			else lo = mid + 1;
		}
		return segment(s, lo);
	}
}, { containing: 1 });
delete Segments.prototype.constructor;
rt.method(Segments.prototype, Symbol.iterator, { m() {
	var it = Object.create(iterator);
	it[I] = { s: need(this, S, 'Segments'), k: 0 };
	return it;
} }.m, 0);
var iterator = Object.create(Object.getPrototypeOf(
    native.ArrayIteratorPrototype));
rt.def(iterator, { next() {
	var it = need(this, I, 'Segmenter String Iterator');
	return it.k < it.s.ends.length ?
	    { value: segment(it.s, it.k++), done: false } :
	    { value: undefined, done: true };
} });
rt.tag(iterator, 'Segmenter String Iterator');
rt.def(Segmenter.prototype, {
	segment(text) {
		var kind = need(this, G, 'Intl.Segmenter');
		var o = Object.create(Segments.prototype);
		text = typeof text === 'symbol' ? '' + text : String(text);
		o[S] = { text: text, kind: kind,
			ends: native.breaks(text, KINDS.indexOf(kind)) };
		return o;
	},
	resolvedOptions() {
		return { locale: 'en-US',
			granularity: need(this, G, 'Intl.Segmenter') };
	}
});
rt.put(Intl, 'Segmenter', Segmenter);
native.supportedLocales(Segmenter);
