// SPDX-License-Identifier: Apache-2.0
// Intl.NumberFormat and PluralRules, en-US whatever is asked for: a worker
// holds no locales.
'use strict';
var rt = native.rt, Intl = {}, isObject = rt.isObject;
var digits = native.digits, plain = digits.plain;
$.hide(global, 'Intl', Intl);
rt.tag(Intl, 'Intl');
rt.put(Intl, 'getCanonicalLocales', function (l) { return localeList(l); });

// EN-us is en-US, zh-hant zh-Hant; what follows a single letter stays small.
function canonical(l) {
	var single = false;
	return l.toLowerCase().split('-').map(function (part, i) {
		single = single || part.length === 1;
		return i === 0 || single ? part : part.length === 2 ?
		    part.toUpperCase() : part.length === 4 ?
		    part.charAt(0).toUpperCase() + part.slice(1) : part;
	}).join('-');
}
function localeList(locales) {
	var list = [], i, n, l;
	if (locales === undefined) return list;
	if (locales === null)
		throw new TypeError('Cannot convert undefined or null to object');
	if (typeof locales === 'string' || locales instanceof String)
		locales = [String(locales)];
	locales = Object(locales);
	n = native.rt.toLength(locales.length);
	for (i = 0; i < n; i++) {
		if (!(i in locales)) continue;
		l = locales[i];
		if (typeof l !== 'string' && !isObject(l))
			throw new TypeError('Language ID should be string or object.');
		l = String(l);
		if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(l))
			throw new RangeError('Incorrect locale information provided');
		l = canonical(l);
		if (list.indexOf(l) < 0) list.push(l);
	}
	return list;
}
// A locale that is none throws; one that is not en-US says once, in the logs,
// what is used in its place.
var noted = {};
native.locale = function (locales) {
	var l = localeList(locales)[0];
	if (l === undefined) return 'en-US';
	if (!/^(en|en-US.*|en-u-.*)$/i.test(l) && noted[l] === undefined) {
		noted[l] = true;
		native.log('warn', 'the locale ' + l + ' is not available here: ' +
		    'texts and numbers are those of en-US');
	}
	return l;
};
var SIGNS = { USD: '$', EUR: '\u20ac', GBP: '\u00a3', JPY: '\u00a5',
	INR: '\u20b9', CNY: 'CN\u00a5', KRW: '\u20a9', BRL: 'R$', CAD: 'CA$',
	AUD: 'A$', MXN: 'MX$', NZD: 'NZ$', HKD: 'HK$', ILS: '\u20aa',
	VND: '\u20ab', TWD: 'NT$', XAF: 'FCFA', PHP: '\u20b1' };
var NO_CENTS = ['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF', 'PYG', 'UGX'];
var UNITS = { kilobyte: 'kB', megabyte: 'MB', gigabyte: 'GB', terabyte: 'TB',
	byte: 'byte', bit: 'bit', second: 'sec', minute: 'min', hour: 'hr',
	day: 'day', week: 'wk', month: 'mth', year: 'yr', millisecond: 'ms',
	meter: 'm', kilometer: 'km', centimeter: 'cm', mile: 'mi', foot: 'ft',
	gram: 'g', kilogram: 'kg', pound: 'lb', liter: 'L', celsius: '\u00b0C',
	fahrenheit: '\u00b0F', percent: '%', degree: 'deg',
	'mile-per-hour': 'mph', 'mile-per-gallon': 'mpg' };
native.unitNames = Object.keys(UNITS).filter(function (k) {
	return k.indexOf('-per-') < 0;
});
var PER = { hour: 'h', second: 's', minute: 'min' };
var CLOSE = ['celsius', 'fahrenheit', 'percent'];

