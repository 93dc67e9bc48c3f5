// SPDX-License-Identifier: Apache-2.0
// String.prototype.normalize (NFC, NFD) and localeCompare, a root collation.
'use strict';
var rt = native.rt, S = String.prototype, fromCode = String.fromCharCode;
var apart = null, together, classOf;

// Built when first asked for: few programs do.
function load() {
	var u = native.unicode, s = u.composed, c = u.classes, i, k;
	apart = {};
	together = {};
	classOf = {};
	for (i = 0; i < s.length; i += 3) {
		apart[s[i]] = s[i + 1] + s[i + 2];
		together[s[i + 1] + s[i + 2]] = s[i];
	}
	s = u.single;
	for (i = 0; i < s.length; i += 3)
		apart[s[i]] = s[i + 2] === '\u0000' ? s[i + 1] : s[i + 1] + s[i + 2];
	for (i = 0; i < c.length; i += 3)
		for (k = 0; k < c[i + 1]; k++) classOf[fromCode(c[i] + k)] = c[i + 2];
}
function split(ch, out) {
	var d = apart[ch], c = ch.charCodeAt(0), i;
	if (c >= 0xac00 && c <= 0xd7a3) { // Hangul, by arithmetic
		c -= 0xac00;
		out.push(fromCode(0x1100 + Math.floor(c / 588)),
		    fromCode(0x1161 + Math.floor(c % 588 / 28)));
		if (c % 28) out.push(fromCode(0x11a7 + c % 28));
		return;
	}
	if (d === undefined) { out.push(ch); return; }
	for (i = 0; i < d.length; i++) split(d[i], out);
}
// Marks in the order of their classes, stable.
function order(a) {
	var i, k, c, x;
	for (i = 1; i < a.length; i++) {
		c = classOf[a[i]];
		if (!c) continue;
		x = a[i];
		for (k = i; k > 0 && classOf[a[k - 1]] > c; k--) a[k] = a[k - 1];
		a[k] = x;
	}
	return a;
}
function decompose(s) {
	var out = [], i;
	for (i = 0; i < s.length; i++) {
		if (s.charCodeAt(i) < 0xc0) out.push(s[i]);
		else split(s[i], out);
	}
	return order(out);
}
function hangul(a, b) {
	var x = a.charCodeAt(0), y = b.charCodeAt(0);
	if (x >= 0x1100 && x < 0x1113 && y >= 0x1161 && y < 0x1176)
		return fromCode(0xac00 + ((x - 0x1100) * 21 + y - 0x1161) * 28);
	if (x >= 0xac00 && x <= 0xd7a3 && (x - 0xac00) % 28 === 0 &&
	    y > 0x11a7 && y < 0x11c3)
		return fromCode(x + y - 0x11a7);
	return undefined;
}
function compose(a) {
	var out = [], start = -1, last = 0, i, c, one;
	for (i = 0; i < a.length; i++) {
		c = classOf[a[i]] || 0;
		if (start >= 0 && (last < c || last === 0) &&
		    (last !== 0 || out.length - 1 === start)) {
			one = together[out[start] + a[i]];
			if (one === undefined && c === 0) one = hangul(out[start], a[i]);
			if (one !== undefined) {
				out[start] = one;
				continue;
			}
		}
		out.push(a[i]);
		if (c === 0) start = out.length - 1;
		last = c;
	}
	return out;
}
function isAscii(s) { return /^[\x00-\x7f]*$/.test(s); }

// What ignores accents and case; ligatures as the letters they stand for.
var LETTERS = { '\u00df': 'ss', '\u00e6': 'ae', '\u0153': 'oe', '\u00f8': 'o',
	'\u0142': 'l', '\u0111': 'd', '\u00f0': 'd', '\u00fe': 'th',
	'\u0131': 'i' };
function letters(s) {
	var a = isAscii(s) ? s.toLowerCase().split('') :
	    decompose(s.toLowerCase()), out = '', i;
	for (i = 0; i < a.length; i++)
		if (!(classOf && classOf[a[i]])) out += LETTERS[a[i]] || a[i];
	return out;
}
// Spaces, punctuation, symbols, digits, letters: the order of CLDR's root.
var MARKS = '_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';
function weight(c) {
	var i;
	if (c <= 32) return c;
	i = MARKS.indexOf(fromCode(c));
	if (c < 128 && i >= 0) return 40 + i;
	if (c >= 48 && c <= 57) return 100 + c;
	return 200 + c;
}
function byWeight(a, b) {
	var n = Math.min(a.length, b.length), i, d;
	for (i = 0; i < n; i++) {
		d = weight(a.charCodeAt(i)) - weight(b.charCodeAt(i));
		if (d !== 0) return d < 0 ? -1 : 1;
	}
	return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}
function numerals(s) {
	return s.replace(/\d+/g, function (d) {
		d = d.replace(/^0+(?=\d)/, '');
		return ('00' + d.length).slice(-3) + d;
	});
}
function byCode(a, b) { return a === b ? 0 : a < b ? -1 : 1; }
// options: sensitivity and numeric, as Intl.Collator's.
$.compare = function (a, b, options) {
	var o = options || {}, x, y, d;
	if (apart === null && !(isAscii(a) && isAscii(b))) load();
	x = letters(a);
	y = letters(b);
	if (o.numeric) {
		x = numerals(x);
		y = numerals(y);
	}
	d = byWeight(x, y);
	if (d !== 0 || o.sensitivity === 'base') return d;
	if (o.sensitivity !== 'case') {
		d = byCode(decompose2(a.toLowerCase()), decompose2(b.toLowerCase()));
		if (d !== 0 || o.sensitivity === 'accent') return d;
	}
	// Lower case first.
	return -byCode(a, b) + 0;
};
function decompose2(s) { return isAscii(s) ? s : decompose(s).join(''); }

rt.def(S, {
	normalize(form) {
		var s = String(this);
		form = form === undefined ? 'NFC' : String(form);
		if (form === 'NFKC' || form === 'NFKD')
			throw new RangeError('normalize: ' + form + ' is not ' +
			    'available here; NFC and NFD are');
		if (form !== 'NFC' && form !== 'NFD')
			throw new RangeError('The normalization form should be one ' +
			    'of NFC, NFD, NFKC, NFKD.');
		if (isAscii(s)) return s;
		if (apart === null) load();
		s = decompose(s);
		return (form === 'NFC' ? compose(s) : s).join('');
	},
	localeCompare(other, locales, options) {
		return $.compare(String(this), String(other), options);
	}
}, { normalize: 0, localeCompare: 1 });
