// SPDX-License-Identifier: Apache-2.0
// Intl.DateTimeFormat in en-US, for UTC and fixed offsets, and the small
// formats: lists, relative times, collation.
'use strict';
var rt = native.rt, Intl = global.Intl, isObject = rt.isObject;
var supported = native.supportedLocales;
var MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July',
	'August', 'September', 'October', 'November', 'December'];
var DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday',
	'Saturday'];
var DATE = ['weekday', 'year', 'month', 'day'];
var TIME = ['hour', 'minute', 'second', 'fractionalSecondDigits',
	'dayPeriod'];
var DATE_STYLES = {
	full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
	long: { year: 'numeric', month: 'long', day: 'numeric' },
	medium: { year: 'numeric', month: 'short', day: 'numeric' },
	short: { year: '2-digit', month: 'numeric', day: 'numeric' }
};
var TIME_STYLES = {
	full: { hour: 'numeric', minute: '2-digit', second: '2-digit',
		timeZoneName: 'long' },
	long: { hour: 'numeric', minute: '2-digit', second: '2-digit',
		timeZoneName: 'short' },
	medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
	short: { hour: 'numeric', minute: '2-digit' }
};

// Minutes east of UTC.
function offsetOf(zone) {
	var m;
	if (/^(utc|gmt|etc\/(utc|gmt)|z)$/i.test(zone)) return 0;
	m = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
	if (m) return (m[1] === '-' ? -1 : 1) * (+m[2] * 60 + +(m[3] || 0));
	throw new RangeError('the time zone ' + zone + ' is not available here: ' +
	    'UTC and offsets such as "+02:00" are');
}
function any(o, names) {
	return names.some(function (n) { return o[n] !== undefined; });
}
// What is shown; `missing` is what a call without any choice shows.
function resolve(options, missing) {
	var o = isObject(options) ? options : {}, r = {};
	r.timeZone = o.timeZone === undefined ? 'UTC' : String(o.timeZone);
	r.offset = offsetOf(r.timeZone);
	if (o.dateStyle !== undefined || o.timeStyle !== undefined) {
		if (any(o, DATE) || any(o, TIME))
			throw new TypeError("Can't set option " + DATE.concat(TIME)
			    .filter(function (n) { return o[n] !== undefined; })[0] +
			    ' when ' + (o.dateStyle ? 'dateStyle' : 'timeStyle') +
			    ' is used');
		if ((o.dateStyle && !DATE_STYLES[o.dateStyle]) ||
		    (o.timeStyle && !TIME_STYLES[o.timeStyle]))
			throw new RangeError('a style is full, long, medium or short');
		if ((missing === 'date' && o.timeStyle) ||
		    (missing === 'time' && o.dateStyle))
			throw new TypeError('Invalid option : ' + (missing === 'date' ?
			    'timeStyle' : 'dateStyle'));
		Object.assign(r, DATE_STYLES[o.dateStyle], TIME_STYLES[o.timeStyle]);
		r.at = o.dateStyle === 'full' || o.dateStyle === 'long';
	} else {
		DATE.concat(TIME, ['timeZoneName', 'era']).forEach(function (n) {
			if (o[n] !== undefined) r[n] = String(o[n]);
		});
		if (missing === 'date' ? !any(o, DATE) : missing === 'time' ?
		    !any(o, TIME) : !any(o, DATE) && !any(o, TIME)) {
			if (missing !== 'time') r.year = r.month = r.day = 'numeric';
			if (missing !== 'date')
				r.hour = r.minute = r.second = 'numeric';
		}
		r.at = r.month === 'long' && r.hour !== undefined;
	}
	r.hour12 = o.hour12 !== undefined ? !!o.hour12 :
	    o.hourCycle === undefined || o.hourCycle === 'h12' ||
	    o.hourCycle === 'h11';
	r.h24 = o.hourCycle === 'h24';
	return r;
}
function two(n) { return n < 10 ? '0' + n : String(n); }
function numeric(n, how) { return how === '2-digit' ? two(n % 100) : String(n); }
function word(list, i, how) {
	return how === 'long' ? list[i] : how === 'narrow' ? list[i][0] :
	    list[i].slice(0, 3);
}
function dateText(d, r) {
	var y, m, day, w, text;
	y = r.year && numeric(d.getUTCFullYear(), r.year);
	day = r.day && numeric(d.getUTCDate(), r.day);
	w = r.weekday && word(DAYS, d.getUTCDay(), r.weekday);
	if (r.month === undefined || r.month === 'numeric' ||
	    r.month === '2-digit') {
		m = r.month && numeric(d.getUTCMonth() + 1, r.month);
		text = [m, day, y].filter(Boolean).join('/');
		return w ? text ? m || y ? w + ', ' + text : text + ' ' + w : w :
		    text;
	}
	m = word(MONTHS, d.getUTCMonth(), r.month);
	text = day ? m + ' ' + day : m;
	if (y) text += (day ? ', ' : ' ') + y;
	return w ? w + ', ' + text : text;
}
function zoneText(r) {
	var n = Math.abs(r.offset), h;
	if (r.offset === 0)
		return r.timeZoneName === 'long' ? 'Coordinated Universal Time' :
		    'UTC';
	h = String(Math.floor(n / 60));
	return 'GMT' + (r.offset < 0 ? '-' : '+') + h +
	    (n % 60 ? ':' + two(n % 60) : '');
}
function timeText(d, r) {
	var h = d.getUTCHours(), parts = [], text, shown = h;
	if (r.hour !== undefined) {
		if (r.hour12) shown = h % 12 || 12;
		else if (r.h24 && h === 0) shown = 24;
		parts.push(r.hour === '2-digit' || !r.hour12 ? two(shown) :
		    String(shown));
	}
	if (r.minute !== undefined)
		parts.push(parts.length || r.second !== undefined ||
		    r.minute === '2-digit' && parts.length ?
		    two(d.getUTCMinutes()) : String(d.getUTCMinutes()));
	if (r.second !== undefined)
		parts.push(parts.length ? two(d.getUTCSeconds()) :
		    String(d.getUTCSeconds()));
	text = parts.join(':');
	if (r.fractionalSecondDigits)
		text += '.' + ('00' + d.getUTCMilliseconds()).slice(-3)
		    .slice(0, +r.fractionalSecondDigits);
	if (r.hour !== undefined && r.hour12) text += h < 12 ? ' AM' : ' PM';
	return text;
}
function format(x, r) {
	var d = x === undefined ? new Date() : new Date(+x), a, b, text;
	if (isNaN(+d)) throw new RangeError('Invalid time value');
	d = new Date(+d + r.offset * 60000);
	a = dateText(d, r);
	b = timeText(d, r);
	text = a && b ? a + (r.at ? ' at ' : r.weekday && !r.day && !r.month ?
	    ' ' : ', ') + b : a || b;
	return r.timeZoneName ? text + (b ? ' ' : ', ') + zoneText(r) : text;
}
var F = native.hidden('date format');
function DateTimeFormat(locales, options) {
	var self = new.target === undefined ?
	    Object.create(DateTimeFormat.prototype) : this, r;
	r = self[F] = resolve(options, isObject(options) && (options.timeStyle ||
	    (any(options, TIME) && !any(options, DATE))) ?
	    options.dateStyle ? 'both' : 'time' :
	    isObject(options) && options.dateStyle ? 'both' : 'date');
	$.hide(self, 'format', function (x) { return format(x, r); });
	return self;
}
rt.def(DateTimeFormat.prototype, {
	formatToParts(x) {
		return [{ type: 'literal', value: format(x, this[F]) }];
	},
	formatRange(a, b) {
		return format(a, this[F]) + ' \u2013 ' + format(b, this[F]);
	},
	resolvedOptions() {
		return { locale: 'en-US', calendar: 'gregory',
			numberingSystem: 'latn', timeZone: this[F].timeZone };
	}
});
rt.put(Intl, 'DateTimeFormat', DateTimeFormat);
rt.tag(DateTimeFormat.prototype, 'Intl.DateTimeFormat');
supported(DateTimeFormat);
function shown(d, options, missing) {
	return isNaN(+d) ? 'Invalid Date' : format(d, resolve(options, missing));
}
rt.def(Date.prototype, {
	toLocaleDateString(l, o) { return shown(this, o, 'date'); },
	toLocaleTimeString(l, o) { return shown(this, o, 'time'); },
	toLocaleString(l, o) { return shown(this, o, 'both'); }
}, { toLocaleDateString: 0, toLocaleTimeString: 0, toLocaleString: 0 });