function pick(o, name, allowed, missing) {
	var v = o[name];
	if (v === undefined) return missing;
	v = String(v);
	if (allowed.indexOf(v) < 0)
		throw new RangeError('Value ' + v + ' out of range for ' +
		    'Intl.NumberFormat options property ' + name);
	return v;
}
// "always", "auto", "min2" or false; to "true" and "false" the standard is kind.
function grouping(v, notation) {
	var missing = notation === 'compact' ? 'min2' : 'auto';
	if (v === undefined || v === 'true' || v === 'false') return missing;
	if (v === true) return 'always';
	if (v === false || v === null || v === 0 || v === '') return false;
	v = String(v);
	if (['min2', 'auto', 'always'].indexOf(v) < 0)
		throw new RangeError('Value ' + v + ' out of range for ' +
		    'Intl.NumberFormat options property useGrouping');
	return v;
}
function resolve(o) {
	var r = { locale: 'en-US', numberingSystem: 'latn' }, low, high;
	r.style = pick(o, 'style', ['decimal', 'percent', 'currency', 'unit'],
	    'decimal');
	r.notation = pick(o, 'notation', ['standard', 'compact', 'scientific',
	    'engineering'], 'standard');
	r.compactDisplay = pick(o, 'compactDisplay', ['short', 'long'], 'short');
	r.signDisplay = pick(o, 'signDisplay', ['auto', 'never', 'always',
	    'exceptZero', 'negative'], 'auto');
	r.useGrouping = grouping(o.useGrouping, r.notation);
	if (r.style === 'currency') {
		if (o.currency === undefined)
			throw new TypeError('Currency code is required with ' +
			    'currency style.');
		r.currency = String(o.currency).toUpperCase();
		if (!/^[A-Z]{3}$/.test(r.currency))
			throw new RangeError('Invalid currency code : ' + o.currency);
		r.currencyDisplay = pick(o, 'currencyDisplay', ['symbol', 'code',
		    'name', 'narrowSymbol'], 'symbol');
		r.currencySign = pick(o, 'currencySign', ['standard',
		    'accounting'], 'standard');
	}
	if (r.style === 'unit') {
		if (o.unit === undefined)
			throw new TypeError('Unit is required with unit style.');
		r.unit = String(o.unit);
		r.unitDisplay = pick(o, 'unitDisplay', ['short', 'long',
		    'narrow'], 'short');
	}
	low = r.style === 'currency' && NO_CENTS.indexOf(r.currency) < 0 ? 2 : 0;
	high = r.style === 'currency' ? low : r.style === 'percent' ? 0 : 3;
	digits.options(r, o, low, high, pick);
	return r;
}
var SIZES = [[1e12, 'T', ' trillion'], [1e9, 'B', ' billion'],
	[1e6, 'M', ' million'], [1e3, 'K', ' thousand']];
function grouped(s, r) {
	return r.useGrouping ? digits.group(s, r.useGrouping === 'min2') : s;
}
function compact(x, r, negative) {
	var i, s, size;
	for (i = 0; i < SIZES.length; i++) {
		size = SIZES[i][0];
		if (x < size && !(x / size >= 0.9995)) continue;
		s = plain(x / size, r, negative);
		if (s === '1000' && i > 0) {
			s = '1';
			i--;
		}
		return grouped(s, r) + SIZES[i][r.compactDisplay === 'long' ? 2 : 1];
	}
	return plain(x, r, negative);
}
function scientific(x, r, negative) {
	var e = x === 0 ? 0 : Math.floor(Math.log10(x));
	if (r.notation === 'engineering') e = Math.floor(e / 3) * 3;
	return plain(x / Math.pow(10, e), r, negative) + 'E' + e;
}
function amount(x, r, negative) {
	if (x !== x) return 'NaN';
	if (x === Infinity) return '\u221e';
	if (r.notation === 'compact') return compact(x, r, negative);
	if (r.notation !== 'standard') return scientific(x, r, negative);
	return grouped(plain(x, r, negative), r);
}
// One and many, where they differ.
var NAMES = { USD: 'US dollar|US dollars', EUR: 'euro|euros',
	GBP: 'British pound|British pounds', JPY: 'Japanese yen',
	CAD: 'Canadian dollar|Canadian dollars', CNY: 'Chinese yuan',
	AUD: 'Australian dollar|Australian dollars',
	NZD: 'New Zealand dollar|New Zealand dollars',
	CHF: 'Swiss franc|Swiss francs', INR: 'Indian rupee|Indian rupees',
	MXN: 'Mexican peso|Mexican pesos', BRL: 'Brazilian real|Brazilian reals',
	KRW: 'South Korean won', SEK: 'Swedish krona|Swedish kronor',
	NOK: 'Norwegian krone|Norwegian kroner',
	DKK: 'Danish krone|Danish kroner', PLN: 'Polish zloty|Polish zlotys' };
