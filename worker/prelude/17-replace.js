// SPDX-License-Identifier: Apache-2.0
// String's replaceAll and matchAll.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject;
var S = String.prototype;

// $1, $&, $` and so on, for a match of a plain string.
function expand(text, s, at, found) {
	if (text.indexOf('$') < 0) return text;
	return text.replace(/\$([$&`'])/g, function (m, c) {
		return c === '$' ? '$' : c === '&' ? found :
		    c === '`' ? s.slice(0, at) : s.slice(at + found.length);
	});
}
function global_(re, name) {
	if (String(re.flags).indexOf('g') < 0)
		throw new TE('String.prototype.' + name +
		    ' called with a non-global RegExp argument');
}
function Matches(re, s) {
	this.re = re;
	this.s = s;
	this.done = false;
}
var M = native.hidden('matches');
var matchesProto = Object.create(native.IteratorPrototype);
rt.def(matchesProto, {
	next() {
		var m = this[M], r;
		if (m.done || (r = m.re.exec(m.s)) === null) {
			m.done = true;
			return { value: undefined, done: true };
		}
		if (r[0] === '') m.re.lastIndex++;
		return { value: r, done: false };
	}
});
rt.tag(matchesProto, 'RegExp String Iterator');

rt.def(S, {
	replaceAll(what, by) {
		var s, at, out = '', last = 0, step;
		if (this === undefined || this === null)
			throw new TE('String.prototype.replaceAll called on null or ' +
			    'undefined');
		if (what instanceof RegExp) {
			global_(what, 'replaceAll');
			return String(this).replace(what, by);
		}
		s = String(this);
		what = String(what);
		if (typeof by !== 'function') by = String(by);
		step = what.length || 1;
		at = s.indexOf(what);
		while (at >= 0) {
			out += s.slice(last, at) + (typeof by === 'function' ?
			    String(by(what, at, s)) : expand(by, s, at, what));
			last = at + what.length;
			if (at + step > s.length) break;
			at = s.indexOf(what, at + step);
		}
		return out + s.slice(last);
	},
	matchAll(re) {
		var copy, it;
		if (this === undefined || this === null)
			throw new TE('String.prototype.matchAll called on null or ' +
			    'undefined');
		if (re instanceof RegExp) global_(re, 'matchAll');
		copy = re instanceof RegExp ? new RegExp(re.source, re.flags) :
		    new RegExp(re === undefined ? '(?:)' : String(re), 'g');
		if (isObject(re)) copy.lastIndex = re.lastIndex;
		it = Object.create(matchesProto);
		it[M] = new Matches(copy, String(this));
		return it;
	}
}, { replaceAll: 2, matchAll: 1 });
