// SPDX-License-Identifier: Apache-2.0
// The digits of Intl.NumberFormat: rounding as its options say, on decimals.
'use strict';
var MODES = ['ceil', 'floor', 'expand', 'trunc', 'halfCeil', 'halfFloor',
	'halfExpand', 'halfTrunc', 'halfEven'];
var INCREMENTS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000,
	2500, 5000];

// The shortest decimal of x: 0.d times ten to the power p.  What is rounded is
// this, as people read it, so that 1.005 is 1.01.
function decimal(x, shift) {
	var m = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(x));
	var d = m[1] + (m[2] || ''), p = m[1].length + +(m[3] || 0) + shift;
	var zeros = /^0*/.exec(d)[0].length;
	return { d: d.slice(zeros), p: p - zeros };
}
// Is what is cut off, which is `rest` (1 above a half, 0 one, -1 below),
// rounded up?  The number is positive, or its negative is.
function goesUp(mode, negative, rest, odd) {
	switch (mode) {
	case 'ceil': return !negative;
	case 'floor': return negative;
	case 'expand': return true;
	case 'trunc': return false;
	}
	if (rest !== 0) return rest > 0;
	switch (mode) {
	case 'halfCeil': return !negative;
	case 'halfFloor': return negative;
	case 'halfTrunc': return false;
	case 'halfEven': return odd;
	}
	return true;
}
// Where the digits from k on are to a half.
function compared(d, k) {
	var c;
	if (k < 0) return -1;
	c = d.charAt(k);
	return c !== '5' ? (c > '5' ? 1 : -1) : /[1-9]/.test(d.slice(k + 1)) ? 1 : 0;
}
// The first k digits, rounded.
function round(n, k, how) {
	var d, i, up;
	if (k >= n.d.length || (n.d === '' && k >= 0)) return n;
	up = /[1-9]/.test(n.d.slice(Math.max(k, 0))) && goesUp(how.mode,
	    how.negative, compared(n.d, k), k > 0 && +n.d.charAt(k - 1) % 2 === 1);
	if (k < 0) return up ? { d: '1', p: n.p - k + 1 } : { d: '', p: n.p };
	d = n.d.slice(0, k);
	for (i = k - 1; up && i >= 0; i--) {
		up = d.charAt(i) === '9';
		d = d.slice(0, i) + (up ? '0' : +d.charAt(i) + 1) +
		    d.slice(i + 1);
	}
	return up ? { d: '1' + d, p: n.p + 1 } : { d: d, p: n.p };
}
// ... to a multiple of `step` at that digit.
function roundTo(n, k, step, how) {
	var whole, rest, cut, up, half, beyond;
	if (k > 15) return round(n, k, how);
	cut = k < 0 ? 0 : k;
	whole = +((n.d + zeros(cut - n.d.length)).slice(0, cut) || '0');
	rest = whole % step;
	beyond = /[1-9]/.test(n.d.slice(cut));
	half = rest * 2 - step;
	half = half === -1 ? compared(n.d, k) : half || (beyond ? 1 : 0);
	up = (rest > 0 || beyond) && goesUp(how.mode, how.negative,
	    half > 0 ? 1 : half < 0 ? -1 : 0, Math.floor(whole / step) % 2 === 1);
	whole = String(whole - rest + (up ? step : 0));
	return whole === '0' ? { d: '', p: 0 } :
	    { d: whole, p: whole.length - k + n.p };
}
function zeros(n) { return n > 0 ? new Array(n + 1).join('0') : ''; }
function text(n, places) {
	var d = n.d, p = n.d === '' ? 0 : n.p, whole, rest;
	if (p <= 0) {
		whole = '0';
		rest = d === '' ? '' : zeros(-p) + d;
	} else {
		whole = (d + zeros(p - d.length)).slice(0, p);
		rest = d.slice(p);
	}
	rest += zeros(places - rest.length);
	return rest === '' ? whole : whole + '.' + rest;
}
function trim(s, least) {
	var dot = s.indexOf('.'), end = s.length;
	if (dot < 0) return s;
	while (end > dot + 1 + least && s.charAt(end - 1) === '0') end--;
	return s.slice(0, end === dot + 1 ? dot : end);
}
function fixed(n, least, most, how) {
	n = how.step > 1 ? roundTo(n, n.p + most, how.step, how) :
	    round(n, n.p + most, how);
	return trim(text(n, most), least);
}
function significant(n, least, most, how) {
	var s = trim(text(round(n, most, how), 0), 0), have;
	have = s.replace('.', '').replace(/^0+/, '').length || 1;
	if (have < least) {
		if (s.indexOf('.') < 0) s += '.';
		s += zeros(least - have);
	}
	return s;
}
// Both kinds of digits are asked for: which of them says more, or less?
function either(n, r, how) {
	var s = significant(n, r.minimumSignificantDigits,
	    r.maximumSignificantDigits, how);
	var f = fixed(n, r.minimumFractionDigits, r.maximumFractionDigits, how);
	var deeper = r.maximumSignificantDigits - n.p > r.maximumFractionDigits;
	return deeper === (r.roundingPriority === 'morePrecision') ? s : f;
}
// The digits of x >= 0 (or of -x); r as resolvedOptions() has it.
function plain(x, r, negative) {
	var n = decimal(x, r.style === 'percent' ? 2 : 0), s;
	var how = { mode: r.roundingMode || 'halfExpand', negative: negative,
		step: r.roundingIncrement || 1 };
	if (r.compactDefault)
		s = x < 100 ? significant(n, 1, 2, how) : fixed(n, 0, 0, how);
	else if (r.maximumSignificantDigits === undefined)
		s = fixed(n, r.minimumFractionDigits, r.maximumFractionDigits, how);
	else if (r.maximumFractionDigits === undefined)
		s = significant(n, r.minimumSignificantDigits,
		    r.maximumSignificantDigits, how);
	else s = either(n, r, how);
	if (r.trailingZeroDisplay === 'stripIfInteger') s = s.replace(/\.0+$/, '');
	if (s.indexOf('.') < 0) return zeros(r.minimumIntegerDigits - s.length) + s;
	return zeros(r.minimumIntegerDigits - s.indexOf('.')) + s;
}
// useGrouping: "min2" leaves four digits together.
function group(s, min2) {
	var dot = s.indexOf('.'), whole = dot < 0 ? s : s.slice(0, dot), out = '';
	if (min2 && whole.length < 5) return s;
	while (whole.length > 3) {
		out = ',' + whole.slice(-3) + out;
		whole = whole.slice(0, -3);
	}
	return whole + out + (dot < 0 ? '' : s.slice(dot));
}

