// SPDX-License-Identifier: Apache-2.0
// console.*: texts as node writes them, of which a table has no frame.
var stringify = JSON.stringify, ITEMS = 100;
var hasOwn = Object.prototype.hasOwnProperty, getProto = Object.getPrototypeOf;
var show = $.inspect;

// A value that throws while it is looked at is shown as one that does.
function text(v, depth) {
	if (typeof v === 'string') return v;
	try {
		return show(v, depth);
	} catch (e) {
		return '[a value that cannot be shown]';
	}
}

// %s of an object: its own toString(), or what it is without its depths.
function asString(v) {
	var o = v;
	if (typeof v === 'function') return v[$.nodePath] === undefined ?
	    String(v) : text(v);
	if (v === null || typeof v !== 'object') return text(v);
	while (o !== null && !hasOwn.call(o, 'toString')) o = getProto(o);
	if (o === null || native.isError(v) || (hasOwn.call(o, 'constructor') &&
	    typeof o.constructor === 'function' && builtIn(o.constructor)))
		return text(v, 0);
	return String(v);
}
function builtIn(f) { return /\{ \[native code\] \}$/.test(String(f)); }
function asNumber(v, f) {
	if ($.isBigInt(v)) return String(v) + 'n';
	if (typeof v === 'symbol') return 'NaN';
	v = f(v);
	return v === 0 && 1 / v < 0 ? '-0' : String(v);
}
var DIRECTIVE = /%[sdifjoOc%]/g;
function format(args) {
	var out = [], i = 0, first = args[0];
	if (typeof first === 'string' && args.length > 1 &&
	    first.indexOf('%') >= 0) {
		i = 1;
		out.push(first.replace(DIRECTIVE, function (m) {
			if (m === '%%') return '%';
			if (i >= args.length) return m;
			var v = args[i++];
			switch (m) {
			case '%s': return asString(v);
			case '%d': return typeof v === 'object' && v !== null ? 'NaN' :
			    asNumber(v, Number);
			case '%i': return asNumber(v, parseInt);
			case '%f': return typeof v === 'symbol' ? 'NaN' :
			    String(parseFloat(v));
			case '%j':
				try { return stringify(v); }
				catch (e) { return '[Circular]'; }
			case '%o': return text(v, 4);
			case '%c': return '';
			}
			return text(v);
		}));
	}
	for (; i < args.length; i++) out.push(text(args[i]));
	return out.join(' ');
}

var indent = '', counts = {}, timers = {};
function print(level, s) {
	native.log(level, indent ? indent + s.replace(/\n/g, '\n' + indent) : s);
}

// Columns of equal width, under a head; what is no table is logged as it is.
// A frame would cost its reader more than it tells.
function rowsOf(rows) {
	var index = '(iteration index)', k = 0, list = [];
	if (rows instanceof Map) {
		rows.forEach(function (v, x) { list.push([k++, v, x]); });
	} else if (rows instanceof Set) {
		rows.forEach(function (v) { list.push([k++, v]); });
	} else {
		index = '(index)';
		Object.keys(rows).forEach(function (x) { list.push([x, rows[x]]); });
	}
	return { index: index, list: list, map: rows instanceof Map };
}
function isRow(v) {
	return v !== null && typeof v === 'object' && !(v instanceof Date);
}
function table(rows, only) {
	var names = [], values = false, lines, widths, t;
	if (rows === null || typeof rows !== 'object') return text(rows);
	t = rowsOf(rows);
	t.list.slice(0, ITEMS).forEach(function (x) {
		if (!isRow(x[1])) values = true;
		else (only || Object.keys(x[1])).forEach(function (k) {
			if (names.indexOf(k) < 0) names.push(k);
		});
	});
	lines = [[t.index].concat(t.map ? ['Key'] : [], names,
	    values ? ['Values'] : [])];
	t.list.slice(0, ITEMS).forEach(function (x) {
		var row = isRow(x[1]);
		lines.push([String(x[0])].concat(t.map ? [text2(x[2])] : [],
		    names.map(function (n) {
			return row && hasOwn.call(x[1], n) ? text2(x[1][n]) : '';
		}), values ? [row ? '' : text2(x[1])] : []));
	});
	widths = lines[0].map(function (x, c) {
		return lines.reduce(function (m, l) {
			return Math.max(m, l[c].length);
		}, 0);
	});
	return lines.map(function (l) {
		return l.map(function (x, c) {
			while (x.length < widths[c]) x += ' ';
			return x;
		}).join(' | ').replace(/ +$/, '');
	}).join('\n') + (t.list.length > ITEMS ?
	    '\n... ' + (t.list.length - ITEMS) + ' more rows' : '');
}
function text2(v) { return typeof v === 'string' ? show(v) : text(v, 1); }

function at(level) {
	return function () { print(level, format(arguments)); };
}
function tail(a) { return Array.prototype.slice.call(a, 1); }
var con = {
	log: at('log'), info: at('info'), warn: at('warn'), error: at('error'),
	debug: at('debug'),
	trace: function () {
		print('debug', 'Trace: ' + format(arguments));
	},
	dir: function (v, options) {
		var d = options && options.depth;
		print('log', typeof v === 'string' ? show(v) : text(v, d === null ?
		    Infinity : d));
	},
	clear: function () {},
	table: function (rows, only) { print('log', table(rows, only)); },
	assert: function (ok) {
		var a = tail(arguments);
		if (!ok) print('error', 'Assertion failed' +
		    (a.length ? ': ' + format(a) : ''));
	},
	count: function (l) {
		l = l === undefined ? 'default' : String(l);
		counts['.' + l] = (counts['.' + l] || 0) + 1;
		print('log', l + ': ' + counts['.' + l]);
	},
	countReset: function (l) {
		delete counts['.' + (l === undefined ? 'default' : l)];
	},
	group: function () {
		if (arguments.length) print('log', format(arguments));
		if (indent.length < 40) indent += '  ';
	},
	groupEnd: function () { indent = indent.slice(2); },
	time: function (l) {
		timers['.' + (l === undefined ? 'default' : l)] = native.now();
	},
	timeEnd: function (l) {
		con.timeLog(l);
		delete timers['.' + (l === undefined ? 'default' : l)];
	},
	timeLog: function (l) {
		l = l === undefined ? 'default' : String(l);
		if (('.' + l) in timers)
			print('log', l + ': ' + (native.now() - timers['.' + l]) +
			    'ms' + (arguments.length > 1 ?
			    ' ' + format(tail(arguments)) : ''));
	}
};
// By assignment they are all anonymous.
Object.keys(con).forEach(function (k) { native.rt.name(con[k], k); });
con.groupCollapsed = con.group;
con.dirxml = con.log;
$.hide(global, 'console', con);
