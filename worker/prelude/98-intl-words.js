// SPDX-License-Identifier: Apache-2.0
// Intl for words: PluralRules, ListFormat, RelativeTimeFormat, Collator.
'use strict';
var rt = native.rt, isObject = rt.isObject, Intl = global.Intl;
var supported = native.supportedLocales;
var P = native.hidden('plural rules'), L = native.hidden('list format');
var T = native.hidden('relative time format'), K = native.hidden('collator');

function need(o, key, name) {
	if (!isObject(o) || o[key] === undefined)
		throw new TypeError('this is no Intl.' + name);
	return o[key];
}
// What `new` must have made, and its options.
function begin(target, name, locales, options) {
	if (target === undefined)
		throw new TypeError('Constructor Intl.' + name + " requires 'new'");
	native.locale(locales);
	return isObject(options) ? options : {};
}
function pick(o, key, values) {
	var v = o[key];
	if (v === undefined) return values[0];
	v = String(v);
	if (values.indexOf(v) < 0)
		throw new RangeError('Value ' + v + ' out of range for Intl options ' +
		    'property ' + key);
	return v;
}
function joined(parts) {
	return parts.map(function (p) { return p.value; }).join('');
}
function install(name, C) {
	rt.put(Intl, name, C);
	supported(C);
}

function PluralRules(locales, options) {
	var o = begin(new.target, 'PluralRules', locales, options);
	this[P] = pick(o, 'type', ['cardinal', 'ordinal']);
}
rt.def(PluralRules.prototype, {
	select(n) {
		var type = need(this, P, 'PluralRules'), ten, hundred;
		n = +n;
		ten = n % 10;
		hundred = n % 100;
		if (type === 'cardinal') return n === 1 ? 'one' : 'other';
		if (ten === 1 && hundred !== 11) return 'one';
		if (ten === 2 && hundred !== 12) return 'two';
		return ten === 3 && hundred !== 13 ? 'few' : 'other';
	},
	// English has one plural for every range.
	selectRange(a, b) {
		need(this, P, 'PluralRules');
		if (a === undefined || b === undefined)
			throw new TypeError('start or end cannot be undefined');
		if (isNaN(+a) || isNaN(+b))
			throw new RangeError('Invalid number value');
		return 'other';
	},
	resolvedOptions() {
		var type = need(this, P, 'PluralRules');
		return { locale: 'en-US', type: type, minimumIntegerDigits: 1,
		    minimumFractionDigits: 0, maximumFractionDigits: 3,
		    pluralCategories: type === 'ordinal' ?
		    ['one', 'two', 'few', 'other'] : ['one', 'other'],
		    roundingIncrement: 1, roundingMode: 'halfExpand',
		    roundingPriority: 'auto', trailingZeroDisplay: 'auto' };
	}
});
install('PluralRules', PluralRules);

function ListFormat(locales, options) {
	var o = begin(new.target, 'ListFormat', locales, options);
	this[L] = { type: pick(o, 'type', ['conjunction', 'disjunction', 'unit']),
	    style: pick(o, 'style', ['long', 'short', 'narrow']) };
}
function listParts(items, r) {
	var out = [], word, i, a = [], glue = ', ';
	rt.each(items, function (x) {
		if (typeof x !== 'string')
			throw new TypeError('Iterable yielded ' + rt.show(x) +
			    ' which is not a string');
		a.push(x);
	});
	word = r.type === 'disjunction' ? 'or ' : r.type === 'unit' ||
	    r.style === 'narrow' ? '' : r.style === 'short' ? '& ' : 'and ';
	if (r.type === 'unit' && r.style === 'narrow') glue = ' ';
	for (i = 0; i < a.length; i++) {
		if (i > 0)
			out.push({ type: 'literal', value: i < a.length - 1 ? glue :
			    word === '' ? glue : (i > 1 ? glue : ' ') + word });
		out.push({ type: 'element', value: a[i] });
	}
	return out;
}
rt.def(ListFormat.prototype, {
	format(items) { return joined(this.formatToParts(items)); },
	formatToParts(items) {
		var r = need(this, L, 'ListFormat');
		return items === undefined ? [] : listParts(items, r);
	},
	resolvedOptions() {
		var r = need(this, L, 'ListFormat');
		return { locale: 'en-US', type: r.type, style: r.style };
	}
});
install('ListFormat', ListFormat);