function plural(word, s) { return s === '1' ? word : word + 's'; }
function dress(s, r) {
	var u, sign;
	switch (r.style) {
	case 'percent': return s + '%';
	case 'currency':
		sign = SIGNS[r.currency];
		if (r.currencyDisplay === 'narrowSymbol' && sign)
			sign = sign.replace(/^[A-Z]+(?=[^A-Z])/, '');
		if (r.currencyDisplay === 'name')
			return s + ' ' + (NAMES[r.currency] === undefined ?
			    r.currency : NAMES[r.currency].split('|')[s === '1' ? 0 :
			    NAMES[r.currency].split('|').length - 1]);
		return r.currencyDisplay === 'code' || !sign ?
		    r.currency + (/\d/.test(s) ? '\u00a0' : '') + s : sign + s;
	case 'unit':
		u = r.unit.split('-per-');
		if (r.unitDisplay === 'long')
			return s + ' ' + plural(u[0], s) + (u.length > 1 ? ' per ' +
			    u[1] : '');
		u = UNITS[r.unit] || u.map(function (k, i) {
			return i > 0 && PER[k] || UNITS[k] || k;
		}).join('/');
		if (r.unitDisplay === 'narrow' || CLOSE.indexOf(r.unit) >= 0)
			return s + u;
		return s + ' ' + (u === 'day' || u === 'wk' || u === 'mth' ||
		    u === 'yr' || u === 'byte' || u === 'bit' ? plural(u, s) : u);
	}
	return s;
}
function format(x, r) {
	var negative, s, zero;
	// A BigInt's digits are formatted as they are, every one of them.
	x = $.isBigInt(x) ? String(x) : +x;
	negative = x < 0 || (x === 0 && 1 / x < 0);
	s = amount(!negative ? x : typeof x === 'string' ? x.slice(1) : -x, r,
	    negative);
	zero = !/[1-9\u221eN]/.test(s);
	s = dress(s, r);
	if (negative && r.signDisplay !== 'never' && !(zero &&
	    (r.signDisplay === 'exceptZero' || r.signDisplay === 'negative')))
		return r.currencySign === 'accounting' ? '(' + s + ')' : '-' + s;
	if (!negative && (r.signDisplay === 'always' ||
	    (r.signDisplay === 'exceptZero' && !zero && x === x)))
		return '+' + s;
	return s;
}
var R = native.hidden('number format');
function NumberFormat(locales, options) {
	var self = new.target === undefined ? Object.create(
	    NumberFormat.prototype) : this, r;
	native.locale(locales);
	r = self[R] = resolve(isObject(options) ? options : {});
	r.format = function (x) { return format(x, r); };
	return self;
}
// The text cut into what each piece of it is.
function split(s, r) {
	var m = /^(.*?)(NaN|\u221e|\d[\d,]*(?:\.\d+)?)(?:(E)(-?)(\d+))?(.*)$/.exec(s);
	var out = [], what = r.style === 'currency' ? 'currency' : r.style ===
	    'unit' ? 'unit' : r.style === 'percent' ? 'percentSign' : 'literal';
	function add(type, value) {
		if (value) out.push({ type: type, value: value });
	}
	function around(text, type) {
		text.split(/([-+()\u00a0 ])/).forEach(function (t) {
			add(t === '-' ? 'minusSign' : t === '+' ? 'plusSign' :
			    /^[() \u00a0]$/.test(t) ? 'literal' : type, t);
		});
	}
	around(m[1], what);
	if (m[2] === 'NaN') add('nan', m[2]);
	else if (m[2] === '\u221e') add('infinity', m[2]);
	else
		m[2].split(/([,.])/).forEach(function (t, i, all) {
			add(t === ',' ? 'group' : t === '.' ? 'decimal' :
			    all[i - 1] === '.' ? 'fraction' : 'integer', t);
		});
	add('exponentSeparator', m[3]);
	add('exponentMinusSign', m[4]);
	add('exponentInteger', m[5]);
	if (r.notation === 'compact' &&
	    (m[3] = /^( ?)([KMBT]|[tmb]\w*illion|thousand)/.exec(m[6]))) {
		add('literal', m[3][1]);
		add('compact', m[3][2]);
		m[6] = m[6].slice(m[3][0].length);
	}
	// A name of several words is one piece.
	m = /^( ?)(.*?)(\)?)$/.exec(m[6]);
	add('literal', m[1]);
	add(what, m[2]);
	add('literal', m[3]);
	return out;
}
$.numberParts = function (x) { return split($.formatNumber(x), {}); };
function need(o) {
	if (!isObject(o) || o[R] === undefined)
		throw new TypeError('this is no Intl.NumberFormat');
	return o[R];
}
function range(a, b, r) {
	var x = format(a, r), y = format(b, r);
	if (a === undefined || b === undefined)
		throw new TypeError('start or end cannot be undefined');
	if (x === y) return '~' + x;
	return x + (/^\d.*\d$|^\d$/.test(x) && /^\d/.test(y) ? '\u2013' :
	    ' \u2013 ') + y;
}
var ORDER = ['locale', 'numberingSystem', 'style', 'currency',
	'currencyDisplay', 'currencySign', 'unit', 'unitDisplay',
	'minimumIntegerDigits', 'minimumFractionDigits', 'maximumFractionDigits',
	'minimumSignificantDigits', 'maximumSignificantDigits', 'useGrouping',
	'notation', 'compactDisplay', 'signDisplay', 'roundingIncrement',
	'roundingMode', 'roundingPriority', 'trailingZeroDisplay'];