function ListFormat(locales, options) {
	var o = isObject(options) ? options : {};
	$.hide(this, 'word', o.type === 'disjunction' ? 'or' :
	    o.type === 'unit' ? '' : 'and');
}
rt.def(ListFormat.prototype, {
	format(items) {
		var a = $.copy(items), last, w = this.word;
		if (a.length < 2) return a.join('');
		if (w === '') return a.join(', ');
		if (a.length === 2) return a[0] + ' ' + w + ' ' + a[1];
		last = a.pop();
		return a.join(', ') + ', ' + w + ' ' + last;
	}
});
rt.put(Intl, 'ListFormat', ListFormat);
supported(ListFormat);

var NEAR = { day: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' } };
['year', 'quarter', 'month', 'week'].forEach(function (u) {
	NEAR[u] = { '-1': 'last ' + u, 0: 'this ' + u, 1: 'next ' + u };
});
NEAR.hour = { 0: 'this hour' };
NEAR.minute = { 0: 'this minute' };
NEAR.second = { 0: 'now' };
function RelativeTimeFormat(locales, options) {
	$.hide(this, 'auto', isObject(options) && options.numeric === 'auto');
}
rt.def(RelativeTimeFormat.prototype, {
	format(n, unit) {
		var u = String(unit).replace(/s$/, ''), a, text;
		if (!NEAR[u])
			throw new RangeError('Invalid unit argument for format() \'' +
			    unit + '\'');
		n = +n;
		if (this.auto && NEAR[u][n] !== undefined) return NEAR[u][n];
		a = Math.abs(n);
		text = $.formatNumber(a) + ' ' + (a === 1 ? u : u + 's');
		return n < 0 || 1 / n < 0 ? text + ' ago' : 'in ' + text;
	}
});
rt.put(Intl, 'RelativeTimeFormat', RelativeTimeFormat);
supported(RelativeTimeFormat);

function Collator(locales, options) {
	var o = isObject(options) ? options : {}, self =
	    new.target === undefined ? Object.create(Collator.prototype) : this;
	$.hide(self, 'compare', function (a, b) {
		return $.compare(String(a), String(b), o);
	});
	return self;
}
rt.def(Collator.prototype, {
	resolvedOptions() { return { locale: 'en-US', usage: 'sort' }; }
});
rt.put(Intl, 'Collator', Collator);
supported(Collator);
