// SPDX-License-Identifier: Apache-2.0
// performance: marks and measures in the program's virtual time.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject;
var L = native.hidden('timeline');

function refuse() { throw new TE('Illegal constructor'); }
function PerformanceEntry() { refuse(); }
rt.ctor('PerformanceEntry', PerformanceEntry, 0);
rt.def(PerformanceEntry.prototype, {
	toJSON() {
		return Object.assign({}, this);
	}
});
function kind(name) {
	var C = { f: function () { refuse(); } }.f;
	C.prototype = Object.create(PerformanceEntry.prototype);
	Object.setPrototypeOf(C, PerformanceEntry);
	return rt.ctor(name, C, 0);
}
var Mark = kind('PerformanceMark'), Measure = kind('PerformanceMeasure');
function entry(C, name, type, from, ms, options) {
	var e = Object.create(C.prototype), d = isObject(options) ?
	    options.detail : undefined;
	e.name = String(name);
	e.entryType = type;
	e.startTime = from;
	e.duration = ms;
	e.detail = d === undefined ? null : global.structuredClone(d);
	return e;
}

function Performance() { refuse(); }
rt.ctor('Performance', Performance, 0);
function timeline(o) {
	if (!isObject(o) || o[L] === undefined)
		throw new TE('this is not a Performance');
	return o[L];
}
function named(list, k, v) {
	return list.filter(function (e) { return e[k] === v; });
}
// A time, or the name of the last mark that has one.
function timeOf(list, x, missing) {
	var marks;
	if (x === undefined) return missing;
	if (typeof x === 'number') return x;
	marks = named(named(list, 'entryType', 'mark'), 'name', String(x));
	if (marks.length === 0)
		throw global.DOMException('The "' + String(x) + '" performance ' +
		    'mark has not been set', 'SyntaxError');
	return marks[marks.length - 1].startTime;
}
function clear(o, type, name) {
	o[L] = timeline(o).filter(function (e) {
		return e.entryType !== type || (name !== undefined &&
		    e.name !== String(name));
	});
}
function add(list, e) {
	list.push(e);
	list.sort(function (a, b) { return a.startTime - b.startTime; });
	return e;
}
rt.def(Performance.prototype, {
	now() {
		timeline(this);
		return native.now() - native.began();
	},
	mark(name, options) {
		var at = isObject(options) && options.startTime !== undefined ?
		    +options.startTime : this.now();
		return add(timeline(this), entry(Mark, name, 'mark', at, 0, options));
	},
	measure(name, from, to) {
		var list = timeline(this), o = isObject(from) ? from : { start: from,
			end: to }, a = o.start, b = o.end;
		b = b === undefined && o.duration !== undefined ?
		    timeOf(list, a, 0) + +o.duration : timeOf(list, b, this.now());
		a = a === undefined && o.duration !== undefined ? b - o.duration :
		    timeOf(list, a, 0);
		return add(list, entry(Measure, name, 'measure', a, b - a, o));
	},
	getEntries() { return timeline(this).slice(); },
	getEntriesByName(name, type) {
		var list = named(timeline(this), 'name', String(name));
		return type === undefined ? list : named(list, 'entryType', type);
	},
	getEntriesByType(type) {
		return named(timeline(this), 'entryType', String(type));
	},
	clearMarks(name) { clear(this, 'mark', name); },
	clearMeasures(name) { clear(this, 'measure', name); },
	toJSON() { return { timeOrigin: this.timeOrigin }; }
}, { mark: 1, measure: 1, getEntriesByName: 1, clearMarks: 0,
	clearMeasures: 0 });
rt.getter(Performance.prototype, 'timeOrigin', function () {
	timeline(this);
	return native.began();
});
var performance = Object.create(Performance.prototype);
performance[L] = [];
$.hide(global, 'performance', performance);