function sourced(list, source) {
	list.forEach(function (p) { p.source = source; });
	return list;
}
function rangeParts(a, b, r) {
	var text = range(a, b, r), x = split(format(a, r), r), y;
	if (text.charAt(0) === '~')
		return sourced([{ type: 'approximatelySign', value: '~' }].concat(x),
		    'shared');
	y = split(format(b, r), r);
	return sourced(x, 'startRange').concat({ type: 'literal',
		value: text.slice(format(a, r).length, text.length -
		    format(b, r).length), source: 'shared' }, sourced(y, 'endRange'));
}
// Bound: people pass it to map().
rt.getter(NumberFormat.prototype, 'format', function () {
	return need(this).format;
});
rt.def(NumberFormat.prototype, {
	formatToParts(x) {
		var r = need(this);
		return split(format(x, r), r);
	},
	formatRange(a, b) { return range(a, b, need(this)); },
	formatRangeToParts(a, b) { return rangeParts(a, b, need(this)); },
	resolvedOptions() {
		var r = need(this), out = {};
		if (r.compactDefault)
			r = Object.assign({}, r, { minimumSignificantDigits: 1,
				maximumSignificantDigits: 2,
				roundingPriority: 'morePrecision' });
		ORDER.forEach(function (k) {
			if (r[k] !== undefined && (k !== 'compactDisplay' ||
			    r.notation === 'compact')) out[k] = r[k];
		});
		return out;
	}
});
rt.put(Intl, 'NumberFormat', NumberFormat);
rt.tag(NumberFormat.prototype, 'Intl.NumberFormat');
function supported(C) {
	rt.def(C, { supportedLocalesOf(l) {
		return l === undefined ? [] : [].concat(l).filter(function (x) {
			return /^en\b/.test(x);
		});
	} });
}
supported(NumberFormat);
native.localeFrom(native.locale);
$.formatBigInt = function (x, locales, options) {
	native.locale(locales);
	return format(x, resolve(isObject(options) ? options : {}));
};
$.formatNumber = function (x, options) {
	return format(x, resolve(isObject(options) ? options : {}));
};
rt.def(Number.prototype, {
	toLocaleString(locales, options) {
		native.locale(locales);
		return $.formatNumber(Number(this), options);
	}
}, { toLocaleString: 0 });

native.supportedLocales = supported;