var SHORT = { second: 'sec.', minute: 'min.', hour: 'hr.', week: 'wk.',
	month: 'mo.', quarter: 'qtr.', year: 'yr.' };
var NARROW = { second: 's', minute: 'm', hour: 'h', day: 'd', week: 'w',
	month: 'mo', quarter: 'q', year: 'y' };
function near(n, u, style) {
	var word = style === 'long' ? u : SHORT[u];
	if (u === 'day')
		return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[n];
	if (u === 'second') return n === 0 ? 'now' : undefined;
	if (u === 'hour' || u === 'minute')
		return n === 0 ? 'this ' + u : undefined;
	return { '-1': 'last ' + word, 0: 'this ' + word, 1: 'next ' + word }[n];
}
function RelativeTimeFormat(locales, options) {
	var o = begin(new.target, 'RelativeTimeFormat', locales, options);
	this[T] = { style: pick(o, 'style', ['long', 'short', 'narrow']),
	    numeric: pick(o, 'numeric', ['always', 'auto']) };
}
function unitText(a, u, style) {
	if (style === 'narrow') return NARROW[u];
	if (style === 'short' && SHORT[u])
		return ' ' + (u === 'quarter' && a !== 1 ? 'qtrs.' : SHORT[u]);
	return ' ' + (a === 1 ? u : u + 's');
}
function timeParts(n, unit, r) {
	var u = String(unit).replace(/s$/, ''), past, word, out;
	if (!NARROW[u])
		throw new RangeError("Invalid unit argument for format() '" +
		    String(unit) + "'");
	n = +n;
	if (!isFinite(n))
		throw new RangeError('Invalid number value');
	word = r.numeric === 'auto' ? near(n, u, r.style) : undefined;
	if (word !== undefined) return [{ type: 'literal', value: word }];
	past = n < 0 || 1 / n < 0;
	out = $.numberParts(Math.abs(n));
	out.forEach(function (p) { p.unit = u; });
	if (!past) out.unshift({ type: 'literal', value: 'in ' });
	out.push({ type: 'literal', value: unitText(Math.abs(n), u, r.style) +
	    (past ? ' ago' : '') });
	return out;
}
rt.def(RelativeTimeFormat.prototype, {
	format(n, unit) { return joined(this.formatToParts(n, unit)); },
	formatToParts(n, unit) {
		return timeParts(n, unit, need(this, T, 'RelativeTimeFormat'));
	},
	resolvedOptions() {
		var r = need(this, T, 'RelativeTimeFormat');
		return { locale: 'en-US', style: r.style, numeric: r.numeric,
		    numberingSystem: 'latn' };
	}
});
install('RelativeTimeFormat', RelativeTimeFormat);

function Collator(locales, options) {
	var o = begin(Collator, 'Collator', locales, options), self =
	    new.target === undefined ? Object.create(Collator.prototype) : this;
	self[K] = { options: o, compare: function (a, b) {
		return native.compare(String(a), String(b), o);
	} };
	return self;
}
rt.getter(Collator.prototype, 'compare', function () {
	return need(this, K, 'Collator').compare;
});
rt.def(Collator.prototype, {
	resolvedOptions() {
		var o = need(this, K, 'Collator').options;
		return { locale: 'en-US', usage: pick(o, 'usage', ['sort', 'search']),
		    sensitivity: pick(o, 'sensitivity', ['variant', 'base', 'accent',
			'case']), ignorePunctuation: !!o.ignorePunctuation,
		    collation: 'default', numeric: !!o.numeric,
		    caseFirst: pick(o, 'caseFirst', ['false', 'upper', 'lower']) };
	}
});
install('Collator', Collator);
