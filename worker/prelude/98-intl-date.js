// SPDX-License-Identifier: Apache-2.0
// Intl.DateTimeFormat in en-US, for UTC, fixed offsets and the system's zones.
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

// Zones as the system's list has them; a zone's last answer is kept, with the
// time for which it holds.
var zones = {};
function zoneAt(zone, ms) {
	var z = zones[zone];
	if (z !== undefined && ms >= z.from && ms < z.until) return z;
	return zones[zone] = native.zone(zone, ms);
}
// { name, fixed: minutes east of UTC } or { name } alone.
function zoneOf(zone) {
	var m, z;
	if (/^(utc|gmt|etc\/(utc|gmt)|z)$/i.test(zone))
		return { name: 'UTC', fixed: 0 };
	m = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
	if (m) return { name: m[1] + m[2] + ':' + (m[3] || '00'),
	    fixed: (m[1] === '-' ? -1 : 1) * (+m[2] * 60 + +(m[3] || 0)) };
	z = zoneAt(zone, native.now());
	if (z === undefined)
		throw new RangeError('Invalid time zone specified: ' + zone);
	return { name: z.name, fixed: undefined };
}
// Orders that people ask a locale for: the ISO date of sv-SE and en-CA, the
// day first of en-GB.  All else is en-US, and says so once.
function layout(locales) {
	var l = native.locale(locales);
	if (/^en-(GB|AU|NZ|IE|IN|ZA)$/i.test(l)) return 'dmy';
	return /^sv/i.test(l) ? 'iso' : /^(en|fr)-CA$/i.test(l) ? 'ymd' : 'mdy';
}
function any(o, names) {
	return names.some(function (n) { return o[n] !== undefined; });
}
// What is shown; `missing` is what a call without any choice shows.
function resolve(options, missing, locales) {
	var o = isObject(options) ? options : {}, r = {}, z;
	z = zoneOf(o.timeZone === undefined ? 'UTC' : String(o.timeZone));
	r.layout = layout(locales);
	r.timeZone = z.name;
	r.fixed = z.fixed;
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
		['era', 'dayPeriod'].forEach(function (n) {
			if (r[n] !== undefined && !ERAS[r[n]])
				throw new RangeError('Value ' + r[n] + ' out of range for ' +
				    'Intl.DateTimeFormat options property ' + n);
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
	    o.hourCycle !== undefined ? o.hourCycle === 'h12' ||
	    o.hourCycle === 'h11' : r.layout === 'mdy' || r.layout === 'ymd';
	r.h24 = o.hourCycle === 'h24';
	return r;
}
function two(n) { return n < 10 ? '0' + n : String(n); }
function numeric(n, how) { return how === '2-digit' ? two(n % 100) : String(n); }
function word(list, i, how) {
	return how === 'long' ? list[i] : how === 'narrow' ? list[i][0] :
	    list[i].slice(0, 3);
}
// A list of { type, value }.
function Parts() { this.list = []; }
Parts.prototype = {
	add: function (type, value) {
		if (value !== undefined && value !== '')
			this.list.push({ type: type, value: String(value) });
	},
	// Between two parts.
	gap: function (text) {
		if (this.list.length) this.add('literal', text);
	}
};
function numericDate(p, r, y, m, day, w) {
	var iso = r.layout === 'ymd' || r.layout === 'iso';
	var order = iso ? [['year', y], ['month', m], ['day', day]] :
	    r.layout === 'dmy' ? [['day', day], ['month', m], ['year', y]] :
	    [['month', m], ['day', day], ['year', y]];
	var first = true;
	p.add('weekday', w);
	order.forEach(function (x) {
		if (x[1] === undefined) return;
		if (first) p.gap(w && !m && !y ? ' ' : ', ');
		else p.add('literal', iso ? '-' : '/');
		first = false;
		p.add(x[0], x[1]);
	});
}
var ERAS = { short: ['BC', 'AD'], long: ['Before Christ', 'Anno Domini'],
	narrow: ['B', 'A'] };
function eraOf(d, how) { return ERAS[how][d.getUTCFullYear() > 0 ? 1 : 0]; }
// With an era, years before the first count from it.
function yearOf(d, r) {
	var y = d.getUTCFullYear();
	return r.era && y < 1 ? 1 - y : y;
}
// In en-US an era stands last, after at least a year.
function datesAndEra(p, d, r) {
	var alone = !any(r, DATE), inner;
	if (r.era && !alone && !r.year && !r.day) {
		p.add('era', eraOf(d, r.era));
		inner = new Parts();
		dateParts(inner, d, r);
		p.add('literal', ' (month: ');
		p.list = p.list.concat(inner.list);
		p.add('literal', ')');
		return;
	}
	dateParts(p, d, r);
	if (!r.era) return;
	p.gap(' ');
	p.add('era', eraOf(d, r.era));
}
function dateParts(p, d, r) {
	var y, m, day, w;
	y = r.year && numeric(yearOf(d, r), r.year);
	day = r.day && numeric(d.getUTCDate(), r.day);
	w = r.weekday && word(DAYS, d.getUTCDay(), r.weekday);
	if (r.month === undefined || r.month === 'numeric' ||
	    r.month === '2-digit') {
		m = r.month && numeric(d.getUTCMonth() + 1, r.month);
		if (r.layout !== 'mdy' && y && m && day) {
			m = two(d.getUTCMonth() + 1);
			day = two(d.getUTCDate());
		}
		if (w && day && !m && !y && r.layout === 'mdy') {
			p.add('day', day);
			p.add('literal', ' ');
			p.add('weekday', w);
			return;
		}
		numericDate(p, r, y, m, day, w);
		return;
	}
	m = word(MONTHS, d.getUTCMonth(), r.month);
	p.add('weekday', w);
	if (r.layout === 'dmy') {
		if (day) p.gap(', ');
		p.add('day', day);
		p.gap(day ? ' ' : w ? ', ' : '');
		p.add('month', m);
		if (y) p.add('literal', ' ');
	} else {
		p.gap(', ');
		p.add('month', m);
		if (day) p.add('literal', ' ');
		p.add('day', day);
		if (y) p.add('literal', day ? ', ' : ' ');
	}
	p.add('year', y);
}
function gmt(minutes, long) {
	var n = Math.abs(minutes), h = Math.floor(n / 60);
	return 'GMT' + (minutes < 0 ? '-' : '+') + (long ? two(h) : h) +
	    (long || n % 60 ? ':' + two(n % 60) : '');
}
var LONG = { EST: 'Eastern Standard Time', EDT: 'Eastern Daylight Time',
	CST: 'Central Standard Time', CDT: 'Central Daylight Time',
	MST: 'Mountain Standard Time', MDT: 'Mountain Daylight Time',
	PST: 'Pacific Standard Time', PDT: 'Pacific Daylight Time',
	CET: 'Central European Standard Time',
	CEST: 'Central European Summer Time',
	EET: 'Eastern European Standard Time',
	EEST: 'Eastern European Summer Time', BST: 'British Summer Time',
	GMT: 'Greenwich Mean Time', JST: 'Japan Standard Time',
	HST: 'Hawaii-Aleutian Standard Time' };
function zoneText(r, ms) {
	var how = r.timeZoneName, z, american;
	if (how === 'shortOffset' || how === 'longOffset')
		return gmt(offsetAt(r, ms), how === 'longOffset');
	if (r.timeZone === 'UTC')
		return how === 'long' ? 'Coordinated Universal Time' :
		    how === 'short' ? 'UTC' : 'GMT+0';
	if (r.fixed !== undefined) return gmt(r.fixed, how === 'long');
	z = zoneAt(r.timeZone, ms);
	american = /^(America|US|Canada)\//.test(r.timeZone) ||
	    z.abbrev === 'HST';
	if (how === 'long')
		return american || !/^[CEMP][SD]T$/.test(z.abbrev) ?
		    LONG[z.abbrev] || gmt(z.offset, true) : gmt(z.offset, true);
	if (american && /^(AK|[CEMP])[SD]T$|^HST$/.test(z.abbrev))
		return /Generic$/.test(how) ? z.abbrev.replace(/[SD]T$/, 'T') :
		    z.abbrev;
	return z.offset === 0 && z.abbrev === 'GMT' ? 'GMT' : gmt(z.offset);
}
function offsetAt(r, ms) {
	return r.fixed !== undefined ? r.fixed : zoneAt(r.timeZone, ms).offset;
}
// What a time of the day is called: noon is exact as far as is shown.
function periodOf(d, r) {
	var h = d.getUTCHours();
	if (h === 12 && !(r.minute && d.getUTCMinutes()) &&
	    !(r.second && d.getUTCSeconds()))
		return r.dayPeriod === 'narrow' ? 'n' : 'noon';
	return h < 12 ? 'in the morning' : h < 18 ? 'in the afternoon' :
	    h < 21 ? 'in the evening' : 'at night';
}
function timeParts(p, d, r) {
	var h = d.getUTCHours(), shown = h, any = false;
	if (r.hour !== undefined) {
		if (r.hour12) shown = h % 12 || 12;
		else if (r.h24 && h === 0) shown = 24;
		p.add('hour', r.hour === '2-digit' || !r.hour12 ? two(shown) :
		    String(shown));
		any = true;
	}
	if (r.minute !== undefined) {
		if (any) p.add('literal', ':');
		p.add('minute', any || r.second !== undefined ?
		    two(d.getUTCMinutes()) : d.getUTCMinutes());
		any = true;
	}
	if (r.second !== undefined) {
		if (any) p.add('literal', ':');
		p.add('second', any ? two(d.getUTCSeconds()) : d.getUTCSeconds());
		any = true;
	}
	if (r.fractionalSecondDigits) {
		if (any) p.add('literal', '.');
		p.add('fractionalSecond', ('00' + d.getUTCMilliseconds()).slice(-3)
		    .slice(0, +r.fractionalSecondDigits));
	}
	if (r.dayPeriod && (r.hour === undefined || r.hour12)) {
		p.gap(' ');
		p.add('dayPeriod', periodOf(d, r));
	} else if (r.hour !== undefined && r.hour12) {
		p.add('literal', ' ');
		p.add('dayPeriod', r.layout !== 'mdy' ? h < 12 ? 'a.m.' : 'p.m.' :
		    h < 12 ? 'AM' : 'PM');
	}
}
function parts(x, r) {
	var d = x === undefined ? new Date() : new Date(+x), ms = +d, a, b;
	if (isNaN(ms)) throw new RangeError('Invalid time value');
	d = new Date(ms + offsetAt(r, ms) * 60000);
	a = new Parts();
	b = new Parts();
	datesAndEra(a, d, r);
	timeParts(b, d, r);
	if (b.list.length)
		a.gap(r.at && r.layout !== 'iso' ? ' at ' : r.layout === 'iso' ||
		    (r.weekday && !r.day && !r.month) ? ' ' : ', ');
	a.list = a.list.concat(b.list);
	if (r.timeZoneName) {
		a.gap(b.list.length ? ' ' : ', ');
		a.add('timeZoneName', zoneText(r, ms));
	}
	return a.list;
}
function format(x, r) { return joined(parts(x, r)); }
var F = native.hidden('date format');
function DateTimeFormat(locales, options) {
	var self = new.target === undefined ?
	    Object.create(DateTimeFormat.prototype) : this, r;
	r = self[F] = resolve(options, isObject(options) && (options.timeStyle ||
	    (any(options, TIME) && !any(options, DATE))) ?
	    options.dateStyle ? 'both' : 'time' :
	    isObject(options) && options.dateStyle ? 'both' : 'date', locales);
	r.format = function (x) { return format(x, r); };
	return self;
}
function joined(list) {
	return list.map(function (p) { return p.value; }).join('');
}
// Those of the second begin after `cut`; the first `before` of the first and
// the last `after` of the second are of both.
function rangeOf(x, y, cut, before, after) {
	function as(list, source, shared) {
		return list.map(function (p, i) {
			return { type: p.type, value: p.value,
				source: shared(i) ? 'shared' : source };
		});
	}
	y = y.slice(cut);
	return as(x, 'startRange', function (i) { return i < before; }).concat({
		type: 'literal', value: ' \u2013 ', source: 'shared' },
	    as(y, 'endRange', function (i) { return i >= y.length - after; }));
}
// From a to b: what both share is said once where words tell the fields apart.
function rangeParts(a, b, r) {
	var x, y, key, cut = 0;
	function full() {
		return Object.assign({}, r, { year: r.year || 'numeric',
		    month: r.month || 'numeric', day: r.day || 'numeric' });
	}
	x = parts(a, full());
	y = parts(b, full());
	// Times of two days, days of two years: the whole date tells them apart.
	if (!(r.day || r.month || r.year ? r.year || !r.day || same('year') :
	    same('year') && same('month') && same('day'))) r = full();
	x = parts(a, r);
	y = parts(b, r);
	function value(list, type) {
		return list.filter(function (p) { return p.type === type; })
		    .map(function (p) { return p.value; }).join();
	}
	function same(type) { return value(x, type) === value(y, type); }
	function has(type) { return value(x, type) !== ''; }
	key = ['weekday', 'year', 'month', 'day'].every(same);
	if (key && joined(x) === joined(y))
		return x.map(function (p) {
			return { type: p.type, value: p.value, source: 'shared' };
		});
	if (key && has('hour')) {
		// The date, if there is one, once; and AM or PM if it is the same.
		while (y[cut].type !== 'hour') cut++;
		key = same('dayPeriod') && has('dayPeriod');
		if (key) x = x.slice(0, -2);
		return rangeOf(x, y, cut, cut, key ? 2 : 0);
	}
	if (!has('hour') && !has('weekday') && r.layout === 'mdy' && has('day') &&
	    /[a-z]/i.test(value(x, 'month')) && same('year')) {
		if (has('year')) x = x.slice(0, -2);
		if (same('month')) cut = 2;
		return rangeOf(x, y, cut, cut, has('year') || value(y, 'year') ? 2 : 0);
	}
	return rangeOf(x, y, cut, 0, 0);
}
function need(o) {
	if (!isObject(o) || o[F] === undefined)
		throw new TypeError('this is no Intl.DateTimeFormat');
	return o[F];
}
// Bound: people pass it to map().
rt.getter(DateTimeFormat.prototype, 'format', function () {
	return need(this).format;
});
rt.def(DateTimeFormat.prototype, {
	formatToParts(x) { return parts(x, need(this)); },
	formatRange(a, b) {
		if (a === undefined || b === undefined)
			throw new TypeError('startDate or endDate cannot be undefined');
		return joined(rangeParts(a, b, need(this)));
	},
	formatRangeToParts(a, b) {
		if (a === undefined || b === undefined)
			throw new TypeError('startDate or endDate cannot be undefined');
		return rangeParts(a, b, need(this));
	},
	resolvedOptions() {
		var r = need(this), out = { locale: 'en-US', calendar: 'gregory',
			numberingSystem: 'latn', timeZone: r.timeZone };
		if (r.hour !== undefined) {
			out.hourCycle = r.hour12 ? 'h12' : r.h24 ? 'h24' : 'h23';
			out.hour12 = r.hour12;
		}
		['weekday', 'era', 'year', 'month', 'day', 'dayPeriod', 'hour',
			'minute', 'second', 'fractionalSecondDigits', 'timeZoneName']
		    .forEach(function (k) {
			if (r[k] !== undefined)
				out[k] = k[0] === 'f' ? +r[k] : r[k];
		});
		return out;
	}
});
rt.put(Intl, 'DateTimeFormat', DateTimeFormat);
rt.tag(DateTimeFormat.prototype, 'Intl.DateTimeFormat');
supported(DateTimeFormat);
function shown(d, options, missing, locales) {
	return isNaN(+d) ? 'Invalid Date' :
	    format(d, resolve(options, missing, locales));
}
rt.def(Date.prototype, {
	toLocaleDateString(l, o) { return shown(this, o, 'date', l); },
	toLocaleTimeString(l, o) { return shown(this, o, 'time', l); },
	toLocaleString(l, o) { return shown(this, o, 'both', l); }
}, { toLocaleDateString: 0, toLocaleTimeString: 0, toLocaleString: 0 });