// The options of digits, read as the standard orders them.
function integer(o, name, least, most, missing) {
	var v = o[name];
	if (v === undefined) return missing;
	v = +v;
	if (!(v >= least && v <= most))
		throw new RangeError(name + ' value is out of range.');
	return Math.floor(v);
}
function fractions(r, o, low, high) {
	var a = integer(o, 'minimumFractionDigits', 0, 100, undefined);
	var b = integer(o, 'maximumFractionDigits', 0, 100, undefined);
	if (a === undefined) a = b === undefined ? low : Math.min(low, b);
	if (b === undefined) b = Math.max(high, a);
	if (a > b)
		throw new RangeError('maximumFractionDigits value is out of range.');
	r.minimumFractionDigits = a;
	r.maximumFractionDigits = b;
}
function significants(r, o) {
	r.minimumSignificantDigits = integer(o, 'minimumSignificantDigits', 1, 21,
	    1);
	r.maximumSignificantDigits = integer(o, 'maximumSignificantDigits',
	    r.minimumSignificantDigits, 21, 21);
}
function options(r, o, low, high, pick) {
	var byDigits = o.minimumSignificantDigits !== undefined ||
	    o.maximumSignificantDigits !== undefined;
	var byPlaces = o.minimumFractionDigits !== undefined ||
	    o.maximumFractionDigits !== undefined;
	r.minimumIntegerDigits = integer(o, 'minimumIntegerDigits', 1, 21, 1);
	r.roundingIncrement = o.roundingIncrement === undefined ? 1 :
	    +o.roundingIncrement;
	if (INCREMENTS.indexOf(r.roundingIncrement) < 0)
		throw new RangeError('roundingIncrement value is out of range.');
	r.roundingMode = pick(o, 'roundingMode', MODES, 'halfExpand');
	r.roundingPriority = pick(o, 'roundingPriority', ['auto',
	    'morePrecision', 'lessPrecision'], 'auto');
	r.trailingZeroDisplay = pick(o, 'trailingZeroDisplay', ['auto',
	    'stripIfInteger'], 'auto');
	if (r.roundingIncrement !== 1) high = low;
	r.compactDefault = r.notation === 'compact' && !byDigits && !byPlaces &&
	    r.roundingPriority === 'auto';
	if (r.roundingPriority !== 'auto') {
		significants(r, o);
		fractions(r, o, low, high);
	} else if (byDigits) {
		significants(r, o);
	} else {
		fractions(r, o, r.notation === 'compact' ? 0 : low,
		    r.notation === 'compact' ? 0 : high);
	}
	if (r.roundingIncrement !== 1 && (r.roundingPriority !== 'auto' || byDigits))
		throw new TypeError('roundingIncrement needs a roundingPriority of ' +
		    'auto, and no significant digits');
	if (r.roundingIncrement !== 1 &&
	    r.minimumFractionDigits !== r.maximumFractionDigits)
		throw new RangeError('maximumFractionDigits not equal to ' +
		    'minimumFractionDigits');
}
native.digits = { plain: plain, group: group, options: options,
	integer: integer };
